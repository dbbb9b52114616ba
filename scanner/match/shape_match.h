/* Patterns by their shapes (shapes.h): near keywords, in labelled values, and at places where one that needs no keyword
 * could begin. What an automaton lets through is proved (prove.h). One belongs to one worker. */
#ifndef MGP_SCANNER_SHAPE_MATCH_H
#define MGP_SCANNER_SHAPE_MATCH_H

#include "scanner/match/finder.h"
#include "scanner/match/prove.h"

struct mgp_shape_matcher;

/* Both are borrowed. */
struct mgp_shape_matcher *mgp_shape_matcher_create(const struct mgp_rule_set *rules, struct mgp_prover *prover);
void mgp_shape_matcher_destroy(struct mgp_shape_matcher *matcher);

/* Candidates of the patterns with a keyword that start in the value's core. scan is what a finder noted of a text in
 * which the value's begins at base. */
void mgp_shapes_match(struct mgp_shape_matcher *matcher, const struct mgp_subject *subject,
                      const struct mgp_spots *scan, size_t base);

/* Those of the patterns without keyword that start at a place. */
void mgp_shapes_match_at(struct mgp_shape_matcher *matcher, const struct mgp_subject *subject, size_t at);

#endif
