/* What magpie bench is made of: texts, what is to be measured with them (rows), the measuring, the report. */
#ifndef MGP_CLI_BENCH_H
#define MGP_CLI_BENCH_H

#include "cli/arguments.h"
#include "scanner/job/scan.h"

enum { MGP_BENCH_MAX_THREADS = 64, MGP_BENCH_MAX_REPEATS = 101 };

struct mgp_bench_text {
    const char *name, *key; /* borrowed */
    struct mgp_buffer bytes;
    uint64_t size; /* of the text: where it is more than there are bytes, these come again and again */
    struct mgp_buffer path; /* of a file with this text; empty: there is none */
};

/* How far a text is taken through the scanner. */
enum mgp_bench_way {
    MGP_BENCH_MEMORY,  /* all of it, from memory to a report */
    MGP_BENCH_FILES,   /* all of it, from a file to findings in JSON Lines */
    MGP_BENCH_WINDOWS, /* stages: only decoded into windows */
    MGP_BENCH_VALUES,  /* ... and these into values with labels */
    MGP_BENCH_FIND,    /* windows, and where in them something could begin */
};

/* One line of the report. */
struct mgp_bench_row {
    size_t text; /* of bench.texts */
    enum mgp_bench_way way;
    const char *identifier; /* NULL: all */
    bool is_without;        /* all but that identifier */
    const struct mgp_rule_set *rules;
    unsigned threads;
    uint64_t findings; /* of one thread */
    double seconds[MGP_BENCH_MAX_REPEATS], copy_seconds[MGP_BENCH_MAX_REPEATS];
    double cycles[MGP_BENCH_MAX_REPEATS]; /* these seconds in cycles of the processor */
};

struct mgp_bench {
    struct mgp_text_list corpora, identifiers, files;
    unsigned megabytes, threads, repeats; /* megabytes 0: the default */
    bool is_json, from_files, has_stages, is_adversarial;
    const char *folder; /* to write the texts to; NULL: measure */
    const struct mgp_matcher_type *matcher;
    struct mgp_bench_text *texts;
    size_t text_count, text_capacity;
    struct mgp_bench_row *rows;
    size_t row_count, row_capacity;
    struct mgp_rule_set **sets;
    size_t set_count, set_capacity;
};

/* These print what went wrong and return 2, or 0. */
int mgp_bench_make_texts(struct mgp_bench *bench);
int mgp_bench_write_texts(struct mgp_bench *bench, const char *folder); /* and notes their paths */
enum mgp_status mgp_bench_write_text(const struct mgp_bench_text *text, const char *path, struct mgp_error *error);
int mgp_bench_make_rows(struct mgp_bench *bench);
void mgp_bench_clear(struct mgp_bench *bench);

/* Row after row, and that again: what disturbs the machine for a while disturbs all rows alike. */
int mgp_bench_measure(struct mgp_bench *bench);
/* What a cycle of the processor takes just now; its clock wanders, so figures in cycles can be compared better than
 * those in seconds. */
double mgp_bench_cycle_seconds(void);
/* A matcher that goes only so far; for the ways that are stages. */
const struct mgp_matcher_type *mgp_bench_stage(enum mgp_bench_way way);

/* What is compared with something says so: of a text in two sizes how time grows, of all identifiers but one what that
 * one adds. */
void mgp_bench_print_table(const struct mgp_bench *bench);
void mgp_bench_print_json(const struct mgp_bench *bench);

#endif
