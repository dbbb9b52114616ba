#include "scanner/match/candidates.h"

#if defined(__x86_64__)
#include <immintrin.h>
#include <stdint.h>

#define TARGET_AVX512 "avx512f,avx512bw,avx512vl,avx512vbmi2"
#define ALGEBRA       __attribute__((target(TARGET_AVX512), always_inline)) static inline
#define ALGEBRA_LANES 8
typedef uint64_t row __attribute__((vector_size(64)));

ALGEBRA row load(const uint64_t *words)
{
    return (row)_mm512_loadu_si512(words);
}

ALGEBRA void store(uint64_t *words, row value)
{
    _mm512_storeu_si512(words, (__m512i)value);
}

/* One instruction. With a constant, which n is once gcc optimises, it needs no register for it. */
ALGEBRA row bits_on(row here, row behind, unsigned n)
{
#if defined(__OPTIMIZE__) && !defined(__clang__)
    return (row)_mm512_shrdi_epi64((__m512i)here, (__m512i)behind, (int)n);
#else
    return (row)_mm512_shrdv_epi64((__m512i)here, (__m512i)behind, _mm512_set1_epi64(n));
#endif
}

ALGEBRA uint64_t has_any(row bits)
{
    return _mm512_test_epi64_mask((__m512i)bits, (__m512i)bits);
}

#include "scanner/match/candidates_algebra.h"

__attribute__((target(TARGET_AVX512))) void mgp_find_candidates_avx512(const struct mgp_bitmaps *bitmaps,
                                                                       const struct mgp_pair_maps *pairs,
                                                                       size_t count, struct mgp_candidates *out)
{
    if (pairs) find_candidates(bitmaps, pairs, count, out);
    else find_candidates(bitmaps, NULL, count, out);
}
#endif
