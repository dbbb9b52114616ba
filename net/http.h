/* HTTP requests through libcurl, which is opened at the first use: whoever sends nothing does not pay for
 * loading it. Only http and https, the server's certificate is checked, redirects are not followed, and an
 * answer that is kept has a largest size. Error texts hold neither headers nor anything of the address but its host.
 *
 * A client keeps its connection open between requests and belongs to one thread. Proxies are those of the
 * environment (http_proxy, HTTPS_PROXY, NO_PROXY, as libcurl reads them). */
#ifndef MGP_NET_HTTP_H
#define MGP_NET_HTTP_H

#include "base/buffer.h"
#include "base/status.h"

#define MGP_HTTP_MAX_ANSWER (1u << 20) /* bytes of a response's body, where the request says nothing else */
#define MGP_HTTP_CONNECT_TIMEOUT_MS 10000
#define MGP_HTTP_TIMEOUT_MS 30000 /* a whole exchange; a server that trickles is cut off sooner */
#define MGP_HTTP_NO_TIMEOUT (-1L)  /* for bodies of any size: only a stall ends the exchange */

struct mgp_http;

/* What takes an answer as it comes. */
struct mgp_http_sink {
    void *context;
    /* A header line; also of an interim answer (100). Blanks around the value are gone. */
    void (*header)(void *context, struct mgp_slice name, struct mgp_slice value);
    /* A piece of the body; status is the answer's. False ends the exchange with MGP_LIMIT. NULL: the body goes to
     * the response. */
    bool (*body)(void *context, long status, struct mgp_slice bytes);
};

struct mgp_http_request {
    const char *method; /* "GET", "HEAD", "POST", "PUT", "DELETE" */
    const char *url;    /* sent as it is: dot segments stay */
    const char *const *headers; /* "Name: value", NULL-ended; may be NULL. "Name;" is sent with an empty value */
    struct mgp_slice body;      /* POST, PUT */
    long connect_timeout_ms;    /* 0: MGP_HTTP_CONNECT_TIMEOUT_MS */
    long timeout_ms;            /* 0: MGP_HTTP_TIMEOUT_MS */
    long stall_timeout_s;       /* no byte for so long: the server counts as gone; 0: 20 s */
    size_t max_answer;          /* 0: MGP_HTTP_MAX_ANSWER */
    const char *ca_file;        /* PEM, in place of the system's; NULL */
    bool skips_proxy;           /* metadata hosts are asked straight */
    const struct mgp_http_sink *sink; /* NULL: everything goes to the response */
};

/* Why no answer came, or not all of it. */
enum mgp_http_failure {
    MGP_HTTP_FINE,
    MGP_HTTP_UNRESOLVED,  /* no such host */
    MGP_HTTP_REFUSED,     /* nobody listens, or the way is blocked */
    MGP_HTTP_TLS,         /* the other side speaks no TLS, or another one */
    MGP_HTTP_CERTIFICATE, /* it cannot be trusted, or is for another name */
    MGP_HTTP_CA_FILE,     /* ca_file cannot be read */
    MGP_HTTP_PROXY,
    MGP_HTTP_TIMED_OUT,
    MGP_HTTP_CUT,         /* the connection ended before the answer did */
    MGP_HTTP_OTHER,
};

/* Zero-initialise it, clear it with mgp_http_response_clear; it may be used again. */
struct mgp_http_response {
    long status;
    enum mgp_http_failure failure;
    struct mgp_buffer body;
    char retry_after[64];  /* the header's value; "" where there is none */
    char content_type[64];
};

/* MGP_UNSUPPORTED when libcurl cannot be loaded. */
enum mgp_status mgp_http_create(struct mgp_http **out, struct mgp_error *error);

/* Any answer is MGP_OK, whatever its status. MGP_NETWORK: none came (no connection, reset, time out) or not the
 * whole of it, which a retry may mend; MGP_LIMIT: the answer is too large, or the sink had enough; MGP_INVALID: the
 * request cannot be sent as it is. */
enum mgp_status mgp_http_send(struct mgp_http *http, const struct mgp_http_request *request,
                              struct mgp_http_response *response, struct mgp_error *error);

void mgp_http_response_clear(struct mgp_http_response *response);
void mgp_http_destroy(struct mgp_http *http);

#endif
