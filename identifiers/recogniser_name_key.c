#include "identifiers/recogniser_name_internal.h"

/* Base letters of U+00C0 to U+017F; a blank where there is none. */
static const char latin_base[] = "AAAAAAACEEEEIIIIDNOOOOO OUUUUYTs"
                                 "aaaaaaaceeeeiiiidnooooo ouuuuyty"
                                 "aaaaaaccccccccddddeeeeeeeeeegggg"
                                 "gggghhhhiiiiiiiiiiiijjkkklllllll"
                                 "lllnnnnnnnnnoooooooorrrrrrssssss"
                                 "ssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

static char vietnamese_base(uint32_t c)
{
    return c <= 0x1EB7   ? 'a'
           : c <= 0x1EC7 ? 'e'
           : c <= 0x1ECB ? 'i'
           : c <= 0x1EE3 ? 'o'
           : c <= 0x1EF1 ? 'u'
                         : 'y';
}

/* The ASCII letter under a Latin one; 0 if the character is no Latin letter. */
static char base_letter(uint32_t c)
{
    if (c < 0x80) return mgp_is_ascii_letter((uint8_t)c) ? (char)(c | 0x20) : 0;
    if (c >= 0xC0 && c <= 0x17F) {
        char base = latin_base[c - 0xC0];
        return base == ' ' ? 0 : (char)(base | 0x20);
    }
    if (c >= 0x1EA0 && c <= 0x1EF9) return vietnamese_base(c);
    switch (c) {
    case 0x18F: /* schwa of Azerbaijani */
    case 0x259:
        return 'e';
    case 0x1A0:
    case 0x1A1:
        return 'o';
    case 0x1AF:
    case 0x1B0:
        return 'u';
    case 0x1E6: /* Skolt Sami and Romani carons */
    case 0x1E7:
        return 'g';
    case 0x218:
    case 0x219:
        return 's';
    case 0x21A:
    case 0x21B:
        return 't';
    default:
        return 0;
    }
}

/* Letters that are written as two. */
static char second_letter(uint32_t c)
{
    switch (c) {
    case 0xC6: /* ae */
    case 0xE6:
    case 0x152: /* oe */
    case 0x153:
        return 'e';
    case 0xDF: /* ss */
        return 's';
    case 0xDE: /* th */
    case 0xFE:
        return 'h';
    default:
        return 0;
    }
}

size_t mgp_name_key_letters(uint32_t codepoint, char letters[2])
{
    if (codepoint < 0xC0 || codepoint > 0x17F) return 0;
    letters[0] = base_letter(codepoint);
    letters[1] = second_letter(codepoint);
    return !letters[0] ? 0 : letters[1] ? 2 : 1;
}

static bool is_silent(uint32_t c)
{
    return c == '\'' || c == '-' || c == 0x2019 || (c >= 0x300 && c <= 0x36F);
}

size_t mgp_name_key(struct mgp_slice word, char key[MGP_NAME_KEY_SIZE])
{
    size_t len = 0, at = 0;
    while (at < word.len) {
        uint32_t c;
        if (mgp_is_ascii_letter(word.ptr[at])) {
            if (len + 2 > MGP_NAME_KEY_SIZE) return 0;
            key[len++] = (char)(word.ptr[at++] | 0x20);
            continue;
        }
        size_t size = mgp_utf8_decode(word.ptr + at, word.len - at, &c);
        if (size == 0) return 0;
        at += size;
        if (is_silent(c)) continue;
        char base = base_letter(c);
        if (base == 0 || len + 2 > MGP_NAME_KEY_SIZE) return 0;
        key[len++] = base;
        if (second_letter(c)) key[len++] = second_letter(c);
    }
    return len;
}
