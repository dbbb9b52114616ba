/* The structure of a piece of CSV as bitmaps, made in one pass: where cells and records end. What csv.h says of cells
 * holds here too; cells are then walked by taking bits, and passed over 64 bytes at a time. */
#ifndef MGP_SCANNER_CSV_INDEX_H
#define MGP_SCANNER_CSV_INDEX_H

#include "scanner/content/csv.h"
#include "scanner/content/structure.h"

/* Bit n speaks for byte n of a run of 64. */
struct mgp_csv_block {
    uint64_t stops;   /* the last byte of what ends a cell: delimiter, LF, CR without LF; all outside quotes */
    uint64_t records; /* those that end a record */
};

struct mgp_csv_index {
    struct mgp_csv_block *blocks;
    uint64_t *borders; /* of each block: all bytes outside quotes that end a cell, the CR of CR LF too */
    size_t block_count, block_capacity;
    size_t record_count; /* record ends in all */
    uint32_t *tails; /* offsets of closing quotes that have text behind them in their cell, ascending */
    size_t tail_count, tail_capacity;
};

/* Makes the index of text[0, size), which begins where a cell does; only whether an LF stands at size is asked of what
 * follows. size fits 32 bits. */
void mgp_csv_index_build(struct mgp_csv_index *index, const struct mgp_structure_kernel *kernel, struct mgp_slice text,
                         size_t size, uint8_t delimiter);
void mgp_csv_index_clear(struct mgp_csv_index *index);

/* Moves position, which is that of the text's first cell, behind the last stop. */
void mgp_csv_index_pass(const struct mgp_csv_index *index, struct mgp_csv_position *position);

/* What mgp_csv_skip does, by the index. */
void mgp_csv_index_skip(const struct mgp_csv_index *index, struct mgp_csv_position *position, size_t target);

/* Moves position on to the first cell whose column has is_wanted set, or which holds the byte at target. Columns from
 * column_count + 1 on are not wanted. Returns the stop that ends that cell; size, if none does. */
size_t mgp_csv_index_seek(const struct mgp_csv_index *index, struct mgp_csv_position *position, size_t target,
                          const bool *is_wanted, size_t column_count, size_t size);

/* The first stop at or after at, or size. */
size_t mgp_csv_index_stop(const struct mgp_csv_index *index, size_t at, size_t size);

#endif
