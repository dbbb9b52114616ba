/* A compiled pattern, shared by the files that make it and those that match it. */
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
    struct mgp_slice text;         /* STRING, PREFIX, SUFFIX, CASELESS; CIDR: as written */
    struct mgp_number number;      /* NUMBER */
    struct mgp_address address;    /* STRING that is an address (bits > 0), CIDR */
    unsigned prefix_bits;          /* CIDR */
    struct mgp_wildcard wildcard;  /* WILDCARD */
    double low, high;              /* RANGE; infinite where there is no bound */
    bool low_included, high_included;
    const struct mgp_matcher *items; /* NONE_OF */
    size_t count;
    size_t offset, end; /* where it stands in the text of the pattern */
};

/* The keys from the root joined by dots, and the alternatives for the value there. */
struct mgp_pattern_field {
    struct mgp_slice path;
    struct mgp_matcher *matchers;
    size_t count;
    size_t offset; /* of the array in the text of the pattern */
    bool may_be_absent;  /* exists: false is among the alternatives */
    bool may_be_present; /* something else is */
    uint32_t index;      /* among all fields, in the order of their paths */
    uint32_t path_index; /* among the different paths */
};

/* Fields that must all hold, in the order of their paths. */
struct mgp_combination {
    const struct mgp_pattern_field **fields;
    size_t count, capacity;
};

/* The paths of all fields as a tree of their parts: how the values of an event are found in one walk. */
#define MGP_NO_PATH UINT32_MAX

struct mgp_pattern_step {
    struct mgp_slice name;
    uint32_t begin;                    /* of name in the paths that go through the step */
    uint32_t first_child, child_count; /* in mgp_pattern.steps */
    uint32_t path_index;               /* of the path that ends here, or MGP_NO_PATH */
};

struct mgp_pattern {
    struct mgp_arena arena;
    struct mgp_combination *combinations; /* any of them; one where there is no $or */
    size_t count;
    struct mgp_pattern_field **fields; /* in the order of their paths; a path may have several */
    size_t field_count, path_count;
    struct mgp_pattern_step *steps; /* [0] is the root */
    size_t step_count;
};

/* Compiles one entry of a leaf array. */
enum mgp_status mgp_matcher_compile(struct mgp_arena *arena, const struct mgp_json *json, struct mgp_matcher *out,
                                    struct mgp_error *error);

/* Refuses the pattern because of what stands at json. */
enum mgp_status mgp_pattern_refuse(struct mgp_error *error, const struct mgp_json *json, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Once combinations and fields (in any order) are there: puts both in the order of paths and makes the steps. */
void mgp_pattern_order(struct mgp_pattern *pattern);

/* The cost of one match, which has a limit. */
struct mgp_match {
    size_t steps, frames;
    bool is_over;
};

/* Counts cost steps; false when that is too many. */
static inline bool mgp_match_spend(struct mgp_match *match, size_t cost)
{
    match->steps += cost;
    if (match->steps > MGP_PATTERN_MAX_STEPS) match->is_over = true;
    return !match->is_over;
}

/* Is value, which is no object or array, one of the field's alternatives? */
bool mgp_field_matches(struct mgp_match *match, const struct mgp_pattern_field *field, const struct mgp_json *value);

/* Do the fields hold together, with array consistency, in what lies below json? Their paths, in whose order they are,
 * go on there from the offset at, or, where they are no longer than that, end there. */
bool mgp_fields_match(struct mgp_match *match, const struct mgp_pattern_field *const *fields, size_t count,
                      const struct mgp_json *json, size_t at);

static inline bool mgp_same_word(const uint8_t *a, const uint8_t *b)
{
    uint64_t x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return x == y;
}

/* Equal bytes? Names are short and mostly differ in the first byte: calls are saved. */
static inline bool mgp_same_bytes(const uint8_t *a, const uint8_t *b, size_t length)
{
    if (length == 0) return true;
    if (a[0] != b[0]) return false;
    if (length > 16) return memcmp(a, b, length) == 0;
    if (length >= 8) return mgp_same_word(a, b) && mgp_same_word(a + length - 8, b + length - 8);
    for (size_t i = 1; i < length; i++)
        if (a[i] != b[i]) return false;
    return true;
}

#endif
