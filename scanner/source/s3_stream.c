/* Reading an object: its first part from memory, the others by a window of parts that are fetched ahead. */
#include "scanner/source/s3_source.h"

#define MAX_AHEAD 64

struct s3_stream {
    struct mgp_stream stream;
    struct mgp_s3_source *source;
    struct mgp_s3_object *object;
    uint64_t offset;                       /* bytes read */
    uint64_t asked;                        /* first byte that no part was asked for */
    struct mgp_s3_part *window[MAX_AHEAD]; /* a ring, in order */
    unsigned first, count;
};

static void wait_for_object(struct mgp_s3_source *source, const struct mgp_s3_object *object)
{
    pthread_mutex_lock(&source->lock);
    while (!object->is_done) pthread_cond_wait(&source->has_part, &source->lock);
    pthread_mutex_unlock(&source->lock);
}

/* Asks for parts until the window is full. The lock is held. */
static void fill_window(struct s3_stream *stream)
{
    struct mgp_s3_source *source = stream->source;
    while (stream->count < source->parts_ahead && stream->asked < stream->object->size) {
        struct mgp_s3_part *part = mgp_calloc(1, sizeof *part);
        uint64_t left = stream->object->size - stream->asked;
        part->object = stream->object;
        part->first = stream->asked;
        part->length = left < source->part_bytes ? (size_t)left : source->part_bytes;
        stream->asked += part->length;
        stream->window[(stream->first + stream->count++) % MAX_AHEAD] = part;
        if (source->part_last)
            source->part_last->next = part;
        else
            source->part_first = part;
        source->part_last = part;
        mgp_s3_need_fetcher(source);
    }
}

static void free_part(struct mgp_s3_source *source, struct mgp_s3_part *part)
{
    mgp_s3_buffer_give(&source->buffers, part->bytes, part->length);
    free(part);
}

/* The part that holds the next byte, when it is there. */
static struct mgp_s3_part *await_part(struct s3_stream *stream)
{
    struct mgp_s3_source *source = stream->source;
    pthread_mutex_lock(&source->lock);
    fill_window(stream);
    struct mgp_s3_part *part = stream->window[stream->first];
    while (!part->is_done) pthread_cond_wait(&source->has_part, &source->lock);
    pthread_mutex_unlock(&source->lock);
    return part;
}

static void drop_first(struct s3_stream *stream)
{
    free_part(stream->source, stream->window[stream->first]);
    stream->first = (stream->first + 1) % MAX_AHEAD;
    stream->count--;
}

static size_t copy(uint8_t *buffer, size_t capacity, const uint8_t *bytes, size_t length)
{
    size_t count = length < capacity ? length : capacity;
    memcpy(buffer, bytes, count);
    return count;
}

static enum mgp_status read_object(struct mgp_stream *base, uint8_t *buffer, size_t capacity, size_t *got,
                                   struct mgp_error *error)
{
    struct s3_stream *stream = (struct s3_stream *)base;
    const struct mgp_s3_object *object = stream->object;
    *got = 0;
    if (stream->offset >= object->size || capacity == 0) return MGP_OK;
    if (stream->offset < object->length) {
        *got = copy(buffer, capacity, object->bytes + stream->offset, object->length - (size_t)stream->offset);
    } else {
        struct mgp_s3_part *part = await_part(stream);
        if (part->status != MGP_OK) return mgp_fail(error, part->status, "%s", part->error.message);
        size_t within = (size_t)(stream->offset - part->first);
        *got = copy(buffer, capacity, part->bytes + within, part->length - within);
        if (within + *got == part->length) drop_first(stream);
    }
    stream->offset += *got;
    return MGP_OK;
}

/* Takes the stream's parts that nobody has begun out of the fetchers' queue. The lock is held. */
static void take_back(struct mgp_s3_source *source, const struct mgp_s3_object *object)
{
    struct mgp_s3_part **link = &source->part_first;
    source->part_last = NULL;
    while (*link) {
        struct mgp_s3_part *part = *link;
        if (part->object == object) {
            *link = part->next;
            part->is_done = true;
            source->queued_count--;
        } else {
            source->part_last = part;
            link = &part->next;
        }
    }
}

/* The object must outlive what is fetched of it: parts on their way are waited for. */
static void close_object(struct mgp_stream *base)
{
    struct s3_stream *stream = (struct s3_stream *)base;
    pthread_mutex_lock(&stream->source->lock);
    take_back(stream->source, stream->object);
    for (unsigned i = 0; i < stream->count; i++) {
        const struct mgp_s3_part *part = stream->window[(stream->first + i) % MAX_AHEAD];
        while (!part->is_done) pthread_cond_wait(&stream->source->has_part, &stream->source->lock);
    }
    pthread_mutex_unlock(&stream->source->lock);
    while (stream->count > 0) drop_first(stream);
    free(stream);
}

static const struct mgp_stream_type type = {read_object, close_object};

enum mgp_status mgp_s3_stream_open(struct mgp_s3_source *source, struct mgp_s3_object *object,
                                   struct mgp_stream **out, struct mgp_error *error)
{
    wait_for_object(source, object);
    if (object->status != MGP_OK) return mgp_fail(error, object->status, "%s", object->error.message);
    struct s3_stream *stream = mgp_calloc(1, sizeof *stream);
    stream->stream.type = &type;
    stream->source = source;
    stream->object = object;
    stream->asked = object->length;
    *out = &stream->stream;
    return MGP_OK;
}
