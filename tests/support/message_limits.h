/* Does a body keep the limits of the server that it is for? What this finds fault with, the server refuses, cuts, or
 * lets act. One checker for each type of destination; the bodies are read anew, by none of the builders' code. */
#ifndef MGP_TESTS_MESSAGE_LIMITS_H
#define MGP_TESTS_MESSAGE_LIMITS_H

#include "notifier/rule/destination.h"

bool message_limits_hold(enum mgp_destination_type type, struct mgp_slice body, char *fault, size_t size);

#endif
