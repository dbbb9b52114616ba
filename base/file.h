/* Files: reading a small one whole, writing one so that it is never seen half written. */
#ifndef MGP_BASE_FILE_H
#define MGP_BASE_FILE_H

#include <stdio.h>

#include "base/buffer.h"
#include "base/status.h"

/* Appends the file's bytes to out; "-" is standard input. A file over max_bytes is a LIMIT error. */
enum mgp_status mgp_file_read(const char *path, size_t max_bytes, struct mgp_buffer *out,
                              struct mgp_error *error);

/* An output that appears all at once: a regular or absent file is written aside (path.XXXXXX.part in
 * the same folder) and renamed over path by mgp_output_commit; anything else (a terminal, /dev/null, a
 * pipe) and "-" (standard output) is written straight. */
struct mgp_output;

enum mgp_status mgp_output_open(const char *path, struct mgp_output **out, struct mgp_error *error);
/* An output that somebody else keeps (an object in S3). commit and abandon free context, always. */
struct mgp_output_type {
    enum mgp_status (*write)(void *context, struct mgp_slice bytes, struct mgp_error *error);
    enum mgp_status (*commit)(void *context, struct mgp_error *error);
    void (*abandon)(void *context);
};
struct mgp_output *mgp_output_of(const struct mgp_output_type *type, void *context); /* type is borrowed */

enum mgp_status mgp_output_write(struct mgp_output *output, struct mgp_slice bytes, struct mgp_error *error);
/* Flushes and puts the file in place. Always frees output, also on failure. */
enum mgp_status mgp_output_commit(struct mgp_output *output, struct mgp_error *error);
/* Throws away what was written aside. NULL is allowed. */
void mgp_output_abandon(struct mgp_output *output);
/* Removes every file still written aside; safe in a signal handler. */
void mgp_output_remove_unfinished(void);

#endif
