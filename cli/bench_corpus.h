/* Texts to measure with, made from a seed: the same on every machine. Values in them are made up. */
#ifndef MGP_CLI_BENCH_CORPUS_H
#define MGP_CLI_BENCH_CORPUS_H

#include "base/buffer.h"

struct mgp_bench_corpus {
    const char *name;   /* "prose" */
    const char *key;    /* the object's name, whose extension tells the format: "prose.txt" */
    const char *about;  /* one line */
    const char *begin;  /* what stands first, once; NULL: nothing */
    const char *symbol; /* of bench_grammar.h: one paragraph, row or line */
};

extern const struct mgp_bench_corpus mgp_bench_corpora[];
extern const size_t mgp_bench_corpus_count;

/* Appends at least size bytes of the corpus: it ends with the paragraph, row or line that reaches them. */
void mgp_bench_corpus_make(const struct mgp_bench_corpus *corpus, size_t size, struct mgp_buffer *out);

#endif
