#include "notifier/delivery/retry.h"

#include <stdlib.h>

uint64_t mgp_retry_base_from_environment(void)
{
    const char *text = getenv("MAGPIE_RETRY_BASE_MS");
    char *end = NULL;
    unsigned long value = text && *text >= '0' && *text <= '9' ? strtoul(text, &end, 10) : 0;
    if (!end || *end != '\0' || value < 1 || value > MGP_RETRY_CAP_MS) return MGP_RETRY_BASE_MS;
    return value;
}

struct mgp_retry_policy mgp_retry_policy_for(const struct mgp_retry_policy *given, bool is_service)
{
    struct mgp_retry_policy policy = {
        .max_retries = is_service ? MGP_PATIENT_RETRIES : MGP_DEFAULT_RETRIES,
        .max_age_seconds = is_service ? MGP_PATIENT_MAX_AGE_SECONDS : MGP_DEFAULT_MAX_AGE_SECONDS};
    if (given && given->is_given) policy.max_retries = given->max_retries;
    if (given && given->is_age_given) policy.max_age_seconds = given->max_age_seconds;
    policy.is_given = given && given->is_given;
    policy.is_age_given = given && given->is_age_given;
    return policy;
}

/* The longest back-off after so many failures. */
static uint64_t backoff_ceiling(const struct mgp_retry *retry, unsigned failures)
{
    uint64_t ceiling = retry->base_ms;
    for (unsigned i = 1; i < failures && ceiling < MGP_RETRY_CAP_MS; i++) ceiling *= 2;
    return ceiling < MGP_RETRY_CAP_MS ? ceiling : MGP_RETRY_CAP_MS;
}

static bool may_go_on(struct mgp_retry *retry, bool was_asked_to_wait)
{
    if (was_asked_to_wait && !retry->policy.is_given) {
        retry->throttled++;
        if (retry->throttled <= MGP_RETRY_MAX_THROTTLED) return true;
        retry->gave_up = "told to wait too often";
        return false;
    }
    retry->failures++;
    if (retry->failures <= retry->policy.max_retries) return true;
    retry->gave_up = "MaximumRetryAttempts";
    return false;
}

bool mgp_retry_next(struct mgp_retry *retry, uint64_t asked_ms, uint64_t age_ms, uint64_t random, uint64_t *wait_ms)
{
    bool was_asked = asked_ms != UINT64_MAX;
    uint64_t age_left = 0, max_age_ms = (uint64_t)retry->policy.max_age_seconds * 1000;
    if (!may_go_on(retry, was_asked)) return false;

    /* Some of the base on top of what was asked for, so that several do not come back at the same moment. */
    uint64_t jitter = was_asked ? retry->base_ms : backoff_ceiling(retry, retry->failures);
    uint64_t wait = random % (jitter + 1);
    if (was_asked) wait = asked_ms > UINT64_MAX - wait ? UINT64_MAX : asked_ms + wait;
    if (was_asked && wait < retry->base_ms / 2 + 1) wait = retry->base_ms / 2 + 1; /* Retry-After: 0 must not spin */

    if (age_ms < max_age_ms) age_left = max_age_ms - age_ms;
    if (wait >= age_left) {
        retry->gave_up = MGP_GAVE_UP_AGE;
        return false;
    }
    *wait_ms = wait;
    return true;
}
