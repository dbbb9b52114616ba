/* Any bytes: parse; what parses is written and parses again to the same text. */
#include <assert.h>

#include "base/json_writer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool write_again(struct mgp_arena *arena, struct mgp_slice text, struct mgp_buffer *out)
{
    struct mgp_json *json = NULL;
    struct mgp_error error;
    struct mgp_json_writer writer;
    if (mgp_json_parse(arena, text, &json, &error) != MGP_OK) return false;
    mgp_json_writer_init(&writer, out, 0);
    mgp_json_write_tree(&writer, json);
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct mgp_arena arena = {0};
    struct mgp_buffer once = {0}, twice = {0};
    if (write_again(&arena, mgp_slice_of(data, size), &once)) {
        bool good = write_again(&arena, mgp_buffer_slice(&once), &twice);
        assert(good && mgp_slice_equal(mgp_buffer_slice(&once), mgp_buffer_slice(&twice)));
        (void)good;
    }
    mgp_buffer_clear(&once);
    mgp_buffer_clear(&twice);
    mgp_arena_clear(&arena);
    return 0;
}
