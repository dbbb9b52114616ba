#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/json_writer.h"
#include "base/utf8.h"
#include "cli/arguments.h"
#include "cli/bench_corpus.h"
#include "cli/commands.h"
#include "scanner/job/scan.h"

static const char help[] =
    "Measures how fast this machine scans texts in memory, beside memcpy in the same run.\n"
    "\n"
    "Usage: magpie bench [OPTIONS] [FILE...]\n"
    "\n"
    "  FILE                  measure with these files (default: texts that it makes itself)\n"
    "  --corpus NAME,...     of its own texts only these: prose, csv, csv-labelled, jsonl,\n"
    "                        source, blobs, random, records\n"
    "  --megabytes N         size of each of its own texts (default 16)\n"
    "  --identifier ID,...   a line for each identifier: what it alone costs\n"
    "  --threads N           measure with 1 and with N threads (default 1)\n"
    "  --write FOLDER        write the texts there instead of measuring\n"
    "  --repeat N            measure so often and take the median (default 5)\n"
    "  --matcher NAME        fast or reference\n"
    "  --format table|json\n"
    "\n"
    "One thread is measured by its processor time, several by the clock. Compare ratios\n"
    "(x memcpy), not figures: machines differ from minute to minute.\n"
    "\n"
    "Examples:\n"
    "  magpie bench\n"
    "  magpie bench --corpus jsonl --identifier NAME,ADDRESS\n"
    "  magpie bench --threads 2 --format json dump.jsonl\n"
    "\n"
    "Exit status: 0, or 2 if it could not be done.\n";

#define MAX_FILE_BYTES ((size_t)4 << 30) /* a file is held in memory, once */

enum { MAX_THREADS = 64, MAX_REPEATS = 101, COPY_BYTES = 1 << 20 };

enum option { CORPUS, MEGABYTES, IDENTIFIER, THREADS, REPEAT, MATCHER, FORMAT, WRITE, HELP };
static const struct mgp_option options[] = {
    [CORPUS] = {"--corpus", 0, true},         [MEGABYTES] = {"--megabytes", 0, true},
    [IDENTIFIER] = {"--identifier", 0, true}, [THREADS] = {"--threads", 0, true},
    [REPEAT] = {"--repeat", 0, true},         [MATCHER] = {"--matcher", 0, true},
    [FORMAT] = {"--format", 0, true},         [WRITE] = {"--write", 0, true},
    [HELP] = {"--help", 'h', false},
};

struct text {
    const char *name, *key;
    struct mgp_buffer bytes;
};

/* One line of the report. */
struct row {
    size_t text;
    const char *identifier; /* NULL: all */
    const struct mgp_rule_set *rules;
    unsigned threads;
    uint64_t findings;
    double seconds[MAX_REPEATS], copy_seconds[MAX_REPEATS];
};

struct bench {
    struct mgp_text_list corpora, identifiers, files;
    unsigned megabytes, threads, repeats;
    bool is_json;
    const char *folder; /* to write the texts to; NULL: measure */
    const struct mgp_matcher_type *matcher;
    struct text *texts;
    size_t text_count, text_capacity;
    struct row *rows;
    size_t row_count, row_capacity;
    struct mgp_rule_set **sets;
    size_t set_count, set_capacity;
};

static int read_count(const char *name, const char *value, unsigned limit, unsigned *out)
{
    char *end;
    unsigned long count = strtoul(value, &end, 10);
    if (*value < '1' || *value > '9' || *end || count > limit)
        return mgp_usage_error("bench", "%s must be a number from 1 to %u", name, limit);
    *out = (unsigned)count;
    return 0;
}

static int set_matcher(struct bench *bench, const char *value)
{
    if (strcmp(value, mgp_fast_matcher.name) == 0) bench->matcher = &mgp_fast_matcher;
    else if (strcmp(value, mgp_reference_matcher.name) == 0) bench->matcher = &mgp_reference_matcher;
    else return mgp_usage_error("bench", "--matcher must be fast or reference");
    return 0;
}

static int set_format(struct bench *bench, const char *value)
{
    bench->is_json = strcmp(value, "json") == 0;
    if (!bench->is_json && strcmp(value, "table") != 0)
        return mgp_usage_error("bench", "--format must be table or json");
    return 0;
}

static int take_option(struct bench *bench, int option, const char *value)
{
    switch (option) {
    case CORPUS:
        mgp_text_list_add_split(&bench->corpora, value);
        return 0;
    case IDENTIFIER:
        mgp_text_list_add_split(&bench->identifiers, value);
        return 0;
    case MEGABYTES:
        return read_count("--megabytes", value, 2048, &bench->megabytes);
    case THREADS:
        return read_count("--threads", value, MAX_THREADS, &bench->threads);
    case REPEAT:
        return read_count("--repeat", value, MAX_REPEATS, &bench->repeats);
    case MATCHER:
        return set_matcher(bench, value);
    case FORMAT:
        return set_format(bench, value);
    case WRITE:
        bench->folder = value;
        return 0;
    default:
        mgp_text_list_add(&bench->files, value);
        return 0;
    }
}

/* --- what is measured ---------------------------------------------------------------------------------- */

static struct text *add_text(struct bench *bench, const char *name, const char *key)
{
    MGP_GROW(bench->texts, bench->text_count, bench->text_capacity);
    struct text *text = &bench->texts[bench->text_count++];
    *text = (struct text){.name = name, .key = key};
    return text;
}

static const struct mgp_bench_corpus *find_corpus(const char *name)
{
    for (size_t i = 0; i < mgp_bench_corpus_count; i++) {
        if (strcmp(mgp_bench_corpora[i].name, name) == 0) return &mgp_bench_corpora[i];
    }
    return NULL;
}

static void make_corpus(struct bench *bench, const struct mgp_bench_corpus *corpus)
{
    struct text *text = add_text(bench, corpus->name, corpus->key);
    mgp_bench_corpus_make(corpus, (size_t)bench->megabytes << 20, &text->bytes);
}

static int make_texts(struct bench *bench)
{
    for (size_t i = 0; i < bench->files.count; i++) {
        struct mgp_error error = {0};
        struct text *text = add_text(bench, bench->files.items[i], bench->files.items[i]);
        if (mgp_file_read(bench->files.items[i], MAX_FILE_BYTES, &text->bytes, &error) != MGP_OK)
            return mgp_failure("%s", error.message);
        if (text->bytes.len == 0) return mgp_failure("%s: is empty: there is nothing to measure", text->name);
    }
    for (size_t i = 0; i < bench->corpora.count; i++) {
        const struct mgp_bench_corpus *corpus = find_corpus(bench->corpora.items[i]);
        if (!corpus) return mgp_usage_error("bench", "there is no corpus '%s'", bench->corpora.items[i]);
        make_corpus(bench, corpus);
    }
    bool makes_all = bench->text_count == 0;
    for (size_t i = 0; makes_all && i < mgp_bench_corpus_count; i++) {
        make_corpus(bench, &mgp_bench_corpora[i]);
    }
    return 0;
}

static int add_set(struct bench *bench, const char *identifier, const struct mgp_rule_set **out)
{
    struct mgp_error error = {0};
    struct mgp_rule_set_options wanted = {.selection = identifier ? MGP_SELECT_LISTED : MGP_SELECT_ALL,
                                          .included = &identifier,
                                          .included_count = identifier != NULL};
    MGP_GROW(bench->sets, bench->set_count, bench->set_capacity);
    if (mgp_rule_set_create(&wanted, &bench->sets[bench->set_count], &error) != MGP_OK)
        return mgp_failure("%s", error.message);
    *out = bench->sets[bench->set_count++];
    return 0;
}

static void add_rows(struct bench *bench, const char *identifier, const struct mgp_rule_set *rules)
{
    for (size_t text = 0; text < bench->text_count; text++) {
        for (unsigned threads = 1; threads <= bench->threads; threads += bench->threads > 1 ? bench->threads - 1 : 1) {
            MGP_GROW(bench->rows, bench->row_count, bench->row_capacity);
            bench->rows[bench->row_count++] =
                (struct row){.text = text, .identifier = identifier, .rules = rules, .threads = threads};
        }
    }
}

static int make_rows(struct bench *bench)
{
    const struct mgp_rule_set *rules = NULL;
    int status = add_set(bench, NULL, &rules);
    if (status) return status;
    add_rows(bench, NULL, rules);
    for (size_t i = 0; i < bench->identifiers.count; i++) {
        status = add_set(bench, bench->identifiers.items[i], &rules);
        if (status) return status;
        add_rows(bench, bench->identifiers.items[i], rules);
    }
    return 0;
}

static int write_texts(const struct bench *bench)
{
    int status = 0;
    for (size_t i = 0; !status && i < bench->text_count; i++) {
        const struct text *text = &bench->texts[i];
        struct mgp_output *output = NULL;
        struct mgp_error error = {0};
        struct mgp_buffer path = {0};
        mgp_buffer_format(&path, "%s/%s", bench->folder, text->key);
        bool is_written = mgp_output_open(mgp_buffer_string(&path), &output, &error) == MGP_OK;
        if (is_written && mgp_output_write(output, mgp_buffer_slice(&text->bytes), &error) != MGP_OK) {
            mgp_output_abandon(output);
            is_written = false;
        } else if (is_written) {
            is_written = mgp_output_commit(output, &error) == MGP_OK;
        }
        if (!is_written) status = mgp_failure("%s", error.message);
        mgp_buffer_clear(&path);
    }
    return status;
}

/* --- measuring ----------------------------------------------------------------------------------------- */

/* One thread's work: the whole text, with a scanner of its own. */
struct worker {
    pthread_t thread;
    struct mgp_scanner *scanner;
    const struct text *text;
    uint64_t findings;
};

static void *work(void *context)
{
    struct worker *worker = context;
    struct mgp_report *report =
        mgp_scan_bytes(worker->scanner, mgp_slice_text(worker->text->key), mgp_buffer_slice(&worker->text->bytes));
    worker->findings = 0;
    for (size_t i = 0; i < report->detection_count; i++) {
        worker->findings += report->detections[i].count;
    }
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

/* One thread is measured by its own processor time, so that what else the machine does counts little; several by the
 * clock on the wall. */
static double seconds_now(unsigned threads)
{
    struct timespec now;
    if (threads > 1 || clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now) != 0) return (double)mgp_monotonic_ns() / 1e9;
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static double measure_scan(const struct bench *bench, struct row *row)
{
    struct worker workers[MAX_THREADS];
    struct mgp_scan_options scan = {.rules = row->rules, .matcher = bench->matcher};
    for (unsigned i = 0; i < row->threads; i++) {
        workers[i] = (struct worker){.scanner = mgp_scanner_create(&scan), .text = &bench->texts[row->text]};
    }
    double begin = seconds_now(row->threads);
    run_threads(workers, row->threads);
    double seconds = seconds_now(row->threads) - begin;
    row->findings = workers[0].findings;
    for (unsigned i = 0; i < row->threads; i++) {
        mgp_scanner_destroy(workers[i].scanner);
    }
    return seconds;
}

/* memcpy of the whole text, piece by piece, into a buffer of one megabyte. */
static double measure_copy(const struct text *text)
{
    uint8_t *buffer = mgp_malloc(COPY_BYTES);
    double begin = seconds_now(1);
    for (size_t at = 0; at < text->bytes.len; at += COPY_BYTES) {
        size_t size = text->bytes.len - at < COPY_BYTES ? text->bytes.len - at : COPY_BYTES;
        memcpy(buffer, text->bytes.ptr + at, size);
        __asm__ volatile("" : : "r"(buffer) : "memory"); /* the copy is wanted */
    }
    double seconds = seconds_now(1) - begin;
    free(buffer);
    return seconds;
}

/* Row after row, and that again: what disturbs the machine for a while disturbs all rows alike. */
static void measure(struct bench *bench)
{
    for (unsigned repeat = 0; repeat <= bench->repeats; repeat++) {
        for (size_t i = 0; i < bench->row_count; i++) {
            struct row *row = &bench->rows[i];
            double copy = measure_copy(&bench->texts[row->text]), scan = measure_scan(bench, row);
            if (repeat == 0) continue; /* to warm up */
            row->copy_seconds[repeat - 1] = copy;
            row->seconds[repeat - 1] = scan;
        }
    }
}

/* --- what is printed ----------------------------------------------------------------------------------- */

static int by_value(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return a < b ? -1 : a > b;
}

struct figures {
    uint64_t bytes; /* all threads together */
    double gb_per_s, slowest, fastest, copy;
    double findings_per_kb; /* of 1,000 bytes */
};

static struct figures figures_of(const struct bench *bench, struct row *row)
{
    unsigned count = bench->repeats;
    size_t size = bench->texts[row->text].bytes.len;
    qsort(row->seconds, count, sizeof *row->seconds, by_value);
    qsort(row->copy_seconds, count, sizeof *row->copy_seconds, by_value);
    double scanned = (double)size * row->threads / 1e9;
    return (struct figures){.bytes = (uint64_t)size,
                            .gb_per_s = scanned / row->seconds[count / 2],
                            .slowest = scanned / row->seconds[count - 1],
                            .fastest = scanned / row->seconds[0],
                            .copy = (double)size / 1e9 / row->copy_seconds[count / 2],
                            .findings_per_kb = (double)row->findings * 1000 / (double)size};
}

static void print_table(const struct bench *bench)
{
    printf("%-14s %-26s %7s %8s %15s %10s %9s %8s %12s\n", "corpus", "identifiers", "threads", "GB/s",
           "slowest-fastest", "memcpy", "x memcpy", "finds/KB", "findings/s");
    for (size_t i = 0; i < bench->row_count; i++) {
        struct row *row = &bench->rows[i];
        struct figures figures = figures_of(bench, row);
        struct mgp_buffer name = {0};
        mgp_append_printable(&name, mgp_slice_text(bench->texts[row->text].name));
        printf("%-14s %-26s %7u %8.3f   %5.3f - %5.3f %10.2f %9.4f %8.3f %12.0f\n", mgp_buffer_string(&name),
               row->identifier ? row->identifier : "all", row->threads, figures.gb_per_s, figures.slowest,
               figures.fastest, figures.copy, figures.gb_per_s / figures.copy, figures.findings_per_kb,
               (double)row->findings * row->threads / row->seconds[bench->repeats / 2]);
        mgp_buffer_clear(&name);
    }
}

static void write_row(struct mgp_json_writer *writer, const struct bench *bench, struct row *row)
{
    struct figures figures = figures_of(bench, row);
    mgp_json_begin_object(writer);
    mgp_json_member_text(writer, "corpus", bench->texts[row->text].name);
    if (row->identifier) mgp_json_member_text(writer, "identifier", row->identifier);
    mgp_json_member_unsigned(writer, "bytes", figures.bytes);
    mgp_json_member_unsigned(writer, "threads", row->threads);
    mgp_json_key(writer, "gb_per_s");
    mgp_json_write_double(writer, figures.gb_per_s);
    mgp_json_key(writer, "slowest_gb_per_s");
    mgp_json_write_double(writer, figures.slowest);
    mgp_json_key(writer, "fastest_gb_per_s");
    mgp_json_write_double(writer, figures.fastest);
    mgp_json_key(writer, "memcpy_gb_per_s");
    mgp_json_write_double(writer, figures.copy);
    mgp_json_key(writer, "times_memcpy");
    mgp_json_write_double(writer, figures.gb_per_s / figures.copy);
    mgp_json_member_unsigned(writer, "findings", row->findings);
    mgp_json_key(writer, "findings_per_kb");
    mgp_json_write_double(writer, figures.findings_per_kb);
    mgp_json_end_object(writer);
}

static void print_json(const struct bench *bench)
{
    struct mgp_buffer out = {0};
    struct mgp_json_writer writer;
    mgp_json_writer_init(&writer, &out, 2);
    mgp_json_begin_object(&writer);
    mgp_json_key(&writer, "results");
    mgp_json_begin_array(&writer);
    for (size_t i = 0; i < bench->row_count; i++) {
        write_row(&writer, bench, &bench->rows[i]);
    }
    mgp_json_end_array(&writer);
    mgp_json_end_object(&writer);
    mgp_buffer_byte(&out, '\n');
    fwrite(out.ptr, 1, out.len, stdout);
    mgp_buffer_clear(&out);
}

static void clear(struct bench *bench)
{
    for (size_t i = 0; i < bench->text_count; i++) {
        mgp_buffer_clear(&bench->texts[i].bytes);
    }
    for (size_t i = 0; i < bench->set_count; i++) {
        mgp_rule_set_destroy(bench->sets[i]);
    }
    free(bench->texts);
    free(bench->rows);
    free(bench->sets);
    mgp_text_list_clear(&bench->corpora);
    mgp_text_list_clear(&bench->identifiers);
    mgp_text_list_clear(&bench->files);
}

static int run(struct bench *bench)
{
    int status = make_texts(bench);
    if (!status && bench->folder) return write_texts(bench);
    if (!status) status = make_rows(bench);
    if (status) return status;
    measure(bench);
    if (bench->is_json) print_json(bench);
    else print_table(bench);
    return fflush(stdout) == 0 ? 0 : mgp_failure("standard output cannot be written");
}

int mgp_cmd_bench(int argc, char **argv)
{
    struct mgp_arguments arguments = {.command = "bench", .argc = argc, .argv = argv, .at = 1};
    struct bench bench = {.megabytes = 16, .threads = 1, .repeats = 5, .matcher = &mgp_fast_matcher};
    const char *value = NULL;
    int status = 0, option;
    while (!status && (option = mgp_next_argument(&arguments, options, sizeof options / sizeof *options, &value)) !=
                          MGP_ARGUMENT_END) {
        if (option == HELP) {
            fputs(help, stdout);
            clear(&bench);
            return 0;
        }
        status = option == MGP_ARGUMENT_ERROR ? 2 : take_option(&bench, option, value);
    }
    if (!status) status = run(&bench);
    clear(&bench);
    return status;
}
