#include "scanner/match/pair_filter.h"

#include "base/cpu.h"

mgp_pair_filter *mgp_pair_filter_choose(void)
{
#if defined(__x86_64__)
    if (mgp_cpu_choose() == MGP_CPU_AVX512) return mgp_pair_filter_avx512;
#endif
    return NULL;
}
