#ifndef MGP_TESTS_MEMORY_OBJECT_H
#define MGP_TESTS_MEMORY_OBJECT_H

#include <string.h>

#include "base/slice.h"
#include "base/status.h"

/* An object in memory, handed out in pieces of at most chunk bytes (0: as asked for). */
struct memory_object {
    struct mgp_slice bytes;
    size_t at, chunk;
};

static enum mgp_status memory_read(void *context, uint8_t *buffer, size_t capacity, size_t *got,
                                   struct mgp_error *error)
{
    (void)error;
    struct memory_object *object = context;
    size_t left = object->bytes.len - object->at, size = capacity < left ? capacity : left;
    if (object->chunk && size > object->chunk) size = object->chunk;
    if (size > 0) memcpy(buffer, object->bytes.ptr + object->at, size);
    object->at += size;
    *got = size;
    return MGP_OK;
}

#endif
