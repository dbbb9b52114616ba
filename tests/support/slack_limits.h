/* Slack's limits on the blocks of a message, as its documentation and its refusals tell them. What this finds
 * fault with, Slack refuses with invalid_blocks. */
#ifndef MGP_TESTS_SLACK_LIMITS_H
#define MGP_TESTS_SLACK_LIMITS_H

#include "base/json.h"

/* Is the body one that chat.postMessage takes? False with the JSON pointer and the reason in fault. */
bool slack_limits_hold(const struct mgp_json *body, char *fault, size_t size);

#endif
