#include "scanner/match/fold.h"

static void make_room(struct mgp_fold *fold, size_t bytes)
{
    size_t blocks = bytes / MGP_FOLD_BLOCK + 1;
    fold->text.len = 0;
    fold->block_count = 0;
    mgp_buffer_reserve(&fold->text, bytes);
    if (fold->block_capacity >= blocks) return;
    free(fold->blocks);
    fold->block_capacity = 2 * blocks;
    fold->blocks = mgp_malloc(fold->block_capacity * sizeof *fold->blocks);
}

/* The text grew to its length by bytes that stand for themselves: begins the blocks up to that of its end. hidden: how
 * many bytes more the value's own text has up to there. */
static void begin_blocks(struct mgp_fold *fold, size_t hidden)
{
    for (size_t begin = fold->block_count * MGP_FOLD_BLOCK; begin <= fold->text.len; begin += MGP_FOLD_BLOCK) {
        fold->blocks[fold->block_count++] = (struct mgp_fold_block){.begin = begin + hidden};
    }
}

/* Appends the ASCII byte that stands for a character of size bytes. */
static void put_ascii(struct mgp_fold *fold, uint8_t ascii, size_t size)
{
    uint64_t bit = (uint64_t)1 << fold->text.len % MGP_FOLD_BLOCK;
    struct mgp_fold_block *block = &fold->blocks[fold->block_count - 1];
    if (size == 2) block->two |= bit;
    else block->three |= bit;
    fold->text.ptr[fold->text.len++] = ascii;
}

/* The first byte of the folded text that stands at or behind a place of the value's own. */
static size_t forward(const struct mgp_fold *fold, size_t place)
{
    size_t low = 0, high = fold->text.len;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (mgp_fold_back(fold, middle) < place) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static void fold_text(struct mgp_fold *fold, struct mgp_slice text, size_t first)
{
    uint8_t ascii;
    memcpy(fold->text.ptr, text.ptr, first);
    fold->text.len = first;
    begin_blocks(fold, 0);
    for (size_t at = first; at < text.len;) {
        size_t size = mgp_written_form(mgp_slice_sub(text, at, text.len), &ascii);
        put_ascii(fold, ascii, size);
        at += size;
        size_t next = mgp_written_form_find(fold->skip_plain, text, at, fold->text.ptr + fold->text.len);
        fold->text.len += next - at;
        at = next;
        begin_blocks(fold, at - fold->text.len);
    }
}

bool mgp_fold_value(struct mgp_fold *fold, const struct mgp_value *value, struct mgp_value *out)
{
    if (!fold->skip_plain) fold->skip_plain = mgp_skip_plain_choose();
    size_t first = mgp_written_form_find(fold->skip_plain, value->text, 0, NULL);
    if (first == value->text.len) return false;
    make_room(fold, value->text.len);
    fold_text(fold, value->text, first);
    *out = *value;
    out->text = mgp_buffer_slice(&fold->text);
    out->core_begin = forward(fold, value->core_begin);
    out->core_end = forward(fold, value->core_end);
    return true;
}

void mgp_fold_clear(struct mgp_fold *fold)
{
    if (fold->text.ptr) mgp_wipe(fold->text.ptr, fold->text.capacity); /* it held values */
    mgp_buffer_clear(&fold->text);
    free(fold->blocks);
    *fold = (struct mgp_fold){0};
}
