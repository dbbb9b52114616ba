/* The builders of message.c's table: one for each type of destination. Each appends a body that keeps its
 * destination's limits. */
#ifndef MGP_NOTIFIER_MESSAGE_BUILDER_H
#define MGP_NOTIFIER_MESSAGE_BUILDER_H

#include "notifier/message/facts.h"

/* False if there is no message for this input. */
typedef bool mgp_message_builder(const struct mgp_destination *destination, const struct mgp_facts *facts,
                                 enum mgp_message_form form, struct mgp_buffer *out);
typedef void mgp_digest_builder(const struct mgp_destination *destination, const struct mgp_digest *digest,
                                struct mgp_buffer *out);

mgp_message_builder mgp_build_slack;
mgp_message_builder mgp_build_teams;
mgp_message_builder mgp_build_discord;
mgp_message_builder mgp_build_pagerduty;
mgp_message_builder mgp_build_mail;
mgp_message_builder mgp_build_sns;
mgp_message_builder mgp_build_sqs;
mgp_message_builder mgp_build_eventbridge;
mgp_message_builder mgp_build_event; /* what came in, as one line of JSON */

mgp_digest_builder mgp_digest_slack;
mgp_digest_builder mgp_digest_teams;
mgp_digest_builder mgp_digest_discord;
mgp_digest_builder mgp_digest_pagerduty;
mgp_digest_builder mgp_digest_mail;

#endif
