/* The notifier from within: what its parts share. */
#ifndef MGP_NOTIFIER_DELIVERY_NOTIFIER_STATE_H
#define MGP_NOTIFIER_DELIVERY_NOTIFIER_STATE_H

#include <pthread.h>
#include <stdatomic.h>

#include "notifier/delivery/notifier.h"
#include "notifier/delivery/sender.h"
#include "notifier/rule/rules.h"

struct mgp_notifier {
    struct mgp_notifier_options options;
    struct mgp_rules *rules;
    struct mgp_queue *queue;
    char *dead_letter_path;      /* NULL: nowhere, unless the target names a file */
    struct mgp_sender **senders; /* one for each destination that is in use; NULL for others */
    bool cannot_print;
    struct mgp_notifier_report report;
    atomic_uint_fast64_t events; /* report.events, for the metrics */

    struct mgp_arena arena; /* the event at hand */
    struct mgp_arena batch; /* what was gathered */
    struct mgp_queue_entry *entries;
    size_t entry_count, entry_capacity;

    pthread_t upkeep;
    bool has_upkeep;
    int wake[2]; /* a pipe: a byte in it ends the upkeep */
};

/* The thread that writes the metrics, forgets old keys and watches for a stop. */
bool mgp_upkeep_start(struct mgp_notifier *notifier);
void mgp_upkeep_end(struct mgp_notifier *notifier);

/* Writes the metrics, if they are wanted. */
enum mgp_status mgp_metrics_write(struct mgp_notifier *notifier, struct mgp_error *error);

#endif
