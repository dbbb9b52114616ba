/* The keyword need: which keyword speaks for a span, and from how far. Read-only; thread-safe. */
#ifndef MGP_SCANNER_KEYWORD_NEED_H
#define MGP_SCANNER_KEYWORD_NEED_H

#include "scanner/match/prove.h"

/* Bytes of the longest hit; 0 if there is none. */
size_t mgp_longest_keyword(const struct mgp_keyword_hits *hits);

/* Sets claim's keyword_gap and has_own_keyword for span [begin, end) of the subject as a match of a managed rule: by
 * the nearest of its keywords or its label. longest: mgp_longest_keyword of the subject's hits. */
void mgp_keyword_claim(const struct mgp_rule_set *rules, const struct mgp_subject *subject, size_t longest, size_t rule,
                      size_t begin, size_t end, struct mgp_claim *claim);

/* The same for a custom rule: a keyword before the match, and no farther from its end to the match's end than
 * allowed. */
void mgp_keyword_claim_custom(const struct mgp_rule_set *rules, const struct mgp_subject *subject, size_t longest,
                             size_t rule, size_t begin, size_t end, struct mgp_claim *claim);

#endif
