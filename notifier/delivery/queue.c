#include "notifier/delivery/queue.h"

#include "base/digest.h"
#include "notifier/delivery/queue_type.h"

/* Each part with its length in front, so that parts cannot be confused. */
static void add_part(struct mgp_sha256 *sha, struct mgp_slice part)
{
    uint8_t length[8];
    for (int i = 0; i < 8; i++) length[i] = (uint8_t)((uint64_t)part.len >> (8 * i));
    mgp_sha256_update(sha, mgp_slice_of(length, sizeof length));
    mgp_sha256_update(sha, part);
}

void mgp_delivery_key_make(struct mgp_slice event_id, struct mgp_slice event, const char *rule, const char *target,
                           struct mgp_delivery_key *out)
{
    struct mgp_sha256 sha;
    mgp_sha256_init(&sha);
    add_part(&sha, event_id);
    add_part(&sha, event_id.len > 0 ? MGP_LITERAL("") : event);
    add_part(&sha, mgp_slice_text(rule));
    add_part(&sha, mgp_slice_text(target));
    mgp_sha256_final(&sha, out->bytes);
}

void mgp_delivery_destroy(struct mgp_delivery *delivery)
{
    if (!delivery) return;
    free(delivery->event_id);
    free(delivery->rule);
    free(delivery->target);
    free(delivery->destination);
    mgp_buffer_clear(&delivery->event);
    mgp_buffer_clear(&delivery->input);
    free(delivery);
}

enum mgp_status mgp_queue_open(const struct mgp_queue_options *options, struct mgp_queue **out, struct mgp_error *error)
{
    if (options->folder) return mgp_queue_folder_open(options, out, error);
    *out = mgp_queue_memory_create();
    return MGP_OK;
}

void mgp_queue_close(struct mgp_queue *queue)
{
    if (queue) queue->type->close(queue);
}

enum mgp_status mgp_queue_put(struct mgp_queue *queue, const struct mgp_queue_entry *entries, size_t count,
                              const struct mgp_queue_position *position, size_t *added, struct mgp_error *error)
{
    return queue->type->put(queue, entries, count, position, added, error);
}

enum mgp_status mgp_queue_position(struct mgp_queue *queue, const char *path, struct mgp_queue_position *out,
                                   struct mgp_error *error)
{
    return queue->type->position(queue, path, out, error);
}

bool mgp_queue_claim(struct mgp_queue *queue, const char *destination)
{
    return queue->type->claim(queue, destination);
}

enum mgp_status mgp_queue_next(struct mgp_queue *queue, const char *destination, uint64_t after,
                               struct mgp_delivery **out, struct mgp_error *error)
{
    return queue->type->next(queue, destination, after, out, error);
}

enum mgp_status mgp_queue_length(struct mgp_queue *queue, const char *destination, size_t most, size_t *out,
                                 struct mgp_error *error)
{
    return queue->type->length(queue, destination, most, out, error);
}

enum mgp_status mgp_queue_delivered(struct mgp_queue *queue, const char *destination, uint64_t first, uint64_t last,
                                    const struct mgp_sink_state *sink, struct mgp_error *error)
{
    return queue->type->delivered(queue, destination, first, last, sink, error);
}

enum mgp_status mgp_queue_postpone(struct mgp_queue *queue, const struct mgp_delivery *delivery,
                                   const struct mgp_sink_state *sink, struct mgp_error *error)
{
    return queue->type->postpone(queue, delivery, sink, error);
}

enum mgp_status mgp_queue_give_up(struct mgp_queue *queue, const struct mgp_delivery *delivery, struct mgp_error *error)
{
    return queue->type->give_up(queue, delivery, error);
}

enum mgp_status mgp_queue_load_sink(struct mgp_queue *queue, const char *destination, struct mgp_sink_state *out,
                                    struct mgp_error *error)
{
    return queue->type->load_sink(queue, destination, out, error);
}

enum mgp_status mgp_queue_save_sink(struct mgp_queue *queue, const char *destination,
                                    const struct mgp_sink_state *sink, struct mgp_error *error)
{
    return queue->type->save_sink(queue, destination, sink, error);
}

enum mgp_status mgp_queue_summarize(struct mgp_queue *queue, struct mgp_queue_summary **out, size_t *count,
                                    struct mgp_error *error)
{
    return queue->type->summarize(queue, out, count, error);
}

void mgp_queue_summary_destroy(struct mgp_queue_summary *summaries, size_t count)
{
    for (size_t i = 0; i < count; i++) free(summaries[i].destination);
    free(summaries);
}

enum mgp_status mgp_queue_forget(struct mgp_queue *queue, struct mgp_error *error)
{
    return queue->type->forget(queue, error);
}

bool mgp_queue_is_durable(const struct mgp_queue *queue)
{
    return queue->type->is_durable;
}

bool mgp_queue_is_held_up(struct mgp_queue *queue, const char *destination)
{
    return queue->type->is_held_up && queue->type->is_held_up(queue, destination);
}
