/* AWS Signature Version 4: signing a request with an Authorization header or by its query.
 *
 *     struct mgp_sigv4_request request = {.service = "sns", .region = "eu-west-1", .credentials = credentials,
 *                                         .time = mgp_time_now(), .method = "POST", .host = ..., .path = "/",
 *                                         .body = body, .double_encode_path = true};
 *     mgp_sigv4_sign(&request, &key, &signature);
 *     ... send with the headers signature.date, signature.authorization and what the request itself names
 *
 * What is signed is what must be sent: the host, the path and query as given, every header that is given, and
 * X-Amz-Date, X-Amz-Security-Token (where the credentials have a token) and X-Amz-Content-Sha256 (on demand), which
 * the signer adds. Secrets are only read; what was derived from them is wiped by mgp_sigv4_key_clear.
 *
 * Thread-safe, but for the key, which belongs to one thread at a time.
 * Source: "Create a signed AWS API request", IAM user guide. */
#ifndef MGP_NET_SIGV4_H
#define MGP_NET_SIGV4_H

#include "base/buffer.h"
#include "base/clock.h"

#define MGP_SIGV4_UNSIGNED_PAYLOAD "UNSIGNED-PAYLOAD"
#define MGP_SIGV4_HEADERS_MAX 32

struct mgp_sigv4_credentials {
    const char *access_key, *secret_key;
    const char *session_token; /* NULL: none */
};

/* A header, or a parameter of the query; a parameter is not encoded yet. */
struct mgp_sigv4_pair {
    struct mgp_slice name, value;
};

struct mgp_sigv4_request {
    const char *service, *region;
    struct mgp_sigv4_credentials credentials;
    mgp_time_ms time;
    const char *method;
    struct mgp_slice host; /* with its port where that is not the scheme's own: the value of the Host header */
    struct mgp_slice path; /* as it is sent: percent-encoded; "" is "/" */
    const struct mgp_sigv4_pair *query;
    size_t query_count;
    const struct mgp_sigv4_pair *headers; /* beside those that the signer adds; at most MGP_SIGV4_HEADERS_MAX - 4 */
    size_t header_count;
    struct mgp_slice body;
    const char *payload_hash; /* hex of the body's SHA-256, or MGP_SIGV4_UNSIGNED_PAYLOAD; NULL: made from body */
    bool double_encode_path;  /* every service but S3: the path is encoded once more for signing */
    bool with_payload_header; /* sign X-Amz-Content-Sha256 too, as S3 wants it */
    bool normalise_path;      /* every service but S3: "." and ".." are resolved, "//" becomes "/" for signing */
};

/* The signing key, derived anew when date, region, service or secret change. Zero-initialise it. */
struct mgp_sigv4_key {
    char scope[160]; /* date/region/service that it is for */
    uint8_t secret_hash[32];
    uint8_t key[32];
};

#define MGP_SIGV4_DATE 20 /* "20150830T123600Z" */

/* Zero-initialise it, clear it; it may be used again. */
struct mgp_sigv4_signature {
    char date[MGP_SIGV4_DATE];    /* value of X-Amz-Date */
    char payload_hash[68];        /* value of X-Amz-Content-Sha256 */
    struct mgp_buffer authorization; /* value of Authorization, NUL-ended */
    struct mgp_buffer names, canonical, to_sign; /* the signer's own, kept for the next signature */
};

/* False, with nothing signed, for too many headers or a name of service or region that is too long. */
bool mgp_sigv4_sign(const struct mgp_sigv4_request *request, struct mgp_sigv4_key *key,
                    struct mgp_sigv4_signature *out);
/* Signs by the query: appends to out the whole query (canonical parameters, the signer's own, the signature), which
 * grants what the request does to whoever has it until expires_s seconds later. So it is as secret as a key. */
bool mgp_sigv4_presign(const struct mgp_sigv4_request *request, unsigned expires_s, struct mgp_sigv4_key *key,
                       struct mgp_buffer *out);
void mgp_sigv4_signature_clear(struct mgp_sigv4_signature *signature);
void mgp_sigv4_key_clear(struct mgp_sigv4_key *key);

/* Appends the parameters in canonical form (encoded, sorted, each with "="): what to put behind the '?' too. */
void mgp_sigv4_append_query(struct mgp_buffer *out, const struct mgp_sigv4_pair *query, size_t count);

/* The steps of the signature, for tests and for finding out why a server says that signatures differ. */
bool mgp_sigv4_canonical_request(const struct mgp_sigv4_request *request, struct mgp_buffer *out);
void mgp_sigv4_string_to_sign(const struct mgp_sigv4_request *request, struct mgp_slice canonical,
                              struct mgp_buffer *out);

#endif
