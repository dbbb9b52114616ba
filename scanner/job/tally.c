#include "scanner/job/tally.h"

#include <assert.h>

/* Of one identifier. */
struct sum {
    uint64_t count, first_offset;
    struct mgp_occurrence *kept;
    size_t kept_count, kept_capacity;
};

struct mgp_tally {
    bool keep_all;
    struct sum *sums; /* by place in the catalogue */
};

struct mgp_tally *mgp_tally_create(bool keep_all)
{
    struct mgp_tally *tally = mgp_calloc(1, sizeof *tally);
    tally->keep_all = keep_all;
    tally->sums = mgp_calloc(mgp_catalogue_count, sizeof *tally->sums);
    return tally;
}

void mgp_tally_destroy(struct mgp_tally *tally)
{
    if (!tally) return;
    for (size_t i = 0; i < mgp_catalogue_count; i++) {
        free(tally->sums[i].kept);
    }
    free(tally->sums);
    free(tally);
}

static const char *copy_text(struct mgp_arena *arena, const char *text)
{
    return text ? mgp_arena_text(arena, mgp_slice_text(text)) : NULL;
}

/* Places in one column have the same name; it is kept once as long as they follow one another. */
static void copy_place(const struct sum *sum, struct mgp_arena *arena, struct mgp_place *place)
{
    const struct mgp_place *before = sum->kept_count > 0 ? &sum->kept[sum->kept_count - 1].place : NULL;
    const char *known = before ? before->column_name : NULL;
    bool is_known = known && place->column_name && strcmp(known, place->column_name) == 0;
    place->column_name = is_known ? known : copy_text(arena, place->column_name);
    place->json_path = copy_text(arena, place->json_path);
}

/* Names and addresses are counted up to a limit, and none is kept that is not counted. */
static uint64_t count_limit(const struct mgp_identifier *identifier)
{
    bool is_limited = strcmp(identifier->id, "NAME") == 0 || strcmp(identifier->id, "ADDRESS") == 0;
    return is_limited ? MGP_NAME_COUNT_LIMIT : UINT64_MAX;
}

static void add(struct mgp_tally *tally, const struct mgp_detection *detection, struct mgp_arena *arena)
{
    struct sum *sum = &tally->sums[detection->identifier - mgp_catalogue];
    uint64_t limit = count_limit(detection->identifier);
    if (sum->count == 0) sum->first_offset = detection->first_offset;
    sum->count = detection->count < limit - sum->count ? sum->count + detection->count : limit;
    uint64_t most = tally->keep_all ? limit : MGP_RESULT_PLACES;
    for (size_t i = 0; i < detection->occurrence_count && sum->kept_count < most; i++) {
        MGP_GROW(sum->kept, sum->kept_count, sum->kept_capacity);
        sum->kept[sum->kept_count] = detection->occurrences[i];
        copy_place(sum, arena, &sum->kept[sum->kept_count].place);
        sum->kept_count++;
    }
}

void mgp_tally_add(struct mgp_tally *tally, const struct mgp_report *part, struct mgp_arena *arena)
{
    for (size_t i = 0; i < part->detection_count; i++) {
        assert(part->detections[i].identifier);
        add(tally, &part->detections[i], arena);
    }
}

static void fill(struct mgp_report *report, const struct mgp_identifier *identifier, const struct sum *sum)
{
    struct mgp_detection *detection = &report->detections[report->detection_count++];
    *detection = (struct mgp_detection){.identifier = identifier,
                                        .severity = identifier->severity[sum->count >= 100 ? 2 : sum->count >= 2],
                                        .count = sum->count,
                                        .first_offset = sum->first_offset,
                                        .occurrence_count = sum->kept_count};
    size_t size = sum->kept_count * sizeof *sum->kept;
    detection->occurrences = mgp_arena_alloc(&report->arena, size);
    if (size > 0) memcpy(detection->occurrences, sum->kept, size);
}

void mgp_tally_finish(const struct mgp_tally *tally, struct mgp_report *report)
{
    size_t count = 0;
    for (size_t i = 0; i < mgp_catalogue_count; i++) {
        count += tally->sums[i].count > 0;
    }
    report->detections = mgp_arena_alloc(&report->arena, count * sizeof *report->detections);
    report->detection_count = 0;
    for (size_t i = 0; i < mgp_catalogue_count; i++) {
        if (tally->sums[i].count > 0) fill(report, &mgp_catalogue[i], &tally->sums[i]);
    }
}
