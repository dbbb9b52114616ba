/* What an answer means, when to try again, and events as they come in. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/file.h"
#include "notifier/delivery/event_stream.h"
#include "notifier/delivery/notifier.h"
#include "notifier/delivery/retry.h"

static const struct mgp_retry_policy standard = {.max_retries = 5, .max_age_seconds = 3600};

Test(retry, backs_off_a_bounded_number_of_times)
{
    struct mgp_retry retry;
    uint64_t wait = 0, ceiling = 500;
    retry = (struct mgp_retry){.policy = standard, .base_ms = 500};
    for (int i = 0; i < 5; i++, ceiling *= 2) {
        cr_expect(mgp_retry_next(&retry, UINT64_MAX, 0, ceiling, &wait));
        cr_expect_eq(wait, ceiling, "full jitter reaches the ceiling");
    }
    cr_expect_not(mgp_retry_next(&retry, UINT64_MAX, 0, 1, &wait));
    cr_expect_str_eq(retry.gave_up, "MaximumRetryAttempts");
}

Test(retry, one_wait_has_a_cap)
{
    struct mgp_retry retry;
    struct mgp_retry_policy many = {.max_retries = 185, .max_age_seconds = 86400};
    uint64_t wait = 0;
    retry = (struct mgp_retry){.policy = many, .base_ms = 500};
    for (int i = 0; i < 185; i++) {
        cr_assert(mgp_retry_next(&retry, UINT64_MAX, 0, UINT64_MAX - 1, &wait));
        cr_expect_leq(wait, MGP_RETRY_CAP_MS);
    }
}

Test(retry, obeys_the_server_and_does_not_count_it)
{
    struct mgp_retry retry;
    uint64_t wait = 0;
    retry = (struct mgp_retry){.policy = standard, .base_ms = 500};
    for (int i = 0; i < MGP_RETRY_MAX_THROTTLED; i++) {
        cr_assert(mgp_retry_next(&retry, 7000, 0, 3, &wait));
        cr_expect_eq(wait, 7003);
    }
    cr_expect_not(mgp_retry_next(&retry, 7000, 0, 3, &wait), "but not for ever");
    retry = (struct mgp_retry){.policy = standard, .base_ms = 500};
    cr_assert(mgp_retry_next(&retry, 0, 0, 0, &wait));
    cr_expect_gt(wait, 0, "Retry-After: 0 does not spin");
}

Test(retry, the_policy_of_a_target_counts_everything)
{
    struct mgp_retry retry;
    struct mgp_retry_policy one = {.max_retries = 1, .max_age_seconds = 60, .is_given = true};
    uint64_t wait = 0;
    retry = (struct mgp_retry){.policy = one, .base_ms = 500};
    cr_expect(mgp_retry_next(&retry, 1000, 0, 0, &wait));
    cr_expect_not(mgp_retry_next(&retry, 1000, 0, 0, &wait));
    retry = (struct mgp_retry){.policy = one, .base_ms = 500};
    cr_expect_not(mgp_retry_next(&retry, 61000, 0, 0, &wait), "longer than the event may live");
    cr_expect_str_eq(retry.gave_up, "MaximumEventAgeInSeconds");
    retry = (struct mgp_retry){.policy = one, .base_ms = 500};
    cr_expect_not(mgp_retry_next(&retry, UINT64_MAX - 1, 0, 400, &wait), "no overflow");
}

/* Reads all of text, and writes what came as "line:column text|", or "line:column !|" for a fault. */
static void read_all(struct mgp_slice text, struct mgp_buffer *out)
{
    char path[] = "/tmp/events-XXXXXX";
    int fd = mkstemp(path);
    cr_assert_geq(fd, 0);
    for (size_t done = 0; done < text.len;) {
        ssize_t wrote = write(fd, text.ptr + done, text.len - done);
        cr_assert_gt(wrote, 0);
        done += (size_t)wrote;
    }
    close(fd);
    struct mgp_event_stream *stream = NULL;
    struct mgp_slice event;
    struct mgp_error error = {0};
    cr_assert_eq(mgp_event_stream_open(path, &stream, &error), MGP_OK, "%s", error.message);
    for (;;) {
        enum mgp_event_item item = mgp_event_stream_next(stream, &event, &error);
        size_t line = 0, column = 0;
        cr_assert_neq(item, MGP_EVENT_FAILED, "%s", error.message);
        if (item == MGP_EVENT_END) break;
        mgp_event_stream_place(stream, 0, &line, &column);
        mgp_buffer_format(out, "%zu:%zu ", line, column);
        if (item == MGP_EVENT_ONE) mgp_buffer_append(out, event);
        else mgp_buffer_byte(out, '!');
        mgp_buffer_byte(out, '|');
    }
    mgp_event_stream_close(stream);
    unlink(path);
}

Test(event_stream, takes_lines_documents_and_arrays)
{
    static const struct {
        const char *text, *wanted;
    } rows[] = {
        {"", ""},
        {"\n \n", ""},
        {"{\"a\":1}", "1:1 {\"a\":1}|"},
        {"{\"a\":1}\n\n{\"b\":2}\n", "1:1 {\"a\":1}|3:1 {\"b\":2}|"},
        {"{\"a\":1}\nbroken\n{\"b\":2}\n", "1:1 {\"a\":1}|2:1 broken|3:1 {\"b\":2}|"},
        {"broken\n{\"b\":2}\n", "1:1 broken|2:1 {\"b\":2}|"},
        {"{\"a\":\n1}\n", "1:1 {\"a\":\n1}|"},
        {"\n{\n\"a\":1}\n{\n\"b\":2}\n", "2:1 {\n\"a\":1}|4:1 {\n\"b\":2}|"},
        {"[{\"a\":1},\n {\"b\":2}]\n", "1:2 {\"a\":1}|2:2 {\"b\":2}|"},
        {"[{\"a\":1}, {\"b\":2}]\n{\"c\":3}\n", "1:2 {\"a\":1}|1:11 {\"b\":2}|2:1 {\"c\":3}|"},
        {"[]\n[\n]\n", "2:1 [|3:1 ]|"},
        {"[\n]\n", ""},
        {"[\n[\n]\n]", "2:1 [\n]|"},
        {"{\"a\":\n{\"b\":2}\n{\"c\":3}\n", "1:1 {\"a\":|2:1 {\"b\":2}|3:1 {\"c\":3}|"},
        {"{\n\"a\":1}\n{\n", "1:1 {\n\"a\":1}|3:1 !|"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct mgp_buffer got = {0};
        read_all(mgp_slice_text(rows[i].text), &got);
        cr_expect_str_eq(mgp_buffer_string(&got), rows[i].wanted, "row %zu: %s", i, mgp_buffer_string(&got));
        mgp_buffer_clear(&got);
    }
}

Test(event_stream, a_line_that_is_too_long_is_one_fault)
{
    struct mgp_buffer text = {0}, got = {0};
    mgp_buffer_text(&text, "{\"a\":1}\n");
    mgp_buffer_reserve(&text, MGP_EVENT_DOCUMENT_MAX_BYTES + 100000);
    memset(text.ptr + text.len, 'x', MGP_EVENT_DOCUMENT_MAX_BYTES + 100000);
    text.len += MGP_EVENT_DOCUMENT_MAX_BYTES + 100000;
    mgp_buffer_text(&text, "\n{\"b\":2}\n");
    read_all(mgp_buffer_slice(&text), &got);
    cr_expect_str_eq(mgp_buffer_string(&got), "1:1 {\"a\":1}|2:1 !|3:1 {\"b\":2}|");
    mgp_buffer_clear(&text);
    mgp_buffer_clear(&got);
}

Test(notifier, counts_what_cannot_be_read_and_goes_on)
{
    struct mgp_notifier *notifier = NULL;
    struct mgp_notifier_options options = {.dry_run = true};
    struct mgp_notifier_report report = {0};
    struct mgp_error error = {0};
    setenv("SLACK_CHANNEL", "#c", 1);
    unsetenv("SLACK_API_URL");
    unsetenv("SLACK_TOKEN");
    unsetenv("LOG_LEVEL");
    cr_assert_eq(mgp_notifier_create(&options, &notifier, &error), MGP_OK, "%s", error.message);
    cr_expect_neq(mgp_notifier_accept(notifier, MGP_LITERAL("{\"a\":"), &error), MGP_OK);
    cr_expect_eq(error.offset, 5);
    cr_expect_neq(mgp_notifier_accept(notifier, MGP_LITERAL("[1]"), &error), MGP_OK);
    cr_expect_eq(mgp_notifier_accept(notifier, MGP_LITERAL("{}"), &error), MGP_OK);
    struct mgp_buffer many = {0};
    mgp_buffer_byte(&many, '[');
    for (int i = 0; i < MGP_EVENT_MAX_VALUES; i++) mgp_buffer_text(&many, "1,");
    mgp_buffer_text(&many, "1]");
    cr_expect_eq(mgp_notifier_accept(notifier, mgp_buffer_slice(&many), &error), MGP_LIMIT);
    cr_expect_eq(mgp_notifier_finish(notifier, &report, &error), MGP_OK);
    cr_expect_eq(report.events, 4);
    cr_expect_eq(report.unreadable, 3);
    cr_expect_eq(report.matched, 0);
    mgp_buffer_clear(&many);
    mgp_notifier_destroy(notifier);
}

Test(retry, counts_what_is_given_and_else_is_patient_for_a_service)
{
    static const struct mgp_retry_policy none = {5, 3600, false, false}, attempts = {2, 3600, true, false},
                                         age = {5, 3600, false, true};
    static const struct {
        const struct mgp_retry_policy *given;
        bool is_service;
        unsigned retries, seconds;
    } cases[] = {{NULL, false, 5, 3600},      {NULL, true, 185, 86400},   {&none, false, 5, 3600},
                 {&none, true, 185, 86400},   {&attempts, false, 2, 3600}, {&attempts, true, 2, 86400},
                 {&age, false, 5, 3600},      {&age, true, 185, 3600}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct mgp_retry_policy policy = mgp_retry_policy_for(cases[i].given, cases[i].is_service);
        cr_expect_eq(policy.max_retries, cases[i].retries, "case %zu", i);
        cr_expect_eq(policy.max_age_seconds, cases[i].seconds, "case %zu", i);
        cr_expect_eq(policy.is_given, cases[i].given == &attempts, "case %zu", i);
    }
}
