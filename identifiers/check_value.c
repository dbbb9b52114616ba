#include "identifiers/check_value.h"

#include "base/clock.h"
#include "identifiers/written_form.h"

enum { REFUSED = 0, SEPARATOR = 1 };

/* What becomes of an ASCII byte: itself, letters in upper case. */
static const uint8_t compacted[128] = {
    [' '] = SEPARATOR, ['\t'] = SEPARATOR, ['-'] = SEPARATOR, ['.'] = SEPARATOR, ['/'] = SEPARATOR,
    ['0'] = '0', '1', '2', '3', '4', '5', '6', '7', '8', '9',
    ['A'] = 'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I', 'J', 'K', 'L', 'M',
    'N', 'O', 'P', 'Q', 'R', 'S', 'T', 'U', 'V', 'W', 'X', 'Y', 'Z',
    ['a'] = 'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I', 'J', 'K', 'L', 'M',
    'N', 'O', 'P', 'Q', 'R', 'S', 'T', 'U', 'V', 'W', 'X', 'Y', 'Z',
};

bool mgp_compact(struct mgp_slice value, struct mgp_compact *out)
{
    out->len = 0;
    for (size_t at = 0; at < value.len;) {
        uint8_t c = value.ptr[at];
        size_t size = c < 0x80 ? 1 : mgp_written_form(mgp_slice_sub(value, at, value.len), &c);
        uint8_t kept = size ? compacted[c] : REFUSED;
        at += size;
        if (kept == SEPARATOR) continue;
        if (kept == REFUSED || out->len == MGP_MAX_COMPACT) return false;
        out->text[out->len++] = kept;
    }
    return out->len > 0;
}

/* The usual case of mgp_compact_digits: short, and ASCII digits and separators alone. False, with out spoilt, where it
 * is not. No branch on a byte: digits and others alternate. */
static bool take_plain_digits(struct mgp_slice value, struct mgp_compact *out)
{
    bool is_plain = true;
    out->len = 0;
    if (value.len > MGP_MAX_COMPACT) return false;
    for (size_t i = 0; i < value.len; i++) {
        uint8_t byte = value.ptr[i], digit = (uint8_t)(byte - '0');
        is_plain &= digit < 10 || (byte < 0x80 && compacted[byte & 0x7F] == SEPARATOR);
        out->text[out->len] = digit;
        out->len += digit < 10;
    }
    return is_plain && out->len > 0;
}

bool mgp_compact_digits(struct mgp_slice value, size_t count, struct mgp_compact *out)
{
    if (take_plain_digits(value, out)) return count == 0 || out->len == count;
    if (!mgp_compact(value, out) || (count && out->len != count)) return false;
    for (size_t i = 0; i < out->len; i++) {
        if (out->text[i] > '9') return false;
        out->text[i] = (uint8_t)(out->text[i] - '0');
    }
    return true;
}

void mgp_compact_drop(struct mgp_compact *value, const char *prefix)
{
    size_t len = strlen(prefix);
    if (value->len < len || memcmp(value->text, prefix, len) != 0) return;
    value->len -= len;
    memmove(value->text, value->text + len, value->len);
}

unsigned mgp_base36(uint8_t c)
{
    if (c >= '0' && c <= '9') return (unsigned)(c - '0');
    if (c >= 'A' && c <= 'Z') return (unsigned)(c - 'A') + 10;
    return 36;
}

bool mgp_number_at(const struct mgp_compact *value, size_t from, size_t count, uint64_t *out)
{
    if (from + count > value->len) return false;
    *out = 0;
    for (size_t i = from; i < from + count; i++) {
        unsigned digit = mgp_base36(value->text[i]);
        if (digit > 9) return false;
        *out = *out * 10 + digit;
    }
    return true;
}

unsigned mgp_weighted_sum(const uint8_t *digits, const uint8_t *weights, size_t count)
{
    unsigned sum = 0;
    for (size_t i = 0; i < count; i++) {
        sum += (unsigned)digits[i] * weights[i];
    }
    return sum;
}

bool mgp_luhn_holds(const uint8_t *digits, size_t count)
{
    unsigned sum = 0;
    for (size_t i = 0; i < count; i++) {
        unsigned digit = digits[count - 1 - i];
        if (i % 2) digit = digit > 4 ? digit * 2 - 9 : digit * 2;
        sum += digit;
    }
    return count > 1 && sum % 10 == 0;
}

size_t mgp_national_number(struct mgp_slice value, const char *country, uint8_t out[MGP_MAX_PHONE])
{
    size_t count = 0, code = strlen(country), skip = 0;
    for (size_t i = 0; i < value.len; i++) {
        if (value.ptr[i] < '0' || value.ptr[i] > '9') continue;
        if (count == MGP_MAX_PHONE) return 0;
        out[count++] = value.ptr[i];
    }
    if (value.len && value.ptr[0] == '+') {
        skip = code;
    } else if (count > 2 + code && memcmp(out, "00", 2) == 0 && memcmp(out + 2, country, code) == 0) {
        skip = 2 + code;
    } else if (count > 3 + code && memcmp(out, "011", 3) == 0 && memcmp(out + 3, country, code) == 0) {
        skip = 3 + code;
    }
    if (skip >= count) return 0;
    memmove(out, out + skip, count - skip);
    return count - skip;
}

bool mgp_all_equal(const uint8_t *bytes, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        if (bytes[i] != bytes[0]) return false;
    }
    return count > 0;
}

bool mgp_date_exists(unsigned year, unsigned month, unsigned day)
{
    if (month < 1 || month > 12 || day < 1 || day > 31) return false;
    if (year < 100)
        return mgp_date_exists(1900 + year, month, day) || mgp_date_exists(2000 + year, month, day);
    return (int)day <= mgp_days_in_month((int)year, (int)month);
}
