#define _GNU_SOURCE /* memrchr */
#include "scanner/content/lines.h"

#include <string.h>

typedef uint8_t bytes16 __attribute__((vector_size(16)));

/* Adds up sixteen counters. */
static size_t sum16(bytes16 counts)
{
    size_t sum = 0;
    for (size_t i = 0; i < sizeof counts; i++) {
        sum += counts[i];
    }
    return sum;
}

/* What is counted: bytes that equal byte under mask. Each lane counts up to 255 of them before they are added up. */
static size_t count_bytes(struct mgp_slice text, uint8_t mask, uint8_t byte)
{
    const bytes16 masks = (bytes16){0} + mask, wanted = (bytes16){0} + byte;
    size_t count = 0, at = 0;
    while (text.len - at >= sizeof(bytes16)) {
        bytes16 counts = {0};
        size_t steps = (text.len - at) / sizeof counts < 255 ? (text.len - at) / sizeof counts : 255;
        for (size_t step = 0; step < steps; step++, at += sizeof counts) {
            bytes16 bytes;
            memcpy(&bytes, text.ptr + at, sizeof bytes);
            counts -= (bytes16)((bytes & masks) == wanted); /* true is -1 */
        }
        count += sum16(counts);
    }
    for (; at < text.len; at++) {
        count += (text.ptr[at] & mask) == byte;
    }
    return count;
}

size_t mgp_line_count(struct mgp_slice text)
{
    return count_bytes(text, 0xFF, '\n');
}

/* Bytes that do not continue a character. */
static size_t count_characters(struct mgp_slice text)
{
    return text.len - count_bytes(text, 0xC0, 0x80);
}

void mgp_line_advance(struct mgp_line_position *position, struct mgp_slice text)
{
    size_t lines = mgp_line_count(text), line_begin = 0;
    if (lines > 0) {
        position->line += lines;
        position->column = 1;
        const uint8_t *feed = memrchr(text.ptr, '\n', text.len);
        line_begin = (size_t)(feed - text.ptr) + 1;
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
