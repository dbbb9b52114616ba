/* What a regular expression of an identifier may hold: a true regular language in PCRE2's syntax, as Macie
 * demands of custom data identifiers. No state. */
#ifndef MGP_IDENTIFIERS_REGEX_SYNTAX_H
#define MGP_IDENTIFIERS_REGEX_SYNTAX_H

#include "base/status.h"

#define MGP_REGEX_UNBOUNDED SIZE_MAX
/* {n,m} with a larger m is refused, as Macie refuses "large bounded repeats" (it does not say where the line
 * is: \d{100,1000} is its example). Repeats without an upper bound are fine. */
#define MGP_REGEX_MAX_REPEAT 999

struct mgp_regex_length {
    size_t min, max; /* bytes of a match; max may be MGP_REGEX_UNBOUNDED */
};

/* Refuses back-references, look-around, conditionals, recursion, callouts, verbs, named groups, atomic
 * groups, possessive repeats, \K, \R, \X, \C, \G, flags other than (?i), and large bounded repeats. INVALID:
 * error->offset is the byte in regex and the message says what is not supported. What passes may still be
 * refused by PCRE2. */
enum mgp_status mgp_regex_check(struct mgp_slice regex, bool is_utf8, struct mgp_regex_length *length,
                                struct mgp_error *error);

#endif
