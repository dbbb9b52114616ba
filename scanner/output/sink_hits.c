/* Every hit, one a line, in order of offset and then identifier; for tests that compare matchers. Hits of a
 * custom identifier stand here also where its severity levels start above their number. */
#include "scanner/finding/finding_parts.h"
#include "scanner/output/sink_type.h"

struct hit {
    const char *identifier;
    const struct mgp_occurrence *occurrence;
};

static int compare_hits(const void *a, const void *b)
{
    const struct hit *first = a, *second = b;
    const struct mgp_occurrence *x = first->occurrence, *y = second->occurrence;
    if (x->offset != y->offset) return x->offset < y->offset ? -1 : 1;
    int order = strcmp(first->identifier, second->identifier);
    if (order != 0) return order;
    return x->length == y->length ? 0 : x->length < y->length ? -1 : 1;
}

static void write_hit(struct mgp_sink *sink, const struct mgp_object *object, const struct hit *hit)
{
    static const char *const kinds[] = {
        [MGP_PLACE_LINES] = "lineRange", [MGP_PLACE_CELL] = "cell", [MGP_PLACE_RECORD] = "record"};
    const struct mgp_occurrence *occurrence = hit->occurrence;
    struct mgp_json_writer *writer = &sink->writer;
    mgp_json_writer_init(writer, &sink->text, 0);
    mgp_json_begin_object(writer);
    mgp_json_member_string(writer, "bucket", object->bucket);
    mgp_json_member_string(writer, "key", object->key);
    mgp_json_member_text(writer, "identifier", hit->identifier);
    mgp_json_member_unsigned(writer, "offset", occurrence->offset);
    mgp_json_member_unsigned(writer, "length", occurrence->length);
    mgp_json_key(writer, "place");
    mgp_json_begin_object(writer);
    mgp_json_key(writer, kinds[occurrence->place.kind]);
    mgp_place_write(writer, &occurrence->place);
    mgp_json_end_object(writer);
    mgp_json_end_object(writer);
    mgp_buffer_byte(&sink->text, '\n');
}

static void write_report(struct mgp_sink *sink, const struct mgp_report *report,
                         const struct mgp_bucket_facts *facts)
{
    struct hit *hits = NULL;
    size_t count = 0, capacity = 0;
    (void)facts;
    if (report->state == MGP_SCAN_SKIPPED) return;
    for (size_t i = 0; i < report->detection_count; i++) {
        const struct mgp_detection *detection = &report->detections[i];
        for (size_t j = 0; j < detection->occurrence_count; j++) {
            MGP_GROW(hits, count, capacity);
            hits[count++] = (struct hit){mgp_detection_id(detection), &detection->occurrences[j]};
        }
    }
    if (count > 0) qsort(hits, count, sizeof *hits, compare_hits);
    for (size_t i = 0; i < count; i++) {
        write_hit(sink, &report->object, &hits[i]);
    }
    free(hits);
}

const struct mgp_sink_type mgp_sink_hits = {NULL, write_report, NULL};
