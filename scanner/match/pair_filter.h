/* The pair filter: of each two neighbouring bytes of a text, can they be the first two, the second and third, ...
 * letters of a run with which a keyword or mark begins (keyword_starts.h)? Together these questions leave few words, at
 * a cost that does not depend on how many words there are. Only processors that look up 64 bytes in a table at once
 * have a kernel for it; others do without. Thread-safe. */
#ifndef MGP_SCANNER_PAIR_FILTER_H
#define MGP_SCANNER_PAIR_FILTER_H

#include "scanner/match/classify.h"

/* Letters of a run that are looked at, the one behind the last included. */
#define MGP_PAIR_LEVELS 4

/* Pairs of letters by their lower five bits, which are 0 for anything but a letter. */
struct mgp_pair_set {
    uint8_t bits[128]; /* (first * 32 + second) / 8 */
};

struct mgp_pair_tables {
    struct mgp_pair_set starts[MGP_PAIR_LEVELS]; /* the nth and the next letter of a run; 0 behind it */
    struct mgp_pair_set particles;               /* how particles of names begin */
    struct mgp_pair_set countries;               /* of IBANs */
    uint8_t lasts[64]; /* by letter: bit n of runs of n + 1 letters that a capital or digit may follow at once */
};

/* Bit n of a block's word speaks for its bytes n and n + 1. */
struct mgp_pair_maps {
    uint64_t starts[MGP_PAIR_LEVELS][MGP_BITMAP_BLOCKS];
    uint64_t lasts[MGP_PAIR_LEVELS][MGP_BITMAP_BLOCKS]; /* of byte n alone */
    uint64_t particles[MGP_BITMAP_BLOCKS];
    uint64_t countries[MGP_BITMAP_BLOCKS];
    /* Of characters beyond ASCII, which not the filter but mgp_read_leads tells (finder_internal.h). */
    uint64_t disguised[MGP_BITMAP_BLOCKS];
    uint64_t barred[2][MGP_BITMAP_BLOCKS];
};

static inline void mgp_pair_set_add(struct mgp_pair_set *set, unsigned first, unsigned second)
{
    set->bits[(first & 31) * 4 + (second & 31) / 8] |= (uint8_t)(1u << (second & 7));
}

/* Asks about count blocks of text whose bitmaps are bitmaps' words from at on; reads count * MGP_BLOCK_BYTES + 1 bytes.
 * What is said of the last byte of the last one counts only if the word behind is there, too. */
typedef void mgp_pair_filter(const struct mgp_pair_tables *tables, const uint8_t *text, size_t count,
                             const struct mgp_bitmaps *bitmaps, struct mgp_pair_maps *out, size_t at);

#if defined(__x86_64__)
mgp_pair_filter mgp_pair_filter_avx512;
#endif

/* NULL: there is none for this processor, or for the one that MAGPIE_CPU (base/cpu.h) names. */
mgp_pair_filter *mgp_pair_filter_choose(void);

#endif
