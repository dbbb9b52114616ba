#include "scanner/match/fold.h"

/* has_map: the value's own text is not its raw bytes, so that there are two ways back. */
static void make_room(struct mgp_fold *fold, size_t bytes, bool has_map)
{
    fold->text.len = 0;
    mgp_buffer_reserve(&fold->text, bytes + 1);
    if (fold->capacity <= bytes) {
        fold->capacity = 2 * bytes + 1;
        free(fold->back);
        free(fold->map);
        fold->map = NULL;
        fold->back = mgp_malloc(fold->capacity * sizeof *fold->back);
    }
    if (has_map && !fold->map) fold->map = mgp_malloc(fold->capacity * sizeof *fold->map);
}

/* count numbers from first on, eight at a time so that the compiler can use vectors. */
static void put_numbers(uint32_t *out, size_t first, size_t count)
{
    enum { RUN = 8 };
    size_t i = 0;
    for (; i + RUN <= count; i += RUN) {
        for (size_t k = 0; k < RUN; k++) {
            out[i + k] = (uint32_t)(first + i) + (uint32_t)k;
        }
    }
    for (; i < count; i++) {
        out[i] = (uint32_t)(first + i);
    }
}

/* Notes where the next count bytes of the folded text stand: from at on. */
static void note(struct mgp_fold *fold, const struct mgp_value *value, size_t at, size_t count)
{
    put_numbers(fold->back + fold->text.len, at, count);
    if (value->map) memcpy(fold->map + fold->text.len, value->map + at, count * sizeof *fold->map);
}

static void append(struct mgp_fold *fold, const struct mgp_value *value, size_t at, const uint8_t *bytes, size_t count)
{
    if (count == 0) return;
    note(fold, value, at, count);
    memcpy(fold->text.ptr + fold->text.len, bytes, count);
    fold->text.len += count;
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
    if (!fold->skip_plain) fold->skip_plain = mgp_skip_plain_choose();
    size_t next = mgp_written_form_find(fold->skip_plain, text, 0);
    if (next == text.len) return false;
    make_room(fold, text.len, value->map != NULL);
    for (size_t at = 0; at < text.len;) {
        append(fold, value, at, text.ptr + at, next - at);
        uint8_t ascii;
        size_t size = mgp_written_form(mgp_slice_sub(text, next, text.len), &ascii);
        if (size) append(fold, value, next, &ascii, 1);
        at = next + size;
        next = mgp_written_form_find(fold->skip_plain, text, at);
    }
    note(fold, value, text.len, 1);
    *out = *value;
    out->text = mgp_buffer_slice(&fold->text);
    out->map = value->map ? fold->map : fold->back;
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
