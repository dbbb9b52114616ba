/* Listing: pages become entries, in order, as long as there is memory for their first parts. */
#include <stdio.h>

#include "base/utf8.h"
#include "scanner/source/s3_ranges.h"
#include "scanner/source/s3_source.h"

#define ENTRY_BYTES 2048  /* what an entry costs beside its bytes */
#define MAX_READY   16384 /* entries listed ahead */

/* Where ranges held less than half a page each, they are not looked for before so many more pages. */
#define MAX_WAIT 64

static struct mgp_slice location_of(struct mgp_arena *arena, struct mgp_slice bucket, struct mgp_slice key)
{
    struct mgp_buffer location = {0};
    mgp_buffer_text(&location, "s3://");
    mgp_buffer_append(&location, bucket);
    mgp_buffer_byte(&location, '/');
    mgp_buffer_append(&location, key);
    struct mgp_slice copy = mgp_arena_copy(arena, mgp_buffer_slice(&location));
    mgp_buffer_clear(&location);
    return copy;
}

static struct mgp_slice utf8_key(struct mgp_arena *arena, struct mgp_slice key)
{
    struct mgp_buffer text = {0};
    if (mgp_utf8_is_valid(key)) return mgp_arena_copy(arena, key);
    mgp_append_key_as_utf8(&text, key);
    struct mgp_slice copy = mgp_arena_copy(arena, mgp_buffer_slice(&text));
    mgp_buffer_clear(&text);
    return copy;
}

static struct mgp_entry *new_entry(struct mgp_slice bucket, struct mgp_slice key)
{
    struct mgp_entry *entry = mgp_calloc(1, sizeof *entry);
    entry->object.bucket = mgp_arena_copy(&entry->arena, bucket);
    entry->object.key = utf8_key(&entry->arena, key);
    entry->object.location = location_of(&entry->arena, bucket, key);
    entry->object.last_modified = MGP_TIME_UNKNOWN;
    entry->object.has_unknown_tags = true;
    return entry;
}

static bool is_archived(const struct mgp_s3_item *item)
{
    const char *class = item->storage_class;
    return class && !item->is_restored && (strcmp(class, "GLACIER") == 0 || strcmp(class, "DEEP_ARCHIVE") == 0);
}

static struct mgp_s3_object *new_object(const struct mgp_s3_target *target, const struct mgp_s3_item *item)
{
    struct mgp_s3_object *object = mgp_calloc(1, sizeof *object);
    struct mgp_entry *entry = new_entry(target->bucket, item->key);
    object->entry = entry;
    object->bucket = mgp_arena_copy(&object->arena, target->bucket);
    object->key = mgp_arena_copy(&object->arena, item->key);
    object->size = item->size;
    memcpy(object->etag, item->etag, sizeof object->etag);
    object->last_modified = item->last_modified;
    entry->handle = object;
    entry->object.size = item->size;
    entry->object.has_size = item->has_size;
    entry->object.last_modified = item->last_modified;
    memcpy(entry->object.etag, item->etag, sizeof entry->object.etag);
    if (item->storage_class)
        entry->object.storage_class = mgp_arena_text(&entry->arena, mgp_slice_text(item->storage_class));
    if (is_archived(item)) {
        entry->status = MGP_ARCHIVED;
        snprintf(entry->message, sizeof entry->message, "in storage class %s: restore it to have it scanned",
                 item->storage_class);
    }
    return object;
}

void mgp_s3_object_free(struct mgp_s3_source *source, struct mgp_s3_object *object)
{
    if (!object) return;
    mgp_s3_buffer_give(&source->buffers, object->bytes, object->capacity);
    mgp_arena_clear(&object->arena);
    free(object);
}

static bool is_to_be_fetched(const struct mgp_s3_source *source, const struct mgp_s3_object *object)
{
    return !source->lists_only && object->entry->status == MGP_OK && object->size > 0;
}

/* Waits for room; false when the run is over. */
static bool wait_for_room(struct mgp_s3_source *source, size_t bytes)
{
    while (!source->is_stopping && source->held_bytes > 0 &&
           (source->held_bytes + bytes > source->memory_bytes || source->ready_count >= MAX_READY))
        pthread_cond_wait(&source->has_room, &source->lock);
    return !source->is_stopping;
}

static bool append(struct mgp_s3_source *source, struct mgp_s3_object *object)
{
    bool is_fetched = is_to_be_fetched(source, object);
    size_t first = object->size < source->part_bytes ? (size_t)object->size : source->part_bytes;
    object->reserved = ENTRY_BYTES + (is_fetched ? mgp_s3_buffer_cost(&source->buffers, first) : 0);
    object->capacity = object->length = is_fetched ? first : 0;
    pthread_mutex_lock(&source->lock);
    bool goes_on = wait_for_room(source, object->reserved);
    if (goes_on) {
        source->held_bytes += object->reserved;
        if (source->ready_last)
            source->ready_last->next_ready = object;
        else
            source->ready_first = object;
        source->ready_last = object;
        source->ready_count++;
        object->is_done = !is_fetched;
        if (is_fetched) {
            if (source->fetch_last)
                source->fetch_last->next_fetch = object;
            else
                source->fetch_first = object;
            source->fetch_last = object;
            mgp_s3_need_fetcher(source);
        }
        pthread_cond_signal(&source->has_ready);
    }
    pthread_mutex_unlock(&source->lock);
    return goes_on;
}

static void discard(struct mgp_s3_source *source, struct mgp_s3_object *object)
{
    object->entry->handle = NULL;
    mgp_entry_destroy(object->entry);
    mgp_s3_object_free(source, object);
}

/* The listing of a target ended before it was whole: that is an entry too. */
static bool append_break(struct mgp_s3_source *source, const struct mgp_s3_target *target, struct mgp_slice last_key,
                         enum mgp_status status, const char *message)
{
    struct mgp_s3_object *object = mgp_calloc(1, sizeof *object);
    struct mgp_buffer shown = {0};
    object->entry = new_entry(target->bucket, target->prefix);
    object->entry->handle = object;
    object->entry->status = status == MGP_DENIED || status == MGP_GONE ? status : MGP_NETWORK;
    if (status == MGP_GONE) object->entry->status = MGP_INVALID; /* NO_SUCH_BUCKET_AVAILABLE */
    mgp_append_printable(&shown, mgp_slice_sub(last_key, 0, last_key.len < 60 ? last_key.len : 60));
    if (last_key.len > 0)
        snprintf(object->entry->message, sizeof object->entry->message, "the listing ends after %.70s: %.140s",
                 mgp_buffer_string(&shown), message);
    else
        snprintf(object->entry->message, sizeof object->entry->message, "cannot be listed: %.220s", message);
    mgp_buffer_clear(&shown);
    if (append(source, object)) return true;
    discard(source, object);
    return false;
}

/* A target that is being listed. */
struct target_listing {
    struct mgp_s3_source *source;
    struct mgp_s3_client *client;
    const struct mgp_s3_target *target;
    struct mgp_s3_page page; /* the last that was read in sequence */
    struct mgp_buffer last_key;
    struct mgp_buffer resumed_after; /* the sequence goes on behind this key; empty: from the first */
    struct mgp_s3_token_watch watch;
    char *token;
    bool is_over;         /* the run is */
    bool is_ordered;      /* keys came by bytes so far */
    unsigned pages;       /* read one after the other since ranges were looked for */
    unsigned wait;        /* pages before they are looked for again, which grows where they are of no use */
};

/* False when the run is over. */
static bool append_items(void *context, const struct mgp_s3_page *page, size_t from, size_t to)
{
    struct target_listing *listing = context;
    for (size_t i = from; i < to; i++) {
        const struct mgp_s3_item *item = &page->items[i];
        int order = mgp_slice_compare(item->key, mgp_buffer_slice(&listing->last_key));
        /* A server that begins a page with the key that ended the last one gives it once all the same. */
        if (order == 0 && item->key.len > 0) continue;
        listing->is_ordered &= order > 0;
        listing->last_key.len = 0;
        mgp_buffer_append(&listing->last_key, item->key);
        if (!mgp_globs_select(listing->source->globs, item->key)) continue;
        struct mgp_s3_object *object = new_object(listing->target, item);
        if (append(listing->source, object)) continue;
        discard(listing->source, object);
        listing->is_over = true;
        return false;
    }
    return true;
}

/* One page in sequence; *has_more says whether another one follows. */
static enum mgp_status list_page(struct target_listing *listing, bool *has_more, struct mgp_error *error)
{
    struct mgp_s3_page *page = &listing->page;
    struct mgp_s3_list list = {
        .bucket = listing->target->bucket, .prefix = listing->target->prefix, .token = listing->token};
    struct mgp_slice after = mgp_buffer_slice(&listing->resumed_after);
    if (!list.token) list.start_after = after;
    mgp_s3_page_clear(page);
    enum mgp_status status = mgp_s3_list(listing->client, &list, page, error);
    if (status == MGP_OK && page->is_truncated && !mgp_s3_token_is_new(&listing->watch, page->next_token))
        status = mgp_fail(error, MGP_CORRUPT,
                          "the server gives the same continuation token again: its listing "
                          "does not come to an end");
    size_t begin = 0;
    while (after.len > 0 && begin < page->count && mgp_slice_compare(page->items[begin].key, after) <= 0)
        begin++; /* of a server that knows no start-after */
    if (status == MGP_OK) append_items(listing, page, begin, page->count);
    *has_more = status == MGP_OK && page->is_truncated && !listing->is_over;
    free(listing->token);
    listing->token = *has_more ? mgp_strdup(page->next_token) : NULL;
    listing->pages++;
    return status;
}

/* A large bucket: as much of what follows as can be listed in ranges. The sequence goes on behind them. */
static enum mgp_status list_ahead(struct target_listing *listing, struct mgp_error *error)
{
    struct mgp_s3_cuts cuts = {0};
    uint64_t key_count = 0;
    enum mgp_status status = MGP_OK;
    struct mgp_buffer first_after = {0};
    mgp_buffer_append(&first_after, mgp_buffer_slice(&listing->last_key));
    mgp_s3_cuts_find(listing->client, listing->target, &listing->page, &cuts);
    if (cuts.count > 0) {
        struct mgp_s3_ranges_options options = {.s3 = listing->source->s3,
                                                .target = listing->target,
                                                .first_after = mgp_buffer_slice(&first_after),
                                                .cuts = &cuts,
                                                .context = listing,
                                                .on_page = append_items};
        status = mgp_s3_ranges_list(&options, &key_count, error);
    }
    if (status == MGP_OK && cuts.count > 0) {
        free(listing->token); /* the sequence goes on behind the last cut, with a token of its own */
        listing->token = NULL;
        mgp_s3_token_watch_clear(&listing->watch);
        listing->resumed_after.len = 0;
        mgp_buffer_append(&listing->resumed_after, mgp_buffer_slice(&cuts.keys[cuts.count - 1]));
    }
    bool was_of_use = key_count * 2 >= cuts.count * listing->page.count && cuts.count > 0;
    if (was_of_use)
        listing->wait = 1;
    else if (listing->wait < MAX_WAIT)
        listing->wait *= 4;
    listing->pages = 0;
    mgp_s3_cuts_clear(&cuts);
    mgp_buffer_clear(&first_after);
    return status;
}

/* False when the run is over. */
static bool list_target(struct mgp_s3_source *source, struct mgp_s3_client *client,
                        const struct mgp_s3_target *target)
{
    struct target_listing listing = {
        .source = source, .client = client, .target = target, .is_ordered = true, .wait = 1};
    struct mgp_error error = {0};
    bool has_more = true;
    enum mgp_status status = MGP_OK;
    while (status == MGP_OK && has_more && !listing.is_over) {
        status = list_page(&listing, &has_more, &error);
        if (status == MGP_OK && has_more && listing.is_ordered && listing.pages >= listing.wait)
            status = list_ahead(&listing, &error);
    }
    if (status != MGP_OK && !listing.is_over)
        listing.is_over = !append_break(source, target, mgp_buffer_slice(&listing.last_key), status, error.message);
    free(listing.token);
    mgp_s3_page_clear(&listing.page);
    mgp_buffer_clear(&listing.last_key);
    mgp_buffer_clear(&listing.resumed_after);
    mgp_s3_token_watch_clear(&listing.watch);
    return !listing.is_over;
}

void *mgp_s3_list_targets(void *context)
{
    struct mgp_s3_source *source = context;
    struct mgp_s3_client *client = NULL;
    struct mgp_error error = {0};
    bool goes_on = mgp_s3_client_create(source->s3, &client, &error) == MGP_OK;
    for (size_t i = 0; goes_on && i < source->target_count; i++)
        goes_on = list_target(source, client, &source->targets[i]);
    mgp_s3_client_destroy(client);
    pthread_mutex_lock(&source->lock);
    source->is_listed = true;
    pthread_cond_broadcast(&source->has_ready);
    pthread_mutex_unlock(&source->lock);
    return NULL;
}
