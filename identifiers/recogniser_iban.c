/* International bank account numbers (ISO 13616) of the countries for which Macie has an identifier, in
 * either case, with single blanks, dots or dashes anywhere behind the country's two letters: PDF files and
 * forms group them in every way. Country, length, structure and the remainder modulo 97 (ISO 7064, MOD
 * 97-10) must all hold, which leaves nothing to chance. */
#include "identifiers/recogniser_internal.h"

enum { MIN_LENGTH = 18, MAX_LENGTH = 34 };

/* Country, length, and the structure of what follows the check digits: n digits, a letters, c either, with counts. */
#define COUNTRIES(X) \
    X('A', 'L', 28, "n8c16") X('A', 'D', 24, "n8c12") X('B', 'A', 20, "n16") X('B', 'R', 29, "c8n15c2")               \
    X('B', 'G', 22, "a4n6c8") X('C', 'R', 22, "n18") X('H', 'R', 21, "n17") X('C', 'Y', 28, "n8c16")                  \
    X('C', 'Z', 24, "n20") X('D', 'K', 18, "n14") X('D', 'O', 28, "c4n20") X('E', 'G', 29, "n25")                     \
    X('E', 'E', 20, "n16") X('F', 'O', 18, "n14") X('F', 'I', 18, "n14") X('F', 'R', 27, "n10c11n2")                  \
    X('G', 'E', 22, "a2n16") X('D', 'E', 22, "n18") X('G', 'R', 27, "n7c16") X('G', 'L', 18, "n14")                   \
    X('H', 'U', 28, "n24") X('I', 'S', 26, "n22") X('I', 'E', 22, "a4n14") X('I', 'T', 27, "a1n10c12")                \
    X('J', 'O', 30, "a4n4c18") X('X', 'K', 20, "n16") X('L', 'I', 21, "n5c12") X('L', 'T', 20, "n16")                 \
    X('M', 'T', 31, "a4n5c18") X('M', 'R', 27, "n23") X('M', 'U', 30, "a4n19a3") X('M', 'C', 27, "n10c11n2")          \
    X('M', 'E', 22, "n18") X('N', 'L', 18, "a4n10") X('M', 'K', 19, "n3c10n2") X('P', 'L', 28, "n24")                 \
    X('P', 'T', 25, "n21") X('S', 'M', 27, "a1n10c12") X('S', 'N', 28, "a2n22") X('R', 'S', 22, "n18")                \
    X('S', 'K', 24, "n20") X('S', 'I', 19, "n15") X('E', 'S', 24, "n20") X('S', 'E', 24, "n20")                       \
    X('C', 'H', 21, "n5c12") X('T', 'L', 23, "n19") X('T', 'N', 24, "n20") X('T', 'R', 26, "n6c16")                   \
    X('U', 'A', 29, "n6c19") X('G', 'B', 22, "a4n14") X('A', 'E', 23, "n19") X('V', 'G', 24, "a4n16")

/* Two letters of either case, five bits each. */
#define SLOT(first, second) (((first)&31) << 5 | ((second)&31))
#define SLOTS               (1 << 10)

static const char *const structure_at[SLOTS] = {
#define X(first, second, length, structure) [SLOT(first, second)] = structure,
    COUNTRIES(X)
#undef X
};
static const uint8_t length_at[SLOTS] = {
#define X(first, second, length, structure) [SLOT(first, second)] = length,
    COUNTRIES(X)
#undef X
};

/* What a byte counts: digits 0 to 9, letters of either case 10 to 35. */
enum { SEPARATOR = 64, OTHER = 255 };

static uint8_t value_of(uint8_t byte)
{
    if (mgp_is_digit(byte)) return (uint8_t)(byte - '0');
    if (mgp_is_ascii_letter(byte)) return (uint8_t)((byte | 0x20) - 'a' + 10);
    return byte == ' ' || byte == '-' || byte == '.' ? SEPARATOR : OTHER;
}

/* Reads count characters from begin, single separators between them allowed behind the second. Returns where the last
 * one ends; 0 if they are not there. */
static size_t read_values(struct mgp_slice text, size_t begin, size_t count, uint8_t values[MAX_LENGTH])
{
    size_t at = begin;
    for (size_t i = 0; i < count; i++, at++) {
        uint8_t value = at < text.len ? value_of(text.ptr[at]) : OTHER;
        if (value == SEPARATOR && i >= 2) value = ++at < text.len ? value_of(text.ptr[at]) : OTHER;
        if (value > 35) return 0;
        values[i] = value;
    }
    return at;
}

static bool has_structure(const uint8_t *values, const char *structure)
{
    while (*structure) {
        char kind = *structure++;
        unsigned count = 0, letters = 0;
        while (mgp_is_digit((uint8_t)*structure)) {
            count = count * 10 + (unsigned)(*structure++ - '0');
        }
        for (unsigned i = 0; i < count; i++) {
            letters += values[i] > 9;
        }
        if ((kind == 'n' && letters > 0) || (kind == 'a' && letters < count)) return false;
        values += count;
    }
    return true;
}

/* 02 to 98 (ISO 13616-1 clause 6). */
static bool are_check_digits(const uint8_t *values)
{
    unsigned number = values[0] * 10u + values[1];
    return values[0] < 10 && values[1] < 10 && number >= 2 && number <= 98;
}

/* Do the check digits, and what stands behind them of the first part, speak for an IBAN of the country? Most of what
 * begins like one fails here, before all of it is read. */
static bool may_go_on(struct mgp_slice text, size_t begin, const char *structure)
{
    enum { CHECKED = 6 };
    uint8_t values[MAX_LENGTH];
    if (!read_values(text, begin, CHECKED, values) || !are_check_digits(values + 2)) return false;
    if (structure[0] == 'n') return values[4] < 10 && (structure[1] == '1' || values[5] < 10);
    return structure[0] != 'a' || values[4] > 9;
}

/* The values as digits one behind the other, letters as two. Returns where they end. */
static uint8_t *write_digits(const uint8_t *values, size_t count, uint8_t *out)
{
    for (size_t i = 0; i < count; i++) {
        uint8_t value = values[i];
        if (value > 9) {
            *out++ = value / 10;
            value %= 10;
        }
        *out++ = value;
    }
    return out;
}

/* The number that eight digits make: neighbours are joined to pairs, those to fours, those to the whole. */
static uint64_t eight_digits(const uint8_t *digits)
{
    uint64_t eight = mgp_load_eight(digits);
    eight = (eight & 0x00FF00FF00FF00FFu) * 10 + (eight >> 8 & 0x00FF00FF00FF00FFu);
    eight = (eight & 0x0000FFFF0000FFFFu) * 100 + (eight >> 16 & 0x0000FFFF0000FFFFu);
    return (eight & 0xFFFFFFFFu) * 10000 + (eight >> 32);
}

/* The remainder modulo 97 of the number that the values make one behind the other, the first four last; eight digits
 * at a time, zeros before the first ones. */
static unsigned remainder_of(const uint8_t *values, size_t count)
{
    uint8_t digits[8 + 2 * MAX_LENGTH] = {0}, *end = write_digits(values + 4, count - 4, digits + 8);
    end = write_digits(values, 4, end);
    const uint8_t *begin = end - (end - digits - 1) / 8 * 8;
    uint64_t number = 0;
    for (; begin < end; begin += 8) {
        number = (number * 100000000 + eight_digits(begin)) % 97;
    }
    return (unsigned)number;
}

static bool is_iban(struct mgp_slice text, size_t begin, struct mgp_recognition *out)
{
    const uint8_t *start = text.ptr + begin;
    size_t slot = (size_t)SLOT(start[0], start[1]), length = length_at[slot];
    uint8_t values[MAX_LENGTH];
    if (length == 0 || mgp_utf8_is_word_before(text, begin)) return false;
    if (!may_go_on(text, begin, structure_at[slot])) return false;
    size_t end = read_values(text, begin, length, values);
    if (end == 0 || !has_structure(values + 4, structure_at[slot])) return false;
    if (remainder_of(values, length) != 1 || mgp_utf8_is_word_at(text, end)) return false;
    uint32_t variant = MGP_IBAN_VARIANT(start[0] & ~0x20, start[1] & ~0x20);
    *out = (struct mgp_recognition){.begin = begin, .end = end, .variant = variant};
    return true;
}

bool mgp_recognise_iban(const struct mgp_value_view *view, size_t from, size_t until,
                        struct mgp_recognition *out)
{
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
