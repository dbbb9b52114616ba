/* Many workers over the fixtures, several times, objects whole and cut into pieces with which all of them help: the
 * same reports in the same order as with one. For ThreadSanitizer. */
#include <stdio.h>

#include "../support/describe_report.h"
#include "scanner/job/job.h"

static bool append(void *context, const struct mgp_report *report)
{
    describe_report(report, context);
    return true;
}

static int run(const struct mgp_rule_set *rules, unsigned threads, size_t piece_bytes,
               struct mgp_buffer *out)
{
    const char *targets[] = {SOURCE_DIR "/fixtures"};
    struct mgp_source_options from = {.targets = targets, .target_count = 1};
    struct mgp_source *source = NULL;
    struct mgp_error error = {0};
    if (mgp_source_create(&from, &source, &error) != MGP_OK) return puts(error.message), 1;
    struct mgp_job_options options = {.scan = {.rules = rules,
                                               .matcher = &mgp_fast_matcher,
                                               .piece_bytes = piece_bytes},
                                      .threads = threads,
                                      .context = out,
                                      .on_report = append};
    enum mgp_status status = mgp_job_run(source, &options, &error);
    mgp_source_destroy(source);
    if (status != MGP_OK) puts(error.message);
    return status != MGP_OK;
}

int main(void)
{
    struct mgp_rule_set_options all = {.selection = MGP_SELECT_ALL};
    struct mgp_error error = {0};
    struct mgp_buffer wanted = {0};
    int failed = 0;
    static const struct {
        unsigned threads;
        size_t piece_bytes; /* 0: whole */
    } runs[] = {{1, 0}, {8, 0}, {2, 700}, {8, 300}, {1, 5000}, {8, 5000}, {2, 0}};
    for (size_t i = 0; i < sizeof runs / sizeof *runs && !failed; i++) {
        struct mgp_rule_set *rules = NULL; /* new ones, so that regexes are compiled in the race too */
        struct mgp_buffer got = {0};
        if (mgp_rule_set_create(&all, &rules, &error) != MGP_OK) return puts(error.message), 1;
        failed = run(rules, runs[i].threads, runs[i].piece_bytes, &got);
        if (wanted.len == 0) mgp_buffer_append(&wanted, mgp_buffer_slice(&got));
        failed |= wanted.len == 0 || !mgp_slice_equal(mgp_buffer_slice(&got), mgp_buffer_slice(&wanted));
        if (failed) printf("%u threads, pieces of %zu bytes\n", runs[i].threads, runs[i].piece_bytes);
        mgp_buffer_clear(&got);
        mgp_rule_set_destroy(rules);
    }
    mgp_buffer_clear(&wanted);
    puts(failed ? "FAILED" : "ok");
    return failed;
}
