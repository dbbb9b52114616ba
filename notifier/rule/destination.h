/* Where messages go: the "Destinations" of a rules file.
 *
 *     "devsec-slack": {"Type": "slack", "Token": "env:SLACK_TOKEN", "Channel": "#aws-macie-events",
 *                      "Digest": {"WindowSeconds": 60, "Above": 20}}
 *
 * Every type and the members that it has stand in one table (destination.c). A secret stands in the file only as
 * "env:NAME" or "file:PATH"; here that is its *source*, and mgp_secret_read gets what it stands for. Where a
 * secret travels to the server (a token, a password, an address that is itself a secret), the server must be
 * reached by TLS or be on the loopback interface; a secret that only signs may go to any address.
 *
 * Read-only once made; may be shared between threads. */
#ifndef MGP_NOTIFIER_RULE_DESTINATION_H
#define MGP_NOTIFIER_RULE_DESTINATION_H

#include "notifier/rule/rules_reader.h"

#define MGP_DESTINATIONS_MAX 64 /* each has a thread of its own */
#define MGP_SIGNING_SECRETS_MAX 4
#define MGP_SECRET_PLACES (MGP_SIGNING_SECRETS_MAX + 5)
#define MGP_RECIPIENTS_MAX 50
#define MGP_SECRET_MAX_BYTES 4096

#define MGP_SLACK_API_URL "https://slack.com/api"
#define MGP_PAGERDUTY_URL "https://events.pagerduty.com/v2/enqueue"
#define MGP_DEFAULT_RATE_PER_SECOND 1.0
#define MGP_DEFAULT_DIGEST_WINDOW_SECONDS 60
#define MGP_DEFAULT_DIGEST_ABOVE 20

#define MGP_DESTINATION_TYPE_LIST(X)                                                                                   \
    X(SLACK, "slack")                                                                                                  \
    X(WEBHOOK, "webhook")                                                                                              \
    X(TEAMS, "teams")                                                                                                  \
    X(DISCORD, "discord")                                                                                              \
    X(PAGERDUTY, "pagerduty")                                                                                          \
    X(SMTP, "smtp")                                                                                                    \
    X(SNS, "sns")                                                                                                      \
    X(SQS, "sqs")                                                                                                      \
    X(EVENTBRIDGE, "eventbridge")                                                                                      \
    X(FILE, "file")

enum mgp_destination_type {
#define X(name, text) MGP_DESTINATION_##name,
    MGP_DESTINATION_TYPE_LIST(X)
#undef X
        MGP_DESTINATION_TYPES
};

/* "slack", "teams", ... */
const char *mgp_destination_type_text(enum mgp_destination_type type);

enum mgp_layout { MGP_LAYOUT_DEFAULT, MGP_LAYOUT_CLASSIC };

bool mgp_layout_parse(const char *name, enum mgp_layout *out);

/* More than above events for the destination within window_seconds become one digest. */
struct mgp_digest_policy {
    bool is_on;
    unsigned window_seconds, above;
};

/* Where a secret's source stands in the file: "rules.json:4:45". */
struct mgp_secret_place {
    const char *source, *place;
};

/* What the type has no member for, and what is not given and has no default, is NULL, 0 or false. */
struct mgp_destination {
    const char *name;
    enum mgp_destination_type type;
    double rate_per_second;
    struct mgp_digest_policy digest;
    enum mgp_layout layout;
    const char *link_template;        /* of an object; NULL: the default, "": no link */
    const char *bucket_link_template; /* of a bucket, for policy findings */

    const char *api_url;    /* the address, or its base (Slack, without a slash at its end); AWS: the endpoint */
    const char *url_source; /* where the address itself is the secret; then api_url is NULL */
    const char *channel;
    const char *token_source; /* token, routing key or password */
    const char *signing_sources[MGP_SIGNING_SECRETS_MAX];
    size_t signing_count;

    const char *user_name, *from;
    const char **recipients;
    size_t recipient_count;
    bool without_tls; /* SMTP: also where the server offers none */

    const char *resource; /* ARN of the topic, URL of the queue, name of the bus */
    const char *region;
    const char *event_source; /* in place of the event's "source" */
    const char *access_key_source, *secret_key_source, *session_token_source;

    const char *path;

    const char *place; /* where the destination stands in the file of rules; NULL: in the environment */
    struct mgp_secret_place places[MGP_SECRET_PLACES];
    size_t place_count;
};

/* Where the source of one of the destination's secrets stands, else where the destination does. NULL: in no file. */
const char *mgp_destination_place(const struct mgp_destination *destination, const char *source);

/* Reads the object "Destinations". *out lives in the reader's arena. */
enum mgp_status mgp_destinations_read(const struct mgp_rules_reader *reader, const struct mgp_json *object,
                                      struct mgp_destination **out, size_t *count);

/* What a secret may consist of. */
enum mgp_secret_kind {
    MGP_SECRET_WORD, /* printable ASCII without blanks: fit for a header */
    MGP_SECRET_TEXT, /* any text on one line */
    MGP_SECRET_URL   /* an address of http or https; http only on the loopback interface */
};

/* Gets a secret from "env:NAME" or "file:PATH" (without the blanks around it). what names it in errors ("the
 * token of destination x"), which never hold it. The caller wipes and frees *out. */
enum mgp_status mgp_secret_read(const char *source, enum mgp_secret_kind kind, const char *what, char **out,
                                struct mgp_error *error);

/* "env:NAME" of a variable that is not set, or empty. */
bool mgp_secret_is_unset(const char *source);

/* NULL if text may be the base of an API's address, else why it may not. */
const char *mgp_api_url_fault(struct mgp_slice text);
/* Is text an address without TLS, http or smtp, of a host that is not on the loopback interface? */
bool mgp_url_is_open(struct mgp_slice text);

#endif
