/* Slack messages: the two layouts for both example events against golden files (MAGPIE_REWRITE=1 writes
 * them), and Slack's limits whatever the event holds. */
#include <criterion/criterion.h>
#include <stdio.h>

#include "../support/slack_limits.h"
#include "base/file.h"
#include "base/json_writer.h"
#include "notifier/message/message.h"

static bool build(enum mgp_layout layout, const struct mgp_json *event, struct mgp_buffer *out)
{
    struct mgp_destination destination = {.type = MGP_DESTINATION_SLACK, .channel = "#aws-macie-events",
                                          .layout = layout};
    return mgp_message_build(&destination, event, MGP_MESSAGE_FULL, out);
}

static void check_limits(struct mgp_arena *arena, struct mgp_slice body, const char *what)
{
    struct mgp_json *json = NULL;
    char fault[400] = "";
    cr_assert_eq(mgp_json_parse(arena, body, &json, NULL), MGP_OK, "%s", what);
    cr_expect(slack_limits_hold(json, fault, sizeof fault), "%s: %s", what, fault);
}

static void compare_golden(const char *name, const char *layout_name, enum mgp_layout layout)
{
    char event_path[300], golden_path[300];
    snprintf(event_path, sizeof event_path, SOURCE_DIR "/fixtures/notifier/%s.event.json", name);
    snprintf(golden_path, sizeof golden_path, SOURCE_DIR "/fixtures/notifier/%s.%s.json", name, layout_name);
    struct mgp_arena arena = {0};
    struct mgp_json *event = NULL, *body = NULL, *golden = NULL;
    struct mgp_buffer message = {0}, got = {0}, wanted = {0};
    struct mgp_json_writer writer;
    cr_assert_eq(mgp_json_read_file(&arena, event_path, 1 << 20, &event, NULL), MGP_OK);
    cr_assert(build(layout, event, &message));
    check_limits(&arena, mgp_buffer_slice(&message), name);
    cr_assert_eq(mgp_json_parse(&arena, mgp_buffer_slice(&message), &body, NULL), MGP_OK);
    mgp_json_writer_init(&writer, &got, 1);
    mgp_json_write_tree(&writer, body);
    if (getenv("MAGPIE_REWRITE")) {
        struct mgp_output *output = NULL;
        cr_assert_eq(mgp_output_open(golden_path, &output, NULL), MGP_OK);
        mgp_buffer_byte(&got, '\n');
        cr_assert_eq(mgp_output_write(output, mgp_buffer_slice(&got), NULL), MGP_OK);
        cr_assert_eq(mgp_output_commit(output, NULL), MGP_OK);
    } else {
        cr_assert_eq(mgp_json_read_file(&arena, golden_path, 1 << 20, &golden, NULL), MGP_OK, "%s",
                     golden_path);
        mgp_json_writer_init(&writer, &wanted, 1);
        mgp_json_write_tree(&writer, golden);
        cr_expect_str_eq(mgp_buffer_string(&got), mgp_buffer_string(&wanted));
    }
    mgp_buffer_clear(&message);
    mgp_buffer_clear(&got);
    mgp_buffer_clear(&wanted);
    mgp_arena_clear(&arena);
}

Test(slack_message, equals_the_golden_files)
{
    static const char *const names[] = {"finding-classification", "finding-policy"};
    for (size_t i = 0; i < 2; i++) {
        compare_golden(names[i], "classic", MGP_LAYOUT_CLASSIC);
        compare_golden(names[i], "default", MGP_LAYOUT_DEFAULT);
    }
}

/* One event with member put in place of the key, title, extension and times. */
static void hostile(const char *value, const char *what)
{
    struct mgp_buffer text = {0}, message = {0};
    struct mgp_arena arena = {0};
    struct mgp_json *event = NULL;
    for (int policy = 0; policy < 2; policy++) {
        text.len = 0;
        mgp_buffer_format(
            &text,
            "{\"time\":%s,\"region\":%s,\"detail\":{\"category\":\"%s\",\"id\":%s,\"title\":%s,\"type\":%s,"
            "\"severity\":{\"description\":%s},\"resourcesAffected\":{\"s3Bucket\":{\"arn\":%s,\"name\":%s},"
            "\"s3Object\":{\"key\":%s,\"extension\":%s,\"lastModified\":%s}},\"policyDetails\":{\"action\":"
            "{\"apiCallDetails\":{\"api\":%s}},\"actor\":%s}}}",
            value, value, policy ? "POLICY" : "CLASSIFICATION", value, value, value, value, value, value,
            value, value, value, value, value);
        cr_assert_eq(mgp_json_parse(&arena, mgp_buffer_slice(&text), &event, NULL), MGP_OK, "%s", what);
        for (int layout = MGP_LAYOUT_DEFAULT; layout <= MGP_LAYOUT_CLASSIC; layout++) {
            message.len = 0;
            cr_expect(build((enum mgp_layout)layout, event, &message), "%s", what);
            check_limits(&arena, mgp_buffer_slice(&message), what);
        }
    }
    mgp_buffer_clear(&text);
    mgp_buffer_clear(&message);
    mgp_arena_clear(&arena);
}

Test(slack_message, keeps_slacks_limits_whatever_the_event_holds)
{
    hostile("\"\"", "empty");
    hostile("null", "null");
    hostile("{\"a\":1}", "an object");
    hostile("[\"x\"]", "an array");
    hostile("12.5", "a number");
    hostile("\"   \\n \"", "blanks");
    hostile("\"<!channel> <@U1> <https://evil|x> & *bold* `code`\"", "active text");
    hostile("\"a\\u0000\\u001b[31m\\u202e\\u2028\"", "control characters");
    struct mgp_buffer big = {0};
    mgp_buffer_byte(&big, '"');
    for (int i = 0; i < 20000; i++) {
        mgp_buffer_text(&big, i % 2 ? "é" : "&");
    }
    mgp_buffer_byte(&big, '"');
    hostile(mgp_buffer_string(&big), "40,000 characters");
    mgp_buffer_clear(&big);
}

Test(slack_message, a_finding_without_anything_is_still_a_message)
{
    struct mgp_arena arena = {0};
    struct mgp_json *event = NULL;
    struct mgp_buffer message = {0};
    cr_assert_eq(mgp_json_parse(&arena, MGP_LITERAL("{\"detail-type\":\"Macie Finding\",\"detail\":{}}"), &event,
                                NULL), MGP_OK);
    cr_expect(build(MGP_LAYOUT_DEFAULT, event, &message));
    check_limits(&arena, mgp_buffer_slice(&message), "empty event");
    message.len = 0;
    cr_expect_not(build(MGP_LAYOUT_CLASSIC, event, &message), "the article's Lambda sends nothing");
    mgp_buffer_clear(&message);
    mgp_arena_clear(&arena);
}
