/* International bank account numbers (ISO 13616) of the countries for which Macie has an identifier, in
 * either case, with single blanks, dots or dashes anywhere behind the country's two letters: PDF files and
 * forms group them in every way. Country, length, structure and the remainder modulo 97 (ISO 7064, MOD
 * 97-10) must all hold, which leaves nothing to chance. */
#include "identifiers/recogniser_internal.h"

struct country {
    char code[3];
    uint8_t length;
    char structure[11]; /* of what follows the check digits: n digits, a letters, c either, with counts */
};

static const struct country countries[] = {
    {"AL", 28, "n8c16"},   {"AD", 24, "n8c12"},    {"BA", 20, "n16"},     {"BR", 29, "c8n15c2"},
    {"BG", 22, "a4n6c8"},  {"CR", 22, "n18"},      {"HR", 21, "n17"},     {"CY", 28, "n8c16"},
    {"CZ", 24, "n20"},     {"DK", 18, "n14"},      {"DO", 28, "c4n20"},   {"EG", 29, "n25"},
    {"EE", 20, "n16"},     {"FO", 18, "n14"},      {"FI", 18, "n14"},     {"FR", 27, "n10c11n2"},
    {"GE", 22, "a2n16"},   {"DE", 22, "n18"},      {"GR", 27, "n7c16"},   {"GL", 18, "n14"},
    {"HU", 28, "n24"},     {"IS", 26, "n22"},      {"IE", 22, "a4n14"},   {"IT", 27, "a1n10c12"},
    {"JO", 30, "a4n4c18"}, {"XK", 20, "n16"},      {"LI", 21, "n5c12"},   {"LT", 20, "n16"},
    {"MT", 31, "a4n5c18"}, {"MR", 27, "n23"},      {"MU", 30, "a4n19a3"}, {"MC", 27, "n10c11n2"},
    {"ME", 22, "n18"},     {"NL", 18, "a4n10"},    {"MK", 19, "n3c10n2"}, {"PL", 28, "n24"},
    {"PT", 25, "n21"},     {"SM", 27, "a1n10c12"}, {"SN", 28, "a2n22"},   {"RS", 22, "n18"},
    {"SK", 24, "n20"},     {"SI", 19, "n15"},      {"ES", 24, "n20"},     {"SE", 24, "n20"},
    {"CH", 21, "n5c12"},   {"TL", 23, "n19"},      {"TN", 24, "n20"},     {"TR", 26, "n6c16"},
    {"UA", 29, "n6c19"},   {"GB", 22, "a4n14"},    {"AE", 23, "n19"},     {"VG", 24, "a4n16"},
};

static const struct country *find_country(const uint8_t code[2])
{
    for (size_t i = 0; i < sizeof countries / sizeof countries[0]; i++) {
        if ((code[0] & ~0x20) == countries[i].code[0] && (code[1] & ~0x20) == countries[i].code[1]) {
            return &countries[i];
        }
    }
    return NULL;
}

static bool is_of_kind(uint8_t byte, char kind)
{
    return (kind != 'a' && mgp_is_digit(byte)) || (kind != 'n' && mgp_is_ascii_letter(byte));
}

/* The remainder modulo 97 of the number so far with one more character, letters being 10 to 35. */
static unsigned add_character(unsigned remainder, uint8_t byte)
{
    if (mgp_is_digit(byte)) return (remainder * 10 + (unsigned)(byte - '0')) % 97;
    return (remainder * 100 + (unsigned)((byte | 0x20) - 'a') + 10) % 97;
}

static bool is_separator(uint8_t byte)
{
    return byte == ' ' || byte == '-' || byte == '.';
}

/* Reads a country's account number from *at. False if its structure does not hold. */
static bool read_account(struct mgp_slice text, const char *structure, size_t *at, unsigned *remainder)
{
    size_t next = *at;
    while (*structure) {
        char kind = *structure++;
        unsigned count = 0;
        while (mgp_is_digit((uint8_t)*structure)) {
            count = count * 10 + (unsigned)(*structure++ - '0');
        }
        for (; count > 0; count--) {
            if (next < text.len && is_separator(text.ptr[next])) next++;
            if (next >= text.len || !is_of_kind(text.ptr[next], kind)) return false;
            *remainder = add_character(*remainder, text.ptr[next++]);
        }
    }
    *at = next;
    return true;
}

/* Reads the two check digits from *at: 02 to 98 (ISO 13616-1 clause 6). False if there are none. */
static bool read_check_digits(struct mgp_slice text, size_t *at, uint8_t digits[2])
{
    for (size_t i = 0; i < 2; i++) {
        if (*at < text.len && is_separator(text.ptr[*at])) (*at)++;
        if (*at >= text.len || !mgp_is_digit(text.ptr[*at])) return false;
        digits[i] = text.ptr[(*at)++];
    }
    unsigned number = (unsigned)(digits[0] - '0') * 10 + (unsigned)(digits[1] - '0');
    return number >= 2 && number <= 98;
}

static bool is_iban(struct mgp_slice text, size_t begin, struct mgp_recognition *out)
{
    const uint8_t *start = text.ptr + begin;
    const struct country *country = find_country(start);
    if (!country || mgp_utf8_is_word_before(text, begin)) return false;
    size_t end = begin + 2;
    uint8_t digits[2];
    unsigned remainder = 0;
    if (!read_check_digits(text, &end, digits) || !read_account(text, country->structure, &end, &remainder))
        return false;
    remainder = add_character(add_character(remainder, start[0]), start[1]);
    remainder = add_character(add_character(remainder, digits[0]), digits[1]);
    if (remainder != 1 || mgp_utf8_is_word_at(text, end)) return false;
    uint32_t variant = MGP_IBAN_VARIANT(country->code[0], country->code[1]);
    *out = (struct mgp_recognition){.begin = begin, .end = end, .variant = variant};
    return true;
}

bool mgp_recognise_iban(const struct mgp_value_view *view, size_t from, size_t until,
                        struct mgp_recognition *out)
{
    enum { MIN_LENGTH = 18 };
    struct mgp_slice text = view->text;
    if (text.len < MIN_LENGTH) return false;
    if (until > text.len - MIN_LENGTH + 1) until = text.len - MIN_LENGTH + 1;
    for (size_t at = from; at < until; at++) {
        const uint8_t *start = text.ptr + at;
        if (!mgp_is_digit(start[2]) && !mgp_is_digit(start[3])) continue;
        if (!mgp_is_ascii_letter(start[0]) || !mgp_is_ascii_letter(start[1])) continue;
        if (is_iban(text, at, out)) return true;
    }
    return false;
}
