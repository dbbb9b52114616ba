/* Paths within records, known by numbers: the walk says which path a value has, and its text is written once. */
#ifndef MGP_SCANNER_JSON_PATHS_H
#define MGP_SCANNER_JSON_PATHS_H

#include "base/alloc.h"
#include "base/slice.h"

/* Paths, and the bytes of their texts, that are remembered at a time; elements of an array that have paths of their
 * own: of a later one the path is not known. */
#define MGP_JSON_MAX_PATHS         ((size_t)4096)
#define MGP_JSON_MAX_PATH_BYTES    ((size_t)256 * 1024)
#define MGP_JSON_MAX_PATH_ELEMENTS ((size_t)64)

enum { MGP_JSON_PATH_UNKNOWN, MGP_JSON_PATH_ROOT };

/* A step: a member (json_names.h) or the index of an element. */
static inline uint32_t mgp_json_member_step(uint32_t member)
{
    return member << 1;
}

static inline uint32_t mgp_json_element_step(size_t index)
{
    return (uint32_t)index << 1 | 1;
}

struct mgp_json_known_path {
    uint32_t above, step;  /* from the path of the container */
    struct mgp_slice text; /* in the arena; ptr NULL: not written yet */
};

struct mgp_json_paths {
    struct mgp_json_known_path *items; /* the first two stand for UNKNOWN and ROOT */
    size_t count, capacity;
    uint32_t *slots; /* by hash: items; 0: free */
    size_t slot_count;
    struct mgp_arena arena;
};

/* Forgets all paths. To be called before the first one is asked for. */
void mgp_json_paths_reset(struct mgp_json_paths *paths);
void mgp_json_paths_clear(struct mgp_json_paths *paths);

/* The path one step below above; UNKNOWN if above is, or if there is no room. */
uint32_t mgp_json_paths_find(struct mgp_json_paths *paths, uint32_t above, uint32_t step);

/* Remembers the text of a path, which is not UNKNOWN, as long as there is room for it. */
void mgp_json_paths_keep_text(struct mgp_json_paths *paths, uint32_t path, struct mgp_slice text);

#endif
