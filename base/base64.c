#include "base/base64.h"

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void mgp_base64_encode(struct mgp_buffer *out, struct mgp_slice data)
{
    for (size_t i = 0; i < data.len; i += 3) {
        size_t left = data.len - i;
        uint32_t bits = (uint32_t)data.ptr[i] << 16;
        if (left > 1) bits |= (uint32_t)data.ptr[i + 1] << 8;
        if (left > 2) bits |= data.ptr[i + 2];
        mgp_buffer_byte(out, (uint8_t)alphabet[bits >> 18]);
        mgp_buffer_byte(out, (uint8_t)alphabet[bits >> 12 & 63]);
        mgp_buffer_byte(out, left > 1 ? (uint8_t)alphabet[bits >> 6 & 63] : '=');
        mgp_buffer_byte(out, left > 2 ? (uint8_t)alphabet[bits & 63] : '=');
    }
}

static int value_of(uint8_t c)
{
    const char *found = c ? strchr(alphabet, c) : NULL;
    return found ? (int)(found - alphabet) : -1;
}

bool mgp_base64_decode(struct mgp_buffer *out, struct mgp_slice text)
{
    size_t before = out->len;
    uint32_t bits = 0;
    for (size_t padding = 0; padding < 2 && text.len > 0 && text.ptr[text.len - 1] == '='; padding++) text.len--;
    if (text.len % 4 == 1) return false;
    for (size_t i = 0; i < text.len; i++) {
        int value = value_of(text.ptr[i]);
        if (value < 0) {
            out->len = before;
            return false;
        }
        bits = bits << 6 | (uint32_t)value;
        if (i % 4 > 0) mgp_buffer_byte(out, (uint8_t)(bits >> (6 - 2 * (i % 4))));
    }
    return true;
}
