/* Which instruction set the vector kernels are to use. Every kernel gives the same as the portable one. Thread-safe. */
#ifndef MGP_BASE_CPU_H
#define MGP_BASE_CPU_H

#include <stdbool.h>

enum mgp_cpu {
    MGP_CPU_PORTABLE,
    MGP_CPU_SSE2, /* every x86-64 */
    MGP_CPU_AVX2,   /* and BMI1, POPCNT */
    MGP_CPU_AVX512, /* its parts F, BW, VL, VBMI and VBMI2, AVX2 as above, BMI2, GFNI and PCLMULQDQ */
    MGP_CPU_NEON, /* every aarch64 */
};

/* The best that this processor has, or the one that MAGPIE_CPU (portable, sse, avx2, avx512, neon) names, where the
 * processor has it; a switch for tests. */
enum mgp_cpu mgp_cpu_choose(void);

/* Is what MAGPIE_CPU names, if it names anything, known and there? names becomes what it may name here. */
#define MGP_CPU_NAMES 40
bool mgp_cpu_has_wanted(char names[MGP_CPU_NAMES]);

#endif
