#include "scanner/match/candidates_algebra.h"

#if defined(__aarch64__)
void mgp_find_candidates_neon(const struct mgp_bitmaps *bitmaps, const struct mgp_pair_maps *pairs, size_t count,
                              struct mgp_candidates *out)
{
    if (pairs) find_candidates(bitmaps, pairs, count, out);
    else find_candidates(bitmaps, NULL, count, out);
}
#endif
