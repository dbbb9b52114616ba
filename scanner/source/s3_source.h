/* The inside of a source in S3: one thread lists, several fetch, and the workers of the run read what is there.
 *
 *     list ─► entries in order ─┬─► handed out (next) ─► opened and read by a worker ─► released
 *                               └─► fetched, the first part of each, in the same order
 *
 * An object's first part is fetched as soon as it is listed, so it is there, or on its way, when a worker comes to
 * it; for most objects that is all of it. The other parts of a large object are fetched when it is read, several at
 * a time, before any first part. What is held is counted in bytes and bounded: one half of the memory for first
 * parts (the listing waits), the other half, shared out by workers, for the parts of large objects. */
#ifndef MGP_SCANNER_S3_SOURCE_H
#define MGP_SCANNER_S3_SOURCE_H

#include <pthread.h>

#include "net/s3.h"
#include "scanner/source/glob.h"
#include "scanner/source/s3_buffers.h"
#include "scanner/source/s3_target.h"
#include "scanner/source/source_type.h"

/* One object, between its listing and its release. Guarded by the source's lock until is_done; read-only then. */
struct mgp_s3_object {
    struct mgp_entry *entry;
    struct mgp_s3_object *next_ready, *next_fetch;
    struct mgp_slice bucket, key; /* key: as the server has it */
    uint64_t size;
    char etag[80];
    bool is_done, is_released; /* released before it was fetched: the fetcher frees it */
    bool is_refreshed;         /* was changed since it was listed: what stands here is newer than the entry */
    enum mgp_status status;
    struct mgp_error error;
    uint8_t *bytes;                    /* the first part, length bytes of capacity */
    size_t length, capacity, reserved; /* reserved: counted in the source's memory */
    mgp_time_ms last_modified;
    const char *storage_class, *encryption, *kms_key, *version_id; /* from the answer, in arena; NULL: not said */
    bool has_tagging_count;
    uint64_t tagging_count;
    struct mgp_arena arena;
};

/* One part of a large object, asked for by its stream. */
struct mgp_s3_part {
    struct mgp_s3_part *next;
    const struct mgp_s3_object *object;
    uint64_t first;
    size_t length;
    uint8_t *bytes;
    bool is_done;
    enum mgp_status status;
    struct mgp_error error;
};

/* A question for an object's tags: a worker that found something asks, a fetcher answers, the writer waits.
 * It owns its texts, since the object may be gone by then. */
struct mgp_s3_tags_question {
    struct mgp_pending pending;
    struct mgp_s3_source *source;
    struct mgp_s3_tags_question *next;
    struct mgp_arena arena;
    struct mgp_slice bucket, key;
    const char *version_id; /* NULL */
    bool is_done;
    enum mgp_status status;
    struct mgp_s3_tag *tags;
    size_t count;
};

struct mgp_s3_source {
    struct mgp_s3 *s3;
    struct mgp_globs *globs;
    bool lists_only;
    struct mgp_s3_target *targets;
    size_t target_count;
    struct mgp_s3_buckets buckets; /* of s3:// */
    struct mgp_arena arena;
    struct mgp_s3_buffers buffers;
    size_t memory_bytes;  /* for first parts */
    size_t part_bytes;    /* of one request */
    unsigned parts_ahead; /* of a stream */
    unsigned most_fetchers;

    pthread_mutex_t lock; /* for all below, and for objects and parts that are not done */
    pthread_cond_t has_work, has_ready, has_room, has_part;
    struct mgp_s3_object *ready_first, *ready_last, *fetch_first, *fetch_last;
    struct mgp_s3_part *part_first, *part_last;
    struct mgp_s3_tags_question *tags_first, *tags_last;
    size_t held_bytes, ready_count;
    size_t queued_count; /* objects, parts and questions that no fetcher has yet */
    bool is_listed, is_stopping, has_begun;
    pthread_t lister, *fetchers;
    bool has_lister;
    unsigned fetcher_count, idle_count;
    uint64_t wait_ns; /* for an answer to begin, on the average of late */
    struct mgp_s3_client *client; /* for the single requests of workers and the writer; guarded by client_lock */
    pthread_mutex_t client_lock;
};

/* The thread that lists. */
void *mgp_s3_list_targets(void *source);
/* A thread that fetches. */
void *mgp_s3_fetch(void *source);
/* One more thing is in a queue of theirs: wakes one of them, or starts one more if there is more to do than hands.
 * Called with the lock held. */
void mgp_s3_need_fetcher(struct mgp_s3_source *source);

/* Statuses of the client in the words of objects: DENIED, GONE, CHANGED, ARCHIVED, ENCRYPTED, KEY_DENIED, NETWORK or
 * IO. */
enum mgp_status mgp_s3_object_status(enum mgp_status status, const struct mgp_s3_refusal *refusal);

/* The object as it is now: everything that was read of the older one is dropped, its first part fetched. */
enum mgp_status mgp_s3_renew_object(struct mgp_s3_client *client, struct mgp_s3_object *object,
                                    struct mgp_error *error);

/* Hands the question to the fetchers; ended with pending.end. */
struct mgp_pending *mgp_s3_ask_tags(struct mgp_s3_source *source, const struct mgp_s3_object *object);
/* Answers the first question; called with the lock held, which is free while the network is waited for. */
void mgp_s3_answer_tags(struct mgp_s3_source *source, struct mgp_s3_client *client, struct mgp_s3_response *response);

enum mgp_status mgp_s3_stream_open(struct mgp_s3_source *source, struct mgp_s3_object *object,
                                   struct mgp_stream **out, struct mgp_error *error);
void mgp_s3_object_free(struct mgp_s3_source *source, struct mgp_s3_object *object); /* NULL allowed */

#endif
