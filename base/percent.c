#include "base/percent.h"

void mgp_append_percent_encoded(struct mgp_buffer *out, struct mgp_slice text, bool with_slashes)
{
    static const char digits[] = "0123456789ABCDEF";
    for (size_t i = 0; i < text.len; i++) {
        uint8_t c = text.ptr[i];
        bool is_plain = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
                        c == '.' || c == '_' || c == '~' || (with_slashes && c == '/');
        if (!is_plain) {
            mgp_buffer_byte(out, '%');
            mgp_buffer_byte(out, (uint8_t)digits[c >> 4]);
            c = (uint8_t)digits[c & 15];
        }
        mgp_buffer_byte(out, c);
    }
}

/* 0 to 15, or -1. */
static int digit_of(uint8_t c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

void mgp_append_form_decoded(struct mgp_buffer *out, struct mgp_slice text)
{
    for (size_t i = 0; i < text.len; i++) {
        uint8_t c = text.ptr[i];
        int high = i + 2 < text.len && c == '%' ? digit_of(text.ptr[i + 1]) : -1;
        int low = high >= 0 ? digit_of(text.ptr[i + 2]) : -1;
        if (low >= 0) {
            mgp_buffer_byte(out, (uint8_t)(high << 4 | low));
            i += 2;
        } else {
            mgp_buffer_byte(out, c == '+' ? ' ' : c);
        }
    }
}
