#include "base/md5_lanes.h"

#if defined(__x86_64__)
#include <immintrin.h>

#include "base/md5_rounds.h"

/* Lanes in work at a time. */
#define WIDTH 8

#define INLINE __attribute__((always_inline)) static inline

typedef uint32_t words __attribute__((vector_size(4 * WIDTH)));

/* Transposes half a block of each of eight texts: w[i] becomes the words i of all. In three steps, which exchange
 * words, pairs of words, and halves of registers. */
__attribute__((target("avx2"))) INLINE void load_half(const uint8_t *const *data, size_t at, words w[8])
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

/* Of the lanes from first on. */
__attribute__((target("avx2"))) INLINE void take_blocks(struct mgp_md5_lanes *lanes, size_t first, size_t length)
{
    words w[16], state[4];
    for (size_t i = 0; i < 4; i++) {
        memcpy(&state[i], lanes->state[i] + first, sizeof state[i]);
    }
    for (size_t at = 0; at < length; at += 64) {
        words a = state[0], b = state[1], c = state[2], d = state[3];
        load_half(lanes->data + first, at, w);
        load_half(lanes->data + first, at + 32, w + 8);
        MD5_ROUNDS(MD5_STEP, w, a, b, c, d)
        state[0] += a;
        state[1] += b;
        state[2] += c;
        state[3] += d;
    }
    for (size_t i = 0; i < 4; i++) {
        memcpy(lanes->state[i] + first, &state[i], sizeof state[i]);
    }
}

__attribute__((target("avx2"))) void mgp_md5_lanes_avx2(struct mgp_md5_lanes *lanes, size_t count, size_t length)
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
