#include "notifier/message/shape.h"

#include <assert.h>

static const struct mgp_shape shapes[] = {
    {.text = 2000, .name = 120, .kinds = 20, .places = 12, .groups = 20, .with_link = true},
    {.text = 1024, .name = 120, .kinds = 12, .places = 6, .groups = 12, .with_link = true},
    {.text = 500, .name = 80, .kinds = 8, .places = 3, .groups = 8, .with_link = true},
    {.text = 250, .name = 60, .kinds = 5, .places = 0, .groups = 5, .with_link = true},
    {.text = 120, .name = 40, .kinds = 3, .places = 0, .groups = 3, .with_link = false},
    {.text = 60, .name = 30, .kinds = 2, .places = 0, .groups = 2, .with_link = false},
};

void mgp_shape_fit(mgp_shape_writer *write, const void *context, size_t (*measure)(struct mgp_slice), size_t budget,
                   struct mgp_buffer *out)
{
    size_t before = out->len, length = 0;
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        out->len = before;
        write(context, &shapes[i], out);
        length = measure(mgp_slice_of(out->ptr + before, out->len - before));
        if (length <= budget) return;
    }
    assert(length <= budget);
}

size_t mgp_shape_bytes(struct mgp_slice text)
{
    return text.len;
}
