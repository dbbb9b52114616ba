/* How far two names are apart, to say which one was probably meant. Thread-safe: no state. */
#ifndef MGP_NOTIFIER_RULE_NEAREST_NAME_H
#define MGP_NOTIFIER_RULE_NEAREST_NAME_H

#include "base/slice.h"

#define MGP_NEAREST_MAX 256 /* bytes of a name; longer ones are far from all */

/* Levenshtein distance without regard to the case of ASCII letters; SIZE_MAX where a name is too long. */
size_t mgp_name_distance(struct mgp_slice a, struct mgp_slice b);

#endif
