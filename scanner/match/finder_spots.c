/* Questions about the text that was scanned: how dense it is, and where. */
#include "scanner/content/structure.h"
#include "scanner/match/claim.h"
#include "scanner/match/finder_internal.h"
#include "scanner/match/shapes.h"

/* How far a value in reach of a keyword can begin, and its first digits stand, in blocks: before the keyword;
 * behind its begin where the text has characters beyond ASCII; and over how many a value reaches. */
#define BLOCKS_BEFORE      (1 + (MGP_KEYWORD_REACH + MGP_LONG_SHAPE) / MGP_BLOCK_BYTES)
#define HIGH_BLOCKS_BEFORE (1 + (4 * MGP_KEYWORD_REACH + MGP_LONG_SHAPE) / MGP_BLOCK_BYTES)
#define HIGH_BLOCKS_BEHIND (2 + (MGP_MAX_KEYWORD_SPAN + 4 * MGP_KEYWORD_REACH) / MGP_BLOCK_BYTES + VALUE_BLOCKS)
#define VALUE_BLOCKS       (2 + MGP_LONG_SHAPE / MGP_BLOCK_BYTES)

void mgp_spots_clear(struct mgp_spots *spots)
{
    free(spots->items);
    free(spots->digits);
    free(spots->with_run);
    free(spots->with_high);
    *spots = (struct mgp_spots){0};
}

/* The blocks that were looked at of [first, end), counted from the first of these. */
struct range {
    size_t first, end;
};

static struct range range_of(const struct mgp_spots *spots, size_t first, size_t end)
{
    if (first < spots->first_block) first = spots->first_block;
    if (end > spots->end_block) end = spots->end_block;
    if (end < first) end = first;
    return (struct range){first - spots->first_block, end - spots->first_block};
}

/* bits: one for each block. Is one of the range's set? */
static bool has_any(const uint64_t *bits, struct range range)
{
    for (size_t at = range.first; at < range.end; at = (at / 64 + 1) * 64) {
        size_t rest = range.end - at;
        uint64_t wanted = rest < 64 ? ((uint64_t)1 << rest) - 1 : ~(uint64_t)0;
        if (bits[at / 64] >> (at % 64) & wanted) return true;
    }
    return false;
}

/* Can a value of the class begin in [first, end) of the blocks? */
static bool are_dense(const struct mgp_spots *spots, uint32_t class, size_t first, size_t end)
{
    unsigned wanted = class == MGP_START_NEEDS_DENSE ? MGP_DENSE_DIGITS : 1;
    struct range range = range_of(spots, first, end);
    if (has_any(spots->with_run, range)) return true;
    for (size_t i = range.first; i < range.end; i++) {
        for (uint64_t digits = spots->digits[i]; digits; digits &= digits - 1) {
            if (--wanted == 0) return true;
        }
    }
    return false;
}

static bool have_high(const struct mgp_spots *spots, size_t first, size_t end)
{
    return has_any(spots->with_high, range_of(spots, first, end));
}

static size_t less(size_t value, size_t by)
{
    return value > by ? value - by : 0;
}

bool mgp_finder_keyword_counts(const struct mgp_finder *finder, const struct mgp_spots *spots,
                               const struct mgp_spot *spot)
{
    uint32_t class = spot->kinds >> MGP_SPOT_CLASS_SHIFT;
    if (class == MGP_START_ANY) return true;
    size_t block = spot->at / MGP_BLOCK_BYTES;
    if (!have_high(spots, less(block, HIGH_BLOCKS_BEFORE), block + HIGH_BLOCKS_BEHIND))
        return are_dense(spots, class, less(block, BLOCKS_BEFORE), block + finder->blocks_behind + VALUE_BLOCKS);
    return are_dense(spots, class, less(block, HIGH_BLOCKS_BEFORE), block + HIGH_BLOCKS_BEHIND);
}

bool mgp_spots_count_within(const struct mgp_spots *spots, const struct mgp_spot *spot, size_t from, size_t until)
{
    uint32_t class = spot->kinds >> MGP_SPOT_CLASS_SHIFT;
    if (class == MGP_START_ANY) return true;
    return are_dense(spots, class, from / MGP_BLOCK_BYTES, until / MGP_BLOCK_BYTES + 1);
}

size_t mgp_spots_digits(const struct mgp_spots *spots, size_t from, size_t until)
{
    size_t first = from / MGP_BLOCK_BYTES, last = until / MGP_BLOCK_BYTES, digits = 0;
    if (from >= until) return 0;
    size_t begin = first < spots->first_block ? spots->first_block : first;
    for (size_t block = begin; block <= last && block < spots->end_block; block++) {
        uint64_t bits = spots->digits[block - spots->first_block];
        if (block == first) bits &= ~(uint64_t)0 << (from % MGP_BLOCK_BYTES);
        if (block == last) bits &= ((uint64_t)1 << (until % MGP_BLOCK_BYTES)) - 1;
        digits += mgp_bit_count(bits);
    }
    return digits;
}

bool mgp_spots_are_ascii(const struct mgp_spots *spots, size_t from, size_t until)
{
    return !have_high(spots, from / MGP_BLOCK_BYTES, until / MGP_BLOCK_BYTES + 1);
}
