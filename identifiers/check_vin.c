/* Vehicle identification numbers: ISO 3779 (the last four are digits) and, for North America (first
 * character 1 to 5), 49 CFR 565.15: a check digit in the ninth place. */
#include "identifiers/check_list.h"

static bool check_digit_holds(const uint8_t *vin)
{
    static const uint8_t weights[17] = {8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2};
    static const uint8_t letters[26] = {1, 2, 3, 4, 5, 6, 7, 8, 0, 1, 2, 3, 4,
                                        5, 0, 7, 0, 9, 2, 3, 4, 5, 6, 7, 8, 9};
    unsigned sum = 0;
    for (size_t i = 0; i < 17; i++) {
        unsigned digit = mgp_base36(vin[i]);
        sum += weights[i] * (digit > 9 ? letters[digit - 10] : digit);
    }
    return vin[8] == (uint8_t) "0123456789X"[sum % 11];
}

bool mgp_check_vin(struct mgp_slice value)
{
    struct mgp_compact vin;
    uint64_t serial;
    if (value.len != 17 || !mgp_compact(value, &vin) || vin.len != 17 || !mgp_number_at(&vin, 13, 4, &serial))
        return false;
    size_t digits = 0;
    for (size_t i = 0; i < 17; i++) {
        if (memchr("IOQ", vin.text[i], 3)) return false;
        digits += vin.text[i] <= '9';
    }
    if (digits == 17 || mgp_all_equal(vin.text, 17)) return false; /* real ones hold letters */
    return vin.text[0] < '1' || vin.text[0] > '5' || check_digit_holds(vin.text);
}
