#include "base/digest.h"

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

static uint32_t load_little(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

/* The sines are floor(2^32 * abs(sin(i))) for i from 1. Written out, all indices and shifts are constants and
 * the words stay in registers. The words are numbers, or vectors of numbers: one of each block in work. */
#define MD5_ROUNDS(w, a, b, c, d)                                                                            \
    MD5_STEP(MD5_F, a, b, c, d, w[0], 7, 0xd76aa478)                                                         \
    MD5_STEP(MD5_F, d, a, b, c, w[1], 12, 0xe8c7b756)                                                        \
    MD5_STEP(MD5_F, c, d, a, b, w[2], 17, 0x242070db)                                                        \
    MD5_STEP(MD5_F, b, c, d, a, w[3], 22, 0xc1bdceee)                                                        \
    MD5_STEP(MD5_F, a, b, c, d, w[4], 7, 0xf57c0faf)                                                         \
    MD5_STEP(MD5_F, d, a, b, c, w[5], 12, 0x4787c62a)                                                        \
    MD5_STEP(MD5_F, c, d, a, b, w[6], 17, 0xa8304613)                                                        \
    MD5_STEP(MD5_F, b, c, d, a, w[7], 22, 0xfd469501)                                                        \
    MD5_STEP(MD5_F, a, b, c, d, w[8], 7, 0x698098d8)                                                         \
    MD5_STEP(MD5_F, d, a, b, c, w[9], 12, 0x8b44f7af)                                                        \
    MD5_STEP(MD5_F, c, d, a, b, w[10], 17, 0xffff5bb1)                                                       \
    MD5_STEP(MD5_F, b, c, d, a, w[11], 22, 0x895cd7be)                                                       \
    MD5_STEP(MD5_F, a, b, c, d, w[12], 7, 0x6b901122)                                                        \
    MD5_STEP(MD5_F, d, a, b, c, w[13], 12, 0xfd987193)                                                       \
    MD5_STEP(MD5_F, c, d, a, b, w[14], 17, 0xa679438e)                                                       \
    MD5_STEP(MD5_F, b, c, d, a, w[15], 22, 0x49b40821)                                                       \
    MD5_STEP(MD5_G, a, b, c, d, w[1], 5, 0xf61e2562)                                                         \
    MD5_STEP(MD5_G, d, a, b, c, w[6], 9, 0xc040b340)                                                         \
    MD5_STEP(MD5_G, c, d, a, b, w[11], 14, 0x265e5a51)                                                       \
    MD5_STEP(MD5_G, b, c, d, a, w[0], 20, 0xe9b6c7aa)                                                        \
    MD5_STEP(MD5_G, a, b, c, d, w[5], 5, 0xd62f105d)                                                         \
    MD5_STEP(MD5_G, d, a, b, c, w[10], 9, 0x02441453)                                                        \
    MD5_STEP(MD5_G, c, d, a, b, w[15], 14, 0xd8a1e681)                                                       \
    MD5_STEP(MD5_G, b, c, d, a, w[4], 20, 0xe7d3fbc8)                                                        \
    MD5_STEP(MD5_G, a, b, c, d, w[9], 5, 0x21e1cde6)                                                         \
    MD5_STEP(MD5_G, d, a, b, c, w[14], 9, 0xc33707d6)                                                        \
    MD5_STEP(MD5_G, c, d, a, b, w[3], 14, 0xf4d50d87)                                                        \
    MD5_STEP(MD5_G, b, c, d, a, w[8], 20, 0x455a14ed)                                                        \
    MD5_STEP(MD5_G, a, b, c, d, w[13], 5, 0xa9e3e905)                                                        \
    MD5_STEP(MD5_G, d, a, b, c, w[2], 9, 0xfcefa3f8)                                                         \
    MD5_STEP(MD5_G, c, d, a, b, w[7], 14, 0x676f02d9)                                                        \
    MD5_STEP(MD5_G, b, c, d, a, w[12], 20, 0x8d2a4c8a)                                                       \
    MD5_STEP(MD5_H, a, b, c, d, w[5], 4, 0xfffa3942)                                                         \
    MD5_STEP(MD5_H, d, a, b, c, w[8], 11, 0x8771f681)                                                        \
    MD5_STEP(MD5_H, c, d, a, b, w[11], 16, 0x6d9d6122)                                                       \
    MD5_STEP(MD5_H, b, c, d, a, w[14], 23, 0xfde5380c)                                                       \
    MD5_STEP(MD5_H, a, b, c, d, w[1], 4, 0xa4beea44)                                                         \
    MD5_STEP(MD5_H, d, a, b, c, w[4], 11, 0x4bdecfa9)                                                        \
    MD5_STEP(MD5_H, c, d, a, b, w[7], 16, 0xf6bb4b60)                                                        \
    MD5_STEP(MD5_H, b, c, d, a, w[10], 23, 0xbebfbc70)                                                       \
    MD5_STEP(MD5_H, a, b, c, d, w[13], 4, 0x289b7ec6)                                                        \
    MD5_STEP(MD5_H, d, a, b, c, w[0], 11, 0xeaa127fa)                                                        \
    MD5_STEP(MD5_H, c, d, a, b, w[3], 16, 0xd4ef3085)                                                        \
    MD5_STEP(MD5_H, b, c, d, a, w[6], 23, 0x04881d05)                                                        \
    MD5_STEP(MD5_H, a, b, c, d, w[9], 4, 0xd9d4d039)                                                         \
    MD5_STEP(MD5_H, d, a, b, c, w[12], 11, 0xe6db99e5)                                                       \
    MD5_STEP(MD5_H, c, d, a, b, w[15], 16, 0x1fa27cf8)                                                       \
    MD5_STEP(MD5_H, b, c, d, a, w[2], 23, 0xc4ac5665)                                                        \
    MD5_STEP(MD5_I, a, b, c, d, w[0], 6, 0xf4292244)                                                         \
    MD5_STEP(MD5_I, d, a, b, c, w[7], 10, 0x432aff97)                                                        \
    MD5_STEP(MD5_I, c, d, a, b, w[14], 15, 0xab9423a7)                                                       \
    MD5_STEP(MD5_I, b, c, d, a, w[5], 21, 0xfc93a039)                                                        \
    MD5_STEP(MD5_I, a, b, c, d, w[12], 6, 0x655b59c3)                                                        \
    MD5_STEP(MD5_I, d, a, b, c, w[3], 10, 0x8f0ccc92)                                                        \
    MD5_STEP(MD5_I, c, d, a, b, w[10], 15, 0xffeff47d)                                                       \
    MD5_STEP(MD5_I, b, c, d, a, w[1], 21, 0x85845dd1)                                                        \
    MD5_STEP(MD5_I, a, b, c, d, w[8], 6, 0x6fa87e4f)                                                         \
    MD5_STEP(MD5_I, d, a, b, c, w[15], 10, 0xfe2ce6e0)                                                       \
    MD5_STEP(MD5_I, c, d, a, b, w[6], 15, 0xa3014314)                                                        \
    MD5_STEP(MD5_I, b, c, d, a, w[13], 21, 0x4e0811a1)                                                       \
    MD5_STEP(MD5_I, a, b, c, d, w[4], 6, 0xf7537e82)                                                         \
    MD5_STEP(MD5_I, d, a, b, c, w[11], 10, 0xbd3af235)                                                       \
    MD5_STEP(MD5_I, c, d, a, b, w[2], 15, 0x2ad7d2bb)                                                        \
    MD5_STEP(MD5_I, b, c, d, a, w[9], 21, 0xeb86d391)

static void md5_block(uint32_t state[4], const uint8_t *block)
{
    uint32_t w[16], a = state[0], b = state[1], c = state[2], d = state[3];
    for (size_t i = 0; i < 16; i++) {
        w[i] = load_little(block + 4 * i);
    }
    MD5_ROUNDS(w, a, b, c, d)
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
}

_Static_assert(MGP_MD5_LANES == 8, "load_words takes eight");

/* A number of each of several digests. The compiler splits it into the vectors that the processor has. */
typedef uint32_t lanes __attribute__((vector_size(4 * MGP_MD5_LANES)));

struct lanes_state {
    lanes a, b, c, d;
};

static void load_words(const uint8_t *const data[MGP_MD5_LANES], size_t at, lanes w[16])
{
    for (size_t i = 0; i < 16; i++) {
        size_t from = at + 4 * i;
        w[i] = (lanes){load_little(data[0] + from), load_little(data[1] + from), load_little(data[2] + from),
                       load_little(data[3] + from), load_little(data[4] + from), load_little(data[5] + from),
                       load_little(data[6] + from), load_little(data[7] + from)};
    }
}

static void md5_lanes(struct lanes_state *state, const uint8_t *const data[MGP_MD5_LANES], size_t length)
{
    lanes w[16], a = state->a, b = state->b, c = state->c, d = state->d;
    for (size_t at = 0; at < length; at += 64) {
        load_words(data, at, w);
        lanes a0 = a, b0 = b, c0 = c, d0 = d;
        MD5_ROUNDS(w, a, b, c, d)
        a += a0;
        b += b0;
        c += c0;
        d += d0;
    }
    *state = (struct lanes_state){a, b, c, d};
}

/* FIPS 180-4, 4.2.2. */
static const uint32_t sha256_constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static uint32_t rotate_right(uint32_t value, unsigned bits)
{
    return value >> bits | value << (32 - bits);
}

static void sha256_block(uint32_t state[8], const uint8_t *block)
{
    uint32_t w[64], v[8];
    for (size_t i = 0; i < 16; i++) {
        w[i] = (uint32_t)block[4 * i] << 24 | (uint32_t)block[4 * i + 1] << 16 |
               (uint32_t)block[4 * i + 2] << 8 | (uint32_t)block[4 * i + 3];
    }
    for (size_t i = 16; i < 64; i++) {
        uint32_t s0 = rotate_right(w[i - 15], 7) ^ rotate_right(w[i - 15], 18) ^ w[i - 15] >> 3;
        uint32_t s1 = rotate_right(w[i - 2], 17) ^ rotate_right(w[i - 2], 19) ^ w[i - 2] >> 10;
        w[i] = w[i - 16] + s0 + w[i - 7] + s1;
    }
    memcpy(v, state, sizeof v);
    for (size_t i = 0; i < 64; i++) {
        uint32_t s1 = rotate_right(v[4], 6) ^ rotate_right(v[4], 11) ^ rotate_right(v[4], 25);
        uint32_t first = v[7] + s1 + ((v[4] & v[5]) ^ (~v[4] & v[6])) + sha256_constants[i] + w[i];
        uint32_t s0 = rotate_right(v[0], 2) ^ rotate_right(v[0], 13) ^ rotate_right(v[0], 22);
        uint32_t second = s0 + ((v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]));
        memmove(v + 1, v, 7 * sizeof *v);
        v[4] += first;
        v[0] = first + second;
    }
    for (size_t i = 0; i < 8; i++) {
        state[i] += v[i];
    }
}

/* Both digests take 64-byte blocks and end with a one bit, zeros and the length in bits. */
typedef void block_function(uint32_t *state, const uint8_t *block);

static void update(uint32_t *state, uint8_t block[64], uint64_t *length, struct mgp_slice data,
                   block_function *run)
{
    size_t held = (size_t)(*length % 64);
    *length += data.len;
    if (held > 0) {
        size_t part = data.len < 64 - held ? data.len : 64 - held;
        if (part > 0) memcpy(block + held, data.ptr, part);
        data = mgp_slice_sub(data, part, data.len);
        if (held + part < 64) return;
        run(state, block);
    }
    while (data.len >= 64) {
        run(state, data.ptr);
        data = mgp_slice_sub(data, 64, data.len);
    }
    if (data.len > 0) memcpy(block, data.ptr, data.len);
}

static void finish(uint32_t *state, uint8_t block[64], uint64_t length, bool is_big_endian,
                   block_function *run)
{
    size_t held = (size_t)(length % 64);
    block[held++] = 0x80;
    if (held > 56) {
        memset(block + held, 0, 64 - held);
        run(state, block);
        held = 0;
    }
    memset(block + held, 0, 56 - held);
    for (unsigned i = 0; i < 8; i++) {
        unsigned shift = is_big_endian ? 56 - 8 * i : 8 * i;
        block[56 + i] = (uint8_t)(length * 8 >> shift);
    }
    run(state, block);
}

void mgp_md5_init(struct mgp_md5 *md5)
{
    *md5 = (struct mgp_md5){.state = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476}};
}

void mgp_md5_update(struct mgp_md5 *md5, struct mgp_slice data)
{
    update(md5->state, md5->block, &md5->length, data, md5_block);
}

void mgp_md5_update_lanes(struct mgp_md5 *const *digests, const uint8_t *const *data, size_t count,
                          size_t length)
{
    const uint8_t *bytes[MGP_MD5_LANES];
    struct lanes_state state = {0};
    if (count < 2) {
        if (count > 0) mgp_md5_update(digests[0], mgp_slice_of(data[0], length));
        return;
    }
    for (size_t lane = 0; lane < MGP_MD5_LANES; lane++) {
        const uint32_t *from = digests[lane < count ? lane : 0]->state;
        bytes[lane] = data[lane < count ? lane : 0];
        state.a[lane] = from[0];
        state.b[lane] = from[1];
        state.c[lane] = from[2];
        state.d[lane] = from[3];
    }
    md5_lanes(&state, bytes, length);
    for (size_t lane = 0; lane < count; lane++) {
        uint32_t *to = digests[lane]->state;
        to[0] = state.a[lane];
        to[1] = state.b[lane];
        to[2] = state.c[lane];
        to[3] = state.d[lane];
        digests[lane]->length += length;
    }
}

void mgp_md5_final(struct mgp_md5 *md5, uint8_t out[16])
{
    finish(md5->state, md5->block, md5->length, false, md5_block);
    for (unsigned i = 0; i < 16; i++) {
        out[i] = (uint8_t)(md5->state[i / 4] >> (8 * (i % 4)));
    }
}

void mgp_sha256_init(struct mgp_sha256 *sha)
{
    *sha = (struct mgp_sha256){.state = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f,
                                         0x9b05688c, 0x1f83d9ab, 0x5be0cd19}};
}

void mgp_sha256_update(struct mgp_sha256 *sha, struct mgp_slice data)
{
    update(sha->state, sha->block, &sha->length, data, sha256_block);
}

void mgp_sha256_final(struct mgp_sha256 *sha, uint8_t out[32])
{
    finish(sha->state, sha->block, sha->length, true, sha256_block);
    for (unsigned i = 0; i < 32; i++) {
        out[i] = (uint8_t)(sha->state[i / 4] >> (24 - 8 * (i % 4)));
    }
}

void mgp_hex(const uint8_t *bytes, size_t n, char *out)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < n; i++) {
        out[2 * i] = digits[bytes[i] >> 4];
        out[2 * i + 1] = digits[bytes[i] & 15];
    }
    out[2 * n] = '\0';
}
