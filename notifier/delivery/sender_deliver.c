/* A message on its way: sent until there is an answer that settles it, at the destination's pace. */
#include <stdio.h>

#include "base/digest.h"
#include "notifier/delivery/dead_letter.h"
#include "notifier/delivery/sender_state.h"
#include "notifier/message/message.h"

#define WAIT_MS         1000     /* "over the rate" without a Retry-After */
#define LONGEST_HOLD_MS 86400000 /* however long a server asks to wait */

#define CANNOT_BE_SENT    "this destination is stopped: nothing can be sent to it as it is configured"
#define PAUSE_IS_TOO_LONG "this destination is stopped: the server asks for a longer pause than the event may wait"

/* xorshift: jitter needs no better. */
static uint64_t next_random(struct mgp_sender *sender)
{
    sender->random ^= sender->random << 13;
    sender->random ^= sender->random >> 7;
    sender->random ^= sender->random << 17;
    return sender->random;
}

static void log_attempt(const struct mgp_sender *sender, const struct mgp_attempt *attempt, enum mgp_log_level level,
                        const char *message, const char *answer, const char *detail)
{
    char count[32];
    snprintf(count, sizeof count, "%llu", (unsigned long long)attempt->count);
    const char *has_count = attempt->is_digest ? "events" : *detail ? "detail" : NULL;
    const char *first = attempt->is_digest ? count : detail;
    const char *has_detail = attempt->is_digest && *detail ? "detail" : NULL;
    mgp_log(level, message, "event", attempt->head->event_id, "rule", attempt->head->rule, "target",
            attempt->head->target, "destination", sender->destination->name, "answer", answer, has_count, first,
            has_detail, detail, (const char *)NULL);
}

/* Waits for the server's pause, the delivery's own back-off and the pace. */
static bool wait_turn(struct mgp_sender *sender, uint64_t due_ms)
{
    for (;;) {
        uint64_t now = mgp_sender_now(), until = now;
        uint64_t pace = mgp_pace_wait(&sender->pace, now);
        if (pace > 0) until = now + pace;
        if (sender->hold_until_ms > until) until = sender->hold_until_ms;
        if (due_ms > until) until = due_ms;
        if (until <= now) return mgp_sender_wait(sender, now, false);
        if (!mgp_sender_wait(sender, until, false)) return false;
    }
}

static struct mgp_retry retry_of(const struct mgp_sender *sender, const struct mgp_delivery *delivery)
{
    const struct mgp_target *target = mgp_sender_target(sender, delivery);
    return (struct mgp_retry){
        .policy = mgp_retry_policy_for(target ? &target->retry : NULL, sender->options.is_service),
        .base_ms = sender->base_ms,
        .failures = delivery->failures,
        .throttled = delivery->throttled};
}

/* Takes what was delivered out of the queue. Until that is on disk nothing else is sent: it would be repeated. */
static void settle(struct mgp_sender *sender, const struct mgp_attempt *attempt)
{
    struct mgp_error error = {0};
    unsigned tries = 0;
    struct mgp_sink_state state = mgp_sender_state(sender);
    while (mgp_queue_delivered(sender->options.queue, sender->destination->name, attempt->head->sequence,
                               attempt->last, &state, &error) != MGP_OK)
        if (!mgp_sender_try_again(sender, &tries, &error)) return;
}

static void note_success(struct mgp_sender *sender, const struct mgp_attempt *attempt, const struct mgp_answer *answer)
{
    mgp_pace_went_well(&sender->pace);
    sender->stopped[0] = '\0';
    if (attempt->is_digest) {
        if (!*sender->thread_id) snprintf(sender->thread_id, sizeof sender->thread_id, "%s", answer->thread);
        sender->thread_ms = mgp_sender_now();
    } else {
        sender->sent_in_window++;
    }
    settle(sender, attempt);
    mgp_sender_count(sender, &sender->report.sent, 1);
    mgp_sender_count(sender, &sender->report.delivered, attempt->count);
    if (attempt->is_digest) mgp_sender_count(sender, &sender->report.digested, attempt->count);
    log_attempt(sender, attempt, MGP_LOG_INFO, attempt->is_digest ? "delivered as a digest" : "delivered",
                answer->error, "");
}

/* False where the delivery is to stay in the queue. Without one the log alone tells of it, and the next goes on. */
static bool append_letter(struct mgp_sender *sender, const char *path, const struct mgp_dead_letter *letter)
{
    struct mgp_error error = {0};
    unsigned tries = 0;
    bool is_durable = mgp_queue_is_durable(sender->options.queue);
    while (mgp_dead_letter_write(path, letter, &error) != MGP_OK) {
        if (!is_durable && sender->loses_letters) return true;
        if (mgp_sender_try_again(sender, &tries, &error)) continue;
        if (is_durable) return false;
        sender->is_broken = false;
        sender->loses_letters = true;
        return true;
    }
    return true;
}

static bool write_letter(struct mgp_sender *sender, const struct mgp_delivery *delivery,
                         const struct mgp_answer *answer, const struct mgp_retry *retry)
{
    const struct mgp_target *target = mgp_sender_target(sender, delivery);
    const char *path = target && target->dead_letter_path ? target->dead_letter_path
                                                          : sender->options.dead_letter_path;
    char message[sizeof answer->error + sizeof answer->detail + 2];
    if (!path) return true;
    snprintf(message, sizeof message, "%s%s%s", answer->error, *answer->detail ? ": " : "", answer->detail);
    unsigned tried = delivery->failures + delivery->throttled; /* and failed; the last of them, if it ended there */
    bool is_age = retry->gave_up && strcmp(retry->gave_up, MGP_GAVE_UP_AGE) == 0;
    struct mgp_dead_letter letter = {.rule = delivery->rule,
                                     .target = delivery->target,
                                     .destination = delivery->destination,
                                     .event_id = mgp_slice_text(delivery->event_id),
                                     .event = mgp_buffer_slice(&delivery->event),
                                     .input = mgp_buffer_slice(&delivery->input),
                                     .code = mgp_dead_letter_code(answer),
                                     .message = message,
                                     .exhausted = !retry->gave_up ? NULL
                                                  : is_age        ? MGP_GAVE_UP_AGE
                                                                  : "MaximumRetryAttempts",
                                     .attempts = tried > 0 && retry->gave_up ? tried - 1 : tried};
    return append_letter(sender, path, &letter);
}

/* Writes the dead letter, then takes the delivery out: never the other way round. */
static bool bury(struct mgp_sender *sender, const struct mgp_delivery *delivery, const struct mgp_answer *answer,
                 const struct mgp_retry *retry)
{
    struct mgp_error error = {0};
    unsigned tries = 0;
    if (!write_letter(sender, delivery, answer, retry)) return false;
    while (mgp_queue_give_up(sender->options.queue, delivery, &error) != MGP_OK)
        if (!mgp_sender_try_again(sender, &tries, &error)) return false;
    mgp_sender_count(sender, &sender->report.dead, 1);
    return true;
}

void mgp_sender_give_up_all(struct mgp_sender *sender)
{
    struct mgp_delivery *delivery = NULL;
    struct mgp_retry retry = {0};
    struct mgp_error error;
    struct mgp_answer answer = {.kind = sender->is_refused ? sender->refusal : MGP_ANSWER_NONE};
    if (sender->is_refused) snprintf(answer.error, sizeof answer.error, "destination stopped: %.50s", sender->stopped);
    else snprintf(answer.error, sizeof answer.error, "the notifier was stopped before it was sent");
    while (mgp_queue_next(sender->options.queue, sender->destination->name, 0, &delivery, &error) == MGP_OK) {
        struct mgp_attempt attempt = {.head = delivery};
        log_attempt(sender, &attempt, MGP_LOG_ERROR, "not delivered", answer.error, "");
        bool is_out = bury(sender, delivery, &answer, &retry);
        mgp_delivery_destroy(delivery);
        if (!is_out) return;
    }
}

static enum mgp_outcome give_up(struct mgp_sender *sender, struct mgp_attempt *attempt,
                                const struct mgp_answer *answer, const struct mgp_retry *retry)
{
    log_attempt(sender, attempt, MGP_LOG_ERROR, retry->gave_up ? "not delivered, given up" : "not delivered",
                answer->error, retry->gave_up ? retry->gave_up : answer->detail);
    uint64_t after = attempt->head->sequence;
    if (!bury(sender, attempt->head, answer, retry)) return MGP_OUTCOME_KEPT;
    while (after < attempt->last) {
        struct mgp_delivery *delivery = NULL;
        struct mgp_error error;
        if (mgp_queue_next(sender->options.queue, sender->destination->name, after, &delivery, &error) != MGP_OK) break;
        after = delivery->sequence;
        bool fine = after > attempt->last || bury(sender, delivery, answer, retry);
        mgp_delivery_destroy(delivery);
        if (!fine) return MGP_OUTCOME_KEPT;
    }
    return MGP_OUTCOME_DONE;
}

/* Nothing can be sent to this destination: it ends, loudly. A queue on disk keeps everything. */
static enum mgp_outcome stop_destination(struct mgp_sender *sender, struct mgp_attempt *attempt, const char *why,
                                         const struct mgp_answer *answer, const struct mgp_retry *retry)
{
    bool is_durable = mgp_queue_is_durable(sender->options.queue);
    sender->is_refused = true;
    sender->refusal = answer->kind;
    snprintf(sender->stopped, sizeof sender->stopped, "%s", answer->error);
    pthread_mutex_lock(&sender->mutex);
    sender->report.is_stopped = true;
    pthread_mutex_unlock(&sender->mutex);
    mgp_log(MGP_LOG_ERROR, why, "destination", sender->destination->name, "answer", answer->error, "queue",
            is_durable ? "kept" : "given up", *answer->detail ? "detail" : (const char *)NULL, answer->detail,
            (const char *)NULL);
    if (!is_durable) return give_up(sender, attempt, answer, retry);
    struct mgp_sink_state state = mgp_sender_state(sender);
    snprintf(attempt->head->error, sizeof attempt->head->error, "%s", answer->error);
    mgp_queue_postpone(sender->options.queue, attempt->head, &state, NULL); /* only for those who look at the queue */
    return MGP_OUTCOME_KEPT;
}

/* A server that asks for a longer pause than the delivery may wait is left in peace by those behind it too. A service
 * holds them back; a command, for which somebody waits, keeps them for the next one. */
static enum mgp_outcome obey_long_pause(struct mgp_sender *sender, struct mgp_attempt *attempt,
                                        const struct mgp_answer *answer, const struct mgp_retry *retry)
{
    uint64_t asked_ms = answer->asked_ms < LONGEST_HOLD_MS ? answer->asked_ms : LONGEST_HOLD_MS;
    struct mgp_answer told = *answer;
    if (!sender->options.is_service) {
        snprintf(told.error, sizeof told.error, "told to wait %llu s", (unsigned long long)answer->asked_ms / 1000);
        snprintf(told.detail, sizeof told.detail, "%.199s", answer->error);
        return stop_destination(sender, attempt, PAUSE_IS_TOO_LONG, &told, retry);
    }
    sender->hold_until_ms = mgp_sender_now() + asked_ms;
    struct mgp_sink_state state = mgp_sender_state(sender);
    mgp_queue_postpone(sender->options.queue, attempt->head, &state, NULL); /* unsaved, it holds until a restart */
    return give_up(sender, attempt, answer, retry);
}

/* After an answer that asked for a pause: was it too long, rather than the delivery too old? */
static bool is_pause_too_long(const struct mgp_attempt *attempt, const struct mgp_answer *answer,
                              const struct mgp_retry *retry)
{
    return answer->kind == MGP_ANSWER_WAIT && answer->asked_ms != MGP_ASKED_NOTHING && retry->gave_up &&
           strcmp(retry->gave_up, MGP_GAVE_UP_AGE) == 0 &&
           attempt->head->age_ms < (uint64_t)retry->policy.max_age_seconds * 1000;
}

/* Is it to be tried again? Then *due_ms says when. */
static bool postpone(struct mgp_sender *sender, struct mgp_attempt *attempt, const struct mgp_answer *answer,
                     struct mgp_retry *retry, uint64_t first_ms, uint64_t *due_ms)
{
    struct mgp_delivery *head = attempt->head;
    char message[64];
    bool is_wait = answer->kind == MGP_ANSWER_WAIT;
    uint64_t wait_ms = 0, asked_ms = answer->asked_ms, now = mgp_sender_now();
    if (is_wait && asked_ms == MGP_ASKED_NOTHING) asked_ms = WAIT_MS;
    if (is_wait) mgp_pace_throttled(&sender->pace);
    head->age_ms = now - first_ms;
    bool again = mgp_retry_next(retry, asked_ms, head->age_ms, next_random(sender), &wait_ms);
    head->failures = retry->failures;
    head->throttled = retry->throttled;
    if (!again) return false;
    *due_ms = now + wait_ms;
    head->wait_ms = wait_ms;
    if (is_wait) sender->hold_until_ms = *due_ms;
    snprintf(head->error, sizeof head->error, "%s", answer->error);
    snprintf(message, sizeof message, "again in %llu ms", (unsigned long long)wait_ms);
    log_attempt(sender, attempt, MGP_LOG_WARNING, message, answer->error, answer->detail);
    mgp_sender_count(sender, &sender->report.retried, 1);
    struct mgp_sink_state state = mgp_sender_state(sender);
    mgp_queue_postpone(sender->options.queue, head, &state, NULL); /* unsaved, a restart only begins to wait anew */
    return true;
}

static const char *thread_of(struct mgp_sender *sender, const struct mgp_attempt *attempt)
{
    return attempt->is_digest && *sender->thread_id ? sender->thread_id : NULL;
}

enum mgp_outcome mgp_sender_carry_out(struct mgp_sender *sender, struct mgp_attempt *attempt, struct mgp_slice plain)
{
    struct mgp_retry retry = retry_of(sender, attempt->head);
    uint64_t now = mgp_sender_now(), due_ms = now + attempt->head->wait_ms;
    uint64_t first_ms = attempt->head->age_ms < now ? now - attempt->head->age_ms : 0;
    bool was_tried = retry.failures + retry.throttled > 0;
    for (;;) {
        struct mgp_answer answer;
        if (!wait_turn(sender, due_ms)) return MGP_OUTCOME_KEPT;
        if (!was_tried) first_ms = mgp_sender_now();
        was_tried = true;
        struct mgp_outgoing outgoing = {.body = attempt->body, .message_id = attempt->message_id,
                                        .thread = thread_of(sender, attempt)};
        mgp_pace_sent(&sender->pace, mgp_sender_now());
        mgp_channel_send(sender->channel, &outgoing, &answer);
        switch (answer.kind) {
        case MGP_ANSWER_OK: note_success(sender, attempt, &answer); return MGP_OUTCOME_DONE;
        case MGP_ANSWER_CREDENTIALS:
            return stop_destination(sender, attempt, CANNOT_BE_SENT, &answer, &retry);
        case MGP_ANSWER_WAIT:
        case MGP_ANSWER_TRANSIENT:
            if (postpone(sender, attempt, &answer, &retry, first_ms, &due_ms)) break;
            if (is_pause_too_long(attempt, &answer, &retry)) return obey_long_pause(sender, attempt, &answer, &retry);
            return give_up(sender, attempt, &answer, &retry);
        case MGP_ANSWER_BAD_PAYLOAD:
            if (plain.len == 0) return give_up(sender, attempt, &answer, &retry);
            log_attempt(sender, attempt, MGP_LOG_WARNING, "refused: once more as plain text", answer.error,
                        answer.detail);
            attempt->body = plain;
            plain = MGP_LITERAL("");
            break;
        default:
            if (!outgoing.thread) return give_up(sender, attempt, &answer, &retry);
            sender->thread_id[0] = '\0'; /* perhaps it is the thread that is gone */
            break;
        }
    }
}

const struct mgp_json *mgp_sender_input(struct mgp_arena *arena, const struct mgp_delivery *delivery)
{
    const struct mgp_buffer *input = delivery->input.len > 0 ? &delivery->input : &delivery->event;
    struct mgp_json *json = NULL;
    if (mgp_json_parse(arena, mgp_buffer_slice(input), &json, NULL) == MGP_OK) return json;
    json = mgp_arena_alloc(arena, sizeof *json);
    *json = (struct mgp_json){.type = MGP_JSON_STRING, .text = mgp_buffer_slice(input)};
    return json;
}

enum mgp_outcome mgp_sender_deliver(struct mgp_sender *sender, struct mgp_delivery *delivery)
{
    struct mgp_arena arena = {0};
    struct mgp_buffer body = {0}, plain = {0};
    char message_id[2 * 16 + 1];
    enum mgp_outcome outcome;
    struct mgp_attempt attempt = {.head = delivery, .last = delivery->sequence, .count = 1, .message_id = message_id};
    const struct mgp_json *input = mgp_sender_input(&arena, delivery);
    mgp_hex(delivery->key.bytes, 16, message_id);
    if (mgp_message_build(sender->destination, input, MGP_MESSAGE_FULL, &body)) {
        mgp_message_build(sender->destination, input, MGP_MESSAGE_PLAIN, &plain);
        attempt.body = mgp_buffer_slice(&body);
        outcome = mgp_sender_carry_out(sender, &attempt, mgp_buffer_slice(&plain));
    } else {
        log_attempt(sender, &attempt, MGP_LOG_WARNING, "no message: the layout has none for this category", "", "");
        settle(sender, &attempt);
        outcome = MGP_OUTCOME_DONE;
    }
    mgp_buffer_clear(&body);
    mgp_buffer_clear(&plain);
    mgp_arena_clear(&arena);
    return outcome;
}
