/* Shapes: what the values of all identifiers look like, as two automata over classes of bytes that the build
 * derives from the regexes of the catalogue (shape_compiler.c). An automaton takes more than the regexes do
 * (a class stands for all its bytes, and behind a depth everything goes), never less: what it lets through is
 * proved with the regex itself. Constant data. */
#ifndef MGP_SCANNER_SHAPES_H
#define MGP_SCANNER_SHAPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MGP_SHAPE_WORDS    4 /* 64 patterns each */
#define MGP_MAX_SHAPES     (MGP_SHAPE_WORDS * 64)
/* Bytes; a pattern longer than this is looked for by its own regex around each of its keywords. */
#define MGP_LONG_SHAPE     96
#define MGP_SHAPE_MAX_ENDS 32 /* the depth of an automaton is less */

struct mgp_shape_set {
    uint64_t words[MGP_SHAPE_WORDS];
};

static inline void mgp_shapes_unite(struct mgp_shape_set *into, const struct mgp_shape_set *from)
{
    for (size_t i = 0; i < MGP_SHAPE_WORDS; i++) {
        into->words[i] |= from->words[i];
    }
}

/* Text is dense where it has MGP_DENSE_DIGITS digits within a value's length, a run of MGP_DENSE_CAPITALS capitals and
 * digits, or one of MGP_DENSE_TOKEN letters, digits and "+/_-". Nearly all values make their place dense. */
#define MGP_DENSE_DIGITS   3
#define MGP_DENSE_CAPITALS 4
#define MGP_DENSE_TOKEN    20
enum mgp_sparseness {
    MGP_DENSE,     /* no match is without one of these */
    MGP_HAS_DIGIT, /* nor without one of the latter two or one digit */
    MGP_SPARSE
};

/* A pattern of the catalogue that the automaton stands for; its bit is its index. */
struct mgp_shape_pattern {
    uint16_t identifier; /* in mgp_catalogue */
    uint16_t pattern;    /* of the identifier */
    uint16_t longest;    /* bytes; UINT16_MAX where that is not bounded */
    uint8_t fewest_digits; /* no match has fewer */
    uint8_t sparseness;    /* enum mgp_sparseness */
};

struct mgp_shapes {
    const uint8_t *classes;      /* of the 256 bytes */
    const uint16_t *transitions; /* [state * class_count + class]; 0: dead. 1 is the start */
    const uint16_t *ends;        /* for each state, the set of patterns that may end there; 0: none */
    const uint16_t *open;        /* for each state, the set of patterns that go on beyond the depth; 0: none */
    const uint16_t *reach;       /* for each state, the set of patterns that end there or farther on */
    const struct mgp_shape_set *sets;
    const struct mgp_shape_pattern *patterns;
    uint16_t class_count, state_count, pattern_count;
};

/* Patterns with a keyword: letters are one class, digits another. */
extern const struct mgp_shapes mgp_keyword_shapes;

/* Patterns without: classes are exact. */
extern const struct mgp_shapes mgp_anchor_shapes;

/* How values of the latter can begin: the first letters, up to MGP_CODE_LETTERS, in lower case and fewer where
 * another byte follows; or the first two bytes, where the first is no letter. NULL-ended. */
#define MGP_CODE_LETTERS 8
extern const char *const mgp_anchor_codes[];
extern const uint8_t (*const mgp_anchor_pairs)[2];
extern const size_t mgp_anchor_pair_count;

#endif
