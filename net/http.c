#include "net/http.h"

#include <curl/curl.h>
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <strings.h>

/* curl_easy_setopt and curl_easy_getinfo are macros with type checks around the functions of that name. */
#undef curl_easy_setopt
#undef curl_easy_getinfo

#define LIBRARY "libcurl.so.4"
#define NOT_LOADED "cannot load " LIBRARY ", which is needed to send anything: install the package libcurl4"
#define LOW_SPEED_BYTES 1L /* a second, for LOW_SPEED_SECONDS: then the server counts as gone */
#define LOW_SPEED_SECONDS 20L

struct curl_functions {
    CURLcode (*global_init)(long flags);
    CURL *(*easy_init)(void);
    void (*easy_cleanup)(CURL *curl);
    void (*easy_reset)(CURL *curl);
    CURLcode (*easy_setopt)(CURL *curl, CURLoption option, ...);
    CURLcode (*easy_getinfo)(CURL *curl, CURLINFO info, ...);
    CURLcode (*easy_perform)(CURL *curl);
    const char *(*easy_strerror)(CURLcode code);
    struct curl_slist *(*slist_append)(struct curl_slist *list, const char *text);
    void (*slist_free_all)(struct curl_slist *list);
};

static struct curl_functions curl_functions;
static bool is_loaded;
static pthread_once_t load_once = PTHREAD_ONCE_INIT;

/* ISO C has no conversion between object and function pointers; POSIX promises that the bytes are alike. */
static bool resolve(void *library, const char *name, void *function, size_t size)
{
    void *symbol = dlsym(library, name);
    if (symbol) memcpy(function, &symbol, size);
    return symbol != NULL;
}

#define RESOLVE(member) \
    resolve(library, "curl_" #member, &curl_functions.member, sizeof curl_functions.member)

static void load(void)
{
    void *library = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);
    if (!library) return;
    is_loaded = RESOLVE(global_init) && RESOLVE(easy_init) && RESOLVE(easy_cleanup) && RESOLVE(easy_reset) &&
                RESOLVE(easy_setopt) && RESOLVE(easy_getinfo) && RESOLVE(easy_perform) && RESOLVE(easy_strerror) &&
                RESOLVE(slist_append) && RESOLVE(slist_free_all) &&
                curl_functions.global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
    /* Never closed: its threads and the handles of its own libraries outlive any moment to do so. */
}

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
    pthread_once(&load_once, load);
    if (!is_loaded) return mgp_fail(error, MGP_UNSUPPORTED, "%s", NOT_LOADED);
    CURL *curl = curl_functions.easy_init();
    if (!curl) return mgp_fail(error, MGP_UNSUPPORTED, "libcurl cannot be started");
    *out = mgp_calloc(1, sizeof **out);
    (*out)->curl = curl;
    return MGP_OK;
}

void mgp_http_destroy(struct mgp_http *http)
{
    if (!http) return;
    curl_functions.easy_cleanup(http->curl);
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

/* The host of an address, with its port: all of it that an error text may hold. */
static void host_of(const char *url, char *out, size_t size)
{
    const char *begin = strstr(url, "://");
    begin = begin ? begin + 3 : url;
    size_t length = strcspn(begin, "/?#");
    const char *at = memchr(begin, '@', length);
    if (at) {
        length -= (size_t)(at + 1 - begin);
        begin = at + 1;
    }
    snprintf(out, size, "%.*s", (int)(length < 255 ? length : 255), begin);
}

static bool set_text(CURL *curl, CURLoption option, const char *text)
{
    return curl_functions.easy_setopt(curl, option, text) == CURLE_OK;
}

static bool set_number(CURL *curl, CURLoption option, long number)
{
    return curl_functions.easy_setopt(curl, option, number) == CURLE_OK;
}

static bool set_protocols(CURL *curl)
{
    return set_text(curl, CURLOPT_PROTOCOLS_STR, "http,https");
}

static bool set_request(CURL *curl, const struct mgp_http_request *request, const struct curl_slist *headers)
{
    long connect = request->connect_timeout_ms ? request->connect_timeout_ms : MGP_HTTP_CONNECT_TIMEOUT_MS;
    long whole = request->timeout_ms ? request->timeout_ms : MGP_HTTP_TIMEOUT_MS;
    bool fine = set_protocols(curl) && set_text(curl, CURLOPT_URL, request->url) &&
                set_number(curl, CURLOPT_NOSIGNAL, 1) && set_number(curl, CURLOPT_FOLLOWLOCATION, 0) &&
                set_number(curl, CURLOPT_SSL_VERIFYPEER, 1) && set_number(curl, CURLOPT_SSL_VERIFYHOST, 2) &&
                set_number(curl, CURLOPT_CONNECTTIMEOUT_MS, connect) &&
                set_number(curl, CURLOPT_TIMEOUT_MS, whole) &&
                set_number(curl, CURLOPT_LOW_SPEED_LIMIT, LOW_SPEED_BYTES) &&
                set_number(curl, CURLOPT_LOW_SPEED_TIME, LOW_SPEED_SECONDS) &&
                curl_functions.easy_setopt(curl, CURLOPT_HTTPHEADER, headers) == CURLE_OK;
    if (!fine || strcmp(request->method, "POST") != 0) return fine && strcmp(request->method, "GET") == 0;
    return set_number(curl, CURLOPT_POST, 1) &&
           curl_functions.easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body.len) == CURLE_OK &&
           curl_functions.easy_setopt(curl, CURLOPT_POSTFIELDS, request->body.len ? (const char *)request->body.ptr
                                                                                  : "") == CURLE_OK;
}

static bool set_answer(CURL *curl, struct exchange *exchange)
{
    return curl_functions.easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body) == CURLE_OK &&
           curl_functions.easy_setopt(curl, CURLOPT_WRITEDATA, exchange) == CURLE_OK &&
           curl_functions.easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header) == CURLE_OK &&
           curl_functions.easy_setopt(curl, CURLOPT_HEADERDATA, exchange) == CURLE_OK;
}

static enum mgp_status perform(CURL *curl, const struct mgp_http_request *request, struct exchange *exchange,
                               struct mgp_error *error)
{
    char host[256];
    host_of(request->url, host, sizeof host);
    CURLcode code = curl_functions.easy_perform(curl);
    if (exchange->is_too_large)
        return mgp_fail(error, MGP_LIMIT, "the answer of %s is larger than %u bytes", host, MGP_HTTP_MAX_ANSWER);
    switch (code) {
    case CURLE_OK: break;
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL: return mgp_fail(error, MGP_INVALID, "the address is not one of http or https");
    default: return mgp_fail(error, MGP_NETWORK, "%s: %s", host, curl_functions.easy_strerror(code));
    }
    curl_functions.easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &exchange->response->status);
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

    curl_functions.easy_reset(http->curl); /* keeps the connection */
    bool fine = true;
    for (size_t i = 0; fine && request->headers && request->headers[i]; i++) {
        struct curl_slist *longer = curl_functions.slist_append(headers, request->headers[i]);
        fine = longer != NULL;
        if (fine) headers = longer;
    }
    enum mgp_status status = MGP_OK;
    if (fine && set_request(http->curl, request, headers) && set_answer(http->curl, &exchange))
        status = perform(http->curl, request, &exchange, error);
    else
        status = mgp_fail(error, MGP_INVALID, "the request cannot be made");
    curl_functions.easy_reset(http->curl); /* forgets the headers and the body */
    curl_functions.slist_free_all(headers);
    return status;
}
