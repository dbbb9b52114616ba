/* International bank account numbers (ISO 13616) of the countries for which Macie has an identifier, in
 * either case, with single blanks, dots or dashes anywhere behind the country's two letters: PDF files and
 * forms group them in every way. Country, length, structure and the remainder modulo 97 (ISO 7064, MOD
 * 97-10) must all hold, which leaves nothing to chance. */
#include "identifiers/recogniser_gates.h"
#include "identifiers/recogniser_internal.h"

enum { MIN_LENGTH = 18, MAX_LENGTH = 34, HEAD_LENGTH = 4 };

/* Country, length, and where behind the check digits only digits and only letters stand: a bit for each character. */
#define RUN(from, count) ((((uint32_t)1 << (count)) - 1) << (from))
#define COUNTRIES(X)                                                                                                   \
    X('A', 'L', 28, RUN(0, 8), 0) X('A', 'D', 24, RUN(0, 8), 0) X('B', 'A', 20, RUN(0, 16), 0)                         \
    X('B', 'R', 29, RUN(8, 15), 0) X('B', 'G', 22, RUN(4, 6), RUN(0, 4)) X('C', 'R', 22, RUN(0, 18), 0)                \
    X('H', 'R', 21, RUN(0, 17), 0) X('C', 'Y', 28, RUN(0, 8), 0) X('C', 'Z', 24, RUN(0, 20), 0)                        \
    X('D', 'K', 18, RUN(0, 14), 0) X('D', 'O', 28, RUN(4, 20), 0) X('E', 'G', 29, RUN(0, 25), 0)                       \
    X('E', 'E', 20, RUN(0, 16), 0) X('F', 'O', 18, RUN(0, 14), 0) X('F', 'I', 18, RUN(0, 14), 0)                       \
    X('F', 'R', 27, RUN(0, 10) | RUN(21, 2), 0) X('G', 'E', 22, RUN(2, 16), RUN(0, 2))                                 \
    X('D', 'E', 22, RUN(0, 18), 0) X('G', 'R', 27, RUN(0, 7), 0) X('G', 'L', 18, RUN(0, 14), 0)                        \
    X('H', 'U', 28, RUN(0, 24), 0) X('I', 'S', 26, RUN(0, 22), 0) X('I', 'E', 22, RUN(4, 14), RUN(0, 4))               \
    X('I', 'T', 27, RUN(1, 10), RUN(0, 1)) X('J', 'O', 30, RUN(4, 4), RUN(0, 4)) X('X', 'K', 20, RUN(0, 16), 0)        \
    X('L', 'I', 21, RUN(0, 5), 0) X('L', 'T', 20, RUN(0, 16), 0) X('M', 'T', 31, RUN(4, 5), RUN(0, 4))                 \
    X('M', 'R', 27, RUN(0, 23), 0) X('M', 'U', 30, RUN(4, 19), RUN(0, 4) | RUN(23, 3))                                 \
    X('M', 'C', 27, RUN(0, 10) | RUN(21, 2), 0) X('M', 'E', 22, RUN(0, 18), 0)                                         \
    X('N', 'L', 18, RUN(4, 10), RUN(0, 4)) X('M', 'K', 19, RUN(0, 3) | RUN(13, 2), 0)                                  \
    X('P', 'L', 28, RUN(0, 24), 0) X('P', 'T', 25, RUN(0, 21), 0) X('S', 'M', 27, RUN(1, 10), RUN(0, 1))               \
    X('S', 'N', 28, RUN(2, 22), RUN(0, 2)) X('R', 'S', 22, RUN(0, 18), 0) X('S', 'K', 24, RUN(0, 20), 0)               \
    X('S', 'I', 19, RUN(0, 15), 0) X('E', 'S', 24, RUN(0, 20), 0) X('S', 'E', 24, RUN(0, 20), 0)                       \
    X('C', 'H', 21, RUN(0, 5), 0) X('T', 'L', 23, RUN(0, 19), 0) X('T', 'N', 24, RUN(0, 20), 0)                        \
    X('T', 'R', 26, RUN(0, 6), 0) X('U', 'A', 29, RUN(0, 6), 0) X('G', 'B', 22, RUN(4, 14), RUN(0, 4))                 \
    X('A', 'E', 23, RUN(0, 19), 0) X('V', 'G', 24, RUN(4, 16), RUN(0, 4))

/* Two letters of either case, five bits each. */
#define SLOT(first, second) (((first)&31) << 5 | ((second)&31))

static const struct country {
    uint32_t digits, letters;
    uint8_t length; /* 0: no IBAN begins like this */
} countries[1 << 10] = {
#define X(first, second, length, digits, letters) [SLOT(first, second)] = {digits, letters, length},
    COUNTRIES(X)
#undef X
};

/* Eight characters or fewer, and the high bits of those that are digits and of those that are letters. */
struct characters {
    uint64_t bytes, digits, letters;
};

/* The count characters before end; eight or more stand there. */
static struct characters load_characters(const uint8_t *end, unsigned count)
{
    uint64_t bytes = mgp_load_eight(end - 8) >> (64 - 8 * count);
    return (struct characters){bytes, mgp_gate_range(bytes, '0', '9'),
                               mgp_gate_range(bytes | MGP_EVERY_BYTE(0x20), 'a', 'z')};
}

/* The high bits of the bytes as the lowest eight. */
static uint32_t bits_of(uint64_t marks)
{
    return (uint32_t)((marks & MGP_EVERY_BYTE(0x80)) * 0x0002040810204081u >> 56);
}

/* The number that eight digits make, each in the low bits of its byte: neighbours are joined to pairs, those to fours,
 * those to the whole. */
static uint64_t number_of(uint64_t digits)
{
    uint64_t eight = digits & MGP_EVERY_BYTE(0x0F);
    eight = (eight & 0x00FF00FF00FF00FFu) * 10 + (eight >> 8 & 0x00FF00FF00FF00FFu);
    eight = (eight & 0x0000FFFF0000FFFFu) * 100 + (eight >> 16 & 0x0000FFFF0000FFFFu);
    return (eight & 0xFFFFFFFFu) * 10000 + (eight >> 32);
}

/* What a letter or digit counts: letters of either case 10 to 35. */
static uint64_t value_of(uint64_t byte)
{
    return byte > '9' ? (byte & 31) + 9 : byte & 15;
}

/* The remainder modulo 97 of the number that begins with `remainder` and goes on with `count` characters, letters as
 * two digits. */
static uint64_t add_characters(uint64_t remainder, const struct characters *characters, unsigned count)
{
    static const uint64_t powers[] = {1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000};
    if (!characters->letters)
        return (remainder * powers[count] + number_of(characters->bytes << (64 - 8 * count))) % 97;
    for (unsigned i = 0; i < count; i++) {
        uint64_t value = value_of(characters->bytes >> (8 * i) & 0xFF);
        remainder = remainder * (value > 9 ? 100 : 10) + value;
    }
    return remainder % 97;
}

enum answer { IS_NUMBER, IS_NO_NUMBER, HAS_SEPARATORS };

static bool is_separator(uint8_t byte)
{
    return byte == ' ' || byte == '-' || byte == '.';
}

/* Check digits are 02 to 98 (ISO 13616-1 clause 6). */
static enum answer ask_check_digits(const uint8_t *text, uint64_t *number)
{
    uint8_t tens = text[2], ones = text[3];
    if (is_separator(tens) || is_separator(ones)) return HAS_SEPARATORS;
    if (!mgp_is_digit(tens) || !mgp_is_digit(ones)) return IS_NO_NUMBER;
    *number = (uint64_t)(tens - '0') * 10 + (uint64_t)(ones - '0');
    return *number >= 2 && *number <= 98 ? IS_NUMBER : IS_NO_NUMBER;
}

/* Are the first characters of text, as many as an IBAN of the country has, one of it? Most of what begins like one
 * fails before all of it is read. */
static enum answer ask(const uint8_t *text, const struct country *country)
{
    uint64_t check_digits, remainder = 0;
    enum answer answer = ask_check_digits(text, &check_digits);
    if (answer != IS_NUMBER) return answer;
    for (unsigned at = HEAD_LENGTH; at < country->length; at += 8) {
        unsigned count = country->length - at < 8 ? country->length - at : 8, done = at - HEAD_LENGTH;
        struct characters characters = load_characters(text + at + count, count);
        uint32_t digits = bits_of(characters.digits), letters = bits_of(characters.letters);
        uint32_t others = ~(digits | letters) & RUN(0, count);
        uint32_t before_others = others ? (others & (0 - others)) - 1 : RUN(0, count);
        if (((country->digits >> done & ~digits) | (country->letters >> done & ~letters)) & before_others)
            return IS_NO_NUMBER;
        if (others) {
            uint8_t first = (uint8_t)(characters.bytes >> (8 * __builtin_ctz(others)));
            return is_separator(first) ? HAS_SEPARATORS : IS_NO_NUMBER;
        }
        remainder = add_characters(remainder, &characters, count);
    }
    uint64_t head = value_of(text[0]) * 10000 + value_of(text[1]) * 100 + check_digits;
    return (remainder * 1000000 + head) % 97 == 1 ? IS_NUMBER : IS_NO_NUMBER;
}

/* May the country have this character so far behind its check digits? */
static bool is_possible(const struct country *country, size_t place, uint8_t byte)
{
    if (mgp_is_digit(byte)) return !(country->letters >> place & 1);
    return mgp_is_ascii_letter(byte) && !(country->digits >> place & 1);
}

/* Copies the characters of an IBAN of the country, single separators between them allowed behind the second. Returns
 * where the last one ends; 0 if they are not there. */
static size_t copy_characters(struct mgp_slice text, size_t begin, const struct country *country,
                              uint8_t out[MAX_LENGTH])
{
    size_t at = begin;
    for (size_t i = 0; i < country->length; i++, at++) {
        if (i >= 2 && at < text.len && is_separator(text.ptr[at])) at++;
        if (at >= text.len) return 0;
        uint8_t byte = text.ptr[at];
        if (i >= HEAD_LENGTH ? !is_possible(country, i - HEAD_LENGTH, byte) : i >= 2 && !mgp_is_digit(byte)) return 0;
        out[i] = byte;
    }
    return at;
}

/* Where the IBAN of the country ends that begins here; 0 if there is none. */
static size_t find_end(struct mgp_slice text, size_t begin, const struct country *country)
{
    uint8_t characters[MAX_LENGTH];
    if (begin + country->length > text.len) return 0;
    enum answer answer = ask(text.ptr + begin, country);
    if (answer == IS_NUMBER) return begin + country->length;
    if (answer == IS_NO_NUMBER) return 0;
    size_t end = copy_characters(text, begin, country, characters);
    return end > 0 && ask(characters, country) == IS_NUMBER ? end : 0;
}

static bool is_iban(struct mgp_slice text, size_t begin, struct mgp_recognition *out)
{
    const uint8_t *start = text.ptr + begin;
    const struct country *country = &countries[SLOT(start[0], start[1])];
    if (country->length == 0 || mgp_utf8_is_word_before(text, begin)) return false;
    size_t end = find_end(text, begin, country);
    if (end == 0 || mgp_utf8_is_word_at(text, end)) return false;
    uint32_t variant = MGP_IBAN_VARIANT(start[0] & ~0x20, start[1] & ~0x20);
    *out = (struct mgp_recognition){.begin = begin, .end = end, .variant = variant};
    return true;
}

bool mgp_iban_at(struct mgp_slice text, size_t at, struct mgp_recognition *out)
{
    const uint8_t *start = text.ptr + at;
    if (at + MIN_LENGTH > text.len || (!mgp_is_digit(start[2]) && !mgp_is_digit(start[3]))) return false;
    return mgp_is_ascii_letter(start[0]) && mgp_is_ascii_letter(start[1]) && is_iban(text, at, out);
}

bool mgp_recognise_iban(const struct mgp_value_view *view, size_t from, size_t until,
                        struct mgp_recognition *out)
{
    struct mgp_slice text = view->text;
    if (text.len < MIN_LENGTH) return false;
    if (until > text.len - MIN_LENGTH + 1) until = text.len - MIN_LENGTH + 1;
    for (size_t at = from; at < until; at++) {
        if (mgp_iban_at(text, at, out)) return true;
    }
    return false;
}
