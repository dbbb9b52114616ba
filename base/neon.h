/* What the kernels for 64-bit ARM share. */
#ifndef MGP_BASE_NEON_H
#define MGP_BASE_NEON_H

#if defined(__aarch64__)
#include <arm_neon.h>
#include <stdint.h>

/* Bit n: is byte n of the 64 set? Each byte is 0 or 0xFF. There is no movemask: each byte keeps the bit of its place,
 * and pairwise additions bring them together. */
static inline uint64_t mgp_neon_gather(const uint8x16_t bytes[4])
{
    static const uint8_t places[16] = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
    const uint8x16_t mask = vld1q_u8(places);
    uint8x16_t low = vpaddq_u8(vandq_u8(bytes[0], mask), vandq_u8(bytes[1], mask));
    uint8x16_t high = vpaddq_u8(vandq_u8(bytes[2], mask), vandq_u8(bytes[3], mask));
    low = vpaddq_u8(low, high);
    low = vpaddq_u8(low, low);
    return vgetq_lane_u64(vreinterpretq_u64_u8(low), 0);
}
#endif

#endif
