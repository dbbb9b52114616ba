/* Sources: where objects come from. A source lists objects in order (buckets, then keys, by bytes), opens
 * each for reading, and opens it again when it must be read twice. Listing belongs to one thread; opened
 * objects may be read by another, one thread each. */
#ifndef MGP_SCANNER_SOURCE_H
#define MGP_SCANNER_SOURCE_H

#include "base/alloc.h"
#include "base/status.h"
#include "net/aws_config.h"
#include "scanner/source/object.h"

struct mgp_source_options {
    const char *const *targets; /* paths, "-", "s3://bucket/prefix", "s3://" for every bucket */
    size_t target_count;
    bool is_mirror;             /* each target is a directory of buckets */
    const char *as;             /* s3://bucket/key or s3://bucket/prefix/; NULL */
    const char *const *includes; /* globs over the whole key; none: everything */
    size_t include_count;
    const char *const *excludes; /* globs; they win */
    size_t exclude_count;
    struct mgp_aws_options aws;  /* for s3:// */
    unsigned threads;            /* that will read objects at the same time; 0: one */
    size_t memory_bytes;         /* of objects in flight; 0: MGP_SOURCE_MEMORY */
    unsigned connections;        /* to a server of S3; 0: MGP_SOURCE_CONNECTIONS */
    bool lists_only;             /* nothing will be opened */
};

#define MGP_SOURCE_MEMORY      ((size_t)256 << 20)
#define MGP_SOURCE_CONNECTIONS 64

/* One entry of a listing: an object, or something that should have been one and could not be looked at. */
struct mgp_entry {
    struct mgp_object object;
    enum mgp_status status;     /* MGP_OK, or why it cannot be read (DENIED, GONE, IO, INVALID) */
    char message[256];          /* for people, when status is not MGP_OK: one line, without the name */
    const char *kind;           /* "socket", "FIFO", "device", "symbolic link out of the target": passed over, by
                                   kind; NULL for an object or an error. status is UNSUPPORTED then */
    struct mgp_arena arena;     /* owns the object's texts */
    void *handle;               /* the source's own */
    const struct mgp_part *part; /* of the source: what kind it is */
    bool is_local;              /* opening it takes no time to speak of */
};

struct mgp_part;
struct mgp_source;
struct mgp_stream;
struct mgp_pending;
struct mgp_bucket_settings;
struct mgp_s3;

/* Checks that every target can be opened; the error names the one that cannot and the remedy. The options and
 * their texts are borrowed until the source is destroyed. */
enum mgp_status mgp_source_create(const struct mgp_source_options *options, struct mgp_source **out,
                                  struct mgp_error *error);
void mgp_source_destroy(struct mgp_source *source);

/* The next entry in order, NULL after the last. The caller destroys it. MGP_INVALID: two files have the same
 * bucket and key; the listing ends there. */
enum mgp_status mgp_source_next(struct mgp_source *source, struct mgp_entry **out, struct mgp_error *error);
void mgp_entry_destroy(struct mgp_entry *entry);
/* Destroys it too, but keeps its memory for one that is listed later; for the thread that lists. NULL allowed. */
void mgp_source_recycle(struct mgp_source *source, struct mgp_entry *entry);

/* Opens the entry's object from its beginning; may be called again after mgp_stream_close, which comes before the
 * entry is destroyed. It is checked against the listing, by the first read at the latest: a file that was replaced or
 * resized since is CHANGED, what vanished GONE, unless it was opened when it was listed; an object of S3 that was
 * replaced is read as it is now, as long as it stays so. Thread-safe for different entries. */
enum mgp_status mgp_source_open(struct mgp_source *source, const struct mgp_entry *entry, struct mgp_stream **out,
                                struct mgp_error *error);
/* Reads up to capacity bytes; *got == 0 at the end. CHANGED when the file turns out shorter or longer, or was
 * written to, while it was read. */
enum mgp_status mgp_stream_read(struct mgp_stream *stream, uint8_t *buffer, size_t capacity, size_t *got,
                                struct mgp_error *error);
void mgp_stream_close(struct mgp_stream *stream); /* NULL allowed */

/* Fills what only a finding needs and the listing did not say: the ETag (of a file see etag.h: it is read again),
 * and from S3 version, encryption and tags. Texts live in arena. */
enum mgp_status mgp_source_complete(struct mgp_source *source, const struct mgp_entry *entry, struct mgp_object *object,
                                    struct mgp_arena *arena, struct mgp_error *error);

/* The same in two steps, so that many objects' questions are on their way to a server at a time: the first asks and
 * does not wait for the answer. *pending is what the second waits for, which fills object and frees pending; NULL:
 * there is nothing to wait for. The entry need not last that long, the source must. Both are thread-safe. */
enum mgp_status mgp_source_complete_begin(struct mgp_source *source, const struct mgp_entry *entry,
                                          struct mgp_object *object, struct mgp_arena *arena,
                                          struct mgp_pending **pending, struct mgp_error *error);
void mgp_source_complete_end(struct mgp_pending *pending, struct mgp_object *object,
                             struct mgp_arena *arena); /* NULL allowed */

/* After a read ended with CHANGED and its stream was closed: makes the object ready to be opened as it is now, with the
 * entry's facts left as listed. UNSUPPORTED where objects are not read again (files). */
enum mgp_status mgp_source_renew(struct mgp_source *source, const struct mgp_entry *entry, struct mgp_error *error);

/* The text of <mirror>/<bucket>.bucket.json where the object's target is a mirror and the file is there; else
 * *path is NULL. Valid until the source is destroyed. */
const char *mgp_source_bucket_file(struct mgp_source *source, struct mgp_slice bucket);

/* What the server says of a bucket of S3, asked now; NULL for a bucket of files. The caller destroys it
 * (mgp_bucket_settings_destroy). */
struct mgp_bucket_settings *mgp_source_bucket_settings(struct mgp_source *source, struct mgp_slice bucket);

/* The connection to S3, for telling about it; NULL without s3:// among the targets. */
struct mgp_s3 *mgp_source_s3(struct mgp_source *source);

#endif
