#include "notifier/message/digest.h"
#include "notifier/message/slack_block.h"

static void write_title(struct mgp_json_writer *writer, const struct mgp_digest *digest)
{
    struct mgp_buffer text = {0};
    mgp_digest_append_title(&text, digest);
    mgp_json_member_string(writer, "text", mgp_buffer_slice(&text));
    mgp_json_key(writer, "blocks");
    mgp_json_begin_array(writer);
    mgp_json_begin_object(writer);
    mgp_json_member_text(writer, "type", "header");
    mgp_json_key(writer, "text");
    mgp_slack_write_plain(writer, mgp_buffer_slice(&text), MGP_SLACK_HEADER_MAX, false);
    mgp_json_end_object(writer);
    mgp_buffer_clear(&text);
}

/* The group as the heading of its worst objects. */
static void write_group(struct mgp_json_writer *writer, const struct mgp_digest_group *group,
                        const struct mgp_shape *shape)
{
    struct mgp_buffer text = {0}, shown = {0};
    mgp_digest_append_lines(&text, group, shape);
    mgp_json_begin_object(writer);
    mgp_json_member_text(writer, "type", "section");
    mgp_json_key(writer, "text");
    mgp_json_begin_object(writer);
    mgp_json_member_text(writer, "type", "plain_text");
    mgp_text_append_lines(&shown, mgp_buffer_slice(&text), MGP_SLACK_TEXT_MAX, MGP_TEXT_PLAIN);
    mgp_json_member_string(writer, "text", mgp_buffer_slice(&shown));
    mgp_json_member_bool(writer, "emoji", false);
    mgp_json_end_object(writer);
    mgp_json_end_object(writer);
    mgp_buffer_clear(&shown);
    mgp_buffer_clear(&text);
}

void mgp_slack_digest_blocks(struct mgp_json_writer *writer, const struct mgp_digest *digest,
                             const struct mgp_shape *shape)
{
    size_t order[MGP_DIGEST_GROUPS_MAX], count = mgp_digest_order(digest, order);
    size_t shown = count < shape->groups ? count : shape->groups;
    struct mgp_buffer text = {0};
    write_title(writer, digest);
    for (size_t i = 0; i < shown; i++) write_group(writer, &digest->groups[order[i]], shape);
    mgp_digest_append_rest(&text, digest, order, shown);
    if (text.len > 0 && digest->first[0]) mgp_buffer_text(&text, "; ");
    mgp_digest_append_times(&text, digest);
    if (text.len > 0) mgp_slack_write_context(writer, mgp_buffer_slice(&text));
    mgp_json_end_array(writer);
    mgp_buffer_clear(&text);
}
