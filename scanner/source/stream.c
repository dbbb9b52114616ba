#define _DEFAULT_SOURCE
#include "scanner/source/stream.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <unistd.h>

#include "base/digest.h"
#include "base/utf8.h"
#include "scanner/source/target.h"

/* The kernel reads this much ahead by itself; smaller files are spared the call. */
#define READ_AHEAD 131072

struct mgp_stream {
    struct mgp_origin origin; /* its path is not used any more */
    int fd;
    bool owns_fd;
    uint64_t offset;          /* bytes read */
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

enum mgp_status mgp_stream_open(const struct mgp_origin *origin, struct mgp_stream **out, struct mgp_error *error)
{
    int fd = origin->fd;
    bool owns_fd = fd < 0;
    enum mgp_status status = owns_fd ? open_path(origin, &fd, error) : MGP_OK;
    if (status != MGP_OK) return status;
    struct mgp_stream *stream = mgp_calloc(1, sizeof *stream);
    stream->origin = *origin;
    stream->fd = fd;
    stream->owns_fd = owns_fd;
    *out = stream;
    return MGP_OK;
}

/* At the end of the file: is it still the one that was listed? */
static enum mgp_status check_end(const struct mgp_stream *stream, struct mgp_error *error)
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

enum mgp_status mgp_stream_read(struct mgp_stream *stream, uint8_t *buffer, size_t capacity, size_t *got,
                                struct mgp_error *error)
{
    ssize_t count;
    do {
        count = pread(stream->fd, buffer, capacity, (off_t)(stream->origin.begin + stream->offset));
    } while (count < 0 && errno == EINTR);
    if (count < 0) {
        enum mgp_status status = mgp_errno_status(errno);
        return mgp_fail(error, status, "cannot be read on at byte %llu: %s", (unsigned long long)stream->offset,
                        strerror(errno));
    }
    stream->offset += (uint64_t)count;
    if (stream->offset > stream->origin.size) {
        return mgp_fail(error, MGP_CHANGED, "longer than it was when listed: scan it again when nothing writes to it");
    }
    if (count == 0 && capacity > 0) {
        enum mgp_status status = check_end(stream, error);
        if (status != MGP_OK) return status;
    }
    *got = (size_t)count;
    return MGP_OK;
}

void mgp_stream_close(struct mgp_stream *stream)
{
    if (!stream) return;
    if (stream->owns_fd) close(stream->fd);
    free(stream);
}

enum mgp_status mgp_source_open(struct mgp_source *source, const struct mgp_entry *entry, struct mgp_stream **out,
                                struct mgp_error *error)
{
    (void)source;
    if (entry->status != MGP_OK) return mgp_fail(error, entry->status, "%s", entry->message);
    return mgp_stream_open(entry->handle, out, error);
}

#define ETAG_CHUNK ((size_t)256 * 1024)

enum mgp_status mgp_source_etag(struct mgp_source *source, const struct mgp_entry *entry, struct mgp_object *object,
                                struct mgp_error *error)
{
    struct mgp_stream *stream;
    enum mgp_status status = mgp_source_open(source, entry, &stream, error);
    if (status != MGP_OK) return status;
    struct mgp_md5 md5;
    mgp_md5_init(&md5);
    uint8_t *chunk = mgp_malloc(ETAG_CHUNK), digest[16];
    size_t got = 1;
    while (status == MGP_OK && got > 0) {
        status = mgp_stream_read(stream, chunk, ETAG_CHUNK, &got, error);
        if (status == MGP_OK) mgp_md5_update(&md5, mgp_slice_of(chunk, got));
    }
    mgp_stream_close(stream);
    mgp_wipe(chunk, ETAG_CHUNK);
    free(chunk);
    if (status != MGP_OK) return status;
    mgp_md5_final(&md5, digest);
    mgp_hex(digest, sizeof digest, object->etag);
    return MGP_OK;
}
