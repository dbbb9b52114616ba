/* Texts to measure with, made from a seed: the same seed gives the same bytes. Values in them are made up. */
#ifndef MGP_CLI_BENCH_CORPUS_H
#define MGP_CLI_BENCH_CORPUS_H

#include "base/buffer.h"

struct mgp_bench_corpus {
    const char *name; /* "prose" */
    const char *key;  /* the object's name, whose extension tells the format: "prose.txt" */
    const char *about;
    void (*add)(struct mgp_buffer *out, uint64_t *random); /* one paragraph, row or line */
    void (*begin)(struct mgp_buffer *out);                 /* what stands first; NULL: nothing */
};

extern const struct mgp_bench_corpus mgp_bench_corpora[];
extern const size_t mgp_bench_corpus_count;

/* Fills out with about size bytes. */
void mgp_bench_corpus_make(const struct mgp_bench_corpus *corpus, size_t size, struct mgp_buffer *out);

#endif
