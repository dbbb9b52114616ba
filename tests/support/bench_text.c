/* bench_text CORPUS MEGABYTES [FOLDER BYTES]: writes one of the texts of `magpie bench` to standard output, or cut into
 * files of BYTES each, a hundred to a folder. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/bench_corpus.h"

static const struct mgp_bench_corpus *find(const char *name)
{
    for (size_t i = 0; i < mgp_bench_corpus_count; i++) {
        if (strcmp(mgp_bench_corpora[i].name, name) == 0) return &mgp_bench_corpora[i];
    }
    return NULL;
}

static bool make_folder(const char *path)
{
    return mkdir(path, 0777) == 0 || errno == EEXIST;
}

static bool write_file(const char *folder, size_t number, const char *key, struct mgp_slice bytes)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%05zu", folder, number / 100);
    if (!make_folder(path)) return false;
    snprintf(path, sizeof path, "%s/%05zu/%07zu-%s", folder, number / 100, number, key);
    FILE *file = fopen(path, "wb");
    if (!file) return false;
    bool is_written = fwrite(bytes.ptr, 1, bytes.len, file) == bytes.len;
    return fclose(file) == 0 && is_written;
}

static bool write_files(const char *folder, size_t size, const char *key, struct mgp_slice text)
{
    if (size == 0 || !make_folder(folder)) return false;
    for (size_t i = 0; (i + 1) * size <= text.len; i++) {
        if (!write_file(folder, i, key, mgp_slice_sub(text, i * size, (i + 1) * size))) return false;
    }
    return true;
}

int main(int argc, char **argv)
{
    const struct mgp_bench_corpus *corpus = argc == 3 || argc == 5 ? find(argv[1]) : NULL;
    if (!corpus) return fputs("usage: bench_text CORPUS MEGABYTES [FOLDER BYTES]\n", stderr), 2;
    struct mgp_buffer text = {0};
    mgp_bench_corpus_make(corpus, (size_t)strtoul(argv[2], NULL, 10) << 20, &text);
    struct mgp_slice bytes = mgp_buffer_slice(&text);
    bool is_written = argc == 5 ? write_files(argv[3], strtoul(argv[4], NULL, 10), corpus->key, bytes)
                                : fwrite(bytes.ptr, 1, bytes.len, stdout) == bytes.len && fflush(stdout) == 0;
    mgp_buffer_clear(&text);
    if (!is_written) perror("bench_text");
    return is_written ? 0 : 2;
}
