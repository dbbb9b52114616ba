#include "aws_verify.h"

#include <stdio.h>
#include <strings.h>

#include "base/buffer.h"
#ifdef AWS_VERIFY_OPENSSL
#include <openssl/hmac.h>
#include <openssl/sha.h>
#else
#include "base/digest.h"
#include "base/hmac.h"
#endif

static void hash(struct mgp_slice text, uint8_t out[32])
{
#ifdef AWS_VERIFY_OPENSSL
    SHA256(text.ptr ? text.ptr : (const uint8_t *)"", text.len, out);
#else
    struct mgp_sha256 sha;
    mgp_sha256_init(&sha);
    mgp_sha256_update(&sha, text);
    mgp_sha256_final(&sha, out);
#endif
}

static void hmac(const void *key, size_t key_length, struct mgp_slice text, uint8_t out[32])
{
#ifdef AWS_VERIFY_OPENSSL
    HMAC(EVP_sha256(), key, (int)key_length, text.ptr, text.len, out, NULL);
#else
    mgp_hmac_sha256(mgp_slice_of(key, key_length), text, out);
#endif
}

static void append_hex(struct mgp_buffer *out, const uint8_t bytes[32])
{
    for (size_t i = 0; i < 32; i++) mgp_buffer_format(out, "%02x", bytes[i]);
}

static struct mgp_slice header(const struct mgp_json *request, struct mgp_slice name)
{
    const struct mgp_json *headers = mgp_json_member(request, "headers");
    for (size_t i = 0; headers && i < headers->count; i++)
        if (mgp_slice_equal_caseless(headers->names[i], name)) return headers->items[i]->text;
    return MGP_LITERAL("");
}

/* The value behind "name=" in the Authorization header, up to a comma. */
static struct mgp_slice part(struct mgp_slice authorization, const char *name)
{
    size_t begin = mgp_slice_find(authorization, mgp_slice_text(name), 0);
    if (begin == SIZE_MAX) return MGP_LITERAL("");
    begin += strlen(name);
    size_t end = mgp_slice_find(authorization, MGP_LITERAL(","), begin);
    return mgp_slice_sub(authorization, begin, end == SIZE_MAX ? authorization.len : end);
}

static void append_headers(struct mgp_buffer *out, const struct mgp_json *request, struct mgp_slice names)
{
    for (size_t at = 0; at < names.len;) {
        size_t end = mgp_slice_find(names, MGP_LITERAL(";"), at);
        if (end == SIZE_MAX) end = names.len;
        struct mgp_slice name = mgp_slice_sub(names, at, end);
        mgp_buffer_append(out, name);
        mgp_buffer_byte(out, ':');
        mgp_buffer_append(out, header(request, name));
        mgp_buffer_byte(out, '\n');
        at = end + 1;
    }
}

static void sign(const char *secret, const char *date, const char *region, const char *service, struct mgp_slice text,
                 struct mgp_buffer *out)
{
    char first[200];
    uint8_t key[32], next[32];
    snprintf(first, sizeof first, "AWS4%s", secret);
    hmac(first, strlen(first), mgp_slice_of(date, 8), key);
    hmac(key, 32, mgp_slice_text(region), next);
    hmac(next, 32, mgp_slice_text(service), key);
    hmac(key, 32, MGP_LITERAL("aws4_request"), next);
    hmac(next, 32, text, key);
    append_hex(out, key);
}

/* What must be signed, or a request could be altered. */
static bool names_all(const struct mgp_json *request, struct mgp_slice names)
{
    static const char *const needed[] = {"host", "x-amz-date", "content-type", "x-amz-target", "x-amz-security-token"};
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
        if (header(request, mgp_slice_text(needed[i])).len > 0 &&
            mgp_slice_find(names, mgp_slice_text(needed[i]), 0) == SIZE_MAX)
            return false;
    return names.len > 0;
}

bool aws_signature_holds(const struct mgp_json *request, const char *service, const char *region, const char *secret,
                         char *fault, size_t size)
{
    struct mgp_buffer canonical = {0}, text = {0}, signature = {0};
    uint8_t digest[32];
    char scope[200], date[17] = "";
    struct mgp_slice authorization = header(request, MGP_LITERAL("Authorization"));
    struct mgp_slice names = part(authorization, "SignedHeaders="), amz = header(request, MGP_LITERAL("X-Amz-Date"));
    if (amz.len == 16) memcpy(date, amz.ptr, 16);
    mgp_buffer_append(&canonical, mgp_json_member(request, "method")->text);
    mgp_buffer_byte(&canonical, '\n');
    mgp_buffer_append(&canonical, mgp_json_member(request, "path")->text);
    mgp_buffer_text(&canonical, "\n\n");
    append_headers(&canonical, request, names);
    mgp_buffer_byte(&canonical, '\n');
    mgp_buffer_append(&canonical, names);
    mgp_buffer_byte(&canonical, '\n');
    hash(mgp_json_member(request, "body")->text, digest);
    append_hex(&canonical, digest);
    snprintf(scope, sizeof scope, "%.8s/%s/%s/aws4_request", date, region, service);
    mgp_buffer_format(&text, "AWS4-HMAC-SHA256\n%s\n%s\n", date, scope);
    hash(mgp_buffer_slice(&canonical), digest);
    append_hex(&text, digest);
    sign(secret, date, region, service, mgp_buffer_slice(&text), &signature);
    bool has_scope = mgp_slice_ends_with(part(authorization, "Credential="), mgp_slice_text(scope));
    bool is_same = mgp_slice_equal(part(authorization, "Signature="), mgp_buffer_slice(&signature));
    snprintf(fault, size, "%s; canonical request: %s", has_scope ? "signature" : "scope",
             mgp_buffer_string(&canonical));
    bool holds = has_scope && is_same && names_all(request, names);
    mgp_buffer_clear(&canonical);
    mgp_buffer_clear(&text);
    mgp_buffer_clear(&signature);
    return holds;
}
