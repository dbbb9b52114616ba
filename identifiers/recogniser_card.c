/* Payment cards: 13 to 19 digits, single blanks or dashes between them, an issuer's prefix with a length
 * that the issuer uses, and the Luhn digit (ISO/IEC 7812-1, annex B).
 *
 * A number may be written in groups. Every group but the last has 3 to 10 digits, the last 1 to 13: that
 * admits 4-4-4-4, 4-6-5, 4-6-4, 6-13 and what people make of them, and keeps out dates, times and lists of
 * telephone numbers in pairs; and a group as long as a card is not the first part of a longer one, so that
 * a security code or a year behind a card stays outside. A card begins and ends where a group does, and a
 * run of digits may hold several.
 *
 * Thirteen digits in one piece from 4 are taken for an article number (EAN-13) where its check digit holds as
 * well: a tenth of all those of Germany, Japan and their neighbours pass for a Visa card of old. */
#include "identifiers/recogniser_gates.h"
#include "identifiers/recogniser_internal.h"

enum { MIN_DIGITS = 13, MAX_DIGITS = 19, PREFIX_DIGITS = 6 };

#define LENGTH(n)        (1u << (n)) /* the bit of a set of lengths */
#define LENGTHS_16_TO_19 (LENGTH(16) | LENGTH(17) | LENGTH(18) | LENGTH(19))

/* The brands that Macie names: the first six digits, from and to, and the lengths that are possible. Electron and most
 * of Dankort lie within Visa. */
#define ISSUERS(X)                                                                                                     \
    X(222100, 272099, LENGTH(16))                           /* Mastercard */                                           \
    X(300000, 305999, LENGTH(14) | LENGTH(16))              /* Diners Club */                                          \
    X(309500, 309599, LENGTH(14) | LENGTH(16))              /* Diners Club */                                          \
    X(340000, 349999, LENGTH(15))                           /* American Express */                                     \
    X(352800, 358999, LENGTHS_16_TO_19)                     /* JCB */                                                  \
    X(360000, 369999, LENGTH(14) | LENGTH(16))              /* Diners Club */                                          \
    X(370000, 379999, LENGTH(15))                           /* American Express */                                     \
    X(380000, 399999, LENGTH(14) | LENGTH(16))              /* Diners Club */                                          \
    X(400000, 499999, LENGTH(13) | LENGTH(16) | LENGTH(19)) /* Visa */                                                 \
    X(501900, 501999, LENGTH(16))                           /* Dankort */                                              \
    X(510000, 559999, LENGTH(16))                           /* Mastercard */                                           \
    X(601100, 601199, LENGTHS_16_TO_19)                     /* Discover */                                             \
    X(620000, 629999, LENGTHS_16_TO_19)                     /* UnionPay, Discover */                                   \
    X(644000, 659999, LENGTHS_16_TO_19)                     /* Discover */                                             \
    X(810000, 819999, LENGTHS_16_TO_19)                     /* UnionPay */

/* Each member of all of them side by side, so that all are compared at once. */
enum { ISSUER_RANGES = 16 };
#define FIRST(first, last, lengths)   first,
#define LAST(first, last, lengths)    last,
#define LENGTHS(first, last, lengths) lengths,
static const int32_t issuer_firsts[ISSUER_RANGES] = {ISSUERS(FIRST)}, issuer_lasts[ISSUER_RANGES] = {ISSUERS(LAST)},
                     issuer_length_sets[ISSUER_RANGES] = {ISSUERS(LENGTHS)};

enum { WORD = 8, WORDS = 3 };

/* The last 24 digits: eight in a word, the first of them in its lowest byte, the word of the last eight first. Zeros
 * stand before the digits. */
struct number {
    uint64_t words[WORDS];
    size_t count; /* digits in all */
};

/* Appends the first digits of eight bytes of text; there may be none. */
static void add_digits(struct number *number, uint64_t bytes, unsigned count)
{
    uint64_t *words = number->words, digits = bytes & MGP_EVERY_BYTE(0x0F);
    number->count += count;
    if (count == WORD) {
        words[2] = words[1];
        words[1] = words[0];
        words[0] = digits;
    } else if (count > 0) {
        unsigned bits = 8 * count, rest = 64 - bits;
        words[2] = words[2] >> bits | words[1] << rest;
        words[1] = words[1] >> bits | words[0] << rest;
        words[0] = words[0] >> bits | digits << rest;
    }
}

/* The first eight digits of 6 to 24, the first in the lowest byte. */
static uint64_t first_digits(const struct number *number)
{
    size_t word = (number->count - 1) / WORD;
    unsigned zeros = 8 * (unsigned)((word + 1) * WORD - number->count);
    uint64_t first = number->words[word] >> zeros;
    return word > 0 && zeros > 0 ? first | number->words[word - 1] << (64 - zeros) : first;
}

/* The number that the first six digits make: neighbours are joined to pairs, those to fours, those to the whole. */
static int32_t prefix_of(uint64_t digits)
{
    uint64_t six = digits << (8 * (WORD - PREFIX_DIGITS));
    six = (six & 0x00FF00FF00FF00FFu) * 10 + (six >> 8 & 0x00FF00FF00FF00FFu);
    six = (six & 0x0000FFFF0000FFFFu) * 100 + (six >> 16 & 0x0000FFFF0000FFFFu);
    return (int32_t)((six & 0xFFFFFFFFu) * 10000 + (six >> 32));
}

static uint32_t issuer_lengths(uint64_t digits)
{
    int32_t prefix = prefix_of(digits), lengths = 0;
    for (size_t i = 0; i < ISSUER_RANGES; i++) {
        int32_t is_within = (prefix >= issuer_firsts[i]) & (prefix <= issuer_lasts[i]);
        lengths |= -is_within & issuer_length_sets[i];
    }
    return (uint32_t)lengths;
}

/* The sum of eight digits, of which every second, from the first on, is doubled, less 9 where that makes 10 or more. */
static unsigned luhn_sum(uint64_t eight)
{
    const uint64_t seconds = 0x00FF00FF00FF00FFu;
    uint64_t doubled = (eight & seconds) << 1;
    uint64_t over_nine = (doubled + 0x0076007600760076u) >> 7 & 0x0001000100010001u;
    uint64_t sums = doubled - 9 * over_nine + (eight & ~seconds);
    return (unsigned)(sums * 0x0101010101010101u >> 56);
}

static bool has_luhn_digit(const struct number *number)
{
    unsigned sum = luhn_sum(number->words[0]) + luhn_sum(number->words[1]);
    if (number->words[2]) sum += luhn_sum(number->words[2]);
    return sum % 10 == 0;
}

/* Of 13 to 19 digits. */
static bool is_one_digit_repeated(const struct number *number)
{
    uint64_t first = first_digits(number), repeated = (first & 0x0F) * MGP_EVERY_BYTE(1);
    bool is_middle_full = number->count >= 2 * WORD;
    return first == repeated && number->words[0] == repeated && (!is_middle_full || number->words[1] == repeated);
}

/* 1.4111... and 1,4111... are parts of other numbers. */
static bool is_start_free(struct mgp_slice text, size_t at)
{
    if (mgp_utf8_is_word_before(text, at)) return false;
    return at < 2 || !(text.ptr[at - 1] == '.' || text.ptr[at - 1] == ',') || !mgp_is_digit(text.ptr[at - 2]);
}

static bool is_end_free(struct mgp_slice text, size_t at)
{
    if (mgp_utf8_is_word_at(text, at)) return false;
    return at + 1 >= text.len || !(text.ptr[at] == '.' || text.ptr[at] == ',') ||
           !mgp_is_digit(text.ptr[at + 1]);
}

/* GS1 General Specifications 7.9: weights 1, 3, 1, 3, ... from the left, of 13 digits. */
static bool is_article_number(const struct number *number)
{
    const uint64_t threefold = 0x00FF00FF00FF00FFu;
    uint64_t sum = 0;
    for (size_t i = 0; i < 2; i++) {
        uint64_t weighed = number->words[i] + 2 * (number->words[i] & threefold);
        sum += weighed * MGP_EVERY_BYTE(1) >> 56;
    }
    return sum % 10 == 0;
}

/* Is it a card of an issuer with these lengths? */
static bool is_card(const struct number *number, uint32_t lengths)
{
    return lengths & LENGTH(number->count) && has_luhn_digit(number) && !is_one_digit_repeated(number);
}

/* Thirteen digits in one piece that are an article number as well. */
static bool is_article(const struct number *number, bool is_one_piece)
{
    return is_one_piece && number->count == 13 && is_article_number(number);
}

/* Digits 1 to 5 alone, three or more of them different: a stroke code of Chinese characters, as dictionaries list them
 * by the thousand; one card in 50,000 looks so. */
static bool is_stroke_code(const struct number *number)
{
    unsigned seen = 0;
    for (size_t i = 0; i < number->count; i++) {
        unsigned digit = (unsigned)(number->words[i / WORD] >> (56 - 8 * (i % WORD))) & 0x0F; /* from the last on */
        if (digit < 1 || digit > 5) return false;
        seen |= 1u << digit;
    }
    return __builtin_popcount(seen) >= 3;
}

/* In one piece and of a form that other numbers have: Visa's thirteen digits of before 1990, or a stroke code. */
static uint32_t variant_of(const struct number *number, bool is_one_piece)
{
    return is_one_piece && (number->count == MIN_DIGITS || is_stroke_code(number)) ? MGP_CARD_BARE : MGP_CARD_PLAIN;
}

/* Adds the digits that stand at an offset; returns how many. Those that are too many for a card are not all counted. */
static size_t add_group(struct number *number, struct mgp_slice text, size_t at)
{
    size_t group = 0;
    unsigned run = WORD;
    for (size_t word = 0; word < WORDS && run == WORD; word++) {
        uint64_t bytes = mgp_gate_load(text, at + group);
        run = mgp_gate_run(mgp_gate_range(bytes, '0', '9'));
        add_digits(number, bytes, run);
        group += run;
    }
    return group;
}

/* The end of the longest card that begins here, or 0. */
static size_t longest_card(struct mgp_slice text, size_t begin, uint32_t *variant)
{
    enum { MIN_GROUP = 3, MAX_GROUP = 10, MAX_LAST_GROUP = 13 };
    struct number number = {0};
    size_t at = begin, longest = 0;
    uint32_t lengths = 0; /* 0: the issuer is not known yet */
    for (;;) {
        size_t group = add_group(&number, text, at);
        if (number.count > MAX_DIGITS || (at != begin && group > MAX_LAST_GROUP)) return longest;
        at += group;
        if (!lengths && number.count >= PREFIX_DIGITS) {
            lengths = issuer_lengths(first_digits(&number));
            if (!lengths) return 0;
        }
        bool is_one_piece = group == number.count;
        if (is_card(&number, lengths) && !is_article(&number, is_one_piece) && is_end_free(text, at)) {
            longest = at;
            *variant = variant_of(&number, is_one_piece);
        }
        bool goes_on = at + 1 < text.len && (text.ptr[at] == ' ' || text.ptr[at] == '-') &&
                       mgp_is_digit(text.ptr[at + 1]);
        if (!goes_on || group < MIN_GROUP || group > MAX_GROUP) return longest;
        at++;
    }
}

bool mgp_card_at(struct mgp_slice text, size_t at, struct mgp_recognition *out)
{
    uint32_t variant;
    if (at + MIN_DIGITS > text.len || !mgp_card_may_begin(text, at) || !is_start_free(text, at)) return false;
    size_t end = longest_card(text, at, &variant);
    if (end == 0) return false;
    *out = (struct mgp_recognition){.begin = at, .end = end, .variant = variant};
    return true;
}

bool mgp_recognise_card(const struct mgp_value_view *view, size_t from, size_t until,
                        struct mgp_recognition *out)
{
    struct mgp_slice text = view->text;
    size_t at = from;
    while (at < until && at + MIN_DIGITS <= text.len) {
        /* A card that begins at one of the next 12 bytes covers the 12th and 13th, and no two bytes side by
         * side in a card are both separators. */
        const uint8_t *ahead = text.ptr + at + MIN_DIGITS - 2;
        if (!mgp_is_digit(ahead[0]) && !mgp_is_digit(ahead[1])) {
            at += MIN_DIGITS;
            continue;
        }
        if (mgp_card_at(text, at, out)) return true;
        at++;
    }
    return false;
}
