#include "notifier/message/fields.h"

#include <assert.h>

#include "notifier/message/detections.h"
#include "notifier/message/link.h"

static void add(struct mgp_fields *fields, const char *name, struct mgp_slice value, bool is_long)
{
    assert(fields->count < MGP_FIELDS_MAX);
    fields->items[fields->count++] = (struct mgp_field){name, value, is_long};
}

static void add_finding(struct mgp_fields *fields, const struct mgp_facts *facts, const struct mgp_shape *shape)
{
    add(fields, "Severity", facts->severity, false);
    add(fields, "Title", mgp_facts_title(facts), false);
    add(fields, "Bucket", mgp_facts_bucket(facts), false);
    if (facts->is_policy) {
        add(fields, "API action", facts->api, false);
        add(fields, "Access key", facts->access_key_id, false);
        add(fields, "IP address", facts->ip_address, false);
    } else {
        add(fields, "Object", facts->key, false);
        add(fields, "Last modified", facts->last_modified, false);
        if (mgp_detections_append_counts(&fields->counts, facts, shape->kinds, shape->name))
            add(fields, "Found", mgp_buffer_slice(&fields->counts), true);
        if (mgp_detections_append_places(&fields->places, facts, shape->places, shape->name))
            add(fields, "First places", mgp_buffer_slice(&fields->places), true);
    }
    add(fields, "Finding type", facts->type, false);
    add(fields, "Finding", facts->finding_id, false);
}

static void append_resources(struct mgp_buffer *out, const struct mgp_facts *facts, const struct mgp_shape *shape)
{
    const struct mgp_json *resources = mgp_json_member(facts->input, "resources");
    size_t count = mgp_json_is(resources, MGP_JSON_ARRAY) ? resources->count : 0;
    for (size_t i = 0; i < count && i < shape->kinds; i++) {
        if (out->len > 0) mgp_buffer_byte(out, '\n');
        mgp_text_append(out, mgp_text_value(resources->items[i]), shape->name, MGP_TEXT_PLAIN);
    }
    if (count > shape->kinds) mgp_buffer_format(out, "\nand %zu more", count - shape->kinds);
}

static void add_event(struct mgp_fields *fields, const struct mgp_facts *facts, const struct mgp_shape *shape)
{
    add(fields, "Event", facts->detail_type, false);
    add(fields, "Source", facts->source, false);
    add(fields, "Event id", facts->event_id, false);
    append_resources(&fields->resources, facts, shape);
    if (fields->resources.len > 0) add(fields, "Resources", mgp_buffer_slice(&fields->resources), true);
    if (facts->detail) mgp_text_append_json(&fields->detail, facts->detail);
    add(fields, "Detail", mgp_buffer_slice(&fields->detail), true);
}

void mgp_fields_init(struct mgp_fields *fields, const struct mgp_facts *facts, const struct mgp_shape *shape)
{
    *fields = (struct mgp_fields){0};
    if (facts->kind == MGP_INPUT_FINDING) add_finding(fields, facts, shape);
    else add_event(fields, facts, shape);
    add(fields, "Account", facts->account, false);
    add(fields, "Region", facts->region, false);
    add(fields, "Time", facts->time, false);
}

void mgp_fields_clear(struct mgp_fields *fields)
{
    mgp_buffer_clear(&fields->counts);
    mgp_buffer_clear(&fields->places);
    mgp_buffer_clear(&fields->resources);
    mgp_buffer_clear(&fields->detail);
}

void mgp_fields_append_title(struct mgp_buffer *out, const struct mgp_facts *facts, size_t limit,
                             enum mgp_text_form form)
{
    struct mgp_buffer text = {0};
    if (facts->kind == MGP_INPUT_FINDING) {
        mgp_text_append_shown(&text, facts->severity, 20, form);
        mgp_buffer_text(&text, ": ");
        mgp_text_append_shown(&text, mgp_facts_title(facts), limit - 22, form);
    } else if (facts->kind == MGP_INPUT_EVENT) {
        size_t half = (limit - 6) / 2;
        mgp_text_append_shown(&text, facts->detail_type, half, form);
        mgp_buffer_text(&text, " from ");
        mgp_text_append_shown(&text, facts->source, half, form);
    } else {
        mgp_buffer_text(&text, "Message from Magpie");
    }
    mgp_buffer_append(out, mgp_buffer_slice(&text));
    mgp_buffer_clear(&text);
}

void mgp_fields_append_line(struct mgp_buffer *out, const struct mgp_facts *facts, size_t part,
                            enum mgp_text_form form)
{
    if (facts->kind != MGP_INPUT_FINDING) {
        mgp_fields_append_title(out, facts, 2 * part + 6, form);
        return;
    }
    mgp_buffer_text(out, "Macie finding, severity ");
    mgp_text_append_shown(out, facts->severity, 40, form);
    mgp_buffer_text(out, ": ");
    mgp_text_append_shown(out, mgp_facts_title(facts), part, form);
    mgp_buffer_text(out, ": ");
    mgp_text_append_shown(out, facts->bucket_name.len ? facts->bucket_name : facts->bucket_arn, part, form);
    if (facts->key.len > 0) {
        mgp_buffer_byte(out, '/');
        mgp_text_append_shown(out, facts->key, part, form);
    }
    mgp_buffer_text(out, " (finding ");
    mgp_text_append_shown(out, facts->finding_id, 100, form);
    mgp_buffer_byte(out, ')');
}

void mgp_fields_append_text(struct mgp_buffer *out, const struct mgp_facts *facts, size_t limit,
                            enum mgp_text_form form)
{
    struct mgp_buffer json = {0};
    struct mgp_slice text = MGP_LITERAL("");
    if (mgp_json_is(facts->input, MGP_JSON_STRING)) {
        text = facts->input->text;
    } else if (facts->input) {
        mgp_text_append_json(&json, facts->input);
        text = mgp_buffer_slice(&json);
    }
    if (mgp_text_is_blank(text)) text = MGP_LITERAL(MGP_TEXT_NOTHING);
    mgp_text_append_lines(out, text, limit, form);
    mgp_buffer_clear(&json);
}

bool mgp_fields_next_line(struct mgp_slice *rest, struct mgp_slice *line)
{
    if (rest->len == 0) return false;
    size_t end = mgp_slice_find(*rest, MGP_LITERAL("\n"), 0);
    size_t length = end == SIZE_MAX ? rest->len : end;
    *line = mgp_slice_sub(*rest, 0, length);
    *rest = mgp_slice_sub(*rest, end == SIZE_MAX ? length : length + 1, rest->len);
    return true;
}

static void append_field(struct mgp_buffer *out, const struct mgp_field *field, size_t limit)
{
    struct mgp_slice rest = field->value, line;
    mgp_buffer_format(out, "%s:", field->name);
    if (!field->is_long || mgp_text_is_blank(field->value)) {
        mgp_buffer_byte(out, ' ');
        mgp_text_append_shown(out, field->value, limit, MGP_TEXT_PLAIN);
        mgp_buffer_byte(out, '\n');
        return;
    }
    mgp_buffer_byte(out, '\n');
    while (mgp_fields_next_line(&rest, &line)) {
        mgp_buffer_text(out, "  ");
        mgp_text_append(out, line, limit, MGP_TEXT_PLAIN);
        mgp_buffer_byte(out, '\n');
    }
}

void mgp_fields_append_body(struct mgp_buffer *out, const struct mgp_destination *destination,
                            const struct mgp_facts *facts, const struct mgp_shape *shape)
{
    struct mgp_fields fields;
    struct mgp_buffer link = {0};
    if (facts->kind == MGP_INPUT_TEXT) {
        mgp_fields_append_text(out, facts, shape->text * 4, MGP_TEXT_PLAIN);
        mgp_buffer_byte(out, '\n');
        return;
    }
    mgp_fields_append_title(out, facts, shape->text + 30, MGP_TEXT_PLAIN);
    mgp_buffer_text(out, "\n\n");
    mgp_fields_init(&fields, facts, shape);
    for (size_t i = 0; i < fields.count; i++) append_field(out, &fields.items[i], shape->text);
    mgp_fields_clear(&fields);
    if (shape->with_link && mgp_link_append(&link, destination, facts, 3000))
        mgp_buffer_format(out, "\n%s\n", mgp_buffer_string(&link));
    mgp_buffer_clear(&link);
}
