#include "scanner/match/classify.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define AVX2 __attribute__((target("avx2"), always_inline)) static inline

/* Bytes in [first, first + span]. */
AVX2 __m256i in_range(__m256i bytes, char first, char span)
{
    __m256i distance = _mm256_sub_epi8(bytes, _mm256_set1_epi8(first));
    return _mm256_cmpeq_epi8(_mm256_min_epu8(distance, _mm256_set1_epi8(span)), distance);
}

AVX2 __m256i is_either(__m256i bytes, char one, char other)
{
    return _mm256_or_si256(_mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(one)),
                           _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(other)));
}

AVX2 __m256i is_joint(__m256i bytes)
{
    return _mm256_or_si256(is_either(bytes, '+', '/'), is_either(bytes, '-', '_'));
}

AVX2 uint64_t gather(__m256i low, __m256i high)
{
    return (uint32_t)_mm256_movemask_epi8(low) | (uint64_t)(uint32_t)_mm256_movemask_epi8(high) << 32;
}

__attribute__((target("avx2"))) void mgp_classify_avx2(const uint8_t *text, size_t count, struct mgp_block *out)
{
    const __m256i case_bit = _mm256_set1_epi8(0x20);
    for (size_t block = 0; block < count; block++) {
        const uint8_t *from = text + block * MGP_BLOCK_BYTES;
        __m256i a = _mm256_loadu_si256((const __m256i *)(const void *)from);
        __m256i b = _mm256_loadu_si256((const __m256i *)(const void *)(from + 32));
        __m256i lower_a = _mm256_or_si256(a, case_bit), lower_b = _mm256_or_si256(b, case_bit);
        out[block] = (struct mgp_block){
            .letter = gather(in_range(lower_a, 'a', 25), in_range(lower_b, 'a', 25)),
            .upper = gather(in_range(a, 'A', 25), in_range(b, 'A', 25)),
            .digit = gather(in_range(a, '0', 9), in_range(b, '0', 9)),
            .high = gather(a, b),
            .lead = gather(in_range(a, (char)0xC0, 0x3F), in_range(b, (char)0xC0, 0x3F)),
            .separator = gather(is_either(a, ' ', '-'), is_either(b, ' ', '-')),
            .special = gather(is_either(a, '+', '0'), is_either(b, '+', '0')),
            .joint = gather(is_joint(a), is_joint(b)),
        };
    }
}
#endif
