#include "scanner/match/run_filter.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define AVX2 __attribute__((target("avx2,bmi,popcnt"), always_inline)) static inline

/* Words are looked at and put down four at a time. */
#define STEP 4

/* Writes where bits are set, four places at once whether there are as many or not. */
AVX2 size_t place_block(uint64_t bits, size_t block, uint16_t *out)
{
    size_t count = (size_t)__builtin_popcountll(bits);
    for (size_t next = 0; next < count; next += STEP) {
        for (size_t i = 0; i < STEP; i++) {
            out[next + i] = (uint16_t)(block * 64 + (size_t)__builtin_ctzll(bits | (uint64_t)1 << 63));
            bits &= bits - 1;
        }
    }
    return count;
}

AVX2 long long load(const uint8_t *text)
{
    long long bytes;
    memcpy(&bytes, text, sizeof bytes);
    return bytes;
}

/* The bit of each index in a table of 32-bit words, as the lowest bit of each lane. */
AVX2 __m256i look_up(const uint32_t *table, __m256i index)
{
    __m256i word = _mm256_cvtepu32_epi64(
        _mm256_i64gather_epi32((const int *)(const void *)table, _mm256_srli_epi64(index, 5), 4));
    __m256i bit = _mm256_and_si256(index, _mm256_set1_epi64x(31));
    return _mm256_and_si256(_mm256_srlv_epi64(word, bit), _mm256_set1_epi64x(1));
}

/* 1 in each lane that is not 0 where wanted, else 0. */
AVX2 __m256i is_not_zero(__m256i lanes)
{
    return _mm256_add_epi64(_mm256_cmpeq_epi64(lanes, _mm256_setzero_si256()), _mm256_set1_epi64x(1));
}

/* Which of four words pass: 1 in their lanes. */
AVX2 __m256i filter_four(const struct mgp_keyword_starts *known, __m256i text)
{
    const __m256i case_bits = _mm256_set1_epi8(0x20), one = _mm256_set1_epi64x(1);
    __m256i lower = _mm256_or_si256(text, case_bits);
    __m256i distance = _mm256_sub_epi8(lower, _mm256_set1_epi8('a'));
    __m256i letters = _mm256_cmpeq_epi8(_mm256_min_epu8(distance, _mm256_set1_epi8(25)), distance);
    __m256i others = _mm256_andnot_si256(letters, _mm256_set1_epi8(1));
    __m256i end = _mm256_and_si256(others, _mm256_sub_epi64(_mm256_setzero_si256(), others));
    __m256i mask = _mm256_sub_epi64(end, one), run = _mm256_and_si256(lower, mask);

    __m256i low = _mm256_mul_epu32(run, _mm256_set1_epi64x(MGP_RUN_HASH_LOW));
    __m256i high = _mm256_mul_epu32(_mm256_srli_epi64(run, 32), _mm256_set1_epi64x(MGP_RUN_HASH_HIGH));
    __m256i sum = _mm256_slli_epi64(_mm256_add_epi64(low, high), 32); /* its lower half counts */
    __m256i hash = _mm256_srli_epi64(sum, 64 - MGP_RUN_HASH_BITS);
    __m256i passes = look_up(known->known, hash);

    __m256i token = _mm256_xor_si256(_mm256_and_si256(text, _mm256_set1_epi64x(0xFFFFFF)),
                                     _mm256_set1_epi64x(known->token));
    passes = _mm256_or_si256(passes, _mm256_xor_si256(is_not_zero(token), one));
    passes = _mm256_or_si256(passes, is_not_zero(_mm256_and_si256(text, _mm256_slli_epi64(end, 7))));

    __m256i behind_first = _mm256_andnot_si256(_mm256_set1_epi64x(0xFF), mask);
    __m256i capitals = _mm256_and_si256(_mm256_andnot_si256(text, case_bits), behind_first);
    if (_mm256_testz_si256(capitals, capitals)) return passes;
    __m256i first = _mm256_and_si256(text, _mm256_set1_epi64x(0x1F));
    __m256i second = _mm256_and_si256(_mm256_srli_epi64(text, 3), _mm256_set1_epi64x(0x3E0));
    __m256i is_short = look_up(known->short_pairs, _mm256_or_si256(first, second));
    return _mm256_or_si256(passes, _mm256_and_si256(is_short, is_not_zero(capitals)));
}

/* For each set of four places a shuffle that brings those in it to the front. */
#define PLACE(n) 2 * (n), 2 * (n) + 1
#define NO_PLACE (char)0x80, (char)0x80
static const char fronts[16][8] = {
    {NO_PLACE, NO_PLACE, NO_PLACE, NO_PLACE}, {PLACE(0), NO_PLACE, NO_PLACE, NO_PLACE},
    {PLACE(1), NO_PLACE, NO_PLACE, NO_PLACE}, {PLACE(0), PLACE(1), NO_PLACE, NO_PLACE},
    {PLACE(2), NO_PLACE, NO_PLACE, NO_PLACE}, {PLACE(0), PLACE(2), NO_PLACE, NO_PLACE},
    {PLACE(1), PLACE(2), NO_PLACE, NO_PLACE}, {PLACE(0), PLACE(1), PLACE(2), NO_PLACE},
    {PLACE(3), NO_PLACE, NO_PLACE, NO_PLACE}, {PLACE(0), PLACE(3), NO_PLACE, NO_PLACE},
    {PLACE(1), PLACE(3), NO_PLACE, NO_PLACE}, {PLACE(0), PLACE(1), PLACE(3), NO_PLACE},
    {PLACE(2), PLACE(3), NO_PLACE, NO_PLACE}, {PLACE(0), PLACE(2), PLACE(3), NO_PLACE},
    {PLACE(1), PLACE(2), PLACE(3), NO_PLACE}, {PLACE(0), PLACE(1), PLACE(2), PLACE(3)},
};

/* Appends those of four places whose lane is 1; returns how many. Writes four. */
AVX2 size_t put_four(const uint16_t *places, __m256i passes, uint16_t *out)
{
    unsigned bits = (unsigned)_mm256_movemask_pd(_mm256_castsi256_pd(_mm256_slli_epi64(passes, 63)));
    __m128i four = _mm_loadl_epi64((const __m128i *)(const void *)places);
    __m128i front = _mm_loadl_epi64((const __m128i *)(const void *)fronts[bits]);
    _mm_storel_epi64((__m128i *)(void *)out, _mm_shuffle_epi8(four, front));
    return (size_t)__builtin_popcount(bits);
}

__attribute__((target("avx2,bmi,popcnt"))) size_t
mgp_run_filter_avx2(const struct mgp_keyword_starts *known, const uint8_t *text, const uint64_t *starts, size_t blocks,
                    uint16_t *out)
{
    uint16_t places[64 + STEP];
    size_t count = 0, held = 0; /* places of words not yet looked at */
    for (size_t block = 0; block < blocks; block++) {
        held += place_block(starts[block], block, places + held);
        size_t done = 0;
        for (; done + 4 <= held; done += 4) {
            const uint16_t *four = places + done;
            __m256i bytes = _mm256_setr_epi64x(load(text + four[0]), load(text + four[1]), load(text + four[2]),
                                               load(text + four[3]));
            count += put_four(four, filter_four(known, bytes), out + count);
        }
        for (size_t i = 0; i < 3; i++) {
            places[i] = places[done + i];
        }
        held -= done;
    }
    for (size_t i = 0; i < held; i++) {
        __m256i bytes = _mm256_set1_epi64x(load(text + places[i]));
        out[count] = places[i];
        count += (size_t)(_mm256_extract_epi64(filter_four(known, bytes), 0) & 1);
    }
    return count;
}
#endif
