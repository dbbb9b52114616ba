/* Checks: what a regex cannot say of a value (check digits, ranges, calendars). Each is a pure function of
 * the matched bytes, separators included; it ignores the separators that its number is written with. One
 * file a family, its standard or source named there. Thread-safe. */
#ifndef MGP_IDENTIFIERS_CHECKS_H
#define MGP_IDENTIFIERS_CHECKS_H

#include "base/slice.h"

typedef bool mgp_check(struct mgp_slice value);

/* By the name that the catalogue uses, or NULL. */
mgp_check *mgp_check_find(const char *name);

/* No longer prefix of the value passes the check; value.len where nothing is known. What has to decode a value need not
 * do so for each of its prefixes. */
size_t mgp_check_longest(mgp_check *check, struct mgp_slice value);

#endif
