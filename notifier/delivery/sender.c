#include "notifier/delivery/sender.h"

#include <stdio.h>
#include <time.h>

#include "notifier/delivery/quiet_thread.h"
#include "notifier/delivery/sender_state.h"
#include "notifier/message/message.h"

#define POLL_MS        500 /* how often a queue that others may fill is looked at */
#define CLAIM_MS       200 /* how often another process's claim is tried */
#define FAULT_MS       1000
#define FAULT_MOST     5   /* tries of a command that somebody waits for */

uint64_t mgp_sender_now(void)
{
    return mgp_monotonic_ns() / 1000000;
}

bool mgp_sender_wait(struct mgp_sender *sender, uint64_t until_ms, bool news)
{
    struct timespec until = {(time_t)(until_ms / 1000), (long)(until_ms % 1000) * 1000000};
    int status = 0;
    pthread_mutex_lock(&sender->mutex);
    while (!sender->is_stopping && status == 0 && !(news && (sender->has_news || sender->is_closing))) {
        if (until_ms == UINT64_MAX) pthread_cond_wait(&sender->changed, &sender->mutex);
        else status = pthread_cond_timedwait(&sender->changed, &sender->mutex, &until);
    }
    if (news) sender->has_news = false;
    bool go_on = !sender->is_stopping;
    pthread_mutex_unlock(&sender->mutex);
    return go_on;
}

bool mgp_sender_is_closing(struct mgp_sender *sender)
{
    pthread_mutex_lock(&sender->mutex);
    bool is_closing = sender->is_closing || sender->is_stopping;
    pthread_mutex_unlock(&sender->mutex);
    return is_closing;
}

static bool is_stopping(struct mgp_sender *sender)
{
    pthread_mutex_lock(&sender->mutex);
    bool stops = sender->is_stopping;
    pthread_mutex_unlock(&sender->mutex);
    return stops;
}

void mgp_sender_count(struct mgp_sender *sender, uint64_t *counter, uint64_t more)
{
    pthread_mutex_lock(&sender->mutex);
    *counter += more;
    pthread_mutex_unlock(&sender->mutex);
}

static void raise_flag(struct mgp_sender *sender, bool *flag)
{
    pthread_mutex_lock(&sender->mutex);
    *flag = true;
    pthread_cond_broadcast(&sender->changed);
    pthread_mutex_unlock(&sender->mutex);
}

struct mgp_sink_state mgp_sender_state(const struct mgp_sender *sender)
{
    uint64_t now = mgp_sender_now();
    struct mgp_sink_state state = {.allowance = sender->pace.allowance};
    if (sender->hold_until_ms > now) state.pause_ms = sender->hold_until_ms - now;
    memcpy(state.stopped, sender->stopped, sizeof state.stopped);
    memcpy(state.thread, sender->thread_id, sizeof state.thread);
    state.thread_age_ms = now - sender->thread_ms;
    return state;
}

bool mgp_sender_try_again(struct mgp_sender *sender, unsigned *tries, const struct mgp_error *error)
{
    (*tries)++;
    if (*tries == 1 || *tries % 60 == 0)
        mgp_log(MGP_LOG_ERROR, "the queue or the dead letters cannot be written; trying again", "destination",
                sender->destination->name, "detail", error->message, (const char *)NULL);
    bool is_patient = sender->options.is_service || *tries < FAULT_MOST;
    if (is_patient && mgp_sender_wait(sender, mgp_sender_now() + FAULT_MS, false)) return true;
    sender->is_broken = true;
    pthread_mutex_lock(&sender->mutex);
    sender->report.has_failed = true;
    pthread_mutex_unlock(&sender->mutex);
    return false;
}

const struct mgp_target *mgp_sender_target(const struct mgp_sender *sender, const struct mgp_delivery *delivery)
{
    const struct mgp_rules *rules = sender->options.rules;
    for (size_t i = 0; i < rules->rule_count; i++) {
        if (strcmp(rules->rules[i].name, delivery->rule) != 0) continue;
        for (size_t k = 0; k < rules->rules[i].target_count; k++)
            if (strcmp(rules->rules[i].targets[k].id, delivery->target) == 0) return &rules->rules[i].targets[k];
    }
    return NULL;
}

/* Takes up where the last process left off. */
static bool load_state(struct mgp_sender *sender)
{
    struct mgp_sink_state state;
    struct mgp_error error = {0};
    unsigned tries = 0;
    while (mgp_queue_load_sink(sender->options.queue, sender->destination->name, &state, &error) != MGP_OK)
        if (!mgp_sender_try_again(sender, &tries, &error)) return false;
    uint64_t now = mgp_sender_now();
    double allowance = MGP_PACE_BURST, rate = sender->destination->rate_per_second;
    if (state.elapsed_ms != UINT64_MAX) {
        allowance = state.allowance + (double)state.elapsed_ms / 1000 * rate;
        sender->hold_until_ms = now + state.pause_ms;
        memcpy(sender->thread_id, state.thread, sizeof state.thread);
        sender->thread_ms = state.thread_age_ms < now ? now - state.thread_age_ms : 0;
    }
    mgp_pace_begin(&sender->pace, rate, allowance, now);
    sender->is_loaded = true;
    return true;
}

/* Is there nothing left to wait for from the process that delivers for the destination? */
static bool has_other_ended(struct mgp_sender *sender)
{
    struct mgp_queue *queue = sender->options.queue;
    const char *name = sender->destination->name;
    struct mgp_sink_state state;
    size_t waiting = 0;
    if (mgp_queue_length(queue, name, 1, &waiting, NULL) == MGP_OK && waiting == 0) return true;
    if (mgp_queue_load_sink(queue, name, &state, NULL) != MGP_OK || !*state.stopped) return false;
    pthread_mutex_lock(&sender->mutex);
    sender->report.is_stopped = true;
    pthread_mutex_unlock(&sender->mutex);
    return true;
}

/* May this process deliver? Waits while another does; false to end. */
static bool get_claim(struct mgp_sender *sender)
{
    if (sender->is_loaded) return true;
    while (!mgp_queue_claim(sender->options.queue, sender->destination->name)) {
        if (mgp_sender_is_closing(sender) && has_other_ended(sender)) return false;
        if (!mgp_sender_wait(sender, mgp_sender_now() + CLAIM_MS, false)) return false;
    }
    return load_state(sender);
}

/* Nothing waits: until there is something. False to end. */
static bool idle(struct mgp_sender *sender)
{
    if (mgp_sender_is_closing(sender)) return false;
    bool is_shared = mgp_queue_is_durable(sender->options.queue);
    return mgp_sender_wait(sender, is_shared ? mgp_sender_now() + POLL_MS : UINT64_MAX, true);
}

/* Credentials that were refused stay so until the next start. What comes is kept; a queue in memory cannot. */
static bool rest(struct mgp_sender *sender)
{
    if (mgp_sender_is_closing(sender)) return false;
    return mgp_sender_wait(sender, UINT64_MAX, true);
}

/* One step of the thread; false to end. */
static bool step(struct mgp_sender *sender)
{
    struct mgp_delivery *delivery = NULL;
    struct mgp_error error = {0};
    bool is_durable = mgp_queue_is_durable(sender->options.queue);
    if (!get_claim(sender) || sender->is_broken || is_stopping(sender)) return false;
    if (sender->is_refused) {
        if (!is_durable) mgp_sender_give_up_all(sender);
        return rest(sender);
    }
    enum mgp_status status = mgp_queue_next(sender->options.queue, sender->destination->name, 0, &delivery, &error);
    if (status == MGP_GONE) return idle(sender);
    if (status != MGP_OK) return mgp_sender_try_again(sender, &sender->faults, &error);
    sender->faults = 0;
    enum mgp_digest_choice choice = mgp_sender_choose_digest(sender);
    enum mgp_outcome outcome = MGP_OUTCOME_KEPT;
    if (choice == MGP_DIGEST_YES) outcome = mgp_sender_digest(sender);
    if (choice == MGP_DIGEST_NO || outcome == MGP_OUTCOME_DECLINED) outcome = mgp_sender_deliver(sender, delivery);
    mgp_delivery_destroy(delivery);
    return outcome == MGP_OUTCOME_DONE || (!sender->is_broken && !is_stopping(sender));
}

static void *run(void *context)
{
    struct mgp_sender *sender = context;
    struct mgp_error error;
    size_t kept = 0;
    while (step(sender)) {
    }
    if (!mgp_queue_is_durable(sender->options.queue)) mgp_sender_give_up_all(sender);
    else mgp_queue_length(sender->options.queue, sender->destination->name, SIZE_MAX / 4, &kept, &error);
    mgp_sender_count(sender, &sender->report.kept, kept);
    return NULL;
}

/* Not every type of destination has digests; the message of an empty one tells. */
static bool has_digest(const struct mgp_destination *destination)
{
    struct mgp_digest digest;
    struct mgp_buffer body = {0};
    if (!destination->digest.is_on) return false;
    mgp_digest_init(&digest);
    bool has = mgp_message_digest(destination, &digest, MGP_MESSAGE_PLAIN, &body);
    mgp_digest_clear(&digest);
    mgp_buffer_clear(&body);
    return has;
}

enum mgp_status mgp_sender_create(const struct mgp_sender_options *options, struct mgp_sender **out,
                                  struct mgp_error *error)
{
    struct mgp_sender *sender = mgp_calloc(1, sizeof *sender);
    sender->options = *options;
    sender->destination = options->destination;
    sender->base_ms = mgp_retry_base_from_environment();
    sender->random = mgp_monotonic_ns() | 1;
    sender->has_digest = has_digest(options->destination);
    pthread_mutex_init(&sender->mutex, NULL);
    mgp_monotonic_condition_init(&sender->changed);
    enum mgp_status status = mgp_channel_create(options->destination, &sender->channel, error);
    if (status == MGP_OK) sender->has_thread = mgp_quiet_thread_start(&sender->thread, run, sender);
    if (status == MGP_OK && !sender->has_thread) status = mgp_fail(error, MGP_LIMIT, "a thread cannot be started");
    if (status == MGP_OK) *out = sender;
    else mgp_sender_destroy(sender);
    return status;
}

void mgp_sender_wake(struct mgp_sender *sender)
{
    raise_flag(sender, &sender->has_news);
}

void mgp_sender_close(struct mgp_sender *sender)
{
    raise_flag(sender, &sender->is_closing);
}

void mgp_sender_stop(struct mgp_sender *sender)
{
    raise_flag(sender, &sender->is_stopping);
}

void mgp_sender_finish(struct mgp_sender *sender)
{
    if (!sender->has_thread) return;
    pthread_join(sender->thread, NULL);
    sender->has_thread = false;
}

void mgp_sender_report(struct mgp_sender *sender, struct mgp_sender_report *out)
{
    pthread_mutex_lock(&sender->mutex);
    *out = sender->report;
    pthread_mutex_unlock(&sender->mutex);
}

void mgp_sender_destroy(struct mgp_sender *sender)
{
    if (!sender) return;
    mgp_sender_stop(sender);
    mgp_sender_finish(sender);
    mgp_channel_destroy(sender->channel);
    pthread_cond_destroy(&sender->changed);
    pthread_mutex_destroy(&sender->mutex);
    free(sender);
}
