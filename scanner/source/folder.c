#define _DEFAULT_SOURCE /* d_type */
#include "scanner/source/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/utf8.h"

const char *mgp_mode_kind(unsigned mode)
{
    switch (mode & S_IFMT) {
    case S_IFSOCK:
        return "socket";
    case S_IFIFO:
        return "FIFO";
    case S_IFREG:
    case S_IFDIR:
    case S_IFLNK:
        return NULL;
    default:
        return "device";
    }
}

static enum mgp_item_type type_of_mode(unsigned mode)
{
    return S_ISREG(mode)   ? MGP_ITEM_FILE
           : S_ISDIR(mode) ? MGP_ITEM_DIRECTORY
           : S_ISLNK(mode) ? MGP_ITEM_LINK
                           : MGP_ITEM_OTHER;
}

static enum mgp_item_type item_type(int fd, const struct dirent *entry)
{
    struct stat status;
    switch (entry->d_type) {
    case DT_REG:
        return MGP_ITEM_FILE;
    case DT_DIR:
        return MGP_ITEM_DIRECTORY;
    case DT_LNK:
        return MGP_ITEM_LINK;
    case DT_UNKNOWN: /* some file systems do not say */
        if (fstatat(fd, entry->d_name, &status, AT_SYMLINK_NOFOLLOW) == 0) return type_of_mode(status.st_mode);
        return MGP_ITEM_OTHER;
    default:
        return MGP_ITEM_OTHER;
    }
}

static void add_item(struct mgp_folder *folder, const char *name, enum mgp_item_type type)
{
    struct mgp_slice raw = mgp_slice_text(name);
    MGP_GROW(folder->items, folder->count, folder->capacity);
    struct mgp_item *item = &folder->items[folder->count++];
    *item = (struct mgp_item){.type = (uint8_t)type, .has_slash = type == MGP_ITEM_DIRECTORY};
    item->name = mgp_arena_text(&folder->arena, raw);
    struct mgp_slice key = mgp_slice_of(item->name, raw.len);
    if (!mgp_utf8_is_valid(raw)) {
        struct mgp_buffer encoded = {0};
        mgp_append_key_as_utf8(&encoded, raw);
        key = mgp_arena_copy(&folder->arena, mgp_buffer_slice(&encoded));
        mgp_buffer_clear(&encoded);
    }
    item->key = key.ptr;
    item->key_length = (uint32_t)key.len;
}

bool mgp_folder_read(int fd, struct mgp_folder *folder)
{
    int copy = fcntl(fd, F_DUPFD_CLOEXEC, 0);
    DIR *stream = copy < 0 ? NULL : fdopendir(copy);
    if (!stream) {
        int number = errno;
        if (copy >= 0) close(copy);
        errno = number;
        return false;
    }
    struct dirent *entry;
    while (errno = 0, entry = readdir(stream)) {
        const char *name = entry->d_name;
        if (name[0] == '.' && (name[1] == '\0' || (name[1] == '.' && name[2] == '\0'))) continue;
        add_item(folder, name, item_type(fd, entry));
    }
    int number = errno;
    closedir(stream);
    errno = number;
    return number == 0;
}

/* The byte at an offset of key and slash, -1 behind them. */
static int byte_at(const struct mgp_item *item, size_t at)
{
    if (at < item->key_length) return item->key[at];
    return at == item->key_length && item->has_slash ? '/' : -1;
}

static int compare_items(const void *left, const void *right)
{
    const struct mgp_item *a = left, *b = right;
    size_t common = a->key_length < b->key_length ? a->key_length : b->key_length;
    int order = memcmp(a->key, b->key, common);
    if (order != 0) return order;
    order = byte_at(a, common) - byte_at(b, common);
    if (order != 0) return order;
    if (a->key_length != b->key_length) return a->key_length < b->key_length ? -1 : 1;
    return strcmp(a->name, b->name);
}

void mgp_folder_sort(struct mgp_folder *folder)
{
    if (folder->count) qsort(folder->items, folder->count, sizeof *folder->items, compare_items);
}

const struct mgp_item *mgp_folder_find_collision(const struct mgp_folder *folder)
{
    for (size_t i = 1; i < folder->count; i++) {
        const struct mgp_item *a = &folder->items[i - 1], *b = a + 1;
        bool are_folders = a->type == MGP_ITEM_DIRECTORY && b->type == MGP_ITEM_DIRECTORY;
        if (are_folders && mgp_slice_equal(mgp_slice_of(a->key, a->key_length), mgp_slice_of(b->key, b->key_length))) {
            return a;
        }
    }
    return NULL;
}

void mgp_folder_clear(struct mgp_folder *folder)
{
    mgp_arena_clear(&folder->arena);
    free(folder->items);
    *folder = (struct mgp_folder){0};
}
