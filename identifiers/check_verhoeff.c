/* Verhoeff's check digit (J. Verhoeff, Error Detecting Decimal Codes, 1969): sums in the dihedral group D5,
 * each place permuted once more than the one to its right. */
#include "identifiers/check_list.h"

/* Elements 0-4 are rotations, 5-9 reflections. */
static unsigned multiply(unsigned a, unsigned b)
{
    unsigned turn_a = a % 5, turn_b = b % 5;
    unsigned turn = a < 5 ? turn_a + turn_b : turn_a + 5 - turn_b;
    return turn % 5 + ((a < 5) == (b < 5) ? 0 : 5);
}

static bool verhoeff_holds(const uint8_t *digits, size_t count)
{
    static const uint8_t permutation[10] = {1, 5, 7, 6, 2, 8, 3, 0, 9, 4};
    unsigned product = 0;
    for (size_t i = 0; i < count; i++) {
        unsigned digit = digits[count - 1 - i];
        for (size_t times = 0; times < i % 8; times++) {
            digit = permutation[digit];
        }
        product = multiply(product, digit);
    }
    return product == 0;
}

/* UIDAI: 12 digits, the first 2 to 9, no palindrome. */
bool mgp_check_in_aadhaar(struct mgp_slice value)
{
    struct mgp_compact digits;
    if (!mgp_compact_digits(value, 12, &digits) || digits.text[0] < 2) return false;
    bool is_palindrome = true;
    for (size_t i = 0; i < 6; i++) {
        is_palindrome = is_palindrome && digits.text[i] == digits.text[11 - i];
    }
    return !is_palindrome && verhoeff_holds(digits.text, 12);
}
