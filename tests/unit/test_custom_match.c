/* Custom identifiers on texts: keyword, distance and overlaps; and that no regex can hang. */
#include <criterion/criterion.h>
#include <stdio.h>

#include "base/buffer.h"
#include "base/clock.h"
#include "scanner/job/scan.h"

struct outcome {
    uint64_t count;
    enum mgp_scan_state state;
};

static struct outcome outcome_of(const char *definition, const char *name, struct mgp_slice text,
                                 const struct mgp_matcher_type *matcher)
{
    struct mgp_rule_set_options options = {.selection = MGP_SELECT_NONE, .custom_text = mgp_slice_text(definition)};
    struct mgp_rule_set *rules = NULL;
    struct mgp_error error = {0};
    cr_assert_eq(mgp_rule_set_create(&options, &rules, &error), MGP_OK, "%s: %s", definition, error.message);
    struct mgp_scan_options scan = {.rules = rules, .matcher = matcher};
    struct mgp_scanner *scanner = mgp_scanner_create(&scan);
    struct mgp_report *report = mgp_scan_bytes(scanner, mgp_slice_text(name), text);
    struct outcome outcome = {report->detection_count ? report->detections[0].count : 0, report->state};
    mgp_report_destroy(report);
    mgp_scanner_destroy(scanner);
    mgp_rule_set_destroy(rules);
    return outcome;
}

Test(custom_match, keyword_before_and_distance_to_the_end_of_the_match)
{
    static const struct {
        const char *members, *name, *text;
        uint64_t count;
    } cases[] = {
        {"\"keywords\":[\"badge\"],\"maximumMatchDistance\":9", "a.txt", "badge EMP-1234", 1},
        {"\"keywords\":[\"badge\"],\"maximumMatchDistance\":8", "a.txt", "badge EMP-1234", 0},
        {"\"keywords\":[\"badge\"],\"maximumMatchDistance\":11", "a.txt", "badge éé EMP-1234", 0},
        {"\"keywords\":[\"badge\"],\"maximumMatchDistance\":12", "a.txt", "badge éé EMP-1234", 1},
        {"\"keywords\":[\"badge\"]", "a.txt", "EMP-1234 badge", 0},
        {"\"keywords\":[\"badge\"]", "a.txt", "BADGE EMP-1234", 1},
        {"\"keywords\":[\"badge\"]", "a.txt", "badges EMP-1234", 0},
        {"\"keywords\":[\"EMP\"]", "a.txt", "EMP-1234", 0},
        {"\"keywords\":[\"staff no\",\"badge\"]", "a.txt", "staff_no EMP-1234", 1},
        {"\"keywords\":[\"badge\"],\"maximumMatchDistance\":1", "a.csv", "badge,x\nEMP-1234,EMP-5678\n", 1},
        {"\"keywords\":[\"badge\"],\"maximumMatchDistance\":1", "a.csv", "myBadge,x\nEMP-1234,2\nEMP-1235,3\n", 2},
        {"\"keywords\":[\"badge\"],\"maximumMatchDistance\":10", "a.csv", "id,x\nbadge EMP-1234,EMP-1234 badge\n", 1},
        {"\"keywords\":[\"badge\"]", "a.json", "{\"badge\":{\"no\":[\"EMP-1234\"]},\"x\":\"EMP-1234\"}", 1},
        {"\"keywords\":[\"badge\"]", "a.json", "{\"x\":\"badge EMP-1234\",\"y\":\"EMP-1234 badge\"}", 1},
        {"\"ignoreWords\":[\"EMP-1234\"]", "a.txt", "EMP-1234 EMP-1235", 1},
        {"\"ignoreWords\":[\"emp-1234\"]", "a.txt", "EMP-1234 EMP-1235", 2},
        {"\"keywords\":null", "a.txt", "EMP-1234", 1},
        {"\"severityLevels\":[{\"occurrencesThreshold\":2,\"severity\":\"LOW\"}]", "a.txt", "EMP-1234", 0},
        {"\"severityLevels\":[{\"occurrencesThreshold\":2,\"severity\":\"LOW\"}]", "a.txt", "EMP-1234 EMP-1234", 2},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char definition[300];
        snprintf(definition, sizeof definition, "{\"name\":\"t\",\"regex\":\"EMP-\\\\d{4}\",%s}", cases[i].members);
        const struct mgp_matcher_type *matchers[] = {&mgp_reference_matcher, &mgp_fast_matcher};
        for (size_t k = 0; k < 2; k++) {
            struct outcome outcome =
                outcome_of(definition, cases[i].name, mgp_slice_text(cases[i].text), matchers[k]);
            cr_expect_eq(outcome.count, cases[i].count, "%s in %s with %s: %llu", definition, cases[i].text,
                         matchers[k]->name, (unsigned long long)outcome.count);
        }
    }
}

Test(custom_match, keywords_are_found_by_both_matchers_however_they_are_written)
{
    static const struct {
        const char *keyword, *text;
        bool wanted;
    } cases[] = {
        {"número", "NUMERO 1234", true},
        {"numero", "número 1234", false},
        {"straße", "STRASSE 1234", true},
        {"strasse", "Straße 1234", true},
        {"kimlik", "KİMLİK 1234", true},
        {"ılık", "ILIK 1234", true},
        {"état civil", "ETAT CIVIL 1234", true},
        {"état civil", "e\xCC\x81tat-civil 1234", true},
        {"état civil", "État_civil 1234", true},
        {"d'assuré", "dassure 1234", true},
        {"d'assuré", "D’Assuré 1234", true},
        {"badge", "Ｂａｄｇｅ 1234", true},
        {"---", "x --- 1234", true},
        {"#no", "the #no 1234", true},
        {"社員番", "社員番号は 1234", true},
        {"원번호", "사원번호는 1234", true},
        {"οδός", "ΟΔΟΣ 1234", true},
        {"карта", "КАРТА: 1234", true},
        {"card no", "cardNo 1234", true},
        {"card", "cardNo 1234", true},
        {"card no", "card – no 1234", true},
        {"øre", "ORE 1234", true},
        {"ifo", "İfo 1234", true},
    };
    const struct mgp_matcher_type *matchers[] = {&mgp_reference_matcher, &mgp_fast_matcher};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char definition[200];
        snprintf(definition, sizeof definition, "{\"name\":\"t\",\"regex\":\"\\\\d{4}\",\"keywords\":[\"%s\"]}",
                 cases[i].keyword);
        for (size_t k = 0; k < 2; k++) {
            struct outcome outcome = outcome_of(definition, "a.txt", mgp_slice_text(cases[i].text), matchers[k]);
            cr_expect_eq(outcome.count, cases[i].wanted, "%s in %s with %s", cases[i].keyword, cases[i].text,
                         matchers[k]->name);
        }
    }
}

/* Each ends within seconds, having found nothing or said that it was not matched to its end. */
Test(custom_match, no_regex_can_hang)
{
    static const char *const regexes[] = {
        "(a+)+$", "(a|a)*b", "(a|aa)+$", "(.*){1,32}x", "(.*){1,32}[xy]", "(a*)*c", "a+", "a*",
        "a+[bc]", "[a-z ]{3,}",
        "((a{1,30}){1,30}){1,9}b", "(((a{1,30}){1,30}){1,9}b)*a*c?", "(?:a{0,999}){0,9}[bc]", "(a?){99}a{99}[bc]",
        "([a-z]{1,999}){1,30}[bc]", "([a-z]+)*[!]", "(x+x+)+y", "(([a-z])+.)+[A-Z]([a-z])+$",
        "a*a*a*a*a*a*a*a*a*a*[bc]",
        "(?:.*.*.*.*)*=", "(a|b|ab)*c", "(?i)(A+)+\\\\z",
    };
    struct mgp_buffer text = {0};
    for (size_t i = 0; i < 6000; i++) {
        mgp_buffer_byte(&text, 'a');
    }
    for (size_t i = 0; i < sizeof regexes / sizeof *regexes; i++) {
        char definition[200];
        snprintf(definition, sizeof definition, "{\"name\":\"t\",\"regex\":\"%s\"}", regexes[i]);
        uint64_t began = mgp_monotonic_ns();
        struct outcome outcome = outcome_of(definition, "a.txt", mgp_buffer_slice(&text), &mgp_fast_matcher);
        cr_expect_eq(outcome.count, 0, "%s", regexes[i]);
        cr_expect_lt((mgp_monotonic_ns() - began) / 1000000, 60000, "%s", regexes[i]);
    }
    mgp_buffer_clear(&text);
}

/* Compiled with what counts the steps, a regex is larger: it is refused when read, never met by the matcher. */
Test(custom_match, a_regex_that_is_too_large_is_refused)
{
    static const char *const regexes[] = {"(abcdefghijklmnopqrstuvwxyz){999}", "((((a{99}b){99}c){99}d){99}e){99}",
                                          "(((([a-z]{1,999}){1,999}){1,999}){1,999}){1,999}"};
    for (size_t i = 0; i < sizeof regexes / sizeof *regexes; i++) {
        char definition[200];
        struct mgp_error error = {0};
        struct mgp_rule_set *rules = NULL;
        snprintf(definition, sizeof definition, "{\"name\":\"t\",\"regex\":\"%s\"}", regexes[i]);
        struct mgp_rule_set_options options = {.selection = MGP_SELECT_NONE, .custom_text = mgp_slice_text(definition)};
        cr_expect_eq(mgp_rule_set_create(&options, &rules, &error), MGP_INVALID, "%s", regexes[i]);
        cr_expect_neq(strstr(error.message, "too large"), NULL, "%s", error.message);
        mgp_rule_set_destroy(rules);
    }
}

/* Ends beyond the longest span do not crowd out those within. */
Test(custom_match, an_unbounded_repeat_matches_as_far_as_a_span_goes)
{
    struct mgp_buffer text = {0};
    for (size_t i = 0; i < 20000; i++) {
        mgp_buffer_text(&text, "- ");
    }
    struct outcome outcome =
        outcome_of("{\"name\":\"t\",\"regex\":\"[- ]+\"}", "a.txt", mgp_buffer_slice(&text), &mgp_reference_matcher);
    cr_expect_eq(outcome.count, (40000 + MGP_MAX_SPAN - 1) / MGP_MAX_SPAN, "%llu", (unsigned long long)outcome.count);
    mgp_buffer_clear(&text);
}
