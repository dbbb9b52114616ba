#include "base/digest.h"

#include "base/md5_lanes.h"
#include "base/md5_rounds.h"

static void md5_block(uint32_t state[4], const uint8_t *block)
{
    uint32_t w[16], a = state[0], b = state[1], c = state[2], d = state[3];
    for (size_t i = 0; i < 16; i++) {
        w[i] = mgp_md5_word(block + 4 * i);
    }
    MD5_ROUNDS(MD5_STEP, w, a, b, c, d)
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
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
    struct mgp_md5_lanes lanes;
    if (count < 2) {
        if (count > 0) mgp_md5_update(digests[0], mgp_slice_of(data[0], length));
        return;
    }
    for (size_t lane = 0; lane < MGP_MD5_LANES; lane++) {
        size_t from = lane < count ? lane : 0;
        lanes.data[lane] = data[from];
        for (size_t i = 0; i < 4; i++) {
            lanes.state[i][lane] = digests[from]->state[i];
        }
    }
    mgp_md5_lanes_choose()(&lanes, count, length);
    for (size_t lane = 0; lane < count; lane++) {
        for (size_t i = 0; i < 4; i++) {
            digests[lane]->state[i] = lanes.state[i][lane];
        }
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
