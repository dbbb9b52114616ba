#include "scanner/match/run_filter.h"

#include "base/cpu.h"
#include "scanner/content/swar.h"

#define EACH_BYTE(byte) (0x0101010101010101u * (uint64_t)(byte))

/* The bytes of the run at the begin of text, as a mask; *end: the lowest bit of the byte behind it, 0 behind eight
 * letters. */
static uint64_t run_mask(uint64_t text, uint64_t *end)
{
    uint64_t low = (text | EACH_BYTE(0x20)) & EACH_BYTE(0x7F);
    uint64_t letters = (low + EACH_BYTE(0x80 - 'a')) & ~(low + EACH_BYTE(0x7F - 'z')) & ~text & EACH_BYTE(0x80);
    uint64_t others = (letters ^ EACH_BYTE(0x80)) >> 7;
    *end = others & (0 - others);
    return *end - 1;
}

static bool passes(const struct mgp_keyword_starts *known, uint64_t text)
{
    uint64_t end, mask = run_mask(text, &end);
    bool is_known = mgp_run_is_known(known, (text | EACH_BYTE(0x20)) & mask);
    bool is_token = (text & 0xFFFFFF) == known->token;
    bool has_capital = (~text & EACH_BYTE(0x20) & mask & ~(uint64_t)0xFF) != 0;
    return is_known | is_token | (has_capital & mgp_pair_is_short(known, text)) | ((text & end << 7) != 0);
}

size_t mgp_run_filter_portable(const struct mgp_keyword_starts *known, const uint8_t *text, const uint64_t *starts,
                               size_t blocks, uint16_t *out)
{
    size_t count = 0;
    for (size_t block = 0; block < blocks; block++) {
        for (uint64_t bits = starts[block]; bits; bits &= bits - 1) {
            size_t at = block * 64 + (size_t)__builtin_ctzll(bits);
            out[count] = (uint16_t)at;
            count += passes(known, mgp_swar_load(text + at)); /* no branch: most do not */
        }
    }
    return count;
}

mgp_run_filter *mgp_run_filter_choose(void)
{
#if defined(__x86_64__)
    enum mgp_cpu cpu = mgp_cpu_choose();
    if (cpu == MGP_CPU_AVX512) return mgp_run_filter_avx512;
    if (cpu == MGP_CPU_AVX2) return mgp_run_filter_avx2;
#endif
#if defined(__aarch64__)
    if (mgp_cpu_choose() == MGP_CPU_NEON) return mgp_run_filter_neon;
#endif
    return mgp_run_filter_portable;
}
