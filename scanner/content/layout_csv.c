/* CSV and TSV. A window ends where a cell does; row, column and the names of the columns are carried over. Windows
 * are cut, and walked by next_beyond, with an index of bitmaps; next and value_at read cell by cell, each in its own
 * way, so that the three can be tested against each other. */
#include "base/utf8.h"
#include "scanner/content/csv_index.h"
#include "scanner/content/lines.h"

struct column {
    char *name;                /* NULL: empty */
    struct mgp_labels *labels; /* NULL: none */
};

struct csv_layout {
    struct mgp_layout base;
    struct mgp_csv_dialect dialect;
    const struct mgp_labeller *labeller; /* borrowed; NULL: no labels */
    struct column *columns;
    size_t column_count, column_capacity;
    bool *is_labelled;                   /* for each column */
    size_t labelled_capacity, labelled_columns;
    struct mgp_line_cursor lines; /* right as long as the window holds header cells */

    struct mgp_csv_position start, end;       /* of the window's part */
    const struct mgp_structure_kernel *kernel;
    struct mgp_csv_index index;
    bool is_indexed;                          /* index is of this window */
    size_t next_tail;                         /* of index.tails */
    struct mgp_csv_position eager, lazy;      /* the next cell of next, the last one of value_at */
    struct mgp_decoded eager_text, lazy_text, name_text;
    struct mgp_value lazy_value; /* of the cell at lazy, if has_lazy_value */
    bool has_lazy_value;
    bool is_fork;                /* the columns are another layout's */
};

static bool is_header_row(const struct csv_layout *layout, uint64_t row)
{
    return row == layout->dialect.header_row;
}

static bool is_before_data(const struct csv_layout *layout, uint64_t row)
{
    return row <= layout->dialect.header_row;
}

/* --- the header ---------------------------------------------------------------------------------------- */

static struct mgp_slice shortened(struct mgp_slice name)
{
    if (name.len <= MGP_CSV_MAX_NAME_BYTES) return name;
    size_t end = MGP_CSV_MAX_NAME_BYTES;
    while (end > 0 && (name.ptr[end] & 0xC0) == 0x80) {
        end--;
    }
    return mgp_slice_sub(name, 0, end);
}

static struct mgp_labels *labels_of(const struct mgp_labeller *labeller, struct mgp_slice name)
{
    struct mgp_rule_set_bits bits = {{0}};
    if (!labeller || !labeller->label(labeller->context, name, &bits)) return NULL;
    struct mgp_labels *labels = mgp_calloc(1, sizeof *labels);
    labels->bits = bits;
    return labels;
}

static void add_column(struct csv_layout *layout, const struct mgp_csv_cell *cell)
{
    if (layout->column_count >= MGP_CSV_MAX_COLUMNS) return;
    MGP_GROW(layout->columns, layout->column_count, layout->column_capacity);
    MGP_GROW(layout->is_labelled, layout->column_count, layout->labelled_capacity);
    bool *is_labelled = &layout->is_labelled[layout->column_count];
    struct column *column = &layout->columns[layout->column_count++];
    *column = (struct column){0};
    *is_labelled = false;
    if (cell->raw_begin == cell->raw_end) return;
    struct mgp_value value = mgp_value_plain(&layout->base, MGP_VALUE_HEADER, cell->raw_begin, cell->raw_end);
    if (cell->has_hidden) mgp_csv_decode(&layout->name_text, &value);
    if (value.text.len == 0) return;
    column->name = mgp_slice_dup(shortened(value.text));
    column->labels = labels_of(layout->labeller, value.text);
    *is_labelled = column->labels != NULL;
    layout->labelled_columns += *is_labelled;
}

/* Learns the columns from the header cells of the window's part. */
static void read_header(struct csv_layout *layout)
{
    struct mgp_slice part = mgp_slice_sub(layout->base.window, 0, layout->base.part_end);
    uint64_t row = layout->start.row;
    for (size_t at = 0; at < part.len && is_before_data(layout, row);) {
        struct mgp_csv_cell cell;
        mgp_csv_read_cell(part, at, layout->dialect.delimiter, &cell);
        if (is_header_row(layout, row)) add_column(layout, &cell);
        row += cell.ends_record;
        at = cell.next;
    }
}

/* --- windows ------------------------------------------------------------------------------------------- */

static void drop_old(struct csv_layout *layout, struct mgp_text_input *input)
{
    struct mgp_layout *base = &layout->base;
    if (is_before_data(layout, layout->start.row)) {
        struct mgp_slice text = mgp_text_input_slice(input);
        mgp_line_cursor_start(&layout->lines, mgp_line_cursor_seek(&layout->lines, text, base->part_end));
    }
    mgp_text_input_drop(input, base->part_end);
    layout->start = layout->end;
    layout->start.cell = 0;
    base->part_end = 0;
}

/* The part is one cell, as the window's limit falls into the first one or the text ends in it. */
static enum mgp_status cut_one_cell(struct csv_layout *layout, struct mgp_text_input *input,
                                    struct mgp_error *error)
{
    mgp_text_input_fill(input, MGP_LONG_VALUE + 4);
    struct mgp_csv_cell cell;
    mgp_csv_read_cell(mgp_text_input_slice(input), 0, layout->dialect.delimiter, &cell);
    if (cell.end > MGP_LONG_VALUE) {
        return mgp_fail(error, MGP_RESTART_AS_TEXT, "a cell is longer than %zu bytes", MGP_LONG_VALUE);
    }
    if (cell.is_open) return mgp_fail(error, MGP_RESTART_AS_TEXT, "a quote is never closed");
    layout->is_indexed = false;
    layout->base.part_end = cell.next;
    layout->end.cell = cell.next;
    layout->end.row = layout->start.row + cell.ends_record;
    layout->end.column = cell.ends_record ? 1 : layout->start.column + 1;
    return MGP_OK;
}

/* No cell of a part of at most MGP_LONG_VALUE bytes is too long; only one that makes up a whole part is asked. */
static enum mgp_status cut_part(struct csv_layout *layout, struct mgp_text_input *input, struct mgp_error *error)
{
    struct mgp_layout *base = &layout->base;
    size_t limit = base->window_bytes < MGP_LONG_VALUE ? base->window_bytes : MGP_LONG_VALUE;
    mgp_text_input_fill(input, limit + 2); /* CR LF is not cut in two */
    struct mgp_slice text = mgp_text_input_slice(input);
    if (text.len == 0) return MGP_OK;
    size_t size = text.len < limit ? text.len : limit;
    mgp_csv_index_build(&layout->index, layout->kernel, text, size, layout->dialect.delimiter);
    layout->is_indexed = true;
    layout->next_tail = 0;
    layout->end = layout->start;
    mgp_csv_index_pass(&layout->index, &layout->end);
    base->part_end = layout->end.cell;
    return base->part_end > 0 ? MGP_OK : cut_one_cell(layout, input, error);
}

static enum mgp_status csv_advance(struct mgp_layout *base, struct mgp_text_input *input, bool *has_window,
                                   struct mgp_error *error)
{
    struct csv_layout *layout = (struct csv_layout *)base;
    drop_old(layout, input);
    enum mgp_status status = cut_part(layout, input, error);
    if (status != MGP_OK) return status;
    base->window = mgp_slice_sub(mgp_text_input_slice(input), 0, base->part_end);
    base->borders = layout->is_indexed ? layout->index.borders : NULL;
    base->offset = input->offset;
    layout->eager = layout->lazy = layout->start;
    layout->has_lazy_value = false;
    *has_window = base->part_end > 0;
    if (*has_window && is_before_data(layout, layout->start.row)) read_header(layout);
    return MGP_OK;
}

/* --- values -------------------------------------------------------------------------------------------- */

static void set_place(const struct csv_layout *layout, uint64_t row, uint64_t column, struct mgp_value *value)
{
    value->row = row;
    value->column = column;
    if (is_header_row(layout, row)) {
        value->kind = MGP_VALUE_HEADER;
    } else if (column <= layout->column_count) {
        value->labels = layout->columns[column - 1].labels;
    }
}

/* The value of a cell as it was read; false if it is empty. */
static bool give_cell(struct csv_layout *layout, const struct mgp_csv_cell *cell, const struct mgp_csv_position *at,
                      struct mgp_value *out)
{
    if (cell->raw_begin == cell->raw_end) return false;
    mgp_value_set_plain(out, &layout->base, MGP_VALUE_CELL, cell->raw_begin, cell->raw_end);
    if (cell->has_hidden) mgp_csv_decode(&layout->eager_text, out);
    if (out->text.len == 0) return false;
    set_place(layout, at->row, at->column, out);
    return true;
}

/* Moves position to the cell that begins at next. */
static void pass_cell(struct mgp_csv_position *position, size_t next, bool ends_record)
{
    position->cell = next;
    position->row += ends_record;
    position->column = ends_record ? 1 : position->column + 1;
}

static bool csv_next(struct mgp_layout *base, struct mgp_value *out)
{
    struct csv_layout *layout = (struct csv_layout *)base;
    struct mgp_csv_position *at = &layout->eager;
    while (at->cell < base->part_end) {
        struct mgp_csv_position here = *at;
        struct mgp_csv_cell cell;
        mgp_csv_read_cell(base->window, here.cell, layout->dialect.delimiter, &cell);
        pass_cell(at, cell.next, cell.ends_record);
        if (give_cell(layout, &cell, &here, out)) return true;
    }
    return false;
}

/* Where the cell ends that the stop ends: before the CR of a CR LF. */
static size_t end_of_cell(struct mgp_slice window, size_t begin, size_t stop)
{
    bool is_two = stop < window.len && window.ptr[stop] == '\n' && stop > begin && window.ptr[stop - 1] == '\r';
    return is_two ? stop - 1 : stop;
}

/* The cell that begins with a quote at begin and ends at end. */
static void measure_quoted(const struct csv_layout *layout, size_t begin, size_t end, struct mgp_csv_cell *out)
{
    struct mgp_slice window = layout->base.window;
    const uint8_t *quote = memchr(window.ptr + begin + 1, MGP_CSV_QUOTE, end - begin - 1);
    if (quote == window.ptr + end - 1) {
        *out = (struct mgp_csv_cell){.raw_begin = begin + 1, .raw_end = end - 1};
    } else {
        mgp_csv_read_cell(window, begin, layout->dialect.delimiter, out);
    }
}

/* The value of the cell at a place, which the stop ends; false if it is empty. */
static bool give_indexed(struct csv_layout *layout, const struct mgp_csv_position *at, size_t stop,
                         struct mgp_value *out)
{
    struct mgp_slice window = layout->base.window;
    size_t begin = at->cell, end = end_of_cell(window, begin, stop);
    if (begin == end) return false;
    if (window.ptr[begin] == MGP_CSV_QUOTE) {
        struct mgp_csv_cell cell;
        measure_quoted(layout, begin, end, &cell);
        return give_cell(layout, &cell, at, out);
    }
    mgp_value_set_plain(out, &layout->base, MGP_VALUE_CELL, begin, end);
    set_place(layout, at->row, at->column, out);
    return true;
}

/* How far cells may be passed over: to offset, but not over a cell with text behind its closing quote, as more stands
 * together in its text than in its bytes. A doubled quote hides no place at which anything begins. */
static size_t seek_target(struct csv_layout *layout, size_t offset)
{
    const struct mgp_csv_index *index = &layout->index;
    while (layout->next_tail < index->tail_count && index->tails[layout->next_tail] < layout->eager.cell) {
        layout->next_tail++;
    }
    size_t target = offset < layout->base.part_end ? offset : layout->base.part_end;
    bool is_before = layout->next_tail < index->tail_count && index->tails[layout->next_tail] < target;
    return is_before ? index->tails[layout->next_tail] : target;
}

/* Passes over cells by the index; stops at labelled ones too. */
static bool csv_next_beyond(struct mgp_layout *base, size_t offset, struct mgp_value *out)
{
    struct csv_layout *layout = (struct csv_layout *)base;
    if (!layout->is_indexed) return csv_next(base, out);
    struct mgp_csv_position *at = &layout->eager;
    while (at->cell < base->part_end) {
        size_t target = seek_target(layout, offset), stop;
        if (layout->labelled_columns == 0) {
            mgp_csv_index_skip(&layout->index, at, target);
            stop = mgp_csv_index_stop(&layout->index, at->cell, base->part_end);
        } else {
            stop = mgp_csv_index_seek(&layout->index, at, target, layout->is_labelled, layout->column_count,
                                      base->part_end);
        }
        if (at->cell >= base->part_end) break;
        struct mgp_csv_position here = *at;
        bool ends_record = stop < base->part_end && base->window.ptr[stop] != layout->dialect.delimiter;
        pass_cell(at, stop + (stop < base->part_end), ends_record);
        if (give_indexed(layout, &here, stop, out)) return true;
    }
    return false;
}

static void read_lazy_cell(struct csv_layout *layout)
{
    size_t begin, end;
    bool has_hidden;
    mgp_csv_bounds(layout->base.window, layout->lazy.cell, layout->dialect.delimiter, &begin, &end, &has_hidden);
    layout->lazy_value = mgp_value_plain(&layout->base, MGP_VALUE_CELL, begin, end);
    if (has_hidden) mgp_csv_decode(&layout->lazy_text, &layout->lazy_value);
    set_place(layout, layout->lazy.row, layout->lazy.column, &layout->lazy_value);
    layout->has_lazy_value = true;
}

static bool csv_value_at(struct mgp_layout *base, size_t offset, struct mgp_value *out)
{
    struct csv_layout *layout = (struct csv_layout *)base;
    if (offset >= base->part_end) return false;
    if (offset < layout->lazy.cell) {
        layout->lazy = layout->start;
        layout->has_lazy_value = false;
    }
    size_t before = layout->lazy.cell;
    struct mgp_value *value = &layout->lazy_value;
    bool is_in_it = layout->has_lazy_value && offset < value->raw_offset + value->raw.len;
    if (!is_in_it) mgp_csv_skip(&layout->lazy, base->window, layout->dialect.delimiter, offset);
    if (!layout->has_lazy_value || layout->lazy.cell != before) read_lazy_cell(layout);
    if (offset < value->raw_offset || offset >= value->raw_offset + value->raw.len) return false;
    *out = *value;
    return value->text.len > 0;
}

static void csv_place(struct mgp_layout *base, const struct mgp_value *value, size_t begin, size_t end,
                      struct mgp_arena *arena, struct mgp_place *out)
{
    struct csv_layout *layout = (struct csv_layout *)base;
    if (value->kind == MGP_VALUE_HEADER) {
        size_t first = value->raw_offset + (value->map ? value->map[begin] : begin);
        size_t last = end > begin ? end - 1 : begin;
        last = value->raw_offset + (value->map ? value->map[last] : last);
        struct mgp_line_position start = mgp_line_cursor_seek(&layout->lines, base->window, first);
        size_t more = mgp_line_count(mgp_slice_sub(base->window, first, last));
        *out = (struct mgp_place){.kind = MGP_PLACE_LINES,
                                  .start_line = start.line,
                                  .end_line = start.line + more,
                                  .start_column = start.column};
        return;
    }
    *out = (struct mgp_place){.kind = MGP_PLACE_CELL, .row = value->row, .column = value->column};
    const char *name = value->column <= layout->column_count ? layout->columns[value->column - 1].name : NULL;
    if (name) out->column_name = mgp_arena_text(arena, mgp_slice_text(name));
}

static void csv_destroy(struct mgp_layout *base)
{
    struct csv_layout *layout = (struct csv_layout *)base;
    for (size_t i = 0; !layout->is_fork && i < layout->column_count; i++) {
        free(layout->columns[i].name);
        free(layout->columns[i].labels);
    }
    if (!layout->is_fork) free(layout->columns);
    if (!layout->is_fork) free(layout->is_labelled);
    mgp_csv_index_clear(&layout->index);
    mgp_decoded_clear(&layout->eager_text);
    mgp_decoded_clear(&layout->lazy_text);
    mgp_decoded_clear(&layout->name_text);
    free(layout);
}

struct mgp_layout *mgp_layout_csv_create(const struct mgp_csv_dialect *dialect,
                                         const struct mgp_labeller *labeller)
{
    static const struct mgp_layout_ops ops = {csv_advance,  csv_next,  csv_next_beyond,
                                              csv_value_at, csv_place, NULL, csv_destroy};
    struct csv_layout *layout = mgp_calloc(1, sizeof *layout);
    layout->base.ops = &ops;
    layout->dialect = *dialect;
    layout->labeller = labeller;
    layout->kernel = mgp_structure_kernel_for(mgp_cpu_choose());
    layout->end = (struct mgp_csv_position){0, 1, 1};
    mgp_line_cursor_start(&layout->lines, (struct mgp_line_position){1, 1});
    return &layout->base;
}

bool mgp_layout_csv_is_past_header(const struct mgp_layout *base)
{
    const struct csv_layout *layout = (const struct csv_layout *)base;
    return !is_before_data(layout, layout->end.row);
}

const struct mgp_csv_dialect *mgp_layout_csv_dialect(const struct mgp_layout *base)
{
    return &((const struct csv_layout *)base)->dialect;
}

void mgp_layout_csv_position(const struct mgp_layout *base, uint64_t *row, uint64_t *column)
{
    const struct csv_layout *layout = (const struct csv_layout *)base;
    *row = layout->end.row;
    *column = layout->end.column;
}

struct mgp_layout *mgp_layout_csv_fork(const struct mgp_layout *base, uint64_t row, uint64_t column)
{
    const struct csv_layout *from = (const struct csv_layout *)base;
    struct mgp_layout *fork_base = mgp_layout_csv_create(&from->dialect, from->labeller);
    struct csv_layout *fork = (struct csv_layout *)fork_base;
    fork->columns = from->columns;
    fork->column_count = from->column_count;
    fork->is_labelled = from->is_labelled;
    fork->labelled_columns = from->labelled_columns;
    fork->is_fork = true;
    fork->end = (struct mgp_csv_position){0, row, column};
    return fork_base;
}
