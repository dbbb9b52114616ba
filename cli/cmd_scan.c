/* magpie scan: the command line turned into a job, its reports into sinks, a summary and an exit status. */
#include <stdio.h>
#include <unistd.h>

#include "cli/arguments.h"
#include "cli/commands.h"
#include "cli/scan_dry_run.h"
#include "cli/scan_notify.h"
#include "cli/scan_output.h"
#include "cli/scan_settings.h"
#include "cli/scan_terminal.h"
#include "scanner/job/job.h"
#include "net/s3.h"
#include "scanner/output/sink.h"
#include "scanner/source/bucket_settings.h"

/* What is known of a bucket, read when its first finding is written. */
struct bucket {
    struct mgp_slice name;          /* a copy */
    struct mgp_shared_facts *facts; /* with findings that are on their way to the notifier */
};

struct sink_slot {
    struct mgp_sink *sink; /* NULL once it failed or was finished */
};

struct scan {
    const struct mgp_scan_settings *settings;
    struct mgp_source *source;
    struct mgp_finding_context context;
    struct sink_slot sinks[MGP_MAX_OUTPUTS];
    struct mgp_scan_outputs outputs;
    struct mgp_scan_notify *notify; /* NULL without --notify */
    struct bucket bucket; /* of the last finding: objects come bucket by bucket */
    struct mgp_summary summary;
    struct mgp_progress progress;
    char region[64];
    bool has_failed;  /* something could not be done as asked: status 2 */
    bool has_finding; /* at or above --fail-on */
    bool is_incomplete;
};

static void fail(struct scan *scan, const char *message)
{
    mgp_progress_hide(&scan->progress);
    mgp_failure("%s", message);
    scan->has_failed = true;
}

static struct mgp_bucket_facts *read_facts(struct scan *scan, struct mgp_slice bucket)
{
    struct mgp_bucket_facts *facts = NULL;
    struct mgp_error error;
    const char *path = mgp_source_bucket_file(scan->source, bucket);
    struct mgp_bucket_settings *said = path ? NULL : mgp_source_bucket_settings(scan->source, bucket);
    if (said && mgp_bucket_facts_from_settings(said, scan->context.account_id, &facts, &error) != MGP_OK)
        fail(scan, error.message);
    mgp_bucket_settings_destroy(said);
    if (path && mgp_bucket_facts_read(path, &facts, &error) != MGP_OK) {
        facts = NULL;
        fail(scan, error.message);
    }
    return facts;
}

static void forget_bucket(struct scan *scan)
{
    mgp_shared_facts_release(scan->bucket.facts);
    free((void *)(uintptr_t)scan->bucket.name.ptr);
    scan->bucket = (struct bucket){0};
}

static const struct mgp_bucket_facts *facts_of(struct scan *scan, struct mgp_slice bucket)
{
    if (!scan->bucket.name.ptr || !mgp_slice_equal(scan->bucket.name, bucket)) {
        forget_bucket(scan);
        scan->bucket.name = mgp_slice_of(mgp_slice_dup(bucket), bucket.len);
        scan->bucket.facts = mgp_shared_facts_create(read_facts(scan, bucket));
    }
    return mgp_shared_facts_of(scan->bucket.facts);
}

/* False when no sink is left and nobody is notified. */
static bool write_to_sinks(struct scan *scan, const struct mgp_report *report,
                           const struct mgp_bucket_facts *facts)
{
    bool any = scan->notify != NULL;
    for (size_t i = 0; i < scan->settings->output_count; i++) {
        struct mgp_error error;
        if (!scan->sinks[i].sink) continue;
        if (mgp_sink_write(scan->sinks[i].sink, report, facts, &error) == MGP_OK) {
            any = true;
            continue;
        }
        fail(scan, error.message);
        mgp_sink_abandon(scan->sinks[i].sink);
        scan->sinks[i].sink = NULL;
    }
    return any;
}

static void note_outcome(struct scan *scan, const struct mgp_report *report)
{
    mgp_summary_add(&scan->summary, report);
    if (mgp_report_has_finding(report) && mgp_report_severity(report) >= scan->settings->fail_on &&
        scan->settings->fail_on != MGP_SEVERITY_NONE) {
        scan->has_finding = true;
    }
    if (report->state != MGP_SCAN_COMPLETE && (!report->is_unread_kind || scan->settings->is_strict)) {
        scan->is_incomplete = true;
    }
}

static bool on_report(void *context, const struct mgp_report *report)
{
    struct scan *scan = context;
    bool has_finding = mgp_report_has_finding(report);
    if (has_finding && !scan->settings->has_fixed_clock) scan->context.now = mgp_time_now();
    note_outcome(scan, report);
    const struct mgp_bucket_facts *facts = has_finding ? facts_of(scan, report->object.bucket) : NULL;
    if (has_finding) mgp_progress_hide(&scan->progress);
    bool goes_on = write_to_sinks(scan, report, facts);
    if (scan->notify && has_finding)
        mgp_scan_notify_offer(scan->notify, report, &scan->context, scan->bucket.facts);
    mgp_progress_show(&scan->progress, &scan->summary);
    return goes_on;
}

static void on_tick(void *context)
{
    struct scan *scan = context;
    mgp_progress_show(&scan->progress, &scan->summary);
}

static enum mgp_status open_sinks(struct scan *scan, struct mgp_error *error)
{
    for (size_t i = 0; i < scan->settings->output_count; i++) {
        const struct mgp_output_setting *setting = &scan->settings->outputs[i];
        struct mgp_output *output = NULL;
        enum mgp_status status = mgp_scan_output_open(&scan->outputs, setting->path, &output, error);
        if (status != MGP_OK) return status;
        bool is_stdout = strcmp(setting->path, "-") == 0;
        struct mgp_sink_options options = {.context = &scan->context,
                                           .output = output,
                                           .use_color = is_stdout &&
                                                        mgp_wants_color(scan->settings->color, STDOUT_FILENO),
                                           .width = is_stdout ? mgp_terminal_width(STDOUT_FILENO) : 0};
        status = mgp_sink_create(setting->format, &options, &scan->sinks[i].sink, error);
        if (status != MGP_OK) return status;
    }
    return MGP_OK;
}

static void finish_sinks(struct scan *scan)
{
    for (size_t i = 0; i < scan->settings->output_count; i++) {
        struct mgp_error error;
        if (scan->sinks[i].sink && mgp_sink_finish(scan->sinks[i].sink, &error) != MGP_OK)
            fail(scan, error.message);
        scan->sinks[i].sink = NULL;
    }
}

static void abandon_sinks(struct scan *scan)
{
    for (size_t i = 0; i < scan->settings->output_count; i++) {
        mgp_sink_abandon(scan->sinks[i].sink);
        scan->sinks[i].sink = NULL;
    }
}

static void finish_notify(struct scan *scan)
{
    struct mgp_error error = {0};
    if (mgp_scan_notify_finish(scan->notify, &error) != MGP_OK) fail(scan, error.message);
    scan->notify = NULL;
}

/* Where a finding is from when nothing else says it: the region that S3 is asked in. */
static void take_region(struct scan *scan)
{
    struct mgp_s3 *s3 = scan->source ? mgp_source_s3(scan->source) : NULL;
    if (!s3 || scan->settings->has_region) return;
    mgp_s3_region(s3, MGP_LITERAL(""), scan->region);
    scan->context.region = scan->region;
}

static enum mgp_status prepare(struct scan *scan, struct mgp_rule_set **rules, struct mgp_error *error)
{
    const struct mgp_scan_settings *settings = scan->settings;
    enum mgp_status status = mgp_rule_set_create(&settings->rules, rules, error);
    if (status == MGP_OK) status = mgp_source_create(&settings->source, &scan->source, error);
    if (status == MGP_OK && settings->notify) {
        struct mgp_scan_notify_options options = {.rules_path = settings->notify_rules,
                                                  .queue_folder = settings->notify_queue};
        status = mgp_scan_notify_create(&options, &scan->notify, error);
    }
    take_region(scan);
    return status == MGP_OK && !settings->is_dry_run ? open_sinks(scan, error) : status;
}

static void print_inactive(const struct mgp_scan_settings *settings)
{
    size_t inactive = 0;
    for (size_t i = 0; i < mgp_catalogue_count; i++) {
        inactive += mgp_catalogue[i].inactive_reason != NULL;
    }
    if (settings->rules.selection == MGP_SELECT_ALL && inactive > 0) {
        fprintf(stderr, "Not active yet: %zu of %zu managed identifiers (see magpie identifiers list)\n",
                inactive, mgp_catalogue_count);
    }
}

static void print_summary(struct scan *scan)
{
    struct mgp_buffer text = {0};
    if (scan->settings->is_quiet) return;
    mgp_summary_print(&scan->summary, &text);
    fwrite(text.ptr, 1, text.len, stderr);
    print_inactive(scan->settings);
    mgp_buffer_clear(&text);
}

/* In doubt an occurrence is reported; then whoever wrote the regex should know. */
static void print_given_up(const struct scan *scan, const struct mgp_rule_set *rules)
{
    uint64_t count = rules->allow_lists ? mgp_allow_lists_given_up(rules->allow_lists) : 0;
    if (count == 0 || scan->settings->is_quiet) return;
    fprintf(stderr, "Allow lists: a regex needed too much work %llu times, where it allowed nothing: make it simpler\n",
            (unsigned long long)count);
}

/* The first that holds (docs/exit-status.md). */
static int exit_status(const struct scan *scan)
{
    if (scan->has_failed) return 2;
    if (scan->has_finding) return 1;
    return scan->is_incomplete && !scan->settings->allow_incomplete ? 3 : 0;
}

static void run(struct scan *scan, const struct mgp_rule_set *rules)
{
    const struct mgp_scan_settings *settings = scan->settings;
    struct mgp_job_options options = {.scan = {.rules = rules,
                                               .matcher = settings->matcher,
                                               .window_bytes = settings->window_bytes,
                                               .keep_all = settings->keep_all},
                                      .threads = settings->threads,
                                      .context = scan,
                                      .on_report = on_report,
                                      .on_tick = on_tick};
    struct mgp_error error;
    uint64_t started = mgp_monotonic_ns();
    mgp_progress_start(&scan->progress, settings->progress);
    if (mgp_job_run(scan->source, &options, &error) != MGP_OK) fail(scan, error.message);
    mgp_progress_hide(&scan->progress);
    scan->summary.elapsed_ns = mgp_monotonic_ns() - started;
    finish_sinks(scan);
    print_summary(scan);
    print_given_up(scan, rules);
    finish_notify(scan);
}

int mgp_cmd_scan(int argc, char **argv)
{
    struct mgp_scan_settings settings;
    int status = mgp_scan_settings_read(&settings, argc, argv);
    if (status >= 0) return status;
    struct scan scan = {.settings = &settings};
    struct mgp_rule_set *rules = NULL;
    struct mgp_error error = {0};
    scan.context = (struct mgp_finding_context){
        .account_id = settings.account_id, .region = settings.region, .now = settings.now};
    scan.outputs.aws = &settings.source.aws;
    if (prepare(&scan, &rules, &error) == MGP_OK) {
        if (settings.is_dry_run) scan.has_failed = !mgp_scan_dry_run(scan.source, &scan.is_incomplete);
        else run(&scan, rules);
        status = exit_status(&scan);
    } else {
        status = mgp_failure("%s", error.message);
    }
    abandon_sinks(&scan);
    mgp_scan_notify_abandon(scan.notify);
    mgp_summary_clear(&scan.summary);
    forget_bucket(&scan);
    mgp_source_destroy(scan.source);
    mgp_scan_outputs_close(&scan.outputs);
    mgp_rule_set_destroy(rules);
    mgp_scan_settings_clear(&settings);
    return status;
}
