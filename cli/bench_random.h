/* The random numbers of the bench's texts: splitmix64, so that a seed gives the same text on every machine. */
#ifndef MGP_CLI_BENCH_RANDOM_H
#define MGP_CLI_BENCH_RANDOM_H

#include <stdint.h>

static inline uint64_t mgp_bench_next(uint64_t *random)
{
    uint64_t z = (*random += 0x9E3779B97F4A7C15u);
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return z ^ z >> 31;
}

/* From 0 to limit - 1. */
static inline unsigned mgp_bench_below(uint64_t *random, unsigned limit)
{
    return (unsigned)(((mgp_bench_next(random) >> 32) * limit) >> 32);
}

#define MGP_BENCH_PICK(random, list) (list)[mgp_bench_below(random, sizeof(list) / sizeof *(list))]

#endif
