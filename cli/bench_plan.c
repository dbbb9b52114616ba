#include <stdio.h>

#include "base/file.h"
#include "cli/bench.h"
#include "cli/bench_corpus.h"

#define MAX_FILE_BYTES ((size_t)4 << 30) /* a file is held in memory, once */
/* What is held in memory of a text that is made to be larger than memory. */
#define REPEATED_BYTES ((size_t)4 << 20)

static struct mgp_bench_text *add_text(struct mgp_bench *bench, const char *name, const char *key)
{
    MGP_GROW(bench->texts, bench->text_count, bench->text_capacity);
    struct mgp_bench_text *text = &bench->texts[bench->text_count++];
    *text = (struct mgp_bench_text){.name = name, .key = key};
    return text;
}

static void make_text(struct mgp_bench *bench, const struct mgp_bench_corpus *corpus, size_t size)
{
    struct mgp_bench_text *text = add_text(bench, corpus->name, corpus->key);
    bool is_repeated = corpus->megabytes > 0 && size > REPEATED_BYTES;
    mgp_bench_corpus_make(corpus, is_repeated ? REPEATED_BYTES : size, &text->bytes);
    text->size = is_repeated ? size : text->bytes.len;
}

/* Of an adversary first a quarter: whoever does more than twice the work for twice the text shows it. */
static void add_corpus(struct mgp_bench *bench, const struct mgp_bench_corpus *corpus)
{
    bool is_on_disk = bench->from_files || bench->folder;
    unsigned usual = corpus->megabytes && !is_on_disk ? corpus->megabytes : bench->is_adversarial ? 1 : 16;
    size_t size = (size_t)(bench->megabytes ? bench->megabytes : usual) << 20;
    if (bench->is_adversarial && !bench->folder) make_text(bench, corpus, size / 4);
    make_text(bench, corpus, size);
}

static int add_file(struct mgp_bench *bench, const char *path)
{
    struct mgp_error error = {0};
    struct mgp_bench_text *text = add_text(bench, path, path);
    if (mgp_file_read(path, MAX_FILE_BYTES, &text->bytes, &error) != MGP_OK) return mgp_failure("%s", error.message);
    text->size = text->bytes.len;
    if (text->size == 0) return mgp_failure("%s: is empty: there is nothing to measure", path);
    return 0;
}

int mgp_bench_make_texts(struct mgp_bench *bench)
{
    const struct mgp_bench_corpus *all = bench->is_adversarial ? mgp_bench_adversaries : mgp_bench_corpora;
    size_t all_count = bench->is_adversarial ? mgp_bench_adversary_count : mgp_bench_corpus_count;
    for (size_t i = 0; i < bench->corpora.count; i++) {
        if (mgp_bench_corpus_find(bench->corpora.items[i])) continue;
        return mgp_usage_error("bench", "there is no corpus '%s'", bench->corpora.items[i]);
    }
    for (size_t i = 0; i < bench->files.count; i++) {
        int status = add_file(bench, bench->files.items[i]);
        if (status) return status;
    }
    for (size_t i = 0; i < bench->corpora.count; i++) {
        add_corpus(bench, mgp_bench_corpus_find(bench->corpora.items[i]));
    }
    bool makes_all = bench->text_count == 0;
    for (size_t i = 0; makes_all && i < all_count; i++) {
        add_corpus(bench, &all[i]);
    }
    return 0;
}

enum mgp_status mgp_bench_write_text(const struct mgp_bench_text *text, const char *path, struct mgp_error *error)
{
    struct mgp_output *output = NULL;
    enum mgp_status status = mgp_output_open(path, &output, error);
    if (status != MGP_OK) return status;
    for (uint64_t at = 0; at < text->size && status == MGP_OK; at += text->bytes.len) {
        uint64_t left = text->size - at;
        struct mgp_slice bytes = mgp_buffer_slice(&text->bytes);
        if (left < bytes.len) bytes.len = (size_t)left;
        status = mgp_output_write(output, bytes, error);
    }
    if (status == MGP_OK) return mgp_output_commit(output, error);
    mgp_output_abandon(output);
    return status;
}

int mgp_bench_write_texts(struct mgp_bench *bench, const char *folder)
{
    for (size_t i = 0; i < bench->text_count; i++) {
        struct mgp_bench_text *text = &bench->texts[i];
        struct mgp_error error = {0};
        const char *slash = strrchr(text->key, '/');
        mgp_buffer_format(&text->path, "%s/", folder);
        if (!bench->folder) mgp_buffer_format(&text->path, "%zu-", i); /* two texts may have one name */
        mgp_buffer_text(&text->path, slash ? slash + 1 : text->key);
        if (mgp_bench_write_text(text, mgp_buffer_string(&text->path), &error) != MGP_OK)
            return mgp_failure("%s", error.message);
    }
    return 0;
}

static int add_set(struct mgp_bench *bench, const char *identifier, bool is_without, const struct mgp_rule_set **out)
{
    struct mgp_error error = {0};
    struct mgp_rule_set_options wanted = {.selection = MGP_SELECT_ALL};
    if (identifier && is_without) {
        wanted.excluded = &identifier;
        wanted.excluded_count = 1;
    } else if (identifier) {
        wanted.selection = MGP_SELECT_LISTED;
        wanted.included = &identifier;
        wanted.included_count = 1;
    }
    MGP_GROW(bench->sets, bench->set_count, bench->set_capacity);
    if (mgp_rule_set_create(&wanted, &bench->sets[bench->set_count], &error) != MGP_OK)
        return mgp_failure("%s", error.message);
    *out = bench->sets[bench->set_count++];
    return 0;
}

/* The same for every text, with one thread and with all. */
static void add_rows(struct mgp_bench *bench, const struct mgp_bench_row *model)
{
    for (size_t text = 0; text < bench->text_count; text++) {
        for (unsigned threads = 1; threads <= bench->threads; threads += bench->threads > 1 ? bench->threads - 1 : 1) {
            MGP_GROW(bench->rows, bench->row_count, bench->row_capacity);
            struct mgp_bench_row *row = &bench->rows[bench->row_count++];
            *row = *model;
            row->text = text;
            row->threads = threads;
        }
    }
}

static int add_identifier_rows(struct mgp_bench *bench, const char *identifier, bool is_without)
{
    struct mgp_bench_row model = {.identifier = identifier, .is_without = is_without};
    int status = add_set(bench, identifier, is_without, &model.rules);
    if (!status) add_rows(bench, &model);
    return status;
}

static void add_way_rows(struct mgp_bench *bench, enum mgp_bench_way way)
{
    add_rows(bench, &(struct mgp_bench_row){.way = way, .rules = bench->sets[0]});
}

int mgp_bench_make_rows(struct mgp_bench *bench)
{
    int status = add_identifier_rows(bench, NULL, false);
    if (status) return status;
    if (bench->from_files) add_way_rows(bench, MGP_BENCH_FILES);
    for (int way = MGP_BENCH_WINDOWS; bench->has_stages && way <= MGP_BENCH_FIND; way++) {
        add_way_rows(bench, (enum mgp_bench_way)way);
    }
    for (size_t i = 0; !status && i < bench->identifiers.count; i++) {
        status = add_identifier_rows(bench, bench->identifiers.items[i], false);
        if (!status) status = add_identifier_rows(bench, bench->identifiers.items[i], true);
    }
    return status;
}

void mgp_bench_clear(struct mgp_bench *bench)
{
    for (size_t i = 0; i < bench->text_count; i++) {
        mgp_buffer_clear(&bench->texts[i].bytes);
        mgp_buffer_clear(&bench->texts[i].path);
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
