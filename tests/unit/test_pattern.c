/* EventBridge's pattern language, row by row: what the service was seen to answer. */
#include <criterion/criterion.h>

#include "base/buffer.h"
#include "notifier/rule/pattern.h"

static const struct {
    const char *pattern, *event;
    bool wanted;
} rows[] = {
    /* exact values */
    {"{\"a\":[\"x\"]}", "{\"a\":\"x\"}", true},
    {"{\"a\":[\"x\"]}", "{\"a\":\"X\"}", false},
    {"{\"A\":[\"x\"]}", "{\"a\":\"x\"}", false},
    {"{\"a\":[\"y\",\"x\"]}", "{\"a\":\"x\"}", true},
    {"{\"a\":[\"1\"]}", "{\"a\":1}", false},
    {"{\"a\":[300]}", "{\"a\":300.0}", true},
    {"{\"a\":[300]}", "{\"a\":3.0e2}", true},
    {"{\"a\":[300]}", "{\"a\":\"300\"}", false},
    {"{\"a\":[true]}", "{\"a\":true}", true},
    {"{\"a\":[true]}", "{\"a\":\"true\"}", false},
    {"{\"a\":[null]}", "{\"a\":null}", true},
    {"{\"a\":[null]}", "{}", false},
    {"{\"a\":[null]}", "{\"a\":\"\"}", false},
    {"{\"a\":[\"\"]}", "{\"a\":\"\"}", true},
    {"{\"a\":[\"x\"],\"b\":[\"y\"]}", "{\"a\":\"x\",\"b\":\"z\"}", false},
    {"{\"a\":[\"x\"]}", "{\"a\":\"x\",\"b\":1}", true},
    {"{\"a\":[210987654321]}", "{\"a\":210987654321}", true},
    {"{\"a\":[123456789012345678]}", "{\"a\":123456789012345678}", true},
    /* dotted keys, nesting */
    {"{\"a.b\":[\"x\"]}", "{\"a\":{\"b\":\"x\"}}", true},
    {"{\"a\":{\"b\":[\"x\"]}}", "{\"a.b\":\"x\"}", true},
    {"{\"a\":{\"b\":[\"x\"]}}", "{\"a\":\"{\\\"b\\\":\\\"x\\\"}\"}", false},
    {"{\"a\":[\"y\"],\"a\":[\"x\"]}", "{\"a\":\"x\"}", true},
    {"{\"a\":[\"y\"],\"a\":[\"x\"]}", "{\"a\":\"y\"}", false},
    /* prefix, suffix, case, wildcard */
    {"{\"a\":[{\"prefix\":\"ab\"}]}", "{\"a\":\"abc\"}", true},
    {"{\"a\":[{\"prefix\":\"\"}]}", "{\"a\":\"\"}", true},
    {"{\"a\":[{\"prefix\":\"1\"}]}", "{\"a\":12}", false},
    {"{\"a\":[{\"suffix\":\"bc\"}]}", "{\"a\":\"abc\"}", true},
    {"{\"a\":[{\"suffix\":\"ab\"}]}", "{\"a\":\"abc\"}", false},
    {"{\"a\":[{\"prefix\":{\"equals-ignore-case\":\"AB\"}}]}", "{\"a\":\"abc\"}", true},
    {"{\"a\":[{\"equals-ignore-case\":\"\xC3\x89T\xC3\x89\"}]}", "{\"a\":\"\xC3\xA9t\xC3\xA9\"}", true},
    {"{\"a\":[{\"wildcard\":\"a*c\"}]}", "{\"a\":\"abbbc\"}", true},
    {"{\"a\":[{\"wildcard\":\"a*c\"}]}", "{\"a\":\"ac\"}", true},
    {"{\"a\":[{\"wildcard\":\"a\\\\*c\"}]}", "{\"a\":\"abc\"}", false},
    {"{\"a\":[{\"wildcard\":\"a\\\\*c\"}]}", "{\"a\":\"a*c\"}", true},
    /* anything-but */
    {"{\"a\":[{\"anything-but\":\"x\"}]}", "{\"a\":\"y\"}", true},
    {"{\"a\":[{\"anything-but\":\"x\"}]}", "{\"a\":\"x\"}", false},
    {"{\"a\":[{\"anything-but\":\"x\"}]}", "{}", false},
    {"{\"a\":[{\"anything-but\":\"x\"}]}", "{\"a\":null}", true},
    {"{\"a\":[{\"anything-but\":\"x\"}]}", "{\"a\":5}", true},
    {"{\"a\":[{\"anything-but\":\"x\"}]}", "{\"a\":[]}", false},
    {"{\"a\":[{\"anything-but\":\"x\"}]}", "{\"a\":[\"x\",\"y\"]}", true},
    {"{\"a\":[{\"anything-but\":\"x\"}]}", "{\"a\":[\"x\"]}", false},
    {"{\"a\":[{\"anything-but\":[\"x\",\"y\"]}]}", "{\"a\":[\"x\",\"y\"]}", false},
    {"{\"a\":[{\"anything-but\":[1,2]}]}", "{\"a\":2.0}", false},
    {"{\"a\":[{\"anything-but\":{\"prefix\":\"x\"}}]}", "{\"a\":\"xy\"}", false},
    {"{\"a\":[{\"anything-but\":{\"suffix\":[\"x\",\"z\"]}}]}", "{\"a\":\"xy\"}", true},
    {"{\"a\":[{\"anything-but\":\"Low\"},{\"exists\":false}]}", "{}", true},
    /* exists */
    {"{\"a\":[{\"exists\":true}]}", "{\"a\":null}", true},
    {"{\"a\":[{\"exists\":true}]}", "{\"a\":[]}", false},
    {"{\"a\":[{\"exists\":true}]}", "{\"a\":{}}", false},
    {"{\"a\":[{\"exists\":false}]}", "{\"a\":{\"b\":1}}", true},
    {"{\"a\":[{\"exists\":false}]}", "{\"a\":[[]]}", true},
    {"{\"a\":[{\"exists\":false}]}", "{\"a\":[null]}", false},
    {"{\"d\":{\"a\":[{\"exists\":false}]}}", "{\"d\":[{\"a\":1},{\"b\":1}]}", false},
    /* numeric */
    {"{\"a\":[{\"numeric\":[\"=\",0.1]}]}", "{\"a\":1e-1}", true},
    {"{\"a\":[{\"numeric\":[\">\",0,\"<=\",5]}]}", "{\"a\":5}", true},
    {"{\"a\":[{\"numeric\":[\">\",0,\"<=\",5]}]}", "{\"a\":0}", false},
    {"{\"a\":[{\"numeric\":[\">\",0]}]}", "{\"a\":\"5\"}", false},
    {"{\"a\":[{\"numeric\":[\"<\",0]}]}", "{\"a\":-1}", true},
    /* cidr */
    {"{\"a\":[{\"cidr\":\"10.0.0.0/8\"}]}", "{\"a\":\"10.255.1.2\"}", true},
    {"{\"a\":[{\"cidr\":\"10.0.0.0/8\"}]}", "{\"a\":\"11.0.0.1\"}", false},
    {"{\"a\":[{\"cidr\":\"10.0.0.0/8\"}]}", "{\"a\":\"a00::1\"}", false}, /* one family: our one difference */
    {"{\"a\":[{\"cidr\":\"2001:db8::/32\"}]}", "{\"a\":\"2001:db8:1::1\"}", true},
    /* arrays and their consistency */
    {"{\"a\":[\"x\"]}", "{\"a\":[\"y\",\"x\"]}", true},
    {"{\"d\":{\"a\":[\"x\"],\"b\":[\"y\"]}}", "{\"d\":[{\"a\":\"x\"},{\"b\":\"y\"}]}", false},
    {"{\"d\":{\"a\":[\"x\"],\"b\":[\"y\"]}}", "{\"d\":[{\"a\":\"x\",\"b\":\"y\"}]}", true},
    {"{\"d\":{\"a\":[\"x\"],\"b\":[\"y\"]}}", "{\"d\":{\"a\":[\"x\",\"z\"],\"b\":[\"q\",\"y\"]}}", true},
    {"{\"d\":{\"a\":[\"x\"]},\"e\":{\"b\":[\"y\"]}}",
     "{\"d\":[{\"a\":\"q\"},{\"a\":\"x\"}],\"e\":[{\"b\":\"y\"}]}", true},
    /* $or */
    {"{\"$or\":[{\"a\":[1]},{\"b\":[2]}]}", "{\"b\":2}", true},
    {"{\"$or\":[{\"a\":[1]},{\"b\":[2]}]}", "{\"a\":2}", false},
    {"{\"c\":[3],\"$or\":[{\"a\":[1]},{\"b\":[2]}]}", "{\"b\":2}", false},
};

Test(pattern, answers_as_the_service)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct mgp_arena arena = {0};
        struct mgp_json *event = NULL;
        struct mgp_pattern *pattern = NULL;
        struct mgp_error error = {0};
        bool matched = !rows[i].wanted;
        cr_assert_eq(mgp_pattern_parse(mgp_slice_text(rows[i].pattern), &pattern, &error), MGP_OK, "%s: %s",
                     rows[i].pattern, error.message);
        cr_assert_eq(mgp_json_parse(&arena, mgp_slice_text(rows[i].event), &event, NULL), MGP_OK, "%s",
                     rows[i].event);
        cr_expect_eq(mgp_pattern_match(pattern, event, &matched), MGP_OK);
        cr_expect_eq(matched, rows[i].wanted, "%s on %s", rows[i].pattern, rows[i].event);
        mgp_pattern_destroy(pattern);
        mgp_arena_clear(&arena);
    }
}

Test(pattern, refuses_with_the_reasons_of_the_service)
{
    static const struct {
        const char *pattern, *reason;
    } bad[] = {
        {"[]", "Filter is not an object"},
        {"{\"a\":1}", "\"a\" must be an object or an array"},
        {"{\"a\":{}}", "Empty objects are not allowed"},
        {"{\"a\":[]}", "Empty arrays are not allowed"},
        {"{}", "Empty objects are not allowed"},
        {"{\"a\":[[1]]}", "Match value must be String, number, true, false, or null"},
        {"{\"a\":[{\"startswith\":\"x\"}]}", "Unrecognized match type startswith"},
        {"{\"a\":[{\"EXISTS\":true}]}", "Unrecognized match type EXISTS"},
        {"{\"a\":[{}]}", "Match expression name not found"},
        {"{\"a\":[{\"prefix\":\"x\",\"suffix\":\"y\"}]}", "Only one key allowed in match expression"},
        {"{\"a\":[{\"prefix\":1}]}", "prefix match pattern must be a string"},
        {"{\"a\":[{\"exists\":1}]}", "exists match pattern must be either true or false."},
        {"{\"a\":[{\"anything-but\":null}]}",
         "Value of anything-but must be an array or single string/number value."},
        {"{\"a\":[{\"numeric\":1}]}", "Value of numeric must be an array."},
        {"{\"a\":[{\"numeric\":[\">=\",1,\"<=\",1]}]}", "Bottom must be less than top"},
        {"{\"a\":[{\"cidr\":\"10.0.0.0\"}]}", "Malformed CIDR, one '/' required"},
        {"{\"a\":[{\"cidr\":\"10.0.0.0/32\"}]}", "IPv4 mask bits must be < 32"},
        {"{\"$or\":[{\"a\":[1]}]}", "There must have at least 2 Objects in $or relationship."},
        {"{\"a\":[{\"wildcard\":\"a**b\"}]}", "Consecutive wildcard characters at pos 2"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct mgp_pattern *pattern = NULL;
        struct mgp_error error = {0};
        cr_expect_neq(mgp_pattern_parse(mgp_slice_text(bad[i].pattern), &pattern, &error), MGP_OK, "%s",
                      bad[i].pattern);
        cr_expect_not_null(strstr(error.message, bad[i].reason), "%s: %s", bad[i].pattern, error.message);
        cr_expect_eq(strncmp(error.message, MGP_PATTERN_NOT_VALID, strlen(MGP_PATTERN_NOT_VALID)), 0, "%s",
                     error.message);
    }
}

Test(pattern, costs_little_on_events_made_to_be_slow, .timeout = 60)
{
    struct mgp_buffer text = {0};
    mgp_buffer_text(&text, "{\"d\":[");
    for (int i = 0; i < 100000; i++) {
        mgp_buffer_format(&text, "%s{\"a\":\"x\",\"b\":\"%d\",\"c\":\"y\"}", i ? "," : "", i);
    }
    mgp_buffer_text(&text, "]}");
    struct mgp_arena arena = {0};
    struct mgp_json *event = NULL;
    struct mgp_pattern *pattern = NULL;
    bool matched = true;
    cr_assert_eq(mgp_json_parse(&arena, mgp_buffer_slice(&text), &event, NULL), MGP_OK);
    cr_assert_eq(mgp_pattern_parse(MGP_LITERAL("{\"d\":{\"a\":[\"x\"],\"b\":[\"none\"],\"c\":[\"y\"]}}"),
                                   &pattern, NULL),
                 MGP_OK);
    mgp_pattern_match(pattern, event, &matched);
    cr_expect_not(matched);
    mgp_pattern_destroy(pattern);
    mgp_arena_clear(&arena);
    mgp_buffer_clear(&text);
}
