/* What an answer of chat.postMessage means. Success and failure both come with HTTP 200: "ok" tells.
 * Thread-safe: no state. */
#ifndef MGP_NOTIFIER_DELIVERY_SLACK_ANSWER_H
#define MGP_NOTIFIER_DELIVERY_SLACK_ANSWER_H

#include "base/clock.h"
#include "net/http.h"

enum mgp_answer {
    MGP_ANSWER_OK,
    MGP_ANSWER_WAIT,        /* over the rate: as long as the server says */
    MGP_ANSWER_TRANSIENT,   /* a retry may mend it */
    MGP_ANSWER_CREDENTIALS, /* no message to this destination can succeed */
    MGP_ANSWER_REFUSED,     /* this message, or its channel, is not accepted */
};

struct mgp_slack_answer {
    enum mgp_answer kind;
    char error[80];     /* Slack's code, or "HTTP 502" */
    char detail[200];   /* response_metadata.messages, made printable; "" if there are none */
    uint64_t asked_ms;  /* Retry-After; UINT64_MAX if there is none */
};

/* now is for a Retry-After that is a date. */
void mgp_slack_answer_read(const struct mgp_http_response *response, mgp_time_ms now, struct mgp_slack_answer *out);

/* Retry-After: seconds, also with a fraction, or an HTTP date (RFC 9110, 10.2.3). A date in the past is 0. */
bool mgp_retry_after_read(const char *text, mgp_time_ms now, uint64_t *out_ms);

#endif
