/* Luhn: ISO/IEC 7812-1 annex B, mod 10 over digits of which every second from the right is doubled. */
#include "identifiers/check_list.h"

bool mgp_check_luhn(struct mgp_slice value)
{
    struct mgp_compact digits;
    return mgp_compact_digits(value, 0, &digits) && mgp_luhn_holds(digits.text, digits.len) &&
           !mgp_all_equal(digits.text, digits.len);
}

/* Tracks 1 and 2 of ISO/IEC 7813: the account number ends at '^' or '='. The regex has checked the rest. */
bool mgp_check_magnetic_stripe(struct mgp_slice value)
{
    size_t from = 0;
    while (from < value.len && strchr("%;Bb", value.ptr[from]) && value.ptr[from]) {
        from++;
    }
    size_t until = from;
    while (until < value.len && value.ptr[until] >= '0' && value.ptr[until] <= '9') {
        until++;
    }
    if (until == value.len || (value.ptr[until] != '^' && value.ptr[until] != '=')) return false;
    return until - from >= 12 && mgp_check_luhn(mgp_slice_sub(value, from, until));
}
