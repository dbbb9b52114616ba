#include "scanner/match/pair_filter.h"

#include "base/cpu.h"

enum {
    O = MGP_PAIR_OTHER,
    GAP = MGP_PAIR_GAP,
    DOT = MGP_PAIR_DOT,
    SLASH = MGP_PAIR_SLASH,
    DIGIT = MGP_PAIR_DIGIT,
};

const uint8_t mgp_pair_classes[128] __attribute__((aligned(64))) = {
    O, O, O, O, O, O, O, O, O, GAP, GAP, GAP, GAP, GAP, O, O, O, O, O, O, O, O, O, O, O, O, O, O, O, O, O, O,
    GAP, O, O, O, O, O, O, GAP, O, O, O, O, O, GAP, DOT, SLASH,                                 /* blank ' - . / */
    DIGIT, DIGIT, DIGIT, DIGIT, DIGIT, DIGIT, DIGIT, DIGIT, DIGIT, DIGIT, O, O, O, O, O, O,     /* 0 to 9 */
    O, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,                                       /* A to O */
    16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, O, O, O, O, GAP,                                /* P to Z, _ */
    GAP, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,                                     /* ` and a to o */
    16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, O, O, O, O, O,                                  /* p to z */
};

mgp_pair_filter *mgp_pair_filter_choose(void)
{
#if defined(__x86_64__)
    if (mgp_cpu_choose() == MGP_CPU_AVX512) return mgp_pair_filter_avx512;
#endif
    return NULL;
}
