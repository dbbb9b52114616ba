/* A regular expression over bytes as a tree, for programs that derive gates from it. Takes what
 * mgp_regex_check takes but for assertions (\b, ^, $) and \p: identifiers of the catalogue use neither. */
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

/* All nodes live in arena. INVALID: what stands at error->offset is not supported. */
enum mgp_status mgp_regex_tree_parse(struct mgp_arena *arena, struct mgp_slice regex, bool is_caseless,
                                     struct mgp_regex_node **out, struct mgp_error *error);

static inline bool mgp_byte_is_in(const uint64_t bytes[4], unsigned byte)
{
    return bytes[byte / 64] >> (byte % 64) & 1;
}

#endif
