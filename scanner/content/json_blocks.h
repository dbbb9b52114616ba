/* How a block of 64 bytes of JSON is read, given what stands where in it: for the ways of reading blocks, which differ
 * in the instructions they use (json_index.c, json_index_avx512.c). */
#ifndef MGP_SCANNER_JSON_BLOCKS_H
#define MGP_SCANNER_JSON_BLOCKS_H

#include "scanner/content/json_index.h"

#define MGP_INLINE __attribute__((always_inline)) static inline

/* For each byte of a block, one bit. */
struct mgp_json_block {
    uint64_t strings; /* of a string, from the opening quote to the last byte before the closing one */
    uint64_t odd;     /* in a string, and needs a closer look */
    uint64_t tokens;  /* begins one */
};

/* The bytes that a backslash stands before which is not itself such a byte: those after a run of an odd number of
 * them. Adding a bit to where a run begins carries it just beyond its end; whether run and end lie at an even
 * distance is told by the parity of their places. */
MGP_INLINE uint64_t mgp_json_find_escaped(uint64_t backslashes, uint64_t *carry)
{
    if (!backslashes) {
        uint64_t escaped = *carry;
        *carry = 0;
        return escaped;
    }
    const uint64_t even = 0x5555555555555555u;
    backslashes &= ~*carry;
    uint64_t follows = backslashes << 1 | *carry, beyond_runs;
    uint64_t odd_begins = backslashes & ~even & ~follows;
    *carry = __builtin_add_overflow(odd_begins, backslashes, &beyond_runs);
    return (even ^ beyond_runs << 1) & follows;
}

/* Quotes that begin or end a string. */
MGP_INLINE uint64_t mgp_json_block_quotes(const struct mgp_json_marks *marks, struct mgp_json_carry *carry)
{
    return marks->quote & ~mgp_json_find_escaped(marks->backslash, &carry->escaped);
}

/* Strings that a line feed cuts end there; what follows is outside and inside anew. */
MGP_INLINE uint64_t mgp_json_cut_at_feeds(uint64_t inside, uint64_t feeds, uint64_t *odd)
{
    for (uint64_t cuts = inside & feeds; cuts; cuts = inside & feeds) {
        uint64_t cut = cuts & (0 - cuts);
        inside ^= 0 - cut;
        *odd |= cut;
    }
    return inside;
}

/* Reads a block with these quotes; parities is their mgp_prefix_xor. */
MGP_INLINE struct mgp_json_block mgp_json_block_read(const struct mgp_json_marks *marks, uint64_t quotes,
                                                     uint64_t parities, bool are_lines, struct mgp_json_carry *carry)
{
    uint64_t inside = carry->inside ^ parities, odd = 0;
    if (are_lines) inside = mgp_json_cut_at_feeds(inside, marks->feed, &odd);
    odd |= inside & (marks->backslash | marks->control);
    uint64_t scalars = ~(inside | marks->operators | marks->blank | quotes);
    uint64_t tokens = (marks->operators & ~inside) | (quotes & inside) | (scalars & ~(scalars << 1 | carry->scalar));
    if (are_lines) tokens |= marks->feed;
    carry->inside = (uint64_t)0 - (inside >> 63);
    carry->scalar = scalars >> 63;
    return (struct mgp_json_block){inside, odd, tokens};
}

/* Puts down what block number i of the batch has. */
MGP_INLINE void mgp_json_block_keep(struct mgp_json_index *index, size_t i, const struct mgp_json_block *block)
{
    index->strings[index->batch_block + i] = block->strings;
    index->odd_bits[i] = block->odd;
}

#endif
