/* The words that the bench's texts are made of. Lists of this project; nouns, verbs and adjectives stand in their plain
 * form and are inflected regularly, which gives some three thousand words. */
#ifndef MGP_CLI_BENCH_WORDS_H
#define MGP_CLI_BENCH_WORDS_H

#include "base/buffer.h"

enum mgp_bench_form {
    MGP_BENCH_PLAIN, /* river, carry, slow */
    MGP_BENCH_S,     /* rivers, carries */
    MGP_BENCH_ED,    /* carried */
    MGP_BENCH_ING,   /* carrying */
    MGP_BENCH_LY,    /* slowly */
};

struct mgp_bench_word_list {
    const char *const *words;
    unsigned count;
};

/* The first words of these come more often than the last, as in a language. */
extern const struct mgp_bench_word_list mgp_bench_nouns, mgp_bench_verbs, mgp_bench_adjectives;
extern const struct mgp_bench_word_list mgp_bench_given_names, mgp_bench_surnames, mgp_bench_places;

void mgp_bench_add_form(struct mgp_buffer *out, const char *word, enum mgp_bench_form form);

#endif
