#include "scanner/match/classify.h"

#if defined(__aarch64__)
#include "base/neon.h"

static inline uint8x16_t in_range(uint8x16_t bytes, uint8_t first, uint8_t span)
{
    return vcleq_u8(vsubq_u8(bytes, vdupq_n_u8(first)), vdupq_n_u8(span));
}

static inline uint8x16_t is_either(uint8x16_t bytes, uint8_t one, uint8_t other)
{
    return vorrq_u8(vceqq_u8(bytes, vdupq_n_u8(one)), vceqq_u8(bytes, vdupq_n_u8(other)));
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
        out->letter[at] = mgp_neon_gather(letter);
        out->upper[at] = mgp_neon_gather(upper);
        out->digit[at] = mgp_neon_gather(digit);
        out->high[at] = mgp_neon_gather(high);
        out->lead[at] = mgp_neon_gather(lead);
        out->separator[at] = mgp_neon_gather(separator);
        out->special[at] = mgp_neon_gather(special);
        out->joint[at] = mgp_neon_gather(joint);
        out->link[at] = mgp_neon_gather(link);
        out->sign[at] = mgp_neon_gather(sign);
        out->edge[at] = mgp_neon_gather(edge);
    }
}
#endif
