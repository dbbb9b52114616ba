#include "notifier/delivery/sender.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <time.h>

#include "base/clock.h"
#include "base/log.h"
#include "notifier/delivery/channel.h"
#include "notifier/delivery/retry.h"

struct mgp_sender {
    const struct mgp_destination *destination;
    struct mgp_channel *channel;

    pthread_t thread;
    bool has_thread;
    pthread_mutex_t mutex;
    pthread_cond_t changed; /* the queue or a flag below */
    struct mgp_delivery *first, **last;
    size_t queued_bytes;
    bool is_closing; /* nothing more will come */
    bool is_stopped; /* give up what is left */

    /* Only the thread's, until it has ended. */
    uint64_t base_ms, random, paced_ms;
    double allowance; /* messages that may go out at paced_ms */
    bool is_refused;  /* the credentials were */
    struct mgp_sender_report report;
};

void mgp_delivery_destroy(struct mgp_delivery *delivery)
{
    if (!delivery) return;
    free(delivery->event_id);
    mgp_buffer_clear(&delivery->body);
    free(delivery);
}

static uint64_t now_ms(void)
{
    return mgp_monotonic_ns() / 1000000;
}

/* xorshift: jitter needs no better. */
static uint64_t next_random(struct mgp_sender *sender)
{
    sender->random ^= sender->random << 13;
    sender->random ^= sender->random >> 7;
    sender->random ^= sender->random << 17;
    return sender->random;
}

/* False if the sender was stopped meanwhile. */
static bool pause_for(struct mgp_sender *sender, uint64_t wait_ms)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += (time_t)(wait_ms / 1000);
    until.tv_nsec += (long)(wait_ms % 1000) * 1000000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000;
    }
    pthread_mutex_lock(&sender->mutex);
    int status = 0;
    while (!sender->is_stopped && status == 0)
        status = pthread_cond_timedwait(&sender->changed, &sender->mutex, &until);
    bool go_on = !sender->is_stopped;
    pthread_mutex_unlock(&sender->mutex);
    return go_on;
}

/* A token bucket: RatePerSecond, with MGP_BURST to begin with. */
static bool keep_pace(struct mgp_sender *sender)
{
    double rate = sender->destination->rate_per_second;
    uint64_t now = now_ms();
    sender->allowance += (double)(now - sender->paced_ms) / 1000 * rate;
    if (sender->allowance > MGP_BURST) sender->allowance = MGP_BURST;
    sender->paced_ms = now;
    sender->allowance -= 1;
    if (sender->allowance >= 0) return true;
    return pause_for(sender, (uint64_t)(-sender->allowance / rate * 1000) + 1);
}

static void log_delivery(const struct mgp_sender *sender, const struct mgp_delivery *delivery,
                         enum mgp_log_level level, const char *message, const char *answer, const char *detail)
{
    mgp_log(level, message, "event", delivery->event_id, "rule", delivery->rule, "target", delivery->target->id,
            "destination", sender->destination->name, "answer", answer, *detail ? "detail" : (const char *)NULL, detail,
            (const char *)NULL);
}

static void refuse_destination(struct mgp_sender *sender, const struct mgp_answer *answer)
{
    sender->is_refused = true;
    mgp_log(MGP_LOG_ERROR, "this destination is stopped: nothing can be sent to it as it is configured", "destination",
            sender->destination->name, "answer", answer->error, *answer->detail ? "detail" : (const char *)NULL,
            answer->detail, (const char *)NULL);
}

/* After an attempt that failed: true to try again, when the wait is over. */
static bool wait_to_retry(struct mgp_sender *sender, const struct mgp_delivery *delivery,
                          const struct mgp_answer *answer, struct mgp_retry *retry)
{
    char wait_text[32];
    uint64_t wait_ms = 0;
    uint64_t asked_ms = answer->asked_ms;
    if (answer->kind != MGP_ANSWER_WAIT && answer->kind != MGP_ANSWER_TRANSIENT) return false;
    if (!mgp_retry_next(retry, asked_ms, now_ms(), next_random(sender), &wait_ms)) return false;
    snprintf(wait_text, sizeof wait_text, "again in %llu ms", (unsigned long long)wait_ms);
    log_delivery(sender, delivery, MGP_LOG_WARNING, wait_text, answer->error, answer->detail);
    if (pause_for(sender, wait_ms)) return true;
    retry->gave_up = "stopped";
    return false;
}

static bool deliver(struct mgp_sender *sender, const struct mgp_delivery *delivery)
{
    struct mgp_retry retry;
    struct mgp_answer answer;
    mgp_retry_begin(&retry, &delivery->target->retry, sender->base_ms, now_ms());
    do {
        if (!keep_pace(sender)) {
            log_delivery(sender, delivery, MGP_LOG_ERROR, "not delivered", "stopped", "");
            return false;
        }
        struct mgp_outgoing outgoing = {.body = mgp_buffer_slice(&delivery->body), .message_id = delivery->event_id};
        mgp_channel_send(sender->channel, &outgoing, &answer);
        if (answer.kind == MGP_ANSWER_OK) {
            log_delivery(sender, delivery, MGP_LOG_INFO, "delivered", answer.error, "");
            return true;
        }
    } while (wait_to_retry(sender, delivery, &answer, &retry));
    if (answer.kind == MGP_ANSWER_CREDENTIALS) refuse_destination(sender, &answer);
    log_delivery(sender, delivery, MGP_LOG_ERROR, retry.gave_up ? "not delivered, given up" : "not delivered",
                 answer.error, retry.gave_up ? retry.gave_up : answer.detail);
    return false;
}

static struct mgp_delivery *take(struct mgp_sender *sender, bool *is_stopped)
{
    pthread_mutex_lock(&sender->mutex);
    while (!sender->first && !sender->is_closing) pthread_cond_wait(&sender->changed, &sender->mutex);
    struct mgp_delivery *delivery = sender->first;
    if (delivery) {
        sender->first = delivery->next;
        if (!sender->first) sender->last = &sender->first;
        sender->queued_bytes -= delivery->body.len;
        pthread_cond_broadcast(&sender->changed);
    }
    *is_stopped = sender->is_stopped;
    pthread_mutex_unlock(&sender->mutex);
    return delivery;
}

static void *run(void *context)
{
    struct mgp_sender *sender = context;
    struct mgp_delivery *delivery;
    bool is_stopped = false;
    while ((delivery = take(sender, &is_stopped))) {
        if (sender->is_refused || is_stopped) {
            log_delivery(sender, delivery, MGP_LOG_ERROR, "not delivered", "destination stopped", "");
            sender->report.failed++;
        } else if (deliver(sender, delivery)) {
            sender->report.delivered++;
        } else {
            sender->report.failed++;
        }
        mgp_delivery_destroy(delivery);
    }
    return NULL;
}

/* Signals are for the main thread; SIGPIPE of a connection that was reset is for nobody. */
static bool start(struct mgp_sender *sender)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    sender->has_thread = pthread_create(&sender->thread, NULL, run, sender) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return sender->has_thread;
}

static void init_sync(struct mgp_sender *sender)
{
    pthread_condattr_t attributes;
    pthread_mutex_init(&sender->mutex, NULL);
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&sender->changed, &attributes);
    pthread_condattr_destroy(&attributes);
}

enum mgp_status mgp_sender_create(const struct mgp_destination *destination, struct mgp_sender **out,
                                  struct mgp_error *error)
{
    struct mgp_sender *sender = mgp_calloc(1, sizeof *sender);
    sender->destination = destination;
    sender->last = &sender->first;
    sender->base_ms = mgp_retry_base_from_environment();
    sender->random = mgp_monotonic_ns() | 1;
    sender->paced_ms = now_ms();
    sender->allowance = MGP_BURST;
    init_sync(sender);
    enum mgp_status status = mgp_channel_create(destination, &sender->channel, error);
    if (status == MGP_OK && !start(sender)) status = mgp_fail(error, MGP_LIMIT, "a thread cannot be started");
    if (status == MGP_OK) *out = sender;
    else mgp_sender_destroy(sender);
    return status;
}

void mgp_sender_post(struct mgp_sender *sender, struct mgp_delivery *delivery)
{
    delivery->next = NULL;
    pthread_mutex_lock(&sender->mutex);
    while (sender->first && sender->queued_bytes + delivery->body.len > MGP_QUEUE_MAX_BYTES)
        pthread_cond_wait(&sender->changed, &sender->mutex);
    *sender->last = delivery;
    sender->last = &delivery->next;
    sender->queued_bytes += delivery->body.len;
    pthread_cond_broadcast(&sender->changed);
    pthread_mutex_unlock(&sender->mutex);
}

static void end_thread(struct mgp_sender *sender, bool give_up)
{
    if (!sender->has_thread) return;
    pthread_mutex_lock(&sender->mutex);
    sender->is_closing = true;
    sender->is_stopped = give_up;
    pthread_cond_broadcast(&sender->changed);
    pthread_mutex_unlock(&sender->mutex);
    pthread_join(sender->thread, NULL);
    sender->has_thread = false;
}

void mgp_sender_finish(struct mgp_sender *sender, struct mgp_sender_report *report)
{
    end_thread(sender, false);
    *report = sender->report;
}

void mgp_sender_destroy(struct mgp_sender *sender)
{
    if (!sender) return;
    end_thread(sender, true);
    mgp_channel_destroy(sender->channel);
    pthread_cond_destroy(&sender->changed);
    pthread_mutex_destroy(&sender->mutex);
    free(sender);
}
