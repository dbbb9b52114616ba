/* AWS's own signing test suite (tests/data/aws-signing-test-suite): every case, signed by headers and by the query.
 */
#define _DEFAULT_SOURCE
#include <criterion/criterion.h>
#include <dirent.h>
#include <stdio.h>

#include "base/file.h"
#include "base/json.h"
#include "base/percent.h"
#include "net/sigv4.h"

#define SUITE SOURCE_DIR "/tests/data/aws-signing-test-suite/v4"
#define SECRET                                                                                                       \
    "wJalrXUtnFEMI/K7MDENG"                                                                                          \
    "+bPxRfiCY"                                                                                                      \
    "EXAMPLEKEY"
#define MOST 16

struct suite_case {
    char name[128];
    struct mgp_arena arena;
    struct mgp_sigv4_request request;
    struct mgp_sigv4_pair headers[MOST], query[MOST];
    bool omits_token;
    const char *token;
    unsigned expires_s;
};

static struct mgp_slice file_text(struct suite_case *test, const char *file)
{
    char path[512];
    struct mgp_buffer text = {0};
    struct mgp_error error;
    snprintf(path, sizeof path, SUITE "/%s/%s", test->name, file);
    cr_assert(mgp_file_read(path, 1 << 16, &text, &error) == MGP_OK, "%s", error.message);
    struct mgp_slice copy = mgp_arena_copy(&test->arena, mgp_buffer_slice(&text));
    mgp_buffer_clear(&text);
    return copy;
}

static struct mgp_slice without_end(struct mgp_slice text)
{
    while (text.len > 0 && text.ptr[text.len - 1] == '\n') text.len--;
    return text;
}

static struct mgp_slice cut(struct mgp_slice *rest, const char *mark)
{
    size_t end = mgp_slice_find(*rest, mgp_slice_text(mark), 0);
    struct mgp_slice head = mgp_slice_sub(*rest, 0, end == SIZE_MAX ? rest->len : end);
    *rest = mgp_slice_sub(*rest, end == SIZE_MAX ? rest->len : end + strlen(mark), rest->len);
    return head;
}

/* What %XX stand for. */
static struct mgp_slice decoded(struct suite_case *test, struct mgp_slice text)
{
    struct mgp_buffer out = {0};
    for (size_t i = 0; i < text.len; i++) {
        char hex[3] = "";
        if (text.ptr[i] == '%' && i + 2 < text.len) memcpy(hex, text.ptr + i + 1, 2);
        mgp_buffer_byte(&out, hex[0] ? (uint8_t)strtoul(hex, NULL, 16) : text.ptr[i]);
        if (hex[0]) i += 2;
    }
    struct mgp_slice copy = mgp_arena_copy(&test->arena, mgp_buffer_slice(&out));
    mgp_buffer_clear(&out);
    return copy;
}

static void read_target(struct suite_case *test, struct mgp_slice target)
{
    struct mgp_slice query = target, path = cut(&query, "?");
    struct mgp_buffer encoded = {0};
    mgp_append_percent_encoded(&encoded, decoded(test, path), true);
    test->request.path = mgp_arena_copy(&test->arena, mgp_buffer_slice(&encoded));
    mgp_buffer_clear(&encoded);
    while (query.len > 0) {
        struct mgp_slice value = cut(&query, "&"), name = cut(&value, "=");
        test->query[test->request.query_count++] = (struct mgp_sigv4_pair){decoded(test, name), decoded(test, value)};
    }
}

static void read_head(struct suite_case *test, struct mgp_slice head)
{
    while (head.len > 0) {
        struct mgp_slice value = cut(&head, "\n");
        while (head.len > 0 && head.ptr[0] == ' ') { /* a header that goes on in the next line */
            struct mgp_slice more = cut(&head, "\n");
            value.len = (size_t)(more.ptr + more.len - value.ptr);
        }
        struct mgp_slice name = cut(&value, ":");
        if (mgp_slice_equal_caseless(name, MGP_LITERAL("host")))
            test->request.host = value;
        else
            test->headers[test->request.header_count++] = (struct mgp_sigv4_pair){name, value};
    }
}

static void read_context(struct suite_case *test)
{
    struct mgp_json *json;
    struct mgp_error error;
    cr_assert(mgp_json_parse(&test->arena, file_text(test, "context.json"), &json, &error) == MGP_OK);
    const struct mgp_json *body = mgp_json_member(json, "sign_body"), *normal = mgp_json_member(json, "normalize"),
                          *omit = mgp_json_member(json, "omit_session_token");
    int64_t expires = 0;
    struct mgp_sigv4_request *request = &test->request;
    request->service = mgp_json_string(mgp_json_member(json, "service"), "");
    request->region = mgp_json_string(mgp_json_member(json, "region"), "");
    request->credentials.access_key = mgp_json_string(mgp_json_path(json, "credentials", "access_key_id", NULL), "");
    request->credentials.secret_key = SECRET;
    test->token = mgp_json_string(mgp_json_path(json, "credentials", "token", NULL), NULL);
    test->omits_token = omit && omit->boolean;
    request->with_payload_header = body && body->boolean;
    request->normalise_path = normal && normal->boolean;
    cr_assert(mgp_time_parse(mgp_json_string(mgp_json_member(json, "timestamp"), ""), &request->time));
    cr_assert(mgp_json_integer(mgp_json_member(json, "expiration_in_seconds"), &expires));
    test->expires_s = (unsigned)expires;
}

static void read_case(struct suite_case *test)
{
    struct mgp_slice rest = file_text(test, "request.txt"), line = cut(&rest, "\n");
    size_t first = mgp_slice_find(line, MGP_LITERAL(" "), 0), last = line.len;
    while (line.ptr[last - 1] != ' ') last--;
    test->request.method = mgp_arena_text(&test->arena, mgp_slice_sub(line, 0, first));
    read_target(test, mgp_slice_sub(line, first + 1, last - 1));
    size_t end = mgp_slice_find(rest, MGP_LITERAL("\n\n"), 0);
    read_head(test, mgp_slice_sub(rest, 0, end == SIZE_MAX ? rest.len : end + 1));
    if (end != SIZE_MAX) test->request.body = mgp_slice_sub(rest, end + 2, rest.len);
    test->request.headers = test->headers;
    test->request.query = test->query;
    read_context(test);
    if (!test->omits_token) test->request.credentials.session_token = test->token;
}

static void expect_ends_with(struct suite_case *test, struct mgp_slice text, const char *file)
{
    struct mgp_slice wanted = without_end(file_text(test, file));
    cr_expect(mgp_slice_ends_with(text, wanted), "%s: got %.*s, wanted %.*s", test->name, (int)text.len,
              (const char *)text.ptr, (int)wanted.len, (const char *)wanted.ptr);
}

static void check_headers(struct suite_case *test, struct mgp_sigv4_key *key)
{
    struct mgp_buffer canonical = {0}, to_sign = {0};
    struct mgp_sigv4_signature signature = {0};
    cr_assert(mgp_sigv4_canonical_request(&test->request, &canonical));
    cr_expect_eq(canonical.len, without_end(file_text(test, "header-canonical-request.txt")).len, "%s", test->name);
    expect_ends_with(test, mgp_buffer_slice(&canonical), "header-canonical-request.txt");
    mgp_sigv4_string_to_sign(&test->request, mgp_buffer_slice(&canonical), &to_sign);
    expect_ends_with(test, mgp_buffer_slice(&to_sign), "header-string-to-sign.txt");
    cr_assert(mgp_sigv4_sign(&test->request, key, &signature));
    expect_ends_with(test, mgp_slice_text((const char *)signature.authorization.ptr), "header-signature.txt");
    mgp_sigv4_signature_clear(&signature);
    mgp_buffer_clear(&canonical);
    mgp_buffer_clear(&to_sign);
}

static void check_query(struct suite_case *test, struct mgp_sigv4_key *key)
{
    struct mgp_buffer query = {0};
    cr_assert(mgp_sigv4_presign(&test->request, test->expires_s, key, &query));
    expect_ends_with(test, mgp_buffer_slice(&query), "query-signature.txt");
    struct mgp_slice canonical = file_text(test, "query-canonical-request.txt");
    cut(&canonical, "\n");
    cut(&canonical, "\n");
    struct mgp_slice wanted = cut(&canonical, "\n");
    cr_expect(mgp_slice_starts_with(mgp_buffer_slice(&query), wanted), "%s", test->name);
    mgp_buffer_clear(&query);
}

Test(sigv4_suite, every_case_signs_as_aws_says)
{
    DIR *folder = opendir(SUITE);
    struct mgp_sigv4_key key = {0};
    unsigned count = 0;
    cr_assert(folder);
    for (struct dirent *item = readdir(folder); item; item = readdir(folder)) {
        if (item->d_name[0] == '.') continue;
        struct suite_case test = {0};
        snprintf(test.name, sizeof test.name, "%.100s", item->d_name);
        read_case(&test);
        check_headers(&test, &key);
        check_query(&test, &key);
        mgp_arena_clear(&test.arena);
        count++;
    }
    closedir(folder);
    cr_expect_eq(count, 38);
}
