/* Texts from a grammar: tables of productions, which a seed turns into the same text on every machine.
 *
 * A production's text stands for itself but for what is between tildes:
 *   ~clause~     one of the productions of that symbol, or a built-in one (bench_grammar.c lists them)
 *   ~1-28~       a number; ~00-59~ one with leading zeros
 *   ~^noun~      with its first letter a capital; ~!noun~ all in capitals
 *   ~hex*16~     so many times; ~clause*1-4~ one to four times */
#ifndef MGP_CLI_BENCH_GRAMMAR_H
#define MGP_CLI_BENCH_GRAMMAR_H

#include "base/buffer.h"

struct mgp_bench_production {
    const char *symbol; /* those of one symbol stand one after the other */
    unsigned weight;    /* how often, against the others of that symbol */
    const char *text;
};

struct mgp_bench_productions {
    const struct mgp_bench_production *items;
    size_t count;
};

extern const struct mgp_bench_productions mgp_bench_language, mgp_bench_records, mgp_bench_programs, mgp_bench_attacks;

struct mgp_bench_grammar;

/* All tables together. Never fails: a symbol that is written and not defined is a mistake of ours. */
struct mgp_bench_grammar *mgp_bench_grammar_create(void);
void mgp_bench_grammar_destroy(struct mgp_bench_grammar *grammar);
/* Appends what such a text stands for. */
void mgp_bench_grammar_add(const struct mgp_bench_grammar *grammar, const char *text, uint64_t *random,
                           struct mgp_buffer *out);

#endif
