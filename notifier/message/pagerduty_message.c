/* PagerDuty: an event of the Events API v2, but for "routing_key", which is a secret and is put in when it is sent.
 * The finding's id is the dedup_key: what comes twice, and a policy finding that is updated, stay one incident. */
#include "base/clock.h"
#include "base/digest.h"
#include "base/json_writer.h"
#include "notifier/message/builder.h"
#include "notifier/message/digest.h"
#include "notifier/message/fields.h"
#include "notifier/message/link.h"

/* PagerDuty's limits. */
#define SUMMARY_MAX   1024
#define DEDUP_KEY_MAX 255
#define BODY_MAX      512000
#define PART_MAX      255 /* of source, component, group and class; no limit is documented */
#define URL_MAX       2000

struct incident {
    const struct mgp_destination *destination;
    const struct mgp_facts *facts;   /* or */
    const struct mgp_digest *digest; /* a digest's */
    bool is_plain;
};

static const char *severity_of(enum mgp_severity severity)
{
    static const char *const texts[MGP_SEVERITIES] = {"info", "warning", "error", "critical"};
    return texts[severity];
}

static void write_hashed_key(struct mgp_json_writer *writer, struct mgp_slice text)
{
    struct mgp_sha256 sha;
    uint8_t digest[32];
    char hex[65];
    mgp_sha256_init(&sha);
    mgp_sha256_update(&sha, text);
    mgp_sha256_final(&sha, digest);
    mgp_hex(digest, sizeof digest, hex);
    mgp_json_member_text(writer, "dedup_key", hex);
}

static void write_dedup_key(struct mgp_json_writer *writer, const struct mgp_facts *facts)
{
    struct mgp_buffer text = {0};
    struct mgp_slice id = facts->kind == MGP_INPUT_FINDING ? facts->finding_id : MGP_LITERAL("");
    if (id.len == 0) id = facts->event_id;
    if (mgp_text_is_label(id, DEDUP_KEY_MAX, true)) {
        mgp_json_member_string(writer, "dedup_key", id);
        return;
    }
    if (id.len == 0) mgp_text_append_json(&text, facts->input);
    write_hashed_key(writer, id.len > 0 ? id : mgp_buffer_slice(&text));
    mgp_buffer_clear(&text);
}

static void write_text(struct mgp_json_writer *writer, const char *name, struct mgp_slice value, size_t limit)
{
    struct mgp_buffer shown = {0};
    mgp_text_append_shown(&shown, value, limit, MGP_TEXT_PLAIN);
    mgp_json_member_string(writer, name, mgp_buffer_slice(&shown));
    mgp_buffer_clear(&shown);
}

static void write_details(struct mgp_json_writer *writer, const struct mgp_facts *facts, const struct mgp_shape *shape)
{
    struct mgp_fields fields;
    mgp_fields_init(&fields, facts, shape);
    mgp_json_key(writer, "custom_details");
    mgp_json_begin_object(writer);
    for (size_t i = 0; i < fields.count; i++) {
        struct mgp_buffer shown = {0};
        const struct mgp_field *field = &fields.items[i];
        if (field->is_long) mgp_text_append_lines(&shown, field->value, shape->text * 4, MGP_TEXT_PLAIN);
        else mgp_text_append_shown(&shown, field->value, shape->text, MGP_TEXT_PLAIN);
        mgp_json_member_string(writer, field->name, mgp_buffer_slice(&shown));
        mgp_buffer_clear(&shown);
    }
    mgp_json_end_object(writer);
    mgp_fields_clear(&fields);
}

/* A time that PagerDuty would not read would cost the event. */
static void write_timestamp(struct mgp_json_writer *writer, struct mgp_slice time)
{
    char text[MGP_TIME_TEXT], again[MGP_TIME_TEXT];
    mgp_time_ms value = 0;
    if (time.len == 0 || time.len >= sizeof text || memchr(time.ptr, 0, time.len)) return;
    memcpy(text, time.ptr, time.len);
    text[time.len] = '\0';
    if (!mgp_time_parse(text, &value)) return;
    mgp_time_format(value, true, again);
    mgp_json_member_text(writer, "timestamp", again);
}

static void write_payload(struct mgp_json_writer *writer, const struct incident *incident,
                          const struct mgp_shape *shape)
{
    const struct mgp_facts *facts = incident->facts;
    bool is_finding = facts->kind == MGP_INPUT_FINDING;
    struct mgp_slice source = is_finding ? mgp_facts_bucket(facts) : facts->source;
    struct mgp_buffer summary = {0};
    if (facts->kind == MGP_INPUT_TEXT) mgp_fields_append_text(&summary, facts, SUMMARY_MAX, MGP_TEXT_PLAIN);
    else mgp_fields_append_line(&summary, facts, 250, MGP_TEXT_PLAIN);
    write_text(writer, "summary", mgp_buffer_slice(&summary), SUMMARY_MAX);
    write_text(writer, "source", source.len > 0 ? source : MGP_LITERAL("magpie"), PART_MAX);
    mgp_json_member_text(writer, "severity", severity_of(facts->severity_level));
    write_timestamp(writer, facts->time);
    if (is_finding && facts->key.len > 0) write_text(writer, "component", facts->key, PART_MAX);
    if (is_finding && facts->bucket_name.len > 0) write_text(writer, "group", facts->bucket_name, PART_MAX);
    if (is_finding && facts->type.len > 0) write_text(writer, "class", facts->type, PART_MAX);
    if (!incident->is_plain && facts->kind != MGP_INPUT_TEXT) write_details(writer, facts, shape);
    mgp_buffer_clear(&summary);
}

static enum mgp_severity worst_of(const struct mgp_digest *digest)
{
    int level = MGP_SEVERITIES - 1;
    while (level > 0 && digest->counts[level] == 0) level--;
    return (enum mgp_severity)level;
}

static void write_digest(struct mgp_json_writer *writer, const struct mgp_digest *digest,
                         const struct mgp_shape *shape)
{
    struct mgp_buffer text = {0};
    mgp_digest_append_title(&text, digest);
    write_text(writer, "summary", mgp_buffer_slice(&text), SUMMARY_MAX);
    mgp_json_member_text(writer, "source", "magpie");
    mgp_json_member_text(writer, "severity", severity_of(worst_of(digest)));
    text.len = 0;
    mgp_digest_append_body(&text, digest, shape);
    mgp_json_key(writer, "custom_details");
    mgp_json_begin_object(writer);
    mgp_json_member_string(writer, "Digest", mgp_buffer_slice(&text));
    mgp_json_end_object(writer);
    mgp_buffer_clear(&text);
}

static void write_digest_key(struct mgp_json_writer *writer, const struct mgp_digest *digest,
                             const struct mgp_shape *shape)
{
    struct mgp_buffer text = {0};
    mgp_digest_append_body(&text, digest, shape);
    write_hashed_key(writer, mgp_buffer_slice(&text));
    mgp_buffer_clear(&text);
}

static void write_links(struct mgp_json_writer *writer, const struct incident *incident, const struct mgp_shape *shape)
{
    struct mgp_buffer url = {0};
    bool wants_link = shape->with_link && incident->facts && !incident->is_plain;
    if (wants_link && mgp_link_append(&url, incident->destination, incident->facts, URL_MAX)) {
        mgp_json_key(writer, "links");
        mgp_json_begin_array(writer);
        mgp_json_begin_object(writer);
        mgp_json_member_string(writer, "href", mgp_buffer_slice(&url));
        mgp_json_member_text(writer, "text", incident->facts->is_policy ? "Visit policy" : "Visit object");
        mgp_json_end_object(writer);
        mgp_json_end_array(writer);
    }
    mgp_buffer_clear(&url);
}

static void write_incident(const void *context, const struct mgp_shape *shape, struct mgp_buffer *out)
{
    const struct incident *incident = context;
    struct mgp_json_writer writer;
    mgp_json_writer_init(&writer, out, 0);
    mgp_json_begin_object(&writer);
    mgp_json_member_text(&writer, "event_action", "trigger");
    if (incident->digest) write_digest_key(&writer, incident->digest, shape);
    else write_dedup_key(&writer, incident->facts);
    mgp_json_key(&writer, "payload");
    mgp_json_begin_object(&writer);
    if (incident->digest) write_digest(&writer, incident->digest, shape);
    else write_payload(&writer, incident, shape);
    mgp_json_end_object(&writer);
    mgp_json_member_text(&writer, "client", "Magpie");
    write_links(&writer, incident, shape);
    mgp_json_end_object(&writer);
}

bool mgp_build_pagerduty(const struct mgp_destination *destination, const struct mgp_facts *facts,
                         enum mgp_message_form form, struct mgp_buffer *out)
{
    struct incident incident = {.destination = destination, .facts = facts, .is_plain = form == MGP_MESSAGE_PLAIN};
    mgp_shape_fit(write_incident, &incident, mgp_shape_bytes, BODY_MAX, out);
    return true;
}

void mgp_digest_pagerduty(const struct mgp_destination *destination, const struct mgp_digest *digest,
                          struct mgp_buffer *out)
{
    struct incident incident = {.destination = destination, .digest = digest};
    mgp_shape_fit(write_incident, &incident, mgp_shape_bytes, BODY_MAX, out);
}
