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
    struct mgp_buffer text = {0};
    size_t limit = shape->text < MGP_DIGEST_TEXT_MAX ? shape->text : MGP_DIGEST_TEXT_MAX;
    mgp_digest_append_group(&text, group, shape->name);
    for (size_t i = 0; i < group->object_count; i++) {
        mgp_buffer_text(&text, "\n  ");
        mgp_digest_append_object(&text, &group->worst[i], limit);
    }
    if (mgp_digest_group_events(group) > group->object_count && group->object_count == MGP_DIGEST_OBJECTS_MAX)
        mgp_buffer_text(&text, "\n  ...");
    mgp_json_begin_object(writer);
    mgp_json_member_text(writer, "type", "section");
    mgp_json_key(writer, "text");
    mgp_json_begin_object(writer);
    mgp_json_member_text(writer, "type", "plain_text");
    struct mgp_buffer shown = {0};
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
    uint64_t rest = mgp_digest_rest(digest, order, shown);
    if (rest > 0) mgp_buffer_format(&text, "and %llu findings of other groups; ", (unsigned long long)rest);
    mgp_digest_append_times(&text, digest);
    if (text.len > 0) mgp_slack_write_context(writer, mgp_buffer_slice(&text));
    mgp_json_end_array(writer);
    mgp_buffer_clear(&text);
}
