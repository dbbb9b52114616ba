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

/* Both are of mgp_catalogue, or copies. */
enum mgp_overlap mgp_overlap_of(const struct mgp_identifier *first, const struct mgp_identifier *second);

#endif
