/* A file to which each message is appended as a line (NDJSON) and synced. A line that could not be written whole is
 * taken back; one that another program left unfinished is ended first. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "notifier/delivery/channel_type.h"

#define LOCK_TRIES    200
#define LOCK_PAUSE_MS 10

/* Whoever writes by this code waits here, so that a line that is taken back is our own. */
static bool lock(int fd)
{
    for (int i = 0; i < LOCK_TRIES; i++) {
        if (flock(fd, LOCK_EX | LOCK_NB) == 0) return true;
        if (errno != EWOULDBLOCK && errno != EINTR) return false;
        mgp_sleep_ms(LOCK_PAUSE_MS);
    }
    errno = EWOULDBLOCK;
    return false;
}

/* A file that is new stays only when its folder is on disk too. */
static bool sync_folder(const char *path)
{
    const char *slash = strrchr(path, '/');
    char *folder = slash ? mgp_slice_dup(mgp_slice_of(path, (size_t)(slash - path) + 1)) : mgp_strdup(".");
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool fine = fd >= 0 && fsync(fd) == 0;
    int reason = errno;
    if (fd >= 0) close(fd);
    free(folder);
    errno = reason;
    return fine;
}

static bool write_all(int fd, struct mgp_slice bytes)
{
    while (bytes.len > 0) {
        ssize_t wrote = write(fd, bytes.ptr, bytes.len);
        if (wrote < 0 && errno == EINTR) continue;
        if (wrote <= 0) return false;
        bytes = mgp_slice_sub(bytes, (size_t)wrote, bytes.len);
    }
    return true;
}

static bool ends_within_line(int fd, off_t size)
{
    char last = '\n';
    return size > 0 && pread(fd, &last, 1, size - 1) == 1 && last != '\n';
}

/* Writes the line and syncs it, or leaves the file as it was. */
static bool append_line(int fd, struct mgp_slice body, off_t size)
{
    struct mgp_buffer line = {0};
    if (ends_within_line(fd, size)) mgp_buffer_byte(&line, '\n');
    mgp_buffer_append(&line, body);
    mgp_buffer_byte(&line, '\n');
    bool fine = write_all(fd, mgp_buffer_slice(&line)) && fsync(fd) == 0;
    int reason = errno;
    /* What cannot be taken back stays an unfinished line, which the next one ends. */
    if (!fine && ftruncate(fd, size) != 0) fine = false;
    errno = reason;
    mgp_buffer_clear(&line);
    return fine;
}

static bool append(int fd, const char *path, struct mgp_slice body)
{
    struct stat status;
    if (fstat(fd, &status) != 0) return false;
    if (S_ISCHR(status.st_mode)) return write_all(fd, body) && write_all(fd, MGP_LITERAL("\n")); /* a terminal */
    if (!S_ISREG(status.st_mode)) {
        errno = ENOTSUP; /* a pipe could hold us up for ever */
        return false;
    }
    if (!lock(fd) || fstat(fd, &status) != 0) return false;
    return append_line(fd, body, status.st_size) && (status.st_size > 0 || sync_folder(path));
}

/* A full disk or a failing one may get well; what cannot be opened stays so until somebody sees to it. */
static enum mgp_answer_kind kind_of(int reason, bool is_open)
{
    if (reason == ENOTSUP) return MGP_ANSWER_CREDENTIALS;
    if (is_open || reason == EMFILE || reason == ENFILE || reason == ENOSPC || reason == EDQUOT || reason == EIO)
        return MGP_ANSWER_TRANSIENT;
    return MGP_ANSWER_CREDENTIALS;
}

void mgp_channel_send_file(struct mgp_channel *channel, const struct mgp_outgoing *outgoing, struct mgp_answer *out)
{
    int fd = open(channel->destination->path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY, 0600);
    bool fine = fd >= 0 && append(fd, channel->destination->path, outgoing->body);
    int reason = errno;
    if (fd >= 0 && close(fd) != 0 && fine) {
        reason = errno;
        fine = false;
    }
    out->kind = fine ? MGP_ANSWER_OK : kind_of(reason, fd >= 0);
    snprintf(out->error, sizeof out->error, "%s", fine ? "ok" : strerror(reason));
    if (!fine) snprintf(out->detail, sizeof out->detail, "%.199s", channel->destination->path);
}

void mgp_channel_print_file(struct mgp_channel *channel, const struct mgp_outgoing *outgoing, struct mgp_buffer *out)
{
    mgp_buffer_format(out, "APPEND %s\n\n", channel->destination->path);
    mgp_buffer_append(out, outgoing->body);
    mgp_buffer_text(out, "\n\n");
}
