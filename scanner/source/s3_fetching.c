/* Fetching: threads that each keep a connection take parts that a stream waits for, else first parts in order. */
#include <stdio.h>

#include "net/http_date.h"
#include "scanner/source/s3_source.h"

/* More connections help as long as requests wait for the network. What waits because this machine is busy grows with
 * their number and stays below so much for each. */
#define FEW_FETCHERS 8
#define WAIT_EACH_NS 250000u
#define WAIT_WEIGHT  16u

/* Those that were woken and have not begun yet count as idle still. */
static void add_fetcher(struct mgp_s3_source *source)
{
    if (source->idle_count >= source->queued_count) return;
    if (source->fetcher_count >= source->most_fetchers || source->is_stopping) return;
    uint64_t of_machine_ns = source->fetcher_count * (uint64_t)WAIT_EACH_NS;
    if (source->fetcher_count >= FEW_FETCHERS && source->wait_ns < of_machine_ns) return;
    if (pthread_create(&source->fetchers[source->fetcher_count], NULL, mgp_s3_fetch, source) == 0)
        source->fetcher_count++;
}

void mgp_s3_need_fetcher(struct mgp_s3_source *source)
{
    source->queued_count++;
    if (source->idle_count > 0) pthread_cond_signal(&source->has_work);
    add_fetcher(source);
}

enum mgp_status mgp_s3_object_status(enum mgp_status status, const struct mgp_s3_refusal *refusal)
{
    if (strcmp(refusal->code, "InvalidObjectState") == 0) return MGP_ARCHIVED;
    /* A GET of ours has nothing that could be invalid but the missing key of a customer (SSE-C). */
    if (strcmp(refusal->code, "InvalidRequest") == 0) return MGP_ENCRYPTED;
    if (strncmp(refusal->code, "KMS.", 4) == 0) return MGP_KEY_DENIED;
    if (status == MGP_OK || status == MGP_DENIED || status == MGP_GONE || status == MGP_CHANGED ||
        status == MGP_NETWORK)
        return status;
    return MGP_IO;
}

static void add_condition(struct mgp_s3_request *request, const char *etag, char quoted[84])
{
    if (!etag[0]) return;
    snprintf(quoted, 84, "\"%.80s\"", etag);
    request->headers[request->header_count++] =
        (struct mgp_sigv4_pair){MGP_LITERAL("If-Match"), mgp_slice_text(quoted)};
}

static enum mgp_status get_range(struct mgp_s3_client *client, const struct mgp_s3_object *object,
                                 struct mgp_s3_range *range, struct mgp_s3_response *response,
                                 struct mgp_error *error)
{
    struct mgp_s3_request request = {.method = "GET", .bucket = object->bucket, .key = object->key, .range = range};
    char quoted[84];
    add_condition(&request, object->etag, quoted);
    if (object->version_id)
        request.query[request.query_count++] =
            (struct mgp_sigv4_pair){MGP_LITERAL("versionId"), mgp_slice_text(object->version_id)};
    range->got = 0;
    return mgp_s3_send(client, &request, response, error);
}

static const char *keep_text(struct mgp_arena *arena, const char *text)
{
    return text[0] ? mgp_arena_text(arena, mgp_slice_text(text)) : NULL;
}

static void keep_facts(struct mgp_s3_object *object, const struct mgp_s3_response *response)
{
    object->encryption = keep_text(&object->arena, response->encryption);
    object->kms_key = keep_text(&object->arena, response->kms_key);
    object->storage_class = keep_text(&object->arena, response->storage_class);
    object->version_id =
        strcmp(response->version_id, "null") == 0 ? NULL : keep_text(&object->arena, response->version_id);
    object->has_tagging_count = response->has_tagging_count;
    object->tagging_count = response->tagging_count;
    if (response->etag[0]) memcpy(object->etag, response->etag, sizeof object->etag);
    mgp_time_ms last_modified;
    if (object->is_refreshed && mgp_http_date_parse(response->last_modified, &last_modified))
        object->last_modified = last_modified;
}

/* It was replaced since it was listed: what it is now? */
static enum mgp_status refresh(struct mgp_s3_client *client, struct mgp_s3_object *object,
                               struct mgp_s3_response *response, struct mgp_error *error)
{
    struct mgp_s3_request request = {.method = "HEAD", .bucket = object->bucket, .key = object->key};
    enum mgp_status status = mgp_s3_send(client, &request, response, error);
    if (status != MGP_OK) return status;
    if (!response->has_total) return mgp_fail(error, MGP_CHANGED, "replaced since it was listed: scan it again");
    object->is_refreshed = true;
    object->size = response->total_size;
    memcpy(object->etag, response->etag, sizeof object->etag);
    return MGP_OK;
}

/* The first part as it is now; never more than what was reserved for it, the rest is read later. */
static enum mgp_status get_first(struct mgp_s3_client *client, struct mgp_s3_object *object,
                                 struct mgp_s3_response *response, struct mgp_error *error)
{
    struct mgp_s3_range range = {.bytes = object->bytes, .length = object->length};
    if (object->size < range.length) range.length = (size_t)object->size;
    if (range.length == 0) return MGP_OK;
    enum mgp_status status = get_range(client, object, &range, response, error);
    bool is_resized = status == MGP_OK && response->has_total && response->total_size != object->size;
    if (is_resized)
        return mgp_fail(error, MGP_CHANGED,
                        "another size than was listed: scan it again when nothing "
                        "writes to it");
    if (status == MGP_OK) object->length = range.got;
    return status;
}

static void fetch_object(struct mgp_s3_source *source, struct mgp_s3_client *client, struct mgp_s3_object *object,
                         struct mgp_s3_response *response)
{
    object->bytes = mgp_s3_buffer_take(&source->buffers, object->capacity);
    object->status = get_first(client, object, response, &object->error);
    if (object->status == MGP_CHANGED) {
        object->status = refresh(client, object, response, &object->error);
        if (object->status == MGP_OK) object->status = get_first(client, object, response, &object->error);
        if (object->status == MGP_OK && object->size < object->length) object->length = (size_t)object->size;
    }
    if (object->status == MGP_OK)
        keep_facts(object, response);
    else
        object->status = mgp_s3_object_status(object->status, &response->refusal);
}

enum mgp_status mgp_s3_renew_object(struct mgp_s3_client *client, struct mgp_s3_object *object,
                                    struct mgp_error *error)
{
    struct mgp_s3_response response = {0};
    if (object->bytes) mgp_wipe(object->bytes, object->capacity);
    object->version_id = NULL;
    enum mgp_status status = refresh(client, object, &response, &object->error);
    object->length = object->size < object->capacity ? (size_t)object->size : object->capacity;
    if (status == MGP_OK) status = get_first(client, object, &response, &object->error);
    if (status == MGP_OK)
        keep_facts(object, &response);
    else
        status = mgp_s3_object_status(status, &response.refusal);
    mgp_s3_response_clear(&response);
    object->status = status;
    if (error && status != MGP_OK) *error = object->error;
    return status;
}

static void fetch_part(struct mgp_s3_source *source, struct mgp_s3_client *client, struct mgp_s3_part *part,
                       struct mgp_s3_response *response)
{
    struct mgp_s3_range range = {.first = part->first, .length = part->length};
    part->bytes = mgp_s3_buffer_take(&source->buffers, part->length);
    range.bytes = part->bytes;
    part->status = get_range(client, part->object, &range, response, &part->error);
    if (part->status != MGP_OK) part->status = mgp_s3_object_status(part->status, &response->refusal);
}

/* Both are called with the lock held, which is free while the network is waited for. */
static void do_part(struct mgp_s3_source *source, struct mgp_s3_client *client, struct mgp_s3_response *response)
{
    struct mgp_s3_part *part = source->part_first;
    source->part_first = part->next;
    if (!part->next) source->part_last = NULL;
    source->queued_count--;
    pthread_mutex_unlock(&source->lock);
    fetch_part(source, client, part, response);
    pthread_mutex_lock(&source->lock);
    part->is_done = true;
    pthread_cond_broadcast(&source->has_part);
}

/* The lock is held. */
static void note_wait(struct mgp_s3_source *source, uint64_t wait_ns)
{
    source->wait_ns = source->wait_ns == 0 ? wait_ns
                                           : source->wait_ns - source->wait_ns / WAIT_WEIGHT + wait_ns / WAIT_WEIGHT;
}

static void do_object(struct mgp_s3_source *source, struct mgp_s3_client *client, struct mgp_s3_response *response)
{
    struct mgp_s3_object *object = source->fetch_first;
    source->fetch_first = object->next_fetch;
    if (!object->next_fetch) source->fetch_last = NULL;
    source->queued_count--;
    bool is_wanted = !object->is_released;
    pthread_mutex_unlock(&source->lock);
    if (is_wanted) fetch_object(source, client, object, response);
    pthread_mutex_lock(&source->lock);
    if (is_wanted && object->status == MGP_OK) note_wait(source, response->wait_ns);
    if (source->fetch_first) add_fetcher(source); /* now that more may be known to help */
    object->is_done = true;
    if (object->is_released)
        mgp_s3_object_free(source, object);
    else
        pthread_cond_broadcast(&source->has_part);
}

void *mgp_s3_fetch(void *context)
{
    struct mgp_s3_source *source = context;
    struct mgp_s3_client *client = NULL;
    struct mgp_s3_response response = {0};
    struct mgp_error error;
    if (mgp_s3_client_create(source->s3, &client, &error) != MGP_OK) return NULL;
    pthread_mutex_lock(&source->lock);
    while (!source->is_stopping) {
        if (source->part_first) {
            do_part(source, client, &response);
        } else if (source->tags_first) {
            mgp_s3_answer_tags(source, client, &response);
        } else if (source->fetch_first) {
            do_object(source, client, &response);
        } else {
            source->idle_count++;
            pthread_cond_wait(&source->has_work, &source->lock);
            source->idle_count--;
        }
    }
    pthread_mutex_unlock(&source->lock);
    mgp_s3_response_clear(&response);
    mgp_s3_client_destroy(client);
    return NULL;
}
