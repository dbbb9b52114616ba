/* What is said of requests that failed: what was asked, what came back, what to do. Nothing secret: neither keys nor
 * signatures nor queries. */
#include <stdio.h>

#include "base/utf8.h"
#include "net/s3_parts.h"

#define SHOWN_KEY 120

static struct mgp_slice parameter(const struct mgp_s3_request *request, struct mgp_slice name)
{
    for (size_t i = 0; i < request->query_count; i++)
        if (mgp_slice_equal(request->query[i].name, name)) return request->query[i].value;
    return (struct mgp_slice){0};
}

static bool is_listing(const struct mgp_s3_request *request)
{
    return parameter(request, MGP_LITERAL("list-type")).len > 0;
}

void mgp_s3_append_asked(struct mgp_buffer *out, const struct mgp_s3_request *request)
{
    bool lists = is_listing(request), lists_buckets = request->bucket.len == 0 && !request->control_account;
    mgp_buffer_format(out, "%s s3://", lists || lists_buckets ? "listing" : request->method);
    mgp_append_printable(out, request->bucket);
    if (request->bucket.len > 0) mgp_buffer_byte(out, '/');
    struct mgp_slice key = lists ? parameter(request, MGP_LITERAL("prefix")) : request->key;
    size_t shown = key.len < SHOWN_KEY ? key.len : mgp_utf8_valid_prefix(mgp_slice_sub(key, 0, SHOWN_KEY));
    mgp_append_printable(out, mgp_slice_sub(key, 0, shown));
    if (shown < key.len) mgp_buffer_text(out, "...");
    bool has_sub = request->query_count > 0 && request->query[0].value.len == 0 && request->query[0].name.len < 40;
    if (has_sub)
        mgp_buffer_format(out, "?%.*s", (int)request->query[0].name.len, (const char *)request->query[0].name.ptr);
}

static const char allow_it[] = "allow it for these credentials, or use others";

/* What to do about S3's codes, then about statuses. */
static const struct {
    const char *code;
    enum mgp_status status;
    const char *remedy;
} known[] = {
    {"NoSuchBucket", MGP_GONE, "check the bucket's name, and that the endpoint is the right one"},
    {"NoSuchKey", MGP_GONE, "it was deleted since it was listed: scan again"},
    {"NoSuchVersion", MGP_GONE, "it was deleted since it was listed: scan again"},
    {"NoSuchUpload", MGP_GONE, "the upload was ended by somebody else: try again"},
    {"AccessDenied", MGP_DENIED, allow_it},
    {"AllAccessDisabled", MGP_DENIED, "the owner's account has to allow it"},
    {"InvalidAccessKeyId", MGP_DENIED,
     "the server does not know this access key: check the credentials and the endpoint"},
    {"SignatureDoesNotMatch", MGP_DENIED, "check the secret key, and that no proxy changes the request"},
    {"ExpiredToken", MGP_DENIED, "get new credentials"},
    {"TokenRefreshRequired", MGP_DENIED, "get new credentials"},
    {"InvalidToken", MGP_DENIED, "the session token is not one of this server: get new credentials"},
    {"InvalidTokenId", MGP_DENIED, "the session token is not one of this server: get new credentials"},
    {"RequestTimeTooSkewed", MGP_DENIED, "set this machine's clock"},
    {"AccountProblem", MGP_DENIED, "the owner's account has a problem"},
    {"InvalidObjectState", MGP_DENIED, "it is archived: restore it first"},
    {"PreconditionFailed", MGP_CHANGED, "it changed since it was listed: scan again when nothing writes to it"},
    {"PermanentRedirect", MGP_INVALID, "the bucket is in another region: name it with --region"},
    {"TemporaryRedirect", MGP_INVALID, "the bucket is in another region: name it with --region"},
    {"AuthorizationHeaderMalformed", MGP_INVALID, "name the bucket's region with --region"},
    {"IllegalLocationConstraintException", MGP_INVALID, "name the bucket's region with --region"},
    {"NotImplemented", MGP_UNSUPPORTED, "this server cannot do it"},
    {"MethodNotAllowed", MGP_UNSUPPORTED, "this server cannot do it"},
    {"InvalidBucketName", MGP_INVALID, "check the bucket's name"},
};

static size_t find_known(const char *code)
{
    size_t i = 0;
    while (i < sizeof known / sizeof *known && strcmp(known[i].code, code) != 0) i++;
    return i;
}

static enum mgp_status status_of(long status, const char **remedy)
{
    *remedy = "see the server's log";
    switch (status) {
    case 301:
    case 302:
    case 307:
    case 308:
        *remedy = "the server sends elsewhere, which is not followed: name the right --endpoint-url or --region";
        return MGP_INVALID;
    case 401:
    case 403:
        *remedy = allow_it;
        return MGP_DENIED;
    case 404:
    case 410:
        *remedy = "check the name, and that the endpoint is one of S3";
        return MGP_GONE;
    case 405:
    case 501:
        *remedy = "this server cannot do it";
        return MGP_UNSUPPORTED;
    case 412:
        *remedy = "it changed since it was listed: scan again when nothing writes to it";
        return MGP_CHANGED;
    case 416:
        *remedy = "it became shorter since it was listed: scan again when nothing writes to it";
        return MGP_CHANGED;
    case 429:
        *remedy = "the server is asked too often: try again later";
        return MGP_NETWORK;
    default:
        break;
    }
    if (status >= 500) *remedy = "the server has a problem: try again later";
    return status >= 500 ? MGP_NETWORK : MGP_INVALID;
}

/* The permission that a request without success may lack; NULL: it is not one that is asked for by name. */
static const char *permission_of(const struct mgp_s3_request *request)
{
    bool is_read = strcmp(request->method, "GET") == 0 || strcmp(request->method, "HEAD") == 0;
    if (is_listing(request)) return "s3:ListBucket";
    if (request->control_account) return "s3:GetAccountPublicAccessBlock";
    if (request->bucket.len == 0) return "s3:ListAllMyBuckets";
    if (request->key.len == 0) return NULL;
    if (!is_read) return "s3:PutObject";
    return request->query_count > 0 && mgp_slice_is(request->query[0].name, "tagging") ? "s3:GetObjectTagging"
                                                                                     : "s3:GetObject";
}

enum mgp_status mgp_s3_fail_response(struct mgp_s3 *s3, const struct mgp_s3_request *request,
                                     const struct mgp_s3_response *response, struct mgp_error *error)
{
    struct mgp_buffer text = {0};
    const struct mgp_s3_refusal *refusal = &response->refusal;
    const char *remedy, *id = refusal->request_id[0] ? refusal->request_id : response->request_id;
    size_t at = find_known(refusal->code);
    bool is_known = at < sizeof known / sizeof *known;
    enum mgp_status status = status_of(response->status, &remedy);
    if (is_known) {
        status = known[at].status;
        remedy = known[at].remedy;
    }
    if (response->status == 400 &&
        mgp_slice_find(mgp_buffer_slice(&response->body), MGP_LITERAL("HTTPS server"), 0) != SIZE_MAX)
        remedy = "this port speaks https: write --endpoint-url https://...";
    mgp_s3_append_asked(&text, request);
    mgp_buffer_format(&text, ": %ld%s%s", response->status, refusal->code[0] ? " " : "", refusal->code);
    if (!is_known && refusal->message[0]) mgp_buffer_format(&text, " (%.80s)", refusal->message);
    if (id[0]) mgp_buffer_format(&text, ", request %.40s", id);
    (void)s3;
    const char *permission = remedy == allow_it ? permission_of(request) : NULL;
    if (permission)
        mgp_fail(error, status, "%s: allow %s for these credentials, or use others", mgp_buffer_string(&text),
                 permission);
    else
        mgp_fail(error, status, "%s: %s", mgp_buffer_string(&text), remedy);
    mgp_buffer_clear(&text);
    return status;
}

static const char *network_remedy(enum mgp_http_failure failure)
{
    switch (failure) {
    case MGP_HTTP_UNRESOLVED:
        return "check the host's name in --endpoint-url, and the region";
    case MGP_HTTP_REFUSED:
        return "check that the server runs, and the port";
    case MGP_HTTP_TLS:
        return "does the server speak https? If not, write --endpoint-url http://...";
    case MGP_HTTP_CERTIFICATE:
        return "name its authority's PEM file with --ca-bundle or AWS_CA_BUNDLE, or the host that it is for";
    case MGP_HTTP_CA_FILE:
        return "--ca-bundle (or AWS_CA_BUNDLE, ca_bundle) has to name a PEM file with certificates";
    case MGP_HTTP_PROXY:
        return "check http_proxy, HTTPS_PROXY and NO_PROXY";
    case MGP_HTTP_TIMED_OUT:
        return "nothing came for too long: check the network";
    case MGP_HTTP_CUT:
        return "the connection ended in the middle: does the server speak http on this port, or https?";
    default:
        return "check the network, and --endpoint-url";
    }
}

enum mgp_status mgp_s3_fail_network(struct mgp_s3 *s3, const struct mgp_s3_request *request,
                                    enum mgp_http_failure failure, const char *reason, struct mgp_error *error)
{
    struct mgp_buffer text = {0};
    char copy[200];
    snprintf(copy, sizeof copy, "%.190s", reason);
    mgp_s3_append_asked(&text, request);
    mgp_fail(error, MGP_NETWORK, "%.200s: no answer from %.90s: %s: %s", mgp_buffer_string(&text), s3->endpoint_text,
             copy, network_remedy(failure));
    mgp_buffer_clear(&text);
    return MGP_NETWORK;
}
