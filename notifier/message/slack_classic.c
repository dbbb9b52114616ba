#include "notifier/message/slack_block.h"

/* The layout of the article's Lambda. The order of the blocks and of their members is its own. */

#define CONSOLE_URL "https://s3.console.aws.amazon.com/s3/"
#define BLOCK_KIT_URL "https://api.slack.com/block-kit"

/* As the article has it: what an address may hold stays, right or wrong; the rest is encoded. */
static void append_link_part(struct mgp_buffer *out, struct mgp_slice text)
{
    for (size_t i = 0; i < text.len; i++) {
        uint8_t c = text.ptr[i];
        bool is_allowed = c > ' ' && c < 0x7F && !strchr("\"<>\\^`{|}", c);
        if (is_allowed) mgp_buffer_byte(out, c);
        else mgp_buffer_format(out, "%%%02X", c);
    }
}

static bool has_place(const struct mgp_facts *facts)
{
    return mgp_text_is_label(facts->bucket_name, 255, true) && mgp_text_is_label(facts->region, 64, false);
}

static void append_object_url(struct mgp_buffer *out, const struct mgp_facts *facts)
{
    if (!has_place(facts)) {
        mgp_buffer_text(out, CONSOLE_URL);
        return;
    }
    mgp_buffer_text(out, "https://");
    mgp_buffer_append(out, facts->bucket_name);
    mgp_buffer_text(out, ".s3.");
    mgp_buffer_append(out, facts->region);
    mgp_buffer_text(out, ".amazonaws.com/");
    size_t bucket_only = out->len;
    append_link_part(out, facts->key);
    if (out->len > MGP_SLACK_URL_MAX) out->len = bucket_only;
}

static void append_policy_url(struct mgp_buffer *out, const struct mgp_facts *facts)
{
    mgp_buffer_text(out, CONSOLE_URL);
    if (!has_place(facts)) return;
    mgp_buffer_text(out, "bucket/");
    mgp_buffer_append(out, facts->bucket_name);
    mgp_buffer_text(out, "/property/policy/edit?region=");
    mgp_buffer_append(out, facts->region);
}

/* What a field may hold at this shape: at the largest as much as Slack takes. */
static size_t field_limit(const struct mgp_shape *shape)
{
    return shape->text < MGP_SLACK_FIELD_MAX ? shape->text : MGP_SLACK_FIELD_MAX;
}

static void write_alert(struct mgp_json_writer *writer, const struct mgp_facts *facts, size_t limit)
{
    bool is_high = mgp_slice_is(facts->severity, "High");
    mgp_json_begin_object(writer);
    mgp_json_member_text(writer, "type", "section");
    mgp_slack_write_heading(writer, facts->time);
    mgp_json_key(writer, "fields");
    mgp_json_begin_array(writer);
    mgp_slack_write_mrkdwn(writer, MGP_LITERAL("*S3 Bucket*"));
    mgp_slack_write_mrkdwn(writer, MGP_LITERAL("*Severity*"));
    mgp_slack_write_plain(writer, facts->bucket_arn, limit, true);
    mgp_slack_write_escaped(writer, is_high ? ":red_circle: " : ":large_orange_circle: ", facts->severity, limit);
    mgp_json_end_array(writer);
    mgp_json_end_object(writer);
}

/* Two headings above two values, in plain text or mrkdwn. */
struct pair {
    const char *left, *right;
    struct mgp_slice left_value, right_value;
    bool is_plain;
};

static void write_value(struct mgp_json_writer *writer, struct mgp_slice value, bool is_plain, size_t limit)
{
    if (is_plain) mgp_slack_write_plain(writer, value, limit, true);
    else mgp_slack_write_escaped(writer, "", value, limit);
}

static void write_pair(struct mgp_json_writer *writer, const struct pair *pair, size_t limit)
{
    mgp_slack_begin_section(writer);
    mgp_slack_write_mrkdwn(writer, mgp_slice_text(pair->left));
    mgp_slack_write_mrkdwn(writer, mgp_slice_text(pair->right));
    write_value(writer, pair->left_value, pair->is_plain, limit);
    write_value(writer, pair->right_value, pair->is_plain, limit);
    mgp_slack_end_section(writer);
}

static void write_buttons(struct mgp_json_writer *writer, const char *visit, struct mgp_slice visit_url,
                          struct mgp_slice escalate_url)
{
    mgp_slack_begin_actions(writer);
    mgp_slack_write_button(writer, visit, visit_url);
    mgp_slack_write_button(writer, "Escalate", escalate_url);
    mgp_slack_end_actions(writer);
}

static void write_policy(struct mgp_json_writer *writer, const struct mgp_facts *facts, size_t limit)
{
    struct mgp_buffer url = {0};
    struct pair action = {"*Type*", "*API Action*", facts->title, facts->api, true};
    struct pair actor = {"*AccessKeyId*", "*IPV4 Address*", facts->access_key_id, facts->ip_address, false};
    append_policy_url(&url, facts);
    write_pair(writer, &action, limit);
    write_pair(writer, &actor, limit);
    write_buttons(writer, "Visit policy", mgp_buffer_slice(&url), mgp_buffer_slice(&url));
    mgp_buffer_clear(&url);
}

static void write_classification(struct mgp_json_writer *writer, const struct mgp_facts *facts, size_t limit)
{
    struct mgp_buffer url = {0};
    struct pair object = {"*Type*", "*S3 Object*", facts->title, facts->key, true};
    struct pair file = {"*File type*", "*Last modified*", facts->extension, facts->last_modified, false};
    append_object_url(&url, facts);
    write_pair(writer, &object, limit);
    write_pair(writer, &file, limit);
    write_buttons(writer, "Visit object", mgp_buffer_slice(&url), MGP_LITERAL(BLOCK_KIT_URL));
    mgp_buffer_clear(&url);
}

void mgp_slack_classic_blocks(struct mgp_json_writer *writer, const struct mgp_slack_message *message,
                              const struct mgp_shape *shape)
{
    const struct mgp_facts *facts = message->facts;
    size_t limit = field_limit(shape);
    mgp_json_key(writer, "blocks");
    mgp_json_begin_array(writer);
    write_alert(writer, facts, limit);
    if (facts->is_policy) write_policy(writer, facts, limit);
    else write_classification(writer, facts, limit);
    mgp_slack_write_divider(writer);
    mgp_json_end_array(writer);
}
