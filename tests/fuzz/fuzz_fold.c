/* Any bytes as a value to fold: every byte of the result stands for one of the value's, in order, and nothing is
 * left to fold. */
#include <stdlib.h>

#include "identifiers/written_form.h"
#include "scanner/match/fold.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
    if (!holds) abort();
}

static void check_byte(const struct mgp_fold *fold, struct mgp_slice text, size_t at, uint8_t byte)
{
    size_t from = mgp_fold_back(fold, at), to = mgp_fold_back(fold, at + 1);
    uint8_t ascii = 0;
    check(from < to && to <= text.len && to - from <= 3);
    size_t length = mgp_written_form(mgp_slice_sub(text, from, text.len), &ascii);
    check(length ? to - from == length && byte == ascii : to - from == 1 && byte == text.ptr[from]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct mgp_fold fold;
    uint8_t *copy = malloc(size ? size : 1);
    if (size) memcpy(copy, data, size);
    struct mgp_slice text = mgp_slice_of(copy, size);
    struct mgp_value out, value = {.raw = text, .text = text, .core_begin = size / 3, .core_end = size / 2};
    bool is_folded = mgp_fold_value(&fold, &value, &out);
    check(is_folded == (mgp_written_form_find(mgp_skip_plain_choose(), text, 0, NULL) < size));
    if (is_folded) {
        check(out.text.len < size && mgp_fold_back(&fold, out.text.len) == size);
        check(out.core_begin <= out.core_end && out.core_end <= out.text.len);
        for (size_t i = 0; i < out.text.len; i++) {
            check_byte(&fold, text, i, out.text.ptr[i]);
        }
        check(mgp_written_form_find(mgp_skip_plain_choose(), out.text, 0, NULL) == out.text.len);
    }
    free(copy);
    return 0;
}
