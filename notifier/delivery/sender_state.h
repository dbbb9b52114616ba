/* A sender from within: what its parts (the thread, single deliveries, digests) share. All but mutex, changed,
 * the flags and report belongs to the thread. */
#ifndef MGP_NOTIFIER_DELIVERY_SENDER_STATE_H
#define MGP_NOTIFIER_DELIVERY_SENDER_STATE_H

#include <pthread.h>

#include "base/log.h"
#include "notifier/delivery/channel.h"
#include "notifier/delivery/pace.h"
#include "notifier/delivery/retry.h"
#include "notifier/delivery/sender.h"

struct mgp_sender {
    struct mgp_sender_options options;
    const struct mgp_destination *destination; /* of options */
    struct mgp_channel *channel;
    pthread_t thread;
    bool has_thread;

    pthread_mutex_t mutex; /* for the five below */
    pthread_cond_t changed;
    bool is_closing, is_stopping, has_news;
    struct mgp_sender_report report;

    struct mgp_pace pace;
    uint64_t base_ms, random;
    uint64_t hold_until_ms; /* the server asked to wait; monotonic, like all below */
    bool is_loaded;         /* the destination's state was read from the queue */
    bool is_refused;        /* the destination is stopped; stopped says why */
    enum mgp_answer_kind refusal; /* the answer that stopped it */
    bool is_broken;         /* the queue cannot be written: end */
    bool loses_letters;     /* dead letters cannot be written, and there is no queue that would keep what they tell */
    unsigned faults;        /* of the queue, one after the other */
    char stopped[80];

    bool has_digest;        /* the type of destination has one, and it is on */
    uint64_t window_ms;     /* when it began; 0: none */
    unsigned sent_in_window;
    char thread_id[64];     /* of the first digest */
    uint64_t thread_ms;     /* when the last digest went out */
};

/* What became of a delivery or digest. */
enum mgp_outcome {
    MGP_OUTCOME_DONE,     /* it left the queue */
    MGP_OUTCOME_KEPT,     /* stopped before it was sent */
    MGP_OUTCOME_DECLINED, /* a digest cannot be made: send them one by one */
};

uint64_t mgp_sender_now(void);
/* Waits until a moment; false if the sender was told to stop. news: end early when there is something new. */
bool mgp_sender_wait(struct mgp_sender *sender, uint64_t until_ms, bool news);
bool mgp_sender_is_closing(struct mgp_sender *sender);
void mgp_sender_count(struct mgp_sender *sender, uint64_t *counter, uint64_t more);

/* What the queue is to remember of the destination. */
struct mgp_sink_state mgp_sender_state(const struct mgp_sender *sender);

/* A change of the queue that failed: true to try it again, after a while. tries counts for the caller. */
bool mgp_sender_try_again(struct mgp_sender *sender, unsigned *tries, const struct mgp_error *error);

/* The target that a delivery is for, or NULL where the rules do not have it any more. */
const struct mgp_target *mgp_sender_target(const struct mgp_sender *sender, const struct mgp_delivery *delivery);

/* What is on its way: one message for a delivery, or for all from head to last. */
struct mgp_attempt {
    struct mgp_delivery *head;
    uint64_t last;       /* sequence */
    uint64_t count;      /* deliveries in it */
    bool is_digest;
    const char *message_id;
    struct mgp_slice body;
};

/* Sends until there is an outcome. plain: a second body to try if the first is refused; may be empty. */
enum mgp_outcome mgp_sender_carry_out(struct mgp_sender *sender, struct mgp_attempt *attempt, struct mgp_slice plain);

enum mgp_outcome mgp_sender_deliver(struct mgp_sender *sender, struct mgp_delivery *delivery);

/* Is it time for a digest? Also waits for the window to end where the rest is to be gathered. */
enum mgp_digest_choice { MGP_DIGEST_NO, MGP_DIGEST_YES, MGP_DIGEST_STOPPED };
enum mgp_digest_choice mgp_sender_choose_digest(struct mgp_sender *sender);
enum mgp_outcome mgp_sender_digest(struct mgp_sender *sender);

/* For a queue in memory, from which nothing more is sent: all that waits is logged, a dead letter, and counted. */
void mgp_sender_give_up_all(struct mgp_sender *sender);

/* A delivery's input as the messages take it: JSON, or a string of what is none. */
const struct mgp_json *mgp_sender_input(struct mgp_arena *arena, const struct mgp_delivery *delivery);

#endif
