/* The readers of bodies: one for each kind of server. Each fills error (the code), detail, thread and, where the body
 * says it, asked_ms; what the body does not say stays empty. */
#ifndef MGP_NOTIFIER_DELIVERY_ANSWER_BODY_H
#define MGP_NOTIFIER_DELIVERY_ANSWER_BODY_H

#include "notifier/delivery/answer.h"

typedef void mgp_answer_reader(const struct mgp_destination *destination, const struct mgp_http_response *response,
                               struct mgp_answer *out);

mgp_answer_reader mgp_read_slack; /* chat.postMessage and incoming webhooks */
mgp_answer_reader mgp_read_teams;
mgp_answer_reader mgp_read_discord;
mgp_answer_reader mgp_read_pagerduty;
mgp_answer_reader mgp_read_aws; /* JSON or XML; entries of PutEvents */

#endif
