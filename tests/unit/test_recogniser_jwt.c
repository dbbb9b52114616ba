#include "recogniser_testing.h"

/* Tokens are made here, so that no scanner of secrets takes this file for one. */
static void append_part(struct mgp_buffer *out, const char *text)
{
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    size_t len = strlen(text);
    uint32_t bits = 0;
    int count = 0;
    for (size_t i = 0; i < len; i++) {
        bits = bits << 8 | (uint8_t)text[i];
        for (count += 8; count >= 6; count -= 6) {
            mgp_buffer_byte(out, (uint8_t)alphabet[bits >> (count - 6) & 63]);
        }
    }
    if (count > 0) mgp_buffer_byte(out, (uint8_t)alphabet[bits << (6 - count) & 63]);
}

static const char *token(const char *header, const char *payload, const char *signature)
{
    static struct mgp_buffer buffers[2];
    static int turn;
    struct mgp_buffer *buffer = &buffers[turn ^= 1];
    mgp_buffer_clear(buffer);
    append_part(buffer, header);
    mgp_buffer_byte(buffer, '.');
    append_part(buffer, payload);
    mgp_buffer_byte(buffer, '.');
    mgp_buffer_text(buffer, signature);
    return mgp_buffer_string(buffer);
}

static const char signature[] = "SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c";

static void expect_found(const char *text, const char *what)
{
    cr_expect_str_eq(found_in_text(MGP_RECOGNISER_JWT, text), what, "in \"%s\"", text);
    assert_same_in_pieces(MGP_RECOGNISER_JWT, mgp_slice_text(text));
}

Test(recogniser_jwt, finds_signed_and_unsigned_tokens)
{
    static const char *const headers[] = {
        "{\"alg\":\"HS256\",\"typ\":\"JWT\"}",
        "{\"alg\":\"none\"}",
        "{\"typ\":\"JWT\", \"alg\" : \"RS256\"}",
        "{\"kid\":\"\\u00e9\\n\xC3\xA9\",\"x5c\":[\"a\",\"b\"],\"alg\":\"ES256\"}",
        "{\"jwk\":{\"kty\":\"EC\",\"n\":-1.5e+3,\"b\":[true,false,null,{}]},\"alg\":\"ES256\"}",
    };
    static const char *const payloads[] = {"{\"sub\":\"1234567890\",\"iat\":1516239022}", "{}",
                                           "{ \"a\": 0 }", "{\"a\":\"\"}"};
    for (size_t i = 0; i < sizeof headers / sizeof headers[0]; i++) {
        for (size_t k = 0; k < sizeof payloads / sizeof payloads[0]; k++) {
            const char *signed_token = token(headers[i], payloads[k], signature);
            expect_found(signed_token, signed_token);
            const char *bare = token(headers[i], payloads[k], "");
            expect_found(bare, bare);
        }
    }
}

Test(recogniser_jwt, wants_objects_and_alg)
{
    static const char *const headers[] = {
        "{\"typ\":\"JWT\"}",  "{\"alg\":\"HS256\"",  "{\"alg\":\"HS256\"}x",
        "{\"alg\":}",         "{\"alg\" \"x\"}",     "{\"algo\":1}",
        "{\"al\":1}",         "{\"a\":{\"alg\":1}}", "{\"alg\":01}",
        "{\"alg\":tru}",      "{\"alg\":\"\x01\"}",  "{\"alg\":\"\xFF\"}",
        "{\"alg\":\"\xC3\"}", "{\"alg\":\"\\x\"}",   "{\"alg\":\"\\u12g4\"}",
        "{\"alg\":[1,]}",     "{\"alg\":1,}",        "{\"alg\":-}",
    };
    for (size_t i = 0; i < sizeof headers / sizeof headers[0]; i++) {
        expect_found(token(headers[i], "{\"sub\":\"x\"}", signature), "");
    }
    static const char *const payloads[] = {"[]", "1", "\"text\"", "{", "", "{\"a\":1}}"};
    for (size_t i = 0; i < sizeof payloads / sizeof payloads[0]; i++) {
        expect_found(token("{\"alg\":\"HS256\"}", payloads[i], signature), "");
    }
}

Test(recogniser_jwt, ends_where_the_token_does)
{
    char text[600];
    const char *good = token("{\"alg\":\"HS256\"}", "{\"sub\":\"x\"}", signature);
    static const char *const frames[][2] = {{"Bearer ", ""}, {"token=", "&x=1"}, {"\"", "\""},
                                            {"", "."},       {"(", ")"},         {"_", ""}};
    for (size_t i = 0; i < sizeof frames / sizeof frames[0]; i++) {
        snprintf(text, sizeof text, "%s%s%s", frames[i][0], good, frames[i][1]);
        expect_found(text, good);
    }
    snprintf(text, sizeof text, "x%s", good);
    expect_found(text, "");
    snprintf(text, sizeof text, "%s\xC3\xA9", good);
    expect_found(text, "");
    snprintf(text, sizeof text, "%s %s", good, good);
    struct results results = collect_all(MGP_RECOGNISER_JWT, mgp_slice_text(text));
    cr_expect_eq(results.count, 2);
    free(results.items);
}

Test(recogniser_jwt, is_at_most_a_span_long)
{
    for (size_t extra = 0; extra < 2; extra++) {
        const char *start = token("{\"alg\":\"HS256\"}", "{\"sub\":\"x\"}", "");
        size_t len = strlen(start);
        char *text = malloc(MGP_MAX_SPAN + 2);
        memset(text, 'A', MGP_MAX_SPAN + 1);
        memcpy(text, start, len);
        text[MGP_MAX_SPAN + extra] = 0;
        struct results results = collect_all(MGP_RECOGNISER_JWT, mgp_slice_text(text));
        cr_expect_eq(results.count, 1 - extra);
        free(results.items);
        free(text);
    }
}

Test(recogniser_jwt, is_linear)
{
    static const char *const patterns[] = {"eyJ",  "eyJ.",        "-eyJ",         "_eyJ",
                                           "JJJJ", "eyJhbGciOiJ", "-eyJhbGciOiJ", "eyJhbGciOiJub25lIn0."};
    for (size_t i = 0; i < sizeof patterns / sizeof patterns[0]; i++) {
        struct mgp_slice text = repeated(patterns[i], 1 << 20);
        struct results results = collect_all(MGP_RECOGNISER_JWT, text);
        free(results.items);
        free((void *)text.ptr);
    }
}
