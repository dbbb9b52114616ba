#include "scanner/match/finder_internal.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define AVX512 __attribute__((target("avx512f,avx512bw,avx512vl,avx512vbmi")))

/* Of the characters that begin at each byte of a block: their kinds and codes (high_letters.h). */
struct characters {
    __m512i kinds, codes;
};

/* For characters that begin with one of two neighbouring leads: where each stands in the rows of both, by the lowest
 * bit of the lead and the lower six of the second byte. */
AVX512 static inline __m512i places_in_rows(__m512i bytes, __m512i second)
{
    const __m512i lead_bit = _mm512_set1_epi8(0x40);
    return _mm512_ternarylogic_epi64(lead_bit, _mm512_slli_epi16(bytes, 6), second, 0xCA); /* bit by bit: a ? b : c */
}

/* What a table has at two rows from one on. */
AVX512 static inline __m512i look_up(const uint8_t *row, __mmask64 where, __m512i places)
{
    return _mm512_maskz_permutex2var_epi8(where, _mm512_loadu_si512(row), places, _mm512_loadu_si512(row + 64));
}

/* Adds those that begin with a lead or its neighbour. */
AVX512 static inline struct characters add_rows(const struct mgp_high_letters *high, uint8_t lead, __mmask64 where,
                                                __m512i places, struct characters found)
{
    size_t row = mgp_high_pair(lead & 0xFE, 0);
    __m512i kinds = look_up(high->kinds + row, where, places);
    __m512i codes = look_up(high->follower_codes + row, where, places);
    return (struct characters){_mm512_or_si512(found.kinds, kinds), _mm512_or_si512(found.codes, codes)};
}

AVX512 static inline __mmask64 begin_with_either(__m512i bytes, uint8_t lead)
{
    return _mm512_cmpeq_epi8_mask(_mm512_and_si512(bytes, _mm512_set1_epi8((char)0xFE)),
                                  _mm512_set1_epi8((char)(lead & 0xFE)));
}

/* Adds those of wide leads (high_letters.h). */
AVX512 static inline struct characters add_wide(const struct mgp_high_letters *high, __mmask64 where, __m512i bytes,
                                                __m512i second, struct characters found)
{
    const __m512i bits = _mm512_set1_epi64((long long)0x8040201008040201u), lead_bits = _mm512_set1_epi8(0x78);
    __m512i by_lead = _mm512_slli_epi16(bytes, 3), by_second = _mm512_srli_epi16(second, 3);
    __m512i place = _mm512_ternarylogic_epi64(lead_bits, by_lead, by_second, 0xCA);
    __m512i bit = _mm512_shuffle_epi8(bits, _mm512_and_si512(second, _mm512_set1_epi8(7)));
    __mmask64 begins = _mm512_mask_test_epi8_mask(where, look_up(high->wide_begins, where, place), bit);
    return (struct characters){
        _mm512_mask_mov_epi8(found.kinds, begins, _mm512_set1_epi8(MGP_HIGH_BEGINS_ANYWHERE)),
        _mm512_mask_mov_epi8(found.codes, where, _mm512_set1_epi8(MGP_CODE_LETTER)),
    };
}

/* First the leads of Latin and of punctuation, then those of three bytes that are told apart by little, then what is
 * left, lead by lead, of which a text has few. */
AVX512 static inline struct characters look_up_all(const struct mgp_high_letters *high, const uint8_t *text,
                                                   uint64_t bits)
{
    static const uint8_t common[] = {0xC2, 0xC4, 0xE2};
    __m512i bytes = _mm512_loadu_si512(text), second = _mm512_loadu_si512(text + 1);
    __m512i places = places_in_rows(bytes, second);
    struct characters found = {_mm512_setzero_si512(), _mm512_setzero_si512()};
    uint64_t left = bits;
#pragma GCC unroll 3 /* no lookup waits for another */
    for (size_t i = 0; i < sizeof common; i++) {
        __mmask64 where = begin_with_either(bytes, common[i]);
        found = add_rows(high, common[i], where, places, found);
        left &= ~where;
    }
    uint64_t wide = left & (_mm512_cmpge_epu8_mask(bytes, _mm512_set1_epi8((char)MGP_FIRST_WIDE_LEAD)) &
                            _mm512_cmple_epu8_mask(bytes, _mm512_set1_epi8((char)MGP_LAST_WIDE_LEAD)));
    if (wide) found = add_wide(high, wide, bytes, second, found);
    for (left &= ~wide; left;) {
#pragma GCC unroll 2
        for (int two = 0; two < 2; two++) { /* in mixed text there are a few, and no guess of how many is right */
            uint8_t lead = text[__builtin_ctzll(left | (uint64_t)1 << 63)];
            __mmask64 where = begin_with_either(bytes, lead) & left;
            found = add_rows(high, lead, where, places, found);
            left &= ~where;
        }
    }
    return found;
}

/* The marks of E2 80 xx: those that are mgp_is_plain_mark, and the apostrophe. */
struct marks {
    uint64_t plain, apostrophe;
};

AVX512 static inline struct marks find_marks(const uint8_t *text, uint64_t leads)
{
    __m512i third = _mm512_loadu_si512(text + 2);
    uint64_t marks = _mm512_mask_cmpeq_epi8_mask(leads, _mm512_loadu_si512(text), _mm512_set1_epi8((char)0xE2));
    marks = _mm512_mask_cmpeq_epi8_mask(marks, _mm512_loadu_si512(text + 1), _mm512_set1_epi8((char)0x80));
    uint64_t plain = _mm512_mask_cmpgt_epu8_mask(marks, third, _mm512_set1_epi8((char)0x8A));
    __m512i dashes = _mm512_and_si512(third, _mm512_set1_epi8((char)0xFC));
    plain = _mm512_mask_cmpneq_epi8_mask(plain, dashes, _mm512_set1_epi8((char)0x90));
    plain = _mm512_mask_cmpneq_epi8_mask(plain, third, _mm512_set1_epi8((char)0xAF));
    __m512i apostrophe = _mm512_set1_epi8((char)MGP_APOSTROPHE_THIRD);
    return (struct marks){plain, _mm512_mask_cmpeq_epi8_mask(marks, third, apostrophe)};
}

/* For each byte of a block the place of the one before it. */
AVX512 static inline __m512i one_before(void)
{
    return _mm512_setr_epi64(0x060504030201003F, 0x0E0D0C0B0A090807, 0x161514131211100F, 0x1E1D1C1B1A191817,
                             0x262524232221201F, 0x2E2D2C2B2A292827, 0x363534333231302F, 0x3E3D3C3B3A393837);
}

/* Those of the leads whose codes are not in the set with the letters before them. That before the block is not seen. */
AVX512 static inline uint64_t barred_by(const struct mgp_pair_set *set, const uint8_t *text, __m512i codes,
                                        uint64_t leads)
{
    const __m512i bits = _mm512_set1_epi64((long long)0x8040201008040201u);
    __m512i bytes = _mm512_loadu_si512(text), letters = _mm512_and_si512(bytes, _mm512_set1_epi8(0x1F));
    __m512i letter = _mm512_slli_epi16(_mm512_permutexvar_epi8(one_before(), letters), 2);
    __m512i place = _mm512_or_si512(letter, _mm512_and_si512(_mm512_srli_epi16(codes, 3), _mm512_set1_epi8(3)));
    __m512i bit = _mm512_shuffle_epi8(bits, _mm512_and_si512(codes, _mm512_set1_epi8(7)));
    __m512i low = _mm512_loadu_si512(set->bits), high = _mm512_loadu_si512(set->bits + 64);
    __m512i found = _mm512_permutex2var_epi8(low, place, high);
    return _mm512_mask_testn_epi8_mask(leads & ~(uint64_t)1, found, bit);
}

AVX512 void mgp_read_leads_avx512(const struct mgp_high_letters *high, const uint8_t *text, uint64_t bits,
                                  struct mgp_leads *out)
{
    struct characters found = look_up_all(high, text, bits);
    struct marks marks = find_marks(text, bits);
    *out = (struct mgp_leads){
        .letter = _mm512_test_epi8_mask(found.kinds, _mm512_set1_epi8(MGP_HIGH_LETTER)),
        .capital = _mm512_test_epi8_mask(found.kinds, _mm512_set1_epi8(MGP_HIGH_CAPITAL)),
        .closer = _mm512_test_epi8_mask(found.kinds, _mm512_set1_epi8(MGP_HIGH_CLOSER)),
        .fold = _mm512_test_epi8_mask(found.kinds, _mm512_set1_epi8(MGP_HIGH_FOLD)) & ~marks.plain,
        .begins = _mm512_test_epi8_mask(found.kinds, _mm512_set1_epi8(MGP_HIGH_BEGINS)),
        .begins_anywhere = _mm512_test_epi8_mask(found.kinds, _mm512_set1_epi8(MGP_HIGH_BEGINS_ANYWHERE)),
        .breaks = _mm512_movepi8_mask(found.kinds) & ~marks.apostrophe,
        .disguised = _mm512_test_epi8_mask(found.kinds, _mm512_set1_epi8(MGP_HIGH_DISGUISED)),
        .barred = {barred_by(&high->followers[0], text, found.codes, bits),
                   barred_by(&high->followers[1], text, found.codes, bits)},
    };
}
#endif
