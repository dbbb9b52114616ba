/* Where the bytes of a listed object are, and how it looked when it was listed. */
#ifndef MGP_SCANNER_STREAM_H
#define MGP_SCANNER_STREAM_H

#include <sys/stat.h>

#include "scanner/source/source.h"
#include "scanner/source/source_type.h"

struct mgp_open_folder;

struct mgp_origin {
    const char *path; /* to be opened; no symbolic link in its last segment */
    struct mgp_open_folder *folder; /* it is opened below this, as name; NULL: by path */
    const char *name;
    int fd;           /* of what cannot be opened by a path (standard input): borrowed; else -1 */
    uint64_t begin;   /* first byte of the object in fd */
    uint64_t size;
    dev_t device;
    ino_t inode;
    struct timespec modified;
    bool has_other_names;  /* hard links */
    bool is_behind_link;   /* reached through a symbolic link within the target */
};

/* A file that is being read. */
struct mgp_file_stream {
    struct mgp_stream base;
    const struct mgp_origin *origin;
    int fd;
    bool owns_fd;
    bool is_at_end;  /* and was found unchanged there */
    uint64_t offset; /* bytes read */
};

/* What an entry of a file has as its handle: where the file is, and room for its stream, so that opening needs no
 * memory. */
struct mgp_file_handle {
    struct mgp_origin origin;
    struct mgp_file_stream stream;
    int early_fd; /* from mgp_early_open; -1: none */
};

/* To look at a file by opening it, which has to be done anyway, is cheaper than by its name. Opens a file of a folder
 * and says what it is; -1 where that fails, or where as many are open already as may wait for their turn (an
 * eighth of what the process may open beyond 48). Thread-safe. */
int mgp_early_open(int folder, const char *name, struct stat *status);
void mgp_early_close(int fd); /* -1 allowed */

/* Takes down how the file looks. path is borrowed. */
void mgp_origin_init(struct mgp_origin *origin, const char *path, const struct stat *status);

/* The stream lives in room, and is closed before that or origin goes. */
enum mgp_status mgp_stream_open(const struct mgp_origin *origin, struct mgp_file_stream *room, struct mgp_stream **out,
                                struct mgp_error *error);

/* The same with handle's early_fd, if it has one; else it opens the file. */
enum mgp_status mgp_stream_open_handle(struct mgp_file_handle *handle, struct mgp_stream **out,
                                       struct mgp_error *error);

/* Reads length bytes of the object from offset on, wherever the stream stands. CHANGED where there are fewer. */
enum mgp_status mgp_stream_read_at(const struct mgp_file_stream *stream, uint64_t offset, uint8_t *buffer,
                                   size_t length, struct mgp_error *error);
/* CHANGED when the file is no longer as it was listed. */
enum mgp_status mgp_stream_check(const struct mgp_file_stream *stream, struct mgp_error *error);

/* open(2), also for paths longer than PATH_MAX; always close-on-exec, never waiting and no terminal. */
int mgp_open_long(const char *path, int flags);

/* Makes standard input readable more than once: a regular file is read where it is, anything else is copied
 * to an unlinked file in $TMPDIR or /tmp. origin->fd is the caller's to close. */
enum mgp_status mgp_spool_stdin(struct mgp_origin *origin, struct mgp_error *error);

#endif
