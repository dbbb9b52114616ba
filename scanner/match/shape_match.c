#include "scanner/match/shape_match.h"

#include <assert.h>

#include "scanner/match/shape_plan.h"

/* A pattern of the catalogue as a rule of this scan; pattern is NULL where its identifier is not selected. */
struct shape_rule {
    uint16_t rule;
    struct mgp_rule_pattern *pattern;
};

/* Where in a value the shapes of a keyword are looked for: starts in [from, until). */
struct stretch {
    size_t from, until;
    uint32_t keyword;
};

/* What labels that hold keywords of these rules ask for. */
struct label_shapes {
    uint32_t number; /* stands for these shapes in plans; 0: the entry is free */
    struct mgp_rule_set_bits rules;
    struct mgp_shape_set shapes;
};
#define LABEL_SETS ((size_t)256) /* a power of two; three quarters of them are used */

#define KNOWN_LABELS ((size_t)64) /* a power of two */

/* May a selected pattern end there or farther on, and there? */
enum anchor_state { MAY_GO_ON = 1, MAY_END = 2 };

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
    struct label_shapes label_shapes[LABEL_SETS]; /* by hash */
    size_t label_set_count;
    struct known_labels {
        const struct mgp_labels *labels; /* where a set was read; another may stand there now */
        const struct label_shapes *shapes;
    } known_labels[KNOWN_LABELS];
    uint32_t label_number; /* the last one */
    struct mgp_plans *plans;
    struct mgp_shape_set anchors;     /* selected */
    uint8_t *anchor_states;           /* for each state of their automaton: enum anchor_state */
    struct mgp_shape_set long_shapes; /* of patterns over MGP_LONG_SHAPE */
    size_t longest_shape;             /* bytes, of the others */
};

static void unite(struct mgp_shape_set *into, const struct mgp_shape_set *from)
{
    for (size_t i = 0; i < MGP_SHAPE_WORDS; i++) {
        into->words[i] |= from->words[i];
    }
}

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
        for (size_t rule = 0; rule < rules->rule_count; rule++) {
            if (rules->rules[rule].identifier != identifier) continue;
            out[i] = (struct shape_rule){(uint16_t)rule, &rules->rules[rule].patterns[shapes->patterns[i].pattern]};
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
                unite(&of->shapes, &matcher->shapes_of_rule[64 * word + (size_t)__builtin_ctzll(left)]);
            }
        }
        note_needs(matcher, of);
    }
}

static inline bool meet(const struct mgp_shape_set *a, const struct mgp_shape_set *b)
{
    static_assert(MGP_SHAPE_WORDS == 4, "all words are looked at");
    return ((a->words[0] & b->words[0]) | (a->words[1] & b->words[1]) | (a->words[2] & b->words[2]) |
            (a->words[3] & b->words[3])) != 0;
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
        matcher->anchor_states[state] = (may_go_on ? MAY_GO_ON : 0) | (may_end ? MAY_END : 0);
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
    note_anchors(matcher);
    matcher->plans = mgp_plans_create(&mgp_keyword_shapes);
    return matcher;
}

void mgp_shape_matcher_destroy(struct mgp_shape_matcher *matcher)
{
    if (!matcher) return;
    free(matcher->stretches);
    free(matcher->shapes_of_rule);
    free(matcher->shapes_of_keyword);
    free(matcher->anchor_states);
    mgp_plans_destroy(matcher->plans);
    free(matcher);
}

static bool is_alphanumeric(uint8_t c)
{
    return (uint8_t)(c - '0') < 10 || (uint8_t)((c | 0x20) - 'a') < 26;
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

/* Notes the spans of wanted patterns only, and stops where none can follow. states: what is known of each state for
 * these patterns; NULL: nothing. */
static void run_shapes(const struct mgp_shapes *shapes, struct mgp_slice text, size_t begin,
                       const struct mgp_shape_set *wanted, const uint8_t *states, struct spans *spans)
{
    size_t state = 1;
    spans->count = 0;
    spans->open = 0;
    for (size_t at = begin; at < text.len;) {
        uint8_t byte = text.ptr[at++];
        state = shapes->transitions[state * shapes->class_count + shapes->classes[byte]];
        if (state == 0 || !(states ? states[state] & MAY_GO_ON : meet(&shapes->sets[shapes->reach[state]], wanted)))
            return;
        bool may_end = states ? states[state] & MAY_END
                              : shapes->ends[state] && meet(&shapes->sets[shapes->ends[state]], wanted);
        if (may_end && !(at < text.len && is_alphanumeric(byte) && is_alphanumeric(text.ptr[at]))) {
            spans->ends[spans->count] = at;
            spans->sets[spans->count++] = shapes->ends[state];
        }
        if (shapes->open[state]) spans->open = shapes->open[state];
    }
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

/* Words of a set of rules that are in use. */
static size_t word_count(const struct mgp_shape_matcher *matcher)
{
    return (matcher->rules->rule_count + 63) / 64;
}

static size_t hash_rules(const struct mgp_rule_set_bits *rules, size_t words)
{
    uint64_t hash = 0;
    for (size_t word = 0; word < words; word++) {
        hash = (hash ^ rules->words[word]) * 0x9E3779B97F4A7C15u;
    }
    return (size_t)(hash >> 32);
}

/* Remembers a set of rules in entry, which is free. */
static void remember_labels(struct mgp_shape_matcher *matcher, const struct mgp_rule_set_bits *rules,
                            struct label_shapes *entry)
{
    *entry = (struct label_shapes){.number = ++matcher->label_number, .rules = *rules};
    matcher->label_set_count++;
    for (size_t word = 0; word < MGP_RULE_WORDS; word++) {
        for (uint64_t bits = rules->words[word]; bits; bits &= bits - 1) {
            unite(&entry->shapes, &matcher->shapes_of_rule[word * 64 + (size_t)__builtin_ctzll(bits)]);
        }
    }
}

/* Numbers go on, as plans of sets that are forgotten may be there still, and begin again without any plan. */
static void forget_labels(struct mgp_shape_matcher *matcher)
{
    memset(matcher->label_shapes, 0, sizeof matcher->label_shapes);
    memset(matcher->known_labels, 0, sizeof matcher->known_labels);
    matcher->label_set_count = 0;
    if (matcher->label_number < UINT32_MAX - LABEL_SETS) return;
    matcher->label_number = 0;
    mgp_plans_forget(matcher->plans);
}

static bool are_equal(const struct mgp_rule_set_bits *a, const struct mgp_rule_set_bits *b, size_t words)
{
    uint64_t differing = 0;
    for (size_t word = 0; word < words; word++) {
        differing |= a->words[word] ^ b->words[word];
    }
    return differing == 0;
}

static const struct label_shapes *find_labels(struct mgp_shape_matcher *matcher, const struct mgp_rule_set_bits *rules,
                                              size_t words)
{
    if (matcher->label_set_count == LABEL_SETS / 4 * 3) forget_labels(matcher);
    for (size_t i = hash_rules(rules, words);; i++) {
        struct label_shapes *entry = &matcher->label_shapes[i & (LABEL_SETS - 1)];
        if (!entry->number) remember_labels(matcher, rules, entry);
        if (are_equal(&entry->rules, rules, words)) return entry;
    }
}

/* The shapes that labels ask for. Columns and paths come again and again with the same few sets of rules, and these
 * stand where they stood. */
static const struct label_shapes *shapes_of_labels(struct mgp_shape_matcher *matcher, const struct mgp_labels *labels)
{
    size_t words = word_count(matcher);
    struct known_labels *known = &matcher->known_labels[(uintptr_t)labels / 64 & (KNOWN_LABELS - 1)];
    if (known->labels != labels || !are_equal(&known->shapes->rules, &labels->bits, words)) {
        known->labels = labels;
        known->shapes = find_labels(matcher, &labels->bits, words);
    }
    return known->shapes;
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
    if (labels && !labels->is_empty) named = shapes_of_labels(matcher, labels)->shapes;
    for (size_t i = near->first; i < near->end_hit; i++) {
        const struct mgp_keyword_hit *hit = &subject->hits->items[i];
        if (hit->end >= near->lowest) unite(&named, &matcher->shapes_of_keyword[hit->keyword].shapes);
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
        unite(&possible, &shapes->sets[spans->sets[i]]);
    }
    return intersect(&possible, wanted);
}

/* Proves the wanted patterns that the automaton lets through at a start; or puts them into plan. */
static void try_start(struct shape_search *search, const struct mgp_shapes *shapes, const struct shape_rule *rules,
                      size_t begin, const struct mgp_shape_set *wanted, struct mgp_plan *plan)
{
    struct spans spans;
    const uint8_t *states = shapes == &mgp_anchor_shapes ? search->matcher->anchor_states : NULL;
    run_shapes(shapes, search->subject->value->text, begin, wanted, states, &spans);
    if (spans.count == 0 && !spans.open) return;
    struct mgp_shape_set possible = possible_of(shapes, &spans, wanted);
    if (shapes == &mgp_keyword_shapes && !search->subject->is_short && !spans.open && !plan)
        keep_named(search, begin, &spans, &possible);
    for (size_t word = 0; word < MGP_SHAPE_WORDS; word++) {
        for (uint64_t bits = possible.words[word]; bits; bits &= bits - 1) {
            size_t shape = word * 64 + (size_t)__builtin_ctzll(bits);
            size_t ends[MGP_SHAPE_MAX_ENDS], count = collect_ends(shapes, &spans, shape, ends);
            if (plan) mgp_plan_add(plan, shape, begin, ends, count);
            else prove_shape(search, &rules[shape], begin, ends, count);
        }
    }
}

/* Can a value begin here: not in the middle of a word? */
static bool is_start(struct mgp_slice text, size_t at)
{
    return at == 0 || !is_alphanumeric(text.ptr[at]) || !is_alphanumeric(text.ptr[at - 1]);
}

static void try_range(struct shape_search *search, size_t from, size_t until, const struct mgp_shape_set *wanted,
                      struct mgp_plan *plan)
{
    const struct mgp_shapes *shapes = &mgp_keyword_shapes;
    struct mgp_slice text = search->subject->value->text;
    for (size_t at = from; at < until; at++) {
        size_t first = shapes->transitions[shapes->class_count + shapes->classes[text.ptr[at]]];
        if (first && is_start(text, at) && meet(&shapes->sets[shapes->reach[first]], wanted))
            try_start(search, shapes, search->matcher->keyword_rules, at, wanted, plan);
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
            unite(&wanted, &matcher->shapes_of_keyword[stretches[i].keyword].shapes);
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
        unite(&named, &matcher->shapes_of_keyword[hits->items[i].keyword].shapes);
    }
    named = intersect(&named, &matcher->long_shapes);
    for (size_t word = 0; word < MGP_SHAPE_WORDS; word++) {
        for (uint64_t bits = named.words[word]; bits; bits &= bits - 1) {
            const struct shape_rule *of = &matcher->keyword_rules[word * 64 + (size_t)__builtin_ctzll(bits)];
            mgp_prove_long(matcher->prover, search->subject, of->rule, of->pattern);
        }
    }
}

static void follow_plan(struct shape_search *search, const struct mgp_plan *plan)
{
    for (size_t i = 0; i < plan->step_count; i++) {
        const struct mgp_plan_step *step = &plan->steps[i];
        size_t ends[MGP_PLAN_ENDS];
        for (size_t end = 0; end < step->end_count; end++) {
            ends[end] = step->ends[end];
        }
        prove_shape(search, &search->matcher->keyword_rules[step->shape], step->begin, ends, step->end_count);
    }
}

/* What labels ask for, by a plan. False if the value is not one to be planned. */
static bool match_by_plan(struct shape_search *search, const struct label_shapes *labelled)
{
    const struct mgp_value *value = search->subject->value;
    struct mgp_plan *plan = mgp_plans_find(search->matcher->plans, value->text, labelled->number);
    if (!plan) return false;
    if (!plan->is_made) try_range(search, 0, value->text.len, &labelled->shapes, plan);
    plan->is_made = true;
    if (plan->is_too_long) return false;
    follow_plan(search, plan);
    return true;
}

/* Whatever needs no keyword in reach: what labels ask for and, in a short value, the keywords in it. */
static void match_anywhere(struct shape_search *search)
{
    const struct mgp_subject *subject = search->subject;
    const struct mgp_value *value = subject->value;
    const struct label_shapes *labelled = NULL;
    if (value->labels && !value->labels->is_empty) labelled = shapes_of_labels(search->matcher, value->labels);
    if (labelled && subject->is_short && subject->hits->count == 0 && match_by_plan(search, labelled)) return;
    struct mgp_shape_set wanted = {0};
    if (labelled) wanted = labelled->shapes;
    for (size_t i = 0; subject->is_short && i < subject->hits->count; i++) {
        unite(&wanted, &search->matcher->shapes_of_keyword[subject->hits->items[i].keyword].shapes);
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
    struct shape_search search = {matcher, subject, NULL, 0};
    try_start(&search, &mgp_anchor_shapes, matcher->anchor_rules, at, &matcher->anchors, NULL);
}
