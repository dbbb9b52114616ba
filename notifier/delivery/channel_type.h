/* What the types of channel share. A type is a row in channel.c: how it makes a request of HTTP, or else how it sends
 * and prints by itself. In a dry run the secrets are "***" and times are left out: the request is made by the same
 * code. */
#ifndef MGP_NOTIFIER_DELIVERY_CHANNEL_TYPE_H
#define MGP_NOTIFIER_DELIVERY_CHANNEL_TYPE_H

#include "net/http.h"
#include "net/sigv4.h"
#include "net/smtp.h"
#include "notifier/delivery/channel.h"

#define MGP_SECRET_MASK "***"
#define MGP_CHANNEL_HEADERS_MAX 10

enum mgp_channel_secret {
    MGP_CHANNEL_URL,
    MGP_CHANNEL_TOKEN,
    MGP_CHANNEL_ACCESS_KEY,
    MGP_CHANNEL_SECRET_KEY,
    MGP_CHANNEL_SESSION_TOKEN,
    MGP_CHANNEL_SIGNING, /* the first of MGP_SIGNING_SECRETS_MAX */
    MGP_CHANNEL_SECRETS = MGP_CHANNEL_SIGNING + MGP_SIGNING_SECRETS_MAX
};

struct mgp_channel {
    const struct mgp_destination *destination;
    bool is_masked;
    char *secrets[MGP_CHANNEL_SECRETS]; /* NULL where the destination has none */
    struct mgp_http *http;              /* opened by the first message */
    struct mgp_http_response response;
    struct mgp_smtp *smtp;
    struct mgp_sigv4_key key;
};

/* A request of HTTP in the making: POST, always. */
struct mgp_channel_request {
    struct mgp_buffer url;
    struct mgp_buffer headers[MGP_CHANNEL_HEADERS_MAX]; /* "Name: value", NUL-ended */
    size_t header_count;
    struct mgp_buffer body;
};

void mgp_channel_header(struct mgp_channel_request *request, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* 32 hex characters made from a message's id: the same whenever it is sent again, and fit for any header. */
#define MGP_CHANNEL_ID 33
void mgp_channel_id(const struct mgp_outgoing *outgoing, char out[MGP_CHANNEL_ID]);

/* Appends a JSON object with one member more, in front of its own. */
void mgp_channel_insert_member(struct mgp_buffer *out, struct mgp_slice object, const char *name, const char *value);

typedef void mgp_channel_maker(struct mgp_channel *channel, const struct mgp_outgoing *outgoing,
                               struct mgp_channel_request *request);
mgp_channel_maker mgp_channel_make_slack;
mgp_channel_maker mgp_channel_make_webhook; /* Standard Webhooks */
mgp_channel_maker mgp_channel_make_plain;   /* Teams, Discord */
mgp_channel_maker mgp_channel_make_pagerduty;
mgp_channel_maker mgp_channel_make_aws;

/* Is the secret one that the type can use? MGP_INVALID, with a text that does not hold it. */
enum mgp_status mgp_channel_check_signing(const char *secret, const char *what, struct mgp_error *error);

void mgp_channel_send_mail(struct mgp_channel *channel, const struct mgp_outgoing *outgoing, struct mgp_answer *out);
void mgp_channel_print_mail(struct mgp_channel *channel, const struct mgp_outgoing *outgoing, struct mgp_buffer *out);
void mgp_channel_send_file(struct mgp_channel *channel, const struct mgp_outgoing *outgoing, struct mgp_answer *out);
void mgp_channel_print_file(struct mgp_channel *channel, const struct mgp_outgoing *outgoing, struct mgp_buffer *out);

#endif
