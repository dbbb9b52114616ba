/* Bitmaps of what gives a text its structure: for each run of 64 bytes, which of them are quotes, delimiters, ... One
 * kernel for each instruction set; all give the same. Thread-safe. */
#ifndef MGP_SCANNER_STRUCTURE_H
#define MGP_SCANNER_STRUCTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cpu.h"

#define MGP_STRUCTURE_BYTES ((size_t)64)

/* Bit n speaks for byte n of the run. */
struct mgp_csv_marks {
    uint64_t quote, delimiter, feed, carriage_return;
};

struct mgp_json_marks {
    uint64_t quote, backslash;
    uint64_t operators; /* { } [ ] : and , and nothing else */
    uint64_t blank;    /* space, tab, LF, CR */
    uint64_t feed;
    uint64_t control;  /* below 0x20 */
};

/* A set of kernels. Both read exactly count * MGP_STRUCTURE_BYTES bytes, of any alignment. */
struct mgp_structure_kernel {
    void (*mark_csv)(const uint8_t *text, size_t count, uint8_t delimiter, struct mgp_csv_marks *out);
    void (*mark_json)(const uint8_t *text, size_t count, struct mgp_json_marks *out);
    bool has_bit_instructions; /* BMI1 and POPCNT are there too */
};

extern const struct mgp_structure_kernel mgp_structure_portable;
#if defined(__x86_64__)
extern const struct mgp_structure_kernel mgp_structure_sse2, mgp_structure_avx2;
#endif
#if defined(__aarch64__)
extern const struct mgp_structure_kernel mgp_structure_neon;
#endif

/* The kernels for cpu, which this processor has. */
const struct mgp_structure_kernel *mgp_structure_kernel_for(enum mgp_cpu cpu);

/* How many bits are set. In plain arithmetic: not every x86-64 has an instruction for it. */
static inline size_t mgp_bit_count(uint64_t bits)
{
    bits -= bits >> 1 & 0x5555555555555555u;
    bits = (bits & 0x3333333333333333u) + (bits >> 2 & 0x3333333333333333u);
    bits = (bits + (bits >> 4)) & 0x0F0F0F0F0F0F0F0Fu;
    return (size_t)(bits * 0x0101010101010101u >> 56);
}

/* Bit n of the result: is the number of bits 0 to n of bits odd? */
static inline uint64_t mgp_prefix_xor(uint64_t bits)
{
    bits ^= bits << 1;
    bits ^= bits << 2;
    bits ^= bits << 4;
    bits ^= bits << 8;
    bits ^= bits << 16;
    return bits ^ bits << 32;
}

#endif
