#include "base/md5_lanes.h"

#if defined(__x86_64__)
#include <immintrin.h>

#include "base/md5_rounds.h"

_Static_assert(MGP_MD5_LANES == 16, "a register holds a word of each");

#define AVX512 __attribute__((target("avx512f")))

/* A function of three bits is one instruction, told by its table of truth. */
#undef MD5_F
#undef MD5_G
#undef MD5_H
#undef MD5_I
#define MD5_F(x, y, z) _mm512_ternarylogic_epi32(x, y, z, 0xCA)
#define MD5_G(x, y, z) _mm512_ternarylogic_epi32(x, y, z, 0xE4)
#define MD5_H(x, y, z) _mm512_ternarylogic_epi32(x, y, z, 0x96)
#define MD5_I(x, y, z) _mm512_ternarylogic_epi32(x, y, z, 0x39)

#define STEP(function, a, b, c, d, word, shift, sine)                                                        \
    (a) = _mm512_add_epi32(a, _mm512_add_epi32(word, _mm512_set1_epi32((int)(sine))));                       \
    (a) = _mm512_add_epi32(a, function(b, c, d));                                                            \
    (a) = _mm512_add_epi32(b, _mm512_rol_epi32(a, shift));

/* Transposes 16 blocks: w[i] becomes the words i of all. In four steps, which exchange words, pairs of words, quarters
 * of registers, and these once more. */
AVX512 static void load_blocks(const uint8_t *const *data, size_t at, __m512i w[16])
{
    __m512i t[16];
    for (size_t i = 0; i < 16; i += 2) {
        __m512i even = _mm512_loadu_si512(data[i] + at), odd = _mm512_loadu_si512(data[i + 1] + at);
        t[i] = _mm512_unpacklo_epi32(even, odd);
        t[i + 1] = _mm512_unpackhi_epi32(even, odd);
    }
    for (size_t i = 0; i < 16; i += 4) {
        w[i] = _mm512_unpacklo_epi64(t[i], t[i + 2]);
        w[i + 1] = _mm512_unpackhi_epi64(t[i], t[i + 2]);
        w[i + 2] = _mm512_unpacklo_epi64(t[i + 1], t[i + 3]);
        w[i + 3] = _mm512_unpackhi_epi64(t[i + 1], t[i + 3]);
    }
    for (size_t i = 0; i < 4; i++) {
        t[i] = _mm512_shuffle_i32x4(w[i], w[i + 4], 0x88);
        t[i + 4] = _mm512_shuffle_i32x4(w[i], w[i + 4], 0xDD);
        t[i + 8] = _mm512_shuffle_i32x4(w[i + 8], w[i + 12], 0x88);
        t[i + 12] = _mm512_shuffle_i32x4(w[i + 8], w[i + 12], 0xDD);
    }
    for (size_t i = 0; i < 8; i++) {
        w[i] = _mm512_shuffle_i32x4(t[i], t[i + 8], 0x88);
        w[i + 8] = _mm512_shuffle_i32x4(t[i], t[i + 8], 0xDD);
    }
}

AVX512 void mgp_md5_lanes_avx512(struct mgp_md5_lanes *lanes, size_t count, size_t length)
{
    __m512i w[16], a = _mm512_load_si512(lanes->state[0]), b = _mm512_load_si512(lanes->state[1]),
                   c = _mm512_load_si512(lanes->state[2]), d = _mm512_load_si512(lanes->state[3]);
    if (count <= MGP_MD5_LANES / 2) {
        mgp_md5_lanes_avx512_half(lanes, count, length);
        return;
    }
    for (size_t at = 0; at < length; at += 64) {
        __m512i a0 = a, b0 = b, c0 = c, d0 = d;
        load_blocks(lanes->data, at, w);
        MD5_ROUNDS(STEP, w, a, b, c, d)
        a = _mm512_add_epi32(a, a0);
        b = _mm512_add_epi32(b, b0);
        c = _mm512_add_epi32(c, c0);
        d = _mm512_add_epi32(d, d0);
    }
    _mm512_store_si512(lanes->state[0], a);
    _mm512_store_si512(lanes->state[1], b);
    _mm512_store_si512(lanes->state[2], c);
    _mm512_store_si512(lanes->state[3], d);
}
#endif
