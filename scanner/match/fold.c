#include "scanner/match/fold.h"

#include "identifiers/written_form.h"

static void make_room(struct mgp_fold *fold, size_t bytes)
{
    fold->text.len = 0;
    mgp_buffer_reserve(&fold->text, bytes + 1);
    if (fold->capacity > bytes) return;
    fold->capacity = 2 * bytes + 1;
    free(fold->back);
    free(fold->map);
    fold->back = mgp_malloc(fold->capacity * sizeof *fold->back);
    fold->map = mgp_malloc(fold->capacity * sizeof *fold->map);
}

/* Notes where the next byte of the folded text stands. */
static void note(struct mgp_fold *fold, const struct mgp_value *value, size_t at)
{
    fold->back[fold->text.len] = (uint32_t)at;
    fold->map[fold->text.len] = value->map ? value->map[at] : (uint32_t)at;
}

static void append(struct mgp_fold *fold, const struct mgp_value *value, size_t at, uint8_t byte)
{
    note(fold, value, at);
    fold->text.ptr[fold->text.len++] = byte;
}

/* The first byte of the folded text that stands at or behind a place of the value's own. */
static size_t forward(const struct mgp_fold *fold, size_t place)
{
    size_t low = 0, high = fold->text.len;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (fold->back[middle] < place) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

bool mgp_fold_value(struct mgp_fold *fold, const struct mgp_value *value, struct mgp_value *out)
{
    struct mgp_slice text = value->text;
    size_t next = mgp_written_form_find(text, 0);
    if (next == text.len) return false;
    make_room(fold, text.len);
    for (size_t at = 0; at < text.len;) {
        for (; at < next; at++) {
            append(fold, value, at, text.ptr[at]);
        }
        uint8_t ascii;
        size_t size = mgp_written_form(mgp_slice_sub(text, at, text.len), &ascii);
        if (size) append(fold, value, at, ascii);
        at += size;
        next = mgp_written_form_find(text, at);
    }
    note(fold, value, text.len);
    *out = *value;
    out->text = mgp_buffer_slice(&fold->text);
    out->map = fold->map;
    out->core_begin = forward(fold, value->core_begin);
    out->core_end = forward(fold, value->core_end);
    return true;
}

void mgp_fold_clear(struct mgp_fold *fold)
{
    if (fold->text.ptr) mgp_wipe(fold->text.ptr, fold->text.capacity); /* it held values */
    mgp_buffer_clear(&fold->text);
    free(fold->back);
    free(fold->map);
    *fold = (struct mgp_fold){0};
}
