/* Signature Version 4 against signatures that others made: the worked example of the IAM user guide (ListUsers, with
 * its derived key), cases of AWS's published test suite (vanilla, query order, form), and further ones computed by
 * botocore 1.43 (SigV4Auth). HMAC and base64, on which it stands, against their RFCs. */
#include <criterion/criterion.h>
#include <stdio.h>

#include "base/base64.h"
#include "base/digest.h"
#include "base/hmac.h"
#include "net/sigv4.h"

#define TEXT(text) {(const uint8_t *)(text), sizeof(text) - 1}
#define PAIR(name, value) {TEXT(name), TEXT(value)}
#define NONE {PAIR("", "")}
/* The suite's well-known example secret, in pieces. */
#define SECRET "wJalrXUtnFEMI/K7MDENG" "+bPxRfiCY" "EXAMPLEKEY"
#define FORM "application/x-www-form-urlencoded"

static const struct {
    const char *service, *region, *method, *host, *path;
    struct mgp_sigv4_pair query[4];
    size_t query_count;
    struct mgp_sigv4_pair headers[2];
    size_t header_count;
    const char *body, *token, *signed_headers, *signature;
} cases[] = {
    {"service", "us-east-1", "GET", "example.amazonaws.com", "", NONE, 0, NONE, 0, "", NULL, "host;x-amz-date",
     "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"},
    {"service", "us-east-1", "GET", "example.amazonaws.com", "/", {PAIR("Param2", "value2"), PAIR("Param1", "value1")},
     2, NONE, 0, "", NULL, "host;x-amz-date", "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"},
    {"service", "us-east-1", "GET", "example.amazonaws.com", "/",
     {PAIR("a", "2"), PAIR("a", "1"), PAIR("A b", "\xC3\xA4&="), PAIR("", "x")}, 4, NONE, 0, "", NULL,
     "host;x-amz-date", "4e428851a2fb7cb045c3fa8859c8d110040aab3e7e522cdc1a85ec218bffe340"},
    {"service", "us-east-1", "GET", "example.amazonaws.com", "/example%20space/", NONE, 0, NONE, 0, "", NULL,
     "host;x-amz-date", "446b817944c553435b35e813c261ff4e161fff982d1bacdef1c87f6785dd1662"},
    {"service", "us-east-1", "GET", "example.amazonaws.com", "/%E1%88%B4", NONE, 0, NONE, 0, "", NULL,
     "host;x-amz-date", "697b34846207a3f72246f99d74ae1ee4fe54f44bb06730c58a0d339eb079596d"},
    {"service", "us-east-1", "POST", "example.amazonaws.com", "/", NONE, 0, {PAIR("Content-Type", FORM)}, 1,
     "Param1=value1", NULL, "content-type;host;x-amz-date",
     "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a"},
    {"service", "us-east-1", "GET", "example.amazonaws.com", "/", NONE, 0,
     {PAIR("My-Header2", "x"), PAIR("My-Header1", "  a   b  c ")}, 2, "", NULL,
     "host;my-header1;my-header2;x-amz-date", "66042f0960e417758148ecec6e2779c9f1dcc2aaad2cb8031f668b303a661184"},
    {"sqs", "eu-west-1", "POST", "127.0.0.1:4566", "/", NONE, 0,
     {PAIR("X-Amz-Target", "AmazonSQS.SendMessage"), PAIR("Content-Type", "application/x-amz-json-1.0")}, 2,
     "{\"QueueUrl\":\"http://127.0.0.1:4566/000000000000/q\",\"MessageBody\":\"{}\"}", "AQoDYXdzEPT//wEXAMPLE",
     "content-type;host;x-amz-date;x-amz-security-token;x-amz-target",
     "db66155aa018fdefbbd3d93b133889230e109267531dac786160eedd8b6a3a59"},
    {"iam", "us-east-1", "GET", "iam.amazonaws.com", "/", {PAIR("Action", "ListUsers"), PAIR("Version", "2010-05-08")},
     2, {PAIR("Content-Type", FORM "; charset=utf-8")}, 1, "", NULL, "content-type;host;x-amz-date",
     "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7"},
};

static struct mgp_sigv4_request request_of(size_t i)
{
    mgp_time_ms time = 0;
    cr_assert(mgp_time_parse("2015-08-30T12:36:00Z", &time));
    return (struct mgp_sigv4_request){.service = cases[i].service,
                                      .region = cases[i].region,
                                      .credentials = {"AKIDEXAMPLE", SECRET, cases[i].token},
                                      .time = time,
                                      .method = cases[i].method,
                                      .host = mgp_slice_text(cases[i].host),
                                      .path = mgp_slice_text(cases[i].path),
                                      .query = cases[i].query,
                                      .query_count = cases[i].query_count,
                                      .headers = cases[i].headers,
                                      .header_count = cases[i].header_count,
                                      .body = mgp_slice_text(cases[i].body),
                                      .double_encode_path = true};
}

Test(sigv4, signs_as_aws_does)
{
    struct mgp_sigv4_key key = {0}; /* one for all: it must be derived anew where it has to be */
    struct mgp_sigv4_signature signature = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct mgp_sigv4_request request = request_of(i);
        char wanted[400];
        snprintf(wanted, sizeof wanted,
                 "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/%s/%s/aws4_request, SignedHeaders=%s, Signature=%s",
                 cases[i].region, cases[i].service, cases[i].signed_headers, cases[i].signature);
        cr_assert(mgp_sigv4_sign(&request, &key, &signature));
        cr_expect_str_eq((const char *)signature.authorization.ptr, wanted, "case %zu: %s", i,
                         (const char *)signature.authorization.ptr);
        cr_expect_str_eq(signature.date, "20150830T123600Z");
    }
    mgp_sigv4_signature_clear(&signature);
}

Test(sigv4, derives_the_documented_key_once)
{
    struct mgp_sigv4_key key = {0};
    struct mgp_sigv4_signature signature = {0};
    struct mgp_sigv4_request request = request_of(sizeof cases / sizeof *cases - 1);
    char hex[65];
    cr_assert(mgp_sigv4_sign(&request, &key, &signature));
    mgp_hex(key.key, sizeof key.key, hex);
    cr_expect_str_eq(hex, "c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9");
    struct mgp_sigv4_key before = key;
    request.time += 60000;
    cr_assert(mgp_sigv4_sign(&request, &key, &signature));
    cr_expect_eq(memcmp(&before, &key, sizeof key), 0, "the same day: the same key");
    request.time += 86400000;
    cr_assert(mgp_sigv4_sign(&request, &key, &signature));
    cr_expect_neq(memcmp(&before, &key, sizeof key), 0, "another day");
    mgp_sigv4_key_clear(&key);
    cr_expect_eq(key.key[0] | key.scope[0], 0);
    mgp_sigv4_signature_clear(&signature);
}

Test(sigv4, the_canonical_request_is_the_documented_one)
{
    struct mgp_buffer text = {0};
    struct mgp_sigv4_request request = request_of(sizeof cases / sizeof *cases - 1);
    cr_assert(mgp_sigv4_canonical_request(&request, &text));
    cr_expect_str_eq(mgp_buffer_string(&text),
                     "GET\n/\nAction=ListUsers&Version=2010-05-08\n"
                     "content-type:application/x-www-form-urlencoded; charset=utf-8\nhost:iam.amazonaws.com\n"
                     "x-amz-date:20150830T123600Z\n\ncontent-type;host;x-amz-date\n"
                     "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    struct mgp_buffer to_sign = {0};
    mgp_sigv4_string_to_sign(&request, mgp_buffer_slice(&text), &to_sign);
    cr_expect_str_eq(mgp_buffer_string(&to_sign),
                     "AWS4-HMAC-SHA256\n20150830T123600Z\n20150830/us-east-1/iam/aws4_request\n"
                     "f536975d06c0309214f805bb90ccff089219ecd68b2577efef23edd43b7e1a59");
    mgp_buffer_clear(&text);
    mgp_buffer_clear(&to_sign);
}

Test(sigv4, knows_unsigned_payloads_single_encoding_and_headers_of_one_name)
{
    struct mgp_buffer text = {0};
    struct mgp_sigv4_request request = request_of(3);
    const struct mgp_sigv4_pair headers[] = {PAIR("My", "b"), PAIR("my", "a"), PAIR("Accept", "x")};
    request.double_encode_path = false;
    request.payload_hash = MGP_SIGV4_UNSIGNED_PAYLOAD;
    request.with_payload_header = true;
    request.headers = headers;
    request.header_count = 3;
    cr_assert(mgp_sigv4_canonical_request(&request, &text));
    cr_expect_str_eq(mgp_buffer_string(&text),
                     "GET\n/example%20space/\n\naccept:x\nhost:example.amazonaws.com\nmy:b,a\n"
                     "x-amz-content-sha256:UNSIGNED-PAYLOAD\nx-amz-date:20150830T123600Z\n\n"
                     "accept;host;my;x-amz-content-sha256;x-amz-date\nUNSIGNED-PAYLOAD");
    mgp_buffer_clear(&text);
}

Test(sigv4, refuses_what_it_cannot_hold)
{
    struct mgp_sigv4_key key = {0};
    struct mgp_sigv4_signature signature = {0};
    struct mgp_sigv4_request request = request_of(0);
    struct mgp_sigv4_pair headers[MGP_SIGV4_HEADERS_MAX] = NONE;
    char region[300];
    request.headers = headers;
    request.header_count = MGP_SIGV4_HEADERS_MAX - 3;
    cr_expect_not(mgp_sigv4_sign(&request, &key, &signature));
    request.header_count = MGP_SIGV4_HEADERS_MAX - 4;
    cr_expect(mgp_sigv4_sign(&request, &key, &signature));
    memset(region, 'r', sizeof region);
    region[sizeof region - 1] = '\0';
    request.region = region;
    cr_expect_not(mgp_sigv4_sign(&request, &key, &signature));
    mgp_sigv4_signature_clear(&signature);
}

/* RFC 4231, test cases 1, 2 and 6 (a key longer than a block). */
Test(hmac, equals_rfc_4231)
{
    uint8_t key[131], out[MGP_HMAC_BYTES];
    char hex[65];
    memset(key, 0x0b, 20);
    mgp_hmac_sha256(mgp_slice_of(key, 20), MGP_LITERAL("Hi There"), out);
    mgp_hex(out, sizeof out, hex);
    cr_expect_str_eq(hex, "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    mgp_hmac_sha256(MGP_LITERAL("Jefe"), MGP_LITERAL("what do ya want for nothing?"), out);
    mgp_hex(out, sizeof out, hex);
    cr_expect_str_eq(hex, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    memset(key, 0xaa, sizeof key);
    mgp_hmac_sha256(mgp_slice_of(key, sizeof key),
                    MGP_LITERAL("Test Using Larger Than Block-Size Key - Hash Key First"), out);
    mgp_hex(out, sizeof out, hex);
    cr_expect_str_eq(hex, "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

/* RFC 4648, 10. */
Test(base64, goes_there_and_back)
{
    static const char *const rows[][2] = {{"", ""},         {"f", "Zg=="},         {"fo", "Zm8="},
                                          {"foo", "Zm9v"},  {"foob", "Zm9vYg=="},  {"fooba", "Zm9vYmE="},
                                          {"foobar", "Zm9vYmFy"}, {"\xFF\xFE\x00", "//4="}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct mgp_buffer text = {0}, back = {0};
        mgp_base64_encode(&text, mgp_slice_text(rows[i][0]));
        cr_expect_str_eq(mgp_buffer_string(&text), rows[i][1]);
        cr_expect(mgp_base64_decode(&back, mgp_slice_text(rows[i][1])));
        cr_expect(mgp_slice_is(mgp_buffer_slice(&back), rows[i][0]));
        mgp_buffer_clear(&text);
        mgp_buffer_clear(&back);
    }
    static const char *const bad[] = {"A", "AA=A", "A===", "AA A", "AA*A", "====", "\xC3\xA4zz"};
    struct mgp_buffer out = {0};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        cr_expect_not(mgp_base64_decode(&out, mgp_slice_text(bad[i])), "%s", bad[i]);
        cr_expect_eq(out.len, 0);
    }
    cr_expect(mgp_base64_decode(&out, MGP_LITERAL("Zm8")), "padding may be missing");
    mgp_buffer_clear(&out);
}
