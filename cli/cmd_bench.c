#include <stdio.h>
#include <unistd.h>

#include "cli/bench.h"
#include "cli/commands.h"

static const char help[] =
    "Measures how fast this machine scans texts, beside memcpy in the same run.\n"
    "\n"
    "Usage: magpie bench [OPTIONS] [FILE...]\n"
    "\n"
    "  FILE                  measure with these files (default: texts that it makes itself)\n"
    "  --corpus NAME,...     of its own texts only these: prose, csv, csv-labelled, jsonl,\n"
    "                        source, blobs, random, records, or one of the adversarial ones\n"
    "  --adversarial         texts that a hostile person would send (also as --corpus adversarial),\n"
    "                        each in two sizes; growth says how much longer a byte takes in\n"
    "                        the larger one\n"
    "  --megabytes N         size of each of its own texts (default 16; adversarial 1, but where\n"
    "                        nothing is written one-line 1024: of one line memory holds 4 MB)\n"
    "  --end-to-end          also from files in a temporary folder to findings\n"
    "  --stages              also how fast it is when it goes only a part of the way:\n"
    "                        windows (decoded), values (of structured data), find (where\n"
    "                        something could begin)\n"
    "  --identifier ID,...   for each identifier how fast it alone is, and what it adds to\n"
    "                        all the others\n"
    "  --threads N           measure with 1 and with N threads (default 1)\n"
    "  --repeat N            measure so often and take the median (default 5)\n"
    "  --matcher NAME        fast or reference\n"
    "  --format table|json\n"
    "  --write FOLDER        write the texts there and measure nothing\n"
    "\n"
    "One thread is measured by its processor time, several by the clock. Compare ratios\n"
    "(x memcpy) and cycles/B, not GB/s: machines differ from minute to minute.\n"
    "\n"
    "Examples:\n"
    "  magpie bench\n"
    "  magpie bench --corpus jsonl --identifier NAME,ADDRESS\n"
    "  magpie bench --adversarial --corpus one-line --megabytes 64\n"
    "  magpie bench --threads 2 --format json dump.jsonl\n"
    "\n"
    "Exit status: 0, or 2 if it could not be done.\n";

enum { MAX_MEGABYTES = 2048 };

enum option {
    CORPUS,
    ADVERSARIAL,
    MEGABYTES,
    END_TO_END,
    STAGES,
    IDENTIFIER,
    THREADS,
    REPEAT,
    MATCHER,
    FORMAT,
    WRITE,
    HELP
};
static const struct mgp_option options[] = {
    [CORPUS] = {"--corpus", 0, true},
    [ADVERSARIAL] = {"--adversarial", 0, false},
    [MEGABYTES] = {"--megabytes", 0, true},
    [END_TO_END] = {"--end-to-end", 0, false},
    [STAGES] = {"--stages", 0, false},
    [IDENTIFIER] = {"--identifier", 0, true},
    [THREADS] = {"--threads", 0, true},
    [REPEAT] = {"--repeat", 0, true},
    [MATCHER] = {"--matcher", 0, true},
    [FORMAT] = {"--format", 0, true},
    [WRITE] = {"--write", 0, true},
    [HELP] = {"--help", 'h', false},
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

static int set_matcher(struct mgp_bench *bench, const char *value)
{
    if (strcmp(value, mgp_fast_matcher.name) == 0) bench->matcher = &mgp_fast_matcher;
    else if (strcmp(value, mgp_reference_matcher.name) == 0) bench->matcher = &mgp_reference_matcher;
    else return mgp_usage_error("bench", "--matcher must be fast or reference");
    return 0;
}

static int set_format(struct mgp_bench *bench, const char *value)
{
    bench->is_json = strcmp(value, "json") == 0;
    if (!bench->is_json && strcmp(value, "table") != 0)
        return mgp_usage_error("bench", "--format must be table or json");
    return 0;
}

static int add_names(struct mgp_text_list *list, const char *name, const char *value)
{
    size_t count = list->count;
    mgp_text_list_add_split(list, value);
    return list->count > count ? 0 : mgp_usage_error("bench", "%s needs a name", name);
}

static void set_flag(struct mgp_bench *bench, int option)
{
    if (option == ADVERSARIAL) bench->is_adversarial = true;
    if (option == END_TO_END) bench->from_files = true;
    if (option == STAGES) bench->has_stages = true;
}

static int take_option(struct mgp_bench *bench, int option, const char *value)
{
    switch (option) {
    case CORPUS:
        if (strcmp(value, "adversarial") != 0) return add_names(&bench->corpora, "--corpus", value);
        bench->is_adversarial = true;
        return 0;
    case IDENTIFIER:
        return add_names(&bench->identifiers, "--identifier", value);
    case MEGABYTES:
        return read_count("--megabytes", value, MAX_MEGABYTES, &bench->megabytes);
    case THREADS:
        return read_count("--threads", value, MGP_BENCH_MAX_THREADS, &bench->threads);
    case REPEAT:
        return read_count("--repeat", value, MGP_BENCH_MAX_REPEATS, &bench->repeats);
    case MATCHER:
        return set_matcher(bench, value);
    case FORMAT:
        return set_format(bench, value);
    case WRITE:
        bench->folder = value;
        return 0;
    case MGP_ARGUMENT_POSITIONAL:
        mgp_text_list_add(&bench->files, value);
        return 0;
    default:
        set_flag(bench, option);
        return 0;
    }
}

static void remove_files(struct mgp_bench *bench, const char *folder)
{
    for (size_t i = 0; i < bench->text_count; i++) {
        if (bench->texts[i].path.len > 0) unlink(mgp_buffer_string(&bench->texts[i].path));
    }
    rmdir(folder);
}

static int measure_with_files(struct mgp_bench *bench)
{
    const char *parent = getenv("TMPDIR");
    struct mgp_buffer folder = {0};
    mgp_buffer_format(&folder, "%s/magpie-bench-XXXXXX", parent && *parent ? parent : "/tmp");
    int status = 0;
    if (!mkdtemp((char *)(uintptr_t)mgp_buffer_string(&folder))) {
        status = mgp_failure("%s: a temporary folder cannot be made there", parent && *parent ? parent : "/tmp");
    } else {
        status = mgp_bench_write_texts(bench, mgp_buffer_string(&folder));
        if (!status) status = mgp_bench_measure(bench);
        remove_files(bench, mgp_buffer_string(&folder));
    }
    mgp_buffer_clear(&folder);
    return status;
}

static int run(struct mgp_bench *bench)
{
    int status = mgp_bench_make_texts(bench);
    if (!status && bench->folder) return mgp_bench_write_texts(bench, bench->folder);
    if (!status) status = mgp_bench_make_rows(bench);
    if (!status) status = bench->from_files ? measure_with_files(bench) : mgp_bench_measure(bench);
    if (status) return status;
    if (bench->is_json) mgp_bench_print_json(bench);
    else mgp_bench_print_table(bench);
    return fflush(stdout) == 0 ? 0 : mgp_failure("standard output cannot be written");
}

int mgp_cmd_bench(int argc, char **argv)
{
    struct mgp_arguments arguments = {.command = "bench", .argc = argc, .argv = argv, .at = 1};
    struct mgp_bench bench = {.threads = 1, .repeats = 5, .matcher = &mgp_fast_matcher};
    const char *value = NULL;
    int status = 0, option;
    while (!status && (option = mgp_next_argument(&arguments, options, sizeof options / sizeof *options, &value)) !=
                          MGP_ARGUMENT_END) {
        if (option == HELP) {
            fputs(help, stdout);
            mgp_bench_clear(&bench);
            return 0;
        }
        status = option == MGP_ARGUMENT_ERROR ? 2 : take_option(&bench, option, value);
    }
    if (!status) status = run(&bench);
    mgp_bench_clear(&bench);
    return status;
}
