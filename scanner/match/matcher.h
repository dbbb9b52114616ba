/* Matchers: from windows to candidates. Two exist behind this interface: the reference matcher,
 * slow and obviously right, and the fast engine, which finds exactly the same. A matcher belongs to one
 * worker. */
#ifndef MGP_SCANNER_MATCHER_H
#define MGP_SCANNER_MATCHER_H

#include "scanner/match/joiner.h"

struct mgp_matcher;

struct mgp_matcher_type {
    const char *name;
    struct mgp_matcher *(*create)(const struct mgp_rule_set *rules);
    void (*destroy)(struct mgp_matcher *matcher); /* NULL allowed */
    /* A new object, or the same one again. */
    void (*begin)(struct mgp_matcher *matcher);
    /* Hands the candidates of all values of the window to the joiner, value by value in order. LIMIT: a
     * custom regex has used up its budget for this object and is matched no further in it; the others go on.
     * Returned for every further window too. */
    enum mgp_status (*window)(struct mgp_matcher *matcher, struct mgp_layout *layout,
                              struct mgp_joiner *joiner, struct mgp_error *error);
};

/* Every value, every keyword, every start, all ends. */
extern const struct mgp_matcher_type mgp_reference_matcher;

/* The same findings, asking only where one can be. */
extern const struct mgp_matcher_type mgp_fast_matcher;

/* Steps of the automaton that one custom regex may take in one object, some seconds of work, and so many more for
 * each byte that it is tried on. A step weighs what mgp_automaton_weight says. */
#define MGP_CUSTOM_BUDGET         50000000u
#define MGP_CUSTOM_STEPS_PER_BYTE 16u
/* What each end of a match costs, where they are all wanted. */
#define MGP_CUSTOM_STEPS_PER_END 32u

#endif
