/* Events handed to a notifier by somebody who must not be held up: a thread accepts and commits them, and gives way
 * where processors are short. What is in the intake is bounded; offering waits when the notifier is that far behind.
 *
 * Between create and finish the notifier is the intake's. Offers come from one thread. */
#ifndef MGP_NOTIFIER_DELIVERY_INTAKE_H
#define MGP_NOTIFIER_DELIVERY_INTAKE_H

#include "base/buffer.h"
#include "notifier/delivery/notifier.h"

#define MGP_INTAKE_MAX_BYTES (32u << 20)

struct mgp_intake;

enum mgp_status mgp_intake_create(struct mgp_notifier *notifier, struct mgp_intake **out, struct mgp_error *error);
/* Takes event over: it is empty afterwards. */
void mgp_intake_offer(struct mgp_intake *intake, struct mgp_buffer *event);
/* Waits until all is accepted. Not MGP_OK if an event could not be accepted (error says why the first was not). Always
 * frees; NULL is allowed. */
enum mgp_status mgp_intake_finish(struct mgp_intake *intake, struct mgp_error *error);

#endif
