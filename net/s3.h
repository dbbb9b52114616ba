/* A client of S3 and servers like it. What is shared by all threads (settings, credentials, the regions that buckets
 * turned out to be in, the server's clock, the budget of retries and the pace) is one struct mgp_s3; each thread has
 * a client of its own with its connection.
 *
 * Requests are signed anew for each attempt. Retried are lost connections, time-outs, 500, 502, 503, 504, 429 and
 * the codes that ask for it; every retry costs from a budget that successes refill, so that a server that is down is
 * not stormed. SlowDown and 429 lower the pace of all threads, which then recovers. A body that breaks off is asked
 * for from where it ended. A bucket in another region is asked again there; no other host is ever followed. */
#ifndef MGP_NET_S3_H
#define MGP_NET_S3_H

#include "net/aws_credentials.h"
#include "net/s3_answer.h"

struct mgp_s3;
struct mgp_s3_client;

/* Checks settings and that there are credentials (unless no_sign_request); contacts no bucket. */
enum mgp_status mgp_s3_create(const struct mgp_aws_options *options, struct mgp_s3 **out, struct mgp_error *error);
void mgp_s3_destroy(struct mgp_s3 *s3); /* after its clients; NULL allowed */
enum mgp_status mgp_s3_client_create(struct mgp_s3 *s3, struct mgp_s3_client **out, struct mgp_error *error);
void mgp_s3_client_destroy(struct mgp_s3_client *client); /* NULL allowed */

/* For people: "http://127.0.0.1:9000 (--endpoint-url)", "Amazon S3"; and where the credentials are from. */
const char *mgp_s3_endpoint_text(struct mgp_s3 *s3);
const char *mgp_s3_credentials_text(struct mgp_s3 *s3);
/* The region of a bucket as far as it is known, else the one of the settings. Copied to out. */
void mgp_s3_region(struct mgp_s3 *s3, struct mgp_slice bucket, char out[64]);
bool mgp_s3_is_amazon(const struct mgp_s3 *s3);
/* The account that was named and whose settings can be asked for (control_account); NULL: none, or the server has no
 * control plane. */
const char *mgp_s3_control_account(const struct mgp_s3 *s3);
/* Makes every request from now on end without retries: the run is being stopped. */
void mgp_s3_stop(struct mgp_s3 *s3);

/* Where a body goes: bytes first + got to last of the object, into memory of the caller. */
struct mgp_s3_range {
    uint64_t first;
    uint8_t *bytes;
    size_t length; /* wanted */
    size_t got;    /* filled in; grows over attempts */
};

#define MGP_S3_MAX_HEADERS 12

struct mgp_s3_request {
    const char *method;
    struct mgp_slice bucket; /* empty: the service */
    struct mgp_slice key;    /* raw; empty: the bucket */
    const char *control_account; /* asks S3's control plane about this account, with key as the path; else NULL */
    struct mgp_sigv4_pair query[8];
    size_t query_count;
    struct mgp_sigv4_pair headers[MGP_S3_MAX_HEADERS];
    size_t header_count;
    struct mgp_slice body;
    struct mgp_s3_range *range; /* GET of a part of an object; NULL: the answer goes to the response */
};

/* What came back. Zero-initialise it, clear it; it may be used again. */
struct mgp_s3_response {
    long status;
    struct mgp_buffer body;
    struct mgp_s3_refusal refusal; /* when status is none of success */
    char etag[80];                 /* without quotes; "" unknown, as with all that follows */
    char last_modified[64]; /* as HTTP writes dates */
    char version_id[1025];
    char encryption[32], kms_key[512], storage_class[64];
    char bucket_region[64], request_id[96];
    char server_date[64];
    uint64_t total_size; /* of the object, when has_total */
    bool has_total, is_partial_content, has_tagging_count;
    uint64_t range_first, tagging_count;
    uint64_t wait_ns; /* from the request to the answer's first line */
};
void mgp_s3_response_clear(struct mgp_s3_response *response);

/* OK for a success. Else the error says what was asked, what came back and what to do, and the status is
 *   DENIED  no permission, no such key, a wrong signature     GONE  no such bucket, object or version
 *   CHANGED a precondition failed (If-Match)                  UNSUPPORTED  the server does not know such requests
 *   NETWORK nothing came, or 5xx, at last                     CORRUPT  an answer that cannot be true
 *   INVALID anything else; response->refusal tells. */
enum mgp_status mgp_s3_send(struct mgp_s3_client *client, const struct mgp_s3_request *request,
                            struct mgp_s3_response *response, struct mgp_error *error);

/* One page of ListObjectsV2, keys by bytes. delimiter and token may be NULL. */
struct mgp_s3_list {
    struct mgp_slice bucket, prefix;
    struct mgp_slice start_after; /* only keys behind it, without a token; empty: all. Some servers ignore it */
    const char *delimiter, *token;
    unsigned max_keys; /* 0: 1,000 */
};
enum mgp_status mgp_s3_list(struct mgp_s3_client *client, const struct mgp_s3_list *list, struct mgp_s3_page *out,
                            struct mgp_error *error);
enum mgp_status mgp_s3_list_buckets(struct mgp_s3_client *client, struct mgp_s3_buckets *out,
                                    struct mgp_error *error);

/* Notices tokens that come again, with memory for one (R. Brent's way to find a cycle). */
struct mgp_s3_token_watch {
    char *kept;
    uint64_t seen, next_power;
};
bool mgp_s3_token_is_new(struct mgp_s3_token_watch *watch, const char *token);
void mgp_s3_token_watch_clear(struct mgp_s3_token_watch *watch);

/* Puts an object: in one request with its SHA-256 up to 16 MiB, else in parts, each with its own. */
struct mgp_s3_upload;
enum mgp_status mgp_s3_upload_create(struct mgp_s3_client *client, struct mgp_slice bucket, struct mgp_slice key,
                                     const char *content_type, struct mgp_s3_upload **out, struct mgp_error *error);
enum mgp_status mgp_s3_upload_write(struct mgp_s3_upload *upload, struct mgp_slice bytes, struct mgp_error *error);
/* Completes it. Always frees it. */
enum mgp_status mgp_s3_upload_finish(struct mgp_s3_upload *upload, struct mgp_error *error);
/* Gives the upload up: the server throws away what it has. Frees it; NULL allowed. */
void mgp_s3_upload_abandon(struct mgp_s3_upload *upload);

/* "bucket" and the rest of s3://bucket/rest. False if it is none; both may be empty (s3://). */
bool mgp_s3_split_url(const char *url, struct mgp_slice *bucket, struct mgp_slice *rest);
/* 1 to 255 of the characters that a bucket's name may have anywhere (letters, digits, . - _ :). */
bool mgp_s3_is_bucket_name(struct mgp_slice name);

#endif
