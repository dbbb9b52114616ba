/* Germany: tax identification number (section 139b AO, ISO/IEC 7064 mod 11,10), driving licence
 * (Fahrerlaubnisverordnung annex 8), telephone numbers (Bundesnetzagentur's numbering plan). */
#include "identifiers/check_list.h"

/* ISO/IEC 7064 MOD 11,10 over all digits, the check digit being the last. */
static bool mod_11_10_holds(const uint8_t *digits, size_t count)
{
    unsigned product = 10;
    for (size_t i = 0; i + 1 < count; i++) {
        unsigned sum = (product + digits[i]) % 10;
        product = (sum ? sum : 10) * 2 % 11;
    }
    return (product + digits[count - 1]) % 10 == 1;
}

/* Of the first ten digits one occurs two or three times, the others at most once. */
static bool idnr_digits_are_spread(const uint8_t *digits)
{
    unsigned counts[10] = {0}, repeated = 0;
    for (size_t i = 0; i < 10; i++) {
        counts[digits[i]]++;
    }
    for (size_t i = 0; i < 10; i++) {
        if (counts[i] > 3) return false;
        if (counts[i] > 1) repeated++;
    }
    return repeated == 1;
}

bool mgp_check_de_idnr(struct mgp_slice value)
{
    struct mgp_compact digits;
    return mgp_compact_digits(value, 11, &digits) && digits.text[0] != 0 &&
           idnr_digits_are_spread(digits.text) && mod_11_10_holds(digits.text, 11);
}

/* Authority and serial of nine characters with the weights 9 to 1, then the check character. */
bool mgp_check_de_licence(struct mgp_slice value)
{
    struct mgp_compact licence;
    if (!mgp_compact(value, &licence) || licence.len != 11) return false;
    unsigned sum = 0;
    for (size_t i = 0; i < 9; i++) {
        sum += mgp_base36(licence.text[i]) * (unsigned)(9 - i);
    }
    return licence.text[9] == (uint8_t) "0123456789X"[sum % 11];
}

/* Mobile numbers (15, 16, 17) have 10 or 11 digits, others 6 to 13; a 0 may stand before them. */
bool mgp_check_de_phone(struct mgp_slice value)
{
    uint8_t digits[MGP_MAX_PHONE];
    size_t count = mgp_national_number(value, "49", digits);
    const uint8_t *first = digits;
    if (count > 0 && *first == '0') first++, count--;
    if (count == 0 || *first == '0' || mgp_all_equal(first, count)) return false;
    bool is_mobile = *first == '1' && count > 1 && first[1] >= '5' && first[1] <= '7';
    return is_mobile ? count == 10 || count == 11 : count >= 6 && count <= 13;
}
