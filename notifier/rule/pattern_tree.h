/* A compiled pattern, shared by the files that make it and the one that matches it. */
#ifndef MGP_NOTIFIER_RULE_PATTERN_TREE_H
#define MGP_NOTIFIER_RULE_PATTERN_TREE_H

#include "notifier/rule/pattern.h"
#include "notifier/rule/pattern_value.h"

enum mgp_matcher_kind {
    MGP_MATCH_STRING,
    MGP_MATCH_NUMBER,
    MGP_MATCH_TRUE,
    MGP_MATCH_FALSE,
    MGP_MATCH_NULL,
    MGP_MATCH_PREFIX,
    MGP_MATCH_SUFFIX,
    MGP_MATCH_CASELESS,
    MGP_MATCH_WILDCARD,
    MGP_MATCH_RANGE,
    MGP_MATCH_CIDR,
    MGP_MATCH_PRESENT,
    MGP_MATCH_ABSENT,
    MGP_MATCH_NONE_OF, /* anything-but */
};

struct mgp_matcher {
    enum mgp_matcher_kind kind;
    bool is_caseless;              /* PREFIX, SUFFIX */
    struct mgp_slice text;         /* STRING, PREFIX, SUFFIX, CASELESS */
    struct mgp_number number;      /* NUMBER */
    struct mgp_address address;    /* STRING that is an address (bits > 0), CIDR */
    unsigned prefix_bits;          /* CIDR */
    struct mgp_wildcard wildcard;  /* WILDCARD */
    double low, high;              /* RANGE; infinite where there is no bound */
    bool low_included, high_included;
    const struct mgp_matcher *items; /* NONE_OF */
    size_t count;
};

/* The keys from the root joined by dots, and the alternatives for the value there. */
struct mgp_pattern_field {
    struct mgp_slice path;
    struct mgp_matcher *matchers;
    size_t count;
};

/* Fields that must all hold. */
struct mgp_combination {
    const struct mgp_pattern_field **fields;
    size_t count, capacity;
};

struct mgp_pattern {
    struct mgp_arena arena;
    struct mgp_combination *combinations; /* any of them; one where there is no $or */
    size_t count;
};

/* Compiles one entry of a leaf array. */
enum mgp_status mgp_matcher_compile(struct mgp_arena *arena, const struct mgp_json *json, struct mgp_matcher *out,
                                    struct mgp_error *error);

/* Refuses the pattern because of what stands at json. */
enum mgp_status mgp_pattern_refuse(struct mgp_error *error, const struct mgp_json *json, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
