/* Where a message leads: the object, or for a policy finding its bucket. */
#ifndef MGP_NOTIFIER_MESSAGE_LINK_H
#define MGP_NOTIFIER_MESSAGE_LINK_H

#include "notifier/message/facts.h"

/* Appends the address that the destination's template makes of the event, percent-encoded. Without a template: the
 * object's address in S3, the bucket's policy in the console; only where the event names an AWS account: what was
 * found in a mirror or in another store has none.
 *
 * False, with nothing appended, if there is none: a value is missing or cannot stand where the template has it, the
 * key has a segment "." or "..", which browsers would resolve, or the address is longer than limit. */
bool mgp_link_append(struct mgp_buffer *out, const struct mgp_destination *destination, const struct mgp_facts *facts,
                     size_t limit);

#endif
