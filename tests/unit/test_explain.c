#include <criterion/criterion.h>

#include "base/buffer.h"
#include "scanner/job/explain.h"
#include "scanner/job/scan.h"

static struct mgp_explanations *explain(const char *id, const char *custom, const char *allow, const char *name,
                                        const char *text)
{
    struct mgp_rule_set_options options = {.selection = id ? MGP_SELECT_LISTED : MGP_SELECT_NONE,
                                           .included = &id,
                                           .included_count = id ? 1 : 0,
                                           .custom_text = mgp_slice_text(custom),
                                           .allow_text = mgp_slice_text(allow)};
    struct mgp_explanations *all = NULL;
    struct mgp_error error = {0};
    cr_assert_eq(mgp_explain(&options, mgp_slice_text(name), mgp_slice_text(text), &all, &error), MGP_OK, "%s",
                 error.message);
    return all;
}

static const char badge[] = "{\"name\":\"t\",\"regex\":\"EMP-[0-9]{4}\",\"keywords\":[\"badge\"],"
                            "\"ignoreWords\":[\"EMP-0000\"],"
                            "\"maximumMatchDistance\":20}";
static const char ssn[] = "USA_SOCIAL_SECURITY_NUMBER";

Test(explain, names_the_condition_that_failed)
{
    static const struct {
        const char *id, *custom, *allow, *name, *text;
        enum mgp_verdict verdict;
        size_t distance;
    } cases[] = {
        {NULL, badge, NULL, "a.txt", "badge EMP-1234", MGP_VERDICT_FOUND, 9},
        {NULL, badge, NULL, "a.txt", "badge EMP-0000", MGP_VERDICT_IGNORE_WORD, 9},
        {NULL, badge, "EMP-1234", "a.txt", "badge EMP-1234", MGP_VERDICT_ALLOW_LIST, 9},
        {NULL, badge, NULL, "a.txt", "EMP-1234", MGP_VERDICT_NO_KEYWORD, 0},
        {NULL, badge, NULL, "a.txt", "EMP-1234 badge", MGP_VERDICT_KEYWORD_AFTER, 0},
        {NULL, badge, NULL, "a.txt", "badge ............. EMP-1234", MGP_VERDICT_FAR_KEYWORD, 23},
        {NULL, badge, NULL, "a.txt", "badge EMP-12345", MGP_VERDICT_EDGE, 0},
        {NULL, badge, NULL, "a.csv", "id,badge\n1,EMP-1234\n", MGP_VERDICT_FOUND, 0},
        {NULL, badge, NULL, "a.csv", "id,other\n1,EMP-1234\n", MGP_VERDICT_NO_KEYWORD, 0},
        {NULL, badge, NULL, "a.json", "{\"badge\":[{\"x\":\"EMP-1234\"}]}", MGP_VERDICT_FOUND, 0},
        {NULL, "{\"name\":\"t\",\"regex\":\"[- ]+\"}", NULL, "a.txt", "a - b", MGP_VERDICT_FOUND, 0},
        {ssn, NULL, NULL, "a.txt", "SSN 536-90-4399", MGP_VERDICT_FOUND, 1},
        {ssn, NULL, NULL, "a.txt", "SSN 666-90-4399", MGP_VERDICT_CHECK, 1},
        {ssn, NULL, NULL, "a.txt", "SSN 078-05-1120", MGP_VERDICT_TEST_VALUE, 1},
        {ssn, NULL, NULL, "a.txt", "536-90-4399", MGP_VERDICT_NO_KEYWORD, 0},
        {"CREDIT_CARD_NUMBER", NULL, NULL, "a.txt", "card 4532015112830367", MGP_VERDICT_CHECK, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct mgp_explanations *all =
            explain(cases[i].id, cases[i].custom, cases[i].allow, cases[i].name, cases[i].text);
        cr_assert_eq(all->count, 1, "%s: %zu", cases[i].text, all->count);
        cr_expect_eq(all->items[0].verdict, cases[i].verdict, "%s: %d", cases[i].text, all->items[0].verdict);
        cr_expect_eq(all->items[0].distance, cases[i].distance, "%s: %zu", cases[i].text, all->items[0].distance);
        cr_expect_eq(all->found, cases[i].verdict == MGP_VERDICT_FOUND);
        mgp_explanations_destroy(all);
    }
}

static size_t count_found(const struct mgp_identifier *identifier, const char *text)
{
    struct mgp_rule_set_options options = {
        .selection = MGP_SELECT_LISTED, .included = &identifier->id, .included_count = 1};
    struct mgp_rule_set *rules = NULL;
    cr_assert_eq(mgp_rule_set_create(&options, &rules, NULL), MGP_OK);
    struct mgp_scan_options scan = {.rules = rules, .matcher = &mgp_fast_matcher};
    struct mgp_scanner *scanner = mgp_scanner_create(&scan);
    struct mgp_report *report = mgp_scan_bytes(scanner, MGP_LITERAL("a.txt"), mgp_slice_text(text));
    size_t count = report->detection_count ? report->detections[0].count : 0;
    mgp_report_destroy(report);
    mgp_scanner_destroy(scanner);
    mgp_rule_set_destroy(rules);
    return count;
}

Test(explain, agrees_with_a_scan)
{
    for (size_t i = 0; i < mgp_catalogue_count; i += 12) {
        const struct mgp_identifier *identifier = &mgp_catalogue[i];
        const char *const *lists[] = {identifier->examples, identifier->counter_examples};
        for (size_t k = 0; k < 2 && !identifier->inactive_reason; k++) {
            if (!lists[k] || !lists[k][0]) continue;
            struct mgp_explanations *all = explain(identifier->id, NULL, NULL, "a.txt", lists[k][0]);
            cr_expect_eq(all->found, count_found(identifier, lists[k][0]), "%s: %s", identifier->id, lists[k][0]);
            mgp_explanations_destroy(all);
        }
    }
}

Test(explain, takes_one_identifier_and_refuses_a_bad_one)
{
    struct mgp_explanations *all = NULL;
    struct mgp_error error = {0};
    struct mgp_rule_set_options options = {.selection = MGP_SELECT_ALL};
    cr_expect_eq(mgp_explain(&options, MGP_LITERAL("a"), MGP_LITERAL("b"), &all, &error), MGP_INVALID);
    options = (struct mgp_rule_set_options){.selection = MGP_SELECT_NONE, .custom_text = MGP_LITERAL("{")};
    cr_expect_neq(mgp_explain(&options, MGP_LITERAL("a"), MGP_LITERAL("b"), &all, &error), MGP_OK);
    cr_expect_null(all);
}
