#include "scanner/content/layout.h"

void mgp_decoded_begin(struct mgp_decoded *decoded, size_t raw_bytes)
{
    decoded->text.len = 0;
    mgp_buffer_reserve(&decoded->text, raw_bytes + 4);
    if (decoded->map_capacity <= raw_bytes + 4) {
        decoded->map_capacity = 2 * (raw_bytes + 4);
        free(decoded->map);
        decoded->map = mgp_malloc(decoded->map_capacity * sizeof *decoded->map);
    }
}

void mgp_decoded_clear(struct mgp_decoded *decoded)
{
    mgp_buffer_clear(&decoded->text);
    free(decoded->map);
    *decoded = (struct mgp_decoded){0};
}

void mgp_decoded_copy(struct mgp_decoded *decoded, struct mgp_slice raw, size_t from, size_t size)
{
    size_t at = decoded->text.len;
    memcpy(decoded->text.ptr + at, raw.ptr + from, size);
    for (size_t i = 0; i < size; i++) {
        decoded->map[at + i] = (uint32_t)(from + i);
    }
    decoded->text.len += size;
}

void mgp_decoded_codepoint(struct mgp_decoded *decoded, uint32_t codepoint, size_t raw_offset)
{
    size_t at = decoded->text.len;
    if (codepoint < 0x80) decoded->text.ptr[decoded->text.len++] = (uint8_t)codepoint; /* mgp_decoded_begin made room */
    else mgp_buffer_codepoint(&decoded->text, codepoint);
    for (; at < decoded->text.len; at++) {
        decoded->map[at] = (uint32_t)raw_offset;
    }
}

void mgp_decoded_finish(struct mgp_decoded *decoded, size_t raw_bytes, struct mgp_value *value)
{
    decoded->map[decoded->text.len] = (uint32_t)raw_bytes;
    value->text = mgp_buffer_slice(&decoded->text);
    value->map = decoded->map;
    value->core_begin = 0;
    value->core_end = value->text.len;
}
