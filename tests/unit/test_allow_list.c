#include <criterion/criterion.h>
#include <stdio.h>

#include "base/buffer.h"
#include "base/clock.h"
#include "scanner/job/scan.h"

static enum mgp_status parse(struct mgp_allow_lists *lists, struct mgp_slice text, struct mgp_error *error)
{
    enum mgp_status status = mgp_allow_lists_parse(lists, "list.txt", text, error);
    mgp_allow_lists_finish(lists);
    return status;
}

static bool holds(const char *list, const char *text)
{
    struct mgp_allow_lists *lists = mgp_allow_lists_create();
    struct mgp_error error = {0};
    cr_assert_eq(parse(lists, mgp_slice_text(list), &error), MGP_OK, "%s", error.message);
    bool result = mgp_allow_lists_hold(lists, mgp_slice_text(text));
    cr_expect_eq(mgp_allow_lists_given_up(lists), 0);
    mgp_allow_lists_destroy(lists);
    return result;
}

Test(allow_list, words_are_compared_whole_and_without_case)
{
    static const struct {
        const char *list, *text;
        bool wanted;
    } cases[] = {
        {"4111 1111 1111 1111\n", "4111 1111 1111 1111", true},
        {"4111 1111 1111 1111\n", "4111111111111111", false},
        {"a@example.com\n\n\nb@example.com", "B@EXAMPLE.COM", true},
        {"a@example.com", "aa@example.com", false},
        {"example", "a@example.com", false},
        {"\xEF\xBB\xBF" "first\r\nsecond\r\n", "first", true},
        {"first\r\nsecond\r\n", "second", true},
        {"  padded \t\n", "padded", true},
        {"José Ñandú", "JOSÉ ÑANDÚ", true},
        {"Jose", "José", false},
        {"John Smith", "John\nSmith", true},
        {"John  Smith", "John \r\n Smith", true},
        {"ΟΔΟΣ", "οδός", false},
        {"οδος", "ΟΔΟΣ", true},
        {"# no comment", "# no comment", true},
        {"[1]", "[1]", true},
        {"{\"words\":[\"one two\",\" Three \"]}", "three", true},
        {"{\"words\":[\"one two\"]}", "one", false},
        {" \n{\"name\":\"n\",\"description\":\"d\",\"words\":[\"one\"]}", "ONE", true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cr_expect_eq(holds(cases[i].list, cases[i].text), cases[i].wanted, "case %zu: %s", i, cases[i].text);
    }
}

/* The last byte of these letters is 0xA0, which alone is a blank in Latin-1. */
Test(allow_list, letters_that_end_like_a_blank_are_kept)
{
    cr_expect(holds("citt\xC3\xA0\n\xC5\xA0\n", "citt\xC3\xA0"));
    cr_expect(holds("citt\xC3\xA0\n\xC5\xA0\n", "\xC5\xA0"));
    cr_expect(holds("\xC2\xA0word\xC2\xA0\n", "word"));
    cr_expect_not(holds("citt\xC3\xA0\n", "citt"));
}

Test(allow_list, a_regex_matches_completely)
{
    static const struct {
        const char *list, *text;
        bool wanted;
    } cases[] = {
        {"{\"regex\":\"555-01[0-9]{2}\"}", "555-0199", true},
        {"{\"regex\":\"555-01[0-9]{2}\"}", "555-01999", false},
        {"{\"regex\":\"555-01[0-9]{2}\"}", "1555-0199", false},
        {"{\"regex\":\"a|ab\"}", "ab", true}, /* the longest, not the first */
        {"{\"regex\":\"ab|a\"}", "a", true},
        {"{\"regex\":\"^(425|206)-555-0100$\"}", "206-555-0100", true},
        {"{\"regex\":\"(apple|orange)\"}", "Apple", false},
        {"{\"regex\":\"(?i)(apple|orange)\"}", "Apple", true},
        {"{\"regex\":\"é.\"}", "éß", true},
        {"{\"regex\":\"a*\"}", "b", false},
        {"{\"criteria\":{\"regex\":\"[a-z]+\"},\"name\":\"n\",\"clientToken\":\"t\"}", "abc", true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cr_expect_eq(holds(cases[i].list, cases[i].text), cases[i].wanted, "%s: %s", cases[i].list, cases[i].text);
    }
}

Test(allow_list, text_that_is_not_utf_8_is_on_no_list)
{
    cr_expect_not(holds("{\"regex\":\".+\"}", "a\xFF"));
    cr_expect_not(holds("a", "a\xFF"));
}

Test(allow_list, refuses_and_says_where_without_quoting)
{
    static const struct {
        const char *text, *message;
    } cases[] = {
        {"", "list.txt: the list holds no entry"},
        {" \n\n\t\n", "list.txt: the list holds no entry"},
        {"good\nb\xFF" "d\n", "list.txt:2:1: the entry is not UTF-8"},
        {"{\"words\":[]}", "list.txt: the list holds no entry"},
        {"{\"words\":[\"a\",7]}", "list.txt:1:15: words[1] is no text"},
        {"{\"words\":[\"  \"]}", "list.txt:1:11: words[0] is no text"},
        {"{\"words\":[\"a\\u0000b\"]}", "list.txt:1:11: the entry holds a NUL character"},
        {"{\"words\":7}", "list.txt:1:10: words is not an array"},
        {"{}", "list.txt:1:1: an allow list has either \"regex\" or \"words\"; this has neither"},
        {"{\"regex\":\"a\",\"words\":[\"a\"]}",
         "list.txt:1:1: an allow list has either \"regex\" or \"words\"; this has both"},
        {"{\"regexp\":\"a\"}", "list.txt:1:11: unknown member \"regexp\" (did you mean \"regex\"?)"},
        {"{\"regex\":\"a(?=b)\"}", "list.txt:1:10: regex is not valid at offset 1: look-around is not supported"},
        {"{\"regex\":7}", "list.txt:1:10: regex is not a string"},
        {"{\"criteria\":{\"s3WordsList\":{\"bucketName\":\"b\",\"objectKey\":\"k\"}}}",
         "list.txt:1:28: s3WordsList is not fetched: download the object and name it with --allow-list"},
        {"{oops", "list.txt:1:2: expected a member name in double quotes (a file that begins with '{' is read as JSON, "
                  "any other as a list of words)"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct mgp_allow_lists *lists = mgp_allow_lists_create();
        struct mgp_error error = {0};
        cr_expect_neq(parse(lists, mgp_slice_text(cases[i].text), &error), MGP_OK, "%s", cases[i].text);
        cr_expect_str_eq(error.message, cases[i].message);
        mgp_allow_lists_destroy(lists);
    }
}

Test(allow_list, holds_to_the_limits)
{
    struct mgp_buffer text = {0};
    struct mgp_error error = {0};
    for (size_t i = 0; i < MGP_ALLOW_MAX_ENTRIES; i++) {
        mgp_buffer_format(&text, "entry %zu\n\n", i);
    }
    struct mgp_allow_lists *lists = mgp_allow_lists_create();
    cr_assert_eq(parse(lists, mgp_buffer_slice(&text), &error), MGP_OK, "%s", error.message);
    cr_expect(mgp_allow_lists_hold(lists, MGP_LITERAL("ENTRY 99999")));
    cr_expect_not(mgp_allow_lists_hold(lists, MGP_LITERAL("entry 100000")));
    mgp_allow_lists_destroy(lists);
    mgp_buffer_text(&text, "one more");
    lists = mgp_allow_lists_create();
    cr_expect_eq(parse(lists, mgp_buffer_slice(&text), &error), MGP_INVALID);
    cr_expect_str_eq(error.message, "list.txt: the list has 100001 entries: 100000 at most are allowed");
    text.len = 0;
    for (size_t i = 0; i < 90; i++) {
        mgp_buffer_text(&text, "é");
    }
    cr_expect_eq(parse(lists, mgp_buffer_slice(&text), &error), MGP_OK, "%s", error.message);
    mgp_buffer_text(&text, "é");
    cr_expect_eq(parse(lists, mgp_buffer_slice(&text), &error), MGP_INVALID);
    cr_expect_str_eq(error.message, "list.txt:1:1: the entry has 91 characters: 90 at most are allowed");
    mgp_allow_lists_destroy(lists);
    mgp_buffer_clear(&text);
}

Test(allow_list, five_of_each_kind)
{
    struct mgp_allow_lists *lists = mgp_allow_lists_create();
    struct mgp_error error = {0};
    for (size_t i = 0; i < MGP_ALLOW_MAX_LISTS; i++) {
        cr_expect_eq(parse(lists, MGP_LITERAL("word"), &error), MGP_OK);
        cr_expect_eq(parse(lists, MGP_LITERAL("{\"regex\":\"a+\"}"), &error), MGP_OK);
    }
    cr_expect_eq(parse(lists, MGP_LITERAL("{\"words\":[\"w\"]}"), &error), MGP_INVALID);
    cr_expect_str_eq(error.message, "list.txt: there are more than 5 allow lists with words: that is the most");
    cr_expect_eq(parse(lists, MGP_LITERAL("{\"regex\":\"a+\"}"), &error), MGP_INVALID);
    cr_expect_str_eq(error.message, "list.txt: there are more than 5 allow lists with a regex: that is the most");
    mgp_allow_lists_destroy(lists);
}

Test(allow_list, a_regex_cannot_hang)
{
    static const char *const regexes[] = {"(a+)+$",      "(a|a)*b",         "(a|aa)+$",       "(.*){1,32}x",
                                          "(a*)*c",      "((a{1,30}){1,30}){1,30}b", "(.*.*.*.*)*=", "(x+x+)+y",
                                          "a?a?a?a?a?a?a?a?a?a?aaaaaaaaaa"};
    struct mgp_buffer text = {0};
    for (size_t i = 0; i < MGP_MAX_KEY_SPAN; i++) {
        mgp_buffer_byte(&text, i % 7 ? 'a' : 'x');
    }
    for (size_t i = 0; i < sizeof regexes / sizeof *regexes; i++) {
        char json[100];
        struct mgp_error error = {0};
        struct mgp_allow_lists *lists = mgp_allow_lists_create();
        snprintf(json, sizeof json, "{\"regex\":\"%s\"}", regexes[i]);
        cr_assert_eq(parse(lists, mgp_slice_text(json), &error), MGP_OK, "%s: %s", regexes[i], error.message);
        uint64_t began = mgp_monotonic_ns();
        cr_expect_not(mgp_allow_lists_hold(lists, mgp_buffer_slice(&text)), "%s", regexes[i]);
        cr_expect_lt((mgp_monotonic_ns() - began) / 1000000, 5000, "%s", regexes[i]);
        mgp_allow_lists_destroy(lists);
    }
    mgp_buffer_clear(&text);
}

Test(allow_list, says_that_a_regex_gave_up)
{
    struct mgp_buffer text = {0};
    struct mgp_error error = {0};
    struct mgp_allow_lists *lists = mgp_allow_lists_create();
    for (size_t i = 0; i < 4000; i++) {
        mgp_buffer_byte(&text, 'a');
    }
    cr_assert_eq(parse(lists, MGP_LITERAL("{\"regex\":\"(((a{1,30}){1,30}){1,9}b)*a*\"}"), &error), MGP_OK,
                 "%s", error.message);
    cr_expect_not(mgp_allow_lists_hold(lists, mgp_buffer_slice(&text)), "in doubt it is reported");
    cr_expect_eq(mgp_allow_lists_given_up(lists), 1);
    mgp_allow_lists_destroy(lists);
    mgp_buffer_clear(&text);
}

/* "NAME count" of every detection, one after the other. */
static char *found(const char *ids, const char *custom, const char *allow, const char *name, const char *text)
{
    const char *list[] = {ids};
    struct mgp_rule_set_options options = {.selection = ids ? MGP_SELECT_LISTED : MGP_SELECT_NONE,
                                           .included = list,
                                           .included_count = ids ? 1 : 0,
                                           .custom_text = mgp_slice_text(custom),
                                           .allow_text = mgp_slice_text(allow)};
    struct mgp_rule_set *rules = NULL;
    struct mgp_error error = {0};
    cr_assert_eq(mgp_rule_set_create(&options, &rules, &error), MGP_OK, "%s", error.message);
    struct mgp_scan_options scan = {.rules = rules, .matcher = &mgp_reference_matcher};
    struct mgp_scanner *scanner = mgp_scanner_create(&scan);
    struct mgp_report *report = mgp_scan_bytes(scanner, mgp_slice_text(name), mgp_slice_text(text));
    struct mgp_buffer out = {0};
    for (size_t i = 0; i < report->detection_count; i++) {
        const struct mgp_detection *detection = &report->detections[i];
        mgp_buffer_format(&out, "%s %llu;", detection->identifier ? detection->identifier->id : detection->custom->name,
                          (unsigned long long)detection->count);
    }
    char *result = mgp_strdup(mgp_buffer_string(&out));
    mgp_buffer_clear(&out);
    mgp_report_destroy(report);
    mgp_scanner_destroy(scanner);
    mgp_rule_set_destroy(rules);
    return result;
}

Test(allow_list, drops_managed_and_custom_occurrences_which_still_use_up_their_bytes)
{
    static const char custom[] = "{\"name\":\"mail\",\"regex\":\"[a-z]+@[a-z.]+\"}";
    static const struct {
        const char *ids, *custom, *allow, *name, *text, *wanted;
    } cases[] = {
        {"USA_SOCIAL_SECURITY_NUMBER", NULL, NULL, "a.txt", "SSN 536-90-4399, SSN 536-90-4398",
         "USA_SOCIAL_SECURITY_NUMBER 2;"},
        {"USA_SOCIAL_SECURITY_NUMBER", NULL, "536-90-4399", "a.txt", "SSN 536-90-4399, SSN 536-90-4398",
         "USA_SOCIAL_SECURITY_NUMBER 1;"},
        {"USA_SOCIAL_SECURITY_NUMBER", NULL, "536-90-4399", "a.csv", "name,ssn\nx,536-90-4399\ny,536-90-4398\n",
         "USA_SOCIAL_SECURITY_NUMBER 1;"},
        {"USA_SOCIAL_SECURITY_NUMBER", NULL, "{\"regex\":\"536-.*\"}", "a.json",
         "{\"ssn\":[\"536-90-4399\",\"536-90-4398\"]}", ""},
        {NULL, custom, "joe@mail.example.com", "a.txt", "to joe@mail.example.com", ""},
        {NULL, custom, "joe@mail.example", "a.txt", "to joe@mail.example.com", "mail 1;"},
        {NULL, custom, "JOE@EXAMPLE.COM", "a.txt", "to joe@example.com, ann@example.com", "mail 1;"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *got = found(cases[i].ids, cases[i].custom, cases[i].allow, cases[i].name, cases[i].text);
        cr_expect_str_eq(got, cases[i].wanted, "case %zu: %s", i, got);
        free(got);
    }
}
