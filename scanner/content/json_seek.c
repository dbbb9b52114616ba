/* JSON at an offset: goes there without decoding, over whole lines where records are lines, and over strings
 * from quote to quote. Shares nothing with layout_json.c's cursor, so that the two can be tested against each
 * other. */
#include "scanner/content/layout_json.h"

/* What stands at an offset. */
enum found {
    FOUND_STRUCTURE,
    FOUND_STRING,
    FOUND_NUMBER,
    FOUND_BAD_LINE,
};

struct finding {
    enum found what;
    size_t begin, end; /* of the content */
    bool is_name;
};

void mgp_json_seek_start(const struct mgp_json_layout *layout, struct mgp_json_seek *seek)
{
    const struct mgp_json_start *start = &layout->start;
    seek->position = layout->base.part_begin;
    seek->depth = start->depth;
    seek->expects_name = start->expects == MGP_JSON_FIRST_NAME || start->expects == MGP_JSON_NAME;
    memcpy(seek->frames, start->frames, start->depth * sizeof *start->frames);
    seek->documents = start->documents;
    seek->line = start->line;
}

/* The quote that closes the string whose content begins at begin: the first one after an even number of
 * backslashes. */
static size_t closing_quote(struct mgp_slice part, size_t begin)
{
    size_t at = begin;
    for (;;) {
        const uint8_t *quote = memchr(part.ptr + at, '"', part.len - at);
        if (!quote) return part.len;
        size_t end = (size_t)(quote - part.ptr), backslashes = end;
        while (backslashes > begin && part.ptr[backslashes - 1] == '\\') {
            backslashes--;
        }
        if ((end - backslashes) % 2 == 0) return end;
        at = end + 1;
    }
}

/* Goes to the beginning of the line that offset is in, which is another one and comes so many lines later. */
static void pass_lines(struct mgp_json_seek *seek, struct mgp_slice window, size_t offset, uint64_t lines)
{
    size_t begin = offset;
    while (window.ptr[begin - 1] != '\n') {
        begin--;
    }
    seek->line += lines;
    seek->position = begin;
    seek->depth = 0;
    seek->expects_name = false;
}

static bool is_bad_line(const struct mgp_json_layout *layout, size_t begin)
{
    size_t low = 0, high = layout->bad_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (layout->bad_lines[middle] < begin) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < layout->bad_count && layout->bad_lines[low] == begin;
}

static void find_bad_line(struct mgp_slice part, size_t begin, struct finding *found)
{
    const uint8_t *feed = memchr(part.ptr + begin, '\n', part.len - begin);
    size_t end = feed ? (size_t)(feed - part.ptr) : part.len;
    if (end < part.len && end > begin && part.ptr[end - 1] == '\r') end--;
    *found = (struct finding){FOUND_BAD_LINE, begin, end, false};
}

/* A scalar ends where structure or a blank stands. */
static size_t scalar_end(struct mgp_slice part, size_t begin)
{
    size_t at = begin;
    while (at < part.len && !mgp_json_is_structure(part.ptr[at])) {
        at++;
    }
    return at;
}

static void begin_scalar(struct mgp_json_seek *seek)
{
    if (seek->depth == 0) seek->documents++;
}

/* Reads a string or scalar: into found if offset is before its end, else past it. True if it is there. */
static bool pass_text(struct mgp_json_seek *seek, struct mgp_slice part, size_t offset, struct finding *found)
{
    bool is_string = part.ptr[seek->position] == '"';
    size_t begin = seek->position + is_string;
    size_t end = is_string ? closing_quote(part, begin) : scalar_end(part, begin);
    bool is_name = is_string && seek->expects_name;
    if (offset < end + is_string) {
        uint8_t first = part.ptr[seek->position];
        bool is_literal = first == 't' || first == 'f' || first == 'n';
        *found = (struct finding){is_string    ? FOUND_STRING
                                  : is_literal ? FOUND_STRUCTURE
                                               : FOUND_NUMBER,
                                  begin, end, is_name};
        return true;
    }
    if (is_name) {
        struct mgp_json_frame *frame = &seek->frames[seek->depth - 1];
        frame->name = begin;
        frame->name_len = end - begin;
        frame->has_name = true;
        frame->is_kept = false;
        seek->expects_name = false;
    } else {
        begin_scalar(seek);
    }
    seek->position = end + is_string;
    return false;
}

static void pass_structure(struct mgp_json_seek *seek, uint8_t byte)
{
    struct mgp_json_frame *top = seek->depth > 0 ? &seek->frames[seek->depth - 1] : NULL;
    seek->position++;
    if (byte == '{' || byte == '[') {
        begin_scalar(seek);
        seek->frames[seek->depth++] = (struct mgp_json_frame){.is_array = byte == '['};
        seek->expects_name = byte == '{';
    } else if (byte == '}' || byte == ']') {
        seek->depth--;
        seek->expects_name = false;
    } else if (byte == ',' && top) {
        top->index += top->is_array;
        seek->expects_name = !top->is_array;
    }
}

/* Goes on within a document to the token that the byte at offset belongs to. */
static void pass_tokens(struct mgp_json_seek *seek, struct mgp_slice part, size_t offset, struct finding *found)
{
    while (seek->position <= offset) {
        uint8_t byte = part.ptr[seek->position];
        if (byte == '"' || !mgp_json_is_structure(byte)) {
            if (pass_text(seek, part, offset, found)) return;
        } else {
            if (seek->position == offset) return;
            pass_structure(seek, byte);
        }
    }
}

/* Goes on to the token that the byte at offset, of the window's part, belongs to. */
static void seek_to(const struct mgp_json_layout *layout, struct mgp_json_seek *seek, size_t offset,
                    struct finding *found)
{
    struct mgp_slice part = mgp_slice_sub(layout->base.window, 0, layout->base.part_end);
    if (offset < seek->position) mgp_json_seek_start(layout, seek);
    uint64_t lines = layout->is_lines ? mgp_line_count(mgp_slice_sub(part, seek->position, offset)) : 0;
    if (lines > 0) pass_lines(seek, part, offset, lines);
    *found = (struct finding){.what = FOUND_STRUCTURE};
    if (is_bad_line(layout, seek->position)) find_bad_line(part, seek->position, found);
    else pass_tokens(seek, part, offset, found);
}

void mgp_json_seek_value(const struct mgp_json_layout *layout, struct mgp_json_seek *seek,
                         const struct mgp_value *value)
{
    struct mgp_slice part = mgp_slice_sub(layout->base.window, 0, layout->base.part_end);
    struct finding found;
    if (value->raw_offset < seek->position) mgp_json_seek_start(layout, seek);
    if (layout->is_lines && value->row > seek->line) pass_lines(seek, part, value->raw_offset, value->row - seek->line);
    pass_tokens(seek, part, value->raw_offset, &found);
}

/* --- labels -------------------------------------------------------------------------------------------- */

struct mgp_slice mgp_json_frame_name(struct mgp_json_layout *layout, const struct mgp_json_frame *frame)
{
    return mgp_json_string_value(layout, MGP_VALUE_NAME, frame->name, frame->name + frame->name_len,
                                 &layout->path_decoded)
        .text;
}

static const struct mgp_labels *labels_at(struct mgp_json_layout *layout, const struct mgp_json_seek *seek)
{
    if (!layout->cache.labeller) return NULL;
    bool is_any = false;
    size_t depth = 0;
    layout->lazy_labels.bits = (struct mgp_rule_set_bits){{0}};
    for (size_t level = seek->depth; level-- > 0;) {
        const struct mgp_json_frame *frame = &seek->frames[level];
        if (!frame->has_name) continue;
        struct mgp_rule_set_bits spare;
        const struct mgp_json_kept_name *kept = &layout->kept[level];
        const struct mgp_rule_set_bits *bits =
            frame->is_kept ? (kept->has_bits ? &kept->bits : NULL)
                           : mgp_label_cache_find(&layout->cache, mgp_json_frame_name(layout, frame), &spare);
        if (bits) mgp_labels_add(&layout->lazy_labels, bits, depth);
        is_any = is_any || bits;
        depth++;
    }
    return is_any ? &layout->lazy_labels : NULL;
}

/* --- values -------------------------------------------------------------------------------------------- */

/* The segment of the long string window[begin, end) whose core holds the byte at offset. */
static struct mgp_value segment_at(struct mgp_json_layout *layout, const struct finding *found, size_t offset,
                                   struct mgp_json_answer *answer)
{
    struct mgp_json_segment segment = {
        .raw_begin = found->begin, .core_begin = found->begin, .is_first = true};
    mgp_json_segment_measure(layout->base.window, found->end, true, &segment);
    while (segment.core_end <= offset) {
        segment =
            (struct mgp_json_segment){.raw_begin = segment.next_raw_begin, .core_begin = segment.core_end};
        mgp_json_segment_measure(layout->base.window, found->end, true, &segment);
    }
    answer->begin = segment.core_begin;
    answer->end = segment.core_end;
    return mgp_json_segment_value(layout, &segment, &layout->lazy_decoded);
}

static void finish(struct mgp_json_layout *layout, const struct mgp_json_seek *seek, struct mgp_value *out)
{
    uint64_t documents =
        seek->documents + (seek->depth == 0); /* the value at the cursor is not counted yet */
    out->row = mgp_json_record(layout, documents, seek->line);
    if (out->kind == MGP_VALUE_FIELD) out->labels = labels_at(layout, seek);
}

/* The segment that a string window consists of. */
static bool read_segment(struct mgp_json_layout *layout, size_t offset, struct mgp_json_answer *answer)
{
    const struct mgp_json_segment *segment = &layout->segment;
    if (offset < segment->core_begin || offset >= segment->core_end) return false;
    answer->begin = segment->core_begin;
    answer->end = segment->core_end;
    answer->value = mgp_json_segment_value(layout, segment, &layout->lazy_decoded);
    answer->value.labels = labels_at(layout, &layout->lazy);
    answer->value.row = mgp_json_record(layout, layout->check.documents, layout->start.line);
    return true;
}

/* Reads the value at offset, and the stretch of the window for which it is the answer. */
static bool read_value(struct mgp_json_layout *layout, size_t offset, struct mgp_json_answer *answer)
{
    struct mgp_value *value = &answer->value;
    struct finding found;
    seek_to(layout, &layout->lazy, offset, &found);
    if (found.what == FOUND_STRUCTURE || offset < found.begin || offset >= found.end) return false;
    answer->begin = found.begin;
    answer->end = found.end;
    if (found.what == FOUND_STRING && !found.is_name && found.end - found.begin > MGP_LONG_VALUE) {
        *value = segment_at(layout, &found, offset, answer);
    } else if (found.what == FOUND_STRING) {
        enum mgp_value_kind kind = found.is_name ? MGP_VALUE_NAME : MGP_VALUE_FIELD;
        *value = mgp_json_string_value(layout, kind, found.begin, found.end, &layout->lazy_decoded);
    } else {
        enum mgp_value_kind kind = found.what == FOUND_NUMBER ? MGP_VALUE_FIELD : MGP_VALUE_TEXT;
        *value = mgp_value_plain(&layout->base, kind, found.begin, found.end);
    }
    finish(layout, &layout->lazy, value);
    return true;
}

/* The last answer is kept: many questions fall into one long string, which is not to be read for each. */
bool mgp_json_value_at(struct mgp_layout *base, size_t offset, struct mgp_value *out)
{
    struct mgp_json_layout *layout = (struct mgp_json_layout *)base;
    struct mgp_json_answer *answer = &layout->answer;
    if (offset < base->part_begin || offset >= base->part_end) return false;
    if (offset < answer->begin || offset >= answer->end) {
        answer->begin = answer->end = 0;
        bool is_value = layout->is_string_window ? read_segment(layout, offset, answer)
                                                 : read_value(layout, offset, answer);
        if (!is_value) return false;
    }
    *out = answer->value;
    if (out->kind == MGP_VALUE_NAME) layout->last_name = out->raw_offset;
    return true;
}
