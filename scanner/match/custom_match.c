#include "scanner/match/custom_match.h"

#include "scanner/match/custom_hyperscan.h"
#include "scanner/match/custom_route.h"

/* Places at which matches can begin. */
struct stretch {
    size_t from, until;
};

struct custom {
    uint16_t rule;
    struct mgp_custom_route route;
    size_t longest; /* bytes of a match */
    struct stretch *stretches; /* of the value at hand, as Hyperscan tells */
    size_t stretch_count, stretch_capacity;
};

struct mgp_customs {
    const struct mgp_rule_set *rules;
    struct custom *items;
    size_t count;
    uint64_t *places; /* of the window: where a value has to be looked at */
    size_t window_bytes, places_capacity;
    struct mgp_hyperscan *hyperscan; /* of those that it takes; NULL: none */
    bool is_scanned;                 /* by it, in the value at hand */
    uint64_t *starts; /* of the stretch at hand */
    size_t starts_capacity;
};

static size_t at_most(size_t value, size_t limit)
{
    return value < limit ? value : limit;
}

/* Whatever would need its regex run over every value. */
static void make_hyperscan(struct mgp_customs *customs)
{
    const char **regexes = mgp_calloc(customs->count + 1, sizeof *regexes);
    for (size_t i = 0; i < customs->count; i++) {
        const struct custom *custom = &customs->items[i];
        bool is_wanted = custom->route.kind == MGP_ROUTE_SCAN;
        regexes[i] = is_wanted ? customs->rules->rules[custom->rule].custom->regex : "";
    }
    customs->hyperscan = mgp_hyperscan_create(regexes, customs->count);
    free(regexes);
}

struct mgp_customs *mgp_customs_create(const struct mgp_rule_set *rules)
{
    struct mgp_customs *customs = mgp_calloc(1, sizeof *customs);
    size_t capacity = 0;
    bool wants_hyperscan = false;
    customs->rules = rules;
    for (size_t rule = 0; rule < rules->rule_count; rule++) {
        if (!rules->rules[rule].custom) continue;
        MGP_GROW(customs->items, customs->count, capacity);
        struct custom *custom = &customs->items[customs->count++];
        *custom = (struct custom){.rule = (uint16_t)rule};
        mgp_custom_route_make(rules->rules[rule].custom, &custom->route);
        custom->longest = at_most(rules->rules[rule].custom->length.max, MGP_MAX_SPAN);
        if (custom->route.kind == MGP_ROUTE_SCAN) wants_hyperscan = true;
    }
    if (wants_hyperscan) make_hyperscan(customs);
    if (customs->count > 0) return customs;
    mgp_customs_destroy(customs);
    return NULL;
}

void mgp_customs_destroy(struct mgp_customs *customs)
{
    if (!customs) return;
    for (size_t i = 0; i < customs->count; i++) {
        mgp_custom_route_clear(&customs->items[i].route);
        free(customs->items[i].stretches);
    }
    mgp_hyperscan_destroy(customs->hyperscan);
    free(customs->items);
    free(customs->starts);
    free(customs->places);
    free(customs);
}

/* One custom identifier in one value. */
struct search {
    struct mgp_customs *customs;
    struct mgp_prover *prover;
    const struct mgp_subject *subject;
    const struct custom *custom;
    struct mgp_rule_pattern *pattern;
    size_t from, until; /* the stretch that is gathered */
};

static void reserve_starts(struct mgp_customs *customs, size_t words)
{
    if (words <= customs->starts_capacity) return;
    customs->starts = mgp_realloc(customs->starts, words, sizeof *customs->starts);
    customs->starts_capacity = words;
}

static void prove_stretch(const struct search *search)
{
    struct mgp_customs *customs = search->customs;
    struct mgp_slice text = search->subject->value->text;
    const struct mgp_start_automaton *automaton = search->custom->route.automaton;
    size_t from = search->from, until = search->until, words = (until - from + 63) / 64;
    if (from >= until) return;
    if (!automaton) {
        while (from < until && (text.ptr[from] & 0xC0) == 0x80) {
            from++;
        }
        mgp_prove_range(search->prover, search->subject, search->custom->rule, search->pattern, from, until);
        return;
    }
    reserve_starts(customs, words);
    size_t end = at_most(until + search->custom->longest, text.len);
    if (mgp_start_automaton_find(automaton, text, from, until, end, customs->starts)) {
        mgp_prove_starts(search->prover, search->subject, search->custom->rule, search->pattern, customs->starts, from,
                         until);
    }
}

/* Stretches come in ascending order. The automaton begins behind a stretch, as far as a match may reach: where two are
 * no farther apart than that, one pass over both is the cheaper. */
static void add_stretch(struct search *search, size_t from, size_t until)
{
    const struct mgp_value *value = search->subject->value;
    if (from < value->core_begin) from = value->core_begin;
    until = at_most(until, value->core_end);
    if (from >= until || until <= search->until) return;
    size_t reach = search->custom->route.automaton ? search->custom->longest : 0;
    bool is_near = from <= search->until + reach;
    if (!is_near || search->until == 0) {
        prove_stretch(search);
        search->from = from;
    }
    search->until = until;
}

/* Hyperscan tells of an end; the match may have begun as far before it as a match is long. */
static void note_end(void *context, size_t index, size_t end)
{
    struct mgp_customs *customs = context;
    struct custom *custom = &customs->items[index];
    size_t from = end > custom->longest ? end - custom->longest : 0;
    struct stretch *last = custom->stretch_count ? &custom->stretches[custom->stretch_count - 1] : NULL;
    if (last && from <= last->until) {
        if (end > last->until) last->until = end;
        return;
    }
    MGP_GROW(custom->stretches, custom->stretch_count, custom->stretch_capacity);
    custom->stretches[custom->stretch_count++] = (struct stretch){from, end};
}

static void scan_value(struct mgp_customs *customs, const struct mgp_value *value)
{
    for (size_t i = 0; i < customs->count; i++) {
        customs->items[i].stretch_count = 0;
    }
    size_t last = at_most(value->core_end + MGP_MAX_SPAN, value->text.len);
    customs->is_scanned =
        mgp_hyperscan_scan(customs->hyperscan, mgp_slice_sub(value->text, 0, last), note_end, customs);
}

static bool match_scanned(struct search *search)
{
    const struct custom *custom = search->custom;
    const struct mgp_customs *customs = search->customs;
    if (!customs->is_scanned || !mgp_hyperscan_has(customs->hyperscan, (size_t)(custom - customs->items))) return false;
    const struct mgp_value *value = search->subject->value;
    mgp_prove_grant(search->prover, custom->rule, value->core_end - value->core_begin);
    for (size_t i = 0; i < custom->stretch_count; i++) {
        add_stretch(search, custom->stretches[i].from, custom->stretches[i].until);
    }
    return true;
}

static void match_everywhere(struct search *search)
{
    const struct mgp_value *value = search->subject->value;
    const struct mgp_custom_route *route = &search->custom->route;
    size_t from, until;
    if (route->automaton || route->kind == MGP_ROUTE_LITERAL || route->kind == MGP_ROUTE_RUN)
        mgp_prove_grant(search->prover, search->custom->rule, value->core_end - value->core_begin);
    if (route->kind == MGP_ROUTE_SCAN && match_scanned(search)) return;
    if (route->kind != MGP_ROUTE_LITERAL && route->kind != MGP_ROUTE_RUN) {
        add_stretch(search, value->core_begin, value->core_end);
        return;
    }
    struct mgp_route_search things;
    const struct mgp_route_distance *before =
        route->kind == MGP_ROUTE_LITERAL ? &route->literal.before : &route->run.before;
    size_t last = at_most(value->core_end + before->max + MGP_ROUTE_MAX_LITERAL, value->text.len);
    mgp_route_search_begin(&things, route, mgp_slice_sub(value->text, 0, last), value->core_begin);
    while (mgp_route_search_next(&things, &from, &until)) {
        add_stretch(search, from, until);
    }
}

/* A keyword stands before the match, whose end is in reach. */
static void match_near_keywords(struct search *search)
{
    const struct mgp_subject *subject = search->subject;
    const struct mgp_keywords *keywords = search->customs->rules->keywords;
    size_t rule = search->custom->rule, reach = 4 * (size_t)search->customs->rules->rules[rule].custom->max_distance;
    if (!search->custom->route.automaton) {
        mgp_prove_near_keywords(search->prover, subject, rule, search->pattern);
        return;
    }
    for (size_t i = 0; i < subject->hits->count; i++) {
        const struct mgp_keyword_hit *hit = &subject->hits->items[i];
        if (!mgp_bit_is_set(mgp_keyword_rules(keywords, hit->keyword), rule)) continue;
        mgp_prove_grant(search->prover, rule, hit->end + reach + 1 - hit->begin);
        add_stretch(search, hit->begin, hit->end + reach + 1);
    }
}

void mgp_customs_match(struct mgp_customs *customs, struct mgp_prover *prover, const struct mgp_subject *subject)
{
    if (customs && customs->hyperscan) scan_value(customs, subject->value);
    for (size_t i = 0; customs && i < customs->count; i++) {
        struct mgp_rule_pattern *pattern = customs->rules->rules[customs->items[i].rule].patterns;
        struct search search = {.customs = customs,
                                .prover = prover,
                                .subject = subject,
                                .custom = &customs->items[i],
                                .pattern = pattern};
        if (subject->value->text.len < pattern->length.min) continue;
        if (!pattern->needs_keyword || mgp_subject_is_labelled(subject, search.custom->rule)) match_everywhere(&search);
        else match_near_keywords(&search);
        prove_stretch(&search);
    }
}

/* --- windows of structured data ------------------------------------------------------------------------------ */

static void note_place(struct mgp_customs *customs, size_t at)
{
    customs->places[at / 64] |= (uint64_t)1 << (at % 64);
}

/* What an automaton says of a stretch of the window. */
static void note_stretch(struct mgp_customs *customs, const struct custom *custom, struct mgp_slice window, size_t from,
                         size_t until)
{
    size_t first = from / 64 * 64, words = (until - first + 63) / 64;
    if (from >= until) return;
    reserve_starts(customs, words);
    size_t end = at_most(until + custom->longest, window.len);
    if (!mgp_start_automaton_find(custom->route.automaton, window, first, until, end, customs->starts)) return;
    for (size_t i = 0; i < words; i++) {
        customs->places[first / 64 + i] |= customs->starts[i];
    }
}

static void note_custom(struct mgp_customs *customs, const struct custom *custom, struct mgp_slice window)
{
    struct mgp_route_search search;
    size_t from, until, begin = 0, end = 0;
    if (custom->route.kind != MGP_ROUTE_LITERAL && custom->route.kind != MGP_ROUTE_RUN) {
        note_stretch(customs, custom, window, 0, window.len);
        return;
    }
    mgp_route_search_begin(&search, &custom->route, window, 0);
    while (mgp_route_search_next(&search, &from, &until)) {
        if (from > end + custom->longest) {
            note_stretch(customs, custom, window, begin, end);
            begin = from;
        }
        if (until > end) end = until;
    }
    note_stretch(customs, custom, window, begin, end);
}

/* Escapes of JSON and doubled quotes of CSV: the value is another than its bytes in the window. */
static void note_hidden(struct mgp_customs *customs, struct mgp_slice window, uint8_t byte, bool is_doubled)
{
    const uint8_t *end = window.ptr + window.len, *at = window.ptr;
    for (; at < end && (at = memchr(at, byte, (size_t)(end - at))) != NULL; at++) {
        size_t place = (size_t)(at - window.ptr);
        if (!is_doubled || (place > 0 && at[-1] == byte)) note_place(customs, place);
    }
}

void mgp_customs_look(struct mgp_customs *customs, struct mgp_slice window)
{
    size_t words = window.len / 64 + 1;
    if (!customs) return;
    if (words > customs->places_capacity) {
        customs->places = mgp_realloc(customs->places, words, sizeof *customs->places);
        customs->places_capacity = words;
    }
    memset(customs->places, 0, words * sizeof *customs->places);
    customs->window_bytes = window.len;
    bool is_any = false;
    for (size_t i = 0; i < customs->count; i++) {
        const struct custom *custom = &customs->items[i];
        if (custom->route.kind == MGP_ROUTE_KEYWORDS) continue;
        is_any = true;
        if (custom->route.automaton) note_custom(customs, custom, window);
        else memset(customs->places, 0xFF, words * sizeof *customs->places);
    }
    if (!is_any) return;
    note_hidden(customs, window, '\\', false);
    note_hidden(customs, window, '"', true);
}

size_t mgp_customs_next(const struct mgp_customs *customs, size_t from)
{
    if (!customs || from >= customs->window_bytes) return SIZE_MAX;
    size_t word = from / 64;
    uint64_t bits = customs->places[word] & ~(uint64_t)0 << (from % 64);
    while (bits == 0) {
        if (++word > customs->window_bytes / 64) return SIZE_MAX;
        bits = customs->places[word];
    }
    return word * 64 + (size_t)__builtin_ctzll(bits);
}
