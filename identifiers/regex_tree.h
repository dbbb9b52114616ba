/* A regular expression as a tree over bytes, from which gates are derived. */
#ifndef MGP_IDENTIFIERS_REGEX_TREE_H
#define MGP_IDENTIFIERS_REGEX_TREE_H

#include "base/alloc.h"
#include "base/status.h"

#define MGP_TREE_UNBOUNDED UINT32_MAX

enum mgp_regex_node_kind {
    MGP_NODE_BYTES,       /* one byte of a set */
    MGP_NODE_SEQUENCE,    /* the children one after the other; none: the empty text */
    MGP_NODE_ALTERNATIVE, /* one of the children */
    MGP_NODE_REPEAT,      /* the only child, min to max times */
};

struct mgp_regex_node {
    enum mgp_regex_node_kind kind;
    uint64_t bytes[4];
    uint32_t min, max; /* max may be MGP_TREE_UNBOUNDED */
    struct mgp_regex_node *first_child, *next_sibling;
};

/* A regex over bytes, as the catalogue has them: exactly its language. Assertions (\b, ^, $) and \p, of which the
 * catalogue has none, are refused. All nodes live in arena. INVALID: what stands at error->offset is not supported. */
enum mgp_status mgp_regex_tree_parse(struct mgp_arena *arena, struct mgp_slice regex, bool is_caseless,
                                     struct mgp_regex_node **out, struct mgp_error *error);

/* A regex over UTF-8, as custom identifiers have them: at least its language. Assertions count as empty; (?i) anywhere
 * holds for all of it; a set that holds one character beyond ASCII holds all of them, and so does in (?i) a letter that
 * is another case of one (k and the Kelvin sign). Refused, though PCRE2 takes them: octal numbers in classes and
 * [[:<:]]. */
enum mgp_status mgp_regex_tree_cover(struct mgp_arena *arena, struct mgp_slice regex, struct mgp_regex_node **out,
                                     struct mgp_error *error);

static inline bool mgp_byte_is_in(const uint64_t bytes[4], unsigned byte)
{
    return bytes[byte / 64] >> (byte % 64) & 1;
}

#endif
