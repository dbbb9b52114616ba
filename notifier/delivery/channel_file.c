/* A file to which each message is appended as a line (NDJSON) and synced. A line that could not be written whole is
 * taken back; one that another program left unfinished is ended first. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "notifier/delivery/channel_type.h"

/* Whoever has the file open by this code waits here, so that a line taken back is our own. */
static bool lock(int fd)
{
    int status;
    do {
        status = flock(fd, LOCK_EX);
    } while (status < 0 && errno == EINTR);
    return status == 0;
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

static bool append(int fd, struct mgp_slice body)
{
    struct stat status;
    struct mgp_buffer line = {0};
    if (!lock(fd) || fstat(fd, &status) != 0) return false;
    bool is_regular = S_ISREG(status.st_mode);
    if (is_regular && ends_within_line(fd, status.st_size)) mgp_buffer_byte(&line, '\n');
    mgp_buffer_append(&line, body);
    mgp_buffer_byte(&line, '\n');
    bool fine = write_all(fd, mgp_buffer_slice(&line)) && (!is_regular || fsync(fd) == 0);
    int reason = errno;
    /* Best effort: what cannot be taken back stays an unfinished line, which the next one ends. */
    if (!fine && is_regular && ftruncate(fd, status.st_size) != 0) fine = false;
    errno = reason;
    mgp_buffer_clear(&line);
    return fine;
}

/* A full disk or a failing one may get well; what cannot be opened stays so until somebody sees to it. */
static enum mgp_answer_kind kind_of(int reason, bool is_open)
{
    if (is_open || reason == EMFILE || reason == ENFILE || reason == ENOSPC || reason == EDQUOT || reason == EIO)
        return MGP_ANSWER_TRANSIENT;
    return MGP_ANSWER_CREDENTIALS;
}

void mgp_channel_send_file(struct mgp_channel *channel, const struct mgp_outgoing *outgoing, struct mgp_answer *out)
{
    int fd = open(channel->destination->path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY, 0600);
    bool fine = fd >= 0 && append(fd, outgoing->body);
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
