#include <stdarg.h>
#include <stdio.h>

#include "base/utf8.h"
#include "notifier/rule/pattern_tree.h"

/* The combinations that are being built. A leaf is added to each of them; $or multiplies them: every branch
 * goes on with a copy of what stood before it. */
struct compiler {
    struct mgp_pattern *pattern;
    size_t fields;   /* over all combinations */
    size_t capacity; /* of pattern->fields */
    struct mgp_error *error;
};

struct combinations {
    struct mgp_combination *items;
    size_t count, capacity;
};

/* Where an object stands. An empty first key leaves the path as empty as at the root, so both are told. */
struct place {
    bool is_root, is_inside_or;
};

static const char *const reserved_inside_or[] = {
    "exactly", "equals-ignore-case", "prefix", "suffix", "anything-but", "exists", "wildcard", "numeric", "cidr", "=",
    "<", "<=", ">", ">=", "regex", "not-wildcard", "not-equals-ignore-case", "date-after", "date-on-or-after",
    "date-before", "date-on-or-before", "in-date-range", "ip-address-in-range", "ip-address-not-in-range", NULL,
};

enum mgp_status mgp_pattern_refuse(struct mgp_error *error, const struct mgp_json *json, const char *format, ...)
{
    char reason[320];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(reason, sizeof reason, format, arguments);
    va_end(arguments);
    mgp_fail(error, MGP_INVALID, MGP_PATTERN_NOT_VALID "%s", reason);
    if (error) error->offset = json->offset;
    return MGP_INVALID;
}

static void combinations_clear(struct combinations *set)
{
    for (size_t i = 0; i < set->count; i++) free(set->items[i].fields);
    free(set->items);
    *set = (struct combinations){0};
}

static void combinations_add(struct combinations *set, struct mgp_combination item)
{
    MGP_GROW(set->items, set->count, set->capacity);
    set->items[set->count++] = item;
}

static struct mgp_combination combination_copy(const struct mgp_combination *from)
{
    struct mgp_combination copy = {.count = from->count, .capacity = from->count};
    if (from->count == 0) return copy;
    copy.fields = mgp_malloc(from->count * sizeof *copy.fields);
    memcpy(copy.fields, from->fields, from->count * sizeof *copy.fields);
    return copy;
}

/* A path that is given again takes the place of what stood there, as in the service. True if it is new. */
static bool put_field(struct mgp_combination *combination, const struct mgp_pattern_field *field)
{
    for (size_t i = 0; i < combination->count; i++) {
        if (!mgp_slice_equal(combination->fields[i]->path, field->path)) continue;
        combination->fields[i] = field;
        return false;
    }
    MGP_GROW(combination->fields, combination->count, combination->capacity);
    combination->fields[combination->count++] = field;
    return true;
}

static enum mgp_status compile_leaf(struct compiler *compiler, const struct mgp_json *array, struct mgp_slice path,
                                    struct combinations *set)
{
    struct mgp_arena *arena = &compiler->pattern->arena;
    if (array->count == 0) return mgp_pattern_refuse(compiler->error, array, "Empty arrays are not allowed");
    struct mgp_pattern_field *field = mgp_arena_alloc(arena, sizeof *field);
    field->path = mgp_arena_copy(arena, path);
    field->matchers = mgp_arena_alloc(arena, array->count * sizeof *field->matchers);
    field->count = array->count;
    field->offset = array->offset;
    for (size_t i = 0; i < array->count; i++) {
        struct mgp_matcher *matcher = &field->matchers[i];
        enum mgp_status status = mgp_matcher_compile(arena, array->items[i], matcher, compiler->error);
        if (status != MGP_OK) return status;
        matcher->offset = array->items[i]->offset;
        matcher->end = array->items[i]->end;
        if (matcher->kind == MGP_MATCH_ABSENT) field->may_be_absent = true;
        else field->may_be_present = true;
    }
    MGP_GROW(compiler->pattern->fields, compiler->pattern->field_count, compiler->capacity);
    compiler->pattern->fields[compiler->pattern->field_count++] = field;
    for (size_t i = 0; i < set->count; i++) compiler->fields += put_field(&set->items[i], field);
    if (compiler->fields > MGP_PATTERN_MAX_FIELDS)
        return mgp_pattern_refuse(compiler->error, array, "Too many fields over all combinations of $or");
    return MGP_OK;
}

static enum mgp_status compile_object(struct compiler *compiler, const struct mgp_json *object, struct mgp_buffer *path,
                                      struct place place, struct combinations *set);

/* Compiles one branch onto a copy of every combination, and adds the outcome to result. */
static enum mgp_status compile_branch(struct compiler *compiler, const struct mgp_json *branch,
                                      struct mgp_buffer *path, struct place place,
                                      const struct combinations *before, struct combinations *result)
{
    struct combinations copy = {0};
    if (branch->type != MGP_JSON_OBJECT)
        return mgp_pattern_refuse(compiler->error, branch, "Only JSON object is allowed in array of $or relationship.");
    for (size_t i = 0; i < before->count; i++) {
        compiler->fields += before->items[i].count;
        combinations_add(&copy, combination_copy(&before->items[i]));
    }
    enum mgp_status status = compile_object(compiler, branch, path, place, &copy);
    if (status == MGP_OK && result->count + copy.count > MGP_PATTERN_MAX_COMBINATIONS)
        status = mgp_pattern_refuse(compiler->error, branch, "Too many combinations of $or: at most %d are allowed",
                                    MGP_PATTERN_MAX_COMBINATIONS);
    if (status == MGP_OK && compiler->fields > MGP_PATTERN_MAX_FIELDS)
        status = mgp_pattern_refuse(compiler->error, branch, "Too many fields over all combinations of $or");
    if (status == MGP_OK) {
        for (size_t i = 0; i < copy.count; i++) combinations_add(result, copy.items[i]);
        copy.count = 0; /* handed over */
    }
    combinations_clear(&copy);
    return status;
}

static enum mgp_status compile_or(struct compiler *compiler, const struct mgp_json *value, struct mgp_buffer *path,
                                  struct place place, struct combinations *set)
{
    struct combinations result = {0};
    enum mgp_status status = MGP_OK;
    if (value->type != MGP_JSON_ARRAY)
        return mgp_pattern_refuse(compiler->error, value, "It must be an Array followed with $or.");
    for (size_t i = 0; status == MGP_OK && i < value->count; i++)
        status = compile_branch(compiler, value->items[i], path, (struct place){place.is_root, true}, set, &result);
    if (status == MGP_OK && value->count < 2)
        status = mgp_pattern_refuse(compiler->error, value, "There must have at least 2 Objects in $or relationship.");
    if (status != MGP_OK) {
        combinations_clear(&result);
        return status;
    }
    for (size_t i = 0; i < set->count; i++) compiler->fields -= set->items[i].count;
    combinations_clear(set);
    *set = result;
    return MGP_OK;
}

static bool is_reserved(struct mgp_slice name)
{
    for (size_t i = 0; reserved_inside_or[i]; i++)
        if (mgp_slice_is(name, reserved_inside_or[i])) return true;
    return false;
}

static enum mgp_status compile_value(struct compiler *compiler, const struct mgp_json *value, struct mgp_slice name,
                                     struct mgp_buffer *path, struct place place, struct combinations *set)
{
    size_t shown = mgp_utf8_valid_prefix(mgp_slice_sub(name, 0, name.len < 100 ? name.len : 100));
    switch (value->type) {
    case MGP_JSON_OBJECT: return compile_object(compiler, value, path, place, set);
    case MGP_JSON_ARRAY: return compile_leaf(compiler, value, mgp_buffer_slice(path), set);
    default:
        return mgp_pattern_refuse(compiler->error, value, "\"%.*s\" must be an object or an array", (int)shown,
                                  (const char *)name.ptr);
    }
}

/* One member; path is put back afterwards. */
static enum mgp_status compile_member(struct compiler *compiler, const struct mgp_json *value, struct mgp_slice name,
                                      struct mgp_buffer *path, struct place place, struct combinations *set)
{
    if (mgp_slice_is(name, "$or")) return compile_or(compiler, value, path, place, set);
    if (place.is_inside_or && is_reserved(name))
        return mgp_pattern_refuse(compiler->error, value,
                                  "%.*s is Ruler reserved fieldName which cannot be used inside $or.", (int)name.len,
                                  (const char *)name.ptr);
    size_t length = path->len;
    if (!place.is_root) mgp_buffer_byte(path, '.');
    mgp_buffer_append(path, name);
    enum mgp_status status = compile_value(compiler, value, name, path, (struct place){false, place.is_inside_or}, set);
    path->len = length;
    return status;
}

static enum mgp_status compile_object(struct compiler *compiler, const struct mgp_json *object, struct mgp_buffer *path,
                                      struct place place, struct combinations *set)
{
    if (object->count == 0) return mgp_pattern_refuse(compiler->error, object, "Empty objects are not allowed");
    for (size_t i = 0; i < object->count; i++) {
        enum mgp_status status =
            compile_member(compiler, object->items[i], object->names[i], path, place, set);
        if (status != MGP_OK) return status;
    }
    return MGP_OK;
}

static enum mgp_status compile_root(const struct mgp_json *json, struct mgp_pattern **out, struct mgp_error *error)
{
    struct mgp_buffer path = {0};
    struct combinations set = {0};
    struct mgp_pattern *pattern = mgp_calloc(1, sizeof *pattern);
    struct compiler compiler = {.pattern = pattern, .error = error};
    enum mgp_status status = MGP_OK;
    combinations_add(&set, (struct mgp_combination){0});
    if (json->type != MGP_JSON_OBJECT) status = mgp_pattern_refuse(error, json, "Filter is not an object");
    else if (json->end - json->offset > MGP_PATTERN_MAX_BYTES)
        status = mgp_pattern_refuse(error, json, "The pattern is longer than %d bytes", MGP_PATTERN_MAX_BYTES);
    else status = compile_object(&compiler, json, &path, (struct place){true, false}, &set);
    mgp_buffer_clear(&path);
    pattern->combinations = set.items;
    pattern->count = set.count;
    if (status != MGP_OK) {
        mgp_pattern_destroy(pattern);
        return status;
    }
    mgp_pattern_order(pattern);
    *out = pattern;
    return MGP_OK;
}

enum mgp_status mgp_pattern_parse(struct mgp_slice text, struct mgp_pattern **out, struct mgp_error *error)
{
    struct mgp_arena arena = {0};
    struct mgp_json *json = NULL;
    struct mgp_error reason = {0};
    enum mgp_status status = mgp_json_parse(&arena, text, &json, &reason);
    if (status == MGP_OK) {
        status = compile_root(json, out, error);
    } else {
        status = mgp_fail(error, MGP_INVALID, MGP_PATTERN_NOT_VALID "%s", reason.message);
        if (error) error->offset = reason.offset;
    }
    mgp_arena_clear(&arena);
    return status;
}

enum mgp_status mgp_pattern_compile(const struct mgp_json *json, struct mgp_pattern **out, struct mgp_error *error)
{
    if (json->type != MGP_JSON_STRING) return compile_root(json, out, error);
    enum mgp_status status = mgp_pattern_parse(json->text, out, error);
    if (status != MGP_OK && error) error->offset = json->offset;
    return status;
}

void mgp_pattern_destroy(struct mgp_pattern *pattern)
{
    if (!pattern) return;
    for (size_t i = 0; i < pattern->count; i++) free(pattern->combinations[i].fields);
    free(pattern->combinations);
    free(pattern->fields);
    free(pattern->steps);
    mgp_arena_clear(&pattern->arena);
    free(pattern);
}
