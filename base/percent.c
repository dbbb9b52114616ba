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
