/* What the parts of the matcher of shapes share: shape_match.c (near keywords and at spots), shape_tables.c (what is
 * known of the patterns of a scan) and shape_labelled.c (labelled values by plan). */
#ifndef MGP_SCANNER_SHAPE_MATCH_INTERNAL_H
#define MGP_SCANNER_SHAPE_MATCH_INTERNAL_H

#include <assert.h>

#include "scanner/match/label_shapes.h"
#include "scanner/match/shape_match.h"
#include "scanner/match/shape_plan.h"

/* A pattern of the catalogue as a rule of this scan; pattern is NULL where its identifier is not selected. */
struct shape_rule {
    uint16_t rule;
    struct mgp_rule_pattern *pattern;
    const struct mgp_exact *exact; /* NULL where it has none */
};

/* Where in a value the shapes of a keyword are looked for: starts in [from, until). */
struct stretch {
    size_t from, until;
    uint32_t keyword;
};

/* May a match begin with the byte? Is it a letter or digit? */
enum byte_kind { IS_WORD = 1, MAY_BEGIN = 2 };

/* May a selected pattern with a keyword end there, or beyond the automaton's depth? */
enum shape_state { MAY_END_HERE = 1, MAY_END_BEYOND = 2 };

/* May a selected pattern end there or farther on, and there? Is it a single one that has an exact automaton? */
enum anchor_state { MAY_GO_ON = 1, MAY_END = 2, IS_SETTLED = 4 };

struct mgp_shape_matcher {
    const struct mgp_rule_set *rules;
    struct mgp_prover *prover;
    struct stretch *stretches; /* by from */
    size_t stretch_count, stretch_capacity;
    struct shape_rule keyword_rules[MGP_MAX_SHAPES], anchor_rules[MGP_MAX_SHAPES];
    struct mgp_shape_set *shapes_of_rule; /* for each rule: its patterns with a keyword */
    struct keyword_shapes {               /* for each keyword: those of all its rules */
        struct mgp_shape_set shapes;
        size_t longest, fewest_digits; /* of those that are not long */
    } *shapes_of_keyword;
    struct mgp_label_memory *label_memory;
    struct mgp_plans *plans;
    uint8_t byte_kinds[256];          /* enum byte_kind */
    uint8_t *shape_states;            /* for each state: enum shape_state */
    struct mgp_shape_set anchors;     /* selected */
    uint8_t *anchor_states;           /* for each state of their automaton: enum anchor_state */
    struct mgp_shape_set long_shapes; /* of patterns over MGP_LONG_SHAPE */
    size_t longest_shape;             /* bytes, of the others */
};

/* The value at hand. */
struct shape_search {
    struct mgp_shape_matcher *matcher;
    const struct mgp_subject *subject;
    const struct mgp_spots *scan; /* of a text in which the value's begins at base; NULL: none was made */
    size_t base;
};

/* Fills what is known of the patterns of the scan's rules; matcher has rules and prover. */
void mgp_shape_tables_fill(struct mgp_shape_matcher *matcher);
void mgp_shape_tables_clear(struct mgp_shape_matcher *matcher);
/* The only selected pattern of a set of anchors; NULL where it is not one. */
const struct shape_rule *mgp_shape_only_anchor(const struct mgp_shape_matcher *matcher,
                                               const struct mgp_shape_set *set);

/* Puts the spans of a pattern with free edges into a plan that is being made. ends: the longest first; none: it may end
 * anywhere. */
void mgp_shape_plan_spans(const struct shape_search *search, struct mgp_plan *plan, size_t shape, size_t begin,
                          const size_t *ends, size_t end_count);
/* Leaves out what the value's form settles. */
void mgp_shape_plan_narrow(const struct shape_search *search, struct mgp_plan *plan);
/* Proves what the plan has. */
void mgp_shape_plan_follow(struct shape_search *search, const struct mgp_plan *plan);

static inline bool has_shape(const struct mgp_shape_set *set, size_t shape)
{
    return set->words[shape / 64] >> (shape % 64) & 1;
}

static inline void add_shape(struct mgp_shape_set *set, size_t shape)
{
    set->words[shape / 64] |= (uint64_t)1 << (shape % 64);
}

static inline struct mgp_shape_set intersect(const struct mgp_shape_set *a, const struct mgp_shape_set *b)
{
    struct mgp_shape_set both;
    for (size_t i = 0; i < MGP_SHAPE_WORDS; i++) {
        both.words[i] = a->words[i] & b->words[i];
    }
    return both;
}

static inline bool meet(const struct mgp_shape_set *a, const struct mgp_shape_set *b)
{
    static_assert(MGP_SHAPE_WORDS == 4, "all words are looked at");
    return ((a->words[0] & b->words[0]) | (a->words[1] & b->words[1]) | (a->words[2] & b->words[2]) |
            (a->words[3] & b->words[3])) != 0;
}

static inline bool is_alphanumeric(uint8_t c)
{
    return (uint8_t)(c - '0') < 10 || (uint8_t)((c | 0x20) - 'a') < 26;
}

static inline size_t mgp_shape_step(const struct mgp_shapes *shapes, size_t state, uint8_t byte)
{
    return shapes->transitions[state * shapes->class_count + shapes->classes[byte]];
}

#endif
