#include "notifier/message/digest.h"

#include "notifier/message/text.h"

void mgp_digest_append_counts(struct mgp_buffer *out, const uint64_t counts[MGP_SEVERITIES])
{
    bool is_first = true;
    for (int level = MGP_SEVERITIES - 1; level >= 0; level--) {
        if (counts[level] == 0) continue;
        mgp_buffer_format(out, "%s%llu %s", is_first ? "" : ", ", (unsigned long long)counts[level],
                          mgp_severity_text((enum mgp_severity)level));
        is_first = false;
    }
}

void mgp_digest_append_title(struct mgp_buffer *out, const struct mgp_digest *digest)
{
    mgp_buffer_format(out, "%llu findings: ", (unsigned long long)digest->events);
    mgp_digest_append_counts(out, digest->counts);
}

void mgp_digest_append_times(struct mgp_buffer *out, const struct mgp_digest *digest)
{
    if (!digest->first[0]) return;
    mgp_text_append(out, mgp_slice_text(digest->first), sizeof digest->first, MGP_TEXT_PLAIN);
    if (strcmp(digest->first, digest->last) == 0) return;
    mgp_buffer_text(out, " to ");
    mgp_text_append(out, mgp_slice_text(digest->last), sizeof digest->last, MGP_TEXT_PLAIN);
}

void mgp_digest_append_group(struct mgp_buffer *out, const struct mgp_digest_group *group, size_t limit)
{
    mgp_text_append_shown(out, mgp_slice_text(group->bucket), limit, MGP_TEXT_PLAIN);
    mgp_buffer_text(out, ": ");
    mgp_text_append_shown(out, mgp_slice_text(group->type), limit, MGP_TEXT_PLAIN);
    mgp_buffer_text(out, ": ");
    mgp_digest_append_counts(out, group->counts);
}

void mgp_digest_append_object(struct mgp_buffer *out, const struct mgp_digest_object *object, size_t limit)
{
    mgp_buffer_format(out, "%s, %llu x: ", mgp_severity_text(object->severity),
                      (unsigned long long)object->occurrences);
    mgp_text_append_shown(out, mgp_slice_text(object->key), limit, MGP_TEXT_PLAIN);
}

void mgp_digest_append_lines(struct mgp_buffer *out, const struct mgp_digest_group *group,
                             const struct mgp_shape *shape)
{
    size_t limit = shape->text < MGP_DIGEST_TEXT_MAX ? shape->text : MGP_DIGEST_TEXT_MAX;
    mgp_digest_append_group(out, group, shape->name);
    for (size_t i = 0; i < group->object_count; i++) {
        mgp_buffer_text(out, "\n  ");
        mgp_digest_append_object(out, &group->worst[i], limit);
    }
    bool has_more = mgp_digest_group_events(group) > group->object_count;
    if (has_more && group->object_count == MGP_DIGEST_OBJECTS_MAX) mgp_buffer_text(out, "\n  ...");
}

void mgp_digest_append_rest(struct mgp_buffer *out, const struct mgp_digest *digest, const size_t *order, size_t shown)
{
    uint64_t rest = mgp_digest_rest(digest, order, shown);
    if (rest > 0) mgp_buffer_format(out, "and %llu findings of other groups", (unsigned long long)rest);
}

void mgp_digest_append_body(struct mgp_buffer *out, const struct mgp_digest *digest, const struct mgp_shape *shape)
{
    size_t order[MGP_DIGEST_GROUPS_MAX], count = mgp_digest_order(digest, order);
    size_t shown = count < shape->groups ? count : shape->groups;
    mgp_digest_append_title(out, digest);
    mgp_buffer_byte(out, '\n');
    if (digest->first[0]) {
        mgp_digest_append_times(out, digest);
        mgp_buffer_byte(out, '\n');
    }
    mgp_buffer_byte(out, '\n');
    for (size_t i = 0; i < shown; i++) {
        mgp_digest_append_lines(out, &digest->groups[order[i]], shape);
        mgp_buffer_byte(out, '\n');
    }
    mgp_digest_append_rest(out, digest, order, shown);
}
