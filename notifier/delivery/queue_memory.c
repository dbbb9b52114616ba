/* The queue in memory: a list for each destination. Putting waits while a destination's list is full, so an input
 * that is faster than the messages cannot fill the memory. */
#include <pthread.h>

#include "notifier/delivery/queue_type.h"

struct item {
    struct item *next;
    struct mgp_delivery delivery;
    uint64_t accepted_ns;
};

struct list {
    struct list *next;
    char *destination;
    struct item *first, **last;
    struct item *visited; /* the last that was asked for: whoever walks the list goes on from there; NULL: none */
    size_t count, bytes;
    bool is_held_up; /* somebody waits for room */
    struct mgp_sink_state sink;
    bool has_sink;
};

struct memory_queue {
    struct mgp_queue base;
    pthread_mutex_t mutex;
    pthread_cond_t taken;
    struct list *lists;
    uint64_t sequence;
};

static struct memory_queue *of(struct mgp_queue *queue)
{
    return (struct memory_queue *)queue;
}

static struct list *find_list(struct memory_queue *queue, const char *destination)
{
    struct list *list = queue->lists;
    while (list && strcmp(list->destination, destination) != 0) list = list->next;
    return list;
}

static struct list *need_list(struct memory_queue *queue, const char *destination)
{
    struct list *list = find_list(queue, destination);
    if (list) return list;
    list = mgp_calloc(1, sizeof *list);
    list->destination = mgp_strdup(destination);
    list->last = &list->first;
    list->next = queue->lists;
    queue->lists = list;
    return list;
}

static size_t size_of(const struct mgp_delivery *delivery)
{
    return sizeof(struct item) + delivery->event.len + delivery->input.len;
}

static void free_item(struct item *item)
{
    free(item->delivery.event_id);
    free(item->delivery.rule);
    free(item->delivery.target);
    free(item->delivery.destination);
    mgp_buffer_clear(&item->delivery.event);
    mgp_buffer_clear(&item->delivery.input);
    free(item);
}

static void close_queue(struct mgp_queue *base)
{
    struct memory_queue *queue = of(base);
    while (queue->lists) {
        struct list *list = queue->lists;
        queue->lists = list->next;
        while (list->first) {
            struct item *item = list->first;
            list->first = item->next;
            free_item(item);
        }
        free(list->destination);
        free(list);
    }
    pthread_cond_destroy(&queue->taken);
    pthread_mutex_destroy(&queue->mutex);
    free(queue);
}

static void append(struct memory_queue *queue, const struct mgp_queue_entry *entry)
{
    struct list *list = need_list(queue, entry->destination);
    struct item *item = mgp_calloc(1, sizeof *item);
    struct mgp_delivery *delivery = &item->delivery;
    delivery->sequence = ++queue->sequence;
    delivery->key = entry->key;
    delivery->event_id = mgp_slice_dup(entry->event_id);
    delivery->rule = mgp_strdup(entry->rule);
    delivery->target = mgp_strdup(entry->target);
    delivery->destination = mgp_strdup(entry->destination);
    delivery->accepted = mgp_time_now();
    mgp_buffer_append(&delivery->event, entry->event);
    mgp_buffer_append(&delivery->input, entry->input);
    item->accepted_ns = mgp_monotonic_ns();
    while (list->first && list->bytes + size_of(delivery) > MGP_QUEUE_MEMORY_MAX) {
        list->is_held_up = true;
        pthread_cond_wait(&queue->taken, &queue->mutex);
    }
    list->is_held_up = false;
    *list->last = item;
    list->last = &item->next;
    list->count++;
    list->bytes += size_of(delivery);
}

static enum mgp_status put(struct mgp_queue *base, const struct mgp_queue_entry *entries, size_t count,
                           const struct mgp_queue_position *position, size_t *added, struct mgp_error *error)
{
    struct memory_queue *queue = of(base);
    (void)position, (void)error;
    pthread_mutex_lock(&queue->mutex);
    for (size_t i = 0; i < count; i++) append(queue, &entries[i]);
    pthread_mutex_unlock(&queue->mutex);
    *added = count;
    return MGP_OK;
}

static enum mgp_status position(struct mgp_queue *base, const char *path, struct mgp_queue_position *out,
                                struct mgp_error *error)
{
    (void)base, (void)path, (void)out, (void)error;
    return MGP_GONE;
}

static bool claim(struct mgp_queue *base, const char *destination)
{
    (void)base, (void)destination;
    return true;
}

static struct mgp_delivery *copy_delivery(const struct mgp_delivery *from)
{
    struct mgp_delivery *copy = mgp_calloc(1, sizeof *copy);
    *copy = *from;
    copy->event_id = mgp_strdup(from->event_id);
    copy->rule = mgp_strdup(from->rule);
    copy->target = mgp_strdup(from->target);
    copy->destination = mgp_strdup(from->destination);
    copy->event = copy->input = (struct mgp_buffer){0};
    mgp_buffer_append(&copy->event, mgp_buffer_slice(&from->event));
    mgp_buffer_append(&copy->input, mgp_buffer_slice(&from->input));
    return copy;
}

static enum mgp_status next(struct mgp_queue *base, const char *destination, uint64_t after, struct mgp_delivery **out,
                            struct mgp_error *error)
{
    struct memory_queue *queue = of(base);
    (void)error;
    pthread_mutex_lock(&queue->mutex);
    struct list *list = find_list(queue, destination);
    bool goes_on = list && list->visited && list->visited->delivery.sequence <= after;
    struct item *item = goes_on ? list->visited : list ? list->first : NULL;
    while (item && item->delivery.sequence <= after) item = item->next;
    if (item) {
        *out = copy_delivery(&item->delivery);
        list->visited = item;
    }
    pthread_mutex_unlock(&queue->mutex);
    return item ? MGP_OK : MGP_GONE;
}

static enum mgp_status length(struct mgp_queue *base, const char *destination, size_t most, size_t *out,
                              struct mgp_error *error)
{
    struct memory_queue *queue = of(base);
    (void)error;
    pthread_mutex_lock(&queue->mutex);
    struct list *list = find_list(queue, destination);
    *out = list ? list->count : 0;
    pthread_mutex_unlock(&queue->mutex);
    if (*out > most) *out = most;
    return MGP_OK;
}

static void save(struct list *list, const struct mgp_sink_state *sink)
{
    if (!sink) return;
    list->sink = *sink;
    list->has_sink = true;
}

static void take_out(struct memory_queue *queue, const char *destination, uint64_t from, uint64_t through,
                     const struct mgp_sink_state *sink)
{
    pthread_mutex_lock(&queue->mutex);
    struct list *list = need_list(queue, destination);
    struct item **at = &list->first;
    list->visited = NULL;
    while (*at && (*at)->delivery.sequence <= through) {
        struct item *item = *at;
        if (item->delivery.sequence < from) {
            at = &item->next;
            continue;
        }
        *at = item->next;
        list->count--;
        list->bytes -= size_of(&item->delivery);
        free_item(item);
    }
    if (!*at) list->last = at;
    save(list, sink);
    pthread_cond_broadcast(&queue->taken);
    pthread_mutex_unlock(&queue->mutex);
}

static enum mgp_status delivered(struct mgp_queue *base, const char *destination, uint64_t first, uint64_t last,
                                 const struct mgp_sink_state *sink, struct mgp_error *error)
{
    (void)error;
    take_out(of(base), destination, first, last, sink);
    return MGP_OK;
}

static enum mgp_status give_up(struct mgp_queue *base, const struct mgp_delivery *delivery, struct mgp_error *error)
{
    (void)error;
    take_out(of(base), delivery->destination, delivery->sequence, delivery->sequence, NULL);
    return MGP_OK;
}

static enum mgp_status postpone(struct mgp_queue *base, const struct mgp_delivery *delivery,
                                const struct mgp_sink_state *sink, struct mgp_error *error)
{
    struct memory_queue *queue = of(base);
    (void)error;
    pthread_mutex_lock(&queue->mutex);
    struct list *list = need_list(queue, delivery->destination);
    for (struct item *item = list->first; item; item = item->next) {
        if (item->delivery.sequence != delivery->sequence) continue;
        item->delivery.failures = delivery->failures;
        item->delivery.throttled = delivery->throttled;
        item->delivery.age_ms = delivery->age_ms;
        item->delivery.wait_ms = delivery->wait_ms;
        memcpy(item->delivery.error, delivery->error, sizeof delivery->error);
        break;
    }
    save(list, sink);
    pthread_mutex_unlock(&queue->mutex);
    return MGP_OK;
}

static enum mgp_status load_sink(struct mgp_queue *base, const char *destination, struct mgp_sink_state *out,
                                 struct mgp_error *error)
{
    (void)base, (void)destination, (void)error;
    *out = (struct mgp_sink_state){.elapsed_ms = UINT64_MAX};
    return MGP_OK;
}

static enum mgp_status save_sink(struct mgp_queue *base, const char *destination, const struct mgp_sink_state *sink,
                                 struct mgp_error *error)
{
    struct memory_queue *queue = of(base);
    (void)error;
    pthread_mutex_lock(&queue->mutex);
    save(need_list(queue, destination), sink);
    pthread_mutex_unlock(&queue->mutex);
    return MGP_OK;
}

static int by_destination(const void *a, const void *b)
{
    return strcmp(((const struct mgp_queue_summary *)a)->destination,
                  ((const struct mgp_queue_summary *)b)->destination);
}

static enum mgp_status summarize(struct mgp_queue *base, struct mgp_queue_summary **out, size_t *count,
                                 struct mgp_error *error)
{
    struct memory_queue *queue = of(base);
    struct mgp_queue_summary *all = NULL;
    size_t used = 0, capacity = 0;
    uint64_t now = mgp_monotonic_ns();
    (void)error;
    pthread_mutex_lock(&queue->mutex);
    for (struct list *list = queue->lists; list; list = list->next) {
        if (list->count == 0 && (!list->has_sink || !*list->sink.stopped)) continue;
        MGP_GROW(all, used, capacity);
        all[used++] = (struct mgp_queue_summary){
            .destination = mgp_strdup(list->destination), .waiting = list->count, .sink = list->sink,
            .oldest_ms = list->first ? (now - list->first->accepted_ns) / 1000000 : 0};
    }
    pthread_mutex_unlock(&queue->mutex);
    if (used > 1) qsort(all, used, sizeof *all, by_destination);
    *out = all;
    *count = used;
    return MGP_OK;
}

static enum mgp_status forget(struct mgp_queue *base, struct mgp_error *error)
{
    (void)base, (void)error;
    return MGP_OK;
}

static bool is_held_up(struct mgp_queue *base, const char *destination)
{
    struct memory_queue *queue = of(base);
    pthread_mutex_lock(&queue->mutex);
    struct list *list = find_list(queue, destination);
    bool held_up = list && list->is_held_up;
    pthread_mutex_unlock(&queue->mutex);
    return held_up;
}

struct mgp_queue *mgp_queue_memory_create(void)
{
    static const struct mgp_queue_type type = {MGP_QUEUE_FUNCTIONS, .is_held_up = is_held_up};
    struct memory_queue *queue = mgp_calloc(1, sizeof *queue);
    queue->base.type = &type;
    pthread_mutex_init(&queue->mutex, NULL);
    pthread_cond_init(&queue->taken, NULL);
    return &queue->base;
}
