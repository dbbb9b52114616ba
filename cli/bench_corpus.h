/* Texts to measure with, made from a seed: the same on every machine. Values in them are made up. */
#ifndef MGP_CLI_BENCH_CORPUS_H
#define MGP_CLI_BENCH_CORPUS_H

#include "base/buffer.h"

/* The texts are of the grammar (bench_grammar.h). */
struct mgp_bench_corpus {
    const char *name;  /* "prose" */
    const char *key;   /* the object's name, whose extension tells the format: "prose.txt" */
    const char *about; /* one line */
    const char *unit;  /* one paragraph, row or line: comes again and again */
    const char *begin, *end; /* what stands before and after them, once; NULL: nothing */
    unsigned megabytes; /* not 0: this long unless something else is asked for, its beginning again and again */
};

/* What people have, and what a hostile person would send. Those of the second list depend on the catalogue too. */
extern const struct mgp_bench_corpus mgp_bench_corpora[], mgp_bench_adversaries[];
extern const size_t mgp_bench_corpus_count, mgp_bench_adversary_count;

/* By name, from both lists; NULL if there is none. */
const struct mgp_bench_corpus *mgp_bench_corpus_find(const char *name);

/* Appends at least size bytes of the corpus: it ends with the unit that reaches them, and what stands at the end. */
void mgp_bench_corpus_make(const struct mgp_bench_corpus *corpus, size_t size, struct mgp_buffer *out);

#endif
