/* Overlaps: what is known of pairs of identifiers that can claim the same bytes, where their strength (claim.h)
 * does not settle it rightly. Data, explained in docs/overlaps.md. Thread-safe. */
#ifndef MGP_SCANNER_OVERLAPS_H
#define MGP_SCANNER_OVERLAPS_H

#include "identifiers/catalogue.h"

enum mgp_overlap {
    MGP_OVERLAP_BY_STRENGTH, /* nothing is said of the pair */
    MGP_OVERLAP_FIRST,       /* the first one wins */
    MGP_OVERLAP_SECOND,
    MGP_OVERLAP_BOTH, /* each is a fact of its own */
};

/* The rows that name an identifier, a bit each: as the winner, and as the other. */
struct mgp_overlap_roles {
    uint16_t winner, other;
};

/* Of an identifier of mgp_catalogue, or a copy. */
struct mgp_overlap_roles mgp_overlap_roles_of(const struct mgp_identifier *identifier);

/* What the first row says that names both; there must be one. */
enum mgp_overlap mgp_overlap_by_row(struct mgp_overlap_roles first, struct mgp_overlap_roles second);

static inline enum mgp_overlap mgp_overlap_of(struct mgp_overlap_roles first, struct mgp_overlap_roles second)
{
    bool is_named = (first.winner & second.other) | (second.winner & first.other);
    return is_named ? mgp_overlap_by_row(first, second) : MGP_OVERLAP_BY_STRENGTH;
}

#endif
