#define _DEFAULT_SOURCE
#include "scanner/source/stream.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdatomic.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/utf8.h"
#include "scanner/source/open_folder.h"
#include "scanner/source/target.h"

/* The kernel reads this much ahead by itself; smaller files are spared the call. */
#define READ_AHEAD 131072

void mgp_origin_init(struct mgp_origin *origin, const char *path, const struct stat *status)
{
    *origin = (struct mgp_origin){
        .path = path,
        .fd = -1,
        .size = status->st_size > 0 ? (uint64_t)status->st_size : 0,
        .device = status->st_dev,
        .inode = status->st_ino,
        .modified = status->st_mtim,
        .has_other_names = status->st_nlink > 1,
    };
}

enum { NEVER_WAITING = O_CLOEXEC | O_NONBLOCK | O_NOCTTY };

/* Opens a path segment run by segment run, each shorter than the kernel's limit. */
int mgp_open_long(const char *path, int flags)
{
    char part[PATH_MAX];
    int folder = AT_FDCWD;
    while (strlen(path) >= sizeof part) {
        size_t length = sizeof part - 1;
        while (length > 0 && path[length] != '/') {
            length--;
        }
        if (length == 0) {
            if (folder != AT_FDCWD) close(folder);
            return errno = ENAMETOOLONG, -1;
        }
        memcpy(part, path, length);
        part[length] = '\0';
        int next = openat(folder, part, O_RDONLY | O_DIRECTORY | NEVER_WAITING);
        int number = errno;
        if (folder != AT_FDCWD) close(folder);
        if (next < 0) return errno = number, -1;
        folder = next;
        path += length + strspn(path + length, "/");
    }
    int fd = openat(folder, path, flags | NEVER_WAITING);
    int number = errno;
    if (folder != AT_FDCWD) close(folder);
    errno = number;
    return fd;
}

/* Files that wait for their turn belong to the process, as what they use up does. */
static atomic_uint early_count;

static unsigned early_limit(void)
{
    enum { MOST = 256, OTHERS = 48 }; /* others: folders that are listed, files that are read, outputs */
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur <= OTHERS) return 0;
    rlim_t share = (limit.rlim_cur - OTHERS) / 8;
    return share < MOST ? (unsigned)share : MOST;
}

int mgp_early_open(int folder, const char *name, struct stat *status)
{
    static atomic_uint most; /* 0: not asked for yet, or none */
    unsigned limit = atomic_load_explicit(&most, memory_order_relaxed);
    if (limit == 0) {
        limit = early_limit();
        atomic_store_explicit(&most, limit, memory_order_relaxed);
    }
    if (atomic_load_explicit(&early_count, memory_order_relaxed) >= limit) return -1;
    int fd = openat(folder, name, O_RDONLY | O_NOFOLLOW | NEVER_WAITING);
    if (fd < 0) return -1;
    if (fstat(fd, status) != 0 || !S_ISREG(status->st_mode)) return close(fd), -1;
    atomic_fetch_add_explicit(&early_count, 1, memory_order_relaxed);
    return fd;
}

static void forget_early(void)
{
    atomic_fetch_sub_explicit(&early_count, 1, memory_order_relaxed);
}

void mgp_early_close(int fd)
{
    if (fd < 0) return;
    forget_early();
    close(fd);
}

static bool is_as_listed(const struct mgp_origin *origin, const struct stat *now)
{
    return S_ISREG(now->st_mode) && now->st_dev == origin->device && now->st_ino == origin->inode &&
           now->st_size >= 0 && (uint64_t)now->st_size == origin->begin + origin->size &&
           now->st_mtim.tv_sec == origin->modified.tv_sec && now->st_mtim.tv_nsec == origin->modified.tv_nsec;
}

static enum mgp_status fail_changed(struct mgp_error *error, const char *how)
{
    return mgp_fail(error, MGP_CHANGED, "%s: scan it again when nothing writes to it", how);
}

static int open_below(const struct mgp_origin *origin)
{
    int folder = mgp_open_folder_fd(origin->folder);
    if (folder < 0) return mgp_open_long(origin->path, O_RDONLY | O_NOFOLLOW);
    return openat(folder, origin->name, O_RDONLY | O_NOFOLLOW | NEVER_WAITING);
}

static enum mgp_status open_origin(const struct mgp_origin *origin, int *out, struct mgp_error *error)
{
    int fd = open_below(origin);
    if (fd < 0 && (errno == ELOOP || errno == ENXIO)) return fail_changed(error, "replaced since it was listed");
    if (fd < 0) return mgp_fail_path(error, errno, "open", origin->path);
    *out = fd;
    return MGP_OK;
}

/* Is the file still the one that was listed? Asked behind the first read, which for a small file is all there is: then
 * this one question tells what happened before and meanwhile. */
static bool is_unchanged(const struct mgp_file_stream *stream)
{
    struct stat now;
    return fstat(stream->fd, &now) == 0 && is_as_listed(stream->origin, &now);
}

static ssize_t read_from(const struct mgp_file_stream *stream, uint64_t offset, uint8_t *buffer, size_t capacity)
{
    ssize_t count;
    do {
        count = pread(stream->fd, buffer, capacity, (off_t)(stream->origin->begin + offset));
    } while (count < 0 && errno == EINTR);
    return count;
}

static enum mgp_status fail_read(uint64_t offset, int number, struct mgp_error *error)
{
    return mgp_fail(error, mgp_errno_status(number), "cannot be read on at byte %llu: %s", (unsigned long long)offset,
                    strerror(number));
}

static enum mgp_status fail_shorter(struct mgp_error *error)
{
    return fail_changed(error, "became shorter while being read");
}

static enum mgp_status fail_written(struct mgp_error *error)
{
    return fail_changed(error, "written to while being read");
}

static enum mgp_status read_file(struct mgp_stream *base, uint8_t *buffer, size_t capacity, size_t *got,
                                 struct mgp_error *error)
{
    struct mgp_file_stream *stream = (struct mgp_file_stream *)base;
    uint64_t size = stream->origin->size;
    ssize_t count = 0;
    if (!stream->is_at_end && capacity > 0) {
        bool is_first = stream->offset == 0;
        count = read_from(stream, stream->offset, buffer, capacity);
        int number = errno;
        if (is_first && !is_unchanged(stream)) return fail_changed(error, "changed since it was listed");
        if (count < 0) return fail_read(stream->offset, number, error);
        stream->offset += (uint64_t)count;
        if (stream->offset > size) return fail_changed(error, "longer than it was when listed");
        if (count == 0 && stream->offset < size) return fail_shorter(error);
        /* A file gives all it has: so much for a second read that would give nothing. */
        stream->is_at_end = (size_t)count < capacity && stream->offset == size;
        if (stream->is_at_end && !is_first && !is_unchanged(stream)) return fail_written(error);
    }
    *got = (size_t)count;
    return MGP_OK;
}

enum mgp_status mgp_stream_read_at(const struct mgp_file_stream *stream, uint64_t offset, uint8_t *buffer,
                                   size_t length, struct mgp_error *error)
{
    while (length > 0) {
        ssize_t count = read_from(stream, offset, buffer, length);
        if (count < 0) return fail_read(offset, errno, error);
        if (count == 0) return fail_shorter(error);
        buffer += count;
        offset += (uint64_t)count;
        length -= (size_t)count;
    }
    return MGP_OK;
}

enum mgp_status mgp_stream_check(const struct mgp_file_stream *stream, struct mgp_error *error)
{
    return is_unchanged(stream) ? MGP_OK : fail_written(error);
}

static void close_file(struct mgp_stream *base)
{
    struct mgp_file_stream *stream = (struct mgp_file_stream *)base;
    if (stream->owns_fd) close(stream->fd);
}

static const struct mgp_stream_type type = {read_file, close_file};

static void init_stream(const struct mgp_origin *origin, int fd, struct mgp_file_stream *room, struct mgp_stream **out)
{
    bool owns_fd = origin->fd < 0;
    if (owns_fd && origin->size > READ_AHEAD) posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL);
    *room = (struct mgp_file_stream){.base = {&type}, .origin = origin, .fd = fd, .owns_fd = owns_fd};
    *out = &room->base;
}

enum mgp_status mgp_stream_open(const struct mgp_origin *origin, struct mgp_file_stream *room, struct mgp_stream **out,
                                struct mgp_error *error)
{
    int fd = origin->fd;
    enum mgp_status status = fd < 0 ? open_origin(origin, &fd, error) : MGP_OK;
    if (status == MGP_OK) init_stream(origin, fd, room, out);
    return status;
}

enum mgp_status mgp_stream_open_handle(struct mgp_file_handle *handle, struct mgp_stream **out,
                                       struct mgp_error *error)
{
    if (handle->early_fd < 0) return mgp_stream_open(&handle->origin, &handle->stream, out, error);
    forget_early();
    init_stream(&handle->origin, handle->early_fd, &handle->stream, out);
    handle->early_fd = -1;
    return MGP_OK;
}
