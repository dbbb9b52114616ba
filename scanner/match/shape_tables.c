#include "scanner/match/shape_match_internal.h"

/* The rules of the scan for the patterns of an automaton. */
static void resolve_shapes(struct mgp_shape_matcher *matcher, const struct mgp_shapes *shapes, struct shape_rule *out)
{
    const struct mgp_rule_set *rules = matcher->rules;
    for (size_t i = 0; i < shapes->pattern_count; i++) {
        const struct mgp_identifier *identifier = &mgp_catalogue[shapes->patterns[i].identifier];
        const struct mgp_exact *exact =
            &mgp_exact_patterns[mgp_exact_first[shapes->patterns[i].identifier] + shapes->patterns[i].pattern];
        for (size_t rule = 0; rule < rules->rule_count; rule++) {
            if (rules->rules[rule].identifier != identifier) continue;
            out[i] = (struct shape_rule){(uint16_t)rule, &rules->rules[rule].patterns[shapes->patterns[i].pattern],
                                         exact->classes ? exact : NULL};
        }
    }
}

static void note_needs(const struct mgp_shape_matcher *matcher, struct keyword_shapes *of)
{
    of->fewest_digits = SIZE_MAX;
    for (size_t word = 0; word < MGP_SHAPE_WORDS; word++) {
        for (uint64_t left = of->shapes.words[word] & ~matcher->long_shapes.words[word]; left; left &= left - 1) {
            const struct mgp_shape_pattern *pattern =
                &mgp_keyword_shapes.patterns[64 * word + (size_t)__builtin_ctzll(left)];
            if (pattern->longest > of->longest) of->longest = pattern->longest;
            if (pattern->fewest_digits < of->fewest_digits) of->fewest_digits = pattern->fewest_digits;
        }
    }
}

static void note_keyword_shapes(struct mgp_shape_matcher *matcher)
{
    for (size_t i = 0; i < mgp_keyword_shapes.pattern_count; i++) {
        if (!matcher->keyword_rules[i].pattern) continue;
        add_shape(&matcher->shapes_of_rule[matcher->keyword_rules[i].rule], i);
        size_t longest = mgp_keyword_shapes.patterns[i].longest;
        if (longest > MGP_LONG_SHAPE) add_shape(&matcher->long_shapes, i);
        else if (longest > matcher->longest_shape) matcher->longest_shape = longest;
    }
    for (uint32_t keyword = 0; keyword < mgp_keyword_count(matcher->rules->keywords); keyword++) {
        struct keyword_shapes *of = &matcher->shapes_of_keyword[keyword];
        const struct mgp_rule_set_bits *bits = mgp_keyword_rules(matcher->rules->keywords, keyword);
        for (size_t word = 0; word < MGP_RULE_WORDS; word++) {
            for (uint64_t left = bits->words[word]; left; left &= left - 1) {
                mgp_shapes_unite(&of->shapes, &matcher->shapes_of_rule[64 * word + (size_t)__builtin_ctzll(left)]);
            }
        }
        note_needs(matcher, of);
    }
}

/* Of rules all of whose patterns are looked for near keywords the prover may know what is consumed. */
static void note_ordered(struct mgp_shape_matcher *matcher)
{
    for (size_t rule = 0; rule < matcher->rules->rule_count; rule++) {
        size_t count = 0;
        for (size_t word = 0; word < MGP_SHAPE_WORDS; word++) {
            uint64_t shapes = matcher->shapes_of_rule[rule].words[word] & ~matcher->long_shapes.words[word];
            count += (size_t)__builtin_popcountll(shapes);
        }
        const struct mgp_rule *of = &matcher->rules->rules[rule];
        bool is_recognised = of->identifier && of->identifier->recogniser;
        if (count == of->pattern_count && !is_recognised) mgp_prover_note_ordered(matcher->prover, rule);
    }
}

static void note_states(struct mgp_shape_matcher *matcher)
{
    const struct mgp_shapes *shapes = &mgp_keyword_shapes;
    struct mgp_shape_set selected = {0};
    for (size_t i = 0; i < shapes->pattern_count; i++) {
        if (matcher->keyword_rules[i].pattern) add_shape(&selected, i);
    }
    matcher->shape_states = mgp_calloc(shapes->state_count, 1);
    for (size_t state = 1; state < shapes->state_count; state++) {
        bool here = shapes->ends[state] && meet(&shapes->sets[shapes->ends[state]], &selected);
        bool beyond = shapes->open[state] && meet(&shapes->sets[shapes->open[state]], &selected);
        matcher->shape_states[state] = (here ? MAY_END_HERE : 0) | (beyond ? MAY_END_BEYOND : 0);
    }
    for (size_t byte = 0; byte < 256; byte++) {
        size_t first = mgp_shape_step(shapes, 1, (uint8_t)byte);
        bool may_begin = first && meet(&shapes->sets[shapes->reach[first]], &selected);
        matcher->byte_kinds[byte] = (is_alphanumeric((uint8_t)byte) ? IS_WORD : 0) | (may_begin ? MAY_BEGIN : 0);
    }
}

const struct shape_rule *mgp_shape_only_anchor(const struct mgp_shape_matcher *matcher,
                                               const struct mgp_shape_set *set)
{
    struct mgp_shape_set selected = intersect(set, &matcher->anchors);
    const struct shape_rule *only = NULL;
    for (size_t word = 0; word < MGP_SHAPE_WORDS; word++) {
        if (selected.words[word] == 0) continue;
        if (only || (selected.words[word] & (selected.words[word] - 1))) return NULL;
        only = &matcher->anchor_rules[64 * word + (size_t)__builtin_ctzll(selected.words[word])];
    }
    return only;
}

static void note_anchors(struct mgp_shape_matcher *matcher)
{
    const struct mgp_shapes *shapes = &mgp_anchor_shapes;
    for (size_t i = 0; i < shapes->pattern_count; i++) {
        if (matcher->anchor_rules[i].pattern) add_shape(&matcher->anchors, i);
    }
    matcher->anchor_states = mgp_calloc(shapes->state_count, 1);
    for (size_t state = 1; state < shapes->state_count; state++) {
        bool may_go_on = meet(&shapes->sets[shapes->reach[state]], &matcher->anchors);
        bool may_end = shapes->ends[state] && meet(&shapes->sets[shapes->ends[state]], &matcher->anchors);
        const struct shape_rule *only = mgp_shape_only_anchor(matcher, &shapes->sets[shapes->reach[state]]);
        matcher->anchor_states[state] = (may_go_on ? MAY_GO_ON : 0) | (may_end ? MAY_END : 0) |
                                        (only && only->exact && !shapes->open[state] ? IS_SETTLED : 0);
    }
}

void mgp_shape_tables_fill(struct mgp_shape_matcher *matcher)
{
    const struct mgp_rule_set *rules = matcher->rules;
    matcher->shapes_of_rule = mgp_calloc(rules->rule_count, sizeof *matcher->shapes_of_rule);
    matcher->shapes_of_keyword =
        mgp_calloc(mgp_keyword_count(rules->keywords) + 1, sizeof *matcher->shapes_of_keyword);
    resolve_shapes(matcher, &mgp_keyword_shapes, matcher->keyword_rules);
    resolve_shapes(matcher, &mgp_anchor_shapes, matcher->anchor_rules);
    note_keyword_shapes(matcher);
    note_ordered(matcher);
    note_states(matcher);
    note_anchors(matcher);
}

void mgp_shape_tables_clear(struct mgp_shape_matcher *matcher)
{
    free(matcher->shapes_of_rule);
    free(matcher->shapes_of_keyword);
    free(matcher->shape_states);
    free(matcher->anchor_states);
}
