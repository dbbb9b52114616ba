/* A list of values, such as those that are never reported, compared without the separators that people write values
 * with. Almost no value of a scan is in one, so the question is answered by a few of its bytes. Read-only once made. */
#ifndef MGP_IDENTIFIERS_VALUE_LIST_H
#define MGP_IDENTIFIERS_VALUE_LIST_H

#include "base/alloc.h"

struct mgp_value_list;

/* values is NULL-ended and outlives the list, which lives in arena. NULL where there are none; values may be NULL. */
const struct mgp_value_list *mgp_value_list_create(struct mgp_arena *arena, const char *const *values);

/* Is one of them this value, but for blanks, '-', '.', '/' and case? Written forms (written_form.h) count as what they
 * stand for. */
bool mgp_value_list_holds(const struct mgp_value_list *list, struct mgp_slice value);

#endif
