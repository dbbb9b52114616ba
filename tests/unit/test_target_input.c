/* What targets receive: Input, InputPath, InputTransformer, row by row. Rows marked AWS are what AWS was seen to
 * deliver. */
#include <criterion/criterion.h>
#include <stdio.h>

#include "base/json_writer.h"
#include "notifier/rule/target_input.h"

static const char event_text[] =
    "{\"version\": \"0\", \"id\": \"e1\", \"detail-type\": \"Macie Finding\", \"source\": \"aws.macie\",\n"
    " \"account\": \"210987654321\", \"region\": \"eu-west-1\", \"resources\": [],\n"
    " \"detail\": {\"s\": \"baz\", \"n\": 3.50, \"b\": true, \"z\": null, \"q\": \"a\\\"b\\\\c\\n\", "
    "\"o\": {\"acc_id\": \"0a\", "
    "\"sf_id\": \"baz\"},\n"
    "  \"l\": [\"ACTIVE\", \"INACTIVE\"], \"a-b\": {\"c_d\": {\"x/y\": 1}},"
    " \"list\": [{\"k\": 1}, {\"k\": \"two\"}, {}]}}";

#define PATHS                                                                                                   \
    "{\"s\":\"$.detail.s\",\"n\":\"$.detail.n\",\"b\":\"$.detail.b\",\"z\":\"$.detail.z\",\"q\":\"$.detail.q\"," \
    "\"o\":\"$.detail.o\",\"l\":\"$.detail.l\",\"missing\":\"$.detail.no.such\",\"k\":\"$.detail.list[*].k\","   \
    "\"second\":\"$.detail.list[1].k\",\"none\":\"$.detail.list[9].k\",\"all\":\"$\"}"

static void write_string(struct mgp_buffer *out, const char *text)
{
    struct mgp_json_writer writer;
    mgp_json_writer_init(&writer, out, 0);
    mgp_json_write_text(&writer, text);
}

/* What a target with one more member (its name and JSON) receives; the status goes to *status. */
static char *receive(const char *member, const char *json, enum mgp_status *status)
{
    struct mgp_buffer text = {0}, out = {0};
    struct mgp_rules *rules = NULL;
    struct mgp_arena arena = {0};
    struct mgp_json *event = NULL;
    struct mgp_error error = {0};
    mgp_buffer_format(&text,
                      "{\"Rules\":[{\"Name\":\"my-rule\",\"EventPattern\":{\"a\":[1]},\"Targets\":[{\"Id\":\"t\","
                      "\"Arn\":\"magpie:destination/d\"%s%s%s%s}]}],"
                      "\"Destinations\":{\"d\":{\"Type\":\"slack\",\"Token\":\"env:T\",\"Channel\":\"#c\"}}}",
                      member ? ",\"" : "", member ? member : "", member ? "\":" : "", json);
    cr_assert_eq(mgp_rules_parse("r", mgp_buffer_slice(&text), &rules, &error), MGP_OK, "%s: %s", json, error.message);
    cr_assert_eq(mgp_json_parse(&arena, MGP_LITERAL(event_text), &event, NULL), MGP_OK);
    *status = mgp_target_input(&rules->rules[0].targets[0], &rules->rules[0], event, MGP_LITERAL(event_text), 1000,
                               &out, &error);
    char *received = mgp_slice_dup(mgp_buffer_slice(&out));
    mgp_rules_destroy(rules);
    mgp_arena_clear(&arena);
    mgp_buffer_clear(&text);
    mgp_buffer_clear(&out);
    return received;
}

static void expect_template(const char *template, const char *wanted)
{
    struct mgp_buffer json = {0};
    enum mgp_status status = MGP_OK;
    mgp_buffer_text(&json, "{\"InputPathsMap\":" PATHS ",\"InputTemplate\":");
    write_string(&json, template);
    mgp_buffer_byte(&json, '}');
    char *received = receive("InputTransformer", mgp_buffer_string(&json), &status);
    if (wanted) {
        cr_expect_eq(status, MGP_OK, "%s", template);
        cr_expect_str_eq(received, wanted, "%s: %s", template, received);
    } else {
        cr_expect_eq(status, MGP_INVALID, "%s: %s", template, received);
        cr_expect_str_eq(received, "", "%s: %s", template, received);
    }
    free(received);
    mgp_buffer_clear(&json);
}

Test(target_input, is_the_event_as_it_came_where_the_target_says_nothing)
{
    enum mgp_status status = MGP_INVALID;
    char *received = receive(NULL, "", &status);
    cr_expect_eq(status, MGP_OK);
    cr_expect_str_eq(received, event_text);
    free(received);
}

Test(target_input, is_the_constant_or_the_value_at_the_path)
{
    static const struct {
        const char *member, *json, *wanted;
    } rows[] = {
        {"Input", "\"{\\\"a\\\": 1}\"", "{\"a\": 1}"},
        {"InputPath", "\"$.detail.s\"", "\"baz\""}, /* AWS: a string arrives with its quotes */
        {"InputPath", "\"$.detail.n\"", "3.50"},
        {"InputPath", "\"$.detail.z\"", "null"},
        {"InputPath", "\"$.detail.o\"", "{\"acc_id\":\"0a\",\"sf_id\":\"baz\"}"},
        {"InputPath", "\"$.detail-type\"", "\"Macie Finding\""},
        {"InputPath", "\"$.detail.a-b.c_d.x/y\"", "1"},
        {"InputPath", "\"$.detail.l[1]\"", "\"INACTIVE\""},
        {"InputPath", "\"$.detail.list[*].k\"", "[1,\"two\"]"},
        {"InputPath", "\"$.detail.o.*\"", "[\"0a\",\"baz\"]"},
        {"InputPath", "\"$.detail.none\"", "null"},
        {"InputPath", "\"$.detail.s.t[0]\"", "null"},
        {"InputPath", "\"$.detail.none[*]\"", "[]"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        enum mgp_status status = MGP_INVALID;
        char *received = receive(rows[i].member, rows[i].json, &status);
        cr_expect_eq(status, MGP_OK);
        cr_expect_str_eq(received, rows[i].wanted, "%s: %s", rows[i].json, received);
        free(received);
    }
}

Test(target_input, fills_templates_of_text)
{
    expect_template("\"id <s>!\"", "\"id baz!\""); /* AWS */
    expect_template("\"<o>\"", "\"{acc_id:0a,sf_id:baz}\""); /* AWS: inner quotes go */
    expect_template("\"<l>\"", "\"[ACTIVE,INACTIVE]\""); /* AWS */
    expect_template("\"<missing>, <none>\"", "\", \""); /* AWS: empty text */
    expect_template("\"one <s>\"\n\"two <b>\"", "\"one baz\"\n\"two true\""); /* AWS: several lines */
    expect_template("\"<n> <z> <second>\"", "\"3.50 null two\"");
    expect_template("\"<q>\"", "\"a\\\"b\\\\c\\n\""); /* escaped: in AWS it is not, and nothing is delivered */
    expect_template("\"<k>\"", "\"[1,two]\"");
    expect_template("\"a < b <s> > c\"", "\"a < b baz > c\"");
    expect_template("\"say \\\"<s>\\\"\"", "\"say \\\"baz\\\"\"");
    expect_template("<s>", "\"baz\"");
    expect_template("<o>", "{\"acc_id\":\"0a\",\"sf_id\":\"baz\"}");
}

Test(target_input, fills_templates_of_json)
{
    expect_template("{\"k\": <s>}", "{\"k\": \"baz\"}"); /* AWS: quotes are added */
    expect_template("{\"k\": \"<s>\"}", "{\"k\": \"baz\"}"); /* AWS */
    expect_template("{\"k\": \"x <s> y\"}", "{\"k\": \"x baz y\"}");
    expect_template("{\"k\": <o>}", "{\"k\": {\"acc_id\":\"0a\",\"sf_id\":\"baz\"}}"); /* AWS */
    expect_template("{\"k\": <l>}", "{\"k\": [\"ACTIVE\",\"INACTIVE\"]}"); /* AWS */
    expect_template("{\"k\": \"<o>\"}", NULL); /* AWS: nothing comes */
    expect_template("{\"k\": <b>, \"n\": <n>}", "{\"k\": true, \"n\": 3.50}"); /* AWS */
    expect_template("{\"k\": <missing>}", "{\"k\": \"\"}"); /* AWS */
    expect_template("{\"k\": <z>}", "{\"k\": null}");
    expect_template("{\"k\": <q>, \"l\": \"<q>\"}", "{\"k\": \"a\\\"b\\\\c\\n\", \"l\": \"a\\\"b\\\\c\\n\"}");
    expect_template("[<s>, <n>]", "[\"baz\", 3.50]");
}

Test(target_input, knows_the_reserved_variables)
{
    expect_template("{\"r\": <aws.events.rule-name>, \"a\": \"<aws.events.rule-arn>\"}",
                    "{\"r\": \"my-rule\", \"a\": \"arn:aws:events:eu-west-1:210987654321:rule/my-rule\"}");
    expect_template("{\"t\": <aws.events.event.ingestion-time>}", "{\"t\": \"1970-01-01T00:00:01.000Z\"}");
    expect_template("<aws.events.event>",
                    "{\"version\":\"0\",\"id\":\"e1\",\"detailType\":\"Macie Finding\",\"source\":\"aws.macie\","
                    "\"account\":\"210987654321\",\"region\":\"eu-west-1\",\"resources\":[]}");
    struct mgp_buffer compact = {0};
    for (const char *c = event_text; *c; c++) {
        bool is_blank = *c == '\n' || (*c == ' ' && (c[-1] == ':' || c[-1] == ',' || c[-1] == '\n' || c[-1] == ' '));
        if (!is_blank) mgp_buffer_byte(&compact, (uint8_t)*c);
    }
    expect_template("<aws.events.event.json>", mgp_buffer_string(&compact));
    expect_template("<all>", mgp_buffer_string(&compact));
    mgp_buffer_clear(&compact);
}
