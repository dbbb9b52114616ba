#include "base/md5_lanes.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define TARGET __attribute__((target("avx2")))
#include "base/md5_blocks.h"

/* Transposes half a block of each of eight texts: w[i] becomes the words i of all. In three steps, which exchange
 * words, pairs of words, and halves of registers. */
TARGET INLINE void load_half(const uint8_t *const *data, size_t at, words w[8])
{
    __m256i rows[8], t[8];
    for (size_t i = 0; i < 8; i += 2) {
        __m256i even = _mm256_loadu_si256((const __m256i *)(const void *)(data[i] + at));
        __m256i odd = _mm256_loadu_si256((const __m256i *)(const void *)(data[i + 1] + at));
        rows[i] = _mm256_unpacklo_epi32(even, odd);
        rows[i + 1] = _mm256_unpackhi_epi32(even, odd);
    }
    for (size_t i = 0; i < 8; i += 4) {
        t[i] = _mm256_unpacklo_epi64(rows[i], rows[i + 2]);
        t[i + 1] = _mm256_unpackhi_epi64(rows[i], rows[i + 2]);
        t[i + 2] = _mm256_unpacklo_epi64(rows[i + 1], rows[i + 3]);
        t[i + 3] = _mm256_unpackhi_epi64(rows[i + 1], rows[i + 3]);
    }
    for (size_t i = 0; i < 4; i++) {
        w[i] = (words)_mm256_permute2x128_si256(t[i], t[i + 4], 0x20);
        w[i + 4] = (words)_mm256_permute2x128_si256(t[i], t[i + 4], 0x31);
    }
}

TARGET INLINE void load_block(const uint8_t *const *data, size_t at, words w[16])
{
    load_half(data, at, w);
    load_half(data, at + 32, w + 8);
}

TARGET void mgp_md5_lanes_avx2(struct mgp_md5_lanes *lanes, size_t count, size_t length)
{
    for (size_t first = 0; first < count; first += WIDTH) {
        take_blocks(lanes, first, length);
    }
}

/* The same operations; the compiler has instructions for rotations and for functions of three bits. */
__attribute__((target("avx2,avx512f,avx512vl"))) void mgp_md5_lanes_avx512_half(struct mgp_md5_lanes *lanes,
                                                                               size_t count, size_t length)
{
    (void)count;
    take_blocks(lanes, 0, length);
}
#endif
