#include "scanner/content/json_index.h"

#include <string.h>

#include "base/alloc.h"
#include "scanner/content/json_blocks.h"

#define BLOCK MGP_STRUCTURE_BYTES

static uint64_t bits_below(size_t bit)
{
    return ((uint64_t)1 << bit) - 1;
}

/* --- the index ----------------------------------------------------------------------------------------- */

void mgp_json_index_start(struct mgp_json_index *index, struct mgp_slice text, size_t size, bool are_lines)
{
    index->text = text;
    index->size = size;
    index->are_lines = are_lines;
    index->block = 0;
    index->block_count = (size + BLOCK - 1) / BLOCK;
    index->carry = (struct mgp_json_carry){0};
    index->batch_block = index->batch_count = 0;
    index->odd = SIZE_MAX;
    index->next = index->end = index->tokens;
    if (index->block_capacity >= index->block_count) return;
    mgp_json_index_clear(index);
    index->block_capacity = index->block_count;
    index->strings = mgp_malloc(index->block_capacity * sizeof *index->strings);
}

void mgp_json_index_clear(struct mgp_json_index *index)
{
    free(index->strings);
    index->strings = NULL;
    index->block_capacity = 0;
}

/* The place of the lowest bit of bits; 63, if there is none. */
MGP_INLINE uint32_t lowest(uint64_t bits)
{
    return (uint32_t)__builtin_ctzll(bits | (uint64_t)1 << 63);
}

MGP_INLINE uint64_t without_lowest(uint64_t bits)
{
    return bits & (bits - 1);
}

/* Appends the places of bits; eight at a time without asking, as most blocks have a few more than that. */
MGP_INLINE uint32_t *list_tokens(uint32_t *out, uint64_t bits, uint32_t base)
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

MGP_INLINE uint32_t *read_blocks(struct mgp_json_index *index, const uint8_t *text, size_t count)
{
    uint32_t *out = index->tokens;
    struct mgp_json_marks marks[MGP_JSON_BATCH];
    struct mgp_json_carry carry = index->carry;
    const uint32_t base = (uint32_t)(index->batch_block * BLOCK);
    index->kernel->mark_json(text, count, marks);
    for (size_t i = 0; i < count; i++) {
        uint64_t quotes = mgp_json_block_quotes(&marks[i], &carry), parities = mgp_prefix_xor(quotes);
        struct mgp_json_block block = mgp_json_block_read(&marks[i], quotes, parities, index->are_lines, &carry);
        mgp_json_block_keep(index, i, &block);
        out = list_tokens(out, block.tokens, base + (uint32_t)(i * BLOCK));
    }
    index->carry = carry;
    return out;
}

#if defined(__x86_64__)
/* For processors with instructions for single bits. */
__attribute__((target("bmi,popcnt"))) static uint32_t *read_blocks_bmi(struct mgp_json_index *index,
                                                                       const uint8_t *text, size_t count)
{
    return read_blocks(index, text, count);
}
#endif

static uint32_t *read_blocks_plain(struct mgp_json_index *index, const uint8_t *text, size_t count)
{
    return read_blocks(index, text, count);
}

static mgp_json_read_blocks *way_of_reading(const struct mgp_structure_kernel *kernel, enum mgp_cpu cpu)
{
#if defined(__x86_64__)
    if (cpu == MGP_CPU_AVX512) return mgp_json_read_avx512;
    if (kernel->has_bit_instructions) return read_blocks_bmi;
#endif
    (void)kernel;
    (void)cpu;
    return read_blocks_plain;
}

void mgp_json_index_init(struct mgp_json_index *index, enum mgp_cpu cpu)
{
    index->kernel = mgp_structure_kernel_for(cpu);
    index->read = way_of_reading(index->kernel, cpu);
}

/* Reads the last block, which the piece does not fill. */
static uint32_t *read_rest(struct mgp_json_index *index)
{
    uint8_t rest[MGP_STRUCTURE_BYTES];
    size_t begin = index->block * BLOCK, left = index->size - begin;
    memset(rest, ' ', sizeof rest);
    memcpy(rest, index->text.ptr + begin, left);
    uint32_t *end = index->read(index, rest, 1);
    index->strings[index->block] &= bits_below(left);
    return end;
}

static void read_batch(struct mgp_json_index *index)
{
    size_t count = index->size / BLOCK - index->block;
    if (count > MGP_JSON_BATCH) count = MGP_JSON_BATCH;
    index->batch_block = index->block;
    index->batch_count = count > 0 ? count : 1;
    index->next = index->tokens;
    index->end = count > 0 ? index->read(index, index->text.ptr + index->block * BLOCK, count) : read_rest(index);
    index->block += index->batch_count;
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
    return index->block == index->block_count && index->carry.inside ? index->size : SIZE_MAX;
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
