#include "net/smtp.h"

#include <stdio.h>

#include "base/alloc.h"
#include "net/curl_library.h"

#define TIMEOUT_MS         30000
#define CONNECT_TIMEOUT_MS 10000

struct mgp_smtp {
    CURL *curl;
};

struct exchange {
    struct mgp_slice rest; /* of the message */
    struct mgp_smtp_reply *reply;
};

enum mgp_status mgp_smtp_create(struct mgp_smtp **out, struct mgp_error *error)
{
    CURL *curl = NULL;
    enum mgp_status status = mgp_curl_open(&curl, error);
    if (status != MGP_OK) return status;
    *out = mgp_calloc(1, sizeof **out);
    (*out)->curl = curl;
    return MGP_OK;
}

void mgp_smtp_destroy(struct mgp_smtp *smtp)
{
    if (!smtp) return;
    mgp_curl.easy_cleanup(smtp->curl);
    free(smtp);
}

static size_t give_message(char *bytes, size_t size, size_t count, void *context)
{
    struct exchange *exchange = context;
    size_t length = size * count < exchange->rest.len ? size * count : exchange->rest.len;
    struct mgp_slice part = {0};
    mgp_slice_cut(&exchange->rest, length, &part);
    if (length > 0) memcpy(bytes, part.ptr, length);
    return length;
}

/* The lines that the server sends: the last one tells. */
static size_t take_reply(char *bytes, size_t size, size_t count, void *context)
{
    struct exchange *exchange = context;
    struct mgp_slice line = mgp_slice_of(bytes, size * count);
    while (line.len > 0 && line.ptr[line.len - 1] <= ' ') line.len--;
    snprintf(exchange->reply->text, sizeof exchange->reply->text, "%.*s", (int)(line.len < 199 ? line.len : 199),
             (const char *)line.ptr);
    return size * count;
}

static bool set_server(CURL *curl, const struct mgp_smtp_request *request)
{
    long timeout = request->timeout_ms ? request->timeout_ms : TIMEOUT_MS;
    long tls = request->needs_tls ? (long)CURLUSESSL_ALL : (long)CURLUSESSL_TRY;
    bool fine = mgp_curl_set_text(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps") &&
                mgp_curl_set_text(curl, CURLOPT_URL, request->url) && mgp_curl_set_number(curl, CURLOPT_NOSIGNAL, 1) &&
                mgp_curl_set_number(curl, CURLOPT_USE_SSL, tls) &&
                mgp_curl_set_trust(curl) &&
                mgp_curl_set_number(curl, CURLOPT_CONNECTTIMEOUT_MS, CONNECT_TIMEOUT_MS) &&
                mgp_curl_set_number(curl, CURLOPT_TIMEOUT_MS, timeout);
    if (!fine || !request->user_name) return fine;
    return mgp_curl_set_text(curl, CURLOPT_USERNAME, request->user_name) &&
           mgp_curl_set_text(curl, CURLOPT_PASSWORD, request->password);
}

static bool set_message(CURL *curl, const struct mgp_smtp_request *request, const struct curl_slist *recipients,
                        struct exchange *exchange)
{
    return mgp_curl_set_text(curl, CURLOPT_MAIL_FROM, request->from) &&
           mgp_curl_set(curl, CURLOPT_MAIL_RCPT, recipients) && mgp_curl_set_number(curl, CURLOPT_UPLOAD, 1) &&
           mgp_curl_set(curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)request->message.len) &&
           mgp_curl_set(curl, CURLOPT_READFUNCTION, give_message) && mgp_curl_set(curl, CURLOPT_READDATA, exchange) &&
           mgp_curl_set(curl, CURLOPT_HEADERFUNCTION, take_reply) && mgp_curl_set(curl, CURLOPT_HEADERDATA, exchange);
}

static enum mgp_status perform(CURL *curl, const struct mgp_smtp_request *request, struct mgp_smtp_reply *reply,
                               struct mgp_error *error)
{
    char host[256];
    long code = 0;
    mgp_curl_host(request->url, host, sizeof host);
    CURLcode outcome = mgp_curl.easy_perform(curl);
    mgp_curl.easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &code);
    reply->code = (int)code;
    switch (outcome) {
    case CURLE_OK: return MGP_OK;
    case CURLE_LOGIN_DENIED: return mgp_fail(error, MGP_DENIED, "%s: the user name or password is refused", host);
    case CURLE_USE_SSL_FAILED: return mgp_fail(error, MGP_DENIED, "%s offers no STARTTLS", host);
    default: break;
    }
    bool is_refused = code >= 400 && code < 600;
    return mgp_fail(error, is_refused ? MGP_INVALID : MGP_NETWORK, "%s: %s", host, mgp_curl.easy_strerror(outcome));
}

enum mgp_status mgp_smtp_send(struct mgp_smtp *smtp, const struct mgp_smtp_request *request,
                              struct mgp_smtp_reply *reply, struct mgp_error *error)
{
    struct exchange exchange = {.rest = request->message, .reply = reply};
    struct curl_slist *recipients = NULL;
    bool fine = true;
    *reply = (struct mgp_smtp_reply){0};
    mgp_curl.easy_reset(smtp->curl);
    for (size_t i = 0; fine && i < request->recipient_count; i++)
        fine = mgp_curl_append(&recipients, request->recipients[i]);
    enum mgp_status status = MGP_OK;
    if (fine && set_server(smtp->curl, request) && set_message(smtp->curl, request, recipients, &exchange))
        status = perform(smtp->curl, request, reply, error);
    else
        status = mgp_fail(error, MGP_INVALID, "the message cannot be sent as it is");
    mgp_curl.easy_reset(smtp->curl); /* forgets the password */
    mgp_curl.slist_free_all(recipients);
    return status;
}
