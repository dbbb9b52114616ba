/* Totals of a run, and how they are told. */
#include "base/utf8.h"
#include "scanner/output/sink.h"
#include "scanner/output/table_text.h"

/* What to do about a reason, where it is the same for every object. */
static const char *remedy_of(const char *reason)
{
    static const struct {
        const char *reason, *remedy;
    } remedies[] = {
        {"PERMISSION_DENIED", "allow reading it, or exclude it"},
        {"OBJECT_VERSION_MISMATCH", "scan it again when nobody writes to it"},
        {"SOURCE_OBJECT_NO_LONGER_AVAILABLE", "scan again"},
    };
    for (size_t i = 0; reason && i < sizeof remedies / sizeof remedies[0]; i++) {
        if (strcmp(reason, remedies[i].reason) == 0) return remedies[i].remedy;
    }
    return NULL;
}

/* "REASON" or "REASON (kind)", safe for terminals. */
static char *reason_text(const struct mgp_report *report)
{
    struct mgp_buffer text = {0};
    mgp_buffer_text(&text, report->reason ? report->reason : "no reason given");
    if (report->is_unread_kind && report->kind) {
        mgp_buffer_text(&text, " (");
        mgp_append_printable(&text, mgp_slice_text(report->kind));
        mgp_buffer_byte(&text, ')');
    }
    char *copy = mgp_strdup(mgp_buffer_string(&text));
    mgp_buffer_clear(&text);
    return copy;
}

static void count_reason(struct mgp_summary *summary, const struct mgp_report *report)
{
    char *text = reason_text(report);
    for (size_t i = 0; i < summary->reason_count; i++) {
        struct mgp_summary_reason *reason = &summary->reasons[i];
        if (reason->state != report->state || strcmp(reason->text, text) != 0) continue;
        reason->count++;
        free(text);
        return;
    }
    MGP_GROW(summary->reasons, summary->reason_count, summary->reason_capacity);
    summary->reasons[summary->reason_count++] = (struct mgp_summary_reason){text, report->state, 1};
}

static void add_problem(struct mgp_summary *summary, const struct mgp_report *report)
{
    if (summary->problem_count == MGP_SUMMARY_PROBLEMS) {
        summary->problems_left_out++;
        return;
    }
    if (!summary->problems) summary->problems = mgp_calloc(MGP_SUMMARY_PROBLEMS, sizeof *summary->problems);
    struct mgp_summary_problem *problem = &summary->problems[summary->problem_count++];
    struct mgp_slice location = report->object.location.len ? report->object.location : report->object.key;
    const char *reason = report->reason ? report->reason : "no reason given",
               *remedy = remedy_of(report->reason);
    struct mgp_buffer text = {0};
    mgp_append_printable(&text, location);
    problem->location = mgp_strdup(mgp_buffer_string(&text));
    text.len = 0;
    if (report->message[0]) {
        mgp_append_printable(&text, mgp_slice_text(report->message));
        mgp_buffer_format(&text, " (%s)", reason);
    } else {
        mgp_buffer_text(&text, reason);
    }
    if (remedy) mgp_buffer_format(&text, "; %s", remedy);
    problem->message = mgp_strdup(mgp_buffer_string(&text));
    mgp_buffer_clear(&text);
}

void mgp_summary_add(struct mgp_summary *summary, const struct mgp_report *report)
{
    summary->objects++;
    summary->bytes += report->bytes_classified;
    if (report->state == MGP_SCAN_COMPLETE) summary->complete++;
    if (report->state == MGP_SCAN_PARTIAL) summary->partial++;
    if (report->state == MGP_SCAN_SKIPPED) summary->skipped++;
    if (report->is_unread_kind) summary->unread_kinds++; /* one of the skipped */
    if (report->state != MGP_SCAN_COMPLETE) {
        count_reason(summary, report);
        if (!report->is_unread_kind) add_problem(summary, report);
    }
    if (mgp_report_has_finding(report)) summary->findings[mgp_report_severity(report)]++;
}

static void print_scanned(const struct mgp_summary *summary, struct mgp_buffer *out)
{
    double seconds = (double)summary->elapsed_ns / 1e9;
    mgp_buffer_format(out, "Scanned %ju object%s", (uintmax_t)summary->objects,
                      summary->objects == 1 ? "" : "s");
    if (summary->objects == 0) {
        mgp_buffer_format(out, " in %.2f s: nothing was there to scan\n", seconds);
        return;
    }
    mgp_buffer_text(out, ", ");
    mgp_append_size(out, summary->bytes);
    mgp_buffer_format(out, " in %.2f s", seconds);
    if (summary->elapsed_ns > 0 && summary->bytes > 0) {
        double per_second = (double)summary->bytes / seconds;
        mgp_buffer_text(out, " (");
        mgp_append_size(out, per_second < 1e18 ? (uint64_t)per_second : (uint64_t)1e18);
        mgp_buffer_text(out, "/s)");
    }
    if (summary->skipped) mgp_buffer_format(out, ", %ju skipped", (uintmax_t)summary->skipped);
    if (summary->partial) mgp_buffer_format(out, ", %ju partial", (uintmax_t)summary->partial);
    mgp_buffer_byte(out, '\n');
}

/* "Skipped 2: REASON (kind) 1, REASON 1" */
static void print_reasons(const struct mgp_summary *summary, enum mgp_scan_state state, const char *title,
                          uint64_t total, struct mgp_buffer *out)
{
    const char *glue = ": ";
    if (total == 0) return;
    mgp_buffer_format(out, "%s %ju", title, (uintmax_t)total);
    for (size_t i = 0; i < summary->reason_count; i++) {
        const struct mgp_summary_reason *reason = &summary->reasons[i];
        if (reason->state != state) continue;
        mgp_buffer_format(out, "%s%s %ju", glue, reason->text, (uintmax_t)reason->count);
        glue = ", ";
    }
    mgp_buffer_byte(out, '\n');
}

static void print_findings(const struct mgp_summary *summary, struct mgp_buffer *out)
{
    const char *glue = ": ";
    uint64_t total = 0;
    for (enum mgp_severity severity = MGP_SEVERITY_LOW; severity <= MGP_SEVERITY_HIGH; severity++) {
        total += summary->findings[severity];
    }
    mgp_buffer_format(out, "Findings %ju", (uintmax_t)total);
    for (enum mgp_severity severity = MGP_SEVERITY_HIGH; severity > MGP_SEVERITY_NONE; severity--) {
        if (summary->findings[severity] == 0) continue;
        mgp_buffer_format(out, "%s%s %ju", glue, mgp_severity_name(severity),
                          (uintmax_t)summary->findings[severity]);
        glue = ", ";
    }
    mgp_buffer_byte(out, '\n');
}

void mgp_summary_print(const struct mgp_summary *summary, struct mgp_buffer *out)
{
    print_scanned(summary, out);
    if (summary->objects == 0) return;
    print_reasons(summary, MGP_SCAN_SKIPPED, "Skipped", summary->skipped, out);
    print_reasons(summary, MGP_SCAN_PARTIAL, "Partial", summary->partial, out);
    for (size_t i = 0; i < summary->problem_count; i++) {
        mgp_buffer_format(out, "  %s: %s\n", summary->problems[i].location, summary->problems[i].message);
    }
    if (summary->problems_left_out) {
        mgp_buffer_format(out, "  … and %ju more\n", (uintmax_t)summary->problems_left_out);
    }
    print_findings(summary, out);
}

void mgp_summary_clear(struct mgp_summary *summary)
{
    for (size_t i = 0; i < summary->reason_count; i++) {
        free(summary->reasons[i].text);
    }
    for (size_t i = 0; i < summary->problem_count; i++) {
        free(summary->problems[i].location);
        free(summary->problems[i].message);
    }
    free(summary->reasons);
    free(summary->problems);
    *summary = (struct mgp_summary){0};
}
