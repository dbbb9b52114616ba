/* Canada: Social Insurance Number (Luhn), provincial health numbers, Manitoba's driving licence. */
#include "identifiers/check_list.h"

/* First digits 0 and 8 are not issued. */
bool mgp_check_ca_sin(struct mgp_slice value)
{
    struct mgp_compact digits;
    return mgp_compact_digits(value, 9, &digits) && digits.text[0] != 0 && digits.text[0] != 8 &&
           mgp_luhn_holds(digits.text, 9) && !mgp_all_equal(digits.text, 9);
}

/* British Columbia: 9, then eight digits, then 11 minus the sum of their weighted values mod 11. */
static bool is_british_columbia(const uint8_t *digits)
{
    static const uint8_t weights[8] = {2, 4, 8, 5, 10, 9, 7, 3};
    unsigned sum = 0;
    for (size_t i = 0; i < 8; i++) {
        sum += (unsigned)weights[i] * digits[i + 1] % 11;
    }
    return digits[0] == 9 && (11 - sum % 11) % 11 == digits[9];
}

/* Ten digits of British Columbia, or of Ontario (Luhn), where two letters of the card's version may follow. */
bool mgp_check_ca_phn(struct mgp_slice value)
{
    struct mgp_compact card, digits;
    if (!mgp_compact(value, &card)) return false;
    bool has_version = card.len == 12 && card.text[10] >= 'A' && card.text[11] >= 'A';
    if (has_version) card.len = 10;
    if (!mgp_compact_digits(mgp_slice_of(card.text, card.len), 10, &digits) || mgp_all_equal(digits.text, 10))
        return false;
    if (has_version) return digits.text[0] != 0 && mgp_luhn_holds(digits.text, 10);
    return is_british_columbia(digits.text) || (digits.text[0] != 0 && mgp_luhn_holds(digits.text, 10));
}

/* Quebec: four letters of the name, YYMMDD of birth with 50 added to the month for women, two more. */
bool mgp_check_ca_ramq(struct mgp_slice value)
{
    struct mgp_compact number;
    uint64_t year, month, day;
    if (!mgp_compact(value, &number) || number.len != 12 || !mgp_number_at(&number, 4, 2, &year) ||
        !mgp_number_at(&number, 6, 2, &month) || !mgp_number_at(&number, 8, 2, &day)) {
        return false;
    }
    return mgp_date_exists((unsigned)year, (unsigned)(month > 50 ? month - 50 : month), (unsigned)day);
}

/* Manitoba: twelve letters, digits and '*', hyphens counted or not, four or more of them digits. */
bool mgp_check_ca_manitoba_licence(struct mgp_slice value)
{
    size_t digits = 0, hyphens = 0;
    for (size_t i = 0; i < value.len; i++) {
        digits += value.ptr[i] >= '0' && value.ptr[i] <= '9';
        hyphens += value.ptr[i] == '-';
    }
    return digits >= 4 && (value.len == 12 || value.len - hyphens == 12);
}
