/* Many events in one message: when, and which. */
#include <stdio.h>

#include "base/digest.h"
#include "notifier/delivery/sender_state.h"
#include "notifier/message/message.h"

#define EVENTS_MOST 100000 /* in one digest: the rest makes the next */
#define LOOK_MS     100    /* how often it is asked whether a queue in memory is full */

static uint64_t window_of(const struct mgp_sender *sender)
{
    return (uint64_t)sender->destination->digest.window_seconds * 1000;
}

static void roll_window(struct mgp_sender *sender, uint64_t now)
{
    if (sender->window_ms != 0 && now - sender->window_ms < window_of(sender)) return;
    sender->window_ms = now;
    sender->sent_in_window = 0;
}

/* More than may go out singly in this window? */
static bool is_crowded(struct mgp_sender *sender)
{
    struct mgp_error error;
    size_t waiting = 0;
    unsigned above = sender->destination->digest.above;
    if (mgp_queue_length(sender->options.queue, sender->destination->name, (size_t)above + 1, &waiting, &error) !=
        MGP_OK)
        return false;
    return sender->sent_in_window + waiting > above;
}

enum mgp_digest_choice mgp_sender_choose_digest(struct mgp_sender *sender)
{
    if (!sender->has_digest) return MGP_DIGEST_NO;
    roll_window(sender, mgp_sender_now());
    if (!is_crowded(sender)) return MGP_DIGEST_NO;
    uint64_t until = sender->window_ms + window_of(sender);
    bool is_durable = mgp_queue_is_durable(sender->options.queue);
    while (mgp_sender_now() < until && !mgp_sender_is_closing(sender) &&
           !mgp_queue_is_held_up(sender->options.queue, sender->destination->name)) {
        uint64_t look = mgp_sender_now() + LOOK_MS;
        if (!mgp_sender_wait(sender, is_durable || look > until ? until : look, true)) return MGP_DIGEST_STOPPED;
    }
    return MGP_DIGEST_YES;
}

/* Reads all that waits into digest; *head is the first. */
static void gather(struct mgp_sender *sender, struct mgp_digest *digest, struct mgp_attempt *attempt)
{
    struct mgp_arena arena = {0};
    struct mgp_error error;
    struct mgp_delivery *delivery = NULL;
    while (attempt->count < EVENTS_MOST && mgp_queue_next(sender->options.queue, sender->destination->name,
                                                          attempt->last, &delivery, &error) == MGP_OK) {
        mgp_digest_add(digest, mgp_sender_input(&arena, delivery));
        mgp_arena_reset(&arena);
        attempt->last = delivery->sequence;
        attempt->count++;
        if (!attempt->head) attempt->head = delivery;
        else mgp_delivery_destroy(delivery);
    }
    mgp_arena_clear(&arena);
}

/* The same for the same events, told by the first and how many they are. */
static void make_id(const struct mgp_attempt *attempt, char out[2 * 16 + 1])
{
    struct mgp_sha256 sha;
    char count[32];
    uint8_t hash[32];
    snprintf(count, sizeof count, "digest %llu", (unsigned long long)attempt->count);
    mgp_sha256_init(&sha);
    mgp_sha256_update(&sha, mgp_slice_text(count));
    mgp_sha256_update(&sha, mgp_slice_of(attempt->head->key.bytes, sizeof attempt->head->key.bytes));
    mgp_sha256_final(&sha, hash);
    mgp_hex(hash, 16, out);
}

enum mgp_outcome mgp_sender_digest(struct mgp_sender *sender)
{
    struct mgp_digest digest;
    struct mgp_buffer body = {0}, plain = {0};
    struct mgp_attempt attempt = {.is_digest = true};
    char message_id[2 * 16 + 1];
    enum mgp_outcome outcome = MGP_OUTCOME_DECLINED;
    mgp_digest_init(&digest);
    gather(sender, &digest, &attempt);
    /* A window without a digest ends the thread. */
    if (mgp_sender_now() - sender->thread_ms > 2 * window_of(sender)) sender->thread_id[0] = '\0';
    if (attempt.count > 1 && mgp_message_digest(sender->destination, &digest, MGP_MESSAGE_FULL, &body)) {
        make_id(&attempt, message_id);
        attempt.message_id = message_id;
        attempt.body = mgp_buffer_slice(&body);
        mgp_message_digest(sender->destination, &digest, MGP_MESSAGE_PLAIN, &plain);
        outcome = mgp_sender_carry_out(sender, &attempt, mgp_buffer_slice(&plain));
        sender->window_ms = 0;
    }
    mgp_delivery_destroy(attempt.head);
    mgp_digest_clear(&digest);
    mgp_buffer_clear(&body);
    mgp_buffer_clear(&plain);
    return outcome;
}
