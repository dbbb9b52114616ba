/* A line that is a pattern, then an event. What the program answers must be what the slow and plain way answers, and
 * what the linter says must not depend on anything but the pattern. */
#include <stdlib.h>

#include "notifier/rule/pattern_lint.h"
#include "../support/pattern_reference.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void ignore(void *context, size_t offset, const char *text)
{
    (void)offset;
    if (strlen(text) > 0) ++*(size_t *)context;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct mgp_slice input = mgp_slice_of(data, size);
    size_t line = mgp_slice_find(input, MGP_LITERAL("\n"), 0), warnings = 0;
    struct mgp_pattern *pattern = NULL;
    struct mgp_arena arena = {0};
    struct mgp_json *event = NULL;
    struct mgp_error error;
    bool matched = false, wanted = false;
    if (line == SIZE_MAX || mgp_pattern_parse(mgp_slice_sub(input, 0, line), &pattern, &error) != MGP_OK)
        return 0;
    if (mgp_pattern_lint(pattern, ignore, &warnings) != warnings) abort();
    if (mgp_json_parse(&arena, mgp_slice_sub(input, line + 1, size), &event, &error) == MGP_OK &&
        mgp_pattern_match(pattern, event, &matched) == MGP_OK && reference_match(pattern, event, &wanted) &&
        matched != wanted)
        abort();
    mgp_pattern_destroy(pattern);
    mgp_arena_clear(&arena);
    return 0;
}
