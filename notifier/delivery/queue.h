/* The queue: deliveries (an event for a target) from the moment that they are accepted until they are delivered or
 * given up, in order of acceptance. Two kinds, behind the same functions:
 *
 * in a folder, in SQLite: what was accepted is on disk. It outlives the process at any moment; what was delivered or
 * accepted before is not accepted again for as long as its key is remembered. Several processes may use a folder: one
 * of them delivers for a destination at a time (mgp_queue_claim);
 *
 * in memory: bounded, nothing is remembered.
 *
 * Times that outlive the process are kept as a duration with the moment at which it was written, so a clock that is
 * set back makes a wait begin anew at worst, and never stalls. Safe from any thread. */
#ifndef MGP_NOTIFIER_DELIVERY_QUEUE_H
#define MGP_NOTIFIER_DELIVERY_QUEUE_H

#include "base/buffer.h"
#include "base/clock.h"
#include "base/status.h"

#define MGP_QUEUE_VERSION         1           /* of the schema */
#define MGP_QUEUE_MEMORY_MAX      (32u << 20) /* bytes that a queue in memory holds for a destination */
#define MGP_QUEUE_REMEMBER_DAYS   30
#define MGP_QUEUE_FILE            "queue.sqlite"
#define MGP_QUEUE_DEAD_LETTERS    "dead-letters.ndjson"
#define MGP_DELIVERY_KEY_BYTES    32

struct mgp_queue;

/* What makes a delivery the same as another: SHA-256 over event id, rule and target. An event without an id is told
 * by its bytes. */
struct mgp_delivery_key {
    uint8_t bytes[MGP_DELIVERY_KEY_BYTES];
};
void mgp_delivery_key_make(struct mgp_slice event_id, struct mgp_slice event, const char *rule, const char *target,
                           struct mgp_delivery_key *out);

/* A delivery to be accepted; all borrowed. */
struct mgp_queue_entry {
    struct mgp_delivery_key key;
    struct mgp_slice event_id; /* printable, for the log */
    const char *rule, *target, *destination;
    struct mgp_slice event;
    struct mgp_slice input; /* what the target receives; empty where that is the event */
};

/* How far a file that grows was read (--follow). */
struct mgp_queue_position {
    const char *path;
    uint64_t device, inode, offset;
    uint8_t head[32];     /* SHA-256 of the file's first head_bytes: tells it from another with its inode */
    uint64_t head_bytes;
};

/* A delivery that waits. */
struct mgp_delivery {
    uint64_t sequence; /* from 1, in order of acceptance */
    struct mgp_delivery_key key;
    char *event_id, *rule, *target, *destination;
    struct mgp_buffer event, input;
    mgp_time_ms accepted; /* wall clock */
    unsigned failures, throttled; /* attempts that counted, answers that asked to wait */
    uint64_t age_ms;      /* since the first attempt */
    uint64_t wait_ms;     /* until it may be tried again */
    char error[80];       /* of the last attempt; "" before one */
};
void mgp_delivery_destroy(struct mgp_delivery *delivery);

/* What is remembered of a destination. */
struct mgp_sink_state {
    double allowance;       /* messages that may go out now (pace.h) */
    uint64_t elapsed_ms;    /* since it was written; set by mgp_queue_load_sink */
    uint64_t pause_ms;      /* asked for by the server, still to wait */
    char stopped[80];       /* why nothing can be sent; "" while it can */
    char thread[64];        /* of the last digest; "" if none */
    uint64_t thread_age_ms; /* since that digest */
};

struct mgp_queue_options {
    const char *folder; /* NULL: in memory */
    unsigned remember_days;
    bool must_exist; /* do not make a queue where there is none */
};

/* Opens the queue, and makes it where folder is absent or empty. MGP_INVALID: a folder that is not ours, or a queue
 * made by a newer version; nothing in it is changed. MGP_UNSUPPORTED: libsqlite3 cannot be loaded.
 * MGP_LIMIT: the disk is full. */
enum mgp_status mgp_queue_open(const struct mgp_queue_options *options, struct mgp_queue **out,
                               struct mgp_error *error);
void mgp_queue_close(struct mgp_queue *queue); /* NULL is allowed */

/* Accepts entries and the position (NULL: none), all or nothing; when it returns they are on disk. Those that were
 * accepted before are left out: *added gets how many were not. A queue in memory waits while it is full. */
enum mgp_status mgp_queue_put(struct mgp_queue *queue, const struct mgp_queue_entry *entries, size_t count,
                              const struct mgp_queue_position *position, size_t *added, struct mgp_error *error);
/* MGP_GONE when none is known. out->path is the given path. */
enum mgp_status mgp_queue_position(struct mgp_queue *queue, const char *path, struct mgp_queue_position *out,
                                   struct mgp_error *error);

/* True if this process may deliver for destination, until it closes the queue. */
bool mgp_queue_claim(struct mgp_queue *queue, const char *destination);

/* The first delivery for destination behind sequence after; MGP_GONE if there is none. The caller destroys it. */
enum mgp_status mgp_queue_next(struct mgp_queue *queue, const char *destination, uint64_t after,
                               struct mgp_delivery **out, struct mgp_error *error);
/* How many wait for destination; counting ends at most. */
enum mgp_status mgp_queue_length(struct mgp_queue *queue, const char *destination, size_t most, size_t *out,
                                 struct mgp_error *error);

/* Takes out those of destination from first through last as delivered, and saves the sink, together. */
enum mgp_status mgp_queue_delivered(struct mgp_queue *queue, const char *destination, uint64_t first, uint64_t last,
                                    const struct mgp_sink_state *sink, struct mgp_error *error);
/* Notes a failed attempt: failures, throttled, age_ms, wait_ms and error of delivery. */
enum mgp_status mgp_queue_postpone(struct mgp_queue *queue, const struct mgp_delivery *delivery,
                                   const struct mgp_sink_state *sink, struct mgp_error *error);
/* Takes a delivery out as given up: the same event may be accepted again. */
enum mgp_status mgp_queue_give_up(struct mgp_queue *queue, const struct mgp_delivery *delivery,
                                  struct mgp_error *error);

/* A destination that is not known gets a zeroed state with elapsed_ms UINT64_MAX. */
enum mgp_status mgp_queue_load_sink(struct mgp_queue *queue, const char *destination, struct mgp_sink_state *out,
                                    struct mgp_error *error);
enum mgp_status mgp_queue_save_sink(struct mgp_queue *queue, const char *destination,
                                    const struct mgp_sink_state *sink, struct mgp_error *error);

/* The destinations for which something waits or which are stopped, in order of name. */
struct mgp_queue_summary {
    char *destination;
    uint64_t waiting;
    uint64_t oldest_ms; /* since the oldest was accepted */
    struct mgp_sink_state sink;
};
enum mgp_status mgp_queue_summarize(struct mgp_queue *queue, struct mgp_queue_summary **out, size_t *count,
                                    struct mgp_error *error);
void mgp_queue_summary_destroy(struct mgp_queue_summary *summaries, size_t count);

/* Forgets the keys of what was delivered longer ago than remember_days. */
enum mgp_status mgp_queue_forget(struct mgp_queue *queue, struct mgp_error *error);

bool mgp_queue_is_durable(const struct mgp_queue *queue);

/* Does somebody wait until there is room for destination? Never true of a queue in a folder. */
bool mgp_queue_is_held_up(struct mgp_queue *queue, const char *destination);

#endif
