/* The notifier: events in, messages out. An event is matched against the rules where it is given; what is to be sent
 * for it is gathered, put into the queue by mgp_notifier_commit, and delivered from there by a thread for each
 * destination: at the destination's pace, obeying Retry-After, trying again what a retry may mend (sender.h). A
 * message may arrive twice (an answer that was lost), never silently not at all: what is given up is counted, logged
 * and written to the dead letters.
 *
 * With a folder for the queue, what was committed outlives the process and is not taken in again (queue.h). Without,
 * the queue is in memory: what was not delivered at the end is lost, counted and logged.
 *
 * LOG_LEVEL, if set, sets the level of the log (DEBUG, INFO, WARNING, ERROR, CRITICAL).
 *
 * All functions are called from one thread, but for mgp_notifier_stop. */
#ifndef MGP_NOTIFIER_DELIVERY_NOTIFIER_H
#define MGP_NOTIFIER_DELIVERY_NOTIFIER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/slice.h"
#include "base/status.h"
#include "notifier/delivery/queue.h"

#define MGP_EVENT_MAX_BYTES (1u << 20)  /* as PutEvents */
#define MGP_EVENT_MAX_VALUES 500000     /* values in one event: bounds the memory and time that it takes */

struct mgp_notifier;

struct mgp_notifier_options {
    const char *rules_path;    /* NULL: the bare environment */
    const char *layout;        /* NULL, or in place of every destination's */
    const char *queue_folder;  /* NULL: in memory */
    unsigned remember_days;    /* 0: MGP_QUEUE_REMEMBER_DAYS */
    const char *metrics_path;  /* NULL: none; rewritten every few seconds and at the end */
    bool is_service;           /* runs until it is stopped: patient retries */
    bool dry_run;              /* print the requests to standard output, send nothing, need no secrets */
    bool is_quiet;             /* where LOG_LEVEL says nothing, only warnings and errors are logged */
};

struct mgp_notifier_report {
    uint64_t events;     /* all that were given */
    uint64_t unreadable; /* of these, the ones that were no event */
    uint64_t matched;    /* events that matched at least one rule */
    uint64_t repeated;   /* deliveries that the queue had accepted before */
    uint64_t sent;       /* messages; a digest is one */
    uint64_t delivered;  /* deliveries; in a dry run messages that were printed */
    uint64_t failed;     /* deliveries that were given up */
    uint64_t kept;       /* deliveries that wait in the queue for the next start */
    bool is_stopped;     /* a destination is: nothing can be sent to it as it is configured */
    bool has_failed;     /* the queue or the dead letters could not be written */
};

enum mgp_status mgp_notifier_create(const struct mgp_notifier_options *options, struct mgp_notifier **out,
                                    struct mgp_error *error);

/* One event as JSON. One that cannot be read is an error, counted, with error->offset in it; the notifier goes on.
 * What it leads to is gathered until the next commit. */
enum mgp_status mgp_notifier_accept(struct mgp_notifier *notifier, struct mgp_slice event, struct mgp_error *error);

/* Is so much gathered that it should be committed? */
bool mgp_notifier_is_full(const struct mgp_notifier *notifier);

/* Puts what was gathered into the queue, together with how far a file was read (NULL: none). When it returns, it is
 * on disk, if the queue is; on failure nothing was taken over, and it may be tried again. */
enum mgp_status mgp_notifier_commit(struct mgp_notifier *notifier, const struct mgp_queue_position *position,
                                    struct mgp_error *error);

/* For the place in a file that is followed. */
struct mgp_queue *mgp_notifier_queue(struct mgp_notifier *notifier);

/* Ends after the messages in flight. From any thread. */
void mgp_notifier_stop(struct mgp_notifier *notifier);

/* Commits, and waits until all is delivered or given up, or the notifier was stopped (also by mgp_stop_request). Not
 * MGP_OK when the commit failed or (MGP_IO) a dry run could not be printed; report is filled either way. To be
 * called once; then only destroy. */
enum mgp_status mgp_notifier_finish(struct mgp_notifier *notifier, struct mgp_notifier_report *report,
                                    struct mgp_error *error);

/* Without a finish before it, stops. NULL is allowed. */
void mgp_notifier_destroy(struct mgp_notifier *notifier);

#endif
