/* The keyword need: which keyword speaks for a span, and from how far. Read-only; thread-safe. */
#ifndef MGP_SCANNER_KEYWORD_NEED_H
#define MGP_SCANNER_KEYWORD_NEED_H

#include "scanner/match/prove.h"

#define MGP_COUNTED_BLOCK ((size_t)64) /* bytes */

/* The keyword hits of one value, and what was last asked of them: one span is proved for many rules. */
struct mgp_keyword_facts {
    size_t longest;                 /* bytes of the longest hit; 0 if there is none: then only near is set */
    struct mgp_rule_set_bits rules; /* for which any hit speaks */
    struct mgp_rule_set_bits own;   /* and for which alone */
    struct mgp_near near;
    /* Of a short value, all of whose hits are in reach: is it ASCII; the characters before each block of it; and for
     * each rule a stretch of hits, [low, high), of which none speaks for it. */
    bool is_ascii, has_stretches;
    uint16_t characters[MGP_SHORT_VALUE / MGP_COUNTED_BLOCK + 1];
    struct mgp_hit_stretch {
        uint32_t low, high;
    } stretches[MGP_MAX_RULES];
};

void mgp_keyword_facts_of(const struct mgp_rule_set *rules, const struct mgp_subject *subject,
                          struct mgp_keyword_facts *out);

/* Sets facts->near for the span [begin, end). */
void mgp_keyword_look_near(const struct mgp_subject *subject, struct mgp_keyword_facts *facts, size_t begin,
                           size_t end);

/* Sets claim's keyword_gap and has_own_keyword for span [begin, end) of the subject as a match of a managed rule: by
 * the nearest of its keywords or its label. facts: of the subject's hits. */
void mgp_keyword_claim(const struct mgp_rule_set *rules, const struct mgp_subject *subject,
                       struct mgp_keyword_facts *facts, size_t rule, size_t begin, size_t end,
                       struct mgp_claim *claim);

/* The same for a custom rule: a keyword before the match, and no farther from its end to the match's end than
 * allowed. */
void mgp_keyword_claim_custom(const struct mgp_rule_set *rules, const struct mgp_subject *subject,
                              struct mgp_keyword_facts *facts, size_t rule, size_t begin, size_t end,
                              struct mgp_claim *claim);

#endif
