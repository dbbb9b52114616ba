/* JSON and JSON Lines: the values of a window in order. */
#include "scanner/content/layout_json.h"

/* --- what next and value_at build values with ---------------------------------------------------------- */

struct mgp_value mgp_json_string_value(const struct mgp_json_layout *layout, enum mgp_value_kind kind, size_t begin,
                                       size_t end, struct mgp_decoded *decoded)
{
    struct mgp_value value = mgp_value_plain(&layout->base, kind, begin, end);
    if (end > begin && memchr(value.raw.ptr, '\\', value.raw.len)) mgp_json_decode(decoded, &value);
    return value;
}

/* First place in the text of value that stands at raw offset or behind it. */
static size_t text_offset(const struct mgp_value *value, size_t raw)
{
    if (!value->map) return raw;
    size_t low = 0, high = value->text.len;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (value->map[middle] < raw) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

struct mgp_value mgp_json_segment_value(const struct mgp_json_layout *layout, const struct mgp_json_segment *segment,
                                        struct mgp_decoded *decoded)
{
    struct mgp_value value =
        mgp_json_string_value(layout, MGP_VALUE_FIELD, segment->raw_begin, segment->raw_end, decoded);
    value.core_begin = text_offset(&value, segment->core_begin - segment->raw_begin);
    value.core_end = text_offset(&value, segment->core_end - segment->raw_begin);
    value.is_first = segment->is_first;
    value.is_last = segment->is_last;
    return value;
}

/* --- marks --------------------------------------------------------------------------------------------- */

/* Where name is, or belongs, among the marks. */
static size_t mark_index(const struct mgp_json_layout *layout, size_t name)
{
    size_t low = 0, high = layout->mark_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (layout->marks[middle] < name) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

bool mgp_json_is_marked(const struct mgp_json_layout *layout, size_t name)
{
    size_t index = mark_index(layout, name);
    return index < layout->mark_count && layout->marks[index] == name;
}

static void json_mark_name(struct mgp_layout *base)
{
    struct mgp_json_layout *layout = (struct mgp_json_layout *)base;
    if (layout->last_name == SIZE_MAX || mgp_json_is_marked(layout, layout->last_name)) return;
    size_t index = mark_index(layout, layout->last_name);
    MGP_GROW(layout->marks, layout->mark_count, layout->mark_capacity);
    uint64_t *at = layout->marks + index;
    memmove(at + 1, at, (layout->mark_count - index) * sizeof *at);
    *at = layout->last_name;
    layout->mark_count++;
}

/* --- names and labels ---------------------------------------------------------------------------------- */

static void set_bits(struct mgp_json_eager *eager, size_t level, const struct mgp_rule_set_bits *bits)
{
    if (!bits && !eager->bits[level] && eager->labelled == 0) return;
    eager->labelled += (bits != NULL) - (size_t)(eager->bits[level] != NULL);
    eager->bits[level] = bits;
    eager->are_labels_right = false;
}

static const struct mgp_labels *current_labels(struct mgp_json_eager *eager)
{
    if (eager->labelled == 0) return NULL;
    if (eager->are_labels_right) return &eager->labels;
    eager->labels.bits = (struct mgp_rule_set_bits){{0}};
    size_t depth = 0;
    for (size_t level = eager->depth; level-- > 0;) {
        if (eager->bits[level]) mgp_labels_add(&eager->labels, eager->bits[level], depth);
        depth += !eager->is_array[level];
    }
    eager->are_labels_right = true;
    return &eager->labels;
}

/* --- the cursor of next -------------------------------------------------------------------------------- */

static void start_eager(struct mgp_json_layout *layout)
{
    struct mgp_json_eager *eager = &layout->eager;
    const struct mgp_json_start *start = &layout->start;
    eager->position = layout->base.part_begin;
    eager->depth = start->depth;
    eager->expects_name = start->expects == MGP_JSON_FIRST_NAME || start->expects == MGP_JSON_NAME;
    eager->labelled = 0;
    eager->are_labels_right = false;
    for (size_t level = 0; level < start->depth; level++) {
        const struct mgp_json_frame *frame = &start->frames[level];
        bool has_bits = frame->has_name && layout->kept[level].has_bits;
        eager->is_array[level] = frame->is_array;
        eager->bits[level] = has_bits ? &layout->kept[level].bits : NULL;
        eager->labelled += has_bits;
    }
    eager->documents = start->documents;
    eager->line = start->line;
    eager->next_bad = 0;
    eager->is_in_string = layout->is_string_window;
    eager->segment = layout->segment;
}

static enum mgp_status json_advance(struct mgp_layout *base, struct mgp_text_input *input, bool *has_window,
                                    struct mgp_error *error)
{
    struct mgp_json_layout *layout = (struct mgp_json_layout *)base;
    enum mgp_status status = mgp_json_cut(layout, input, has_window, error);
    if (status != MGP_OK || !*has_window) return status;
    start_eager(layout);
    mgp_json_beyond_start(layout);
    mgp_json_seek_start(layout, &layout->lazy);
    mgp_json_seek_start(layout, &layout->places);
    layout->answer.begin = layout->answer.end = 0;
    layout->place_entry = 0;
    layout->place_offset = SIZE_MAX;
    return MGP_OK;
}

static void open_container(struct mgp_json_eager *eager, bool is_array)
{
    if (eager->depth == 0) eager->documents++;
    eager->is_array[eager->depth] = is_array;
    eager->bits[eager->depth] = NULL;
    eager->expects_name = !is_array;
    eager->depth++;
    eager->position++;
    eager->are_labels_right = false;
}

static void close_container(struct mgp_json_eager *eager)
{
    set_bits(eager, eager->depth - 1, NULL);
    eager->depth--;
    eager->expects_name = false;
    eager->position++;
    eager->are_labels_right = false;
}

static void finish_field(const struct mgp_json_layout *layout, struct mgp_json_eager *eager, struct mgp_value *out)
{
    out->labels = current_labels(eager);
    out->row = mgp_json_record(layout, eager->documents, eager->line);
}

static bool give_name(struct mgp_json_layout *layout, size_t begin, size_t end, struct mgp_value *out)
{
    struct mgp_json_eager *eager = &layout->eager;
    *out = mgp_json_string_value(layout, MGP_VALUE_NAME, begin, end, &eager->name);
    out->row = mgp_json_record(layout, eager->documents, eager->line);
    size_t level = eager->depth - 1;
    set_bits(eager, level, mgp_label_cache_find(&layout->cache, out->text, &eager->spare[level]));
    eager->expects_name = false;
    if (begin < end) layout->last_name = begin;
    return begin < end;
}

/* The next segment of a long string. In a string window there is just the one that the cutter made. */
static void give_segment(struct mgp_json_layout *layout, struct mgp_value *out)
{
    struct mgp_json_eager *eager = &layout->eager;
    struct mgp_json_segment *segment = &eager->segment;
    if (layout->is_string_window) {
        eager->documents = layout->check.documents;
        eager->is_in_string = false;
        eager->position = layout->base.part_end;
    } else {
        mgp_json_segment_measure(layout->base.window, eager->string_end, true, segment);
        eager->is_in_string = segment->core_end < eager->string_end;
    }
    *out = mgp_json_segment_value(layout, segment, &eager->decoded);
    finish_field(layout, eager, out);
    *segment = (struct mgp_json_segment){.raw_begin = segment->next_raw_begin, .core_begin = segment->core_end};
}

/* The string whose quote stands at the cursor. False if it is empty. */
static bool give_string(struct mgp_json_layout *layout, struct mgp_value *out)
{
    struct mgp_json_eager *eager = &layout->eager;
    struct mgp_slice part = mgp_slice_sub(layout->base.window, 0, layout->base.part_end);
    size_t begin = eager->position + 1, end = mgp_json_string_end(part, begin);
    eager->position = end + 1;
    if (eager->expects_name) return give_name(layout, begin, end, out);
    if (eager->depth == 0) eager->documents++;
    if (end - begin > MGP_LONG_VALUE) {
        eager->is_in_string = true;
        eager->string_end = end;
        eager->segment = (struct mgp_json_segment){.raw_begin = begin, .core_begin = begin, .is_first = true};
        give_segment(layout, out);
        return true;
    }
    *out = mgp_json_string_value(layout, MGP_VALUE_FIELD, begin, end, &eager->decoded);
    finish_field(layout, eager, out);
    return begin < end;
}

static bool belongs_to_number(uint8_t byte)
{
    return (byte >= '0' && byte <= '9') || byte == '.' || byte == '-' || byte == '+' || byte == 'e' || byte == 'E';
}

static void give_number(struct mgp_json_layout *layout, struct mgp_value *out)
{
    struct mgp_json_eager *eager = &layout->eager;
    size_t begin = eager->position, end = begin + 1;
    while (end < layout->base.part_end && belongs_to_number(layout->base.window.ptr[end])) {
        end++;
    }
    if (eager->depth == 0) eager->documents++;
    eager->position = end;
    *out = mgp_value_plain(&layout->base, MGP_VALUE_FIELD, begin, end);
    finish_field(layout, eager, out);
}

static void skip_literal(struct mgp_json_eager *eager, size_t size)
{
    if (eager->depth == 0) eager->documents++;
    eager->position += size;
}

static bool is_bad_line(const struct mgp_json_layout *layout)
{
    const struct mgp_json_eager *eager = &layout->eager;
    return eager->next_bad < layout->bad_count && layout->bad_lines[eager->next_bad] == eager->position;
}

struct mgp_value mgp_json_bad_line(const struct mgp_json_layout *layout, size_t begin, size_t *end)
{
    struct mgp_slice window = layout->base.window;
    const uint8_t *feed = memchr(window.ptr + begin, '\n', layout->base.part_end - begin);
    *end = feed ? (size_t)(feed - window.ptr) : layout->base.part_end;
    bool has_return = feed && *end > begin && window.ptr[*end - 1] == '\r';
    return mgp_value_plain(&layout->base, MGP_VALUE_TEXT, begin, *end - has_return);
}

static void give_bad_line(struct mgp_json_layout *layout, struct mgp_value *out)
{
    struct mgp_json_eager *eager = &layout->eager;
    *out = mgp_json_bad_line(layout, eager->position, &eager->position); /* the line feed is read as one */
    eager->next_bad++;
    out->row = eager->line;
}

static void pass_comma(struct mgp_json_eager *eager)
{
    eager->expects_name = eager->depth > 0 && !eager->is_array[eager->depth - 1];
    eager->position++;
}

/* Reads the token at the cursor. True if it is a value to give. */
static bool read_token(struct mgp_json_layout *layout, struct mgp_value *out)
{
    struct mgp_json_eager *eager = &layout->eager;
    uint8_t byte = layout->base.window.ptr[eager->position];
    switch (byte) {
    case '"': return give_string(layout, out);
    case ',': pass_comma(eager); return false;
    case '{':
    case '[': open_container(eager, byte == '['); return false;
    case '}':
    case ']': close_container(eager); return false;
    case '\n':
        eager->line += layout->is_lines;
        eager->position++;
        return false;
    case ' ':
    case '\t':
    case '\r':
    case ':': eager->position++; return false;
    case 't':
    case 'n': skip_literal(eager, 4); return false;
    case 'f': skip_literal(eager, 5); return false;
    default: give_number(layout, out); return true;
    }
}

static bool json_next(struct mgp_layout *base, struct mgp_value *out)
{
    struct mgp_json_layout *layout = (struct mgp_json_layout *)base;
    struct mgp_json_eager *eager = &layout->eager;
    if (eager->is_in_string) {
        give_segment(layout, out);
        return true;
    }
    while (eager->position < base->part_end) {
        if (is_bad_line(layout)) {
            give_bad_line(layout, out);
            return true;
        }
        if (read_token(layout, out)) return true;
    }
    return false;
}

static bool json_next_beyond(struct mgp_layout *base, size_t offset, struct mgp_value *out)
{
    struct mgp_json_layout *layout = (struct mgp_json_layout *)base;
    if (layout->is_indexed) return mgp_json_beyond_next(layout, offset, out);
    while (json_next(base, out)) {
        if (out->raw_offset + out->raw.len > offset || out->labels || out->map) return true;
    }
    return false;
}

/* --- the layout ---------------------------------------------------------------------------------------- */

static void json_destroy(struct mgp_layout *base)
{
    struct mgp_json_layout *layout = (struct mgp_json_layout *)base;
    mgp_json_walk_clear(&layout->walk);
    free(layout->bad_lines);
    free(layout->kept);
    free(layout->marks);
    free(layout->eager.spare);
    mgp_label_cache_clear(&layout->cache);
    mgp_decoded_clear(&layout->eager.decoded);
    mgp_decoded_clear(&layout->eager.name);
    mgp_decoded_clear(&layout->lazy_decoded);
    mgp_decoded_clear(&layout->path_decoded);
    mgp_buffer_clear(&layout->path);
    free(layout->usual_paths);
    free(layout);
}

struct mgp_layout *mgp_layout_json_create(bool is_lines, const struct mgp_labeller *labeller)
{
    static const struct mgp_layout_ops ops = {json_advance,      json_next,      json_next_beyond, mgp_json_value_at,
                                              mgp_json_place, json_mark_name, json_destroy};
    struct mgp_json_layout *layout = mgp_calloc(1, sizeof *layout);
    layout->base.ops = &ops;
    layout->is_lines = is_lines;
    layout->cache.labeller = labeller;
    layout->walk.check = &layout->check;
    mgp_json_index_init(&layout->walk.index, mgp_cpu_choose());
    mgp_json_names_init(&layout->walk.names, &layout->cache);
    layout->last_name = SIZE_MAX;
    layout->kept = mgp_malloc(MGP_JSON_MAX_LEVELS * sizeof *layout->kept);
    layout->eager.spare = mgp_malloc(MGP_JSON_MAX_LEVELS * sizeof *layout->eager.spare);
    mgp_json_check_reset(&layout->check, 0);
    return &layout->base;
}

struct mgp_layout *mgp_layout_json_lines_from(const struct mgp_labeller *labeller, uint64_t line)
{
    struct mgp_layout *base = mgp_layout_json_create(true, labeller);
    ((struct mgp_json_layout *)base)->line = line;
    return base;
}
