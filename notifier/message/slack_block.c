#include "notifier/message/slack_block.h"

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
    mgp_text_append_shown(&shown, text, limit, MGP_TEXT_PLAIN);
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
    mgp_text_append_shown(&shown, text, limit - strlen(prefix), MGP_TEXT_MRKDWN);
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
    mgp_text_append_shown(&text, time, 200, MGP_TEXT_MRKDWN);
    mgp_buffer_text(&text, ", take action! :rotating_light:");
    mgp_json_key(writer, "text");
    mgp_slack_write_mrkdwn(writer, mgp_buffer_slice(&text));
    mgp_buffer_clear(&text);
}

void mgp_slack_write_code(struct mgp_json_writer *writer, const char *heading, struct mgp_slice text, size_t limit)
{
    struct mgp_buffer shown = {0};
    mgp_buffer_format(&shown, "*%s*\n```", heading);
    mgp_text_append_lines(&shown, mgp_text_is_blank(text) ? MGP_LITERAL(MGP_TEXT_NOTHING) : text, limit,
                          MGP_TEXT_MRKDWN_CODE);
    mgp_buffer_text(&shown, "```");
    mgp_json_begin_object(writer);
    mgp_json_member_text(writer, "type", "section");
    mgp_json_key(writer, "text");
    mgp_slack_write_mrkdwn(writer, mgp_buffer_slice(&shown));
    mgp_json_end_object(writer);
    mgp_buffer_clear(&shown);
}

void mgp_slack_write_context(struct mgp_json_writer *writer, struct mgp_slice text)
{
    mgp_json_begin_object(writer);
    mgp_json_member_text(writer, "type", "context");
    mgp_json_key(writer, "elements");
    mgp_json_begin_array(writer);
    mgp_slack_write_plain(writer, text, MGP_SLACK_FIELD_MAX, false);
    mgp_json_end_array(writer);
    mgp_json_end_object(writer);
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
