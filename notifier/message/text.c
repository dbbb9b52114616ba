#include "notifier/message/text.h"

#include <stdio.h>

#include "base/json_writer.h"
#include "base/utf8.h"

#define ELLIPSIS "\xE2\x80\xA6" /* U+2026, one unit */
#define REPLACEMENT 0xFFFDu

struct mgp_slice mgp_text_value(const struct mgp_json *json)
{
    if (!json) return MGP_LITERAL("");
    switch (json->type) {
    case MGP_JSON_STRING:
    case MGP_JSON_NUMBER: return json->text;
    case MGP_JSON_BOOL: return json->boolean ? MGP_LITERAL("true") : MGP_LITERAL("false");
    default: return MGP_LITERAL("");
    }
}

/* Format characters, separators and fillers that a reader cannot see, or that reorder what stands around. */
static bool is_invisible(uint32_t c)
{
    static const struct {
        uint32_t first, last;
    } ranges[] = {
        {0x00AD, 0x00AD}, {0x034F, 0x034F}, {0x061C, 0x061C}, {0x115F, 0x1160}, {0x17B4, 0x17B5},
        {0x180B, 0x180F}, {0x200B, 0x200F}, {0x2028, 0x202E}, {0x2060, 0x206F}, {0x3164, 0x3164},
        {0xFE00, 0xFE0F}, {0xFEFF, 0xFEFF}, {0xFFA0, 0xFFA0}, {0xFFF0, 0xFFFB}, {0xE0000, 0xE0FFF},
    };
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
        if (c >= ranges[i].first && c <= ranges[i].last) return true;
    return false;
}

/* One character as it is to be sent; returns its length in bytes. */
static size_t show_character(uint32_t c, enum mgp_text_form form, char out[16])
{
    bool is_mrkdwn = form == MGP_TEXT_MRKDWN || form == MGP_TEXT_MRKDWN_CODE;
    bool is_code = form == MGP_TEXT_CODE || form == MGP_TEXT_MRKDWN_CODE;
    if (is_code && c == '`') return (size_t)snprintf(out, 16, "\\x60");
    if (c == '\n') return (size_t)snprintf(out, 16, "\\n");
    if (c == '\t') return (size_t)snprintf(out, 16, "\\t");
    if (c < 0x20 || (c >= 0x7F && c < 0xA0)) return (size_t)snprintf(out, 16, "\\x%02X", (unsigned)c);
    if (is_invisible(c)) return (size_t)snprintf(out, 16, "\\u{%04X}", (unsigned)c);
    if (is_mrkdwn && c == '&') return (size_t)snprintf(out, 16, "&amp;");
    if (is_mrkdwn && c == '<') return (size_t)snprintf(out, 16, "&lt;");
    if (is_mrkdwn && c == '>') return (size_t)snprintf(out, 16, "&gt;");
    return mgp_utf8_encode(c, (uint8_t *)out);
}

static size_t units(uint32_t c)
{
    return c > 0xFFFF ? 2 : 1;
}

size_t mgp_text_length(struct mgp_slice text)
{
    size_t length = 0;
    for (size_t i = 0; i < text.len; i++) {
        if ((text.ptr[i] & 0xC0) != 0x80) length++;
        if (text.ptr[i] >= 0xF0) length++; /* beyond U+FFFF: two */
    }
    return length;
}

static void append(struct mgp_buffer *out, struct mgp_slice text, size_t limit, enum mgp_text_form form,
                   bool with_lines)
{
    size_t used = 0;
    size_t room_for_ellipsis = out->len; /* where the text can be cut and still take an ellipsis */
    for (size_t at = 0; at < text.len;) {
        char shown[16];
        uint32_t c = REPLACEMENT;
        size_t length = mgp_utf8_decode(text.ptr + at, text.len - at, &c);
        if (length == 0) {
            c = REPLACEMENT;
            length = 1;
        }
        bool stays = with_lines && (c == '\n' || c == '\t');
        size_t bytes = stays ? mgp_utf8_encode(c, (uint8_t *)shown) : show_character(c, form, shown);
        size_t cost = bytes > 4 || bytes == 1 || shown[0] == '\\' || shown[0] == '&' ? bytes : units(c);
        if (used + cost > limit) {
            out->len = room_for_ellipsis;
            if (limit > 0) mgp_buffer_text(out, ELLIPSIS);
            return;
        }
        mgp_buffer_append(out, mgp_slice_of(shown, bytes));
        used += cost;
        at += length;
        if (used < limit) room_for_ellipsis = out->len;
    }
}

void mgp_text_append(struct mgp_buffer *out, struct mgp_slice text, size_t limit, enum mgp_text_form form)
{
    append(out, text, limit, form, false);
}

void mgp_text_append_lines(struct mgp_buffer *out, struct mgp_slice text, size_t limit, enum mgp_text_form form)
{
    append(out, text, limit, form, true);
}

/* Blanks of any script; everything else shows, if only as an escape. */
bool mgp_text_is_blank(struct mgp_slice text)
{
    for (size_t at = 0; at < text.len;) {
        uint32_t c = REPLACEMENT;
        size_t length = mgp_utf8_decode(text.ptr + at, text.len - at, &c);
        bool blank = length > 0 && (c == ' ' || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) ||
                                    c == 0x202F || c == 0x205F || c == 0x2800 || c == 0x3000);
        if (!blank) return false;
        at += length;
    }
    return true;
}

void mgp_text_append_shown(struct mgp_buffer *out, struct mgp_slice text, size_t limit, enum mgp_text_form form)
{
    append(out, mgp_text_is_blank(text) ? MGP_LITERAL(MGP_TEXT_NOTHING) : text, limit, form, false);
}

bool mgp_text_is_label(struct mgp_slice text, size_t max_length, bool with_dots)
{
    if (text.len == 0 || text.len > max_length || text.ptr[0] == '.' || text.ptr[text.len - 1] == '.') return false;
    for (size_t i = 0; i < text.len; i++) {
        uint8_t c = text.ptr[i];
        bool is_letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        if (!is_letter && !(c >= '0' && c <= '9') && c != '-' && c != '_' && !(with_dots && c == '.')) return false;
    }
    return true;
}

static void append_string(struct mgp_buffer *out, struct mgp_slice text)
{
    struct mgp_json_writer writer;
    mgp_json_writer_init(&writer, out, 0);
    mgp_json_write_string(&writer, text);
}

static void append_members(struct mgp_buffer *out, const struct mgp_json *json)
{
    bool is_object = json->type == MGP_JSON_OBJECT;
    mgp_buffer_byte(out, is_object ? '{' : '[');
    for (size_t i = 0; i < json->count; i++) {
        if (i > 0) mgp_buffer_byte(out, ',');
        if (is_object) append_string(out, json->names[i]);
        if (is_object) mgp_buffer_byte(out, ':');
        mgp_text_append_json(out, json->items[i]);
    }
    mgp_buffer_byte(out, is_object ? '}' : ']');
}

/* Not the writer's own function for trees: that is for what Magpie writes, at most 64 levels deep. */
void mgp_text_append_json(struct mgp_buffer *out, const struct mgp_json *json)
{
    switch (json->type) {
    case MGP_JSON_NULL: mgp_buffer_text(out, "null"); break;
    case MGP_JSON_BOOL: mgp_buffer_text(out, json->boolean ? "true" : "false"); break;
    case MGP_JSON_NUMBER: mgp_buffer_append(out, json->text); break;
    case MGP_JSON_STRING: append_string(out, json->text); break;
    case MGP_JSON_ARRAY:
    case MGP_JSON_OBJECT: append_members(out, json); break;
    }
}
