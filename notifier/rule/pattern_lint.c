#include "notifier/rule/pattern_lint.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buffer.h"
#include "base/utf8.h"
#include "notifier/rule/macie_shape.h"
#include "notifier/rule/nearest_name.h"
#include "notifier/rule/pattern_tree.h"

#define SOURCE "source"
#define MACIE "aws.macie"
#define VALUE_SHOWN 80
#define VALUES_SHOWN 5

struct lint {
    mgp_lint_report *report;
    void *context;
    size_t count;
};

static void report(struct lint *lint, size_t offset, const char *format, ...) __attribute__((format(printf, 3, 4)));

static void report(struct lint *lint, size_t offset, const char *format, ...)
{
    struct mgp_error line = {0}; /* made safe for terminals */
    char text[sizeof line.message];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    mgp_fail(&line, MGP_INVALID, "%s", text);
    lint->report(lint->context, offset, line.message);
    lint->count++;
}

static int shown(struct mgp_slice text)
{
    return (int)mgp_utf8_valid_prefix(mgp_slice_sub(text, 0, text.len < VALUE_SHOWN ? text.len : VALUE_SHOWN));
}

/* Would a matcher take this value? */
static bool takes(const struct mgp_matcher *matcher, enum mgp_json_type type, struct mgp_slice text)
{
    struct mgp_match match = {0};
    struct mgp_matcher copy = *matcher;
    struct mgp_pattern_field field = {.matchers = &copy, .count = 1};
    struct mgp_json value = {.type = type, .text = text, .boolean = mgp_slice_is(text, "true")};
    return mgp_field_matches(&match, &field, &value);
}

#define EXACT_LIMIT 9007199254740992.0 /* from here on all doubles are whole */

/* The greatest whole number that is not above value (libm is not linked for so little). */
static double floor_of(double value)
{
    if (!(value > -EXACT_LIMIT && value < EXACT_LIMIT)) return value;
    double whole = (double)(int64_t)value;
    return whole > value ? whole - 1 : whole;
}

static double ceiling_of(double value)
{
    return -floor_of(-value);
}

/* Is there a whole number in the range, or any if it need not be whole? */
static bool has_number(const struct mgp_matcher *range, const struct mgp_shape_row *row)
{
    double low = range->low > row->low ? range->low : row->low;
    double high = range->high < row->high ? range->high : row->high;
    bool low_included = range->low < row->low || range->low_included;
    bool high_included = range->high > row->high || range->high_included;
    if (row->is_whole) {
        if (isfinite(low)) low = low_included ? ceiling_of(low) : floor_of(low) + 1;
        if (isfinite(high)) high = high_included ? floor_of(high) : ceiling_of(high) - 1;
        return low <= high;
    }
    return low < high || (!(low > high) && low_included && high_included);
}

static bool can_take_number(const struct mgp_matcher *matcher, const struct mgp_shape_row *row)
{
    if (matcher->kind == MGP_MATCH_RANGE) return has_number(matcher, row);
    if (matcher->kind == MGP_MATCH_NONE_OF || matcher->kind == MGP_MATCH_PRESENT) return true;
    if (matcher->kind != MGP_MATCH_NUMBER) return false;
    double value = matcher->number.value;
    bool is_inside = value >= row->low && value <= row->high;
    return matcher->number.is_comparable && is_inside && (!row->is_whole || !(floor_of(value) < value));
}

/* May the matcher take a value of the closed set? Only those of the categories count. */
static bool can_take_listed(const struct mgp_matcher *matcher, const struct mgp_shape_row *row, unsigned categories)
{
    const char *rest = row->values;
    struct mgp_slice value;
    bool has_both = mgp_slice_is(mgp_slice_text(row->path), "detail.type") ||
                    mgp_slice_is(mgp_slice_text(row->path), "detail.category");
    while (mgp_shape_next_value(&rest, &value)) {
        bool is_policy = value.len > 0 && value.ptr[0] == 'P';
        if (has_both && !(categories & (is_policy ? MGP_SHAPE_POLICY : MGP_SHAPE_CLASSIFICATION))) continue;
        if (takes(matcher, row->types & MGP_SHAPE_BOOL ? MGP_JSON_BOOL : MGP_JSON_STRING, value)) return true;
    }
    return false;
}

static bool is_for_strings(enum mgp_matcher_kind kind)
{
    return kind == MGP_MATCH_STRING || kind == MGP_MATCH_PREFIX || kind == MGP_MATCH_SUFFIX ||
           kind == MGP_MATCH_CASELESS || kind == MGP_MATCH_WILDCARD || kind == MGP_MATCH_CIDR;
}

/* May the matcher take a value that the row's path holds in findings of the categories? */
static bool can_take(const struct mgp_matcher *matcher, const struct mgp_shape_row *row, unsigned categories)
{
    if (!(row->categories & categories)) return false;
    if (row->types & MGP_SHAPE_NULL && takes(matcher, MGP_JSON_NULL, MGP_LITERAL(""))) return true;
    if (row->types & MGP_SHAPE_NUMBER && can_take_number(matcher, row)) return true;
    if (row->values) return can_take_listed(matcher, row, categories);
    if (row->types & MGP_SHAPE_BOOL &&
        (takes(matcher, MGP_JSON_BOOL, MGP_LITERAL("true")) || takes(matcher, MGP_JSON_BOOL, MGP_LITERAL("false"))))
        return true;
    if (!(row->types & MGP_SHAPE_STRING)) return false;
    return is_for_strings(matcher->kind) || matcher->kind == MGP_MATCH_NONE_OF || matcher->kind == MGP_MATCH_PRESENT;
}

static bool ends_with_caseless(struct mgp_slice text, struct mgp_slice end)
{
    return text.len >= end.len && mgp_slice_equal_caseless(mgp_slice_sub(text, text.len - end.len, text.len), end);
}

/* The listed value that was probably meant. */
static struct mgp_slice nearest_value(const struct mgp_shape_row *row, struct mgp_slice text)
{
    const char *rest = row->values;
    struct mgp_slice value, nearest = {0};
    size_t best = SIZE_MAX;
    while (mgp_shape_next_value(&rest, &value)) {
        size_t distance = mgp_name_distance(text, value);
        bool ends_so = text.len > 3 && (ends_with_caseless(value, text) || ends_with_caseless(text, value));
        if (ends_so) distance = 0;
        if (distance >= best || distance > 2 + text.len / 3 || distance >= value.len) continue;
        best = distance;
        nearest = value;
    }
    return nearest;
}

static void append_types(struct mgp_buffer *out, unsigned types)
{
    static const char *const names[] = {"a string", "a number", "a boolean", "null"};
    bool is_first = true;
    for (unsigned i = 0; i < 4; i++) {
        if (!(types & 1u << i)) continue;
        mgp_buffer_format(out, "%s%s", is_first ? "" : " or ", names[i]);
        is_first = false;
    }
}

/* What the path holds, for the end of a sentence. */
static void append_holdings(struct mgp_buffer *out, const struct mgp_shape_row *row)
{
    const char *rest = row->values;
    struct mgp_slice value;
    append_types(out, row->types);
    if (row->types == MGP_SHAPE_NUMBER && isfinite(row->low)) {
        mgp_buffer_format(out, " of %g", row->low);
        if (isfinite(row->high)) mgp_buffer_format(out, " to %g", row->high);
        else mgp_buffer_text(out, " or more");
    }
    for (size_t i = 0; mgp_shape_next_value(&rest, &value); i++) {
        if (i == VALUES_SHOWN) mgp_buffer_text(out, ", ...");
        if (i < VALUES_SHOWN)
            mgp_buffer_format(out, "%s%.*s", i ? ", " : ": ", (int)value.len, (const char *)value.ptr);
    }
}

static void report_never(struct lint *lint, const struct mgp_matcher *matcher, const struct mgp_shape_row *row)
{
    struct mgp_buffer holdings = {0};
    struct mgp_slice nearest = {0};
    bool is_text = row->values && is_for_strings(matcher->kind) && matcher->kind != MGP_MATCH_WILDCARD;
    if (is_text) nearest = nearest_value(row, matcher->text);
    append_holdings(&holdings, row);
    if (nearest.len > 0 && row->types & MGP_SHAPE_STRING)
        report(lint, matcher->offset, "%s is never \"%.*s\": did you mean \"%.*s\"?", row->path, shown(matcher->text),
               (const char *)matcher->text.ptr, (int)nearest.len, (const char *)nearest.ptr);
    else
        report(lint, matcher->offset, "this never matches: %s holds %s", row->path, mgp_buffer_string(&holdings));
    mgp_buffer_clear(&holdings);
}

/* What anything-but leaves out, and never occurs: a misspelling that lets everything through. */
static void check_left_out(struct lint *lint, const struct mgp_matcher *matcher, const struct mgp_shape_row *row)
{
    for (size_t i = 0; row->values && i < matcher->count; i++) {
        const struct mgp_matcher *item = &matcher->items[i];
        if (!is_for_strings(item->kind) || can_take(item, row, MGP_SHAPE_BOTH)) continue;
        struct mgp_slice nearest = nearest_value(row, item->text);
        if (nearest.len > 0)
            report(lint, matcher->offset, "%s is never \"%.*s\", so this leaves nothing out: did you mean \"%.*s\"?",
                   row->path, shown(item->text), (const char *)item->text.ptr, (int)nearest.len,
                   (const char *)nearest.ptr);
        else
            report(lint, matcher->offset, "%s is never \"%.*s\", so this leaves nothing out", row->path,
                   shown(item->text), (const char *)item->text.ptr);
    }
}

static void check_value(struct lint *lint, const struct mgp_matcher *matcher, const struct mgp_shape_row *row)
{
    bool is_address = mgp_slice_ends_with(mgp_slice_text(row->path), MGP_LITERAL(".ipAddressV4"));
    bool is_object = mgp_shape_is_object(mgp_slice_text(row->path));
    if (matcher->kind == MGP_MATCH_PRESENT || matcher->kind == MGP_MATCH_ABSENT) {
        if (is_object)
            report(lint, matcher->offset,
                   "%s is an object, which is no value, or null: exists is true where it is null, and false where it "
                   "is there", row->path);
        return;
    }
    if (matcher->kind == MGP_MATCH_NONE_OF) check_left_out(lint, matcher, row);
    if (matcher->kind == MGP_MATCH_CIDR && (!is_address || matcher->address.bits != 32))
        report(lint, matcher->offset, is_address ? "%s holds an IPv4 address: no IPv6 address occurs there"
                                                 : "%s holds no IP address", row->path);
    else if (!can_take(matcher, row, MGP_SHAPE_BOTH))
        report_never(lint, matcher, row);
}

static void check_unknown(struct lint *lint, const struct mgp_pattern_field *field)
{
    const char *path = (const char *)field->path.ptr;
    int length = shown(field->path);
    const char *effect = field->may_be_present ? "" : ", so exists: false always holds";
    if (mgp_shape_is_object(field->path)) {
        report(lint, field->offset, "%.*s is an object, which is no value: a pattern must name a member of it%s",
               length, path, effect);
        return;
    }
    const struct mgp_shape_row *nearest = mgp_shape_nearest(field->path);
    if (nearest)
        report(lint, field->offset, "no Macie event has %.*s%s: did you mean %s?", length, path, effect, nearest->path);
    else
        report(lint, field->offset, "no Macie event has %.*s%s", length, path, effect);
}

static void check_field(struct lint *lint, const struct mgp_pattern_field *field)
{
    const struct mgp_shape_row *row = mgp_shape_find(field->path);
    if (!row) {
        check_unknown(lint, field);
    } else if (row->types == 0) {
        if (field->may_be_present)
            report(lint, field->offset, "%s is an empty list in every Macie event: no value ever matches", row->path);
    } else {
        for (size_t i = 0; i < field->count; i++) check_value(lint, &field->matchers[i], row);
    }
}

/* The categories of findings in whose events the field may hold. */
static unsigned categories_of(const struct mgp_pattern_field *field)
{
    const struct mgp_shape_row *row = mgp_shape_find(field->path);
    unsigned possible = 0;
    if (!row || field->may_be_absent) return MGP_SHAPE_BOTH;
    for (unsigned category = MGP_SHAPE_CLASSIFICATION; category <= MGP_SHAPE_POLICY; category <<= 1)
        for (size_t i = 0; i < field->count; i++)
            if (can_take(&field->matchers[i], row, category)) possible |= category;
    return possible ? possible : MGP_SHAPE_BOTH; /* told already */
}

/* One field of classification findings and one of policy findings never hold in the same event. */
static void check_together(struct lint *lint, const struct mgp_combination *combination)
{
    const struct mgp_pattern_field *seen[MGP_SHAPE_BOTH + 1] = {0};
    for (size_t i = 0; i < combination->count; i++) {
        const struct mgp_pattern_field *field = combination->fields[i];
        unsigned categories = categories_of(field);
        if (!seen[categories]) seen[categories] = field;
    }
    const struct mgp_pattern_field *a = seen[MGP_SHAPE_CLASSIFICATION], *b = seen[MGP_SHAPE_POLICY];
    if (!a || !b) return;
    report(lint, b->offset,
           "this holds in events of policy findings only, but %.*s in those of sensitive data findings only: they "
           "never hold together", shown(a->path), (const char *)a->path.ptr);
}

static const struct mgp_pattern_field *find_field(const struct mgp_pattern *pattern, const char *path)
{
    for (size_t i = 0; i < pattern->field_count; i++)
        if (mgp_slice_is(pattern->fields[i]->path, path)) return pattern->fields[i];
    return NULL;
}

static bool field_takes(const struct mgp_pattern_field *field, const char *text)
{
    for (size_t i = 0; field && i < field->count; i++)
        if (takes(&field->matchers[i], MGP_JSON_STRING, mgp_slice_text(text))) return true;
    return false;
}

/* A source that is almost Macie's. */
static bool is_slip(const struct mgp_pattern_field *source)
{
    for (size_t i = 0; i < source->count; i++) {
        const struct mgp_matcher *matcher = &source->matchers[i];
        if (!is_for_strings(matcher->kind) || matcher->kind == MGP_MATCH_WILDCARD) continue;
        if (mgp_name_distance(matcher->text, MGP_LITERAL(MACIE)) <= 2) return true;
        if (mgp_slice_equal_caseless(matcher->text, MGP_LITERAL("macie"))) return true;
    }
    return false;
}

/* Is the pattern meant for Macie's events? Without a source, unless its detail-type is that of others. */
static bool is_for_macie(const struct mgp_pattern *pattern)
{
    const struct mgp_pattern_field *source = find_field(pattern, SOURCE), *type = find_field(pattern, "detail-type");
    if (source) return field_takes(source, MACIE) || is_slip(source) || field_takes(type, "Macie Finding");
    if (!type || field_takes(type, "Macie Finding")) return true;
    for (size_t i = 0; i < type->count; i++)
        if (is_for_strings(type->matchers[i].kind) && type->matchers[i].kind != MGP_MATCH_WILDCARD &&
            nearest_value(mgp_shape_find(MGP_LITERAL("detail-type")), type->matchers[i].text).len > 0)
            return true;
    return false;
}

/* Among several sources, those of others are no faults where one is Macie's. */
static bool is_settled(const struct mgp_pattern_field *field)
{
    bool is_envelope = mgp_slice_is(field->path, SOURCE) || mgp_slice_is(field->path, "detail-type");
    return is_envelope && field->count > 1 &&
           field_takes(field, mgp_slice_is(field->path, SOURCE) ? MACIE : "Macie Finding");
}

static int by_place(const void *a, const void *b)
{
    const struct mgp_pattern_field *const *x = a, *const *y = b;
    return ((*x)->offset > (*y)->offset) - ((*x)->offset < (*y)->offset);
}

size_t mgp_pattern_lint(const struct mgp_pattern *pattern, mgp_lint_report *report_line, void *context)
{
    struct lint lint = {.report = report_line, .context = context};
    if (!is_for_macie(pattern)) return 0;
    const struct mgp_pattern_field **fields = mgp_malloc(pattern->field_count * sizeof *fields);
    for (size_t i = 0; i < pattern->field_count; i++) fields[i] = pattern->fields[i];
    qsort(fields, pattern->field_count, sizeof *fields, by_place);
    for (size_t i = 0; i < pattern->field_count; i++)
        if (!is_settled(fields[i])) check_field(&lint, fields[i]);
    free(fields);
    for (size_t i = 0; i < pattern->count; i++) {
        size_t before = lint.count;
        check_together(&lint, &pattern->combinations[i]);
        if (lint.count > before) break; /* one of many combinations tells enough */
    }
    return lint.count;
}
