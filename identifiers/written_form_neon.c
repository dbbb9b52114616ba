#include "identifiers/written_form.h"

#if defined(__aarch64__)
#include "base/neon.h"

static inline uint8x16_t are(uint8x16_t bytes, uint8_t byte)
{
    return vceqq_u8(bytes, vdupq_n_u8(byte));
}

/* Which are the byte, but for the bits left out? */
static inline uint8x16_t are_but(uint8x16_t bytes, uint8_t left_out, uint8_t byte)
{
    return are(vbicq_u8(bytes, vdupq_n_u8(left_out)), byte);
}

/* At which of 16 bytes may a written form begin? */
static inline uint8x16_t begins(const uint8_t *text)
{
    uint8x16_t first = vld1q_u8(text), second = vld1q_u8(text + 1), third = vld1q_u8(text + 2);
    uint8x16_t punctuation = vorrq_u8(vorrq_u8(vcleq_u8(third, vdupq_n_u8(0x8A)), are_but(third, 3, 0x90)),
                                      are(third, 0xAF));
    uint8x16_t general = vorrq_u8(vandq_u8(are(second, 0x80), punctuation),
                                  vorrq_u8(are(second, 0x81), are(second, 0x88)));
    uint8x16_t others = vandq_u8(vorrq_u8(are(first, 0xC2), are(first, 0xE3)), are_but(second, 0xA0, 0));
    general = vandq_u8(general, are(first, 0xE2));
    return vorrq_u8(vorrq_u8(general, others), vandq_u8(are(first, 0xEF), are_but(second, 5, 0xB8)));
}

/* The same of 64, a bit for each. */
static inline uint64_t find(const uint8x16_t bytes[4], const uint8_t *text)
{
    uint8x16_t sets[4];
    if (vmaxvq_u8(vmaxq_u8(vmaxq_u8(bytes[0], bytes[1]), vmaxq_u8(bytes[2], bytes[3]))) < 0xC2) return 0; /* no lead */
    for (unsigned i = 0; i < 4; i++) {
        sets[i] = begins(text + i * (size_t)16);
    }
    return mgp_neon_gather(sets);
}

size_t mgp_skip_plain_neon(const uint8_t *text, size_t count, uint8_t *to)
{
    size_t at = 0;
    for (; count - at >= 66; at += 64) {
        uint8x16_t bytes[4];
        for (unsigned i = 0; i < 4; i++) {
            bytes[i] = vld1q_u8(text + at + i * (size_t)16);
            if (to) vst1q_u8(to + at + i * (size_t)16, bytes[i]);
        }
        uint64_t found = find(bytes, text + at);
        if (found) return at + (size_t)__builtin_ctzll(found);
    }
    return at + mgp_skip_plain_portable(text + at, count - at, to ? to + at : NULL);
}
#endif
