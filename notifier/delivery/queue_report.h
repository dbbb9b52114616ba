/* What waits in a queue, why, and until when: for people and for programs. */
#ifndef MGP_NOTIFIER_DELIVERY_QUEUE_REPORT_H
#define MGP_NOTIFIER_DELIVERY_QUEUE_REPORT_H

#include "notifier/delivery/queue.h"

/* As text, or as JSON:
 *
 *     {"queue": "DIR", "deadLetters": 2, "destinations": [{"destination": "…", "waiting": 3, "oldestSeconds": 12.5,
 *      "reason": "…", "until": "…" or null, "stopped": "invalid_auth" or null, "isServed": true,
 *      "first": {"event": "…", "rule": "…", "target": "…", "attempts": 2, "error": "HTTP 500"}}]}
 *
 * folder is for the texts; dead_letters is how many there are. */
enum mgp_status mgp_queue_report(struct mgp_queue *queue, const char *folder, uint64_t dead_letters, bool as_json,
                                 struct mgp_buffer *out, struct mgp_error *error);

#endif
