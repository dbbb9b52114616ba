#include "notifier/delivery/channel.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/clock.h"
#include "base/digest.h"
#include "base/json_writer.h"
#include "notifier/delivery/answer.h"
#include "notifier/delivery/channel_type.h"

#define SHORTEST_SECRET 4 /* bytes: what is shorter is not looked for in answers */
#define INDENTED_MAX    65536 /* bytes of a body that is printed indented */

typedef void channel_sender(struct mgp_channel *channel, const struct mgp_outgoing *outgoing, struct mgp_answer *out);
typedef void channel_printer(struct mgp_channel *channel, const struct mgp_outgoing *outgoing, struct mgp_buffer *out);

static channel_sender send_http;
static channel_printer print_http;

static const struct {
    channel_sender *send;
    channel_printer *print;
    mgp_channel_maker *make;
} types[MGP_DESTINATION_TYPES] = {
    [MGP_DESTINATION_SLACK] = {send_http, print_http, mgp_channel_make_slack},
    [MGP_DESTINATION_WEBHOOK] = {send_http, print_http, mgp_channel_make_webhook},
    [MGP_DESTINATION_TEAMS] = {send_http, print_http, mgp_channel_make_plain},
    [MGP_DESTINATION_DISCORD] = {send_http, print_http, mgp_channel_make_plain},
    [MGP_DESTINATION_PAGERDUTY] = {send_http, print_http, mgp_channel_make_pagerduty},
    [MGP_DESTINATION_SNS] = {send_http, print_http, mgp_channel_make_aws},
    [MGP_DESTINATION_SQS] = {send_http, print_http, mgp_channel_make_aws},
    [MGP_DESTINATION_EVENTBRIDGE] = {send_http, print_http, mgp_channel_make_aws},
    [MGP_DESTINATION_SMTP] = {mgp_channel_send_mail, mgp_channel_print_mail, NULL},
    [MGP_DESTINATION_FILE] = {mgp_channel_send_file, mgp_channel_print_file, NULL},
};

void mgp_channel_header(struct mgp_channel_request *request, const char *format, ...)
{
    char line[MGP_SECRET_MAX_BYTES + 200];
    va_list arguments;
    if (request->header_count + 1 >= MGP_CHANNEL_HEADERS_MAX) return;
    va_start(arguments, format);
    vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    struct mgp_buffer *header = &request->headers[request->header_count++];
    mgp_buffer_text(header, line);
    mgp_buffer_string(header);
    mgp_wipe(line, sizeof line);
}

void mgp_channel_id(const struct mgp_outgoing *outgoing, char out[MGP_CHANNEL_ID])
{
    struct mgp_sha256 sha;
    uint8_t digest[32];
    mgp_sha256_init(&sha);
    mgp_sha256_update(&sha, mgp_slice_text(outgoing->message_id));
    if (!outgoing->message_id || !*outgoing->message_id) mgp_sha256_update(&sha, outgoing->body);
    mgp_sha256_final(&sha, digest);
    mgp_hex(digest, (MGP_CHANNEL_ID - 1) / 2, out);
}

void mgp_channel_insert_member(struct mgp_buffer *out, struct mgp_slice object, const char *name, const char *value)
{
    struct mgp_json_writer writer;
    if (object.len < 2 || object.ptr[0] != '{') {
        mgp_buffer_append(out, object);
        return;
    }
    mgp_json_writer_init(&writer, out, 0);
    mgp_json_begin_object(&writer);
    mgp_json_member_text(&writer, name, value);
    if (object.ptr[1] != '}') mgp_buffer_byte(out, ',');
    mgp_buffer_append(out, mgp_slice_sub(object, 1, object.len));
}

/* Where each secret of a destination is, what it may hold, and what it is called. */
struct secret {
    const char *source, *what;
    enum mgp_secret_kind kind;
};

static struct secret secret_of(const struct mgp_destination *destination, size_t index)
{
    switch (index) {
    case MGP_CHANNEL_URL: return (struct secret){destination->url_source, "the address", MGP_SECRET_URL};
    case MGP_CHANNEL_TOKEN:
        if (destination->type == MGP_DESTINATION_SMTP)
            return (struct secret){destination->token_source, "the password", MGP_SECRET_TEXT};
        return (struct secret){destination->token_source, "the token", MGP_SECRET_WORD};
    case MGP_CHANNEL_ACCESS_KEY:
        return (struct secret){destination->access_key_source, "the access key", MGP_SECRET_WORD};
    case MGP_CHANNEL_SECRET_KEY:
        return (struct secret){destination->secret_key_source, "the secret access key", MGP_SECRET_WORD};
    case MGP_CHANNEL_SESSION_TOKEN:
        return (struct secret){destination->session_token_source, "the session token", MGP_SECRET_WORD};
    default:
        return (struct secret){destination->signing_sources[index - MGP_CHANNEL_SIGNING], "the signing secret",
                               MGP_SECRET_WORD};
    }
}

static enum mgp_status read_secret(struct mgp_channel *channel, size_t index, struct mgp_error *error)
{
    char what[160];
    struct secret secret = secret_of(channel->destination, index);
    struct mgp_error reason = {0};
    if (!secret.source) return MGP_OK;
    snprintf(what, sizeof what, "%s of destination %s", secret.what, channel->destination->name);
    enum mgp_status status = mgp_secret_read(secret.source, secret.kind, what, &channel->secrets[index], &reason);
    if (status == MGP_OK && index >= MGP_CHANNEL_SIGNING)
        status = mgp_channel_check_signing(channel->secrets[index], what, &reason);
    if (status == MGP_OK) return status;
    const char *place = mgp_destination_place(channel->destination, secret.source), *remedy = "";
    if (mgp_secret_is_unset(secret.source))
        remedy = place ? "; set it where magpie runs, or name a file there (\"file:PATH\")"
                       : "; set it, or give a file of rules with --rules";
    return mgp_fail(error, status, "%s%s%s%s", place ? place : "", place ? ": " : "", reason.message, remedy);
}

static enum mgp_status read_secrets(struct mgp_channel *channel, struct mgp_error *error)
{
    enum mgp_status status = MGP_OK;
    for (size_t i = 0; status == MGP_OK && i < MGP_CHANNEL_SECRETS; i++) status = read_secret(channel, i, error);
    return status;
}

static void mask_secrets(struct mgp_channel *channel)
{
    for (size_t i = 0; i < MGP_CHANNEL_SECRETS; i++) {
        if (!secret_of(channel->destination, i).source) continue;
        channel->secrets[i] = mgp_strdup(i == MGP_CHANNEL_URL ? "https://" MGP_SECRET_MASK : MGP_SECRET_MASK);
    }
}

enum mgp_status mgp_channel_create(const struct mgp_destination *destination, struct mgp_channel **out,
                                   struct mgp_error *error)
{
    struct mgp_channel *channel = mgp_calloc(1, sizeof *channel);
    channel->destination = destination;
    enum mgp_status status = read_secrets(channel, error);
    if (status == MGP_OK) *out = channel;
    else mgp_channel_destroy(channel);
    return status;
}

void mgp_channel_destroy(struct mgp_channel *channel)
{
    if (!channel) return;
    mgp_http_destroy(channel->http);
    mgp_http_response_clear(&channel->response);
    mgp_smtp_destroy(channel->smtp);
    mgp_sigv4_key_clear(&channel->key);
    for (size_t i = 0; i < MGP_CHANNEL_SECRETS; i++) {
        if (channel->secrets[i]) mgp_wipe(channel->secrets[i], strlen(channel->secrets[i]));
        free(channel->secrets[i]);
    }
    free(channel);
}

static void clear_request(struct mgp_channel_request *request)
{
    for (size_t i = 0; i < request->header_count; i++) {
        mgp_wipe(request->headers[i].ptr, request->headers[i].capacity);
        mgp_buffer_clear(&request->headers[i]);
    }
    if (request->body.ptr) mgp_wipe(request->body.ptr, request->body.capacity);
    if (request->url.ptr) mgp_wipe(request->url.ptr, request->url.capacity);
    mgp_buffer_clear(&request->body);
    mgp_buffer_clear(&request->url);
}

/* A secret, or for an address what follows its host: that is where it is secret. */
static bool is_repeated(struct mgp_slice text, const char *secret, bool is_url)
{
    if (is_url) {
        const char *host = strstr(secret, "://");
        secret = strchr(host ? host + 3 : secret, '/');
    }
    if (!secret || strlen(secret) < SHORTEST_SECRET) return false;
    return mgp_slice_find(text, mgp_slice_text(secret), 0) != SIZE_MAX;
}

/* What an answer repeats of our secrets is not shown. */
static void hide_secrets(const struct mgp_channel *channel, struct mgp_answer *out)
{
    bool is_hidden = false;
    for (size_t i = 0; i < MGP_CHANNEL_SECRETS; i++) {
        const char *secret = channel->secrets[i];
        if (!secret) continue;
        is_hidden = is_hidden || is_repeated(mgp_buffer_slice(&channel->response.body), secret, i == MGP_CHANNEL_URL) ||
                    is_repeated(mgp_slice_text(out->detail), secret, i == MGP_CHANNEL_URL);
    }
    if (!is_hidden) return;
    snprintf(out->error, sizeof out->error, "an error that is not shown, because it repeats a secret");
    out->detail[0] = out->thread[0] = '\0';
}

static void send_http(struct mgp_channel *channel, const struct mgp_outgoing *outgoing, struct mgp_answer *out)
{
    struct mgp_channel_request made = {0};
    struct mgp_error error = {0};
    const char *headers[MGP_CHANNEL_HEADERS_MAX + 1] = {0};
    types[channel->destination->type].make(channel, outgoing, &made);
    for (size_t i = 0; i < made.header_count; i++) headers[i] = (const char *)made.headers[i].ptr;
    headers[made.header_count] = "Expect:"; /* no pause before the body */
    struct mgp_http_request request = {.method = "POST", .url = mgp_buffer_string(&made.url), .headers = headers,
                                       .body = mgp_buffer_slice(&made.body)};
    enum mgp_status status = channel->http ? MGP_OK : mgp_http_create(&channel->http, &error);
    if (status == MGP_UNSUPPORTED) out->kind = MGP_ANSWER_CREDENTIALS; /* nothing can be sent at all */
    if (status == MGP_OK) status = mgp_http_send(channel->http, &request, &channel->response, &error);
    clear_request(&made);
    if (status == MGP_LIMIT && channel->response.status > 0) status = MGP_OK; /* too long to read: the status tells */
    if (status == MGP_NETWORK) out->kind = MGP_ANSWER_TRANSIENT;
    if (status != MGP_OK) {
        snprintf(out->error, sizeof out->error, "%s", mgp_status_text(status));
        snprintf(out->detail, sizeof out->detail, "%.199s", error.message);
        return;
    }
    mgp_answer_read(channel->destination, &channel->response, mgp_time_now(), out);
}

void mgp_channel_send(struct mgp_channel *channel, const struct mgp_outgoing *outgoing, struct mgp_answer *out)
{
    *out = (struct mgp_answer){.kind = MGP_ANSWER_REFUSED, .asked_ms = MGP_ASKED_NOTHING};
    channel->response.body.len = 0;
    types[channel->destination->type].send(channel, outgoing, out);
    if (out->kind != MGP_ANSWER_OK) hide_secrets(channel, out);
}

static void print_http(struct mgp_channel *channel, const struct mgp_outgoing *outgoing, struct mgp_buffer *out)
{
    struct mgp_channel_request made = {0};
    struct mgp_arena arena = {0};
    struct mgp_json *json = NULL;
    types[channel->destination->type].make(channel, outgoing, &made);
    struct mgp_slice body = mgp_buffer_slice(&made.body);
    mgp_buffer_format(out, "POST %s\n", mgp_buffer_string(&made.url));
    for (size_t i = 0; i < made.header_count; i++)
        mgp_buffer_format(out, "%s\n", (const char *)made.headers[i].ptr);
    mgp_buffer_byte(out, '\n');
    if (body.len <= INDENTED_MAX && mgp_json_parse(&arena, body, &json, NULL) == MGP_OK) {
        struct mgp_json_writer writer;
        mgp_json_writer_init(&writer, out, 2);
        mgp_json_write_tree(&writer, json);
    } else {
        mgp_buffer_append(out, body);
    }
    mgp_buffer_text(out, "\n\n");
    mgp_arena_clear(&arena);
    clear_request(&made);
}

void mgp_channel_print(const struct mgp_destination *destination, const struct mgp_outgoing *outgoing,
                       struct mgp_buffer *out)
{
    struct mgp_channel *channel = mgp_calloc(1, sizeof *channel);
    channel->destination = destination;
    channel->is_masked = true;
    mask_secrets(channel);
    types[destination->type].print(channel, outgoing, out);
    mgp_channel_destroy(channel);
}
