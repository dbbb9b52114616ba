#include "scanner/content/mixed_text_runs.h"

#include "base/cpu.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif
#if defined(__aarch64__)
#include <arm_neon.h>
#endif

#define ONE(c)   {{(c)}, 1}
#define TWO(c)   {{0xC0 | (c) >> 6, 0x80 | ((c) & 0x3F)}, 2}
#define THREE(c) {{0xE0 | (c) >> 12, 0x80 | ((c) >> 6 & 0x3F), 0x80 | ((c) & 0x3F)}, 3}
#define EIGHT(character, c)                                                                                            \
    character(c), character((c) + 1), character((c) + 2), character((c) + 3), character((c) + 4), character((c) + 5),  \
        character((c) + 6), character((c) + 7)
#define EACH_OF_32(character, c)                                                                                       \
    EIGHT(character, c), EIGHT(character, (c) + 8), EIGHT(character, (c) + 16), EIGHT(character, (c) + 24)

/* And then all bytes as they are. */
const struct mgp_single mgp_singles[512] = {
    EACH_OF_32(ONE, 0),    EACH_OF_32(ONE, 0x20), EACH_OF_32(ONE, 0x40), EACH_OF_32(ONE, 0x60),
    THREE(0x20AC),         TWO(0x81),             THREE(0x201A),         TWO(0x0192),
    THREE(0x201E),         THREE(0x2026),         THREE(0x2020),         THREE(0x2021),
    TWO(0x02C6),           THREE(0x2030),         TWO(0x0160),           THREE(0x2039),
    TWO(0x0152),           TWO(0x8D),             TWO(0x017D),           TWO(0x8F),
    TWO(0x90),             THREE(0x2018),         THREE(0x2019),         THREE(0x201C),
    THREE(0x201D),         THREE(0x2022),         THREE(0x2013),         THREE(0x2014),
    TWO(0x02DC),           THREE(0x2122),         TWO(0x0161),           THREE(0x203A),
    TWO(0x0153),           TWO(0x9D),             TWO(0x017E),           TWO(0x0178),
    EACH_OF_32(TWO, 0xA0), EACH_OF_32(TWO, 0xC0), EACH_OF_32(TWO, 0xE0),
    EACH_OF_32(ONE, 0),    EACH_OF_32(ONE, 0x20), EACH_OF_32(ONE, 0x40), EACH_OF_32(ONE, 0x60),
    EACH_OF_32(ONE, 0x80), EACH_OF_32(ONE, 0xA0), EACH_OF_32(ONE, 0xC0), EACH_OF_32(ONE, 0xE0),
};

/* --- where UTF-8 is -------------------------------------------------------------------------------------- */

typedef uint8_t bytes16 __attribute__((vector_size(16)));

static inline bytes16 load(const uint8_t *from)
{
    bytes16 bytes;
    memcpy(&bytes, from, sizeof bytes);
    return bytes;
}

/* The top bit of each byte. */
static inline uint64_t top_bits(bytes16 bytes)
{
#if defined(__SSE2__)
    return (unsigned)_mm_movemask_epi8((__m128i)bytes);
#elif defined(__aarch64__)
    static const int8_t places[16] = {0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3, 4, 5, 6, 7};
    uint8x16_t bits = vshlq_u8(vshrq_n_u8((uint8x16_t)bytes, 7), vld1q_s8(places));
    return vaddv_u8(vget_low_u8(bits)) | (uint64_t)vaddv_u8(vget_high_u8(bits)) << 8;
#else
    uint64_t bits = 0;
    for (unsigned i = 0; i < sizeof bytes; i++) {
        bits |= (uint64_t)(bytes[i] >> 7) << i;
    }
    return bits;
#endif
}

/* 0xFF where a byte continues a character. */
static inline bytes16 continues(bytes16 bytes)
{
    return (bytes16)((bytes & 0xC0) == 0x80);
}

static inline bool is_ascii(const uint8_t *text)
{
    typedef uint64_t words2 __attribute__((vector_size(16)));
    words2 all = (words2)(load(text) | load(text + 16) | load(text + 32) | load(text + 48));
    return ((all[0] | all[1]) & 0x8080808080808080u) == 0;
}

static inline struct mgp_mixed_leads find_leads(const uint8_t *text)
{
    struct mgp_mixed_leads leads = {0};
    for (unsigned i = 0; i < MGP_MIXED_RUN; i += 16) {
        bytes16 lead = load(text + i), second = load(text + i + 1), third = load(text + i + 2);
        bytes16 after_one = continues(second), after_two = after_one & continues(third);
        bytes16 after_three = after_two & continues(load(text + i + 3));
        bytes16 is_far = (bytes16)(second >= 0xA0), is_near = ~(bytes16)(second >= 0x90);
        bytes16 two = (bytes16)(lead >= 0xC2) & (bytes16)(lead < 0xE0) & after_one;
        bytes16 three = (bytes16)((lead & 0xF0) == 0xE0) & after_two;
        three &= ~((bytes16)(lead == 0xE0) & ~is_far) & ~((bytes16)(lead == 0xED) & is_far);
        bytes16 four = (bytes16)(lead >= 0xF0) & (bytes16)(lead <= 0xF4) & after_three;
        four &= ~((bytes16)(lead == 0xF0) & is_near) & ~((bytes16)(lead == 0xF4) & ~is_near);
        leads.high |= top_bits(lead) << i;
        leads.two |= top_bits(two) << i;
        leads.three |= top_bits(three) << i;
        leads.four |= top_bits(four) << i;
    }
    return leads;
}

/* --- decoding -------------------------------------------------------------------------------------------- */

/* Byte by byte, without a branch; a byte more than counts is written. */
static inline uint8_t *write_run(const uint8_t *text, uint64_t kept, uint8_t *out)
{
    for (unsigned i = 0; i < MGP_MIXED_RUN; i++) {
        const struct mgp_single *single = &mgp_singles[text[i] | (kept >> i & 1) << 8];
        memcpy(out, single, sizeof *single);
        out += single->size;
    }
    return out;
}

size_t mgp_decode_mixed_portable(struct mgp_slice text, uint8_t *out, size_t room, size_t *used)
{
    return mgp_decode_mixed_runs(text, out, room, used, find_leads, write_run);
}

size_t mgp_skip_utf8_portable(struct mgp_slice text)
{
    return mgp_skip_utf8_runs(text, is_ascii, find_leads);
}

mgp_decode_mixed *mgp_decode_mixed_choose(void)
{
#if defined(__x86_64__)
    if (mgp_cpu_choose() == MGP_CPU_AVX512) return mgp_decode_mixed_avx512;
#endif
    return mgp_decode_mixed_portable;
}

mgp_skip_utf8 *mgp_skip_utf8_choose(void)
{
#if defined(__x86_64__)
    if (mgp_cpu_choose() == MGP_CPU_AVX512) return mgp_skip_utf8_avx512;
#endif
    return mgp_skip_utf8_portable;
}
