/* Files, directories, mirrors and standard input: the walks over all targets, merged by bucket and key. */
#define _DEFAULT_SOURCE /* realpath */
#include "scanner/source/source_type.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/utf8.h"
#include "scanner/source/etag.h"
#include "scanner/source/file_entry.h"
#include "scanner/source/inode_set.h"
#include "scanner/source/stream.h"
#include "scanner/source/target.h"
#include "scanner/source/walk.h"

/* A walk and the entry that it would give next. */
struct head {
    struct mgp_entry *entry;
    size_t walk;
};

/* A mirror's answer for one bucket, kept because the caller gets the text on loan. */
struct bucket_file {
    struct bucket_file *next;
    char *bucket;
    char *path; /* NULL: there is none */
};

struct mgp_file_source {
    struct mgp_scan_target *targets;
    size_t target_count;
    struct mgp_globs *globs;
    struct mgp_entry_pool pool;
    struct mgp_walk **walks; /* one for each target */
    struct head *heads;      /* a heap: the first in order on top */
    size_t head_count;
    bool is_listing;
    bool has_failed;         /* the listing has ended with an error */
    size_t active;           /* the only walk that may hold directories open */
    struct mgp_buffer last_bucket, last_key, last_location; /* of the object given last */
    struct mgp_inode_set met; /* files that may be met again: with other names, or behind links */
    pthread_mutex_t lock;     /* of what follows */
    struct bucket_file *bucket_files;
};

static void destroy(void *self)
{
    struct mgp_file_source *source = self;
    if (!source) return;
    for (size_t i = 0; i < source->head_count; i++) {
        mgp_file_entry_give_back(&source->pool, source->heads[i].entry);
    }
    for (size_t i = 0; source->walks && i < source->target_count; i++) {
        mgp_walk_destroy(source->walks[i]);
    }
    while (source->bucket_files) {
        struct bucket_file *file = source->bucket_files;
        source->bucket_files = file->next;
        free(file->bucket);
        free(file->path);
        free(file);
    }
    mgp_entry_pool_clear(&source->pool);
    free(source->heads);
    free(source->walks);
    mgp_scan_targets_destroy(source->targets, source->target_count);
    mgp_globs_destroy(source->globs);
    mgp_buffer_clear(&source->last_bucket);
    mgp_buffer_clear(&source->last_key);
    mgp_buffer_clear(&source->last_location);
    mgp_inode_set_clear(&source->met);
    pthread_mutex_destroy(&source->lock);
    free(source);
}

/* The heap. */

static bool comes_before(const struct head *a, const struct head *b)
{
    int order = mgp_slice_compare(a->entry->object.bucket, b->entry->object.bucket);
    if (order == 0) order = mgp_slice_compare(a->entry->object.key, b->entry->object.key);
    return order == 0 ? a->walk < b->walk : order < 0;
}

static void swap_heads(struct head *a, struct head *b)
{
    struct head kept = *a;
    *a = *b;
    *b = kept;
}

static void sift_up(struct mgp_file_source *source, size_t at)
{
    while (at > 0 && comes_before(&source->heads[at], &source->heads[(at - 1) / 2])) {
        swap_heads(&source->heads[at], &source->heads[(at - 1) / 2]);
        at = (at - 1) / 2;
    }
}

static void sift_down(struct mgp_file_source *source, size_t at)
{
    for (;;) {
        size_t first = at;
        for (size_t child = 2 * at + 1; child <= 2 * at + 2 && child < source->head_count; child++) {
            if (comes_before(&source->heads[child], &source->heads[first])) first = child;
        }
        if (first == at) return;
        swap_heads(&source->heads[at], &source->heads[first]);
        at = first;
    }
}

/* Goes on with one walk, while the others hold nothing open. */
static enum mgp_status advance(struct mgp_file_source *source, size_t walk, struct mgp_entry **out,
                               struct mgp_error *error)
{
    if (source->active != walk) mgp_walk_suspend(source->walks[source->active]);
    source->active = walk;
    return mgp_walk_next(source->walks[walk], out, error);
}

static enum mgp_status begin_listing(struct mgp_file_source *source, struct mgp_error *error)
{
    source->is_listing = true;
    for (size_t i = 0; i < source->target_count; i++) {
        struct mgp_entry *entry;
        enum mgp_status status = advance(source, i, &entry, error);
        if (status != MGP_OK) return status;
        if (!entry) continue;
        source->heads[source->head_count++] = (struct head){entry, i};
        sift_up(source, source->head_count - 1);
    }
    return MGP_OK;
}

/* Takes the first entry of all walks; NULL after the last. */
static enum mgp_status take_first(struct mgp_file_source *source, struct mgp_entry **out, struct mgp_error *error)
{
    *out = NULL;
    if (source->head_count == 0) return MGP_OK;
    struct head *top = &source->heads[0];
    struct mgp_entry *first = top->entry, *next;
    enum mgp_status status = advance(source, top->walk, &next, error);
    if (status != MGP_OK) return status;
    top->entry = next;
    if (!next) {
        source->head_count--;
        *top = source->heads[source->head_count];
    }
    sift_down(source, 0);
    *out = first;
    return MGP_OK;
}

/* A file that was given before, under another name. Hard links are objects of their own in a mirror, as they
 * would be in a bucket; elsewhere they are one file. */
static bool was_met(struct mgp_file_source *source, const struct mgp_entry *entry)
{
    const struct mgp_file_handle *handle = entry->handle;
    if (!handle) return false;
    const struct mgp_origin *origin = &handle->origin;
    bool is_mirror = source->targets[0].kind == MGP_TARGET_MIRROR;
    if (!origin->is_behind_link && (!origin->has_other_names || is_mirror)) return false;
    return !mgp_inode_set_add(&source->met, origin->device, origin->inode);
}

static bool is_file(const struct mgp_entry *entry)
{
    struct mgp_slice key = entry->object.key;
    return !entry->kind && key.len > 0 && key.ptr[key.len - 1] != '/';
}

static enum mgp_status fail_same_key(const struct mgp_file_source *source, const struct mgp_object *object,
                                     struct mgp_error *error)
{
    struct mgp_buffer first = {0}, second = {0};
    mgp_append_printable(&first, mgp_buffer_slice(&source->last_location));
    mgp_append_printable(&second, object->location);
    mgp_fail(error, MGP_INVALID,
             "%.120s and %.120s have the same bucket and key: scan them one after the other, each with its own --as",
             mgp_buffer_string(&first), mgp_buffer_string(&second));
    mgp_buffer_clear(&first);
    mgp_buffer_clear(&second);
    return MGP_INVALID;
}

static void keep(struct mgp_buffer *buffer, struct mgp_slice text)
{
    buffer->len = 0;
    mgp_buffer_append(buffer, text);
}

/* Is the key another than that of the object given last? */
static enum mgp_status check_key(struct mgp_file_source *source, const struct mgp_entry *entry, struct mgp_error *error)
{
    const struct mgp_object *object = &entry->object;
    if (!is_file(entry)) return MGP_OK;
    if (mgp_slice_equal(object->key, mgp_buffer_slice(&source->last_key)) &&
        mgp_slice_equal(object->bucket, mgp_buffer_slice(&source->last_bucket))) {
        return fail_same_key(source, object, error);
    }
    keep(&source->last_bucket, object->bucket);
    keep(&source->last_key, object->key);
    keep(&source->last_location, object->location);
    return MGP_OK;
}

static enum mgp_status next(void *self, struct mgp_entry **out, struct mgp_error *error)
{
    struct mgp_file_source *source = self;
    struct mgp_entry *entry = NULL;
    *out = NULL;
    if (source->has_failed) return MGP_OK;
    enum mgp_status status = source->is_listing ? MGP_OK : begin_listing(source, error);
    if (status == MGP_OK) status = take_first(source, &entry, error);
    while (status == MGP_OK && entry && was_met(source, entry)) {
        mgp_file_entry_give_back(&source->pool, entry);
        status = take_first(source, &entry, error);
    }
    if (status == MGP_OK && entry) status = check_key(source, entry, error);
    if (status != MGP_OK) {
        source->has_failed = true;
        mgp_file_entry_give_back(&source->pool, entry);
        return status;
    }
    *out = entry;
    return MGP_OK;
}

/* Bucket facts. */

/* <mirror>/<bucket>.bucket.json if it is a regular file within the mirror, else NULL. */
static char *find_bucket_file(const struct mgp_scan_target *mirror, struct mgp_slice bucket)
{
    struct mgp_buffer path = {0};
    struct stat status;
    mgp_buffer_format(&path, "%s/", mirror->path);
    mgp_buffer_append(&path, bucket);
    mgp_buffer_text(&path, ".bucket.json");
    char *real_path = realpath(mgp_buffer_string(&path), NULL);
    bool is_usable = real_path && mgp_path_is_within(real_path, mirror->real_path) && lstat(real_path, &status) == 0 &&
                     S_ISREG(status.st_mode);
    char *found = is_usable ? mgp_strdup(mgp_buffer_string(&path)) : NULL;
    free(real_path);
    mgp_buffer_clear(&path);
    return found;
}

static struct bucket_file *look_up_bucket(struct mgp_file_source *source, struct mgp_slice bucket)
{
    struct bucket_file *file = source->bucket_files;
    while (file && !mgp_slice_is(bucket, file->bucket)) {
        file = file->next;
    }
    if (file) return file;
    file = mgp_calloc(1, sizeof *file);
    file->bucket = mgp_slice_dup(bucket);
    for (size_t i = 0; i < source->target_count && !file->path; i++) {
        if (source->targets[i].kind == MGP_TARGET_MIRROR) file->path = find_bucket_file(&source->targets[i], bucket);
    }
    file->next = source->bucket_files;
    source->bucket_files = file;
    return file;
}

static const char *bucket_file(void *self, struct mgp_slice bucket)
{
    struct mgp_file_source *source = self;
    if (bucket.len == 0 || memchr(bucket.ptr, '/', bucket.len) || memchr(bucket.ptr, '\0', bucket.len)) return NULL;
    pthread_mutex_lock(&source->lock);
    const char *path = look_up_bucket(source, bucket)->path;
    pthread_mutex_unlock(&source->lock);
    return path;
}

static enum mgp_status open_entry(void *self, const struct mgp_entry *entry, struct mgp_stream **out,
                                  struct mgp_error *error)
{
    struct mgp_file_handle *handle = entry->handle;
    (void)self;
    return mgp_stream_open_handle(handle, out, error);
}

/* The file is read again. */
static enum mgp_status complete(void *self, const struct mgp_entry *entry, struct mgp_object *object,
                                struct mgp_arena *arena, struct mgp_pending **pending, struct mgp_error *error)
{
    const struct mgp_file_handle *handle = entry->handle;
    (void)self;
    (void)arena;
    (void)pending;
    return mgp_etag_of_file(&handle->origin, object->etag, error);
}

static void release(void *self, struct mgp_entry *entry)
{
    (void)self;
    mgp_file_entry_release(entry);
}

static void recycle(void *self, struct mgp_entry *entry)
{
    struct mgp_file_source *source = self;
    mgp_file_entry_give_back(&source->pool, entry);
}

static const struct mgp_source_type type = {.next = next,
                                            .open = open_entry,
                                            .complete_begin = complete,
                                            .bucket_file = bucket_file,
                                            .release = release,
                                            .recycle = recycle,
                                            .destroy = destroy};

enum mgp_status mgp_source_create_files(const struct mgp_source_options *options, struct mgp_part *out,
                                        struct mgp_error *error)
{
    struct mgp_file_source *source = mgp_calloc(1, sizeof *source);
    pthread_mutex_init(&source->lock, NULL);
    enum mgp_status status = mgp_globs_create(options->includes, options->include_count, options->excludes,
                                              options->exclude_count, &source->globs, error);
    if (status == MGP_OK) status = mgp_scan_targets_create(options, &source->targets, &source->target_count, error);
    if (status != MGP_OK) {
        destroy(source);
        return status;
    }
    source->walks = mgp_calloc(source->target_count, sizeof *source->walks);
    source->heads = mgp_calloc(source->target_count, sizeof *source->heads);
    for (size_t i = 0; i < source->target_count; i++) {
        struct mgp_walk_options walk = {.has_globs = options->include_count + options->exclude_count > 0,
                                        .lists_only = options->lists_only};
        source->walks[i] = mgp_walk_create(&source->targets[i], source->globs, &walk, &source->pool);
    }
    *out = (struct mgp_part){.type = &type, .self = source};
    return MGP_OK;
}
