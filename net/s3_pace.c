/* How fast requests go, and how often they are tried again. The budget is that of AWS's "standard" mode: 500, a
 * retry costs 5 (10 after a time-out), a success gives 1 back. The pace halves with every SlowDown (down to one
 * request a second) and recovers by a twentieth with every success. */
#include "net/s3_parts.h"

#define BUDGET        500.0
#define SLOWEST_NS    1000000000ull
#define FIRST_SLOW_NS 2000000ull /* 500 requests a second */
#define FASTEST_NS    20000ull   /* below it the pace is left off */

bool mgp_s3_take_retry(struct mgp_s3 *s3, bool was_timeout)
{
    double cost = was_timeout ? 10 : 5;
    pthread_mutex_lock(&s3->lock);
    bool has = s3->retry_tokens >= cost;
    if (has) s3->retry_tokens -= cost;
    atomic_store(&s3->has_spent, s3->retry_tokens < BUDGET);
    pthread_mutex_unlock(&s3->lock);
    return has;
}

void mgp_s3_give_retry(struct mgp_s3 *s3)
{
    if (!atomic_load(&s3->has_spent)) return;
    pthread_mutex_lock(&s3->lock);
    if (s3->retry_tokens < BUDGET) s3->retry_tokens += 1;
    atomic_store(&s3->has_spent, s3->retry_tokens < BUDGET);
    pthread_mutex_unlock(&s3->lock);
}

void mgp_s3_wait_for_slot(struct mgp_s3 *s3)
{
    if (!atomic_load(&s3->is_paced)) return;
    pthread_mutex_lock(&s3->lock);
    uint64_t now = mgp_monotonic_ns(), slot = s3->next_slot_ns > now ? s3->next_slot_ns : now;
    if (s3->interval_ns > 0) s3->next_slot_ns = slot + s3->interval_ns;
    bool waits = s3->interval_ns > 0 && slot > now;
    pthread_mutex_unlock(&s3->lock);
    if (waits) mgp_sleep_ms((slot - now + 999999) / 1000000);
}

void mgp_s3_slow_down(struct mgp_s3 *s3)
{
    pthread_mutex_lock(&s3->lock);
    uint64_t interval = s3->interval_ns ? s3->interval_ns * 2 : FIRST_SLOW_NS;
    s3->interval_ns = interval < SLOWEST_NS ? interval : SLOWEST_NS;
    atomic_store(&s3->is_paced, true);
    pthread_mutex_unlock(&s3->lock);
}

void mgp_s3_speed_up(struct mgp_s3 *s3)
{
    if (!atomic_load(&s3->is_paced)) return;
    pthread_mutex_lock(&s3->lock);
    s3->interval_ns -= s3->interval_ns / 20;
    if (s3->interval_ns < FASTEST_NS) s3->interval_ns = 0;
    atomic_store(&s3->is_paced, s3->interval_ns > 0);
    pthread_mutex_unlock(&s3->lock);
}

/* xorshift64; only to spread the retries of several clients. */
static double next_random(struct mgp_s3_client *client)
{
    uint64_t x = client->random;
    x ^= x << 13;
    x ^= x >> 7;
    x ^= x << 17;
    client->random = x;
    return (double)(x >> 11) / (double)(1ull << 53);
}

uint64_t mgp_s3_pause_ms(struct mgp_s3_client *client, unsigned attempt, bool is_throttled)
{
    const double longest = 20000;
    double most = (is_throttled ? 500 : 50) * (double)(1u << (attempt < 12 ? attempt : 12));
    return (uint64_t)((most < longest ? most : longest) * (0.1 + 0.9 * next_random(client)));
}
