/* When to try again: exponential back-off with full jitter, or what the server asked for; bounded in number
 * and time. Time spent in our own queue does not count: an event's age runs from the first attempt.
 *
 * MAGPIE_RETRY_BASE_MS in the environment sets the first back-off (500 ms); it is a switch for tests. */
#ifndef MGP_NOTIFIER_DELIVERY_RETRY_H
#define MGP_NOTIFIER_DELIVERY_RETRY_H

#include "base/clock.h"
#include "notifier/rule/rules.h"

#define MGP_RETRY_BASE_MS 500
#define MGP_RETRY_CAP_MS 30000        /* of one back-off */
#define MGP_RETRY_MAX_THROTTLED 100   /* answers "wait" for one message that do not count as attempts */

struct mgp_retry {
    const struct mgp_retry_policy *policy;
    uint64_t base_ms;
    uint64_t begin_ms;   /* of the first attempt, monotonic */
    unsigned failures;   /* attempts that count */
    unsigned throttled;  /* answers that asked to wait */
    const char *gave_up; /* why, once mgp_retry_next has said no */
};

uint64_t mgp_retry_base_from_environment(void);
void mgp_retry_begin(struct mgp_retry *retry, const struct mgp_retry_policy *policy, uint64_t base_ms,
                     uint64_t now_ms);

/* After a failed attempt: false to give up, else how long to wait. asked_ms is the server's Retry-After, or
 * UINT64_MAX where it gave none; such a wait counts as an attempt only where the policy names a number.
 * random is any number, for the jitter. */
bool mgp_retry_next(struct mgp_retry *retry, uint64_t asked_ms, uint64_t now_ms, uint64_t random, uint64_t *wait_ms);

#endif
