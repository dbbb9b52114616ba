/* What an answer of chat.postMessage means. Success and failure both come with HTTP 200: "ok" tells.
 * Thread-safe: no state. */
#ifndef MGP_NOTIFIER_DELIVERY_ANSWER_SLACK_H
#define MGP_NOTIFIER_DELIVERY_ANSWER_SLACK_H

#include "base/clock.h"
#include "net/http.h"
#include "notifier/delivery/channel.h"

/* now is for a Retry-After that is a date. */
void mgp_slack_answer_read(const struct mgp_http_response *response, mgp_time_ms now, struct mgp_answer *out);

/* Retry-After: seconds, also with a fraction, or an HTTP date (RFC 9110, 10.2.3). A date in the past is 0. */
bool mgp_retry_after_read(const char *text, mgp_time_ms now, uint64_t *out_ms);

#endif
