#include "notifier/rule/pattern_value.h"

#include <float.h>
#include <math.h>
#include <stdio.h>

#include "base/utf8.h"
#include "notifier/rule/letter_case.h"

/* The longest number that is read as a double; a longer one equals only its own text. */
#define NUMBER_MAX_TEXT 400
/* Every double has a shortest form of at most 17 significant digits. */
#define DOUBLE_DIGITS 17

/* A decimal without leading and trailing zeros: 0.d1d2d3... times ten to the exponent. */
struct decimal {
    char digits[DOUBLE_DIGITS + 1];
    size_t count; /* 0: the number is zero */
    long exponent;
    bool fits; /* at most DOUBLE_DIGITS digits */
};

static void add_digit(struct decimal *decimal, char digit, size_t *zeros)
{
    if (digit == '0') {
        (*zeros)++;
        return;
    }
    for (; *zeros > 0; --*zeros) {
        if (decimal->count < DOUBLE_DIGITS) decimal->digits[decimal->count] = '0';
        decimal->count++;
    }
    if (decimal->count < DOUBLE_DIGITS) decimal->digits[decimal->count] = digit;
    decimal->count++;
}

static struct decimal read_decimal(const char *text)
{
    struct decimal decimal = {.fits = true};
    size_t zeros = 0;
    bool after_point = false;
    if (*text == '-' || *text == '+') text++;
    for (; *text && *text != 'e' && *text != 'E'; text++) {
        if (*text == '.') {
            after_point = true;
            continue;
        }
        bool is_leading = decimal.count == 0 && *text == '0';
        if (after_point && is_leading) decimal.exponent--;
        if (!after_point && !is_leading) decimal.exponent++;
        if (!is_leading) add_digit(&decimal, *text, &zeros);
    }
    if (*text) decimal.exponent += strtol(text + 1, NULL, 10);
    if (decimal.count == 0) decimal.exponent = 0;
    decimal.fits = decimal.count <= DOUBLE_DIGITS;
    return decimal;
}

static bool same_decimal(const struct decimal *a, const struct decimal *b)
{
    return a->fits && b->fits && a->count == b->count && a->exponent == b->exponent &&
           memcmp(a->digits, b->digits, a->count) == 0;
}

static struct decimal shortest(double value)
{
    char text[40] = "0";
    for (int precision = 1; precision <= DOUBLE_DIGITS; precision++) {
        snprintf(text, sizeof text, "%.*e", precision - 1, value);
        if (!(strtod(text, NULL) < value) && !(strtod(text, NULL) > value)) break;
    }
    return read_decimal(text);
}

struct mgp_number mgp_number_read(struct mgp_slice text)
{
    struct mgp_number number = {.text = text};
    char copy[NUMBER_MAX_TEXT + 1];
    if (text.len == 0 || text.len > NUMBER_MAX_TEXT) return number;
    memcpy(copy, text.ptr, text.len);
    copy[text.len] = '\0';
    number.value = strtod(copy, NULL);
    if (!isfinite(number.value)) return number;

    struct decimal decimal = read_decimal(copy);
    if (decimal.count == 0 || (decimal.count <= DBL_DIG && isnormal(number.value))) {
        number.is_comparable = true;
        return number;
    }
    struct decimal canonical = shortest(number.value);
    number.is_comparable = same_decimal(&decimal, &canonical);
    return number;
}

bool mgp_number_equal(const struct mgp_number *a, const struct mgp_number *b)
{
    if (mgp_slice_equal(a->text, b->text)) return true;
    return a->is_comparable && b->is_comparable && !(a->value < b->value) && !(a->value > b->value);
}

#define IPV4_MAX_TEXT 15

static bool is_digit(uint8_t c)
{
    return c >= '0' && c <= '9';
}

/* The value of a hexadecimal digit, else -1. */
static int hex_digit(uint8_t c)
{
    if (is_digit(c)) return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool read_ipv4(struct mgp_slice text, uint8_t out[4])
{
    size_t at = 0;
    if (text.len > IPV4_MAX_TEXT) return false;
    for (int part = 0; part < 4; part++) {
        unsigned value = 0;
        size_t first = at;
        for (; at < text.len && is_digit(text.ptr[at]); at++) {
            value = value * 10 + (unsigned)(text.ptr[at] - '0');
            if (value > 255) return false;
        }
        if (at == first) return false;
        out[part] = (uint8_t)value;
        if (part < 3 && (at >= text.len || text.ptr[at++] != '.')) return false;
    }
    return at == text.len;
}

/* Reads one part of an IPv6 address: hexadecimal digits, any number of zeros in front. */
static bool read_ipv6_part(struct mgp_slice text, size_t *at, unsigned *out)
{
    size_t first = *at;
    unsigned value = 0;
    for (; *at < text.len && hex_digit(text.ptr[*at]) >= 0; (*at)++) {
        value = value << 4 | (unsigned)hex_digit(text.ptr[*at]);
        if (value > 0xffff) return false;
    }
    *out = value;
    return *at > first;
}

/* Parts with colons between; one run of zeros may stand as "::". */
static bool read_ipv6(struct mgp_slice text, uint8_t out[16])
{
    uint8_t bytes[16];
    size_t count = 0, gap = SIZE_MAX, at = 0;
    if (text.len < 2 || (text.ptr[0] == ':' && text.ptr[1] != ':')) return false;
    if (text.ptr[0] == ':') at = 1;
    while (at < text.len) {
        unsigned part = 0;
        if (text.ptr[at] == ':') {
            if (gap != SIZE_MAX) return false;
            gap = count;
            at++;
            continue;
        }
        if (count == 16 || !read_ipv6_part(text, &at, &part)) return false;
        bytes[count++] = (uint8_t)(part >> 8);
        bytes[count++] = (uint8_t)part;
        if (at == text.len) break;
        if (text.ptr[at++] != ':' || at == text.len) return false;
    }
    if (gap == SIZE_MAX ? count != 16 : count == 16) return false;
    if (gap == SIZE_MAX) gap = count;
    memset(out, 0, 16);
    memcpy(out, bytes, gap);
    memcpy(out + 16 - (count - gap), bytes + gap, count - gap);
    return true;
}

bool mgp_address_has_form(struct mgp_slice text)
{
    size_t digits = 0, dots = 0, colons = 0, hex = 0;
    bool is_ipv4 = text.len > 0 && is_digit(text.ptr[0]) && is_digit(text.ptr[text.len - 1]);
    for (size_t i = 0; i < text.len; i++) {
        digits += is_digit(text.ptr[i]);
        hex += hex_digit(text.ptr[i]) >= 0;
        dots += text.ptr[i] == '.';
        colons += text.ptr[i] == ':';
        if (text.ptr[i] == '.' && i > 0 && text.ptr[i - 1] == '.') is_ipv4 = false;
    }
    return (is_ipv4 && dots == 3 && digits + dots == text.len) || (colons > 0 && hex + colons == text.len);
}

bool mgp_address_read(struct mgp_slice text, struct mgp_address *out)
{
    static const uint8_t mapped[12] = {[10] = 0xff, [11] = 0xff};
    struct mgp_address address = {.bits = 32};
    if (!read_ipv4(text, address.bytes)) {
        if (!read_ipv6(text, address.bytes)) return false;
        address.bits = 128;
        if (memcmp(address.bytes, mapped, sizeof mapped) == 0) {
            memmove(address.bytes, address.bytes + 12, 4);
            memset(address.bytes + 4, 0, 12);
            address.bits = 32;
        }
    }
    *out = address;
    return true;
}

bool mgp_address_equal(const struct mgp_address *a, const struct mgp_address *b)
{
    return a->bits == b->bits && memcmp(a->bytes, b->bytes, sizeof a->bytes) == 0;
}

bool mgp_address_within(const struct mgp_address *address, const struct mgp_address *range, unsigned prefix_bits)
{
    if (address->bits != range->bits) return false;
    size_t whole = prefix_bits / 8;
    if (memcmp(address->bytes, range->bytes, whole) != 0) return false;
    if (prefix_bits % 8 == 0) return true;
    unsigned mask = 0xffu << (8 - prefix_bits % 8);
    return ((unsigned)(address->bytes[whole] ^ range->bytes[whole]) & mask & 0xffu) == 0;
}

/* What one character of an operand stands for. */
struct letter {
    const uint8_t *self;
    size_t length;
    struct mgp_letter_forms forms;
};

static void read_letter(struct mgp_slice operand, size_t at, struct letter *out)
{
    uint32_t codepoint = 0;
    out->self = operand.ptr + at;
    out->length = mgp_utf8_decode(out->self, operand.len - at, &codepoint);
    out->forms.lower_length = out->forms.upper_length = 0;
    if (out->length == 0) out->length = 1; /* a byte that is not UTF-8 is itself only */
    else mgp_letter_forms(codepoint, &out->forms);
}

/* Takes one of a letter's forms from the front of *text, or from its end. */
static bool take_form(struct mgp_slice *text, const uint8_t *form, size_t length, bool at_end)
{
    if (length == 0 || text->len < length) return false;
    const uint8_t *place = at_end ? text->ptr + text->len - length : text->ptr;
    if (memcmp(place, form, length) != 0) return false;
    *text = at_end ? mgp_slice_sub(*text, 0, text->len - length) : mgp_slice_sub(*text, length, text->len);
    return true;
}

static bool take_letter(struct mgp_slice *text, const struct letter *letter, bool at_end)
{
    return take_form(text, letter->self, letter->length, at_end) ||
           take_form(text, letter->forms.lower, letter->forms.lower_length, at_end) ||
           take_form(text, letter->forms.upper, letter->forms.upper_length, at_end);
}

static bool take_prefix(struct mgp_slice *text, struct mgp_slice prefix)
{
    struct letter letter;
    for (size_t at = 0; at < prefix.len; at += letter.length) {
        read_letter(prefix, at, &letter);
        if (!take_letter(text, &letter, false)) return false;
    }
    return true;
}

bool mgp_text_starts_caseless(struct mgp_slice text, struct mgp_slice prefix)
{
    return take_prefix(&text, prefix);
}

bool mgp_text_equal_caseless(struct mgp_slice text, struct mgp_slice other)
{
    return take_prefix(&text, other) && text.len == 0;
}

bool mgp_text_ends_caseless(struct mgp_slice text, struct mgp_slice suffix)
{
    struct letter letter;
    while (suffix.len > 0) {
        size_t at = mgp_utf8_previous(suffix, suffix.len);
        read_letter(suffix, at, &letter);
        if (!take_letter(&text, &letter, true)) return false;
        suffix.len = at;
    }
    return true;
}

enum mgp_wildcard_fault mgp_wildcard_read(struct mgp_arena *arena, struct mgp_slice text, struct mgp_wildcard *out,
                                          size_t *position)
{
    size_t stars = 0, length = 0, begin = 0;
    for (size_t i = 0; i < text.len; i++) stars += text.ptr[i] == '*';
    uint8_t *literal = mgp_arena_alloc(arena, text.len + 1);
    struct mgp_wildcard wildcard = {.parts = mgp_arena_alloc(arena, (stars + 1) * sizeof *wildcard.parts)};
    for (size_t i = 0; i < text.len; i++) {
        *position = i;
        if (text.ptr[i] == '*') {
            if (i + 1 < text.len && text.ptr[i + 1] == '*') return MGP_WILDCARD_CONSECUTIVE;
            wildcard.parts[wildcard.count++] = mgp_slice_of(literal + begin, length - begin);
            begin = length;
            continue;
        }
        if (text.ptr[i] == '\\') {
            if (i + 1 >= text.len || (text.ptr[i + 1] != '*' && text.ptr[i + 1] != '\\')) return MGP_WILDCARD_ESCAPE;
            i++;
        }
        literal[length++] = text.ptr[i];
    }
    wildcard.parts[wildcard.count++] = mgp_slice_of(literal + begin, length - begin);
    *out = wildcard;
    return MGP_WILDCARD_FINE;
}

bool mgp_wildcard_match(const struct mgp_wildcard *wildcard, struct mgp_slice text)
{
    struct mgp_slice first = wildcard->parts[0], last = wildcard->parts[wildcard->count - 1];
    if (wildcard->count == 1) return mgp_slice_equal(text, first);
    if (text.len < first.len + last.len) return false;
    if (!mgp_slice_starts_with(text, first) || !mgp_slice_ends_with(text, last)) return false;

    struct mgp_slice middle = mgp_slice_sub(text, first.len, text.len - last.len);
    size_t at = 0;
    for (size_t i = 1; i + 1 < wildcard->count; i++) {
        size_t found = mgp_slice_find(middle, wildcard->parts[i], at);
        if (found == SIZE_MAX) return false;
        at = found + wildcard->parts[i].len;
    }
    return true;
}
