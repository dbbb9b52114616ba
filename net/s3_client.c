#include <stdio.h>
#include <unistd.h>

#include "base/log.h"
#include "net/http_date.h"
#include "net/s3_parts.h"

#define BUDGET           500.0
#define MAX_REGION_MOVES 3  /* of one request */
#define STALL_SECONDS    30 /* MAGPIE_STALL in the environment sets another: a switch for tests */

static bool is_true(const char *variable)
{
    const char *value = mgp_environment(variable);
    return value && mgp_slice_equal_caseless(mgp_slice_text(value), MGP_LITERAL("true"));
}

static void describe_endpoint(struct mgp_s3 *s3)
{
    struct mgp_buffer text = {0};
    const char *url = s3->config->endpoint_url;
    if (url)
        mgp_buffer_format(&text, "%.200s (%s)", url, s3->config->endpoint_source);
    else
        mgp_buffer_format(&text, "Amazon S3 in %s", s3->config->region);
    s3->endpoint_text = mgp_strdup(mgp_buffer_string(&text));
    mgp_buffer_clear(&text);
}

static enum mgp_status check_credentials(struct mgp_s3 *s3, struct mgp_error *error)
{
    struct mgp_aws_keys keys = {0};
    s3->provider = mgp_aws_provider_create(s3->config);
    enum mgp_status status = mgp_aws_provider_get(s3->provider, &keys, error);
    mgp_aws_keys_clear(&keys);
    return status;
}

enum mgp_status mgp_s3_create(const struct mgp_aws_options *options, struct mgp_s3 **out, struct mgp_error *error)
{
    struct mgp_s3 *s3 = mgp_calloc(1, sizeof *s3);
    pthread_mutex_init(&s3->lock, NULL);
    s3->retry_tokens = BUDGET;
    const char *stall = mgp_environment("MAGPIE_STALL");
    s3->stall_s = stall && *stall >= '1' && *stall <= '9' ? strtol(stall, NULL, 10) : STALL_SECONDS;
    enum mgp_status status = mgp_aws_config_create(options, &s3->config, error);
    if (status == MGP_OK) {
        s3->is_amazon = s3->config->endpoint_url == NULL;
        s3->uses_fips = is_true("AWS_USE_FIPS_ENDPOINT");
        s3->uses_dualstack = is_true("AWS_USE_DUALSTACK_ENDPOINT");
        describe_endpoint(s3);
        if (!options->no_sign_request) status = check_credentials(s3, error);
    }
    if (status != MGP_OK) {
        mgp_s3_destroy(s3);
        return status;
    }
    *out = s3;
    return MGP_OK;
}

void mgp_s3_destroy(struct mgp_s3 *s3)
{
    if (!s3) return;
    while (s3->regions) {
        struct mgp_s3_known_region *region = s3->regions;
        s3->regions = region->next;
        free(region->bucket);
        free(region);
    }
    mgp_aws_provider_destroy(s3->provider);
    mgp_aws_config_destroy(s3->config);
    free(s3->endpoint_text);
    pthread_mutex_destroy(&s3->lock);
    free(s3);
}

enum mgp_status mgp_s3_client_create(struct mgp_s3 *s3, struct mgp_s3_client **out, struct mgp_error *error)
{
    struct mgp_http *http;
    enum mgp_status status = mgp_http_create(&http, error);
    if (status != MGP_OK) return status;
    struct mgp_s3_client *client = mgp_calloc(1, sizeof *client);
    client->s3 = s3;
    client->http = http;
    client->random = (mgp_monotonic_ns() ^ (uint64_t)(uintptr_t)client * 0x9E3779B97F4A7C15u) | 1;
    *out = client;
    return MGP_OK;
}

static void clear_secret(struct mgp_buffer *buffer)
{
    if (buffer->ptr) mgp_wipe(buffer->ptr, buffer->capacity);
    mgp_buffer_clear(buffer);
}

void mgp_s3_client_destroy(struct mgp_s3_client *client)
{
    if (!client) return;
    mgp_http_destroy(client->http);
    mgp_aws_keys_clear(&client->keys);
    mgp_sigv4_key_clear(&client->signing_key);
    mgp_sigv4_signature_clear(&client->signature);
    mgp_buffer_clear(&client->url);
    mgp_buffer_clear(&client->host);
    mgp_buffer_clear(&client->path);
    mgp_buffer_clear(&client->query);
    clear_secret(&client->header_text);
    free(client);
}

const char *mgp_s3_endpoint_text(struct mgp_s3 *s3)
{
    return s3->endpoint_text;
}

const char *mgp_s3_credentials_text(struct mgp_s3 *s3)
{
    return s3->provider ? mgp_aws_provider_source(s3->provider) : "none (requests are not signed)";
}

bool mgp_s3_is_amazon(const struct mgp_s3 *s3)
{
    return s3->is_amazon;
}

const char *mgp_s3_control_account(const struct mgp_s3 *s3)
{
    return s3->is_amazon || s3->config->control_url ? s3->config->options.account_id : NULL;
}

void mgp_s3_stop(struct mgp_s3 *s3)
{
    atomic_store(&s3->is_stopped, true);
}

/* Regions. */

bool mgp_s3_is_region(const char *text)
{
    size_t length = strlen(text);
    return length > 0 && length < 64 && strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-") == length;
}

void mgp_s3_region(struct mgp_s3 *s3, struct mgp_slice bucket, char out[64])
{
    const char *region = s3->config->region;
    if (!atomic_load(&s3->has_regions)) {
        snprintf(out, 64, "%s", region);
        return;
    }
    pthread_mutex_lock(&s3->lock);
    for (const struct mgp_s3_known_region *known = s3->regions; known; known = known->next)
        if (mgp_slice_is(bucket, known->bucket)) region = known->region;
    snprintf(out, 64, "%s", region);
    pthread_mutex_unlock(&s3->lock);
}

void mgp_s3_remember_region(struct mgp_s3 *s3, struct mgp_slice bucket, const char *region)
{
    pthread_mutex_lock(&s3->lock);
    struct mgp_s3_known_region *known = s3->regions;
    while (known && !mgp_slice_is(bucket, known->bucket)) known = known->next;
    if (!known) {
        known = mgp_calloc(1, sizeof *known);
        known->bucket = mgp_slice_dup(bucket);
        known->next = s3->regions;
        s3->regions = known;
    }
    snprintf(known->region, sizeof known->region, "%s", region);
    atomic_store(&s3->has_regions, true);
    pthread_mutex_unlock(&s3->lock);
}

/* Names the answer another region for the bucket than the one that was asked? */
static bool moves_region(struct mgp_s3_client *client, const struct mgp_s3_request *request, const char *asked,
                         const struct mgp_s3_response *response)
{
    bool may_move =
        response->status == 301 || response->status == 307 || response->status == 400 || response->status == 403;
    if (!may_move || request->bucket.len == 0) return false;
    const char *region = response->bucket_region[0] ? response->bucket_region : response->refusal.region;
    if (!mgp_s3_is_region(region) || strcmp(region, asked) == 0) return false;
    mgp_s3_remember_region(client->s3, request->bucket, region);
    return true;
}

/* Is the server's clock another? Then it is taken. */
static bool moves_clock(struct mgp_s3_client *client, const struct mgp_s3_response *response)
{
    mgp_time_ms server;
    if (strcmp(response->refusal.code, "RequestTimeTooSkewed") != 0) return false;
    if (!mgp_http_date_parse(response->server_date, &server)) return false;
    atomic_store(&client->s3->clock_offset_ms, server - mgp_time_now());
    return true;
}

/* Codes (botocore's "standard" mode). */

static bool is_one_of(const char *code, const char *const *codes)
{
    for (; *codes; codes++)
        if (strcmp(code, *codes) == 0) return true;
    return false;
}

static bool is_throttling(const struct mgp_s3_response *response)
{
    static const char *const codes[] = {"SlowDown",
                                        "Throttling",
                                        "ThrottlingException",
                                        "ThrottledException",
                                        "RequestThrottled",
                                        "RequestThrottledException",
                                        "TooManyRequestsException",
                                        "RequestLimitExceeded",
                                        "BandwidthLimitExceeded",
                                        "LimitExceededException",
                                        "ServiceUnavailable",
                                        "Busy",
                                        NULL};
    return response->status == 429 || is_one_of(response->refusal.code, codes) ||
           (response->status == 503 && !response->refusal.code[0]);
}

static bool is_transient(const struct mgp_s3_response *response)
{
    static const char *const codes[] = {
        "RequestTimeout", "RequestTimeoutException", "PriorRequestNotComplete", "InternalError", "BadDigest", NULL};
    return response->status == 500 || response->status == 502 || response->status == 503 || response->status == 504 ||
           is_one_of(response->refusal.code, codes);
}

static bool is_expired(const struct mgp_s3_response *response)
{
    return strcmp(response->refusal.code, "ExpiredToken") == 0 ||
           strcmp(response->refusal.code, "TokenRefreshRequired") == 0;
}

/* What can be mended only once, or a few times, in one request. */
struct mending {
    bool clock, keys;
    int regions;
};

static enum mgp_s3_outcome judge(struct mgp_s3_client *client, const struct mgp_s3_request *request,
                                 const char *region, struct mgp_s3_response *response, struct mending *mending)
{
    if (response->status >= 200 && response->status < 300) return MGP_S3_DONE;
    mgp_s3_read_refusal(mgp_buffer_slice(&response->body), &response->refusal);
    if (is_throttling(response)) return MGP_S3_THROTTLED;
    if (is_transient(response)) return MGP_S3_RETRY;
    if (mending->regions < MAX_REGION_MOVES && moves_region(client, request, region, response)) {
        mending->regions++;
        return MGP_S3_AGAIN;
    }
    if (!mending->clock && moves_clock(client, response)) {
        mending->clock = true;
        return MGP_S3_AGAIN;
    }
    if (!mending->keys && client->s3->provider && is_expired(response)) {
        mending->keys = true;
        mgp_aws_provider_expire(client->s3->provider, client->keys.generation);
        return MGP_S3_AGAIN;
    }
    return MGP_S3_FAILED;
}

static void log_attempt(const struct mgp_s3_request *request, const struct mgp_s3_response *response, const char *why)
{
    if (!mgp_log_is_on(MGP_LOG_DEBUG)) return;
    struct mgp_buffer asked = {0};
    char status[16];
    mgp_s3_append_asked(&asked, request);
    snprintf(status, sizeof status, "%ld", response->status);
    mgp_log(MGP_LOG_DEBUG, "s3 request", "request", mgp_buffer_string(&asked), "status", status, "code",
            response->refusal.code[0] ? response->refusal.code : NULL, "failure", why, NULL);
    mgp_buffer_clear(&asked);
}

/* Did a part arrive whole? A server may give less than was asked for: then the rest is asked for. */
static bool is_short(const struct mgp_s3_request *request)
{
    return request->range && request->range->got < request->range->length;
}

static bool may_retry(struct mgp_s3_client *client, unsigned attempt, enum mgp_http_failure failure)
{
    bool is_hopeless = failure == MGP_HTTP_UNRESOLVED || failure == MGP_HTTP_CERTIFICATE ||
                       failure == MGP_HTTP_CA_FILE || failure == MGP_HTTP_TLS;
    return !is_hopeless && attempt < client->s3->config->max_attempts && !atomic_load(&client->s3->is_stopped) &&
           mgp_s3_take_retry(client->s3, failure == MGP_HTTP_TIMED_OUT);
}

/* One attempt, judged. An error that no further attempt mends is in *error. */
static enum mgp_s3_outcome attempt(struct mgp_s3_client *client, const struct mgp_s3_request *request,
                                   struct mgp_s3_response *response, struct mending *mending,
                                   enum mgp_http_failure *failure, enum mgp_status *status, struct mgp_error *error)
{
    char region[64];
    struct mgp_error reason = {0};
    mgp_s3_region(client->s3, request->bucket, region);
    mgp_s3_wait_for_slot(client->s3);
    *status = mgp_s3_exchange(client, request, region, response, failure, &reason);
    log_attempt(request, response, *status == MGP_OK ? NULL : reason.message);
    if (*status == MGP_NETWORK && *failure != MGP_HTTP_FINE) {
        *status = mgp_s3_fail_network(client->s3, request, *failure, reason.message, error);
        return MGP_S3_RETRY;
    }
    if (*status != MGP_OK) {
        if (error) *error = reason;
        return MGP_S3_FAILED;
    }
    enum mgp_s3_outcome outcome = judge(client, request, region, response, mending);
    if (outcome != MGP_S3_DONE) *status = mgp_s3_fail_response(client->s3, request, response, error);
    return outcome;
}

static enum mgp_s3_outcome check_length(const struct mgp_s3_request *request, size_t got_before,
                                        enum mgp_status *status, struct mgp_error *error)
{
    if (!is_short(request)) return MGP_S3_DONE;
    if (request->range->got > got_before) return MGP_S3_AGAIN;
    *status =
        mgp_fail(error, MGP_CHANGED, "shorter than it was when listed: scan it again when nothing writes to it");
    return MGP_S3_FAILED;
}

enum mgp_status mgp_s3_send(struct mgp_s3_client *client, const struct mgp_s3_request *request,
                            struct mgp_s3_response *response, struct mgp_error *error)
{
    struct mending mending = {0};
    for (unsigned number = 1;; number++) {
        enum mgp_http_failure failure = MGP_HTTP_FINE;
        enum mgp_status status = MGP_OK;
        size_t got_before = request->range ? request->range->got : 0;
        enum mgp_s3_outcome outcome = attempt(client, request, response, &mending, &failure, &status, error);
        if (outcome == MGP_S3_DONE) {
            mgp_s3_give_retry(client->s3);
            mgp_s3_speed_up(client->s3);
            outcome = check_length(request, got_before, &status, error);
            if (outcome == MGP_S3_DONE) return MGP_OK;
        }
        if (outcome == MGP_S3_AGAIN) {
            if (number > 64) return MGP_NETWORK; /* a server that gives a byte at a time */
            continue;
        }
        if (outcome == MGP_S3_THROTTLED) mgp_s3_slow_down(client->s3);
        if (outcome == MGP_S3_FAILED || !may_retry(client, number, failure)) return status;
        /* A body that broke off with some of it taken goes on at once. */
        bool has_progress = request->range && request->range->got > got_before;
        if (!has_progress) mgp_sleep_ms(mgp_s3_pause_ms(client, number, outcome == MGP_S3_THROTTLED));
    }
}

bool mgp_s3_split_url(const char *url, struct mgp_slice *bucket, struct mgp_slice *rest)
{
    if (strncmp(url, "s3://", 5) != 0) return false;
    size_t length = strcspn(url + 5, "/");
    *bucket = mgp_slice_of(url + 5, length);
    *rest = mgp_slice_text(url + 5 + length + (url[5 + length] == '/'));
    return length > 0 || url[5] == '\0';
}

bool mgp_s3_is_bucket_name(struct mgp_slice name)
{
    if (name.len == 0 || name.len > 255) return false;
    for (size_t i = 0; i < name.len; i++) {
        uint8_t c = name.ptr[i];
        bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!is_letter && c != '.' && c != '-' && c != '_' && c != ':') return false;
    }
    return !mgp_slice_is(name, ".") && !mgp_slice_is(name, "..");
}
