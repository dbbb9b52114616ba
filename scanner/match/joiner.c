#include "scanner/match/joiner.h"

#include "base/utf8.h"

/* A part of the occurrences that are kept: they stay where they were put down. */
struct batch {
    struct batch *next;
    size_t count, capacity;
    struct mgp_occurrence items[];
};

/* What an object has of one rule so far. */
struct tally {
    uint64_t consumed_until;
    uint64_t count, first_offset;
    struct batch *kept, *last; /* NULL: none */
    size_t kept_count;
};

struct mgp_joiner {
    const struct mgp_rule_set *rules;
    bool keep_all;
    struct mgp_claimant *claimants; /* one for each rule */
    struct tally *tallies;          /* the same */
    struct mgp_rule_set_bits touched; /* rules whose tallies are not as they were at the begin */
    struct mgp_candidate *pending; /* by begin; of values that are gone, too */
    size_t pending_count, pending_capacity;
    struct mgp_arena scratch;
    struct mgp_arena kept; /* batches, and the texts of their places */
};

/* The value whose candidates are being taken; layout and value are NULL behind the last one. */
struct at_hand {
    struct mgp_layout *layout;
    const struct mgp_value *value;
    uint64_t raw; /* where value.raw stands in the object's text */
};

static uint64_t offset_of(const struct at_hand *at, size_t offset)
{
    return at->raw + (at->value->map ? at->value->map[offset] : offset);
}

struct mgp_joiner *mgp_joiner_create(const struct mgp_rule_set *rules)
{
    struct mgp_joiner *joiner = mgp_calloc(1, sizeof *joiner);
    joiner->rules = rules;
    joiner->claimants = mgp_claimants_create(rules);
    joiner->tallies = mgp_calloc(rules->rule_count, sizeof *joiner->tallies);
    return joiner;
}

/* The first touched rule from one on; MGP_MAX_RULES behind the last. */
static size_t next_touched(const struct mgp_joiner *joiner, size_t rule)
{
    while (rule < MGP_MAX_RULES) {
        uint64_t bits = joiner->touched.words[rule / 64] >> (rule % 64);
        if (bits) return rule + (size_t)__builtin_ctzll(bits);
        rule = (rule / 64 + 1) * 64;
    }
    return MGP_MAX_RULES;
}

#define EACH_TOUCHED(joiner, rule)                                                                                    \
    size_t rule = next_touched(joiner, 0);                                                                            \
    rule < MGP_MAX_RULES;                                                                                              \
    rule = next_touched(joiner, rule + 1)

static void forget(struct mgp_joiner *joiner)
{
    for (size_t i = 0; i < joiner->pending_count; i++) {
        free(joiner->pending[i].carried);
    }
    joiner->pending_count = 0;
    for (EACH_TOUCHED(joiner, rule)) {
        joiner->tallies[rule] = (struct tally){0};
    }
    joiner->touched = (struct mgp_rule_set_bits){0};
    mgp_arena_reset(&joiner->kept);
}

void mgp_joiner_destroy(struct mgp_joiner *joiner)
{
    if (!joiner) return;
    forget(joiner);
    free(joiner->claimants);
    free(joiner->tallies);
    free(joiner->pending);
    mgp_arena_clear(&joiner->scratch);
    mgp_arena_clear(&joiner->kept);
    free(joiner);
}

void mgp_joiner_begin(struct mgp_joiner *joiner, bool keep_all)
{
    forget(joiner);
    joiner->keep_all = keep_all;
}

static int by_start(const void *left, const void *right)
{
    const struct mgp_candidate *a = left, *b = right;
    if (a->begin != b->begin) return a->begin < b->begin ? -1 : 1;
    if (a->claim.rule != b->claim.rule) return a->claim.rule < b->claim.rule ? -1 : 1;
    if (a->end != b->end) return a->end > b->end ? -1 : 1; /* the longest first */
    if (a->claim.proof != b->claim.proof) return a->claim.proof > b->claim.proof ? -1 : 1;
    return 0;
}

/* Candidates come nearly in order: few have to be moved, and not far. */
static void sort(struct mgp_candidate *candidates, size_t count)
{
    size_t moves = 0;
    for (size_t i = 1; i < count; i++) {
        if (by_start(&candidates[i - 1], &candidates[i]) <= 0) continue;
        struct mgp_candidate moved = candidates[i];
        size_t to = i;
        for (; to > 0 && by_start(&candidates[to - 1], &moved) > 0; to--) {
            candidates[to] = candidates[to - 1];
        }
        candidates[to] = moved;
        moves += i - to;
        if (moves <= 8 * count) continue;
        qsort(candidates, count, sizeof *candidates, by_start);
        return;
    }
}

/* Where the last so many characters of value begin. */
static size_t last_characters(struct mgp_slice value, size_t characters, bool is_ascii)
{
    size_t at = value.len;
    if (is_ascii) return at - characters;
    for (size_t i = 0; i < characters; i++) {
        at = mgp_utf8_previous(value, at);
    }
    return at;
}

/* The characters of a text. Values are mostly short, and ASCII. */
static size_t count_characters(struct mgp_slice text)
{
    return mgp_utf8_is_ascii(text) ? text.len : mgp_utf8_count(text);
}

/* Is there nothing that a terminal would obey? */
static bool is_harmless(struct mgp_slice text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] < 0x20 || text.ptr[i] == 0x7F) return false;
    }
    return true;
}

/* The last four characters at most, and at most a quarter of all, behind asterisks; long values are
 * shortened. */
static void mask(struct mgp_slice value, char out[MGP_MASKED_TEXT])
{
    enum { MOST_STARS = 12 };
    size_t characters = count_characters(value), shown = characters / 4 < 4 ? characters / 4 : 4;
    size_t stars = characters - shown < MOST_STARS ? characters - shown : MOST_STARS;
    size_t from = last_characters(value, shown, characters == value.len);
    struct mgp_slice end = mgp_slice_sub(value, from, value.len);
    if (!is_harmless(end)) end.len = 0;
    memset(out, '*', MOST_STARS);
    memcpy(out + stars, end.ptr, end.len);
    out[stars + end.len] = '\0';
}

/* A copy of a place's text. Of the same column it is mostly the text of the occurrence before. */
static const char *keep_text(struct mgp_joiner *joiner, const char *text, const char *last)
{
    if (!text || (last && strcmp(text, last) == 0)) return text ? last : NULL;
    return mgp_arena_text(&joiner->kept, mgp_slice_text(text));
}

static void fill_occurrence(struct mgp_joiner *joiner, const struct at_hand *at, const struct mgp_candidate *candidate,
                            struct mgp_occurrence *out)
{
    const struct batch *batch = joiner->tallies[candidate->claim.rule].last;
    const struct mgp_place *last = batch && batch->count > 0 ? &batch->items[batch->count - 1].place : NULL;
    out->offset = candidate->claim.begin;
    out->length = (uint32_t)(candidate->claim.end - candidate->claim.begin);
    mgp_layout_place(at->layout, at->value, candidate->begin, candidate->end, &joiner->scratch, &out->place);
    out->place.column_name = keep_text(joiner, out->place.column_name, last ? last->column_name : NULL);
    out->place.json_path = keep_text(joiner, out->place.json_path, last ? last->json_path : NULL);
    mgp_arena_reset(&joiner->scratch);
    mask(mgp_slice_sub(at->value->text, candidate->begin, candidate->end), out->masked);
}

static bool wants_place(const struct mgp_joiner *joiner, const struct tally *tally)
{
    return joiner->keep_all || tally->kept_count < MGP_RESULT_PLACES;
}

/* Sets the claim's bytes, which are consumed. False, with nothing changed, where they begin within what an occurrence
 * of the rule has consumed. */
static bool consume(struct mgp_joiner *joiner, const struct at_hand *at, struct mgp_candidate *candidate)
{
    struct tally *tally = &joiner->tallies[candidate->claim.rule];
    uint64_t begin = offset_of(at, candidate->begin);
    if (begin < tally->consumed_until) return false;
    mgp_bit_set(&joiner->touched, candidate->claim.rule);
    candidate->claim.begin = begin;
    candidate->claim.end = tally->consumed_until = offset_of(at, candidate->end);
    return true;
}

static bool is_excluded(const struct mgp_joiner *joiner, const struct at_hand *at,
                        const struct mgp_candidate *candidate)
{
    return mgp_rule_excludes(joiner->rules, &joiner->rules->rules[candidate->claim.rule],
                             mgp_slice_sub(at->value->text, candidate->begin, candidate->end));
}

/* Room for one more; it counts once the batch's count does. Occurrences share an allocation with as many as there are
 * already, up to a few KiB. */
static struct batch *room_to_keep(struct mgp_joiner *joiner, struct tally *tally)
{
    enum { FEWEST = 7, MOST = 31 };
    struct batch *last = tally->last;
    if (last && last->count < last->capacity) return last;
    size_t capacity = last ? 2 * last->capacity + 1 : FEWEST;
    if (capacity > MOST) capacity = MOST;
    struct batch *batch = mgp_arena_take(&joiner->kept, sizeof *batch + capacity * sizeof *batch->items);
    batch->next = NULL;
    batch->count = 0;
    batch->capacity = capacity;
    *(last ? &last->next : &tally->kept) = batch;
    return batch;
}

/* An occurrence: it is counted, and the first ones are kept with their places. */
static void keep(struct mgp_joiner *joiner, const struct at_hand *at, const struct mgp_candidate *candidate)
{
    struct tally *tally = &joiner->tallies[candidate->claim.rule];
    if (tally->count == 0) tally->first_offset = candidate->claim.begin;
    if (tally->count >= MGP_NAME_COUNT_LIMIT && joiner->rules->rules[candidate->claim.rule].is_name_or_address) return;
    tally->count++;
    if (!wants_place(joiner, tally)) return;
    struct batch *batch = room_to_keep(joiner, tally);
    struct mgp_occurrence *kept = &batch->items[batch->count];
    if (candidate->carried) *kept = *candidate->carried;
    else fill_occurrence(joiner, at, candidate, kept);
    batch->count++;
    tally->kept_count++;
    tally->last = batch;
}

/* Candidates that have consumed their bytes, by begin. */
struct consumers {
    struct mgp_candidate *items;
    size_t count;
};

/* Nothing before first ends behind the begin of what stands at index. */
static bool is_beaten(const struct mgp_joiner *joiner, const struct consumers *all, size_t index, size_t first)
{
    const struct mgp_claim *one = &all->items[index].claim;
    for (size_t i = first; i < all->count && all->items[i].claim.begin < one->end; i++) {
        const struct mgp_claim *other = &all->items[i].claim;
        if (i != index && other->end > one->begin && mgp_claim_beats(joiner->claimants, other, one)) return true;
    }
    return false;
}

/* Decides what ends at known or before, in order. Returns the index of the first that does not. */
static size_t decide(struct mgp_joiner *joiner, const struct at_hand *at, const struct consumers *all, uint64_t known)
{
    size_t first = 0;
    for (size_t i = 0; i < all->count; i++) {
        struct mgp_candidate *candidate = &all->items[i];
        if (candidate->is_decided) continue;
        if (candidate->claim.end > known) return i;
        while (first < i && all->items[first].claim.end <= candidate->claim.begin) {
            first++;
        }
        candidate->is_decided = true;
        if (!candidate->is_excluded && !is_beaten(joiner, all, i, first)) keep(joiner, at, candidate);
    }
    return all->count;
}

/* Lets go of what is decided and can overlap nothing that begins at needed or behind. */
static void let_go(struct mgp_joiner *joiner, uint64_t needed)
{
    size_t left = 0;
    for (size_t i = 0; i < joiner->pending_count; i++) {
        struct mgp_candidate *pending = &joiner->pending[i];
        bool is_over = pending->is_decided && pending->claim.end <= needed;
        if (!is_over) joiner->pending[left++] = *pending;
        else if (pending->carried) free(pending->carried);
    }
    joiner->pending_count = left;
}

/* What stays undecided when its value goes gets its place now. */
static void carry(struct mgp_joiner *joiner, const struct at_hand *at)
{
    for (size_t i = 0; i < joiner->pending_count; i++) {
        struct mgp_candidate *pending = &joiner->pending[i];
        if (pending->is_decided || pending->carried || pending->is_excluded ||
            !wants_place(joiner, &joiner->tallies[pending->claim.rule])) {
            continue;
        }
        pending->carried = mgp_malloc(sizeof *pending->carried);
        fill_occurrence(joiner, at, pending, pending->carried);
    }
}

/* All candidates that start before known have been taken. */
static void flush(struct mgp_joiner *joiner, const struct at_hand *at, uint64_t known)
{
    size_t undecided = decide(joiner, at, &(struct consumers){joiner->pending, joiner->pending_count}, known);
    uint64_t needed = known;
    if (undecided < joiner->pending_count && joiner->pending[undecided].claim.begin < known)
        needed = joiner->pending[undecided].claim.begin;
    let_go(joiner, needed);
    if (at->value && joiner->pending_count > 0) carry(joiner, at);
}

/* Drops what begins within what was consumed before. Sets whether any is left that is not excluded, and returns
 * how many are left. */
static size_t consume_all(struct mgp_joiner *joiner, const struct at_hand *at, struct mgp_candidate *candidates,
                          size_t count, bool *any)
{
    size_t left = 0;
    *any = false;
    for (size_t i = 0; i < count; i++) {
        if (!consume(joiner, at, &candidates[i])) continue;
        candidates[i].carried = NULL;
        candidates[i].is_decided = false;
        candidates[i].is_excluded = is_excluded(joiner, at, &candidates[i]);
        *any = *any || !candidates[i].is_excluded;
        if (left < i) candidates[left] = candidates[i];
        left++;
    }
    return left;
}

/* Does everything end where it is known what overlaps it? */
static bool all_end_by(const struct mgp_candidate *candidates, size_t count, size_t end)
{
    for (size_t i = 0; i < count; i++) {
        if (candidates[i].end > end) return false;
    }
    return true;
}

static void append(struct mgp_joiner *joiner, const struct mgp_candidate *candidates, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        MGP_GROW(joiner->pending, joiner->pending_count, joiner->pending_capacity);
        joiner->pending[joiner->pending_count++] = candidates[i];
    }
}

bool mgp_joiner_take(struct mgp_joiner *joiner, struct mgp_layout *layout, const struct mgp_value *value,
                     struct mgp_candidate *candidates, size_t count)
{
    bool any = false;
    if (count + joiner->pending_count == 0) return false;
    size_t first = value->map ? value->map[0] : 0;
    const struct at_hand at = {layout, value, mgp_value_offset(layout, value, 0) - first};
    if (count > 1) sort(candidates, count);
    size_t left = consume_all(joiner, &at, candidates, count, &any);
    if (joiner->pending_count == 0 && all_end_by(candidates, left, value->core_end)) {
        decide(joiner, &at, &(struct consumers){candidates, left}, UINT64_MAX);
    } else {
        append(joiner, candidates, left);
        flush(joiner, &at, offset_of(&at, value->core_end));
    }
    return any;
}

/* A text that was kept, and its copy. */
struct handed {
    const char *kept, *copy;
};

/* The copy of a kept text, which occurrences share with the one before. */
static const char *hand_over(struct handed *last, const char *kept, struct mgp_arena *arena)
{
    if (!kept) return NULL;
    if (kept != last->kept) *last = (struct handed){kept, mgp_arena_text(arena, mgp_slice_text(kept))};
    return last->copy;
}

static void fill_detection(const struct mgp_rule *rule, const struct tally *tally, struct mgp_report *report,
                           struct mgp_detection *detection)
{
    *detection = (struct mgp_detection){.identifier = rule->identifier,
                                        .count = tally->count,
                                        .first_offset = tally->first_offset,
                                        .occurrence_count = tally->kept_count};
    if (rule->identifier) {
        detection->severity = rule->identifier->severity[tally->count >= 100 ? 2 : tally->count >= 2];
    } else {
        struct mgp_custom_info *info = mgp_arena_alloc(&report->arena, sizeof *info);
        info->id = rule->custom->id;
        info->name = rule->custom->name;
        detection->custom = info;
        detection->severity = mgp_custom_severity(rule->custom, tally->count);
    }
    detection->occurrences = mgp_arena_take(&report->arena, tally->kept_count * sizeof *detection->occurrences);
    struct handed column_name = {NULL, NULL}, json_path = {NULL, NULL};
    struct mgp_occurrence *out = detection->occurrences;
    for (const struct batch *batch = tally->kept; batch; batch = batch->next) {
        for (size_t i = 0; i < batch->count; i++, out++) {
            *out = batch->items[i];
            out->place.column_name = hand_over(&column_name, out->place.column_name, &report->arena);
            out->place.json_path = hand_over(&json_path, out->place.json_path, &report->arena);
        }
    }
}

void mgp_joiner_end(struct mgp_joiner *joiner, struct mgp_report *report)
{
    flush(joiner, &(struct at_hand){NULL, NULL, 0}, UINT64_MAX);
    size_t count = 0;
    for (EACH_TOUCHED(joiner, rule)) {
        count += joiner->tallies[rule].count > 0;
    }
    report->detections = mgp_arena_alloc(&report->arena, count * sizeof *report->detections);
    report->detection_count = 0;
    for (EACH_TOUCHED(joiner, rule)) {
        if (joiner->tallies[rule].count == 0) continue;
        struct mgp_detection *detection = &report->detections[report->detection_count];
        fill_detection(&joiner->rules->rules[rule], &joiner->tallies[rule], report, detection);
        /* Below its lowest threshold a custom identifier yields nothing. */
        report->detection_count += detection->severity != MGP_SEVERITY_NONE;
    }
    forget(joiner);
}

bool mgp_joiner_reaches(const struct mgp_joiner *joiner, uint64_t offset)
{
    for (EACH_TOUCHED(joiner, rule)) {
        if (joiner->tallies[rule].consumed_until > offset) return true;
    }
    return false;
}

void mgp_joiner_consumed(const struct mgp_joiner *joiner, void (*tell)(void *context, size_t rule, uint64_t until),
                         void *context)
{
    for (EACH_TOUCHED(joiner, rule)) {
        tell(context, rule, joiner->tallies[rule].consumed_until);
    }
}
