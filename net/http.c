#include "net/http.h"

#include <stdio.h>

#include "net/curl_library.h"

#define LOW_SPEED_BYTES   1L /* a second, for LOW_SPEED_SECONDS: then the server counts as gone */
#define LOW_SPEED_SECONDS 20L
#define READ_BYTES        262144L /* at a time: libcurl's own 16 KiB halve the speed of large bodies */

struct mgp_http {
    CURL *curl;
    struct curl_slist *headers; /* nodes, used again by every request */
    size_t header_capacity;
    /* What stays set from one plain GET to the next, which saves a third of libcurl's own work. */
    bool is_set_up;
    char *ca_file;
    char detail[CURL_ERROR_SIZE]; /* libcurl's words for what failed last */
    long connect_timeout_ms, timeout_ms, stall_timeout_s;
};

/* What the callbacks fill. */
struct exchange {
    CURL *curl;
    struct mgp_http_response *response;
    const struct mgp_http_sink *sink;
    size_t max_answer;
    bool is_too_large;
};

enum mgp_status mgp_http_create(struct mgp_http **out, struct mgp_error *error)
{
    CURL *curl = NULL;
    enum mgp_status status = mgp_curl_open(&curl, error);
    if (status != MGP_OK) return status;
    *out = mgp_calloc(1, sizeof **out);
    (*out)->curl = curl;
    return MGP_OK;
}

void mgp_http_destroy(struct mgp_http *http)
{
    if (!http) return;
    mgp_curl.easy_cleanup(http->curl);
    free(http->headers);
    free(http->ca_file);
    free(http);
}

void mgp_http_response_clear(struct mgp_http_response *response)
{
    mgp_buffer_clear(&response->body);
    *response = (struct mgp_http_response){0};
}

static size_t take_body(char *bytes, size_t size, size_t count, void *context)
{
    struct exchange *exchange = context;
    struct mgp_slice piece = mgp_slice_of(bytes, size * count);
    if (exchange->sink && exchange->sink->body) {
        long status = 0;
        mgp_curl.easy_getinfo(exchange->curl, CURLINFO_RESPONSE_CODE, &status);
        exchange->is_too_large = !exchange->sink->body(exchange->sink->context, status, piece);
    } else {
        exchange->is_too_large = piece.len > exchange->max_answer - exchange->response->body.len;
        if (!exchange->is_too_large) mgp_buffer_append(&exchange->response->body, piece);
    }
    return exchange->is_too_large ? 0 : piece.len; /* 0 ends the exchange */
}

static struct mgp_slice trimmed(struct mgp_slice value)
{
    while (value.len > 0 && value.ptr[value.len - 1] <= ' ') value.len--;
    while (value.len > 0 && value.ptr[0] <= ' ') value = mgp_slice_sub(value, 1, value.len);
    return value;
}

static void keep_header(struct mgp_slice name, struct mgp_slice value, const char *wanted, char *out, size_t size)
{
    if (!mgp_slice_equal_caseless(name, mgp_slice_text(wanted))) return;
    if (value.len >= size || (value.len > 0 && memchr(value.ptr, '\0', value.len))) return;
    if (value.len > 0) memcpy(out, value.ptr, value.len);
    out[value.len] = '\0';
}

static size_t take_header(char *bytes, size_t size, size_t count, void *context)
{
    struct exchange *exchange = context;
    struct mgp_http_response *response = exchange->response;
    struct mgp_slice line = mgp_slice_of(bytes, size * count);
    if (mgp_slice_starts_with(line, MGP_LITERAL("HTTP/"))) { /* after a 100 Continue the headers begin anew */
        response->retry_after[0] = '\0';
        response->content_type[0] = '\0';
    }
    size_t colon = mgp_slice_find(line, MGP_LITERAL(":"), 0);
    if (colon == SIZE_MAX) return line.len;
    struct mgp_slice name = mgp_slice_sub(line, 0, colon), value = trimmed(mgp_slice_sub(line, colon + 1, line.len));
    keep_header(name, value, "Retry-After", response->retry_after, sizeof response->retry_after);
    keep_header(name, value, "Content-Type", response->content_type, sizeof response->content_type);
    if (exchange->sink && exchange->sink->header) exchange->sink->header(exchange->sink->context, name, value);
    return line.len;
}

static bool set_protocols(CURL *curl)
{
    return mgp_curl_set_text(curl, CURLOPT_PROTOCOLS_STR, "http,https") &&
           mgp_curl_set_number(curl, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1) &&
           mgp_curl_set_number(curl, CURLOPT_NOSIGNAL, 1) && mgp_curl_set_number(curl, CURLOPT_FOLLOWLOCATION, 0) &&
           mgp_curl_set_number(curl, CURLOPT_SSL_VERIFYPEER, 1) &&
           mgp_curl_set_number(curl, CURLOPT_SSL_VERIFYHOST, 2) && mgp_curl_set_number(curl, CURLOPT_PATH_AS_IS, 1) &&
           mgp_curl_set_number(curl, CURLOPT_TCP_KEEPALIVE, 1) &&
           mgp_curl_set_number(curl, CURLOPT_BUFFERSIZE, READ_BYTES);
}

static bool set_limits(CURL *curl, const struct mgp_http_request *request)
{
    long connect = request->connect_timeout_ms ? request->connect_timeout_ms : MGP_HTTP_CONNECT_TIMEOUT_MS;
    long whole = request->timeout_ms ? request->timeout_ms : MGP_HTTP_TIMEOUT_MS;
    return mgp_curl_set_number(curl, CURLOPT_CONNECTTIMEOUT_MS, connect) &&
           mgp_curl_set_number(curl, CURLOPT_TIMEOUT_MS, whole == MGP_HTTP_NO_TIMEOUT ? 0 : whole) &&
           mgp_curl_set_number(curl, CURLOPT_LOW_SPEED_LIMIT, LOW_SPEED_BYTES) &&
           mgp_curl_set_number(curl, CURLOPT_LOW_SPEED_TIME,
                               request->stall_timeout_s ? request->stall_timeout_s : LOW_SPEED_SECONDS);
}

/* A body is given whole; libcurl would otherwise wait for leave (Expect) before it sends a large one. */
static bool set_method(CURL *curl, const struct mgp_http_request *request)
{
    if (strcmp(request->method, "GET") == 0) return true;
    if (strcmp(request->method, "HEAD") == 0) return mgp_curl_set_number(curl, CURLOPT_NOBODY, 1);
    if (strcmp(request->method, "DELETE") == 0) return mgp_curl_set_text(curl, CURLOPT_CUSTOMREQUEST, "DELETE");
    bool is_put = strcmp(request->method, "PUT") == 0;
    if (!is_put && strcmp(request->method, "POST") != 0) return false;
    const char *body = request->body.len ? (const char *)request->body.ptr : "";
    return mgp_curl_set_number(curl, CURLOPT_POST, 1) &&
           mgp_curl_set(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body.len) &&
           mgp_curl_set(curl, CURLOPT_POSTFIELDS, body) &&
           (!is_put || mgp_curl_set_text(curl, CURLOPT_CUSTOMREQUEST, "PUT"));
}

static bool is_same_file(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

/* Is all but address and headers set as the request wants it? */
static bool is_set_up(const struct mgp_http *http, const struct mgp_http_request *request)
{
    return http->is_set_up && strcmp(request->method, "GET") == 0 && !request->skips_proxy &&
           is_same_file(http->ca_file, request->ca_file) && http->timeout_ms == request->timeout_ms &&
           http->connect_timeout_ms == request->connect_timeout_ms &&
           http->stall_timeout_s == request->stall_timeout_s;
}

static bool set_up(struct mgp_http *http, const struct mgp_http_request *request)
{
    CURL *curl = http->curl;
    http->is_set_up = false;
    mgp_curl.easy_reset(curl); /* keeps the connection */
    if (!set_protocols(curl) || !mgp_curl_set_text(curl, CURLOPT_ERRORBUFFER, http->detail) ||
        !set_limits(curl, request) || !set_method(curl, request) ||
        !mgp_curl_set_trust(curl) || (request->ca_file && !mgp_curl_set_text(curl, CURLOPT_CAINFO, request->ca_file)) ||
        (request->skips_proxy && !mgp_curl_set_text(curl, CURLOPT_NOPROXY, "*")))
        return false;
    if (strcmp(request->method, "GET") != 0 || request->skips_proxy) return true;
    free(http->ca_file);
    http->ca_file = request->ca_file ? mgp_strdup(request->ca_file) : NULL;
    http->timeout_ms = request->timeout_ms;
    http->connect_timeout_ms = request->connect_timeout_ms;
    http->stall_timeout_s = request->stall_timeout_s;
    http->is_set_up = true;
    return true;
}

/* The request's headers as libcurl's list, without a copy; NULL where there are none. */
static struct curl_slist *link_headers(struct mgp_http *http, const char *const *headers)
{
    size_t count = 0;
    while (headers && headers[count]) {
        MGP_GROW(http->headers, count, http->header_capacity);
        http->headers[count].data = (char *)(uintptr_t)headers[count]; /* libcurl only reads it */
        count++;
    }
    for (size_t i = 0; i < count; i++) http->headers[i].next = i + 1 < count ? &http->headers[i + 1] : NULL;
    return count > 0 ? http->headers : NULL;
}

static bool set_request(struct mgp_http *http, const struct mgp_http_request *request)
{
    return (is_set_up(http, request) || set_up(http, request)) &&
           mgp_curl_set_text(http->curl, CURLOPT_URL, request->url) &&
           mgp_curl_set(http->curl, CURLOPT_HTTPHEADER, link_headers(http, request->headers));
}

/* The handle keeps nothing of the request's: neither headers nor a body. */
static void forget_request(struct mgp_http *http)
{
    if (http->is_set_up)
        mgp_curl.easy_setopt(http->curl, CURLOPT_HTTPHEADER, (struct curl_slist *)NULL);
    else
        mgp_curl.easy_reset(http->curl);
}

static bool set_answer(CURL *curl, struct exchange *exchange)
{
    return mgp_curl_set(curl, CURLOPT_WRITEFUNCTION, take_body) && mgp_curl_set(curl, CURLOPT_WRITEDATA, exchange) &&
           mgp_curl_set(curl, CURLOPT_HEADERFUNCTION, take_header) &&
           mgp_curl_set(curl, CURLOPT_HEADERDATA, exchange);
}

static enum mgp_http_failure failure_of(CURLcode code)
{
    switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
        return MGP_HTTP_UNRESOLVED;
    case CURLE_COULDNT_CONNECT:
        return MGP_HTTP_REFUSED;
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_PROXY:
        return MGP_HTTP_PROXY;
    case CURLE_SSL_CONNECT_ERROR:
        return MGP_HTTP_TLS;
    case CURLE_PEER_FAILED_VERIFICATION:
        return MGP_HTTP_CERTIFICATE;
    case CURLE_SSL_CACERT_BADFILE:
        return MGP_HTTP_CA_FILE;
    case CURLE_OPERATION_TIMEDOUT:
        return MGP_HTTP_TIMED_OUT;
    case CURLE_PARTIAL_FILE:
    case CURLE_GOT_NOTHING:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
        return MGP_HTTP_CUT;
    default:
        return MGP_HTTP_OTHER;
    }
}

static bool is_web_address(const char *url)
{
    return strncmp(url, "http://", 7) == 0 || strncmp(url, "https://", 8) == 0;
}

static enum mgp_status perform(struct mgp_http *http, const struct mgp_http_request *request,
                               struct exchange *exchange, struct mgp_error *error)
{
    char host[256];
    http->detail[0] = '\0';
    mgp_curl_host(request->url, host, sizeof host);
    CURLcode code = mgp_curl.easy_perform(exchange->curl);
    mgp_curl.easy_getinfo(exchange->curl, CURLINFO_RESPONSE_CODE, &exchange->response->status);
    if (exchange->is_too_large)
        return mgp_fail(error, MGP_LIMIT, "the answer of %s is larger than %zu bytes", host, exchange->max_answer);
    if (code == CURLE_OK) return MGP_OK;
    exchange->response->failure = failure_of(code);
    if (code == CURLE_UNSUPPORTED_PROTOCOL && is_web_address(request->url))
        return mgp_fail(error, MGP_NETWORK, "%s: the answer is not HTTP", host);
    if (code == CURLE_URL_MALFORMAT || code == CURLE_UNSUPPORTED_PROTOCOL)
        return mgp_fail(error, MGP_INVALID, "the address is not one of http or https");
    /* What is wrong with a certificate stands in the detail only: who made it, its time, or the host's name. */
    bool has_detail = exchange->response->failure == MGP_HTTP_CERTIFICATE && http->detail[0];
    return mgp_fail(error, MGP_NETWORK, "%s: %s", host, has_detail ? http->detail : mgp_curl.easy_strerror(code));
}

enum mgp_status mgp_http_send(struct mgp_http *http, const struct mgp_http_request *request,
                              struct mgp_http_response *response, struct mgp_error *error)
{
    struct exchange exchange = {.curl = http->curl,
                                .response = response,
                                .sink = request->sink,
                                .max_answer = request->max_answer ? request->max_answer : MGP_HTTP_MAX_ANSWER};
    response->status = 0;
    response->failure = MGP_HTTP_FINE;
    response->body.len = 0;
    response->retry_after[0] = response->content_type[0] = '\0';

    enum mgp_status status = MGP_OK;
    if (set_request(http, request) && set_answer(http->curl, &exchange))
        status = perform(http, request, &exchange, error);
    else
        status = mgp_fail(error, MGP_INVALID, "the request cannot be made");
    forget_request(http);
    return status;
}
