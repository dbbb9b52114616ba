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
#include "scanner/match/shape_match.h"

struct mgp_matcher {
    const struct mgp_rule_set *rules;
    struct mgp_prover *prover;
    struct mgp_finder *finder;
    struct mgp_spots spots;        /* of the window, or of the value at hand where it is decoded */
    struct mgp_spots window_spots;
    struct mgp_keyword_hits hits;
    struct mgp_fold fold;
    struct mgp_shape_matcher *shapes;
    struct mgp_customs *customs; /* NULL: none */
};

/* Values up to this are looked at whole for names: what a recogniser may call a name by itself is no longer. */
#define SHORT_VALUE ((size_t)120)

static size_t at_most(size_t value, size_t limit)
{
    return value < limit ? value : limit;
}

static struct mgp_matcher *create(const struct mgp_rule_set *rules)
{
    struct mgp_matcher *matcher = mgp_calloc(1, sizeof *matcher);
    matcher->rules = rules;
    matcher->prover = mgp_prover_create(rules);
    matcher->finder = mgp_finder_create(rules);
    matcher->shapes = mgp_shape_matcher_create(rules, matcher->prover);
    matcher->customs = mgp_customs_create(rules);
    return matcher;
}

static void destroy(struct mgp_matcher *matcher)
{
    if (!matcher) return;
    mgp_prover_destroy(matcher->prover);
    mgp_finder_destroy(matcher->finder);
    mgp_spots_clear(&matcher->spots);
    mgp_spots_clear(&matcher->window_spots);
    free(matcher->hits.items);
    mgp_fold_clear(&matcher->fold);
    mgp_shape_matcher_destroy(matcher->shapes);
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
    const struct mgp_spots *scan; /* of which these are some */
    const struct mgp_spot *spots;
    size_t spot_count, spot_base;
};

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
            mgp_shapes_match_at(matcher->shapes, &search->subject, at);
        }
        if (kinds & MGP_SPOT_CARD && mgp_card_may_begin(value->text, at))
            recognise_at(search, MGP_RECOGNISER_CARD, at, at + 1);
        if (kinds & MGP_SPOT_IBAN) recognise_at(search, MGP_RECOGNISER_IBAN, at, at + 1);
        if (kinds & MGP_SPOT_JWT) recognise_at(search, MGP_RECOGNISER_JWT, at, at + 1);
    }
}

/* What was said of keywords of each class in one block, or in one short value: it holds for all of them there. */
struct counted {
    size_t block;
    uint32_t asked, counts; /* a bit for each class */
};

static bool keyword_counts(const struct search *search, const struct mgp_spot *spot, struct counted *last)
{
    bool is_short = search->subject.is_short;
    size_t block = is_short ? 0 : spot->at / MGP_BLOCK_BYTES;
    uint32_t class = (uint32_t)1 << (spot->kinds >> MGP_SPOT_CLASS_SHIFT);
    if (block != last->block) *last = (struct counted){.block = block};
    if (!(last->asked & class)) {
        size_t begin = search->spot_base, end = begin + search->subject.value->text.len;
        bool counts = is_short ? mgp_spots_count_within(search->scan, spot, begin, end)
                               : mgp_finder_keyword_counts(search->matcher->finder, search->scan, spot);
        last->asked |= class;
        if (counts) last->counts |= class;
    }
    return last->counts & class;
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
    struct counted last = {0};
    for (size_t i = 0; i < search->spot_count; i++) {
        size_t at = search->spots[i].at - search->spot_base;
        if (!(search->spots[i].kinds & MGP_SPOT_KEYWORD) || at < from || at >= until) continue;
        if (!keyword_counts(search, &search->spots[i], &last)) continue;
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
    mgp_shapes_match(search->matcher->shapes, &search->subject, search->scan, search->spot_base);
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
    search->scan = &matcher->spots;
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
    search->scan = spots;
    search->spots = last > first ? spots->items + first : NULL;
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
