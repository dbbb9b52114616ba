#include "base/json_writer.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>

#include "base/utf8.h"

#define FEW_MEMBERS 16 /* so few are compared each with each */

void mgp_json_writer_init(struct mgp_json_writer *writer, struct mgp_buffer *out, int indent)
{
    *writer = (struct mgp_json_writer){.out = out, .indent = indent};
}

static bool is_in_object(const struct mgp_json_writer *writer)
{
    unsigned level = writer->depth - 1;
    return writer->depth > 0 && (writer->is_object[level / 64] >> level % 64 & 1);
}

static void new_line(struct mgp_json_writer *writer)
{
    if (writer->indent == 0) return;
    mgp_buffer_byte(writer->out, '\n');
    for (unsigned i = 0; i < writer->depth * (unsigned)writer->indent; i++) {
        mgp_buffer_byte(writer->out, ' ');
    }
}

/* Comma and line break before a member or item. */
static void separate(struct mgp_json_writer *writer)
{
    if (writer->depth == 0) return;
    if (writer->has_members) mgp_buffer_byte(writer->out, ',');
    writer->has_members = true;
    new_line(writer);
}

static void before_value(struct mgp_json_writer *writer)
{
    if (writer->after_key) {
        writer->after_key = false;
        return;
    }
    assert(!is_in_object(writer));
    separate(writer);
}

static void begin(struct mgp_json_writer *writer, bool is_object)
{
    before_value(writer);
    assert(writer->depth < MGP_JSON_WRITER_DEPTH);
    uint64_t *word = &writer->is_object[writer->depth / 64], bit = (uint64_t)1 << writer->depth % 64;
    *word = is_object ? *word | bit : *word & ~bit;
    writer->has_members = false;
    writer->depth++;
    mgp_buffer_byte(writer->out, is_object ? '{' : '[');
}

static void end(struct mgp_json_writer *writer)
{
    bool is_object = is_in_object(writer);
    assert(writer->depth > 0 && !writer->after_key);
    writer->depth--;
    if (writer->has_members) new_line(writer);
    writer->has_members = true; /* this one, of the level around it */
    mgp_buffer_byte(writer->out, is_object ? '}' : ']');
}

void mgp_json_begin_object(struct mgp_json_writer *writer)
{
    begin(writer, true);
}

void mgp_json_end_object(struct mgp_json_writer *writer)
{
    assert(is_in_object(writer));
    end(writer);
}

void mgp_json_begin_array(struct mgp_json_writer *writer)
{
    begin(writer, false);
}

void mgp_json_end_array(struct mgp_json_writer *writer)
{
    assert(!is_in_object(writer));
    end(writer);
}

/* How many bytes from at on are ASCII that stands for itself: nearly all text is. */
static size_t plain_run(struct mgp_slice text, size_t at)
{
    size_t end = at;
    while (end < text.len && text.ptr[end] >= 0x20 && text.ptr[end] < 0x7F && text.ptr[end] != '"' &&
           text.ptr[end] != '\\')
        end++;
    return end - at;
}

/* The character at the text's start, which is not plain; returns its length. */
static size_t append_special(struct mgp_buffer *out, struct mgp_slice text)
{
    uint32_t c;
    size_t size = mgp_utf8_decode(text.ptr, text.len, &c);
    if (size == 0) {
        mgp_buffer_codepoint(out, 0xFFFD);
        return 1;
    }
    if (c == '"') mgp_buffer_text(out, "\\\"");
    else if (c == '\\') mgp_buffer_text(out, "\\\\");
    else if (c == '\n') mgp_buffer_text(out, "\\n");
    else if (c == '\r') mgp_buffer_text(out, "\\r");
    else if (c == '\t') mgp_buffer_text(out, "\\t");
    else if (c < 0x20 || c == 0x7F || c == 0x2028 || c == 0x2029) mgp_buffer_format(out, "\\u%04x", c);
    else mgp_buffer_append(out, mgp_slice_sub(text, 0, size));
    return size;
}

static void append_quoted(struct mgp_buffer *out, struct mgp_slice text)
{
    mgp_buffer_reserve(out, text.len + 2);
    mgp_buffer_byte(out, '"');
    for (size_t at = 0; at < text.len;) {
        size_t run = plain_run(text, at);
        mgp_buffer_append(out, mgp_slice_sub(text, at, at + run));
        at += run;
        if (at < text.len) at += append_special(out, mgp_slice_sub(text, at, text.len));
    }
    mgp_buffer_byte(out, '"');
}

void mgp_json_key_slice(struct mgp_json_writer *writer, struct mgp_slice name)
{
    assert(is_in_object(writer) && !writer->after_key);
    separate(writer);
    append_quoted(writer->out, name);
    mgp_buffer_byte(writer->out, ':');
    if (writer->indent) mgp_buffer_byte(writer->out, ' ');
    writer->after_key = true;
}

void mgp_json_key(struct mgp_json_writer *writer, const char *name)
{
    mgp_json_key_slice(writer, mgp_slice_text(name));
}

void mgp_json_write_string(struct mgp_json_writer *writer, struct mgp_slice text)
{
    before_value(writer);
    append_quoted(writer->out, text);
}

void mgp_json_write_text(struct mgp_json_writer *writer, const char *text)
{
    if (text) {
        mgp_json_write_string(writer, mgp_slice_text(text));
    } else {
        mgp_json_write_null(writer);
    }
}

static void append_digits(struct mgp_buffer *out, uint64_t value)
{
    uint8_t digits[20];
    size_t at = sizeof digits;
    do digits[--at] = (uint8_t)('0' + value % 10);
    while ((value /= 10) > 0);
    mgp_buffer_append(out, mgp_slice_of(digits + at, sizeof digits - at));
}

void mgp_json_write_integer(struct mgp_json_writer *writer, int64_t value)
{
    before_value(writer);
    if (value < 0) mgp_buffer_byte(writer->out, '-');
    append_digits(writer->out, value < 0 ? 0 - (uint64_t)value : (uint64_t)value);
}

void mgp_json_write_unsigned(struct mgp_json_writer *writer, uint64_t value)
{
    before_value(writer);
    append_digits(writer->out, value);
}

void mgp_json_write_double(struct mgp_json_writer *writer, double value)
{
    before_value(writer);
    char text[40] = "null"; /* JSON has no infinities */
    for (int digits = 15; isfinite(value) && digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, value);
        double back = strtod(text, NULL);
        if (!(back < value) && !(back > value)) break;
    }
    mgp_buffer_text(writer->out, text);
}

void mgp_json_write_bool(struct mgp_json_writer *writer, bool value)
{
    before_value(writer);
    mgp_buffer_text(writer->out, value ? "true" : "false");
}

void mgp_json_write_null(struct mgp_json_writer *writer)
{
    before_value(writer);
    mgp_buffer_text(writer->out, "null");
}

/* By name, then by place: those of one name stand together, the last of them last. */
static int by_name(const void *a, const void *b)
{
    const struct mgp_slice *x = *(const struct mgp_slice *const *)a, *y = *(const struct mgp_slice *const *)b;
    int order = mgp_slice_compare(*x, *y);
    return order ? order : (x > y) - (x < y);
}

/* Which members are given again later; NULL if none is. The caller frees it. */
static bool *find_given_again(const struct mgp_json *object)
{
    size_t count = object->count;
    bool *again = NULL;
    const struct mgp_slice **names = mgp_malloc(count * sizeof *names);
    for (size_t i = 0; i < count; i++) names[i] = &object->names[i];
    qsort(names, count, sizeof *names, by_name);
    for (size_t i = 0; i + 1 < count; i++) {
        if (!mgp_slice_equal(*names[i], *names[i + 1])) continue;
        if (!again) again = mgp_calloc(count, sizeof *again);
        again[names[i] - object->names] = true;
    }
    free(names);
    return again;
}

static bool is_given_again(const struct mgp_json *object, size_t index)
{
    for (size_t i = index + 1; i < object->count; i++) {
        if (mgp_slice_equal(object->names[i], object->names[index])) return true;
    }
    return false;
}

static void write_members(struct mgp_json_writer *writer, const struct mgp_json *object)
{
    bool is_large = object->count > FEW_MEMBERS;
    bool *again = is_large ? find_given_again(object) : NULL;
    for (size_t i = 0; i < object->count; i++) {
        if (is_large ? again && again[i] : is_given_again(object, i)) continue;
        mgp_json_key_slice(writer, object->names[i]);
        mgp_json_write_tree(writer, object->items[i]);
    }
    free(again);
}

static void write_children(struct mgp_json_writer *writer, const struct mgp_json *json)
{
    begin(writer, json->type == MGP_JSON_OBJECT);
    if (json->type == MGP_JSON_OBJECT) {
        write_members(writer, json);
    } else {
        for (size_t i = 0; i < json->count; i++) mgp_json_write_tree(writer, json->items[i]);
    }
    end(writer);
}

void mgp_json_write_tree(struct mgp_json_writer *writer, const struct mgp_json *json)
{
    switch (json->type) {
    case MGP_JSON_NULL:
        mgp_json_write_null(writer);
        break;
    case MGP_JSON_BOOL:
        mgp_json_write_bool(writer, json->boolean);
        break;
    case MGP_JSON_NUMBER:
        before_value(writer);
        mgp_buffer_append(writer->out, json->text);
        break;
    case MGP_JSON_STRING:
        mgp_json_write_string(writer, json->text);
        break;
    case MGP_JSON_ARRAY:
    case MGP_JSON_OBJECT:
        if (writer->depth == MGP_JSON_WRITER_DEPTH) {
            mgp_json_write_null(writer); /* no tree that was read comes here: see MGP_JSON_WRITER_DEPTH */
        } else {
            write_children(writer, json);
        }
        break;
    }
}

void mgp_json_member_text(struct mgp_json_writer *writer, const char *name, const char *text)
{
    mgp_json_key(writer, name);
    mgp_json_write_text(writer, text);
}

void mgp_json_member_string(struct mgp_json_writer *writer, const char *name, struct mgp_slice text)
{
    mgp_json_key(writer, name);
    mgp_json_write_string(writer, text);
}

void mgp_json_member_integer(struct mgp_json_writer *writer, const char *name, int64_t value)
{
    mgp_json_key(writer, name);
    mgp_json_write_integer(writer, value);
}

void mgp_json_member_unsigned(struct mgp_json_writer *writer, const char *name, uint64_t value)
{
    mgp_json_key(writer, name);
    mgp_json_write_unsigned(writer, value);
}

void mgp_json_member_bool(struct mgp_json_writer *writer, const char *name, bool value)
{
    mgp_json_key(writer, name);
    mgp_json_write_bool(writer, value);
}

void mgp_json_member_null(struct mgp_json_writer *writer, const char *name)
{
    mgp_json_key(writer, name);
    mgp_json_write_null(writer);
}
