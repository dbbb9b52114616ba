/* A user's regex in PCRE2's automaton, with its work counted: no regex can hang. Thread-safe: no state. */
#ifndef MGP_IDENTIFIERS_BOUNDED_MATCH_H
#define MGP_IDENTIFIERS_BOUNDED_MATCH_H

#include "base/slice.h"

struct pcre2_real_code_8;

enum mgp_bounded_result { MGP_BOUNDED_MATCH, MGP_BOUNDED_NO_MATCH, MGP_BOUNDED_GAVE_UP };

/* Looks for the first match at or after `at`, or with is_anchored at it alone, and there for the longest. code was
 * compiled with PCRE2_AUTO_CALLOUT, else nothing is counted. *allowed is in steps that weigh what
 * mgp_automaton_weight says; what was taken is subtracted. text is UTF-8 where the code is. */
enum mgp_bounded_result mgp_bounded_match(const struct pcre2_real_code_8 *code, struct mgp_slice text, size_t at,
                                          bool is_anchored, uint64_t *allowed, size_t *begin, size_t *end);

#endif
