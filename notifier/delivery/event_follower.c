#include "notifier/delivery/event_follower.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/digest.h"
#include "base/log.h"
#include "notifier/delivery/notifier.h"

#define READ_BYTES 65536
#define GRACE_MS   1000
#define HEAD_BYTES 1024 /* by whose hash a file is told from another with its inode */

struct mgp_event_follower {
    char *path;
    int fd; /* -1: not there yet */
    struct mgp_queue_position at; /* at.offset: where the next line begins */
    struct mgp_buffer buffer;
    size_t taken;      /* of buffer, from which at.offset is counted */
    size_t searched;   /* of buffer: no line ends before */
    bool has_moved;
    bool is_too_long;  /* the line at hand is: its bytes are dropped */
    bool is_old;       /* what is open was moved away: read it to its end, then open the new one */
    uint64_t grace_ms; /* until then whoever wrote the old one may still do so; its last line may lack an end */
};

static uint64_t now_ms(void)
{
    return mgp_monotonic_ns() / 1000000;
}

/* The hash of a file's first bytes, up to HEAD_BYTES of what was read. False if it is shorter. */
static bool hash_head(int fd, uint64_t bytes, uint8_t out[32])
{
    uint8_t head[HEAD_BYTES];
    struct mgp_sha256 sha;
    size_t have = 0;
    while (have < bytes) {
        ssize_t got = pread(fd, head + have, (size_t)bytes - have, (off_t)have);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return false;
        have += (size_t)got;
    }
    mgp_sha256_init(&sha);
    mgp_sha256_update(&sha, mgp_slice_of(head, have));
    mgp_sha256_final(&sha, out);
    return true;
}

/* Is fd the file of position, and has it what was read of it? */
static bool is_file_of(int fd, const struct mgp_queue_position *position)
{
    struct stat info;
    uint8_t head[32];
    if (fstat(fd, &info) != 0 || (uint64_t)info.st_ino != position->inode) return false;
    if ((uint64_t)info.st_dev != position->device || (uint64_t)info.st_size < position->offset) return false;
    if (position->head_bytes > HEAD_BYTES) return false;
    return hash_head(fd, position->head_bytes, head) && memcmp(head, position->head, sizeof head) == 0;
}

static int open_path(const char *path)
{
    return open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
}

/* The file of position among those beside path whose names begin with its name; -1 if it is not there. */
static int find_moved(const char *path, const struct mgp_queue_position *position)
{
    const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path;
    char *folder = slash ? mgp_slice_dup(mgp_slice_of(path, slash == path ? 1 : (size_t)(slash - path)))
                         : mgp_strdup(".");
    DIR *entries = opendir(folder);
    int found = -1;
    for (const struct dirent *entry = entries ? readdir(entries) : NULL; entry && found < 0; entry = readdir(entries)) {
        if (strncmp(entry->d_name, base, strlen(base)) != 0 || strcmp(entry->d_name, base) == 0) continue;
        found = openat(dirfd(entries), entry->d_name, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
        if (found >= 0 && !is_file_of(found, position)) {
            close(found);
            found = -1;
        }
    }
    if (entries) closedir(entries);
    free(folder);
    return found;
}

/* Begins to read fd at offset. */
static void begin(struct mgp_event_follower *follower, int fd, uint64_t offset)
{
    struct stat info = {0};
    if (follower->fd >= 0) close(follower->fd);
    follower->fd = fd;
    follower->buffer.len = follower->taken = follower->searched = 0;
    follower->is_too_long = follower->is_old = false;
    if (fd >= 0 && fstat(fd, &info) != 0) info = (struct stat){0};
    follower->at = (struct mgp_queue_position){.path = follower->path, .device = (uint64_t)info.st_dev,
                                               .inode = (uint64_t)info.st_ino, .offset = offset};
}

void mgp_event_follower_open(const char *path, const struct mgp_queue_position *position,
                             struct mgp_event_follower **out)
{
    struct mgp_event_follower *follower = mgp_calloc(1, sizeof *follower);
    follower->path = mgp_strdup(path);
    follower->fd = -1;
    *out = follower;
    if (!position) return;
    int fd = open_path(path);
    if (fd >= 0 && is_file_of(fd, position)) {
        begin(follower, fd, position->offset);
        return;
    }
    int moved = find_moved(path, position);
    if (moved >= 0) {
        begin(follower, moved, position->offset);
        follower->is_old = true; /* since who knows when: no grace */
    }
    if (fd >= 0) close(fd);
}

void mgp_event_follower_close(struct mgp_event_follower *follower)
{
    if (!follower) return;
    if (follower->fd >= 0) close(follower->fd);
    mgp_buffer_clear(&follower->buffer);
    free(follower->path);
    free(follower);
}

bool mgp_event_follower_position(const struct mgp_event_follower *follower, struct mgp_queue_position *out)
{
    if (follower->fd < 0) return false;
    *out = follower->at;
    out->head_bytes = out->offset < HEAD_BYTES ? out->offset : HEAD_BYTES;
    return hash_head(follower->fd, out->head_bytes, out->head);
}

bool mgp_event_follower_has_moved(const struct mgp_event_follower *follower)
{
    return follower->has_moved;
}

void mgp_event_follower_note_commit(struct mgp_event_follower *follower)
{
    follower->has_moved = false;
}

static enum mgp_follow_item fail(const struct mgp_event_follower *follower, struct mgp_error *error)
{
    mgp_fail(error, MGP_IO, "%s: %s", follower->path, strerror(errno));
    return MGP_FOLLOW_FAILED;
}

/* Opens the file where none is open. */
static enum mgp_follow_item open_first(struct mgp_event_follower *follower, struct mgp_error *error)
{
    int fd = open_path(follower->path);
    if (fd < 0) return errno == ENOENT ? MGP_FOLLOW_NOTHING : fail(follower, error);
    begin(follower, fd, 0);
    return MGP_FOLLOW_LINE;
}

/* At the end of what is open: is the path another file by now, or this one shorter than what was read? */
static void check_file(struct mgp_event_follower *follower)
{
    struct stat opened, named;
    if (fstat(follower->fd, &opened) != 0) return;
    if ((uint64_t)opened.st_size < follower->at.offset + (follower->buffer.len - follower->taken)) {
        mgp_log(MGP_LOG_WARNING, "the file was cut short: read from its beginning", "file", follower->path,
                (const char *)NULL);
        int fd = dup(follower->fd);
        if (fd >= 0 && lseek(fd, 0, SEEK_SET) == 0) begin(follower, fd, 0);
        return;
    }
    bool is_other = stat(follower->path, &named) == 0 &&
                    (named.st_ino != opened.st_ino || named.st_dev != opened.st_dev);
    if (!is_other) return;
    follower->is_old = true;
    follower->grace_ms = now_ms() + GRACE_MS;
}

/* Reads more behind what is there; how many bytes, or -1. */
static ssize_t read_more(struct mgp_event_follower *follower)
{
    struct mgp_buffer *buffer = &follower->buffer;
    if (follower->taken > 0) {
        memmove(buffer->ptr, buffer->ptr + follower->taken, buffer->len - follower->taken);
        buffer->len -= follower->taken;
        follower->searched -= follower->taken;
        follower->taken = 0;
    }
    mgp_buffer_reserve(buffer, READ_BYTES);
    ssize_t got;
    do {
        got = pread(follower->fd, buffer->ptr + buffer->len, READ_BYTES,
                    (off_t)(follower->at.offset + buffer->len));
    } while (got < 0 && errno == EINTR);
    if (got > 0) buffer->len += (size_t)got;
    return got;
}

/* Takes the line that ends at end (in buffer), and what ends it. */
static enum mgp_follow_item take(struct mgp_event_follower *follower, size_t end, size_t ending, struct mgp_slice *line,
                                 struct mgp_error *error)
{
    *line = mgp_slice_of(follower->buffer.ptr + follower->taken, end - follower->taken);
    follower->at.offset += line->len + ending;
    follower->has_moved = true;
    follower->taken = follower->searched = end + ending;
    bool is_too_long = follower->is_too_long || line->len > MGP_EVENT_MAX_BYTES;
    follower->is_too_long = false;
    if (!is_too_long) return MGP_FOLLOW_LINE;
    mgp_fail(error, MGP_LIMIT, "%s: the line that ends at byte %llu is longer than %u bytes", follower->path,
             (unsigned long long)follower->at.offset, MGP_EVENT_MAX_BYTES);
    return MGP_FOLLOW_FAULT;
}

/* A line that is too long already is not kept while the rest of it comes. */
static void drop_overlong(struct mgp_event_follower *follower)
{
    size_t have = follower->buffer.len - follower->taken;
    if (have <= MGP_EVENT_MAX_BYTES) return;
    follower->is_too_long = true;
    follower->at.offset += have;
    follower->taken = follower->searched = follower->buffer.len;
}

static enum mgp_follow_item next_line(struct mgp_event_follower *follower, struct mgp_slice *line,
                                      struct mgp_error *error)
{
    for (;;) {
        struct mgp_buffer *buffer = &follower->buffer;
        size_t left = buffer->len - follower->searched;
        uint8_t *end = left > 0 ? memchr(buffer->ptr + follower->searched, '\n', left) : NULL;
        if (end) return take(follower, (size_t)(end - buffer->ptr), 1, line, error);
        follower->searched = buffer->len;
        drop_overlong(follower);
        if (follower->fd < 0) {
            enum mgp_follow_item item = open_first(follower, error);
            if (item != MGP_FOLLOW_LINE) return item;
            continue;
        }
        bool was_old = follower->is_old;
        ssize_t got = read_more(follower);
        if (got < 0) return fail(follower, error);
        if (got > 0) {
            follower->grace_ms = now_ms() + GRACE_MS;
            continue;
        }
        if (was_old) {
            if (now_ms() < follower->grace_ms) return MGP_FOLLOW_NOTHING;
            bool has_rest = follower->buffer.len > follower->taken || follower->is_too_long;
            if (has_rest) return take(follower, follower->buffer.len, 0, line, error);
            enum mgp_follow_item item = open_first(follower, error);
            if (item != MGP_FOLLOW_LINE) return item;
            continue;
        }
        check_file(follower);
        if (!follower->is_old) return MGP_FOLLOW_NOTHING;
    }
}

static bool is_blank(struct mgp_slice line)
{
    for (size_t i = 0; i < line.len; i++)
        if (line.ptr[i] != ' ' && line.ptr[i] != '\t' && line.ptr[i] != '\r') return false;
    return true;
}

enum mgp_follow_item mgp_event_follower_next(struct mgp_event_follower *follower, struct mgp_slice *line,
                                             struct mgp_error *error)
{
    enum mgp_follow_item item;
    do {
        item = next_line(follower, line, error);
    } while (item == MGP_FOLLOW_LINE && is_blank(*line));
    return item;
}
