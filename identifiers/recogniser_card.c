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

struct issuer_range {
    uint32_t first, last; /* of the first six digits */
    uint32_t lengths;     /* bit n: n digits are possible */
};

#define LENGTH(n)        (1u << (n))
#define LENGTHS_16_TO_19 (LENGTH(16) | LENGTH(17) | LENGTH(18) | LENGTH(19))

/* The brands that Macie names. Electron and most of Dankort lie within Visa. */
static const struct issuer_range issuers[] = {
    {222100, 272099, LENGTH(16)},                           /* Mastercard */
    {300000, 305999, LENGTH(14) | LENGTH(16)},              /* Diners Club */
    {309500, 309599, LENGTH(14) | LENGTH(16)},              /* Diners Club */
    {340000, 349999, LENGTH(15)},                           /* American Express */
    {352800, 358999, LENGTHS_16_TO_19},                     /* JCB */
    {360000, 369999, LENGTH(14) | LENGTH(16)},              /* Diners Club */
    {370000, 379999, LENGTH(15)},                           /* American Express */
    {380000, 399999, LENGTH(14) | LENGTH(16)},              /* Diners Club */
    {400000, 499999, LENGTH(13) | LENGTH(16) | LENGTH(19)}, /* Visa */
    {501900, 501999, LENGTH(16)},                           /* Dankort */
    {510000, 559999, LENGTH(16)},                           /* Mastercard */
    {601100, 601199, LENGTHS_16_TO_19},                     /* Discover */
    {620000, 629999, LENGTHS_16_TO_19},                     /* UnionPay, Discover */
    {644000, 659999, LENGTHS_16_TO_19},                     /* Discover */
    {810000, 819999, LENGTHS_16_TO_19},                     /* UnionPay */
};

/* For each first digit: its ranges are issuers[from] to issuers[until - 1]. */
static const struct {
    uint8_t from, until;
} issuers_of[10] = {[2] = {0, 1}, [3] = {1, 8}, [4] = {8, 9}, [5] = {9, 11}, [6] = {11, 14}, [8] = {14, 15}};

/* Zeros before the digits, so that the last 24 of all can be looked at whatever their number is; behind them is room
 * for whole words. */
enum { PADDING = 24, WORD = 8, MAX_WORDS = 3 };

/* Digits as ASCII has them, one behind the other. */
struct number {
    uint8_t bytes[PADDING + MAX_DIGITS + MAX_WORDS * WORD];
    size_t count;
};

static const uint8_t *digits_of(const struct number *number)
{
    return number->bytes + PADDING;
}

/* The last digits, eight at a time: those before the `behind` last. */
static uint64_t last_digits(const struct number *number, size_t behind)
{
    return mgp_load_eight(digits_of(number) + number->count - behind - WORD) & MGP_EVERY_BYTE(0x0F);
}

/* The number that the first digits make: neighbours are joined to pairs, those to fours, those to the whole. */
static uint32_t prefix_of(const uint8_t *digits)
{
    uint64_t six = (mgp_load_eight(digits) & MGP_EVERY_BYTE(0x0F)) << (8 * (WORD - PREFIX_DIGITS));
    six = (six & 0x00FF00FF00FF00FFu) * 10 + (six >> 8 & 0x00FF00FF00FF00FFu);
    six = (six & 0x0000FFFF0000FFFFu) * 100 + (six >> 16 & 0x0000FFFF0000FFFFu);
    return (uint32_t)((six & 0xFFFFFFFFu) * 10000 + (six >> 32));
}

static uint32_t issuer_lengths(const uint8_t *digits)
{
    if (!mgp_is_digit(digits[0])) return 0;
    uint32_t prefix = prefix_of(digits);
    size_t first = digits[0] & 0x0Fu;
    for (size_t i = issuers_of[first].from; i < issuers_of[first].until; i++) {
        if (prefix >= issuers[i].first && prefix <= issuers[i].last) return issuers[i].lengths;
    }
    return 0;
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
    unsigned sum = luhn_sum(last_digits(number, 0)) + luhn_sum(last_digits(number, WORD)) +
                   luhn_sum(last_digits(number, 2 * WORD));
    return sum % 10 == 0;
}

/* Of 13 digits or more: each equals the one before. */
static bool is_one_digit_repeated(const struct number *number)
{
    const uint8_t *digits = digits_of(number);
    return memcmp(digits, digits + 1, number->count - 1) == 0;
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

/* GS1 General Specifications 7.9: weights 1, 3, 1, 3, ... from the left. */
static bool is_article_number(const uint8_t *digits)
{
    unsigned sum = 0;
    for (size_t i = 0; i < 13; i++) {
        sum += (digits[i] & 0x0Fu) * (i % 2 ? 3u : 1u);
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
    return is_one_piece && number->count == 13 && is_article_number(digits_of(number));
}

/* Digits 1 to 5 alone, three or more of them different: a stroke code of Chinese characters, as dictionaries list them
 * by the thousand; one card in 50,000 looks so. */
static bool is_stroke_code(const struct number *number)
{
    unsigned seen = 0;
    for (size_t i = 0; i < number->count; i++) {
        unsigned digit = digits_of(number)[i] & 0x0Fu;
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
    uint8_t *out = number->bytes + PADDING + number->count;
    size_t group = 0;
    unsigned run = WORD;
    for (size_t word = 0; word < MAX_WORDS && run == WORD; word++) {
        uint64_t bytes = mgp_gate_load(text, at + group);
        run = mgp_gate_run(mgp_gate_range(bytes, '0', '9'));
        mgp_store_eight(out + group, bytes);
        group += run;
    }
    number->count += group;
    return group;
}

/* The end of the longest card that begins here, or 0. */
static size_t longest_card(struct mgp_slice text, size_t begin, uint32_t *variant)
{
    enum { MIN_GROUP = 3, MAX_GROUP = 10, MAX_LAST_GROUP = 13 };
    struct number number;
    size_t at = begin, longest = 0;
    uint32_t lengths = 0; /* 0: the issuer is not known yet */
    memset(number.bytes, 0, PADDING);
    number.count = 0;
    for (;;) {
        size_t group = add_group(&number, text, at);
        if (number.count > MAX_DIGITS || (at != begin && group > MAX_LAST_GROUP)) return longest;
        at += group;
        if (!lengths && number.count >= PREFIX_DIGITS) {
            lengths = issuer_lengths(digits_of(&number));
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
