#include "scanner/match/pair_filter.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define AVX512 __attribute__((target("avx512f,avx512bw,avx512vl,avx512vbmi")))

/* A set in two registers. */
struct pairs {
    __m512i low, high;
};

AVX512 static inline struct pairs load_set(const struct mgp_pair_set *set)
{
    return (struct pairs){_mm512_loadu_si512(set->bits), _mm512_loadu_si512(set->bits + 64)};
}

/* Where in a set the pairs stand: a byte of it, and a bit of that. */
struct places {
    __m512i byte, bit;
};

AVX512 static inline struct places find_places(__m512i first, __m512i second)
{
    const __m512i bits = _mm512_set1_epi64((long long)0x8040201008040201u);
    __m512i upper = _mm512_and_si512(_mm512_srli_epi16(second, 3), _mm512_set1_epi8(3));
    return (struct places){_mm512_or_si512(_mm512_slli_epi16(first, 2), upper),
                           _mm512_shuffle_epi8(bits, _mm512_and_si512(second, _mm512_set1_epi8(7)))};
}

AVX512 static inline uint64_t are_in(struct pairs set, struct places places)
{
    __m512i bytes = _mm512_permutex2var_epi8(set.low, places.byte, set.high);
    return _mm512_test_epi8_mask(bytes, places.bit);
}

AVX512 void mgp_pair_filter_avx512(const struct mgp_pair_tables *tables, const uint8_t *text, size_t count,
                                   const struct mgp_bitmaps *bitmaps, struct mgp_pair_maps *out, size_t at)
{
    const struct pairs starts[MGP_PAIR_LEVELS] = {load_set(&tables->starts[0]), load_set(&tables->starts[1]),
                                                  load_set(&tables->starts[2]), load_set(&tables->starts[3])};
    const struct pairs particles = load_set(&tables->particles), countries = load_set(&tables->countries);
    const __m512i lasts = _mm512_loadu_si512(tables->lasts), five_bits = _mm512_set1_epi8(0x1F);
    const __m512i low_classes = _mm512_load_si512(mgp_pair_classes);
    const __m512i high_classes = _mm512_load_si512(mgp_pair_classes + 64);
    for (size_t block = 0; block < count; block++, at++) {
        __m512i bytes = _mm512_loadu_si512(text + block * MGP_BLOCK_BYTES);
        __m512i next = _mm512_loadu_si512(text + block * MGP_BLOCK_BYTES + 1);
        __m512i first = _mm512_maskz_mov_epi8(bitmaps->letter[at], _mm512_and_si512(bytes, five_bits));
        __m512i second = _mm512_permutex2var_epi8(low_classes, next, high_classes);
        second = _mm512_mask_mov_epi8(second, _mm512_movepi8_mask(next), _mm512_set1_epi8(MGP_PAIR_HIGH));
        struct places places = find_places(first, second);
        __m512i ends = _mm512_permutexvar_epi8(first, lasts);
        for (unsigned i = 0; i < MGP_PAIR_LEVELS; i++) {
            out->starts[i][at] = are_in(starts[i], places);
            out->lasts[i][at] = _mm512_test_epi8_mask(ends, _mm512_set1_epi8((char)(1 << i)));
        }
        out->particles[at] = are_in(particles, places);
        out->countries[at] = are_in(countries, places);
    }
}
#endif
