/* Microsoft Teams: the body of a Workflows webhook, a message with one Adaptive Card (schema 1.2).
 *
 * Foreign text stands in TextRuns only: there, unlike in TextBlocks and facts, Markdown is not interpreted. */
#include <stdio.h>

#include "base/json_writer.h"
#include "notifier/message/builder.h"
#include "notifier/message/digest.h"
#include "notifier/message/fields.h"
#include "notifier/message/link.h"

/* 28 KB are documented for a message; from about 21 KB on, refusals (413) were seen. */
#define BODY_MAX  20000
#define LINE_MAX  1000
#define LINES_MAX 60
#define URL_MAX   2000

struct card {
    const struct mgp_destination *destination;
    const struct mgp_facts *facts;   /* or */
    const struct mgp_digest *digest; /* a digest's */
    bool is_plain;
};

static void write_run(struct mgp_json_writer *writer, struct mgp_slice text, size_t limit, const char *weight,
                      const char *color)
{
    struct mgp_buffer shown = {0};
    mgp_text_append_shown(&shown, text, limit, MGP_TEXT_PLAIN);
    mgp_json_begin_object(writer);
    mgp_json_member_text(writer, "type", "TextRun");
    mgp_json_member_string(writer, "text", mgp_buffer_slice(&shown));
    if (weight) mgp_json_member_text(writer, "weight", weight);
    if (color) mgp_json_member_text(writer, "color", color);
    mgp_json_end_object(writer);
    mgp_buffer_clear(&shown);
}

static void begin_block(struct mgp_json_writer *writer)
{
    mgp_json_begin_object(writer);
    mgp_json_member_text(writer, "type", "RichTextBlock");
    mgp_json_key(writer, "inlines");
    mgp_json_begin_array(writer);
}

static void end_block(struct mgp_json_writer *writer)
{
    mgp_json_end_array(writer);
    mgp_json_end_object(writer);
}

static void write_line(struct mgp_json_writer *writer, struct mgp_slice line, size_t limit)
{
    begin_block(writer);
    write_run(writer, line, limit, NULL, NULL);
    end_block(writer);
}

static void write_lines(struct mgp_json_writer *writer, struct mgp_slice text, size_t limit)
{
    struct mgp_slice rest = text, line;
    size_t lines = 0;
    while (mgp_fields_next_line(&rest, &line)) {
        if (++lines > LINES_MAX) {
            write_line(writer, MGP_LITERAL("..."), limit);
            break;
        }
        if (line.len > 0) write_line(writer, line, limit);
    }
}

static const char *color_of(enum mgp_severity severity)
{
    static const char *const colors[MGP_SEVERITIES] = {"Default", "Accent", "Warning", "Attention"};
    return colors[severity];
}

static void write_heading(struct mgp_json_writer *writer, struct mgp_slice text, enum mgp_severity severity)
{
    begin_block(writer);
    write_run(writer, text, LINE_MAX, "Bolder", color_of(severity));
    end_block(writer);
}

static void write_field(struct mgp_json_writer *writer, const struct mgp_field *field, size_t limit)
{
    char name[64];
    snprintf(name, sizeof name, field->is_long ? "%s" : "%s: ", field->name);
    begin_block(writer);
    write_run(writer, mgp_slice_text(name), sizeof name, "Bolder", NULL);
    if (!field->is_long) write_run(writer, field->value, limit, NULL, NULL);
    end_block(writer);
    if (field->is_long) write_lines(writer, field->value, limit);
}

static void write_event(struct mgp_json_writer *writer, const struct card *card, const struct mgp_shape *shape)
{
    struct mgp_buffer title = {0};
    struct mgp_fields fields;
    size_t limit = shape->text < LINE_MAX ? shape->text : LINE_MAX;
    mgp_fields_append_title(&title, card->facts, limit, MGP_TEXT_PLAIN);
    write_heading(writer, mgp_buffer_slice(&title), card->facts->severity_level);
    mgp_fields_init(&fields, card->facts, shape);
    for (size_t i = 0; i < fields.count; i++) write_field(writer, &fields.items[i], limit);
    mgp_fields_clear(&fields);
    mgp_buffer_clear(&title);
}

static void write_body(struct mgp_json_writer *writer, const struct card *card, const struct mgp_shape *shape)
{
    struct mgp_buffer text = {0};
    if (card->digest) {
        mgp_digest_append_title(&text, card->digest);
        write_heading(writer, mgp_buffer_slice(&text), MGP_SEVERITY_NONE);
        text.len = 0;
        mgp_digest_append_body(&text, card->digest, shape);
        struct mgp_slice rest = mgp_buffer_slice(&text), title;
        mgp_fields_next_line(&rest, &title); /* is the heading */
        write_lines(writer, rest, LINE_MAX);
    } else if (card->facts->kind == MGP_INPUT_TEXT) {
        mgp_fields_append_text(&text, card->facts, shape->text * 4, MGP_TEXT_PLAIN);
        write_lines(writer, mgp_buffer_slice(&text), shape->text);
    } else if (card->is_plain) {
        mgp_fields_append_line(&text, card->facts, shape->name, MGP_TEXT_PLAIN);
        write_line(writer, mgp_buffer_slice(&text), LINE_MAX);
    } else {
        write_event(writer, card, shape);
    }
    mgp_buffer_clear(&text);
}

static void write_actions(struct mgp_json_writer *writer, const struct card *card, const struct mgp_shape *shape)
{
    struct mgp_buffer url = {0};
    bool wants_link = shape->with_link && card->facts && !card->is_plain;
    if (wants_link && mgp_link_append(&url, card->destination, card->facts, URL_MAX)) {
        mgp_json_key(writer, "actions");
        mgp_json_begin_array(writer);
        mgp_json_begin_object(writer);
        mgp_json_member_text(writer, "type", "Action.OpenUrl");
        mgp_json_member_text(writer, "title", card->facts->is_policy ? "Visit policy" : "Visit object");
        mgp_json_member_string(writer, "url", mgp_buffer_slice(&url));
        mgp_json_end_object(writer);
        mgp_json_end_array(writer);
    }
    mgp_buffer_clear(&url);
}

static void write_card(struct mgp_json_writer *writer, const struct card *card, const struct mgp_shape *shape)
{
    mgp_json_begin_object(writer);
    mgp_json_member_text(writer, "$schema", "http://adaptivecards.io/schemas/adaptive-card.json");
    mgp_json_member_text(writer, "type", "AdaptiveCard");
    mgp_json_member_text(writer, "version", "1.2");
    mgp_json_key(writer, "body");
    mgp_json_begin_array(writer);
    write_body(writer, card, shape);
    mgp_json_end_array(writer);
    write_actions(writer, card, shape);
    mgp_json_key(writer, "msteams");
    mgp_json_begin_object(writer);
    mgp_json_member_text(writer, "width", "Full");
    mgp_json_end_object(writer);
    mgp_json_end_object(writer);
}

static void write_message(const void *context, const struct mgp_shape *shape, struct mgp_buffer *out)
{
    struct mgp_json_writer writer;
    mgp_json_writer_init(&writer, out, 0);
    mgp_json_begin_object(&writer);
    mgp_json_member_text(&writer, "type", "message");
    mgp_json_key(&writer, "attachments");
    mgp_json_begin_array(&writer);
    mgp_json_begin_object(&writer);
    mgp_json_member_text(&writer, "contentType", "application/vnd.microsoft.card.adaptive");
    mgp_json_member_null(&writer, "contentUrl");
    mgp_json_key(&writer, "content");
    write_card(&writer, context, shape);
    mgp_json_end_object(&writer);
    mgp_json_end_array(&writer);
    mgp_json_end_object(&writer);
}

bool mgp_build_teams(const struct mgp_destination *destination, const struct mgp_facts *facts,
                     enum mgp_message_form form, struct mgp_buffer *out)
{
    struct card card = {.destination = destination, .facts = facts, .is_plain = form == MGP_MESSAGE_PLAIN};
    mgp_shape_fit(write_message, &card, mgp_shape_bytes, BODY_MAX, out);
    return true;
}

void mgp_digest_teams(const struct mgp_destination *destination, const struct mgp_digest *digest,
                      struct mgp_buffer *out)
{
    struct card card = {.destination = destination, .digest = digest};
    mgp_shape_fit(write_message, &card, mgp_shape_bytes, BODY_MAX, out);
}
