#include <criterion/criterion.h>

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
        {"{\"regex\":\"a\"}", "f.json:1:1: name is a string of 1 to 128 characters"},
        {"{\"name\":\"a\",\n\"regex\":\"(a\"}",
         "f.json:2:9: regex is not valid at offset 0: a ')' is missing"},
        {"{\"name\":\"a\",\"regex\":\"a(?=b)\"}",
         "f.json:1:21: regex is not valid at offset 1: look-around is not supported"},
        {"{\"name\":\"a\",\"regex\":\"a\",\"keyword\":[\"abc\"]}",
         "f.json:1:35: unknown member \"keyword\" (did you mean \"keywords\"?)"},
        {"{\"name\":\"a\",\"regex\":\"a\",\"keywords\":[\"ab\"]}",
         "f.json:1:37: keywords is an array of at most 50 strings of 3 to 90 characters"},
        {"{\"name\":\"a\",\"regex\":\"a\",\"ignoreWords\":[\"abc\"]}",
         "f.json:1:40: ignoreWords is an array of at most 10 strings of 4 to 90 characters"},
        {"{\"name\":\"a\",\"regex\":\"a\",\"maximumMatchDistance\":301}",
         "f.json:1:48: maximumMatchDistance is a number from 1 to 300"},
        {"{\"name\":\"a\",\"regex\":\"a\",\"severityLevels\":[]}",
         "f.json:1:42: severityLevels is an array of 1 to 3 levels"},
        {"[]", "f.json:1:1: the array holds no identifier"},
        {"{\"name\":\"a\",}", "f.json:1:13: expected a member name in double quotes"},
        {"{\"name\":\"a\",\"regex\":\"^\"}",
         "f.json:1:21: regex is not valid at offset 0: it matches nothing but the empty text"},
        {"7", "f.json:1:1: expected an object with \"name\" and \"regex\", or an array of such objects"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct mgp_custom *customs;
        size_t count;
        struct mgp_error error = {0};
        cr_expect_neq(parse(cases[i].text, &customs, &count, &error), MGP_OK, "%s", cases[i].text);
        cr_expect_str_eq(error.message, cases[i].message);
    }
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
