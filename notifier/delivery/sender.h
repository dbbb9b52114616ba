/* One destination: the thread that takes its deliveries out of the queue, in order, and sends them at the
 * destination's pace. A pause that the server asks for holds this destination; others go on.
 *
 * What an answer leads to: delivered; sent again later, at the head of the line (over the rate, transient); sent once
 * more as plain text (a refused body); given up to the dead letters (refused, or retries exhausted); or the
 * destination is stopped, loudly, with its deliveries kept where the queue is on disk (credentials).
 *
 * More than Digest.Above events within Digest.WindowSeconds wait until the window ends (or no more events will
 * come), and become one message; the next digest replies in the thread of the last if a window has not passed
 * without one. A delivery leaves the queue when its message was answered, so a crash repeats at most the message that
 * was in flight. */
#ifndef MGP_NOTIFIER_DELIVERY_SENDER_H
#define MGP_NOTIFIER_DELIVERY_SENDER_H

#include "notifier/delivery/queue.h"
#include "notifier/rule/rules.h"

struct mgp_sender;

struct mgp_sender_options {
    const struct mgp_destination *destination;
    const struct mgp_rules *rules;  /* to find a delivery's target in */
    struct mgp_queue *queue;
    const char *dead_letter_path;   /* where a target names none; NULL: nowhere */
    bool is_service;                /* runs until it is stopped: patient retries, waits for room on the disk */
};

struct mgp_sender_report {
    uint64_t sent;      /* messages, a digest being one */
    uint64_t delivered; /* deliveries: those in a digest count each */
    uint64_t retried;   /* attempts that were to be repeated */
    uint64_t dead;      /* deliveries that were given up */
    uint64_t kept;      /* deliveries that are still in the queue; once it has ended */
    bool is_stopped;    /* nothing can be sent to it as it is configured */
    bool has_failed;    /* the queue or the dead letters could not be written */
};

/* Reads the destination's secrets and starts the thread. All in options is borrowed. */
enum mgp_status mgp_sender_create(const struct mgp_sender_options *options, struct mgp_sender **out,
                                  struct mgp_error *error);
/* There is something new in the queue. */
void mgp_sender_wake(struct mgp_sender *sender);
/* No more is coming: sends what is left without waiting for windows, then ends. */
void mgp_sender_close(struct mgp_sender *sender);
/* Ends after the message in flight; the rest stays in the queue. */
void mgp_sender_stop(struct mgp_sender *sender);
/* Waits for the thread, after close or stop. */
void mgp_sender_finish(struct mgp_sender *sender);
/* At any time. */
void mgp_sender_report(struct mgp_sender *sender, struct mgp_sender_report *out);
/* Stops it if it was not finished. NULL is allowed. */
void mgp_sender_destroy(struct mgp_sender *sender);

#endif
