#include <criterion/criterion.h>
#include <stdio.h>

#include "base/buffer.h"
#include "identifiers/rule_set.h"

static enum mgp_status parse(const char *text, struct mgp_custom **out, size_t *count,
                             struct mgp_error *error)
{
    static struct mgp_arena arena;
    return mgp_custom_parse(&arena, "f.json", mgp_slice_text(text), out, count, error);
}

Test(custom, reads_one_and_many)
{
    struct mgp_custom *customs;
    size_t count;
    struct mgp_error error = {0};
    cr_assert_eq(
        parse("{\"name\":\"Badge\",\"regex\":\"EMP-\\\\d{4}\",\"keywords\":[\"badge\"],\"ignoreWords\":["
              "\"EMP-0000\"],"
              "\"maximumMatchDistance\":20,\"severityLevels\":[{\"occurrencesThreshold\":1,\"severity\":"
              "\"LOW\"},"
              "{\"occurrencesThreshold\":50,\"severity\":\"HIGH\"}],\"tags\":{},\"description\":\"x\"}",
              &customs, &count, &error),
        MGP_OK, "%s", error.message);
    cr_expect_eq(count, 1);
    cr_expect_str_eq(customs->name, "Badge");
    cr_expect_eq(customs->max_distance, 20);
    cr_expect_eq(mgp_custom_severity(customs, 0), MGP_SEVERITY_NONE);
    cr_expect_eq(mgp_custom_severity(customs, 1), MGP_SEVERITY_LOW);
    cr_expect_eq(mgp_custom_severity(customs, 49), MGP_SEVERITY_LOW);
    cr_expect_eq(mgp_custom_severity(customs, 50), MGP_SEVERITY_HIGH);
    char id[37];
    memcpy(id, customs->id, 37);
    cr_assert_eq(parse("[{\"name\":\"Badge\",\"regex\":\"EMP-\\\\d{4}\"},{\"name\":\"b\",\"regex\":\"b+\"}]",
                       &customs, &count, &error),
                 MGP_OK);
    cr_expect_eq(count, 2);
    cr_expect_eq(customs->max_distance, 50);
    cr_expect_str_eq(customs->id, id, "the same definition has the same id");
    cr_expect_eq(mgp_custom_severity(customs, 1), MGP_SEVERITY_MEDIUM);
}

Test(custom, holds_to_macies_limits_and_says_where)
{
    static const struct {
        const char *text, *message;
    } cases[] = {
        {"{\"name\":\"a\"}", "f.json:1:1: \"regex\" is missing"},
        {"{\"regex\":\"a\"}", "f.json:1:1: \"name\" is missing"},
        {"{\"name\":\"\",\"regex\":\"a\"}", "f.json:1:9: name has 0 characters: 1 to 128 are allowed"},
        {"{\"name\":7,\"regex\":\"a\"}", "f.json:1:9: name is not a string"},
        {"{\"name\":\"a\",\n\"regex\":\"(a\"}",
         "f.json:2:9: regex is not valid at offset 0: a ')' is missing"},
        {"{\"name\":\"a\",\"regex\":\"a(?=b)\"}",
         "f.json:1:21: regex is not valid at offset 1: look-around is not supported"},
        {"{\"name\":\"a\",\"regex\":\"(a)\\\\1\"}",
         "f.json:1:21: regex is not valid at offset 3: back-references are not supported"},
        {"{\"name\":\"a\",\"regex\":\"a\",\"keyword\":[\"abc\"]}",
         "f.json:1:35: unknown member \"keyword\" (did you mean \"keywords\"?)"},
        {"{\"name\":\"a\",\"regex\":\"a\",\"qqqqqqqqqqq\":1}", "f.json:1:39: unknown member \"qqqqqqqqqqq\""},
        {"{\"name\":\"a\",\"regex\":\"a\",\"regex\":\"b\"}", "f.json:1:33: \"regex\" is given twice"},
        {"{\"name\":\"a\",\"regex\":\"a\",\"keywords\":[\"abc\",\"ab\"]}",
         "f.json:1:43: keywords[1] has 2 characters: 3 to 90 are allowed"},
        {"{\"name\":\"a\",\"regex\":\"a\",\"keywords\":[7]}", "f.json:1:37: keywords[0] is not a string"},
        {"{\"name\":\"a\",\"regex\":\"a\",\"keywords\":\"abc\"}", "f.json:1:36: keywords is not an array"},
        {"{\"name\":\"a\",\"regex\":\"a\",\"keywords\":[]}",
         "f.json:1:36: keywords is empty: name a keyword, or leave the member out (or null) if none is needed"},
        {"{\"name\":\"a\",\"regex\":\"a\",\"ignoreWords\":[\"abc\"]}",
         "f.json:1:40: ignoreWords[0] has 3 characters: 4 to 90 are allowed"},
        {"{\"name\":\"a\",\"regex\":\"a\",\"maximumMatchDistance\":301}",
         "f.json:1:48: maximumMatchDistance is 301: 1 to 300 are allowed"},
        {"{\"name\":\"a\",\"regex\":\"a\",\"maximumMatchDistance\":0}",
         "f.json:1:48: maximumMatchDistance is 0: 1 to 300 are allowed"},
        {"{\"name\":\"a\",\"regex\":\"a\",\"maximumMatchDistance\":\"5\"}",
         "f.json:1:48: maximumMatchDistance is not a whole number"},
        {"{\"name\":\"a\",\"regex\":\"a\",\"severityLevels\":[]}",
         "f.json:1:42: severityLevels is empty: leave it out for MEDIUM from one occurrence on"},
        {"{\"name\":\"a\",\"regex\":\"a\",\"severityLevels\":[{\"severity\":\"LOW\",\"occurrencesThreshold\":9},"
         "{\"severity\":\"HIGH\",\"occurrencesThreshold\":9}]}",
         "f.json:1:87: severityLevels[1] is out of order: threshold 9 follows 9; thresholds ascend with the severity"},
        {"{\"name\":\"a\",\"regex\":\"a\",\"severityLevels\":[{\"severity\":\"HIGH\",\"occurrencesThreshold\":1},"
         "{\"severity\":\"LOW\",\"occurrencesThreshold\":9}]}",
         "f.json:1:88: severityLevels[1] is out of order: severities ascend from LOW to HIGH, each once"},
        {"{\"name\":\"a\",\"regex\":\"a\",\"severityLevels\":[{\"severity\":\"Low\",\"occurrencesThreshold\":1}]}",
         "f.json:1:55: severity in severityLevels is none of LOW, MEDIUM and HIGH"},
        {"{\"name\":\"a\",\"regex\":\"a\",\"severityLevels\":[{\"severity\":\"LOW\",\"occurrencesThreshold\":0}]}",
         "f.json:1:84: occurrencesThreshold in severityLevels is not a whole number of 1 or more"},
        {"{\"name\":\"a\",\"regex\":\"a\",\"severityLevels\":[{\"severity\":\"LOW\",\"threshold\":1}]}",
         "f.json:1:73: unknown member \"threshold\""},
        {"{\"name\":\"a\",\"regex\":\"a\",\"id\":\"7\"}", "f.json:1:30: id is not a UUID in lower case"},
        {"{\"name\":\"a\",\"regex\":\"a\",\"deleted\":true}",
         "f.json:1:35: \"deleted\" is true: Macie no longer uses this identifier; take the member out to use it here"},
        {"{\"name\":\"a\",\"regex\":\"a\",\"tags\":[]}", "f.json:1:32: tags is not an object"},
        {"{\"name\":\"a\",\"regex\":\"a\",\"tags\":{\"k\":7}}", "f.json:1:37: a value of tags is not a string"},
        {"{\"name\":\"a\",\"regex\":\"a\",\"examples\":[\"\"]}",
         "f.json:1:37: examples[0] has 0 characters: 1 to 1000 are allowed"},
        {"[]", "f.json:1:1: the array holds no identifier"},
        {"{\"name\":\"a\",}", "f.json:1:13: expected a member name in double quotes"},
        {"{\"name\":\"a\",\"regex\":\"^\"}",
         "f.json:1:21: regex is not valid at offset 0: it matches nothing but the empty text"},
        {"{\"name\":\"a\",\"regex\":\"\"}", "f.json:1:21: regex has 0 characters: 1 to 512 are allowed"},
        {"{\"name\":\"a\\u0000b\",\"regex\":\"a\"}", "f.json:1:9: name holds a NUL character"},
        {"7", "f.json:1:1: expected an object with \"name\" and \"regex\", or an array of such objects"},
        {"", "f.json:1:1: the text ends where a value is expected"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct mgp_custom *customs;
        size_t count;
        struct mgp_error error = {0};
        cr_expect_neq(parse(cases[i].text, &customs, &count, &error), MGP_OK, "%s", cases[i].text);
        cr_expect_str_eq(error.message, cases[i].message);
    }
}

/* {"name":"a","regex":"a", MEMBER} with count times item in the member's array. */
static enum mgp_status parse_many(const char *member, const char *item, size_t count, struct mgp_error *error)
{
    struct mgp_buffer text = {0};
    struct mgp_custom *customs;
    size_t found;
    mgp_buffer_format(&text, "{\"name\":\"a\",\"regex\":\"a\",\"%s\":[", member);
    for (size_t i = 0; i < count; i++) {
        mgp_buffer_format(&text, "%s%s", i ? "," : "", item);
    }
    mgp_buffer_text(&text, "]}");
    enum mgp_status status = parse(mgp_buffer_string(&text), &customs, &found, error);
    mgp_buffer_clear(&text);
    return status;
}

Test(custom, counts_entries_and_characters)
{
    struct mgp_error error = {0};
    cr_expect_eq(parse_many("keywords", "\"abc\"", 50, &error), MGP_OK, "%s", error.message);
    cr_expect_neq(parse_many("keywords", "\"abc\"", 51, &error), MGP_OK);
    cr_expect_str_eq(error.message, "f.json:1:36: keywords has 51 entries: 50 at most are allowed");
    cr_expect_eq(parse_many("ignoreWords", "\"abcd\"", 10, &error), MGP_OK);
    cr_expect_neq(parse_many("ignoreWords", "\"abcd\"", 11, &error), MGP_OK);
    cr_expect_str_eq(error.message, "f.json:1:39: ignoreWords has 11 entries: 10 at most are allowed");
    char word[300] = "\"", regex[1200];
    for (size_t i = 0; i < 90; i++) {
        memcpy(word + 1 + 2 * i, "é", 3); /* characters, not bytes, are counted */
    }
    memcpy(word + 181, "\"", 2);
    cr_expect_eq(parse_many("keywords", word, 1, &error), MGP_OK, "%s", error.message);
    memcpy(word + 181, "é\"", 4);
    cr_expect_neq(parse_many("keywords", word, 1, &error), MGP_OK);
    cr_expect_str_eq(error.message, "f.json:1:37: keywords[0] has 91 characters: 3 to 90 are allowed");
    for (size_t length = 512; length <= 513; length++) {
        struct mgp_custom *customs;
        size_t count;
        snprintf(regex, sizeof regex, "{\"name\":\"a\",\"regex\":\"%0*d\"}", (int)length, 0);
        cr_expect_eq(parse(regex, &customs, &count, &error) == MGP_OK, length == 512);
    }
    cr_expect_str_eq(error.message, "f.json:1:21: regex has 513 characters: 1 to 512 are allowed");
}

Test(custom, takes_what_macie_answers)
{
    struct mgp_custom *customs;
    size_t count;
    struct mgp_error error = {0};
    static const char answer[] =
        "{\"id\":\"3d2a1b0c-0000-4000-8000-1234567890ab\",\"arn\":\"arn:aws:macie2:us-east-1:000000000000:"
        "custom-data-identifier/3d2a1b0c\",\"name\":\"a\",\"regex\":\"a\",\"keywords\":[],\"ignoreWords\":[],"
        "\"severityLevels\":[],\"deleted\":false,\"createdAt\":\"2024-01-01T00:00:00Z\",\"description\":null,"
        "\"maximumMatchDistance\":50,\"tags\":{\"team\":\"x\"}}";
    cr_assert_eq(parse(answer, &customs, &count, &error), MGP_OK, "%s", error.message);
    cr_expect_str_eq(customs->id, "3d2a1b0c-0000-4000-8000-1234567890ab");
    cr_expect_null(customs->keywords[0], "an answer's empty list means that no keyword is needed");
    cr_assert_eq(parse("{\"name\":\"a\",\"regex\":\"a\",\"keywords\":null,\"examples\":[\"a\"],\"counterExamples\":"
                       "[\"b\",\"c\"]}",
                       &customs, &count, &error),
                 MGP_OK, "%s", error.message);
    cr_expect_str_eq(customs->counter_examples[1], "c");
    cr_expect_null(customs->examples[1]);
}

static void refuses(struct mgp_rule_set_options options, const char *message)
{
    struct mgp_rule_set *rules = NULL;
    struct mgp_error error = {0};
    cr_expect_neq(mgp_rule_set_create(&options, &rules, &error), MGP_OK);
    cr_expect_str_eq(error.message, message);
}

Test(rules, suggest_the_nearest_identifier)
{
    const char *wrong = "USA_SOCIAL_SECURITY_NUMBR", *nonsense = "zzz", *right = "USA_SOCIAL_SECURITY_NUMBER";
    refuses(
        (struct mgp_rule_set_options){.selection = MGP_SELECT_LISTED, .included = &wrong, .included_count = 1},
        "unknown identifier 'USA_SOCIAL_SECURITY_NUMBR': did you mean USA_SOCIAL_SECURITY_NUMBER?");
    refuses(
        (struct mgp_rule_set_options){.selection = MGP_SELECT_ALL, .excluded = &nonsense, .excluded_count = 1},
        "unknown identifier 'zzz': see 'magpie identifiers list'");
    refuses((struct mgp_rule_set_options){.selection = MGP_SELECT_NONE},
            "no identifier is selected: choose some with --managed or --custom");
    struct mgp_rule_set *rules = NULL;
    struct mgp_rule_set_options one = {.selection = MGP_SELECT_LISTED, .included = &right, .included_count = 1};
    cr_assert_eq(mgp_rule_set_create(&one, &rules, NULL), MGP_OK);
    cr_expect_eq(rules->rule_count, 1);
    mgp_rule_set_destroy(rules);
}
