#include "scanner/content/lines.h"

#include "scanner/content/swar.h"

size_t mgp_line_count(struct mgp_slice text)
{
    size_t count = 0, at = 0;
    for (; at + 8 <= text.len; at += 8) {
        count += mgp_swar_count(mgp_swar_match_exact(mgp_swar_load(text.ptr + at), '\n'));
    }
    for (; at < text.len; at++) {
        count += text.ptr[at] == '\n';
    }
    return count;
}

/* Bytes that do not continue a character. */
static size_t count_characters(struct mgp_slice text)
{
    size_t continuing = 0, at = 0;
    for (; at + 8 <= text.len; at += 8) {
        uint64_t eight = mgp_swar_load(text.ptr + at);
        continuing += mgp_swar_count(eight & ~(eight << 1) & MGP_SWAR_HIGHS);
    }
    for (; at < text.len; at++) {
        continuing += (text.ptr[at] & 0xC0) == 0x80;
    }
    return text.len - continuing;
}

void mgp_line_advance(struct mgp_line_position *position, struct mgp_slice text)
{
    size_t lines = mgp_line_count(text), line_begin = 0;
    if (lines > 0) {
        position->line += lines;
        position->column = 1;
        line_begin = text.len;
        while (text.ptr[line_begin - 1] != '\n') {
            line_begin--;
        }
    }
    position->column += count_characters(mgp_slice_sub(text, line_begin, text.len));
}

void mgp_line_cursor_start(struct mgp_line_cursor *cursor, struct mgp_line_position start)
{
    *cursor = (struct mgp_line_cursor){start, start, 0};
}

struct mgp_line_position mgp_line_cursor_seek(struct mgp_line_cursor *cursor, struct mgp_slice window,
                                              size_t offset)
{
    if (offset < cursor->offset) mgp_line_cursor_start(cursor, cursor->start);
    mgp_line_advance(&cursor->at, mgp_slice_sub(window, cursor->offset, offset));
    cursor->offset = offset;
    return cursor->at;
}
