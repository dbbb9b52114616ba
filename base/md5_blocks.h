/* MD5 of eight lanes at a time, for the kernels that do so: each says before it includes this for what instructions it
 * is compiled (TARGET), and defines load_block. */
#ifndef MGP_BASE_MD5_BLOCKS_H
#define MGP_BASE_MD5_BLOCKS_H

#include "base/md5_lanes.h"
#include "base/md5_rounds.h"

#define WIDTH  8
#define INLINE __attribute__((always_inline)) static inline

_Static_assert(MGP_MD5_LANES % WIDTH == 0, "lanes are taken eight at a time");

typedef uint32_t words __attribute__((vector_size(4 * WIDTH)));

/* Loads a block of each of eight texts: w[i] becomes the words i of all. */
TARGET INLINE void load_block(const uint8_t *const *data, size_t at, words w[16]);

/* Of the lanes from first on. */
TARGET INLINE void take_blocks(struct mgp_md5_lanes *lanes, size_t first, size_t length)
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

#endif
