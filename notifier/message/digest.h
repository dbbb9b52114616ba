/* What the layouts write of a digest. All text is appended as MGP_TEXT_PLAIN. */
#ifndef MGP_NOTIFIER_MESSAGE_DIGEST_H
#define MGP_NOTIFIER_MESSAGE_DIGEST_H

#include "notifier/message/facts.h"
#include "notifier/message/shape.h"

/* The groups from the worst down: indices into digest->groups; returns how many. */
size_t mgp_digest_order(const struct mgp_digest *digest, size_t order[MGP_DIGEST_GROUPS_MAX]);
uint64_t mgp_digest_group_events(const struct mgp_digest_group *group);
/* Events of the groups from order[shown] on, and of those that had no room. */
uint64_t mgp_digest_rest(const struct mgp_digest *digest, const size_t *order, size_t shown);

void mgp_digest_append_counts(struct mgp_buffer *out, const uint64_t counts[MGP_SEVERITIES]); /* "3 High, 5 Low" */
void mgp_digest_append_title(struct mgp_buffer *out, const struct mgp_digest *digest); /* "8 findings: 3 High, ..." */
void mgp_digest_append_times(struct mgp_buffer *out, const struct mgp_digest *digest); /* nothing if there are none */
/* "bucket: SensitiveData:S3Object/Personal: 3 High, 5 Low"; limit: units of the bucket and of the type. */
void mgp_digest_append_group(struct mgp_buffer *out, const struct mgp_digest_group *group, size_t limit);
/* "High, 27 x: 2026/q1/contractors.jsonl" */
void mgp_digest_append_object(struct mgp_buffer *out, const struct mgp_digest_object *object, size_t limit);

/* The whole digest as text of several lines: title, times, groups with their worst objects, what is left out. */
void mgp_digest_append_body(struct mgp_buffer *out, const struct mgp_digest *digest, const struct mgp_shape *shape);
/* A group and its worst objects: the lines of mgp_digest_append_group and, indented, mgp_digest_append_object. */
void mgp_digest_append_lines(struct mgp_buffer *out, const struct mgp_digest_group *group,
                             const struct mgp_shape *shape);
/* "and 12 findings of other groups"; nothing if all are shown. */
void mgp_digest_append_rest(struct mgp_buffer *out, const struct mgp_digest *digest, const size_t *order,
                            size_t shown);

#endif
