#include "scanner/content/json_index.h"

#include <string.h>

#include "base/alloc.h"

#define BLOCK MGP_STRUCTURE_BYTES
#define INLINE __attribute__((always_inline)) static inline

static uint64_t bits_below(size_t bit)
{
    return ((uint64_t)1 << bit) - 1;
}

/* --- bitmaps ------------------------------------------------------------------------------------------- */

size_t mgp_bitmap_next_clear(const uint64_t *bits, size_t at, size_t size)
{
    if (at >= size) return size;
    size_t word = at / 64;
    uint64_t clear = ~bits[word] & ~bits_below(at % 64);
    while (!clear) {
        if (++word * 64 >= size) return size;
        clear = ~bits[word];
    }
    at = word * 64 + (size_t)__builtin_ctzll(clear);
    return at < size ? at : size;
}

size_t mgp_bitmap_run_begin(const uint64_t *bits, size_t at)
{
    size_t word = at / 64;
    uint64_t clear = ~bits[word] & bits_below(at % 64);
    while (!clear) {
        if (word == 0) return 0;
        clear = ~bits[--word];
    }
    return word * 64 + 64 - (size_t)__builtin_clzll(clear);
}

/* --- the index ----------------------------------------------------------------------------------------- */

void mgp_json_index_start(struct mgp_json_index *index, struct mgp_slice text, size_t size, bool are_lines)
{
    index->text = text;
    index->size = size;
    index->are_lines = are_lines;
    index->block = 0;
    index->block_count = (size + BLOCK - 1) / BLOCK;
    index->inside = index->escaped = index->scalar = 0;
    index->batch_block = index->batch_count = 0;
    index->odd = SIZE_MAX;
    index->next = index->end = index->tokens;
    if (index->block_capacity >= index->block_count) return;
    mgp_json_index_clear(index);
    index->block_capacity = index->block_count;
    index->strings = mgp_malloc(index->block_capacity * sizeof *index->strings);
    index->records = mgp_malloc(index->block_capacity * sizeof *index->records);
}

void mgp_json_index_clear(struct mgp_json_index *index)
{
    free(index->strings);
    free(index->records);
    index->strings = index->records = NULL;
    index->block_capacity = 0;
}

/* The bytes that a backslash stands before which is not itself such a byte: those after a run of an odd number of
 * them. Adding a bit to where a run begins carries it just beyond its end; whether run and end lie at an even
 * distance is told by the parity of their places. */
INLINE uint64_t find_escaped(uint64_t backslashes, uint64_t *carry)
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

/* The place of the lowest bit of bits; 63, if there is none. */
INLINE uint32_t lowest(uint64_t bits)
{
    return (uint32_t)__builtin_ctzll(bits | (uint64_t)1 << 63);
}

INLINE uint64_t without_lowest(uint64_t bits)
{
    return bits & (bits - 1);
}

/* Appends the places of bits; eight at a time without asking, as most blocks have a few more than that. */
INLINE uint32_t *list_tokens(uint32_t *out, uint64_t bits, uint32_t base)
{
    uint32_t *end = out + mgp_bit_count(bits);
    for (; out < end; out += 8) {
        out[0] = base + lowest(bits);
        out[1] = base + lowest(bits = without_lowest(bits));
        out[2] = base + lowest(bits = without_lowest(bits));
        out[3] = base + lowest(bits = without_lowest(bits));
        out[4] = base + lowest(bits = without_lowest(bits));
        out[5] = base + lowest(bits = without_lowest(bits));
        out[6] = base + lowest(bits = without_lowest(bits));
        out[7] = base + lowest(bits = without_lowest(bits));
        bits = without_lowest(bits);
    }
    return end;
}

/* Strings that a line feed cuts end there; what follows is outside and inside anew. */
INLINE uint64_t cut_at_feeds(uint64_t inside, uint64_t feeds, uint64_t *odd)
{
    for (uint64_t cuts = inside & feeds; cuts; cuts = inside & feeds) {
        uint64_t cut = cuts & (0 - cuts);
        inside ^= 0 - cut;
        *odd |= cut;
    }
    return inside;
}

INLINE uint32_t *read_block(struct mgp_json_index *index, const struct mgp_json_marks *marks, uint64_t valid,
                            uint32_t *out)
{
    uint64_t quotes = marks->quote & ~find_escaped(marks->backslash, &index->escaped);
    uint64_t inside = index->inside ^ mgp_prefix_xor(quotes);
    uint64_t odd = 0;
    if (index->are_lines) inside = cut_at_feeds(inside, marks->feed, &odd);
    odd |= inside & (marks->backslash | marks->control);
    uint64_t scalars = ~(inside | marks->operators | marks->blank | quotes);
    uint64_t tokens = (marks->operators & ~inside) | (quotes & inside) | (scalars & ~(scalars << 1 | index->scalar));
    if (index->are_lines) tokens |= marks->feed;
    index->strings[index->block] = inside & valid;
    index->records[index->block] = index->are_lines ? marks->feed & valid : 0;
    index->odd_bits[index->batch_count++] = odd & valid;
    index->inside = (uint64_t)0 - (inside >> 63);
    index->scalar = scalars >> 63;
    return list_tokens(out, tokens & valid, (uint32_t)(index->block++ * BLOCK));
}

/* The last block, which the piece does not fill. */
static uint32_t *read_rest(struct mgp_json_index *index, uint32_t *out)
{
    uint8_t rest[MGP_STRUCTURE_BYTES];
    struct mgp_json_marks marks;
    size_t begin = index->block * BLOCK, left = index->size - begin;
    memset(rest, ' ', sizeof rest);
    memcpy(rest, index->text.ptr + begin, left);
    index->kernel->mark_json(rest, 1, &marks);
    return read_block(index, &marks, bits_below(left), out);
}

INLINE uint32_t *read_blocks(struct mgp_json_index *index, const struct mgp_json_marks *marks, size_t count)
{
    uint32_t *out = index->tokens;
    for (size_t i = 0; i < count; i++) {
        out = read_block(index, &marks[i], UINT64_MAX, out);
    }
    return out;
}

#if defined(__x86_64__)
/* The same, for processors with instructions for single bits. */
__attribute__((target("bmi,popcnt"))) static uint32_t *read_blocks_bmi(struct mgp_json_index *index,
                                                                       const struct mgp_json_marks *marks, size_t count)
{
    return read_blocks(index, marks, count);
}
#endif

static uint32_t *read_blocks_plain(struct mgp_json_index *index, const struct mgp_json_marks *marks, size_t count)
{
    return read_blocks(index, marks, count);
}

static void read_batch(struct mgp_json_index *index)
{
    struct mgp_json_marks marks[MGP_JSON_BATCH];
    size_t count = index->size / BLOCK - index->block;
    index->batch_block = index->block;
    index->batch_count = 0;
    if (count > MGP_JSON_BATCH) count = MGP_JSON_BATCH;
    index->next = index->tokens;
    if (count == 0) {
        index->end = read_rest(index, index->tokens);
        return;
    }
    index->kernel->mark_json(index->text.ptr + index->block * BLOCK, count, marks);
#if defined(__x86_64__)
    if (index->kernel->has_bit_instructions) {
        index->end = read_blocks_bmi(index, marks, count);
        return;
    }
#endif
    index->end = read_blocks_plain(index, marks, count);
}

/* The first odd byte of the batch from at on; the end of the piece, if it ends in a string. */
static size_t find_odd(const struct mgp_json_index *index, size_t at)
{
    size_t from = at / BLOCK > index->batch_block ? at / BLOCK - index->batch_block : 0;
    for (size_t i = from; i < index->batch_count; i++) {
        size_t begin = (index->batch_block + i) * BLOCK;
        uint64_t odd = index->odd_bits[i];
        if (at > begin) odd &= ~bits_below(at - begin);
        if (odd) return begin + (size_t)__builtin_ctzll(odd);
    }
    return index->block == index->block_count && index->inside ? index->size : SIZE_MAX;
}

bool mgp_json_index_refill(struct mgp_json_index *index)
{
    while (index->next == index->end) {
        if (index->block == index->block_count) return false;
        read_batch(index);
        if (index->odd == SIZE_MAX) index->odd = find_odd(index, 0);
    }
    return true;
}

void mgp_json_index_pass_odd(struct mgp_json_index *index, size_t at)
{
    if (index->odd < at) index->odd = find_odd(index, at);
}
