#include "base/md5_lanes.h"

#include "base/cpu.h"
#include "base/md5_rounds.h"

/* What is in work at a time: the compiler makes of it the vectors that the processor has. */
#define WIDTH 8

_Static_assert(MGP_MD5_LANES % WIDTH == 0, "lanes are taken eight at a time");

typedef uint32_t words __attribute__((vector_size(4 * WIDTH)));

static uint32_t word_at(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

static void load_block(const uint8_t *const *data, size_t at, words w[16])
{
    for (size_t i = 0; i < 16; i++, at += 4) {
        w[i] = (words){word_at(data[0] + at), word_at(data[1] + at), word_at(data[2] + at), word_at(data[3] + at),
                       word_at(data[4] + at), word_at(data[5] + at), word_at(data[6] + at), word_at(data[7] + at)};
    }
}

/* Of the lanes from first on. */
static void take_blocks(struct mgp_md5_lanes *lanes, size_t first, size_t length)
{
    words w[16], state[4];
    for (size_t i = 0; i < 4; i++) {
        memcpy(&state[i], lanes->state[i] + first, sizeof state[i]);
    }
    for (size_t at = 0; at < length; at += 64) {
        words a = state[0], b = state[1], c = state[2], d = state[3];
        load_block(lanes->data + first, at, w);
        MD5_ROUNDS(MD5_STEP, w, a, b, c, d)
        state[0] += a;
        state[1] += b;
        state[2] += c;
        state[3] += d;
    }
    for (size_t i = 0; i < 4; i++) {
        memcpy(lanes->state[i] + first, &state[i], sizeof state[i]);
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
