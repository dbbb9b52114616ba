#include "scanner/content/csv.h"
#include "scanner/content/swar.h"

/* First delimiter, LF or CR at or after at, or the end. */
static size_t find_terminator(struct mgp_slice text, size_t at, uint8_t delimiter)
{
    for (; at + 8 <= text.len; at += 8) {
        uint64_t eight = mgp_swar_load(text.ptr + at);
        uint64_t mask = mgp_swar_match(eight, delimiter) | mgp_swar_match(eight, '\n') | mgp_swar_match(eight, '\r');
        if (mask) return at + mgp_swar_first(mask);
    }
    while (at < text.len && text.ptr[at] != delimiter && text.ptr[at] != '\n' && text.ptr[at] != '\r') {
        at++;
    }
    return at;
}

/* Where the quote opened before at closes; *has_doubled if there are doubled ones before it. */
static size_t find_closing_quote(struct mgp_slice text, size_t at, bool *has_doubled)
{
    while (at < text.len) {
        const uint8_t *quote = memchr(text.ptr + at, MGP_CSV_QUOTE, text.len - at);
        if (!quote) break;
        at = (size_t)(quote - text.ptr);
        if (at + 1 == text.len || text.ptr[at + 1] != MGP_CSV_QUOTE) return at;
        *has_doubled = true;
        at += 2;
    }
    return text.len;
}

void mgp_csv_read_cell(struct mgp_slice text, size_t begin, uint8_t delimiter, struct mgp_csv_cell *out)
{
    *out = (struct mgp_csv_cell){.raw_begin = begin};
    if (begin < text.len && text.ptr[begin] == MGP_CSV_QUOTE) {
        out->raw_begin = begin + 1;
        size_t close = find_closing_quote(text, begin + 1, &out->has_hidden);
        out->is_open = close == text.len;
        out->end = find_terminator(text, out->is_open ? close : close + 1, delimiter);
        bool has_tail = !out->is_open && out->end > close + 1;
        out->raw_end = has_tail ? out->end : close;
        out->has_hidden |= has_tail;
    } else {
        out->end = find_terminator(text, begin, delimiter);
        out->raw_end = out->end;
    }
    out->next = out->end;
    out->is_terminated = out->end < text.len;
    if (!out->is_terminated) return;
    uint8_t terminator = text.ptr[out->end];
    out->ends_record = terminator != delimiter;
    out->next++;
    if (terminator == '\r' && out->next < text.len && text.ptr[out->next] == '\n') out->next++;
}

/* Up to the closing quote a doubled quote is one; after it everything is text. */
void mgp_csv_decode(struct mgp_decoded *decoded, struct mgp_value *value)
{
    struct mgp_slice raw = value->raw;
    mgp_decoded_begin(decoded, raw.len);
    size_t at = 0;
    while (at < raw.len) {
        const uint8_t *quote = memchr(raw.ptr + at, MGP_CSV_QUOTE, raw.len - at);
        size_t end = quote ? (size_t)(quote - raw.ptr) : raw.len;
        bool is_doubled = end + 1 < raw.len && raw.ptr[end + 1] == MGP_CSV_QUOTE;
        mgp_decoded_copy(decoded, raw, at, end - at + is_doubled);
        at = end + 1 + is_doubled;
        if (is_doubled || at >= raw.len) continue;
        mgp_decoded_copy(decoded, raw, at, raw.len - at);
        break;
    }
    mgp_decoded_finish(decoded, raw.len, value);
}
