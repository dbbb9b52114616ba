/* Where in a text could something begin? Bit algebra over the bitmaps of classify.h and the pairs of pair_filter.h.
 * It says more places than there are, never fewer; all kernels give the same for the same pairs. Thread-safe. */
#ifndef MGP_SCANNER_CANDIDATES_H
#define MGP_SCANNER_CANDIDATES_H

#include "scanner/match/pair_filter.h"

/* The first word of each array is of the bitmaps' second: before that stands what is before the chunk. */
struct mgp_candidates {
    uint64_t words[MGP_BITMAP_BLOCKS];   /* keywords and marks that begin with a letter of ASCII */
    uint64_t names[MGP_BITMAP_BLOCKS];   /* those that begin with a capital of ASCII */
    uint64_t cards[MGP_BITMAP_BLOCKS];   /* numbers of 13 digits or more, blanks and dashes within */
    uint64_t ibans[MGP_BITMAP_BLOCKS];
    uint64_t codes[MGP_BITMAP_BLOCKS];   /* the first digits of postal codes */
    uint64_t anchors[MGP_BITMAP_BLOCKS]; /* '+' or '0' before a digit */
    uint64_t others[MGP_BITMAP_BLOCKS];  /* any of these but words */
    uint64_t runs[MGP_BITMAP_BLOCKS];    /* of capitals and digits, or of bytes of tokens, that are long (shapes.h) */
    /* A bit for each block: which have any of the others or a character beyond ASCII, a run, a byte of 0x80 and
     * more? */
    uint64_t blocks_with_others, blocks_with_run, blocks_with_high;
};

/* For count blocks, MGP_CHUNK_BLOCKS at most. bitmaps: of one block before them, of them, and of one behind, then zeros
 * up to the next multiple of eight and one more. pairs: of the same without the first; behind them there may be
 * anything. NULL where nothing is known of them. */
typedef void mgp_find_candidates(const struct mgp_bitmaps *bitmaps, const struct mgp_pair_maps *pairs, size_t count,
                                 struct mgp_candidates *out);

mgp_find_candidates mgp_find_candidates_portable;
#if defined(__x86_64__)
mgp_find_candidates mgp_find_candidates_avx2;
mgp_find_candidates mgp_find_candidates_avx512;
#endif
#if defined(__aarch64__)
mgp_find_candidates mgp_find_candidates_neon;
#endif

/* The best for this processor, or for the one that MAGPIE_CPU (base/cpu.h) names. */
mgp_find_candidates *mgp_find_candidates_choose(void);

#endif
