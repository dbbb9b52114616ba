#include "agree.h"

static const char *text_or(const char *text, const char *otherwise)
{
    return text ? text : otherwise;
}

static void describe_place(const struct mgp_place *place, struct mgp_buffer *out)
{
    switch (place->kind) {
    case MGP_PLACE_LINES:
        mgp_buffer_format(out, "lines %llu-%llu, column %llu", (unsigned long long)place->start_line,
                          (unsigned long long)place->end_line, (unsigned long long)place->start_column);
        return;
    case MGP_PLACE_CELL:
        mgp_buffer_format(out, "row %llu, column %llu (%s)", (unsigned long long)place->row,
                          (unsigned long long)place->column, text_or(place->column_name, "-"));
        return;
    case MGP_PLACE_RECORD:
        mgp_buffer_format(out, "record %llu %s", (unsigned long long)place->record_index,
                          text_or(place->json_path, "-"));
        return;
    }
}

void describe_report(const struct mgp_report *report, struct mgp_buffer *out)
{
    mgp_buffer_format(out, "state %d %s, %s\n", (int)report->state, text_or(report->reason, "-"),
                      text_or(report->mime_type, "-"));
    for (size_t i = 0; i < report->detection_count; i++) {
        const struct mgp_detection *detection = &report->detections[i];
        const char *name = detection->identifier ? detection->identifier->id : detection->custom->name;
        for (size_t k = 0; k < detection->occurrence_count; k++) {
            const struct mgp_occurrence *one = &detection->occurrences[k];
            mgp_buffer_format(out, "%s at %llu, %u bytes, ", name, (unsigned long long)one->offset, one->length);
            describe_place(&one->place, out);
            mgp_buffer_byte(out, '\n');
        }
        mgp_buffer_format(out, "%s: %llu\n", name, (unsigned long long)detection->count);
    }
}

static struct mgp_slice cut_line(struct mgp_slice *rest)
{
    size_t end = mgp_slice_find(*rest, MGP_LITERAL("\n"), 0);
    struct mgp_slice line = mgp_slice_sub(*rest, 0, end == SIZE_MAX ? rest->len : end);
    *rest = mgp_slice_sub(*rest, end == SIZE_MAX ? rest->len : end + 1, rest->len);
    return line;
}

const char *first_difference(const struct mgp_report *one, const struct mgp_report *other, struct mgp_buffer *out)
{
    struct mgp_buffer first = {0}, second = {0};
    describe_report(one, &first);
    describe_report(other, &second);
    struct mgp_slice a = mgp_buffer_slice(&first), b = mgp_buffer_slice(&second);
    bool is_same = mgp_slice_equal(a, b);
    out->len = 0;
    while (!is_same && out->len == 0) {
        struct mgp_slice line = cut_line(&a), with = cut_line(&b);
        if (mgp_slice_equal(line, with) && (a.len > 0 || b.len > 0)) continue;
        mgp_buffer_format(out, "found by one: %.*s; by the other: %.*s", (int)line.len, (const char *)line.ptr,
                          (int)with.len, (const char *)with.ptr);
    }
    mgp_buffer_clear(&first);
    mgp_buffer_clear(&second);
    return is_same ? NULL : mgp_buffer_string(out);
}
