#include "base/cpu.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

struct instruction_set {
    enum mgp_cpu cpu;
    const char *name;
    bool is_there;
};

#if defined(__x86_64__)
/* Every processor with AVX2 has the others too; an emulator may not. */
static bool has_avx2(void)
{
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") && __builtin_cpu_supports("popcnt");
}

static bool has_avx512(void)
{
    return has_avx2() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512vbmi") &&
           __builtin_cpu_supports("avx512vbmi2") && __builtin_cpu_supports("gfni") &&
           __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("pclmul");
}
#endif

enum mgp_cpu mgp_cpu_choose(void)
{
    const struct instruction_set sets[] = {
        /* the best first */
#if defined(__x86_64__)
        {MGP_CPU_AVX512, "avx512", has_avx512()},
        {MGP_CPU_AVX2, "avx2", has_avx2()},
        {MGP_CPU_SSE2, "sse", true},
#endif
#if defined(__aarch64__)
        {MGP_CPU_NEON, "neon", true},
#endif
        {MGP_CPU_PORTABLE, "portable", true},
    };
    const char *wanted = getenv("MAGPIE_CPU");
    const struct instruction_set *best = NULL;
    for (size_t i = 0; i < sizeof sets / sizeof *sets; i++) {
        if (!sets[i].is_there) continue;
        if (wanted && strcmp(wanted, sets[i].name) == 0) return sets[i].cpu;
        if (!best) best = &sets[i];
    }
    return best->cpu;
}
