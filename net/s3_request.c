/* From a request to its address, its headers and its signature; and from the headers of an answer to what they say.
 */
#include <stdio.h>

#include "base/percent.h"
#include "net/s3_parts.h"

#define EMPTY_HASH "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

/* May the name stand in front of a host name, and does a certificate for *.host fit it? */
static bool is_host_label(struct mgp_slice name)
{
    if (name.len < 3 || name.len > 63) return false;
    for (size_t i = 0; i < name.len; i++) {
        uint8_t c = name.ptr[i];
        bool is_inner = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c == '-' && i > 0 && i + 1 < name.len);
        if (!is_inner) return false;
    }
    return true;
}

static bool uses_virtual_host(const struct mgp_s3 *s3, struct mgp_slice bucket)
{
    if (bucket.len == 0 || s3->config->addressing == MGP_ADDRESSING_PATH) return false;
    if (s3->config->addressing == MGP_ADDRESSING_VIRTUAL) return is_host_label(bucket);
    return s3->is_amazon && is_host_label(bucket);
}

/* scheme://, then the host with its port, then a path without '/' at its end. */
static void split_endpoint(const char *url, struct mgp_slice *scheme, struct mgp_slice *host, struct mgp_slice *path)
{
    const char *begin = strstr(url, "://") + 3;
    size_t length = strcspn(begin, "/");
    *scheme = mgp_slice_of(url, (size_t)(begin - url));
    *host = mgp_slice_of(begin, length);
    *path = mgp_slice_text(begin + length);
    bool is_tls = scheme->len == 8;
    struct mgp_slice port = is_tls ? MGP_LITERAL(":443") : MGP_LITERAL(":80");
    if (mgp_slice_ends_with(*host, port)) host->len -= port.len; /* the scheme's own is never sent */
}

static void amazon_endpoint(const struct mgp_s3 *s3, const char *service, const char *region, char *out, size_t size)
{
    snprintf(out, size, "https://%s%s%s.%s.amazonaws.com%s", service, s3->uses_fips ? "-fips" : "",
             s3->uses_dualstack ? ".dualstack" : "", region, strncmp(region, "cn-", 3) == 0 ? ".cn" : "");
}

void mgp_s3_build_url(struct mgp_s3_client *client, const struct mgp_s3_request *request, const char *region)
{
    const struct mgp_s3 *s3 = client->s3;
    struct mgp_slice scheme, host, base;
    char own[256];
    const char *account = request->control_account;
    const char *given = account ? s3->config->control_url : s3->config->endpoint_url;
    amazon_endpoint(s3, account ? "s3-control" : "s3", region, own, sizeof own);
    split_endpoint(given ? given : own, &scheme, &host, &base);
    bool is_virtual = uses_virtual_host(s3, request->bucket);
    client->url.len = client->host.len = client->path.len = client->query.len = 0;
    if (account) mgp_buffer_format(&client->host, "%s.", account);
    if (is_virtual) {
        mgp_buffer_append(&client->host, request->bucket);
        mgp_buffer_byte(&client->host, '.');
    }
    mgp_buffer_append(&client->host, host);
    mgp_buffer_append(&client->path, base);
    mgp_buffer_byte(&client->path, '/');
    if (!is_virtual && request->bucket.len > 0) {
        mgp_append_percent_encoded(&client->path, request->bucket, false);
        if (request->key.len > 0) mgp_buffer_byte(&client->path, '/');
    }
    mgp_append_percent_encoded(&client->path, request->key, true);
    mgp_sigv4_append_query(&client->query, request->query, request->query_count);
    mgp_buffer_append(&client->url, scheme);
    mgp_buffer_append(&client->url, mgp_buffer_slice(&client->host));
    mgp_buffer_append(&client->url, mgp_buffer_slice(&client->path));
    if (client->query.len > 0) {
        mgp_buffer_byte(&client->url, '?');
        mgp_buffer_append(&client->url, mgp_buffer_slice(&client->query));
    }
}

/* Headers of one attempt: their texts stand one behind the other in a buffer that no longer grows once they are
 * listed. */
struct header_list {
    const char *items[MGP_S3_MAX_HEADERS + 8];
    size_t begins[MGP_S3_MAX_HEADERS + 8];
    size_t count;
};

static void add_header(struct mgp_s3_client *client, struct header_list *list, const char *name,
                       struct mgp_slice value)
{
    list->begins[list->count++] = client->header_text.len;
    mgp_buffer_format(&client->header_text, "%s: ", name);
    mgp_buffer_append(&client->header_text, value);
    mgp_buffer_byte(&client->header_text, '\0');
}

static void finish_headers(struct mgp_s3_client *client, struct header_list *list)
{
    for (size_t i = 0; i < list->count; i++) list->items[i] = (const char *)client->header_text.ptr + list->begins[i];
    list->items[list->count++] = "Expect:";
    list->items[list->count] = NULL;
}

static bool sign(struct mgp_s3_client *client, const struct mgp_s3_request *request, const char *region,
                 const struct mgp_sigv4_pair *headers, size_t header_count)
{
    const struct mgp_aws_keys *keys = &client->keys;
    struct mgp_sigv4_request to_sign = {.service = "s3",
                                        .region = region,
                                        .credentials = {keys->access_key, keys->secret_key, keys->session_token},
                                        .time = mgp_time_now() + atomic_load(&client->s3->clock_offset_ms),
                                        .method = request->method,
                                        .host = mgp_buffer_slice(&client->host),
                                        .path = mgp_buffer_slice(&client->path),
                                        .query = request->query,
                                        .query_count = request->query_count,
                                        .headers = headers,
                                        .header_count = header_count,
                                        .body = request->body,
                                        .payload_hash = request->body.len ? NULL : EMPTY_HASH,
                                        .with_payload_header = true};
    return mgp_sigv4_sign(&to_sign, &client->signing_key, &client->signature);
}

static enum mgp_status prepare_headers(struct mgp_s3_client *client, const struct mgp_s3_request *request,
                                       const char *region, const struct mgp_sigv4_pair *headers, size_t count,
                                       struct header_list *list, struct mgp_error *error)
{
    client->header_text.len = 0;
    add_header(client, list, "Host", mgp_buffer_slice(&client->host));
    for (size_t i = 0; i < count; i++) {
        char name[64];
        snprintf(name, sizeof name, "%.*s", (int)headers[i].name.len, (const char *)headers[i].name.ptr);
        add_header(client, list, name, headers[i].value);
    }
    if (client->s3->provider) {
        enum mgp_status status = mgp_aws_provider_get(client->s3->provider, &client->keys, error);
        if (status != MGP_OK) return status;
        if (!sign(client, request, region, headers, count))
            return mgp_fail(error, MGP_INVALID, "the request cannot be signed: a name of region is too long");
        add_header(client, list, "X-Amz-Date", mgp_slice_text(client->signature.date));
        add_header(client, list, "X-Amz-Content-Sha256", mgp_slice_text(client->signature.payload_hash));
        if (client->keys.session_token)
            add_header(client, list, "X-Amz-Security-Token", mgp_slice_text(client->keys.session_token));
        add_header(client, list, "Authorization",
                   mgp_slice_text(mgp_buffer_string(&client->signature.authorization)));
    }
    finish_headers(client, list);
    return MGP_OK;
}

/* The answer, as it comes. */
struct answer {
    struct mgp_s3_response *response;
    struct mgp_s3_range *range;
    uint64_t begin_ns;
    bool has_begun, is_too_long;
};

static void keep(char *out, size_t size, struct mgp_slice value)
{
    if (value.len >= size) return;
    for (size_t i = 0; i < value.len; i++)
        out[i] = value.ptr[i] >= ' ' && value.ptr[i] < 127 ? (char)value.ptr[i] : '?';
    out[value.len] = '\0';
}

static bool read_number(struct mgp_slice text, uint64_t *out)
{
    uint64_t value = 0;
    if (text.len == 0 || text.len > 18) return false;
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9') return false;
        value = value * 10 + (uint64_t)(text.ptr[i] - '0');
    }
    *out = value;
    return true;
}

/* "bytes 0-499/1234" */
static void keep_content_range(struct mgp_s3_response *response, struct mgp_slice value)
{
    size_t dash = mgp_slice_find(value, MGP_LITERAL("-"), 0), slash = mgp_slice_find(value, MGP_LITERAL("/"), 0);
    if (!mgp_slice_starts_with(value, MGP_LITERAL("bytes ")) || dash == SIZE_MAX || slash == SIZE_MAX || dash > slash)
        return;
    uint64_t first, total;
    if (!read_number(mgp_slice_sub(value, 6, dash), &first)) return;
    if (!read_number(mgp_slice_sub(value, slash + 1, value.len), &total)) return;
    response->range_first = first;
    response->total_size = total;
    response->has_total = response->is_partial_content = true;
}

void mgp_s3_take_header(struct mgp_s3_response *response, struct mgp_slice name, struct mgp_slice value)
{
    const struct {
        const char *name;
        char *out;
        size_t size;
    } texts[] = {
        {"last-modified", response->last_modified, sizeof response->last_modified},
        {"x-amz-version-id", response->version_id, sizeof response->version_id},
        {"x-amz-server-side-encryption", response->encryption, sizeof response->encryption},
        {"x-amz-server-side-encryption-aws-kms-key-id", response->kms_key, sizeof response->kms_key},
        {"x-amz-storage-class", response->storage_class, sizeof response->storage_class},
        {"x-amz-bucket-region", response->bucket_region, sizeof response->bucket_region},
        {"x-amz-request-id", response->request_id, sizeof response->request_id},
        {"date", response->server_date, sizeof response->server_date},
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (mgp_slice_equal_caseless(name, mgp_slice_text(texts[i].name))) keep(texts[i].out, texts[i].size, value);
    if (mgp_slice_equal_caseless(name, MGP_LITERAL("etag"))) {
        if (value.len >= 2 && value.ptr[0] == '"' && value.ptr[value.len - 1] == '"')
            value = mgp_slice_sub(value, 1, value.len - 1);
        keep(response->etag, sizeof response->etag, value);
    }
    if (mgp_slice_equal_caseless(name, MGP_LITERAL("content-range"))) keep_content_range(response, value);
    if (mgp_slice_equal_caseless(name, MGP_LITERAL("content-length")) && !response->is_partial_content)
        response->has_total = read_number(value, &response->total_size);
    if (mgp_slice_equal_caseless(name, MGP_LITERAL("x-amz-tagging-count")))
        response->has_tagging_count = read_number(value, &response->tagging_count);
}

static void on_header(void *context, struct mgp_slice name, struct mgp_slice value)
{
    struct answer *answer = context;
    if (answer->response->wait_ns == 0) answer->response->wait_ns = mgp_monotonic_ns() - answer->begin_ns;
    mgp_s3_take_header(answer->response, name, value);
}

/* Bytes of the object go to the range; a 200 where a part was asked for counts from the beginning. */
static bool on_body(void *context, long status, struct mgp_slice bytes)
{
    struct answer *answer = context;
    struct mgp_s3_range *range = answer->range;
    if (!range || (status != 200 && status != 206)) {
        if (bytes.len > MGP_S3_PAGE_BYTES - answer->response->body.len) return false;
        mgp_buffer_append(&answer->response->body, bytes);
        return true;
    }
    if (!answer->has_begun) {
        answer->has_begun = true;
        if (status == 200) range->got = 0;
        uint64_t first = status == 206 ? answer->response->range_first : 0;
        if (first != range->first + range->got) return false;
    }
    if (bytes.len > range->length - range->got) {
        answer->is_too_long = true;
        return false;
    }
    memcpy(range->bytes + range->got, bytes.ptr, bytes.len);
    range->got += bytes.len;
    return true;
}

static void begin_response(struct mgp_s3_response *response)
{
    struct mgp_buffer body = response->body;
    *response = (struct mgp_s3_response){.body = body};
    response->body.len = 0;
}

void mgp_s3_response_clear(struct mgp_s3_response *response)
{
    mgp_buffer_clear(&response->body);
    *response = (struct mgp_s3_response){0};
}

static void wipe_headers(struct mgp_s3_client *client)
{
    if (client->header_text.ptr) mgp_wipe(client->header_text.ptr, client->header_text.len);
}

enum mgp_status mgp_s3_exchange(struct mgp_s3_client *client, const struct mgp_s3_request *request,
                                const char *region, struct mgp_s3_response *response, enum mgp_http_failure *failure,
                                struct mgp_error *error)
{
    struct header_list list = {0};
    struct mgp_sigv4_pair headers[MGP_S3_MAX_HEADERS + 1];
    struct answer answer = {.response = response, .range = request->range};
    struct mgp_http_response plain = {0};
    char range[64];
    size_t count = 0;
    for (; count < request->header_count; count++) headers[count] = request->headers[count];
    if (request->range) {
        snprintf(range, sizeof range, "bytes=%llu-%llu",
                 (unsigned long long)(request->range->first + request->range->got),
                 (unsigned long long)(request->range->first + request->range->length - 1));
        headers[count++] = (struct mgp_sigv4_pair){MGP_LITERAL("Range"), mgp_slice_text(range)};
    }
    mgp_s3_build_url(client, request, region);
    begin_response(response);
    *failure = MGP_HTTP_FINE;
    enum mgp_status status = prepare_headers(client, request, region, headers, count, &list, error);
    if (status != MGP_OK) return status;
    struct mgp_http_sink sink = {&answer, on_header, on_body};
    struct mgp_http_request http = {.method = request->method,
                                    .url = mgp_buffer_string(&client->url),
                                    .headers = list.items,
                                    .body = request->body,
                                    .timeout_ms = MGP_HTTP_NO_TIMEOUT,
                                    .stall_timeout_s = client->s3->stall_s,
                                    .ca_file = client->s3->config->ca_file,
                                    .sink = &sink};
    answer.begin_ns = mgp_monotonic_ns();
    status = mgp_http_send(client->http, &http, &plain, error);
    wipe_headers(client);
    response->status = plain.status;
    *failure = plain.failure;
    mgp_http_response_clear(&plain);
    if (status == MGP_LIMIT)
        return mgp_fail(error, MGP_CORRUPT,
                        answer.is_too_long ? "more bytes came than were asked for"
                                           : "the answer is too large, or another part than was asked for");
    return status;
}
