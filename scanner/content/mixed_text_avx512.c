#include "scanner/content/mixed_text_runs.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define TARGET_AVX512 "avx512f,avx512bw,avx512vl,avx512vbmi,avx512vbmi2,bmi2,popcnt"
#define AVX512        __attribute__((target(TARGET_AVX512), always_inline)) static inline

/* Which bytes continue a character? */
AVX512 uint64_t continues(__m512i bytes)
{
    return _mm512_cmplt_epi8_mask(bytes, _mm512_set1_epi8((char)0xC0)); /* as numbers with a sign */
}

AVX512 uint64_t are(__m512i bytes, uint8_t byte)
{
    return _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8((char)byte));
}

/* Which bytes are no less than one? */
AVX512 uint64_t reach(__m512i bytes, uint8_t byte)
{
    return _mm512_cmpge_epu8_mask(bytes, _mm512_set1_epi8((char)byte));
}

AVX512 bool is_ascii(const uint8_t *text)
{
    return !_mm512_movepi8_mask(_mm512_loadu_si512(text));
}

AVX512 struct mgp_mixed_leads find_leads(const uint8_t *text)
{
    __m512i lead = _mm512_loadu_si512(text), second = _mm512_loadu_si512(text + 1);
    uint64_t after_one = continues(second), after_two = after_one & continues(_mm512_loadu_si512(text + 2));
    uint64_t after_three = after_two & continues(_mm512_loadu_si512(text + 3));
    uint64_t is_far = reach(second, 0xA0), is_near = ~reach(second, 0x90), from_three = reach(lead, 0xE0);
    uint64_t from_four = reach(lead, 0xF0);
    uint64_t three = from_three & ~from_four & ~(are(lead, 0xE0) & ~is_far) & ~(are(lead, 0xED) & is_far);
    uint64_t four = from_four & ~reach(lead, 0xF5) & ~(are(lead, 0xF0) & is_near) & ~(are(lead, 0xF4) & ~is_near);
    return (struct mgp_mixed_leads){
        .high = _mm512_movepi8_mask(lead),
        .two = reach(lead, 0xC2) & ~from_three & after_one,
        .three = three & after_two,
        .four = four & after_three,
    };
}

/* The bytes of the characters of 80 to 9F, byte by byte (mgp_singles); 0 where there is no third. */
static const uint8_t firsts[64] __attribute__((aligned(64))) = {
    0xE2, 0xC2, 0xE2, 0xC6, 0xE2, 0xE2, 0xE2, 0xE2, 0xCB, 0xE2, 0xC5, 0xE2, 0xC5, 0xC2, 0xC5, 0xC2,
    0xC2, 0xE2, 0xE2, 0xE2, 0xE2, 0xE2, 0xE2, 0xE2, 0xCB, 0xE2, 0xC5, 0xE2, 0xC5, 0xC2, 0xC5, 0xC5,
};
static const uint8_t seconds[64] __attribute__((aligned(64))) = {
    0x82, 0x81, 0x80, 0x92, 0x80, 0x80, 0x80, 0x80, 0x86, 0x80, 0xA0, 0x80, 0x92, 0x8D, 0xBD, 0x8F,
    0x90, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x9C, 0x84, 0xA1, 0x80, 0x93, 0x9D, 0xBE, 0xB8,
};
static const uint8_t thirds[64] __attribute__((aligned(64))) = {
    0xAC, 0, 0x9A, 0, 0x9E, 0xA6, 0xA0, 0xA1, 0, 0xB0, 0, 0xB9, 0, 0, 0, 0,
    0, 0x98, 0x99, 0x9C, 0x9D, 0xA2, 0x93, 0x94, 0, 0xA2, 0, 0xBA, 0, 0, 0, 0,
};

/* Writes the characters of 16 bytes, of which four bytes each are held and those that count are marked. */
AVX512 uint8_t *write_quarter(__m512i held, uint64_t counts, uint8_t *out)
{
    _mm512_storeu_si512(out, _mm512_maskz_compress_epi8(counts, held));
    return out + _mm_popcnt_u64(counts);
}

/* Which of four bytes held for each of 16 count? */
AVX512 uint64_t counts_of(uint64_t has_second, uint64_t has_third, unsigned quarter)
{
    return 0x1111111111111111u | _pdep_u64(has_second >> (16 * quarter), 0x2222222222222222u) |
           _pdep_u64(has_third >> (16 * quarter), 0x4444444444444444u);
}

AVX512 uint8_t *write_run(const uint8_t *text, uint64_t kept, uint8_t *out)
{
    /* Such an order that unpacking, which keeps to 16 bytes, leaves those of a quarter together. */
    const __m512i quarters = _mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
    __m512i bytes = _mm512_loadu_si512(text), zero = _mm512_setzero_si512();
    uint64_t is_c1 = ~kept & ~reach(bytes, 0xA0);
    __m512i first = _mm512_mask_add_epi8(bytes, ~kept, _mm512_set1_epi8((char)0xC2),
                                         _mm512_maskz_set1_epi8(reach(bytes, 0xC0), 1));
    __m512i second = _mm512_and_si512(bytes, _mm512_set1_epi8((char)0xBF));
    first = _mm512_mask_permutexvar_epi8(first, is_c1, bytes, _mm512_load_si512(firsts));
    second = _mm512_mask_permutexvar_epi8(second, is_c1, bytes, _mm512_load_si512(seconds));
    __m512i third = _mm512_maskz_permutexvar_epi8(is_c1, bytes, _mm512_load_si512(thirds));
    uint64_t has_third = _mm512_test_epi8_mask(third, third);
    first = _mm512_permutexvar_epi32(quarters, first);
    second = _mm512_permutexvar_epi32(quarters, second);
    third = _mm512_permutexvar_epi32(quarters, third);
    __m512i low = _mm512_unpacklo_epi8(first, second), high = _mm512_unpackhi_epi8(first, second);
    __m512i low_third = _mm512_unpacklo_epi8(third, zero), high_third = _mm512_unpackhi_epi8(third, zero);
    out = write_quarter(_mm512_unpacklo_epi16(low, low_third), counts_of(~kept, has_third, 0), out);
    out = write_quarter(_mm512_unpackhi_epi16(low, low_third), counts_of(~kept, has_third, 1), out);
    out = write_quarter(_mm512_unpacklo_epi16(high, high_third), counts_of(~kept, has_third, 2), out);
    return write_quarter(_mm512_unpackhi_epi16(high, high_third), counts_of(~kept, has_third, 3), out);
}

__attribute__((target(TARGET_AVX512))) size_t mgp_decode_mixed_avx512(struct mgp_slice text, uint8_t *out, size_t room,
                                                                      size_t *used)
{
    return mgp_decode_mixed_runs(text, out, room, used, find_leads, write_run);
}

__attribute__((target(TARGET_AVX512))) size_t mgp_skip_utf8_avx512(struct mgp_slice text)
{
    return mgp_skip_utf8_runs(text, is_ascii, find_leads);
}
#endif
