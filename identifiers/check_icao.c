/* ICAO Doc 9303 part 3, section 4.9: weights 7, 3, 1 over digits and letters (A = 10), mod 10. German
 * identity cards and passports print that check digit behind the nine characters of the number. */
#include "identifiers/check_list.h"

bool mgp_check_icao_9303(struct mgp_slice value)
{
    static const unsigned weights[3] = {7, 3, 1};
    struct mgp_compact document;
    if (!mgp_compact(value, &document) || document.len < 10 || document.len > 11) return false;
    if (document.len == 11 && document.text[10] != 'D') return false;
    unsigned sum = 0;
    for (size_t i = 0; i < 9; i++) {
        sum += mgp_base36(document.text[i]) * weights[i % 3];
    }
    return mgp_base36(document.text[9]) == sum % 10 && !mgp_all_equal(document.text, 10);
}
