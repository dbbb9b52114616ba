/* Lines and columns: a line ends after LF; a column counts characters. */
#ifndef MGP_SCANNER_LINES_H
#define MGP_SCANNER_LINES_H

#include "base/slice.h"

struct mgp_line_position {
    uint64_t line, column; /* of the next character, from 1 */
};

/* Moves position over text, which is UTF-8. */
void mgp_line_advance(struct mgp_line_position *position, struct mgp_slice text);

/* Line feeds in text. */
size_t mgp_line_count(struct mgp_slice text);

/* A cursor over a window, which goes forward and starts anew where it is asked for something before it. */
struct mgp_line_cursor {
    struct mgp_line_position start; /* of the window's first byte */
    struct mgp_line_position at;
    size_t offset; /* of at in the window */
};

void mgp_line_cursor_start(struct mgp_line_cursor *cursor, struct mgp_line_position start);
/* The position of the byte at offset of window. */
struct mgp_line_position mgp_line_cursor_seek(struct mgp_line_cursor *cursor, struct mgp_slice window,
                                              size_t offset);

#endif
