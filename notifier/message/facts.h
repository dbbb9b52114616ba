/* What a message can say about an event, read once. Everything is borrowed from the input; what is missing, null or
 * of another type is empty. */
#ifndef MGP_NOTIFIER_MESSAGE_FACTS_H
#define MGP_NOTIFIER_MESSAGE_FACTS_H

#include "notifier/message/message.h"

enum mgp_input_kind {
    MGP_INPUT_FINDING, /* an event of Macie */
    MGP_INPUT_EVENT,   /* another event of EventBridge's shape */
    MGP_INPUT_TEXT     /* a text, or JSON that is no event */
};

struct mgp_facts {
    enum mgp_input_kind kind;
    const struct mgp_json *input, *detail;
    struct mgp_slice event_id, time, region, account, source, detail_type;

    /* A finding's. */
    bool is_policy;
    enum mgp_severity severity_level;
    struct mgp_slice category, title, type, severity, finding_id;
    struct mgp_slice bucket_arn, bucket_name;
    struct mgp_slice key, extension, last_modified;
    struct mgp_slice api, access_key_id, ip_address;
};

struct mgp_facts mgp_facts_read(const struct mgp_json *input);

/* A finding's title, else what else names the event. */
struct mgp_slice mgp_facts_title(const struct mgp_facts *facts);
/* The bucket's ARN, else its name. */
struct mgp_slice mgp_facts_bucket(const struct mgp_facts *facts);
/* "High", "Medium", "Low", "Unknown". */
const char *mgp_severity_text(enum mgp_severity severity);
/* The numbers of all detections together. */
uint64_t mgp_facts_occurrences(const struct mgp_facts *facts);

#endif
