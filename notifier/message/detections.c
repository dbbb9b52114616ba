#include "notifier/message/detections.h"

#include <inttypes.h>

#include "notifier/message/text.h"

#define PLACES_OF_A_KIND 4 /* so that one kind does not take all the room */

void mgp_detections_begin(struct mgp_detections *walk, const struct mgp_facts *facts)
{
    const struct mgp_json *result = mgp_json_path(facts->detail, "classificationDetails", "result", NULL);
    const struct mgp_json *categories = mgp_json_member(result, "sensitiveData");
    *walk = (struct mgp_detections){
        .categories = mgp_json_is(categories, MGP_JSON_ARRAY) ? categories : NULL,
        .custom = mgp_json_path(result, "customDataIdentifiers", "detections", NULL),
    };
}

static bool read_detection(const struct mgp_json *json, const char *name_member, struct mgp_detection *out)
{
    int64_t count = 0;
    *out = (struct mgp_detection){.name = mgp_text_value(mgp_json_member(json, name_member)),
                                  .occurrences = mgp_json_member(json, "occurrences")};
    if (mgp_json_integer(mgp_json_member(json, "count"), &count) && count > 0) out->count = (uint64_t)count;
    return !mgp_text_is_blank(out->name);
}

bool mgp_detections_next(struct mgp_detections *walk, struct mgp_detection *out)
{
    size_t categories = walk->categories ? walk->categories->count : 0;
    while (walk->category <= categories) {
        bool is_custom = walk->category == categories;
        const struct mgp_json *list =
            is_custom ? walk->custom : mgp_json_member(walk->categories->items[walk->category], "detections");
        while (mgp_json_is(list, MGP_JSON_ARRAY) && walk->item < list->count)
            if (read_detection(list->items[walk->item++], is_custom ? "name" : "type", out)) return true;
        walk->item = 0;
        walk->category++;
    }
    return false;
}

bool mgp_detections_append_counts(struct mgp_buffer *out, const struct mgp_facts *facts, size_t max,
                                  size_t name_limit)
{
    struct mgp_detections walk;
    struct mgp_detection detection;
    size_t named = 0, others = 0;
    mgp_detections_begin(&walk, facts);
    while (mgp_detections_next(&walk, &detection)) {
        if (named == max) {
            others++;
            continue;
        }
        if (named++ > 0) mgp_buffer_byte(out, '\n');
        mgp_buffer_format(out, "%" PRIu64 " x ", detection.count);
        mgp_text_append(out, detection.name, name_limit, MGP_TEXT_PLAIN);
    }
    if (others > 0) mgp_buffer_format(out, "%sand %zu more kinds", named > 0 ? "\n" : "", others);
    return named + others > 0;
}

static bool append_number(struct mgp_buffer *out, const char *before, const struct mgp_json *json)
{
    int64_t number = 0;
    if (!mgp_json_integer(json, &number)) return false;
    mgp_buffer_format(out, "%s%" PRId64, before, number);
    return true;
}

/* "Sheet2!C5", or "row 4, column 2 (ssn)". */
static bool append_cell(struct mgp_buffer *out, const struct mgp_json *cell, size_t name_limit)
{
    struct mgp_slice reference = mgp_text_value(mgp_json_member(cell, "cellReference"));
    struct mgp_slice name = mgp_text_value(mgp_json_member(cell, "columnName"));
    if (reference.len > 0) {
        mgp_text_append(out, reference, name_limit, MGP_TEXT_PLAIN);
    } else {
        if (!append_number(out, "row ", mgp_json_member(cell, "row"))) return false;
        append_number(out, ", column ", mgp_json_member(cell, "column"));
    }
    if (mgp_text_is_blank(name)) return true;
    mgp_buffer_text(out, " (");
    mgp_text_append(out, name, name_limit, MGP_TEXT_PLAIN);
    mgp_buffer_byte(out, ')');
    return true;
}

/* "line 12, column 5", or "lines 12-14". */
static bool append_lines(struct mgp_buffer *out, const struct mgp_json *range, size_t name_limit)
{
    int64_t start = 0, end = 0;
    (void)name_limit;
    if (!mgp_json_integer(mgp_json_member(range, "start"), &start)) return false;
    if (!mgp_json_integer(mgp_json_member(range, "end"), &end)) end = start;
    if (end > start) mgp_buffer_format(out, "lines %" PRId64 "-%" PRId64, start, end);
    else mgp_buffer_format(out, "line %" PRId64, start);
    append_number(out, ", column ", mgp_json_member(range, "startColumn"));
    return true;
}

static bool append_page(struct mgp_buffer *out, const struct mgp_json *page, size_t name_limit)
{
    (void)name_limit;
    return append_number(out, "page ", mgp_json_member(page, "pageNumber"));
}

/* "$.worker.taxId in record 3". */
static bool append_record(struct mgp_buffer *out, const struct mgp_json *record, size_t name_limit)
{
    struct mgp_slice path = mgp_text_value(mgp_json_member(record, "jsonPath"));
    const struct mgp_json *index = mgp_json_member(record, "recordIndex");
    if (mgp_text_is_blank(path)) return append_number(out, "record ", index);
    mgp_text_append(out, path, name_limit, MGP_TEXT_PLAIN);
    append_number(out, " in record ", index);
    return true;
}

static const struct {
    const char *name;
    bool (*append)(struct mgp_buffer *out, const struct mgp_json *place, size_t name_limit);
} place_kinds[] = {
    {"cells", append_cell}, {"lineRanges", append_lines}, {"pages", append_page}, {"records", append_record},
};

/* The places of one detection; how many were named. */
static size_t append_places(struct mgp_buffer *out, const struct mgp_detection *detection, size_t max,
                            size_t name_limit)
{
    size_t named = 0, begin = out->len;
    for (size_t kind = 0; kind < sizeof place_kinds / sizeof *place_kinds; kind++) {
        const struct mgp_json *list = mgp_json_member(detection->occurrences, place_kinds[kind].name);
        for (size_t i = 0; mgp_json_is(list, MGP_JSON_ARRAY) && i < list->count && named < max; i++) {
            size_t before = out->len;
            if (out->len > begin) mgp_buffer_text(out, "; ");
            if (place_kinds[kind].append(out, list->items[i], name_limit)) named++;
            else out->len = before;
        }
    }
    return named;
}

bool mgp_detections_append_places(struct mgp_buffer *out, const struct mgp_facts *facts, size_t max,
                                  size_t name_limit)
{
    struct mgp_detections walk;
    struct mgp_detection detection;
    size_t left = max;
    mgp_detections_begin(&walk, facts);
    while (left > 0 && mgp_detections_next(&walk, &detection)) {
        size_t before = out->len;
        if (left < max) mgp_buffer_byte(out, '\n');
        mgp_text_append(out, detection.name, name_limit, MGP_TEXT_PLAIN);
        mgp_buffer_text(out, ": ");
        size_t named = append_places(out, &detection, left < PLACES_OF_A_KIND ? left : PLACES_OF_A_KIND, name_limit);
        if (named == 0) out->len = before;
        else if (detection.count > named) mgp_buffer_text(out, "; ...");
        left -= named;
    }
    return left < max;
}
