/* Running text: one value for each window. The core advances by window_bytes, cut at characters; the window
 * holds the context of the core too, so it overlaps its neighbours. */
#include "scanner/content/layout.h"
#include "scanner/content/lines.h"

struct text_layout {
    struct mgp_layout base;
    struct mgp_line_cursor lines;
    bool is_given; /* next has given the window's value */
    bool is_last;  /* the window ends where the text ends */

    uint64_t part_end;  /* offset in the text where cores end; UINT64_MAX: with the text */
    bool is_part_last;  /* what is read is the end of the text */
};

static bool continues_character(struct mgp_slice text, size_t at)
{
    return at < text.len && (text.ptr[at] & 0xC0) == 0x80;
}

static size_t character_floor(struct mgp_slice text, size_t at)
{
    while (at > 0 && continues_character(text, at)) {
        at--;
    }
    return at;
}

static size_t character_ceiling(struct mgp_slice text, size_t at)
{
    while (continues_character(text, at)) {
        at++;
    }
    return at;
}

/* Forgets what is further before the next core than its context; returns the offset of that core. */
static size_t drop_old(struct text_layout *layout, struct mgp_text_input *input)
{
    struct mgp_layout *base = &layout->base;
    if (base->part_end <= MGP_CONTEXT_BEFORE) return base->part_end;
    struct mgp_slice text = mgp_text_input_slice(input);
    size_t old = character_floor(text, base->part_end - MGP_CONTEXT_BEFORE);
    mgp_line_cursor_start(&layout->lines, mgp_line_cursor_seek(&layout->lines, text, old));
    mgp_text_input_drop(input, old);
    return base->part_end - old;
}

static enum mgp_status text_advance(struct mgp_layout *base, struct mgp_text_input *input, bool *has_window,
                                    struct mgp_error *error)
{
    (void)error;
    struct text_layout *layout = (struct text_layout *)base;
    size_t begin = drop_old(layout, input);
    uint64_t part_end = layout->part_end - input->offset;
    /* The rest of a character that the cuts fall into may follow: three bytes each. */
    size_t core_end = begin + base->window_bytes, end = core_end + 3 + MGP_CONTEXT_AFTER;
    mgp_text_input_fill(input, end + 4);
    struct mgp_slice text = mgp_text_input_slice(input);
    core_end = core_end < text.len ? character_ceiling(text, core_end) : text.len;
    if (core_end > part_end) core_end = (size_t)part_end;
    end = core_end + MGP_CONTEXT_AFTER < text.len ? character_ceiling(text, core_end + MGP_CONTEXT_AFTER) : text.len;

    base->window = mgp_slice_sub(text, 0, end);
    base->offset = input->offset;
    base->part_begin = begin;
    base->part_end = core_end;
    layout->is_last = end == text.len && input->is_end && layout->is_part_last;
    layout->is_given = false;
    *has_window = begin < core_end;
    return MGP_OK;
}

static void text_value(const struct text_layout *layout, struct mgp_value *out)
{
    const struct mgp_layout *base = &layout->base;
    *out = mgp_value_plain(base, MGP_VALUE_TEXT, 0, base->window.len);
    out->core_begin = base->part_begin;
    out->core_end = base->part_end;
    out->is_first = base->offset == 0;
    out->is_last = layout->is_last;
}

static bool text_next(struct mgp_layout *base, struct mgp_value *out)
{
    struct text_layout *layout = (struct text_layout *)base;
    if (layout->is_given) return false;
    layout->is_given = true;
    text_value(layout, out);
    return true;
}

static bool text_value_at(struct mgp_layout *base, size_t offset, struct mgp_value *out)
{
    if (offset < base->part_begin || offset >= base->part_end) return false;
    text_value((const struct text_layout *)base, out);
    return true;
}

static void text_place(struct mgp_layout *base, const struct mgp_value *value, size_t begin, size_t end,
                       struct mgp_arena *arena, struct mgp_place *out)
{
    (void)arena;
    struct text_layout *layout = (struct text_layout *)base;
    size_t first = value->raw_offset + begin, last = value->raw_offset + (end > begin ? end - 1 : begin);
    struct mgp_line_position start = mgp_line_cursor_seek(&layout->lines, base->window, first);
    *out = (struct mgp_place){
        .kind = MGP_PLACE_LINES,
        .start_line = start.line,
        .end_line = start.line + mgp_line_count(mgp_slice_sub(base->window, first, last)),
        .start_column = start.column,
    };
}

static void text_destroy(struct mgp_layout *base)
{
    free(base);
}

void mgp_layout_text_restart(struct mgp_layout *base)
{
    static const struct mgp_layout_ops ops = {text_advance, text_next, NULL, text_value_at,
                                              text_place,   NULL,      text_destroy};
    struct text_layout *layout = (struct text_layout *)base;
    *layout = (struct text_layout){.base = {.ops = &ops}, .part_end = UINT64_MAX, .is_part_last = true};
    mgp_line_cursor_start(&layout->lines, (struct mgp_line_position){1, 1});
}

struct mgp_layout *mgp_layout_text_create(void)
{
    struct text_layout *layout = mgp_malloc(sizeof *layout);
    mgp_layout_text_restart(&layout->base);
    return &layout->base;
}

struct mgp_layout *mgp_layout_text_part(size_t core_begin, uint64_t core_end, bool is_last,
                                        struct mgp_line_position line)
{
    struct mgp_layout *base = mgp_layout_text_create();
    struct text_layout *layout = (struct text_layout *)base;
    base->part_end = core_begin; /* as if a window before had ended there */
    layout->part_end = core_end;
    layout->is_part_last = is_last;
    mgp_line_cursor_start(&layout->lines, line);
    return base;
}

