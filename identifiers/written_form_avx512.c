#include "identifiers/written_form.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define TARGET_AVX512 "avx512f,avx512bw,avx512vl,bmi,bmi2"
#define AVX512        __attribute__((target(TARGET_AVX512), always_inline)) static inline

AVX512 uint64_t are(__m512i bytes, uint8_t byte)
{
    return _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8((char)byte));
}

/* Which are the byte, but for the bits left out? */
AVX512 uint64_t are_but(__m512i bytes, uint8_t left_out, uint8_t byte)
{
    return are(_mm512_andnot_si512(_mm512_set1_epi8((char)left_out), bytes), byte);
}

/* Three bytes from each of 64 places on. */
struct triples {
    __m512i first, second, third;
};

AVX512 uint64_t find(struct triples of)
{
    uint64_t general = are(of.first, 0xE2), wide = are(of.first, 0xEF);
    uint64_t hard = are(of.first, 0xC2), ideographic = are(of.first, 0xE3);
    if (!(general | wide | hard | ideographic)) return 0;
    uint64_t punctuation = _mm512_cmple_epu8_mask(of.third, _mm512_set1_epi8((char)0x8A)) | are_but(of.third, 3, 0x90) |
                           are(of.third, 0xAF);
    general &= (are(of.second, 0x80) & punctuation) | are(of.second, 0x81) | are(of.second, 0x88);
    wide &= are_but(of.second, 5, 0xB8);
    hard &= are(of.second, 0xA0);
    ideographic &= are(of.second, 0x80) & are(of.third, 0x80);
    return general | wide | hard | ideographic;
}

/* The bytes that are there, zeros behind. */
AVX512 __m512i load_some(const uint8_t *from, size_t count)
{
    return _mm512_maskz_loadu_epi8(_bzhi_u64(~(uint64_t)0, (unsigned)count), from);
}

__attribute__((target(TARGET_AVX512))) size_t mgp_skip_plain_avx512(const uint8_t *text, size_t count, uint8_t *to)
{
    size_t at = 0;
    for (; count - at >= 66; at += 64) {
        struct triples of = {_mm512_loadu_si512(text + at), _mm512_loadu_si512(text + at + 1),
                             _mm512_loadu_si512(text + at + 2)};
        if (to) _mm512_storeu_si512(to + at, of.first);
        uint64_t found = find(of);
        if (found) return at + (size_t)__builtin_ctzll(found);
    }
    for (; at < count; at += 64) {
        size_t left = count - at;
        struct triples of = {load_some(text + at, left), load_some(text + at + 1, left > 1 ? left - 1 : 0),
                             load_some(text + at + 2, left > 2 ? left - 2 : 0)};
        if (to) _mm512_mask_storeu_epi8(to + at, _bzhi_u64(~(uint64_t)0, (unsigned)left), of.first);
        uint64_t found = find(of);
        if (found) return at + (size_t)__builtin_ctzll(found);
    }
    return count;
}
#endif
