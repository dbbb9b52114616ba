/* An object cut into pieces gives what it gives whole: over every fixture, with borders everywhere. */
#include <criterion/criterion.h>
#include <dirent.h>
#include <stdio.h>
#include <sys/stat.h>

#include "../support/describe_report.h"
#include "base/file.h"
#include "scanner/job/job.h"

static struct mgp_rule_set *all_rules(void)
{
    struct mgp_rule_set_options options = {.selection = MGP_SELECT_ALL};
    struct mgp_rule_set *rules = NULL;
    cr_assert_eq(mgp_rule_set_create(&options, &rules, NULL), MGP_OK);
    return rules;
}

/* The report as text; the caller frees it. pieces 0: whole. */
static char *scan(struct mgp_scanner *scanner, const char *name, struct mgp_slice bytes)
{
    struct mgp_report *report = mgp_scan_bytes(scanner, mgp_slice_text(name), bytes);
    struct mgp_buffer out = {0};
    describe_report(report, &out);
    char *text = mgp_strdup(mgp_buffer_string(&out));
    mgp_buffer_clear(&out);
    mgp_report_destroy(report);
    return text;
}

static struct mgp_scanner *scanner_with(const struct mgp_rule_set *rules, size_t piece_bytes, bool keep_all)
{
    struct mgp_scan_options options = {
        .rules = rules, .matcher = &mgp_fast_matcher, .piece_bytes = piece_bytes, .keep_all = keep_all};
    return mgp_scanner_create(&options);
}

static void expect_same(struct mgp_scanner *cut, struct mgp_scanner *whole, const char *name, struct mgp_slice bytes,
                        size_t piece_bytes)
{
    char *wanted = scan(whole, name, bytes), *got = scan(cut, name, bytes);
    cr_expect_str_eq(got, wanted, "%s in pieces of %zu bytes:\n%.2000s\nwhole:\n%.2000s", name, piece_bytes, got,
                     wanted);
    free(got);
    free(wanted);
}

static const size_t sizes[] = {1, 7, 61, 1000, 16384};
#define SIZES (sizeof sizes / sizeof *sizes)

struct comparison {
    struct mgp_scanner *whole, *cut[SIZES];
    size_t count;
};

static struct comparison compare_begin(const struct mgp_rule_set *rules, bool keep_all)
{
    struct comparison comparison = {.whole = scanner_with(rules, 0, keep_all)};
    for (size_t i = 0; i < SIZES; i++) {
        comparison.cut[i] = scanner_with(rules, sizes[i], keep_all);
    }
    return comparison;
}

static void compare_end(struct comparison *comparison)
{
    mgp_scanner_destroy(comparison->whole);
    for (size_t i = 0; i < SIZES; i++) {
        mgp_scanner_destroy(comparison->cut[i]);
    }
}

/* Small pieces are scanned with much context each, so long texts get larger ones only. */
static void compare(struct comparison *comparison, const char *name, struct mgp_slice bytes)
{
    for (size_t i = 0; i < SIZES; i++) {
        if (bytes.len / sizes[i] > 1500) continue;
        expect_same(comparison->cut[i], comparison->whole, name, bytes, sizes[i]);
        comparison->count++;
    }
}

static void walk(struct comparison *comparison, const char *folder)
{
    DIR *directory = opendir(folder);
    cr_assert_not_null(directory, "%s", folder);
    for (struct dirent *entry = readdir(directory); entry; entry = readdir(directory)) {
        char path[4096];
        struct stat status;
        struct mgp_buffer bytes = {0};
        if (entry->d_name[0] == '.') continue;
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        cr_assert_eq(stat(path, &status), 0);
        if (S_ISDIR(status.st_mode)) {
            walk(comparison, path);
            continue;
        }
        cr_assert_eq(mgp_file_read(path, (size_t)64 << 20, &bytes, NULL), MGP_OK, "%s", path);
        compare(comparison, path, mgp_buffer_slice(&bytes));
        mgp_buffer_clear(&bytes);
    }
    closedir(directory);
}

Test(pieces, give_the_same_findings_over_all_fixtures, .timeout = 240)
{
    struct mgp_rule_set *rules = all_rules();
    struct comparison comparison = compare_begin(rules, true);
    walk(&comparison, SOURCE_DIR "/fixtures");
    cr_expect_gt(comparison.count, 100);
    compare_end(&comparison);
    mgp_rule_set_destroy(rules);
}

/* Values, keywords and characters of several bytes at every border, lines of all lengths. */
static void dense_text(struct mgp_buffer *out, size_t lines)
{
    static const char *const parts[] = {
        "ssn 536-90-4399", "card 4556737586899855 12/27", "é", "\xF0\x9F\x98\x80", "joe@example.org", "\n", "\r\n",
        "GB82 WEST 1234 5698 7654 32", "Jane Smith", "passport 123456789", "\"", ",", "\xE9", "\0"};
    static const size_t lengths[] = {15, 26, 2, 4, 15, 1, 2, 27, 10, 18, 1, 1, 1, 1};
    uint64_t state = 7;
    for (size_t i = 0; i < lines; i++) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        size_t which = (size_t)(state >> 33) % (sizeof parts / sizeof *parts - 1);
        mgp_buffer_append(out, mgp_slice_of(parts[which], lengths[which]));
        mgp_buffer_text(out, state >> 60 & 1 ? " " : "; ");
    }
}

Test(pieces, give_the_same_findings_in_dense_text, .timeout = 240)
{
    struct mgp_rule_set *rules = all_rules();
    struct comparison kept = compare_begin(rules, true), counted = compare_begin(rules, false);
    for (size_t lines = 1; lines < 700; lines = 3 * lines + 1) {
        struct mgp_buffer text = {0};
        dense_text(&text, lines);
        compare(&kept, "dense.log", mgp_buffer_slice(&text));
        compare(&counted, "dense.log", mgp_buffer_slice(&text));
        mgp_buffer_clear(&text);
    }
    cr_expect_gt(kept.count, 15);
    compare_end(&kept);
    compare_end(&counted);
    mgp_rule_set_destroy(rules);
}

/* Every date overlaps the next one: which of them count depends on the first. */
Test(pieces, count_overlapping_dates_from_the_first_one_on, .timeout = 120)
{
    struct mgp_rule_set *rules = all_rules();
    struct comparison comparison = compare_begin(rules, true);
    struct mgp_buffer text = {0};
    for (size_t i = 0; i < 120; i++) {
        mgp_buffer_text(&text, i % 20 == 19 ? "dob\n" : "dob 01 02 03 04 05 06 07 08 09 10 11 12 ");
    }
    compare(&comparison, "dates.txt", mgp_buffer_slice(&text));
    mgp_buffer_clear(&text);
    compare_end(&comparison);
    mgp_rule_set_destroy(rules);
}

/* A key block reaches across many pieces, which then depend on it. */
Test(pieces, join_what_reaches_across_borders)
{
    struct mgp_rule_set *rules = all_rules();
    struct comparison comparison = compare_begin(rules, true);
    struct mgp_buffer text = {0};
    for (int block = 0; block < 3; block++) {
        mgp_buffer_text(&text, "before 4556737586899855 \n-----BEGIN RSA PRIVATE ");
        mgp_buffer_text(&text, "KEY-----\nProc-Type: 4,ENCRYPTED\nComment: card 4556737586899855 of the key\n\n");
        for (int line = 0; line < 40; line++) {
            mgp_buffer_text(&text, "MIIEowIBAAKCAQEA7yn0yB4cIdjnHHjzh5sKZ0vBJZ4nFvl8s1o8s3mKo2l4Jb9g\n");
        }
        mgp_buffer_text(&text, "-----END RSA PRIVATE KEY-----\nssn 536-90-4399\n");
    }
    compare(&comparison, "key.pem", mgp_buffer_slice(&text));
    char *whole = scan(comparison.whole, "key.pem", mgp_buffer_slice(&text));
    cr_expect(strstr(whole, "PKCS 3 "), "%s", whole);
    cr_expect(strstr(whole, "CREDIT_CARD_NUMBER_(NO_KEYWORD) 3 "), "cards in the blocks belong to these: %s",
              whole);
    free(whole);
    cr_expect_gt(comparison.count, 1);
    mgp_buffer_clear(&text);
    compare_end(&comparison);
    mgp_rule_set_destroy(rules);
}

static void add_rows(struct mgp_buffer *out, size_t rows)
{
    for (size_t row = 0; row < rows; row++) {
        if (row % 7 == 3) mgp_buffer_text(out, "\"Jane, \"\"J\"\"\nSmith\",536-90-4399,\"line\r\nline\"\r\n");
        else if (row % 7 == 5) mgp_buffer_text(out, "a \" quote,078-05-1121,x\"y\n");
        else if (row % 7 == 6) mgp_buffer_text(out, "\n");
        else mgp_buffer_format(out, "name %zu,%03zu-12-%04zu,note\n", row, 100 + row % 500, 1000 + row);
    }
}

Test(pieces, cut_csv_behind_records_only, .timeout = 240)
{
    static const char *const headers[] = {"name,ssn,note\n", "", "\n\"na\"\"me\",\"social security\nnumber\",note\n"};
    struct mgp_rule_set *rules = all_rules();
    struct comparison comparison = compare_begin(rules, true);
    for (size_t i = 0; i < sizeof headers / sizeof *headers; i++) {
        struct mgp_buffer text = {0};
        mgp_buffer_text(&text, headers[i]);
        add_rows(&text, 120);
        compare(&comparison, "rows.csv", mgp_buffer_slice(&text));
        mgp_buffer_text(&text, "\"never closed, 536-90-4399\n");
        compare(&comparison, "open.csv", mgp_buffer_slice(&text));
        mgp_buffer_clear(&text);
    }
    compare_end(&comparison);
    mgp_rule_set_destroy(rules);
}

Test(pieces, cut_json_lines_behind_lines, .timeout = 240)
{
    struct mgp_rule_set *rules = all_rules();
    struct comparison comparison = compare_begin(rules, true);
    struct mgp_buffer text = {0};
    for (int line = 0; line < 90; line++) {
        mgp_buffer_format(&text, "{\"n\":%d,\"person\":{\"ssn\":\"536-90-4399\"}}\n", line);
        if (line % 9 == 4) mgp_buffer_text(&text, "\n{\"broken\": ssn 536-90-4399\n");
    }
    compare(&comparison, "lines.jsonl", mgp_buffer_slice(&text));
    for (int level = 0; level < 300; level++) {
        mgp_buffer_text(&text, "[");
    }
    for (int level = 0; level < 300; level++) {
        mgp_buffer_text(&text, "]");
    }
    compare(&comparison, "deep.jsonl", mgp_buffer_slice(&text));
    mgp_buffer_clear(&text);
    compare_end(&comparison);
    mgp_rule_set_destroy(rules);
}

/* A line that is longer than the longest piece: the object is scanned whole. */
Test(pieces, leave_whole_what_cannot_be_cut)
{
    struct mgp_rule_set *rules = all_rules();
    struct mgp_scanner *whole = scanner_with(rules, 0, true), *cut = scanner_with(rules, 4096, true);
    struct mgp_buffer text = {0};
    mgp_buffer_text(&text, "{\"ssn\":\"536-90-4399\"}\n{\"long\":\"");
    size_t length = text.len + ((size_t)5 << 20);
    while (text.len < length) {
        mgp_buffer_text(&text, "all work and no play makes Jack a dull boy ");
    }
    mgp_buffer_text(&text, "\",\"ssn\":\"536-90-4399\"}\n");
    expect_same(cut, whole, "long.jsonl", mgp_buffer_slice(&text), 4096);
    mgp_buffer_clear(&text);
    mgp_scanner_destroy(whole);
    mgp_scanner_destroy(cut);
    mgp_rule_set_destroy(rules);
}

/* More than the places that are kept, and more names than are counted. */
Test(pieces, keep_the_first_places_of_all)
{
    struct mgp_rule_set *rules = all_rules();
    struct mgp_scanner *whole = scanner_with(rules, 0, false), *cut = scanner_with(rules, 9000, false);
    struct mgp_buffer text = {0};
    mgp_buffer_text(&text, "full name,ssn\n");
    for (int row = 0; row < 2500; row++) {
        mgp_buffer_format(&text, "Jane Smith,%03d-12-%04d\n", 100 + row % 500, 1000 + row);
    }
    expect_same(cut, whole, "people.csv", mgp_buffer_slice(&text), 9000);
    mgp_buffer_clear(&text);
    mgp_scanner_destroy(whole);
    mgp_scanner_destroy(cut);
    mgp_rule_set_destroy(rules);
}
