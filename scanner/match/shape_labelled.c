#include "scanner/match/edges.h"
#include "scanner/match/shape_match_internal.h"

/* The first step of a plan that is of the same rule as a pattern; the next one to come if there is none. */
static size_t first_step_of(const struct shape_search *search, const struct mgp_plan *plan, size_t shape)
{
    const struct shape_rule *rules = search->matcher->keyword_rules;
    size_t first = 0;
    while (first < plan->step_count && rules[plan->steps[first].shape].rule != rules[shape].rule) {
        first++;
    }
    return first;
}

void mgp_shape_plan_spans(const struct shape_search *search, struct mgp_plan *plan, size_t shape, size_t begin,
                          const size_t *ends, size_t end_count)
{
    const struct shape_rule *of = &search->matcher->keyword_rules[shape];
    struct mgp_slice text = search->subject->value->text;
    struct mgp_plan_step step = {.shape = (uint16_t)shape,
                                 .begin = (uint8_t)begin,
                                 .first_of_rule = (uint8_t)first_step_of(search, plan, shape)};
    if (!mgp_edge_is_begin_free(text, begin, of->pattern->edges)) return;
    if (end_count == 0) mgp_plan_add(plan, &step);
    for (size_t i = 0; i < end_count; i++) {
        if (!mgp_edge_is_end_free(text, ends[i], of->pattern->edges)) continue;
        step.end = (uint8_t)ends[i];
        if (of->exact) step.question = mgp_exact_question_of(of->exact, begin, ends[i]);
        mgp_plan_add(plan, &step);
    }
}

void mgp_shape_plan_narrow(const struct shape_search *search, struct mgp_plan *plan)
{
    size_t left = 0;
    for (size_t i = 0; i < plan->step_count; i++) {
        struct mgp_plan_step step = plan->steps[i];
        const struct mgp_exact *exact = search->matcher->keyword_rules[step.shape].exact;
        bool is_asked = step.end > 0 && exact;
        if (is_asked && !mgp_exact_narrow(exact, search->subject->value->text, &step.question)) continue;
        plan->steps[left++] = step;
    }
    plan->step_count = (uint8_t)left;
    for (size_t i = 0; i < left; i++) {
        plan->steps[i].first_of_rule = (uint8_t)first_step_of(search, plan, plan->steps[i].shape);
    }
}

/* The candidate of a rule that was found last. */
struct found {
    uint8_t begin, end; /* end 0: none */
    uint8_t proof;      /* enum mgp_proof */
    bool leaves_nothing; /* the joiner drops every other one that begins in it */
};

/* Would the joiner drop what the step may find for what was found? At one begin it takes the longest span of a rule,
 * and the strongest proof for that. */
static bool is_covered(const struct mgp_plan_step *step, enum mgp_proof proof, const struct found *found)
{
    if (found->end == 0 || step->end == 0) return false;
    if (step->begin != found->begin) return found->leaves_nothing && step->begin < found->end;
    return step->end < found->end || (step->end == found->end && (uint8_t)proof <= found->proof);
}

static bool prove_step(struct shape_search *search, const struct shape_rule *of, const struct mgp_plan_step *step)
{
    struct mgp_prover *prover = search->matcher->prover;
    const struct mgp_subject *subject = search->subject;
    size_t end = step->end;
    if (end == 0) {
        mgp_prove_start(prover, subject, of->rule, of->pattern, step->begin);
        return false;
    }
    if (!of->exact) return mgp_prove_ends(prover, subject, of->rule, of->pattern, step->begin, &end, 1);
    return mgp_exact_ask(of->exact, subject->value->text, &step->question) &&
           mgp_prove_labelled(prover, subject, of->rule, of->pattern, step->begin, end);
}

/* Notes the rules that have a candidate already which spans the whole value. */
static void look_for_whole(const struct shape_search *search, const struct mgp_plan *plan, struct found *found)
{
    const struct mgp_prover *prover = search->matcher->prover;
    size_t length = search->subject->value->text.len;
    if (mgp_prover_is_empty(prover)) return;
    for (size_t i = 0; i < plan->step_count; i++) {
        enum mgp_proof proof;
        size_t rule = search->matcher->keyword_rules[plan->steps[i].shape].rule;
        if (plan->steps[i].first_of_rule == i && mgp_prover_has_whole(prover, search->subject, rule, &proof))
            found[i] = (struct found){0, (uint8_t)length, (uint8_t)proof, true};
    }
}

void mgp_shape_plan_follow(struct shape_search *search, const struct mgp_plan *plan)
{
    struct found found[MGP_PLAN_STEPS] = {0};
    size_t length = search->subject->value->text.len;
    look_for_whole(search, plan, found);
    for (size_t i = 0; i < plan->step_count; i++) {
        const struct mgp_plan_step *step = &plan->steps[i];
        const struct shape_rule *of = &search->matcher->keyword_rules[step->shape];
        struct found *last = &found[step->first_of_rule];
        if (is_covered(step, of->pattern->proof, last) || !prove_step(search, of, step)) continue;
        bool is_whole = step->begin == 0 && step->end == length;
        *last = (struct found){step->begin, step->end, (uint8_t)of->pattern->proof,
                               is_whole || mgp_prover_skips(search->matcher->prover, of->rule)};
    }
}
