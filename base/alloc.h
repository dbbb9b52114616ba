/* Memory. These never return NULL: a process that cannot get a few kilobytes cannot report a finding
 * either, so it says so and ends with status 2. What grows with the input has its own named ceiling
 * long before that. */
#ifndef MGP_BASE_ALLOC_H
#define MGP_BASE_ALLOC_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/slice.h"

void *mgp_malloc(size_t size);
void *mgp_calloc(size_t count, size_t size);
/* Resizes to count * size bytes; an overflow ends the process. */
void *mgp_realloc(void *ptr, size_t count, size_t size);
/* Whole pages, not zeroed, for what the kernel copies into: to an address that is not aligned to a cache line that
 * takes several times as long. size is rounded up to pages; freed with free. */
void *mgp_pages_alloc(size_t size);
/* A NUL-ended copy that the caller frees. */
char *mgp_strdup(const char *text);
char *mgp_slice_dup(struct mgp_slice slice);

/* Overwrites memory that held a matched value; the compiler may not drop it. */
void mgp_wipe(void *ptr, size_t size);

/* How often this thread has asked the system for memory through these functions, for tests. */
uint64_t mgp_allocation_count(void);

/* What to run before the process ends for want of memory (removing half-written files). */
void mgp_on_exhaustion(void (*hook)(void));

/* Grows array (of elements *array) so that index count fits; *capacity is in elements. */
#define MGP_GROW(array, count, capacity)                                                                     \
    do {                                                                                                     \
        if ((count) >= (capacity)) {                                                                         \
            (capacity) = (capacity) ? (capacity)*2 : 8;                                                      \
            (array) = mgp_realloc((array), (size_t)(capacity), sizeof *(array));                             \
        }                                                                                                    \
    } while (0)

/* An arena: many small pieces, freed together. Not for threads to share. */
struct mgp_arena_block;
struct mgp_arena {
    struct mgp_arena_block *blocks;
    size_t used_bytes; /* handed out since the last reset */
};

void *mgp_arena_alloc(struct mgp_arena *arena, size_t size);           /* zeroed, aligned for any type */
void *mgp_arena_take(struct mgp_arena *arena, size_t size);            /* the same, not zeroed */
char *mgp_arena_text(struct mgp_arena *arena, struct mgp_slice slice); /* a NUL-ended copy */
struct mgp_slice mgp_arena_copy(struct mgp_arena *arena, struct mgp_slice slice);
size_t mgp_arena_held(const struct mgp_arena *arena); /* bytes of memory that it occupies */
void mgp_arena_reset(struct mgp_arena *arena); /* keeps one block for reuse */
void mgp_arena_clear(struct mgp_arena *arena); /* frees everything; the arena may be used again */
void mgp_arena_wipe(struct mgp_arena *arena);  /* overwrites everything before it is freed: it held secrets */

#endif
