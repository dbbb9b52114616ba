#define _GNU_SOURCE /* memrchr */
#include "scanner/content/piece.h"

#include "scanner/content/csv.h"

/* Running text is cut behind a line, where one ends within so many bytes: values seldom go on there. */
#define CALM_BYTES ((size_t)4096)

/* --- borders ------------------------------------------------------------------------------------------- */

static size_t most_of(size_t size)
{
    return 4 * size > MGP_PIECE_MAX_BYTES ? 4 * size : MGP_PIECE_MAX_BYTES;
}

static enum mgp_status fail_border(struct mgp_error *error)
{
    return mgp_fail(error, MGP_UNSUPPORTED, "a record or line is too long to cut the text behind it");
}

/* Reads on, so that there is more than what was known. False if that is too much, or if there is no more. */
static bool read_on(struct mgp_text_input *input, size_t known, size_t size)
{
    if (input->is_end || known >= most_of(size)) return false;
    mgp_text_input_fill(input, 2 * known < most_of(size) ? 2 * known : most_of(size));
    return mgp_text_input_slice(input).len > known;
}

static size_t ends_character(struct mgp_slice text, size_t at)
{
    while (at < text.len && (text.ptr[at] & 0xC0) == 0x80) {
        at++;
    }
    return at;
}

static size_t begins_character(struct mgp_slice text, size_t at)
{
    while (at > 0 && at < text.len && (text.ptr[at] & 0xC0) == 0x80) {
        at--;
    }
    return at;
}

static size_t find_calm_border(struct mgp_slice text, size_t begin, size_t wanted)
{
    size_t from = wanted - begin > CALM_BYTES ? wanted - CALM_BYTES : begin;
    const uint8_t *feed = memrchr(text.ptr + from, '\n', wanted - from);
    return feed ? (size_t)(feed - text.ptr) + 1 : ends_character(text, wanted);
}

/* Where the record that the cell at position belongs to ends: just past its line feed. SIZE_MAX: not in text. */
static size_t find_record_end(struct mgp_slice text, size_t cell_begin, uint8_t delimiter)
{
    struct mgp_csv_cell cell = {.next = cell_begin};
    do {
        mgp_csv_read_cell(text, cell.next, delimiter, &cell);
        if (!cell.is_terminated) return SIZE_MAX;
    } while (!cell.ends_record);
    bool may_be_cut = text.ptr[cell.next - 1] == '\r' && cell.next == text.len; /* CR LF is one */
    return may_be_cut ? SIZE_MAX : cell.next;
}

/* Moves position behind a record; false if none ends near enough. */
static bool find_record_border(const struct mgp_cut *cut, size_t size, struct mgp_csv_position *position)
{
    uint8_t delimiter = mgp_layout_csv_dialect(cut->layout)->delimiter;
    struct mgp_slice text = mgp_text_input_slice(cut->input);
    mgp_csv_skip(position, text, delimiter, size);
    if (position->column == 1 && position->cell > 0) return true;
    for (;;) {
        size_t end = find_record_end(text, position->cell, delimiter);
        if (end != SIZE_MAX) {
            *position = (struct mgp_csv_position){end, position->row + 1, 1};
            return true;
        }
        if (!read_on(cut->input, text.len, size)) return false;
        text = mgp_text_input_slice(cut->input);
    }
}

static bool find_line_border(const struct mgp_cut *cut, size_t size, size_t *border)
{
    struct mgp_slice text = mgp_text_input_slice(cut->input);
    const uint8_t *feed = memrchr(text.ptr, '\n', size);
    size_t searched = size;
    while (!feed) {
        if (text.len > searched) feed = memchr(text.ptr + searched, '\n', text.len - searched);
        if (feed) break;
        searched = text.len;
        if (!read_on(cut->input, text.len, size)) return false;
        text = mgp_text_input_slice(cut->input);
    }
    *border = (size_t)(feed - text.ptr) + 1;
    return true;
}

/* --- cutting ------------------------------------------------------------------------------------------- */

/* Gives the piece the memory that its first kept bytes stand in; the input goes on with the rest, from dropped on, in
 * the memory that the piece had. */
static void hand_over(struct mgp_text_input *input, size_t kept, size_t dropped, struct mgp_piece *piece)
{
    if (piece->layout) piece->layout->ops->destroy(piece->layout);
    piece->layout = NULL;
    struct mgp_text_input old = *input;
    struct mgp_slice rest = mgp_text_input_slice(input);
    rest = mgp_slice_sub(rest, dropped, rest.len);
    mgp_text_input_take_room(input, &piece->input, rest);
    input->offset = old.offset + dropped;
    old.decoder = NULL;
    old.end = old.begin + kept;
    old.is_end = true;
    piece->input = old;
    piece->offset = old.offset;
}

static void cut_text(const struct mgp_cut *cut, size_t size, struct mgp_piece *piece)
{
    struct mgp_text_input *input = cut->input;
    struct mgp_cutter *cutter = cut->cutter;
    size_t begin = cutter->core_begin;
    mgp_text_input_fill(input, begin + size + 3 + MGP_CONTEXT_AFTER + 4);
    struct mgp_slice text = mgp_text_input_slice(input);
    size_t core_end = begin + size < text.len ? find_calm_border(text, begin, begin + size) : text.len;
    size_t end = core_end + MGP_CONTEXT_AFTER;
    end = end < text.len ? ends_character(text, end) : text.len;
    size_t old = core_end > MGP_CONTEXT_BEFORE ? begins_character(text, core_end - MGP_CONTEXT_BEFORE) : 0;
    piece->core_begin = begin;
    piece->core_end = core_end;
    piece->line = cutter->line;
    piece->is_last = end == text.len && input->is_end;
    mgp_line_advance(&cutter->line, mgp_slice_sub(text, 0, old));
    cutter->core_begin = core_end - old;
    hand_over(input, end, old, piece);
}

static bool cut_csv(const struct mgp_cut *cut, size_t size, struct mgp_piece *piece)
{
    struct mgp_cutter *cutter = cut->cutter;
    mgp_text_input_fill(cut->input, size + 2);
    struct mgp_csv_position position = {0, cutter->row, cutter->column};
    piece->row = cutter->row;
    piece->column = cutter->column;
    piece->whole = cut->layout;
    position.cell = mgp_text_input_slice(cut->input).len;
    if (position.cell > size) {
        position.cell = 0;
        if (!find_record_border(cut, size, &position)) return false;
    }
    cutter->row = position.row;
    cutter->column = position.column;
    hand_over(cut->input, position.cell, position.cell, piece);
    return true;
}

static bool cut_lines(const struct mgp_cut *cut, size_t size, struct mgp_piece *piece)
{
    mgp_text_input_fill(cut->input, size + 1);
    size_t border = mgp_text_input_slice(cut->input).len;
    if (border > size && !find_line_border(cut, size, &border)) return false;
    piece->row = cut->cutter->row;
    cut->cutter->row += mgp_line_count(mgp_slice_sub(mgp_text_input_slice(cut->input), 0, border));
    hand_over(cut->input, border, border, piece);
    return true;
}

void mgp_cutter_begin(const struct mgp_cut *cut)
{
    struct mgp_cutter *cutter = cut->cutter;
    *cutter = (struct mgp_cutter){.is_begun = true, .line = {1, 1}};
    if (cut->format != MGP_FORMAT_CSV) return;
    mgp_layout_csv_position(cut->layout, &cutter->row, &cutter->column);
    mgp_text_input_drop(cut->input, cut->layout->part_end);
}

enum mgp_status mgp_cutter_next(const struct mgp_cut *cut, size_t size, struct mgp_piece *piece, bool *has_piece,
                                struct mgp_error *error)
{
    mgp_text_input_fill(cut->input, cut->cutter->core_begin + 1);
    *has_piece = mgp_text_input_slice(cut->input).len > cut->cutter->core_begin;
    if (!*has_piece) return MGP_OK;
    piece->format = cut->format;
    piece->window_bytes = cut->layout->window_bytes;
    piece->labeller = cut->labeller;
    piece->begin = cut->input->offset + cut->cutter->core_begin;
    bool is_cut = true;
    if (cut->format == MGP_FORMAT_TEXT) cut_text(cut, size, piece);
    else is_cut = cut->format == MGP_FORMAT_CSV ? cut_csv(cut, size, piece) : cut_lines(cut, size, piece);
    return is_cut ? MGP_OK : fail_border(error);
}

/* --- scanning a piece ---------------------------------------------------------------------------------- */

static struct mgp_layout *create_layout(const struct mgp_piece *piece)
{
    switch (piece->format) {
    case MGP_FORMAT_CSV:
        return mgp_layout_csv_fork(piece->whole, piece->row, piece->column);
    case MGP_FORMAT_JSON_LINES:
        return mgp_layout_json_lines_from(piece->labeller, piece->row);
    default:
        return mgp_layout_text_part(piece->core_begin, piece->offset + piece->core_end, piece->is_last, piece->line);
    }
}

void mgp_piece_begin(struct mgp_piece *piece)
{
    struct mgp_text_input *input = &piece->input;
    if (piece->layout) piece->layout->ops->destroy(piece->layout);
    /* What was dropped is still there: nothing is read into a piece's memory. */
    input->begin -= (size_t)(input->offset - piece->offset);
    input->offset = piece->offset;
    piece->layout = create_layout(piece);
    piece->layout->window_bytes = piece->window_bytes;
}

enum mgp_status mgp_piece_next(struct mgp_piece *piece, struct mgp_layout **out, struct mgp_error *error)
{
    bool has_window = false;
    *out = NULL;
    enum mgp_status status = piece->layout->ops->advance(piece->layout, &piece->input, &has_window, error);
    if (status == MGP_OK && has_window) *out = piece->layout;
    return status;
}

void mgp_piece_clear(struct mgp_piece *piece)
{
    if (piece->layout) piece->layout->ops->destroy(piece->layout);
    mgp_text_input_clear(&piece->input);
    *piece = (struct mgp_piece){0};
}
