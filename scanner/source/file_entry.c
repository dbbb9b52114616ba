#include "scanner/source/file_entry.h"

#include "scanner/source/folder.h"
#include "scanner/source/target.h"

void mgp_entry_pool_clear(struct mgp_entry_pool *pool)
{
    while (pool->count > 0) {
        mgp_entry_destroy(pool->items[--pool->count]);
    }
    free(pool->items);
    *pool = (struct mgp_entry_pool){0};
}

struct mgp_entry *mgp_file_entry_take(struct mgp_entry_pool *pool, struct mgp_slice bucket, struct mgp_slice key,
                                      struct mgp_slice location)
{
    struct mgp_entry *entry = pool->count > 0 ? pool->items[--pool->count] : mgp_calloc(1, sizeof *entry);
    entry->object.bucket = mgp_arena_copy(&entry->arena, bucket);
    entry->object.key = mgp_arena_copy(&entry->arena, key);
    entry->object.location = mgp_arena_copy(&entry->arena, location);
    entry->object.last_modified = MGP_TIME_UNKNOWN;
    return entry;
}

void mgp_file_entry_release(struct mgp_entry *entry)
{
    struct mgp_file_handle *handle = entry->handle;
    if (!handle) return;
    mgp_open_folder_release(handle->origin.folder);
    handle->origin.folder = NULL;
    mgp_early_close(handle->early_fd);
    handle->early_fd = -1;
}

void mgp_file_entry_give_back(struct mgp_entry_pool *pool, struct mgp_entry *entry)
{
    if (!entry) return;
    mgp_file_entry_release(entry);
    struct mgp_arena arena = entry->arena;
    mgp_arena_reset(&arena);
    *entry = (struct mgp_entry){.arena = arena};
    MGP_GROW(pool->items, pool->count, pool->capacity);
    pool->items[pool->count++] = entry;
}

struct mgp_entry *mgp_file_entry_fail(struct mgp_entry *entry, enum mgp_status status, const char *message)
{
    entry->status = status;
    struct mgp_error text;
    mgp_fail(&text, status, "%.255s", message);
    memcpy(entry->message, text.message, strlen(text.message) + 1);
    return entry;
}

struct mgp_entry *mgp_file_entry_fail_errno(struct mgp_entry *entry, int number)
{
    return mgp_file_entry_fail(entry, mgp_errno_status(number), strerror(number));
}

struct mgp_entry *mgp_file_entry_set_kind(struct mgp_entry *entry, const char *kind)
{
    entry->status = MGP_UNSUPPORTED;
    entry->kind = kind;
    return entry;
}

/* Milliseconds; unknown where a year has not four digits. */
static mgp_time_ms time_of(struct timespec time)
{
    if (time.tv_sec < -62135596800 || time.tv_sec > 253402300799) return MGP_TIME_UNKNOWN;
    return (mgp_time_ms)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

struct mgp_entry *mgp_file_entry_set_origin(struct mgp_entry *entry, const struct mgp_origin *from)
{
    struct mgp_file_handle *handle = mgp_arena_alloc(&entry->arena, sizeof *handle);
    handle->origin = *from;
    handle->early_fd = -1;
    entry->handle = handle;
    entry->object.size = from->size;
    entry->object.has_size = true;
    entry->object.last_modified = time_of(from->modified);
    entry->object.storage_class = "STANDARD";
    entry->is_local = true;
    return entry;
}

static const char *last_segment(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

struct mgp_entry *mgp_file_entry_set_status(struct mgp_entry *entry, const struct stat *status, const char *real_path,
                                            struct mgp_open_folder *folder)
{
    const char *kind = mgp_mode_kind(status->st_mode);
    if (kind) return mgp_file_entry_set_kind(entry, kind);
    if (!S_ISREG(status->st_mode))
        return mgp_file_entry_fail(entry, MGP_CHANGED, "replaced while its folder was listed");
    struct mgp_origin origin;
    if (real_path) real_path = mgp_arena_text(&entry->arena, mgp_slice_text(real_path));
    else real_path = (const char *)entry->object.location.ptr; /* a copy in the arena, NUL-ended */
    mgp_origin_init(&origin, real_path, status);
    origin.folder = mgp_open_folder_share(folder);
    origin.name = last_segment(real_path);
    return mgp_file_entry_set_origin(entry, &origin);
}
