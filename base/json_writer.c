#include "base/json_writer.h"

#include <assert.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "base/utf8.h"

void mgp_json_writer_init(struct mgp_json_writer *writer, struct mgp_buffer *out, int indent)
{
    *writer = (struct mgp_json_writer){.out = out, .indent = indent};
}

static void new_line(struct mgp_json_writer *writer)
{
    if (writer->indent == 0) return;
    mgp_buffer_byte(writer->out, '\n');
    for (int i = 0; i < writer->depth * writer->indent; i++) {
        mgp_buffer_byte(writer->out, ' ');
    }
}

/* Comma and line break before a member or item. */
static void separate(struct mgp_json_writer *writer)
{
    if (writer->depth == 0) return;
    if (writer->has_members[writer->depth - 1]) mgp_buffer_byte(writer->out, ',');
    writer->has_members[writer->depth - 1] = true;
    new_line(writer);
}

static void before_value(struct mgp_json_writer *writer)
{
    if (writer->after_key) {
        writer->after_key = false;
        return;
    }
    assert(writer->depth == 0 || !writer->is_object[writer->depth - 1]);
    separate(writer);
}

static void begin(struct mgp_json_writer *writer, bool is_object)
{
    before_value(writer);
    assert(writer->depth < MGP_JSON_WRITER_DEPTH);
    writer->is_object[writer->depth] = is_object;
    writer->has_members[writer->depth] = false;
    writer->depth++;
    mgp_buffer_byte(writer->out, is_object ? '{' : '[');
}

static void end(struct mgp_json_writer *writer, bool is_object)
{
    assert(writer->depth > 0 && writer->is_object[writer->depth - 1] == is_object && !writer->after_key);
    writer->depth--;
    if (writer->has_members[writer->depth]) new_line(writer);
    mgp_buffer_byte(writer->out, is_object ? '}' : ']');
}

void mgp_json_begin_object(struct mgp_json_writer *writer)
{
    begin(writer, true);
}

void mgp_json_end_object(struct mgp_json_writer *writer)
{
    end(writer, true);
}

void mgp_json_begin_array(struct mgp_json_writer *writer)
{
    begin(writer, false);
}

void mgp_json_end_array(struct mgp_json_writer *writer)
{
    end(writer, false);
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

static void append_quoted(struct mgp_buffer *out, struct mgp_slice text)
{
    mgp_buffer_byte(out, '"');
    size_t at = 0;
    while (at < text.len) {
        size_t run = plain_run(text, at);
        mgp_buffer_append(out, mgp_slice_sub(text, at, at + run));
        at += run;
        if (at == text.len) break;
        uint32_t c;
        size_t size = mgp_utf8_decode(text.ptr + at, text.len - at, &c);
        if (size == 0) {
            mgp_buffer_codepoint(out, 0xFFFD);
            size = 1;
        } else if (c == '"' || c == '\\') {
            mgp_buffer_byte(out, '\\');
            mgp_buffer_byte(out, (uint8_t)c);
        } else if (c == '\n') {
            mgp_buffer_text(out, "\\n");
        } else if (c == '\r') {
            mgp_buffer_text(out, "\\r");
        } else if (c == '\t') {
            mgp_buffer_text(out, "\\t");
        } else if (c < 0x20 || c == 0x7F || c == 0x2028 || c == 0x2029) {
            mgp_buffer_format(out, "\\u%04x", c);
        } else {
            mgp_buffer_append(out, mgp_slice_sub(text, at, at + size));
        }
        at += size;
    }
    mgp_buffer_byte(out, '"');
}

void mgp_json_key_slice(struct mgp_json_writer *writer, struct mgp_slice name)
{
    assert(writer->depth > 0 && writer->is_object[writer->depth - 1] && !writer->after_key);
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

void mgp_json_write_integer(struct mgp_json_writer *writer, int64_t value)
{
    before_value(writer);
    mgp_buffer_format(writer->out, "%" PRId64, value);
}

void mgp_json_write_unsigned(struct mgp_json_writer *writer, uint64_t value)
{
    before_value(writer);
    mgp_buffer_format(writer->out, "%" PRIu64, value);
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

static bool is_given_again(const struct mgp_json *object, size_t index)
{
    for (size_t i = index + 1; i < object->count; i++) {
        if (mgp_slice_equal(object->names[i], object->names[index])) return true;
    }
    return false;
}

static void write_children(struct mgp_json_writer *writer, const struct mgp_json *json)
{
    bool is_object = json->type == MGP_JSON_OBJECT;
    begin(writer, is_object);
    for (size_t i = 0; i < json->count; i++) {
        if (is_object) {
            if (is_given_again(json, i)) continue;
            mgp_json_key_slice(writer, json->names[i]);
        }
        mgp_json_write_tree(writer, json->items[i]);
    }
    end(writer, is_object);
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
            mgp_json_write_null(writer); /* deeper than anything that Magpie writes of its own */
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
