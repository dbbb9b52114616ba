/* What Slack's layouts are built from: blocks (Block Kit), each within Slack's limits. */
#ifndef MGP_NOTIFIER_MESSAGE_SLACK_BLOCK_H
#define MGP_NOTIFIER_MESSAGE_SLACK_BLOCK_H

#include "base/json_writer.h"
#include "notifier/message/facts.h"
#include "notifier/message/shape.h"
#include "notifier/message/text.h"

/* Slack's limits (Block Kit reference), in characters. */
#define MGP_SLACK_TEXT_MAX   3000
#define MGP_SLACK_FIELD_MAX  2000
#define MGP_SLACK_HEADER_MAX 150
#define MGP_SLACK_URL_MAX    3000
#define MGP_SLACK_BUTTON_MAX 75
/* Of all blocks together there is no documented limit; 13,200 characters were refused once (msg_blocks_too_long). */
#define MGP_SLACK_BODY_MAX 12000
#define MGP_SLACK_BLOCK_ID "actionblock789"

/* A message in the making. */
struct mgp_slack_message {
    const struct mgp_destination *destination;
    const struct mgp_facts *facts;
};

/* {"type": "plain_text" or "mrkdwn", "text": ...}: text as it is, already fit for Slack. */
void mgp_slack_write_mrkdwn(struct mgp_json_writer *writer, struct mgp_slice text);
/* Foreign text in plain_text; with_emoji false adds "emoji": false, so that ":name:" stays text. */
void mgp_slack_write_plain(struct mgp_json_writer *writer, struct mgp_slice text, size_t limit, bool with_emoji);
/* Foreign text in mrkdwn, behind a prefix of ours. */
void mgp_slack_write_escaped(struct mgp_json_writer *writer, const char *prefix, struct mgp_slice text, size_t limit);

void mgp_slack_begin_section(struct mgp_json_writer *writer); /* up to the list of fields */
void mgp_slack_end_section(struct mgp_json_writer *writer);
void mgp_slack_write_heading(struct mgp_json_writer *writer, struct mgp_slice time); /* "text": {...} of block 0 */
/* A section of one text: our heading, and foreign text of several lines below it as code. */
void mgp_slack_write_code(struct mgp_json_writer *writer, const char *heading, struct mgp_slice text, size_t limit);
void mgp_slack_write_context(struct mgp_json_writer *writer, struct mgp_slice text);
void mgp_slack_begin_actions(struct mgp_json_writer *writer);
void mgp_slack_end_actions(struct mgp_json_writer *writer);
void mgp_slack_write_button(struct mgp_json_writer *writer, const char *label, struct mgp_slice url);
void mgp_slack_write_divider(struct mgp_json_writer *writer);

/* The layouts: the members of the body after "channel". */
void mgp_slack_classic_blocks(struct mgp_json_writer *writer, const struct mgp_slack_message *message,
                              const struct mgp_shape *shape);
void mgp_slack_default_blocks(struct mgp_json_writer *writer, const struct mgp_slack_message *message,
                              const struct mgp_shape *shape);
void mgp_slack_digest_blocks(struct mgp_json_writer *writer, const struct mgp_digest *digest,
                             const struct mgp_shape *shape);

#endif
