/* What the answer of a server means. Two steps: a reader for each kind of server takes from the answer its code, what
 * it says about it, and how long it asks to wait; one table (answer.c) says what a code or a status means.
 * Thread-safe: no state. */
#ifndef MGP_NOTIFIER_DELIVERY_ANSWER_H
#define MGP_NOTIFIER_DELIVERY_ANSWER_H

#include "base/clock.h"
#include "net/http.h"
#include "notifier/delivery/channel.h"

/* Codes of ours, where the server has none. */
#define MGP_CODE_OK         "ok"
#define MGP_CODE_UNREADABLE "an answer that is not the server's own"

/* An answer of HTTP. now is for a Retry-After that is a date. */
void mgp_answer_read(const struct mgp_destination *destination, const struct mgp_http_response *response,
                     mgp_time_ms now, struct mgp_answer *out);

/* A reply of SMTP: its code (RFC 5321, 4.2) and text. */
void mgp_answer_read_smtp(int code, const char *text, struct mgp_answer *out);

/* What the table says of a status and a code ("" where there is none). */
enum mgp_answer_kind mgp_answer_classify(enum mgp_destination_type type, long status, const char *code);

/* Retry-After: seconds, also with a fraction, or an HTTP date (RFC 9110, 10.2.3). A date in the past is 0. */
bool mgp_retry_after_read(const char *text, mgp_time_ms now, uint64_t *out_ms);

/* For the readers: text made printable and cut to size, a NUL included. */
void mgp_answer_keep(struct mgp_slice text, char *out, size_t size);

#endif
