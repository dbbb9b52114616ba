/* United States: SSN (20 CFR 422.103, SSA's numbers after randomization), ITIN (IRS Publication 1915),
 * HICN (CMS), NPI (45 CFR 162.406: Luhn with the prefix 80840), DEA numbers (21 CFR 1301), telephone
 * numbers (North American Numbering Plan). */
#include "identifiers/check_list.h"

static bool is_ssn(const uint8_t *d)
{
    unsigned area = d[0] * 100u + d[1] * 10u + d[2];
    unsigned group = d[3] * 10u + d[4];
    unsigned serial = d[5] * 1000u + d[6] * 100u + d[7] * 10u + d[8];
    return area != 0 && area != 666 && area < 900 && group != 0 && serial != 0;
}

/* No area 000, 666 or 900-999, no group 00, no serial 0000. */
bool mgp_check_us_ssn(struct mgp_slice value)
{
    struct mgp_compact digits;
    return mgp_compact_digits(value, 9, &digits) && is_ssn(digits.text) && !mgp_all_equal(digits.text, 9);
}

/* An SSN, then a beneficiary code of a letter and perhaps another character. */
bool mgp_check_us_hicn(struct mgp_slice value)
{
    struct mgp_compact claim;
    if (!mgp_compact(value, &claim) || claim.len < 10 || claim.len > 11) return false;
    return claim.text[9] >= 'A' && mgp_check_us_ssn(mgp_slice_of(claim.text, 9));
}

/* 9NN, then a group of 50-65, 70-88, 90-92 or 94-99. */
bool mgp_check_us_itin(struct mgp_slice value)
{
    struct mgp_compact digits;
    if (!mgp_compact_digits(value, 9, &digits) || digits.text[0] != 9) return false;
    unsigned group = digits.text[3] * 10u + digits.text[4];
    return (group >= 50 && group <= 65) || (group >= 70 && group <= 99 && group != 89 && group != 93);
}

bool mgp_check_us_npi(struct mgp_slice value)
{
    struct mgp_compact digits;
    if (!mgp_compact_digits(value, 10, &digits) || (digits.text[0] != 1 && digits.text[0] != 2)) return false;
    uint8_t whole[15] = {8, 0, 8, 4, 0};
    memcpy(whole + 5, digits.text, 10);
    return mgp_luhn_holds(whole, 15);
}

/* Two letters (or a letter and 9) and seven digits; d1 + d3 + d5 + 2 (d2 + d4 + d6) ends in d7. */
bool mgp_check_us_dea(struct mgp_slice value)
{
    struct mgp_compact number;
    uint64_t whole;
    if (!mgp_compact(value, &number) || number.len < 9 || !mgp_number_at(&number, 2, 7, &whole)) return false;
    unsigned d[7];
    for (size_t i = 0; i < 7; i++) {
        d[i] = mgp_base36(number.text[2 + i]);
    }
    return whole != 0 && (d[0] + d[2] + d[4] + 2 * (d[1] + d[3] + d[5])) % 10 == d[6];
}

/* Area code and exchange are NXX with N from 2 to 9, and neither is N11. */
bool mgp_check_nanp_phone(struct mgp_slice value)
{
    enum { MOST = 16 };
    uint8_t digits[MOST + 1];
    size_t count = 0;
    for (size_t i = 0; i < value.len && count <= MOST; i++) {
        digits[count] = value.ptr[i];
        count += (uint8_t)(value.ptr[i] - '0') < 10; /* no branch: digits and others alternate */
    }
    if (count < 10 || count > MOST) return false;
    const uint8_t *area = digits + count - 10, *exchange = area + 3;
    return area[0] >= '2' && exchange[0] >= '2' && !(area[1] == '1' && area[2] == '1') &&
           !(exchange[1] == '1' && exchange[2] == '1') && !mgp_all_equal(area, 10);
}
