#include "identifiers/written_form.h"

/* UTF-8 of U+2000 to U+206F begins with E2 80 and E2 81. */
static uint8_t of_general_punctuation(uint8_t second, uint8_t third)
{
    if (second == 0x80 && third >= 0x80 && third <= 0x8A) return ' '; /* U+2000-200A, blanks by width */
    if (second == 0x80 && third >= 0x90 && third <= 0x93) return '-'; /* U+2010-2013, hyphens, en dash */
    if (second == 0x80 && third == 0xAF) return ' ';                  /* U+202F, narrow no-break space */
    if (second == 0x81 && third == 0x9F) return ' ';                  /* U+205F, mathematical space */
    if (second == 0x88 && third == 0x92) return '-';                  /* U+2212, minus sign */
    return 0;
}

/* U+FF01-FF5E are ASCII 21-7E, one after the other. */
static uint8_t of_full_width(uint8_t second, uint8_t third)
{
    if (second == 0xBC && third >= 0x81) return (uint8_t)(third - 0x80 + 0x20);
    if (second == 0xBD && third <= 0x9E) return (uint8_t)(third - 0x80 + 0x60);
    if (second == 0xB9 && third == 0xA3) return '-'; /* U+FE63, small hyphen-minus */
    return 0;
}

size_t mgp_written_form(struct mgp_slice rest, uint8_t *ascii)
{
    if (rest.len >= 2 && rest.ptr[0] == 0xC2 && rest.ptr[1] == 0xA0) { /* U+00A0, no-break space */
        *ascii = ' ';
        return 2;
    }
    if (rest.len < 3 || rest.ptr[0] < 0xE2 || (rest.ptr[2] & 0xC0) != 0x80) return 0;
    uint8_t found = 0, second = rest.ptr[1], third = rest.ptr[2];
    if (rest.ptr[0] == 0xE2) found = of_general_punctuation(second, third);
    if (rest.ptr[0] == 0xE3 && second == 0x80 && third == 0x80) found = ' '; /* U+3000 */
    if (rest.ptr[0] == 0xEF) found = of_full_width(second, third);
    if (!found) return 0;
    *ascii = found;
    return 3;
}

size_t mgp_written_form_find(struct mgp_slice text, size_t from)
{
    for (size_t at = from; at < text.len; at++) {
        uint64_t eight;
        while (at + sizeof eight <= text.len) {
            memcpy(&eight, text.ptr + at, sizeof eight);
            if (eight & 0x8080808080808080u) break;
            at += sizeof eight;
        }
        uint8_t ascii;
        if (at < text.len && mgp_written_form(mgp_slice_sub(text, at, text.len), &ascii)) return at;
    }
    return text.len;
}
