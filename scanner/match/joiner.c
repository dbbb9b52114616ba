#include "scanner/match/joiner.h"

#include "base/utf8.h"

struct pending {
    struct mgp_claim claim;
    uint64_t begin, end; /* offsets in the object's text */
    bool is_excluded;    /* dropped, but its claim stands against weaker ones */
    bool is_decided;
    bool has_place; /* occurrence is filled; its texts are its own */
    struct mgp_occurrence occurrence;
};

/* What an object has of one rule so far. */
struct tally {
    uint64_t consumed_until;
    uint64_t count, first_offset;
    struct mgp_occurrence *kept;
    size_t kept_count, kept_capacity;
};

struct mgp_joiner {
    const struct mgp_rule_set *rules;
    bool keep_all;
    struct tally *tallies;   /* one for each rule */
    struct pending *pending; /* by begin */
    size_t pending_count, pending_capacity;
    struct mgp_arena scratch;
};

struct mgp_joiner *mgp_joiner_create(const struct mgp_rule_set *rules)
{
    struct mgp_joiner *joiner = mgp_calloc(1, sizeof *joiner);
    joiner->rules = rules;
    joiner->tallies = mgp_calloc(rules->rule_count, sizeof *joiner->tallies);
    return joiner;
}

static void free_place(struct mgp_occurrence *occurrence)
{
    free((void *)(uintptr_t)occurrence->place.column_name);
    free((void *)(uintptr_t)occurrence->place.json_path);
}

static void forget(struct mgp_joiner *joiner)
{
    for (size_t i = 0; i < joiner->pending_count; i++) {
        if (joiner->pending[i].has_place) free_place(&joiner->pending[i].occurrence);
    }
    joiner->pending_count = 0;
    for (size_t rule = 0; rule < joiner->rules->rule_count; rule++) {
        struct tally *tally = &joiner->tallies[rule];
        for (size_t i = 0; i < tally->kept_count; i++) {
            free_place(&tally->kept[i]);
        }
        free(tally->kept);
        *tally = (struct tally){0};
    }
}

void mgp_joiner_destroy(struct mgp_joiner *joiner)
{
    if (!joiner) return;
    forget(joiner);
    free(joiner->tallies);
    free(joiner->pending);
    mgp_arena_clear(&joiner->scratch);
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

static bool is_name_or_address(const struct mgp_rule *rule)
{
    return rule->identifier &&
           (strcmp(rule->identifier->id, "NAME") == 0 || strcmp(rule->identifier->id, "ADDRESS") == 0);
}

/* The last four characters at most, and at most a quarter of all, behind asterisks; long values are
 * shortened. */
static void mask(struct mgp_slice value, char out[MGP_MASKED_TEXT])
{
    size_t characters = mgp_utf8_count(value), shown = characters / 4 < 4 ? characters / 4 : 4,
           at = value.len;
    for (size_t i = 0; i < shown; i++) {
        at = mgp_utf8_previous(value, at);
    }
    for (size_t i = at; i < value.len; i++) {
        if (value.ptr[i] < 0x20 || value.ptr[i] == 0x7F)
            at = value.len; /* nothing that a terminal would obey */
    }
    size_t stars = characters - shown < 12 ? characters - shown : 12, length = 0;
    memset(out, '*', stars);
    length = stars;
    memcpy(out + length, value.ptr + at, value.len - at);
    out[length + value.len - at] = '\0';
}

static void fill_occurrence(struct mgp_joiner *joiner, struct mgp_layout *layout,
                            const struct mgp_value *value, const struct mgp_candidate *candidate,
                            struct pending *pending)
{
    struct mgp_occurrence *occurrence = &pending->occurrence;
    *occurrence = (struct mgp_occurrence){.offset = pending->begin,
                                          .length = (uint32_t)(pending->end - pending->begin)};
    mgp_layout_place(layout, value, candidate->begin, candidate->end, &joiner->scratch, &occurrence->place);
    if (occurrence->place.column_name)
        occurrence->place.column_name = mgp_strdup(occurrence->place.column_name);
    if (occurrence->place.json_path) occurrence->place.json_path = mgp_strdup(occurrence->place.json_path);
    mgp_arena_reset(&joiner->scratch);
    mask(mgp_slice_sub(value->text, candidate->begin, candidate->end), occurrence->masked);
    pending->has_place = true;
}

static bool wants_place(const struct mgp_joiner *joiner, const struct tally *tally)
{
    return joiner->keep_all || tally->kept_count < MGP_RESULT_PLACES;
}

/* A candidate that consumes its bytes becomes pending. */
static bool append(struct mgp_joiner *joiner, struct mgp_layout *layout, const struct mgp_value *value,
                   const struct mgp_candidate *candidate)
{
    const struct mgp_rule *rule = &joiner->rules->rules[candidate->claim.rule];
    struct tally *tally = &joiner->tallies[candidate->claim.rule];
    uint64_t begin = mgp_value_offset(layout, value, candidate->begin);
    uint64_t end = mgp_value_offset(layout, value, candidate->end);
    if (begin < tally->consumed_until) return false;
    tally->consumed_until = end;
    MGP_GROW(joiner->pending, joiner->pending_count, joiner->pending_capacity);
    struct pending *pending = &joiner->pending[joiner->pending_count++];
    struct mgp_slice bytes = mgp_slice_sub(value->text, candidate->begin, candidate->end);
    *pending = (struct pending){.claim = candidate->claim, .begin = begin, .end = end};
    pending->claim.begin = begin;
    pending->claim.end = end;
    pending->is_excluded = mgp_rule_excludes(joiner->rules, rule, bytes);
    if (!pending->is_excluded && wants_place(joiner, tally))
        fill_occurrence(joiner, layout, value, candidate, pending);
    return !pending->is_excluded;
}

static void keep(struct mgp_joiner *joiner, struct pending *pending)
{
    struct tally *tally = &joiner->tallies[pending->claim.rule];
    if (tally->count == 0) tally->first_offset = pending->begin;
    if (is_name_or_address(&joiner->rules->rules[pending->claim.rule]) &&
        tally->count >= MGP_NAME_COUNT_LIMIT)
        return;
    tally->count++;
    if (!pending->has_place || !wants_place(joiner, tally)) return;
    MGP_GROW(tally->kept, tally->kept_count, tally->kept_capacity);
    tally->kept[tally->kept_count++] = pending->occurrence;
    pending->has_place = false; /* the texts have moved */
}

static bool is_beaten(const struct mgp_joiner *joiner, size_t index)
{
    const struct pending *one = &joiner->pending[index];
    for (size_t i = 0; i < joiner->pending_count && joiner->pending[i].begin < one->end; i++) {
        const struct pending *other = &joiner->pending[i];
        if (i != index && other->end > one->begin &&
            mgp_claim_beats(joiner->rules, &other->claim, &one->claim)) {
            return true;
        }
    }
    return false;
}

/* All candidates that start before known have been taken: decides what ends there or earlier, in order, and
 * lets go of what can no longer overlap anything. */
static void flush(struct mgp_joiner *joiner, uint64_t known)
{
    size_t first_undecided = joiner->pending_count;
    for (size_t i = 0; i < joiner->pending_count; i++) {
        struct pending *pending = &joiner->pending[i];
        if (pending->is_decided) continue;
        if (pending->end > known) {
            first_undecided = i;
            break;
        }
        pending->is_decided = true;
        if (!pending->is_excluded && !is_beaten(joiner, i)) keep(joiner, pending);
    }
    uint64_t needed =
        first_undecided < joiner->pending_count ? joiner->pending[first_undecided].begin : known;
    if (needed > known) needed = known;
    size_t left = 0;
    for (size_t i = 0; i < joiner->pending_count; i++) {
        struct pending *pending = &joiner->pending[i];
        if (pending->is_decided && pending->end <= needed) {
            if (pending->has_place) free_place(&pending->occurrence);
        } else {
            joiner->pending[left++] = *pending;
        }
    }
    joiner->pending_count = left;
}

bool mgp_joiner_take(struct mgp_joiner *joiner, struct mgp_layout *layout, const struct mgp_value *value,
                     struct mgp_candidate *candidates, size_t count)
{
    bool any = false;
    if (count > 0) qsort(candidates, count, sizeof *candidates, by_start);
    for (size_t i = 0; i < count; i++) {
        any = append(joiner, layout, value, &candidates[i]) || any;
    }
    if (joiner->pending_count > 0) flush(joiner, mgp_value_offset(layout, value, value->core_end));
    return any;
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
    detection->occurrences =
        mgp_arena_alloc(&report->arena, tally->kept_count * sizeof *detection->occurrences);
    for (size_t i = 0; i < tally->kept_count; i++) {
        struct mgp_occurrence *occurrence = &detection->occurrences[i];
        *occurrence = tally->kept[i];
        struct mgp_place *place = &occurrence->place;
        if (place->column_name)
            place->column_name = mgp_arena_text(&report->arena, mgp_slice_text(place->column_name));
        if (place->json_path)
            place->json_path = mgp_arena_text(&report->arena, mgp_slice_text(place->json_path));
    }
}

void mgp_joiner_end(struct mgp_joiner *joiner, struct mgp_report *report)
{
    flush(joiner, UINT64_MAX);
    size_t count = 0;
    for (size_t rule = 0; rule < joiner->rules->rule_count; rule++) {
        count += joiner->tallies[rule].count > 0;
    }
    report->detections = mgp_arena_alloc(&report->arena, count * sizeof *report->detections);
    report->detection_count = 0;
    for (size_t rule = 0; rule < joiner->rules->rule_count; rule++) {
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
    for (size_t rule = 0; rule < joiner->rules->rule_count; rule++) {
        if (joiner->tallies[rule].consumed_until > offset) return true;
    }
    return false;
}
