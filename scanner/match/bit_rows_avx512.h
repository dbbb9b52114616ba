/* Bits of bytes as bitmaps: of 64 bytes each, bit n of all of them becomes one word. Comparing a vector with a constant
 * and storing the mask costs as much for each bitmap as turning all eight at once. For kernels of AVX-512 with GFNI. */
#ifndef MGP_SCANNER_BIT_ROWS_AVX512_H
#define MGP_SCANNER_BIT_ROWS_AVX512_H

#include <immintrin.h>

#define MGP_ROWS_TARGET __attribute__((target("avx512f,avx512bw,avx512vl,avx512vbmi,gfni")))
#define MGP_ROWS        MGP_ROWS_TARGET __attribute__((always_inline)) static inline

/* Within each eight bytes: bit m of byte n becomes bit n of byte m. */
MGP_ROWS __m512i mgp_turn_bits(__m512i bytes)
{
    const __m512i each_bit = _mm512_set1_epi64((long long)0x8040201008040201u);
    const __m512i backwards = _mm512_set_epi64(0x08090A0B0C0D0E0F, 0x0001020304050607, 0x08090A0B0C0D0E0F,
                                               0x0001020304050607, 0x08090A0B0C0D0E0F, 0x0001020304050607,
                                               0x08090A0B0C0D0E0F, 0x0001020304050607);
    return _mm512_gf2p8affine_epi64_epi8(each_bit, _mm512_shuffle_epi8(bytes, backwards), 0);
}

/* Of two blocks whose bits are turned, the words of four bits from `first` on: those of a bit side by side. */
MGP_ROWS __m512i mgp_rows_of_two(__m512i a, __m512i b, unsigned first)
{
    const __m512i each = _mm512_set_epi64(0x7B736B635B534B43, 0x3B332B231B130B03, 0x7A726A625A524A42,
                                          0x3A322A221A120A02, 0x7971696159514941, 0x3931292119110901,
                                          0x7870686058504840, 0x3830282018100800);
    return _mm512_permutex2var_epi8(a, _mm512_add_epi8(each, _mm512_set1_epi8((char)first)), b);
}

/* Of eight blocks, words of four bits: rows[n] has the words of bit first + n, by block. */
MGP_ROWS void mgp_four_rows(const __m512i turned[8], unsigned first, __m512i rows[4])
{
    const __m512i lower = _mm512_set_epi64(11, 10, 3, 2, 9, 8, 1, 0);
    const __m512i upper = _mm512_set_epi64(15, 14, 7, 6, 13, 12, 5, 4);
    __m512i pairs[4];
    for (unsigned i = 0; i < 4; i++) {
        pairs[i] = mgp_rows_of_two(turned[2 * i], turned[2 * i + 1], first);
    }
    for (unsigned i = 0; i < 2; i++) {
        __m512i order = i ? upper : lower;
        __m512i front = _mm512_permutex2var_epi64(pairs[0], order, pairs[1]);
        __m512i back = _mm512_permutex2var_epi64(pairs[2], order, pairs[3]);
        rows[2 * i] = _mm512_inserti64x4(front, _mm512_castsi512_si256(back), 1);
        rows[2 * i + 1] = _mm512_shuffle_i64x2(front, back, 0xEE);
    }
}

#endif
