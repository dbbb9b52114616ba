/* The answers of S3, read from XML that any server may have sent: the root element is checked, everything has a
 * limit, and what a server leaves out stays unknown. Thread-safe: no state. */
#ifndef MGP_NET_S3_ANSWER_H
#define MGP_NET_S3_ANSWER_H

#include "base/alloc.h"
#include "base/clock.h"
#include "base/status.h"

#define MGP_S3_MAX_KEY      4096  /* bytes; S3's own limit is 1,024 */
#define MGP_S3_MAX_LISTED   10000 /* items of one page; S3 gives at most 1,000 */
#define MGP_S3_PAGE_BYTES   (16u << 20)
#define MGP_S3_TIME_UNKNOWN INT64_MIN

/* What an error says. Empty where the answer does not. */
struct mgp_s3_refusal {
    char code[96], message[200], request_id[96], region[64];
};
/* False when text is no Error document; texts are printable ASCII then, too. */
bool mgp_s3_read_refusal(struct mgp_slice text, struct mgp_s3_refusal *out);

struct mgp_s3_item {
    struct mgp_slice key; /* as it is: every escape undone */
    uint64_t size;
    bool has_size;
    mgp_time_ms last_modified; /* MGP_S3_TIME_UNKNOWN */
    const char *storage_class; /* NULL: not said */
    char etag[80];             /* without quotes; "" when it is not said, or is too long */
    bool is_restored;          /* an archived object of which a copy can be read */
};

struct mgp_s3_page {
    struct mgp_arena arena; /* owns the texts */
    struct mgp_s3_item *items;
    size_t count, capacity;
    struct mgp_slice *prefixes; /* common ones, when a delimiter was asked for */
    size_t prefix_count, prefix_capacity;
    bool is_truncated;
    const char *next_token; /* NULL */
};
/* CORRUPT when it is no ListBucketResult, or is truncated without a token to go on. */
enum mgp_status mgp_s3_read_page(struct mgp_slice text, struct mgp_s3_page *out, struct mgp_error *error);
size_t mgp_s3_page_held(const struct mgp_s3_page *page); /* bytes of memory that it occupies */
void mgp_s3_page_clear(struct mgp_s3_page *page);

struct mgp_s3_bucket {
    const char *name;
    mgp_time_ms created;
};
struct mgp_s3_buckets {
    struct mgp_arena arena;
    struct mgp_s3_bucket *items;
    size_t count, capacity;
    const char *owner_id, *owner_name, *next_token;
};
/* Adds to out, so that pages can be read one after the other. */
enum mgp_status mgp_s3_read_buckets(struct mgp_slice text, struct mgp_s3_buckets *out, struct mgp_error *error);
void mgp_s3_buckets_clear(struct mgp_s3_buckets *buckets);

struct mgp_s3_tag {
    const char *key, *value;
};
/* Texts live in arena. */
enum mgp_status mgp_s3_read_tags(struct mgp_slice text, struct mgp_arena *arena, struct mgp_s3_tag **out,
                                 size_t *count, struct mgp_error *error);

struct mgp_s3_acl {
    char *owner_id, *owner_name;                             /* NULL: not said */
    bool allows_public_read, allows_public_write, is_public; /* is_public: any grant at all */
    bool is_shared;                                          /* with an account that is not the owner */
};
enum mgp_status mgp_s3_read_acl(struct mgp_slice text, struct mgp_arena *arena, struct mgp_s3_acl *out,
                                struct mgp_error *error);

struct mgp_s3_block {
    bool block_public_acls, ignore_public_acls, block_public_policy, restrict_public_buckets;
};
enum mgp_status mgp_s3_read_block(struct mgp_slice text, struct mgp_s3_block *out, struct mgp_error *error);

struct mgp_s3_encryption {
    char type[32]; /* "AES256", "aws:kms", "aws:kms:dsse" */
    char key[512]; /* "" */
};
enum mgp_status mgp_s3_read_encryption(struct mgp_slice text, struct mgp_s3_encryption *out, struct mgp_error *error);

/* *is_enabled: versions are kept. */
enum mgp_status mgp_s3_read_versioning(struct mgp_slice text, bool *is_enabled, struct mgp_error *error);

/* Accounts that objects are copied to (12 digits, in arena), and whether any rule is enabled. */
struct mgp_s3_replication {
    bool is_enabled;
    const char **accounts;
    size_t count, capacity;
};
enum mgp_status mgp_s3_read_replication(struct mgp_slice text, struct mgp_arena *arena,
                                        struct mgp_s3_replication *out, struct mgp_error *error);

/* out: a region; "" means us-east-1. */
enum mgp_status mgp_s3_read_location(struct mgp_slice text, char out[64], struct mgp_error *error);
/* Do bucket-owner-enforced ownership controls switch ACLs off? */
enum mgp_status mgp_s3_read_ownership(struct mgp_slice text, bool *ignores_acls, struct mgp_error *error);
/* The id of a multipart upload, in arena. */
enum mgp_status mgp_s3_read_upload_id(struct mgp_slice text, struct mgp_arena *arena, const char **out,
                                      struct mgp_error *error);

#endif
