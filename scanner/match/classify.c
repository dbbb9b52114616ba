#include "scanner/match/classify.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct kernel {
    const char *name;
    mgp_classify *classify;
    bool is_there;
};

mgp_classify *mgp_classify_choose(void)
{
    const struct kernel kernels[] = {
        /* the best first */
#if defined(__x86_64__)
        {"avx2", mgp_classify_avx2, __builtin_cpu_supports("avx2")},
        {"sse", mgp_classify_sse2, true},
#endif
#if defined(__aarch64__)
        {"neon", mgp_classify_neon, true},
#endif
        {"portable", mgp_classify_portable, true},
    };
    const char *wanted = getenv("MAGPIE_CPU");
    const struct kernel *chosen = NULL;
    for (size_t i = 0; i < sizeof kernels / sizeof *kernels; i++) {
        if (!kernels[i].is_there) continue;
        if (!chosen) chosen = &kernels[i];
        if (wanted && strcmp(wanted, kernels[i].name) == 0) {
            chosen = &kernels[i];
            break;
        }
    }
    return chosen->classify;
}
