/* Values and keywords on the edges of windows: a text is shifted byte by byte past every edge, and both matchers find
 * in it, in every kernel, what the reference finds in the whole; and 30 characters are 30 characters, however many
 * bytes they take and wherever the edge falls. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "../support/agree.h"
#include "scanner/job/scan.h"

static const char *const kernels[] = {"avx512", "avx2", "sse", "portable"};
enum { KERNELS = sizeof kernels / sizeof *kernels };

static struct mgp_rule_set *rules_of(const char *const *ids, size_t count, struct mgp_slice custom)
{
    struct mgp_rule_set_options options = {.selection = count ? MGP_SELECT_LISTED : MGP_SELECT_ALL,
                                           .included = ids, .included_count = count, .custom_text = custom};
    struct mgp_rule_set *rules = NULL;
    cr_assert_eq(mgp_rule_set_create(&options, &rules, NULL), MGP_OK);
    return rules;
}

/* A scanner of one way of looking, with its name for messages. */
struct way {
    char name[60];
    struct mgp_scanner *scanner;
};

struct ways {
    struct way items[32];
    size_t count;
};

static void add_way(struct ways *ways, const struct mgp_rule_set *rules, const char *kernel, size_t window)
{
    struct mgp_scan_options options = {.rules = rules,
                                       .matcher = kernel ? &mgp_fast_matcher : &mgp_reference_matcher,
                                       .window_bytes = window, .keep_all = true};
    struct way *way = &ways->items[ways->count++];
    if (kernel) setenv("MAGPIE_CPU", kernel, 1);
    snprintf(way->name, sizeof way->name, "%s in windows of %zu", kernel ? kernel : "reference", window);
    way->scanner = mgp_scanner_create(&options);
    unsetenv("MAGPIE_CPU");
}

/* The reference over the whole text first, then everything else. */
static void make_ways(struct ways *ways, const struct mgp_rule_set *rules, const size_t *windows, size_t count)
{
    *ways = (struct ways){.count = 0};
    add_way(ways, rules, NULL, 0);
    for (size_t i = 0; i < count; i++) {
        add_way(ways, rules, NULL, windows[i]);
    }
    for (size_t kernel = 0; kernel < KERNELS; kernel++) {
        add_way(ways, rules, kernels[kernel], 0);
        for (size_t i = 0; i < count; i++) {
            add_way(ways, rules, kernels[kernel], windows[i]);
        }
    }
}

static void clear_ways(struct ways *ways)
{
    for (size_t i = 0; i < ways->count; i++) {
        mgp_scanner_destroy(ways->items[i].scanner);
    }
}

static uint64_t count_found(const struct mgp_report *report)
{
    uint64_t found = 0;
    for (size_t i = 0; i < report->detection_count; i++) {
        found += report->detections[i].count;
    }
    return found;
}

/* All ways agree; returns how much they find. */
static uint64_t check_ways(struct ways *ways, const char *name, const char *what, size_t shift, struct mgp_slice text)
{
    struct mgp_report *expected = mgp_scan_bytes(ways->items[0].scanner, mgp_slice_text(name), text);
    struct mgp_buffer difference = {0};
    for (size_t i = 1; i < ways->count; i++) {
        struct mgp_report *report = mgp_scan_bytes(ways->items[i].scanner, mgp_slice_text(name), text);
        const char *first = first_difference(expected, report, &difference);
        cr_expect_null(first, "%s, %s, shifted by %zu, %s: %s", name, what, shift, ways->items[i].name, first);
        mgp_report_destroy(report);
    }
    uint64_t found = count_found(expected);
    mgp_report_destroy(expected);
    mgp_buffer_clear(&difference);
    return found;
}

static void add_padding(struct mgp_buffer *text, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++) {
        mgp_buffer_byte(text, i % 9 == 8 ? '\n' : '.');
    }
}

/* A letter of each length in UTF-8. */
static const char *const letters[] = {"x", "\xC3\xA9", "\xE0\xA4\x85", "\xF0\x90\x90\x80"};
enum { LETTERS = sizeof letters / sizeof *letters };

struct distance {
    const char *keyword, *value;
    bool is_behind;      /* the keyword */
    size_t most;         /* characters between them that are still in reach */
};

/* Words of the letter, so many characters in all with the blanks at both ends. */
static void add_gap(struct mgp_buffer *text, const char *letter, size_t characters)
{
    for (size_t i = 0; i < characters; i++) {
        mgp_buffer_text(text, i == 0 || i + 1 == characters || i % 7 == 6 ? " " : letter);
    }
}

static void check_distance(struct ways *ways, const struct distance *distance, const char *letter, size_t characters,
                           size_t shift)
{
    struct mgp_buffer text = {0};
    char what[80];
    add_padding(&text, shift);
    mgp_buffer_text(&text, distance->is_behind ? distance->value : distance->keyword);
    add_gap(&text, letter, characters);
    mgp_buffer_text(&text, distance->is_behind ? distance->keyword : distance->value);
    mgp_buffer_text(&text, " and so on.\n");
    snprintf(what, sizeof what, "%zu characters of %zu bytes %s", characters, strlen(letter),
             distance->is_behind ? "before the keyword" : "behind the keyword");
    uint64_t found = check_ways(ways, "a.txt", what, shift, mgp_buffer_slice(&text));
    cr_expect_eq(found, characters <= distance->most, "%s, %s: found %d", distance->keyword, what, (int)found);
    mgp_buffer_clear(&text);
}

/* A custom identifier's distance runs to the end of the match: 40 is 9 for the value and 31 for what is between. */
Test(window_edges, thirty_characters_are_counted_in_letters_of_any_length_over_any_edge, .timeout = 240)
{
    static const char *const ids[] = {"USA_SOCIAL_SECURITY_NUMBER"};
    static const char custom[] = "[{\"name\":\"staff\",\"regex\":\"EMP-[0-9]{5}\",\"keywords\":[\"badge\"],"
                                 "\"maximumMatchDistance\":40}]";
    static const struct distance distances[] = {{"ssn", "536-90-4399", false, 30},
                                                {"ssn", "536-90-4399", true, 30},
                                                {"badge", "EMP-12345", false, 31},
                                                {"badge", "EMP-12345", true, 0}};
    static const size_t windows[] = {16, 64, 100};
    struct mgp_rule_set *rules = rules_of(ids, 1, MGP_LITERAL(custom));
    struct ways ways;
    make_ways(&ways, rules, windows, sizeof windows / sizeof *windows);
    for (size_t letter = 0; letter < LETTERS; letter++) {
        for (size_t i = 0; i < sizeof distances / sizeof *distances; i++) {
            for (size_t characters = 29; characters <= 32; characters++) {
                for (size_t shift = 0; shift < 64; shift += 3) {
                    check_distance(&ways, &distances[i], letters[letter], characters, shift);
                }
            }
        }
    }
    clear_ways(&ways);
    mgp_rule_set_destroy(rules);
}

/* In pieces, so that nothing in this file looks like a live key. */
#define KEY "AKIA" "QX5ZB7" "PLM2" "TR4WSY"
#define BLOCK "-----BEGIN " "RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEAx5bZ3Qe9Yk1mC0s7Vt2uRj8wLhG4nNf6aPdTzKoX\n" \
              "-----END " "RSA PRIVATE KEY-----"

/* Values of every kind, each with a line of its own. */
static const char *const values[] = {
    "ssn 536-90-4399", "536-90-4399 is the SSN", "social\nsecurity number: 536 90 4399", "card 4556 7375 8689 9855",
    "4556737586899855", "IBAN DE89 3704 0044 0532 0130 00", KEY, BLOCK, "Mr. John Smith called",
    "Anna M\xC3\xBCller, Hauptstra\303\237e 5, 10115 Berlin", "passport \xE2\x84\x96 C01X00T47",
    "date of birth 1984-02-29", "badge EMP-12345", "QabcdefZ", "caf\xC3\xA9 Q\xC3\xA9\xC3\xA9\xC3\xA9Z",
    "staff \xF0\x9F\x99\x82\xF0\x9F\x99\x82 EMP-54321", "ssn\xEF\xBC\x9A\xEF\xBC\x95\xEF\xBC\x93\xEF\xBC\x96-90-4399",
    "+49 30 901820 phone", "geo 52.5200, 13.4050 location", "vin 1HGCM82633A004352",
};
enum { VALUES = sizeof values / sizeof *values };

static const char customs[] =
    "[{\"name\":\"staff\",\"regex\":\"EMP-[0-9]{5}\",\"keywords\":[\"badge\",\"staff\"],\"maximumMatchDistance\":60},"
    "{\"name\":\"anywhere\",\"regex\":\"Q[a-z\xC3\xA9]{3,9}Z\"}]";

static void add_text(struct mgp_buffer *out)
{
    for (size_t i = 0; i < VALUES; i++) {
        mgp_buffer_format(out, "%s.\n\n", values[i]);
    }
}

/* The last column's name takes the padding. */
static void pad_header(struct mgp_buffer *out, size_t bytes)
{
    mgp_buffer_text(out, "n,ssn,remark");
    for (size_t i = 0; i < bytes; i++) {
        mgp_buffer_byte(out, 'y');
    }
    mgp_buffer_byte(out, '\n');
}

static void add_rows(struct mgp_buffer *out)
{
    for (size_t i = 0; i < VALUES; i++) {
        mgp_buffer_format(out, "%zu,536-90-439%zu,\"%s \"\"%s\"\"\"\n", i, i % 10, i % 3 ? "so" : "536-90-4399",
                          values[i]);
    }
}

static void add_records(struct mgp_buffer *out)
{
    for (size_t i = 0; i < VALUES; i++) {
        mgp_buffer_format(out, "{\"n\":%zu,\"ssn\":\"53\\u0036-90-439%zu\",\"remark\":[\"", i, i % 10);
        for (const char *c = values[i]; *c; c++) {
            if (*c == '\n') mgp_buffer_text(out, "\\n");
            else mgp_buffer_byte(out, (uint8_t)*c);
        }
        mgp_buffer_text(out, "\"]}\n");
    }
}

/* The same text behind 0 to 63 bytes of something else; what does not depend on what comes first is found alike. */
static void check_shifts(const char *name, void (*add)(struct mgp_buffer *out),
                         void (*pad)(struct mgp_buffer *out, size_t bytes), size_t step)
{
    static const size_t windows[] = {64, 200};
    struct mgp_rule_set *rules = rules_of(NULL, 0, MGP_LITERAL(customs));
    struct ways ways;
    uint64_t first = 0;
    make_ways(&ways, rules, windows, sizeof windows / sizeof *windows);
    for (size_t shift = 0; shift < 64; shift += step) {
        struct mgp_buffer text = {0};
        pad(&text, shift);
        add(&text);
        uint64_t found = check_ways(&ways, name, "all kinds", shift, mgp_buffer_slice(&text));
        if (shift == 0) first = found;
        cr_expect_geq(found, VALUES - 4, "%s: only %d are found", name, (int)found);
        cr_expect_eq(found, first, "%s, shifted by %zu: %d found, not %d", name, shift, (int)found, (int)first);
        mgp_buffer_clear(&text);
    }
    clear_ways(&ways);
    mgp_rule_set_destroy(rules);
}

static void pad_text(struct mgp_buffer *out, size_t bytes)
{
    add_padding(out, bytes);
    mgp_buffer_text(out, ".\n\n");
}

static void pad_records(struct mgp_buffer *out, size_t bytes)
{
    mgp_buffer_text(out, "{\"p\":\"");
    for (size_t i = 0; i < bytes; i++) {
        mgp_buffer_byte(out, '.');
    }
    mgp_buffer_text(out, "\"}\n");
}

Test(window_edges, values_of_every_kind_in_text, .timeout = 240)
{
    check_shifts("a.txt", add_text, pad_text, 1);
}

Test(window_edges, values_of_every_kind_in_rows, .timeout = 240)
{
    check_shifts("a.csv", add_rows, pad_header, 1);
}

Test(window_edges, values_of_every_kind_in_records, .timeout = 240)
{
    check_shifts("a.jsonl", add_records, pad_records, 1);
}

/* A line that is looked at whole, with a string so long that it comes in segments. */
static void add_long_string(struct mgp_buffer *out, size_t bytes)
{
    mgp_buffer_text(out, "{\"n\":1}\n{\"remark\":\"");
    while (out->len < bytes) {
        add_padding(out, 8);
        mgp_buffer_text(out, out->len % 7 ? "an ordinary word. " : "4556737586899855, ssn 536-90-4399. ");
    }
    mgp_buffer_text(out, "\"}\n{\"n\":2}\n");
}

Test(window_edges, segments_of_one_string_share_what_is_in_both, .timeout = 240)
{
    static const char *const ids[] = {"USA_SOCIAL_SECURITY_NUMBER", "CREDIT_CARD_NUMBER"};
    struct mgp_rule_set *rules = rules_of(ids, 2, (struct mgp_slice){0});
    struct ways ways;
    struct mgp_buffer text = {0};
    make_ways(&ways, rules, NULL, 0);
    add_long_string(&text, (size_t)5 << 19);
    cr_expect_geq(check_ways(&ways, "a.jsonl", "a long string", 0, mgp_buffer_slice(&text)), 1000);
    mgp_buffer_clear(&text);
    clear_ways(&ways);
    mgp_rule_set_destroy(rules);
}

/* What a matcher remembers of one value must not be said of another: the same texts, and texts of the same form, under
 * names that ask for them and under names that do not. */
static const char *const again[] = {
    "536-90-4399", "536-90-4390", "000-12-3456", "ssn 536-90-4399", "ssn", "SSN x", "Anna Miller", "Otto Xyzzy",
    "visa 536-90-4399", "Miller", "123456789", "A12345678", "AB1234567", "C01X00T47", "K01X00T47", "AB123456C",
    "A1234567", "12345678", "1234567A", "passport C01X00T47", "passport",
    "1984-02-29", "1983-02-29", "4556737586899855", "4556737586899856", "badge EMP-12345", "EMP-12345", "12 High St",
    "a", "1", "(339) 646-5049", "+1 (339) 646-5049", "so-and-so 536-90-4399 and so on, on and on and on and on and on",
};
static const char *const above[] = {"ssn",      "remark", "passport_number", "name",
                                    "birthday", "phone",  "staff badge",     "address"};
enum { AGAIN = sizeof again / sizeof *again, ABOVE = sizeof above / sizeof *above };

static void add_again_records(struct mgp_buffer *out)
{
    for (size_t i = 0; i < (size_t)3 * AGAIN * ABOVE; i++) {
        const char *value = again[i * 5 % AGAIN], *other = again[i * 11 % AGAIN], *name = above[i / 7 % ABOVE];
        mgp_buffer_format(out, "{\"%s\":\"%s\",\"%s\":{\"x\":[\"%s\"]},\"y\":\"%s\"}\n", name, value,
                          i % 3 ? "n" : other, other, value);
    }
}

static void add_again_rows(struct mgp_buffer *out)
{
    for (size_t i = 0; i < ABOVE; i++) {
        mgp_buffer_format(out, "%s,", above[i]);
    }
    mgp_buffer_text(out, "x");
    for (size_t i = 0; i < (size_t)3 * AGAIN * ABOVE; i++) {
        mgp_buffer_format(out, "%s%s", i % ABOVE ? "," : ",z\n", again[(i * 5 + i / ABOVE) % AGAIN]);
    }
    mgp_buffer_text(out, "\n");
}

static void check_again(const char *name, void (*add)(struct mgp_buffer *out), const char *custom)
{
    static const size_t windows[] = {300};
    struct mgp_rule_set *rules = rules_of(NULL, 0, custom ? mgp_slice_text(custom) : (struct mgp_slice){0});
    struct ways ways;
    struct mgp_buffer text = {0};
    make_ways(&ways, rules, windows, 1);
    add(&text);
    cr_expect_geq(check_ways(&ways, name, "values that come again", 0, mgp_buffer_slice(&text)), 100);
    mgp_buffer_clear(&text);
    clear_ways(&ways);
    mgp_rule_set_destroy(rules);
}

Test(window_edges, values_that_come_again_in_records, .timeout = 240)
{
    check_again("a.jsonl", add_again_records, NULL);
    check_again("a.jsonl", add_again_records, customs);
}

Test(window_edges, values_that_come_again_in_rows, .timeout = 240)
{
    check_again("a.csv", add_again_rows, NULL);
    check_again("a.csv", add_again_rows, customs);
}
