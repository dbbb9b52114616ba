/* Comparing values as EventBridge does: numbers as doubles that survive the round trip to text, addresses,
 * wildcards, text without regard to case. Thread-safe: no state. */
#ifndef MGP_NOTIFIER_RULE_PATTERN_VALUE_H
#define MGP_NOTIFIER_RULE_PATTERN_VALUE_H

#include "base/alloc.h"
#include "base/slice.h"

/* A JSON number. Comparable when the shortest decimal that names the double is the number as written:
 * 12345678901234567890 and 1e400 are not, and equal only their own text. */
struct mgp_number {
    struct mgp_slice text;
    double value;
    bool is_comparable;
};

struct mgp_number mgp_number_read(struct mgp_slice text);
bool mgp_number_equal(const struct mgp_number *a, const struct mgp_number *b);

struct mgp_address {
    uint8_t bytes[16];
    unsigned bits; /* 32 or 128; 0: not an address */
};

/* Four numbers with dots between, or hexadecimal digits and colons: an address, or what was meant to be one. */
bool mgp_address_has_form(struct mgp_slice text);
/* IPv4 with decimal parts (leading zeros allowed, at most 15 characters) or IPv6 of hexadecimal parts and colons; an
 * IPv4-mapped IPv6 address is IPv4. */
bool mgp_address_read(struct mgp_slice text, struct mgp_address *out);
bool mgp_address_equal(const struct mgp_address *a, const struct mgp_address *b);
/* Are the first prefix_bits of two addresses of one family the same? */
bool mgp_address_within(const struct mgp_address *address, const struct mgp_address *range, unsigned prefix_bits);

/* Text that begins with, ends with, or is the other, each of whose characters may stand in lower or upper case
 * (letter_case.h). */
bool mgp_text_starts_caseless(struct mgp_slice text, struct mgp_slice prefix);
bool mgp_text_ends_caseless(struct mgp_slice text, struct mgp_slice suffix);
bool mgp_text_equal_caseless(struct mgp_slice text, struct mgp_slice other);

/* The literal parts between the stars of a wildcard: count is the number of stars and one. */
struct mgp_wildcard {
    struct mgp_slice *parts;
    size_t count;
};

enum mgp_wildcard_fault { MGP_WILDCARD_FINE, MGP_WILDCARD_CONSECUTIVE, MGP_WILDCARD_ESCAPE };

/* "\*" and "\\" are the only escapes. On a fault *position is its place, counted from 0. */
enum mgp_wildcard_fault mgp_wildcard_read(struct mgp_arena *arena, struct mgp_slice text, struct mgp_wildcard *out,
                                          size_t *position);
/* Without backtracking: each part is taken where it is found first. */
bool mgp_wildcard_match(const struct mgp_wildcard *wildcard, struct mgp_slice text);

#endif
