/* Rules files and the bare environment: what is taken, and what is refused where. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "notifier/rule/rules.h"

#define DESTINATION "\"Destinations\":{\"d\":{\"Type\":\"slack\",\"Token\":\"env:T\",\"Channel\":\"#c\"%s}}"
#define RULE                                      \
    "{\"Name\":\"r\",\"EventPattern\":{\"a\":[1]}," \
    "\"Targets\":[{\"Id\":\"t\",\"Arn\":\"magpie:destination/d\"%s}]%s}"

static enum mgp_status parse(const char *text, struct mgp_rules **out, struct mgp_error *error)
{
    *error = (struct mgp_error){0};
    return mgp_rules_parse("rules.json", mgp_slice_text(text), out, error);
}

Test(rules_file, reads_every_member)
{
    struct mgp_rules *rules = NULL;
    struct mgp_error error;
    const char *text =
        "{\"Rules\":[{\"Name\":\"r.1-a_B\",\"State\":\"DISABLED\",\"Description\":\"d\","
        "\"EventPattern\":\"{\\\"source\\\":[\\\"aws.macie\\\"]}\",\"Targets\":[{\"Id\":\"t\",\"Arn\":"
        "\"magpie:destination/d\",\"RetryPolicy\":{\"MaximumRetryAttempts\":2,\"MaximumEventAgeInSeconds\":60}}]}],"
        "\"Destinations\":{\"d\":{\"Type\":\"slack\",\"Token\":\"file:/run/token\",\"Channel\":\"#c\",\"Layout\":"
        "\"classic\",\"ApiUrl\":\"http://127.0.0.1:9/api/\",\"RatePerSecond\":0.5,\"Digest\":false}}}";
    cr_assert_eq(parse(text, &rules, &error), MGP_OK, "%s", error.message);
    cr_expect_eq(rules->rule_count, 1);
    cr_expect_not(rules->rules[0].is_enabled);
    cr_expect_str_eq(rules->rules[0].name, "r.1-a_B");
    cr_expect_eq(rules->rules[0].targets[0].retry.max_retries, 2);
    cr_expect_eq(rules->rules[0].targets[0].retry.max_age_seconds, 60);
    cr_expect(rules->rules[0].targets[0].retry.is_given);
    cr_expect_eq(rules->rules[0].targets[0].destination, &rules->destinations[0]);
    cr_expect_str_eq(rules->destinations[0].api_url, "http://127.0.0.1:9/api");
    cr_expect_eq(rules->destinations[0].layout, MGP_LAYOUT_CLASSIC);
    cr_expect_float_eq(rules->destinations[0].rate_per_second, 0.5, 1e-9);
    mgp_rules_destroy(rules);
}

Test(rules_file, has_defaults)
{
    char text[1000];
    struct mgp_rules *rules = NULL;
    struct mgp_error error;
    snprintf(text, sizeof text, "{\"Rules\":[" RULE "]," DESTINATION "}", "", "", "");
    cr_assert_eq(parse(text, &rules, &error), MGP_OK, "%s", error.message);
    cr_expect(rules->rules[0].is_enabled);
    cr_expect_eq(rules->rules[0].targets[0].retry.max_retries, MGP_DEFAULT_RETRIES);
    cr_expect_not(rules->rules[0].targets[0].retry.is_given);
    cr_expect_str_eq(rules->destinations[0].api_url, MGP_SLACK_API_URL);
    cr_expect_eq(rules->destinations[0].layout, MGP_LAYOUT_DEFAULT);
    mgp_rules_destroy(rules);
}

/* What is added to a target, a rule and a destination, and what the refusal says. */
static const struct {
    const char *target, *rule, *destination, *says;
} additions[] = {
    {",\"InputTransformer\":{}", "", "", "InputTransformer needs InputTemplate"},
    {",\"InputTransformer\":{\"InputTemplate\":\"\"}", "", "", "InputTemplate must have 1 to 8192 characters"},
    {",\"InputTransformer\":{\"InputTemplate\":\"{}\",\"InputPathMap\":{}}", "", "", "did you mean \"InputPathsMap\"?"},
    {",\"InputTransformer\":{\"InputTemplate\":\"{}\",\"InputPathsMap\":{\"a b\":\"$\"}}", "", "",
     "the names in InputPathsMap must be"},
    {",\"InputTransformer\":{\"InputTemplate\":\"{}\",\"InputPathsMap\":{\"a\":\"$\",\"a\":\"$\"}}", "", "",
     "a name in InputPathsMap is given twice"},
    {",\"InputTransformer\":{\"InputTemplate\":\"{}\",\"InputPathsMap\":{\"a\":\"$[?(@.x)]\"}}", "", "",
     "only [n] and [*] may stand in brackets"},
    {",\"InputTransformer\":{\"InputTemplate\":\"<x>\"}", "", "",
     "InputTemplate for target t contains invalid placeholder x."},
    {",\"InputTransformer\":{\"InputTemplate\":\"{1}\"}", "", "",
     "InputTemplate must be JSON, or lines in double quotes"},
    {",\"InputTransformer\":{\"InputTemplate\":\"Hello\"}", "", "",
     "InputTemplate must be JSON, or lines in double quotes"},
    {",\"InputTransformer\":{\"InputTemplate\":\"{\\\"<aws.events.rule-name>\\\":1}\"}", "", "",
     "must not be the name of a member"},
    {",\"InputPath\":\"detail\"", "", "", "InputPath is no path of an event: must begin with '$'"},
    {",\"InputPath\":\"$.\"", "", "", "a '.' must be followed by a name"},
    {",\"InputPath\":\"$['a']\"", "", "", "names are written with a dot"},
    {",\"InputPath\":5", "", "", "InputPath must be a string"},
    {",\"Input\":\"x\"", "", "", "Input must be JSON in a string"},
    {",\"Input\":{}", "", "", "Input must be a string"},
    {",\"Input\":\"1\",\"InputPath\":\"$\"", "", "",
     "Only one of Input, InputPath, or InputTransformer must be provided for target t."},
    {",\"DeadLetterConfig\":{}", "", "", "DeadLetterConfig needs Arn"},
    {",\"DeadLetterConfig\":{\"Arn\":\"arn:aws:sqs:x\"}", "", "", "Arn of DeadLetterConfig must be \"file:PATH\""},
    {",\"DeadLetterConfig\":{\"Arn\":\"file:\"}", "", "", "Arn of DeadLetterConfig must be \"file:PATH\""},
    {",\"RoleArn\":\"x\"", "", "", "RoleArn in a target is not supported yet"},
    {",\"InputTransform\":{}", "", "", "did you mean \"InputTransformer\"?"},
    {",\"RetryPolicy\":{\"MaximumRetryAttempts\":186}", "", "",
     "MaximumRetryAttempts must be a whole number from 0 to 185"},
    {",\"RetryPolicy\":{\"MaximumEventAgeInSeconds\":59}", "", "", "from 60 to 86400"},
    {",\"RetryPolicy\":{\"MaximumRetryAttempt\":1}", "", "", "did you mean \"MaximumRetryAttempts\"?"},
    {",\"RetryPolicy\":{\"MaximumEvent\":60}", "", "", "did you mean \"MaximumEventAgeInSeconds\"?"},
    {",\"RetryPolicy\":{\"Backoff\":1}", "", "",
     "unknown member \"Backoff\" in RetryPolicy, which may have MaximumRetryAttempts, MaximumEventAgeInSeconds"},
    {",\"RetryPolicy\":1", "", "", "must be an object"},
    {"", ",\"State\":\"ON\"", "", "State must be ENABLED or DISABLED"},
    {"", ",\"Stat\":\"ENABLED\"", "", "did you mean \"State\"?"},
    {"", ",\"ScheduleExpression\":\"rate(1 day)\"", "", "ScheduleExpression in a rule is not supported yet"},
    {"", ",\"Name\":\"again\"", "", "Name is given twice"},
    {"", "", ",\"Layout\":\"fancy\"", "Layout must be"},
    {"", "", ",\"Digest\":{\"Above\":0}", "Above must be a whole number from 1"},
    {"", "", ",\"RatePerSecond\":0", "RatePerSecond must be"},
    {"", "", ",\"RatePerSecond\":\"1\"", "RatePerSecond must be"},
    {"", "", ",\"ApiUrl\":\"ftp://x\"", "ApiUrl must begin with https:// or http://"},
    {"", "", ",\"ApiUrl\":\"https://u:p@x/\"", "user name or password"},
    {"", "", ",\"ApiUrl\":\"https://x/?token=1\"", "no query"},
    {"", "", ",\"Chanel\":\"#x\"", "did you mean \"Channel\"?"},
};

Test(rules_file, reads_what_targets_receive_and_where_dead_letters_go)
{
    char text[2000];
    struct mgp_rules *rules = NULL;
    struct mgp_error error;
    snprintf(text, sizeof text, "{\"Rules\":[" RULE "]," DESTINATION "}",
             ",\"InputPath\":\"$.detail-type\",\"DeadLetterConfig\":{\"Arn\":\"file:dead/letters\"}", "", "");
    cr_assert_eq(parse(text, &rules, &error), MGP_OK, "%s", error.message);
    cr_expect_not_null(rules->rules[0].targets[0].input);
    cr_expect_str_eq(rules->rules[0].targets[0].dead_letter_path, "dead/letters");
    cr_expect_eq(rules->warning_count, 0);
    mgp_rules_destroy(rules);
}

Test(rules_file, warns_of_a_destination_that_no_rule_uses)
{
    struct mgp_rules *rules = NULL;
    struct mgp_error error;
    const char *text = "{\"Rules\":[{\"Name\":\"r\",\"EventPattern\":{\"a\":[1]},\"Targets\":[{\"Id\":\"t\",\"Arn\":"
                       "\"magpie:destination/d\"}]}],\n\"Destinations\":{\"d\":{\"Type\":\"slack\",\"Token\":\"env:T\","
                       "\"Channel\":\"#c\"},\n \"e\": {\"Type\":\"slack\",\"Token\":\"env:T\",\"Channel\":\"#c\"}}}";
    cr_assert_eq(parse(text, &rules, &error), MGP_OK, "%s", error.message);
    cr_assert_eq(rules->warning_count, 1);
    cr_expect_str_eq(rules->warnings[0], "rules.json:3:7: no rule uses the destination \"e\"");
    mgp_rules_destroy(rules);
}

Test(rules_file, refuses_with_file_line_and_column)
{
    for (size_t i = 0; i < sizeof additions / sizeof *additions; i++) {
        char text[2000];
        struct mgp_rules *rules = NULL;
        struct mgp_error error;
        snprintf(text, sizeof text, "{\"Rules\":[" RULE "]," DESTINATION "}", additions[i].target, additions[i].rule,
                 additions[i].destination);
        cr_expect_neq(parse(text, &rules, &error), MGP_OK, "%s", text);
        cr_expect_not_null(strstr(error.message, additions[i].says), "%s: %s", additions[i].says, error.message);
        cr_expect_eq(strncmp(error.message, "rules.json:1:", 13), 0, "%s", error.message);
        mgp_rules_destroy(rules);
    }
}

Test(rules_file, refuses_what_is_wrong_elsewhere)
{
    static const struct {
        const char *text, *says;
    } rows[] = {
        {"", "rules.json:1:1: "},
        {"[]", "a file of rules must be an object"},
        {"{}", "needs Destinations"},
        {"{\"Destinations\":{}}", "needs Rules"},
        {"{\"Destinations\":{},\"Rules\":[]}", "at least one rule"},
        {"{\"Destinations\":{},\"Rules\":[{}]}", "a rule needs Name"},
        {"{\"Destinations\":{},\"Rules\":[{\"Name\":\"a b\"}]}", "Name must be"},
        {"{\"Destinations\":{},\"Rules\":[{\"Name\":\"\"}]}", "Name must be"},
        {"{\"Destinations\":{},\"Rules\":[{\"Name\":\"a\",\n \"EventPattern\":{\"a\":\n  5}}]}",
         "rules.json:3:3: Event pattern is not valid. Reason: \"a\" must be an object or an array"},
        {"{\"Destinations\":{},\"Rules\":[{\"Name\":\"a\",\"EventPattern\":{\"a\":[1]},\"Targets\":[]}]}",
         "at least one target"},
        {"{\"Destinations\":{},\"Rules\":[{\"Name\":\"a\",\"EventPattern\":{\"a\":[1]},\"Targets\":[{\"Id\":\"t\","
         "\"Arn\":\"magpie:destination/x\"}]}]}", "Destinations holds no \"x\""},
        {"{\"Destinations\":{},\"Rules\":[{\"Name\":\"a\",\"EventPattern\":{\"a\":[1]},\"Targets\":[{\"Id\":\"t\","
         "\"Arn\":\"arn:aws:lambda:x\"}]}]}", "Arn must be"},
        {"{\"Destinations\":{\"d\":{\"Type\":\"teams\"}},\"Rules\":[]}",
         "a destination of Type teams needs WebhookUrl"},
        {"{\"Destinations\":{\"d\":{\"Type\":\"pigeon\"}},\"Rules\":[]}", "unknown destination Type"},
        {"{\"Destinations\":{\"a/b\":{\"Type\":\"slack\"}},\"Rules\":[]}", "name of a destination"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct mgp_rules *rules = NULL;
        struct mgp_error error;
        cr_expect_neq(parse(rows[i].text, &rules, &error), MGP_OK, "%s", rows[i].text);
        cr_expect_not_null(strstr(error.message, rows[i].says), "%s: %s", rows[i].text, error.message);
        mgp_rules_destroy(rules);
    }
}

Test(rules_file, never_echoes_a_token)
{
    static const char *const tokens[] = {"very-secret-word", "env:very-secret-word", "env:", "file:", "Env:T"};
    for (size_t i = 0; i < sizeof tokens / sizeof *tokens; i++) {
        char text[300];
        struct mgp_rules *rules = NULL;
        struct mgp_error error;
        snprintf(text, sizeof text,
                 "{\"Destinations\":{\"d\":{\"Type\":\"slack\",\"Token\":\"%s\",\"Channel\":\"c\"}},\"Rules\":[]}",
                 tokens[i]);
        cr_expect_neq(parse(text, &rules, &error), MGP_OK, "%s", tokens[i]);
        cr_expect_not_null(strstr(error.message, "Token must be"), "%s", error.message);
        cr_expect_null(strstr(error.message, "very-secret"), "%s", error.message);
        mgp_rules_destroy(rules);
    }
}

Test(rules_file, at_most_five_targets)
{
    for (int count = 5; count <= 6; count++) {
        char text[2000], target[100];
        struct mgp_rules *rules = NULL;
        struct mgp_error error;
        strcpy(text, "{\"Destinations\":{\"d\":{\"Type\":\"slack\",\"Token\":\"env:T\",\"Channel\":\"c\"}},"
                     "\"Rules\":[{\"Name\":\"r\",\"EventPattern\":{\"a\":[1]},\"Targets\":[");
        for (int i = 0; i < count; i++) {
            snprintf(target, sizeof target, "%s{\"Id\":\"t%d\",\"Arn\":\"magpie:destination/d\"}", i ? "," : "", i);
            strcat(text, target);
        }
        strcat(text, "]}]}");
        cr_expect_eq(parse(text, &rules, &error) == MGP_OK, count == 5, "%d: %s", count, error.message);
        mgp_rules_destroy(rules);
    }
}

Test(rules_file, the_environment_is_enough)
{
    struct mgp_rules *rules = NULL;
    struct mgp_error error = {0};
    char *token = NULL;
    unsetenv("SLACK_CHANNEL");
    unsetenv("SLACK_API_URL");
    unsetenv("SLACK_TOKEN");
    cr_expect_neq(mgp_rules_from_environment(&rules, &error), MGP_OK);
    cr_expect_not_null(strstr(error.message, "SLACK_CHANNEL"), "%s", error.message);
    setenv("SLACK_CHANNEL", "#c", 1);
    cr_assert_eq(mgp_rules_from_environment(&rules, &error), MGP_OK, "%s", error.message);
    cr_expect_str_eq(rules->destinations[0].channel, "#c");
    const char *source = rules->destinations[0].token_source;
    cr_expect_neq(mgp_secret_read(source, MGP_SECRET_WORD, "the token", &token, &error), MGP_OK);
    cr_expect_not_null(strstr(error.message, "SLACK_TOKEN is not set"), "%s", error.message);
    setenv("SLACK_TOKEN", "two\nlines", 1);
    cr_expect_neq(mgp_secret_read(source, MGP_SECRET_WORD, "the token", &token, &error), MGP_OK);
    cr_expect_null(strstr(error.message, "lines"), "%s", error.message);
    setenv("SLACK_TOKEN", "word\n", 1);
    cr_assert_eq(mgp_secret_read(source, MGP_SECRET_WORD, "the token", &token, &error), MGP_OK, "%s", error.message);
    cr_expect_str_eq(token, "word");
    free(token);
    mgp_rules_destroy(rules);
    rules = NULL;
    setenv("SLACK_API_URL", "gopher://x", 1);
    cr_expect_neq(mgp_rules_from_environment(&rules, &error), MGP_OK);
    cr_expect_not_null(strstr(error.message, "SLACK_API_URL must begin"), "%s", error.message);
}
