/* Folding: a value with its written forms (identifiers/written_form.h) read as the ASCII that they stand for,
 * as managed identifiers and their keywords take it. Custom identifiers get the value as it is: their regexes
 * mean what they say. Values without such characters, nearly all, are not copied. Both matchers fold with
 * this. One mgp_fold belongs to one worker. */
#ifndef MGP_SCANNER_FOLD_H
#define MGP_SCANNER_FOLD_H

#include "base/buffer.h"
#include "identifiers/written_form.h"
#include "scanner/content/content.h"

/* Zeroed: empty. Memory is used again for the next value. */
struct mgp_fold {
    struct mgp_buffer text;
    uint32_t *back; /* text.len + 1 offsets into the value's own text */
    uint32_t *map;  /* the same into its raw bytes, where its text is not these */
    size_t capacity;
    mgp_skip_plain *skip_plain; /* NULL: not yet chosen */
};

/* False if value holds nothing to fold. Else *out is the value with its text folded, its core and map
 * translated; it borrows from fold and from value. */
bool mgp_fold_value(struct mgp_fold *fold, const struct mgp_value *value, struct mgp_value *out);

/* Where a byte of the folded text, or its end, stands in the text of the value that was folded last. */
static inline size_t mgp_fold_back(const struct mgp_fold *fold, size_t at)
{
    return fold->back[at];
}

void mgp_fold_clear(struct mgp_fold *fold);

#endif
