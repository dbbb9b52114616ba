/* One destination: a queue in memory and the thread that empties it, message after message, at the
 * destination's pace. A pause that the server asks for holds the whole queue; other destinations go on. */
#ifndef MGP_NOTIFIER_DELIVERY_SENDER_H
#define MGP_NOTIFIER_DELIVERY_SENDER_H

#include "base/buffer.h"
#include "notifier/rule/rules.h"

#define MGP_QUEUE_MAX_BYTES (32u << 20) /* of bodies queued for one destination */
#define MGP_BURST 5                     /* messages that may go out before the pace holds */

struct mgp_sender;

/* A message on its way. The sender owns it from mgp_sender_post on. */
struct mgp_delivery {
    struct mgp_delivery *next;
    char *event_id;
    const char *rule; /* borrowed from the rules */
    const struct mgp_target *target;
    struct mgp_buffer body;
};

void mgp_delivery_destroy(struct mgp_delivery *delivery);

struct mgp_sender_report {
    uint64_t delivered, failed;
};

/* Reads the token and starts the thread. destination is borrowed. */
enum mgp_status mgp_sender_create(const struct mgp_destination *destination, struct mgp_sender **out,
                                  struct mgp_error *error);
/* Queues delivery; waits while the queue is full. */
void mgp_sender_post(struct mgp_sender *sender, struct mgp_delivery *delivery);
/* Waits until the queue is empty and the thread has ended. Once. */
void mgp_sender_finish(struct mgp_sender *sender, struct mgp_sender_report *report);
/* Gives up what is queued, if it was not finished. NULL is allowed. */
void mgp_sender_destroy(struct mgp_sender *sender);

#endif
