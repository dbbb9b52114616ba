/* Events handed to a notifier by somebody who must not be held up: a thread of low priority writes, accepts and commits
 * them. What is in the intake is bounded; offering waits when the notifier is that far behind, so nothing is lost.
 *
 * Between create and finish the notifier is the intake's. Offers come from one thread. */
#ifndef MGP_NOTIFIER_DELIVERY_INTAKE_H
#define MGP_NOTIFIER_DELIVERY_INTAKE_H

#include "base/buffer.h"
#include "notifier/delivery/notifier.h"

#define MGP_INTAKE_MAX_BYTES (32u << 20)

struct mgp_intake;

/* What an event is made of: the first member of the offerer's own struct. The intake's thread calls both functions,
 * or the one that calls mgp_intake_finish. */
struct mgp_intake_item {
    struct mgp_intake_item *next; /* the intake's */
    size_t bytes;                 /* of memory that it holds: what the bound counts */
    void (*write)(struct mgp_intake_item *item, struct mgp_buffer *event); /* the event as JSON, into an empty buffer */
    void (*destroy)(struct mgp_intake_item *item);
};

enum mgp_status mgp_intake_create(struct mgp_notifier *notifier, struct mgp_intake **out, struct mgp_error *error);
/* Takes item over. */
void mgp_intake_offer(struct mgp_intake *intake, struct mgp_intake_item *item);
/* Returns when all is accepted; the caller does what the thread has not got to, at its own priority. Not MGP_OK if an
 * event could not be accepted (error says why the first was not). Always frees; NULL is allowed. */
enum mgp_status mgp_intake_finish(struct mgp_intake *intake, struct mgp_error *error);

#endif
