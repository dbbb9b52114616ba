/* The structure of a piece of JSON as bitmaps, made in one pass, and its tokens as they are found.
 *
 * A token is where an operator, a string or a scalar (a number, a literal or what is none) begins; where records are
 * lines, their line feeds are tokens too, and a string ends at one, which makes the line a bad one. Nothing is
 * checked here. */
#ifndef MGP_SCANNER_JSON_INDEX_H
#define MGP_SCANNER_JSON_INDEX_H

#include <stdbool.h>

#include "base/slice.h"
#include "scanner/content/structure.h"

/* Blocks that are read at a time: what is between stays in the first cache. */
#define MGP_JSON_BATCH ((size_t)32)

/* What a block hands to the next one: are bytes inside a string (all ones or none), is the first one escaped, does it
 * go on with a scalar (1 or none)? */
struct mgp_json_carry {
    uint64_t inside, escaped, scalar;
};

struct mgp_json_index;
/* Reads a batch of count blocks that stand at text; fills index->tokens and returns their end. */
typedef uint32_t *mgp_json_read_blocks(struct mgp_json_index *index, const uint8_t *text, size_t count);

struct mgp_json_index {
    /* For each block of 64 bytes: which of them are of a string, from the opening quote to the last byte before the
     * closing one. */
    uint64_t *strings;
    size_t block_capacity;

    struct mgp_slice text;
    size_t size; /* the piece is text[0, size) */
    bool are_lines;
    mgp_json_read_blocks *read;
    const struct mgp_structure_kernel *kernel; /* for those ways of reading that have none of their own */

    size_t block, block_count;             /* the next one to be read */
    struct mgp_json_carry carry;           /* to it */
    uint64_t odd_bits[MGP_JSON_BATCH];     /* of the batch: what in strings needs a closer look: \, controls, a cut */
    size_t batch_block, batch_count;
    size_t odd;                            /* the first such byte ahead, as far as is known; SIZE_MAX: none */
    const uint32_t *next, *end;            /* tokens of the batch that were not taken */
    uint32_t tokens[MGP_JSON_BATCH * 64 + 16];
};

/* Sets how blocks are read on cpu, which this processor is; all ways give the same. Once, before the first start. */
void mgp_json_index_init(struct mgp_json_index *index, enum mgp_cpu cpu);

/* Begins with text[0, size), which fits 32 bits and begins between tokens. text is borrowed until all is taken. */
void mgp_json_index_start(struct mgp_json_index *index, struct mgp_slice text, size_t size, bool are_lines);
void mgp_json_index_clear(struct mgp_json_index *index);

/* Reads blocks until there is a token. False at the end. */
bool mgp_json_index_refill(struct mgp_json_index *index);

/* The offset of the next token, or size. */
static inline size_t mgp_json_index_take(struct mgp_json_index *index)
{
    if (index->next == index->end && !mgp_json_index_refill(index)) return index->size;
    return *index->next++;
}

/* All before at is settled: looks for the next odd byte. at is in the batch, or no odd byte is between. */
void mgp_json_index_pass_odd(struct mgp_json_index *index, size_t at);

static inline bool mgp_bitmap_has(const uint64_t *bits, size_t at)
{
    return bits[at / 64] >> (at % 64) & 1;
}

/* The first offset from at on, and below size, whose bit is not set; or size. */
static inline size_t mgp_bitmap_next_clear(const uint64_t *bits, size_t at, size_t size)
{
    while (at < size) {
        uint64_t clear = ~bits[at / 64] >> (at % 64);
        if (clear) {
            at += (size_t)__builtin_ctzll(clear);
            return at < size ? at : size;
        }
        at = (at / 64 + 1) * 64;
    }
    return size;
}

/* The begin of the run of bits that at, whose bit is set, is in. */
static inline size_t mgp_bitmap_run_begin(const uint64_t *bits, size_t at)
{
    for (;;) {
        uint64_t clear = ~bits[at / 64] << (63 - at % 64);
        if (clear) return at + 1 - (size_t)__builtin_clzll(clear);
        if (at < 64) return 0;
        at = at / 64 * 64 - 1;
    }
}

#if defined(__x86_64__)
/* For mgp_json_index_init. */
mgp_json_read_blocks mgp_json_read_avx512;
#endif

#endif
