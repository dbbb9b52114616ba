/* What both layouts are built from: the facts of an event, and blocks. */
#ifndef MGP_NOTIFIER_MESSAGE_SLACK_BLOCK_H
#define MGP_NOTIFIER_MESSAGE_SLACK_BLOCK_H

#include "base/json_writer.h"
#include "notifier/message/slack_message.h"
#include "notifier/message/slack_text.h"

#define MGP_SLACK_BLOCK_ID "actionblock789"
#define MGP_SLACK_BUTTON_MAX 75

/* The members that a message shows; each may be empty. All borrowed from the event. */
struct mgp_slack_facts {
    const struct mgp_json *detail;
    struct mgp_slice time, region, account, detail_type;
    struct mgp_slice category, title, type, severity, finding_id;
    struct mgp_slice bucket_arn, bucket_name;
    struct mgp_slice key, extension, last_modified;
    struct mgp_slice api, access_key_id, ip_address;
};

struct mgp_slack_facts mgp_slack_read(const struct mgp_json *event);

/* {"type": "plain_text" or "mrkdwn", "text": ...}: text as it is, already fit for Slack. */
void mgp_slack_write_mrkdwn(struct mgp_json_writer *writer, struct mgp_slice text);
/* Foreign text in plain_text; with_emoji false adds "emoji": false, so that ":name:" stays text. */
void mgp_slack_write_plain(struct mgp_json_writer *writer, struct mgp_slice text, size_t limit, bool with_emoji);
/* Foreign text in mrkdwn, behind a prefix of ours. */
void mgp_slack_write_escaped(struct mgp_json_writer *writer, const char *prefix, struct mgp_slice text, size_t limit);

void mgp_slack_begin_section(struct mgp_json_writer *writer); /* up to the list of fields */
void mgp_slack_end_section(struct mgp_json_writer *writer);
void mgp_slack_write_heading(struct mgp_json_writer *writer, struct mgp_slice time); /* "text": {...} of block 0 */
void mgp_slack_begin_actions(struct mgp_json_writer *writer);
void mgp_slack_end_actions(struct mgp_json_writer *writer);
void mgp_slack_write_button(struct mgp_json_writer *writer, const char *label, struct mgp_slice url);
void mgp_slack_write_divider(struct mgp_json_writer *writer);

/* The layouts: the members of the body after "channel". */
bool mgp_slack_classic_blocks(struct mgp_json_writer *writer, const struct mgp_slack_facts *facts);
void mgp_slack_default_blocks(struct mgp_json_writer *writer, const struct mgp_slack_facts *facts);

#endif
