/* What a finding says was found: kinds of data with their numbers, and the places of the first occurrences. Never a
 * value: Macie's findings hold none. Texts are appended as MGP_TEXT_PLAIN. */
#ifndef MGP_NOTIFIER_MESSAGE_DETECTIONS_H
#define MGP_NOTIFIER_MESSAGE_DETECTIONS_H

#include "notifier/message/facts.h"

struct mgp_detection {
    struct mgp_slice name; /* the identifier: USA_SOCIAL_SECURITY_NUMBER, or a custom one's name */
    uint64_t count;
    const struct mgp_json *occurrences;
};

/* A walk over all detections, managed ones first. Zero-initialise nothing: mgp_detections_begin does. */
struct mgp_detections {
    const struct mgp_json *categories, *custom;
    size_t category, item;
};

void mgp_detections_begin(struct mgp_detections *walk, const struct mgp_facts *facts);
/* False at the end. Detections without a name are passed over. */
bool mgp_detections_next(struct mgp_detections *walk, struct mgp_detection *out);

/* Appends "27 x USA_SOCIAL_SECURITY_NUMBER", one a line; at most max lines, then "and 3 more kinds". False, with
 * nothing appended, if there is none. */
bool mgp_detections_append_counts(struct mgp_buffer *out, const struct mgp_facts *facts, size_t max,
                                  size_t name_limit);

/* Appends "USA_SOCIAL_SECURITY_NUMBER: $.worker.taxId in record 0, ...", one detection a line, until max places are
 * named. False, with nothing appended, if the finding names no place. */
bool mgp_detections_append_places(struct mgp_buffer *out, const struct mgp_facts *facts, size_t max,
                                  size_t name_limit);

#endif
