/* The source of a run: its parts, one for each kind of target, merged by bucket and key. */
#include "scanner/source/source.h"

#include "scanner/source/source_type.h"

enum { FILES, S3, PARTS };

struct mgp_source {
    struct mgp_part parts[PARTS]; /* type NULL: no such target */
    struct mgp_entry *heads[PARTS];
    bool is_over[PARTS];
    const char **targets[PARTS];
};

static bool is_s3(const char *target)
{
    return strncmp(target, "s3:", 3) == 0;
}

static enum mgp_status check_s3_options(const struct mgp_source_options *options, struct mgp_error *error)
{
    if (options->as)
        return mgp_fail(error, MGP_INVALID,
                        "--as and a target s3:// exclude each other: objects there have their keys");
    if (options->is_mirror)
        return mgp_fail(error, MGP_INVALID, "--mirror and a target s3:// exclude each other: it is for folders");
    return MGP_OK;
}

static enum mgp_status create_part(struct mgp_source *source, int kind, const struct mgp_source_options *options,
                                   struct mgp_error *error)
{
    struct mgp_source_options own = *options;
    source->targets[kind] = mgp_calloc(options->target_count + 1, sizeof(const char *));
    own.targets = source->targets[kind];
    own.target_count = 0;
    for (size_t i = 0; i < options->target_count; i++)
        if (is_s3(options->targets[i]) == (kind == S3))
            source->targets[kind][own.target_count++] = options->targets[i];
    bool is_empty = own.target_count == 0;
    if (kind == FILES && is_empty && options->target_count > 0) return MGP_OK;
    if (kind == S3 && is_empty) return MGP_OK;
    if (kind == FILES) return mgp_source_create_files(&own, &source->parts[kind], error);
    enum mgp_status status = check_s3_options(options, error);
    return status == MGP_OK ? mgp_source_create_s3(&own, &source->parts[kind], error) : status;
}

enum mgp_status mgp_source_create(const struct mgp_source_options *options, struct mgp_source **out,
                                  struct mgp_error *error)
{
    struct mgp_source *source = mgp_calloc(1, sizeof *source);
    enum mgp_status status = create_part(source, FILES, options, error);
    if (status == MGP_OK) status = create_part(source, S3, options, error);
    if (status != MGP_OK) {
        mgp_source_destroy(source);
        return status;
    }
    *out = source;
    return MGP_OK;
}

void mgp_source_destroy(struct mgp_source *source)
{
    if (!source) return;
    for (int kind = 0; kind < PARTS; kind++) {
        mgp_entry_destroy(source->heads[kind]);
        if (source->parts[kind].type) source->parts[kind].type->destroy(source->parts[kind].self);
        free(source->targets[kind]);
    }
    free(source);
}

void mgp_entry_destroy(struct mgp_entry *entry)
{
    if (!entry) return;
    if (entry->part && entry->part->type->release) entry->part->type->release(entry->part->self, entry);
    mgp_arena_clear(&entry->arena);
    free(entry);
}

void mgp_source_recycle(struct mgp_source *source, struct mgp_entry *entry)
{
    (void)source;
    if (entry && entry->part && entry->part->type->recycle) entry->part->type->recycle(entry->part->self, entry);
    else mgp_entry_destroy(entry);
}

static enum mgp_status fill_head(struct mgp_source *source, int kind, struct mgp_error *error)
{
    struct mgp_part *part = &source->parts[kind];
    if (!part->type || source->heads[kind] || source->is_over[kind]) return MGP_OK;
    enum mgp_status status = part->type->next(part->self, &source->heads[kind], error);
    source->is_over[kind] = source->heads[kind] == NULL;
    if (source->heads[kind]) source->heads[kind]->part = part;
    return status;
}

static bool comes_before(const struct mgp_entry *a, const struct mgp_entry *b)
{
    int order = mgp_slice_compare(a->object.bucket, b->object.bucket);
    return order ? order < 0 : mgp_slice_compare(a->object.key, b->object.key) <= 0;
}

enum mgp_status mgp_source_next(struct mgp_source *source, struct mgp_entry **out, struct mgp_error *error)
{
    int first = PARTS;
    *out = NULL;
    for (int kind = 0; kind < PARTS; kind++) {
        enum mgp_status status = fill_head(source, kind, error);
        if (status != MGP_OK) return status;
        if (!source->heads[kind]) continue;
        if (first == PARTS || comes_before(source->heads[kind], source->heads[first])) first = kind;
    }
    if (first == PARTS) return MGP_OK;
    *out = source->heads[first];
    source->heads[first] = NULL;
    return MGP_OK;
}

enum mgp_status mgp_source_open(struct mgp_source *source, const struct mgp_entry *entry, struct mgp_stream **out,
                                struct mgp_error *error)
{
    (void)source;
    if (entry->status != MGP_OK) return mgp_fail(error, entry->status, "%s", entry->message);
    return entry->part->type->open(entry->part->self, entry, out, error);
}

enum mgp_status mgp_stream_read(struct mgp_stream *stream, uint8_t *buffer, size_t capacity, size_t *got,
                                struct mgp_error *error)
{
    return stream->type->read(stream, buffer, capacity, got, error);
}

void mgp_stream_close(struct mgp_stream *stream)
{
    if (stream) stream->type->close(stream);
}

enum mgp_status mgp_source_complete_begin(struct mgp_source *source, const struct mgp_entry *entry,
                                          struct mgp_object *object, struct mgp_arena *arena,
                                          struct mgp_pending **pending, struct mgp_error *error)
{
    (void)source;
    *pending = NULL;
    if (entry->status != MGP_OK) return mgp_fail(error, entry->status, "%s", entry->message);
    return entry->part->type->complete_begin(entry->part->self, entry, object, arena, pending, error);
}

void mgp_source_complete_end(struct mgp_pending *pending, struct mgp_object *object, struct mgp_arena *arena)
{
    if (pending) pending->end(pending, object, arena);
}

enum mgp_status mgp_source_complete(struct mgp_source *source, const struct mgp_entry *entry,
                                    struct mgp_object *object, struct mgp_arena *arena, struct mgp_error *error)
{
    struct mgp_pending *pending;
    enum mgp_status status = mgp_source_complete_begin(source, entry, object, arena, &pending, error);
    mgp_source_complete_end(pending, object, arena);
    return status;
}

enum mgp_status mgp_source_renew(struct mgp_source *source, const struct mgp_entry *entry, struct mgp_error *error)
{
    (void)source;
    if (entry->status != MGP_OK || !entry->part->type->renew)
        return mgp_fail(error, MGP_UNSUPPORTED, "it cannot be read again");
    return entry->part->type->renew(entry->part->self, entry, error);
}

const char *mgp_source_bucket_file(struct mgp_source *source, struct mgp_slice bucket)
{
    const struct mgp_part *part = &source->parts[FILES];
    return part->type ? part->type->bucket_file(part->self, bucket) : NULL;
}

struct mgp_bucket_settings *mgp_source_bucket_settings(struct mgp_source *source, struct mgp_slice bucket)
{
    const struct mgp_part *part = &source->parts[S3];
    return part->type ? part->type->bucket_settings(part->self, bucket) : NULL;
}

struct mgp_s3 *mgp_source_s3(struct mgp_source *source)
{
    return source->parts[S3].type ? mgp_s3_source_connection(source->parts[S3].self) : NULL;
}
