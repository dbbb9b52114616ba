#include "scanner/match/custom_match.h"

#include "scanner/match/custom_route.h"

struct custom {
    uint16_t rule;
    struct mgp_custom_route route;
};

struct mgp_customs {
    const struct mgp_rule_set *rules;
    struct custom *items;
    size_t count;
    bool wants_all_values;
    uint64_t *starts; /* of the stretch at hand */
    size_t starts_capacity;
};

struct mgp_customs *mgp_customs_create(const struct mgp_rule_set *rules)
{
    struct mgp_customs *customs = mgp_calloc(1, sizeof *customs);
    size_t capacity = 0;
    customs->rules = rules;
    for (size_t rule = 0; rule < rules->rule_count; rule++) {
        if (!rules->rules[rule].custom) continue;
        MGP_GROW(customs->items, customs->count, capacity);
        struct custom *custom = &customs->items[customs->count++];
        custom->rule = (uint16_t)rule;
        mgp_custom_route_make(rules->rules[rule].custom, &custom->route);
        if (custom->route.kind != MGP_ROUTE_KEYWORDS) customs->wants_all_values = true;
    }
    if (customs->count > 0) return customs;
    mgp_customs_destroy(customs);
    return NULL;
}

void mgp_customs_destroy(struct mgp_customs *customs)
{
    if (!customs) return;
    for (size_t i = 0; i < customs->count; i++) {
        mgp_custom_route_clear(&customs->items[i].route);
    }
    free(customs->items);
    free(customs->starts);
    free(customs);
}

bool mgp_customs_want_all_values(const struct mgp_customs *customs)
{
    return customs && customs->wants_all_values;
}

/* One custom identifier in one value. */
struct search {
    struct mgp_customs *customs;
    struct mgp_prover *prover;
    const struct mgp_subject *subject;
    const struct custom *custom;
    struct mgp_rule_pattern *pattern;
    size_t longest; /* bytes of a match */
    size_t from, until; /* the stretch that is gathered */
};

static size_t at_most(size_t value, size_t limit)
{
    return value < limit ? value : limit;
}

static void prove_stretch(const struct search *search)
{
    struct mgp_customs *customs = search->customs;
    struct mgp_slice text = search->subject->value->text;
    const struct mgp_start_automaton *automaton = search->custom->route.automaton;
    size_t from = search->from, until = search->until, words = (until - from + 63) / 64;
    if (from >= until) return;
    if (!automaton) {
        mgp_prove_range(search->prover, search->subject, search->custom->rule, search->pattern, from, until);
        return;
    }
    if (words > customs->starts_capacity) {
        customs->starts = mgp_realloc(customs->starts, words, sizeof *customs->starts);
        customs->starts_capacity = words;
    }
    size_t end = at_most(until + search->longest, text.len);
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
    bool is_near = from <= search->until || (search->custom->route.automaton && from - search->until <= search->longest);
    if (!is_near || search->until == 0) {
        prove_stretch(search);
        search->from = from;
    }
    search->until = until;
}

static void match_everywhere(struct search *search)
{
    const struct mgp_value *value = search->subject->value;
    const struct mgp_custom_route *route = &search->custom->route;
    size_t from, until;
    if (route->automaton || route->kind == MGP_ROUTE_LITERAL || route->kind == MGP_ROUTE_RUN)
        mgp_prove_grant(search->prover, search->custom->rule, value->core_end - value->core_begin);
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
    for (size_t i = 0; customs && i < customs->count; i++) {
        struct mgp_rule_pattern *pattern = customs->rules->rules[customs->items[i].rule].patterns;
        struct search search = {.customs = customs,
                                .prover = prover,
                                .subject = subject,
                                .custom = &customs->items[i],
                                .pattern = pattern,
                                .longest = at_most(pattern->length.max, MGP_MAX_SPAN)};
        if (subject->value->text.len < pattern->length.min) continue;
        if (!pattern->needs_keyword || mgp_subject_is_labelled(subject, search.custom->rule)) match_everywhere(&search);
        else match_near_keywords(&search);
        prove_stretch(&search);
    }
}
