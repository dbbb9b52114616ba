/* SNS, SQS and PutEvents: what the target receives, as JSON on one line (a text as the text), in the request of the
 * service. What the service would refuse for its size is sent as the text of a message for people (SNS, SQS), or with
 * the least that rules need (PutEvents). */
#include "base/clock.h"
#include "base/json_writer.h"
#include "base/percent.h"
#include "base/utf8.h"
#include "notifier/message/builder.h"
#include "notifier/message/fields.h"

#define SNS_MESSAGE_MAX 262144
#define SNS_SUBJECT_MAX 99
#define SQS_BODY_MAX    1048576
#define ENTRY_MAX       262144 /* an entry of PutEvents, as the service counts it */
#define TEXT_MAX        65536  /* of a text made by an InputTransformer */
#define RESOURCES_MAX   50
#define RESOURCE_MAX    1000 /* bytes */
#define TIME_BYTES      14   /* that PutEvents counts for a Time */

/* SQS takes characters that XML 1.0 allows; JSON needs no others but these two, which it can also escape. */
static void append_legal(struct mgp_buffer *out, struct mgp_slice text, bool is_json)
{
    for (size_t at = 0; at < text.len;) {
        uint32_t c = 0;
        size_t length = mgp_utf8_decode(text.ptr + at, text.len - at, &c);
        bool is_legal = length > 0 && c != 0xFFFE && c != 0xFFFF && (c >= 0x20 || c == '\t' || c == '\n' || c == '\r');
        if (is_legal) mgp_buffer_append(out, mgp_slice_sub(text, at, at + length));
        else if (is_json && length > 0) mgp_buffer_format(out, "\\u%04x", (unsigned)c);
        else mgp_buffer_codepoint(out, 0xFFFD);
        at += length > 0 ? length : 1;
    }
}

static void append_input(struct mgp_buffer *out, const struct mgp_facts *facts)
{
    struct mgp_buffer text = {0};
    bool is_text = mgp_json_is(facts->input, MGP_JSON_STRING);
    if (is_text) mgp_fields_append_text(&text, facts, TEXT_MAX, MGP_TEXT_PLAIN);
    else mgp_text_append_json(&text, facts->input);
    append_legal(out, mgp_buffer_slice(&text), !is_text);
    mgp_buffer_clear(&text);
}

struct readable {
    const struct mgp_destination *destination;
    const struct mgp_facts *facts;
};

static void write_readable(const void *context, const struct mgp_shape *shape, struct mgp_buffer *out)
{
    const struct readable *readable = context;
    mgp_fields_append_body(out, readable->destination, readable->facts, shape);
}

/* The input, or where that is too long or the form is plain, the text for people. */
static void append_message(struct mgp_buffer *out, const struct mgp_destination *destination,
                           const struct mgp_facts *facts, enum mgp_message_form form, size_t max)
{
    struct readable readable = {destination, facts};
    append_input(out, facts);
    if (out->len <= max && form == MGP_MESSAGE_FULL) return;
    out->len = 0;
    mgp_shape_fit(write_readable, &readable, mgp_shape_bytes, max, out);
}

static bool is_fifo(const struct mgp_destination *destination)
{
    return mgp_slice_ends_with(mgp_slice_text(destination->resource), MGP_LITERAL(".fifo"));
}

/* A subject is ASCII, begins with a letter or digit, and has fewer than 100 characters. */
static void append_subject(struct mgp_buffer *out, const struct mgp_facts *facts)
{
    struct mgp_buffer text = {0};
    mgp_buffer_text(&text, "Magpie: ");
    mgp_fields_append_title(&text, facts, 200, MGP_TEXT_PLAIN);
    for (size_t i = 0; i < text.len && out->len < SNS_SUBJECT_MAX; i++) {
        if ((text.ptr[i] & 0xC0) == 0x80) continue;
        mgp_buffer_byte(out, text.ptr[i] < 0x7f ? text.ptr[i] : '?');
    }
    mgp_buffer_clear(&text);
}

static void append_parameter(struct mgp_buffer *out, const char *name, struct mgp_slice value)
{
    mgp_buffer_format(out, "&%s=", name);
    mgp_append_percent_encoded(out, value, false);
}

bool mgp_build_sns(const struct mgp_destination *destination, const struct mgp_facts *facts,
                   enum mgp_message_form form, struct mgp_buffer *out)
{
    struct mgp_buffer text = {0}, subject = {0};
    append_message(&text, destination, facts, form, SNS_MESSAGE_MAX);
    append_subject(&subject, facts);
    mgp_buffer_text(out, "Action=Publish&Version=2010-03-31");
    append_parameter(out, "TopicArn", mgp_slice_text(destination->resource));
    append_parameter(out, "Subject", mgp_buffer_slice(&subject));
    append_parameter(out, "Message", mgp_buffer_slice(&text));
    if (is_fifo(destination)) append_parameter(out, "MessageGroupId", MGP_LITERAL("magpie"));
    mgp_buffer_clear(&subject);
    mgp_buffer_clear(&text);
    return true;
}

bool mgp_build_sqs(const struct mgp_destination *destination, const struct mgp_facts *facts,
                   enum mgp_message_form form, struct mgp_buffer *out)
{
    struct mgp_json_writer writer;
    struct mgp_buffer text = {0};
    append_message(&text, destination, facts, form, SQS_BODY_MAX);
    mgp_json_writer_init(&writer, out, 0);
    mgp_json_begin_object(&writer);
    mgp_json_member_text(&writer, "QueueUrl", destination->resource);
    mgp_json_member_string(&writer, "MessageBody", mgp_buffer_slice(&text));
    if (is_fifo(destination)) mgp_json_member_text(&writer, "MessageGroupId", "magpie");
    mgp_json_end_object(&writer);
    mgp_buffer_clear(&text);
    return true;
}

static void write_cut(struct mgp_json_writer *writer, const char *name, struct mgp_slice value)
{
    struct mgp_buffer shown = {0};
    if (value.len == 0) return;
    mgp_text_append(&shown, value, 1024, MGP_TEXT_PLAIN);
    mgp_json_member_string(writer, name, mgp_buffer_slice(&shown));
    mgp_buffer_clear(&shown);
}

/* The members by which rules choose, of a detail that is too large. */
static void append_reduced_detail(struct mgp_buffer *out, const struct mgp_facts *facts)
{
    struct mgp_json_writer writer;
    mgp_json_writer_init(&writer, out, 0);
    mgp_json_begin_object(&writer);
    mgp_json_member_bool(&writer, "truncated", true);
    write_cut(&writer, "id", facts->finding_id);
    write_cut(&writer, "category", facts->category);
    write_cut(&writer, "type", facts->type);
    write_cut(&writer, "title", facts->title);
    mgp_json_key(&writer, "severity");
    mgp_json_begin_object(&writer);
    write_cut(&writer, "description", facts->severity);
    mgp_json_end_object(&writer);
    mgp_json_key(&writer, "resourcesAffected");
    mgp_json_begin_object(&writer);
    mgp_json_key(&writer, "s3Bucket");
    mgp_json_begin_object(&writer);
    write_cut(&writer, "name", facts->bucket_name);
    write_cut(&writer, "arn", facts->bucket_arn);
    mgp_json_end_object(&writer);
    mgp_json_key(&writer, "s3Object");
    mgp_json_begin_object(&writer);
    write_cut(&writer, "key", facts->key);
    mgp_json_end_object(&writer);
    mgp_json_end_object(&writer);
    mgp_json_end_object(&writer);
}

/* Detail is the text of a JSON object, whatever came in. */
static void append_detail(struct mgp_buffer *out, const struct mgp_facts *facts)
{
    bool is_event = facts->kind != MGP_INPUT_TEXT;
    const struct mgp_json *detail = is_event ? facts->detail : facts->input;
    if (mgp_json_is(detail, MGP_JSON_OBJECT)) {
        mgp_text_append_json(out, detail);
    } else if (!detail) {
        mgp_buffer_text(out, "{}");
    } else {
        mgp_buffer_text(out, "{\"message\":");
        mgp_text_append_json(out, detail);
        mgp_buffer_byte(out, '}');
    }
}

static size_t append_resources(struct mgp_json_writer *writer, const struct mgp_json *resources)
{
    size_t bytes = 0, count = 0;
    mgp_json_key(writer, "Resources");
    mgp_json_begin_array(writer);
    for (size_t i = 0; mgp_json_is(resources, MGP_JSON_ARRAY) && i < resources->count; i++) {
        const struct mgp_json *item = resources->items[i];
        if (item->type != MGP_JSON_STRING || item->text.len > RESOURCE_MAX || ++count > RESOURCES_MAX) continue;
        mgp_json_write_string(writer, item->text);
        bytes += item->text.len;
    }
    mgp_json_end_array(writer);
    return bytes;
}

static void write_time(struct mgp_json_writer *writer, struct mgp_slice time)
{
    char text[MGP_TIME_TEXT];
    mgp_time_ms value = 0;
    if (time.len == 0 || time.len >= sizeof text || memchr(time.ptr, 0, time.len)) return;
    memcpy(text, time.ptr, time.len);
    text[time.len] = '\0';
    if (mgp_time_parse(text, &value)) mgp_json_member_integer(writer, "Time", value / 1000);
}

static struct mgp_slice or_else(struct mgp_slice text, const char *other, size_t max)
{
    bool is_fit = text.len > 0 && text.len <= max;
    return is_fit ? text : mgp_slice_text(other);
}

bool mgp_build_eventbridge(const struct mgp_destination *destination, const struct mgp_facts *facts,
                           enum mgp_message_form form, struct mgp_buffer *out)
{
    struct mgp_json_writer writer;
    struct mgp_buffer detail = {0};
    struct mgp_slice source = or_else(facts->source, "magpie", 256);
    struct mgp_slice type = or_else(facts->detail_type, "Magpie Message", 128);
    if (destination->event_source) source = mgp_slice_text(destination->event_source);
    mgp_json_writer_init(&writer, out, 0);
    mgp_json_begin_object(&writer);
    mgp_json_key(&writer, "Entries");
    mgp_json_begin_array(&writer);
    mgp_json_begin_object(&writer);
    mgp_json_member_string(&writer, "Source", source);
    mgp_json_member_string(&writer, "DetailType", type);
    mgp_json_member_text(&writer, "EventBusName", destination->resource);
    write_time(&writer, facts->time);
    size_t beside = append_resources(&writer, mgp_json_member(facts->input, "resources"));
    beside += source.len + type.len + TIME_BYTES;
    append_detail(&detail, facts);
    if (beside + detail.len > ENTRY_MAX || form == MGP_MESSAGE_PLAIN) {
        detail.len = 0;
        append_reduced_detail(&detail, facts);
    }
    mgp_json_member_string(&writer, "Detail", mgp_buffer_slice(&detail));
    mgp_json_end_object(&writer);
    mgp_json_end_array(&writer);
    mgp_json_end_object(&writer);
    mgp_buffer_clear(&detail);
    return true;
}
