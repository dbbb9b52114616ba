/* A channel sends finished messages to one destination and says what became of each: one request an attempt,
 * no retries, no waiting. When to send, how often and what to do after each kind of answer is the sender's
 * (sender.h). Nothing secret stands in an answer: neither the destination's token nor the address of a webhook.
 *
 * A channel belongs to one thread at a time. */
#ifndef MGP_NOTIFIER_DELIVERY_CHANNEL_H
#define MGP_NOTIFIER_DELIVERY_CHANNEL_H

#include "base/buffer.h"
#include "base/status.h"
#include "notifier/rule/rules.h"

enum mgp_answer_kind {
    MGP_ANSWER_OK,
    MGP_ANSWER_WAIT,        /* over the rate: as long as the server says (asked_ms) */
    MGP_ANSWER_TRANSIENT,   /* a retry may mend it */
    MGP_ANSWER_CREDENTIALS, /* no message to this destination can succeed: it is stopped, its queue kept */
    MGP_ANSWER_BAD_PAYLOAD, /* this body is refused: it may be sent once more as plain text */
    MGP_ANSWER_REFUSED,     /* this message, or its channel, is not accepted */
    MGP_ANSWER_NONE,        /* it was not sent */
};

#define MGP_ASKED_NOTHING UINT64_MAX

struct mgp_answer {
    enum mgp_answer_kind kind;
    char error[80];    /* the server's code, or "HTTP 502"; printable */
    char detail[200];  /* what it says about it, made printable; "" if nothing */
    uint64_t asked_ms; /* Retry-After; MGP_ASKED_NOTHING if there is none */
    char thread[64];   /* Slack's ts of the message that was posted; "" elsewhere */
};

struct mgp_outgoing {
    struct mgp_slice body;
    const char *message_id; /* the same whenever this message is sent again */
    const char *thread;     /* reply under this message (mgp_answer.thread), or NULL */
};

struct mgp_channel;

/* Reads the destination's secrets. destination is borrowed for the channel's life. */
enum mgp_status mgp_channel_create(const struct mgp_destination *destination, struct mgp_channel **out,
                                   struct mgp_error *error);

/* One attempt. What did not come to an answer (no connection, a time-out) is told as an answer too. */
void mgp_channel_send(struct mgp_channel *channel, const struct mgp_outgoing *outgoing, struct mgp_answer *out);

/* Appends the request as it would be sent, for people: secrets masked, a JSON body indented. */
void mgp_channel_print(const struct mgp_destination *destination, const struct mgp_outgoing *outgoing,
                       struct mgp_buffer *out);

void mgp_channel_destroy(struct mgp_channel *channel); /* NULL is allowed; wipes the secrets */

#endif
