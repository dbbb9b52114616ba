#include <criterion/criterion.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "report_sample.h"
#include "scanner/output/sink.h"
#include "scanner/output/table_text.h"

#include "base/utf8.h"

/* Golden files stand in tests/data/finding; MAGPIE_REWRITE=1 writes them anew. */
#define GOLDEN SOURCE_DIR "/tests/data/finding/"

static char output_path[64];

static struct mgp_sink *open_sink(const char *format, size_t width, bool use_color)
{
    struct mgp_sink *sink = NULL;
    struct mgp_error failure = {0};
    struct mgp_sink_options options = {.context = &sample_context, .use_color = use_color, .width = width};
    snprintf(output_path, sizeof output_path, "/tmp/magpie_sink_%ld", (long)getpid());
    cr_assert_eq(mgp_output_open(output_path, &options.output, &failure), MGP_OK, "%s", failure.message);
    cr_assert_eq(mgp_sink_create(format, &options, &sink, &failure), MGP_OK, "%s", failure.message);
    return sink;
}

static void finish(struct mgp_sink *sink, struct mgp_buffer *out)
{
    struct mgp_error failure = {0};
    cr_assert_eq(mgp_sink_finish(sink, &failure), MGP_OK, "%s", failure.message);
    cr_assert_eq(mgp_file_read(output_path, SIZE_MAX, out, &failure), MGP_OK, "%s", failure.message);
    unlink(output_path);
}

/* What a format makes of reports; the caller clears it. */
static struct mgp_buffer written_as(const char *format, size_t width, bool use_color,
                                    const struct mgp_report *reports, size_t count)
{
    struct mgp_buffer out = {0};
    struct mgp_sink *sink = open_sink(format, width, use_color);
    for (size_t i = 0; i < count; i++) {
        cr_assert_eq(mgp_sink_write(sink, &reports[i], NULL, NULL), MGP_OK);
    }
    finish(sink, &out);
    return out;
}

static void expect_golden(const char *name, struct mgp_buffer *actual)
{
    char path[512];
    snprintf(path, sizeof path, "%s%s", GOLDEN, name);
    if (getenv("MAGPIE_REWRITE")) {
        FILE *file = fopen(path, "wb");
        cr_assert(file, "%s", path);
        fwrite(actual->ptr, 1, actual->len, file);
        fclose(file);
        return;
    }
    struct mgp_buffer expected = {0};
    struct mgp_error failure = {0};
    cr_assert_eq(mgp_file_read(path, SIZE_MAX, &expected, &failure), MGP_OK, "%s", failure.message);
    cr_expect_str_eq(mgp_buffer_string(actual), mgp_buffer_string(&expected), "%s differs from:\n%s", name,
                     mgp_buffer_string(actual));
    mgp_buffer_clear(&expected);
}

static void expect_text(struct mgp_buffer *actual, const char *expected)
{
    cr_expect_str_eq(mgp_buffer_string(actual), expected);
    mgp_buffer_clear(actual);
}

static bool holds(struct mgp_buffer *text, const char *part)
{
    return strstr(mgp_buffer_string(text), part) != NULL;
}

/* --- golden files --- */

/* A CSV of many types, a clean object, a JSON Lines file, a gzip member that is cut, a skipped image. */
static size_t make_reports(struct mgp_report reports[5])
{
    reports[0] = sample_composed();
    reports[1] = sample_report("northwind-payroll-drop", "clean.txt");
    reports[2] = sample_report("northwind-payroll-drop", "2026/q1/workers.jsonl");
    reports[2].mime_type = "application/json";
    sample_add(&reports[2], &sample_ssn, NULL, MGP_SEVERITY_HIGH, 27, 40, sample_record(0, "$.worker.taxId"));
    sample_add(&reports[2], NULL, &sample_badge, MGP_SEVERITY_NONE, 1, 10, sample_record(0, "$.worker.badge"));
    reports[3] = sample_report("northwind-payroll-drop", "mail/archive.txt.gz");
    reports[3].is_member_of_archive = true;
    reports[3].mime_type = "application/gzip";
    reports[3].state = MGP_SCAN_PARTIAL;
    reports[3].reason = "UNABLE_TO_PARSE_FILE";
    strcpy(reports[3].message, "the gzip stream ends too early");
    sample_add(&reports[3], &sample_key, NULL, MGP_SEVERITY_HIGH, 2, 40, sample_line(3, 14));
    reports[4] = sample_report("northwind-payroll-drop", "logo.png");
    reports[4].state = MGP_SCAN_SKIPPED;
    reports[4].reason = "UNSUPPORTED_FILE_TYPE_EXCEPTION";
    reports[4].is_unread_kind = true;
    reports[4].kind = "PNG image";
    return 5;
}

static void check_golden(const char *format, size_t width, bool use_color, const char *name)
{
    struct mgp_report reports[5];
    size_t count = make_reports(reports);
    struct mgp_buffer out = written_as(format, width, use_color, reports, count);
    expect_golden(name, &out);
    mgp_buffer_clear(&out);
    for (size_t i = 0; i < count; i++) {
        sample_clear(&reports[i]);
    }
}

Test(sinks, write_json_as_before)
{
    check_golden("json", 0, false, "composed.json");
}

Test(sinks, write_jsonl_as_before)
{
    check_golden("jsonl", 0, false, "composed.jsonl");
}

Test(sinks, write_events_as_before)
{
    check_golden("events", 0, false, "composed.events.jsonl");
}

Test(sinks, write_hits_as_before)
{
    check_golden("hits", 0, false, "composed.hits.jsonl");
}

Test(sinks, write_the_table_as_before)
{
    check_golden("table", 0, false, "composed.table.txt");
    check_golden("table", 80, false, "composed.table_80.txt");
    check_golden("table", 120, true, "composed.table_120_color.txt");
}

Test(sinks, write_bucket_facts_into_the_finding)
{
    struct mgp_bucket_facts *facts = NULL;
    struct mgp_error failure = {0};
    struct mgp_buffer out = {0};
    struct mgp_report report = sample_composed();
    cr_assert_eq(mgp_bucket_facts_read(GOLDEN "full.bucket.json", &facts, &failure), MGP_OK, "%s",
                 failure.message);
    struct mgp_sink *sink = open_sink("events", 0, false);
    cr_assert_eq(mgp_sink_write(sink, &report, facts, NULL), MGP_OK);
    finish(sink, &out);
    expect_golden("facts.events.jsonl", &out);
    mgp_buffer_clear(&out);
    mgp_bucket_facts_destroy(facts);
    sample_clear(&report);
}

/* --- documents --- */

Test(sinks, write_nothing_for_objects_without_a_finding)
{
    struct mgp_report report = sample_report("b", "clean.txt");
    struct mgp_buffer out = written_as("json", 0, false, &report, 1);
    expect_text(&out, "{\n  \"findings\": []\n}\n");
    static const char *const lines[] = {"jsonl", "events", "hits"};
    for (size_t i = 0; i < 3; i++) {
        out = written_as(lines[i], 0, false, &report, 1);
        expect_text(&out, "");
    }
    out = written_as("table", 0, false, &report, 1);
    expect_text(&out, "No sensitive data found.\n");
}

Test(sinks, of_people_do_not_call_clean_what_was_not_read)
{
    struct mgp_report reports[2] = {sample_report("b", "a"), sample_report("b", "c")};
    reports[1].state = MGP_SCAN_SKIPPED;
    struct mgp_buffer out = written_as("table", 0, false, reports, 2);
    expect_text(&out, "No sensitive data found.\n1 of 2 objects could not be examined, or only in part.\n");
    out = written_as("table", 0, false, NULL, 0);
    expect_text(&out, "No sensitive data found.\nThere was nothing to scan.\n");
}

Test(sinks, in_json_hold_every_finding)
{
    struct mgp_report reports[3];
    struct mgp_arena arena = {0};
    struct mgp_json *json;
    for (size_t i = 0; i < 3; i++) {
        reports[i] = sample_composed();
    }
    struct mgp_buffer out = written_as("json", 0, false, reports, 3);
    cr_assert_eq(mgp_json_parse(&arena, mgp_buffer_slice(&out), &json, NULL), MGP_OK);
    cr_expect_eq(mgp_json_member(json, "findings")->count, 3);
    mgp_arena_clear(&arena);
    mgp_buffer_clear(&out);
    for (size_t i = 0; i < 3; i++) {
        sample_clear(&reports[i]);
    }
}

Test(hits, stand_in_order_of_offset_and_then_identifier)
{
    struct mgp_report report = sample_report("b", "k");
    sample_add(&report, &sample_ssn, NULL, MGP_SEVERITY_HIGH, 2, 100, sample_line(1, 1));
    sample_add(&report, &sample_card, NULL, MGP_SEVERITY_HIGH, 1, 200, sample_line(1, 1));
    sample_add(&report, NULL, &sample_badge, MGP_SEVERITY_NONE, 1, 5, sample_line(1, 1));
    struct mgp_buffer out = written_as("hits", 0, false, &report, 1);
    const char *text = mgp_buffer_string(&out);
    const char *badge = strstr(text, sample_badge.id), *card = strstr(text, "CREDIT_CARD_NUMBER");
    const char *first = strstr(text, "USA_SOCIAL"), *second = strstr(first + 1, "USA_SOCIAL");
    cr_expect(badge && first && card && second && badge < first && first < card && card < second, "%s", text);
    cr_expect_not(strstr(text, "1111"), "a sample is part of a value");
    mgp_buffer_clear(&out);
    sample_clear(&report);
}

Test(hits, are_all_written_also_over_the_quota_of_a_result)
{
    enum { MANY = MGP_RESULT_PLACES + 500 };
    struct mgp_report report = sample_report("b", "k");
    struct mgp_detection *found =
        sample_add(&report, &sample_ssn, NULL, MGP_SEVERITY_HIGH, MANY, 0, sample_line(1, 1));
    found->occurrences = mgp_arena_alloc(&report.arena, MANY * sizeof *found->occurrences);
    found->occurrence_count = MANY;
    struct mgp_buffer out = written_as("hits", 0, false, &report, 1);
    size_t lines = 0;
    for (size_t i = 0; i < out.len; i++) {
        lines += out.ptr[i] == '\n';
    }
    cr_expect_eq(lines, MANY);
    mgp_buffer_clear(&out);
    sample_clear(&report);
}

Test(sinks, for_programs_never_hold_a_sample)
{
    static const char *const formats[] = {"json", "jsonl", "events", "hits"};
    struct mgp_report report = sample_composed();
    for (size_t i = 0; i < 4; i++) {
        struct mgp_buffer out = written_as(formats[i], 0, false, &report, 1);
        cr_expect(out.len > 0 && !holds(&out, "*"), "%s", formats[i]);
        mgp_buffer_clear(&out);
    }
    sample_clear(&report);
}

/* --- the table --- */

Test(table, escapes_what_a_terminal_would_obey)
{
    static const char key[] = "a\nb\x1b[31m\xE2\x80\xAEtxt\xFF";
    static const struct mgp_custom_info custom = {"a41f7e0c-52d8-4c6b-9b3e-6f2d18c07e95", "bad\x1b]0;name"};
    struct mgp_report report = sample_report("b", key);
    struct mgp_detection *found = sample_add(&report, NULL, &custom, MGP_SEVERITY_LOW, 1, 0,
                                             sample_cell(2, 1, "head\x07\xE2\x80\xAE"));
    strcpy(found->occurrences[0].masked, "****\x1b[2J");
    struct mgp_buffer out = written_as("table", 0, false, &report, 1);
    for (size_t i = 0; i < out.len; i++) {
        cr_expect(out.ptr[i] == '\n' || (out.ptr[i] >= 0x20 && out.ptr[i] != 0x7F), "byte %u", out.ptr[i]);
    }
    cr_expect(mgp_utf8_is_valid(mgp_buffer_slice(&out)));
    cr_expect_not(holds(&out, "\xE2\x80\xAE"));
    cr_expect(holds(&out, "a\\nb\\x1b[31m"), "%s", mgp_buffer_string(&out));
    mgp_buffer_clear(&out);
    sample_clear(&report);
}

/* A block with everything long in it. */
static struct mgp_report long_report(void)
{
    static char key[1025], column[400];
    static const struct mgp_custom_info custom = {
        "a41f7e0c-52d8-4c6b-9b3e-6f2d18c07e95",
        "\xE5\x80\x8B\xE4\xBA\xBA\xE7\x95\xAA\xE5\x8F\xB7\xE5\x80\x8B\xE4\xBA\xBA\xE7\x95\xAA\xE5\x8F\xB7"
        "\xE5\x80\x8B\xE4\xBA\xBA\xE7\x95\xAA\xE5\x8F\xB7\xE5\x80\x8B\xE4\xBA\xBA\xE7\x95\xAA\xE5\x8F\xB7"};
    static const struct mgp_identifier tax = {.id = "ARGENTINA_ORGANIZATION_TAX_IDENTIFICATION_NUMBER",
                                              .category = MGP_PERSONAL_INFORMATION};
    for (size_t i = 0; i < 1024; i++) {
        key[i] = i % 64 == 63 ? '/' : 'k';
    }
    memset(column, 'c', sizeof column - 1);
    struct mgp_report report = sample_report("b", key);
    report.state = MGP_SCAN_PARTIAL;
    report.reason = "ARCHIVE_TOTAL_DOCUMENTS_PROCESSED_OVER_LIMIT";
    memset(report.message, 'm', sizeof report.message - 1);
    sample_add(&report, &tax, NULL, MGP_SEVERITY_MEDIUM, 1234567, 0, sample_cell(123456, 17, column));
    sample_add(&report, NULL, &custom, MGP_SEVERITY_LOW, 3, 0, sample_record(7, "$.a.b.c"));
    return report;
}

static size_t widest_line(const struct mgp_buffer *text)
{
    size_t widest = 0, start = 0;
    for (size_t i = 0; i < text->len; i++) {
        if (text->ptr[i] != '\n') continue;
        size_t width = mgp_display_width(mgp_slice_of(text->ptr + start, i - start));
        if (width > widest) widest = width;
        start = i + 1;
    }
    return widest;
}

Test(table, is_never_wider_than_the_terminal)
{
    struct mgp_report reports[2] = {sample_composed(), long_report()};
    for (size_t width = 1; width < 300; width++) {
        struct mgp_buffer out = written_as("table", width, false, reports, 2);
        size_t limit = width < 40 ? 40 : width;
        cr_expect_leq(widest_line(&out), limit, "at %zu:\n%s", width, mgp_buffer_string(&out));
        mgp_buffer_clear(&out);
    }
    sample_clear(&reports[0]);
    sample_clear(&reports[1]);
}

Test(table, cuts_nothing_in_a_pipe)
{
    struct mgp_report report = long_report();
    struct mgp_buffer out = written_as("table", 0, false, &report, 1);
    cr_expect(holds(&out, (const char *)report.object.key.ptr));
    cr_expect(holds(&out, "ARGENTINA_ORGANIZATION_TAX_IDENTIFICATION_NUMBER  "));
    cr_expect(holds(&out, "************1111"));
    mgp_buffer_clear(&out);
    sample_clear(&report);
}

Test(table, is_coloured_only_when_asked)
{
    struct mgp_report report = sample_composed();
    struct mgp_buffer plain = written_as("table", 100, false, &report, 1);
    struct mgp_buffer colored = written_as("table", 100, true, &report, 1);
    cr_expect_not(holds(&plain, "\033"));
    cr_expect(holds(&colored, "\033[31mHigh\033[0m"));
    cr_expect(holds(&colored, "\033[33mMedium\033[0m"));
    cr_expect(holds(&colored, "\033[36mLow\033[0m"));
    mgp_buffer_clear(&plain);
    mgp_buffer_clear(&colored);
    sample_clear(&report);
}

Test(table, cuts_text_at_whole_characters)
{
    static const struct {
        const char *text, *end, *front;
        size_t width;
    } rows[] = {
        {"abcdef", "abcdef", "abcdef", 0},
        {"abcdef", "abcdef", "abcdef", 6},
        {"abcdef", "abcd…", "…cdef", 5},
        {"abcdef", "…", "…", 1},
        {"äöüß", "äö…", "…üß", 3},
        {"個人番号", "個人…", "…番号", 5},
        {"個人番号", "個…", "…号", 4},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct mgp_buffer out = {0};
        mgp_append_cut_end(&out, mgp_slice_text(rows[i].text), rows[i].width);
        cr_expect_str_eq(mgp_buffer_string(&out), rows[i].end);
        out.len = 0;
        mgp_append_cut_front(&out, mgp_slice_text(rows[i].text), rows[i].width);
        cr_expect_str_eq(mgp_buffer_string(&out), rows[i].front);
        mgp_buffer_clear(&out);
    }
}

/* --- failures --- */

Test(sinks, list_the_formats_when_there_is_no_such)
{
    struct mgp_sink *sink = NULL;
    struct mgp_error failure = {0};
    struct mgp_sink_options options = {.context = &sample_context};
    cr_expect_eq(mgp_sink_create("xml", &options, &sink, &failure), MGP_INVALID);
    cr_expect_null(sink);
    cr_expect_str_eq(failure.message, "no such format: xml; there are table, json, jsonl, events and hits");
    cr_expect_eq(mgp_sink_create("", &options, &sink, &failure), MGP_INVALID);
}

static struct mgp_sink *sink_on(const char *path, const char *format)
{
    struct mgp_sink *sink = NULL;
    struct mgp_sink_options options = {.context = &sample_context};
    cr_assert_eq(mgp_output_open(path, &options.output, NULL), MGP_OK);
    cr_assert_eq(mgp_sink_create(format, &options, &sink, NULL), MGP_OK);
    return sink;
}

Test(sinks, report_a_full_disk_and_go_on_saying_so)
{
    struct mgp_report report = sample_composed();
    struct mgp_error failure = {0};
    struct mgp_sink *sink = sink_on("/dev/full", "json");
    cr_expect_eq(mgp_sink_write(sink, &report, NULL, &failure), MGP_IO);
    cr_expect(strstr(failure.message, "/dev/full"), "%s", failure.message);
    failure.message[0] = '\0';
    cr_expect_eq(mgp_sink_write(sink, &report, NULL, &failure), MGP_IO);
    cr_expect(strstr(failure.message, "/dev/full"), "%s", failure.message);
    cr_expect_eq(mgp_sink_finish(sink, &failure), MGP_IO);
    sample_clear(&report);
}

Test(sinks, report_a_reader_that_went_away)
{
    struct mgp_report report = sample_composed();
    struct mgp_error failure = {0};
    int ends[2];
    signal(SIGPIPE, SIG_IGN);
    cr_assert_eq(pipe(ends), 0);
    int saved = dup(STDOUT_FILENO);
    dup2(ends[1], STDOUT_FILENO);
    close(ends[0]);
    close(ends[1]);
    struct mgp_sink *sink = sink_on("-", "jsonl");
    enum mgp_status status = mgp_sink_write(sink, &report, NULL, &failure);
    enum mgp_status end = mgp_sink_finish(sink, NULL);
    dup2(saved, STDOUT_FILENO);
    close(saved);
    cr_expect_eq(status, MGP_IO);
    cr_expect_eq(end, MGP_IO);
    cr_expect(strstr(failure.message, "standard output") && strstr(failure.message, "pipe"), "%s",
              failure.message);
    sample_clear(&report);
}

Test(sinks, put_the_file_in_place_only_when_finished)
{
    struct mgp_report report = sample_composed();
    struct mgp_sink *sink = open_sink("json", 0, false);
    cr_assert_eq(mgp_sink_write(sink, &report, NULL, NULL), MGP_OK);
    cr_expect_neq(access(output_path, F_OK), 0);
    mgp_sink_abandon(sink);
    cr_expect_neq(access(output_path, F_OK), 0);
    mgp_sink_abandon(NULL);
    sample_clear(&report);
}

/* --- the summary --- */

static struct mgp_buffer printed(const struct mgp_summary *summary)
{
    struct mgp_buffer out = {0};
    mgp_summary_print(summary, &out);
    return out;
}

Test(summary, tells_what_was_scanned_and_what_was_not)
{
    struct mgp_summary summary = {0};
    struct mgp_report reports[5];
    size_t count = make_reports(reports);
    struct mgp_report denied = sample_report("b", "secret\n.txt");
    denied.state = MGP_SCAN_SKIPPED;
    denied.reason = "PERMISSION_DENIED";
    denied.bytes_classified = 0;
    reports[4].bytes_classified = 0;
    for (size_t i = 0; i < count; i++) {
        mgp_summary_add(&summary, &reports[i]);
        sample_clear(&reports[i]);
    }
    mgp_summary_add(&summary, &denied);
    mgp_summary_add(&summary, &denied);
    summary.elapsed_ns = 210000000;
    cr_expect_eq(summary.objects, 7);
    cr_expect_eq(summary.complete, 3);
    cr_expect_eq(summary.partial, 1);
    cr_expect_eq(summary.skipped, 3);
    cr_expect_eq(summary.unread_kinds, 1);
    cr_expect_eq(summary.findings[MGP_SEVERITY_HIGH], 3);
    struct mgp_buffer out = printed(&summary);
    expect_text(&out, "Scanned 7 objects, 73.2 KiB in 0.21 s (348.7 KiB/s), 3 skipped, 1 partial\n"
                      "Skipped 3: UNSUPPORTED_FILE_TYPE_EXCEPTION (PNG image) 1, PERMISSION_DENIED 2\n"
                      "Partial 1: UNABLE_TO_PARSE_FILE 1\n"
                      "  mail/archive.txt.gz: the gzip stream ends too early (UNABLE_TO_PARSE_FILE)\n"
                      "  secret\\n.txt: PERMISSION_DENIED; allow reading it, or exclude it\n"
                      "  secret\\n.txt: PERMISSION_DENIED; allow reading it, or exclude it\n"
                      "Findings 3: High 3\n");
    mgp_summary_clear(&summary);
    cr_expect_eq(summary.objects, 0);
}

Test(summary, of_a_clean_scan_is_two_lines)
{
    struct mgp_summary summary = {0};
    struct mgp_report report = sample_report("b", "k");
    report.bytes_classified = 1;
    mgp_summary_add(&summary, &report);
    struct mgp_buffer out = printed(&summary);
    expect_text(&out, "Scanned 1 object, 1 byte in 0.00 s\nFindings 0\n");
    mgp_summary_clear(&summary);
}

Test(summary, of_an_empty_scan_says_that_nothing_was_there)
{
    struct mgp_summary summary = {0};
    struct mgp_buffer out = printed(&summary);
    expect_text(&out, "Scanned 0 objects in 0.00 s: nothing was there to scan\n");
}

Test(summary, names_the_first_problems_and_counts_the_rest)
{
    struct mgp_summary summary = {0};
    for (int i = 0; i < MGP_SUMMARY_PROBLEMS + 5; i++) {
        char key[16];
        snprintf(key, sizeof key, "file%02d", i);
        struct mgp_report report = sample_report("b", key);
        report.state = MGP_SCAN_SKIPPED;
        report.reason = "MALFORMED_FILE";
        mgp_summary_add(&summary, &report);
    }
    struct mgp_buffer out = printed(&summary);
    cr_expect(holds(&out, "  file19: MALFORMED_FILE\n  … and 5 more\n"), "%s", mgp_buffer_string(&out));
    cr_expect_not(holds(&out, "file20"));
    cr_expect(holds(&out, "Skipped 25: MALFORMED_FILE 25\n"));
    mgp_buffer_clear(&out);
    mgp_summary_clear(&summary);
}

Test(summary, writes_sizes_in_the_unit_that_fits)
{
    static const struct {
        uint64_t bytes;
        const char *text;
    } rows[] = {
        {0, "0 bytes"},          {1023, "1023 bytes"},
        {1024, "1.0 KiB"},       {1048575, "1.0 MiB"},
        {1468006, "1.4 MiB"},    {(uint64_t)3 << 30, "3.0 GiB"},
        {UINT64_MAX, "16384.0 PiB"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct mgp_buffer out = {0};
        mgp_append_size(&out, rows[i].bytes);
        expect_text(&out, rows[i].text);
    }
}
