#include "scanner/content/csv_index.h"

#include "base/alloc.h"

/* Blocks that are marked at a time: what is between stays in the first cache. */
#define BATCH ((size_t)32)

#define INLINE __attribute__((always_inline)) static inline

/* What a block hands to the next one. */
struct carry {
    uint64_t inside;   /* all ones: inside quotes */
    uint64_t can_open; /* 1: a quote in the next byte would open, or go on with, a quoted cell */
    uint64_t is_closed; /* 1: the last byte closed a quoted cell */
};

static uint64_t bits_below(size_t bit)
{
    return ((uint64_t)1 << bit) - 1;
}

static bool has_bit(uint64_t bits, size_t bit)
{
    return bits >> bit & 1;
}

/* Quotes that open or close, in a block where some are text: one after the other. */
static uint64_t toggles_of(uint64_t quotes, uint64_t terminators, const struct carry *carry)
{
    uint64_t toggles = 0;
    bool is_inside = carry->inside != 0;
    size_t closed = SIZE_MAX; /* the byte that closed last */
    for (uint64_t rest = quotes; rest; rest &= rest - 1) {
        size_t bit = (size_t)__builtin_ctzll(rest);
        bool can_open = bit == 0 ? carry->can_open : has_bit(terminators, bit - 1) || closed == bit - 1;
        if (!is_inside && !can_open) continue;
        toggles |= (uint64_t)1 << bit;
        is_inside = !is_inside;
        if (!is_inside) closed = bit;
    }
    return toggles;
}

/* Few blocks have more than one record end. */
static size_t count_few(uint64_t bits)
{
    return bits & (bits - 1) ? mgp_bit_count(bits) : bits != 0;
}

static void add_tails(struct mgp_csv_index *index, uint64_t tails, size_t offset)
{
    for (; tails; tails &= tails - 1) {
        MGP_GROW(index->tails, index->tail_count, index->tail_capacity);
        index->tails[index->tail_count++] = (uint32_t)(offset + (size_t)__builtin_ctzll(tails));
    }
}

/* next_feed: does an LF stand behind the block? Only bytes whose bit is in valid belong to the text. */
INLINE void read_block(struct mgp_csv_index *index, const struct mgp_csv_marks *marks, bool next_feed, uint64_t valid,
                       struct carry *carry)
{
    uint64_t terminators = marks->delimiter | marks->feed | marks->carriage_return;
    uint64_t toggles = marks->quote, inside = carry->inside;
    if (marks->quote) {
        inside ^= mgp_prefix_xor(toggles);
        uint64_t openers = ((terminators & ~inside) | toggles) << 1 | carry->can_open;
        if (marks->quote & inside & ~openers) {
            toggles = toggles_of(marks->quote, terminators, carry);
            inside = carry->inside ^ mgp_prefix_xor(toggles);
        }
    }
    uint64_t closing = toggles & ~inside, ends = terminators & ~inside;
    uint64_t behind = closing << 1 | carry->is_closed;
    uint64_t tails = behind & ~(ends | toggles) & valid;
    uint64_t feeds_after = marks->feed >> 1 | (uint64_t)next_feed << 63;
    uint64_t records = ends & (marks->feed | (marks->carriage_return & ~feeds_after));
    size_t offset = index->block_count * MGP_STRUCTURE_BYTES;
    if (tails) add_tails(index, tails, offset - 1);
    index->borders[index->block_count] = ends & valid;
    index->blocks[index->block_count++] =
        (struct mgp_csv_block){((ends & marks->delimiter) | records) & valid, records & valid};
    if (records) index->record_count += count_few(records & valid);
    carry->inside = (uint64_t)0 - (inside >> 63);
    carry->is_closed = closing >> 63;
    carry->can_open = (ends | closing) >> 63;
}

static void reserve(struct mgp_csv_index *index, size_t count)
{
    if (index->block_capacity >= count) return;
    free(index->blocks);
    free(index->borders);
    index->block_capacity = count;
    index->blocks = mgp_malloc(count * sizeof *index->blocks);
    index->borders = mgp_malloc(count * sizeof *index->borders);
}

static bool is_feed(struct mgp_slice text, size_t at)
{
    return at < text.len && text.ptr[at] == '\n';
}

void mgp_csv_index_build(struct mgp_csv_index *index, const struct mgp_structure_kernel *kernel, struct mgp_slice text,
                         size_t size, uint8_t delimiter)
{
    size_t whole = size / MGP_STRUCTURE_BYTES, left = size % MGP_STRUCTURE_BYTES;
    struct mgp_csv_marks marks[BATCH];
    struct carry carry = {.can_open = 1};
    reserve(index, whole + 1);
    index->block_count = index->record_count = index->tail_count = 0;
    for (size_t block = 0; block < whole; block += BATCH) {
        size_t count = whole - block < BATCH ? whole - block : BATCH;
        kernel->mark_csv(text.ptr + block * MGP_STRUCTURE_BYTES, count, delimiter, marks);
        for (size_t i = 0; i < count; i++) {
            bool next_feed = is_feed(text, (block + i + 1) * MGP_STRUCTURE_BYTES);
            read_block(index, &marks[i], next_feed, UINT64_MAX, &carry);
        }
    }
    if (left == 0) return;
    uint8_t rest[MGP_STRUCTURE_BYTES] = {0};
    memcpy(rest, text.ptr + whole * MGP_STRUCTURE_BYTES, left);
    if (is_feed(text, size)) rest[left] = '\n';
    kernel->mark_csv(rest, 1, delimiter, marks);
    read_block(index, marks, false, bits_below(left), &carry);
}

void mgp_csv_index_clear(struct mgp_csv_index *index)
{
    free(index->blocks);
    free(index->borders);
    free(index->tails);
    *index = (struct mgp_csv_index){0};
}

static size_t highest(uint64_t bits)
{
    return 63 - (size_t)__builtin_clzll(bits);
}

/* Moves position over the stops of a block, some of which end records. */
static void pass_stops(struct mgp_csv_position *position, size_t block, uint64_t stops, uint64_t records)
{
    position->cell = block * MGP_STRUCTURE_BYTES + highest(stops) + 1;
    if (records) {
        position->row += count_few(records);
        position->column = 1;
        stops &= ~(UINT64_MAX >> (63 - highest(records)));
    }
    position->column += mgp_bit_count(stops);
}

void mgp_csv_index_pass(const struct mgp_csv_index *index, struct mgp_csv_position *position)
{
    size_t block = index->block_count;
    while (block > 0 && index->blocks[block - 1].stops == 0) {
        block--;
    }
    if (block == 0) return;
    size_t last = block - 1, column = index->record_count ? 1 : position->column;
    position->cell = last * MGP_STRUCTURE_BYTES + highest(index->blocks[last].stops) + 1;
    position->row += index->record_count;
    for (; block > 0 && !index->blocks[block - 1].records; block--) {
        column += mgp_bit_count(index->blocks[block - 1].stops);
    }
    if (block > 0) {
        const struct mgp_csv_block *with_end = &index->blocks[block - 1];
        column += mgp_bit_count(with_end->stops & ~(UINT64_MAX >> (63 - highest(with_end->records))));
    }
    position->column = column;
}

void mgp_csv_index_skip(const struct mgp_csv_index *index, struct mgp_csv_position *position, size_t target)
{
    size_t cell = position->cell, block = cell / MGP_STRUCTURE_BYTES, last = target / MGP_STRUCTURE_BYTES;
    uint64_t mask = UINT64_MAX << cell % MGP_STRUCTURE_BYTES;
    if (cell >= target) return;
    for (; block <= last && block < index->block_count; block++, mask = UINT64_MAX) {
        if (block == last) mask &= bits_below(target % MGP_STRUCTURE_BYTES);
        uint64_t stops = index->blocks[block].stops & mask;
        if (stops) pass_stops(position, block, stops, index->blocks[block].records & mask);
    }
}

size_t mgp_csv_index_seek(const struct mgp_csv_index *index, struct mgp_csv_position *position, size_t target,
                          const bool *is_wanted, size_t column_count, size_t size)
{
    size_t cell = position->cell, block = cell / MGP_STRUCTURE_BYTES;
    uint64_t row = position->row, column = position->column, mask = UINT64_MAX << cell % MGP_STRUCTURE_BYTES;
    size_t found = size;
    for (; block < index->block_count && found == size; block++, mask = UINT64_MAX) {
        uint64_t records = index->blocks[block].records;
        for (uint64_t stops = index->blocks[block].stops & mask; stops; stops &= stops - 1) {
            size_t bit = (size_t)__builtin_ctzll(stops), stop = block * MGP_STRUCTURE_BYTES + bit;
            if (stop >= target || (column <= column_count && is_wanted[column - 1])) {
                found = stop;
                break;
            }
            bool ends_record = has_bit(records, bit);
            row += ends_record;
            column = ends_record ? 1 : column + 1;
            cell = stop + 1;
        }
    }
    *position = (struct mgp_csv_position){cell, row, column};
    return found;
}

size_t mgp_csv_index_stop(const struct mgp_csv_index *index, size_t at, size_t size)
{
    uint64_t mask = UINT64_MAX << at % MGP_STRUCTURE_BYTES;
    for (size_t i = at / MGP_STRUCTURE_BYTES; i < index->block_count; i++, mask = UINT64_MAX) {
        uint64_t stops = index->blocks[i].stops & mask;
        if (stops) return i * MGP_STRUCTURE_BYTES + (size_t)__builtin_ctzll(stops);
    }
    return size;
}
