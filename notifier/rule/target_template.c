#include "notifier/rule/target_template.h"

#include "base/utf8.h"

#define NAME_SHOWN 64
/* Stands for a variable while the form of a template is checked; not to be found in names. */
#define STAND_IN "\xEE\x80\x80"

static const struct {
    const char *name;
    enum mgp_variable variable;
} reserved[] = {
    {"aws.events.rule-arn", MGP_VARIABLE_RULE_ARN},
    {"aws.events.rule-name", MGP_VARIABLE_RULE_NAME},
    {"aws.events.event.ingestion-time", MGP_VARIABLE_INGESTION_TIME},
    {"aws.events.event", MGP_VARIABLE_EVENT},
    {"aws.events.event.json", MGP_VARIABLE_EVENT_JSON},
};

static bool find_variable(struct mgp_slice name, const struct mgp_input_name *names, size_t count,
                          struct mgp_template_piece *piece)
{
    for (size_t i = 0; i < sizeof reserved / sizeof *reserved; i++) {
        if (!mgp_slice_is(name, reserved[i].name)) continue;
        piece->variable = reserved[i].variable;
        return true;
    }
    for (size_t i = 0; i < count; i++) {
        if (!mgp_slice_equal(names[i].name, name)) continue;
        piece->path = &names[i].path;
        return true;
    }
    return false;
}

/* The name in "<name>" at an offset of '<'; empty where that is only a '<'. */
static struct mgp_slice placeholder_at(struct mgp_slice text, size_t at)
{
    size_t end = at + 1;
    while (end < text.len && !memchr("<> \t\r\n\"", text.ptr[end], 7)) end++;
    if (end == text.len || text.ptr[end] != '>') return mgp_slice_sub(text, at, at);
    return mgp_slice_sub(text, at + 1, end);
}

static enum mgp_status refuse_placeholder(struct mgp_error *error, const char *target, struct mgp_slice name)
{
    size_t shown = mgp_utf8_valid_prefix(mgp_slice_sub(name, 0, name.len < NAME_SHOWN ? name.len : NAME_SHOWN));
    return mgp_fail(error, MGP_INVALID, "InputTemplate for target %s contains invalid placeholder %.*s.", target,
                    (int)shown, (const char *)name.ptr);
}

static enum mgp_status split(struct mgp_slice text, const char *target, const struct mgp_input_name *names,
                             size_t count, struct mgp_input *input, struct mgp_error *error)
{
    bool in_string = false;
    size_t begin = 0;
    for (size_t at = 0; at < text.len; at++) {
        if (text.ptr[at] == '"') in_string = !in_string;
        if (in_string && text.ptr[at] == '\\') at++;
        if (at >= text.len || text.ptr[at] != '<') continue;
        struct mgp_slice name = placeholder_at(text, at);
        if (name.len == 0) continue;
        struct mgp_template_piece *piece = &input->pieces[input->piece_count++];
        *piece = (struct mgp_template_piece){mgp_slice_sub(text, begin, at), true, in_string, MGP_VARIABLE_PATH, NULL};
        if (!find_variable(name, names, count, piece)) return refuse_placeholder(error, target, name);
        at += name.len + 1;
        begin = at + 1;
    }
    input->pieces[input->piece_count++] = (struct mgp_template_piece){.text = mgp_slice_sub(text, begin, text.len)};
    return MGP_OK;
}

static bool has_stand_in_as_name(const struct mgp_json *json)
{
    for (size_t i = 0; i < json->count; i++) {
        if (json->type == MGP_JSON_OBJECT && mgp_slice_find(json->names[i], MGP_LITERAL(STAND_IN), 0) != SIZE_MAX)
            return true;
        if (has_stand_in_as_name(json->items[i])) return true;
    }
    return false;
}

bool mgp_template_is_lines(struct mgp_slice text)
{
    struct mgp_arena arena = {0};
    struct mgp_json *json = NULL;
    bool is_valid = true, has_any = false;
    for (size_t begin = 0; is_valid && begin <= text.len;) {
        size_t end = mgp_slice_find(text, MGP_LITERAL("\n"), begin);
        if (end == SIZE_MAX) end = text.len;
        struct mgp_slice line = mgp_slice_sub(text, begin, end);
        size_t blanks = 0;
        while (blanks < line.len && memchr(" \t\r", line.ptr[blanks], 3)) blanks++;
        if (blanks < line.len) {
            is_valid = mgp_json_parse(&arena, line, &json, NULL) == MGP_OK;
            has_any = true;
        }
        begin = end + 1;
    }
    mgp_arena_clear(&arena);
    return is_valid && has_any;
}

/* With something in place of each variable the template must be JSON, or lines of it. */
static enum mgp_status check_form(struct mgp_input *input, struct mgp_error *error)
{
    struct mgp_buffer text = {0};
    struct mgp_arena arena = {0};
    struct mgp_json *json = NULL;
    enum mgp_status status = MGP_OK;
    for (size_t i = 0; i < input->piece_count; i++) {
        mgp_buffer_append(&text, input->pieces[i].text);
        if (input->pieces[i].has_variable) mgp_buffer_text(&text, input->pieces[i].is_quoted ? STAND_IN : "0");
    }
    if (mgp_json_parse(&arena, mgp_buffer_slice(&text), &json, NULL) == MGP_OK) {
        input->is_text = json->type == MGP_JSON_STRING;
        if (has_stand_in_as_name(json))
            status = mgp_fail(error, MGP_INVALID, "a placeholder in InputTemplate must not be the name of a member");
    } else {
        input->is_text = true;
        if (!mgp_template_is_lines(mgp_buffer_slice(&text)))
            status = mgp_fail(error, MGP_INVALID, "InputTemplate must be JSON, or lines in double quotes, once its "
                                                  "placeholders are filled in");
    }
    mgp_arena_clear(&arena);
    mgp_buffer_clear(&text);
    return status;
}

enum mgp_status mgp_template_read(struct mgp_arena *arena, struct mgp_slice text, const char *target,
                                  const struct mgp_input_name *names, size_t count, struct mgp_input *out,
                                  struct mgp_error *error)
{
    size_t most = 1;
    struct mgp_input input = {.kind = MGP_INPUT_TEMPLATE};
    text = mgp_arena_copy(arena, text);
    for (size_t i = 0; i < text.len; i++) most += text.ptr[i] == '<';
    input.pieces = mgp_arena_alloc(arena, most * sizeof *input.pieces);
    enum mgp_status status = split(text, target, names, count, &input, error);
    if (status == MGP_OK) status = check_form(&input, error);
    if (status == MGP_OK) *out = input;
    return status;
}
