/* What goes on beside the deliveries. */
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include "base/log.h"
#include "notifier/delivery/notifier_state.h"
#include "notifier/delivery/quiet_thread.h"
#include "notifier/delivery/stop.h"

#define METRICS_MS 5000
#define FORGET_MS  3600000

static void forget(struct mgp_notifier *notifier)
{
    struct mgp_error error = {0};
    if (mgp_queue_forget(notifier->queue, &error) != MGP_OK)
        mgp_log(MGP_LOG_WARNING, "old keys cannot be forgotten", "detail", error.message, (const char *)NULL);
}

static void write_metrics(struct mgp_notifier *notifier, bool *was_fine)
{
    struct mgp_error error = {0};
    bool is_fine = mgp_metrics_write(notifier, &error) == MGP_OK;
    if (!is_fine && *was_fine) mgp_log(MGP_LOG_ERROR, error.message, (const char *)NULL);
    *was_fine = is_fine;
}

/* Waits; false when the notifier is over. A stop is handed on once, then only the end is waited for. */
static bool rest(struct mgp_notifier *notifier, uint64_t until_ms, bool *was_stopped)
{
    uint64_t now = mgp_monotonic_ns() / 1000000;
    int timeout = until_ms > now ? (int)(until_ms - now) : 0;
    struct pollfd end = {.fd = notifier->wake[0], .events = POLLIN};
    if (*was_stopped) return poll(&end, 1, timeout) <= 0;
    if (mgp_stop_wait(notifier->wake[0], timeout)) return false;
    if (mgp_stop_is_requested()) {
        *was_stopped = true;
        mgp_notifier_stop(notifier);
    }
    return true;
}

static void *run(void *context)
{
    struct mgp_notifier *notifier = context;
    uint64_t now = mgp_monotonic_ns() / 1000000, metrics_ms = now + METRICS_MS, forget_ms = now + FORGET_MS;
    bool was_fine = true, was_stopped = false;
    forget(notifier);
    while (rest(notifier, metrics_ms, &was_stopped)) {
        now = mgp_monotonic_ns() / 1000000;
        if (now >= metrics_ms) {
            write_metrics(notifier, &was_fine);
            metrics_ms = now + METRICS_MS;
        }
        if (now >= forget_ms) {
            forget(notifier);
            forget_ms = now + FORGET_MS;
        }
    }
    return NULL;
}

bool mgp_upkeep_start(struct mgp_notifier *notifier)
{
    if (pipe(notifier->wake) != 0) return false;
    fcntl(notifier->wake[0], F_SETFD, FD_CLOEXEC);
    fcntl(notifier->wake[1], F_SETFD, FD_CLOEXEC);
    notifier->has_upkeep = mgp_quiet_thread_start(&notifier->upkeep, run, notifier);
    return notifier->has_upkeep;
}

void mgp_upkeep_end(struct mgp_notifier *notifier)
{
    if (notifier->has_upkeep) {
        ssize_t written = write(notifier->wake[1], "", 1);
        (void)written; /* one byte into an empty pipe */
        pthread_join(notifier->upkeep, NULL);
        notifier->has_upkeep = false;
    }
    for (int i = 0; i < 2; i++) {
        if (notifier->wake[i] >= 0) close(notifier->wake[i]);
        notifier->wake[i] = -1;
    }
}
