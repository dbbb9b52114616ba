#include "scanner/match/run_filter.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define TARGET_AVX512 "avx512f,avx512bw,avx512vl,avx512vbmi,avx512vbmi2,bmi,popcnt"
#define AVX512        __attribute__((target(TARGET_AVX512), always_inline)) static inline

/* Words are looked at eight at a time. */
#define STEP 8

AVX512 void put_places(__m128i places, size_t block, uint16_t *out)
{
    __m256i begin = _mm256_set1_epi16((short)(block * MGP_BLOCK_BYTES));
    _mm256_storeu_si256((__m256i *)(void *)out, _mm256_add_epi16(_mm256_cvtepu8_epi16(places), begin));
}

/* Writes where bits are set; may write MGP_BLOCK_BYTES places. */
AVX512 size_t place_block(uint64_t bits, size_t block, uint16_t *out)
{
    const __m512i each = _mm512_set_epi8(63, 62, 61, 60, 59, 58, 57, 56, 55, 54, 53, 52, 51, 50, 49, 48, 47, 46, 45, 44,
                                         43, 42, 41, 40, 39, 38, 37, 36, 35, 34, 33, 32, 31, 30, 29, 28, 27, 26, 25, 24,
                                         23, 22, 21, 20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2,
                                         1, 0);
    __m512i places = _mm512_maskz_compress_epi8(bits, each);
    size_t count = (size_t)__builtin_popcountll(bits);
    put_places(_mm512_castsi512_si128(places), block, out);
    if (count <= 16) return count;
    put_places(_mm512_extracti32x4_epi32(places, 1), block, out + 16);
    put_places(_mm512_extracti32x4_epi32(places, 2), block, out + 32);
    put_places(_mm512_extracti32x4_epi32(places, 3), block, out + 48);
    return count;
}

AVX512 __m512i load_eight(const uint8_t *text, __m128i places)
{
    const long long *begin = (const void *)text;
    __m256i low = _mm256_i64gather_epi64(begin, _mm256_cvtepu16_epi64(places), 1);
    __m256i high = _mm256_i64gather_epi64(begin, _mm256_cvtepu16_epi64(_mm_srli_si128(places, 8)), 1);
    return _mm512_inserti64x4(_mm512_castsi256_si512(low), high, 1);
}

AVX512 __mmask8 are_known(const struct mgp_keyword_starts *known, __m512i run)
{
    __m512i low = _mm512_mul_epu32(run, _mm512_set1_epi64(MGP_RUN_HASH_LOW));
    __m512i high = _mm512_mul_epu32(_mm512_srli_epi64(run, 32), _mm512_set1_epi64(MGP_RUN_HASH_HIGH));
    __m256i sum = _mm512_cvtepi64_epi32(_mm512_add_epi64(low, high));
    __m256i hash = _mm256_srli_epi32(sum, 32 - MGP_RUN_HASH_BITS);
    __m256i words = _mm256_i32gather_epi32((const int *)(const void *)known->known, _mm256_srli_epi32(hash, 5), 4);
    __m256i bit = _mm256_and_si256(hash, _mm256_set1_epi32(31));
    return _mm256_test_epi32_mask(words, _mm256_sllv_epi32(_mm256_set1_epi32(1), bit));
}

/* Which words begin with two letters of short keywords? */
AVX512 __mmask8 are_short(const struct mgp_keyword_starts *known, __m512i text)
{
    _Static_assert(sizeof known->short_pairs == 128, "two registers");
    __m512i low = _mm512_loadu_si512(known->short_pairs), high = _mm512_loadu_si512(known->short_pairs + 16);
    __m512i first = _mm512_and_si512(text, _mm512_set1_epi64(0x1F));
    __m512i second = _mm512_and_si512(_mm512_srli_epi64(text, 3), _mm512_set1_epi64(0x3E0));
    __m512i pair = _mm512_or_si512(first, second);
    __m512i byte = _mm512_permutex2var_epi8(low, _mm512_srli_epi64(pair, 3), high);
    __m512i bit = _mm512_and_si512(pair, _mm512_set1_epi64(7));
    return _mm512_test_epi64_mask(byte, _mm512_sllv_epi64(_mm512_set1_epi64(1), bit));
}

AVX512 __mmask8 filter_eight(const struct mgp_keyword_starts *known, __m512i text)
{
    const __m512i case_bits = _mm512_set1_epi8(0x20);
    __m512i lower = _mm512_or_si512(text, case_bits);
    __m512i distance = _mm512_sub_epi8(lower, _mm512_set1_epi8('a'));
    __m512i others = _mm512_maskz_set1_epi8(_mm512_cmpgt_epu8_mask(distance, _mm512_set1_epi8(25)), 1);
    __m512i end = _mm512_and_si512(others, _mm512_sub_epi64(_mm512_setzero_si512(), others));
    __m512i mask = _mm512_sub_epi64(end, _mm512_set1_epi64(1));
    __m512i token = _mm512_and_si512(text, _mm512_set1_epi64(0xFFFFFF));
    __m512i behind_first = _mm512_andnot_si512(_mm512_set1_epi64(0xFF), mask);
    __mmask8 has_capital = _mm512_test_epi64_mask(_mm512_andnot_si512(text, case_bits), behind_first);
    return are_known(known, _mm512_and_si512(lower, mask)) |
           _mm512_cmpeq_epi64_mask(token, _mm512_set1_epi64(known->token)) | (has_capital & are_short(known, text)) |
           _mm512_test_epi64_mask(text, _mm512_slli_epi64(end, 7));
}

__attribute__((target(TARGET_AVX512))) size_t
mgp_run_filter_avx512(const struct mgp_keyword_starts *known, const uint8_t *text, const uint64_t *starts,
                      size_t blocks, uint16_t *out)
{
    size_t count = 0, passed = 0;
    for (size_t block = 0; block < blocks; block++) {
        count += place_block(starts[block], block, out + count);
    }
    memset(out + count, 0, STEP * sizeof *out);
    for (size_t done = 0; done < count; done += STEP) {
        __m128i places = _mm_loadu_si128((const __m128i *)(const void *)(out + done));
        __m512i bytes = load_eight(text, places);
        unsigned wanted = count - done < STEP ? (1u << (count - done)) - 1 : 0xFF;
        __mmask8 passes = (__mmask8)(filter_eight(known, bytes) & wanted);
        _mm_storeu_si128((__m128i *)(void *)(out + passed), _mm_maskz_compress_epi16(passes, places));
        passed += (size_t)__builtin_popcount(passes);
    }
    return passed;
}
#endif
