/* The memory that parts of objects are fetched into: taken once and used again, since pages that are new to a process
 * cost more than fetching into them. What is kept for later counts as in use: all of it together stays below a limit,
 * as long as what is in use does. For threads to share. */
#ifndef MGP_SCANNER_S3_BUFFERS_H
#define MGP_SCANNER_S3_BUFFERS_H

#include <pthread.h>
#include <stddef.h>
#include <stdint.h>

#define MGP_S3_BUFFER_CLASSES 8

struct mgp_s3_buffer; /* one that is not in use */

struct mgp_s3_buffers {
    size_t most_bytes, largest; /* of all; of one */
    pthread_mutex_t lock;
    struct mgp_s3_buffer *idle[MGP_S3_BUFFER_CLASSES]; /* of largest, of a half of it, of a quarter, ... */
    size_t held_bytes;                                 /* in use or idle */
};

void mgp_s3_buffers_init(struct mgp_s3_buffers *buffers, size_t most_bytes, size_t largest);
void mgp_s3_buffers_clear(struct mgp_s3_buffers *buffers);
/* What a buffer for so many bytes (at most largest) takes of memory. */
size_t mgp_s3_buffer_cost(const struct mgp_s3_buffers *buffers, size_t length);
uint8_t *mgp_s3_buffer_take(struct mgp_s3_buffers *buffers, size_t length);
/* With the length that it was taken for. It is wiped; NULL is allowed. */
void mgp_s3_buffer_give(struct mgp_s3_buffers *buffers, uint8_t *bytes, size_t length);

#endif
