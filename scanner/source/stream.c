#define _DEFAULT_SOURCE
#include "scanner/source/stream.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <unistd.h>

#include "base/utf8.h"
#include "scanner/source/source_type.h"
#include "scanner/source/target.h"

/* The kernel reads this much ahead by itself; smaller files are spared the call. */
#define READ_AHEAD 131072

/* A file that is being read. */
struct file_stream {
    struct mgp_stream stream;
    struct mgp_origin origin; /* its path is not used any more */
    int fd;
    bool owns_fd;
    uint64_t offset;          /* bytes read */
    bool is_at_end;           /* as far as the last read could tell */
};

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

/* Opens a path segment run by segment run, each shorter than the kernel's limit. */
int mgp_open_long(const char *path, int flags)
{
    enum { NEVER_WAITING = O_CLOEXEC | O_NONBLOCK | O_NOCTTY };
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

static bool is_as_listed(const struct mgp_origin *origin, const struct stat *now)
{
    return S_ISREG(now->st_mode) && now->st_dev == origin->device && now->st_ino == origin->inode &&
           now->st_size >= 0 && (uint64_t)now->st_size == origin->begin + origin->size &&
           now->st_mtim.tv_sec == origin->modified.tv_sec && now->st_mtim.tv_nsec == origin->modified.tv_nsec;
}

static enum mgp_status open_path(const struct mgp_origin *origin, int *out, struct mgp_error *error)
{
    int fd = mgp_open_long(origin->path, O_RDONLY | O_NOFOLLOW);
    struct stat now;
    if (fd < 0 && (errno == ELOOP || errno == ENXIO)) {
        return mgp_fail(error, MGP_CHANGED, "replaced since it was listed: scan it again when nothing writes to it");
    }
    if (fd < 0) return mgp_fail_path(error, errno, "open", origin->path);
    if (fstat(fd, &now) != 0 || !is_as_listed(origin, &now)) {
        close(fd);
        return mgp_fail(error, MGP_CHANGED, "changed since it was listed: scan it again when nothing writes to it");
    }
    if (origin->size > READ_AHEAD) posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL);
    *out = fd;
    return MGP_OK;
}

/* At the end of the file: is it still the one that was listed? */
static enum mgp_status check_end(const struct file_stream *stream, struct mgp_error *error)
{
    struct stat now;
    if (stream->offset < stream->origin.size) {
        return mgp_fail(error, MGP_CHANGED, "became shorter while being read: scan it again when nothing writes to it");
    }
    if (fstat(stream->fd, &now) != 0 || !is_as_listed(&stream->origin, &now)) {
        return mgp_fail(error, MGP_CHANGED, "written to while being read: scan it again when nothing writes to it");
    }
    return MGP_OK;
}

static enum mgp_status read_file(struct mgp_stream *base, uint8_t *buffer, size_t capacity, size_t *got,
                                 struct mgp_error *error)
{
    struct file_stream *stream = (struct file_stream *)base;
    ssize_t count = 0;
    while (!stream->is_at_end) {
        count = pread(stream->fd, buffer, capacity, (off_t)(stream->origin.begin + stream->offset));
        if (count >= 0 || errno != EINTR) break;
    }
    if (count < 0) {
        enum mgp_status status = mgp_errno_status(errno);
        return mgp_fail(error, status, "cannot be read on at byte %llu: %s", (unsigned long long)stream->offset,
                        strerror(errno));
    }
    stream->offset += (uint64_t)count;
    if (stream->offset > stream->origin.size) {
        return mgp_fail(error, MGP_CHANGED, "longer than it was when listed: scan it again when nothing writes to it");
    }
    /* A file gives all it has: so much for a second read that would give nothing. */
    if (count > 0 && (size_t)count < capacity) stream->is_at_end = stream->offset == stream->origin.size;
    if (count == 0 && capacity > 0) {
        enum mgp_status status = check_end(stream, error);
        if (status != MGP_OK) return status;
    }
    *got = (size_t)count;
    return MGP_OK;
}

static void close_file(struct mgp_stream *base)
{
    struct file_stream *stream = (struct file_stream *)base;
    if (stream->owns_fd) close(stream->fd);
    free(stream);
}

static const struct mgp_stream_type type = {read_file, close_file};

enum mgp_status mgp_stream_open(const struct mgp_origin *origin, struct mgp_stream **out, struct mgp_error *error)
{
    int fd = origin->fd;
    bool owns_fd = fd < 0;
    enum mgp_status status = owns_fd ? open_path(origin, &fd, error) : MGP_OK;
    if (status != MGP_OK) return status;
    struct file_stream *stream = mgp_calloc(1, sizeof *stream);
    stream->stream.type = &type;
    stream->origin = *origin;
    stream->fd = fd;
    stream->owns_fd = owns_fd;
    *out = &stream->stream;
    return MGP_OK;
}
