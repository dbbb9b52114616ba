/* Explanations as people read them. */
#include "base/buffer.h"
#include "base/json_writer.h"
#include "base/utf8.h"
#include "cli/identifiers.h"

/* Columns of a marked line, at most. */
#define MAX_COLUMNS 160

static void append_quoted(struct mgp_buffer *out, struct mgp_slice text)
{
    mgp_buffer_byte(out, '"');
    mgp_append_printable(out, text);
    mgp_buffer_byte(out, '"');
}

static const char *plural(size_t count)
{
    return count == 1 ? "" : "s";
}

static void append_found(struct mgp_buffer *out, const struct mgp_explanation *item)
{
    mgp_buffer_text(out, "found");
    if (item->is_named) {
        mgp_buffer_text(out, ": the keyword ");
        append_quoted(out, item->keyword);
        mgp_buffer_text(out, " stands in the name ");
        append_quoted(out, item->name);
    } else if (item->keyword.len > 0 && item->reach == 0) {
        mgp_buffer_text(out, ": the keyword ");
        append_quoted(out, item->keyword);
        mgp_buffer_text(out, " stands in the same value");
    } else if (item->keyword.len > 0 && item->distance <= item->reach) {
        mgp_buffer_text(out, ": keyword ");
        append_quoted(out, item->keyword);
        mgp_buffer_format(out, ", distance %zu (up to %zu)", item->distance, item->reach);
    }
    if (item->winner) {
        mgp_buffer_format(out, "; but in a scan for everything %s takes these bytes (docs/overlaps.md)", item->winner);
    }
}

static void append_no_keyword(struct mgp_buffer *out, const struct mgp_explanation *item)
{
    mgp_buffer_text(out, "not found: no keyword ");
    if (item->name.len > 0) {
        mgp_buffer_text(out, "stands in the value or in ");
        append_quoted(out, item->name);
    } else {
        mgp_buffer_text(out, "stands near it");
    }
}

static void append_far_keyword(struct mgp_buffer *out, const struct mgp_explanation *item)
{
    mgp_buffer_text(out, "not found: the keyword ");
    append_quoted(out, item->keyword);
    mgp_buffer_format(out, " is too far: distance %zu, up to %zu character%s would do", item->distance, item->reach,
                      plural(item->reach));
}

void mgp_append_verdict(struct mgp_buffer *out, const struct mgp_explanation *item)
{
    switch (item->verdict) {
    case MGP_VERDICT_FOUND:
        append_found(out, item);
        break;
    case MGP_VERDICT_TEST_VALUE:
        mgp_buffer_text(out, "not reported: a value that Macie never reports (--report-test-values reports it)");
        break;
    case MGP_VERDICT_IGNORE_WORD:
        mgp_buffer_text(out, "not reported: it holds an ignore word");
        break;
    case MGP_VERDICT_ALLOW_LIST:
        mgp_buffer_text(out, "not reported: it stands on an allow list");
        break;
    case MGP_VERDICT_NO_KEYWORD:
        append_no_keyword(out, item);
        break;
    case MGP_VERDICT_FAR_KEYWORD:
        append_far_keyword(out, item);
        break;
    case MGP_VERDICT_KEYWORD_AFTER:
        mgp_buffer_text(out, "not found: the keyword ");
        append_quoted(out, item->keyword);
        mgp_buffer_text(out, " does not stand before the match, as it must");
        break;
    case MGP_VERDICT_CHECK:
        mgp_buffer_format(out, "not found: it has the form, but the check %s does not hold",
                          item->check ? item->check : "of its value");
        break;
    case MGP_VERDICT_EDGE:
        mgp_buffer_text(out, "not found: it is part of something longer; no letter or digit may stand beside it");
        break;
    case MGP_VERDICT_TOO_LONG:
        mgp_buffer_format(out, "not found: longer than %zu bytes", MGP_MAX_SPAN);
        break;
    }
}

static char mark_of(const struct mgp_explanation *item, size_t at)
{
    if (at >= item->begin && at < item->end) return '^';
    return at >= item->keyword_begin && at < item->keyword_end ? '~' : ' ';
}

void mgp_append_marked(struct mgp_buffer *out, const struct mgp_explanation *item, const char *indent)
{
    struct mgp_buffer marks = {0};
    size_t columns = 0, size = 0;
    mgp_buffer_text(out, indent);
    for (size_t at = 0; at < item->text.len && columns < MAX_COLUMNS; at += size) {
        uint32_t c;
        size_t before = out->len;
        size = mgp_utf8_decode(item->text.ptr + at, item->text.len - at, &c);
        if (size == 0) size = 1;
        mgp_append_printable(out, mgp_slice_sub(item->text, at, at + size));
        size_t width = mgp_display_width(mgp_slice_of(out->ptr + before, out->len - before));
        for (size_t i = 0; i < width; i++) {
            mgp_buffer_byte(&marks, (uint8_t)mark_of(item, at));
        }
        columns += width;
    }
    if (columns >= MAX_COLUMNS) mgp_buffer_text(out, " ...");
    while (marks.len > 0 && marks.ptr[marks.len - 1] == ' ') {
        marks.len--;
    }
    mgp_buffer_format(out, "\n%s%s\n", indent, mgp_buffer_string(&marks));
    mgp_buffer_clear(&marks);
}

void mgp_append_place(struct mgp_buffer *out, const struct mgp_place *place)
{
    switch (place->kind) {
    case MGP_PLACE_LINES:
        mgp_buffer_format(out, ":%llu:%llu", (unsigned long long)place->start_line,
                          (unsigned long long)place->start_column);
        break;
    case MGP_PLACE_CELL:
        mgp_buffer_format(out, ": row %llu, column %llu", (unsigned long long)place->row,
                          (unsigned long long)place->column);
        if (place->column_name) {
            mgp_buffer_text(out, " (");
            mgp_append_printable(out, mgp_slice_text(place->column_name));
            mgp_buffer_byte(out, ')');
        }
        break;
    case MGP_PLACE_RECORD:
        mgp_buffer_format(out, ": record %llu", (unsigned long long)place->record_index);
        if (place->json_path) {
            mgp_buffer_text(out, ", ");
            mgp_append_printable(out, mgp_slice_text(place->json_path));
        }
        break;
    }
}

static void write_words(struct mgp_json_writer *writer, const char *name, const char *const *words)
{
    if (!words || !words[0]) return;
    mgp_json_key(writer, name);
    mgp_json_begin_array(writer);
    for (size_t i = 0; words[i]; i++) {
        mgp_json_write_text(writer, words[i]);
    }
    mgp_json_end_array(writer);
}

void mgp_append_definition(struct mgp_buffer *out, const struct mgp_custom *custom)
{
    struct mgp_json_writer writer;
    mgp_json_writer_init(&writer, out, 0);
    mgp_json_begin_object(&writer);
    mgp_json_member_text(&writer, "name", custom->name);
    mgp_json_member_text(&writer, "regex", custom->regex);
    mgp_json_member_integer(&writer, "maximumMatchDistance", custom->max_distance);
    write_words(&writer, "keywords", custom->keywords);
    write_words(&writer, "ignoreWords", custom->ignore_words);
    mgp_json_end_object(&writer);
}
