/* Bucket facts: a bucket file is read whole, checked against the schema member by member, and kept as the
 * tree it is; the finding asks the tree. A null is an unknown. */
#include "scanner/finding/bucket_schema.h"
#include "scanner/finding/finding_parts.h"
#include "scanner/finding/nearest_name.h"

#include "base/file.h"
#include "base/utf8.h"

#define MAX_FILE_BYTES  ((size_t)1 << 20)
#define MAX_SHOWN_BYTES 60 /* of a name that is not known */

struct mgp_bucket_facts {
    struct mgp_arena arena;
    struct mgp_json *item; /* NULL: nothing is known */
};

/* The way down to the value that is being checked, for messages. */
struct place {
    const struct place *parent;
    const char *name; /* NULL for an item of an array */
    size_t index;
};

struct checker {
    const char *path;
    struct mgp_slice text;
    struct mgp_error *error;
};

static void append_place(struct mgp_buffer *out, const struct place *place)
{
    if (!place) return;
    append_place(out, place->parent);
    if (place->name) {
        mgp_buffer_format(out, "%s%s", place->parent ? "." : "", place->name);
    } else {
        mgp_buffer_format(out, "[%zu]", place->index);
    }
}

/* path:line:column: what is wrong at offset. */
static enum mgp_status fail_at(const struct checker *checker, size_t offset, const char *reason)
{
    size_t line, column;
    struct mgp_buffer path = {0};
    mgp_line_column(checker->text, offset, &line, &column);
    mgp_append_printable(&path, mgp_slice_text(checker->path));
    mgp_fail(checker->error, MGP_INVALID, "%s:%zu:%zu: %s", mgp_buffer_string(&path), line, column, reason);
    if (checker->error) checker->error->offset = offset;
    mgp_buffer_clear(&path);
    return MGP_INVALID;
}

/* "publicAccess.effectivePermission must be ..." */
static enum mgp_status fail_expected(const struct checker *checker, const struct mgp_json *json,
                                     const struct place *place, const char *expected)
{
    struct mgp_buffer reason = {0};
    append_place(&reason, place);
    if (!place) mgp_buffer_text(&reason, "a bucket file");
    mgp_buffer_format(&reason, " must be %s", expected);
    enum mgp_status status = fail_at(checker, json->offset, mgp_buffer_string(&reason));
    mgp_buffer_clear(&reason);
    return status;
}

static enum mgp_status fail_word(const struct checker *checker, const struct mgp_json *json,
                                 const struct place *place, const struct mgp_field *field)
{
    struct mgp_buffer expected = {0};
    for (size_t i = 0; field->words[i]; i++) {
        const char *glue = i == 0 ? "" : field->words[i + 1] ? ", " : " or ";
        mgp_buffer_format(&expected, "%s\"%s\"", glue, field->words[i]);
    }
    enum mgp_status status = fail_expected(checker, json, place, mgp_buffer_string(&expected));
    mgp_buffer_clear(&expected);
    return status;
}

/* Where the name of a member stands: the tree knows only where the value before it ended. */
static size_t name_offset(const struct checker *checker, const struct mgp_json *object, size_t member)
{
    size_t at = member == 0 ? object->offset + 1 : object->items[member - 1]->end;
    while (at < object->items[member]->offset && checker->text.ptr[at] != '"') {
        at++;
    }
    return at;
}

static const char *nearest_field(const struct mgp_schema *schema, struct mgp_slice name)
{
    const char *names[32];
    size_t count = 0;
    for (; count < schema->count && count < sizeof names / sizeof names[0]; count++) {
        names[count] = schema->fields[count].name;
    }
    return mgp_nearest_name(name, names, count);
}

static enum mgp_status fail_unknown(const struct checker *checker, const struct mgp_json *object,
                                    size_t member, const struct place *place, const struct mgp_schema *schema)
{
    struct mgp_slice name = object->names[member];
    const char *nearest = nearest_field(schema, name);
    struct mgp_buffer reason = {0};
    mgp_buffer_text(&reason, "\"");
    size_t shown = name.len < MAX_SHOWN_BYTES ? name.len : MAX_SHOWN_BYTES;
    mgp_append_printable(&reason,
                         mgp_slice_sub(name, 0, mgp_utf8_valid_prefix(mgp_slice_sub(name, 0, shown))));
    mgp_buffer_format(&reason, "%s\" is no member of ", shown < name.len ? "…" : "");
    append_place(&reason, place);
    if (!place) mgp_buffer_text(&reason, "a DescribeBuckets item");
    if (!place && mgp_slice_is(name, "buckets")) {
        mgp_buffer_text(&reason, "; a bucket file holds one item of that list");
    } else if (nearest) {
        mgp_buffer_format(&reason, "; did you mean \"%s\"?", nearest);
    }
    enum mgp_status status =
        fail_at(checker, name_offset(checker, object, member), mgp_buffer_string(&reason));
    mgp_buffer_clear(&reason);
    return status;
}

static enum mgp_status check_object(const struct checker *checker, const struct mgp_json *json,
                                    const struct place *place, const struct mgp_schema *schema);

static bool is_word(const struct mgp_json *json, const char *const *words)
{
    for (; *words; words++) {
        if (mgp_json_is_string(json, *words)) return true;
    }
    return false;
}

/* An array of objects, or with schema NULL of strings. */
static enum mgp_status check_array(const struct checker *checker, const struct mgp_json *json,
                                   const struct place *place, const struct mgp_schema *schema)
{
    if (json->type != MGP_JSON_ARRAY) return fail_expected(checker, json, place, "an array");
    for (size_t i = 0; i < json->count; i++) {
        struct place item = {place, NULL, i};
        enum mgp_status status = MGP_OK;
        if (schema) {
            status = check_object(checker, json->items[i], &item, schema);
        } else if (json->items[i]->type != MGP_JSON_STRING) {
            status = fail_expected(checker, json->items[i], &item, "a string");
        }
        if (status != MGP_OK) return status;
    }
    return MGP_OK;
}

static enum mgp_status check_value(const struct checker *checker, const struct mgp_json *json,
                                   const struct place *place, const struct mgp_field *field)
{
    int64_t number;
    mgp_time_ms time;
    if (json->type == MGP_JSON_NULL) return MGP_OK;
    switch (field->kind) {
    case MGP_FIELD_STRING:
        if (json->type == MGP_JSON_STRING) return MGP_OK;
        return fail_expected(checker, json, place, "a string");
    case MGP_FIELD_WORD:
        return is_word(json, field->words) ? MGP_OK : fail_word(checker, json, place, field);
    case MGP_FIELD_TIME:
        if (mgp_time_parse(mgp_json_string(json, ""), &time)) return MGP_OK;
        return fail_expected(checker, json, place, "a time such as \"2026-03-17T08:41:26Z\"");
    case MGP_FIELD_BOOL:
        if (json->type == MGP_JSON_BOOL) return MGP_OK;
        return fail_expected(checker, json, place, "true or false");
    case MGP_FIELD_COUNT:
        if (mgp_json_integer(json, &number) && number >= 0) return MGP_OK;
        return fail_expected(checker, json, place, "a whole number from 0");
    case MGP_FIELD_INTEGER:
        if (mgp_json_integer(json, &number)) return MGP_OK;
        return fail_expected(checker, json, place, "a whole number");
    case MGP_FIELD_OBJECT:
        return check_object(checker, json, place, field->schema);
    case MGP_FIELD_OBJECTS:
        return check_array(checker, json, place, field->schema);
    case MGP_FIELD_STRINGS:
        return check_array(checker, json, place, NULL);
    }
    return MGP_OK;
}

static const struct mgp_field *find_field(const struct mgp_schema *schema, struct mgp_slice name)
{
    for (size_t i = 0; i < schema->count; i++) {
        if (mgp_slice_is(name, schema->fields[i].name)) return &schema->fields[i];
    }
    return NULL;
}

static enum mgp_status check_object(const struct checker *checker, const struct mgp_json *json,
                                    const struct place *place, const struct mgp_schema *schema)
{
    if (json->type != MGP_JSON_OBJECT) return fail_expected(checker, json, place, "an object");
    for (size_t i = 0; i < json->count; i++) {
        const struct mgp_field *field = find_field(schema, json->names[i]);
        if (!field) return fail_unknown(checker, json, i, place, schema);
        struct place member = {place, field->name, 0};
        enum mgp_status status = check_value(checker, json->items[i], &member, field);
        if (status != MGP_OK) return status;
    }
    return MGP_OK;
}

enum mgp_status mgp_bucket_facts_parse(const char *path, struct mgp_slice text, struct mgp_bucket_facts **out,
                                       struct mgp_error *error)
{
    struct checker checker = {path, text, error};
    struct mgp_bucket_facts *facts = mgp_calloc(1, sizeof *facts);
    struct mgp_error syntax;
    enum mgp_status status = mgp_json_parse(&facts->arena, text, &facts->item, &syntax);
    if (status != MGP_OK) {
        struct mgp_buffer reason = {0};
        mgp_buffer_format(&reason, "not valid JSON: %s", syntax.message);
        status = fail_at(&checker, (size_t)syntax.offset, mgp_buffer_string(&reason));
        mgp_buffer_clear(&reason);
    } else {
        status = check_object(&checker, facts->item, NULL, &mgp_bucket_schema);
    }
    if (status != MGP_OK) {
        mgp_bucket_facts_destroy(facts);
        return status;
    }
    *out = facts;
    return MGP_OK;
}

enum mgp_status mgp_bucket_facts_read(const char *path, struct mgp_bucket_facts **out,
                                      struct mgp_error *error)
{
    if (!path) {
        *out = mgp_calloc(1, sizeof **out);
        return MGP_OK;
    }
    struct mgp_buffer text = {0};
    enum mgp_status status = mgp_file_read(path, MAX_FILE_BYTES, &text, error);
    if (status == MGP_OK) status = mgp_bucket_facts_parse(path, mgp_buffer_slice(&text), out, error);
    mgp_buffer_clear(&text);
    return status;
}

void mgp_bucket_facts_destroy(struct mgp_bucket_facts *facts)
{
    if (!facts) return;
    mgp_arena_clear(&facts->arena);
    free(facts);
}

const struct mgp_json *mgp_bucket_facts_item(const struct mgp_bucket_facts *facts)
{
    return facts ? facts->item : NULL;
}
