#include <math.h>
#include <stdio.h>

#include "base/utf8.h"
#include "notifier/rule/pattern_tree.h"

#define ONE_KEY          "Only one key allowed in match expression"
#define TOO_MANY_ELEMENTS "Too many elements in numeric expression"
#define NOT_ANYTHING_BUT "Value of anything-but must be an array or single string/number value."
#define NOT_A_LIST_VALUE "Inside anything but list, start|null|boolean is not supported."
#define MIXED_LIST                                                                                           \
    "Inside anything but list, either all values are number or string, mixed type is not supported"

/* An operator compiles its operand. name is the operator as the error texts spell it. */
typedef enum mgp_status compile_operand(struct mgp_arena *arena, const char *name,
                                        const struct mgp_json *operand, struct mgp_matcher *out,
                                        struct mgp_error *error);

struct operator
{
    const char *name;
    compile_operand *compile;
};

static const struct operator* find_operator(const struct operator* table, size_t count, struct mgp_slice name)
{
    for (size_t i = 0; i < count; i++)
        if (mgp_slice_is(name, table[i].name)) return &table[i];
    return NULL;
}

/* Enough of a name or value to recognise it in an error text. */
static const char *excerpt(struct mgp_slice text, char out[64])
{
    size_t length = mgp_utf8_valid_prefix(mgp_slice_sub(text, 0, text.len < 60 ? text.len : 60));
    snprintf(out, 64, "%.*s", (int)length, (const char *)text.ptr);
    return out;
}

static const char *value_excerpt(const struct mgp_json *json, char out[64])
{
    switch (json->type) {
    case MGP_JSON_NULL:
        return "null";
    case MGP_JSON_BOOL:
        return json->boolean ? "true" : "false";
    case MGP_JSON_ARRAY:
        return "[";
    case MGP_JSON_OBJECT:
        return "{";
    default:
        return excerpt(json->text, out);
    }
}

static struct mgp_slice keep(struct mgp_arena *arena, struct mgp_slice text)
{
    return mgp_arena_copy(arena, text);
}

static void set_text(struct mgp_arena *arena, enum mgp_matcher_kind kind, const struct mgp_json *json,
                     struct mgp_matcher *out)
{
    *out = (struct mgp_matcher){.kind = kind, .text = keep(arena, json->text)};
}

/* A bare number that cannot be compared still matches by its text. */
static void set_number(struct mgp_arena *arena, const struct mgp_json *json, struct mgp_matcher *out)
{
    *out = (struct mgp_matcher){.kind = MGP_MATCH_NUMBER, .number = mgp_number_read(keep(arena, json->text))};
}

static enum mgp_status must_be_string(struct mgp_error *error, const struct mgp_json *json, const char *name)
{
    return mgp_pattern_refuse(error, json, "%s match pattern must be a string", name);
}

static enum mgp_status cannot_compare(struct mgp_error *error, const struct mgp_json *number)
{
    char text[64];
    return mgp_pattern_refuse(error, number, "Cannot compare number : %s", excerpt(number->text, text));
}

static enum mgp_status compile_exactly(struct mgp_arena *arena, const char *name,
                                       const struct mgp_json *operand, struct mgp_matcher *out,
                                       struct mgp_error *error)
{
    (void)name;
    if (operand->type != MGP_JSON_STRING) return must_be_string(error, operand, "exact");
    set_text(arena, MGP_MATCH_STRING, operand, out);
    return MGP_OK;
}

static enum mgp_status compile_caseless(struct mgp_arena *arena, const char *name,
                                        const struct mgp_json *operand, struct mgp_matcher *out,
                                        struct mgp_error *error)
{
    if (operand->type != MGP_JSON_STRING) return must_be_string(error, operand, name);
    set_text(arena, MGP_MATCH_CASELESS, operand, out);
    return MGP_OK;
}

/* prefix and suffix: a string, or {"equals-ignore-case": string}. */
static enum mgp_status compile_affix(struct mgp_arena *arena, const char *name,
                                     const struct mgp_json *operand, struct mgp_matcher *out,
                                     struct mgp_error *error)
{
    char text[64];
    enum mgp_matcher_kind kind = strcmp(name, "prefix") == 0 ? MGP_MATCH_PREFIX : MGP_MATCH_SUFFIX;
    bool is_caseless = operand->type == MGP_JSON_OBJECT;
    if (is_caseless) {
        const struct mgp_json *object = operand;
        if (object->count == 0)
            return mgp_pattern_refuse(error, object, "%s expression name not found",
                                      kind == MGP_MATCH_PREFIX ? "Prefix" : "Suffix");
        if (!mgp_slice_is(object->names[0], "equals-ignore-case"))
            return mgp_pattern_refuse(error, object, "Unsupported %s pattern: %s", name,
                                      excerpt(object->names[0], text));
        operand = object->items[0];
        if (operand->type != MGP_JSON_STRING) return must_be_string(error, operand, "equals-ignore-case");
        if (object->count > 1) return mgp_pattern_refuse(error, object, ONE_KEY);
    }
    if (operand->type != MGP_JSON_STRING) return must_be_string(error, operand, name);
    set_text(arena, kind, operand, out);
    out->is_caseless = is_caseless;
    return MGP_OK;
}

static enum mgp_status compile_wildcard(struct mgp_arena *arena, const char *name,
                                        const struct mgp_json *operand, struct mgp_matcher *out,
                                        struct mgp_error *error)
{
    size_t at = 0;
    if (operand->type != MGP_JSON_STRING) return must_be_string(error, operand, name);
    *out = (struct mgp_matcher){.kind = MGP_MATCH_WILDCARD};
    /* The service counts the opening quote. */
    switch (mgp_wildcard_read(arena, operand->text, &out->wildcard, &at)) {
    case MGP_WILDCARD_CONSECUTIVE:
        return mgp_pattern_refuse(error, operand, "Consecutive wildcard characters at pos %zu", at + 1);
    case MGP_WILDCARD_ESCAPE:
        return mgp_pattern_refuse(error, operand, "Invalid escape character at pos %zu", at + 1);
    default:
        return MGP_OK;
    }
}

static enum mgp_status compile_exists(struct mgp_arena *arena, const char *name,
                                      const struct mgp_json *operand, struct mgp_matcher *out,
                                      struct mgp_error *error)
{
    (void)arena, (void)name;
    if (operand->type != MGP_JSON_BOOL)
        return mgp_pattern_refuse(error, operand, "exists match pattern must be either true or false.");
    *out = (struct mgp_matcher){.kind = operand->boolean ? MGP_MATCH_PRESENT : MGP_MATCH_ABSENT};
    return MGP_OK;
}

/* "=", "<" ... at list[at] and its number after it; whether that can be compared is asked later, as in the service. */
static enum mgp_status read_bound(const struct mgp_json *list, size_t at, const struct mgp_json **out,
                                  struct mgp_error *error)
{
    char text[64];
    const struct mgp_json *symbol = list->items[at], *number = at + 1 < list->count ? list->items[at + 1] : NULL;
    *out = number;
    if (mgp_json_is(number, MGP_JSON_NUMBER)) return MGP_OK;
    return mgp_pattern_refuse(error, number ? number : symbol, "Value of %s must be numeric",
                              mgp_slice_is(symbol->text, "=") ? "equals" : excerpt(symbol->text, text));
}

static enum mgp_status compare_bound(const struct mgp_json *operand, double *out, struct mgp_error *error)
{
    struct mgp_number number = mgp_number_read(operand->text);
    if (!number.is_comparable) return cannot_compare(error, operand);
    *out = number.value;
    return MGP_OK;
}

/* After a lower bound: an upper one. */
static enum mgp_status read_upper_bound(const struct mgp_json *list, const struct mgp_json *bottom,
                                        struct mgp_matcher *out, struct mgp_error *error)
{
    char text[64];
    const struct mgp_json *symbol = list->items[2], *top = NULL;
    if (symbol->type != MGP_JSON_STRING)
        return mgp_pattern_refuse(error, symbol, "Bad value in numeric range: %s", value_excerpt(symbol, text));
    out->high_included = mgp_slice_is(symbol->text, "<=");
    if (!out->high_included && !mgp_slice_is(symbol->text, "<"))
        return mgp_pattern_refuse(error, symbol, "Bad numeric range operator: %s", excerpt(symbol->text, text));
    enum mgp_status status = read_bound(list, 2, &top, error);
    if (status == MGP_OK && list->count > 4)
        status = mgp_pattern_refuse(error, list->items[4], "Too many terms in numeric range expression");
    if (status == MGP_OK) status = compare_bound(bottom, &out->low, error);
    if (status == MGP_OK) status = compare_bound(top, &out->high, error);
    if (status == MGP_OK && !(out->low < out->high))
        status = mgp_pattern_refuse(error, list, "Bottom must be less than top");
    return status;
}

static enum mgp_status compile_numeric(struct mgp_arena *arena, const char *name, const struct mgp_json *list,
                                       struct mgp_matcher *out, struct mgp_error *error)
{
    char text[64];
    const struct mgp_json *operand = NULL;
    (void)arena, (void)name;
    if (list->type != MGP_JSON_ARRAY)
        return mgp_pattern_refuse(error, list, "Value of numeric must be an array.");
    if (list->count == 0) return mgp_pattern_refuse(error, list, "Invalid member in numeric match: ]");
    struct mgp_json *first = list->items[0];
    if (first->type != MGP_JSON_STRING)
        return mgp_pattern_refuse(error, first, "Invalid member in numeric match: %s",
                                  value_excerpt(first, text));

    bool is_equal = mgp_slice_is(first->text, "=");
    bool is_below = mgp_slice_is(first->text, "<"), is_at_most = mgp_slice_is(first->text, "<=");
    bool is_above = mgp_slice_is(first->text, ">"), is_at_least = mgp_slice_is(first->text, ">=");
    if (!is_equal && !is_below && !is_at_most && !is_above && !is_at_least)
        return mgp_pattern_refuse(error, first, "Unrecognized numeric range operator: %s",
                                  excerpt(first->text, text));
    enum mgp_status status = read_bound(list, 0, &operand, error);
    if (status != MGP_OK) return status;
    *out = (struct mgp_matcher){.kind = MGP_MATCH_RANGE,
                                .low = -INFINITY,
                                .high = INFINITY,
                                .low_included = is_equal || is_at_least,
                                .high_included = is_equal || is_at_most};
    if (list->count > 2 && (is_above || is_at_least)) return read_upper_bound(list, operand, out, error);
    if (list->count > 2) return mgp_pattern_refuse(error, list->items[2], TOO_MANY_ELEMENTS);
    if (is_above || is_at_least) return compare_bound(operand, &out->low, error);
    status = compare_bound(operand, &out->high, error);
    if (is_equal) out->low = out->high;
    return status;
}

/* The digits after the slash: what fits an int, with a sign or not. */
static bool read_mask(struct mgp_slice text, int64_t *out)
{
    size_t at = text.len > 0 && (text.ptr[0] == '-' || text.ptr[0] == '+');
    int64_t value = 0;
    if (at == text.len) return false;
    for (size_t i = at; i < text.len; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9') return false;
        value = value * 10 + (text.ptr[i] - '0');
        if (value > INT32_MAX) return false;
    }
    *out = at && text.ptr[0] == '-' ? -value : value;
    return true;
}

static enum mgp_status compile_cidr(struct mgp_arena *arena, const char *name, const struct mgp_json *operand,
                                    struct mgp_matcher *out, struct mgp_error *error)
{
    char text[64];
    int64_t mask = 0;
    (void)name;
    if (operand->type != MGP_JSON_STRING)
        return must_be_string(error, operand, "prefix"); /* the service's own text */
    size_t slash = mgp_slice_find(operand->text, MGP_LITERAL("/"), 0);
    if (slash == SIZE_MAX || mgp_slice_find(operand->text, MGP_LITERAL("/"), slash + 1) != SIZE_MAX)
        return mgp_pattern_refuse(error, operand, "Malformed CIDR, one '/' required");
    if (!read_mask(mgp_slice_sub(operand->text, slash + 1, operand->text.len), &mask))
        return mgp_pattern_refuse(error, operand, "Malformed CIDR, mask bits must be an integer");
    if (mask < 0) return mgp_pattern_refuse(error, operand, "Malformed CIDR, mask bits must not be negative");
    *out = (struct mgp_matcher){.kind = MGP_MATCH_CIDR, .text = keep(arena, operand->text),
                                .prefix_bits = (unsigned)mask};
    struct mgp_slice address = mgp_slice_sub(operand->text, 0, slash);
    if (!mgp_address_read(address, &out->address))
        return mgp_pattern_refuse(error, operand, "%s IP address: %s",
                                  mgp_address_has_form(address) ? "Invalid" : "Nonstandard", excerpt(address, text));
    if (mask >= out->address.bits)
        return mgp_pattern_refuse(error, operand, "IPv%d mask bits must be < %u",
                                  out->address.bits == 32 ? 4 : 6, out->address.bits);
    return MGP_OK;
}

/* anything-but with strings or numbers, alone or in a list. */
static enum mgp_status compile_none_of_values(struct mgp_arena *arena, const struct mgp_json *operand,
                                              struct mgp_matcher *out, struct mgp_error *error)
{
    bool is_list = operand->type == MGP_JSON_ARRAY;
    size_t count = is_list ? operand->count : 1;
    bool is_mixed = count == 0;
    struct mgp_matcher *items = mgp_arena_alloc(arena, count * sizeof *items);
    for (size_t i = 0; i < count; i++) {
        const struct mgp_json *item = is_list ? operand->items[i] : operand;
        if (item->type == MGP_JSON_STRING)
            set_text(arena, MGP_MATCH_STRING, item, &items[i]);
        else if (item->type == MGP_JSON_NUMBER)
            set_number(arena, item, &items[i]);
        else
            return mgp_pattern_refuse(error, item, NOT_A_LIST_VALUE);
        if (item->type == MGP_JSON_NUMBER && !items[i].number.is_comparable)
            return cannot_compare(error, item);
        is_mixed = is_mixed || items[i].kind != items[0].kind;
    }
    if (is_mixed) return mgp_pattern_refuse(error, operand, MIXED_LIST);
    *out = (struct mgp_matcher){.kind = MGP_MATCH_NONE_OF, .items = items, .count = count};
    return MGP_OK;
}

/* What is wrong with an item under anything-but's nested operator, if anything. */
static enum mgp_status check_nested(const char *name, const struct mgp_json *item, struct mgp_error *error)
{
    bool is_affix = strcmp(name, "prefix") == 0 || strcmp(name, "suffix") == 0;
    if (item->type == MGP_JSON_STRING) {
        if (is_affix && item->text.len == 0)
            return mgp_pattern_refuse(error, item, "Null prefix/suffix not allowed");
        return MGP_OK;
    }
    if (is_affix) return mgp_pattern_refuse(error, item, "prefix/suffix match pattern must be a string");
    if (strcmp(name, "wildcard") == 0) return must_be_string(error, item, name);
    return mgp_pattern_refuse(
        error, item, "Inside anything-but/%s list, number|start|null|boolean is not supported.", name);
}

static const struct operator nested_operators[] = {
    {"prefix", compile_affix},
    {"suffix", compile_affix},
    {"equals-ignore-case", compile_caseless},
    {"wildcard", compile_wildcard},
};

/* anything-but: {"prefix": "x"} or {"prefix": ["x", "y"]}, and so on. */
static enum mgp_status compile_none_of_nested(struct mgp_arena *arena, const struct mgp_json *object,
                                              struct mgp_matcher *out, struct mgp_error *error)
{
    char text[64];
    if (object->count == 0)
        return mgp_pattern_refuse(error, object, "Anything-But expression name not found");
    const struct operator* operator=
        find_operator(nested_operators, sizeof nested_operators / sizeof *nested_operators, object->names[0]);
    if (!operator)
        return mgp_pattern_refuse(error, object, "Unsupported anything-but pattern: %s",
                                  excerpt(object->names[0], text));
    const struct mgp_json *operand = object->items[0];
    bool is_list = operand->type == MGP_JSON_ARRAY;
    size_t count = is_list ? operand->count : 1;
    if (!is_list && operand->type != MGP_JSON_STRING && operand->type != MGP_JSON_NUMBER)
        return mgp_pattern_refuse(error, operand, NOT_ANYTHING_BUT);
    if (count == 0) return mgp_pattern_refuse(error, operand, "Empty arrays are not allowed");
    struct mgp_matcher *items = mgp_arena_alloc(arena, count * sizeof *items);
    for (size_t i = 0; i < count; i++) {
        const struct mgp_json *item = is_list ? operand->items[i] : operand;
        enum mgp_status status = check_nested(operator->name, item, error);
        if (status == MGP_OK) status = operator->compile(arena, operator->name, item, &items[i], error);
        if (status != MGP_OK) return status;
    }
    if (object->count > 1) return mgp_pattern_refuse(error, object, TOO_MANY_ELEMENTS);
    *out = (struct mgp_matcher){.kind = MGP_MATCH_NONE_OF, .items = items, .count = count};
    return MGP_OK;
}

static enum mgp_status compile_anything_but(struct mgp_arena *arena, const char *name,
                                            const struct mgp_json *operand, struct mgp_matcher *out,
                                            struct mgp_error *error)
{
    (void)name;
    switch (operand->type) {
    case MGP_JSON_STRING:
    case MGP_JSON_NUMBER:
    case MGP_JSON_ARRAY:
        return compile_none_of_values(arena, operand, out, error);
    case MGP_JSON_OBJECT:
        return compile_none_of_nested(arena, operand, out, error);
    default:
        return mgp_pattern_refuse(error, operand, NOT_ANYTHING_BUT);
    }
}

static const struct operator operators[] = {
    {"prefix", compile_affix},      {"suffix", compile_affix},    {"equals-ignore-case", compile_caseless},
    {"wildcard", compile_wildcard}, {"exists", compile_exists},   {"numeric", compile_numeric},
    {"cidr", compile_cidr},         {"exactly", compile_exactly}, {"anything-but", compile_anything_but},
};

static enum mgp_status compile_match_object(struct mgp_arena *arena, const struct mgp_json *object,
                                            struct mgp_matcher *out, struct mgp_error *error)
{
    char text[64];
    if (object->count == 0) return mgp_pattern_refuse(error, object, "Match expression name not found");
    const struct operator* operator=
        find_operator(operators, sizeof operators / sizeof *operators, object->names[0]);
    if (!operator)
        return mgp_pattern_refuse(error, object, "Unrecognized match type %s",
                                  excerpt(object->names[0], text));
    enum mgp_status status = operator->compile(arena, operator->name, object->items[0], out, error);
    if (status != MGP_OK || object->count == 1) return status;
    bool is_numeric = out->kind == MGP_MATCH_RANGE || out->kind == MGP_MATCH_NONE_OF; /* as the service's text goes */
    return mgp_pattern_refuse(error, object, is_numeric ? TOO_MANY_ELEMENTS : ONE_KEY);
}

enum mgp_status mgp_matcher_compile(struct mgp_arena *arena, const struct mgp_json *json,
                                    struct mgp_matcher *out, struct mgp_error *error)
{
    switch (json->type) {
    case MGP_JSON_STRING:
        set_text(arena, MGP_MATCH_STRING, json, out);
        mgp_address_read(out->text, &out->address);
        return MGP_OK;
    case MGP_JSON_NUMBER:
        set_number(arena, json, out);
        return MGP_OK;
    case MGP_JSON_NULL:
        *out = (struct mgp_matcher){.kind = MGP_MATCH_NULL};
        return MGP_OK;
    case MGP_JSON_BOOL:
        *out = (struct mgp_matcher){.kind = json->boolean ? MGP_MATCH_TRUE : MGP_MATCH_FALSE};
        return MGP_OK;
    case MGP_JSON_OBJECT:
        return compile_match_object(arena, json, out, error);
    default:
        return mgp_pattern_refuse(error, json, "Match value must be String, number, true, false, or null");
    }
}
