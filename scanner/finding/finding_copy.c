/* A report as far as a finding tells of it. */
#include "scanner/finding/finding_parts.h"

static const char *copy_text(struct mgp_arena *arena, const char *text)
{
    return text ? mgp_arena_text(arena, mgp_slice_text(text)) : NULL;
}

static void copy_object(struct mgp_arena *arena, const struct mgp_object *from, struct mgp_object *to)
{
    struct mgp_tag *tags = from->tag_count > 0 ? mgp_arena_alloc(arena, from->tag_count * sizeof *tags) : NULL;
    for (size_t i = 0; i < from->tag_count; i++)
        tags[i] = (struct mgp_tag){copy_text(arena, from->tags[i].key), copy_text(arena, from->tags[i].value)};
    *to = *from;
    to->bucket = mgp_arena_copy(arena, from->bucket);
    to->key = mgp_arena_copy(arena, from->key);
    to->location = MGP_LITERAL("");
    to->storage_class = copy_text(arena, from->storage_class);
    to->version_id = copy_text(arena, from->version_id);
    to->encryption_type = copy_text(arena, from->encryption_type);
    to->kms_key_id = copy_text(arena, from->kms_key_id);
    to->tags = tags;
}

static void copy_detection(struct mgp_arena *arena, const struct mgp_detection *from, struct mgp_detection *to)
{
    size_t count = from->occurrence_count < MGP_FINDING_PLACES ? from->occurrence_count : MGP_FINDING_PLACES;
    *to = *from;
    to->occurrences = mgp_arena_alloc(arena, count * sizeof *to->occurrences);
    to->occurrence_count = count;
    for (size_t i = 0; i < count; i++) {
        struct mgp_occurrence *copy = &to->occurrences[i];
        *copy = from->occurrences[i];
        copy->masked[0] = '\0';
        copy->place.column_name = copy_text(arena, copy->place.column_name);
        copy->place.json_path = copy_text(arena, copy->place.json_path);
    }
}

struct mgp_report *mgp_finding_copy(const struct mgp_report *report)
{
    struct mgp_report *copy = mgp_calloc(1, sizeof *copy);
    struct mgp_arena *arena = &copy->arena;
    *copy = *report;
    *arena = (struct mgp_arena){0};
    copy->message[0] = '\0';
    copy_object(arena, &report->object, &copy->object);
    copy->detections = mgp_arena_alloc(arena, report->detection_count * sizeof *copy->detections);
    for (size_t i = 0; i < report->detection_count; i++)
        copy_detection(arena, &report->detections[i], &copy->detections[i]);
    return copy;
}

void mgp_finding_copy_destroy(struct mgp_report *copy)
{
    mgp_arena_clear(&copy->arena);
    free(copy);
}
