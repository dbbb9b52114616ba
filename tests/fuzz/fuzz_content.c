/* The first byte chooses the object's name and the window, the rest is the object. It is walked in the default
 * window and in a small one: the values must be the same, and the same as those found by offset, and as those that are
 * found when values are passed over. */
#include <stdio.h>

#include "base/utf8.h"

#define REQUIRE(condition)                                                           \
    do {                                                                             \
        if (!(condition)) {                                                          \
            fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition); \
            abort();                                                                 \
        }                                                                            \
    } while (0)

#include "../support/content_walk.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require_equal(struct mgp_buffer *a, struct mgp_buffer *b)
{
    REQUIRE(mgp_slice_equal(mgp_buffer_slice(a), mgp_buffer_slice(b)));
}

static void compare_beyond(struct mgp_slice object, struct walk_setup setup)
{
    size_t windows[] = {0, setup.window_bytes};
    for (size_t i = 0; i < 2; i++) {
        setup.window_bytes = windows[i];
        setenv("MAGPIE_CPU", i == 0 ? "portable" : "", 1); /* nobody has the other name: the best */
        walk_beyond(object, &setup, 0, (uint32_t)object.len * (uint32_t)i);
        if (i == 0) walk_beyond(object, &setup, SIZE_MAX, 1);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const keys[] = {"a.csv", "a.json", "a.jsonl", "a", "a.tsv", "a.txt", "a.csv.gz", "a.jsonl.gz"};
    static const size_t windows[] = {1, 2, 3, 5, 7, 16, 64, 257};
    if (size == 0 || size > 8192) return 0;
    struct mgp_slice object = mgp_slice_of(data + 1, size - 1);
    struct walk_setup setup = {.key = keys[data[0] & 7], .as_text = (data[0] & 0xC0) == 0xC0};
    struct walk whole = {.by_offset = true}, small = {.by_offset = true};
    struct mgp_content_type whole_type, small_type;
    enum mgp_status status = walk_object(&whole, object, &setup, &whole_type);
    setup.window_bytes = windows[data[0] >> 3 & 7];
    setup.chunk = setup.window_bytes;
    enum mgp_status small_status = walk_object(&small, object, &setup, &small_type);
    REQUIRE(whole_type.format == small_type.format && status == small_status);
    if (status == MGP_OK || status == MGP_CORRUPT) {
        require_equal(&whole.out, &small.out);
        require_equal(&whole.core, &small.core);
    } else {
        struct walk text = {0};
        setup.as_text = true;
        status = walk_object(&text, object, &setup, &small_type);
        REQUIRE(small_type.format == MGP_FORMAT_TEXT && (status == MGP_OK || status == MGP_CORRUPT));
        walk_clear(&text);
    }
    walk_clear(&whole);
    walk_clear(&small);
    compare_beyond(object, setup);
    return 0;
}
