#include "scanner/match/classify.h"

#include "base/cpu.h"

mgp_classify *mgp_classify_choose(void)
{
    switch (mgp_cpu_choose()) {
#if defined(__x86_64__)
    case MGP_CPU_AVX512:
        return mgp_classify_avx512;
    case MGP_CPU_AVX2:
        return mgp_classify_avx2;
    case MGP_CPU_SSE2:
        return mgp_classify_sse2;
#endif
#if defined(__aarch64__)
    case MGP_CPU_NEON:
        return mgp_classify_neon;
#endif
    default:
        return mgp_classify_portable;
    }
}
