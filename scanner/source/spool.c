#define _DEFAULT_SOURCE /* mkstemp */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/utf8.h"
#include "scanner/source/stream.h"

#define SPOOL_CHUNK ((size_t)256 * 1024)

static enum mgp_status fail_spool(struct mgp_error *error, const char *folder)
{
    struct mgp_buffer shown = {0};
    int number = errno;
    mgp_append_printable(&shown, mgp_slice_text(folder));
    mgp_fail(error, MGP_IO, "cannot keep standard input in %.200s: %s: set TMPDIR to a folder with room for it",
             mgp_buffer_string(&shown), strerror(number));
    mgp_buffer_clear(&shown);
    return MGP_IO;
}

static int open_unlinked(const char *folder)
{
    struct mgp_buffer name = {0};
    mgp_buffer_format(&name, "%s/magpie.XXXXXX", folder);
    mgp_buffer_string(&name);
    int fd = mkstemp((char *)name.ptr);
    int number = errno;
    if (fd >= 0) {
        unlink((char *)name.ptr);
        fcntl(fd, F_SETFD, FD_CLOEXEC);
    }
    mgp_buffer_clear(&name);
    errno = number;
    return fd;
}

static bool write_all(int fd, const uint8_t *bytes, size_t count)
{
    while (count > 0) {
        ssize_t written = write(fd, bytes, count);
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return false;
        bytes += written;
        count -= (size_t)written;
    }
    return true;
}

/* Copies standard input to fd until it ends. */
static enum mgp_status copy_stdin(int fd, const char *folder, struct mgp_error *error)
{
    enum mgp_status status = MGP_OK;
    uint8_t *chunk = mgp_malloc(SPOOL_CHUNK);
    ssize_t got = 1;
    while (status == MGP_OK && got != 0) {
        got = read(STDIN_FILENO, chunk, SPOOL_CHUNK);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0 && errno == EAGAIN) {
            poll(&(struct pollfd){.fd = STDIN_FILENO, .events = POLLIN}, 1, -1);
            continue;
        }
        if (got < 0) {
            status = mgp_fail(error, MGP_IO, "cannot read standard input: %s: give it a file or a pipe",
                              strerror(errno));
        } else if (!write_all(fd, chunk, (size_t)got)) {
            status = fail_spool(error, folder);
        }
    }
    mgp_wipe(chunk, SPOOL_CHUNK);
    free(chunk);
    return status;
}

/* A regular file is used from where its offset stands, as a reader would. */
static bool use_regular_stdin(struct mgp_origin *origin)
{
    struct stat status;
    if (fstat(STDIN_FILENO, &status) != 0 || !S_ISREG(status.st_mode)) return false;
    off_t begin = lseek(STDIN_FILENO, 0, SEEK_CUR);
    if (begin < 0 || begin > status.st_size || status.st_size == 0) return false; /* /proc says 0, too */
    int fd = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0);
    if (fd < 0) return false;
    mgp_origin_init(origin, NULL, &status);
    origin->fd = fd;
    origin->begin = (uint64_t)begin;
    origin->size -= origin->begin;
    return true;
}

enum mgp_status mgp_spool_stdin(struct mgp_origin *origin, struct mgp_error *error)
{
    if (use_regular_stdin(origin)) return MGP_OK;
    const char *folder = getenv("TMPDIR");
    if (!folder || !*folder) folder = "/tmp";
    int fd = open_unlinked(folder);
    if (fd < 0) return fail_spool(error, folder);
    struct stat status;
    enum mgp_status copied = copy_stdin(fd, folder, error);
    if (copied == MGP_OK && fstat(fd, &status) != 0) copied = fail_spool(error, folder);
    if (copied != MGP_OK) {
        close(fd);
        return copied;
    }
    mgp_origin_init(origin, NULL, &status);
    origin->fd = fd;
    origin->has_other_names = false;
    return MGP_OK;
}
