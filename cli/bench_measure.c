#include <pthread.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "cli/bench.h"
#include "scanner/job/job.h"
#include "scanner/output/sink.h"

enum { COPY_BYTES = 1 << 20, COPY_ALIGNMENT = 4096 };

/* One thread is measured by processor time, so that what else the machine does counts little; several by the clock on
 * the wall. */
static double seconds_now(unsigned threads, clockid_t processor_clock)
{
    struct timespec now;
    if (threads > 1 || clock_gettime(processor_clock, &now) != 0) return (double)mgp_monotonic_ns() / 1e9;
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static uint64_t count_findings(const struct mgp_report *report)
{
    uint64_t findings = 0;
    for (size_t i = 0; i < report->detection_count; i++) {
        findings += report->detections[i].count;
    }
    return findings;
}

/* --- in memory ----------------------------------------------------------------------------------------- */

/* One thread's work: the whole text, with a scanner of its own. */
struct worker {
    pthread_t thread;
    struct mgp_scanner *scanner;
    const struct mgp_bench_text *text;
    uint64_t findings;
};

static void *work(void *context)
{
    struct worker *worker = context;
    struct mgp_report *report =
        mgp_scan_repeated(worker->scanner, mgp_slice_text(worker->text->key), mgp_buffer_slice(&worker->text->bytes),
                          worker->text->size);
    worker->findings = count_findings(report);
    mgp_report_destroy(report);
    return NULL;
}

static void run_threads(struct worker *workers, unsigned count)
{
    unsigned started = 1;
    while (started < count && pthread_create(&workers[started].thread, NULL, work, &workers[started]) == 0) {
        started++;
    }
    work(&workers[0]);
    for (unsigned i = 1; i < started; i++) {
        pthread_join(workers[i].thread, NULL);
    }
    for (unsigned i = started; i < count; i++) {
        work(&workers[i]); /* no thread was to be had */
    }
}

static double measure_memory(const struct mgp_bench *bench, struct mgp_bench_row *row)
{
    struct worker workers[MGP_BENCH_MAX_THREADS];
    struct mgp_scan_options scan = {.rules = row->rules,
                                    .matcher = row->way == MGP_BENCH_MEMORY ? bench->matcher
                                                                            : mgp_bench_stage(row->way)};
    for (unsigned i = 0; i < row->threads; i++) {
        workers[i] = (struct worker){.scanner = mgp_scanner_create(&scan), .text = &bench->texts[row->text]};
    }
    double begin = seconds_now(row->threads, CLOCK_THREAD_CPUTIME_ID);
    run_threads(workers, row->threads);
    double seconds = seconds_now(row->threads, CLOCK_THREAD_CPUTIME_ID) - begin;
    row->findings = workers[0].findings;
    for (unsigned i = 0; i < row->threads; i++) {
        mgp_scanner_destroy(workers[i].scanner);
    }
    return seconds;
}

/* --- from files ---------------------------------------------------------------------------------------- */

/* The file under as many names as there are threads, so that each has one. */
struct copies {
    const char *paths[MGP_BENCH_MAX_THREADS];
    struct mgp_buffer names[MGP_BENCH_MAX_THREADS];
    unsigned count;
};

static void remove_copies(struct copies *copies)
{
    for (unsigned i = 0; i < copies->count; i++) {
        if (i > 0) unlink(copies->paths[i]);
        mgp_buffer_clear(&copies->names[i]);
    }
}

/* A name for the same bytes is not enough: a file that is reached twice is scanned once. */
static enum mgp_status make_copies(struct mgp_bench_text *text, unsigned count, struct copies *copies,
                                   struct mgp_error *error)
{
    *copies = (struct copies){.paths = {mgp_buffer_string(&text->path)}, .count = 1};
    const char *slash = strrchr(copies->paths[0], '/');
    for (unsigned i = 1; i < count; i++) {
        struct mgp_buffer *name = &copies->names[copies->count];
        mgp_buffer_append(name, mgp_slice_of(copies->paths[0], (size_t)(slash + 1 - copies->paths[0])));
        mgp_buffer_format(name, "%u-%s", i, slash + 1);
        copies->paths[copies->count++] = mgp_buffer_string(name);
        enum mgp_status status = mgp_bench_write_text(text, copies->paths[i], error);
        if (status != MGP_OK) return status;
    }
    return MGP_OK;
}

struct collector {
    struct mgp_sink *sink;
    struct mgp_error error;
    uint64_t findings; /* of the last file */
    bool has_failed;
};

static bool on_report(void *context, const struct mgp_report *report)
{
    struct collector *collector = context;
    collector->findings = count_findings(report);
    collector->has_failed = mgp_sink_write(collector->sink, report, NULL, &collector->error) != MGP_OK;
    return !collector->has_failed;
}

/* What magpie scan --format jsonl -o /dev/null does. */
static enum mgp_status scan_files(const struct mgp_bench *bench, struct mgp_bench_row *row,
                                  const struct mgp_source_options *targets, struct mgp_error *error)
{
    const struct mgp_finding_context context = {.account_id = "000000000000", .region = "us-east-1"};
    struct mgp_source *source = NULL;
    struct collector collector = {0};
    struct mgp_sink_options options = {.context = &context};
    enum mgp_status status = mgp_source_create(targets, &source, error);
    if (status == MGP_OK) status = mgp_output_open("/dev/null", &options.output, error);
    if (status == MGP_OK) status = mgp_sink_create("jsonl", &options, &collector.sink, error);
    if (status == MGP_OK) {
        struct mgp_job_options job = {.scan = {.rules = row->rules, .matcher = bench->matcher},
                                      .threads = row->threads,
                                      .context = &collector,
                                      .on_report = on_report};
        status = mgp_job_run(source, &job, error);
        if (collector.has_failed) *error = collector.error;
        if (collector.has_failed) status = MGP_IO;
        if (status == MGP_OK) status = mgp_sink_finish(collector.sink, error);
        else mgp_sink_abandon(collector.sink);
    }
    row->findings = collector.findings;
    mgp_source_destroy(source);
    return status;
}

/* Its workers are threads of their own, so one of them is measured by the processor time of the whole program. */
static double measure_files(const struct mgp_bench *bench, struct mgp_bench_row *row, int *failure)
{
    struct copies copies;
    struct mgp_error error = {0};
    double seconds = 0;
    enum mgp_status status = make_copies(&bench->texts[row->text], row->threads, &copies, &error);
    if (status == MGP_OK) {
        struct mgp_source_options targets = {
            .targets = copies.paths, .target_count = copies.count, .threads = row->threads};
        double begin = seconds_now(row->threads, CLOCK_PROCESS_CPUTIME_ID);
        status = scan_files(bench, row, &targets, &error);
        seconds = seconds_now(row->threads, CLOCK_PROCESS_CPUTIME_ID) - begin;
    }
    remove_copies(&copies);
    if (status != MGP_OK) *failure = mgp_failure("%s", error.message);
    return seconds;
}

/* --- all ----------------------------------------------------------------------------------------------- */

/* memcpy of the whole text, piece by piece, into a buffer of one megabyte. */
static double measure_copy(const struct mgp_bench_text *text, uint8_t *buffer)
{
    double begin = seconds_now(1, CLOCK_THREAD_CPUTIME_ID);
    for (uint64_t at = 0; at < text->size;) {
        size_t from = (size_t)(at % text->bytes.len);
        size_t size = text->bytes.len - from < COPY_BYTES ? text->bytes.len - from : COPY_BYTES;
        memcpy(buffer, text->bytes.ptr + from, size);
        at += size;
        __asm__ volatile("" : : "r"(buffer) : "memory"); /* the copy is wanted */
    }
    return seconds_now(1, CLOCK_THREAD_CPUTIME_ID) - begin;
}

int mgp_bench_measure(struct mgp_bench *bench)
{
    uint8_t *block = mgp_calloc(1, COPY_BYTES + COPY_ALIGNMENT); /* written, so that its pages are there */
    uint8_t *buffer = block + (COPY_ALIGNMENT - (uintptr_t)block % COPY_ALIGNMENT);
    int failure = 0;
    memset(buffer, 1, COPY_BYTES);
    for (unsigned repeat = 0; repeat <= bench->repeats; repeat++) {
        for (size_t i = 0; !failure && i < bench->row_count; i++) {
            struct mgp_bench_row *row = &bench->rows[i];
            double copy = measure_copy(&bench->texts[row->text], buffer);
            double cycle = mgp_bench_cycle_seconds();
            double scan =
                row->way == MGP_BENCH_FILES ? measure_files(bench, row, &failure) : measure_memory(bench, row);
            if (repeat == 0) continue; /* to warm up */
            row->copy_seconds[repeat - 1] = copy;
            row->seconds[repeat - 1] = scan;
            row->cycles[repeat - 1] = scan * 2 / (cycle + mgp_bench_cycle_seconds());
        }
    }
    free(block);
    return failure;
}
