#include "base/json.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/buffer.h"
#include "base/file.h"
#include "base/utf8.h"

struct parser {
    struct mgp_arena *arena;
    struct mgp_slice in;
    size_t at;
    int depth;
    struct mgp_error *error;
    struct mgp_buffer scratch; /* a string that holds escapes, while it is decoded */
};

/* The children of a container, while their number is not known. */
struct children {
    struct mgp_json **items;
    struct mgp_slice *names;
    size_t count, item_capacity, name_capacity;
};

static enum mgp_status fail_at(struct parser *p, size_t at, const char *text)
{
    mgp_fail(p->error, MGP_CORRUPT, "%s", text);
    if (p->error) p->error->offset = at;
    return MGP_CORRUPT;
}

static void skip_blanks(struct parser *p)
{
    while (p->at < p->in.len) {
        uint8_t c = p->in.ptr[p->at];
        if (c != ' ' && c != '\t' && c != '\n' && c != '\r') return;
        p->at++;
    }
}

static bool take(struct parser *p, uint8_t byte)
{
    if (p->at >= p->in.len || p->in.ptr[p->at] != byte) return false;
    p->at++;
    return true;
}

static bool read_hex4(struct parser *p, uint32_t *out)
{
    if (p->in.len - p->at < 4) return false;
    uint32_t value = 0;
    for (int i = 0; i < 4; i++) {
        uint8_t c = p->in.ptr[p->at + (size_t)i];
        uint32_t digit;
        if (c >= '0' && c <= '9') {
            digit = c - (uint32_t)'0';
        } else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f') {
            digit = (c | 0x20u) - 'a' + 10u;
        } else {
            return false;
        }
        value = value << 4 | digit;
    }
    p->at += 4;
    *out = value;
    return true;
}

/* After "\u". A pair of surrogates makes one character, a lone one U+FFFD. */
static bool read_unicode_escape(struct parser *p)
{
    uint32_t unit, low;
    if (!read_hex4(p, &unit)) return false;
    if (unit >= 0xD800 && unit <= 0xDBFF && p->in.len - p->at >= 6 && p->in.ptr[p->at] == '\\' &&
        p->in.ptr[p->at + 1] == 'u') {
        size_t before = p->at;
        p->at += 2;
        if (!read_hex4(p, &low)) return false;
        if (low >= 0xDC00 && low <= 0xDFFF) {
            unit = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
        } else {
            p->at = before;
        }
    }
    mgp_buffer_codepoint(&p->scratch, unit);
    return true;
}

static bool read_escape(struct parser *p)
{
    static const char letters[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
    if (p->at >= p->in.len) return false;
    uint8_t c = p->in.ptr[p->at++];
    if (c == 'u') return read_unicode_escape(p);
    const char *letter = c ? strchr(letters, c) : NULL;
    if (!letter) return false;
    mgp_buffer_byte(&p->scratch, (uint8_t)meanings[letter - letters]);
    return true;
}

/* The opening quote has been taken. */
static enum mgp_status read_string(struct parser *p, struct mgp_slice *out)
{
    size_t start = p->at;
    p->scratch.len = 0;
    for (size_t run = p->at;; run = p->at) {
        while (p->at < p->in.len && p->in.ptr[p->at] != '"' && p->in.ptr[p->at] != '\\' &&
               p->in.ptr[p->at] >= 0x20) {
            p->at++;
        }
        mgp_buffer_append(&p->scratch, mgp_slice_sub(p->in, run, p->at));
        if (p->at >= p->in.len) return fail_at(p, start - 1, "a string is not closed");
        uint8_t c = p->in.ptr[p->at];
        if (c < 0x20)
            return fail_at(p, p->at, "a control character stands in a string (write it as an escape)");
        p->at++;
        if (c == '"') break;
        if (!read_escape(p)) return fail_at(p, p->at - 1, "an escape in a string is not valid");
    }
    size_t valid = mgp_utf8_valid_prefix(mgp_slice_sub(p->in, start, p->at - 1));
    if (valid != p->at - 1 - start) return fail_at(p, start + valid, "a string is not valid UTF-8");
    *out = mgp_arena_copy(p->arena, mgp_buffer_slice(&p->scratch));
    return MGP_OK;
}

static size_t skip_digits(struct parser *p)
{
    size_t before = p->at;
    while (p->at < p->in.len && p->in.ptr[p->at] >= '0' && p->in.ptr[p->at] <= '9') {
        p->at++;
    }
    return p->at - before;
}

static enum mgp_status read_number(struct parser *p, struct mgp_json *json)
{
    size_t start = p->at;
    take(p, '-');
    size_t first = p->at, digits = skip_digits(p);
    bool good = digits > 0 && !(digits > 1 && p->in.ptr[first] == '0');
    if (good && take(p, '.')) good = skip_digits(p) > 0;
    if (good && (take(p, 'e') || take(p, 'E'))) {
        if (!take(p, '+')) take(p, '-');
        good = skip_digits(p) > 0;
    }
    if (!good) return fail_at(p, start, "a number is not valid");
    json->type = MGP_JSON_NUMBER;
    json->text = mgp_arena_copy(p->arena, mgp_slice_sub(p->in, start, p->at));
    return MGP_OK;
}

static bool take_word(struct parser *p, const char *word)
{
    struct mgp_slice rest = mgp_slice_sub(p->in, p->at, p->in.len), wanted = mgp_slice_text(word);
    if (!mgp_slice_starts_with(rest, wanted)) return false;
    p->at += wanted.len;
    return true;
}

static enum mgp_status read_value(struct parser *p, struct mgp_json **out);

static enum mgp_status read_member_name(struct parser *p, struct mgp_slice *name)
{
    skip_blanks(p);
    if (!take(p, '"')) return fail_at(p, p->at, "expected a member name in double quotes");
    enum mgp_status status = read_string(p, name);
    if (status != MGP_OK) return status;
    skip_blanks(p);
    return take(p, ':') ? MGP_OK : fail_at(p, p->at, "expected ':' after a member name");
}

static enum mgp_status read_children(struct parser *p, bool is_object, struct children *children)
{
    uint8_t closing = is_object ? '}' : ']';
    skip_blanks(p);
    if (take(p, closing)) return MGP_OK;
    for (;;) {
        MGP_GROW(children->items, children->count, children->item_capacity);
        if (is_object) {
            MGP_GROW(children->names, children->count, children->name_capacity);
            enum mgp_status status = read_member_name(p, &children->names[children->count]);
            if (status != MGP_OK) return status;
        }
        enum mgp_status status = read_value(p, &children->items[children->count]);
        if (status != MGP_OK) return status;
        children->count++;
        skip_blanks(p);
        if (take(p, closing)) return MGP_OK;
        if (!take(p, ',')) {
            return fail_at(p, p->at,
                           is_object ? "expected ',' or '}' after a member"
                                     : "expected ',' or ']' after an item");
        }
    }
}

static enum mgp_status read_container(struct parser *p, struct mgp_json *json, bool is_object)
{
    struct children children = {0};
    if (++p->depth > MGP_JSON_MAX_DEPTH) return fail_at(p, p->at - 1, "nested too deeply");
    enum mgp_status status = read_children(p, is_object, &children);
    p->depth--;
    json->type = is_object ? MGP_JSON_OBJECT : MGP_JSON_ARRAY;
    if (status == MGP_OK && children.count > 0) {
        json->count = children.count;
        json->items = mgp_arena_alloc(p->arena, children.count * sizeof(struct mgp_json *));
        memcpy(json->items, children.items, children.count * sizeof(struct mgp_json *));
        if (is_object) {
            json->names = mgp_arena_alloc(p->arena, children.count * sizeof(struct mgp_slice));
            memcpy(json->names, children.names, children.count * sizeof(struct mgp_slice));
        }
    }
    free(children.items);
    free(children.names);
    return status;
}

static enum mgp_status read_into(struct parser *p, struct mgp_json *json)
{
    if (take(p, '{')) return read_container(p, json, true);
    if (take(p, '[')) return read_container(p, json, false);
    if (take(p, '"')) {
        json->type = MGP_JSON_STRING;
        return read_string(p, &json->text);
    }
    if (take_word(p, "null")) return MGP_OK;
    json->boolean = take_word(p, "true");
    if (json->boolean || take_word(p, "false")) {
        json->type = MGP_JSON_BOOL;
        return MGP_OK;
    }
    if (p->at < p->in.len &&
        (p->in.ptr[p->at] == '-' || (p->in.ptr[p->at] >= '0' && p->in.ptr[p->at] <= '9'))) {
        return read_number(p, json);
    }
    return fail_at(p, p->at,
                   p->at < p->in.len ? "expected a value" : "the text ends where a value is expected");
}

static enum mgp_status read_value(struct parser *p, struct mgp_json **out)
{
    skip_blanks(p);
    struct mgp_json *json = mgp_arena_alloc(p->arena, sizeof *json);
    json->offset = p->at;
    enum mgp_status status = read_into(p, json);
    json->end = p->at;
    *out = json;
    return status;
}

enum mgp_status mgp_json_parse(struct mgp_arena *arena, struct mgp_slice input, struct mgp_json **out,
                               struct mgp_error *error)
{
    struct parser p = {.arena = arena, .in = input, .error = error};
    struct mgp_json *json = NULL;
    if (mgp_slice_starts_with(input, MGP_LITERAL("\xEF\xBB\xBF"))) p.at = 3;
    enum mgp_status status = read_value(&p, &json);
    if (status == MGP_OK) {
        skip_blanks(&p);
        if (p.at < input.len) status = fail_at(&p, p.at, "there is text after the end of the value");
    }
    mgp_buffer_clear(&p.scratch);
    if (status == MGP_OK) *out = json;
    return status;
}

const struct mgp_json *mgp_json_member(const struct mgp_json *json, const char *name)
{
    if (!mgp_json_is(json, MGP_JSON_OBJECT)) return NULL;
    struct mgp_slice wanted = mgp_slice_text(name);
    for (size_t i = json->count; i-- > 0;) {
        if (mgp_slice_equal(json->names[i], wanted)) return json->items[i];
    }
    return NULL;
}

const struct mgp_json *mgp_json_path(const struct mgp_json *json, ...)
{
    va_list names;
    va_start(names, json);
    for (const char *name = va_arg(names, const char *); name; name = va_arg(names, const char *)) {
        json = mgp_json_member(json, name);
    }
    va_end(names);
    return json;
}

bool mgp_json_is(const struct mgp_json *json, enum mgp_json_type type)
{
    return json && json->type == type;
}

const char *mgp_json_string(const struct mgp_json *json, const char *fallback)
{
    if (!mgp_json_is(json, MGP_JSON_STRING)) return fallback;
    if (json->text.len && memchr(json->text.ptr, 0, json->text.len)) return fallback;
    return (const char *)json->text.ptr;
}

bool mgp_json_is_string(const struct mgp_json *json, const char *text)
{
    return mgp_json_is(json, MGP_JSON_STRING) && mgp_slice_is(json->text, text);
}

bool mgp_json_integer(const struct mgp_json *json, int64_t *out)
{
    if (!mgp_json_is(json, MGP_JSON_NUMBER) || json->text.len > 20) return false;
    char *end;
    errno = 0;
    long long value = strtoll((const char *)json->text.ptr, &end, 10);
    if (errno || *end) return false;
    *out = value;
    return true;
}

void mgp_line_column(struct mgp_slice text, size_t offset, size_t *line, size_t *column)
{
    size_t start = 0;
    *line = 1;
    if (offset > text.len) offset = text.len;
    for (size_t i = 0; i < offset; i++) {
        if (text.ptr[i] == '\n') {
            (*line)++;
            start = i + 1;
        }
    }
    *column = 1 + mgp_utf8_count(mgp_slice_sub(text, start, offset));
}

enum mgp_status mgp_json_read_file(struct mgp_arena *arena, const char *path, size_t max_bytes,
                                   struct mgp_json **out, struct mgp_error *error)
{
    struct mgp_buffer text = {0};
    enum mgp_status status = mgp_file_read(path, max_bytes, &text, error);
    if (status == MGP_OK) {
        struct mgp_error reason;
        status = mgp_json_parse(arena, mgp_buffer_slice(&text), out, &reason);
        if (status != MGP_OK) {
            size_t line, column;
            mgp_line_column(mgp_buffer_slice(&text), (size_t)reason.offset, &line, &column);
            mgp_fail(error, status, "%s:%zu:%zu: not valid JSON: %s", path, line, column, reason.message);
            if (error) error->offset = reason.offset;
        }
    }
    mgp_buffer_clear(&text);
    return status;
}
