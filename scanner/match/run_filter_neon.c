#include "scanner/match/run_filter.h"

#if defined(__aarch64__)
#include <arm_neon.h>

#define NEON __attribute__((always_inline)) static inline

/* Words are looked at four at a time, two in a vector. */
#define STEP 4

/* Writes where bits are set, four places at once whether there are as many or not. */
NEON size_t place_block(uint64_t bits, size_t block, uint16_t *out)
{
    size_t count = (size_t)__builtin_popcountll(bits);
    for (size_t next = 0; next < count; next += STEP) {
#pragma GCC unroll 4
        for (size_t i = 0; i < STEP; i++) {
            out[next + i] = (uint16_t)(block * 64 + (size_t)__builtin_ctzll(bits | (uint64_t)1 << 63));
            bits &= bits - 1;
        }
    }
    return count;
}

NEON uint64x2_t load_two(const uint8_t *text, const uint16_t *places)
{
    return vcombine_u64(vreinterpret_u64_u8(vld1_u8(text + places[0])), vreinterpret_u64_u8(vld1_u8(text + places[1])));
}

/* What the tests of two words need. */
struct two {
    uint64x2_t run;
    uint64x2_t passes;   /* all bits: the word does, whatever the tables say */
    uint64x2_t capitals; /* those behind the first letter */
};

NEON struct two look_at(uint64x2_t text, uint64_t token)
{
    const uint8x16_t case_bits = vdupq_n_u8(0x20);
    uint8x16_t bytes = vreinterpretq_u8_u64(text), lower = vorrq_u8(bytes, case_bits);
    uint8x16_t letters = vcltq_u8(vsubq_u8(lower, vdupq_n_u8('a')), vdupq_n_u8(26));
    uint64x2_t others = vreinterpretq_u64_u8(vbicq_u8(vdupq_n_u8(1), letters));
    uint64x2_t mask = vbicq_u64(vsubq_u64(others, vdupq_n_u64(1)), others); /* the bits below the lowest */
    uint64x2_t end = vaddq_u64(mask, vdupq_n_u64(1)); /* 0 behind eight letters */
    uint64x2_t is_token = vceqq_u64(vandq_u64(text, vdupq_n_u64(0xFFFFFF)), vdupq_n_u64(token));
    return (struct two){
        .run = vandq_u64(vreinterpretq_u64_u8(lower), mask),
        .passes = vorrq_u64(is_token, vtstq_u64(text, vshlq_n_u64(end, 7))),
        .capitals = vbicq_u64(vandq_u64(mask, vdupq_n_u64(0x2020202020202000)), text),
    };
}

/* The bit of each index in a table of 32-bit words, as the lowest bit of each lane. */
NEON uint32x4_t look_up(const uint32_t *table, uint32x4_t index)
{
    uint32_t at[STEP];
    vst1q_u32(at, vshrq_n_u32(index, 5));
    uint32x4_t words = {table[at[0]], table[at[1]], table[at[2]], table[at[3]]};
    int32x4_t back = vnegq_s32(vreinterpretq_s32_u32(vandq_u32(index, vdupq_n_u32(31))));
    return vshlq_u32(words, back);
}

/* mgp_run_hash of four runs. */
NEON uint32x4_t hash_of(uint64x2_t first, uint64x2_t second)
{
    const uint32x4_t factors = {MGP_RUN_HASH_LOW, MGP_RUN_HASH_HIGH, MGP_RUN_HASH_LOW, MGP_RUN_HASH_HIGH};
    uint32x4_t sums = vpaddq_u32(vmulq_u32(vreinterpretq_u32_u64(first), factors),
                                 vmulq_u32(vreinterpretq_u32_u64(second), factors));
    return vshrq_n_u32(sums, 32 - MGP_RUN_HASH_BITS);
}

/* The lower halves of four lanes. */
NEON uint32x4_t narrow(uint64x2_t first, uint64x2_t second)
{
    return vuzp1q_u32(vreinterpretq_u32_u64(first), vreinterpretq_u32_u64(second));
}

/* Which of the words are those that end a keyword before a capital, as mgp_pair_is_short says? */
NEON uint32x4_t are_short(const struct mgp_keyword_starts *known, uint64x2_t first, uint64x2_t second)
{
    uint32x4_t text = narrow(first, second), upper = vandq_u32(vshrq_n_u32(text, 3), vdupq_n_u32(0x3E0));
    return look_up(known->short_pairs, vorrq_u32(vandq_u32(text, vdupq_n_u32(0x1F)), upper));
}

/* Which of four words pass: the lowest bit of their lanes. */
NEON uint32x4_t filter_four(const struct mgp_keyword_starts *known, uint64x2_t first, uint64x2_t second)
{
    struct two a = look_at(first, known->token), b = look_at(second, known->token);
    uint32x4_t passes = vorrq_u32(look_up(known->known, hash_of(a.run, b.run)), narrow(a.passes, b.passes));
    uint64x2_t any = vorrq_u64(a.capitals, b.capitals);
    if ((vgetq_lane_u64(any, 0) | vgetq_lane_u64(any, 1)) == 0) return passes;
    uint32x4_t capitals = narrow(vtstq_u64(a.capitals, a.capitals), vtstq_u64(b.capitals, b.capitals));
    return vorrq_u32(passes, vandq_u32(are_short(known, first, second), capitals));
}

/* Appends those of four places whose lane is odd; returns how many. Writes four. */
NEON size_t put_four(const uint16_t *places, uint32x4_t passes, uint16_t *out)
{
    uint32_t lanes[STEP];
    size_t count = 0;
    vst1q_u32(lanes, vandq_u32(passes, vdupq_n_u32(1)));
#pragma GCC unroll 4
    for (size_t i = 0; i < STEP; i++) {
        out[count] = places[i];
        count += lanes[i];
    }
    return count;
}

size_t mgp_run_filter_neon(const struct mgp_keyword_starts *known, const uint8_t *text, const uint64_t *starts,
                           size_t blocks, uint16_t *out)
{
    uint16_t places[64 + 2 * STEP];
    size_t count = 0, held = 0; /* places of words not yet looked at */
    for (size_t block = 0; block < blocks; block++) {
        held += place_block(starts[block], block, places + held);
        size_t done = 0;
        for (; done + STEP <= held; done += STEP) {
            const uint16_t *four = places + done;
            uint64x2_t first = load_two(text, four), second = load_two(text, four + 2);
            count += put_four(four, filter_four(known, first, second), out + count);
        }
        for (size_t i = 0; i < STEP - 1; i++) {
            places[i] = places[done + i];
        }
        held -= done;
    }
    for (size_t i = 0; i < held; i++) {
        uint64x2_t word = vdupq_n_u64(vget_lane_u64(vreinterpret_u64_u8(vld1_u8(text + places[i])), 0));
        out[count] = places[i];
        count += vgetq_lane_u32(filter_four(known, word, word), 0) & 1;
    }
    return count;
}
#endif
