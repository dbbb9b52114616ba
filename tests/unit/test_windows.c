/* The same findings whole or in small windows, over every fixture. */
#include <criterion/criterion.h>
#include <dirent.h>
#include <stdio.h>
#include <sys/stat.h>

#include "base/buffer.h"
#include "base/file.h"
#include "scanner/job/scan.h"

static void describe(const struct mgp_report *report, struct mgp_buffer *out)
{
    mgp_buffer_format(out, "state %d %s %s\n", (int)report->state, report->reason ? report->reason : "",
                      report->mime_type ? report->mime_type : "");
    for (size_t i = 0; i < report->detection_count; i++) {
        const struct mgp_detection *detection = &report->detections[i];
        mgp_buffer_format(out, "%s %llu\n",
                          detection->identifier ? detection->identifier->id : detection->custom->name,
                          (unsigned long long)detection->count);
        for (size_t k = 0; k < detection->occurrence_count; k++) {
            const struct mgp_occurrence *one = &detection->occurrences[k];
            mgp_buffer_format(
                out, "  %llu+%u %d %llu-%llu:%llu r%lluc%llu %s %llu %s %s\n",
                (unsigned long long)one->offset, one->length, (int)one->place.kind,
                (unsigned long long)one->place.start_line, (unsigned long long)one->place.end_line,
                (unsigned long long)one->place.start_column, (unsigned long long)one->place.row,
                (unsigned long long)one->place.column, one->place.column_name ? one->place.column_name : "-",
                (unsigned long long)one->place.record_index,
                one->place.json_path ? one->place.json_path : "-", one->masked);
        }
    }
}

static char *scan_with(const struct mgp_rule_set *rules, const struct mgp_matcher_type *matcher,
                       struct mgp_slice name, struct mgp_slice bytes, size_t window)
{
    struct mgp_scan_options options = {
        .rules = rules, .matcher = matcher, .window_bytes = window, .keep_all = true};
    struct mgp_scanner *scanner = mgp_scanner_create(&options);
    struct mgp_report *report = mgp_scan_bytes(scanner, name, bytes);
    struct mgp_buffer out = {0};
    describe(report, &out);
    char *text = mgp_strdup(mgp_buffer_string(&out));
    mgp_buffer_clear(&out);
    mgp_report_destroy(report);
    mgp_scanner_destroy(scanner);
    return text;
}

/* Small windows rescan what surrounds each core, so large fixtures get larger ones only. */
static void compare(const struct mgp_rule_set *rules, const char *path, size_t *compared)
{
    static const size_t windows[] = {1, 7, 64, 4096};
    struct mgp_buffer bytes = {0};
    cr_assert_eq(mgp_file_read(path, (size_t)64 << 20, &bytes, NULL), MGP_OK, "%s", path);
    char *whole = scan_with(rules, &mgp_reference_matcher, mgp_slice_text(path), mgp_buffer_slice(&bytes), 0);
    char *fast = scan_with(rules, &mgp_fast_matcher, mgp_slice_text(path), mgp_buffer_slice(&bytes), 0);
    cr_expect_str_eq(fast, whole, "%s by the fast matcher:\n%s\nby the reference:\n%s", path, fast, whole);
    free(fast);
    for (size_t i = 0; i < sizeof windows / sizeof *windows; i++) {
        if (bytes.len / windows[i] > 20000) continue;
        const struct mgp_matcher_type *matcher = i % 2 ? &mgp_reference_matcher : &mgp_fast_matcher;
        char *parts = scan_with(rules, matcher, mgp_slice_text(path), mgp_buffer_slice(&bytes), windows[i]);
        cr_expect_str_eq(parts, whole, "%s in windows of %zu bytes:\n%s\nwhole:\n%s", path, windows[i], parts,
                         whole);
        free(parts);
        (*compared)++;
    }
    free(whole);
    mgp_buffer_clear(&bytes);
}

static void walk(const struct mgp_rule_set *rules, const char *folder, size_t *compared)
{
    DIR *directory = opendir(folder);
    cr_assert_not_null(directory, "%s", folder);
    for (struct dirent *entry = readdir(directory); entry; entry = readdir(directory)) {
        char path[4096];
        struct stat status;
        if (entry->d_name[0] == '.') continue;
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        cr_assert_eq(stat(path, &status), 0);
        if (S_ISDIR(status.st_mode)) {
            walk(rules, path, compared);
        } else {
            compare(rules, path, compared);
        }
    }
    closedir(directory);
}

Test(windows, give_the_same_findings_over_all_fixtures, .timeout = 240)
{
    static const char custom[] =
        "[{\"name\":\"digits\",\"regex\":\"\\\\d{4}\"},{\"name\":\"word\",\"regex\":\"[a-zé]+@?\","
        "\"keywords\":[\"ssn\",\"card\"]}]";
    struct mgp_rule_set_options options = {.selection = MGP_SELECT_ALL, .custom_text = MGP_LITERAL(custom)};
    struct mgp_rule_set *rules = NULL;
    size_t compared = 0;
    cr_assert_eq(mgp_rule_set_create(&options, &rules, NULL), MGP_OK);
    walk(rules, SOURCE_DIR "/fixtures", &compared);
    cr_expect_gt(compared, 40);
    mgp_rule_set_destroy(rules);
}
