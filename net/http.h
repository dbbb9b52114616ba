/* HTTP requests through libcurl, which is opened at the first use: whoever sends nothing does not pay for
 * loading it. Only http and https, the server's certificate is checked, redirects are not followed, and an
 * answer has a largest size. Error texts hold neither headers nor anything of the address but its host.
 *
 * A client keeps its connection open between requests and belongs to one thread. */
#ifndef MGP_NET_HTTP_H
#define MGP_NET_HTTP_H

#include "base/buffer.h"
#include "base/status.h"

#define MGP_HTTP_MAX_ANSWER (1u << 20) /* bytes of a response's body */
#define MGP_HTTP_CONNECT_TIMEOUT_MS 10000
#define MGP_HTTP_TIMEOUT_MS 30000 /* a whole exchange; a server that trickles is cut off sooner */

struct mgp_http;

struct mgp_http_request {
    const char *method; /* "GET" or "POST" */
    const char *url;
    const char *const *headers; /* "Name: value", NULL-ended; may be NULL */
    struct mgp_slice body;      /* POST */
    long connect_timeout_ms;    /* 0: MGP_HTTP_CONNECT_TIMEOUT_MS */
    long timeout_ms;            /* 0: MGP_HTTP_TIMEOUT_MS */
};

/* Zero-initialise it, clear it with mgp_http_response_clear; it may be used again. */
struct mgp_http_response {
    long status;
    struct mgp_buffer body;
    char retry_after[64];  /* the header's value; "" where there is none */
    char content_type[64];
};

/* MGP_UNSUPPORTED when libcurl cannot be loaded. */
enum mgp_status mgp_http_create(struct mgp_http **out, struct mgp_error *error);

/* Any answer is MGP_OK, whatever its status. MGP_NETWORK: none came (no connection, reset, time out), which
 * a retry may mend; MGP_LIMIT: the answer is too large; MGP_INVALID: the request cannot be sent as it is. */
enum mgp_status mgp_http_send(struct mgp_http *http, const struct mgp_http_request *request,
                              struct mgp_http_response *response, struct mgp_error *error);

void mgp_http_response_clear(struct mgp_http_response *response);
void mgp_http_destroy(struct mgp_http *http);

#endif
