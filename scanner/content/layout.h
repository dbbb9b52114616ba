/* What every format's layout has, and what it does. */
#ifndef MGP_SCANNER_LAYOUT_H
#define MGP_SCANNER_LAYOUT_H

#include "base/buffer.h"
#include "scanner/content/content.h"
#include "scanner/content/lines.h"
#include "scanner/content/text_input.h"

struct mgp_layout_ops {
    /* Cuts the next window from the input; *has_window is false at the end. */
    enum mgp_status (*advance)(struct mgp_layout *layout, struct mgp_text_input *input, bool *has_window,
                               struct mgp_error *error);
    bool (*next)(struct mgp_layout *layout, struct mgp_value *out);
    bool (*next_beyond)(struct mgp_layout *layout, size_t offset, struct mgp_value *out); /* NULL: running text */
    bool (*value_at)(struct mgp_layout *layout, size_t offset, struct mgp_value *out);
    void (*place)(struct mgp_layout *layout, const struct mgp_value *value, size_t begin, size_t end,
                  struct mgp_arena *arena, struct mgp_place *out);
    void (*mark_name)(struct mgp_layout *layout); /* NULL: there are no names */
    void (*destroy)(struct mgp_layout *layout);
};

/* Each format's layout begins with one of these. */
struct mgp_layout {
    const struct mgp_layout_ops *ops;
    size_t window_bytes;
    struct mgp_slice window;
    uint64_t offset;               /* of the window in the text */
    size_t part_begin, part_end;   /* of the window: what is handed out of it */
    const uint64_t *borders;       /* what mgp_layout_borders gives */
};

struct mgp_csv_dialect {
    uint8_t delimiter;
    uint64_t header_row; /* from 1; 0: none */
};

struct mgp_layout *mgp_layout_text_create(void);
void mgp_layout_text_restart(struct mgp_layout *layout); /* for another text */
struct mgp_layout *mgp_layout_csv_create(const struct mgp_csv_dialect *dialect,
                                         const struct mgp_labeller *labeller);
struct mgp_layout *mgp_layout_json_create(bool is_lines, const struct mgp_labeller *labeller);

/* For pieces of a text (piece.h). Running text: the core goes from core_begin of what is read to the offset
 * core_end in the text; line is where the first byte that is read stands; is_last: the text ends where that does. */
struct mgp_layout *mgp_layout_text_part(size_t core_begin, uint64_t core_end, bool is_last,
                                        struct mgp_line_position line);
/* Has the layout read all of the header, so that what follows its last window can be forked off? */
bool mgp_layout_csv_is_past_header(const struct mgp_layout *layout);
const struct mgp_csv_dialect *mgp_layout_csv_dialect(const struct mgp_layout *layout);
/* Which cell follows the last window. */
void mgp_layout_csv_position(const struct mgp_layout *layout, uint64_t *row, uint64_t *column);
/* A layout for a later part of the text, whose first cell is that one. It uses from's columns, which several threads
 * may do, as long as from lives and is not advanced. */
struct mgp_layout *mgp_layout_csv_fork(const struct mgp_layout *from, uint64_t row, uint64_t column);
/* JSON Lines from a line on, counted from 0. */
struct mgp_layout *mgp_layout_json_lines_from(const struct mgp_labeller *labeller, uint64_t line);

/* Where a value is decoded to when its text is not its raw bytes; used again for the next one. */
struct mgp_decoded {
    struct mgp_buffer text;
    uint32_t *map;
    size_t map_capacity;
};

/* Room for the text of raw_bytes and its map, empty. No more than raw_bytes may be appended in all. */
void mgp_decoded_begin(struct mgp_decoded *decoded, size_t raw_bytes);
void mgp_decoded_clear(struct mgp_decoded *decoded);
/* Appends bytes [from, from + size) of raw as they are. */
void mgp_decoded_copy(struct mgp_decoded *decoded, struct mgp_slice raw, size_t from, size_t size);
/* Appends a character that stands at raw_offset. */
void mgp_decoded_codepoint(struct mgp_decoded *decoded, uint32_t codepoint, size_t raw_offset);
/* Makes the map's last entry; value's text and map become the decoded ones. */
void mgp_decoded_finish(struct mgp_decoded *decoded, size_t raw_bytes, struct mgp_value *value);

/* Makes out a whole value whose text is its raw bytes, window[begin, end). Member by member: a copy of the whole
 * would wait for the writing of its parts. */
static inline void mgp_value_set_plain(struct mgp_value *out, const struct mgp_layout *layout, enum mgp_value_kind kind,
                                       size_t begin, size_t end)
{
    const uint8_t *bytes = layout->window.ptr + begin;
    out->kind = kind;
    out->raw.ptr = bytes;
    out->raw.len = end - begin;
    out->text.ptr = bytes;
    out->text.len = end - begin;
    out->raw_offset = begin;
    out->map = NULL;
    out->core_begin = 0;
    out->core_end = end - begin;
    out->is_first = out->is_last = true;
    out->labels = NULL;
    out->row = out->column = 0;
}

static inline struct mgp_value mgp_value_plain(const struct mgp_layout *layout, enum mgp_value_kind kind, size_t begin,
                                               size_t end)
{
    struct mgp_value value;
    mgp_value_set_plain(&value, layout, kind, begin, end);
    return value;
}

#endif
