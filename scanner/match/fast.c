/* The fast matcher. It proves candidates as the reference matcher does, but asks only where one can be:
 *
 *   - the finder (finder.h) says where keywords and values without keyword could begin;
 *   - from keyword hits, the automaton of shapes (shapes.h) says which patterns could match which spans within
 *     reach, in labelled values anywhere;
 *   - what is left is proved with the pattern's own regex, its checks and its keyword need (prove.h).
 *
 * Structured windows are searched raw, and only values that are labelled, hold a spot or hide bytes (escapes,
 * doubled quotes) are looked at. Custom identifiers have no shape: each is looked for by its route
 * (custom_route.h). */
#include "base/utf8.h"
#include "identifiers/recogniser_gates.h"
#include "scanner/match/custom_match.h"
#include "scanner/match/finder.h"
#include "scanner/match/matcher.h"
#include "scanner/match/prove.h"
#include "scanner/match/shapes.h"

/* A pattern of the catalogue as a rule of this scan; pattern is NULL where its identifier is not selected. */
struct shape_rule {
    uint16_t rule;
    struct mgp_rule_pattern *pattern;
};

struct mgp_matcher {
    const struct mgp_rule_set *rules;
    struct mgp_prover *prover;
    struct mgp_finder *finder;
    struct mgp_spots spots;        /* of the window, or of the value at hand where it is decoded */
    struct mgp_spots window_spots;
    struct mgp_keyword_hits hits;
    struct mgp_fold fold;
    struct shape_rule keyword_rules[MGP_MAX_SHAPES], anchor_rules[MGP_MAX_SHAPES];
    struct mgp_shape_set *shapes_of_rule;    /* for each rule: its patterns with a keyword */
    struct mgp_shape_set *shapes_of_keyword; /* for each keyword: those of all its rules */
    struct mgp_shape_set anchors;            /* selected */
    size_t longest_shape;                    /* bytes, of patterns whose length is bounded and not very long */
    struct mgp_shape_set long_shapes;        /* the others */
    struct mgp_customs *customs; /* NULL: none */
};

/* Values up to this are looked at whole for names: what a recogniser may call a name by itself is no longer. */
#define SHORT_VALUE ((size_t)120)

/* A pattern longer than this is looked for by its own regex around each of its keywords. */
#define LONG_SHAPE 96

static void unite(struct mgp_shape_set *into, const struct mgp_shape_set *from)
{
    for (size_t i = 0; i < MGP_SHAPE_WORDS; i++) {
        into->words[i] |= from->words[i];
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
static void resolve_shapes(struct mgp_matcher *matcher, const struct mgp_shapes *shapes, struct shape_rule *out)
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

static void note_keyword_shapes(struct mgp_matcher *matcher)
{
    for (size_t i = 0; i < mgp_keyword_shapes.pattern_count; i++) {
        if (!matcher->keyword_rules[i].pattern) continue;
        add_shape(&matcher->shapes_of_rule[matcher->keyword_rules[i].rule], i);
        size_t longest = mgp_keyword_shapes.patterns[i].longest;
        if (longest > LONG_SHAPE) add_shape(&matcher->long_shapes, i);
        else if (longest > matcher->longest_shape) matcher->longest_shape = longest;
    }
    for (uint32_t keyword = 0; keyword < mgp_keyword_count(matcher->rules->keywords); keyword++) {
        const struct mgp_rule_set_bits *bits = mgp_keyword_rules(matcher->rules->keywords, keyword);
        for (size_t rule = 0; rule < matcher->rules->rule_count; rule++) {
            if (mgp_bit_is_set(bits, rule)) unite(&matcher->shapes_of_keyword[keyword], &matcher->shapes_of_rule[rule]);
        }
    }
}

static struct mgp_matcher *create(const struct mgp_rule_set *rules)
{
    struct mgp_matcher *matcher = mgp_calloc(1, sizeof *matcher);
    matcher->rules = rules;
    matcher->prover = mgp_prover_create(rules);
    matcher->finder = mgp_finder_create(rules);
    matcher->shapes_of_rule = mgp_calloc(rules->rule_count, sizeof *matcher->shapes_of_rule);
    matcher->shapes_of_keyword =
        mgp_calloc(mgp_keyword_count(rules->keywords) + 1, sizeof *matcher->shapes_of_keyword);
    matcher->customs = mgp_customs_create(rules);
    resolve_shapes(matcher, &mgp_keyword_shapes, matcher->keyword_rules);
    resolve_shapes(matcher, &mgp_anchor_shapes, matcher->anchor_rules);
    note_keyword_shapes(matcher);
    for (size_t i = 0; i < mgp_anchor_shapes.pattern_count; i++) {
        if (matcher->anchor_rules[i].pattern) add_shape(&matcher->anchors, i);
    }
    return matcher;
}

static void destroy(struct mgp_matcher *matcher)
{
    if (!matcher) return;
    mgp_prover_destroy(matcher->prover);
    mgp_finder_destroy(matcher->finder);
    free(matcher->spots.items);
    free(matcher->window_spots.items);
    free(matcher->hits.items);
    mgp_fold_clear(&matcher->fold);
    free(matcher->shapes_of_rule);
    free(matcher->shapes_of_keyword);
    mgp_customs_destroy(matcher->customs);
    free(matcher);
}

static void begin(struct mgp_matcher *matcher)
{
    mgp_prover_begin(matcher->prover);
}

/* The value at hand: its spots, whose places count from spot_base. */
struct search {
    struct mgp_matcher *matcher;
    struct mgp_subject subject;
    const struct mgp_spot *spots;
    size_t spot_count, spot_base;
    struct mgp_shape_set anywhere; /* shapes that need no keyword in reach */
};

static bool is_alphanumeric(uint8_t c)
{
    return (uint8_t)(c - '0') < 10 || (uint8_t)((c | 0x20) - 'a') < 26;
}

/* What an automaton lets through at one start: spans by their end, the longest last, each with the patterns. */
struct spans {
    size_t count;
    size_t ends[MGP_SHAPE_MAX_ENDS];
    uint16_t sets[MGP_SHAPE_MAX_ENDS];
    uint16_t open; /* patterns that may end beyond the automaton's depth */
};

static void run_shapes(const struct mgp_shapes *shapes, struct mgp_slice text, size_t begin, struct spans *spans)
{
    size_t state = 1;
    spans->count = 0;
    spans->open = 0;
    for (size_t at = begin; at < text.len;) {
        uint8_t byte = text.ptr[at++];
        state = shapes->transitions[state * shapes->class_count + shapes->classes[byte]];
        if (state == 0) return;
        if (shapes->ends[state] &&
            !(at < text.len && is_alphanumeric(byte) && is_alphanumeric(text.ptr[at]))) {
            spans->ends[spans->count] = at;
            spans->sets[spans->count++] = shapes->ends[state];
        }
        if (shapes->open[state]) spans->open = shapes->open[state];
    }
}

static void prove_shape(struct search *search, const struct mgp_shapes *shapes, const struct shape_rule *of,
                        size_t begin, const struct spans *spans, size_t shape)
{
    size_t ends[MGP_SHAPE_MAX_ENDS], count = 0;
    struct mgp_prover *prover = search->matcher->prover;
    if (has_shape(&shapes->sets[spans->open], shape)) {
        mgp_prove_range(prover, &search->subject, of->rule, of->pattern, begin, begin + 1);
        return;
    }
    for (size_t i = spans->count; i > 0; i--) {
        if (has_shape(&shapes->sets[spans->sets[i - 1]], shape)) ends[count++] = spans->ends[i - 1];
    }
    mgp_prove_ends(prover, &search->subject, of->rule, of->pattern, begin, ends, count);
}

/* Proves the wanted patterns that the automaton lets through at a start. */
static void try_start(struct search *search, const struct mgp_shapes *shapes, const struct shape_rule *rules,
                      size_t begin, const struct mgp_shape_set *wanted)
{
    struct spans spans;
    run_shapes(shapes, search->subject.value->text, begin, &spans);
    if (spans.count == 0 && !spans.open) return;
    struct mgp_shape_set possible = shapes->sets[spans.open];
    for (size_t i = 0; i < spans.count; i++) {
        unite(&possible, &shapes->sets[spans.sets[i]]);
    }
    for (size_t word = 0; word < MGP_SHAPE_WORDS; word++) {
        for (uint64_t bits = possible.words[word] & wanted->words[word]; bits; bits &= bits - 1) {
            size_t shape = word * 64 + (size_t)__builtin_ctzll(bits);
            prove_shape(search, shapes, &rules[shape], begin, &spans, shape);
        }
    }
}

/* Can a value begin here: not in the middle of a word? */
static bool is_start(struct mgp_slice text, size_t at)
{
    return at == 0 || !is_alphanumeric(text.ptr[at]) || !is_alphanumeric(text.ptr[at - 1]);
}

static void try_range(struct search *search, size_t from, size_t until, const struct mgp_shape_set *wanted)
{
    const struct mgp_shapes *shapes = &mgp_keyword_shapes;
    struct mgp_slice text = search->subject.value->text;
    for (size_t at = from; at < until; at++) {
        if (is_start(text, at) && shapes->transitions[shapes->class_count + shapes->classes[text.ptr[at]]])
            try_start(search, shapes, search->matcher->keyword_rules, at, wanted);
    }
}

/* Shapes near keywords: from hit to hit, the union of those whose reach covers a stretch. */
static void match_near_keywords(struct search *search)
{
    const struct mgp_matcher *matcher = search->matcher;
    const struct mgp_value *value = search->subject.value;
    const struct mgp_keyword_hits *hits = &matcher->hits;
    size_t reach = 4 * MGP_KEYWORD_REACH, before = reach + matcher->longest_shape, done = value->core_begin;
    size_t first = 0; /* no hit before it reaches the place at hand or any behind */
    while (first < hits->count && done < value->core_end) {
        size_t begins = hits->items[first].begin > before ? hits->items[first].begin - before : 0;
        if (hits->items[first].end + reach + 1 <= done) {
            first++;
            continue;
        }
        if (done < begins) done = begins;
        struct mgp_shape_set wanted = search->anywhere;
        size_t until = value->core_end;
        for (size_t i = first; i < hits->count; i++) {
            const struct mgp_keyword_hit *hit = &hits->items[i];
            size_t from = hit->begin > before ? hit->begin - before : 0, ends = hit->end + reach + 1;
            if (from > done) {
                until = at_most(until, from);
                break;
            }
            if (ends <= done) continue;
            unite(&wanted, &matcher->shapes_of_keyword[hit->keyword]);
            until = at_most(until, ends);
        }
        try_range(search, done, until, &wanted);
        done = until;
    }
}

/* Patterns too long for the stretches above. */
static void match_long_shapes(struct search *search)
{
    const struct mgp_matcher *matcher = search->matcher;
    struct mgp_shape_set named = {0};
    for (size_t i = 0; i < matcher->hits.count; i++) {
        unite(&named, &matcher->shapes_of_keyword[matcher->hits.items[i].keyword]);
    }
    named = intersect(&named, &matcher->long_shapes);
    for (size_t word = 0; word < MGP_SHAPE_WORDS; word++) {
        for (uint64_t bits = named.words[word]; bits; bits &= bits - 1) {
            const struct shape_rule *of = &matcher->keyword_rules[word * 64 + (size_t)__builtin_ctzll(bits)];
            mgp_prove_near_keywords(matcher->prover, &search->subject, of->rule, of->pattern);
        }
    }
}

static void note_labels(struct search *search)
{
    const struct mgp_labels *labels = search->subject.value->labels;
    if (!labels || labels->is_empty) return;
    for (size_t word = 0; word < MGP_RULE_WORDS; word++) {
        for (uint64_t bits = labels->bits.words[word]; bits; bits &= bits - 1) {
            unite(&search->anywhere, &search->matcher->shapes_of_rule[word * 64 + (size_t)__builtin_ctzll(bits)]);
        }
    }
}

static void match_keyword_shapes(struct search *search)
{
    const struct mgp_matcher *matcher = search->matcher;
    const struct mgp_value *value = search->subject.value;
    note_labels(search);
    for (size_t i = 0; search->subject.is_short && i < matcher->hits.count; i++) {
        unite(&search->anywhere, &matcher->shapes_of_keyword[matcher->hits.items[i].keyword]);
    }
    if (!is_empty(&search->anywhere)) {
        try_range(search, value->core_begin, value->core_end, &search->anywhere);
    }
    if (search->subject.is_short) return;
    search->anywhere = (struct mgp_shape_set){0};
    match_near_keywords(search);
    match_long_shapes(search);
}

static void recognise_at(struct search *search, enum mgp_recogniser_id id, size_t begin, size_t end)
{
    struct mgp_prover *prover = search->matcher->prover;
    struct mgp_value_view view = mgp_recogniser_view(prover, &search->subject, id);
    struct mgp_recognition found;
    for (size_t from = begin; from < end && mgp_recognise(id, &view, from, end, &found); from = found.begin + 1) {
        mgp_prove_recognition(prover, &search->subject, id, &found);
    }
}

/* The word BEGIN stands behind five dashes. */
static void recognise_key_block(struct search *search, size_t at)
{
    const struct mgp_value *value = search->subject.value;
    size_t begin = at;
    if ((value->text.ptr[at] | 0x20) == 'b') begin = at < 5 ? 0 : at - 5;
    if (begin < value->core_begin) begin = value->core_begin;
    recognise_at(search, MGP_RECOGNISER_KEY_BLOCK, begin, at_most(at + 1, value->core_end));
}

static void match_spots(struct search *search)
{
    struct mgp_matcher *matcher = search->matcher;
    const struct mgp_value *value = search->subject.value;
    for (size_t i = 0; i < search->spot_count; i++) {
        size_t at = search->spots[i].at - search->spot_base;
        uint32_t kinds = search->spots[i].kinds;
        if (kinds & MGP_SPOT_KEY_BLOCK && at < value->core_end + 5) recognise_key_block(search, at);
        if (at < value->core_begin || at >= value->core_end) continue;
        if (kinds & MGP_SPOT_ANCHOR) {
            try_start(search, &mgp_anchor_shapes, matcher->anchor_rules, at, &matcher->anchors);
        }
        if (kinds & MGP_SPOT_CARD) recognise_at(search, MGP_RECOGNISER_CARD, at, at + 1);
        if (kinds & MGP_SPOT_IBAN) recognise_at(search, MGP_RECOGNISER_IBAN, at, at + 1);
        if (kinds & MGP_SPOT_JWT) recognise_at(search, MGP_RECOGNISER_JWT, at, at + 1);
    }
}

static void find_hits(struct search *search, bool spots_have_keywords)
{
    struct mgp_matcher *matcher = search->matcher;
    const struct mgp_value *value = search->subject.value;
    size_t from, until;
    mgp_keyword_context(value, &from, &until);
    matcher->hits.count = 0;
    if (!spots_have_keywords) {
        mgp_keywords_find(matcher->rules->keywords, value->text, from, until, &matcher->hits);
        return;
    }
    for (size_t i = 0; i < search->spot_count; i++) {
        size_t at = search->spots[i].at - search->spot_base;
        if (!(search->spots[i].kinds & MGP_SPOT_KEYWORD) || at < from || at >= until) continue;
        mgp_keywords_at(matcher->rules->keywords, value->text, at, &matcher->hits);
    }
}

static void recognise_all(struct search *search, enum mgp_recogniser_id id)
{
    size_t takers;
    mgp_prover_takers(search->matcher->prover, id, &takers);
    if (takers == 0) return;
    recognise_at(search, id, search->subject.value->core_begin, search->subject.value->core_end);
}

/* A name depends on all of a short value. */
static void match_names(struct search *search)
{
    const struct mgp_value *value = search->subject.value;
    bool is_short = value->is_first && value->is_last && value->text.len <= SHORT_VALUE;
    uint32_t kinds = 0;
    for (size_t i = 0; i < search->spot_count; i++) {
        kinds |= search->spots[i].kinds;
    }
    if (value->labels || (is_short && kinds & MGP_SPOT_NAME)) {
        recognise_all(search, MGP_RECOGNISER_NAME);
    } else if (kinds & MGP_SPOT_NAME) {
        for (size_t i = 0; i < search->spot_count; i++) {
            size_t at = search->spots[i].at - search->spot_base;
            if (search->spots[i].kinds & MGP_SPOT_NAME && at >= value->core_begin && at < value->core_end)
                recognise_at(search, MGP_RECOGNISER_NAME, at, at + 1);
        }
    }
}

/* An address begins before its code, so codes behind the core count too. */
static void match_addresses(struct search *search)
{
    struct mgp_prover *prover = search->matcher->prover;
    const struct mgp_value *value = search->subject.value;
    struct mgp_value_view view = mgp_recogniser_view(prover, &search->subject, MGP_RECOGNISER_ADDRESS);
    struct mgp_recognition found;
    for (size_t i = 0; i < search->spot_count; i++) {
        if (!(search->spots[i].kinds & MGP_SPOT_ADDRESS)) continue;
        if (!mgp_address_at(&view, search->spots[i].at - search->spot_base, &found)) continue;
        if (found.begin < value->core_begin || found.begin >= value->core_end) continue;
        found.variant = 0;
        mgp_prove_recognition(prover, &search->subject, MGP_RECOGNISER_ADDRESS, &found);
    }
}

static void match_managed(struct search *search, bool spots_have_keywords)
{
    find_hits(search, spots_have_keywords);
    match_keyword_shapes(search);
    match_spots(search);
    match_names(search);
    match_addresses(search);
}

/* The value's own spots are of no use where its text is another: these are looked for anew. */
static bool find_spots(struct search *search)
{
    struct mgp_matcher *matcher = search->matcher;
    size_t from, until;
    mgp_keyword_context(search->subject.value, &from, &until);
    bool have_keywords =
        mgp_finder_scan(matcher->finder, search->subject.value->text, from, until, &matcher->spots);
    search->spots = matcher->spots.items;
    search->spot_count = matcher->spots.count;
    search->spot_base = 0;
    return have_keywords;
}

static void match_value(struct search *search, struct mgp_layout *layout, bool spots_have_keywords,
                        struct mgp_joiner *joiner)
{
    struct mgp_matcher *matcher = search->matcher;
    const struct mgp_value *value = search->subject.value;
    struct mgp_value folded;
    mgp_prover_clear(matcher->prover);
    if (mgp_fold_value(&matcher->fold, value, &folded)) {
        struct search as_ascii = *search;
        as_ascii.subject.value = &folded;
        as_ascii.subject.fold = &matcher->fold;
        match_managed(&as_ascii, find_spots(&as_ascii));
        if (matcher->customs) {
            find_hits(search, find_spots(search)); /* the folded value's have taken the place of its own */
            mgp_customs_match(matcher->customs, matcher->prover, &search->subject);
        }
    } else {
        if (value->map) spots_have_keywords = find_spots(search);
        match_managed(search, spots_have_keywords);
        mgp_customs_match(matcher->customs, matcher->prover, &search->subject);
    }
    mgp_prover_hand_over(matcher->prover, layout, value, joiner);
}

/* The spots of a value that stands in the window as it is. */
static void take_spots(struct search *search, size_t first)
{
    const struct mgp_spots *spots = &search->matcher->window_spots;
    const struct mgp_value *value = search->subject.value;
    size_t last = first;
    while (last < spots->count && spots->items[last].at < value->raw_offset + value->raw.len) {
        last++;
    }
    search->spots = spots->items + first;
    search->spot_count = last - first;
    search->spot_base = value->raw_offset;
}

static void pass_spots(const struct mgp_spots *spots, size_t offset, size_t *next)
{
    while (*next < spots->count && spots->items[*next].at < offset) {
        ++*next;
    }
}

static void match_with_spots(struct search *search, struct mgp_layout *layout, size_t *next, bool have_keywords,
                             struct mgp_joiner *joiner)
{
    const struct mgp_matcher *matcher = search->matcher;
    const struct mgp_value *value = search->subject.value;
    pass_spots(&matcher->window_spots, value->raw_offset, next);
    if (!value->map) take_spots(search, *next);
    size_t end = value->raw_offset + value->raw.len;
    if (!have_keywords || value->map || value->labels || search->spot_count > 0 ||
        mgp_customs_next(matcher->customs, value->raw_offset) < end)
        match_value(search, layout, have_keywords, joiner);
    pass_spots(&matcher->window_spots, value->raw_offset + value->raw.len, next);
}

static struct search new_search(struct mgp_matcher *matcher, const struct mgp_layout *layout,
                                const struct mgp_value *value)
{
    return (struct search){.matcher = matcher,
                           .subject = {.layout = layout,
                                       .value = value,
                                       .hits = &matcher->hits,
                                       .is_short = mgp_value_is_short(value)}};
}

static void match_structured(struct mgp_matcher *matcher, struct mgp_layout *layout, struct mgp_joiner *joiner)
{
    struct mgp_value value;
    struct mgp_slice window = mgp_layout_window(layout);
    const struct mgp_spots *spots = &matcher->window_spots;
    bool have_keywords = mgp_finder_scan(matcher->finder, window, 0, window.len, &matcher->window_spots);
    size_t next = 0, done = 0;
    mgp_customs_look(matcher->customs, window);
    for (;;) {
        size_t beyond = at_most(next < spots->count ? spots->items[next].at : window.len,
                                mgp_customs_next(matcher->customs, done));
        if (!mgp_layout_next_beyond(layout, have_keywords ? beyond : 0, &value)) return;
        done = value.raw_offset + value.raw.len;
        struct search search = new_search(matcher, layout, &value);
        match_with_spots(&search, layout, &next, have_keywords, joiner);
    }
}

/* Running text is looked at where its core's keywords can be, not in all of the context. */
static void match_text(struct mgp_matcher *matcher, struct mgp_layout *layout, struct mgp_joiner *joiner)
{
    struct mgp_value value;
    while (mgp_layout_next(layout, &value)) {
        struct search search = new_search(matcher, layout, &value);
        match_value(&search, layout, find_spots(&search), joiner);
    }
}

static enum mgp_status window(struct mgp_matcher *matcher, struct mgp_layout *layout, struct mgp_joiner *joiner,
                              struct mgp_error *error)
{
    if (mgp_layout_is_text(layout)) match_text(matcher, layout, joiner);
    else match_structured(matcher, layout, joiner);
    return mgp_prover_status(matcher->prover, error);
}

const struct mgp_matcher_type mgp_fast_matcher = {"fast", create, destroy, begin, window};
