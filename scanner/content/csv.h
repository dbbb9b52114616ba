/* CSV after RFC 4180, with the tolerance of Python's csv module: a quote opens a cell only where the cell
 * begins; inside, a doubled quote is one; what follows the closing quote belongs to the cell; a quote
 * elsewhere is text. A record ends at LF, CR LF or CR; a blank line is a record without values. */
#ifndef MGP_SCANNER_CSV_H
#define MGP_SCANNER_CSV_H

#include "scanner/content/layout.h"

#define MGP_CSV_QUOTE '"'
/* Columns beyond this have no names and no labels; their cells are read all the same. */
#define MGP_CSV_MAX_COLUMNS ((size_t)4096)
/* A longer column name is cut, in places only; its labels come from the whole name. */
#define MGP_CSV_MAX_NAME_BYTES ((size_t)256)

struct mgp_csv_cell {
    size_t raw_begin, raw_end; /* without the quotes around it */
    size_t end;                /* of its terminator's first byte, or of the text */
    size_t next;               /* where the next cell begins */
    bool has_hidden;           /* the raw bytes hold quotes that are no text */
    bool ends_record;          /* false where a delimiter or nothing follows */
    bool is_open;              /* the text ends inside quotes */
    bool is_terminated;        /* false where the text ends */
};

/* Reads the cell that begins at begin. The reader of every cell: the eager layout, the header, the sniffer. */
void mgp_csv_read_cell(struct mgp_slice text, size_t begin, uint8_t delimiter, struct mgp_csv_cell *out);

/* Decodes raw bytes that have hidden quotes: doubled ones, and the closing one with text after it. */
void mgp_csv_decode(struct mgp_decoded *decoded, struct mgp_value *value);

/* Where a cell begins, and which it is. */
struct mgp_csv_position {
    size_t cell;
    uint64_t row, column; /* from 1 */
};

/* Moves position from the cell it is at to the one that holds the byte at target (or ends there), by hopping
 * from quote to quote; a terminator belongs to the cell that it ends. target <= text.len. */
void mgp_csv_skip(struct mgp_csv_position *position, struct mgp_slice text, uint8_t delimiter, size_t target);

/* The raw bytes of the cell at position, by the same hopping. */
void mgp_csv_bounds(struct mgp_slice text, size_t cell, uint8_t delimiter, size_t *raw_begin, size_t *raw_end,
                    bool *has_hidden);

#endif
