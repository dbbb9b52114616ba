#include "base/cpu.h"

/* The compiler makes of the lanes the vectors that the processor has. */
#define TARGET
#include "base/md5_blocks.h"

INLINE void load_block(const uint8_t *const *data, size_t at, words w[16])
{
    for (size_t i = 0; i < 16; i++, at += 4) {
        w[i] = (words){mgp_md5_word(data[0] + at), mgp_md5_word(data[1] + at), mgp_md5_word(data[2] + at),
                       mgp_md5_word(data[3] + at), mgp_md5_word(data[4] + at), mgp_md5_word(data[5] + at),
                       mgp_md5_word(data[6] + at), mgp_md5_word(data[7] + at)};
    }
}

void mgp_md5_lanes_portable(struct mgp_md5_lanes *lanes, size_t count, size_t length)
{
    for (size_t first = 0; first < count; first += WIDTH) {
        take_blocks(lanes, first, length);
    }
}

mgp_md5_lanes_kernel *mgp_md5_lanes_choose(void)
{
    switch (mgp_cpu_choose()) {
#if defined(__x86_64__)
    case MGP_CPU_AVX512:
        return mgp_md5_lanes_avx512;
    case MGP_CPU_AVX2:
        return mgp_md5_lanes_avx2;
#endif
    default:
        return mgp_md5_lanes_portable;
    }
}
