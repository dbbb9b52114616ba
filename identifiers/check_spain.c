/* Spain: DNI, NIE and NIF letters (Real Decreto 1065/2007, mod 23), CIF (Orden EHA/451/2008), social
 * security number (mod 97), account number CCC (mod 11). */
#include "identifiers/check_list.h"

/* Eight digits, or X, Y, Z (0, 1, 2) or K, L, M and seven digits, then the letter. ES may stand before it, as in
 * VAT numbers. */
bool mgp_check_es_letter(struct mgp_slice value)
{
    static const char letters[] = "TRWAGMYFPDXBNJZSQVHLCKE";
    struct mgp_compact number;
    uint64_t rest, whole;
    if (!mgp_compact(value, &number)) return false;
    mgp_compact_drop(&number, "ES");
    if (number.len != 9 || !mgp_number_at(&number, 1, 7, &rest)) return false;
    uint8_t first = number.text[0];
    if (first >= 'X' && first <= 'Z') {
        whole = (uint64_t)(first - 'X') * 10000000 + rest;
    } else if (first >= 'K' && first <= 'M') {
        whole = rest;
    } else if (!mgp_number_at(&number, 0, 8, &whole)) {
        return false;
    }
    return (rest != 0 || whole != 0) && number.text[8] == (uint8_t)letters[whole % 23];
}

/* Luhn over the seven digits gives the control, a digit or a letter. The first letter should say which (A, B, E
 * and H: a digit; N, P, Q, R, S and W: a letter), but both are seen. ES may stand before it. */
bool mgp_check_es_cif(struct mgp_slice value)
{
    struct mgp_compact cif;
    uint64_t number;
    if (!mgp_compact(value, &cif)) return false;
    mgp_compact_drop(&cif, "ES");
    if (cif.len != 9 || !mgp_number_at(&cif, 1, 7, &number) || number == 0) return false;
    uint8_t first = cif.text[0], control = cif.text[8];
    if (!memchr("ABCDEFGHJNPQRSUVW", first, 17)) return false;
    unsigned sum = 0;
    for (size_t i = 1; i <= 7; i++) {
        unsigned digit = mgp_base36(cif.text[i]) * (i % 2 ? 2 : 1);
        sum += digit > 9 ? digit - 9 : digit;
    }
    unsigned expected = (10 - sum % 10) % 10;
    if (control <= '9') return (unsigned)(control - '0') == expected;
    return control == (uint8_t) "JABCDEFGHI"[expected];
}

/* Province, then seven or eight digits, then the rest of the division by 97. A number of under eight
 * digits is put after the province as if it had seven. */
bool mgp_check_es_nss(struct mgp_slice value)
{
    struct mgp_compact nss;
    if (!mgp_compact(value, &nss) || (nss.len != 11 && nss.len != 12)) return false;
    uint64_t province, sequence, key;
    if (!mgp_number_at(&nss, 0, 2, &province) || !mgp_number_at(&nss, 2, nss.len - 4, &sequence) ||
        !mgp_number_at(&nss, nss.len - 2, 2, &key)) {
        return false;
    }
    if (province < 1 || (province > 53 && province != 66)) return false;
    uint64_t number = province * (sequence < 10000000 ? 10000000 : 100000000) + sequence;
    return sequence != 0 && number % 97 == key;
}

/* One digit for bank and branch, one for the account, each mod 11. */
bool mgp_check_es_ccc(struct mgp_slice value)
{
    static const uint8_t weights[10] = {1, 2, 4, 8, 5, 10, 9, 7, 3, 6};
    struct mgp_compact ccc;
    if (!mgp_compact_digits(value, 20, &ccc) || mgp_all_equal(ccc.text, 20)) return false;
    unsigned first = 11 - mgp_weighted_sum(ccc.text, weights + 2, 8) % 11;
    unsigned second = 11 - mgp_weighted_sum(ccc.text + 10, weights, 10) % 11;
    return ccc.text[8] == (first == 11   ? 0
                           : first == 10 ? 1
                                         : first) &&
           ccc.text[9] == (second == 11   ? 0
                           : second == 10 ? 1
                                          : second);
}
