#include "base/buffer.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/utf8.h"

void mgp_buffer_reserve(struct mgp_buffer *buffer, size_t extra)
{
    if (buffer->capacity - buffer->len >= extra) return;
    size_t wanted = buffer->capacity ? buffer->capacity : 64;
    while (wanted - buffer->len < extra) {
        wanted *= 2;
    }
    buffer->ptr = mgp_realloc(buffer->ptr, wanted, 1);
    buffer->capacity = wanted;
}

void mgp_buffer_append(struct mgp_buffer *buffer, struct mgp_slice slice)
{
    if (slice.len == 0) return;
    mgp_buffer_reserve(buffer, slice.len);
    memcpy(buffer->ptr + buffer->len, slice.ptr, slice.len);
    buffer->len += slice.len;
}

void mgp_buffer_text(struct mgp_buffer *buffer, const char *text)
{
    mgp_buffer_append(buffer, mgp_slice_text(text));
}

void mgp_buffer_byte(struct mgp_buffer *buffer, uint8_t byte)
{
    mgp_buffer_reserve(buffer, 1);
    buffer->ptr[buffer->len++] = byte;
}

void mgp_buffer_format(struct mgp_buffer *buffer, const char *format, ...)
{
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    if (length > 0) {
        mgp_buffer_reserve(buffer, (size_t)length + 1);
        vsnprintf((char *)buffer->ptr + buffer->len, (size_t)length + 1, format, again);
        buffer->len += (size_t)length;
    }
    va_end(again);
    va_end(arguments);
}

void mgp_buffer_codepoint(struct mgp_buffer *buffer, uint32_t codepoint)
{
    mgp_buffer_reserve(buffer, 4);
    buffer->len += mgp_utf8_encode(codepoint, buffer->ptr + buffer->len);
}

const char *mgp_buffer_string(struct mgp_buffer *buffer)
{
    mgp_buffer_reserve(buffer, 1);
    buffer->ptr[buffer->len] = '\0';
    return (const char *)buffer->ptr;
}

void mgp_buffer_clear(struct mgp_buffer *buffer)
{
    free(buffer->ptr);
    *buffer = (struct mgp_buffer){0};
}
