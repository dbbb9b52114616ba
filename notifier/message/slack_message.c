/* Slack: the body of chat.postMessage, or of an incoming webhook, which has no channel. Two layouts:
 *
 * classic: what the Lambda of the article sends, block by block and property for property: five blocks, no fallback
 * text, and nothing at all for a category other than CLASSIFICATION and POLICY. It differs only where the Lambda
 * would have lost the alert or let the event's author act: a member that is missing, null, empty or of another type
 * shows as "-"; & < > of the event are escaped in mrkdwn; invisible and control characters are shown as escapes;
 * what is too long is cut; a link's characters that may stand in no address are percent-encoded (the others stay as
 * the article has them), and where it would be too long it leads to the bucket, and where bucket or region are
 * missing or no names, to the console.
 *
 * default: says the same and more, for any event: a fallback text for notifications, severities that can be told
 * apart, what was found, how often and where, and the finding's id, by which a message that came twice is seen. */
#include "notifier/message/builder.h"
#include "notifier/message/fields.h"
#include "notifier/message/slack_block.h"

#define PLAIN_MAX 2900 /* units of a message that is text only */

static void begin(struct mgp_json_writer *writer, const struct mgp_destination *destination, struct mgp_buffer *out)
{
    mgp_json_writer_init(writer, out, 0);
    mgp_json_begin_object(writer);
    if (destination->channel) mgp_json_member_text(writer, "channel", destination->channel);
}

static void write_blocks(const void *context, const struct mgp_shape *shape, struct mgp_buffer *out)
{
    const struct mgp_slack_message *message = context;
    struct mgp_json_writer writer;
    begin(&writer, message->destination, out);
    if (message->destination->layout == MGP_LAYOUT_CLASSIC) mgp_slack_classic_blocks(&writer, message, shape);
    else mgp_slack_default_blocks(&writer, message, shape);
    mgp_json_end_object(&writer);
}

/* Text alone. Addresses in it are not looked up by Slack. */
static void write_text(const struct mgp_slack_message *message, struct mgp_buffer *out)
{
    struct mgp_json_writer writer;
    struct mgp_buffer text = {0};
    if (message->facts->kind == MGP_INPUT_TEXT)
        mgp_fields_append_text(&text, message->facts, PLAIN_MAX, MGP_TEXT_MRKDWN);
    else
        mgp_fields_append_line(&text, message->facts, 500, MGP_TEXT_MRKDWN);
    begin(&writer, message->destination, out);
    mgp_json_member_string(&writer, "text", mgp_buffer_slice(&text));
    mgp_json_member_bool(&writer, "unfurl_links", false);
    mgp_json_member_bool(&writer, "unfurl_media", false);
    mgp_json_end_object(&writer);
    mgp_buffer_clear(&text);
}

bool mgp_build_slack(const struct mgp_destination *destination, const struct mgp_facts *facts,
                     enum mgp_message_form form, struct mgp_buffer *out)
{
    struct mgp_slack_message message = {destination, facts};
    bool is_known = mgp_slice_is(facts->category, "POLICY") || mgp_slice_is(facts->category, "CLASSIFICATION");
    if (destination->layout == MGP_LAYOUT_CLASSIC && !is_known && facts->kind != MGP_INPUT_TEXT) return false;
    if (facts->kind == MGP_INPUT_TEXT || form == MGP_MESSAGE_PLAIN) write_text(&message, out);
    else mgp_shape_fit(write_blocks, &message, mgp_text_length, MGP_SLACK_BODY_MAX, out);
    return true;
}

struct slack_digest {
    const struct mgp_destination *destination;
    const struct mgp_digest *digest;
};

static void write_digest(const void *context, const struct mgp_shape *shape, struct mgp_buffer *out)
{
    const struct slack_digest *message = context;
    struct mgp_json_writer writer;
    begin(&writer, message->destination, out);
    mgp_slack_digest_blocks(&writer, message->digest, shape);
    mgp_json_end_object(&writer);
}

void mgp_digest_slack(const struct mgp_destination *destination, const struct mgp_digest *digest,
                      struct mgp_buffer *out)
{
    struct slack_digest message = {destination, digest};
    mgp_shape_fit(write_digest, &message, mgp_text_length, MGP_SLACK_BODY_MAX, out);
}
