/* France: NIR (decree 82-103, key mod 97), tax number SPI (mod 511), RIB key (CFONB, mod 97). */
#include "identifiers/check_list.h"

/* Months 01-12; 20-42 and 50-99 stand for births whose month is not known. */
static bool is_nir_month(uint64_t month)
{
    return (month >= 1 && month <= 12) || (month >= 20 && month <= 42) || month >= 50;
}

/* Sex, year, month, department (2A and 2B for Corsica count as 19 and 18), commune, order, key. */
bool mgp_check_fr_nir(struct mgp_slice value)
{
    struct mgp_compact nir;
    if (!mgp_compact(value, &nir) || nir.len != 15) return false;
    if (nir.text[5] == '2' && (nir.text[6] == 'A' || nir.text[6] == 'B')) {
        nir.text[5] = '1';
        nir.text[6] = nir.text[6] == 'A' ? '9' : '8';
    }
    uint64_t number, key, month;
    if (!mgp_number_at(&nir, 0, 13, &number) || !mgp_number_at(&nir, 13, 2, &key)) return false;
    return mgp_number_at(&nir, 3, 2, &month) && is_nir_month(month) && key == 97 - number % 97;
}

bool mgp_check_fr_spi(struct mgp_slice value)
{
    struct mgp_compact spi;
    uint64_t number, key;
    if (!mgp_compact(value, &spi) || spi.len != 13) return false;
    if (!mgp_number_at(&spi, 0, 10, &number) || !mgp_number_at(&spi, 10, 3, &key)) return false;
    return number != 0 && number / 1000000000 <= 3 && key == number % 511;
}

/* Bank, branch, account (letters count as A, J = 1; B, K, S = 2; ... I, R, Z = 9) and key: the whole with
 * the key is a multiple of 97. */
bool mgp_check_fr_rib(struct mgp_slice value)
{
    static const uint8_t letters[26] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3, 4,
                                        5, 6, 7, 8, 9, 2, 3, 4, 5, 6, 7, 8, 9};
    struct mgp_compact rib;
    if (!mgp_compact(value, &rib) || rib.len != 23) return false;
    unsigned remainder = 0;
    for (size_t i = 0; i < 23; i++) {
        unsigned digit = mgp_base36(rib.text[i]);
        if (digit > 9 && (i < 10 || i > 20)) return false;
        if (digit > 9) digit = letters[digit - 10];
        remainder = (remainder * 10 + digit) % 97;
    }
    return remainder == 0 && !mgp_all_equal(rib.text, 23);
}
