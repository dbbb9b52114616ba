/* The 64 operations of MD5 on a block (RFC 1321, 3.4), for those who compute it: for one digest, or for several side by
 * side. */
#ifndef MGP_BASE_MD5_ROUNDS_H
#define MGP_BASE_MD5_ROUNDS_H

#include <stdint.h>

/* A word of a block. */
static inline uint32_t mgp_md5_word(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

/* RFC 1321, 3.4. The functions are written so that little is left to do once x, the result of the operation
 * before, is known: what they consist of shares no bits, so that it may be added. */
#define MD5_F(x, y, z) ((z) ^ ((x) & ((y) ^ (z))))
#define MD5_G(x, y, z) ((~(z) & (y)) + ((z) & (x)))
#define MD5_H(x, y, z) (((y) ^ (z)) ^ (x))
#define MD5_I(x, y, z) ((y) ^ ((x) | ~(z)))

/* One operation: a becomes b + ((a + function(b, c, d) + word + sine) <<< shift). */
#define MD5_STEP(function, a, b, c, d, word, shift, sine)                                                    \
    (a) += (word) + (sine) + function(b, c, d);                                                              \
    (a) = (b) + ((a) << (shift) | (a) >> (32 - (shift)));

/* The sines are floor(2^32 * abs(sin(i))) for i from 1. Written out, all indices and shifts are constants and
 * the words stay in registers. The words are numbers, or vectors of numbers: one of each block in work. */
#define MD5_ROUNDS(STEP, w, a, b, c, d)                                                                     \
    STEP(MD5_F, a, b, c, d, w[0], 7, 0xd76aa478)                                                            \
    STEP(MD5_F, d, a, b, c, w[1], 12, 0xe8c7b756)                                                           \
    STEP(MD5_F, c, d, a, b, w[2], 17, 0x242070db)                                                           \
    STEP(MD5_F, b, c, d, a, w[3], 22, 0xc1bdceee)                                                           \
    STEP(MD5_F, a, b, c, d, w[4], 7, 0xf57c0faf)                                                            \
    STEP(MD5_F, d, a, b, c, w[5], 12, 0x4787c62a)                                                           \
    STEP(MD5_F, c, d, a, b, w[6], 17, 0xa8304613)                                                           \
    STEP(MD5_F, b, c, d, a, w[7], 22, 0xfd469501)                                                           \
    STEP(MD5_F, a, b, c, d, w[8], 7, 0x698098d8)                                                            \
    STEP(MD5_F, d, a, b, c, w[9], 12, 0x8b44f7af)                                                           \
    STEP(MD5_F, c, d, a, b, w[10], 17, 0xffff5bb1)                                                          \
    STEP(MD5_F, b, c, d, a, w[11], 22, 0x895cd7be)                                                          \
    STEP(MD5_F, a, b, c, d, w[12], 7, 0x6b901122)                                                           \
    STEP(MD5_F, d, a, b, c, w[13], 12, 0xfd987193)                                                          \
    STEP(MD5_F, c, d, a, b, w[14], 17, 0xa679438e)                                                          \
    STEP(MD5_F, b, c, d, a, w[15], 22, 0x49b40821)                                                          \
    STEP(MD5_G, a, b, c, d, w[1], 5, 0xf61e2562)                                                            \
    STEP(MD5_G, d, a, b, c, w[6], 9, 0xc040b340)                                                            \
    STEP(MD5_G, c, d, a, b, w[11], 14, 0x265e5a51)                                                          \
    STEP(MD5_G, b, c, d, a, w[0], 20, 0xe9b6c7aa)                                                           \
    STEP(MD5_G, a, b, c, d, w[5], 5, 0xd62f105d)                                                            \
    STEP(MD5_G, d, a, b, c, w[10], 9, 0x02441453)                                                           \
    STEP(MD5_G, c, d, a, b, w[15], 14, 0xd8a1e681)                                                          \
    STEP(MD5_G, b, c, d, a, w[4], 20, 0xe7d3fbc8)                                                           \
    STEP(MD5_G, a, b, c, d, w[9], 5, 0x21e1cde6)                                                            \
    STEP(MD5_G, d, a, b, c, w[14], 9, 0xc33707d6)                                                           \
    STEP(MD5_G, c, d, a, b, w[3], 14, 0xf4d50d87)                                                           \
    STEP(MD5_G, b, c, d, a, w[8], 20, 0x455a14ed)                                                           \
    STEP(MD5_G, a, b, c, d, w[13], 5, 0xa9e3e905)                                                           \
    STEP(MD5_G, d, a, b, c, w[2], 9, 0xfcefa3f8)                                                            \
    STEP(MD5_G, c, d, a, b, w[7], 14, 0x676f02d9)                                                           \
    STEP(MD5_G, b, c, d, a, w[12], 20, 0x8d2a4c8a)                                                          \
    STEP(MD5_H, a, b, c, d, w[5], 4, 0xfffa3942)                                                            \
    STEP(MD5_H, d, a, b, c, w[8], 11, 0x8771f681)                                                           \
    STEP(MD5_H, c, d, a, b, w[11], 16, 0x6d9d6122)                                                          \
    STEP(MD5_H, b, c, d, a, w[14], 23, 0xfde5380c)                                                          \
    STEP(MD5_H, a, b, c, d, w[1], 4, 0xa4beea44)                                                            \
    STEP(MD5_H, d, a, b, c, w[4], 11, 0x4bdecfa9)                                                           \
    STEP(MD5_H, c, d, a, b, w[7], 16, 0xf6bb4b60)                                                           \
    STEP(MD5_H, b, c, d, a, w[10], 23, 0xbebfbc70)                                                          \
    STEP(MD5_H, a, b, c, d, w[13], 4, 0x289b7ec6)                                                           \
    STEP(MD5_H, d, a, b, c, w[0], 11, 0xeaa127fa)                                                           \
    STEP(MD5_H, c, d, a, b, w[3], 16, 0xd4ef3085)                                                           \
    STEP(MD5_H, b, c, d, a, w[6], 23, 0x04881d05)                                                           \
    STEP(MD5_H, a, b, c, d, w[9], 4, 0xd9d4d039)                                                            \
    STEP(MD5_H, d, a, b, c, w[12], 11, 0xe6db99e5)                                                          \
    STEP(MD5_H, c, d, a, b, w[15], 16, 0x1fa27cf8)                                                          \
    STEP(MD5_H, b, c, d, a, w[2], 23, 0xc4ac5665)                                                           \
    STEP(MD5_I, a, b, c, d, w[0], 6, 0xf4292244)                                                            \
    STEP(MD5_I, d, a, b, c, w[7], 10, 0x432aff97)                                                           \
    STEP(MD5_I, c, d, a, b, w[14], 15, 0xab9423a7)                                                          \
    STEP(MD5_I, b, c, d, a, w[5], 21, 0xfc93a039)                                                           \
    STEP(MD5_I, a, b, c, d, w[12], 6, 0x655b59c3)                                                           \
    STEP(MD5_I, d, a, b, c, w[3], 10, 0x8f0ccc92)                                                           \
    STEP(MD5_I, c, d, a, b, w[10], 15, 0xffeff47d)                                                          \
    STEP(MD5_I, b, c, d, a, w[1], 21, 0x85845dd1)                                                           \
    STEP(MD5_I, a, b, c, d, w[8], 6, 0x6fa87e4f)                                                            \
    STEP(MD5_I, d, a, b, c, w[15], 10, 0xfe2ce6e0)                                                          \
    STEP(MD5_I, c, d, a, b, w[6], 15, 0xa3014314)                                                           \
    STEP(MD5_I, b, c, d, a, w[13], 21, 0x4e0811a1)                                                          \
    STEP(MD5_I, a, b, c, d, w[4], 6, 0xf7537e82)                                                            \
    STEP(MD5_I, d, a, b, c, w[11], 10, 0xbd3af235)                                                          \
    STEP(MD5_I, c, d, a, b, w[2], 15, 0x2ad7d2bb)                                                           \
    STEP(MD5_I, b, c, d, a, w[9], 21, 0xeb86d391)

#endif
