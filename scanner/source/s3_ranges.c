#include "scanner/source/s3_ranges.h"

#include <pthread.h>

#define THREADS     8
#define BYTES_AHEAD ((size_t)12 << 20) /* of pages that wait for those before them; the first in line never does */

struct page_node {
    struct page_node *next;
    struct mgp_s3_page page;
    size_t from, to, bytes;
};

struct range {
    struct mgp_slice after, until; /* borrowed from the options */
    struct page_node *first, *last;
    bool is_listed;
    enum mgp_status status;
    struct mgp_error error;
};

struct listing {
    const struct mgp_s3_ranges_options *options;
    pthread_mutex_t lock;
    pthread_cond_t has_page, has_room;
    struct range ranges[MGP_S3_MAX_CUTS];
    size_t count, next; /* next: the first that no thread has */
    size_t handed_out;  /* the range whose pages are being handed out */
    size_t held_bytes;
    bool is_stopped;
};

/* The items of page that belong to the range; *is_end when one stands behind it. */
static enum mgp_status select_items(const struct range *range, struct page_node *node, struct mgp_slice *last,
                                    bool *is_end, struct mgp_error *error)
{
    const struct mgp_s3_page *page = &node->page;
    /* What a server gives twice, or gives though it stands before the range, belongs to the one before. */
    while (node->from < page->count && (mgp_slice_compare(page->items[node->from].key, range->after) <= 0 ||
                                        mgp_slice_equal(page->items[node->from].key, *last)))
        node->from++;
    for (node->to = node->from; node->to < page->count; node->to++) {
        struct mgp_slice key = page->items[node->to].key;
        if (mgp_slice_compare(key, range->until) > 0) {
            *is_end = true;
            break;
        }
        if (mgp_slice_compare(key, *last) <= 0)
            return mgp_fail(error, MGP_CORRUPT, "the server lists keys out of order");
        *last = key;
    }
    return MGP_OK;
}

/* False when the listing was given up; node is taken in any case. */
static bool hand_over(struct listing *listing, struct range *range, struct page_node *node)
{
    pthread_mutex_lock(&listing->lock);
    while (listing->held_bytes + node->bytes > BYTES_AHEAD && range != &listing->ranges[listing->handed_out] &&
           !listing->is_stopped)
        pthread_cond_wait(&listing->has_room, &listing->lock);
    listing->held_bytes += node->bytes;
    bool goes_on = !listing->is_stopped;
    if (range->last)
        range->last->next = node;
    else
        range->first = node;
    range->last = node;
    pthread_cond_signal(&listing->has_page);
    pthread_mutex_unlock(&listing->lock);
    return goes_on;
}

static enum mgp_status list_range(struct listing *listing, struct mgp_s3_client *client, struct range *range)
{
    const struct mgp_s3_target *target = listing->options->target;
    struct mgp_s3_token_watch watch = {0};
    struct mgp_buffer last_key = {0};
    char *token = NULL;
    bool goes_on = true, is_end = false;
    enum mgp_status status = MGP_OK;
    mgp_buffer_append(&last_key, range->after);
    while (goes_on && !is_end && status == MGP_OK) {
        struct page_node *node = mgp_calloc(1, sizeof *node);
        struct mgp_s3_list list = {.bucket = target->bucket, .prefix = target->prefix, .token = token};
        if (!token) list.start_after = range->after;
        status = mgp_s3_list(client, &list, &node->page, &range->error);
        if (status == MGP_OK && node->page.is_truncated && !mgp_s3_token_is_new(&watch, node->page.next_token))
            status = mgp_fail(&range->error, MGP_CORRUPT, "the server gives the same continuation token again: its "
                                                          "listing does not come to an end");
        struct mgp_slice last = mgp_buffer_slice(&last_key);
        if (status == MGP_OK) status = select_items(range, node, &last, &is_end, &range->error);
        if (status != MGP_OK) node->to = node->from;
        is_end |= !node->page.is_truncated;
        node->bytes = mgp_s3_page_held(&node->page);
        free(token);
        token = status == MGP_OK && !is_end ? mgp_strdup(node->page.next_token) : NULL;
        struct mgp_buffer kept = {0};
        mgp_buffer_append(&kept, last);
        mgp_buffer_clear(&last_key);
        last_key = kept;
        goes_on = hand_over(listing, range, node);
    }
    free(token);
    mgp_buffer_clear(&last_key);
    mgp_s3_token_watch_clear(&watch);
    return status;
}

static void *list_ranges(void *context)
{
    struct listing *listing = context;
    struct mgp_s3_client *client = NULL;
    struct mgp_error error = {0};
    enum mgp_status created = mgp_s3_client_create(listing->options->s3, &client, &error);
    pthread_mutex_lock(&listing->lock);
    while (listing->next < listing->count && !listing->is_stopped) {
        struct range *range = &listing->ranges[listing->next++];
        pthread_mutex_unlock(&listing->lock);
        if (created != MGP_OK) range->error = error;
        enum mgp_status status = created == MGP_OK ? list_range(listing, client, range) : created;
        pthread_mutex_lock(&listing->lock);
        range->status = status;
        range->is_listed = true;
        pthread_cond_signal(&listing->has_page);
    }
    pthread_mutex_unlock(&listing->lock);
    mgp_s3_client_destroy(client);
    return NULL;
}

/* The next page of the range; NULL at its end. */
static struct page_node *take_page(struct listing *listing, struct range *range)
{
    pthread_mutex_lock(&listing->lock);
    if (range != &listing->ranges[listing->handed_out]) {
        listing->handed_out = (size_t)(range - listing->ranges);
        pthread_cond_broadcast(&listing->has_room);
    }
    while (!range->first && !range->is_listed) pthread_cond_wait(&listing->has_page, &listing->lock);
    struct page_node *node = range->first;
    if (node) {
        range->first = node->next;
        if (!node->next) range->last = NULL;
        listing->held_bytes -= node->bytes;
        pthread_cond_broadcast(&listing->has_room);
    }
    pthread_mutex_unlock(&listing->lock);
    return node;
}

static void free_node(struct page_node *node)
{
    mgp_s3_page_clear(&node->page);
    free(node);
}

/* Hands the pages out; stops at the first range that failed. */
static enum mgp_status hand_out(struct listing *listing, uint64_t *key_count, struct mgp_error *error)
{
    const struct mgp_s3_ranges_options *options = listing->options;
    for (size_t i = 0; i < listing->count; i++) {
        struct range *range = &listing->ranges[i];
        for (struct page_node *node; (node = take_page(listing, range));) {
            bool goes_on = options->on_page(options->context, &node->page, node->from, node->to);
            *key_count += node->to - node->from;
            free_node(node);
            if (!goes_on) return MGP_OK;
        }
        if (range->status != MGP_OK) {
            if (error) *error = range->error;
            return range->status;
        }
    }
    return MGP_OK;
}

enum mgp_status mgp_s3_ranges_list(const struct mgp_s3_ranges_options *options, uint64_t *key_count,
                                   struct mgp_error *error)
{
    struct listing listing = {.options = options, .count = options->cuts->count};
    pthread_t threads[THREADS];
    unsigned started = 0;
    *key_count = 0;
    for (size_t i = 0; i < listing.count; i++) {
        listing.ranges[i].after = i ? mgp_buffer_slice(&options->cuts->keys[i - 1]) : options->first_after;
        listing.ranges[i].until = mgp_buffer_slice(&options->cuts->keys[i]);
    }
    pthread_mutex_init(&listing.lock, NULL);
    pthread_cond_init(&listing.has_page, NULL);
    pthread_cond_init(&listing.has_room, NULL);
    while (started < THREADS && started < listing.count &&
           pthread_create(&threads[started], NULL, list_ranges, &listing) == 0)
        started++;
    enum mgp_status status = started > 0
                                 ? hand_out(&listing, key_count, error)
                                 : mgp_fail(error, MGP_IO, "cannot start a thread: raise the limit (ulimit -u)");
    pthread_mutex_lock(&listing.lock);
    listing.is_stopped = true;
    pthread_cond_broadcast(&listing.has_room);
    pthread_mutex_unlock(&listing.lock);
    for (unsigned i = 0; i < started; i++) pthread_join(threads[i], NULL);
    for (size_t i = 0; i < listing.count; i++) {
        while (listing.ranges[i].first) {
            struct page_node *node = listing.ranges[i].first;
            listing.ranges[i].first = node->next;
            free_node(node);
        }
    }
    pthread_cond_destroy(&listing.has_page);
    pthread_cond_destroy(&listing.has_room);
    pthread_mutex_destroy(&listing.lock);
    return status;
}
