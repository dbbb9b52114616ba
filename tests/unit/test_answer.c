/* What the answers of each type of destination mean, and how long they ask to wait. */
#include <criterion/criterion.h>

#include "notifier/delivery/answer.h"

#define SLACK   MGP_DESTINATION_SLACK
#define TEAMS   MGP_DESTINATION_TEAMS
#define DISCORD MGP_DESTINATION_DISCORD
#define PAGER   MGP_DESTINATION_PAGERDUTY
#define WEBHOOK MGP_DESTINATION_WEBHOOK
#define SNS     MGP_DESTINATION_SNS
#define SQS     MGP_DESTINATION_SQS
#define EVENTS  MGP_DESTINATION_EVENTBRIDGE
#define UNREADABLE "an answer that is not the server's own"

static const struct {
    enum mgp_destination_type type;
    long status;
    const char *body;
    enum mgp_answer_kind kind;
    const char *error;
} rows[] = {
    {SLACK, 200, "{\"ok\":true}", MGP_ANSWER_OK, "ok"},
    {SLACK, 200, "{\"ok\":false,\"error\":\"ratelimited\"}", MGP_ANSWER_WAIT, "ratelimited"},
    {SLACK, 429, "{\"ok\":false,\"error\":\"ratelimited\"}", MGP_ANSWER_WAIT, "ratelimited"},
    {SLACK, 200, "{\"ok\":false,\"error\":\"service_unavailable\"}", MGP_ANSWER_TRANSIENT, "service_unavailable"},
    {SLACK, 200, "{\"ok\":false,\"error\":\"invalid_auth\"}", MGP_ANSWER_CREDENTIALS, "invalid_auth"},
    {SLACK, 200, "{\"ok\":false,\"error\":\"channel_not_found\"}", MGP_ANSWER_REFUSED, "channel_not_found"},
    {SLACK, 200, "{\"ok\":false,\"error\":\"invalid_blocks\"}", MGP_ANSWER_BAD_PAYLOAD, "invalid_blocks"},
    {SLACK, 200, "{\"ok\":false,\"error\":\"nobody_knows\"}", MGP_ANSWER_REFUSED, "nobody_knows"},
    {SLACK, 200, "{\"ok\":false}", MGP_ANSWER_REFUSED, "an error without a name"},
    {SLACK, 200, "{\"ok\":\"true\"}", MGP_ANSWER_TRANSIENT, UNREADABLE},
    {SLACK, 200, "<html>", MGP_ANSWER_TRANSIENT, UNREADABLE},
    {SLACK, 200, "", MGP_ANSWER_TRANSIENT, UNREADABLE},
    {SLACK, 204, "", MGP_ANSWER_TRANSIENT, UNREADABLE},
    {SLACK, 202, "accepted", MGP_ANSWER_TRANSIENT, UNREADABLE},
    {SLACK, 407, "", MGP_ANSWER_CREDENTIALS, "HTTP 407"},
    {SLACK, 200, "{\"ok\":false,\"error\":\"a\\u001b[31mb\"}", MGP_ANSWER_REFUSED, "a\\x1b[31mb"},
    {SLACK, 429, "", MGP_ANSWER_WAIT, "HTTP 429"},
    {SLACK, 500, "", MGP_ANSWER_TRANSIENT, "HTTP 500"},
    {SLACK, 503, "<html>", MGP_ANSWER_TRANSIENT, "HTTP 503"},
    {SLACK, 302, "", MGP_ANSWER_REFUSED, "HTTP 302"},
    {SLACK, 401, "", MGP_ANSWER_CREDENTIALS, "HTTP 401"},
    {SLACK, 404, "", MGP_ANSWER_REFUSED, "HTTP 404"},

    {TEAMS, 200, "1", MGP_ANSWER_OK, "ok"},
    {TEAMS, 202, "", MGP_ANSWER_OK, "ok"},
    {TEAMS, 200, "Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 429 with "
                 "ContextId x.", MGP_ANSWER_WAIT, "HTTP error 429"},
    {TEAMS, 200, "delivery failed with error: Microsoft Teams endpoint returned HTTP error 413", MGP_ANSWER_BAD_PAYLOAD,
     "HTTP error 413"},
    {TEAMS, 200, "delivery failed with error: Microsoft Teams endpoint returned HTTP error 502", MGP_ANSWER_TRANSIENT,
     "failed with error"},
    {TEAMS, 200, " <!doctype html>", MGP_ANSWER_TRANSIENT, UNREADABLE},
    {DISCORD, 200, "<html>", MGP_ANSWER_TRANSIENT, UNREADABLE},
    {PAGER, 200, "<html>", MGP_ANSWER_TRANSIENT, UNREADABLE},
    {WEBHOOK, 200, "<html>", MGP_ANSWER_OK, "ok"},
    {TEAMS, 400, "Bad payload", MGP_ANSWER_BAD_PAYLOAD, "HTTP 400"},
    {TEAMS, 404, "", MGP_ANSWER_CREDENTIALS, "HTTP 404"},
    {TEAMS, 413, "", MGP_ANSWER_BAD_PAYLOAD, "HTTP 413"},
    {TEAMS, 429, "", MGP_ANSWER_WAIT, "HTTP 429"},
    {TEAMS, 502, "", MGP_ANSWER_TRANSIENT, "HTTP 502"},

    {DISCORD, 200, "{\"id\":\"1\"}", MGP_ANSWER_OK, "ok"},
    {DISCORD, 204, "", MGP_ANSWER_OK, "ok"},
    {DISCORD, 400, "{\"message\":\"Invalid Form Body\",\"code\":50035}", MGP_ANSWER_BAD_PAYLOAD, "HTTP 400"},
    {DISCORD, 401, "{\"message\":\"Invalid Webhook Token\",\"code\":50027}", MGP_ANSWER_CREDENTIALS, "HTTP 401"},
    {DISCORD, 404, "{\"message\":\"Unknown Webhook\",\"code\":10015}", MGP_ANSWER_CREDENTIALS, "HTTP 404"},
    {DISCORD, 429, "{\"retry_after\":0.5}", MGP_ANSWER_WAIT, "HTTP 429"},
    {DISCORD, 502, "", MGP_ANSWER_TRANSIENT, "HTTP 502"},

    {PAGER, 202, "{\"status\":\"success\"}", MGP_ANSWER_OK, "ok"},
    {PAGER, 400, "{\"errors\":[\"'routing_key' is invalid or missing\"]}", MGP_ANSWER_CREDENTIALS, "routing_key"},
    {PAGER, 400, "{\"errors\":[\"'payload.summary' is missing or blank\"]}", MGP_ANSWER_BAD_PAYLOAD, "HTTP 400"},
    {PAGER, 429, "", MGP_ANSWER_WAIT, "HTTP 429"},
    {PAGER, 500, "", MGP_ANSWER_TRANSIENT, "HTTP 500"},

    {WEBHOOK, 200, "", MGP_ANSWER_OK, "ok"},
    {WEBHOOK, 204, "", MGP_ANSWER_OK, "ok"},
    {WEBHOOK, 301, "", MGP_ANSWER_REFUSED, "HTTP 301"},
    {WEBHOOK, 400, "", MGP_ANSWER_REFUSED, "HTTP 400"},
    {WEBHOOK, 401, "", MGP_ANSWER_CREDENTIALS, "HTTP 401"},
    {WEBHOOK, 407, "", MGP_ANSWER_CREDENTIALS, "HTTP 407"},
    {WEBHOOK, 408, "", MGP_ANSWER_TRANSIENT, "HTTP 408"},
    {WEBHOOK, 410, "", MGP_ANSWER_CREDENTIALS, "HTTP 410"},
    {WEBHOOK, 425, "", MGP_ANSWER_TRANSIENT, "HTTP 425"},
    {WEBHOOK, 429, "", MGP_ANSWER_WAIT, "HTTP 429"},
    {WEBHOOK, 503, "", MGP_ANSWER_TRANSIENT, "HTTP 503"},

    {SNS, 200, "<PublishResponse><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>",
     MGP_ANSWER_OK, "ok"},
    {SNS, 200, "<html>", MGP_ANSWER_TRANSIENT, UNREADABLE},
    {SNS, 400, "<ErrorResponse><Error><Type>Sender</Type><Code>Throttling</Code></Error></ErrorResponse>",
     MGP_ANSWER_WAIT, "Throttling"},
    {SNS, 403, "<ErrorResponse><Error><Code>SignatureDoesNotMatch</Code></Error></ErrorResponse>",
     MGP_ANSWER_CREDENTIALS, "SignatureDoesNotMatch"},
    {SNS, 404, "<ErrorResponse><Error><Code>NotFound</Code><Message>Topic does not exist</Message></Error>"
               "</ErrorResponse>", MGP_ANSWER_REFUSED, "NotFound"},
    {SNS, 400, "<ErrorResponse><Error><Code>InvalidParameter</Code></Error></ErrorResponse>", MGP_ANSWER_BAD_PAYLOAD,
     "InvalidParameter"},
    {SNS, 500, "<ErrorResponse><Error><Code>InternalError</Code></Error></ErrorResponse>", MGP_ANSWER_TRANSIENT,
     "InternalError"},
    {SQS, 200, "{\"MessageId\":\"1\"}", MGP_ANSWER_OK, "ok"},
    {SQS, 200, "{}", MGP_ANSWER_TRANSIENT, UNREADABLE},
    {SQS, 400, "{\"__type\":\"com.amazonaws.sqs#QueueDoesNotExist\",\"message\":\"x\"}", MGP_ANSWER_REFUSED,
     "QueueDoesNotExist"},
    {SQS, 400, "{\"__type\":\"com.amazonaws.sqs#InvalidMessageContents\"}", MGP_ANSWER_BAD_PAYLOAD,
     "InvalidMessageContents"},
    {SQS, 403, "{\"__type\":\"AccessDeniedException\"}", MGP_ANSWER_CREDENTIALS, "AccessDeniedException"},
    {SQS, 400, "{\"__type\":\"com.amazon.coral.service#ThrottlingException\"}", MGP_ANSWER_WAIT,
     "ThrottlingException"},
    {EVENTS, 200, "{\"FailedEntryCount\":0,\"Entries\":[{\"EventId\":\"1\"}]}", MGP_ANSWER_OK, "ok"},
    {EVENTS, 200, "{\"FailedEntryCount\":1,\"Entries\":[{\"ErrorCode\":\"ThrottlingException\"}]}", MGP_ANSWER_WAIT,
     "ThrottlingException"},
    {EVENTS, 200, "{\"FailedEntryCount\":1,\"Entries\":[{\"ErrorCode\":\"InternalFailure\"}]}", MGP_ANSWER_TRANSIENT,
     "InternalFailure"},
    {EVENTS, 200, "{\"FailedEntryCount\":1,\"Entries\":[{\"ErrorCode\":\"NotAuthorizedForSourceException\"}]}",
     MGP_ANSWER_REFUSED, "NotAuthorizedForSourceException"},
    {EVENTS, 200, "{\"FailedEntryCount\":1,\"Entries\":[]}", MGP_ANSWER_REFUSED,
     "an entry that failed without a code"},
    {EVENTS, 400, "{\"__type\":\"ResourceNotFoundException\",\"message\":\"Event bus x does not exist.\"}",
     MGP_ANSWER_REFUSED, "ResourceNotFoundException"},
    {EVENTS, 503, "", MGP_ANSWER_TRANSIENT, "HTTP 503"},
};

Test(answer, tells_the_classes_apart)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct mgp_http_response response = {.status = rows[i].status};
        struct mgp_destination destination = {.type = rows[i].type};
        struct mgp_answer answer;
        mgp_buffer_text(&response.body, rows[i].body);
        mgp_answer_read(&destination, &response, 0, &answer);
        cr_expect_eq(answer.kind, rows[i].kind, "%s %ld %s: %d", mgp_destination_type_text(rows[i].type),
                     rows[i].status, rows[i].body, answer.kind);
        cr_expect_str_eq(answer.error, rows[i].error, "row %zu: %s", i, answer.error);
        if (rows[i].type != DISCORD) cr_expect_eq(answer.asked_ms, MGP_ASKED_NOTHING);
        mgp_http_response_clear(&response);
    }
}

/* Incoming webhooks of Slack answer with a word. */
Test(answer, reads_the_words_of_slacks_webhooks)
{
    static const struct {
        long status;
        const char *body;
        enum mgp_answer_kind kind;
    } words[] = {
        {200, "ok", MGP_ANSWER_OK},
        {200, "ok\n", MGP_ANSWER_OK},
        {200, "<html>", MGP_ANSWER_TRANSIENT},
        {400, "invalid_payload", MGP_ANSWER_BAD_PAYLOAD},
        {400, "no_text", MGP_ANSWER_BAD_PAYLOAD},
        {403, "invalid_token", MGP_ANSWER_CREDENTIALS},
        {403, "action_prohibited", MGP_ANSWER_CREDENTIALS},
        {404, "no_service", MGP_ANSWER_CREDENTIALS},
        {404, "channel_not_found", MGP_ANSWER_REFUSED},
        {410, "channel_is_archived", MGP_ANSWER_REFUSED},
        {429, "rate_limited", MGP_ANSWER_WAIT},
        {500, "rollup_error", MGP_ANSWER_TRANSIENT},
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        struct mgp_http_response response = {.status = words[i].status};
        struct mgp_destination destination = {.type = SLACK, .url_source = "env:X"};
        struct mgp_answer answer;
        mgp_buffer_text(&response.body, words[i].body);
        mgp_answer_read(&destination, &response, 0, &answer);
        cr_expect_eq(answer.kind, words[i].kind, "%ld %s: %d", words[i].status, words[i].body, answer.kind);
        mgp_http_response_clear(&response);
    }
}

Test(answer, takes_the_thread_and_the_wait_that_the_server_names)
{
    struct mgp_http_response response = {.status = 200};
    struct mgp_destination slack = {.type = SLACK}, discord = {.type = DISCORD};
    struct mgp_answer answer;
    mgp_buffer_text(&response.body, "{\"ok\":true,\"ts\":\"1503435956.000247\"}");
    mgp_answer_read(&slack, &response, 0, &answer);
    cr_expect_str_eq(answer.thread, "1503435956.000247");

    response.status = 429;
    strcpy(response.retry_after, "2");
    mgp_answer_read(&slack, &response, 0, &answer);
    cr_expect_eq(answer.asked_ms, 2000);

    response.body.len = 0;
    mgp_buffer_text(&response.body, "{\"message\":\"You are being rate limited.\",\"retry_after\":0.65}");
    mgp_answer_read(&discord, &response, 0, &answer);
    cr_expect_geq(answer.asked_ms, 650);
    cr_expect_leq(answer.asked_ms, 652);

    response.retry_after[0] = '\0';
    response.status = 200;
    response.body.len = 0;
    mgp_buffer_text(&response.body, "{\"ok\":false,\"error\":\"message_limit_exceeded\"}");
    mgp_answer_read(&slack, &response, 0, &answer);
    cr_expect_eq(answer.kind, MGP_ANSWER_WAIT);
    cr_expect_eq(answer.asked_ms, 60000, "a limit that is not one of a second");
    mgp_http_response_clear(&response);
}

Test(answer, reads_replies_of_smtp)
{
    static const struct {
        int code;
        enum mgp_answer_kind kind;
    } replies[] = {{250, MGP_ANSWER_OK},          {421, MGP_ANSWER_TRANSIENT},   {450, MGP_ANSWER_TRANSIENT},
                   {452, MGP_ANSWER_TRANSIENT},   {530, MGP_ANSWER_CREDENTIALS}, {535, MGP_ANSWER_CREDENTIALS},
                   {550, MGP_ANSWER_REFUSED},     {552, MGP_ANSWER_BAD_PAYLOAD}, {553, MGP_ANSWER_REFUSED}};
    for (size_t i = 0; i < sizeof replies / sizeof *replies; i++) {
        struct mgp_answer answer;
        mgp_answer_read_smtp(replies[i].code, "5.1.1 no such \x1b[31m user", &answer);
        cr_expect_eq(answer.kind, replies[i].kind, "%d", replies[i].code);
        cr_expect_null(strchr(answer.detail, '\x1b'));
    }
}

Test(answer, reads_retry_after)
{
    static const struct {
        const char *text;
        bool wanted;
        uint64_t ms;
    } texts[] = {
        {"1", true, 1000},
        {"30", true, 30000},
        {"0", true, 0},
        {"1.5", true, 1500},
        {"Thu, 01 Jan 1970 00:01:00 GMT", true, 50000},
        {"Thu, 01 Jan 1970 00:00:05 GMT", true, 0},
        {"", false, 0},
        {"-1", false, 0},
        {"1e9", false, 0},
        {"soon", false, 0},
        {"0x10", false, 0},
        {"Thu, 01 Foo 1970 00:01:00 GMT", false, 0},
        {"Thu, 01 Jan 1970 00:01:00 CET", false, 0},
        {"Thu, 41 Jan 1970 00:01:00 GMT", false, 0},
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        uint64_t ms = 0;
        cr_expect_eq(mgp_retry_after_read(texts[i].text, 10000, &ms), texts[i].wanted, "%s", texts[i].text);
        if (texts[i].wanted) cr_expect_eq(ms, texts[i].ms, "%s: %llu", texts[i].text, (unsigned long long)ms);
    }
    uint64_t ms = 0;
    cr_expect(mgp_retry_after_read("99999999999999999999999999", 0, &ms));
    cr_expect_lt(ms, UINT64_MAX / 2);
}
