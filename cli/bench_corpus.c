#include "cli/bench_corpus.h"

#include <string.h>

#include "cli/bench_grammar.h"

const struct mgp_bench_corpus mgp_bench_corpora[] = {
    {"prose", "prose.txt", "English prose, a quarter of it lines of logs", "~prose~", NULL, NULL, 0},
    {"csv", "table.csv", "18 columns about employees, none labelled", "~table-row~",
     "c01,c02,c03,c04,c05,c06,c07,c08,c09,c10,c11,c12,c13,c14,c15,c16,c17,c18\n", NULL, 0},
    {"csv-labelled", "people.csv", "the same, 9 columns labelled", "~table-row~",
     "c01,c02,c03,c04,ssn,date_of_birth,phone,address,c09,zip,credit_card_number,iban,c13,c14,c15,c16,"
     "drivers_license,tax_id\n",
     NULL, 0},
    {"jsonl", "log.jsonl", "JSON Lines of logs", "~json-log-line~", NULL, NULL, 0},
    {"source", "source.c", "C, Python and JavaScript", "~source~", NULL, NULL, 0},
    {"blobs", "blobs.txt", "base64, data URLs and minified script", "~blobs~", NULL, NULL, 0},
    {"random", "random.txt", "random bytes as text", "~text-byte*4096~", NULL, NULL, 0},
    {"records", "people.jsonl", "personal records in JSON Lines, every field labelled", "~json-record~", NULL, NULL, 0},
};
const size_t mgp_bench_corpus_count = sizeof mgp_bench_corpora / sizeof *mgp_bench_corpora;

const struct mgp_bench_corpus *mgp_bench_corpus_find(const char *name)
{
    for (size_t i = 0; i < mgp_bench_corpus_count; i++) {
        if (strcmp(mgp_bench_corpora[i].name, name) == 0) return &mgp_bench_corpora[i];
    }
    for (size_t i = 0; i < mgp_bench_adversary_count; i++) {
        if (strcmp(mgp_bench_adversaries[i].name, name) == 0) return &mgp_bench_adversaries[i];
    }
    return NULL;
}

void mgp_bench_corpus_make(const struct mgp_bench_corpus *corpus, size_t size, struct mgp_buffer *out)
{
    struct mgp_bench_grammar *grammar = mgp_bench_grammar_create();
    uint64_t random = 20260317;
    size_t end = out->len + size;
    mgp_buffer_reserve(out, size + 65536);
    if (corpus->begin) mgp_bench_grammar_add(grammar, corpus->begin, &random, out);
    while (out->len < end) {
        mgp_bench_grammar_add(grammar, corpus->unit, &random, out);
    }
    if (corpus->end) mgp_bench_grammar_add(grammar, corpus->end, &random, out);
    mgp_bench_grammar_destroy(grammar);
}
