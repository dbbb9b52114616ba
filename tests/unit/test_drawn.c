/* Values drawn from the regexes of the catalogue, and near misses of them, where values stand: in a sentence beside a
 * keyword, in a labelled column, in a JSON member. Both matchers find the same; and of the values that pass their
 * checks some are found, so that there is something to agree upon. */
#include <criterion/criterion.h>
#include <stdio.h>

#include "../support/agree.h"
#include "../support/draw.h"
#include "scanner/job/scan.h"

enum { VALUES = 24, TRIES = 600, FORMATS = 3 };

static const char *const names[FORMATS] = {"a.txt", "a.csv", "a.jsonl"};

/* The texts that the values of one identifier are put into, one for each format. */
struct texts {
    const struct mgp_identifier *identifier;
    struct mgp_buffer of[FORMATS];
    const char *keyword;
    uint64_t random;
};

static void begin_texts(struct texts *texts, const struct mgp_identifier *identifier, size_t index)
{
    size_t count = 0;
    *texts = (struct texts){.identifier = identifier, .keyword = "reference", .random = 0xD1CE0001u + index};
    while (identifier->keywords && identifier->keywords[count]) {
        count++;
    }
    if (count > 0) texts->keyword = identifier->keywords[draw_below(&texts->random, count)];
    mgp_buffer_format(&texts->of[1], "id,\"%s\",note\n", texts->keyword);
}

static void clear_texts(struct texts *texts)
{
    for (size_t i = 0; i < FORMATS; i++) {
        mgp_buffer_clear(&texts->of[i]);
    }
}

static void add_sentence(struct texts *texts, struct mgp_slice value)
{
    static const char *const betweens[] = {" ", ": ", " is ", "=", "\n", " of the account here stands: ", " (", "_"};
    const char *between = betweens[draw_below(&texts->random, sizeof betweens / sizeof *betweens)];
    bool is_behind = draw_below(&texts->random, 4) == 0;
    if (!is_behind) mgp_buffer_format(&texts->of[0], "The %s%s", texts->keyword, between);
    mgp_buffer_append(&texts->of[0], value);
    if (is_behind) mgp_buffer_format(&texts->of[0], "%s%s", between, texts->keyword);
    mgp_buffer_text(&texts->of[0], ", and a sentence that goes on until nothing of it is in reach any more.\n");
}

static void add_row(struct texts *texts, struct mgp_slice value)
{
    struct mgp_buffer *out = &texts->of[1];
    mgp_buffer_format(out, "%d,\"", (int)draw_below(&texts->random, 1000));
    for (size_t i = 0; i < value.len; i++) {
        if (value.ptr[i] == '"') mgp_buffer_byte(out, '"');
        mgp_buffer_byte(out, value.ptr[i]);
    }
    mgp_buffer_text(out, "\",x\n");
}

/* Now and then a byte that needs no escape has one. */
static void add_record(struct texts *texts, struct mgp_slice value)
{
    struct mgp_buffer *out = &texts->of[2];
    mgp_buffer_format(out, "{\"id\": 7, \"%s\": \"", texts->keyword);
    for (size_t i = 0; i < value.len; i++) {
        uint8_t c = value.ptr[i];
        if (c < 0x20 || (c < 0x80 && draw_below(&texts->random, 40) == 0)) mgp_buffer_format(out, "\\u%04x", c);
        else if (c == '"' || c == '\\') mgp_buffer_format(out, "\\%c", c);
        else mgp_buffer_byte(out, c);
    }
    mgp_buffer_text(out, "\"}\n");
}

static void add_value(struct texts *texts, struct mgp_slice value)
{
    add_sentence(texts, value);
    add_row(texts, value);
    add_record(texts, value);
}

static bool passes_checks(const struct mgp_pattern *pattern, struct mgp_slice value)
{
    for (size_t i = 0; pattern->checks && pattern->checks[i]; i++) {
        if (!mgp_check_find(pattern->checks[i])(value)) return false;
    }
    return true;
}

/* Draws until the checks pass, for so long. */
static bool draw_passing(struct mgp_buffer *out, const struct mgp_pattern *pattern, const struct mgp_regex_node *tree,
                         uint64_t *random)
{
    for (int i = 0; i < TRIES; i++) {
        out->len = 0;
        draw_string(out, tree, random);
        if (passes_checks(pattern, mgp_buffer_slice(out))) return true;
    }
    return false;
}

/* False where the checks let so little through (dates, state codes and a check character) that none passed. */
static bool add_values_of(struct texts *texts, const struct mgp_pattern *pattern)
{
    bool any_passed = false;
    struct mgp_arena arena = {0};
    struct mgp_regex_node *tree = NULL;
    struct mgp_buffer value = {0};
    cr_assert_eq(mgp_regex_tree_parse(&arena, mgp_slice_text(pattern->regex), pattern->is_caseless, &tree, NULL),
                 MGP_OK, "%s", texts->identifier->id);
    for (size_t i = 0; i < VALUES; i++) {
        if (draw_passing(&value, pattern, tree, &texts->random)) any_passed = true;
        add_value(texts, mgp_buffer_slice(&value));
        draw_near_miss(&value, &texts->random);
        add_value(texts, mgp_buffer_slice(&value));
    }
    mgp_buffer_clear(&value);
    mgp_arena_clear(&arena);
    return any_passed;
}

/* What no regex describes, or hardly any string of it is, is drawn by changing examples. */
static void add_changed_examples(struct texts *texts)
{
    const char *const *examples = texts->identifier->examples;
    struct mgp_buffer value = {0};
    for (size_t i = 0; examples && examples[i]; i++) {
        for (size_t changes = 0; changes < VALUES; changes++) {
            value.len = 0;
            mgp_buffer_text(&value, examples[i]);
            for (size_t k = 0; k < changes / 4; k++) {
                draw_near_miss(&value, &texts->random);
            }
            add_value(texts, mgp_buffer_slice(&value));
        }
    }
    mgp_buffer_clear(&value);
}

static struct mgp_rule_set *rules_of(const char *id)
{
    struct mgp_rule_set_options options = {.selection = MGP_SELECT_ALL};
    struct mgp_rule_set *rules = NULL;
    if (id) {
        options.selection = MGP_SELECT_LISTED;
        options.included = &id;
        options.included_count = 1;
    }
    cr_assert_eq(mgp_rule_set_create(&options, &rules, NULL), MGP_OK, "%s", id ? id : "all");
    return rules;
}

/* Scans a text by both matchers, whole and in windows; returns how much was found. */
static uint64_t check_text(const struct mgp_rule_set *rules, const char *id, const char *name, struct mgp_slice text)
{
    static const size_t windows[] = {0, 0, 61};
    struct mgp_report *reports[3];
    struct mgp_buffer difference = {0};
    uint64_t found = 0;
    for (size_t i = 0; i < 3; i++) {
        struct mgp_scan_options options = {
            .rules = rules, .matcher = i ? &mgp_fast_matcher : &mgp_reference_matcher, .window_bytes = windows[i],
            .keep_all = true};
        struct mgp_scanner *scanner = mgp_scanner_create(&options);
        reports[i] = mgp_scan_bytes(scanner, mgp_slice_text(name), text);
        mgp_scanner_destroy(scanner);
        const char *what = first_difference(reports[0], reports[i], &difference);
        cr_expect_null(what, "%s in %s, %s: %s", id, name, windows[i] ? "in windows" : "whole", what);
    }
    for (size_t i = 0; i < reports[0]->detection_count; i++) {
        found += reports[0]->detections[i].count;
    }
    for (size_t i = 0; i < 3; i++) {
        mgp_report_destroy(reports[i]);
    }
    mgp_buffer_clear(&difference);
    return found;
}

static void check_identifier(const struct mgp_identifier *identifier, size_t index, const struct mgp_rule_set *all)
{
    struct texts texts;
    struct mgp_rule_set *alone = rules_of(identifier->id);
    begin_texts(&texts, identifier, index);
    bool needs_examples = identifier->recogniser != MGP_RECOGNISER_NONE;
    for (size_t i = 0; i < identifier->pattern_count; i++) {
        if (!add_values_of(&texts, &identifier->patterns[i])) needs_examples = true;
    }
    if (needs_examples) add_changed_examples(&texts);
    for (size_t i = 0; i < FORMATS; i++) {
        uint64_t found = check_text(alone, identifier->id, names[i], mgp_buffer_slice(&texts.of[i]));
        cr_expect_gt(found, 0, "%s: nothing that was drawn for it is found in %s", identifier->id, names[i]);
        /* With everybody else's keywords too, a part of it: the reference takes its time. */
        struct mgp_slice part = mgp_buffer_slice(&texts.of[i]);
        if (part.len > 1500) part.len = 1500;
        check_text(all, identifier->id, names[i], part);
    }
    clear_texts(&texts);
    mgp_rule_set_destroy(alone);
}

/* In parts, for tests run side by side: every so many-th identifier. */
static void check_every(size_t step, size_t first)
{
    struct mgp_rule_set *all = rules_of(NULL);
    for (size_t i = first; i < mgp_catalogue_count; i += step) {
        if (!mgp_catalogue[i].inactive_reason) check_identifier(&mgp_catalogue[i], i, all);
    }
    mgp_rule_set_destroy(all);
}

Test(drawn, values_are_found_alike_by_both_matchers_first_half, .timeout = 240)
{
    check_every(2, 0);
}

Test(drawn, values_are_found_alike_by_both_matchers_second_half, .timeout = 240)
{
    check_every(2, 1);
}

static uint32_t length_of_first(const struct mgp_rule_set *rules, struct mgp_slice text)
{
    struct mgp_scan_options options = {.rules = rules, .matcher = &mgp_fast_matcher, .keep_all = true};
    struct mgp_scanner *scanner = mgp_scanner_create(&options);
    struct mgp_report *report = mgp_scan_bytes(scanner, mgp_slice_text("a.txt"), text);
    uint32_t length = report->detection_count ? report->detections[0].occurrences[0].length : 0;
    mgp_report_destroy(report);
    mgp_scanner_destroy(scanner);
    return length;
}

static void check_cookies(const char *begin, const char *pair, size_t pairs, uint32_t wanted)
{
    const char *id = "HTTP_COOKIE";
    struct mgp_rule_set *rules = rules_of(id);
    struct mgp_buffer text = {0};
    mgp_buffer_text(&text, begin);
    for (size_t i = 0; i < pairs; i++) {
        mgp_buffer_text(&text, pair);
    }
    mgp_buffer_text(&text, " and so on");
    cr_expect_gt(check_text(rules, id, "a.txt", mgp_buffer_slice(&text)), 0);
    cr_expect_eq(length_of_first(rules, mgp_buffer_slice(&text)), wanted, "%s and %zu times %s", begin, pairs, pair);
    mgp_buffer_clear(&text);
    mgp_rule_set_destroy(rules);
}

Test(drawn, a_header_of_cookies_is_one_as_far_as_a_span_reaches)
{
    check_cookies("Cookie: a=1", "; a=1", 800, 11 + 800 * 5);
    check_cookies("Cookie: a=1", "; a=1", 1000, 11 + 817 * 5);
    check_cookies("Set-Cookie: a=", "abc.", 700, 14 + 700 * 4);
    check_cookies("Cookie: ", "a=1=", 700, 8 + 700 * 4);
    check_cookies("", "Cookie:a=", 1000, 4095);
    check_cookies("", "Cookie:a=1; ", 1000, 18);
    check_cookies("Cookie: a=1", "; Expires=Wed, 21 Oct 2026 07:28:00 GMT; Path=/", 20, 11 + 20 * 47);
    check_cookies("Cookie: a=1", "; Expires=Wed, 21 Oct 2026 07:28:0 GMT", 20, 11 + 13);
}
