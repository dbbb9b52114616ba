/* What the parts of the prover share: prove.c (spans, exact automata, recognisers) and prove_regex.c (what PCRE2 is
 * asked). */
#ifndef MGP_SCANNER_PROVE_INTERNAL_H
#define MGP_SCANNER_PROVE_INTERNAL_H

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "scanner/match/keyword_need.h"
#include "scanner/match/prove.h"

struct mgp_prover {
    const struct mgp_rule_set *rules;
    struct mgp_candidate *candidates;
    size_t candidate_count, candidate_capacity;
    pcre2_match_data *search_data, *ends_data;
    pcre2_match_context *context;
    int *workspace;
    size_t workspace_count;
    uint64_t *steps;          /* for each rule, of the object */
    struct consumed {
        uint64_t begin, until; /* of the candidate that was found last, in the object's text */
    } *consumed;               /* for each rule, as far as the joiner's is known here */
    uint64_t consumed_until;   /* of all of these */
    enum skips {
        SKIPS_NOTHING,
        SKIPS_CONSUMED, /* has one pattern alone, so that what was found consumes */
        SKIPS_BEHIND    /* the same behind where it begins: at one start all patterns are asked for */
    } *skips;           /* for each rule */
    struct takers {
        size_t first, count; /* of rules->recogniser_rules */
        struct mgp_rule_set_bits rules;
        size_t first_word, end_word; /* of these, that can hold any */
    } takers[MGP_RECOGNISER_COUNT];
    uint8_t iban_takers[1 << 10];       /* by iban_slot: the first one, counted from 1; 0: none */
    const struct mgp_exact **exact;     /* for each managed rule: of its first pattern */
    const struct mgp_value *hits_value; /* the value and number of hits that keyword_facts are of */
    size_t hits_count;
    struct mgp_keyword_facts keyword_facts;
    uint16_t lengths[MGP_MAX_SPAN]; /* of what an exact automaton takes at one start */
    struct mgp_name_memory *names; /* of the value at hand */
    struct mgp_address_memory *addresses; /* likewise */
    size_t stepping_rule;
    uint64_t step_weight;
    bool is_over_budget;
    size_t over_budget_rule;
};

/* A pattern that is asked for in a subject. */
struct question {
    struct mgp_prover *prover;
    const struct mgp_subject *subject;
    const struct mgp_rule_pattern *pattern;
    size_t rule;
};

/* Of a span with free edges that the regex matches: if the checks and the keyword need are met, it becomes a candidate;
 * false if they are not. */
bool mgp_prove_span(const struct question *question, size_t begin, size_t end);

/* Does a start lie within what a candidate of the rule, found before, has consumed? */
static inline bool mgp_prove_is_consumed(const struct question *question, size_t begin)
{
    if (question->prover->skips[question->rule] == SKIPS_NOTHING) return false;
    return mgp_prover_has_consumed(question->prover, question->rule, mgp_subject_offset(question->subject, begin));
}

/* A candidate was found. Returns whether it consumes what it spans. */
static inline bool mgp_prove_consume(const struct question *question, size_t begin, size_t end)
{
    if (question->prover->skips[question->rule] == SKIPS_NOTHING) return false;
    struct consumed *consumed = &question->prover->consumed[question->rule];
    uint64_t from = mgp_subject_offset(question->subject, begin);
    uint64_t until = mgp_subject_offset(question->subject, end);
    if (from != consumed->begin || until > consumed->until) *consumed = (struct consumed){from, until};
    if (until > question->prover->consumed_until) question->prover->consumed_until = until;
    return true;
}

#endif
