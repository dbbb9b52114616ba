#include "identifiers/written_form.h"

#include "base/cpu.h"

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

typedef uint8_t bytes16 __attribute__((vector_size(16)));
typedef uint64_t words2 __attribute__((vector_size(16)));

static bytes16 load16(const uint8_t *from)
{
    bytes16 bytes;
    memcpy(&bytes, from, sizeof bytes);
    return bytes;
}

static bool is_any(bytes16 bytes)
{
    return (((words2)bytes)[0] | ((words2)bytes)[1]) != 0;
}

static bool is_ascii64(const uint8_t *from)
{
    return !is_any((load16(from) | load16(from + 16) | load16(from + 32) | load16(from + 48)) & 0x80);
}

/* The index of the first byte that is not 0; 16 if all are. */
static unsigned first_of(bytes16 bytes)
{
    uint64_t low = ((words2)bytes)[0], high = ((words2)bytes)[1];
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    low = __builtin_bswap64(low);
    high = __builtin_bswap64(high);
#endif
    if (low) return (unsigned)__builtin_ctzll(low) / 8;
    return high ? 8 + (unsigned)__builtin_ctzll(high) / 8 : 16;
}

/* How many of 16 bytes stand before the first at which a written form may begin; reads 18 bytes. */
static unsigned skip16(const uint8_t *from)
{
    bytes16 first = load16(from), second = load16(from + 1), third = load16(from + 2);
    bytes16 general = (bytes16)(first == 0xE2), wide = (bytes16)(first == 0xEF);
    bytes16 hard = (bytes16)(first == 0xC2), ideographic = (bytes16)(first == 0xE3);
    if (!is_any(general | wide | hard | ideographic)) return 16;
    bytes16 punctuation = (bytes16)(third <= 0x8A) | (bytes16)((third & 0xFC) == 0x90) | (bytes16)(third == 0xAF);
    general &= ((bytes16)(second == 0x80) & punctuation) | (bytes16)(second == 0x81) | (bytes16)(second == 0x88);
    wide &= (bytes16)((second | 0x05) == 0xBD);
    hard &= (bytes16)(second == 0xA0);
    ideographic &= (bytes16)(second == 0x80) & (bytes16)(third == 0x80);
    return first_of(general | wide | hard | ideographic);
}

/* How many of 64 bytes; reads 66. */
static unsigned skip64(const uint8_t *from)
{
    if (is_ascii64(from)) return 64;
    unsigned skipped = skip16(from);
    for (unsigned part = 16; part < 64 && skipped == part; part += 16) {
        skipped += skip16(from + part);
    }
    return skipped;
}

size_t mgp_skip_plain_portable(const uint8_t *text, size_t count, uint8_t *to)
{
    size_t at = 0;
    unsigned skipped = 0, piece = 0; /* of the piece of bytes that was looked at last */
    for (; skipped == piece && count - at >= 66; at += skipped) {
        skipped = skip64(text + at);
        piece = 64;
    }
    for (; skipped == piece && count - at >= 18; at += skipped) {
        skipped = skip16(text + at);
        piece = 16;
    }
    for (; skipped == piece && at < count && text[at] < 0xC2; at++) {} /* no lead */
    if (to && at > 0) memcpy(to, text, at);
    return at;
}

mgp_skip_plain *mgp_skip_plain_choose(void)
{
#if defined(__x86_64__)
    if (mgp_cpu_choose() == MGP_CPU_AVX512) return mgp_skip_plain_avx512;
#endif
#if defined(__aarch64__)
    if (mgp_cpu_choose() == MGP_CPU_NEON) return mgp_skip_plain_neon;
#endif
    return mgp_skip_plain_portable;
}

size_t mgp_written_form_find(mgp_skip_plain *skip_plain, struct mgp_slice text, size_t from, uint8_t *to)
{
    size_t at = from;
    while (at < text.len) {
        at += skip_plain(text.ptr + at, text.len - at, to ? to + (at - from) : NULL);
        uint8_t ascii;
        if (at == text.len || mgp_written_form(mgp_slice_sub(text, at, text.len), &ascii)) return at;
        if (to) to[at - from] = text.ptr[at];
        at++;
    }
    return at;
}
