/* Mail by SMTP (RFC 5321) through libcurl, which is opened at the first use (curl_library.h). TLS from the first byte
 * (smtps://) or by STARTTLS (smtp://); the server's certificate is checked. Error texts hold neither the password nor
 * anything of the message.
 *
 * A client belongs to one thread. */
#ifndef MGP_NET_SMTP_H
#define MGP_NET_SMTP_H

#include "base/slice.h"
#include "base/status.h"

struct mgp_smtp;

struct mgp_smtp_request {
    const char *url; /* smtp://host[:port] or smtps://host[:port] */
    const char *from;
    const char *const *recipients; /* all must be accepted, or none gets the message */
    size_t recipient_count;
    const char *user_name, *password; /* NULL: no authentication */
    bool needs_tls;                   /* smtp://: fail where the server offers no STARTTLS; else do without */
    struct mgp_slice message;         /* RFC 5322, lines ended by CR LF */
    long timeout_ms;                  /* 0: 30 s */
};

struct mgp_smtp_reply {
    int code;       /* the server's last reply; 0 if there was none */
    char text[200]; /* what it said, as it came */
};

/* MGP_UNSUPPORTED when libcurl cannot be loaded. */
enum mgp_status mgp_smtp_create(struct mgp_smtp **out, struct mgp_error *error);

/* MGP_OK: the server took the message. MGP_DENIED: it refused the user, or offers no TLS where that is needed.
 * MGP_INVALID: it refused with reply->code. MGP_NETWORK: no connection, a time-out, a certificate that is not right. */
enum mgp_status mgp_smtp_send(struct mgp_smtp *smtp, const struct mgp_smtp_request *request,
                              struct mgp_smtp_reply *reply, struct mgp_error *error);

void mgp_smtp_destroy(struct mgp_smtp *smtp); /* NULL is allowed */

#endif
