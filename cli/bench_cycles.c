#include "base/clock.h"
#include "cli/bench.h"

enum { ADDITIONS = 32 * 1024, ROUNDS = 3 };

/* Nanoseconds that a chain of additions takes, each of which waits for the one before: processors of today need a cycle
 * for each. */
static uint64_t time_chain(void)
{
    uint64_t sum = 0, summand = 1, begin = mgp_monotonic_ns();
    for (unsigned i = 0; i < ADDITIONS / 8; i++) {
#define ADD __asm__ volatile("" : "+r"(sum), "+r"(summand)); sum += summand;
        ADD ADD ADD ADD ADD ADD ADD ADD
#undef ADD
    }
    __asm__ volatile("" : : "r"(sum));
    return mgp_monotonic_ns() - begin;
}

double mgp_bench_cycle_seconds(void)
{
    uint64_t least = UINT64_MAX;
    for (unsigned i = 0; i < ROUNDS; i++) {
        uint64_t time = time_chain();
        if (time < least) least = time;
    }
    return (double)least / 1e9 / ADDITIONS;
}
