#include "notifier/message/detections.h"
#include "notifier/message/fields.h"
#include "notifier/message/link.h"
#include "notifier/message/slack_block.h"

#define BLOCK_KIT_URL "https://api.slack.com/block-kit"
#define CODE_MAX      (MGP_SLACK_TEXT_MAX - 100) /* beside a heading and the fences */
#define PART_MAX      500                        /* units of one part of the fallback text */

static const char *severity_emoji(enum mgp_severity severity)
{
    static const char *const emoji[MGP_SEVERITIES] = {":white_circle: ", ":large_yellow_circle: ",
                                                      ":large_orange_circle: ", ":red_circle: "};
    return emoji[severity];
}

/* Shown by notifications and read by screen readers, and where blocks cannot be shown. */
static void write_fallback(struct mgp_json_writer *writer, const struct mgp_facts *facts,
                           const struct mgp_shape *shape)
{
    struct mgp_buffer text = {0};
    mgp_fields_append_line(&text, facts, shape->text < PART_MAX ? shape->text : PART_MAX, MGP_TEXT_MRKDWN);
    mgp_json_member_string(writer, "text", mgp_buffer_slice(&text));
    mgp_buffer_clear(&text);
}

static void write_alert(struct mgp_json_writer *writer, const struct mgp_facts *facts, const struct mgp_shape *shape)
{
    mgp_json_begin_object(writer);
    mgp_json_member_text(writer, "type", "section");
    mgp_slack_write_heading(writer, facts->time);
    mgp_json_key(writer, "fields");
    mgp_json_begin_array(writer);
    mgp_slack_write_mrkdwn(writer, MGP_LITERAL("*S3 Bucket*"));
    mgp_slack_write_mrkdwn(writer, MGP_LITERAL("*Severity*"));
    mgp_slack_write_plain(writer, mgp_facts_bucket(facts), shape->text, false);
    mgp_slack_write_escaped(writer, severity_emoji(facts->severity_level), facts->severity, 100);
    mgp_json_end_array(writer);
    mgp_json_end_object(writer);
}

static void write_pair(struct mgp_json_writer *writer, const char *left, const char *right,
                       struct mgp_slice left_value, struct mgp_slice right_value, size_t limit)
{
    mgp_slack_begin_section(writer);
    mgp_slack_write_mrkdwn(writer, mgp_slice_text(left));
    mgp_slack_write_mrkdwn(writer, mgp_slice_text(right));
    mgp_slack_write_plain(writer, left_value, limit, false);
    mgp_slack_write_plain(writer, right_value, limit, false);
    mgp_slack_end_section(writer);
}

static void write_detections(struct mgp_json_writer *writer, const struct mgp_facts *facts,
                             const struct mgp_shape *shape)
{
    struct mgp_buffer text = {0};
    if (mgp_detections_append_counts(&text, facts, shape->kinds, shape->name))
        mgp_slack_write_code(writer, "Found", mgp_buffer_slice(&text), CODE_MAX);
    text.len = 0;
    if (mgp_detections_append_places(&text, facts, shape->places, shape->name))
        mgp_slack_write_code(writer, "First places", mgp_buffer_slice(&text), CODE_MAX);
    mgp_buffer_clear(&text);
}

static void write_context(struct mgp_json_writer *writer, const struct mgp_facts *facts, const struct mgp_shape *shape)
{
    struct mgp_buffer text = {0};
    size_t limit = shape->text < 200 ? shape->text : 200;
    mgp_text_append_shown(&text, facts->type, limit, MGP_TEXT_PLAIN);
    mgp_buffer_text(&text, ", finding ");
    mgp_text_append_shown(&text, facts->finding_id, limit, MGP_TEXT_PLAIN);
    mgp_buffer_text(&text, ", account ");
    mgp_text_append_shown(&text, facts->account, limit, MGP_TEXT_PLAIN);
    mgp_buffer_text(&text, ", region ");
    mgp_text_append_shown(&text, facts->region, limit, MGP_TEXT_PLAIN);
    mgp_slack_write_context(writer, mgp_buffer_slice(&text));
    mgp_buffer_clear(&text);
}

static void write_buttons(struct mgp_json_writer *writer, const struct mgp_slack_message *message)
{
    struct mgp_buffer url = {0};
    bool is_policy = message->facts->is_policy;
    if (mgp_link_append(&url, message->destination, message->facts, MGP_SLACK_URL_MAX)) {
        struct mgp_slice visit = mgp_buffer_slice(&url);
        mgp_slack_begin_actions(writer);
        mgp_slack_write_button(writer, is_policy ? "Visit policy" : "Visit object", visit);
        mgp_slack_write_button(writer, "Escalate", is_policy ? visit : MGP_LITERAL(BLOCK_KIT_URL));
        mgp_slack_end_actions(writer);
    }
    mgp_buffer_clear(&url);
}

static void write_finding(struct mgp_json_writer *writer, const struct mgp_slack_message *message,
                          const struct mgp_shape *shape)
{
    const struct mgp_facts *facts = message->facts;
    size_t limit = shape->text;
    write_alert(writer, facts, shape);
    if (facts->is_policy) {
        write_pair(writer, "*Type*", "*API Action*", mgp_facts_title(facts), facts->api, limit);
        write_pair(writer, "*AccessKeyId*", "*IPV4 Address*", facts->access_key_id, facts->ip_address, limit);
    } else {
        write_pair(writer, "*Type*", "*S3 Object*", mgp_facts_title(facts), facts->key, limit);
        write_pair(writer, "*File type*", "*Last modified*", facts->extension, facts->last_modified, limit);
        write_detections(writer, facts, shape);
    }
    write_context(writer, facts, shape);
    if (shape->with_link) write_buttons(writer, message);
}

/* An event that is not Macie's: what its envelope says, and the detail as it is. */
static void write_event(struct mgp_json_writer *writer, const struct mgp_facts *facts, const struct mgp_shape *shape)
{
    struct mgp_fields fields;
    struct mgp_buffer title = {0};
    mgp_fields_append_title(&title, facts, MGP_SLACK_HEADER_MAX, MGP_TEXT_PLAIN);
    mgp_json_begin_object(writer);
    mgp_json_member_text(writer, "type", "header");
    mgp_json_key(writer, "text");
    mgp_slack_write_plain(writer, mgp_buffer_slice(&title), MGP_SLACK_HEADER_MAX, false);
    mgp_json_end_object(writer);
    mgp_buffer_clear(&title);

    write_pair(writer, "*Source*", "*Time*", facts->source, facts->time, shape->text);
    write_pair(writer, "*Account*", "*Region*", facts->account, facts->region, shape->text);
    mgp_fields_init(&fields, facts, shape);
    for (size_t i = 0; i < fields.count; i++) {
        const struct mgp_field *field = &fields.items[i];
        if (!field->is_long) continue;
        mgp_slack_write_code(writer, field->name, field->value, shape->text < CODE_MAX ? shape->text : CODE_MAX);
    }
    mgp_fields_clear(&fields);
}

void mgp_slack_default_blocks(struct mgp_json_writer *writer, const struct mgp_slack_message *message,
                              const struct mgp_shape *shape)
{
    write_fallback(writer, message->facts, shape);
    mgp_json_key(writer, "blocks");
    mgp_json_begin_array(writer);
    if (message->facts->kind == MGP_INPUT_FINDING) write_finding(writer, message, shape);
    else write_event(writer, message->facts, shape);
    mgp_slack_write_divider(writer);
    mgp_json_end_array(writer);
}
