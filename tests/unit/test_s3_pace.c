/* How often requests are tried again, and how fast they go: a server that is down is not stormed, one that asks for
 * less gets less, and what was lowered recovers. */
#include <criterion/criterion.h>

#include "net/s3_parts.h"

static struct mgp_s3 *new_s3(void)
{
    static struct mgp_s3 s3;
    s3 = (struct mgp_s3){.retry_tokens = 500};
    pthread_mutex_init(&s3.lock, NULL);
    return &s3;
}

Test(s3_pace, all_threads_share_one_budget_of_retries)
{
    struct mgp_s3 *s3 = new_s3();
    unsigned count = 0;
    while (count < 1000 && mgp_s3_take_retry(s3, false)) count++;
    cr_expect_eq(count, 100, "got %u", count);
    for (int i = 0; i < 4; i++) mgp_s3_give_retry(s3);
    cr_expect_not(mgp_s3_take_retry(s3, false), "four successes are no retry yet");
    mgp_s3_give_retry(s3);
    cr_expect(mgp_s3_take_retry(s3, false));
    for (int i = 0; i < 10; i++) mgp_s3_give_retry(s3);
    cr_expect(mgp_s3_take_retry(s3, true) && !mgp_s3_take_retry(s3, false), "a time-out costs two");
    for (int i = 0; i < 2000; i++) mgp_s3_give_retry(s3);
    for (count = 0; count < 1000 && mgp_s3_take_retry(s3, false);) count++;
    cr_expect_eq(count, 100, "it is never more than it was: %u", count);
}

Test(s3_pace, slow_down_halves_the_pace_which_recovers)
{
    struct mgp_s3 *s3 = new_s3();
    mgp_s3_slow_down(s3);
    uint64_t first = s3->interval_ns;
    cr_assert(atomic_load(&s3->is_paced) && first > 0);
    mgp_s3_slow_down(s3);
    cr_expect_eq(s3->interval_ns, 2 * first);
    for (int i = 0; i < 40; i++) mgp_s3_slow_down(s3);
    cr_expect_eq(s3->interval_ns, 1000000000u, "never less than one request a second");
    unsigned successes = 0;
    while (atomic_load(&s3->is_paced) && successes < 1000) mgp_s3_speed_up(s3), successes++;
    cr_expect(successes > 20 && successes < 400, "after %u successes it is as fast as can be", successes);
    cr_expect_eq(s3->interval_ns, 0u);
}

Test(s3_pace, requests_wait_for_their_turn)
{
    struct mgp_s3 *s3 = new_s3();
    mgp_s3_slow_down(s3);
    s3->interval_ns = 20000000;
    uint64_t begin = mgp_monotonic_ns();
    for (int i = 0; i < 4; i++) mgp_s3_wait_for_slot(s3);
    cr_expect(mgp_monotonic_ns() - begin >= 60000000u, "the first goes at once, three wait 20 ms each");
}

Test(s3_pace, pauses_grow_up_to_a_limit_and_differ)
{
    struct mgp_s3_client client = {.random = 1};
    uint64_t least = UINT64_MAX, most = 0;
    for (int i = 0; i < 1000; i++) {
        uint64_t pause = mgp_s3_pause_ms(&client, 1, false);
        least = pause < least ? pause : least;
        most = pause > most ? pause : most;
        cr_assert(mgp_s3_pause_ms(&client, 60, true) <= 20000);
    }
    cr_expect(least >= 10 && most <= 100 && most > 2 * least, "%llu to %llu ms", (unsigned long long)least,
              (unsigned long long)most);
}
