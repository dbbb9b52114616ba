/* Sources: where objects come from. A source lists objects in order (buckets, then keys, by bytes), opens
 * each for reading, and opens it again when it must be read twice. Listing belongs to one thread; opened
 * objects may be read by another, one thread each. */
#ifndef MGP_SCANNER_SOURCE_H
#define MGP_SCANNER_SOURCE_H

#include "base/alloc.h"
#include "base/status.h"
#include "scanner/source/object.h"

struct mgp_source_options {
    const char *const *targets; /* paths, "-" */
    size_t target_count;
    bool is_mirror;             /* each target is a directory of buckets */
    const char *as;             /* s3://bucket/key or s3://bucket/prefix/; NULL */
    const char *const *includes; /* globs over the whole key; none: everything */
    size_t include_count;
    const char *const *excludes; /* globs; they win */
    size_t exclude_count;
};

/* One entry of a listing: an object, or something that should have been one and could not be looked at. */
struct mgp_entry {
    struct mgp_object object;
    enum mgp_status status;     /* MGP_OK, or why it cannot be read (DENIED, GONE, IO, INVALID) */
    char message[256];          /* for people, when status is not MGP_OK: one line, without the name */
    const char *kind;           /* "socket", "FIFO", "device", "symbolic link out of the target": passed over, by
                                   kind; NULL for an object or an error. status is UNSUPPORTED then */
    struct mgp_arena arena;     /* owns the object's texts */
    void *handle;               /* the source's own */
};

struct mgp_source;
struct mgp_stream;

/* Checks that every target can be opened; the error names the one that cannot and the remedy. The options and
 * their texts are borrowed until the source is destroyed. */
enum mgp_status mgp_source_create(const struct mgp_source_options *options, struct mgp_source **out,
                                  struct mgp_error *error);
void mgp_source_destroy(struct mgp_source *source);

/* The next entry in order, NULL after the last. The caller destroys it. MGP_INVALID: two files have the same
 * bucket and key; the listing ends there. */
enum mgp_status mgp_source_next(struct mgp_source *source, struct mgp_entry **out, struct mgp_error *error);
void mgp_entry_destroy(struct mgp_entry *entry);

/* Opens the entry's object from its beginning; may be called again after mgp_stream_close. The file is checked
 * against the listing: what was replaced or resized since is CHANGED, what vanished GONE. Thread-safe. */
enum mgp_status mgp_source_open(struct mgp_source *source, const struct mgp_entry *entry, struct mgp_stream **out,
                                struct mgp_error *error);
/* Reads up to capacity bytes; *got == 0 at the end. CHANGED when the file turns out shorter or longer, or was
 * written to, while it was read. */
enum mgp_status mgp_stream_read(struct mgp_stream *stream, uint8_t *buffer, size_t capacity, size_t *got,
                                struct mgp_error *error);
void mgp_stream_close(struct mgp_stream *stream); /* NULL allowed */

/* Fills object->etag (the MD5 of the bytes, as S3 gives for a plain upload) by reading the object again. */
enum mgp_status mgp_source_etag(struct mgp_source *source, const struct mgp_entry *entry, struct mgp_object *object,
                                struct mgp_error *error);

/* The text of <mirror>/<bucket>.bucket.json where the object's target is a mirror and the file is there; else
 * *path is NULL. Valid until the source is destroyed. */
const char *mgp_source_bucket_file(struct mgp_source *source, struct mgp_slice bucket);

#endif
