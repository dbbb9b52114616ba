/* Discord: the body of a webhook, a message with one embed. Discord interprets Markdown nearly everywhere, so foreign
 * text stands in code only; nobody is mentioned, whatever the text says. */
#include "base/json_writer.h"
#include "notifier/message/builder.h"
#include "notifier/message/digest.h"
#include "notifier/message/fields.h"
#include "notifier/message/link.h"

/* Discord's limits, in characters. */
#define CONTENT_MAX     2000
#define VALUE_MAX       1024
#define DESCRIPTION_MAX 4096
#define URL_MAX         2000
#define EMBED_MAX       6000 /* over all texts of the embeds; here of the whole body, which is more */

struct embed {
    const struct mgp_destination *destination;
    const struct mgp_facts *facts;   /* or */
    const struct mgp_digest *digest; /* a digest's */
};

static void append_code(struct mgp_buffer *out, struct mgp_slice text, size_t limit)
{
    mgp_buffer_byte(out, '`');
    mgp_text_append_shown(out, text, limit - 2, MGP_TEXT_CODE);
    mgp_buffer_byte(out, '`');
}

static void append_code_block(struct mgp_buffer *out, struct mgp_slice text, size_t limit)
{
    mgp_buffer_text(out, "```\n");
    mgp_text_append_lines(out, mgp_text_is_blank(text) ? MGP_LITERAL(MGP_TEXT_NOTHING) : text, limit - 8,
                          MGP_TEXT_CODE);
    mgp_buffer_text(out, "\n```");
}

static void write_mentions(struct mgp_json_writer *writer)
{
    mgp_json_key(writer, "allowed_mentions");
    mgp_json_begin_object(writer);
    mgp_json_key(writer, "parse");
    mgp_json_begin_array(writer);
    mgp_json_end_array(writer);
    mgp_json_end_object(writer);
}

static void write_field(struct mgp_json_writer *writer, const struct mgp_field *field, size_t limit)
{
    struct mgp_buffer value = {0};
    if (field->is_long) append_code_block(&value, field->value, limit);
    else append_code(&value, field->value, limit);
    mgp_json_begin_object(writer);
    mgp_json_member_text(writer, "name", field->name);
    mgp_json_member_string(writer, "value", mgp_buffer_slice(&value));
    mgp_json_member_bool(writer, "inline", !field->is_long && field->value.len < 40);
    mgp_json_end_object(writer);
    mgp_buffer_clear(&value);
}

static int64_t color_of(enum mgp_severity severity)
{
    static const int64_t colors[MGP_SEVERITIES] = {0x808080, 0xF1C40F, 0xE67E22, 0xE74C3C};
    return colors[severity];
}

static void write_event(struct mgp_json_writer *writer, const struct embed *embed, const struct mgp_shape *shape)
{
    struct mgp_fields fields;
    struct mgp_buffer url = {0};
    size_t limit = shape->text < VALUE_MAX ? shape->text : VALUE_MAX;
    bool is_finding = embed->facts->kind == MGP_INPUT_FINDING;
    mgp_json_member_text(writer, "title", is_finding ? "Macie finding" : "Event");
    if (shape->with_link && mgp_link_append(&url, embed->destination, embed->facts, URL_MAX))
        mgp_json_member_string(writer, "url", mgp_buffer_slice(&url));
    mgp_json_member_integer(writer, "color", color_of(embed->facts->severity_level));
    mgp_json_key(writer, "fields");
    mgp_json_begin_array(writer);
    mgp_fields_init(&fields, embed->facts, shape);
    for (size_t i = 0; i < fields.count; i++) write_field(writer, &fields.items[i], limit);
    mgp_fields_clear(&fields);
    mgp_json_end_array(writer);
    mgp_buffer_clear(&url);
}

static void write_digest(struct mgp_json_writer *writer, const struct mgp_digest *digest,
                         const struct mgp_shape *shape)
{
    struct mgp_buffer body = {0}, text = {0};
    mgp_digest_append_body(&body, digest, shape);
    append_code_block(&text, mgp_buffer_slice(&body), DESCRIPTION_MAX);
    mgp_json_member_text(writer, "title", "Macie findings");
    mgp_json_member_string(writer, "description", mgp_buffer_slice(&text));
    mgp_buffer_clear(&body);
    mgp_buffer_clear(&text);
}

static void write_message(const void *context, const struct mgp_shape *shape, struct mgp_buffer *out)
{
    const struct embed *embed = context;
    struct mgp_json_writer writer;
    mgp_json_writer_init(&writer, out, 0);
    mgp_json_begin_object(&writer);
    mgp_json_key(&writer, "embeds");
    mgp_json_begin_array(&writer);
    mgp_json_begin_object(&writer);
    if (embed->digest) write_digest(&writer, embed->digest, shape);
    else write_event(&writer, embed, shape);
    mgp_json_end_object(&writer);
    mgp_json_end_array(&writer);
    write_mentions(&writer);
    mgp_json_end_object(&writer);
}

static void write_text(const struct mgp_facts *facts, struct mgp_buffer *out)
{
    struct mgp_json_writer writer;
    struct mgp_buffer text = {0}, content = {0};
    if (facts->kind == MGP_INPUT_TEXT) mgp_fields_append_text(&text, facts, CONTENT_MAX, MGP_TEXT_PLAIN);
    else mgp_fields_append_line(&text, facts, 500, MGP_TEXT_PLAIN);
    append_code_block(&content, mgp_buffer_slice(&text), CONTENT_MAX);
    mgp_json_writer_init(&writer, out, 0);
    mgp_json_begin_object(&writer);
    mgp_json_member_string(&writer, "content", mgp_buffer_slice(&content));
    write_mentions(&writer);
    mgp_json_end_object(&writer);
    mgp_buffer_clear(&text);
    mgp_buffer_clear(&content);
}

bool mgp_build_discord(const struct mgp_destination *destination, const struct mgp_facts *facts,
                       enum mgp_message_form form, struct mgp_buffer *out)
{
    struct embed embed = {.destination = destination, .facts = facts};
    if (facts->kind == MGP_INPUT_TEXT || form == MGP_MESSAGE_PLAIN) write_text(facts, out);
    else mgp_shape_fit(write_message, &embed, mgp_text_length, EMBED_MAX, out);
    return true;
}

void mgp_digest_discord(const struct mgp_destination *destination, const struct mgp_digest *digest,
                        struct mgp_buffer *out)
{
    struct embed embed = {.destination = destination, .digest = digest};
    mgp_shape_fit(write_message, &embed, mgp_text_length, EMBED_MAX, out);
}
