#include "scanner/match/shape_match_internal.h"

/* Stretches are looked at together for so many bytes. */
#define STRETCH_STEP ((size_t)64)

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

static size_t at_most(size_t value, size_t limit)
{
    return value < limit ? value : limit;
}

struct mgp_shape_matcher *mgp_shape_matcher_create(const struct mgp_rule_set *rules, struct mgp_prover *prover)
{
    struct mgp_shape_matcher *matcher = mgp_calloc(1, sizeof *matcher);
    matcher->rules = rules;
    matcher->prover = prover;
    mgp_shape_tables_fill(matcher);
    matcher->plans = mgp_plans_create(&mgp_keyword_shapes);
    matcher->label_memory = mgp_label_memory_create(matcher->shapes_of_rule, rules->rule_count, matcher->plans);
    return matcher;
}

void mgp_shape_matcher_destroy(struct mgp_shape_matcher *matcher)
{
    if (!matcher) return;
    mgp_shape_tables_clear(matcher);
    mgp_plans_destroy(matcher->plans);
    mgp_label_memory_destroy(matcher->label_memory);
    free(matcher->stretches);
    free(matcher);
}

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
        state = mgp_shape_step(shapes, state, text.ptr[at]);
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
        state = mgp_shape_step(shapes, state, text.ptr[at]);
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
            if (plan) mgp_shape_plan_spans(search, plan, shape, begin, ends, count);
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
        if (meet(&shapes->sets[shapes->reach[mgp_shape_step(shapes, 1, text.ptr[at])]], wanted))
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
    if (plan->uses <= USES_TO_NARROW && ++plan->uses == USES_TO_NARROW) mgp_shape_plan_narrow(search, plan);
    mgp_shape_plan_follow(search, plan);
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
        const struct shape_rule *only = mgp_shape_only_anchor(matcher, &shapes->sets[shapes->reach[settled]]);
        mgp_prove_start(matcher->prover, subject, only->rule, only->pattern, at);
    } else if (spans.count > 0 || spans.open) {
        struct mgp_shape_set possible = possible_of(shapes, &spans, &matcher->anchors);
        prove_shapes(&search, shapes, &spans, at, &possible, NULL);
    }
}
