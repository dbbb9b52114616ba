/* Australia: tax file number (ATO, mod 11). India: permanent account number (Income Tax rule 114), driving
 * licence (form of the Ministry of Road Transport). */
#include "identifiers/check_list.h"

bool mgp_check_au_tfn(struct mgp_slice value)
{
    static const uint8_t weights[9] = {1, 4, 3, 7, 5, 8, 6, 9, 10};
    struct mgp_compact digits;
    if (!mgp_compact_digits(value, 0, &digits) || digits.len < 8 || digits.len > 9) return false;
    return !mgp_all_equal(digits.text, digits.len) &&
           mgp_weighted_sum(digits.text, weights, digits.len) % 11 == 0;
}

/* The fourth letter says whose it is (P for a person); the digits are not 0000. */
bool mgp_check_in_pan(struct mgp_slice value)
{
    struct mgp_compact pan;
    uint64_t number;
    if (!mgp_compact(value, &pan) || pan.len != 10 || !mgp_number_at(&pan, 5, 4, &number)) return false;
    return number != 0 && memchr("ABCFGHJKLPT", pan.text[3], 11) && pan.text[9] >= 'A';
}

/* State, office, year of issue from 1950, seven digits. */
bool mgp_check_in_licence(struct mgp_slice value)
{
    static const char states[] =
        "ANAPARASBRCGCHDDDLDNGAGJHPHRJHJKKAKLLALDMHMLMNMPMZNLODORPBPYRJSKTGTNTRTSUAUKUPWB";
    struct mgp_compact licence;
    uint64_t year, serial;
    if (!mgp_compact(value, &licence) || licence.len != 15) return false;
    if (!mgp_number_at(&licence, 4, 4, &year) || !mgp_number_at(&licence, 8, 7, &serial)) return false;
    bool is_state = false;
    for (size_t i = 0; states[i]; i += 2) {
        is_state = is_state || memcmp(licence.text, states + i, 2) == 0;
    }
    return is_state && year >= 1950 && serial != 0;
}
