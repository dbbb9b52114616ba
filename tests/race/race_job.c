/* Many workers over the fixtures, several times, objects whole and cut into pieces with which all of them help: the
 * same reports in the same order as with one. Then over many small files, far more than may be ahead: whoever writes
 * may be slow, and may stop. For ThreadSanitizer. */
#define _DEFAULT_SOURCE /* mkdtemp */
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

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

/* --- many small files ---------------------------------------------------------------------------------- */

enum { FOLDERS = 25, FILES = 100 }; /* in each */

static char root[] = "/tmp/magpie-race.XXXXXX";

static void name_file(int at, char path[128])
{
    snprintf(path, 128, "%s/%02d/%03d.txt", root, at / FILES, at % FILES);
}

static bool make_files(void)
{
    char path[128];
    if (!mkdtemp(root)) return false;
    for (int at = 0; at < FOLDERS * FILES; at++) {
        if (at % FILES == 0) {
            snprintf(path, sizeof path, "%s/%02d", root, at / FILES);
            if (mkdir(path, 0700) != 0) return false;
        }
        name_file(at, path);
        FILE *file = fopen(path, "w");
        if (!file) return false;
        fprintf(file, "file %d\n", at);
        if (fclose(file) != 0) return false;
    }
    return true;
}

static void remove_files(void)
{
    char path[128];
    for (int at = 0; at < FOLDERS * FILES; at++) {
        name_file(at, path);
        remove(path);
    }
    for (int folder = 0; folder < FOLDERS; folder++) {
        snprintf(path, sizeof path, "%s/%02d", root, folder);
        rmdir(path);
    }
    rmdir(root);
}

/* Whoever takes the reports. */
struct taker {
    int taken, stops_at; /* -1: never */
    int slow_until;      /* the first ones take their time */
    bool has_failed;
};

static bool take(void *context, const struct mgp_report *report)
{
    struct taker *taker = context;
    char path[128];
    name_file(taker->taken++, path);
    if (!mgp_slice_is(report->object.location, path) || report->state != MGP_SCAN_COMPLETE) taker->has_failed = true;
    if (taker->taken <= taker->slow_until) nanosleep(&(struct timespec){.tv_nsec = 300000}, NULL);
    return taker->taken != taker->stops_at;
}

static int run_small(const struct mgp_rule_set *rules, unsigned threads, struct taker taker)
{
    const char *targets[] = {root};
    struct mgp_source_options from = {.targets = targets, .target_count = 1};
    struct mgp_source *source = NULL;
    struct mgp_error error = {0};
    if (mgp_source_create(&from, &source, &error) != MGP_OK) return puts(error.message), 1;
    struct mgp_job_options options = {.scan = {.rules = rules, .matcher = &mgp_fast_matcher},
                                      .threads = threads,
                                      .context = &taker,
                                      .on_report = take};
    enum mgp_status status = mgp_job_run(source, &options, &error);
    mgp_source_destroy(source);
    int wanted = taker.stops_at >= 0 ? taker.stops_at : FOLDERS * FILES;
    if (status == MGP_OK && !taker.has_failed && taker.taken == wanted) return 0;
    printf("%u threads over small files: %d reports, %d wanted\n", threads, taker.taken, wanted);
    return 1;
}

static int run_all_small(void)
{
    static const struct {
        unsigned threads;
        struct taker taker;
    } runs[] = {{1, {.stops_at = -1}},
                {2, {.stops_at = -1}},
                {8, {.stops_at = -1}},
                {1, {.stops_at = -1, .slow_until = 700}}, /* all are asleep when the ring is full */
                {8, {.stops_at = -1, .slow_until = 2200}},
                {2, {.stops_at = 1}},
                {8, {.stops_at = 700, .slow_until = 100}}};
    struct mgp_rule_set_options all = {.selection = MGP_SELECT_ALL};
    struct mgp_rule_set *rules = NULL;
    struct mgp_error error = {0};
    int failed = 0;
    if (mgp_rule_set_create(&all, &rules, &error) != MGP_OK) return puts(error.message), 1;
    if (!make_files()) return perror(root), 1;
    for (size_t i = 0; i < sizeof runs / sizeof *runs; i++) {
        failed |= run_small(rules, runs[i].threads, runs[i].taker);
    }
    remove_files();
    mgp_rule_set_destroy(rules);
    return failed;
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
    failed |= run_all_small();
    puts(failed ? "FAILED" : "ok");
    return failed;
}
