/* What the files of the S3 client share. */
#ifndef MGP_NET_S3_PARTS_H
#define MGP_NET_S3_PARTS_H

#include <pthread.h>
#include <stdatomic.h>

#include "net/http.h"
#include "net/s3.h"

/* A bucket that turned out to be in another region than the settings say. */
struct mgp_s3_known_region {
    struct mgp_s3_known_region *next;
    char *bucket;
    char region[64];
};

struct mgp_s3 {
    struct mgp_aws_config *config;
    struct mgp_aws_provider *provider; /* NULL: requests are not signed */
    char *endpoint_text;
    long stall_s; /* no byte for so long: the connection is given up */
    bool is_amazon, uses_fips, uses_dualstack;
    _Atomic int64_t clock_offset_ms; /* the server's clock less ours, once that matters */
    _Atomic bool is_stopped;
    /* Asked before the lock is taken, so that a server that behaves costs none. */
    _Atomic bool has_regions, is_paced, has_spent;
    pthread_mutex_t lock; /* for all below */
    struct mgp_s3_known_region *regions;
    double retry_tokens;
    uint64_t interval_ns, next_slot_ns; /* the pace: at most one request an interval; 0: as fast as can be */
};

struct mgp_s3_client {
    struct mgp_s3 *s3;
    struct mgp_http *http;
    struct mgp_aws_keys keys;
    struct mgp_sigv4_key signing_key;
    struct mgp_sigv4_signature signature;
    struct mgp_buffer url, host, path, query, header_text;
    uint64_t random;
};

/* One try. */
enum mgp_s3_outcome {
    MGP_S3_DONE,
    MGP_S3_RETRY,     /* after a pause, out of the budget */
    MGP_S3_THROTTLED, /* the same, with a longer pause and a lower pace */
    MGP_S3_AGAIN,     /* at once: what stood in the way was mended (region, clock, keys); counted */
    MGP_S3_FAILED,
};

/* Fills client->url, host, path and query. region is the bucket's. */
void mgp_s3_build_url(struct mgp_s3_client *client, const struct mgp_s3_request *request, const char *region);
/* Signs and sends; *error says why nothing came. */
enum mgp_status mgp_s3_exchange(struct mgp_s3_client *client, const struct mgp_s3_request *request,
                                const char *region, struct mgp_s3_response *response, enum mgp_http_failure *failure,
                                struct mgp_error *error);

/* Keeps what a header says; of any bytes only printed ASCII. */
void mgp_s3_take_header(struct mgp_s3_response *response, struct mgp_slice name, struct mgp_slice value);

/* The budget: is there a retry left? Successes give some back. */
bool mgp_s3_take_retry(struct mgp_s3 *s3, bool was_timeout);
void mgp_s3_give_retry(struct mgp_s3 *s3);
/* The pace. */
void mgp_s3_wait_for_slot(struct mgp_s3 *s3);
void mgp_s3_slow_down(struct mgp_s3 *s3);
void mgp_s3_speed_up(struct mgp_s3 *s3);
/* The pause before attempt n (from 1). */
uint64_t mgp_s3_pause_ms(struct mgp_s3_client *client, unsigned attempt, bool is_throttled);

/* The error for what came back, and its status. */
enum mgp_status mgp_s3_fail_response(struct mgp_s3 *s3, const struct mgp_s3_request *request,
                                     const struct mgp_s3_response *response, struct mgp_error *error);
/* The error for a server that cannot be reached; reason is libcurl's. */
enum mgp_status mgp_s3_fail_network(struct mgp_s3 *s3, const struct mgp_s3_request *request,
                                    enum mgp_http_failure failure, const char *reason, struct mgp_error *error);
/* "GET s3://bucket/key", safe for terminals, keys cut. */
void mgp_s3_append_asked(struct mgp_buffer *out, const struct mgp_s3_request *request);

void mgp_s3_remember_region(struct mgp_s3 *s3, struct mgp_slice bucket, const char *region);
bool mgp_s3_is_region(const char *text);

#endif
