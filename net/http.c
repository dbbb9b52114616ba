#include "net/http.h"

#include <stdio.h>
#include <strings.h>

#include "net/curl_library.h"

#define LOW_SPEED_BYTES 1L /* a second, for LOW_SPEED_SECONDS: then the server counts as gone */
#define LOW_SPEED_SECONDS 20L

struct mgp_http {
    CURL *curl;
};

/* What the callbacks fill. */
struct exchange {
    struct mgp_http_response *response;
    bool is_too_large;
};

enum mgp_status mgp_http_create(struct mgp_http **out, struct mgp_error *error)
{
    enum mgp_status status = mgp_curl_load(error);
    if (status != MGP_OK) return status;
    CURL *curl = mgp_curl.easy_init();
    if (!curl) return mgp_fail(error, MGP_UNSUPPORTED, "libcurl cannot be started");
    *out = mgp_calloc(1, sizeof **out);
    (*out)->curl = curl;
    return MGP_OK;
}

void mgp_http_destroy(struct mgp_http *http)
{
    if (!http) return;
    mgp_curl.easy_cleanup(http->curl);
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
    size_t length = size * count;
    if (length > MGP_HTTP_MAX_ANSWER - exchange->response->body.len) {
        exchange->is_too_large = true;
        return 0; /* ends the exchange */
    }
    mgp_buffer_append(&exchange->response->body, mgp_slice_of(bytes, length));
    return length;
}

/* Keeps the value of a header line if it is the named one. */
static void keep_header(struct mgp_slice line, const char *name, char *out, size_t size)
{
    size_t length = strlen(name);
    if (line.len <= length || line.ptr[length] != ':') return;
    if (strncasecmp((const char *)line.ptr, name, length) != 0) return;
    struct mgp_slice value = mgp_slice_sub(line, length + 1, line.len);
    while (value.len > 0 && value.ptr[value.len - 1] <= ' ') value.len--;
    while (value.len > 0 && value.ptr[0] <= ' ') value = mgp_slice_sub(value, 1, value.len);
    if (value.len >= size || memchr(value.ptr, '\0', value.len)) return;
    memcpy(out, value.ptr, value.len);
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
    keep_header(line, "Retry-After", response->retry_after, sizeof response->retry_after);
    keep_header(line, "Content-Type", response->content_type, sizeof response->content_type);
    return size * count;
}

static bool set_protocols(CURL *curl)
{
    return mgp_curl_set_text(curl, CURLOPT_PROTOCOLS_STR, "http,https");
}

static bool set_request(CURL *curl, const struct mgp_http_request *request, const struct curl_slist *headers)
{
    long connect = request->connect_timeout_ms ? request->connect_timeout_ms : MGP_HTTP_CONNECT_TIMEOUT_MS;
    long whole = request->timeout_ms ? request->timeout_ms : MGP_HTTP_TIMEOUT_MS;
    bool fine = set_protocols(curl) && mgp_curl_set_text(curl, CURLOPT_URL, request->url) &&
                mgp_curl_set_number(curl, CURLOPT_NOSIGNAL, 1) && mgp_curl_set_number(curl, CURLOPT_FOLLOWLOCATION, 0) &&
                mgp_curl_set_number(curl, CURLOPT_SSL_VERIFYPEER, 1) && mgp_curl_set_number(curl, CURLOPT_SSL_VERIFYHOST, 2) &&
                mgp_curl_set_number(curl, CURLOPT_CONNECTTIMEOUT_MS, connect) &&
                mgp_curl_set_number(curl, CURLOPT_TIMEOUT_MS, whole) &&
                mgp_curl_set_number(curl, CURLOPT_LOW_SPEED_LIMIT, LOW_SPEED_BYTES) &&
                mgp_curl_set_number(curl, CURLOPT_LOW_SPEED_TIME, LOW_SPEED_SECONDS) &&
                mgp_curl.easy_setopt(curl, CURLOPT_HTTPHEADER, headers) == CURLE_OK;
    if (!fine || strcmp(request->method, "POST") != 0) return fine && strcmp(request->method, "GET") == 0;
    const char *body = request->body.len ? (const char *)request->body.ptr : "";
    return mgp_curl_set_number(curl, CURLOPT_POST, 1) &&
           mgp_curl_set(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body.len) &&
           mgp_curl_set(curl, CURLOPT_POSTFIELDS, body);
}

static bool set_answer(CURL *curl, struct exchange *exchange)
{
    return mgp_curl.easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body) == CURLE_OK &&
           mgp_curl.easy_setopt(curl, CURLOPT_WRITEDATA, exchange) == CURLE_OK &&
           mgp_curl.easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header) == CURLE_OK &&
           mgp_curl.easy_setopt(curl, CURLOPT_HEADERDATA, exchange) == CURLE_OK;
}

static enum mgp_status perform(CURL *curl, const struct mgp_http_request *request, struct exchange *exchange,
                               struct mgp_error *error)
{
    char host[256];
    mgp_curl_host(request->url, host, sizeof host);
    CURLcode code = mgp_curl.easy_perform(curl);
    if (exchange->is_too_large)
        return mgp_fail(error, MGP_LIMIT, "the answer of %s is larger than %u bytes", host, MGP_HTTP_MAX_ANSWER);
    switch (code) {
    case CURLE_OK: break;
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL: return mgp_fail(error, MGP_INVALID, "the address is not one of http or https");
    default: return mgp_fail(error, MGP_NETWORK, "%s: %s", host, mgp_curl.easy_strerror(code));
    }
    mgp_curl.easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &exchange->response->status);
    return MGP_OK;
}

enum mgp_status mgp_http_send(struct mgp_http *http, const struct mgp_http_request *request,
                              struct mgp_http_response *response, struct mgp_error *error)
{
    struct exchange exchange = {.response = response};
    struct curl_slist *headers = NULL;
    response->status = 0;
    response->body.len = 0;
    response->retry_after[0] = response->content_type[0] = '\0';

    mgp_curl.easy_reset(http->curl); /* keeps the connection */
    bool fine = true;
    for (size_t i = 0; fine && request->headers && request->headers[i]; i++) {
        struct curl_slist *longer = mgp_curl.slist_append(headers, request->headers[i]);
        fine = longer != NULL;
        if (fine) headers = longer;
    }
    enum mgp_status status = MGP_OK;
    if (fine && set_request(http->curl, request, headers) && set_answer(http->curl, &exchange))
        status = perform(http->curl, request, &exchange, error);
    else
        status = mgp_fail(error, MGP_INVALID, "the request cannot be made");
    mgp_curl.easy_reset(http->curl); /* forgets the headers and the body */
    mgp_curl.slist_free_all(headers);
    return status;
}
