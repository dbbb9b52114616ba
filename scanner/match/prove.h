/* The proof: which spans of a value are candidates of a pattern or recogniser. Both matchers use it; they
 * differ only in where they ask. A prover holds the scratch of one worker. */
#ifndef MGP_SCANNER_PROVE_H
#define MGP_SCANNER_PROVE_H

#include "scanner/match/fold.h"
#include "scanner/match/joiner.h"

struct mgp_prover;

/* The value at hand. All that it points to is borrowed. */
struct mgp_subject {
    const struct mgp_layout *layout;
    const struct mgp_value *value;
    const struct mgp_fold *fold; /* value is what this made of the value at hand; NULL: it is that itself */
    const struct mgp_keyword_hits *hits; /* by begin: every keyword in mgp_keyword_context of the value */
    bool is_short;                       /* structured and short: keywords count wherever they stand */
};

struct mgp_prover *mgp_prover_create(const struct mgp_rule_set *rules);
void mgp_prover_destroy(struct mgp_prover *prover);
/* A new object, or the same one again. */
void mgp_prover_begin(struct mgp_prover *prover);
/* A window whose candidates go to joiner, which may know what was consumed before: it is not always begun together with
 * the prover. */
void mgp_prover_begin_window(struct mgp_prover *prover, const struct mgp_joiner *joiner);
/* A new value: forgets the candidates. */
void mgp_prover_clear(struct mgp_prover *prover);
/* Has the value no candidate? */
bool mgp_prover_is_empty(const struct mgp_prover *prover);

/* Is it a whole structured value in which a keyword counts wherever it stands? */
bool mgp_value_is_short(const struct mgp_value *value);
/* The part of value.text whose keywords can be in reach of a candidate that starts in its core. */
void mgp_keyword_context(const struct mgp_value *value, size_t *from, size_t *until);

/* Where a place of the subject's text stands in the object's text. */
static inline uint64_t mgp_subject_offset(const struct mgp_subject *subject, size_t at)
{
    return mgp_value_offset(subject->layout, subject->value, subject->fold ? mgp_fold_back(subject->fold, at) : at);
}

static inline bool mgp_subject_is_labelled(const struct mgp_subject *subject, size_t rule)
{
    const struct mgp_labels *labels = subject->value->labels;
    return labels && !labels->is_empty && mgp_bit_is_set(&labels->bits, rule);
}

/* The keyword hits in reach of the span [begin, end): of those from first on, before end_hit, the ones that end at
 * lowest or behind it. */
struct mgp_near {
    size_t begin, end;
    size_t lowest, highest; /* one in reach ends no earlier and begins no later */
    size_t first, middle, end_hit; /* middle: the first that does not begin before the span */
};

/* Valid until the prover is asked for another span. */
const struct mgp_near *mgp_prover_near(struct mgp_prover *prover, const struct mgp_subject *subject, size_t begin,
                                       size_t end);

/* Finds the candidates of a pattern that start in [from, until). One that lies within a candidate found
 * before may be left out where the joiner would drop it. */
void mgp_prove_range(struct mgp_prover *prover, const struct mgp_subject *subject, size_t rule,
                     struct mgp_rule_pattern *pattern, size_t from, size_t until);

/* The same for a custom pattern where its starts in [from, until) are among the bits of starts, of which bit 0 is from,
 * and for the budget that mgp_prove_range grants by itself: for so many bytes. */
void mgp_prove_starts(struct mgp_prover *prover, const struct mgp_subject *subject, size_t rule,
                      struct mgp_rule_pattern *pattern, const uint64_t *starts, size_t from, size_t until);
void mgp_prove_grant(struct mgp_prover *prover, size_t rule, size_t bytes);

/* The same for the starts from which a keyword of the rule can be in reach; mgp_prove_long by the exact automaton,
 * where the pattern has one. */
void mgp_prove_near_keywords(struct mgp_prover *prover, const struct mgp_subject *subject, size_t rule,
                             struct mgp_rule_pattern *pattern);
void mgp_prove_long(struct mgp_prover *prover, const struct mgp_subject *subject, size_t rule,
                    struct mgp_rule_pattern *pattern);

/* The same for one start. Patterns of the catalogue are proved by their exact automaton (exact.h) where they have
 * one. */
void mgp_prove_start(struct mgp_prover *prover, const struct mgp_subject *subject, size_t rule,
                     struct mgp_rule_pattern *pattern, size_t begin);

/* The same for one start, with the ends that are possible at all, longest first; for patterns of bytes that
 * are not counted. Returns whether it is known that a candidate was found. */
bool mgp_prove_ends(struct mgp_prover *prover, const struct mgp_subject *subject, size_t rule,
                    struct mgp_rule_pattern *pattern, size_t begin, const size_t *ends, size_t end_count);

/* The span [begin, end) of a value without keyword hits that a label of the rule speaks for: edges are free, and the
 * pattern's exact automaton takes it. Returns whether it is a candidate. */
bool mgp_prove_labelled(struct mgp_prover *prover, const struct mgp_subject *subject, size_t rule,
                        const struct mgp_rule_pattern *pattern, size_t begin, size_t end);

/* Does a candidate of the rule span the whole value? Sets the strongest proof of such. */
bool mgp_prover_has_whole(const struct mgp_prover *prover, const struct mgp_subject *subject, size_t rule,
                          enum mgp_proof *proof);
/* Does a candidate of the rule leave nothing to be found that begins behind its own begin and before its end? */
bool mgp_prover_skips(const struct mgp_prover *prover, size_t rule);
/* Does a start, counted in the object's text, lie within what the rule's candidates so far leave nothing in? */
bool mgp_prover_has_consumed(const struct mgp_prover *prover, size_t rule, uint64_t start);
/* None that begins there or behind does. */
uint64_t mgp_prover_consumed_until(const struct mgp_prover *prover);
/* Of this rule the caller asks for one start after the other, and at each for all patterns; where it begins anew, it
 * has every candidate of the starts that it passes again. */
void mgp_prover_note_ordered(struct mgp_prover *prover, size_t rule);

/* Gives a recogniser's result to the rules that take it, where their keyword need is met. */
void mgp_prove_recognition(struct mgp_prover *prover, const struct mgp_subject *subject,
                           enum mgp_recogniser_id id, const struct mgp_recognition *found);

/* The rules of a recogniser, of which there may be none. */
const struct mgp_recogniser_rule *mgp_prover_takers(const struct mgp_prover *prover, enum mgp_recogniser_id id,
                                                    size_t *count);
/* Does a label speak for one of its rules? */
bool mgp_recogniser_is_labelled(const struct mgp_prover *prover, const struct mgp_subject *subject,
                                enum mgp_recogniser_id id);
struct mgp_value_view mgp_recogniser_view(const struct mgp_prover *prover, const struct mgp_subject *subject,
                                          enum mgp_recogniser_id id);

/* Hands the candidates to the joiner. */
void mgp_prover_hand_over(struct mgp_prover *prover, struct mgp_layout *layout, const struct mgp_value *value,
                          struct mgp_joiner *joiner);

/* LIMIT if a custom regex has used up its budget for this object. */
enum mgp_status mgp_prover_status(const struct mgp_prover *prover, struct mgp_error *error);

#endif
