/* Cutting JSON into windows. All of the text passes the checker here, so that what reads the windows need not doubt
 * it: a document token by token, JSON Lines line by line, and a long string segment by segment.
 *
 * Documents and lines are walked by their index (json_walk.h) first. A window ends where the walk does not go on; the
 * one that begins there is left to the checker. */
#include "scanner/content/layout_json.h"

/* More than any token but strings, names and numbers has. */
#define TOKEN_BYTES ((size_t)64)
/* How much more than a window is walked, for the token that reaches beyond it. */
#define WALK_BEYOND ((size_t)1024)

static size_t limit_of(const struct mgp_json_layout *layout)
{
    return layout->base.window_bytes < MGP_LONG_VALUE ? layout->base.window_bytes : MGP_LONG_VALUE;
}

/* --- between windows ----------------------------------------------------------------------------------- */

static void keep_name(struct mgp_json_layout *layout, size_t level)
{
    struct mgp_json_frame *frame = &layout->check.frames[level];
    struct mgp_json_kept_name *kept = &layout->kept[level];
    struct mgp_value name = mgp_json_string_value(layout, MGP_VALUE_NAME, frame->name, frame->name + frame->name_len,
                                                  &layout->path_decoded);
    kept->len = mgp_json_shorten_name(name.text, kept->text);
    struct mgp_rule_set_bits spare;
    const struct mgp_rule_set_bits *bits = mgp_label_cache_find(&layout->cache, name.text, &spare);
    kept->has_bits = bits != NULL;
    if (bits) kept->bits = *bits;
    kept->is_marked = mgp_json_is_marked(layout, frame->name);
    frame->is_kept = true;
}

/* Turns the state at the end of the part into the state at the start of the next one. */
static void leave_window(struct mgp_json_layout *layout, struct mgp_text_input *input)
{
    struct mgp_json_check *check = &layout->check;
    for (size_t level = 0; level < check->depth; level++) {
        if (check->frames[level].has_name && !check->frames[level].is_kept) keep_name(layout, level);
    }
    size_t dropped = layout->base.part_end;
    if (layout->is_in_string) {
        struct mgp_json_segment *segment = &layout->segment;
        dropped = segment->next_raw_begin;
        *segment = (struct mgp_json_segment){.core_begin = segment->core_end - dropped,
                                             .open_until = segment->open_until - dropped};
    }
    mgp_text_input_drop(input, dropped);
    check->position = 0; /* in a string it is set when the string ends */
    layout->start.expects = check->expects;
    layout->start.depth = check->depth;
    memcpy(layout->start.frames, check->frames, check->depth * sizeof *check->frames);
    layout->start.documents = check->documents;
    layout->start.line = layout->line;
    layout->bad_count = layout->mark_count = 0;
    layout->last_name = SIZE_MAX;
    layout->is_string_window = layout->is_indexed = false;
    layout->base.part_begin = layout->base.part_end = 0;
}

static enum mgp_status fail_bad(const struct mgp_json_layout *layout, struct mgp_error *error)
{
    return mgp_fail(error, MGP_RESTART_AS_TEXT, layout->is_lines ? "a long line is not JSON" : "it is not JSON");
}

static enum mgp_status fail_deep(struct mgp_error *error)
{
    return mgp_fail(error, MGP_LIMIT, "JSON is nested deeper than %d levels", MGP_JSON_MAX_LEVELS);
}

/* --- a long string ------------------------------------------------------------------------------------- */

/* Reads as much as a core that begins at begin and its context may have: more where there are escapes. */
static struct mgp_slice fill_core(struct mgp_text_input *input, size_t begin)
{
    const size_t after = MGP_JSON_RAW_AFTER + MGP_JSON_MAX_ESCAPE + 1;
    mgp_text_input_fill(input, begin + MGP_JSON_SEGMENT_BYTES + after);
    if (mgp_json_core_bytes(mgp_text_input_slice(input), begin) > MGP_JSON_SEGMENT_BYTES)
        mgp_text_input_fill(input, begin + MGP_JSON_SEGMENT_RAW_BYTES + after);
    return mgp_text_input_slice(input);
}

/* The window is the segment whose core_begin and raw_begin are set. */
static enum mgp_status cut_segment(struct mgp_json_layout *layout, struct mgp_text_input *input,
                                   struct mgp_error *error)
{
    struct mgp_json_segment *segment = &layout->segment;
    struct mgp_slice text = fill_core(input, segment->core_begin);
    size_t end = mgp_json_string_end(text, segment->open_until);
    bool is_closed = end != SIZE_MAX;
    if (!is_closed && input->is_end) return fail_bad(layout, error);
    segment->open_until =
        is_closed ? end : mgp_json_unit_floor(text, segment->open_until, text.len - MGP_JSON_MAX_ESCAPE);
    mgp_json_segment_measure(text, is_closed ? end : text.len, is_closed, segment);
    if (!mgp_json_check_string_part(mgp_slice_sub(text, segment->core_begin, segment->core_end))) {
        return fail_bad(layout, error);
    }
    layout->is_string_window = true;
    layout->is_in_string = !is_closed || segment->core_end < end;
    layout->base.part_begin = segment->is_first ? 0 : segment->core_begin;
    layout->base.part_end = segment->core_end + !layout->is_in_string;
    if (!layout->is_in_string) mgp_json_check_end_string(&layout->check, layout->base.part_end);
    return MGP_OK;
}

static enum mgp_status cut_first_segment(struct mgp_json_layout *layout, struct mgp_text_input *input,
                                         struct mgp_error *error)
{
    mgp_json_check_begin_string(&layout->check);
    layout->segment = (struct mgp_json_segment){.raw_begin = 1, .core_begin = 1, .is_first = true, .open_until = 1};
    return cut_segment(layout, input, error);
}

/* --- a document, or a line as it comes ----------------------------------------------------------------- */

static enum mgp_status end_long_line(struct mgp_json_layout *layout, size_t part_end, struct mgp_error *error)
{
    if (!mgp_json_check_is_complete(&layout->check)) return fail_bad(layout, error);
    layout->base.part_end = part_end;
    if (!layout->is_in_long_line) return MGP_OK;
    layout->is_in_long_line = false;
    layout->line++;
    mgp_json_check_reset(&layout->check, part_end);
    return MGP_OK;
}

/* Begins to walk text[0, size). */
static void start_walk(struct mgp_json_layout *layout, const struct mgp_text_input *input, size_t size)
{
    const struct mgp_rule_set_bits *bits[MGP_JSON_MAX_LEVELS];
    struct mgp_slice text = mgp_text_input_slice(input);
    for (size_t level = 0; level < layout->check.depth; level++) {
        bool has_bits = layout->check.frames[level].has_name && layout->kept[level].has_bits;
        bits[level] = has_bits ? &layout->kept[level].bits : NULL;
    }
    layout->walk.is_last = input->is_end && size == text.len;
    mgp_json_walk_start(&layout->walk, text, size, layout->is_lines, bits);
}

/* The names that are open were not measured while walking. */
static void measure_names(struct mgp_json_check *check, struct mgp_slice text)
{
    for (size_t level = 0; level < check->depth; level++) {
        struct mgp_json_frame *frame = &check->frames[level];
        if (frame->has_name && !frame->is_kept) frame->name_len = mgp_json_string_end(text, frame->name) - frame->name;
    }
}

/* Walks a document as far as it goes. False if this is nowhere: then nothing has changed. */
static bool walk_tokens(struct mgp_json_layout *layout, const struct mgp_text_input *input, size_t limit)
{
    struct mgp_slice text = mgp_text_input_slice(input);
    size_t size = text.len < limit + WALK_BEYOND ? text.len : limit + WALK_BEYOND;
    if (size == 0 || layout->check.expects == MGP_JSON_COLON) return false;
    start_walk(layout, input, size);
    mgp_json_walk_run(&layout->walk, limit);
    measure_names(&layout->check, text);
    layout->check.position = layout->base.part_end = layout->walk.at;
    layout->is_indexed = layout->walk.at > 0;
    return layout->is_indexed;
}

static enum mgp_status cut_tokens(struct mgp_json_layout *layout, struct mgp_text_input *input,
                                  struct mgp_error *error)
{
    struct mgp_json_check *check = &layout->check;
    size_t limit = limit_of(layout);
    mgp_text_input_fill(input, limit + TOKEN_BYTES);
    if (!layout->is_in_long_line && walk_tokens(layout, input, limit)) return MGP_OK;
    for (;;) {
        struct mgp_slice text = mgp_text_input_slice(input);
        struct mgp_json_check_options options = {.is_end = input->is_end, .stops_at_line = layout->is_in_long_line};
        enum mgp_json_check_result result = mgp_json_check_run(check, text, limit, &options);
        if (result == MGP_JSON_BAD) return fail_bad(layout, error);
        if (result == MGP_JSON_DEEP) return fail_deep(error);
        if (result == MGP_JSON_AT_END) return end_long_line(layout, text.len, error);
        if (result == MGP_JSON_LINE_END) return end_long_line(layout, check->position + 1, error);
        if (result == MGP_JSON_REACHED || check->position > 0) {
            layout->base.part_end = check->position;
            return MGP_OK;
        }
        if (result == MGP_JSON_LONG_STRING) return cut_first_segment(layout, input, error);
        if (text.len >= MGP_LONG_VALUE + TOKEN_BYTES) return fail_bad(layout, error);
        mgp_text_input_fill(input, MGP_LONG_VALUE + TOKEN_BYTES);
    }
}

/* --- JSON Lines ---------------------------------------------------------------------------------------- */

enum line_found {
    LINE_FOUND,
    LINE_NONE,   /* the text is over */
    LINE_LATER,  /* not whole in memory: for the next window */
    LINE_LONG,   /* over MGP_LONG_LINE */
};

/* The line that begins at begin: where it ends, and where the next one begins. */
static enum line_found find_line(struct mgp_text_input *input, size_t begin, size_t *end, size_t *next)
{
    for (;;) {
        struct mgp_slice rest = mgp_text_input_slice(input);
        rest = mgp_slice_sub(rest, begin, rest.len);
        const uint8_t *feed = rest.len ? memchr(rest.ptr, '\n', rest.len) : NULL;
        size_t size = feed ? (size_t)(feed - rest.ptr) : rest.len;
        if (size > MGP_LONG_LINE) return begin > 0 ? LINE_LATER : LINE_LONG;
        if (feed || input->is_end) {
            *end = begin + size;
            *next = *end + (feed != NULL);
            return *next > begin ? LINE_FOUND : LINE_NONE;
        }
        if (begin > 0) return LINE_LATER;
        size_t wanted = 2 * rest.len + TOKEN_BYTES;
        mgp_text_input_fill(input, wanted < MGP_LONG_LINE + 2 ? wanted : MGP_LONG_LINE + 2);
    }
}

static enum mgp_status check_line(struct mgp_json_layout *layout, struct mgp_slice text, size_t begin, size_t end,
                                  struct mgp_error *error)
{
    static const struct mgp_json_check_options whole = {.is_end = true, .takes_any_string = true};
    struct mgp_json_check *check = &layout->check;
    mgp_json_check_reset(check, begin);
    enum mgp_json_check_result result = mgp_json_check_run(check, mgp_slice_sub(text, 0, end), end, &whole);
    if (result == MGP_JSON_DEEP) return fail_deep(error);
    if (result == MGP_JSON_AT_END && mgp_json_check_is_complete(check)) return MGP_OK;
    MGP_GROW(layout->bad_lines, layout->bad_count, layout->bad_capacity);
    layout->bad_lines[layout->bad_count++] = (uint32_t)begin;
    return MGP_OK;
}

static void end_lines(struct mgp_json_layout *layout, size_t part_end)
{
    layout->base.part_end = part_end;
    mgp_json_check_reset(&layout->check, part_end);
}

/* The line at begin was not accepted by the walk: it is a bad one, or the window is to be read without the walk. */
static enum mgp_status judge_line(struct mgp_json_layout *layout, struct mgp_slice text, size_t begin,
                                  struct mgp_error *error)
{
    struct mgp_json_walk *walk = &layout->walk;
    size_t bad = layout->bad_count;
    enum mgp_status status = check_line(layout, text, begin, walk->at, error);
    if (layout->bad_count == bad) layout->is_indexed = false;
    else mgp_json_walk_note(walk, (struct mgp_json_entry){.at = (uint32_t)begin, .is_bad_line = true});
    return status;
}

/* Walks whole lines of text[0, size), of which there is one at least, up to limit. */
static enum mgp_status walk_lines(struct mgp_json_layout *layout, struct mgp_text_input *input, size_t size,
                                  size_t limit, struct mgp_error *error)
{
    struct mgp_json_walk *walk = &layout->walk;
    size_t begin = 0;
    layout->is_indexed = true;
    mgp_json_check_reset(&layout->check, 0);
    start_walk(layout, input, size);
    while (begin < size && (begin == 0 || begin < limit)) {
        size_t entries = walk->entry_count;
        enum mgp_status status = MGP_OK;
        if (mgp_json_walk_run(walk, SIZE_MAX) != MGP_JSON_WALKED_LINE) {
            walk->entry_count = entries;
            if (walk->is_full && begin > 0) break;
            if (!mgp_json_walk_pass_line(walk)) break;
            status = judge_line(layout, mgp_text_input_slice(input), begin, error);
        }
        if (status != MGP_OK) return status;
        layout->line++;
        begin = walk->at + (walk->at < size);
        mgp_json_walk_begin_line(walk);
    }
    end_lines(layout, begin);
    return MGP_OK;
}

/* Lines that are too long for an index, one by one. */
static enum mgp_status check_lines(struct mgp_json_layout *layout, struct mgp_text_input *input, size_t limit,
                                   struct mgp_error *error)
{
    size_t begin = 0;
    while (begin == 0 || begin < limit) {
        size_t end, next;
        if (find_line(input, begin, &end, &next) != LINE_FOUND) break;
        enum mgp_status status = check_line(layout, mgp_text_input_slice(input), begin, end, error);
        if (status != MGP_OK) return status;
        layout->line++;
        begin = next;
    }
    end_lines(layout, begin);
    return MGP_OK;
}

static enum mgp_status cut_lines(struct mgp_json_layout *layout, struct mgp_text_input *input,
                                 struct mgp_error *error)
{
    size_t limit = limit_of(layout), end, next;
    mgp_text_input_fill(input, limit + TOKEN_BYTES);
    enum line_found found = find_line(input, 0, &end, &next);
    if (found == LINE_LONG) {
        layout->is_in_long_line = true;
        mgp_json_check_reset(&layout->check, 0);
        return cut_tokens(layout, input, error);
    }
    if (found != LINE_FOUND) {
        end_lines(layout, 0);
        return MGP_OK;
    }
    if (next > MGP_LONG_VALUE) return check_lines(layout, input, limit, error);
    size_t len = mgp_text_input_slice(input).len, size = next > limit ? next : len < limit ? len : limit;
    return walk_lines(layout, input, size, limit, error);
}

enum mgp_status mgp_json_cut(struct mgp_json_layout *layout, struct mgp_text_input *input, bool *has_window,
                             struct mgp_error *error)
{
    struct mgp_layout *base = &layout->base;
    leave_window(layout, input);
    enum mgp_status status = layout->is_in_string ? cut_segment(layout, input, error)
                             : layout->is_lines && !layout->is_in_long_line
                                 ? cut_lines(layout, input, error)
                                 : cut_tokens(layout, input, error);
    if (status != MGP_OK) return status;
    size_t end = base->part_end;
    if (layout->is_string_window && layout->segment.raw_end > end) end = layout->segment.raw_end;
    base->window = mgp_slice_sub(mgp_text_input_slice(input), 0, end);
    base->offset = input->offset;
    *has_window = end > 0;
    return MGP_OK;
}
