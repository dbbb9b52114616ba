/* What is measured against each other: a way of going through a text, made ready before and timed each time. */
#ifndef MGP_COMPARE_CONTENDER_H
#define MGP_COMPARE_CONTENDER_H

#include "base/buffer.h"

struct text {
    const char *name;
    const char *key;
    const char *path; /* of a file with the same bytes */
    struct mgp_slice bytes;
};

struct contender {
    const char *name;
    size_t most_bytes; /* of the text that it is given: the slow ones get its beginning; 0: all */
    void *context;
    /* Goes through the text; returns how much it found. */
    uint64_t (*run)(void *context, const struct text *text);
    void (*destroy)(void *context);
    bool is_process; /* another program, on the file; its processor time counts */
};

/* Ready to run. What cannot be had returns false, and says why on standard error. */
bool memcpy_contender(struct contender *out);
bool magpie_contender(struct contender *out);
bool hyperscan_contender(struct contender *out);
bool pcre2_contender(struct contender *out);
/* arguments: NULL-ended, at most 14; the file's path is put behind them. Borrowed. */
bool process_contender(const char *name, const char *const *arguments, struct contender *out);

/* What the regexes of the catalogue are for an engine that knows no identifiers: one pattern each, with word boundaries
 * where a value begins with a letter or digit; and for each recogniser a regex that says what it looks for. */
struct pattern {
    char *regex;
    bool is_caseless;
};
struct pattern_list {
    struct pattern *items;
    size_t count, capacity;
};
void patterns_of_catalogue(struct pattern_list *out);
/* The same for every keyword, each once. */
void patterns_of_keywords(struct pattern_list *out);
void patterns_clear(struct pattern_list *list);

#endif
