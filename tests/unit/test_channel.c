/* Channels against scripted servers: what is sent, by which address and signature, and what comes of each answer. */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../support/aws_verify.h"
#include "../support/scripted.h"
#include "base/base64.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/hmac.h"
#include "net/http.h"
#include "notifier/delivery/channel.h"

#define HTTP TOOLS_DIR "/scripted_http"
#define MAIL TOOLS_DIR "/scripted_smtp"
#define TOKEN "a-token-of-this-test"
#define SECRET_KEY "an-aws-secret-of-this-test"

static struct mgp_outgoing outgoing_of(const char *body)
{
    return (struct mgp_outgoing){.body = mgp_slice_text(body), .message_id = "event/rule/target"};
}

static void set_url(struct scripted *server, char *out, size_t size, const char *path)
{
    snprintf(out, size, "http://127.0.0.1:%u%s", server->port, path);
}

static struct mgp_answer send_once(const struct mgp_destination *destination, const struct mgp_outgoing *outgoing)
{
    struct mgp_channel *channel = NULL;
    struct mgp_answer answer;
    struct mgp_error error = {0};
    cr_assert_eq(mgp_channel_create(destination, &channel, &error), MGP_OK, "%s", error.message);
    mgp_channel_send(channel, outgoing, &answer);
    mgp_channel_destroy(channel);
    return answer;
}

static const struct mgp_json *only_request(struct scripted *server, struct mgp_arena *arena)
{
    const struct mgp_json *requests[8] = {0};
    cr_assert_eq(scripted_log(server, arena, requests, 8), 1);
    return requests[0];
}

static const char *header_of(const struct mgp_json *request, const char *name)
{
    const struct mgp_json *headers = mgp_json_member(request, "headers");
    for (size_t i = 0; i < headers->count; i++)
        if (mgp_slice_equal_caseless(headers->names[i], mgp_slice_text(name)))
            return mgp_json_string(headers->items[i], "");
    return "";
}

static bool body_is(const struct mgp_json *request, const char *text)
{
    return mgp_json_is_string(mgp_json_member(request, "body"), text);
}

Test(channel, slack_posts_with_the_token_and_into_the_thread)
{
    struct scripted server;
    struct mgp_arena arena = {0};
    char url[100];
    cr_assert(scripted_start(&server, HTTP, "", NULL));
    set_url(&server, url, sizeof url, "/api");
    setenv("TEST_TOKEN", TOKEN, 1);
    struct mgp_destination destination = {.name = "d", .type = MGP_DESTINATION_SLACK, .token_source = "env:TEST_TOKEN",
                                          .api_url = url};
    struct mgp_outgoing outgoing = outgoing_of("{\"channel\":\"#c\"}");
    outgoing.thread = "1.5";
    struct mgp_answer answer = send_once(&destination, &outgoing);
    cr_expect_eq(answer.kind, MGP_ANSWER_OK);
    cr_expect_str_eq(answer.thread, "1700000000.000001");
    const struct mgp_json *request = only_request(&server, &arena);
    cr_expect_str_eq(mgp_json_string(mgp_json_member(request, "path"), ""), "/api/chat.postMessage");
    cr_expect_str_eq(header_of(request, "Authorization"), "Bearer " TOKEN);
    cr_expect_str_eq(header_of(request, "Content-Type"), "application/json; charset=utf-8");
    cr_expect(body_is(request, "{\"thread_ts\":\"1.5\",\"channel\":\"#c\"}"));
    mgp_arena_clear(&arena);
    scripted_stop(&server);
}

Test(channel, a_webhook_of_slack_has_its_secret_in_the_address)
{
    struct scripted server;
    struct mgp_arena arena = {0};
    char url[100];
    cr_assert(scripted_start(&server, HTTP, "body=ok\nstatus=404 body=no_service\n"
                                            "status=500 body=error at /services/T0/B0/not-to-be-shown\n", NULL));
    set_url(&server, url, sizeof url, "/services/T0/B0/not-to-be-shown");
    setenv("TEST_URL", url, 1);
    struct mgp_destination destination = {.name = "d", .type = MGP_DESTINATION_SLACK, .url_source = "env:TEST_URL"};
    struct mgp_outgoing outgoing = outgoing_of("{\"text\":\"x\"}");
    outgoing.thread = "1.5";
    cr_expect_eq(send_once(&destination, &outgoing).kind, MGP_ANSWER_OK);
    const struct mgp_json *request = only_request(&server, &arena);
    cr_expect_str_eq(mgp_json_string(mgp_json_member(request, "path"), ""), "/services/T0/B0/not-to-be-shown");
    cr_expect_str_eq(header_of(request, "Authorization"), "");
    cr_expect(body_is(request, "{\"text\":\"x\"}"), "there are no threads");
    cr_expect_eq(send_once(&destination, &outgoing).kind, MGP_ANSWER_CREDENTIALS);
    struct mgp_answer answer = send_once(&destination, &outgoing);
    cr_expect_eq(answer.kind, MGP_ANSWER_TRANSIENT);
    cr_expect_null(strstr(answer.error, "not-to-be-shown"));
    cr_expect_null(strstr(answer.detail, "not-to-be-shown"));
    mgp_arena_clear(&arena);
    scripted_stop(&server);
}

/* What an answer means, over the wire; the table of answers is tested in test_answer.c. */
Test(channel, tells_what_came_of_each_answer)
{
    static const struct {
        const char *script;
        enum mgp_answer_kind kind;
        uint64_t asked_ms;
        const char *error;
    } rows[] = {
        {"status=429 header=Retry-After:1", MGP_ANSWER_WAIT, 1000, "HTTP 429"},
        {"status=429 header=Retry-After:30", MGP_ANSWER_WAIT, 30000, "HTTP 429"},
        {"status=429 header=retry-after:0.5", MGP_ANSWER_WAIT, 500, "HTTP 429"},
        {"status=429 header=Retry-After:Thu,+01+Jan+1970+00:00:05+GMT", MGP_ANSWER_WAIT, 0, "HTTP 429"},
        {"status=429 header=Retry-After:soon", MGP_ANSWER_WAIT, MGP_ASKED_NOTHING, "HTTP 429"},
        {"status=429", MGP_ANSWER_WAIT, MGP_ASKED_NOTHING, "HTTP 429"},
        {"body={\"ok\":false,\"error\":\"invalid_blocks\"}", MGP_ANSWER_BAD_PAYLOAD, MGP_ASKED_NOTHING,
         "invalid_blocks"},
        {"body={\"ok\":false,\"error\":\"bad " TOKEN "\"}", MGP_ANSWER_REFUSED, MGP_ASKED_NOTHING,
         "an error that is not shown, because it repeats a secret"},
        {"header=Content-Type:text/html body=<html>", MGP_ANSWER_TRANSIENT, MGP_ASKED_NOTHING,
         "an answer that is not the server's own"},
        {"status=302 header=Location:/elsewhere", MGP_ANSWER_REFUSED, MGP_ASKED_NOTHING, "HTTP 302"},
        {"status=503", MGP_ANSWER_TRANSIENT, MGP_ASKED_NOTHING, "HTTP 503"},
        {"status=0", MGP_ANSWER_TRANSIENT, MGP_ASKED_NOTHING, "cannot reach the server"}, /* no HTTP at all */
        {"reset=before", MGP_ANSWER_TRANSIENT, MGP_ASKED_NOTHING, "cannot reach the server"},
        {"reset=after", MGP_ANSWER_TRANSIENT, MGP_ASKED_NOTHING, "cannot reach the server"},
        {"partial=5 body={\"ok\":true}", MGP_ANSWER_TRANSIENT, MGP_ASKED_NOTHING, "cannot reach the server"},
    };
    setenv("TEST_TOKEN", TOKEN, 1);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct scripted server;
        struct mgp_arena arena = {0};
        const struct mgp_json *requests[8];
        char url[100], script[200];
        snprintf(script, sizeof script, "%s\n", rows[i].script);
        cr_assert(scripted_start(&server, HTTP, script, NULL), "%s", script);
        set_url(&server, url, sizeof url, "");
        struct mgp_destination destination = {.name = "d", .type = MGP_DESTINATION_SLACK,
                                              .token_source = "env:TEST_TOKEN", .api_url = url};
        struct mgp_outgoing outgoing = outgoing_of("{}");
        struct mgp_answer answer = send_once(&destination, &outgoing);
        cr_expect_eq(answer.kind, rows[i].kind, "%s: %d %s", script, answer.kind, answer.error);
        cr_expect_eq(answer.asked_ms, rows[i].asked_ms, "%s", script);
        cr_expect_str_eq(answer.error, rows[i].error, "%s: %s", script, answer.error);
        cr_expect_null(strstr(answer.detail, TOKEN));
        cr_expect_eq(scripted_log(&server, &arena, requests, 8), 1, "%s: one request, no redirect followed", script);
        mgp_arena_clear(&arena);
        scripted_stop(&server);
    }
}

/* More than is read of an answer: its status tells all the same. */
Test(channel, an_answer_without_end_counts_by_its_status)
{
    static const struct {
        enum mgp_destination_type type;
        int status;
        enum mgp_answer_kind kind;
    } rows[] = {
        {MGP_DESTINATION_TEAMS, 503, MGP_ANSWER_TRANSIENT}, {MGP_DESTINATION_SLACK, 200, MGP_ANSWER_TRANSIENT},
        {MGP_DESTINATION_TEAMS, 429, MGP_ANSWER_WAIT},      {MGP_DESTINATION_TEAMS, 202, MGP_ANSWER_OK},
    };
    struct mgp_buffer page = {0};
    for (size_t i = 0; i < MGP_HTTP_MAX_ANSWER / 8 + 1000; i++) mgp_buffer_text(&page, "an error");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct scripted server;
        struct mgp_buffer script = {0};
        char url[100];
        mgp_buffer_format(&script, "status=%d body=", rows[i].status);
        mgp_buffer_append(&script, mgp_buffer_slice(&page));
        cr_assert(scripted_start(&server, HTTP, mgp_buffer_string(&script), NULL));
        set_url(&server, url, sizeof url, "/");
        setenv("TEST_URL", url, 1);
        struct mgp_destination destination = {.name = "d", .type = rows[i].type, .url_source = "env:TEST_URL"};
        struct mgp_outgoing outgoing = outgoing_of("{}");
        struct mgp_answer answer = send_once(&destination, &outgoing);
        cr_expect_eq(answer.kind, rows[i].kind, "row %zu: %d %s %s", i, answer.kind, answer.error, answer.detail);
        scripted_stop(&server);
        mgp_buffer_clear(&script);
    }
    mgp_buffer_clear(&page);
}

Test(channel, refuses_a_certificate_that_nobody_vouches_for)
{
    static const char *const arguments[] = {"--tls", NULL};
    struct scripted server;
    struct mgp_arena arena = {0};
    const struct mgp_json *requests[2];
    char url[100];
    if (!HAS_OPENSSL) return;
    cr_assert(scripted_start(&server, HTTP, "", arguments));
    snprintf(url, sizeof url, "https://127.0.0.1:%u/x", server.port);
    setenv("TEST_URL", url, 1);
    struct mgp_destination destination = {.name = "d", .type = MGP_DESTINATION_TEAMS, .url_source = "env:TEST_URL"};
    struct mgp_outgoing outgoing = outgoing_of("{}");
    struct mgp_answer answer = send_once(&destination, &outgoing);
    cr_expect_eq(answer.kind, MGP_ANSWER_TRANSIENT);
    cr_expect_not_null(strstr(answer.detail, "certificate"), "%s", answer.detail);
    cr_expect_eq(scripted_log(&server, &arena, requests, 2), 0);
    mgp_arena_clear(&arena);
    scripted_stop(&server);
}

/* "v1,..." of id.timestamp.body by a key. */
static void expect_signature(const struct mgp_json *request, struct mgp_slice key, const char *signature)
{
    struct mgp_buffer text = {0}, wanted = {0};
    uint8_t mac[MGP_HMAC_BYTES];
    mgp_buffer_format(&text, "%s.%s.", header_of(request, "webhook-id"), header_of(request, "webhook-timestamp"));
    mgp_buffer_append(&text, mgp_json_member(request, "body")->text);
    mgp_hmac_sha256(key, mgp_buffer_slice(&text), mac);
    mgp_buffer_text(&wanted, "v1,");
    mgp_base64_encode(&wanted, mgp_slice_of(mac, sizeof mac));
    cr_expect_str_eq(signature, mgp_buffer_string(&wanted));
    mgp_buffer_clear(&text);
    mgp_buffer_clear(&wanted);
}

Test(channel, a_webhook_is_signed_by_every_secret)
{
    struct scripted server;
    struct mgp_arena arena = {0};
    const struct mgp_json *requests[4];
    char url[100], signatures[200];
    cr_assert(scripted_start(&server, HTTP, "status=503\nstatus=204\n", NULL));
    set_url(&server, url, sizeof url, "/hook?x=1");
    /* base64 of "the-new-key" */
    setenv("TEST_NEW", "whsec_" "dGhlLW5ldy1rZXk=", 1);
    setenv("TEST_OLD", "plain-old-key", 1);
    struct mgp_destination destination = {.name = "d", .type = MGP_DESTINATION_WEBHOOK, .api_url = url,
                                          .signing_sources = {"env:TEST_NEW", "env:TEST_OLD"}, .signing_count = 2};
    struct mgp_outgoing outgoing = outgoing_of("{\"a\":\"\xC3\xA4\"}");
    cr_expect_eq(send_once(&destination, &outgoing).kind, MGP_ANSWER_TRANSIENT);
    cr_expect_eq(send_once(&destination, &outgoing).kind, MGP_ANSWER_OK);
    cr_assert_eq(scripted_log(&server, &arena, requests, 4), 2);
    for (size_t i = 0; i < 2; i++) {
        snprintf(signatures, sizeof signatures, "%s", header_of(requests[i], "webhook-signature"));
        char *second = strchr(signatures, ' ');
        cr_assert_not_null(second);
        *second++ = '\0';
        expect_signature(requests[i], MGP_LITERAL("the-new-key"), signatures);
        expect_signature(requests[i], MGP_LITERAL("plain-old-key"), second);
        long long at = atoll(header_of(requests[i], "webhook-timestamp"));
        cr_expect_lt(llabs(at - mgp_time_now() / 1000), 60);
        cr_expect(body_is(requests[i], "{\"a\":\"\xC3\xA4\"}"));
        cr_expect_str_eq(mgp_json_string(mgp_json_member(requests[i], "path"), ""), "/hook?x=1");
    }
    cr_expect_str_eq(header_of(requests[0], "webhook-id"), header_of(requests[1], "webhook-id"),
                     "the same when it is sent again");
    outgoing.message_id = "another";
    send_once(&destination, &outgoing);
    cr_assert_eq(scripted_log(&server, &arena, requests, 4), 3);
    cr_expect_str_neq(header_of(requests[0], "webhook-id"), header_of(requests[2], "webhook-id"));
    mgp_arena_clear(&arena);
    scripted_stop(&server);
}

Test(channel, refuses_a_signing_secret_that_is_none)
{
    struct mgp_channel *channel = NULL;
    struct mgp_error error = {0};
    setenv("TEST_NEW", "whsec_not*base64", 1);
    struct mgp_destination destination = {.name = "d", .type = MGP_DESTINATION_WEBHOOK, .api_url = "http://127.0.0.1/",
                                          .signing_sources = {"env:TEST_NEW"}, .signing_count = 1};
    cr_expect_eq(mgp_channel_create(&destination, &channel, &error), MGP_INVALID);
    cr_expect_not_null(strstr(error.message, "the signing secret of destination d must be base64"), "%s",
                       error.message);
    cr_expect_null(strstr(error.message, "not*base64"));
}

Test(channel, pagerduty_gets_its_key_when_it_is_sent)
{
    struct scripted server;
    struct mgp_arena arena = {0};
    char url[100];
    cr_assert(scripted_start(&server, HTTP, "status=202 body={\"status\":\"success\"}\n", NULL));
    set_url(&server, url, sizeof url, "/v2/enqueue");
    setenv("TEST_TOKEN", TOKEN, 1);
    struct mgp_destination destination = {.name = "d", .type = MGP_DESTINATION_PAGERDUTY,
                                          .token_source = "env:TEST_TOKEN", .api_url = url};
    struct mgp_outgoing outgoing = outgoing_of("{\"event_action\":\"trigger\"}");
    cr_expect_eq(send_once(&destination, &outgoing).kind, MGP_ANSWER_OK);
    cr_expect(body_is(only_request(&server, &arena), "{\"routing_key\":\"" TOKEN "\",\"event_action\":\"trigger\"}"));
    mgp_arena_clear(&arena);
    scripted_stop(&server);
}

static const struct aws_row {
    enum mgp_destination_type type;
    const char *service, *resource, *body, *script, *path, *type_header, *target;
} aws_rows[] = {
    {MGP_DESTINATION_SNS, "sns", "arn:aws:sns:eu-west-1:1:t.fifo", "Action=Publish&Message=a%20b",
     "body=<PublishResponse><MessageId>1</MessageId></PublishResponse>", "",
     "application/x-www-form-urlencoded; charset=utf-8", ""},
    {MGP_DESTINATION_SQS, "sqs", "http://127.0.0.1/1/q.fifo", "{\"MessageBody\":\"\xC3\xA4\"}",
     "body={\"MessageId\":\"1\"}", "", "application/x-amz-json-1.0", "AmazonSQS.SendMessage"},
    {MGP_DESTINATION_EVENTBRIDGE, "events", "default", "{\"Entries\":[]}",
     "body={\"FailedEntryCount\":0,\"Entries\":[{\"EventId\":\"1\"}]}", "/base",
     "application/x-amz-json-1.1", "AWSEvents.PutEvents"},
};

Test(channel, requests_of_aws_are_signed)
{
    setenv("TEST_KEY", "AKIDEXAMPLE", 1);
    setenv("TEST_SECRET", SECRET_KEY, 1);
    setenv("TEST_SESSION", "a-session-token/of+this=test", 1);
    for (size_t i = 0; i < sizeof aws_rows / sizeof *aws_rows; i++) {
        const struct aws_row *row = &aws_rows[i];
        struct scripted server;
        struct mgp_arena arena = {0};
        char url[100], script[200], fault[2000];
        snprintf(script, sizeof script, "%s\n", row->script);
        cr_assert(scripted_start(&server, HTTP, script, NULL));
        set_url(&server, url, sizeof url, row->path);
        struct mgp_destination destination = {.name = "d", .type = row->type, .api_url = url, .region = "eu-west-1",
                                              .resource = row->resource, .access_key_source = "env:TEST_KEY",
                                              .secret_key_source = "env:TEST_SECRET",
                                              .session_token_source = i == 1 ? "env:TEST_SESSION" : NULL};
        struct mgp_outgoing outgoing = outgoing_of(row->body);
        struct mgp_answer answer = send_once(&destination, &outgoing);
        cr_expect_eq(answer.kind, MGP_ANSWER_OK, "%s: %s %s", row->service, answer.error, answer.detail);
        const struct mgp_json *request = only_request(&server, &arena);
        cr_expect(aws_signature_holds(request, row->service, "eu-west-1", SECRET_KEY, fault, sizeof fault), "%s: %s",
                  row->service, fault);
        cr_expect_not(aws_signature_holds(request, row->service, "eu-west-1", "another", fault, sizeof fault));
        cr_expect_str_eq(header_of(request, "Content-Type"), row->type_header);
        cr_expect_str_eq(header_of(request, "X-Amz-Target"), row->target);
        cr_expect_eq(strlen(header_of(request, "X-Amz-Security-Token")) > 0, i == 1);
        const struct mgp_json *body = mgp_json_member(request, "body");
        bool has_id = mgp_slice_find(body->text, MGP_LITERAL("MessageDeduplicationId"), 0) != SIZE_MAX;
        cr_expect_eq(has_id, row->type != MGP_DESTINATION_EVENTBRIDGE, "%s", row->service);
        mgp_arena_clear(&arena);
        scripted_stop(&server);
    }
}

Test(channel, a_dry_run_shows_the_request_without_secrets)
{
    static const char *recipients[] = {"soc@example.com"};
    static const struct mgp_destination destinations[] = {
        {.name = "d", .type = MGP_DESTINATION_SLACK, .token_source = "env:NOT_SET", .api_url = "https://slack.com/api"},
        {.name = "d", .type = MGP_DESTINATION_SLACK, .url_source = "env:NOT_SET"},
        {.name = "d", .type = MGP_DESTINATION_WEBHOOK, .api_url = "https://example.com/hook",
         .token_source = "env:NOT_SET", .signing_sources = {"env:NOT_SET"}, .signing_count = 1},
        {.name = "d", .type = MGP_DESTINATION_PAGERDUTY, .token_source = "env:NOT_SET", .api_url = "https://pd"},
        {.name = "d", .type = MGP_DESTINATION_SNS, .api_url = "https://sns.eu-west-1.amazonaws.com",
         .region = "eu-west-1", .resource = "arn:aws:sns:eu-west-1:1:t", .access_key_source = "env:NOT_SET",
         .secret_key_source = "env:NOT_SET", .session_token_source = "env:NOT_SET"},
        {.name = "d", .type = MGP_DESTINATION_SMTP, .api_url = "smtp://mail.example.com", .from = "magpie@example.com",
         .recipients = recipients, .recipient_count = 1, .user_name = "u", .token_source = "env:NOT_SET"},
        {.name = "d", .type = MGP_DESTINATION_FILE, .path = "/var/lib/findings.jsonl"},
    };
    static const char *const wanted[] = {
        "POST https://slack.com/api/chat.postMessage\nAuthorization: Bearer ***\n"
        "Content-Type: application/json; charset=utf-8\n\n{\n  \"a\": 1\n}\n\n",
        "POST https://***\nContent-Type: application/json; charset=utf-8\n\n{\n  \"a\": 1\n}\n\n",
        "webhook-timestamp: (time)\nwebhook-signature: v1,***\nAuthorization: Bearer ***\n",
        "\"routing_key\": \"***\"",
        "POST https://sns.eu-west-1.amazonaws.com/\nHost: sns.eu-west-1.amazonaws.com\n"
        "Content-Type: application/x-www-form-urlencoded; charset=utf-8\nX-Amz-Date: (time)\n"
        "Authorization: AWS4-HMAC-SHA256 ***\nX-Amz-Security-Token: ***\n",
        "MAIL smtp://mail.example.com\nAUTH u ***\nFROM magpie@example.com\nTO soc@example.com\n\nDate: (time)\n"
        "Message-ID: <",
        "APPEND /var/lib/findings.jsonl\n\n{\"a\":1}\n\n",
    };
    for (size_t i = 0; i < sizeof destinations / sizeof *destinations; i++) {
        struct mgp_buffer first = {0}, second = {0};
        struct mgp_outgoing outgoing = outgoing_of("{\"a\":1}");
        mgp_channel_print(&destinations[i], &outgoing, &first);
        mgp_channel_print(&destinations[i], &outgoing, &second);
        cr_expect_not_null(strstr(mgp_buffer_string(&first), wanted[i]), "%s", mgp_buffer_string(&first));
        cr_expect_str_eq(mgp_buffer_string(&first), mgp_buffer_string(&second));
        mgp_buffer_clear(&first);
        mgp_buffer_clear(&second);
    }
}

static struct mgp_answer append_to(const char *path, const char *body)
{
    struct mgp_destination destination = {.name = "d", .type = MGP_DESTINATION_FILE, .path = path};
    struct mgp_outgoing outgoing = outgoing_of(body);
    return send_once(&destination, &outgoing);
}

static void expect_file(const char *path, const char *wanted)
{
    struct mgp_buffer text = {0};
    cr_assert_eq(mgp_file_read(path, 1 << 20, &text, NULL), MGP_OK);
    cr_expect_str_eq(mgp_buffer_string(&text), wanted);
    mgp_buffer_clear(&text);
}

Test(channel, a_file_gets_whole_lines)
{
    char folder[] = "/tmp/magpie-file-XXXXXX", path[100];
    struct stat status;
    cr_assert_not_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/findings.jsonl", folder);
    cr_expect_eq(append_to(path, "{\"a\":1}").kind, MGP_ANSWER_OK);
    cr_assert_eq(stat(path, &status), 0);
    cr_expect_eq(status.st_mode & 0777, 0600, "findings are for their owner");
    FILE *file = fopen(path, "a");
    fputs("{\"unfinished", file);
    fclose(file);
    cr_expect_eq(append_to(path, "{\"a\":2}").kind, MGP_ANSWER_OK);
    expect_file(path, "{\"a\":1}\n{\"unfinished\n{\"a\":2}\n");

    /* No room: nothing of the line stays. */
    struct rlimit limit = {.rlim_cur = 32, .rlim_max = RLIM_INFINITY}, before;
    getrlimit(RLIMIT_FSIZE, &before);
    signal(SIGXFSZ, SIG_IGN);
    limit.rlim_max = before.rlim_max;
    setrlimit(RLIMIT_FSIZE, &limit);
    struct mgp_answer answer = append_to(path, "{\"a\":\"much too long\"}");
    setrlimit(RLIMIT_FSIZE, &before);
    cr_expect_eq(answer.kind, MGP_ANSWER_TRANSIENT, "%s", answer.error);
    expect_file(path, "{\"a\":1}\n{\"unfinished\n{\"a\":2}\n");

    /* Another program is at it: not now. */
    int fd = open(path, O_RDWR);
    cr_assert_eq(flock(fd, LOCK_EX), 0);
    cr_expect_eq(append_to(path, "{}").kind, MGP_ANSWER_TRANSIENT);
    close(fd);
    expect_file(path, "{\"a\":1}\n{\"unfinished\n{\"a\":2}\n");

    unlink(path);
    cr_assert_eq(mkfifo(path, 0600), 0);
    cr_expect_eq(append_to(path, "{}").kind, MGP_ANSWER_CREDENTIALS, "a pipe, which nobody reads");
    cr_expect_eq(append_to(folder, "{}").kind, MGP_ANSWER_CREDENTIALS, "a directory");
    cr_expect_eq(append_to("/no-such-folder/x", "{}").kind, MGP_ANSWER_CREDENTIALS);
    unlink(path);
    rmdir(folder);
}

static const char *recipients[] = {"soc@example.com", "audit@example.com"};

static struct mgp_destination mail_destination(const char *url)
{
    return (struct mgp_destination){.name = "d", .type = MGP_DESTINATION_SMTP, .api_url = url,
                                    .from = "magpie@example.com", .recipients = recipients, .recipient_count = 2,
                                    .without_tls = true};
}

#define MESSAGE "From: magpie@example.com\r\nSubject: x\r\n\r\n.a dot\r\nlast\r\n"

Test(channel, mail_goes_out_with_date_and_id)
{
    struct scripted server;
    struct mgp_arena arena = {0};
    const struct mgp_json *mails[4];
    char url[100];
    cr_assert(scripted_start(&server, MAIL, "END 451 4.3.0 try later\n", NULL));
    snprintf(url, sizeof url, "smtp://127.0.0.1:%u", server.port);
    struct mgp_destination destination = mail_destination(url);
    struct mgp_outgoing outgoing = outgoing_of(MESSAGE);
    cr_expect_eq(send_once(&destination, &outgoing).kind, MGP_ANSWER_TRANSIENT);
    struct mgp_answer answer = send_once(&destination, &outgoing);
    cr_expect_eq(answer.kind, MGP_ANSWER_OK, "%s %s", answer.error, answer.detail);
    cr_expect_eq(send_once(&destination, &outgoing).kind, MGP_ANSWER_OK);
    cr_assert_eq(scripted_log(&server, &arena, mails, 4), 2);
    cr_expect_str_eq(mgp_json_string(mgp_json_member(mails[0], "from"), ""), "magpie@example.com");
    cr_expect_eq(mgp_json_member(mails[0], "to")->count, 2);
    const struct mgp_json *data = mgp_json_member(mails[0], "data");
    cr_expect(mgp_slice_starts_with(data->text, MGP_LITERAL("Date: ")));
    cr_expect_neq(mgp_slice_find(data->text, MGP_LITERAL("+0000\r\nMessage-ID: <"), 0), SIZE_MAX);
    cr_expect_neq(mgp_slice_find(data->text, MGP_LITERAL("@example.com>\r\nFrom: "), 0), SIZE_MAX);
    cr_expect(mgp_slice_ends_with(data->text, MGP_LITERAL("\r\n\r\n.a dot\r\nlast")), "dots are stuffed and unstuffed");
    size_t id = mgp_slice_find(data->text, MGP_LITERAL("Message-ID: "), 0);
    struct mgp_slice again = mgp_json_member(mails[1], "data")->text;
    cr_expect(mgp_slice_equal(mgp_slice_sub(data->text, id, id + 46),
                              mgp_slice_sub(again, mgp_slice_find(again, MGP_LITERAL("Message-ID: "), 0),
                                            mgp_slice_find(again, MGP_LITERAL("Message-ID: "), 0) + 46)),
              "the same id when it is sent again");
    mgp_arena_clear(&arena);
    scripted_stop(&server);
}

Test(channel, mail_tells_refusals_apart)
{
    static const struct {
        const char *script;
        enum mgp_answer_kind kind;
    } rows[] = {
        {"RCPT 550 5.1.1 no such user\n", MGP_ANSWER_REFUSED},   {"RCPT 450 4.2.1 busy\n", MGP_ANSWER_TRANSIENT},
        {"MAIL 552 5.3.4 too large\n", MGP_ANSWER_BAD_PAYLOAD},  {"END 552 5.3.4 too large\n", MGP_ANSWER_BAD_PAYLOAD},
        {"END 554 5.6.0 refused\n", MGP_ANSWER_REFUSED},         {"MAIL 530 5.7.0 log in\n", MGP_ANSWER_CREDENTIALS},
        {"MAIL 421 4.3.2 going down\n", MGP_ANSWER_TRANSIENT},   {"DATA drop\n", MGP_ANSWER_TRANSIENT},
        {"END drop\n", MGP_ANSWER_TRANSIENT},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct scripted server;
        char url[100];
        cr_assert(scripted_start(&server, MAIL, rows[i].script, NULL));
        snprintf(url, sizeof url, "smtp://127.0.0.1:%u", server.port);
        struct mgp_destination destination = mail_destination(url);
        struct mgp_outgoing outgoing = outgoing_of(MESSAGE);
        struct mgp_answer answer = send_once(&destination, &outgoing);
        cr_expect_eq(answer.kind, rows[i].kind, "%s: %d %s %s", rows[i].script, answer.kind, answer.error,
                     answer.detail);
        scripted_stop(&server);
    }
}

Test(channel, mail_logs_in)
{
    static const char *const arguments[] = {"--user", "magpie", "--password", TOKEN, NULL};
    struct scripted server;
    struct mgp_arena arena = {0};
    const struct mgp_json *mails[2];
    char url[100];
    cr_assert(scripted_start(&server, MAIL, "", arguments));
    snprintf(url, sizeof url, "smtp://127.0.0.1:%u", server.port);
    struct mgp_destination destination = mail_destination(url);
    struct mgp_outgoing outgoing = outgoing_of(MESSAGE);
    destination.user_name = "magpie";
    destination.token_source = "env:TEST_PASSWORD";
    setenv("TEST_PASSWORD", "wrong password", 1);
    struct mgp_answer answer = send_once(&destination, &outgoing);
    cr_expect_eq(answer.kind, MGP_ANSWER_CREDENTIALS, "%s", answer.error);
    cr_expect_null(strstr(answer.detail, "wrong"), "%s", answer.detail);
    setenv("TEST_PASSWORD", TOKEN, 1);
    answer = send_once(&destination, &outgoing);
    cr_expect_eq(answer.kind, MGP_ANSWER_OK, "%s %s", answer.error, answer.detail);
    cr_assert_eq(scripted_log(&server, &arena, mails, 2), 1);
    cr_expect(mgp_json_member(mails[0], "user")->boolean);
    mgp_arena_clear(&arena);
    scripted_stop(&server);
}

/* TLS first or by STARTTLS: with a certificate that is trusted, with one that is not, and with none. */
Test(channel, mail_goes_through_tls)
{
    setenv("TEST_PASSWORD", TOKEN, 1);
    for (int starttls = 0; starttls < 2 && HAS_OPENSSL; starttls++) {
        struct scripted server;
        struct mgp_arena arena = {0};
        const struct mgp_json *mails[2];
        char url[100], certificate[] = "/tmp/magpie-certificate-XXXXXX";
        close(mkstemp(certificate));
        const char *const arguments[] = {"--tls", starttls ? "starttls" : "first", "--certificate", certificate,
                                         "--user", "magpie", "--password", TOKEN, NULL};
        cr_assert(scripted_start(&server, MAIL, "", arguments));
        snprintf(url, sizeof url, "%s://127.0.0.1:%u", starttls ? "smtp" : "smtps", server.port);
        struct mgp_destination destination = mail_destination(url);
        struct mgp_outgoing outgoing = outgoing_of(MESSAGE);
        destination.without_tls = false;
        destination.user_name = "magpie";
        destination.token_source = "env:TEST_PASSWORD";
        unsetenv("SSL_CERT_FILE");
        struct mgp_answer answer = send_once(&destination, &outgoing);
        cr_expect_eq(answer.kind, MGP_ANSWER_TRANSIENT, "nobody vouches for it: %s %s", answer.error, answer.detail);
        cr_expect_eq(scripted_log(&server, &arena, mails, 2), 0);
        setenv("SSL_CERT_FILE", certificate, 1);
        answer = send_once(&destination, &outgoing);
        cr_expect_eq(answer.kind, MGP_ANSWER_OK, "%s: %s %s", url, answer.error, answer.detail);
        cr_assert_eq(scripted_log(&server, &arena, mails, 2), 1);
        cr_expect(mgp_json_member(mails[0], "tls")->boolean);
        unsetenv("SSL_CERT_FILE");
        unlink(certificate);
        mgp_arena_clear(&arena);
        scripted_stop(&server);
    }
}

Test(channel, mail_does_not_go_where_no_tls_is_offered)
{
    struct scripted server;
    struct mgp_arena arena = {0};
    const struct mgp_json *mails[2];
    char url[100];
    cr_assert(scripted_start(&server, MAIL, "", NULL));
    snprintf(url, sizeof url, "smtp://127.0.0.1:%u", server.port);
    struct mgp_destination destination = mail_destination(url);
    struct mgp_outgoing outgoing = outgoing_of(MESSAGE);
    destination.without_tls = false;
    struct mgp_answer answer = send_once(&destination, &outgoing);
    cr_expect_eq(answer.kind, MGP_ANSWER_CREDENTIALS);
    cr_expect_not_null(strstr(answer.detail, "STARTTLS"), "%s", answer.detail);
    cr_expect_eq(scripted_log(&server, &arena, mails, 2), 0);
    mgp_arena_clear(&arena);
    scripted_stop(&server);
}
