#include "scanner/match/classify.h"

#if defined(__aarch64__)
#include <arm_neon.h>

static inline uint8x16_t in_range(uint8x16_t bytes, uint8_t first, uint8_t span)
{
    return vcleq_u8(vsubq_u8(bytes, vdupq_n_u8(first)), vdupq_n_u8(span));
}

static inline uint8x16_t is_either(uint8x16_t bytes, uint8_t one, uint8_t other)
{
    return vorrq_u8(vceqq_u8(bytes, vdupq_n_u8(one)), vceqq_u8(bytes, vdupq_n_u8(other)));
}

/* There is no movemask: each byte keeps the bit of its place, and pairwise additions bring them together. */
static inline uint64_t gather(const uint8x16_t bytes[4])
{
    static const uint8_t places[16] = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
    const uint8x16_t mask = vld1q_u8(places);
    uint8x16_t low = vpaddq_u8(vandq_u8(bytes[0], mask), vandq_u8(bytes[1], mask));
    uint8x16_t high = vpaddq_u8(vandq_u8(bytes[2], mask), vandq_u8(bytes[3], mask));
    low = vpaddq_u8(low, high);
    low = vpaddq_u8(low, low);
    return vgetq_lane_u64(vreinterpretq_u64_u8(low), 0);
}

void mgp_classify_neon(const uint8_t *text, size_t count, struct mgp_bitmaps *out, size_t at)
{
    for (size_t block = 0; block < count; block++, at++) {
        uint8x16_t letter[4], upper[4], digit[4], high[4], lead[4], separator[4], special[4], joint[4];
        uint8x16_t link[4], sign[4], edge[4];
        for (unsigned i = 0; i < 4; i++) {
            uint8x16_t bytes = vld1q_u8(text + block * MGP_BLOCK_BYTES + i * (size_t)16);
            letter[i] = in_range(vorrq_u8(bytes, vdupq_n_u8(0x20)), 'a', 25);
            upper[i] = in_range(bytes, 'A', 25);
            digit[i] = in_range(bytes, '0', 9);
            high[i] = vcgeq_u8(bytes, vdupq_n_u8(0x80));
            lead[i] = vcgeq_u8(bytes, vdupq_n_u8(0xC0));
            separator[i] = is_either(bytes, ' ', '-');
            special[i] = is_either(bytes, '+', '0');
            joint[i] = vorrq_u8(is_either(bytes, '+', '/'), is_either(bytes, '-', '_'));
            link[i] = vorrq_u8(in_range(bytes, ',', 2), vceqq_u8(bytes, vdupq_n_u8('\'')));
            uint8x16_t blank = vorrq_u8(in_range(bytes, '\t', 1), is_either(bytes, '\r', ' '));
            edge[i] = vorrq_u8(vorrq_u8(blank, is_either(bytes, '*', ',')), is_either(bytes, '>', '|'));
            sign[i] = vbicq_u8(in_range(bytes, '@', 0x3F), letter[i]);
        }
        out->letter[at] = gather(letter);
        out->upper[at] = gather(upper);
        out->digit[at] = gather(digit);
        out->high[at] = gather(high);
        out->lead[at] = gather(lead);
        out->separator[at] = gather(separator);
        out->special[at] = gather(special);
        out->joint[at] = gather(joint);
        out->link[at] = gather(link);
        out->sign[at] = gather(sign);
        out->edge[at] = gather(edge);
    }
}
#endif
