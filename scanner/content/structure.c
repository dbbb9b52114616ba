#include "scanner/content/structure.h"

const struct mgp_structure_kernel *mgp_structure_kernel_for(enum mgp_cpu cpu)
{
    switch (cpu) {
#if defined(__x86_64__)
    case MGP_CPU_AVX512:
    case MGP_CPU_AVX2: return &mgp_structure_avx2;
    case MGP_CPU_SSE2: return &mgp_structure_sse2;
#endif
#if defined(__aarch64__)
    case MGP_CPU_NEON: return &mgp_structure_neon;
#endif
    default: return &mgp_structure_portable;
    }
}
