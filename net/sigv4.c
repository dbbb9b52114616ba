#include "net/sigv4.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/digest.h"
#include "base/hmac.h"
#include "base/percent.h"

#define ALGORITHM "AWS4-HMAC-SHA256"
#define ADDED_HEADERS 4 /* host, x-amz-content-sha256, x-amz-date, x-amz-security-token */

/* Headers in canonical form: names in lower case, in order. */
struct headers {
    struct mgp_buffer *text; /* all names, one behind the other */
    size_t begins[MGP_SIGV4_HEADERS_MAX], lengths[MGP_SIGV4_HEADERS_MAX];
    struct mgp_slice values[MGP_SIGV4_HEADERS_MAX];
    size_t order[MGP_SIGV4_HEADERS_MAX];
    size_t count;
};

static void format_date(mgp_time_ms time, char out[MGP_SIGV4_DATE])
{
    char text[MGP_TIME_TEXT];
    size_t used = 0;
    mgp_time_format(time, false, text);
    for (const char *c = text; *c && used + 1 < MGP_SIGV4_DATE; c++)
        if (*c != '-' && *c != ':') out[used++] = *c;
    out[used] = '\0';
}

static void hash_hex(struct mgp_slice data, char out[65])
{
    struct mgp_sha256 sha;
    uint8_t digest[32];
    mgp_sha256_init(&sha);
    mgp_sha256_update(&sha, data);
    mgp_sha256_final(&sha, digest);
    mgp_hex(digest, sizeof digest, out);
}

static void write_payload_hash(const struct mgp_sigv4_request *request, char out[68])
{
    if (request->payload_hash) snprintf(out, 68, "%s", request->payload_hash);
    else hash_hex(request->body, out);
}

/* The scope's date/region/service. False if it does not fit. */
static bool write_scope(const struct mgp_sigv4_request *request, char *out, size_t size)
{
    char date[MGP_SIGV4_DATE];
    format_date(request->time, date);
    int length = snprintf(out, size, "%.8s/%s/%s", date, request->region, request->service);
    return length > 0 && (size_t)length < size;
}

static struct mgp_buffer encoded(struct mgp_slice text)
{
    struct mgp_buffer out = {0};
    mgp_append_percent_encoded(&out, text, false);
    return out;
}

struct parameter {
    struct mgp_buffer name, value;
};

static int compare_parameters(const void *a, const void *b)
{
    const struct parameter *left = a, *right = b;
    int order = mgp_slice_compare(mgp_buffer_slice(&left->name), mgp_buffer_slice(&right->name));
    return order ? order : mgp_slice_compare(mgp_buffer_slice(&left->value), mgp_buffer_slice(&right->value));
}

void mgp_sigv4_append_query(struct mgp_buffer *out, const struct mgp_sigv4_pair *query, size_t count)
{
    if (count == 0) return;
    struct parameter *parameters = mgp_calloc(count, sizeof *parameters);
    for (size_t i = 0; i < count; i++)
        parameters[i] = (struct parameter){encoded(query[i].name), encoded(query[i].value)};
    qsort(parameters, count, sizeof *parameters, compare_parameters);
    for (size_t i = 0; i < count; i++) {
        if (i > 0) mgp_buffer_byte(out, '&');
        mgp_buffer_append(out, mgp_buffer_slice(&parameters[i].name));
        mgp_buffer_byte(out, '=');
        mgp_buffer_append(out, mgp_buffer_slice(&parameters[i].value));
        mgp_buffer_clear(&parameters[i].name);
        mgp_buffer_clear(&parameters[i].value);
    }
    free(parameters);
}

static void add_header(struct headers *headers, struct mgp_slice name, struct mgp_slice value)
{
    size_t at = headers->count++;
    headers->values[at] = value;
    headers->begins[at] = headers->text->len;
    headers->lengths[at] = name.len;
    for (size_t i = 0; i < name.len; i++) {
        uint8_t c = name.ptr[i];
        mgp_buffer_byte(headers->text, c >= 'A' && c <= 'Z' ? (uint8_t)(c - 'A' + 'a') : c);
    }
}

static struct mgp_slice name_of(const struct headers *headers, size_t at)
{
    return mgp_slice_sub(mgp_buffer_slice(headers->text), headers->begins[at],
                         headers->begins[at] + headers->lengths[at]);
}

/* Insertion sort, which keeps the order of headers of one name. */
static void sort_headers(struct headers *headers)
{
    for (size_t i = 0; i < headers->count; i++) {
        size_t at = i;
        while (at > 0 && mgp_slice_compare(name_of(headers, i), name_of(headers, headers->order[at - 1])) < 0) {
            headers->order[at] = headers->order[at - 1];
            at--;
        }
        headers->order[at] = i;
    }
}

static bool is_blank(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Without blanks around it, and with one for several within. */
static void append_value(struct mgp_buffer *out, struct mgp_slice value)
{
    size_t begin = out->len;
    bool was_blank = false;
    for (size_t i = 0; i < value.len; i++) {
        if (is_blank(value.ptr[i])) {
            was_blank = out->len > begin;
            continue;
        }
        if (was_blank) mgp_buffer_byte(out, ' ');
        mgp_buffer_byte(out, value.ptr[i]);
        was_blank = false;
    }
}

static bool is_same_name(const struct headers *headers, size_t i)
{
    return i > 0 && mgp_slice_equal(name_of(headers, headers->order[i]), name_of(headers, headers->order[i - 1]));
}

static void append_headers(struct mgp_buffer *out, const struct headers *headers)
{
    for (size_t i = 0; i < headers->count; i++) {
        size_t at = headers->order[i];
        bool is_same = is_same_name(headers, i);
        if (i > 0 && !is_same) mgp_buffer_byte(out, '\n');
        if (!is_same) mgp_buffer_append(out, name_of(headers, at));
        mgp_buffer_byte(out, is_same ? ',' : ':');
        append_value(out, headers->values[at]);
    }
    mgp_buffer_byte(out, '\n');
}

static void append_signed_names(struct mgp_buffer *out, const struct headers *headers)
{
    for (size_t i = 0; i < headers->count; i++) {
        if (is_same_name(headers, i)) continue;
        if (i > 0) mgp_buffer_byte(out, ';');
        mgp_buffer_append(out, name_of(headers, headers->order[i]));
    }
}

/* date and payload_hash are borrowed. */
static bool collect_headers(const struct mgp_sigv4_request *request, const char *date, const char *payload_hash,
                            struct headers *headers)
{
    const char *token = request->credentials.session_token;
    if (request->header_count > MGP_SIGV4_HEADERS_MAX - ADDED_HEADERS) return false;
    for (size_t i = 0; i < request->header_count; i++)
        add_header(headers, request->headers[i].name, request->headers[i].value);
    add_header(headers, MGP_LITERAL("host"), request->host);
    add_header(headers, MGP_LITERAL("x-amz-date"), mgp_slice_text(date));
    if (token) add_header(headers, MGP_LITERAL("x-amz-security-token"), mgp_slice_text(token));
    if (request->with_payload_header)
        add_header(headers, MGP_LITERAL("x-amz-content-sha256"), mgp_slice_text(payload_hash));
    sort_headers(headers);
    return true;
}

/* Without empty and "." segments, ".." taking away the one before it (RFC 3986, 5.2.4). */
static void append_normalised(struct mgp_buffer *out, struct mgp_slice path)
{
    size_t root = out->len, at = 0;
    mgp_buffer_byte(out, '/');
    while (at < path.len) {
        size_t end = mgp_slice_find(path, MGP_LITERAL("/"), at);
        struct mgp_slice segment = mgp_slice_sub(path, at, end == SIZE_MAX ? path.len : end);
        at = end == SIZE_MAX ? path.len : end + 1;
        if (segment.len == 0 || mgp_slice_is(segment, ".")) continue;
        if (!mgp_slice_is(segment, "..")) {
            mgp_buffer_append(out, segment);
            if (end != SIZE_MAX) mgp_buffer_byte(out, '/');
            continue;
        }
        if (out->len > root + 1) out->len--;
        while (out->ptr[out->len - 1] != '/') out->len--;
    }
}

static void append_path(struct mgp_buffer *out, const struct mgp_sigv4_request *request)
{
    struct mgp_buffer normal = {0};
    struct mgp_slice path = request->path.len ? request->path : MGP_LITERAL("/");
    if (request->normalise_path) {
        append_normalised(&normal, path);
        path = mgp_buffer_slice(&normal);
    }
    if (request->double_encode_path) mgp_append_percent_encoded(out, path, true);
    else mgp_buffer_append(out, path);
    mgp_buffer_clear(&normal);
}

static void append_canonical(struct mgp_buffer *out, const struct mgp_sigv4_request *request,
                             const struct headers *headers, const char *payload_hash)
{
    mgp_buffer_format(out, "%s\n", request->method);
    append_path(out, request);
    mgp_buffer_byte(out, '\n');
    mgp_sigv4_append_query(out, request->query, request->query_count);
    mgp_buffer_byte(out, '\n');
    append_headers(out, headers);
    mgp_buffer_byte(out, '\n');
    append_signed_names(out, headers);
    mgp_buffer_format(out, "\n%s", payload_hash);
}

bool mgp_sigv4_canonical_request(const struct mgp_sigv4_request *request, struct mgp_buffer *out)
{
    struct mgp_buffer names = {0};
    struct headers headers = {.text = &names};
    char date[MGP_SIGV4_DATE], payload_hash[68];
    format_date(request->time, date);
    write_payload_hash(request, payload_hash);
    bool fits = collect_headers(request, date, payload_hash, &headers);
    if (fits) append_canonical(out, request, &headers, payload_hash);
    mgp_buffer_clear(&names);
    return fits;
}

void mgp_sigv4_string_to_sign(const struct mgp_sigv4_request *request, struct mgp_slice canonical,
                              struct mgp_buffer *out)
{
    char date[MGP_SIGV4_DATE], hash[65];
    format_date(request->time, date);
    hash_hex(canonical, hash);
    mgp_buffer_format(out, ALGORITHM "\n%s\n%.8s/%s/%s/aws4_request\n%s", date, date, request->region,
                      request->service, hash);
}

static void hmac_text(uint8_t key[32], const char *text)
{
    uint8_t next[MGP_HMAC_BYTES];
    mgp_hmac_sha256(mgp_slice_of(key, 32), mgp_slice_text(text), next);
    memcpy(key, next, sizeof next);
    mgp_wipe(next, sizeof next);
}

static void derive(const struct mgp_sigv4_request *request, struct mgp_sigv4_key *key)
{
    struct mgp_buffer secret = {0};
    char date[MGP_SIGV4_DATE];
    format_date(request->time, date);
    date[8] = '\0';
    mgp_buffer_format(&secret, "AWS4%s", request->credentials.secret_key);
    mgp_hmac_sha256(mgp_buffer_slice(&secret), mgp_slice_text(date), key->key);
    hmac_text(key->key, request->region);
    hmac_text(key->key, request->service);
    hmac_text(key->key, "aws4_request");
    mgp_wipe(secret.ptr, secret.capacity);
    mgp_buffer_clear(&secret);
}

/* The secret itself is not kept to compare with. */
static bool refresh(const struct mgp_sigv4_request *request, struct mgp_sigv4_key *key)
{
    struct mgp_sha256 sha;
    uint8_t hash[32];
    char scope[sizeof key->scope] = "";
    if (!write_scope(request, scope, sizeof scope)) return false;
    mgp_sha256_init(&sha);
    mgp_sha256_update(&sha, mgp_slice_text(request->credentials.secret_key));
    mgp_sha256_final(&sha, hash);
    if (strcmp(scope, key->scope) == 0 && memcmp(hash, key->secret_hash, sizeof hash) == 0) return true;
    derive(request, key);
    memcpy(key->scope, scope, sizeof scope);
    memcpy(key->secret_hash, hash, sizeof hash);
    return true;
}

static void append_authorization(struct mgp_buffer *out, const struct mgp_sigv4_request *request, const char *scope,
                                 const struct headers *headers, const char *signature)
{
    out->len = 0;
    mgp_buffer_format(out, ALGORITHM " Credential=%s/%s/aws4_request, SignedHeaders=",
                      request->credentials.access_key, scope);
    append_signed_names(out, headers);
    mgp_buffer_format(out, ", Signature=%s", signature);
    mgp_buffer_string(out);
}

bool mgp_sigv4_sign(const struct mgp_sigv4_request *request, struct mgp_sigv4_key *key,
                    struct mgp_sigv4_signature *out)
{
    struct headers headers = {.text = &out->names};
    uint8_t digest[MGP_HMAC_BYTES];
    char signature[65];
    out->names.len = out->canonical.len = out->to_sign.len = 0;
    format_date(request->time, out->date);
    write_payload_hash(request, out->payload_hash);
    bool fits = refresh(request, key) && collect_headers(request, out->date, out->payload_hash, &headers);
    if (fits) {
        append_canonical(&out->canonical, request, &headers, out->payload_hash);
        mgp_sigv4_string_to_sign(request, mgp_buffer_slice(&out->canonical), &out->to_sign);
        mgp_hmac_sha256(mgp_slice_of(key->key, sizeof key->key), mgp_buffer_slice(&out->to_sign), digest);
        mgp_hex(digest, sizeof digest, signature);
        append_authorization(&out->authorization, request, key->scope, &headers, signature);
    }
    return fits;
}

/* The parameters of a request signed by its query: its own and the signer's. The texts are lent by the buffers. */
#define SIGNER_PARAMETERS 6
static size_t collect_parameters(const struct mgp_sigv4_request *request, const char *date,
                                 struct mgp_buffer *credential, struct mgp_buffer *expires,
                                 const struct mgp_buffer *names, struct mgp_sigv4_pair *out)
{
    size_t count = 0;
    for (; count < request->query_count; count++) out[count] = request->query[count];
    out[count++] = (struct mgp_sigv4_pair){MGP_LITERAL("X-Amz-Algorithm"), MGP_LITERAL(ALGORITHM)};
    out[count++] = (struct mgp_sigv4_pair){MGP_LITERAL("X-Amz-Credential"), mgp_buffer_slice(credential)};
    out[count++] = (struct mgp_sigv4_pair){MGP_LITERAL("X-Amz-Date"), mgp_slice_text(date)};
    out[count++] = (struct mgp_sigv4_pair){MGP_LITERAL("X-Amz-Expires"), mgp_buffer_slice(expires)};
    out[count++] = (struct mgp_sigv4_pair){MGP_LITERAL("X-Amz-SignedHeaders"), mgp_buffer_slice(names)};
    if (request->credentials.session_token)
        out[count++] = (struct mgp_sigv4_pair){MGP_LITERAL("X-Amz-Security-Token"),
                                               mgp_slice_text(request->credentials.session_token)};
    return count;
}

static void append_query_signature(struct mgp_buffer *out, const struct mgp_sigv4_request *signed_request,
                                   const struct mgp_sigv4_key *key, const struct headers *headers)
{
    struct mgp_buffer canonical = {0}, to_sign = {0};
    uint8_t digest[MGP_HMAC_BYTES];
    char payload_hash[68], signature[65];
    write_payload_hash(signed_request, payload_hash);
    append_canonical(&canonical, signed_request, headers, payload_hash);
    mgp_sigv4_string_to_sign(signed_request, mgp_buffer_slice(&canonical), &to_sign);
    mgp_hmac_sha256(mgp_slice_of(key->key, sizeof key->key), mgp_buffer_slice(&to_sign), digest);
    mgp_hex(digest, sizeof digest, signature);
    mgp_sigv4_append_query(out, signed_request->query, signed_request->query_count);
    mgp_buffer_format(out, "&X-Amz-Signature=%s", signature);
    mgp_buffer_clear(&canonical);
    mgp_buffer_clear(&to_sign);
}

bool mgp_sigv4_presign(const struct mgp_sigv4_request *request, unsigned expires_s, struct mgp_sigv4_key *key,
                       struct mgp_buffer *out)
{
    struct mgp_buffer credential = {0}, expires = {0}, names = {0}, text = {0};
    struct headers headers = {.text = &text};
    char date[MGP_SIGV4_DATE];
    if (request->header_count > MGP_SIGV4_HEADERS_MAX - 1 || !refresh(request, key)) return false;
    format_date(request->time, date);
    for (size_t i = 0; i < request->header_count; i++)
        add_header(&headers, request->headers[i].name, request->headers[i].value);
    add_header(&headers, MGP_LITERAL("host"), request->host);
    sort_headers(&headers);
    append_signed_names(&names, &headers);
    mgp_buffer_format(&credential, "%s/%s/aws4_request", request->credentials.access_key, key->scope);
    mgp_buffer_format(&expires, "%u", expires_s);

    struct mgp_sigv4_request signed_request = *request;
    struct mgp_sigv4_pair *query = mgp_calloc(request->query_count + SIGNER_PARAMETERS, sizeof *query);
    signed_request.query_count = collect_parameters(request, date, &credential, &expires, &names, query);
    signed_request.query = query;
    append_query_signature(out, &signed_request, key, &headers);
    free(query);
    mgp_buffer_clear(&text);
    mgp_buffer_clear(&credential);
    mgp_buffer_clear(&expires);
    mgp_buffer_clear(&names);
    return true;
}

void mgp_sigv4_signature_clear(struct mgp_sigv4_signature *signature)
{
    mgp_buffer_clear(&signature->authorization);
    mgp_buffer_clear(&signature->names);
    if (signature->canonical.ptr) mgp_wipe(signature->canonical.ptr, signature->canonical.capacity);
    mgp_buffer_clear(&signature->canonical);
    mgp_buffer_clear(&signature->to_sign);
    *signature = (struct mgp_sigv4_signature){0};
}

void mgp_sigv4_key_clear(struct mgp_sigv4_key *key)
{
    mgp_wipe(key, sizeof *key);
}
