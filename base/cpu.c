#include "base/cpu.h"

#include <stddef.h>
#include <stdio.h>
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

enum { MOST_SETS = 4 };

/* Those that this processor has, the best first; returns how many. */
static size_t list_sets(struct instruction_set sets[MOST_SETS])
{
    const struct instruction_set all[] = {
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
    size_t count = 0;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        if (all[i].is_there) sets[count++] = all[i];
    }
    return count;
}

/* The one that MAGPIE_CPU names; NULL: none of them. */
static const struct instruction_set *find_wanted(const struct instruction_set *sets, size_t count, const char *wanted)
{
    for (size_t i = 0; wanted && i < count; i++) {
        if (strcmp(wanted, sets[i].name) == 0) return &sets[i];
    }
    return NULL;
}

enum mgp_cpu mgp_cpu_choose(void)
{
    struct instruction_set sets[MOST_SETS];
    size_t count = list_sets(sets);
    const struct instruction_set *wanted = find_wanted(sets, count, getenv("MAGPIE_CPU"));
    return wanted ? wanted->cpu : sets[0].cpu;
}

bool mgp_cpu_has_wanted(char names[MGP_CPU_NAMES])
{
    struct instruction_set sets[MOST_SETS];
    size_t count = list_sets(sets);
    const char *wanted = getenv("MAGPIE_CPU");
    names[0] = '\0';
    for (size_t i = 0, used = 0; i < count; i++) {
        used += (size_t)snprintf(names + used, MGP_CPU_NAMES - used, "%s%s", i ? ", " : "", sets[i].name);
    }
    return !wanted || wanted[0] == '\0' || find_wanted(sets, count, wanted) != NULL;
}
