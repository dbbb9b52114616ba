#include "identifiers/definition.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/utf8.h"
#include "identifiers/rule_set.h"

enum mgp_status mgp_definition_refuse(const struct mgp_definition *definition, size_t offset, const char *format,
                                      ...)
{
    char reason[300];
    size_t line, column;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(reason, sizeof reason, format, arguments);
    va_end(arguments);
    mgp_line_column(definition->text, offset, &line, &column);
    return mgp_fail(definition->error, MGP_INVALID, "%s:%zu:%zu: %s", definition->path, line, column, reason);
}

/* For mgp_nearest, which takes a function without context. */
static _Thread_local const char *const *known_members;

static const char *nth_member(size_t index)
{
    return known_members[index];
}

static enum mgp_status refuse_unknown(const struct mgp_definition *definition, const struct mgp_json *object,
                                      size_t index, const char *const *known)
{
    size_t count = 0;
    while (known[count]) {
        count++;
    }
    known_members = known;
    char *name = mgp_slice_dup(object->names[index]);
    const char *nearest = mgp_nearest(name, nth_member, count);
    struct mgp_buffer shown = {0};
    mgp_append_printable(&shown, object->names[index]);
    enum mgp_status status = mgp_definition_refuse(definition, object->items[index]->offset,
                                                   nearest ? "unknown member \"%.60s\" (did you mean \"%s\"?)"
                                                           : "unknown member \"%.60s\"%s",
                                                   mgp_buffer_string(&shown), nearest ? nearest : "");
    mgp_buffer_clear(&shown);
    free(name);
    return status;
}

enum mgp_status mgp_definition_members(const struct mgp_definition *definition, const struct mgp_json *object,
                                       const char *const *known)
{
    uint64_t seen = 0;
    for (size_t i = 0; i < object->count; i++) {
        size_t k = 0;
        while (known[k] && !mgp_slice_is(object->names[i], known[k])) {
            k++;
        }
        if (!known[k]) return refuse_unknown(definition, object, i, known);
        if (seen >> k & 1)
            return mgp_definition_refuse(definition, object->items[i]->offset, "\"%s\" is given twice", known[k]);
        seen |= (uint64_t)1 << k;
    }
    return MGP_OK;
}

enum mgp_status mgp_definition_string(const struct mgp_definition *definition, const struct mgp_json *json,
                                      const char *name, size_t low, size_t high)
{
    if (!mgp_json_is(json, MGP_JSON_STRING))
        return mgp_definition_refuse(definition, json->offset, "%s is not a string", name);
    size_t count = mgp_utf8_count(json->text);
    if (count < low || count > high) {
        return mgp_definition_refuse(definition, json->offset, "%s has %zu characters: %zu to %zu are allowed", name,
                                     count, low, high);
    }
    if (json->text.len > 0 && memchr(json->text.ptr, 0, json->text.len))
        return mgp_definition_refuse(definition, json->offset, "%s holds a NUL character", name);
    return MGP_OK;
}

enum mgp_status mgp_definition_array(const struct mgp_definition *definition, const struct mgp_json *json,
                                     const char *name, size_t high)
{
    if (!mgp_json_is(json, MGP_JSON_ARRAY))
        return mgp_definition_refuse(definition, json->offset, "%s is not an array", name);
    if (json->count <= high) return MGP_OK;
    return mgp_definition_refuse(definition, json->offset, "%s has %zu entries: %zu at most are allowed", name,
                                 json->count, high);
}

enum mgp_status mgp_definition_regex(const struct mgp_definition *definition, const struct mgp_json *json,
                                     const char *name, struct mgp_regex_length *length)
{
    enum mgp_status status = mgp_definition_string(definition, json, name, 1, MGP_MAX_USER_REGEX);
    if (status != MGP_OK) return status;
    struct mgp_error reason;
    char *text = mgp_slice_dup(json->text);
    status = mgp_regex_check(json->text, true, length, &reason);
    if (status == MGP_OK) status = mgp_regex_try(text, true, &reason);
    if (status == MGP_OK && length->max == 0) {
        status = mgp_fail(&reason, MGP_INVALID, "it matches nothing but the empty text");
    }
    free(text);
    if (status == MGP_OK) return MGP_OK;
    return mgp_definition_refuse(definition, json->offset, "%s is not valid at offset %llu: %s", name,
                                 (unsigned long long)reason.offset, reason.message);
}
