#define _DEFAULT_SOURCE /* realpath */
#include "scanner/source/walk.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/utf8.h"
#include "scanner/source/file_entry.h"
#include "scanner/source/folder.h"

/* Directories held open at a time, the innermost ones; a tree may be deeper than a process may open files. */
#define MAX_OPEN_LEVELS 32
#define FACTS_SUFFIX ".bucket.json"

/* A directory on the way from the target to where the walk stands. */
struct level {
    struct mgp_folder folder;
    size_t next;        /* item */
    struct mgp_open_folder *open; /* NULL: not open now */
    dev_t device;
    ino_t inode;
    size_t name_begin;  /* of its own name in walk->path; the name and a '/' end there */
    size_t path_length; /* of walk->path while the walk stands here; walk->key likewise */
    size_t key_length;
    char *real_path;    /* behind a symbolic link: where it really is; else NULL */
    bool is_link;       /* a link itself leads here */
};

/* What a symbolic link leads to. */
struct link {
    const char *real_path; /* within the target; NULL: not followed, for one of the reasons below */
    bool is_folder;
    const char *kind;
    enum mgp_status status;
    const char *message;
};

struct mgp_walk {
    struct mgp_entry_pool *pool;
    const struct mgp_scan_target *target;
    const struct mgp_globs *globs;
    struct mgp_walk_options options;
    bool is_begun;
    struct level *levels;
    size_t count, capacity;
    struct mgp_buffer bucket, key, path; /* of where the walk stands; key and path end in '/' or are as given */
    size_t linked_folders;
    struct mgp_origin spool; /* of standard input */
    struct mgp_entry *pending; /* given out before the next item */
};

struct mgp_walk *mgp_walk_create(const struct mgp_scan_target *target, const struct mgp_globs *globs,
                                 const struct mgp_walk_options *options, struct mgp_entry_pool *pool)
{
    struct mgp_walk *walk = mgp_calloc(1, sizeof *walk);
    walk->pool = pool;
    walk->target = target;
    walk->globs = globs;
    walk->options = *options;
    walk->spool.fd = -1;
    mgp_buffer_text(&walk->bucket, target->bucket);
    mgp_buffer_text(&walk->key, target->key);
    mgp_buffer_text(&walk->path, target->path);
    return walk;
}

static void close_level(struct level *level)
{
    mgp_open_folder_release(level->open);
    level->open = NULL;
}

static void clear_level(struct level *level)
{
    close_level(level);
    mgp_folder_clear(&level->folder);
    free(level->real_path);
}

void mgp_walk_suspend(struct mgp_walk *walk)
{
    for (size_t i = 0; i < walk->count; i++) {
        close_level(&walk->levels[i]);
    }
}

void mgp_walk_destroy(struct mgp_walk *walk)
{
    if (!walk) return;
    for (size_t i = 0; i < walk->count; i++) {
        clear_level(&walk->levels[i]);
    }
    free(walk->levels);
    if (walk->spool.fd >= 0) close(walk->spool.fd);
    mgp_file_entry_give_back(walk->pool, walk->pending);
    mgp_buffer_clear(&walk->bucket);
    mgp_buffer_clear(&walk->key);
    mgp_buffer_clear(&walk->path);
    free(walk);
}

static bool is_mirror_root(const struct mgp_walk *walk)
{
    return walk->target->kind == MGP_TARGET_MIRROR && walk->count == 1;
}

static struct mgp_slice item_key(const struct mgp_item *item)
{
    return mgp_slice_of(item->key, item->key_length);
}

/* Entries. */

static struct mgp_entry *new_entry(struct mgp_walk *walk, struct mgp_slice location)
{
    return mgp_file_entry_take(walk->pool, mgp_buffer_slice(&walk->bucket), mgp_buffer_slice(&walk->key), location);
}

/* An entry for an item of the innermost level. In the mirror itself an item is a bucket, by its name. */
static struct mgp_entry *item_entry(struct mgp_walk *walk, const struct mgp_item *item, const char *ending)
{
    size_t key_length = walk->key.len, path_length = walk->path.len;
    struct mgp_slice bucket = mgp_buffer_slice(&walk->bucket);
    if (is_mirror_root(walk)) {
        bucket = item_key(item);
    } else {
        mgp_buffer_append(&walk->key, item_key(item));
        mgp_buffer_text(&walk->key, ending);
    }
    mgp_buffer_text(&walk->path, item->name);
    mgp_buffer_text(&walk->path, ending);
    struct mgp_entry *entry =
        mgp_file_entry_take(walk->pool, bucket, mgp_buffer_slice(&walk->key), mgp_buffer_slice(&walk->path));
    walk->key.len = key_length;
    walk->path.len = path_length;
    return entry;
}

/* Opening directories. */

static int open_folder(int parent, const char *name, int flags)
{
    return openat(parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | flags);
}

/* Opens levels[at] once more, below its parent. */
static int open_level(struct mgp_walk *walk, size_t at, int parent)
{
    const struct level *level = &walk->levels[at];
    struct stat now;
    int fd;
    if (at == 0) {
        fd = open_folder(AT_FDCWD, walk->target->path, 0);
    } else if (level->is_link) {
        fd = open_folder(AT_FDCWD, level->real_path, O_NOFOLLOW);
    } else {
        char *name = mgp_slice_dup(mgp_slice_sub(mgp_buffer_slice(&walk->path), level->name_begin,
                                                 level->path_length - 1));
        fd = open_folder(parent, name, O_NOFOLLOW);
        int number = errno;
        free(name);
        errno = number;
    }
    if (fd < 0) return -1;
    if (fstat(fd, &now) == 0 && now.st_dev == level->device && now.st_ino == level->inode) return fd;
    close(fd);
    return errno = ENOENT, -1;
}

/* The innermost level's directory, opened again from the nearest one that is open if need be; -1 with errno. */
static int innermost_fd(struct mgp_walk *walk)
{
    size_t last = walk->count - 1, at = last;
    while (at > 0 && !walk->levels[at].open) {
        at--;
    }
    int fd = mgp_open_folder_fd(walk->levels[at].open);
    bool is_borrowed = fd >= 0;
    if (!is_borrowed) fd = open_level(walk, 0, AT_FDCWD);
    while (fd >= 0 && at < last) {
        int next = open_level(walk, at + 1, fd);
        int number = errno;
        if (!is_borrowed) close(fd);
        is_borrowed = false;
        errno = number;
        fd = next;
        at++;
    }
    if (fd >= 0 && !walk->levels[last].open) walk->levels[last].open = mgp_open_folder_create(fd);
    return fd;
}

/* Symbolic links. */

static struct link *new_link(struct level *level, enum mgp_status status, const char *message)
{
    struct link *link = mgp_arena_alloc(&level->folder.arena, sizeof *link);
    link->status = status;
    link->message = message;
    return link;
}

static struct link *failed_link(struct level *level, int number)
{
    switch (number) {
    case ENOENT:
    case ENOTDIR:
        return new_link(level, MGP_GONE, "a symbolic link to what is not there");
    case ELOOP:
        return new_link(level, MGP_GONE, "a symbolic link that leads back to itself");
    case EACCES:
        return new_link(level, MGP_DENIED, "a symbolic link into a folder that may not be entered");
    default:
        return new_link(level, MGP_IO, strerror(number));
    }
}

/* Finds out what a link leads to; a directory within the target is sorted as one. */
static void resolve_link(struct mgp_walk *walk, struct level *level, struct mgp_item *item)
{
    size_t path_length = walk->path.len;
    struct stat status;
    mgp_buffer_text(&walk->path, item->name);
    char *real_path = realpath(mgp_buffer_string(&walk->path), NULL);
    int number = errno;
    walk->path.len = path_length;
    struct link *link = NULL;
    if (!real_path) {
        link = failed_link(level, number);
    } else if (!mgp_path_is_within(real_path, walk->target->real_path)) {
        link = new_link(level, MGP_UNSUPPORTED, NULL);
        link->kind = "symbolic link out of the target";
    } else if (lstat(real_path, &status) != 0) {
        link = failed_link(level, errno);
    } else {
        link = new_link(level, MGP_OK, NULL);
        link->real_path = mgp_arena_text(&level->folder.arena, mgp_slice_text(real_path));
        link->is_folder = item->has_slash = S_ISDIR(status.st_mode);
    }
    item->link = link;
    free(real_path);
}

/* Is what stands at a real path within the target an object under its own name? */
static bool is_listed_by_own_name(const struct mgp_walk *walk, const char *real_path)
{
    if (!walk->options.has_globs && walk->target->kind != MGP_TARGET_MIRROR) return true;
    const char *root = walk->target->real_path;
    const char *rest = real_path + strlen(root);
    rest += *rest == '/';
    struct mgp_buffer key = {0};
    mgp_buffer_text(&key, walk->target->key);
    if (walk->target->kind == MGP_TARGET_MIRROR) rest = strchr(rest, '/');
    if (rest && *rest == '/') rest++;
    if (rest) mgp_append_key_as_utf8(&key, mgp_slice_text(rest));
    bool is_listed = rest && mgp_globs_select(walk->globs, mgp_buffer_slice(&key));
    mgp_buffer_clear(&key);
    return is_listed;
}

static bool is_on_the_way(const struct mgp_walk *walk, const struct stat *folder)
{
    for (size_t i = 0; i < walk->count; i++) {
        if (walk->levels[i].device == folder->st_dev && walk->levels[i].inode == folder->st_ino) return true;
    }
    return false;
}

/* Levels. */

static enum mgp_status check_collision(const struct mgp_folder *folder, struct mgp_error *error)
{
    const struct mgp_item *item = mgp_folder_find_collision(folder);
    if (!item) return MGP_OK;
    struct mgp_buffer first = {0}, second = {0};
    mgp_append_printable(&first, mgp_slice_text(item[0].name));
    mgp_append_printable(&second, mgp_slice_text(item[1].name));
    mgp_fail(error, MGP_INVALID, "two folders give the same keys: %.120s and %.120s: scan them separately, with --as",
             mgp_buffer_string(&first), mgp_buffer_string(&second));
    mgp_buffer_clear(&first);
    mgp_buffer_clear(&second);
    return MGP_INVALID;
}

/* Reads the names of the level that was just put on top; path and key stand in it already. */
static enum mgp_status read_level(struct mgp_walk *walk, struct mgp_error *error)
{
    struct level *level = &walk->levels[walk->count - 1];
    bool is_complete = mgp_folder_read(mgp_open_folder_fd(level->open), &level->folder);
    if (!is_complete) {
        int number = errno;
        walk->pending = mgp_file_entry_fail_errno(new_entry(walk, mgp_buffer_slice(&walk->path)), number);
    }
    for (size_t i = 0; i < level->folder.count; i++) {
        struct mgp_item *item = &level->folder.items[i];
        if (item->type == MGP_ITEM_LINK) resolve_link(walk, level, item);
        if (is_mirror_root(walk)) item->has_slash = false; /* buckets are sorted by their names alone */
    }
    mgp_folder_sort(&level->folder);
    return check_collision(&level->folder, error);
}

/* Puts the open directory fd on top. real_path is taken over. */
static enum mgp_status push_level(struct mgp_walk *walk, int fd, const struct stat *status, size_t name_begin,
                                  char *real_path, bool is_link, struct mgp_error *error)
{
    MGP_GROW(walk->levels, walk->count, walk->capacity);
    walk->levels[walk->count++] = (struct level){
        .open = mgp_open_folder_create(fd),
        .device = status->st_dev,
        .inode = status->st_ino,
        .name_begin = name_begin,
        .path_length = walk->path.len,
        .key_length = walk->key.len,
        .real_path = real_path,
        .is_link = is_link,
    };
    if (walk->count > MAX_OPEN_LEVELS) close_level(&walk->levels[walk->count - 1 - MAX_OPEN_LEVELS]);
    return read_level(walk, error);
}

/* ".." of a directory that is about to be left, where that is its parent on the way here too. */
static void reopen_parent(const struct level *child, struct level *parent)
{
    struct stat now;
    if (!child->open || child->is_link || parent->open || parent->next == parent->folder.count) return;
    int fd = open_folder(mgp_open_folder_fd(child->open), "..", 0);
    if (fd < 0) return;
    if (fstat(fd, &now) == 0 && now.st_dev == parent->device && now.st_ino == parent->inode) {
        parent->open = mgp_open_folder_create(fd);
    } else {
        close(fd);
    }
}

static void pop_level(struct mgp_walk *walk)
{
    struct level *level = &walk->levels[walk->count - 1];
    if (walk->count > 1) {
        reopen_parent(level, level - 1);
        walk->path.len = level[-1].path_length;
        walk->key.len = level[-1].key_length;
    }
    clear_level(level);
    walk->count--;
}

/* The real path of an item of this level; NULL where the level is not behind a link. The caller frees it. */
static char *real_path_below(const struct level *level, const char *name)
{
    if (!level->real_path) return NULL;
    struct mgp_buffer path = {0};
    mgp_buffer_format(&path, "%s/%s", level->real_path, name);
    char *text = mgp_strdup(mgp_buffer_string(&path));
    mgp_buffer_clear(&path);
    return text;
}

/* Opens the folder that an item is. -1 with errno. */
static int open_item(struct mgp_walk *walk, const struct mgp_item *item, const struct link *link)
{
    if (link) return open_folder(AT_FDCWD, link->real_path, O_NOFOLLOW);
    int parent = innermost_fd(walk);
    return parent < 0 ? -1 : open_folder(parent, item->name, O_NOFOLLOW);
}

static bool is_excluded_folder(struct mgp_walk *walk, const struct mgp_item *item)
{
    if (is_mirror_root(walk)) return false;
    size_t length = walk->key.len;
    mgp_buffer_append(&walk->key, item_key(item));
    bool is_excluded = mgp_globs_exclude_folder(walk->globs, mgp_buffer_slice(&walk->key));
    walk->key.len = length;
    return is_excluded;
}

/* Path, key and bucket go down into the item's folder. */
static void descend(struct mgp_walk *walk, const struct mgp_item *item)
{
    if (is_mirror_root(walk)) {
        walk->bucket.len = 0;
        mgp_buffer_append(&walk->bucket, item_key(item));
    } else {
        mgp_buffer_append(&walk->key, item_key(item));
        mgp_buffer_byte(&walk->key, '/');
    }
    mgp_buffer_text(&walk->path, item->name);
    mgp_buffer_byte(&walk->path, '/');
}

static enum mgp_status enter_folder(struct mgp_walk *walk, const struct mgp_item *item, struct mgp_entry **out,
                                    struct mgp_error *error)
{
    struct level *level = &walk->levels[walk->count - 1];
    const struct link *link = item->link;
    if (is_excluded_folder(walk, item)) return MGP_OK;
    if (link && !walk->options.has_globs) return MGP_OK; /* everything in it has a name of its own */
    if (link && walk->linked_folders++ == MGP_MAX_LINKED_FOLDERS) {
        *out = mgp_file_entry_fail(item_entry(walk, item, "/"), MGP_LIMIT,
                                   "too many symbolic links to folders: the others are not followed");
    }
    if (link && walk->linked_folders > MGP_MAX_LINKED_FOLDERS) return MGP_OK;
    struct stat status;
    int fd = open_item(walk, item, link);
    if (fd < 0 || fstat(fd, &status) != 0) {
        *out = mgp_file_entry_fail_errno(item_entry(walk, item, "/"), errno);
        if (fd >= 0) close(fd);
        return MGP_OK;
    }
    if (link && is_on_the_way(walk, &status)) {
        close(fd);
        return MGP_OK;
    }
    char *real_path = link ? mgp_strdup(link->real_path) : real_path_below(level, item->name);
    size_t name_begin = walk->path.len;
    descend(walk, item);
    return push_level(walk, fd, &status, name_begin, real_path, link != NULL, error);
}

/* The mirror's own files: bucket facts, and what has no business there. */
static struct mgp_entry *mirror_file(struct mgp_walk *walk, const struct mgp_item *item)
{
    struct mgp_slice name = mgp_slice_text(item->name);
    if (mgp_slice_ends_with(name, MGP_LITERAL(FACTS_SUFFIX))) return NULL;
    return mgp_file_entry_fail(item_entry(walk, item, ""), MGP_INVALID,
                      "objects stand in bucket folders: move it into one, or take it out of the mirror");
}

static bool is_selected(struct mgp_walk *walk, const struct mgp_item *item)
{
    if (is_mirror_root(walk)) return mgp_globs_select(walk->globs, item_key(item));
    size_t length = walk->key.len;
    mgp_buffer_append(&walk->key, item_key(item));
    bool is_selected = mgp_globs_select(walk->globs, mgp_buffer_slice(&walk->key));
    walk->key.len = length;
    return is_selected;
}

/* What an item that is no folder is; early_fd: opened already, as it will be anyway. False with errno. */
static bool look_up(struct mgp_walk *walk, const struct mgp_item *item, const struct link *link, struct stat *status,
                    int *early_fd)
{
    if (link) return lstat(link->real_path, status) == 0;
    int folder = innermost_fd(walk);
    if (folder < 0) return false;
    bool is_to_open = item->type == MGP_ITEM_FILE && !walk->options.lists_only;
    if (is_to_open) *early_fd = mgp_early_open(folder, item->name, status);
    return *early_fd >= 0 || fstatat(folder, item->name, status, AT_SYMLINK_NOFOLLOW) == 0;
}

static void give_handle(struct mgp_entry *entry, int early_fd, bool is_behind_link)
{
    struct mgp_file_handle *handle = entry->handle;
    if (!handle) {
        mgp_early_close(early_fd);
        return;
    }
    handle->early_fd = early_fd;
    handle->origin.is_behind_link = is_behind_link;
}

/* An item that is no folder, through link if there is one; NULL: nothing to say about it. */
static struct mgp_entry *look_at(struct mgp_walk *walk, const struct mgp_item *item, const struct link *link)
{
    const struct level *level = &walk->levels[walk->count - 1];
    struct stat status;
    if (link && !link->real_path) {
        struct mgp_entry *entry = item_entry(walk, item, "");
        return link->kind ? mgp_file_entry_set_kind(entry, link->kind)
                          : mgp_file_entry_fail(entry, link->status, link->message);
    }
    char *real_path = link ? mgp_strdup(link->real_path) : real_path_below(level, item->name);
    if (real_path && is_listed_by_own_name(walk, real_path)) {
        free(real_path);
        return NULL;
    }
    int early_fd = -1;
    struct mgp_entry *entry = item_entry(walk, item, "");
    if (!look_up(walk, item, link, &status, &early_fd)) {
        mgp_file_entry_fail_errno(entry, errno);
    } else {
        /* What lies below a folder that was followed is opened by the way on which it was reached. */
        mgp_file_entry_set_status(entry, &status, link ? real_path : NULL, link ? NULL : level->open);
        give_handle(entry, early_fd, real_path != NULL);
    }
    free(real_path);
    return entry;
}

static enum mgp_status visit(struct mgp_walk *walk, const struct mgp_item *item, struct mgp_entry **out,
                             struct mgp_error *error)
{
    const struct link *link = item->link;
    if (item->type == MGP_ITEM_DIRECTORY || (link && link->is_folder)) return enter_folder(walk, item, out, error);
    if (!is_selected(walk, item)) return MGP_OK;
    bool is_file = item->type == MGP_ITEM_FILE || (link && link->real_path);
    *out = is_mirror_root(walk) && is_file ? mirror_file(walk, item) : look_at(walk, item, link);
    return MGP_OK;
}

/* Targets that are one object. */

static struct mgp_entry *whole_target(struct mgp_walk *walk, const char *location)
{
    return new_entry(walk, mgp_slice_text(location));
}

static enum mgp_status give_stdin(struct mgp_walk *walk, struct mgp_entry **out, struct mgp_error *error)
{
    enum mgp_status status = mgp_spool_stdin(&walk->spool, error);
    if (status != MGP_OK) return status;
    *out = whole_target(walk, "standard input");
    mgp_file_entry_set_origin(*out, &walk->spool);
    return MGP_OK;
}

static struct mgp_entry *give_file(struct mgp_walk *walk)
{
    const struct mgp_scan_target *target = walk->target;
    struct stat status;
    struct mgp_entry *entry = whole_target(walk, target->path);
    if (stat(target->path, &status) != 0) return mgp_file_entry_fail_errno(entry, errno);
    return mgp_file_entry_set_status(entry, &status, target->real_path, NULL);
}

static enum mgp_status give_single(struct mgp_walk *walk, struct mgp_entry **out, struct mgp_error *error)
{
    if (!mgp_globs_select(walk->globs, mgp_buffer_slice(&walk->key))) return MGP_OK;
    if (walk->target->kind == MGP_TARGET_STDIN) return give_stdin(walk, out, error);
    *out = give_file(walk);
    return MGP_OK;
}

static enum mgp_status begin(struct mgp_walk *walk, struct mgp_entry **out, struct mgp_error *error)
{
    struct stat status;
    walk->is_begun = true;
    if (walk->target->kind == MGP_TARGET_FILE || walk->target->kind == MGP_TARGET_STDIN) {
        return give_single(walk, out, error);
    }
    int fd = open_folder(AT_FDCWD, walk->target->path, 0);
    if (fd < 0 || fstat(fd, &status) != 0) {
        *out = mgp_file_entry_fail_errno(whole_target(walk, walk->target->path), errno);
        if (fd >= 0) close(fd);
        return MGP_OK;
    }
    if (walk->path.ptr[walk->path.len - 1] != '/') mgp_buffer_byte(&walk->path, '/');
    return push_level(walk, fd, &status, 0, NULL, false, error);
}

enum mgp_status mgp_walk_next(struct mgp_walk *walk, struct mgp_entry **out, struct mgp_error *error)
{
    struct mgp_entry *entry = NULL;
    enum mgp_status status = walk->is_begun ? MGP_OK : begin(walk, &entry, error);
    while (status == MGP_OK && !entry) {
        if (walk->pending) {
            entry = walk->pending;
            walk->pending = NULL;
            break;
        }
        if (walk->count == 0) break;
        struct level *level = &walk->levels[walk->count - 1];
        if (level->next == level->folder.count) {
            pop_level(walk);
        } else {
            status = visit(walk, &level->folder.items[level->next++], &entry, error);
        }
    }
    if (status != MGP_OK) {
        mgp_file_entry_give_back(walk->pool, entry);
        return status;
    }
    *out = entry;
    return MGP_OK;
}
