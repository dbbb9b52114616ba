#include "base/utf8.h"

size_t mgp_utf8_decode(const uint8_t *ptr, size_t len, uint32_t *codepoint)
{
    if (len == 0) return 0;
    uint8_t lead = ptr[0];
    if (lead < 0x80) {
        *codepoint = lead;
        return 1;
    }
    size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || len < size) return 0;
    uint32_t value = lead & (0xFFu >> (size + 1));
    for (size_t i = 1; i < size; i++) {
        if ((ptr[i] & 0xC0) != 0x80) return 0;
        value = value << 6 | (ptr[i] & 0x3F);
    }
    if (size == 3 && (value < 0x800 || (value >= 0xD800 && value <= 0xDFFF))) return 0;
    if (size == 4 && (value < 0x10000 || value > 0x10FFFF)) return 0;
    *codepoint = value;
    return size;
}

size_t mgp_utf8_encode(uint32_t codepoint, uint8_t out[4])
{
    if (codepoint > 0x10FFFF || (codepoint >= 0xD800 && codepoint <= 0xDFFF)) codepoint = 0xFFFD;
    if (codepoint < 0x80) {
        out[0] = (uint8_t)codepoint;
        return 1;
    }
    if (codepoint < 0x800) {
        out[0] = (uint8_t)(0xC0 | codepoint >> 6);
        out[1] = (uint8_t)(0x80 | (codepoint & 0x3F));
        return 2;
    }
    if (codepoint < 0x10000) {
        out[0] = (uint8_t)(0xE0 | codepoint >> 12);
        out[1] = (uint8_t)(0x80 | (codepoint >> 6 & 0x3F));
        out[2] = (uint8_t)(0x80 | (codepoint & 0x3F));
        return 3;
    }
    out[0] = (uint8_t)(0xF0 | codepoint >> 18);
    out[1] = (uint8_t)(0x80 | (codepoint >> 12 & 0x3F));
    out[2] = (uint8_t)(0x80 | (codepoint >> 6 & 0x3F));
    out[3] = (uint8_t)(0x80 | (codepoint & 0x3F));
    return 4;
}

typedef uint8_t bytes16 __attribute__((vector_size(16)));
typedef uint64_t words2 __attribute__((vector_size(16)));

static bool is_ascii64(const uint8_t *ptr)
{
    bytes16 parts[4];
    memcpy(parts, ptr, sizeof parts);
    words2 all = (words2)(parts[0] | parts[1] | parts[2] | parts[3]);
    return ((all[0] | all[1]) & 0x8080808080808080u) == 0;
}

/* Byte 0 is the lowest. */
static uint64_t load8(const uint8_t *ptr)
{
    uint64_t eight;
    memcpy(&eight, ptr, sizeof eight);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    eight = __builtin_bswap64(eight);
#endif
    return eight;
}

/* Four characters of two bytes, none of them overlong (C0 and C1 have none of the bits of 1E). */
static bool is_four_pairs(uint64_t eight)
{
    uint64_t leads = eight & 0x001E001E001E001Eu;
    return (eight & 0xC0E0C0E0C0E0C0E0u) == 0x80C080C080C080C0u &&
           ((leads + 0x001E001E001E001Eu) & 0x0020002000200020u) == 0x0020002000200020u;
}

/* Two characters of three bytes; those that begin with E0 or ED may be overlong or surrogates and are left out. */
static bool is_two_triples(uint64_t eight)
{
    uint8_t first = eight & 0xFF, second = eight >> 24 & 0xFF;
    return (eight & 0xC0C0F0C0C0F0u) == 0x8080E08080E0u && first != 0xE0 && first != 0xED && second != 0xE0 &&
           second != 0xED;
}

/* Just past the ASCII that begins at at. */
static size_t skip_ascii(struct mgp_slice slice, size_t at)
{
    while (slice.len - at >= 64 && is_ascii64(slice.ptr + at)) {
        at += 64;
    }
    while (slice.len - at >= 8) {
        uint64_t high = load8(slice.ptr + at) & 0x8080808080808080u;
        if (high) return at + (size_t)__builtin_ctzll(high) / 8;
        at += 8;
    }
    while (at < slice.len && slice.ptr[at] < 0x80) {
        at++;
    }
    return at;
}

/* The size of the characters that eight bytes begin with, none of them ASCII, as far as a look at all the bytes tells;
 * 0: it does not. E0, ED and F4 take a closer look. */
static size_t size_of_characters(uint64_t eight)
{
    uint8_t lead = eight & 0xFF;
    if (is_four_pairs(eight)) return 8;
    if (lead < 0xE0) return lead >= 0xC2 && (eight & 0xC000) == 0x8000 ? 2 : 0;
    if (is_two_triples(eight)) return 6;
    if (lead < 0xF0) return lead != 0xE0 && lead != 0xED && (eight & 0xC0C000) == 0x808000 ? 3 : 0;
    bool is_long_enough = lead > 0xF0 || (eight >> 8 & 0xFF) >= 0x90;
    return lead < 0xF4 && is_long_enough && (eight & 0xC0C0C000) == 0x80808000 ? 4 : 0;
}

/* Characters from at on while eight bytes follow; stops at what takes a closer look. */
static size_t skip_characters(struct mgp_slice slice, size_t at)
{
    while (slice.len - at >= 8) {
        uint64_t eight = load8(slice.ptr + at), high = eight & 0x8080808080808080u;
        if (!high) {
            at = skip_ascii(slice, at + 8);
        } else if (!(high & 0x80)) {
            at += (size_t)__builtin_ctzll(high) / 8;
        } else {
            size_t size = size_of_characters(eight);
            if (size == 0) break;
            at += size;
        }
    }
    return at;
}

size_t mgp_utf8_valid_prefix(struct mgp_slice slice)
{
    size_t at = skip_ascii(slice, 0);
    while (at < slice.len) {
        uint32_t codepoint;
        at = skip_characters(slice, at);
        size_t size = mgp_utf8_decode(slice.ptr + at, slice.len - at, &codepoint);
        if (size == 0) break; /* also at the end */
        at += size;
    }
    return at;
}

bool mgp_utf8_is_valid(struct mgp_slice slice)
{
    return mgp_utf8_valid_prefix(slice) == slice.len;
}

size_t mgp_utf8_count(struct mgp_slice slice)
{
    size_t continuations = 0, at = 0;
    for (uint64_t bytes; slice.len - at >= sizeof bytes; at += sizeof bytes) {
        memcpy(&bytes, slice.ptr + at, sizeof bytes);
        uint64_t marks = bytes >> 7 & ~bytes >> 6 & 0x0101010101010101u; /* 10xxxxxx, in each byte alone */
        continuations += marks * 0x0101010101010101u >> 56;
    }
    for (; at < slice.len; at++) {
        continuations += (slice.ptr[at] & 0xC0) == 0x80;
    }
    return slice.len - continuations;
}

size_t mgp_utf8_previous(struct mgp_slice slice, size_t at)
{
    size_t before = at - 1;
    while (before > 0 && at - before < 4 && (slice.ptr[before] & 0xC0) == 0x80) {
        before--;
    }
    return before;
}

struct range {
    uint32_t first, last;
};

static bool in_ranges(const struct range *ranges, size_t count, uint32_t codepoint)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (codepoint > ranges[middle].last) {
            low = middle + 1;
        } else if (codepoint < ranges[middle].first) {
            high = middle;
        } else {
            return true;
        }
    }
    return false;
}

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* Blanks, punctuation, symbols, format and private characters from U+02C2 on, after the general
 * categories of Unicode 15 (Z*, P*, S*, Cf, Co), joined into whole blocks where a block is nothing else. */
static const struct range not_word[] = {
    {0x2C2, 0x2C5},   {0x2D2, 0x2DF},     {0x37E, 0x37E},      {0x387, 0x387},
    {0x55A, 0x55F},   {0x589, 0x58A},   {0x5BE, 0x5BE},     {0x5C0, 0x5C0},      {0x5F3, 0x5F4},
    {0x600, 0x60F},   {0x61B, 0x61F},   {0x66A, 0x66D},     {0x6D4, 0x6D4},      {0x964, 0x965},
    {0x1680, 0x1680}, {0x180E, 0x180E}, {0x2000, 0x2070},   {0x207A, 0x207E},    {0x208A, 0x208E},
    {0x20A0, 0x20CF}, {0x2100, 0x2101}, {0x2116, 0x2117},   {0x2190, 0x245F},    {0x2500, 0x2BFF},
    {0x2E00, 0x2E7F}, {0x3000, 0x3004}, {0x3008, 0x3020},   {0x3030, 0x3030},    {0x303D, 0x303F},
    {0x30A0, 0x30A0}, {0x30FB, 0x30FB}, {0xE000, 0xF8FF},   {0xFD3E, 0xFD3F},    {0xFE10, 0xFE1F},
    {0xFE30, 0xFE6F}, {0xFEFF, 0xFEFF}, {0xFF01, 0xFF0F},   {0xFF1A, 0xFF20},    {0xFF3B, 0xFF40},
    {0xFF5B, 0xFF65}, {0xFFE0, 0xFFFF}, {0x1F000, 0x1FAFF}, {0xE0000, 0x10FFFF},
};

bool mgp_codepoint_is_word(uint32_t codepoint)
{
    if (codepoint < 0x80) {
        return (codepoint >= '0' && codepoint <= '9') || (codepoint >= 'A' && codepoint <= 'Z') ||
               (codepoint >= 'a' && codepoint <= 'z');
    }
    if (codepoint < 0xC0) return codepoint == 0xAA || codepoint == 0xB5 || codepoint == 0xBA;
    if (codepoint < 0x2C2) return codepoint != 0xD7 && codepoint != 0xF7; /* Latin letters, and the signs among them */
    return !in_ranges(not_word, COUNT(not_word), codepoint);
}

bool mgp_codepoint_is_letter(uint32_t codepoint)
{
    return mgp_codepoint_is_word(codepoint) && !(codepoint >= '0' && codepoint <= '9') &&
           !(codepoint >= 0xFF10 && codepoint <= 0xFF19) && !(codepoint >= 0x660 && codepoint <= 0x669);
}

uint32_t mgp_codepoint_fold(uint32_t c)
{
    if (c < 0x80) return c >= 'A' && c <= 'Z' ? c + 0x20 : c;
    if (c >= 0xC0 && c <= 0xDE && c != 0xD7) return c + 0x20;
    if (c < 0x100) return c;
    if (c == 0x130) return 'i';
    if (c == 0x178) return 0xFF;
    if (c >= 0x100 && c <= 0x137) return c | 1;
    if (c >= 0x139 && c <= 0x148) return c & 1 ? c + 1 : c;
    if (c >= 0x14A && c <= 0x177) return c | 1;
    if (c >= 0x179 && c <= 0x17E) return c & 1 ? c + 1 : c;
    if (c >= 0x1CD && c <= 0x1DC) return c & 1 ? c + 1 : c;
    if ((c >= 0x1DE && c <= 0x1EF) || (c >= 0x1F8 && c <= 0x21F) || (c >= 0x222 && c <= 0x233)) return c | 1;
    if (c == 0x386) return 0x3AC;
    if (c >= 0x388 && c <= 0x38A) return c + 37;
    if (c == 0x38C) return 0x3CC;
    if (c == 0x38E || c == 0x38F) return c + 63;
    if (c >= 0x391 && c <= 0x3AB && c != 0x3A2) return c + 0x20;
    if (c == 0x3C2) return 0x3C3; /* final sigma */
    if (c >= 0x400 && c <= 0x40F) return c + 0x50;
    if (c >= 0x410 && c <= 0x42F) return c + 0x20;
    if ((c >= 0x460 && c <= 0x481) || (c >= 0x48A && c <= 0x4BF) || (c >= 0x4D0 && c <= 0x52F)) return c | 1;
    if (c >= 0x531 && c <= 0x556) return c + 0x30;
    if (c >= 0x1E00 && c <= 0x1E95) return c | 1;
    if (c >= 0x1EA0 && c <= 0x1EFF) return c | 1;
    return c;
}

bool mgp_codepoint_is_upper(uint32_t codepoint)
{
    return mgp_codepoint_fold(codepoint) != codepoint && codepoint != 0x3C2;
}

bool mgp_utf8_is_word_at(struct mgp_slice slice, size_t at)
{
    if (at >= slice.len) return false;
    uint32_t codepoint;
    if (slice.ptr[at] < 0x80) return mgp_codepoint_is_word(slice.ptr[at]);
    return mgp_utf8_decode(slice.ptr + at, slice.len - at, &codepoint) && mgp_codepoint_is_word(codepoint);
}

bool mgp_utf8_is_word_before(struct mgp_slice slice, size_t at)
{
    if (at == 0) return false;
    if (slice.ptr[at - 1] < 0x80) return mgp_codepoint_is_word(slice.ptr[at - 1]);
    size_t start = mgp_utf8_previous(slice, at);
    uint32_t codepoint;
    return mgp_utf8_decode(slice.ptr + start, at - start, &codepoint) && mgp_codepoint_is_word(codepoint);
}

/* Characters that change how what surrounds them is shown (general category Cf, line and paragraph
 * separators): UAX 9's controls above all. */
static const struct range invisible[] = {
    {0x80, 0x9F},     {0xAD, 0xAD},     {0x61C, 0x61C},   {0x180E, 0x180E}, {0x200B, 0x200F},
    {0x2028, 0x202E}, {0x2060, 0x206F}, {0xFEFF, 0xFEFF}, {0xFFF9, 0xFFFB}, {0xE0000, 0xE0FFF},
};

void mgp_append_printable(struct mgp_buffer *buffer, struct mgp_slice text)
{
    size_t at = 0;
    while (at < text.len) {
        uint32_t c;
        size_t size = mgp_utf8_decode(text.ptr + at, text.len - at, &c);
        if (size == 0) {
            mgp_buffer_format(buffer, "\\x%02x", text.ptr[at]);
            size = 1;
        } else if (c == '\n') {
            mgp_buffer_text(buffer, "\\n");
        } else if (c == '\t') {
            mgp_buffer_text(buffer, "\\t");
        } else if (c == '\\') {
            mgp_buffer_text(buffer, "\\\\");
        } else if (c < 0x20 || c == 0x7F) {
            mgp_buffer_format(buffer, "\\x%02x", c);
        } else if (in_ranges(invisible, COUNT(invisible), c)) {
            mgp_buffer_format(buffer, "\\u{%04x}", c);
        } else {
            mgp_buffer_append(buffer, mgp_slice_sub(text, at, at + size));
        }
        at += size;
    }
}

void mgp_append_key_as_utf8(struct mgp_buffer *buffer, struct mgp_slice key)
{
    size_t at = 0;
    while (at < key.len) {
        size_t valid = mgp_utf8_valid_prefix(mgp_slice_sub(key, at, key.len));
        mgp_buffer_append(buffer, mgp_slice_sub(key, at, at + valid));
        at += valid;
        if (at < key.len) mgp_buffer_format(buffer, "%%%02X", key.ptr[at++]);
    }
}

/* East Asian Width W and F (UAX 11), in blocks. */
static const struct range wide[] = {
    {0x1100, 0x115F},   {0x2E80, 0x303E},   {0x3041, 0xA4CF},   {0xAC00, 0xD7A3},
    {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},   {0xFF00, 0xFF60},   {0xFFE0, 0xFFE6},
    {0x1F300, 0x1F64F}, {0x1F900, 0x1F9FF}, {0x20000, 0x3FFFD},
};
static const struct range combining[] = {
    {0x300, 0x36F},   {0x483, 0x489},   {0x591, 0x5BD},   {0x610, 0x61A},   {0x64B, 0x65F},
    {0x1AB0, 0x1AFF}, {0x1DC0, 0x1DFF}, {0x20D0, 0x20FF}, {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F},
};

size_t mgp_display_width(struct mgp_slice text)
{
    size_t width = 0, at = 0;
    while (at < text.len) {
        uint32_t c;
        size_t size = mgp_utf8_decode(text.ptr + at, text.len - at, &c);
        if (size == 0) {
            size = 1;
            width++;
        } else if (!in_ranges(combining, COUNT(combining), c)) {
            width += in_ranges(wide, COUNT(wide), c) ? 2 : 1;
        }
        at += size;
    }
    return width;
}
