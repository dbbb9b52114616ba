/* The run filter: of all words of a text those with which a keyword, mark or token can begin
 * (keyword_starts.h). It looks at every word, so there is a kernel for processors with wide vectors; all give
 * the same. Thread-safe. */
#ifndef MGP_SCANNER_RUN_FILTER_H
#define MGP_SCANNER_RUN_FILTER_H

#include "scanner/match/keyword_starts.h"

/* Room that the output of so many blocks of 64 bytes needs: more is written than counts. */
#define MGP_RUN_ROOM(blocks) ((blocks) * 64 + 16)

/* starts: for each of `blocks` (1023 at most) runs of 64 bytes of text, where words begin. text can be read
 * for MGP_RUN_LETTERS bytes behind the last run. Writes where the words stand that pass, in order, and
 * returns how many.
 *
 * A word passes if its run is known; if it has a capital within, before which a short keyword may end; if a
 * byte of 0x80 or more follows its run of fewer than MGP_RUN_LETTERS letters; if the token begins there. */
typedef size_t mgp_run_filter(const struct mgp_keyword_starts *known, const uint8_t *text, const uint64_t *starts,
                              size_t blocks, uint16_t *out);

mgp_run_filter mgp_run_filter_portable;
#if defined(__x86_64__)
mgp_run_filter mgp_run_filter_avx2;
mgp_run_filter mgp_run_filter_avx512;
#endif
#if defined(__aarch64__)
mgp_run_filter mgp_run_filter_neon;
#endif

/* The best for this processor, or for the one that MAGPIE_CPU names. */
mgp_run_filter *mgp_run_filter_choose(void);

#endif
