/* MD5 of several texts side by side, each in a lane of vectors; for digest.c. Every kernel gives the same. */
#ifndef MGP_BASE_MD5_LANES_H
#define MGP_BASE_MD5_LANES_H

#include "base/digest.h"

struct mgp_md5_lanes {
    uint32_t state[4][MGP_MD5_LANES] __attribute__((aligned(64))); /* as in struct mgp_md5, one column for each text */
    const uint8_t *data[MGP_MD5_LANES];                            /* all can be read, also those that do not count */
};

/* Takes length bytes of each of the first count texts, a multiple of 64. What becomes of the others' state is open. */
typedef void mgp_md5_lanes_kernel(struct mgp_md5_lanes *lanes, size_t count, size_t length);

mgp_md5_lanes_kernel mgp_md5_lanes_portable;
#if defined(__x86_64__)
mgp_md5_lanes_kernel mgp_md5_lanes_avx2, mgp_md5_lanes_avx512;
mgp_md5_lanes_kernel mgp_md5_lanes_avx512_half; /* no more than half the lanes: then this is faster */
#endif

/* The best that this processor has. */
mgp_md5_lanes_kernel *mgp_md5_lanes_choose(void);

#endif
