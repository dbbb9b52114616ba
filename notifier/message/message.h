/* From an event to the body that is sent: one message for each type of destination.
 *
 * What comes in is what the target receives (mgp_target_input): an event of Macie, which the layouts know; another
 * event of EventBridge's shape, which is shown member by member; or something else, made by an InputTransformer,
 * which is sent as the text that it is. A value that a finding is about never stands in an event, so it stands in
 * no message.
 *
 * Every message keeps the limits of its destination whatever the event holds: it is written at decreasing sizes
 * (shape.h) until it fits, and the smallest fits by arithmetic. Foreign text is plain text or escaped; control,
 * bidirectional and other invisible characters are shown as escapes. No secret stands in a body: it may be stored.
 *
 * Thread-safe: no state; a digest belongs to one thread at a time. docs/notifier.md has pictures of the layouts. */
#ifndef MGP_NOTIFIER_MESSAGE_MESSAGE_H
#define MGP_NOTIFIER_MESSAGE_MESSAGE_H

#include "base/buffer.h"
#include "base/json.h"
#include "notifier/rule/destination.h"

enum mgp_message_form {
    MGP_MESSAGE_FULL,
    MGP_MESSAGE_PLAIN /* text only, short: for a server that refused the full form */
};

/* Appends the body for destination to out. False, with nothing appended, if the layout has no message for the input:
 * "classic" says nothing of an event that is neither CLASSIFICATION nor POLICY, as the article's Lambda. */
bool mgp_message_build(const struct mgp_destination *destination, const struct mgp_json *input,
                       enum mgp_message_form form, struct mgp_buffer *out);

enum mgp_severity { MGP_SEVERITY_NONE, MGP_SEVERITY_LOW, MGP_SEVERITY_MEDIUM, MGP_SEVERITY_HIGH, MGP_SEVERITIES };

/* Many events in one message: totals by severity, groups by bucket and type of finding, the worst objects of each.
 * Bounded: what has no room is counted, not kept. */
#define MGP_DIGEST_GROUPS_MAX    100
#define MGP_DIGEST_OBJECTS_MAX   3   /* of a group */
#define MGP_DIGEST_TEXT_MAX      400 /* bytes that are kept of a key, bucket or type */

struct mgp_digest_object {
    enum mgp_severity severity;
    uint64_t occurrences; /* of sensitive data, all kinds together */
    char *key;
};

struct mgp_digest_group {
    char *bucket, *type;
    uint64_t counts[MGP_SEVERITIES]; /* events */
    uint64_t occurrences;
    struct mgp_digest_object worst[MGP_DIGEST_OBJECTS_MAX]; /* the worst first */
    size_t object_count;
};

struct mgp_digest {
    uint64_t events;
    uint64_t counts[MGP_SEVERITIES];
    uint64_t ungrouped; /* events of groups that had no room */
    char first[32], last[32]; /* the earliest and latest "time"; "" if there is none */
    struct mgp_digest_group *groups;
    size_t group_count;
};

void mgp_digest_init(struct mgp_digest *digest);
/* event is what a target receives; what is no event of Macie counts under its detail-type. */
void mgp_digest_add(struct mgp_digest *digest, const struct mgp_json *event);
void mgp_digest_clear(struct mgp_digest *digest); /* frees; may be used again after mgp_digest_init */

/* Appends the body of a digest's message. False for a type of destination whose messages programs read: there each
 * event is sent. */
bool mgp_message_digest(const struct mgp_destination *destination, const struct mgp_digest *digest,
                        enum mgp_message_form form, struct mgp_buffer *out);

#endif
