#include "scanner/match/finder_internal.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define AVX2 __attribute__((target("avx2"), always_inline)) static inline

/* Of 32 bytes: bit n says that the character which begins at byte n, of one of MGP_ROW_LEADS, is of a kind. */
struct half {
    uint32_t known; /* it is a character of one of these leads */
    uint32_t letter, capital, begins, fold, breaks;
};

AVX2 uint32_t not_zero(__m256i bytes)
{
    return ~(uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(bytes, _mm256_setzero_si256()));
}

/* The kinds of both leads' characters with these lower halves. */
AVX2 __m256i rows_of(const uint8_t rows[MGP_ROW_LEADS][16], __m256i lower, __m256i is_second_lead)
{
    __m128i first = _mm_loadu_si128((const __m128i *)(const void *)rows[0]);
    __m128i second = _mm_loadu_si128((const __m128i *)(const void *)rows[1]);
    return _mm256_blendv_epi8(_mm256_shuffle_epi8(_mm256_broadcastsi128_si256(first), lower),
                              _mm256_shuffle_epi8(_mm256_broadcastsi128_si256(second), lower), is_second_lead);
}

AVX2 struct half look_at(const struct mgp_high_letters *high, const uint8_t *text)
{
    const __m256i low_half = _mm256_set1_epi8(0x0F), high_half = _mm256_set1_epi8((char)0xF0);
    /* By the upper half of the second byte, 8 to B: its bits in a row. */
    const __m256i row_bits = _mm256_setr_epi8(0, 0, 0, 0, 0, 0, 0, 0, 0x11, 0x22, 0x44, (char)0x88, 0, 0, 0, 0,
                                              0, 0, 0, 0, 0, 0, 0, 0, 0x11, 0x22, 0x44, (char)0x88, 0, 0, 0, 0);
    __m256i lead = _mm256_loadu_si256((const __m256i *)(const void *)text);
    __m256i second = _mm256_loadu_si256((const __m256i *)(const void *)(text + 1));
    __m256i is_first_lead = _mm256_cmpeq_epi8(lead, _mm256_set1_epi8((char)MGP_FIRST_ROW_LEAD));
    __m256i is_second_lead = _mm256_cmpeq_epi8(lead, _mm256_set1_epi8((char)(MGP_FIRST_ROW_LEAD + 1)));
    __m256i lower = _mm256_and_si256(second, low_half);
    __m256i upper = _mm256_and_si256(_mm256_srli_epi16(second, 4), low_half);
    __m256i is_known = _mm256_or_si256(is_first_lead, is_second_lead);
    __m256i row = _mm256_and_si256(_mm256_shuffle_epi8(row_bits, upper), is_known);
    __m256i what = _mm256_and_si256(row, rows_of(high->what_rows, lower, is_second_lead));
    __m256i begins = _mm256_and_si256(row, rows_of(high->begin_rows, lower, is_second_lead));
    __m256i breaks = _mm256_and_si256(row, rows_of(high->break_rows, lower, is_second_lead));
    return (struct half){
        .known = not_zero(row),
        .letter = not_zero(_mm256_and_si256(what, low_half)),
        .capital = not_zero(_mm256_and_si256(what, high_half)),
        .begins = not_zero(_mm256_and_si256(begins, low_half)),
        .fold = not_zero(_mm256_and_si256(begins, high_half)),
        .breaks = not_zero(_mm256_and_si256(breaks, low_half)),
    };
}

AVX2 uint64_t both(uint32_t low, uint32_t high)
{
    return low | (uint64_t)high << 32;
}

__attribute__((target("avx2"))) void mgp_read_leads_avx2(const struct mgp_high_letters *high, const uint8_t *text,
                                                         uint64_t bits, struct mgp_leads *out)
{
    struct half a = look_at(high, text), b = look_at(high, text + 32);
    *out = (struct mgp_leads){
        .letter = both(a.letter, b.letter),
        .capital = both(a.capital, b.capital),
        .begins = both(a.begins, b.begins),
        .fold = both(a.fold, b.fold),
        .breaks = both(a.breaks, b.breaks),
    };
    mgp_read_leads_portable(high, text, bits & ~both(a.known, b.known), out);
}
#endif
