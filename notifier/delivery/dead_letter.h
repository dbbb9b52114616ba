/* Dead letters: what was given up, one JSON object a line in a file, with the names that EventBridge gives its dead
 * letters' attributes:
 *
 *     {"time": "…", "id": "…", "RULE_ARN": "magpie:rule/NAME", "TARGET_ARN": "magpie:destination/NAME",
 *      "TARGET_ID": "…", "ERROR_CODE": "ERROR_FROM_TARGET", "ERROR_MESSAGE": "channel_not_found",
 *      "EXHAUSTED_RETRY_CONDITION": "MaximumRetryAttempts", "RETRY_ATTEMPTS": 5, "event": {…}, "input": "…"}
 *
 * EXHAUSTED_RETRY_CONDITION only where retries were exhausted, input only where the target receives something else
 * than the event. A line is on disk before its delivery leaves the queue, so after a crash it may stand twice. */
#ifndef MGP_NOTIFIER_DELIVERY_DEAD_LETTER_H
#define MGP_NOTIFIER_DELIVERY_DEAD_LETTER_H

#include "notifier/delivery/channel.h"
#include "notifier/delivery/queue.h"

#define MGP_RULE_ARN        "magpie:rule/"
#define MGP_DESTINATION_ARN "magpie:destination/"

struct mgp_dead_letter {
    const char *rule, *target, *destination;
    struct mgp_slice event_id, event, input;
    const char *code;           /* mgp_dead_letter_code */
    const char *message;        /* printable */
    const char *exhausted;      /* NULL: retries were not what ended it */
    unsigned attempts;          /* retries after the first attempt */
};

/* EventBridge's ERROR_CODE for an answer. */
const char *mgp_dead_letter_code(const struct mgp_answer *answer);

/* Appends the letter as a line, whole or not at all, and waits until it is on disk. Several processes may do so. */
enum mgp_status mgp_dead_letter_write(const char *path, const struct mgp_dead_letter *letter, struct mgp_error *error);

/* Reads a line back; what it points at lives in arena and line. MGP_CORRUPT if it is none. */
enum mgp_status mgp_dead_letter_read(struct mgp_arena *arena, struct mgp_slice line, struct mgp_dead_letter *out,
                                     struct mgp_error *error);

#endif
