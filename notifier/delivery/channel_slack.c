/* Slack's chat.postMessage. */
#include <stdio.h>

#include "base/clock.h"
#include "base/json_writer.h"
#include "net/http.h"
#include "notifier/delivery/answer_slack.h"
#include "notifier/delivery/channel.h"

#define METHOD_PATH  "/chat.postMessage"
#define CONTENT_TYPE "Content-Type: application/json; charset=utf-8"

struct mgp_channel {
    char *token;
    struct mgp_buffer url, authorization; /* NUL-ended */
    struct mgp_http *http;                /* opened by the first message */
    struct mgp_http_response response;
};

enum mgp_status mgp_channel_create(const struct mgp_destination *destination, struct mgp_channel **out,
                                   struct mgp_error *error)
{
    struct mgp_channel *channel = mgp_calloc(1, sizeof *channel);
    enum mgp_status status = mgp_destination_token(destination, &channel->token, error);
    if (status != MGP_OK) {
        mgp_channel_destroy(channel);
        return status;
    }
    mgp_buffer_format(&channel->url, "%s" METHOD_PATH, destination->api_url);
    mgp_buffer_format(&channel->authorization, "Authorization: Bearer %s", channel->token);
    mgp_buffer_string(&channel->url);
    mgp_buffer_string(&channel->authorization);
    *out = channel;
    return MGP_OK;
}

void mgp_channel_destroy(struct mgp_channel *channel)
{
    if (!channel) return;
    mgp_http_destroy(channel->http);
    mgp_http_response_clear(&channel->response);
    if (channel->token) mgp_wipe(channel->token, strlen(channel->token));
    if (channel->authorization.ptr) mgp_wipe(channel->authorization.ptr, channel->authorization.capacity);
    free(channel->token);
    mgp_buffer_clear(&channel->authorization);
    mgp_buffer_clear(&channel->url);
    free(channel);
}

static bool repeats_token(const struct mgp_channel *channel)
{
    return mgp_slice_find(mgp_buffer_slice(&channel->response.body), mgp_slice_text(channel->token), 0) != SIZE_MAX;
}

/* The body, with thread_ts as its last member where there is one. */
static void write_body(const struct mgp_outgoing *outgoing, struct mgp_buffer *out)
{
    struct mgp_slice body = outgoing->body;
    if (!outgoing->thread || !mgp_slice_ends_with(body, MGP_LITERAL("}"))) {
        mgp_buffer_append(out, body);
        return;
    }
    struct mgp_json_writer writer;
    mgp_buffer_append(out, mgp_slice_sub(body, 0, body.len - 1));
    mgp_buffer_text(out, ",\"thread_ts\":");
    mgp_json_writer_init(&writer, out, 0);
    mgp_json_write_text(&writer, outgoing->thread);
    mgp_buffer_byte(out, '}');
}

void mgp_channel_send(struct mgp_channel *channel, const struct mgp_outgoing *outgoing, struct mgp_answer *out)
{
    struct mgp_buffer body = {0};
    const char *headers[] = {(const char *)channel->authorization.ptr, CONTENT_TYPE, "Expect:", NULL};
    struct mgp_error error = {0};
    write_body(outgoing, &body);
    struct mgp_http_request request = {.method = "POST", .url = (const char *)channel->url.ptr, .headers = headers,
                                       .body = mgp_buffer_slice(&body)};
    *out = (struct mgp_answer){.kind = MGP_ANSWER_REFUSED, .asked_ms = MGP_ASKED_NOTHING};
    enum mgp_status status = channel->http ? MGP_OK : mgp_http_create(&channel->http, &error);
    if (status == MGP_UNSUPPORTED) out->kind = MGP_ANSWER_CREDENTIALS; /* nothing can be sent at all */
    if (status == MGP_OK) status = mgp_http_send(channel->http, &request, &channel->response, &error);
    mgp_buffer_clear(&body);
    if (status == MGP_NETWORK) out->kind = MGP_ANSWER_TRANSIENT;
    if (status != MGP_OK) {
        snprintf(out->error, sizeof out->error, "%s", mgp_status_text(status));
        snprintf(out->detail, sizeof out->detail, "%.199s", error.message);
        return;
    }
    mgp_slack_answer_read(&channel->response, mgp_time_now(), out);
    if (out->kind == MGP_ANSWER_OK || !repeats_token(channel)) return;
    snprintf(out->error, sizeof out->error, "an error that is not shown, because it repeats the token");
    out->detail[0] = '\0';
}

void mgp_channel_print(const struct mgp_destination *destination, const struct mgp_outgoing *outgoing,
                       struct mgp_buffer *out)
{
    struct mgp_buffer body = {0};
    struct mgp_arena arena = {0};
    struct mgp_json *json = NULL;
    struct mgp_json_writer writer;
    write_body(outgoing, &body);
    mgp_buffer_format(out, "POST %s" METHOD_PATH "\nAuthorization: Bearer ***\n" CONTENT_TYPE "\n\n",
                      destination->api_url);
    mgp_json_writer_init(&writer, out, 2);
    if (mgp_json_parse(&arena, mgp_buffer_slice(&body), &json, NULL) == MGP_OK) mgp_json_write_tree(&writer, json);
    mgp_buffer_text(out, "\n\n");
    mgp_arena_clear(&arena);
    mgp_buffer_clear(&body);
}
