#define _DEFAULT_SOURCE /* explicit_bzero */
#include "base/alloc.h"

#include <stdalign.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__)
#define HAS_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HAS_ASAN 1
#endif
#endif

static void (*exhaustion_hook)(void);

void mgp_on_exhaustion(void (*hook)(void))
{
    exhaustion_hook = hook;
}

static _Noreturn void out_of_memory(void)
{
    static const char text[] = "magpie: out of memory: free some, or use fewer --threads\n";
    if (write(STDERR_FILENO, text, sizeof text - 1) < 0) _exit(2);
    if (exhaustion_hook) exhaustion_hook();
    _exit(2);
}

static _Thread_local uint64_t allocation_count;

uint64_t mgp_allocation_count(void)
{
    return allocation_count;
}

void *mgp_malloc(size_t size)
{
    allocation_count++;
    void *ptr = malloc(size ? size : 1);
    if (!ptr) out_of_memory();
    return ptr;
}

void *mgp_calloc(size_t count, size_t size)
{
    allocation_count++;
    void *ptr = calloc(count ? count : 1, size ? size : 1);
    if (!ptr) out_of_memory();
    return ptr;
}

void *mgp_realloc(void *ptr, size_t count, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes)) out_of_memory();
    allocation_count++;
    void *moved = realloc(ptr, bytes ? bytes : 1);
    if (!moved) out_of_memory();
    return moved;
}

void *mgp_pages_alloc(size_t size)
{
    enum { PAGE = 4096 };
    if (size > SIZE_MAX - PAGE) out_of_memory();
    allocation_count++;
    void *ptr = aligned_alloc(PAGE, (size / PAGE + 1) * PAGE);
    if (!ptr) out_of_memory();
    return ptr;
}

char *mgp_slice_dup(struct mgp_slice slice)
{
    char *copy = mgp_malloc(slice.len + 1);
    if (slice.len) memcpy(copy, slice.ptr, slice.len);
    copy[slice.len] = '\0';
    return copy;
}

char *mgp_strdup(const char *text)
{
    return mgp_slice_dup(mgp_slice_text(text));
}

void mgp_wipe(void *ptr, size_t size)
{
    if (size) explicit_bzero(ptr, size);
}

struct mgp_arena_block {
    struct mgp_arena_block *next;
    size_t size, used;
    alignas(max_align_t) uint8_t bytes[];
};

#ifdef HAS_ASAN
#define BLOCK_BYTES ((size_t)1) /* one malloc for each piece, so that AddressSanitizer sees overruns */
#else
#define BLOCK_BYTES       ((size_t)16 * 1024)
#define FIRST_BLOCK_BYTES ((size_t)1024) /* an arena that is hardly used, as that of most reports, costs little */
#endif

void *mgp_arena_take(struct mgp_arena *arena, size_t size)
{
    size_t rounded = (size + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);
    if (rounded < size) out_of_memory();
    struct mgp_arena_block *block = arena->blocks;
    if (!block || block->size - block->used < rounded) {
#ifdef HAS_ASAN
        size_t room = size ? size : 1;
#else
        size_t usual = block ? BLOCK_BYTES : FIRST_BLOCK_BYTES, room = rounded > usual ? rounded : usual;
#endif
        block = mgp_malloc(sizeof *block + room);
        block->size = room;
        block->used = 0;
        block->next = arena->blocks;
        arena->blocks = block;
    }
    void *ptr = block->bytes + block->used;
    block->used += rounded < block->size - block->used ? rounded : block->size - block->used;
    arena->used_bytes += rounded;
    return ptr;
}

void *mgp_arena_alloc(struct mgp_arena *arena, size_t size)
{
    void *ptr = mgp_arena_take(arena, size);
    memset(ptr, 0, size);
    return ptr;
}

char *mgp_arena_text(struct mgp_arena *arena, struct mgp_slice slice)
{
    char *copy = mgp_arena_take(arena, slice.len + 1);
    if (slice.len) memcpy(copy, slice.ptr, slice.len);
    copy[slice.len] = '\0';
    return copy;
}

struct mgp_slice mgp_arena_copy(struct mgp_arena *arena, struct mgp_slice slice)
{
    return mgp_slice_of(mgp_arena_text(arena, slice), slice.len);
}

size_t mgp_arena_held(const struct mgp_arena *arena)
{
    size_t held = 0;
    for (const struct mgp_arena_block *block = arena->blocks; block; block = block->next)
        held += sizeof *block + block->size;
    return held;
}

static void free_blocks(struct mgp_arena_block *block)
{
    while (block) {
        struct mgp_arena_block *next = block->next;
        free(block);
        block = next;
    }
}

void mgp_arena_reset(struct mgp_arena *arena)
{
#ifdef HAS_ASAN
    mgp_arena_clear(arena);
#else
    struct mgp_arena_block *kept = NULL;
    while (arena->blocks) {
        struct mgp_arena_block *block = arena->blocks;
        arena->blocks = block->next;
        if (!kept && block->size <= BLOCK_BYTES) {
            kept = block;
        } else {
            free(block);
        }
    }
    if (kept) {
        kept->next = NULL;
        kept->used = 0;
        arena->blocks = kept;
    }
    arena->used_bytes = 0;
#endif
}

void mgp_arena_wipe(struct mgp_arena *arena)
{
    for (struct mgp_arena_block *block = arena->blocks; block; block = block->next) mgp_wipe(block->bytes, block->used);
    mgp_arena_clear(arena);
}

void mgp_arena_clear(struct mgp_arena *arena)
{
    free_blocks(arena->blocks);
    arena->blocks = NULL;
    arena->used_bytes = 0;
}
