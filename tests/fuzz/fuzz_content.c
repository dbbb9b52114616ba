/* Two bytes of options, then an object: values are sound, next and value_at agree, and windows do not matter.
 */
#include <stdlib.h>

#define REQUIRE(condition)                                                                                   \
    do {                                                                                                     \
        if (!(condition)) abort();                                                                           \
    } while (0)
#include "../support/content_walk.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const names[] = {"a.txt", "a.csv", "a.json", "a.jsonl", "a", "a.gz"};
    if (size < 2 || size > 4000) return 0;
    struct mgp_slice bytes = mgp_slice_of(data + 2, size - 2);
    struct walk_setup setup = {.key = names[data[1] % 6], .as_text = data[1] > 200};
    struct walk whole = {.by_offset = true}, parts = {.by_offset = true};
    enum mgp_status status = walk_object(&whole, bytes, &setup, NULL);
    setup.window_bytes = 1u + data[0];
    setup.chunk = data[0] % 7;
    enum mgp_status again = walk_object(&parts, bytes, &setup, NULL);
    REQUIRE(status == again);
    if (status == MGP_OK) {
        REQUIRE(mgp_slice_equal(mgp_buffer_slice(&whole.out), mgp_buffer_slice(&parts.out)));
        REQUIRE(mgp_slice_equal(mgp_buffer_slice(&whole.core), mgp_buffer_slice(&parts.core)));
    }
    walk_clear(&whole);
    walk_clear(&parts);
    return 0;
}
