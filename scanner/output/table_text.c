#include "scanner/output/table_text.h"

#include "base/utf8.h"

/* Bytes of the longest prefix that takes at most width columns. */
static size_t prefix_of_width(struct mgp_slice text, size_t width)
{
    size_t at = 0, used = 0;
    while (at < text.len) {
        uint32_t codepoint;
        size_t size = mgp_utf8_decode(text.ptr + at, text.len - at, &codepoint);
        if (size == 0) size = 1;
        used += mgp_display_width(mgp_slice_sub(text, at, at + size));
        if (used > width) break;
        at += size;
    }
    return at;
}

void mgp_append_cut_end(struct mgp_buffer *out, struct mgp_slice text, size_t width)
{
    if (width == 0 || mgp_display_width(text) <= width) {
        mgp_buffer_append(out, text);
        return;
    }
    mgp_buffer_append(out, mgp_slice_sub(text, 0, prefix_of_width(text, width - 1)));
    mgp_buffer_text(out, "…");
}

void mgp_append_cut_front(struct mgp_buffer *out, struct mgp_slice text, size_t width)
{
    size_t all = mgp_display_width(text);
    if (width == 0 || all <= width) {
        mgp_buffer_append(out, text);
        return;
    }
    /* A wide character across the edge goes too. */
    size_t from = prefix_of_width(text, all - (width - 1));
    while (from < text.len && mgp_display_width(mgp_slice_sub(text, from, text.len)) > width - 1) {
        uint32_t codepoint;
        size_t size = mgp_utf8_decode(text.ptr + from, text.len - from, &codepoint);
        from += size ? size : 1;
    }
    mgp_buffer_text(out, "…");
    mgp_buffer_append(out, mgp_slice_sub(text, from, text.len));
}

void mgp_append_blanks(struct mgp_buffer *out, size_t count)
{
    while (count-- > 0) {
        mgp_buffer_byte(out, ' ');
    }
}

void mgp_append_size(struct mgp_buffer *out, uint64_t bytes)
{
    static const char *const units[] = {"KiB", "MiB", "GiB", "TiB", "PiB"};
    if (bytes < 1024) {
        mgp_buffer_format(out, "%u byte%s", (unsigned)bytes, bytes == 1 ? "" : "s");
        return;
    }
    double size = (double)bytes / 1024;
    size_t unit = 0;
    while (size >= 1023.95 && unit + 1 < sizeof units / sizeof units[0]) { /* 1023.95 would print as 1024.0 */
        size /= 1024;
        unit++;
    }
    mgp_buffer_format(out, "%.1f %s", size, units[unit]);
}
