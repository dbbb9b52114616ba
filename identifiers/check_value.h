/* What checks share: a value without its separators, and sums over its characters. Thread-safe. */
#ifndef MGP_IDENTIFIERS_CHECK_VALUE_H
#define MGP_IDENTIFIERS_CHECK_VALUE_H

#include "base/slice.h"

/* No number with a check digit is longer. */
#define MGP_MAX_COMPACT 40

/* A value without separators: ASCII digits, and letters in upper case. */
struct mgp_compact {
    uint8_t text[MGP_MAX_COMPACT];
    size_t len;
};

/* Drops blanks, '-', '.' and '/'; written forms count as their ASCII. False if anything is left that is no
 * ASCII letter or digit, if nothing is left, or if it is too long. */
bool mgp_compact(struct mgp_slice value, struct mgp_compact *out);

/* The same, where all that is left is digits: count of them (0 for any number), each as 0 to 9. */
bool mgp_compact_digits(struct mgp_slice value, size_t count, struct mgp_compact *out);

/* Drops a prefix, such as the country's, if the value begins with it. */
void mgp_compact_drop(struct mgp_compact *value, const char *prefix);

/* 0-9 and A-Z as 0 to 35; 36 for anything else. */
unsigned mgp_base36(uint8_t c);

/* Digits out of text[from, from + count) as one number; false if one is no digit. count is at most 18. */
bool mgp_number_at(const struct mgp_compact *value, size_t from, size_t count, uint64_t *out);

/* Sum of weight times digit over the first count digits (0 to 9 each). */
unsigned mgp_weighted_sum(const uint8_t *digits, const uint8_t *weights, size_t count);

/* ISO/IEC 7812-1 annex B over digits of 0 to 9, the last one being the check digit. */
bool mgp_luhn_holds(const uint8_t *digits, size_t count);

/* Longest telephone number that is looked at, prefixes included. */
#define MGP_MAX_PHONE 24

/* The digits ('0' to '9') of a telephone number without its country's code, as it stands behind +, 00 or 011. A
 * national prefix stays. 0 if there are none or too many. */
size_t mgp_national_number(struct mgp_slice value, const char *country, uint8_t out[MGP_MAX_PHONE]);

/* Are all count bytes equal? */
bool mgp_all_equal(const uint8_t *bytes, size_t count);

/* Is this a day of the calendar in that century, or, for year < 100, in the 1900s or 2000s? */
bool mgp_date_exists(unsigned year, unsigned month, unsigned day);

#endif
