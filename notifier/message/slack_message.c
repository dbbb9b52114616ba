#include "notifier/message/slack_message.h"

#include "notifier/message/slack_block.h"

/* Only the members that the identity's kind has; the first that there is. */
static struct mgp_slice find_access_key(const struct mgp_json *actor)
{
    const struct mgp_json *identity = mgp_json_member(actor, "userIdentity");
    struct mgp_slice id = mgp_slack_value(mgp_json_path(identity, "assumedRole", "accessKeyId", NULL));
    if (id.len > 0) return id;
    return mgp_slack_value(mgp_json_path(identity, "federatedUser", "accessKeyId", NULL));
}

struct mgp_slack_facts mgp_slack_read(const struct mgp_json *event)
{
    const struct mgp_json *detail = mgp_json_member(event, "detail");
    const struct mgp_json *bucket = mgp_json_path(detail, "resourcesAffected", "s3Bucket", NULL);
    const struct mgp_json *object = mgp_json_path(detail, "resourcesAffected", "s3Object", NULL);
    const struct mgp_json *policy = mgp_json_member(detail, "policyDetails");
    const struct mgp_json *actor = mgp_json_member(policy, "actor");
    return (struct mgp_slack_facts){
        .detail = detail,
        .time = mgp_slack_value(mgp_json_member(event, "time")),
        .region = mgp_slack_value(mgp_json_member(event, "region")),
        .account = mgp_slack_value(mgp_json_member(event, "account")),
        .detail_type = mgp_slack_value(mgp_json_member(event, "detail-type")),
        .category = mgp_slack_value(mgp_json_member(detail, "category")),
        .title = mgp_slack_value(mgp_json_member(detail, "title")),
        .type = mgp_slack_value(mgp_json_member(detail, "type")),
        .severity = mgp_slack_value(mgp_json_path(detail, "severity", "description", NULL)),
        .finding_id = mgp_slack_value(mgp_json_member(detail, "id")),
        .bucket_arn = mgp_slack_value(mgp_json_member(bucket, "arn")),
        .bucket_name = mgp_slack_value(mgp_json_member(bucket, "name")),
        .key = mgp_slack_value(mgp_json_member(object, "key")),
        .extension = mgp_slack_value(mgp_json_member(object, "extension")),
        .last_modified = mgp_slack_value(mgp_json_member(object, "lastModified")),
        .api = mgp_slack_value(mgp_json_path(policy, "action", "apiCallDetails", "api", NULL)),
        .access_key_id = find_access_key(actor),
        .ip_address = mgp_slack_value(mgp_json_path(actor, "ipAddressDetails", "ipAddressV4", NULL)),
    };
}

void mgp_slack_write_mrkdwn(struct mgp_json_writer *writer, struct mgp_slice text)
{
    mgp_json_begin_object(writer);
    mgp_json_member_text(writer, "type", "mrkdwn");
    mgp_json_member_string(writer, "text", text);
    mgp_json_end_object(writer);
}

void mgp_slack_write_plain(struct mgp_json_writer *writer, struct mgp_slice text, size_t limit, bool with_emoji)
{
    struct mgp_buffer shown = {0};
    mgp_slack_append_text(&shown, text, limit, false);
    mgp_json_begin_object(writer);
    mgp_json_member_text(writer, "type", "plain_text");
    mgp_json_member_string(writer, "text", mgp_buffer_slice(&shown));
    if (!with_emoji) mgp_json_member_bool(writer, "emoji", false);
    mgp_json_end_object(writer);
    mgp_buffer_clear(&shown);
}

void mgp_slack_write_escaped(struct mgp_json_writer *writer, const char *prefix, struct mgp_slice text, size_t limit)
{
    struct mgp_buffer shown = {0};
    mgp_buffer_text(&shown, prefix);
    mgp_slack_append_text(&shown, text, limit - strlen(prefix), true);
    mgp_slack_write_mrkdwn(writer, mgp_buffer_slice(&shown));
    mgp_buffer_clear(&shown);
}

void mgp_slack_begin_section(struct mgp_json_writer *writer)
{
    mgp_json_begin_object(writer);
    mgp_json_member_text(writer, "type", "section");
    mgp_json_key(writer, "fields");
    mgp_json_begin_array(writer);
}

void mgp_slack_end_section(struct mgp_json_writer *writer)
{
    mgp_json_end_array(writer);
    mgp_json_end_object(writer);
}

void mgp_slack_write_heading(struct mgp_json_writer *writer, struct mgp_slice time)
{
    struct mgp_buffer text = {0};
    mgp_buffer_text(&text, "Macie detected an anomaly at ");
    mgp_slack_append_text(&text, time, 200, true);
    mgp_buffer_text(&text, ", take action! :rotating_light:");
    mgp_json_key(writer, "text");
    mgp_slack_write_mrkdwn(writer, mgp_buffer_slice(&text));
    mgp_buffer_clear(&text);
}

void mgp_slack_begin_actions(struct mgp_json_writer *writer)
{
    mgp_json_begin_object(writer);
    mgp_json_member_text(writer, "type", "actions");
    mgp_json_member_text(writer, "block_id", MGP_SLACK_BLOCK_ID);
    mgp_json_key(writer, "elements");
    mgp_json_begin_array(writer);
}

void mgp_slack_end_actions(struct mgp_json_writer *writer)
{
    mgp_json_end_array(writer);
    mgp_json_end_object(writer);
}

void mgp_slack_write_button(struct mgp_json_writer *writer, const char *label, struct mgp_slice url)
{
    mgp_json_begin_object(writer);
    mgp_json_member_text(writer, "type", "button");
    mgp_json_key(writer, "text");
    mgp_slack_write_plain(writer, mgp_slice_text(label), MGP_SLACK_BUTTON_MAX, true);
    mgp_json_member_string(writer, "url", url);
    mgp_json_end_object(writer);
}

void mgp_slack_write_divider(struct mgp_json_writer *writer)
{
    mgp_json_begin_object(writer);
    mgp_json_member_text(writer, "type", "divider");
    mgp_json_end_object(writer);
}

bool mgp_slack_message(enum mgp_layout layout, const struct mgp_json *event, const char *channel,
                       struct mgp_buffer *out)
{
    size_t before = out->len;
    struct mgp_json_writer writer;
    struct mgp_slack_facts facts = mgp_slack_read(event);
    bool has_message = true;
    mgp_json_writer_init(&writer, out, 0);
    mgp_json_begin_object(&writer);
    mgp_json_member_text(&writer, "channel", channel);
    if (layout == MGP_LAYOUT_CLASSIC) has_message = mgp_slack_classic_blocks(&writer, &facts);
    else mgp_slack_default_blocks(&writer, &facts);
    mgp_json_end_object(&writer);
    if (!has_message) out->len = before;
    return has_message;
}
