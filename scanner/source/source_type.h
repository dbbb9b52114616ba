/* The kinds of sources, for source.c, which merges them: files (source_files.c) and S3 (source_s3.c). */
#ifndef MGP_SCANNER_SOURCE_TYPE_H
#define MGP_SCANNER_SOURCE_TYPE_H

#include "scanner/source/source.h"

/* What a kind of source does; see the functions of the same names in source.h. */
struct mgp_source_type {
    enum mgp_status (*next)(void *self, struct mgp_entry **out, struct mgp_error *error);
    enum mgp_status (*open)(void *self, const struct mgp_entry *entry, struct mgp_stream **out,
                            struct mgp_error *error);
    enum mgp_status (*complete_begin)(void *self, const struct mgp_entry *entry, struct mgp_object *object,
                                      struct mgp_arena *arena, struct mgp_pending **pending, struct mgp_error *error);
    enum mgp_status (*renew)(void *self, const struct mgp_entry *entry, struct mgp_error *error); /* NULL: cannot */
    const char *(*bucket_file)(void *self, struct mgp_slice bucket);                     /* NULL: has none */
    struct mgp_bucket_settings *(*bucket_settings)(void *self, struct mgp_slice bucket); /* NULL: has none */
    void (*release)(void *self, struct mgp_entry *entry); /* the entry's handle is no longer needed; NULL: nothing */
    void (*recycle)(void *self, struct mgp_entry *entry); /* that too, and the entry is kept; NULL: it is destroyed */
    void (*destroy)(void *self);
};

struct mgp_part {
    const struct mgp_source_type *type;
    void *self;
};

struct mgp_stream_type {
    enum mgp_status (*read)(struct mgp_stream *stream, uint8_t *buffer, size_t capacity, size_t *got,
                            struct mgp_error *error);
    void (*close)(struct mgp_stream *stream);
};

/* What every kind of stream begins with. */
struct mgp_stream {
    const struct mgp_stream_type *type;
};

/* What every kind of answer to wait for begins with. */
struct mgp_pending {
    void (*end)(struct mgp_pending *pending, struct mgp_object *object, struct mgp_arena *arena);
};

/* Each checks its own kind of targets; options has no others. */
enum mgp_status mgp_source_create_files(const struct mgp_source_options *options, struct mgp_part *out,
                                        struct mgp_error *error);
enum mgp_status mgp_source_create_s3(const struct mgp_source_options *options, struct mgp_part *out,
                                     struct mgp_error *error);
/* The connection of a part that was made by mgp_source_create_s3. */
struct mgp_s3 *mgp_s3_source_connection(void *self);

#endif
