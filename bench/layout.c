/* What structure costs: texts are cut into windows and walked as the fast matcher walks them, with nothing found in
 * them and with a spot in every so many bytes; the labels are those of the whole catalogue. Prints nanoseconds a
 * byte, the best of the rounds, by the thread's processor time; "cut" is reading and cutting alone.
 * Usage: bench_layout [ROUNDS [MEGABYTES [CORPUS|FILE...]]] */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/file.h"
#include "cli/bench_corpus.h"
#include "identifiers/rule_set.h"
#include "scanner/content/content.h"

/* No spots in the windows; or, for reading and cutting alone, no values either. */
#define NO_SPOTS  SIZE_MAX
#define NO_VALUES (SIZE_MAX - 1)

struct source {
    struct mgp_slice bytes;
    size_t at;
};

static enum mgp_status read_some(void *context, uint8_t *buffer, size_t capacity, size_t *got, struct mgp_error *error)
{
    (void)error;
    struct source *source = context;
    size_t left = source->bytes.len - source->at;
    *got = left < capacity ? left : capacity;
    if (*got > 0) memcpy(buffer, source->bytes.ptr + source->at, *got);
    source->at += *got;
    return MGP_OK;
}

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void walk_window(struct mgp_layout *layout, size_t every, size_t *values)
{
    size_t size = mgp_layout_window(layout).len, spot = every < NO_VALUES ? every / 2 : size;
    struct mgp_value value;
    while (every != NO_VALUES && mgp_layout_next_beyond(layout, spot, &value)) {
        ++*values;
        size_t end = value.raw_offset + value.raw.len;
        while (spot < end) {
            spot += every;
        }
    }
}

/* Seconds for all of text. */
static double walk(const char *key, struct mgp_slice text, const struct mgp_labeller *labeller, size_t every,
                   size_t *values)
{
    struct source source = {text, 0};
    struct mgp_reader reader = {&source, read_some};
    struct mgp_content_options options = {.key = mgp_slice_text(key), .labeller = labeller};
    struct mgp_content *content = NULL;
    struct mgp_layout *layout = NULL;
    *values = 0;
    double before = seconds();
    if (mgp_content_open(&reader, &options, &content, NULL) != MGP_OK) return 0;
    while (mgp_content_next(content, &layout, NULL) == MGP_OK && layout) {
        walk_window(layout, every, values);
    }
    mgp_content_destroy(content);
    return seconds() - before;
}

static void measure(const char *name, const char *key, struct mgp_slice text, const struct mgp_labeller *labeller,
                    unsigned rounds)
{
    static const size_t everies[] = {NO_VALUES, NO_SPOTS, 1000, 100, 10};
    printf("%-14s", name);
    size_t values[5];
    for (size_t i = 0; i < 5; i++) {
        double best = 0;
        for (unsigned round = 0; round < rounds; round++) {
            double took = walk(key, text, labeller, everies[i], &values[i]);
            if (round == 0 || took < best) best = took;
        }
        printf(" %8.3f", best * 1e9 / (double)(text.len ? text.len : 1));
    }
    printf("   %zu %zu %zu %zu\n", values[1], values[2], values[3], values[4]);
}

static bool measure_file(const char *path, const struct mgp_labeller *labeller, unsigned rounds)
{
    struct mgp_buffer text = {0};
    if (mgp_file_read(path, (size_t)1 << 30, &text, NULL) != MGP_OK) return false;
    const char *slash = strrchr(path, '/');
    measure(slash ? slash + 1 : path, path, mgp_buffer_slice(&text), labeller, rounds);
    mgp_buffer_clear(&text);
    return true;
}

static void measure_corpus(const struct mgp_bench_corpus *corpus, size_t megabytes, const struct mgp_labeller *labeller,
                           unsigned rounds)
{
    struct mgp_buffer text = {0};
    mgp_bench_corpus_make(corpus, megabytes << 20, &text);
    measure(corpus->name, corpus->key, mgp_buffer_slice(&text), labeller, rounds);
    mgp_buffer_clear(&text);
}

static bool measure_named(const char *name, size_t megabytes, const struct mgp_labeller *labeller, unsigned rounds)
{
    for (size_t i = 0; i < mgp_bench_corpus_count; i++) {
        if (strcmp(mgp_bench_corpora[i].name, name) != 0) continue;
        measure_corpus(&mgp_bench_corpora[i], megabytes, labeller, rounds);
        return true;
    }
    return measure_file(name, labeller, rounds);
}

int main(int argc, char **argv)
{
    unsigned rounds = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 5;
    size_t megabytes = argc > 2 ? strtoul(argv[2], NULL, 10) : 8;
    struct mgp_rule_set *rules = NULL;
    struct mgp_rule_set_options options = {.selection = MGP_SELECT_ALL};
    if (mgp_rule_set_create(&options, &rules, NULL) != MGP_OK) return 1;
    printf("ns/byte             cut     walk   +/1000    +/100     +/10   values\n");
    bool is_read = true;
    for (int i = 3; i < argc; i++) {
        is_read = measure_named(argv[i], megabytes, &rules->labeller, rounds) && is_read;
    }
    for (size_t i = 0; i < mgp_bench_corpus_count && argc <= 3; i++) {
        measure_corpus(&mgp_bench_corpora[i], megabytes, &rules->labeller, rounds);
    }
    mgp_rule_set_destroy(rules);
    return is_read ? 0 : 1;
}
