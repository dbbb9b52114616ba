/* When to try again: exponential back-off with full jitter, or what the server asked for; bounded in number
 * and time. Time spent in our own queue does not count: an event's age runs from the first attempt.
 *
 * MAGPIE_RETRY_BASE_MS in the environment sets the first back-off (500 ms); it is a switch for tests. */
#ifndef MGP_NOTIFIER_DELIVERY_RETRY_H
#define MGP_NOTIFIER_DELIVERY_RETRY_H

#include "notifier/rule/rules.h"

#define MGP_RETRY_BASE_MS       500
#define MGP_RETRY_CAP_MS        30000 /* of one back-off */
#define MGP_RETRY_MAX_THROTTLED 100   /* answers "wait" for one message that do not count as attempts */

#define MGP_GAVE_UP_AGE "MaximumEventAgeInSeconds"

/* EventBridge's own defaults, for a service: nobody waits for it to end. */
#define MGP_PATIENT_RETRIES         185
#define MGP_PATIENT_MAX_AGE_SECONDS 86400

struct mgp_retry {
    struct mgp_retry_policy policy;
    uint64_t base_ms;
    unsigned failures;   /* attempts that count */
    unsigned throttled;  /* answers that asked to wait and do not count */
    const char *gave_up; /* why, once mgp_retry_next has said no */
};

uint64_t mgp_retry_base_from_environment(void);

/* After a failed attempt: false to give up, else how long to wait. asked_ms is the server's Retry-After, or
 * UINT64_MAX where it gave none; such a wait counts as an attempt only where the policy names a number. age_ms is the
 * time since the first attempt. random is any number, for the jitter. */
bool mgp_retry_next(struct mgp_retry *retry, uint64_t asked_ms, uint64_t age_ms, uint64_t random, uint64_t *wait_ms);

/* What counts of a target's policy (NULL: the target is gone): a number that is given; else EventBridge's own for a
 * service, and fewer for a command that somebody waits for. */
struct mgp_retry_policy mgp_retry_policy_for(const struct mgp_retry_policy *given, bool is_service);

#endif
