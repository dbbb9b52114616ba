#include "identifiers/written_form.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define TARGET_AVX512 "avx512f,avx512bw,avx512vl,bmi"
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

__attribute__((target(TARGET_AVX512))) unsigned mgp_skip_plain_avx512(const uint8_t *text)
{
    __m512i first = _mm512_loadu_si512(text);
    uint64_t general = are(first, 0xE2), wide = are(first, 0xEF), others = are(first, 0xC2) | are(first, 0xE3);
    if (!(general | wide | others)) return 64;
    __m512i second = _mm512_loadu_si512(text + 1), third = _mm512_loadu_si512(text + 2);
    uint64_t punctuation = _mm512_cmple_epu8_mask(third, _mm512_set1_epi8((char)0x8A)) | are_but(third, 3, 0x90) |
                           are(third, 0xAF);
    general &= (are(second, 0x80) & punctuation) | are(second, 0x81) | are(second, 0x88);
    wide &= are_but(second, 5, 0xB8);
    others &= are_but(second, 0xA0, 0);
    uint64_t found = general | wide | others;
    return found ? (unsigned)__builtin_ctzll(found) : 64;
}
#endif
