#include "scanner/source/s3_buffers.h"

#include "base/alloc.h"

#define SMALLEST 65536 /* smaller ones are left to malloc */

struct mgp_s3_buffer {
    struct mgp_s3_buffer *next;
};

void mgp_s3_buffers_init(struct mgp_s3_buffers *buffers, size_t most_bytes, size_t largest)
{
    *buffers = (struct mgp_s3_buffers){.most_bytes = most_bytes, .largest = largest};
    pthread_mutex_init(&buffers->lock, NULL);
}

/* The class of the smallest buffer that is large enough; MGP_S3_BUFFER_CLASSES: one of malloc's. */
static unsigned class_of(const struct mgp_s3_buffers *buffers, size_t length)
{
    unsigned class = 0;
    if (length < SMALLEST) return MGP_S3_BUFFER_CLASSES;
    while (class + 1 < MGP_S3_BUFFER_CLASSES && length <= buffers->largest >> (class + 1)) class++;
    return class;
}

size_t mgp_s3_buffer_cost(const struct mgp_s3_buffers *buffers, size_t length)
{
    unsigned class = class_of(buffers, length);
    return class == MGP_S3_BUFFER_CLASSES ? length : buffers->largest >> class;
}

static void free_idle(struct mgp_s3_buffers *buffers, unsigned class)
{
    struct mgp_s3_buffer *buffer = buffers->idle[class];
    buffers->idle[class] = buffer->next;
    buffers->held_bytes -= buffers->largest >> class;
    free(buffer);
}

/* Idle buffers of other classes make room, the largest first. */
static void make_room(struct mgp_s3_buffers *buffers, size_t size)
{
    for (unsigned class = 0; class < MGP_S3_BUFFER_CLASSES; class++)
        while (buffers->idle[class] && buffers->held_bytes + size > buffers->most_bytes) free_idle(buffers, class);
}

uint8_t *mgp_s3_buffer_take(struct mgp_s3_buffers *buffers, size_t length)
{
    unsigned class = class_of(buffers, length);
    if (class == MGP_S3_BUFFER_CLASSES) return mgp_malloc(length);
    size_t size = buffers->largest >> class;
    pthread_mutex_lock(&buffers->lock);
    struct mgp_s3_buffer *buffer = buffers->idle[class];
    if (buffer) {
        buffers->idle[class] = buffer->next;
    } else {
        make_room(buffers, size);
        buffers->held_bytes += size;
    }
    pthread_mutex_unlock(&buffers->lock);
    return buffer ? (uint8_t *)buffer : mgp_pages_alloc(size);
}

void mgp_s3_buffer_give(struct mgp_s3_buffers *buffers, uint8_t *bytes, size_t length)
{
    if (!bytes) return;
    mgp_wipe(bytes, length);
    unsigned class = class_of(buffers, length);
    if (class == MGP_S3_BUFFER_CLASSES) {
        free(bytes);
        return;
    }
    struct mgp_s3_buffer *buffer = (struct mgp_s3_buffer *)(void *)bytes;
    pthread_mutex_lock(&buffers->lock);
    buffer->next = buffers->idle[class];
    buffers->idle[class] = buffer;
    pthread_mutex_unlock(&buffers->lock);
}

void mgp_s3_buffers_clear(struct mgp_s3_buffers *buffers)
{
    for (unsigned class = 0; class < MGP_S3_BUFFER_CLASSES; class++)
        while (buffers->idle[class]) free_idle(buffers, class);
    pthread_mutex_destroy(&buffers->lock);
}
