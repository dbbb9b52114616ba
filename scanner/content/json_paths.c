#include "scanner/content/json_paths.h"

#include <string.h>

#define FIRST_SLOTS ((size_t)64) /* a power of two, as are all counts of slots */

void mgp_json_paths_reset(struct mgp_json_paths *paths)
{
    const size_t known = MGP_JSON_PATH_ROOT + 1;
    if (!paths->items) {
        paths->capacity = FIRST_SLOTS / 2;
        paths->items = mgp_malloc(paths->capacity * sizeof *paths->items);
        paths->slot_count = FIRST_SLOTS;
        paths->slots = mgp_malloc(paths->slot_count * sizeof *paths->slots);
    }
    memset(paths->items, 0, known * sizeof *paths->items);
    memset(paths->slots, 0, paths->slot_count * sizeof *paths->slots);
    mgp_arena_reset(&paths->arena);
    paths->count = known;
}

void mgp_json_paths_clear(struct mgp_json_paths *paths)
{
    free(paths->items);
    free(paths->slots);
    mgp_arena_clear(&paths->arena);
}

/* The slot that has the path, or a free one; there always is one. */
static size_t slot_of(const struct mgp_json_paths *paths, uint32_t above, uint32_t step)
{
    uint64_t hash = ((uint64_t)above << 32 | step) * 0x9E3779B97F4A7C15u;
    size_t mask = paths->slot_count - 1, slot = (size_t)(hash >> 32) & mask;
    for (; paths->slots[slot] != 0; slot = (slot + 1) & mask) {
        const struct mgp_json_known_path *known = &paths->items[paths->slots[slot]];
        if (known->above == above && known->step == step) break;
    }
    return slot;
}

/* Twice as many slots; no more than half of them are ever taken. */
static void grow(struct mgp_json_paths *paths)
{
    paths->slot_count *= 2;
    paths->slots = mgp_realloc(paths->slots, paths->slot_count, sizeof *paths->slots);
    memset(paths->slots, 0, paths->slot_count * sizeof *paths->slots);
    for (size_t i = MGP_JSON_PATH_ROOT + 1; i < paths->count; i++) {
        paths->slots[slot_of(paths, paths->items[i].above, paths->items[i].step)] = (uint32_t)i;
    }
}

uint32_t mgp_json_paths_find(struct mgp_json_paths *paths, uint32_t above, uint32_t step)
{
    if (above == MGP_JSON_PATH_UNKNOWN) return MGP_JSON_PATH_UNKNOWN;
    size_t slot = slot_of(paths, above, step);
    if (paths->slots[slot] != 0) return paths->slots[slot];
    if (paths->count == MGP_JSON_MAX_PATHS) return MGP_JSON_PATH_UNKNOWN;
    if (paths->count == paths->slot_count / 2) {
        grow(paths);
        slot = slot_of(paths, above, step);
    }
    MGP_GROW(paths->items, paths->count, paths->capacity);
    paths->items[paths->count] = (struct mgp_json_known_path){.above = above, .step = step};
    paths->slots[slot] = (uint32_t)paths->count;
    return (uint32_t)paths->count++;
}

void mgp_json_paths_keep_text(struct mgp_json_paths *paths, uint32_t path, struct mgp_slice text)
{
    if (paths->arena.used_bytes + text.len > MGP_JSON_MAX_PATH_BYTES) return;
    paths->items[path].text = mgp_arena_copy(&paths->arena, text);
}
