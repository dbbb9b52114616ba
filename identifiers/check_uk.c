/* United Kingdom: NHS number (NHS Data Dictionary, mod 11), National Insurance number (HMRC manual
 * NIM39110), Unique Taxpayer Reference (HMRC, mod 11), driving licence (DVLA driver number), telephone
 * numbers (Ofcom's national numbering plan). */
#include "identifiers/check_list.h"

bool mgp_check_uk_nhs(struct mgp_slice value)
{
    static const uint8_t weights[9] = {10, 9, 8, 7, 6, 5, 4, 3, 2};
    struct mgp_compact digits;
    if (!mgp_compact_digits(value, 10, &digits) || mgp_all_equal(digits.text, 10)) return false;
    return (11 - mgp_weighted_sum(digits.text, weights, 9) % 11) % 11 == digits.text[9];
}

/* Prefix letters that HMRC does not use, alone or together; the regex leaves none of the first. */
bool mgp_check_uk_nino(struct mgp_slice value)
{
    static const char unused[][3] = {"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"};
    struct mgp_compact number;
    uint64_t digits;
    if (!mgp_compact(value, &number) || number.len != 9 || !mgp_number_at(&number, 2, 6, &digits))
        return false;
    if (memchr("DFIQUV0123456789", number.text[0], 16) || memchr("DFIOQUV0123456789", number.text[1], 17)) {
        return false;
    }
    for (size_t i = 0; i < sizeof unused / sizeof *unused; i++) {
        if (memcmp(number.text, unused[i], 2) == 0) return false;
    }
    return number.text[8] >= 'A' && number.text[8] <= 'D';
}

/* The first of ten digits checks the nine that follow; a K may end it. */
bool mgp_check_uk_utr(struct mgp_slice value)
{
    static const uint8_t weights[9] = {6, 7, 8, 9, 10, 5, 4, 3, 2};
    if (value.len && (value.ptr[value.len - 1] | 0x20) == 'k') value.len--;
    struct mgp_compact digits;
    if (!mgp_compact_digits(value, 10, &digits) || mgp_all_equal(digits.text, 10)) return false;
    return "21987654321"[mgp_weighted_sum(digits.text + 1, weights, 9) % 11] == digits.text[0] + '0';
}

/* Five of the surname, filled up with 9 at its end; the decade, month (women + 50), day and year of birth;
 * initials, 9 for none; three check characters; perhaps two digits of the issue. */
bool mgp_check_uk_licence(struct mgp_slice value)
{
    struct mgp_compact licence;
    uint64_t decade, month, day, year;
    if (!mgp_compact(value, &licence) || (licence.len != 16 && licence.len != 18)) return false;
    if (!mgp_number_at(&licence, 5, 1, &decade) || !mgp_number_at(&licence, 6, 2, &month) ||
        !mgp_number_at(&licence, 8, 2, &day) || !mgp_number_at(&licence, 10, 1, &year)) {
        return false;
    }
    size_t letters = 0;
    while (letters < 5 && licence.text[letters] >= 'A') {
        letters++;
    }
    for (size_t i = letters; i < 5; i++) {
        if (licence.text[i] != '9') return false;
    }
    if (licence.text[11] == '9' && licence.text[12] != '9')
        return false; /* no second initial without a first */
    return letters > 0 && mgp_date_exists((unsigned)(decade * 10 + year),
                                          (unsigned)(month > 50 ? month - 50 : month), (unsigned)day);
}

/* Nine or ten digits, perhaps behind a 0; nine only from 1 and 8. */
bool mgp_check_uk_phone(struct mgp_slice value)
{
    uint8_t digits[MGP_MAX_PHONE];
    size_t count = mgp_national_number(value, "44", digits);
    const uint8_t *first = digits;
    if (count > 0 && *first == '0') first++, count--;
    if (count == 0 || *first == '0' || *first == '4' || *first == '6' || mgp_all_equal(first, count)) return false;
    return count == 10 || (count == 9 && (*first == '1' || *first == '8'));
}
