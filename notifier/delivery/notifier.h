/* The notifier: events in, messages out. Events are matched against the rules where they are given; what is
 * to be sent is handed to a thread of its destination, which delivers at the destination's pace, obeys
 * Retry-After, and tries again what a retry may mend. A message may arrive twice (an answer that was lost),
 * never silently not at all: what is given up is counted and logged.
 *
 * The queue is in memory. A destination whose credentials are refused is stopped: all that was meant for it
 * counts as failed. LOG_LEVEL, if set, sets the level of the log (DEBUG, INFO, WARNING, ERROR, CRITICAL).
 *
 * All functions are called from one thread. */
#ifndef MGP_NOTIFIER_DELIVERY_NOTIFIER_H
#define MGP_NOTIFIER_DELIVERY_NOTIFIER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/slice.h"
#include "base/status.h"

#define MGP_EVENT_MAX_BYTES (16u << 20)
#define MGP_EVENT_MAX_VALUES 500000 /* values in one event: bounds the memory and time that it takes */

struct mgp_notifier;

struct mgp_notifier_options {
    const char *rules_path; /* NULL: the bare environment */
    const char *layout;     /* NULL, or in place of every destination's */
    bool dry_run;           /* print the requests to standard output, send nothing, need no token */
};

struct mgp_notifier_report {
    uint64_t events;     /* all that were given */
    uint64_t unreadable; /* of these, the ones that were no event */
    uint64_t matched;    /* events that matched at least one rule */
    uint64_t delivered;  /* messages; in a dry run those that were printed */
    uint64_t failed;     /* messages that were given up */
};

enum mgp_status mgp_notifier_create(const struct mgp_notifier_options *options, struct mgp_notifier **out,
                                    struct mgp_error *error);

/* One event as JSON. One that cannot be read is an error, counted, with error->offset in it; the notifier
 * goes on. Waits only when more than MGP_QUEUE_MAX_BYTES are queued for a destination. */
enum mgp_status mgp_notifier_accept(struct mgp_notifier *notifier, struct mgp_slice event, struct mgp_error *error);

/* Waits until all is delivered or given up. MGP_NETWORK if anything was given up, MGP_IO if a dry run could
 * not be printed; report is filled either way. To be called once; then only destroy. */
enum mgp_status mgp_notifier_finish(struct mgp_notifier *notifier, struct mgp_notifier_report *report);

/* Without a finish before it, gives up what is still queued. NULL is allowed. */
void mgp_notifier_destroy(struct mgp_notifier *notifier);

#endif
