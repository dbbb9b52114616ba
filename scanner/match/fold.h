/* Folding: a value with its written forms (identifiers/written_form.h) read as the ASCII that they stand for,
 * as managed identifiers and their keywords take it. Custom identifiers get the value as it is: their regexes
 * mean what they say. Values without such characters, nearly all, are not copied. Both matchers fold with
 * this. One mgp_fold belongs to one worker. */
#ifndef MGP_SCANNER_FOLD_H
#define MGP_SCANNER_FOLD_H

#include "base/buffer.h"
#include "identifiers/written_form.h"
#include "scanner/content/content.h"
#include "scanner/content/structure.h"

#define MGP_FOLD_BLOCK ((size_t)64)

/* So many bytes of the folded text: where the first stands in the value's own, and which of them stand for characters
 * of two and of three bytes. */
struct mgp_fold_block {
    size_t begin;
    uint64_t two, three;
};

/* Zeroed: empty. Memory is used again for the next value. */
struct mgp_fold {
    struct mgp_buffer text;
    struct mgp_fold_block *blocks; /* up to that of the text's end */
    size_t block_count, block_capacity;
    mgp_skip_plain *skip_plain; /* NULL: not yet chosen */
};

/* False if value holds nothing to fold. Else *out is the value with its text folded and its core translated; its map
 * is still that of the value's own text. It borrows from fold and from value. */
bool mgp_fold_value(struct mgp_fold *fold, const struct mgp_value *value, struct mgp_value *out);

/* Where a byte of the folded text, or its end, stands in the text of the value that was folded last. */
static inline size_t mgp_fold_back(const struct mgp_fold *fold, size_t at)
{
    const struct mgp_fold_block *block = &fold->blocks[at / MGP_FOLD_BLOCK];
    size_t within = at % MGP_FOLD_BLOCK;
    uint64_t before = ((uint64_t)1 << within) - 1;
    return block->begin + within + mgp_bit_count(block->two & before) +
           2 * mgp_bit_count(block->three & before);
}

void mgp_fold_clear(struct mgp_fold *fold);

#endif
