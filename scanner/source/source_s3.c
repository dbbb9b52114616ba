/* Objects in S3 as a kind of source: targets are checked, then a thread lists and others fetch (s3_source.h). */
#include "scanner/source/bucket_settings.h"
#include "scanner/source/s3_bucket.h"
#include "scanner/source/s3_source.h"

#define LARGEST_PART  ((size_t)8 << 20)
#define SMALLEST_PART ((size_t)256 << 10)
#define MOST_PARTS    16

static void join_threads(struct mgp_s3_source *source)
{
    pthread_mutex_lock(&source->lock);
    source->is_stopping = true;
    pthread_cond_broadcast(&source->has_work);
    pthread_cond_broadcast(&source->has_room);
    pthread_cond_broadcast(&source->has_ready);
    pthread_mutex_unlock(&source->lock);
    if (source->s3) mgp_s3_stop(source->s3);
    if (source->has_lister) pthread_join(source->lister, NULL);
    for (unsigned i = 0; i < source->fetcher_count; i++) pthread_join(source->fetchers[i], NULL);
}

static void destroy(void *self)
{
    struct mgp_s3_source *source = self;
    join_threads(source);
    for (struct mgp_s3_object *object = source->fetch_first, *next; object; object = next) {
        next = object->next_fetch;
        if (object->is_released) mgp_s3_object_free(source, object); /* nobody fetched it, nobody holds it */
    }
    while (source->ready_first) {
        struct mgp_s3_object *object = source->ready_first;
        source->ready_first = object->next_ready;
        object->entry->part = NULL;
        mgp_entry_destroy(object->entry);
        mgp_s3_object_free(source, object);
    }
    mgp_s3_buffers_clear(&source->buffers);
    mgp_s3_client_destroy(source->client);
    mgp_s3_destroy(source->s3);
    mgp_globs_destroy(source->globs);
    mgp_s3_buckets_clear(&source->buckets);
    mgp_arena_clear(&source->arena);
    free(source->targets);
    free(source->fetchers);
    pthread_mutex_destroy(&source->client_lock);
    pthread_mutex_destroy(&source->lock);
    pthread_cond_destroy(&source->has_work);
    pthread_cond_destroy(&source->has_ready);
    pthread_cond_destroy(&source->has_room);
    pthread_cond_destroy(&source->has_part);
    free(source);
}

static enum mgp_status begin(struct mgp_s3_source *source, struct mgp_error *error)
{
    if (source->has_begun) return MGP_OK;
    source->has_begun = true;
    bool has_hands = source->lists_only || pthread_create(&source->fetchers[0], NULL, mgp_s3_fetch, source) == 0;
    if (has_hands && !source->lists_only) {
        pthread_mutex_lock(&source->lock);
        source->fetcher_count = 1;
        pthread_mutex_unlock(&source->lock);
    }
    source->has_lister = has_hands && pthread_create(&source->lister, NULL, mgp_s3_list_targets, source) == 0;
    if (source->has_lister) return MGP_OK;
    return mgp_fail(error, MGP_IO, "cannot start a thread: raise the limit (ulimit -u)");
}

static enum mgp_status next(void *self, struct mgp_entry **out, struct mgp_error *error)
{
    struct mgp_s3_source *source = self;
    *out = NULL;
    enum mgp_status status = begin(source, error);
    if (status != MGP_OK) return status;
    pthread_mutex_lock(&source->lock);
    while (!source->ready_first && !source->is_listed) pthread_cond_wait(&source->has_ready, &source->lock);
    struct mgp_s3_object *object = source->ready_first;
    if (object) {
        source->ready_first = object->next_ready;
        if (!object->next_ready) source->ready_last = NULL;
        source->ready_count--;
        pthread_cond_signal(&source->has_room);
        *out = object->entry;
    }
    pthread_mutex_unlock(&source->lock);
    return MGP_OK;
}

/* An object that a fetcher has, or will have, is freed by it. */
static void release(void *self, struct mgp_entry *entry)
{
    struct mgp_s3_source *source = self;
    struct mgp_s3_object *object = entry->handle;
    if (!object) return;
    pthread_mutex_lock(&source->lock);
    source->held_bytes -= object->reserved;
    pthread_cond_signal(&source->has_room);
    bool is_free = object->is_done;
    object->is_released = true;
    pthread_mutex_unlock(&source->lock);
    if (is_free) mgp_s3_object_free(source, object);
}

static enum mgp_status open_object(void *self, const struct mgp_entry *entry, struct mgp_stream **out,
                                   struct mgp_error *error)
{
    return mgp_s3_stream_open(self, entry->handle, out, error);
}

static const char *keep_text(struct mgp_arena *arena, const char *text)
{
    return text ? mgp_arena_text(arena, mgp_slice_text(text)) : NULL;
}

static enum mgp_status complete(void *self, const struct mgp_entry *entry, struct mgp_object *out,
                                struct mgp_arena *arena, struct mgp_pending **pending, struct mgp_error *error)
{
    struct mgp_s3_source *source = self;
    const struct mgp_s3_object *object = entry->handle; /* done: it was read */
    (void)error;
    memcpy(out->etag, object->etag, sizeof out->etag);
    out->size = object->size;
    out->last_modified = object->last_modified;
    out->version_id = keep_text(arena, object->version_id);
    out->encryption_type = keep_text(arena, object->encryption);
    out->kms_key_id = keep_text(arena, object->kms_key);
    out->hides_encryption = object->encryption == NULL;
    if (object->storage_class) out->storage_class = keep_text(arena, object->storage_class);
    bool has_none = object->has_tagging_count && object->tagging_count == 0;
    out->has_unknown_tags = !has_none;
    if (!has_none) *pending = mgp_s3_ask_tags(source, object);
    return MGP_OK;
}

static enum mgp_status renew(void *self, const struct mgp_entry *entry, struct mgp_error *error)
{
    struct mgp_s3_source *source = self;
    pthread_mutex_lock(&source->client_lock);
    enum mgp_status status = mgp_s3_renew_object(source->client, entry->handle, error);
    pthread_mutex_unlock(&source->client_lock);
    return status;
}

static struct mgp_bucket_settings *bucket_settings(void *self, struct mgp_slice bucket)
{
    struct mgp_s3_source *source = self;
    bool is_ours = false;
    for (size_t i = 0; i < source->target_count; i++) is_ours |= mgp_slice_equal(bucket, source->targets[i].bucket);
    if (!is_ours) return NULL;
    pthread_mutex_lock(&source->client_lock);
    struct mgp_bucket_settings *settings = mgp_s3_ask_bucket(source->client, bucket, source->s3);
    if (!settings->region[0] && mgp_s3_is_amazon(source->s3)) mgp_s3_region(source->s3, bucket, settings->region);
    pthread_mutex_unlock(&source->client_lock);
    return settings;
}

static const struct mgp_source_type type = {.next = next,
                                            .open = open_object,
                                            .complete_begin = complete,
                                            .renew = renew,
                                            .bucket_settings = bucket_settings,
                                            .release = release,
                                            .destroy = destroy};

struct mgp_s3 *mgp_s3_source_connection(void *self)
{
    return ((struct mgp_s3_source *)self)->s3;
}

static void share_memory(struct mgp_s3_source *source, const struct mgp_source_options *options)
{
    size_t memory = options->memory_bytes ? options->memory_bytes : MGP_SOURCE_MEMORY;
    size_t threads = options->threads ? options->threads : 1, share = memory / 2 / threads;
    source->memory_bytes = memory / 2;
    source->part_bytes = share / 4 < LARGEST_PART ? share / 4 : LARGEST_PART;
    if (source->part_bytes < SMALLEST_PART) source->part_bytes = SMALLEST_PART;
    size_t ahead = share / source->part_bytes;
    source->parts_ahead = ahead < 1 ? 1 : ahead < MOST_PARTS ? (unsigned)ahead : MOST_PARTS;
    mgp_s3_buffers_init(&source->buffers, memory, source->part_bytes);
    source->most_fetchers = options->connections ? options->connections : MGP_SOURCE_CONNECTIONS;
    source->fetchers = mgp_calloc(source->most_fetchers, sizeof *source->fetchers);
}

/* s3:// becomes a target for each bucket that the credentials see. */
static enum mgp_status add_all_buckets(struct mgp_s3_source *source, struct mgp_s3_target **targets, size_t *count,
                                       struct mgp_error *error)
{
    enum mgp_status status = mgp_s3_list_buckets(source->client, &source->buckets, error);
    if (status != MGP_OK) return status;
    size_t kept = 0, all = source->buckets.count;
    struct mgp_s3_target *longer = mgp_calloc(*count + all + 1, sizeof *longer);
    for (size_t i = 0; i < *count; i++)
        if ((*targets)[i].bucket.len > 0) longer[kept++] = (*targets)[i];
    for (size_t i = 0; i < all; i++)
        longer[kept++] = (struct mgp_s3_target){.bucket = mgp_slice_text(source->buckets.items[i].name)};
    free(*targets);
    *targets = longer;
    *count = kept;
    return MGP_OK;
}

/* Can each bucket that was named be listed? Two keys are asked for, since some servers fail with one. */
static enum mgp_status check_targets(struct mgp_s3_source *source, struct mgp_error *error)
{
    enum mgp_status status = MGP_OK;
    for (size_t i = 0; i < source->target_count && status == MGP_OK; i++) {
        if (!source->targets[i].is_named) continue;
        struct mgp_s3_page page = {0};
        struct mgp_s3_list list = {
            .bucket = source->targets[i].bucket, .prefix = source->targets[i].prefix, .max_keys = 2};
        status = mgp_s3_list(source->client, &list, &page, error);
        mgp_s3_page_clear(&page);
    }
    return status;
}

static enum mgp_status set_targets(struct mgp_s3_source *source, const struct mgp_source_options *options,
                                   struct mgp_error *error)
{
    bool wants_all = false;
    enum mgp_status status = MGP_OK;
    source->targets = mgp_calloc(options->target_count, sizeof *source->targets);
    for (size_t i = 0; i < options->target_count && status == MGP_OK; i++) {
        status = mgp_s3_target_parse(options->targets[i], &source->targets[i], error);
        source->target_count++;
        wants_all |= status == MGP_OK && source->targets[i].bucket.len == 0;
    }
    if (status == MGP_OK) status = mgp_s3_create(&options->aws, &source->s3, error);
    if (status == MGP_OK) status = mgp_s3_client_create(source->s3, &source->client, error);
    if (status == MGP_OK && wants_all)
        status = add_all_buckets(source, &source->targets, &source->target_count, error);
    if (status != MGP_OK) return status;
    source->target_count = mgp_s3_targets_sort(source->targets, source->target_count);
    return check_targets(source, error);
}

enum mgp_status mgp_source_create_s3(const struct mgp_source_options *options, struct mgp_part *out,
                                     struct mgp_error *error)
{
    struct mgp_s3_source *source = mgp_calloc(1, sizeof *source);
    pthread_mutex_init(&source->lock, NULL);
    pthread_mutex_init(&source->client_lock, NULL);
    pthread_cond_init(&source->has_work, NULL);
    pthread_cond_init(&source->has_ready, NULL);
    pthread_cond_init(&source->has_room, NULL);
    pthread_cond_init(&source->has_part, NULL);
    source->lists_only = options->lists_only;
    share_memory(source, options);
    enum mgp_status status = mgp_globs_create(options->includes, options->include_count, options->excludes,
                                              options->exclude_count, &source->globs, error);
    if (status == MGP_OK) status = set_targets(source, options, error);
    if (status != MGP_OK) {
        destroy(source);
        return status;
    }
    *out = (struct mgp_part){.type = &type, .self = source};
    return MGP_OK;
}
