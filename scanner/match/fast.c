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
#include "scanner/match/barren.h"
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
    struct mgp_barren *barren;
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
    matcher->barren = mgp_barren_create();
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
    mgp_barren_destroy(matcher->barren);
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
    const struct mgp_spots *scan; /* of which these are some; NULL: none were looked for */
    const struct mgp_spot *spots;
    size_t spot_count, spot_base;
    uint32_t kinds; /* of all of these spots */
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
    const uint32_t looked_at =
        MGP_SPOT_KEY_BLOCK | MGP_SPOT_ANCHOR | MGP_SPOT_CARD | MGP_SPOT_IBAN | MGP_SPOT_JWT;
    if (!(search->kinds & looked_at)) return;
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
        struct mgp_recognition found;
        if (kinds & MGP_SPOT_CARD && mgp_card_at(value->text, at, &found))
            mgp_prove_recognition(matcher->prover, &search->subject, MGP_RECOGNISER_CARD, &found);
        if (kinds & MGP_SPOT_IBAN && mgp_iban_at(value->text, at, &found))
            mgp_prove_recognition(matcher->prover, &search->subject, MGP_RECOGNISER_IBAN, &found);
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

static void find_hits_at_spots(struct search *search)
{
    struct mgp_matcher *matcher = search->matcher;
    const struct mgp_value *value = search->subject.value;
    struct counted last = {0};
    size_t from, until;
    mgp_keyword_context(value, &from, &until);
    for (size_t i = 0; i < search->spot_count; i++) {
        size_t at = search->spots[i].at - search->spot_base;
        if (!(search->spots[i].kinds & MGP_SPOT_KEYWORD) || at < from || at >= until) continue;
        if (!keyword_counts(search, &search->spots[i], &last)) continue;
        mgp_keywords_at(matcher->rules->keywords, value->text, at, &matcher->hits);
    }
}

static void find_hits_anywhere(struct search *search)
{
    struct mgp_matcher *matcher = search->matcher;
    const struct mgp_value *value = search->subject.value;
    size_t from, until;
    mgp_keyword_context(value, &from, &until);
    mgp_keywords_find(matcher->rules->keywords, value->text, from, until, &matcher->hits);
}

static inline void find_hits(struct search *search, bool spots_have_keywords)
{
    search->matcher->hits.count = 0;
    if (!spots_have_keywords) find_hits_anywhere(search);
    else if (search->kinds & MGP_SPOT_KEYWORD) find_hits_at_spots(search);
}

static void recognise_all(struct search *search, enum mgp_recogniser_id id)
{
    size_t takers;
    mgp_prover_takers(search->matcher->prover, id, &takers);
    if (takers == 0) return;
    recognise_at(search, id, search->subject.value->core_begin, search->subject.value->core_end);
}

static void match_names_at_spots(struct search *search)
{
    struct mgp_prover *prover = search->matcher->prover;
    const struct mgp_value *value = search->subject.value;
    struct mgp_value_view view = mgp_recogniser_view(prover, &search->subject, MGP_RECOGNISER_NAME);
    struct mgp_recognition found = {0};
    for (size_t i = 0; i < search->spot_count; i++) {
        size_t at = search->spots[i].at - search->spot_base;
        if (!(search->spots[i].kinds & MGP_SPOT_NAME) || at < value->core_begin || at >= value->core_end) continue;
        if (mgp_name_at(&view, at, &found))
            mgp_prove_recognition(prover, &search->subject, MGP_RECOGNISER_NAME, &found);
    }
}

/* A name depends on all of a short value. */
static void match_names(struct search *search)
{
    const struct mgp_value *value = search->subject.value;
    bool has_spot = search->kinds & MGP_SPOT_NAME;
    if (!has_spot && !value->labels) return;
    const struct mgp_prover *prover = search->matcher->prover;
    bool is_short = value->is_first && value->is_last && value->text.len <= SHORT_VALUE;
    if ((is_short && has_spot) || mgp_recogniser_is_labelled(prover, &search->subject, MGP_RECOGNISER_NAME)) {
        recognise_all(search, MGP_RECOGNISER_NAME);
    } else if (has_spot) {
        match_names_at_spots(search);
    }
}

/* An address begins before its code, so codes behind the core count too. */
static void match_addresses(struct search *search)
{
    if (!(search->kinds & MGP_SPOT_ADDRESS)) return;
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
    match_spots(search); /* first: who has the whole value so is not asked again by its label */
    if (search->subject.value->labels || search->subject.hits->count > 0)
        mgp_shapes_match(search->matcher->shapes, &search->subject, search->scan, search->spot_base);
    match_names(search);
    match_addresses(search);
}

static void note_kinds(struct search *search)
{
    search->kinds = 0;
    for (size_t i = 0; i < search->spot_count; i++) {
        search->kinds |= search->spots[i].kinds;
    }
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
    note_kinds(search);
    return have_keywords;
}

/* Is it known that there is no byte of 0x80 or more in the value, so that folding would change nothing? */
static bool is_ascii(const struct search *search)
{
    size_t begin = search->spot_base, end = begin + search->subject.value->text.len;
    return search->scan && mgp_spots_are_ascii(search->scan, begin, end);
}

/* Makes out the search of what folding makes of the value; false if it changes nothing. */
static bool fold(const struct search *search, struct mgp_value *value, struct search *out)
{
    struct mgp_matcher *matcher = search->matcher;
    if (is_ascii(search) || !mgp_fold_value(&matcher->fold, search->subject.value, value)) return false;
    *out = *search;
    out->subject.value = value;
    out->subject.fold = &matcher->fold;
    out->scan = NULL;
    return true;
}

static void match_value(struct search *search, struct mgp_layout *layout, bool spots_have_keywords,
                        struct mgp_joiner *joiner)
{
    struct mgp_matcher *matcher = search->matcher;
    struct mgp_value folded_value;
    struct search folded, *asked = fold(search, &folded_value, &folded) ? &folded : search;
    mgp_prover_clear(matcher->prover);
    if (!asked->scan) spots_have_keywords = find_spots(asked);
    match_managed(asked, spots_have_keywords);
    if (matcher->customs) {
        if (asked != search) find_hits(search, find_spots(search)); /* the folded value's have taken their place */
        mgp_customs_match(matcher->customs, matcher->prover, &search->subject);
    }
    if (!mgp_prover_is_empty(matcher->prover))
        mgp_prover_hand_over(matcher->prover, layout, search->subject.value, joiner);
}

/* Is no segment of the same string behind this one, with which it would share spots? */
static bool is_end_of_value(const struct mgp_value *value)
{
    return value->core_end == value->text.len;
}

/* Takes the spots of a value that stands in the window as it is, from the next one on. */
static void take_spots(struct search *search, size_t *next)
{
    const struct mgp_spots *spots = &search->matcher->window_spots;
    const struct mgp_value *value = search->subject.value;
    size_t end = value->raw_offset + value->raw.len, first = *next, last = first;
    uint32_t kinds = 0;
    for (; last < spots->count && spots->items[last].at < end; last++) {
        kinds |= spots->items[last].kinds;
    }
    search->scan = spots;
    search->spots = last > first ? spots->items + first : NULL;
    search->spot_count = last - first;
    search->spot_base = value->raw_offset;
    search->kinds = kinds;
    if (is_end_of_value(value)) *next = last;
}

static void pass_spots(const struct mgp_spots *spots, size_t offset, size_t *next)
{
    while (*next < spots->count && spots->items[*next].at < offset) {
        ++*next;
    }
}

/* What is found in a short value without labels depends on its text alone, unless custom identifiers use up what they
 * may do in an object. Only values with words in them come again; of one that is decoded it is not known. */
static bool may_be_barren(const struct search *search)
{
    const struct mgp_value *value = search->subject.value;
    bool may_have_words = value->map || search->kinds & (MGP_SPOT_KEYWORD | MGP_SPOT_NAME);
    return search->subject.is_short && may_have_words && !value->labels && !search->matcher->customs;
}

static void match_unless_barren(struct search *search, struct mgp_layout *layout, bool have_keywords,
                                struct mgp_joiner *joiner)
{
    struct mgp_matcher *matcher = search->matcher;
    struct mgp_barren_text *place = NULL;
    bool asks = may_be_barren(search);
    if (asks && mgp_barren_has(matcher->barren, search->subject.value->text, &place)) return;
    match_value(search, layout, have_keywords, joiner);
    if (place && mgp_prover_is_empty(matcher->prover)) mgp_barren_put(place, search->subject.value->text);
}

static void match_with_spots(struct search *search, struct mgp_layout *layout, size_t *next, bool have_keywords,
                             struct mgp_joiner *joiner)
{
    const struct mgp_matcher *matcher = search->matcher;
    const struct mgp_value *value = search->subject.value;
    size_t end = value->raw_offset + value->raw.len;
    pass_spots(&matcher->window_spots, value->raw_offset, next);
    if (!value->map) take_spots(search, next);
    else if (is_end_of_value(value)) pass_spots(&matcher->window_spots, end, next);
    if (!have_keywords || value->map || value->labels || search->spot_count > 0 ||
        mgp_customs_next(matcher->customs, value->raw_offset) < end)
        match_unless_barren(search, layout, have_keywords, joiner);
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
    const uint64_t *borders = mgp_layout_borders(layout);
    const struct mgp_spots *spots = &matcher->window_spots;
    bool have_keywords = mgp_finder_scan_values(matcher->finder, window, borders, &matcher->window_spots);
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
        match_value(&search, layout, false, joiner);
    }
}

static enum mgp_status window(struct mgp_matcher *matcher, struct mgp_layout *layout, struct mgp_joiner *joiner,
                              struct mgp_error *error)
{
    mgp_prover_begin_window(matcher->prover, joiner);
    if (mgp_layout_is_text(layout)) match_text(matcher, layout, joiner);
    else match_structured(matcher, layout, joiner);
    return mgp_prover_status(matcher->prover, error);
}

const struct mgp_matcher_type mgp_fast_matcher = {"fast", create, destroy, begin, window};
