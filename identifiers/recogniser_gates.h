/* Cheap tests of where a recogniser's result could begin, for a matcher that asks only there. They may say yes where
 * nothing is, never no where something is. Thread-safe: constant data. */
#ifndef MGP_IDENTIFIERS_RECOGNISER_GATES_H
#define MGP_IDENTIFIERS_RECOGNISER_GATES_H

#include "identifiers/recogniser.h"

/* letters: the first ones in lower case, the first in the lowest byte, zeros behind. */
static inline size_t mgp_name_start_of_letters(uint64_t letters)
{
    return (size_t)(letters * 0x9E3779B97F4A7C15u >> 48);
}

/* How given names begin: a bit for the hash of the first MGP_NAME_START_LETTERS letters of each one's key. */
#define MGP_NAME_START_LETTERS 5
#define MGP_NAME_STARTS        ((size_t)1 << 16)
extern const uint64_t mgp_name_given_starts[];

/* Where the letters of a key, or as many as there are, stand in mgp_name_given_starts. */
static inline size_t mgp_name_start(const char *key, size_t len)
{
    uint64_t letters = 0;
    for (size_t i = 0; i < len && i < MGP_NAME_START_LETTERS; i++) {
        letters |= (uint64_t)(uint8_t)key[i] << (8 * i);
    }
    return mgp_name_start_of_letters(letters);
}

/* A word begins with a capital here, behind no letter or digit; letters is the number of its ASCII letters up to the
 * first other byte, start their mgp_name_start_of_letters. Could a name begin with it? */
bool mgp_name_may_begin(struct mgp_slice text, size_t at, size_t letters, size_t start);

/* A run of digits begins here. Could it be in the postal code of an address, with a place beside it? */
bool mgp_address_may_be_at(struct mgp_slice text, size_t digits);

/* The address whose code has its first digit there, if it is one. mgp_recognise gives the same, going from code to
 * code: at each start the longest. */
bool mgp_address_at(const struct mgp_value_view *view, size_t digits, struct mgp_recognition *out);

#endif
