/* "did you mean": the name of a list that is nearest to a mistyped one. Thread-safe: no state. */
#ifndef MGP_SCANNER_NEAREST_NAME_H
#define MGP_SCANNER_NEAREST_NAME_H

#include "base/slice.h"

/* The candidate that fewest insertions, deletions, replacements and swaps of neighbours make of name, without
 * regard to the case of ASCII letters; NULL when even that takes more than a third of name's length. */
const char *mgp_nearest_name(struct mgp_slice name, const char *const *candidates, size_t count);

#endif
