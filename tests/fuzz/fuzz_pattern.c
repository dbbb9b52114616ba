/* A line that is a pattern, then an event. */
#include "notifier/rule/pattern.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct mgp_slice input = mgp_slice_of(data, size);
    size_t line = mgp_slice_find(input, MGP_LITERAL("\n"), 0);
    struct mgp_pattern *pattern = NULL;
    struct mgp_arena arena = {0};
    struct mgp_json *event = NULL;
    struct mgp_error error;
    bool matched;
    if (line == SIZE_MAX || mgp_pattern_parse(mgp_slice_sub(input, 0, line), &pattern, &error) != MGP_OK)
        return 0;
    if (mgp_json_parse(&arena, mgp_slice_sub(input, line + 1, size), &event, &error) == MGP_OK) {
        mgp_pattern_match(pattern, event, &matched);
    }
    mgp_pattern_destroy(pattern);
    mgp_arena_clear(&arena);
    return 0;
}
