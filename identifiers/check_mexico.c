/* Mexico: CURP (RENAPO, Instructivo normativo) and RFC (SAT). Both are letters of the name, the date of
 * birth or foundation, more characters and a check character over an alphabet with a place for N-tilde. */
#include "identifiers/check_list.h"

/* One character of an RFC is one value: 0-9, A-N, &, O-Z, blank, N-tilde as 0 to 38. */
enum { RFC_BLANK = 37, RFC_N_TILDE = 38, RFC_MAX = 13 };

static bool rfc_value(struct mgp_slice value, size_t *at, uint8_t *out)
{
    uint8_t c = value.ptr[*at];
    if (c == 0xC3 && *at + 1 < value.len && (value.ptr[*at + 1] | 0x20) == 0xB1) { /* U+00D1, U+00F1 */
        *at += 2;
        *out = RFC_N_TILDE;
        return true;
    }
    (*at)++;
    if (c >= 'a' && c <= 'z') c = (uint8_t)(c - 32);
    unsigned plain = mgp_base36(c);
    if (c == '&') {
        *out = 24;
    } else if (plain < 36) {
        *out = (uint8_t)(plain < 24 ? plain : plain + 1);
    } else {
        return false;
    }
    return true;
}

/* The values of 12 or 13 characters, those of an organisation with a blank in front. */
static bool read_rfc(struct mgp_slice value, uint8_t out[RFC_MAX])
{
    size_t count = 0;
    for (size_t at = 0; at < value.len;) {
        if (value.ptr[at] == ' ' || value.ptr[at] == '-') {
            at++;
            continue;
        }
        if (count == RFC_MAX || !rfc_value(value, &at, &out[count])) return false;
        count++;
    }
    if (count == RFC_MAX) return true;
    if (count + 1 != RFC_MAX) return false;
    memmove(out + 1, out, count);
    out[0] = RFC_BLANK;
    return true;
}

static bool rfc_date_exists(const uint8_t *rfc)
{
    for (size_t i = 4; i < 10; i++) {
        if (rfc[i] > 9) return false;
    }
    return mgp_date_exists(rfc[4] * 10u + rfc[5], rfc[6] * 10u + rfc[7], rfc[8] * 10u + rfc[9]);
}

bool mgp_check_mx_rfc_date(struct mgp_slice value)
{
    uint8_t rfc[RFC_MAX];
    return read_rfc(value, rfc) && rfc_date_exists(rfc);
}

/* Weights 13 to 2; 10 is written A. */
bool mgp_check_mx_rfc(struct mgp_slice value)
{
    uint8_t rfc[RFC_MAX];
    if (!read_rfc(value, rfc) || !rfc_date_exists(rfc)) return false;
    unsigned sum = 0;
    for (size_t i = 0; i < 12; i++) {
        sum += rfc[i] * (unsigned)(13 - i);
    }
    return rfc[12] == (11 - sum % 11) % 11;
}

static bool are_letters(const uint8_t *text, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (text[i] < 'A') return false;
    }
    return true;
}

static bool is_curp_state(const uint8_t *code)
{
    static const char states[] = "ASBCBSCCCHCLCMCSDFDGGRGTHGJCMCMNMSNENLNTOCPLQRQTSLSPSRTCTLTSVZYNZS";
    for (size_t i = 0; states[i]; i += 2) {
        if (memcmp(code, states + i, 2) == 0) return true;
    }
    return false;
}

/* Four letters, the date, the sex (X: neither), the state, three letters, a letter or digit, the check digit:
 * weights 18 to 2 over 17 characters, letters after N one higher for the place of N-tilde; mod 10. */
bool mgp_check_mx_curp(struct mgp_slice value)
{
    struct mgp_compact curp;
    uint64_t year, month, day;
    if (!mgp_compact(value, &curp) || curp.len != 18 || !is_curp_state(curp.text + 11)) return false;
    if (!memchr("HMX", curp.text[10], 3) || !are_letters(curp.text, 4) || !are_letters(curp.text + 13, 3))
        return false;
    if (!mgp_number_at(&curp, 4, 2, &year) || !mgp_number_at(&curp, 6, 2, &month) ||
        !mgp_number_at(&curp, 8, 2, &day) ||
        !mgp_date_exists((unsigned)year, (unsigned)month, (unsigned)day)) {
        return false;
    }
    unsigned sum = 0;
    for (size_t i = 0; i < 17; i++) {
        unsigned plain = mgp_base36(curp.text[i]);
        sum += (plain < 24 ? plain : plain + 1) * (unsigned)(18 - i);
    }
    return mgp_base36(curp.text[17]) == (10 - sum % 10) % 10;
}
