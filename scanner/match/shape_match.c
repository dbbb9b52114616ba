#include "scanner/match/shape_match.h"

#include <assert.h>

#include "scanner/match/edges.h"
#include "scanner/match/label_shapes.h"
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

/* Stretches are looked at together for so many bytes. */
#define STRETCH_STEP ((size_t)64)

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

static void subtract(struct mgp_shape_set *from, const struct mgp_shape_set *set)
{
    for (size_t i = 0; i < MGP_SHAPE_WORDS; i++) {
        from->words[i] &= ~set->words[i];
    }
}

static bool is_empty(const struct mgp_shape_set *set)
{
    uint64_t any = 0;
    for (size_t i = 0; i < MGP_SHAPE_WORDS; i++) {
        any |= set->words[i];
    }
    return any == 0;
}

static bool has_shape(const struct mgp_shape_set *set, size_t shape)
{
    return set->words[shape / 64] >> (shape % 64) & 1;
}

static void add_shape(struct mgp_shape_set *set, size_t shape)
{
    set->words[shape / 64] |= (uint64_t)1 << (shape % 64);
}

static struct mgp_shape_set intersect(const struct mgp_shape_set *a, const struct mgp_shape_set *b)
{
    struct mgp_shape_set both;
    for (size_t i = 0; i < MGP_SHAPE_WORDS; i++) {
        both.words[i] = a->words[i] & b->words[i];
    }
    return both;
}

static size_t at_most(size_t value, size_t limit)
{
    return value < limit ? value : limit;
}

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

static inline bool meet(const struct mgp_shape_set *a, const struct mgp_shape_set *b)
{
    static_assert(MGP_SHAPE_WORDS == 4, "all words are looked at");
    return ((a->words[0] & b->words[0]) | (a->words[1] & b->words[1]) | (a->words[2] & b->words[2]) |
            (a->words[3] & b->words[3])) != 0;
}

static bool is_alphanumeric(uint8_t c)
{
    return (uint8_t)(c - '0') < 10 || (uint8_t)((c | 0x20) - 'a') < 26;
}

static inline size_t step(const struct mgp_shapes *shapes, size_t state, uint8_t byte)
{
    return shapes->transitions[state * shapes->class_count + shapes->classes[byte]];
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
        size_t first = step(shapes, 1, (uint8_t)byte);
        bool may_begin = first && meet(&shapes->sets[shapes->reach[first]], &selected);
        matcher->byte_kinds[byte] = (is_alphanumeric((uint8_t)byte) ? IS_WORD : 0) | (may_begin ? MAY_BEGIN : 0);
    }
}

/* The only selected pattern of a set of anchors; NULL where it is not one. */
static const struct shape_rule *only_rule_of(const struct mgp_shape_matcher *matcher, const struct mgp_shape_set *set)
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
        const struct shape_rule *only = only_rule_of(matcher, &shapes->sets[shapes->reach[state]]);
        matcher->anchor_states[state] = (may_go_on ? MAY_GO_ON : 0) | (may_end ? MAY_END : 0) |
                                        (only && only->exact && !shapes->open[state] ? IS_SETTLED : 0);
    }
}

struct mgp_shape_matcher *mgp_shape_matcher_create(const struct mgp_rule_set *rules, struct mgp_prover *prover)
{
    struct mgp_shape_matcher *matcher = mgp_calloc(1, sizeof *matcher);
    matcher->rules = rules;
    matcher->prover = prover;
    matcher->shapes_of_rule = mgp_calloc(rules->rule_count, sizeof *matcher->shapes_of_rule);
    matcher->shapes_of_keyword =
        mgp_calloc(mgp_keyword_count(rules->keywords) + 1, sizeof *matcher->shapes_of_keyword);
    resolve_shapes(matcher, &mgp_keyword_shapes, matcher->keyword_rules);
    resolve_shapes(matcher, &mgp_anchor_shapes, matcher->anchor_rules);
    note_keyword_shapes(matcher);
    note_ordered(matcher);
    note_states(matcher);
    note_anchors(matcher);
    matcher->plans = mgp_plans_create(&mgp_keyword_shapes);
    matcher->label_memory = mgp_label_memory_create(matcher->shapes_of_rule, rules->rule_count, matcher->plans);
    return matcher;
}

void mgp_shape_matcher_destroy(struct mgp_shape_matcher *matcher)
{
    if (!matcher) return;
    free(matcher->stretches);
    free(matcher->shapes_of_rule);
    free(matcher->shapes_of_keyword);
    free(matcher->shape_states);
    free(matcher->anchor_states);
    mgp_plans_destroy(matcher->plans);
    mgp_label_memory_destroy(matcher->label_memory);
    free(matcher);
}

/* The value at hand. */
struct shape_search {
    struct mgp_shape_matcher *matcher;
    const struct mgp_subject *subject;
    const struct mgp_spots *scan; /* of a text in which the value's begins at base; NULL: none was made */
    size_t base;
};

/* What an automaton lets through at one start: spans by their end, the longest last, each with the patterns. */
struct spans {
    size_t count;
    size_t ends[MGP_SHAPE_MAX_ENDS];
    uint16_t sets[MGP_SHAPE_MAX_ENDS];
    uint16_t open; /* patterns that may end beyond the automaton's depth */
};

/* May a match end at end: not within a word? */
static inline bool is_end(struct mgp_slice text, size_t end)
{
    return end == text.len || !is_alphanumeric(text.ptr[end]) || !is_alphanumeric(text.ptr[end - 1]);
}

/* Notes the spans of wanted patterns. To go on where none of these can follow costs less than to ask at each byte. */
static void run_shapes(const struct mgp_shape_matcher *matcher, struct mgp_slice text, size_t begin,
                       const struct mgp_shape_set *wanted, struct spans *spans)
{
    const struct mgp_shapes *shapes = &mgp_keyword_shapes;
    size_t state = 1;
    spans->count = 0;
    spans->open = 0;
    for (size_t at = begin; at < text.len; at++) {
        state = step(shapes, state, text.ptr[at]);
        if (state == 0) return;
        uint8_t is = matcher->shape_states[state];
        if (is == 0) continue;
        if (is & MAY_END_BEYOND && meet(&shapes->sets[shapes->open[state]], wanted)) spans->open = shapes->open[state];
        if (!(is & MAY_END_HERE) || !is_end(text, at + 1)) continue;
        if (meet(&shapes->sets[shapes->ends[state]], wanted)) {
            spans->ends[spans->count] = at + 1;
            spans->sets[spans->count++] = shapes->ends[state];
        } else if (!meet(&shapes->sets[shapes->reach[state]], wanted)) {
            return;
        }
    }
}

/* Notes the spans of selected anchors. Returns a state from which no more was noted, as a single pattern is left and
 * there is no span; 0: none. */
static size_t run_anchors(const struct mgp_shape_matcher *matcher, struct mgp_slice text, size_t begin,
                          struct spans *spans)
{
    const struct mgp_shapes *shapes = &mgp_anchor_shapes;
    size_t state = 1;
    spans->count = 0;
    spans->open = 0;
    for (size_t at = begin; at < text.len; at++) {
        state = step(shapes, state, text.ptr[at]);
        uint8_t is = matcher->anchor_states[state];
        if (!(is & MAY_GO_ON)) return 0;
        if (is & IS_SETTLED && spans->count == 0 && !spans->open) return state;
        if (is & MAY_END && is_end(text, at + 1)) {
            spans->ends[spans->count] = at + 1;
            spans->sets[spans->count++] = shapes->ends[state];
        }
        if (shapes->open[state]) spans->open = shapes->open[state];
    }
    return 0;
}

/* The ends at which shape may match, the longest first; none, if it may end beyond the automaton's depth. */
static size_t collect_ends(const struct mgp_shapes *shapes, const struct spans *spans, size_t shape,
                           size_t ends[MGP_SHAPE_MAX_ENDS])
{
    size_t count = 0;
    if (has_shape(&shapes->sets[spans->open], shape)) return 0;
    for (size_t i = spans->count; i > 0; i--) {
        if (has_shape(&shapes->sets[spans->sets[i - 1]], shape)) ends[count++] = spans->ends[i - 1];
    }
    return count;
}

/* Of the patterns that are possible at a start those that a keyword in reach or the label speaks for. */
static void keep_named(struct shape_search *search, size_t begin, const struct spans *spans,
                       struct mgp_shape_set *possible)
{
    struct mgp_shape_matcher *matcher = search->matcher;
    const struct mgp_subject *subject = search->subject;
    const struct mgp_near *near = mgp_prover_near(matcher->prover, subject, begin, spans->ends[spans->count - 1]);
    const struct mgp_labels *labels = subject->value->labels;
    struct mgp_shape_set named = {0};
    if (labels && !labels->is_empty) named = mgp_labels_shapes(matcher->label_memory, labels)->shapes;
    for (size_t i = near->first; i < near->end_hit; i++) {
        const struct mgp_keyword_hit *hit = &subject->hits->items[i];
        if (hit->end >= near->lowest) mgp_shapes_unite(&named, &matcher->shapes_of_keyword[hit->keyword].shapes);
    }
    *possible = intersect(possible, &named);
}

static void prove_shape(struct shape_search *search, const struct shape_rule *of, size_t begin, const size_t *ends,
                        size_t end_count)
{
    struct mgp_prover *prover = search->matcher->prover;
    if (end_count == 0) mgp_prove_start(prover, search->subject, of->rule, of->pattern, begin);
    else mgp_prove_ends(prover, search->subject, of->rule, of->pattern, begin, ends, end_count);
}

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

/* Puts the spans with free edges into a plan. */
static void plan_shape(const struct shape_search *search, struct mgp_plan *plan, size_t shape, size_t begin,
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

/* The wanted patterns among those that the automaton lets through. */
static struct mgp_shape_set possible_of(const struct mgp_shapes *shapes, const struct spans *spans,
                                        const struct mgp_shape_set *wanted)
{
    struct mgp_shape_set possible = shapes->sets[spans->open];
    for (size_t i = 0; i < spans->count; i++) {
        mgp_shapes_unite(&possible, &shapes->sets[spans->sets[i]]);
    }
    return intersect(&possible, wanted);
}

/* Proves the possible patterns at a start; or puts them into plan. */
static void prove_shapes(struct shape_search *search, const struct mgp_shapes *shapes, const struct spans *spans,
                         size_t begin, const struct mgp_shape_set *possible, struct mgp_plan *plan)
{
    const struct shape_rule *rules =
        shapes == &mgp_anchor_shapes ? search->matcher->anchor_rules : search->matcher->keyword_rules;
    for (size_t word = 0; word < MGP_SHAPE_WORDS; word++) {
        for (uint64_t bits = possible->words[word]; bits; bits &= bits - 1) {
            size_t shape = word * 64 + (size_t)__builtin_ctzll(bits);
            size_t ends[MGP_SHAPE_MAX_ENDS], count = collect_ends(shapes, spans, shape, ends);
            if (plan) plan_shape(search, plan, shape, begin, ends, count);
            else prove_shape(search, &rules[shape], begin, ends, count);
        }
    }
}

/* Leaves out the patterns of rules that have a candidate already which begins before and ends behind. */
static void drop_consumed(const struct shape_search *search, size_t begin, struct mgp_shape_set *possible)
{
    uint64_t offset = mgp_subject_offset(search->subject, begin);
    if (offset >= mgp_prover_consumed_until(search->matcher->prover)) return;
    for (size_t word = 0; word < MGP_SHAPE_WORDS; word++) {
        for (uint64_t bits = possible->words[word]; bits; bits &= bits - 1) {
            size_t rule = search->matcher->keyword_rules[word * 64 + (size_t)__builtin_ctzll(bits)].rule;
            if (mgp_prover_has_consumed(search->matcher->prover, rule, offset))
                possible->words[word] &= ~(bits & -bits);
        }
    }
}

/* Of wanted patterns those that the automaton lets through at a start are proved; or put into plan. */
static void try_start(struct shape_search *search, size_t begin, const struct mgp_shape_set *wanted,
                      struct mgp_plan *plan)
{
    const struct mgp_shapes *shapes = &mgp_keyword_shapes;
    struct spans spans;
    run_shapes(search->matcher, search->subject->value->text, begin, wanted, &spans);
    if (spans.count == 0 && !spans.open) return;
    struct mgp_shape_set possible = possible_of(shapes, &spans, wanted);
    if (!plan) drop_consumed(search, begin, &possible);
    if (is_empty(&possible)) return;
    if (!search->subject->is_short && !spans.open && !plan) keep_named(search, begin, &spans, &possible);
    prove_shapes(search, shapes, &spans, begin, &possible, plan);
}

/* Tries each start in [from, until) that is not within a word. */
static void try_range(struct shape_search *search, size_t from, size_t until, const struct mgp_shape_set *wanted,
                      struct mgp_plan *plan)
{
    const struct mgp_shapes *shapes = &mgp_keyword_shapes;
    const uint8_t *kinds = search->matcher->byte_kinds;
    struct mgp_slice text = search->subject->value->text;
    uint8_t before = from > 0 ? kinds[text.ptr[from - 1]] : 0;
    for (size_t at = from; at < until; at++) {
        uint8_t kind = kinds[text.ptr[at]];
        bool is_within_word = kind & before & IS_WORD;
        before = kind;
        if (!(kind & MAY_BEGIN) || is_within_word) continue;
        if (meet(&shapes->sets[shapes->reach[step(shapes, 1, text.ptr[at])]], wanted))
            try_start(search, at, wanted, plan);
    }
}

/* Where values can begin that have the keyword in reach; false where there are too few digits for any. */
static bool stretch_of(const struct shape_search *search, const struct mgp_keyword_hit *hit, struct stretch *out)
{
    const struct keyword_shapes *shapes = &search->matcher->shapes_of_keyword[hit->keyword];
    size_t reach = 4 * MGP_KEYWORD_REACH, base = search->base;
    size_t near = reach + search->matcher->longest_shape, before = hit->begin > near ? hit->begin - near : 0;
    if (shapes->longest == 0) return false;
    if (search->scan && mgp_spots_are_ascii(search->scan, base + before, base + hit->end + reach)) {
        reach = MGP_KEYWORD_REACH;
        near = reach + shapes->longest;
    }
    *out = (struct stretch){hit->begin > near ? hit->begin - near : 0, hit->end + reach + 1, hit->keyword};
    if (shapes->fewest_digits == 0 || !search->scan) return true;
    size_t digits = mgp_spots_digits(search->scan, base + out->from, base + out->until + shapes->longest);
    return digits >= shapes->fewest_digits;
}

/* Puts down the stretches of all hits by where they begin; hits come nearly in that order. */
static void collect_stretches(struct shape_search *search)
{
    struct mgp_shape_matcher *matcher = search->matcher;
    const struct mgp_keyword_hits *hits = search->subject->hits;
    matcher->stretch_count = 0;
    for (size_t i = 0; i < hits->count; i++) {
        struct stretch stretch;
        if (!stretch_of(search, &hits->items[i], &stretch)) continue;
        MGP_GROW(matcher->stretches, matcher->stretch_count, matcher->stretch_capacity);
        size_t place = matcher->stretch_count++;
        for (; place > 0 && matcher->stretches[place - 1].from > stretch.from; place--) {
            matcher->stretches[place] = matcher->stretches[place - 1];
        }
        matcher->stretches[place] = stretch;
    }
}

/* Shapes near keywords, step by step, each with those of all keywords whose reach touches it: what is wanted
 * too much is not proved. */
static void match_near_keywords(struct shape_search *search)
{
    const struct mgp_shape_matcher *matcher = search->matcher;
    const struct mgp_value *value = search->subject->value;
    size_t first = 0, done = value->core_begin;
    collect_stretches(search);
    while (first < matcher->stretch_count && done < value->core_end) {
        const struct stretch *stretches = matcher->stretches;
        if (stretches[first].until <= done) {
            first++;
            continue;
        }
        if (done < stretches[first].from) done = stretches[first].from;
        struct mgp_shape_set wanted = {0};
        size_t end = at_most(done + STRETCH_STEP, value->core_end), last = done;
        for (size_t i = first; i < matcher->stretch_count && stretches[i].from < end; i++) {
            if (stretches[i].until <= done) continue;
            mgp_shapes_unite(&wanted, &matcher->shapes_of_keyword[stretches[i].keyword].shapes);
            if (stretches[i].until > last) last = stretches[i].until;
        }
        end = at_most(end, last);
        subtract(&wanted, &matcher->long_shapes); /* match_long_shapes has them all, from the first start on */
        if (done < end) try_range(search, done, end, &wanted, NULL);
        done = end;
    }
}

/* Patterns too long for the stretches above. */
static void match_long_shapes(struct shape_search *search)
{
    const struct mgp_shape_matcher *matcher = search->matcher;
    const struct mgp_keyword_hits *hits = search->subject->hits;
    struct mgp_shape_set named = {0};
    for (size_t i = 0; i < hits->count; i++) {
        mgp_shapes_unite(&named, &matcher->shapes_of_keyword[hits->items[i].keyword].shapes);
    }
    named = intersect(&named, &matcher->long_shapes);
    for (size_t word = 0; word < MGP_SHAPE_WORDS; word++) {
        for (uint64_t bits = named.words[word]; bits; bits &= bits - 1) {
            const struct shape_rule *of = &matcher->keyword_rules[word * 64 + (size_t)__builtin_ctzll(bits)];
            mgp_prove_long(matcher->prover, search->subject, of->rule, of->pattern);
        }
    }
}

/* Leaves out what the form settles. */
static void narrow_plan(const struct shape_search *search, struct mgp_plan *plan)
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

static void follow_plan(struct shape_search *search, const struct mgp_plan *plan)
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

/* What labels ask for, by a plan. False if the value is not one to be planned. */
static bool match_by_plan(struct shape_search *search, const struct mgp_label_shapes *labelled)
{
    enum { USES_TO_NARROW = 4 };
    const struct mgp_value *value = search->subject->value;
    struct mgp_plan *plan = mgp_plans_find(search->matcher->plans, value->text, labelled->number);
    if (!plan) return false;
    if (plan->uses == 0) try_range(search, 0, value->text.len, &labelled->shapes, plan);
    if (plan->is_too_long) {
        plan->uses = 1;
        return false;
    }
    if (plan->uses <= USES_TO_NARROW && ++plan->uses == USES_TO_NARROW) narrow_plan(search, plan);
    follow_plan(search, plan);
    return true;
}

/* Whatever needs no keyword in reach: what labels ask for and, in a short value, the keywords in it. */
static void match_anywhere(struct shape_search *search)
{
    const struct mgp_subject *subject = search->subject;
    const struct mgp_value *value = subject->value;
    const struct mgp_label_shapes *labelled = NULL;
    if (value->labels && !value->labels->is_empty) 
        labelled = mgp_labels_shapes(search->matcher->label_memory, value->labels);
    if (labelled && subject->is_short && subject->hits->count == 0 && match_by_plan(search, labelled)) return;
    struct mgp_shape_set wanted = {0};
    if (labelled) wanted = labelled->shapes;
    for (size_t i = 0; subject->is_short && i < subject->hits->count; i++) {
        mgp_shapes_unite(&wanted, &search->matcher->shapes_of_keyword[subject->hits->items[i].keyword].shapes);
    }
    if (!is_empty(&wanted)) try_range(search, value->core_begin, value->core_end, &wanted, NULL);
}

void mgp_shapes_match(struct mgp_shape_matcher *matcher, const struct mgp_subject *subject,
                      const struct mgp_spots *scan, size_t base)
{
    struct shape_search search = {matcher, subject, scan, base};
    match_anywhere(&search);
    if (subject->is_short) return;
    match_near_keywords(&search);
    match_long_shapes(&search);
}

void mgp_shapes_match_at(struct mgp_shape_matcher *matcher, const struct mgp_subject *subject, size_t at)
{
    const struct mgp_shapes *shapes = &mgp_anchor_shapes;
    struct shape_search search = {matcher, subject, NULL, 0};
    struct spans spans;
    size_t settled = run_anchors(matcher, subject->value->text, at, &spans);
    if (settled) {
        const struct shape_rule *only = only_rule_of(matcher, &shapes->sets[shapes->reach[settled]]);
        mgp_prove_start(matcher->prover, subject, only->rule, only->pattern, at);
    } else if (spans.count > 0 || spans.open) {
        struct mgp_shape_set possible = possible_of(shapes, &spans, &matcher->anchors);
        prove_shapes(&search, shapes, &spans, at, &possible, NULL);
    }
}
