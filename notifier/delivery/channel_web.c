/* Servers that take JSON by POST: Slack, Teams, Discord, PagerDuty, and webhooks of anybody's. */
#include <stdio.h>

#include "base/base64.h"
#include "base/clock.h"
#include "base/hmac.h"
#include "base/json_writer.h"
#include "notifier/delivery/channel_type.h"

#define JSON_TYPE     "Content-Type: application/json; charset=utf-8"
#define SECRET_PREFIX "whsec_"

/* The secret address, or the one of the rules file. */
static const char *address_of(const struct mgp_channel *channel)
{
    return channel->secrets[MGP_CHANNEL_URL] ? channel->secrets[MGP_CHANNEL_URL] : channel->destination->api_url;
}

/* With thread_ts as the last member where there is a thread. A webhook answers without a ts, so it has none. */
void mgp_channel_make_slack(struct mgp_channel *channel, const struct mgp_outgoing *outgoing,
                            struct mgp_channel_request *request)
{
    struct mgp_slice body = outgoing->body;
    bool is_webhook = channel->secrets[MGP_CHANNEL_URL] != NULL;
    mgp_buffer_text(&request->url, address_of(channel));
    if (!is_webhook) mgp_buffer_text(&request->url, "/chat.postMessage");
    if (!is_webhook) mgp_channel_header(request, "Authorization: Bearer %s", channel->secrets[MGP_CHANNEL_TOKEN]);
    mgp_channel_header(request, JSON_TYPE);
    if (outgoing->thread && !is_webhook)
        mgp_channel_insert_member(&request->body, body, "thread_ts", outgoing->thread);
    else
        mgp_buffer_append(&request->body, body);
}

void mgp_channel_make_plain(struct mgp_channel *channel, const struct mgp_outgoing *outgoing,
                            struct mgp_channel_request *request)
{
    mgp_buffer_text(&request->url, address_of(channel));
    mgp_channel_header(request, JSON_TYPE);
    mgp_buffer_append(&request->body, outgoing->body);
}

void mgp_channel_make_pagerduty(struct mgp_channel *channel, const struct mgp_outgoing *outgoing,
                                struct mgp_channel_request *request)
{
    mgp_buffer_text(&request->url, channel->destination->api_url);
    mgp_channel_header(request, JSON_TYPE);
    mgp_channel_insert_member(&request->body, outgoing->body, "routing_key", channel->secrets[MGP_CHANNEL_TOKEN]);
}

/* A key of Standard Webhooks is "whsec_" and base64; other text is the key as it is. */
static bool read_key(const char *secret, struct mgp_buffer *key)
{
    struct mgp_slice text = mgp_slice_text(secret);
    if (!mgp_slice_starts_with(text, MGP_LITERAL(SECRET_PREFIX))) {
        mgp_buffer_append(key, text);
        return true;
    }
    return mgp_base64_decode(key, mgp_slice_sub(text, sizeof SECRET_PREFIX - 1, text.len)) && key->len > 0;
}

static void clear_key(struct mgp_buffer *key)
{
    if (key->ptr) mgp_wipe(key->ptr, key->capacity);
    mgp_buffer_clear(key);
}

enum mgp_status mgp_channel_check_signing(const char *secret, const char *what, struct mgp_error *error)
{
    struct mgp_buffer key = {0};
    bool is_key = read_key(secret, &key);
    clear_key(&key);
    return is_key ? MGP_OK : mgp_fail(error, MGP_INVALID, "%s must be base64 behind \"whsec_\"", what);
}

/* "v1," and the signature of "id.timestamp.body". */
static void append_signature(struct mgp_buffer *out, const char *secret, struct mgp_slice signed_text)
{
    struct mgp_buffer key = {0};
    uint8_t signature[MGP_HMAC_BYTES];
    if (read_key(secret, &key)) {
        mgp_hmac_sha256(mgp_buffer_slice(&key), signed_text, signature);
        mgp_buffer_text(out, out->len > 0 ? " v1," : "v1,");
        mgp_base64_encode(out, mgp_slice_of(signature, sizeof signature));
    }
    clear_key(&key);
}

/* One signature for each secret, so that a receiver may know either while they are changed. */
static void sign(struct mgp_channel *channel, const char *id, const char *timestamp, struct mgp_slice body,
                 struct mgp_channel_request *request)
{
    struct mgp_buffer signed_text = {0}, signatures = {0};
    mgp_buffer_format(&signed_text, "%s.%s.", id, timestamp);
    mgp_buffer_append(&signed_text, body);
    for (size_t i = MGP_CHANNEL_SIGNING; i < MGP_CHANNEL_SECRETS; i++)
        if (channel->secrets[i]) append_signature(&signatures, channel->secrets[i], mgp_buffer_slice(&signed_text));
    if (channel->is_masked && signatures.len > 0) {
        signatures.len = 0;
        mgp_buffer_text(&signatures, "v1," MGP_SECRET_MASK);
    }
    if (signatures.len > 0) mgp_channel_header(request, "webhook-signature: %s", mgp_buffer_string(&signatures));
    mgp_buffer_clear(&signed_text);
    mgp_buffer_clear(&signatures);
}

/* Standard Webhooks: the id is the same whenever the message is sent again, the time is not. */
void mgp_channel_make_webhook(struct mgp_channel *channel, const struct mgp_outgoing *outgoing,
                              struct mgp_channel_request *request)
{
    char id[MGP_CHANNEL_ID + 8], hash[MGP_CHANNEL_ID], timestamp[32] = "(time)";
    mgp_channel_id(outgoing, hash);
    snprintf(id, sizeof id, "msg_%s", hash);
    if (!channel->is_masked) snprintf(timestamp, sizeof timestamp, "%lld", (long long)(mgp_time_now() / 1000));
    mgp_buffer_text(&request->url, address_of(channel));
    mgp_channel_header(request, JSON_TYPE);
    mgp_channel_header(request, "webhook-id: %s", id);
    mgp_channel_header(request, "webhook-timestamp: %s", timestamp);
    sign(channel, id, timestamp, outgoing->body, request);
    if (channel->secrets[MGP_CHANNEL_TOKEN])
        mgp_channel_header(request, "Authorization: Bearer %s", channel->secrets[MGP_CHANNEL_TOKEN]);
    mgp_buffer_append(&request->body, outgoing->body);
}
