#include "base/cpu.h"
#include "scanner/match/candidates_algebra.h"

void mgp_find_candidates_portable(const struct mgp_bitmaps *bitmaps, const struct mgp_pair_maps *pairs, size_t count,
                                  struct mgp_candidates *out)
{
    find_candidates(bitmaps, pairs, count, out);
}

mgp_find_candidates *mgp_find_candidates_choose(void)
{
    switch (mgp_cpu_choose()) {
#if defined(__x86_64__)
    case MGP_CPU_AVX512:
        return mgp_find_candidates_avx512;
    case MGP_CPU_AVX2:
        return mgp_find_candidates_avx2;
#endif
#if defined(__aarch64__)
    case MGP_CPU_NEON:
        return mgp_find_candidates_neon;
#endif
    default:
        return mgp_find_candidates_portable;
    }
}
