#include "notifier/rule/rules_reader.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/buffer.h"
#include "base/utf8.h"
#include "notifier/rule/nearest_name.h"
#include "notifier/rule/rules.h"

#define NAME_SHOWN    64 /* bytes of an unknown name in a message */
#define SHORTENED_MIN 3  /* characters of a beginning that is taken for a name */

enum mgp_status mgp_rules_refuse(const struct mgp_rules_reader *reader, const struct mgp_json *json,
                                 const char *format, ...)
{
    char reason[360];
    size_t line = 1, column = 1;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(reason, sizeof reason, format, arguments);
    va_end(arguments);
    mgp_line_column(reader->text, json->offset, &line, &column);
    mgp_fail(reader->error, MGP_INVALID, "%s:%zu:%zu: %s", reader->path, line, column, reason);
    if (reader->error) reader->error->offset = json->offset;
    return MGP_INVALID;
}

const char *mgp_rules_place(const struct mgp_rules_reader *reader, const struct mgp_json *json)
{
    struct mgp_buffer text = {0};
    size_t line = 1, column = 1;
    mgp_line_column(reader->text, json->offset, &line, &column);
    mgp_buffer_format(&text, "%s:%zu:%zu", reader->path, line, column);
    const char *place = mgp_arena_text(reader->arena, mgp_buffer_slice(&text));
    mgp_buffer_clear(&text);
    return place;
}

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* A name of which only the beginning was written ("Rate" for "RatePerSecond"), or NULL. */
static const char *find_longer(struct mgp_slice name, const char *const *known)
{
    if (name.len < SHORTENED_MIN) return NULL;
    for (; *known; known++)
        if (mgp_slice_equal_caseless(mgp_slice_sub(mgp_slice_text(*known), 0, name.len), name)) return *known;
    return NULL;
}

/* The known name that was probably meant, or NULL. */
static const char *find_nearest(struct mgp_slice name, const char *const *known)
{
    const char *nearest = find_longer(name, known);
    size_t best = SIZE_MAX;
    if (nearest || name.len == 0 || name.len > NAME_SHOWN) return nearest;
    for (; *known; known++) {
        size_t far = mgp_name_distance(name, mgp_slice_text(*known));
        if (far < best && far <= 2 + name.len / 4 && far < strlen(*known)) {
            best = far;
            nearest = *known;
        }
    }
    return nearest;
}

static bool is_listed(struct mgp_slice name, const char *const *list)
{
    for (; list && *list; list++)
        if (mgp_slice_is(name, *list)) return true;
    return false;
}

static enum mgp_status refuse_unknown(const struct mgp_rules_reader *reader, const struct mgp_json *value,
                                      const char *what, struct mgp_slice name, const char *const *known)
{
    int shown = (int)mgp_utf8_valid_prefix(mgp_slice_sub(name, 0, smaller(name.len, NAME_SHOWN)));
    const char *nearest = find_nearest(name, known);
    struct mgp_buffer names = {0};
    if (nearest)
        return mgp_rules_refuse(reader, value, "unknown member \"%.*s\" in %s: did you mean \"%s\"?", shown,
                                (const char *)name.ptr, what, nearest);
    for (size_t i = 0; known[i]; i++) mgp_buffer_format(&names, "%s%s", i ? ", " : "", known[i]);
    mgp_rules_refuse(reader, value, "unknown member \"%.*s\" in %s, which may have %s", shown, (const char *)name.ptr,
                     what, mgp_buffer_string(&names));
    mgp_buffer_clear(&names);
    return MGP_INVALID;
}

enum mgp_status mgp_rules_check_members(const struct mgp_rules_reader *reader, const struct mgp_json *object,
                                        const char *what, const char *const *known, const char *const *later)
{
    if (object->type != MGP_JSON_OBJECT) return mgp_rules_refuse(reader, object, "%s must be an object", what);
    for (size_t i = 0; i < object->count; i++) {
        struct mgp_slice name = object->names[i];
        if (is_listed(name, later))
            return mgp_rules_refuse(reader, object->items[i], "%.*s in %s is not supported yet", (int)name.len,
                                    (const char *)name.ptr, what);
        if (!is_listed(name, known)) return refuse_unknown(reader, object->items[i], what, name, known);
        for (size_t k = 0; k < i; k++)
            if (mgp_slice_equal(object->names[k], name))
                return mgp_rules_refuse(reader, object->items[i], "%.*s is given twice in %s", (int)name.len,
                                        (const char *)name.ptr, what);
    }
    return MGP_OK;
}

static const char *type_text(enum mgp_json_type type)
{
    switch (type) {
    case MGP_JSON_OBJECT: return "an object";
    case MGP_JSON_ARRAY: return "an array";
    case MGP_JSON_STRING: return "a string";
    case MGP_JSON_NUMBER: return "a number";
    case MGP_JSON_BOOL: return "true or false";
    default: return "null";
    }
}

enum mgp_status mgp_rules_require(const struct mgp_rules_reader *reader, const struct mgp_json *object,
                                  const char *what, const char *name, enum mgp_json_type type,
                                  const struct mgp_json **out)
{
    const struct mgp_json *value = mgp_json_member(object, name);
    if (!value) return mgp_rules_refuse(reader, object, "%s needs %s", what, name);
    if (value->type != type) return mgp_rules_refuse(reader, value, "%s must be %s", name, type_text(type));
    *out = value;
    return MGP_OK;
}

static bool has_control(struct mgp_slice text)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] < 0x20 || text.ptr[i] == 0x7f) return true;
    return false;
}

enum mgp_status mgp_rules_string(const struct mgp_rules_reader *reader, const struct mgp_json *object,
                                 const char *name, size_t max_length, const char **out)
{
    const struct mgp_json *value = mgp_json_member(object, name);
    if (!value) return MGP_OK;
    if (value->type != MGP_JSON_STRING) return mgp_rules_refuse(reader, value, "%s must be a string", name);
    size_t length = mgp_utf8_count(value->text);
    if (length < 1 || length > max_length)
        return mgp_rules_refuse(reader, value, "%s must have 1 to %zu characters", name, max_length);
    if (has_control(value->text))
        return mgp_rules_refuse(reader, value, "%s must not hold control characters", name);
    *out = mgp_arena_text(reader->arena, value->text);
    return MGP_OK;
}

enum mgp_status mgp_rules_number(const struct mgp_rules_reader *reader, const struct mgp_json *object,
                                 const char *name, unsigned low, unsigned high, unsigned *out)
{
    const struct mgp_json *value = mgp_json_member(object, name);
    int64_t number = 0;
    if (!value) return MGP_OK;
    if (!mgp_json_integer(value, &number) || number < low || number > high)
        return mgp_rules_refuse(reader, value, "%s must be a whole number from %u to %u", name, low, high);
    *out = (unsigned)number;
    return MGP_OK;
}

bool mgp_rules_is_name(struct mgp_slice text)
{
    if (text.len < 1 || text.len > MGP_NAME_MAX) return false;
    for (size_t i = 0; i < text.len; i++) {
        uint8_t c = text.ptr[i];
        bool is_letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        if (!is_letter && !(c >= '0' && c <= '9') && c != '.' && c != '-' && c != '_') return false;
    }
    return true;
}
