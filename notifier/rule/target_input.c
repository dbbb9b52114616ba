#include "notifier/rule/target_input.h"

#include "base/json_writer.h"
#include "notifier/rule/target_template.h"

struct subject {
    const struct mgp_rule *rule;
    const struct mgp_json *event;
    struct mgp_slice text; /* what event was parsed from */
    mgp_time_ms ingestion;
};

void mgp_rule_arn(const struct mgp_rule *rule, const struct mgp_json *event, struct mgp_buffer *out)
{
    const struct mgp_json *region = mgp_json_member(event, "region"), *account = mgp_json_member(event, "account");
    mgp_buffer_format(out, "arn:aws:events:%s:%s:rule/%s", mgp_json_string(region, "us-east-1"),
                      mgp_json_string(account, "000000000000"), rule->name);
}

static void append_json_string(struct mgp_buffer *out, struct mgp_slice text)
{
    struct mgp_json_writer writer;
    mgp_json_writer_init(&writer, out, 0);
    mgp_json_write_string(&writer, text);
}

/* What may stand between the quotes of a JSON string. */
static void append_escaped(struct mgp_buffer *out, struct mgp_slice text)
{
    struct mgp_buffer quoted = {0};
    append_json_string(&quoted, text);
    mgp_buffer_append(out, mgp_slice_sub(mgp_buffer_slice(&quoted), 1, quoted.len - 1));
    mgp_buffer_clear(&quoted);
}

#define MEMBERS_COMPARED 1000 /* an event with more keeps names that are given twice: they are not worth n * n steps */

static bool is_last_of_name(const struct mgp_json *object, size_t at)
{
    if (object->count > MEMBERS_COMPARED) return true;
    for (size_t i = at + 1; i < object->count; i++)
        if (mgp_slice_equal(object->names[i], object->names[at])) return false;
    return true;
}

/* The event without detail, and with detailType in place of detail-type. */
static void append_envelope(struct mgp_buffer *out, const struct subject *subject)
{
    const struct mgp_json *event = subject->event;
    size_t shown = 0;
    mgp_buffer_byte(out, '{');
    for (size_t i = 0; i < event->count; i++) {
        struct mgp_slice name = event->names[i];
        if (mgp_slice_is(name, "detail") || !is_last_of_name(event, i)) continue;
        if (shown++) mgp_buffer_byte(out, ',');
        append_json_string(out, mgp_slice_is(name, "detail-type") ? MGP_LITERAL("detailType") : name);
        mgp_buffer_byte(out, ':');
        mgp_append_compact(out, mgp_slice_sub(subject->text, event->items[i]->offset, event->items[i]->end));
    }
    mgp_buffer_byte(out, '}');
}

/* A variable's value: text, or else JSON of no string. */
struct value {
    bool is_string;
    struct mgp_slice string; /* borrowed, or in made */
    struct mgp_buffer made;
};

static void find_path_value(const struct subject *subject, const struct mgp_target_path *path, struct value *out)
{
    if (path->has_any) {
        mgp_target_path_list(path, subject->event, subject->text, &out->made);
        return;
    }
    const struct mgp_json *json = mgp_target_path_find(path, subject->event);
    out->is_string = !json || json->type == MGP_JSON_STRING; /* what is missing is empty text */
    if (json && out->is_string) out->string = json->text;
    else if (json) mgp_append_compact(&out->made, mgp_slice_sub(subject->text, json->offset, json->end));
}

static void find_value(const struct subject *subject, const struct mgp_template_piece *piece, struct value *out)
{
    char time[MGP_TIME_TEXT];
    switch (piece->variable) {
    case MGP_VARIABLE_PATH: find_path_value(subject, piece->path, out); return;
    case MGP_VARIABLE_EVENT: append_envelope(&out->made, subject); return;
    case MGP_VARIABLE_EVENT_JSON:
        mgp_append_compact(&out->made, mgp_slice_sub(subject->text, subject->event->offset, subject->event->end));
        return;
    case MGP_VARIABLE_RULE_ARN: mgp_rule_arn(subject->rule, subject->event, &out->made); break;
    case MGP_VARIABLE_RULE_NAME: mgp_buffer_text(&out->made, subject->rule->name); break;
    case MGP_VARIABLE_INGESTION_TIME:
        mgp_time_format(subject->ingestion, true, time);
        mgp_buffer_text(&out->made, time);
        break;
    }
    out->is_string = true;
    out->string = mgp_buffer_slice(&out->made);
}

static void append_without_quotes(struct mgp_buffer *out, struct mgp_slice json)
{
    struct mgp_buffer bare = {0};
    for (size_t i = 0; i < json.len; i++)
        if (json.ptr[i] != '"') mgp_buffer_byte(&bare, json.ptr[i]);
    append_escaped(out, mgp_buffer_slice(&bare));
    mgp_buffer_clear(&bare);
}

/* Objects and lists between the quotes of a JSON template are put in as they are, which makes it invalid: as in the
 * service, where such a target receives nothing. In text they lose their quotes. */
static void append_value(struct mgp_buffer *out, const struct value *value, bool is_quoted, bool is_text)
{
    struct mgp_slice json = mgp_buffer_slice(&value->made);
    if (value->is_string && is_quoted) append_escaped(out, value->string);
    else if (value->is_string) append_json_string(out, value->string);
    else if (is_quoted && is_text) append_without_quotes(out, json);
    else mgp_buffer_append(out, json);
}

static bool is_valid(const struct mgp_input *input, struct mgp_slice text)
{
    struct mgp_arena arena = {0};
    struct mgp_json *json = NULL;
    if (input->is_text) return mgp_template_is_lines(text);
    bool valid = mgp_json_parse(&arena, text, &json, NULL) == MGP_OK;
    mgp_arena_clear(&arena);
    return valid;
}

static enum mgp_status fill_in(const struct mgp_input *input, const struct subject *subject, struct mgp_buffer *out,
                               struct mgp_error *error)
{
    size_t before = out->len;
    for (size_t i = 0; i < input->piece_count; i++) {
        const struct mgp_template_piece *piece = &input->pieces[i];
        struct value value = {0};
        mgp_buffer_append(out, piece->text);
        if (piece->has_variable) {
            find_value(subject, piece, &value);
            append_value(out, &value, piece->is_quoted, input->is_text);
        }
        mgp_buffer_clear(&value.made);
        if (out->len - before <= MGP_TARGET_INPUT_MAX_BYTES) continue;
        out->len = before;
        return mgp_fail(error, MGP_LIMIT, "InputTemplate gives more than %u bytes", MGP_TARGET_INPUT_MAX_BYTES);
    }
    if (is_valid(input, mgp_slice_sub(mgp_buffer_slice(out), before, out->len))) return MGP_OK;
    out->len = before;
    return mgp_fail(error, MGP_INVALID,
                    "InputTemplate gives what is not JSON: an object or a list stands between quotes");
}

enum mgp_status mgp_target_input(const struct mgp_target *target, const struct mgp_rule *rule,
                                 const struct mgp_json *event, struct mgp_slice event_text, mgp_time_ms ingestion,
                                 struct mgp_buffer *out, struct mgp_error *error)
{
    const struct mgp_input *input = target->input;
    struct subject subject = {rule, event, event_text, ingestion};
    if (!input) {
        mgp_buffer_append(out, event_text);
    } else if (input->kind == MGP_INPUT_CONSTANT) {
        mgp_buffer_append(out, input->constant);
    } else if (input->kind == MGP_INPUT_TEMPLATE) {
        return fill_in(input, &subject, out, error);
    } else if (input->path.has_any) {
        mgp_target_path_list(&input->path, event, event_text, out);
    } else {
        const struct mgp_json *value = mgp_target_path_find(&input->path, event);
        if (value) mgp_append_compact(out, mgp_slice_sub(event_text, value->offset, value->end));
        else mgp_buffer_text(out, "null");
    }
    return MGP_OK;
}
