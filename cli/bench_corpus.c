#include "cli/bench_corpus.h"

#include "cli/bench_grammar.h"

const struct mgp_bench_corpus mgp_bench_corpora[] = {
    {"prose", "prose.txt", "English prose, a quarter of it lines of logs", NULL, "prose"},
    {"csv", "table.csv", "18 columns about employees, none labelled",
     "c01,c02,c03,c04,c05,c06,c07,c08,c09,c10,c11,c12,c13,c14,c15,c16,c17,c18\n", "table-row"},
    {"csv-labelled", "people.csv", "the same, 9 columns labelled",
     "c01,c02,c03,c04,ssn,date_of_birth,phone,address,c09,zip,credit_card_number,iban,c13,c14,c15,c16,"
     "drivers_license,tax_id\n",
     "table-row"},
    {"jsonl", "log.jsonl", "JSON Lines of logs", NULL, "json-log-line"},
    {"source", "source.c", "C, Python and JavaScript", NULL, "source"},
    {"blobs", "blobs.txt", "base64, data URLs and minified script", NULL, "blobs"},
    {"random", "random.txt", "random bytes as text", NULL, "random"},
    {"records", "people.jsonl", "personal records in JSON Lines, every field labelled", NULL, "json-record"},
};
const size_t mgp_bench_corpus_count = sizeof mgp_bench_corpora / sizeof *mgp_bench_corpora;

void mgp_bench_corpus_make(const struct mgp_bench_corpus *corpus, size_t size, struct mgp_buffer *out)
{
    struct mgp_bench_grammar *grammar = mgp_bench_grammar_create();
    uint64_t random = 20260317;
    size_t end = out->len + size;
    mgp_buffer_reserve(out, size + 65536);
    if (corpus->begin) mgp_buffer_text(out, corpus->begin);
    while (out->len < end) {
        mgp_bench_grammar_add(grammar, corpus->symbol, &random, out);
    }
    mgp_bench_grammar_destroy(grammar);
}
