/* Argentina (CUIT/CUIL, AFIP), Brazil (CPF, CNPJ and RG of Sao Paulo, Receita Federal), Chile (RUT),
 * Colombia (NIT, DIAN), all mod 11; telephone numbers of Brazil (Anatel's numbering plan). */
#include "identifiers/check_list.h"

bool mgp_check_ar_cuit(struct mgp_slice value)
{
    static const uint8_t weights[10] = {5, 4, 3, 2, 7, 6, 5, 4, 3, 2};
    struct mgp_compact digits;
    if (!mgp_compact_digits(value, 11, &digits) || mgp_all_equal(digits.text, 11)) return false;
    unsigned check = 11 - mgp_weighted_sum(digits.text, weights, 10) % 11;
    return digits.text[10] == (check == 11 ? 0 : check == 10 ? 9 : check);
}

/* Weights fall to 2 at the last of count characters and begin again at top; below 2 the digit is 0. */
static unsigned brazilian_digit(const uint8_t *values, size_t count, unsigned top)
{
    unsigned sum = 0, weight = 2;
    for (size_t i = count; i-- > 0;) {
        sum += values[i] * weight;
        weight = weight == top ? 2 : weight + 1;
    }
    return sum % 11 < 2 ? 0 : 11 - sum % 11;
}

bool mgp_check_br_cpf(struct mgp_slice value)
{
    struct mgp_compact digits;
    if (!mgp_compact_digits(value, 11, &digits) || mgp_all_equal(digits.text, 11)) return false;
    return digits.text[9] == brazilian_digit(digits.text, 9, 11) &&
           digits.text[10] == brazilian_digit(digits.text, 10, 11);
}

/* Since July 2026 (IN RFB 2229/2024) the first twelve may be letters too, each counting as its ASCII code
 * minus 48; a value of letters only is none. */
bool mgp_check_br_cnpj(struct mgp_slice value)
{
    struct mgp_compact cnpj;
    if (!mgp_compact(value, &cnpj) || cnpj.len != 14 || mgp_all_equal(cnpj.text, 14)) return false;
    bool has_digit = false;
    for (size_t i = 0; i < 14; i++) {
        if (i >= 12 && cnpj.text[i] > '9') return false;
        has_digit = has_digit || (i < 12 && cnpj.text[i] <= '9');
        cnpj.text[i] = (uint8_t)(cnpj.text[i] - '0');
    }
    return has_digit && cnpj.text[12] == brazilian_digit(cnpj.text, 12, 9) &&
           cnpj.text[13] == brazilian_digit(cnpj.text, 13, 9);
}

/* Sao Paulo and Rio de Janeiro: weights 9, 8, 7, ... from the right; 10 is written X. */
bool mgp_check_br_rg_sp(struct mgp_slice value)
{
    struct mgp_compact rg;
    uint64_t number;
    if (!mgp_compact(value, &rg) || rg.len < 8 || rg.len > 9 || !mgp_number_at(&rg, 0, rg.len - 1, &number))
        return false;
    unsigned sum = rg.text[rg.len - 1] == 'X' ? 10 : mgp_base36(rg.text[rg.len - 1]);
    for (size_t i = 0; i + 1 < rg.len; i++) {
        sum += (unsigned)(rg.text[rg.len - 2 - i] - '0') * (unsigned)(9 - i);
    }
    return number != 0 && mgp_base36(rg.text[rg.len - 1]) != 36 && sum % 11 == 0;
}

/* Weights 2 to 7 from the right, again and again; 10 is written K. */
bool mgp_check_cl_rut(struct mgp_slice value)
{
    struct mgp_compact rut;
    uint64_t number;
    if (!mgp_compact(value, &rut) || rut.len < 8 || rut.len > 9 ||
        !mgp_number_at(&rut, 0, rut.len - 1, &number)) {
        return false;
    }
    unsigned sum = 0;
    for (size_t i = 0; i + 1 < rut.len; i++) {
        sum += (unsigned)(rut.text[rut.len - 2 - i] - '0') * (unsigned)(2 + i % 6);
    }
    return number != 0 && rut.text[rut.len - 1] == (uint8_t) "0K987654321"[sum % 11];
}

/* Prime weights from the right. */
bool mgp_check_co_nit(struct mgp_slice value)
{
    static const uint8_t weights[15] = {3, 7, 13, 17, 19, 23, 29, 37, 41, 43, 47, 53, 59, 67, 71};
    struct mgp_compact nit;
    if (!mgp_compact_digits(value, 0, &nit) || nit.len < 7 || nit.len > 16 ||
        mgp_all_equal(nit.text, nit.len))
        return false;
    unsigned sum = 0;
    for (size_t i = 0; i + 1 < nit.len; i++) {
        sum += (unsigned)nit.text[nit.len - 2 - i] * weights[i];
    }
    unsigned rest = sum % 11;
    return nit.text[nit.len - 1] == (rest < 2 ? rest : 11 - rest);
}

/* An area code in use, perhaps behind a 0, then eight digits from 2 to 5 or 7, or nine from 9. */
bool mgp_check_br_phone(struct mgp_slice value)
{
    /* Bit n of row d: the area code dn is in use. */
    static const uint16_t areas[10] = {0,     0x3FE, 0x196, 0x1BF, 0x3FE, 0x03A, 0x3FE, 0x2BA, 0x3FE, 0x3FE};
    uint8_t digits[MGP_MAX_PHONE];
    size_t count = mgp_national_number(value, "55", digits);
    const uint8_t *area = digits;
    if (count > 0 && *area == '0') area++, count--;
    if (count != 10 && count != 11) return false;
    if (!(areas[area[0] - '0'] >> (area[1] - '0') & 1) || mgp_all_equal(area + 2, count - 2)) return false;
    return count == 11 ? area[2] == '9' : area[2] != '9' && memchr("23457", area[2], 5);
}
