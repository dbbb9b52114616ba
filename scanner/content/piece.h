/* Pieces: a long text cut so that several threads can scan it at the same time.
 *
 * One thread at a time cuts (mgp_content_cut); a piece is then scanned by any one thread, independent of the content
 * and of other pieces, but for a CSV's column names, which belong to the content. Rows, lines and offsets of what a
 * piece holds count from the beginning of the text, so that places come out as if it had not been cut.
 *
 * CSV is cut behind records outside quotes and JSON Lines behind lines, so no value lies across a border. Running text
 * is cut anywhere, if possible behind a line; a piece has the context of its core on both sides. What cannot be cut
 * (JSON documents, a record or line of megabytes) is to be scanned whole. */
#ifndef MGP_SCANNER_PIECE_H
#define MGP_SCANNER_PIECE_H

#include "scanner/content/layout.h"
#include "scanner/content/lines.h"

/* A piece takes this and what is read ahead; small, so that many threads need little. */
#define MGP_PIECE_BYTES ((size_t)128 << 10)
/* A record or a line may make a piece so long, or as long as four pieces if that is more. */
#define MGP_PIECE_MAX_BYTES ((size_t)4 << 20)

struct mgp_piece {
    struct mgp_text_input input;    /* all that the piece has of the text */
    uint64_t offset, begin;         /* in the text: of its first byte, and of the first that is not context */
    struct mgp_layout *layout;      /* while it is scanned */

    enum mgp_format format;
    size_t window_bytes;
    size_t core_begin, core_end;    /* running text: of input */
    bool is_last;
    struct mgp_line_position line;  /* running text: of the first byte */
    uint64_t row, column;           /* CSV: of the first cell, from 1. JSON Lines: row is the line, from 0 */
    const struct mgp_layout *whole; /* CSV: the content's layout */
    const struct mgp_labeller *labeller;
};

/* Zero-initialise a piece; this frees what it holds. */
void mgp_piece_clear(struct mgp_piece *piece);

/* Can the rest of the text be cut: no window was handed out yet, or no window of CSV that has part of the header? After
 * the first cut the content gives no windows any more. */
bool mgp_content_can_cut(const struct mgp_content *content);

/* Cuts the next piece, of about size bytes; *has_piece is false at the end of the text (whose status then is, as from
 * mgp_content_next, the content's). UNSUPPORTED: there is no border within MGP_PIECE_MAX_BYTES; the pieces so far
 * stand for nothing, open the object again and scan it whole. */
enum mgp_status mgp_content_cut(struct mgp_content *content, size_t size, struct mgp_piece *piece, bool *has_piece,
                                struct mgp_error *error);

/* Begins to scan the piece, or begins anew. */
void mgp_piece_begin(struct mgp_piece *piece);
/* The next window, as mgp_content_next. */
enum mgp_status mgp_piece_next(struct mgp_piece *piece, struct mgp_layout **out, struct mgp_error *error);

/* --- for content.c ------------------------------------------------------------------------------------- */

/* Where the cutting stands. */
struct mgp_cutter {
    bool is_begun;
    size_t core_begin; /* running text: of the input, which has context before it */
    struct mgp_line_position line;
    uint64_t row, column;
};

/* What is cut. */
struct mgp_cut {
    enum mgp_format format;
    struct mgp_text_input *input;
    struct mgp_layout *layout;
    const struct mgp_labeller *labeller;
    struct mgp_cutter *cutter;
};

/* Puts the cutter where the layout's last window ends. */
void mgp_cutter_begin(const struct mgp_cut *cut);
enum mgp_status mgp_cutter_next(const struct mgp_cut *cut, size_t size, struct mgp_piece *piece, bool *has_piece,
                                struct mgp_error *error);

#endif
