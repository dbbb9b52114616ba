/* A growable run of bytes that its holder owns. Zero-initialise it; mgp_buffer_clear frees it. */
#ifndef MGP_BASE_BUFFER_H
#define MGP_BASE_BUFFER_H

#include "base/alloc.h"
#include "base/slice.h"

struct mgp_buffer {
    uint8_t *ptr;
    size_t len, capacity;
};

/* Makes room for extra more bytes after len. */
void mgp_buffer_reserve(struct mgp_buffer *buffer, size_t extra);
void mgp_buffer_append(struct mgp_buffer *buffer, struct mgp_slice slice);
void mgp_buffer_text(struct mgp_buffer *buffer, const char *text);
void mgp_buffer_byte(struct mgp_buffer *buffer, uint8_t byte);
void mgp_buffer_format(struct mgp_buffer *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Appends the UTF-8 form of a code point; a surrogate or one above U+10FFFF gives U+FFFD. */
void mgp_buffer_codepoint(struct mgp_buffer *buffer, uint32_t codepoint);
static inline struct mgp_slice mgp_buffer_slice(const struct mgp_buffer *buffer)
{
    return mgp_slice_of(buffer->ptr, buffer->len);
}
/* The content as a NUL-ended string, valid until the buffer changes. */
const char *mgp_buffer_string(struct mgp_buffer *buffer);
void mgp_buffer_clear(struct mgp_buffer *buffer);

#endif
