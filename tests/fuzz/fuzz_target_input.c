/* A line that is the path of InputPath, a line that is the event, then an InputTemplate. What a target receives must
 * be JSON, or lines of it. */
#include <stdlib.h>

#include "notifier/rule/target_input.h"
#include "notifier/rule/target_template.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct mgp_slice cut_line(struct mgp_slice *rest)
{
    size_t end = mgp_slice_find(*rest, MGP_LITERAL("\n"), 0);
    if (end == SIZE_MAX) end = rest->len;
    struct mgp_slice line = mgp_slice_sub(*rest, 0, end);
    *rest = mgp_slice_sub(*rest, end + (end < rest->len), rest->len);
    return line;
}

static void receive(const struct mgp_input *input, const struct mgp_json *event, struct mgp_slice text)
{
    struct mgp_rule rule = {.name = "r"};
    struct mgp_target target = {.id = "t", .input = input};
    struct mgp_buffer out = {0};
    struct mgp_error error;
    enum mgp_status status = mgp_target_input(&target, &rule, event, text, 0, &out, &error);
    if (status == MGP_OK && !mgp_template_is_lines(mgp_buffer_slice(&out))) {
        struct mgp_arena arena = {0};
        struct mgp_json *json = NULL; /* a template of several lines may be one JSON value */
        if (mgp_json_parse(&arena, mgp_buffer_slice(&out), &json, &error) != MGP_OK) abort();
        mgp_arena_clear(&arena);
    }
    if (status != MGP_OK && out.len > 0) abort();
    mgp_buffer_clear(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct mgp_slice rest = mgp_slice_of(data, size);
    struct mgp_slice path = cut_line(&rest), text = cut_line(&rest);
    struct mgp_arena arena = {0};
    struct mgp_json *event = NULL;
    struct mgp_error error;
    struct mgp_input input = {.kind = MGP_INPUT_PATH};
    struct mgp_input_name names[2] = {{.name = MGP_LITERAL("a")}, {.name = MGP_LITERAL("b")}};
    if (mgp_json_parse(&arena, text, &event, &error) == MGP_OK && event->type == MGP_JSON_OBJECT &&
        !mgp_target_path_read(&arena, path, &input.path)) {
        receive(&input, event, text);
        names[0].path = input.path;
        mgp_target_path_read(&arena, MGP_LITERAL("$.detail"), &names[1].path);
        if (mgp_template_read(&arena, rest, "t", names, 2, &input, &error) == MGP_OK) receive(&input, event, text);
    }
    mgp_arena_clear(&arena);
    return 0;
}
