/* SNS (query protocol), SQS and EventBridge (JSON protocols), signed by Signature Version 4. */
#include <stdio.h>

#include "base/clock.h"
#include "notifier/delivery/channel_type.h"

struct service {
    const char *name, *content_type, *target;
};

static const struct service *service_of(enum mgp_destination_type type)
{
    static const struct service sns = {"sns", "application/x-www-form-urlencoded; charset=utf-8", NULL};
    static const struct service sqs = {"sqs", "application/x-amz-json-1.0", "AmazonSQS.SendMessage"};
    static const struct service events = {"events", "application/x-amz-json-1.1", "AWSEvents.PutEvents"};
    return type == MGP_DESTINATION_SNS ? &sns : type == MGP_DESTINATION_SQS ? &sqs : &events;
}

/* An endpoint in its parts. The port that is the scheme's own is no part of the Host header. */
static void split(struct mgp_slice url, struct mgp_slice *host, struct mgp_slice *path)
{
    bool has_tls = mgp_slice_starts_with(url, MGP_LITERAL("https://"));
    size_t begin = has_tls ? 8 : 7;
    size_t end = mgp_slice_find(url, MGP_LITERAL("/"), begin);
    if (end == SIZE_MAX) end = url.len;
    *host = mgp_slice_sub(url, begin, end);
    *path = end < url.len ? mgp_slice_sub(url, end, url.len) : MGP_LITERAL("/");
    struct mgp_slice port = has_tls ? MGP_LITERAL(":443") : MGP_LITERAL(":80");
    if (mgp_slice_ends_with(*host, port)) host->len -= port.len;
}

static bool is_fifo(const struct mgp_destination *destination)
{
    return mgp_slice_ends_with(mgp_slice_text(destination->resource), MGP_LITERAL(".fifo"));
}

/* A queue or topic of FIFO type drops what comes twice by an id that it is told. */
static void append_body(const struct mgp_destination *destination, const struct mgp_outgoing *outgoing,
                        struct mgp_buffer *out)
{
    char id[MGP_CHANNEL_ID];
    bool has_id = is_fifo(destination) && destination->type != MGP_DESTINATION_EVENTBRIDGE;
    mgp_channel_id(outgoing, id);
    if (has_id && destination->type == MGP_DESTINATION_SQS) {
        mgp_channel_insert_member(out, outgoing->body, "MessageDeduplicationId", id);
        return;
    }
    mgp_buffer_append(out, outgoing->body);
    if (has_id) mgp_buffer_format(out, "&MessageDeduplicationId=%s", id);
}

static void add_signature(struct mgp_channel *channel, const struct service *service, struct mgp_slice host,
                          struct mgp_slice path, struct mgp_channel_request *request)
{
    struct mgp_sigv4_signature signature = {0};
    const struct mgp_sigv4_pair headers[] = {
        {MGP_LITERAL("Content-Type"), mgp_slice_text(service->content_type)},
        {MGP_LITERAL("X-Amz-Target"), mgp_slice_text(service->target)},
    };
    struct mgp_sigv4_request to_sign = {.service = service->name,
                                        .region = channel->destination->region,
                                        .credentials = {channel->secrets[MGP_CHANNEL_ACCESS_KEY],
                                                        channel->secrets[MGP_CHANNEL_SECRET_KEY],
                                                        channel->secrets[MGP_CHANNEL_SESSION_TOKEN]},
                                        .time = mgp_time_now(),
                                        .method = "POST",
                                        .host = host,
                                        .path = path,
                                        .headers = headers,
                                        .header_count = service->target ? 2 : 1,
                                        .body = mgp_buffer_slice(&request->body),
                                        .double_encode_path = true};
    if (mgp_sigv4_sign(&to_sign, &channel->key, &signature)) {
        mgp_channel_header(request, "X-Amz-Date: %s", channel->is_masked ? "(time)" : signature.date);
        mgp_channel_header(request, "Authorization: %s",
                           channel->is_masked ? "AWS4-HMAC-SHA256 " MGP_SECRET_MASK
                                              : (const char *)signature.authorization.ptr);
    }
    if (channel->secrets[MGP_CHANNEL_SESSION_TOKEN])
        mgp_channel_header(request, "X-Amz-Security-Token: %s", channel->secrets[MGP_CHANNEL_SESSION_TOKEN]);
    mgp_sigv4_signature_clear(&signature);
}

void mgp_channel_make_aws(struct mgp_channel *channel, const struct mgp_outgoing *outgoing,
                          struct mgp_channel_request *request)
{
    const struct mgp_destination *destination = channel->destination;
    const struct service *service = service_of(destination->type);
    struct mgp_slice url = mgp_slice_text(destination->api_url), host, path;
    split(url, &host, &path);
    mgp_buffer_append(&request->url, url);
    if (path.len == 1) mgp_buffer_byte(&request->url, '/');
    mgp_channel_header(request, "Host: %.*s", (int)host.len, (const char *)host.ptr);
    mgp_channel_header(request, "Content-Type: %s", service->content_type);
    if (service->target) mgp_channel_header(request, "X-Amz-Target: %s", service->target);
    append_body(destination, outgoing, &request->body);
    add_signature(channel, service, host, path, request);
}
