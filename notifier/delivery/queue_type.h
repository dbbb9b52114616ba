/* What a kind of queue provides; the functions are those of queue.h. */
#ifndef MGP_NOTIFIER_DELIVERY_QUEUE_TYPE_H
#define MGP_NOTIFIER_DELIVERY_QUEUE_TYPE_H

#include "notifier/delivery/queue.h"

struct mgp_queue_type {
    bool is_durable;
    void (*close)(struct mgp_queue *queue);
    enum mgp_status (*put)(struct mgp_queue *queue, const struct mgp_queue_entry *entries, size_t count,
                           const struct mgp_queue_position *position, size_t *added, struct mgp_error *error);
    enum mgp_status (*position)(struct mgp_queue *queue, const char *path, struct mgp_queue_position *out,
                                struct mgp_error *error);
    bool (*claim)(struct mgp_queue *queue, const char *destination);
    enum mgp_status (*next)(struct mgp_queue *queue, const char *destination, uint64_t after,
                            struct mgp_delivery **out, struct mgp_error *error);
    enum mgp_status (*length)(struct mgp_queue *queue, const char *destination, size_t most, size_t *out,
                              struct mgp_error *error);
    enum mgp_status (*delivered)(struct mgp_queue *queue, const char *destination, uint64_t first, uint64_t last,
                                 const struct mgp_sink_state *sink, struct mgp_error *error);
    enum mgp_status (*postpone)(struct mgp_queue *queue, const struct mgp_delivery *delivery,
                                const struct mgp_sink_state *sink, struct mgp_error *error);
    enum mgp_status (*give_up)(struct mgp_queue *queue, const struct mgp_delivery *delivery, struct mgp_error *error);
    enum mgp_status (*load_sink)(struct mgp_queue *queue, const char *destination, struct mgp_sink_state *out,
                                 struct mgp_error *error);
    enum mgp_status (*save_sink)(struct mgp_queue *queue, const char *destination, const struct mgp_sink_state *sink,
                                 struct mgp_error *error);
    enum mgp_status (*summarize)(struct mgp_queue *queue, struct mgp_queue_summary **out, size_t *count,
                                 struct mgp_error *error);
    enum mgp_status (*forget)(struct mgp_queue *queue, struct mgp_error *error);
    bool (*is_held_up)(struct mgp_queue *queue, const char *destination); /* NULL: never */
};

/* Every kind names its functions after the members. */
#define MGP_QUEUE_FUNCTIONS                                                                                            \
    .close = close_queue, .put = put, .position = position, .claim = claim, .next = next, .length = length,            \
    .delivered = delivered, .postpone = postpone, .give_up = give_up, .load_sink = load_sink, .save_sink = save_sink,  \
    .summarize = summarize, .forget = forget

/* The first member of every kind. */
struct mgp_queue {
    const struct mgp_queue_type *type;
};

struct mgp_queue *mgp_queue_memory_create(void);
enum mgp_status mgp_queue_folder_open(const struct mgp_queue_options *options, struct mgp_queue **out,
                                      struct mgp_error *error);

#endif
