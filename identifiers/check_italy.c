/* Italy: codice fiscale (decree of 23 December 1976, with the letters that replace digits where two people
 * would share a code), partita IVA (Luhn), the CIN of account numbers, telephone numbers. */
#include "identifiers/check_list.h"

/* Value of a character in an odd place, counted from 1. Even places count 0-9 and A-Z from 0. */
static unsigned odd_value(uint8_t c)
{
    static const uint8_t values[26] = {1,  0,  5, 7, 9, 13, 15, 17, 19, 21, 2,  4,  18,
                                       20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23};
    return values[c <= '9' ? c - '0' : c - 'A'];
}

static unsigned even_value(uint8_t c)
{
    return (unsigned)(c <= '9' ? c - '0' : c - 'A');
}

static unsigned control_sum(const uint8_t *text, size_t count)
{
    unsigned sum = 0;
    for (size_t i = 0; i < count; i++) {
        sum += i % 2 ? even_value(text[i]) : odd_value(text[i]);
    }
    return sum % 26;
}

/* L M N P Q R S T U V stand for 0 to 9. */
static bool code_digit(uint8_t c, unsigned *out)
{
    static const char letters[] = "LMNPQRSTUV";
    const char *letter = c ? strchr(letters, c) : NULL;
    if (letter) {
        *out = (unsigned)(letter - letters);
        return true;
    }
    *out = mgp_base36(c);
    return *out <= 9;
}

/* Six letters, year, letter of the month, day (women + 40), place, control letter. */
bool mgp_check_it_codice_fiscale(struct mgp_slice value)
{
    static const char months[] = "ABCDEHLMPRST";
    struct mgp_compact code;
    unsigned digits[7];
    static const uint8_t places[7] = {6, 7, 9, 10, 12, 13, 14};
    if (!mgp_compact(value, &code) || code.len != 16) return false;
    for (size_t i = 0; i < 7; i++) {
        if (!code_digit(code.text[places[i]], &digits[i])) return false;
    }
    const char *month = strchr(months, code.text[8]);
    unsigned day = digits[2] * 10 + digits[3];
    if (!month || !mgp_date_exists(digits[0] * 10 + digits[1], (unsigned)(month - months) + 1,
                                   day > 40 ? day - 40 : day)) {
        return false;
    }
    return code.text[15] == 'A' + control_sum(code.text, 15);
}

/* Seven digits, the province's office (001-100, 120, 121, 888, 999), Luhn. IT may stand before it. */
bool mgp_check_it_partita_iva(struct mgp_slice value)
{
    struct mgp_compact number, digits;
    if (!mgp_compact(value, &number)) return false;
    mgp_compact_drop(&number, "IT");
    if (!mgp_compact_digits(mgp_slice_of(number.text, number.len), 11, &digits)) return false;
    const uint8_t *d = digits.text;
    unsigned office = d[7] * 100u + d[8] * 10u + d[9];
    bool is_office =
        (office >= 1 && office <= 100) || office == 120 || office == 121 || office == 888 || office == 999;
    return is_office && !(mgp_all_equal(d, 7) && d[0] == 0) && mgp_luhn_holds(d, 11);
}

/* A letter over the 22 characters of bank (ABI), branch (CAB) and account, as in the codice fiscale. */
bool mgp_check_it_cin(struct mgp_slice value)
{
    struct mgp_compact account;
    uint64_t bank_and_branch;
    if (!mgp_compact(value, &account) || account.len != 23) return false;
    if (!mgp_number_at(&account, 1, 10, &bank_and_branch) || bank_and_branch == 0) return false;
    return account.text[0] == 'A' + control_sum(account.text + 1, 22);
}

/* 0 and five to ten digits, or a mobile number of nine or ten from 3. */
bool mgp_check_it_phone(struct mgp_slice value)
{
    uint8_t digits[MGP_MAX_PHONE];
    size_t count = mgp_national_number(value, "39", digits);
    if (count == 0 || mgp_all_equal(digits, count)) return false;
    if (digits[0] == '3') return count == 9 || count == 10;
    return digits[0] == '0' && count >= 6 && count <= 11;
}
