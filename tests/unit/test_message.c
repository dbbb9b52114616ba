/* Messages for every type of destination against golden files (MAGPIE_REWRITE=1 writes them): JSON compared as JSON,
 * the rest byte for byte. And the limits of each server, whatever the event holds. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "../support/message_limits.h"
#include "base/file.h"
#include "base/json_writer.h"
#include "notifier/message/message.h"

static const char *recipients[] = {"soc@example.com", "audit@example.com"};

/* A golden file is NAME.<suffix>: JSON, or for mail and forms text. */
static const struct target {
    const char *suffix;
    bool is_text;
    struct mgp_destination destination;
} targets[] = {
    {"default.json", false, {.type = MGP_DESTINATION_SLACK, .channel = "#aws-macie-events"}},
    {"classic.json", false, {.type = MGP_DESTINATION_SLACK, .channel = "#aws-macie-events",
                             .layout = MGP_LAYOUT_CLASSIC}},
    {"slack-webhook.json", false, {.type = MGP_DESTINATION_SLACK, .url_source = "env:URL", .link_template =
                                   "https://minio.example/browser/{bucket}/{key-component}"}},
    {"teams.json", false, {.type = MGP_DESTINATION_TEAMS, .url_source = "env:URL"}},
    {"discord.json", false, {.type = MGP_DESTINATION_DISCORD, .url_source = "env:URL"}},
    {"pagerduty.json", false, {.type = MGP_DESTINATION_PAGERDUTY, .token_source = "env:KEY"}},
    {"mail.txt", true, {.type = MGP_DESTINATION_SMTP, .from = "magpie@example.com", .recipients = recipients,
                        .recipient_count = 2}},
    {"sns.txt", true, {.type = MGP_DESTINATION_SNS, .resource = "arn:aws:sns:eu-west-1:111122223333:findings"}},
    {"sqs.json", false, {.type = MGP_DESTINATION_SQS,
                         .resource = "https://sqs.eu-west-1.amazonaws.com/111122223333/findings.fifo"}},
    {"events.json", false, {.type = MGP_DESTINATION_EVENTBRIDGE, .resource = "security", .event_source = "magpie"}},
    {"webhook.json", false, {.type = MGP_DESTINATION_WEBHOOK, .api_url = "https://example.com/"}},
};
#define TARGETS (sizeof targets / sizeof *targets)

static const struct {
    const char *folder, *name;
} events[] = {
    {"fixtures/notifier", "finding-classification"},
    {"fixtures/notifier", "finding-policy"},
    {"tests/data/message", "places"},
    {"tests/data/message", "hostile"},
    {"tests/data/message", "other"},
    {"tests/data/message", "text"},
};
#define EVENTS (sizeof events / sizeof *events)

static const struct mgp_json *read_event(struct mgp_arena *arena, size_t index)
{
    char path[400];
    struct mgp_json *event = NULL;
    snprintf(path, sizeof path, SOURCE_DIR "/%s/%s.event.json", events[index].folder, events[index].name);
    cr_assert_eq(mgp_json_read_file(arena, path, 1 << 20, &event, NULL), MGP_OK, "%s", path);
    return event;
}

static void expect_limits(const struct target *target, struct mgp_slice body, const char *what)
{
    char fault[400] = "";
    cr_expect(message_limits_hold(target->destination.type, body, fault, sizeof fault), "%s %s: %s: %.*s", what,
              target->suffix, fault, (int)(body.len < 3000 ? body.len : 3000), (const char *)body.ptr);
}

/* As a golden file has it: JSON indented, text as it is. */
static void normalise(struct mgp_slice body, bool is_text, struct mgp_buffer *out)
{
    struct mgp_arena arena = {0};
    struct mgp_json *json = NULL;
    struct mgp_json_writer writer;
    if (is_text) {
        mgp_buffer_append(out, body);
        return;
    }
    cr_assert_eq(mgp_json_parse(&arena, body, &json, NULL), MGP_OK);
    mgp_json_writer_init(&writer, out, 1);
    mgp_json_write_tree(&writer, json);
    mgp_buffer_byte(out, '\n');
    mgp_arena_clear(&arena);
}

static void compare(const char *path, struct mgp_slice body, bool is_text)
{
    struct mgp_buffer got = {0}, golden = {0}, wanted = {0};
    normalise(body, is_text, &got);
    if (getenv("MAGPIE_REWRITE")) {
        struct mgp_output *output = NULL;
        cr_assert_eq(mgp_output_open(path, &output, NULL), MGP_OK, "%s", path);
        cr_assert_eq(mgp_output_write(output, mgp_buffer_slice(&got), NULL), MGP_OK);
        cr_assert_eq(mgp_output_commit(output, NULL), MGP_OK);
    } else {
        cr_assert_eq(mgp_file_read(path, 1 << 20, &golden, NULL), MGP_OK, "%s", path);
        normalise(mgp_buffer_slice(&golden), is_text, &wanted);
        cr_expect_str_eq(mgp_buffer_string(&got), mgp_buffer_string(&wanted), "%s: %s", path, mgp_buffer_string(&got));
    }
    mgp_buffer_clear(&got);
    mgp_buffer_clear(&golden);
    mgp_buffer_clear(&wanted);
}

/* Only what says something new is kept: both findings in every target, the others where their points show. */
static bool has_golden(size_t event, size_t target)
{
    return event < 2 || targets[target].destination.type != MGP_DESTINATION_WEBHOOK;
}

Test(message, equals_the_golden_files)
{
    struct mgp_arena arena = {0};
    for (size_t i = 0; i < EVENTS; i++) {
        const struct mgp_json *event = read_event(&arena, i);
        for (size_t k = 0; k < TARGETS; k++) {
            char path[400];
            struct mgp_buffer body = {0};
            bool has = mgp_message_build(&targets[k].destination, event, MGP_MESSAGE_FULL, &body);
            bool is_classic = targets[k].destination.layout == MGP_LAYOUT_CLASSIC;
            bool is_unknown = is_classic && strcmp(events[i].name, "other") == 0;
            cr_expect_eq(has, !is_unknown, "%s %s", events[i].name, targets[k].suffix);
            if (has) expect_limits(&targets[k], mgp_buffer_slice(&body), events[i].name);
            const char *folder = i < 2 && k < 2 ? "fixtures/notifier" : "tests/data/message";
            snprintf(path, sizeof path, SOURCE_DIR "/%s/%s.%s", folder, events[i].name, targets[k].suffix);
            if (has && has_golden(i, k)) compare(path, mgp_buffer_slice(&body), targets[k].is_text);
            mgp_buffer_clear(&body);
        }
        mgp_arena_reset(&arena);
    }
    mgp_arena_clear(&arena);
}

/* The digest for a server that refused it: its totals, and nothing but text. */
static void expect_plain(const struct target *target, struct mgp_slice body)
{
    expect_limits(target, body, "plain digest");
    cr_expect_neq(mgp_slice_find(body, MGP_LITERAL("63 findings: 33 High"), 0), SIZE_MAX, "%s", target->suffix);
    cr_expect_eq(mgp_slice_find(body, MGP_LITERAL("\"blocks\""), 0), SIZE_MAX, "%s", target->suffix);
    cr_expect_eq(mgp_slice_find(body, MGP_LITERAL("\"embeds\""), 0), SIZE_MAX, "%s", target->suffix);
}

Test(message, the_digest_equals_its_golden_files)
{
    struct mgp_arena arena = {0};
    struct mgp_digest digest;
    mgp_digest_init(&digest);
    for (size_t i = 0; i < EVENTS; i++) {
        const struct mgp_json *event = read_event(&arena, i);
        for (size_t times = 0; times < 3 * (EVENTS - i); times++) mgp_digest_add(&digest, event);
    }
    cr_expect_eq(digest.events, 63);
    for (size_t k = 0; k < TARGETS; k++) {
        char path[400];
        struct mgp_buffer body = {0};
        bool has = mgp_message_digest(&targets[k].destination, &digest, MGP_MESSAGE_FULL, &body);
        cr_expect_eq(has, k < 7, "programs read each event");
        if (has) expect_limits(&targets[k], mgp_buffer_slice(&body), "digest");
        snprintf(path, sizeof path, SOURCE_DIR "/tests/data/message/digest.%s", targets[k].suffix);
        if (has && k != 1) compare(path, mgp_buffer_slice(&body), targets[k].is_text);
        body.len = 0;
        has = mgp_message_digest(&targets[k].destination, &digest, MGP_MESSAGE_PLAIN, &body);
        cr_expect_eq(has, k < 7, "programs read each event");
        if (has) expect_plain(&targets[k], mgp_buffer_slice(&body));
        mgp_buffer_clear(&body);
    }
    mgp_digest_clear(&digest);
    mgp_arena_clear(&arena);
}

/* One event with value put in place of everything that is foreign, for both categories. */
static void append_event(struct mgp_buffer *text, const char *value, bool is_policy)
{
    const char *v = value;
    mgp_buffer_format(
        text,
        "{\"time\":%s,\"region\":%s,\"account\":%s,\"detail\":{\"category\":\"%s\",\"id\":%s,\"title\":%s,\"type\":%s,"
        "\"severity\":{\"description\":%s},\"resourcesAffected\":{\"s3Bucket\":{\"arn\":%s,\"name\":%s},"
        "\"s3Object\":{\"key\":%s,\"extension\":%s,\"lastModified\":%s}},\"policyDetails\":{\"action\":"
        "{\"apiCallDetails\":{\"api\":%s}},\"actor\":%s}",
        v, v, v, is_policy ? "POLICY" : "CLASSIFICATION", v, v, v, v, v, v, v, v, v, v, v);
    mgp_buffer_text(text, ",\"classificationDetails\":{\"result\":{\"sensitiveData\":[{\"detections\":[");
    for (int i = 0; i < (strlen(value) > 1000 ? 4 : 40); i++) /* a large value is large enough a few times */
        mgp_buffer_format(text,
                          "%s{\"type\":%s,\"count\":%d,\"occurrences\":{\"records\":[{\"jsonPath\":%s,"
                          "\"recordIndex\":1},{\"recordIndex\":%s}],\"cells\":"
                          "[{\"row\":1,\"column\":2,\"columnName\":%s}]}}",
                          i ? "," : "", v, i, v, v, v);
    mgp_buffer_text(text, "]}]}}}}");
}

static void hostile(const char *value, const char *what)
{
    struct mgp_buffer text = {0}, body = {0};
    struct mgp_arena arena = {0};
    struct mgp_json *event = NULL;
    for (int policy = 0; policy < 2; policy++) {
        struct mgp_digest digest;
        text.len = 0;
        append_event(&text, value, policy);
        cr_assert_eq(mgp_json_parse(&arena, mgp_buffer_slice(&text), &event, NULL), MGP_OK, "%s", what);
        mgp_digest_init(&digest);
        for (int i = 0; i < 25; i++) mgp_digest_add(&digest, event);
        for (size_t k = 0; k < TARGETS; k++) {
            for (int form = MGP_MESSAGE_FULL; form <= MGP_MESSAGE_PLAIN; form++) {
                body.len = 0;
                cr_expect(mgp_message_build(&targets[k].destination, event, (enum mgp_message_form)form, &body));
                expect_limits(&targets[k], mgp_buffer_slice(&body), what);
            }
            for (int form = MGP_MESSAGE_FULL; form <= MGP_MESSAGE_PLAIN; form++) {
                body.len = 0;
                if (mgp_message_digest(&targets[k].destination, &digest, (enum mgp_message_form)form, &body))
                    expect_limits(&targets[k], mgp_buffer_slice(&body), what);
            }
        }
        mgp_digest_clear(&digest);
    }
    mgp_buffer_clear(&text);
    mgp_buffer_clear(&body);
    mgp_arena_clear(&arena);
}

static void hostile_run(const char *piece, size_t count, const char *what)
{
    struct mgp_buffer big = {0};
    mgp_buffer_byte(&big, '"');
    for (size_t i = 0; i < count; i++) mgp_buffer_text(&big, piece);
    mgp_buffer_byte(&big, '"');
    hostile(mgp_buffer_string(&big), what);
    mgp_buffer_clear(&big);
}

Test(message, keeps_every_limit_whatever_the_event_holds)
{
    hostile("\"\"", "empty");
    hostile("null", "null");
    hostile("{\"a\":1}", "an object");
    hostile("[\"x\"]", "an array");
    hostile("12.5", "a number");
    hostile("\"   \\n \"", "blanks");
    hostile("\"<!channel> <@U1> <https://evil|x> & *bold* `code` ```\"", "active text");
    hostile("\"a\\u0000\\u001b[31m\\u202e\\u2028\\ufffe\"", "control characters");
    hostile("\"x\\r\\nBcc: victim@example.com\\r\\n.\\r\\n=?UTF-8?Q?=0D?=\"", "a mail header");
    hostile("\"..\"", "dots");
    hostile_run("é&", 10000, "40,000 characters");
    hostile_run("<", 3000, "what grows when it is escaped");
    hostile_run("\\\"\\\\", 3000, "what JSON escapes");
    hostile_run("\\u0001", 2000, "controls only");
    hostile_run("\xF0\x9F\x94\x92", 3000, "characters of two units");
    hostile_run("word ", 1000, "blanks where a header is folded");
    hostile_run("a   ", 1000, "blanks in a row where a header is folded");
}

/* A subject is folded, or encoded where folding does not do: words, blanks in a row and at the end, of every length. */
Test(message, a_subject_keeps_its_lines_short)
{
    static const char *const patterns[] = {"d", " ", "dd ", "ddddddddd  "};
    struct mgp_destination mail = {.name = "d", .type = MGP_DESTINATION_SMTP, .from = "a@example.com"};
    const char *to[] = {"b@example.com"};
    mail.recipients = to;
    mail.recipient_count = 1;
    for (size_t i = 0; i < 4 * 2 * 170; i++) {
        const char *pattern = patterns[i % 4];
        struct mgp_buffer text = {0}, body = {0};
        char fault[400];
        while (text.len < i / 8) mgp_buffer_text(&text, pattern);
        mgp_buffer_text(&text, i / 4 % 2 ? "e " : "e");
        struct mgp_json input = {.type = MGP_JSON_STRING, .text = mgp_buffer_slice(&text)};
        cr_assert(mgp_message_build(&mail, &input, MGP_MESSAGE_FULL, &body));
        cr_expect(message_limits_hold(MGP_DESTINATION_SMTP, mgp_buffer_slice(&body), fault, sizeof fault), "'%s': %s",
                  mgp_buffer_string(&text), fault);
        mgp_buffer_clear(&text);
        mgp_buffer_clear(&body);
    }
}

Test(message, a_finding_without_anything_is_still_a_message)
{
    struct mgp_arena arena = {0};
    struct mgp_json *event = NULL;
    struct mgp_buffer body = {0};
    cr_assert_eq(mgp_json_parse(&arena, MGP_LITERAL("{\"detail-type\":\"Macie Finding\",\"detail\":{}}"), &event, NULL),
                 MGP_OK);
    for (size_t k = 0; k < TARGETS; k++) {
        body.len = 0;
        bool has = mgp_message_build(&targets[k].destination, event, MGP_MESSAGE_FULL, &body);
        cr_expect_eq(has, targets[k].destination.layout != MGP_LAYOUT_CLASSIC, "the article's Lambda sends nothing");
        if (has) expect_limits(&targets[k], mgp_buffer_slice(&body), "empty finding");
    }
    mgp_buffer_clear(&body);
    mgp_arena_clear(&arena);
}

/* A message of SNS, SQS or PutEvents that is too large is told shorter, not lost. */
Test(message, an_event_that_is_too_large_is_told_shorter)
{
    struct mgp_arena arena = {0};
    struct mgp_json *event = NULL;
    struct mgp_buffer text = {0}, body = {0};
    mgp_buffer_text(&text, "{\"detail-type\":\"Macie Finding\",\"source\":\"aws.macie\",\"detail\":{\"category\":"
                           "\"CLASSIFICATION\",\"id\":\"f-1\",\"title\":\"A title\",\"filler\":\"");
    for (int i = 0; i < 1100000; i++) mgp_buffer_byte(&text, 'x');
    mgp_buffer_text(&text, "\"}}");
    cr_assert_eq(mgp_json_parse(&arena, mgp_buffer_slice(&text), &event, NULL), MGP_OK);
    for (size_t k = 0; k < TARGETS; k++) {
        if (targets[k].destination.type == MGP_DESTINATION_WEBHOOK) continue;
        body.len = 0;
        cr_assert(mgp_message_build(&targets[k].destination, event, MGP_MESSAGE_FULL, &body));
        expect_limits(&targets[k], mgp_buffer_slice(&body), "too large");
        cr_expect_neq(mgp_slice_find(mgp_buffer_slice(&body), MGP_LITERAL("title"), 0), SIZE_MAX, "%s",
                      targets[k].suffix);
    }
    mgp_buffer_clear(&text);
    mgp_buffer_clear(&body);
    mgp_arena_clear(&arena);
}

static const char *link_of(const char *template, const char *account, const char *bucket, const char *key,
                           struct mgp_buffer *out)
{
    struct mgp_destination destination = {.type = MGP_DESTINATION_PAGERDUTY, .link_template = template};
    struct mgp_arena arena = {0};
    struct mgp_json *event = NULL, *body = NULL;
    struct mgp_buffer text = {0}, message = {0};
    mgp_buffer_format(&text, "{\"account\":\"%s\",\"region\":\"eu-west-1\",\"detail\":{\"category\":\"CLASSIFICATION\","
                             "\"id\":\"f1\",\"resourcesAffected\":{\"s3Bucket\":{\"name\":\"%s\"},\"s3Object\":{"
                             "\"key\":\"%s\"}}}}", account, bucket, key);
    cr_assert_eq(mgp_json_parse(&arena, mgp_buffer_slice(&text), &event, NULL), MGP_OK);
    cr_assert(mgp_message_build(&destination, event, MGP_MESSAGE_FULL, &message));
    cr_assert_eq(mgp_json_parse(&arena, mgp_buffer_slice(&message), &body, NULL), MGP_OK);
    const struct mgp_json *links = mgp_json_member(body, "links");
    out->len = 0;
    if (links) mgp_buffer_append(out, mgp_json_member(links->items[0], "href")->text);
    mgp_buffer_clear(&text);
    mgp_buffer_clear(&message);
    mgp_arena_clear(&arena);
    return links ? mgp_buffer_string(out) : NULL;
}

Test(message, makes_links_from_templates)
{
    static const struct {
        const char *template, *account, *bucket, *key, *wanted;
    } rows[] = {
        {NULL, "111122223333", "drop", "a b/\xC3\xA4+?#%.csv",
         "https://drop.s3.eu-west-1.amazonaws.com/a%20b/%C3%A4%2B%3F%23%25.csv"},
        {NULL, "111122223333", "drop.with.dots", "k", "https://s3.eu-west-1.amazonaws.com/drop.with.dots/k"},
        {NULL, "000000000000", "drop", "k", NULL},
        {NULL, "", "drop", "k", NULL},
        {NULL, "1111222233334", "drop", "k", NULL},
        {NULL, "111122223333", "drop", "a/../b", NULL},
        {NULL, "111122223333", "drop", "", NULL},
        {NULL, "111122223333", "evil.com/x", "k", NULL},
        {"", "111122223333", "drop", "k", NULL},
        {"https://m.example/{bucket}/{key}", "000000000000", "drop", "a b/c", "https://m.example/drop/a%20b/c"},
        {"https://m.example/?b={bucket}&k={key-component}&f={finding}&a={account}&r={region}", "000000000000", "drop",
         "a&b=/c", "https://m.example/?b=drop&k=a%26b%3D%2Fc&f=f1&a=000000000000&r=eu-west-1"},
        {"https://{bucket}.example/", "000000000000", "-ok-", "", "https://-ok-.example/"},
        {"https://{bucket}.example/", "000000000000", "a@b", "k", NULL},
    };
    struct mgp_buffer out = {0};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *link = link_of(rows[i].template, rows[i].account, rows[i].bucket, rows[i].key, &out);
        cr_expect_eq(link != NULL, rows[i].wanted != NULL, "row %zu: %s", i, link);
        if (link && rows[i].wanted) cr_expect_str_eq(link, rows[i].wanted);
    }
    mgp_buffer_clear(&out);
}

static void add_finding(struct mgp_digest *digest, int bucket, const char *severity, int count, int key)
{
    struct mgp_arena arena = {0};
    struct mgp_json *event = NULL;
    struct mgp_buffer text = {0};
    mgp_buffer_format(&text,
                      "{\"time\":\"2026-03-17T08:%02d:00Z\",\"detail\":{\"category\":\"CLASSIFICATION\",\"type\":\"T\","
                      "\"severity\":{\"description\":\"%s\"},\"resourcesAffected\":{\"s3Bucket\":{\"name\":\"b%d\"},"
                      "\"s3Object\":{\"key\":\"k%d\"}},\"classificationDetails\":{\"result\":{\"sensitiveData\":[{"
                      "\"detections\":[{\"type\":\"NAME\",\"count\":%d}]}]}}}}",
                      key % 60, severity, bucket, key, count);
    cr_assert_eq(mgp_json_parse(&arena, mgp_buffer_slice(&text), &event, NULL), MGP_OK);
    mgp_digest_add(digest, event);
    mgp_buffer_clear(&text);
    mgp_arena_clear(&arena);
}

Test(message, a_digest_keeps_the_worst_and_counts_the_rest)
{
    struct mgp_digest digest;
    mgp_digest_init(&digest);
    add_finding(&digest, 1, "Low", 5, 1);
    add_finding(&digest, 1, "High", 2, 2);
    add_finding(&digest, 1, "High", 9, 3);
    add_finding(&digest, 1, "Medium", 100, 4);
    add_finding(&digest, 1, "High", 9, 3); /* again */
    cr_expect_eq(digest.group_count, 1);
    const struct mgp_digest_group *group = &digest.groups[0];
    cr_expect_eq(group->object_count, 3);
    cr_expect_str_eq(group->worst[0].key, "k3");
    cr_expect_str_eq(group->worst[1].key, "k2");
    cr_expect_str_eq(group->worst[2].key, "k4");
    cr_expect_eq(digest.counts[MGP_SEVERITY_HIGH], 3);
    cr_expect_eq(group->occurrences, 125);
    cr_expect_str_eq(digest.first, "2026-03-17T08:01:00Z");
    cr_expect_str_eq(digest.last, "2026-03-17T08:04:00Z");
    for (int bucket = 0; bucket < 1000; bucket++) add_finding(&digest, bucket, "Low", 1, bucket);
    cr_expect_eq(digest.group_count, MGP_DIGEST_GROUPS_MAX);
    cr_expect_eq(digest.ungrouped, 1000 - MGP_DIGEST_GROUPS_MAX);
    cr_expect_eq(digest.events, 1005);
    mgp_digest_clear(&digest);
    mgp_digest_clear(&digest);
}
