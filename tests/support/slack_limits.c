#include "slack_limits.h"

#include <stdarg.h>
#include <stdio.h>

#include "limits_text.h"

#define ALL_BLOCKS_MAX 13200 /* of a message that was refused with msg_blocks_too_long */
#define MARKDOWN_MAX   12000

struct check {
    char pointer[200];
    size_t markdown; /* characters in all markdown blocks */
    char *fault;
    size_t size;
    const struct mgp_json *ids[200]; /* block_id and action_id seen */
    size_t id_count;
};

static bool refuse(struct check *check, const char *reason)
{
    snprintf(check->fault, check->size, "[ERROR] %s [json-pointer:%s]", reason, check->pointer);
    return false;
}

static void point(struct check *check, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void point(struct check *check, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(check->pointer, sizeof check->pointer, format, arguments);
    va_end(arguments);
}

/* What Slack would take for a mention, a link or a date. Magpie's own texts have none. */
static bool is_active(struct mgp_slice text)
{
    return memchr(text.len ? text.ptr : (const uint8_t *)"", '<', text.len) != NULL;
}

static bool check_text(struct check *check, const struct mgp_json *json, size_t limit, bool plain_only)
{
    const struct mgp_json *type = mgp_json_member(json, "type"), *text = mgp_json_member(json, "text");
    bool is_plain = mgp_json_is_string(type, "plain_text"), is_mrkdwn = mgp_json_is_string(type, "mrkdwn");
    if (!is_plain && (plain_only || !is_mrkdwn)) return refuse(check, "unsupported type of text");
    if (!mgp_json_is(text, MGP_JSON_STRING)) return refuse(check, "missing required field: text");
    if (limits_is_blank(text->text)) return refuse(check, "must be more than 0 characters");
    if (limits_units(text->text) > limit) return refuse(check, "must be less than the limit of characters");
    if (!limits_is_visible(text->text)) return refuse(check, "text that cannot be seen");
    if (is_mrkdwn && is_active(text->text)) return refuse(check, "untrusted text is active");
    return true;
}

static bool check_id(struct check *check, const struct mgp_json *id)
{
    if (!id) return true;
    if (!mgp_json_is(id, MGP_JSON_STRING) || id->text.len == 0 || limits_units(id->text) > 255) {
        return refuse(check, "an id has 1 to 255 characters");
    }
    for (size_t i = 0; i < check->id_count; i++) {
        if (mgp_slice_equal(check->ids[i]->text, id->text)) return refuse(check, "an id is given twice");
    }
    if (check->id_count < sizeof check->ids / sizeof *check->ids) check->ids[check->id_count++] = id;
    return true;
}

static bool check_url(struct check *check, const struct mgp_json *url)
{
    if (!url) return true;
    if (mgp_json_is(url, MGP_JSON_STRING) && limits_is_url(url->text, 3000)) return true;
    return refuse(check, "url is not valid, or too long");
}

static bool check_value(struct check *check, const struct mgp_json *value)
{
    if (!value || (mgp_json_is(value, MGP_JSON_STRING) && limits_units(value->text) <= 2000)) return true;
    return refuse(check, "value is too long");
}

static bool check_markdown(struct check *check, const struct mgp_json *text)
{
    if (!mgp_json_is(text, MGP_JSON_STRING)) return refuse(check, "missing required field: text");
    check->markdown += limits_units(text->text);
    return check->markdown <= MARKDOWN_MAX || refuse(check, "more than 12,000 characters of markdown");
}

static bool check_section(struct check *check, const struct mgp_json *block, size_t index)
{
    const struct mgp_json *text = mgp_json_member(block, "text"), *fields = mgp_json_member(block, "fields");
    if (!text && !fields) return refuse(check, "a section needs text or fields");
    point(check, "/blocks/%zu/text", index);
    if (text && !check_text(check, text, 3000, false)) return false;
    if (!fields) return true;
    point(check, "/blocks/%zu/fields", index);
    if (!mgp_json_is(fields, MGP_JSON_ARRAY) || fields->count == 0 || fields->count > 10) {
        return refuse(check, "1 to 10 fields are allowed");
    }
    for (size_t i = 0; i < fields->count; i++) {
        point(check, "/blocks/%zu/fields/%zu", index, i);
        if (!check_text(check, fields->items[i], 2000, false)) return false;
    }
    return true;
}

static bool check_elements(struct check *check, const struct mgp_json *block, size_t index, bool is_context)
{
    const struct mgp_json *elements = mgp_json_member(block, "elements");
    if (!mgp_json_is(elements, MGP_JSON_ARRAY) || elements->count == 0 ||
        elements->count > (is_context ? 10 : 25)) {
        return refuse(check, "the number of elements is not allowed");
    }
    for (size_t i = 0; i < elements->count; i++) {
        const struct mgp_json *element = elements->items[i];
        point(check, "/blocks/%zu/elements/%zu", index, i);
        if (is_context) {
            if (!check_text(check, element, 3000, false)) return false;
            continue;
        }
        if (!mgp_json_is_string(mgp_json_member(element, "type"), "button"))
            return refuse(check, "unsupported element");
        if (!check_text(check, mgp_json_member(element, "text"), 75, true)) return false;
        if (!check_url(check, mgp_json_member(element, "url"))) return false;
        if (!check_value(check, mgp_json_member(element, "value"))) return false;
        if (!check_id(check, mgp_json_member(element, "action_id"))) return false;
    }
    return true;
}

static bool check_block(struct check *check, const struct mgp_json *block, size_t index)
{
    const struct mgp_json *type = mgp_json_member(block, "type");
    point(check, "/blocks/%zu", index);
    if (!check_id(check, mgp_json_member(block, "block_id"))) return false;
    if (mgp_json_is_string(type, "divider")) return true;
    if (mgp_json_is_string(type, "markdown")) return check_markdown(check, mgp_json_member(block, "text"));
    if (mgp_json_is_string(type, "section")) return check_section(check, block, index);
    if (mgp_json_is_string(type, "actions")) return check_elements(check, block, index, false);
    if (mgp_json_is_string(type, "context")) return check_elements(check, block, index, true);
    if (mgp_json_is_string(type, "header")) {
        point(check, "/blocks/%zu/text", index);
        return check_text(check, mgp_json_member(block, "text"), 150, true);
    }
    return refuse(check, "unsupported block type");
}

/* Characters of the JSON, but for its escapes. */
static size_t units_of(const struct mgp_json *json)
{
    if (json->type == MGP_JSON_STRING) return limits_units(json->text) + 2;
    if (json->type != MGP_JSON_ARRAY && json->type != MGP_JSON_OBJECT) return json->end - json->offset;
    size_t units = 2;
    for (size_t i = 0; i < json->count; i++) {
        units += units_of(json->items[i]) + 1;
        if (json->type == MGP_JSON_OBJECT) units += limits_units(json->names[i]) + 3;
    }
    return units;
}

bool slack_limits_hold(const struct mgp_json *body, char *fault, size_t size)
{
    struct check check = {.fault = fault, .size = size};
    const struct mgp_json *blocks = mgp_json_member(body, "blocks"), *text = mgp_json_member(body, "text");
    point(&check, "/text");
    if (text && (!mgp_json_is(text, MGP_JSON_STRING) || limits_units(text->text) > 4000)) {
        return refuse(&check, "text is too long");
    }
    if (text && is_active(text->text)) return refuse(&check, "untrusted text is active");
    if (text && !limits_is_visible(text->text)) return refuse(&check, "text that cannot be seen");
    if (!blocks) return text && !limits_is_blank(text->text) ? true : refuse(&check, "no_text");
    point(&check, "/blocks");
    if (!mgp_json_is(blocks, MGP_JSON_ARRAY) || blocks->count > 50)
        return refuse(&check, "50 blocks are allowed");
    if (units_of(blocks) >= ALL_BLOCKS_MAX) return refuse(&check, "msg_blocks_too_long");
    for (size_t i = 0; i < blocks->count; i++) {
        if (!check_block(&check, blocks->items[i], i)) return false;
    }
    return true;
}
