/* Command-line arguments: long options with a value after a blank or '=', a few one-letter ones, "--". Errors
 * are one line and a hint, with the nearest option suggested. */
#ifndef MGP_CLI_ARGUMENTS_H
#define MGP_CLI_ARGUMENTS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/alloc.h"

struct mgp_option {
    const char *name; /* "--format" */
    char letter;      /* 'o' for -o; 0: none */
    bool takes_value;
};

struct mgp_arguments {
    const char *command; /* "scan", for messages; NULL for the program itself */
    int argc;
    char **argv;
    int at;           /* the next argument to look at */
    bool only_values; /* after "--" */
};

enum { MGP_ARGUMENT_END = -1, MGP_ARGUMENT_POSITIONAL = -2, MGP_ARGUMENT_ERROR = -3 };

/* The index in options of the next option (its value in *value), or MGP_ARGUMENT_POSITIONAL with the argument
 * in *value, or END, or ERROR after a message. "--help" is the caller's to list among the options. */
int mgp_next_argument(struct mgp_arguments *arguments, const struct mgp_option *options, size_t count,
                      const char **value);

/* Prints "magpie scan: MESSAGE" and the hint to see --help on standard error; returns 2. */
int mgp_usage_error(const char *command, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Prints "magpie: MESSAGE" on standard error; returns 2. */
int mgp_failure(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* A list that grows with each repetition of an option. The texts are borrowed from argv, or live in the arena. */
struct mgp_text_list {
    const char **items;
    size_t count, capacity;
    struct mgp_arena arena;
};
void mgp_text_list_add(struct mgp_text_list *list, const char *text);
/* Adds the parts of a comma-separated value. */
void mgp_text_list_add_split(struct mgp_text_list *list, const char *value);
void mgp_text_list_clear(struct mgp_text_list *list);

#endif
