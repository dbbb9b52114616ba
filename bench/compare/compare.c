/* Measures Magpie beside other ways of finding the same kinds of things, all in one run, one after the other and that
 * again, so that what disturbs the machine for a while disturbs all alike. Everything runs in one thread and is measured
 * by processor time. bench/compare/run builds this and calls it. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#include "base/file.h"
#include "cli/bench_corpus.h"
#include "contender.h"

/* One thread, bytes instead of characters, lines only counted: the fastest that it can do. */
#define RIPGREP_OPTIONS "--no-config", "--no-unicode", "-j1", "-a", "-c", "-f"

enum { MAX_CONTENDERS = 8, MAX_REPEATS = 51 };

struct measured {
    double seconds[MAX_REPEATS];
    size_t bytes;
};

static double child_seconds(void)
{
    struct rusage usage;
    getrusage(RUSAGE_CHILDREN, &usage);
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static double own_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static double measure(const struct contender *contender, const struct text *text, size_t *bytes)
{
    struct text part = *text;
    if (contender->most_bytes > 0 && part.bytes.len > contender->most_bytes) part.bytes.len = contender->most_bytes;
    *bytes = part.bytes.len;
    double begin = contender->is_process ? child_seconds() : own_seconds();
    contender->run(contender->context, &part);
    return (contender->is_process ? child_seconds() : own_seconds()) - begin;
}

static int by_value(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return a < b ? -1 : a > b;
}

static double speed_of(struct measured *measured, unsigned repeats)
{
    qsort(measured->seconds, repeats, sizeof *measured->seconds, by_value);
    return (double)measured->bytes / 1e9 / measured->seconds[repeats / 2];
}

static double speed_named(const struct contender *contenders, const double *speeds, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(contenders[i].name, name) == 0) return speeds[i];
    }
    return 0;
}

static void print_ratio(double left, double right, const char *format)
{
    if (left > 0 && right > 0) printf(format, left / right);
    else printf(" - |");
}

static void print_row(const char *name, const struct contender *contenders, struct measured *measured, size_t count,
                      unsigned repeats)
{
    double speeds[MAX_CONTENDERS];
    printf("| %s |", name);
    for (size_t i = 0; i < count; i++) {
        speeds[i] = speed_of(&measured[i], repeats);
        printf(" %.4f |", speeds[i]);
    }
    double magpie = speed_named(contenders, speeds, count, "magpie");
    double scan = speed_named(contenders, speeds, count, "magpie scan");
    print_ratio(magpie, speed_named(contenders, speeds, count, "memcpy"), " %.4f |");
    print_ratio(scan, speed_named(contenders, speeds, count, "rg 43"), " %.2f |");
    print_ratio(scan, speed_named(contenders, speeds, count, "rg 12"), " %.2f |");
    print_ratio(magpie, speed_named(contenders, speeds, count, "hyperscan"), " %.1f |");
    print_ratio(magpie, speed_named(contenders, speeds, count, "pcre2"), " %.1f |\n");
}

static void print_head(const struct contender *contenders, size_t count, size_t size)
{
    printf("| corpus |");
    for (size_t i = 0; i < count; i++) {
        size_t most = contenders[i].most_bytes;
        printf(" %s, %zu MB |", contenders[i].name, (most > 0 && most < size ? most : size) >> 20);
    }
    printf(" magpie/memcpy | scan/rg 43 | scan/rg 12 | magpie/hyperscan | magpie/pcre2 |\n|---|");
    for (size_t i = 0; i < count + 5; i++) {
        printf("---:|");
    }
    printf("\n");
}

static bool write_file(const char *path, struct mgp_slice bytes)
{
    struct mgp_output *output = NULL;
    struct mgp_error error = {0};
    enum mgp_status status = mgp_output_open(path, &output, &error);
    if (status == MGP_OK) status = mgp_output_write(output, bytes, &error);
    if (status == MGP_OK) status = mgp_output_commit(output, &error);
    else mgp_output_abandon(output);
    if (status != MGP_OK) fprintf(stderr, "compare: %s\n", error.message);
    return status == MGP_OK;
}

static void measure_corpus(const struct contender *contenders, size_t count, const struct text *text, unsigned repeats)
{
    struct measured measured[MAX_CONTENDERS] = {0};
    for (unsigned repeat = 0; repeat <= repeats; repeat++) {
        for (size_t i = 0; i < count; i++) {
            double seconds = measure(&contenders[i], text, &measured[i].bytes);
            if (repeat > 0) measured[i].seconds[repeat - 1] = seconds; /* the first is to warm up */
        }
    }
    print_row(text->name, contenders, measured, count, repeats);
    fflush(stdout);
}

static bool compare_corpus(const struct mgp_bench_corpus *corpus, const struct contender *contenders, size_t count,
                           size_t size, unsigned repeats, const char *folder)
{
    struct mgp_buffer bytes = {0}, path = {0};
    mgp_bench_corpus_make(corpus, size, &bytes);
    mgp_buffer_format(&path, "%s/%s", folder, corpus->key);
    struct text text = {corpus->name, corpus->key, mgp_buffer_string(&path), mgp_buffer_slice(&bytes)};
    bool is_written = write_file(text.path, text.bytes);
    if (is_written) measure_corpus(contenders, count, &text, repeats);
    remove(text.path);
    mgp_buffer_clear(&bytes);
    mgp_buffer_clear(&path);
    return is_written;
}

/* Those that can be had. */
static size_t make_contenders(const char *magpie, const char *ripgrep, const char *lists, struct contender *out)
{
    static struct mgp_buffer secrets, personal;
    mgp_buffer_format(&secrets, "%s/secrets.txt", lists);
    mgp_buffer_format(&personal, "%s/personal.txt", lists);
    const char *scan[] = {magpie, "scan", "--threads", "1", "--format", "jsonl", "-o", "/dev/null", "--quiet", NULL};
    const char *rg_43[] = {ripgrep, RIPGREP_OPTIONS, mgp_buffer_string(&secrets), NULL};
    const char *rg_12[] = {ripgrep, RIPGREP_OPTIONS, mgp_buffer_string(&personal), NULL};
    size_t count = 0;
    count += memcpy_contender(&out[count]);
    count += magpie_contender(&out[count]);
    count += process_contender("magpie scan", scan, &out[count]);
    if (*ripgrep) {
        count += process_contender("rg 43", rg_43, &out[count]);
        count += process_contender("rg 12", rg_12, &out[count]);
    }
    count += hyperscan_contender(&out[count]);
    count += pcre2_contender(&out[count]);
    return count;
}

int main(int argc, char **argv)
{
    if (argc != 7) {
        fprintf(stderr, "usage: compare MAGPIE RIPGREP-OR-EMPTY LISTS FOLDER MEGABYTES REPEATS\n");
        return 2;
    }
    struct contender contenders[MAX_CONTENDERS];
    unsigned long megabytes = strtoul(argv[5], NULL, 10), repeats = strtoul(argv[6], NULL, 10);
    if (megabytes < 1 || megabytes > 1024 || repeats < 1 || repeats > MAX_REPEATS) {
        fprintf(stderr, "compare: megabytes must be 1 to 1024, repeats 1 to %d\n", MAX_REPEATS);
        return 2;
    }
    size_t count = make_contenders(argv[1], argv[2], argv[3], contenders);
    bool is_done = true;
    print_head(contenders, count, megabytes << 20);
    for (size_t i = 0; is_done && i < mgp_bench_corpus_count; i++) {
        is_done = compare_corpus(&mgp_bench_corpora[i], contenders, count, megabytes << 20, (unsigned)repeats, argv[4]);
    }
    for (size_t i = 0; i < count; i++) {
        contenders[i].destroy(contenders[i].context);
    }
    return is_done ? 0 : 2;
}
