#include "identifiers/custom.h"

#include <stdio.h>

#include "base/digest.h"
#include "base/file.h"
#include "base/json.h"
#include "base/utf8.h"
#include "identifiers/rule_set.h"

/* A file of custom identifiers is small: 300 with every field at its limit are under 4 MiB. */
#define MAX_FILE ((size_t)8 << 20)

struct reader {
    struct mgp_arena *arena;
    const char *path;
    struct mgp_slice text; /* of the file, for line and column */
    struct mgp_error *error;
};

static enum mgp_status refuse(struct reader *reader, size_t offset, const char *reason)
{
    size_t line, column;
    mgp_line_column(reader->text, offset, &line, &column);
    return mgp_fail(reader->error, MGP_INVALID, "%s:%zu:%zu: %s", reader->path, line, column, reason);
}

static enum mgp_status refuse_member(struct reader *reader, const struct mgp_json *json, const char *name,
                                     const char *what)
{
    struct mgp_buffer text = {0};
    mgp_buffer_format(&text, "%s %s", name, what);
    enum mgp_status status = refuse(reader, json->offset, mgp_buffer_string(&text));
    mgp_buffer_clear(&text);
    return status;
}

static bool has_length(struct mgp_slice text, size_t low, size_t high)
{
    size_t count = mgp_utf8_count(text);
    return count >= low && count <= high && !(text.len && memchr(text.ptr, 0, text.len));
}

static enum mgp_status read_words(struct reader *reader, const struct mgp_json *json, const char *name,
                                  size_t max_count, size_t min_length, const char *limits,
                                  const char *const **out)
{
    static const char *const none[] = {NULL};
    *out = none;
    if (!json || json->type == MGP_JSON_NULL) return MGP_OK;
    if (json->type != MGP_JSON_ARRAY || json->count > max_count)
        return refuse_member(reader, json, name, limits);
    const char **words = mgp_arena_alloc(reader->arena, (json->count + 1) * sizeof *words);
    for (size_t i = 0; i < json->count; i++) {
        const struct mgp_json *word = json->items[i];
        if (word->type != MGP_JSON_STRING || !has_length(word->text, min_length, 90)) {
            return refuse_member(reader, word, name, limits);
        }
        words[i] = mgp_arena_text(reader->arena, word->text);
    }
    *out = words;
    return MGP_OK;
}

static enum mgp_status read_level(struct reader *reader, const struct mgp_json *json,
                                  struct mgp_custom_level *level)
{
    static const char *const names[] = {"LOW", "MEDIUM", "HIGH"};
    const struct mgp_json *severity = mgp_json_member(json, "severity");
    level->severity = MGP_SEVERITY_NONE;
    for (int i = 0; i < 3; i++) {
        if (mgp_json_is_string(severity, names[i]))
            level->severity = (enum mgp_severity)(MGP_SEVERITY_LOW + i);
    }
    if (level->severity == MGP_SEVERITY_NONE || json->count != 2 ||
        !mgp_json_integer(mgp_json_member(json, "occurrencesThreshold"), &level->threshold) ||
        level->threshold < 1) {
        return refuse(reader, json->offset,
                      "a severity level needs \"occurrencesThreshold\" (1 or more) and \"severity\" (LOW, "
                      "MEDIUM or HIGH)");
    }
    return MGP_OK;
}

static enum mgp_status read_levels(struct reader *reader, const struct mgp_json *json,
                                   struct mgp_custom *custom)
{
    if (!json || json->type == MGP_JSON_NULL) return MGP_OK;
    if (json->type != MGP_JSON_ARRAY || json->count < 1 || json->count > MGP_CUSTOM_MAX_LEVELS) {
        return refuse_member(reader, json, "severityLevels", "is an array of 1 to 3 levels");
    }
    for (size_t i = 0; i < json->count; i++) {
        enum mgp_status status = read_level(reader, json->items[i], &custom->levels[i]);
        if (status != MGP_OK) return status;
        if (i > 0 && (custom->levels[i].threshold <= custom->levels[i - 1].threshold ||
                      custom->levels[i].severity <= custom->levels[i - 1].severity)) {
            return refuse(reader, json->items[i]->offset,
                          "severity levels ascend, in threshold and in severity");
        }
    }
    custom->level_count = json->count;
    return MGP_OK;
}

static enum mgp_status read_regex(struct reader *reader, const struct mgp_json *json,
                                  struct mgp_custom *custom)
{
    if (!mgp_json_is(json, MGP_JSON_STRING) || !has_length(json->text, 1, MGP_CUSTOM_MAX_REGEX)) {
        return refuse_member(reader, json, "regex", "is a string of 1 to 512 characters");
    }
    struct mgp_error reason;
    custom->regex = mgp_arena_text(reader->arena, json->text);
    enum mgp_status status = mgp_regex_check(json->text, true, &custom->length, &reason);
    if (status == MGP_OK) status = mgp_regex_try(custom->regex, true, &reason);
    if (status == MGP_OK && custom->length.max == 0) {
        reason.offset = 0;
        status = mgp_fail(&reason, MGP_INVALID, "it matches nothing but the empty text");
    }
    if (status == MGP_OK) return MGP_OK;
    struct mgp_buffer text = {0};
    mgp_buffer_format(&text, "regex is not valid at offset %llu: %s", (unsigned long long)reason.offset,
                      reason.message);
    refuse(reader, json->offset, mgp_buffer_string(&text));
    mgp_buffer_clear(&text);
    return MGP_INVALID;
}

/* A name-based UUID (RFC 9562, version 8: a hash of our own choice), so that the same definition has the same
 * id. */
static void derive_id(struct mgp_custom *custom)
{
    struct mgp_sha256 sha;
    uint8_t digest[32];
    char hex[33];
    mgp_sha256_init(&sha);
    mgp_sha256_update(&sha, MGP_LITERAL("magpie custom data identifier"));
    mgp_sha256_update(&sha, mgp_slice_of(custom->name, strlen(custom->name) + 1));
    mgp_sha256_update(&sha, mgp_slice_text(custom->regex));
    mgp_sha256_final(&sha, digest);
    digest[6] = (uint8_t)((digest[6] & 0x0F) | 0x80);
    digest[8] = (uint8_t)((digest[8] & 0x3F) | 0x80);
    mgp_hex(digest, 16, hex);
    snprintf(custom->id, sizeof custom->id, "%.8s-%.4s-%.4s-%.4s-%.12s", hex, hex + 8, hex + 12, hex + 16,
             hex + 20);
}

static bool is_uuid(struct mgp_slice text)
{
    if (text.len != 36) return false;
    for (size_t i = 0; i < 36; i++) {
        bool is_dash = i == 8 || i == 13 || i == 18 || i == 23;
        uint8_t c = text.ptr[i];
        bool is_hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
        if (is_dash ? c != '-' : !is_hex) return false;
    }
    return true;
}

static enum mgp_status read_name_and_id(struct reader *reader, const struct mgp_json *json,
                                        struct mgp_custom *custom)
{
    const struct mgp_json *name = mgp_json_member(json, "name"), *id = mgp_json_member(json, "id");
    if (!mgp_json_is(name, MGP_JSON_STRING) || !has_length(name->text, 1, MGP_CUSTOM_MAX_NAME)) {
        return refuse_member(reader, name ? name : json, "name", "is a string of 1 to 128 characters");
    }
    custom->name = mgp_arena_text(reader->arena, name->text);
    if (!id || id->type == MGP_JSON_NULL) {
        derive_id(custom);
    } else if (id->type == MGP_JSON_STRING && is_uuid(id->text)) {
        memcpy(custom->id, id->text.ptr, 36);
    } else {
        return refuse_member(reader, id, "id", "is a UUID in lower case");
    }
    return MGP_OK;
}

static const char *const member_names[] = {"name",
                                           "regex",
                                           "keywords",
                                           "ignoreWords",
                                           "maximumMatchDistance",
                                           "severityLevels",
                                           "description",
                                           "tags",
                                           "clientToken",
                                           "id",
                                           "arn",
                                           "createdAt",
                                           "deleted"};

static const char *nth_member(size_t index)
{
    return member_names[index];
}

static enum mgp_status check_members(struct reader *reader, const struct mgp_json *json)
{
    size_t known_count = sizeof member_names / sizeof *member_names;
    for (size_t i = 0; i < json->count; i++) {
        bool known = false;
        for (size_t k = 0; k < known_count; k++) {
            known = known || mgp_slice_is(json->names[i], member_names[k]);
        }
        if (known) continue;
        char *name = mgp_slice_dup(json->names[i]);
        const char *nearest = mgp_nearest(name, nth_member, known_count);
        struct mgp_buffer text = {0};
        mgp_buffer_text(&text, "unknown member \"");
        mgp_append_printable(&text, json->names[i]);
        mgp_buffer_format(&text, nearest ? "\" (did you mean \"%s\"?)" : "\"%s", nearest ? nearest : "");
        enum mgp_status status = refuse(reader, json->items[i]->offset, mgp_buffer_string(&text));
        mgp_buffer_clear(&text);
        free(name);
        return status;
    }
    return MGP_OK;
}

static enum mgp_status read_distance(struct reader *reader, const struct mgp_json *json,
                                     struct mgp_custom *custom)
{
    int64_t distance = MGP_CUSTOM_DEFAULT_DISTANCE;
    if (json && json->type != MGP_JSON_NULL &&
        (!mgp_json_integer(json, &distance) || distance < 1 || distance > MGP_CUSTOM_MAX_DISTANCE)) {
        return refuse_member(reader, json, "maximumMatchDistance", "is a number from 1 to 300");
    }
    custom->max_distance = (unsigned)distance;
    return MGP_OK;
}

static enum mgp_status read_identifier(struct reader *reader, const struct mgp_json *json,
                                       struct mgp_custom *custom)
{
    if (json->type != MGP_JSON_OBJECT) {
        return refuse(reader, json->offset,
                      "expected an object with \"name\" and \"regex\", or an array of such objects");
    }
    const struct mgp_json *regex = mgp_json_member(json, "regex"),
                          *description = mgp_json_member(json, "description");
    enum mgp_status status = check_members(reader, json);
    if (status == MGP_OK && !regex) status = refuse(reader, json->offset, "\"regex\" is missing");
    if (status == MGP_OK) status = read_regex(reader, regex, custom);
    if (status == MGP_OK) status = read_name_and_id(reader, json, custom);
    if (status == MGP_OK && description && description->type != MGP_JSON_NULL &&
        (description->type != MGP_JSON_STRING ||
         !has_length(description->text, 0, MGP_CUSTOM_MAX_DESCRIPTION))) {
        status = refuse_member(reader, description, "description", "is a string of at most 512 characters");
    }
    if (status == MGP_OK)
        status = read_distance(reader, mgp_json_member(json, "maximumMatchDistance"), custom);
    if (status == MGP_OK) {
        status = read_words(reader, mgp_json_member(json, "keywords"), "keywords", MGP_CUSTOM_MAX_KEYWORDS, 3,
                            "is an array of at most 50 strings of 3 to 90 characters", &custom->keywords);
    }
    if (status == MGP_OK) {
        status = read_words(reader, mgp_json_member(json, "ignoreWords"), "ignoreWords",
                            MGP_CUSTOM_MAX_IGNORE_WORDS, 4,
                            "is an array of at most 10 strings of 4 to 90 characters", &custom->ignore_words);
    }
    if (status == MGP_OK) status = read_levels(reader, mgp_json_member(json, "severityLevels"), custom);
    return status;
}

enum mgp_status mgp_custom_parse(struct mgp_arena *arena, const char *path, struct mgp_slice text,
                                 struct mgp_custom **out, size_t *count, struct mgp_error *error)
{
    struct mgp_json *json = NULL;
    struct mgp_error reason;
    struct reader reader = {arena, path, text, error};
    enum mgp_status status = mgp_json_parse(arena, text, &json, &reason);
    if (status != MGP_OK) {
        refuse(&reader, (size_t)reason.offset, reason.message);
        return status;
    }
    bool is_array = mgp_json_is(json, MGP_JSON_ARRAY);
    size_t number = is_array ? json->count : 1;
    if (number == 0) return refuse(&reader, json->offset, "the array holds no identifier");
    struct mgp_custom *customs = mgp_arena_alloc(arena, number * sizeof *customs);
    for (size_t i = 0; status == MGP_OK && i < number; i++) {
        status = read_identifier(&reader, is_array ? json->items[i] : json, &customs[i]);
    }
    if (status != MGP_OK) return status;
    *out = customs;
    *count = number;
    return MGP_OK;
}

enum mgp_status mgp_custom_read(struct mgp_arena *arena, const char *path, struct mgp_custom **out,
                                size_t *count, struct mgp_error *error)
{
    struct mgp_buffer text = {0};
    enum mgp_status status = mgp_file_read(path, MAX_FILE, &text, error);
    if (status == MGP_OK) status = mgp_custom_parse(arena, path, mgp_buffer_slice(&text), out, count, error);
    mgp_buffer_clear(&text);
    return status;
}

enum mgp_severity mgp_custom_severity(const struct mgp_custom *custom, uint64_t count)
{
    if (custom->level_count == 0) return count > 0 ? MGP_SEVERITY_MEDIUM : MGP_SEVERITY_NONE;
    enum mgp_severity severity = MGP_SEVERITY_NONE;
    for (size_t i = 0; i < custom->level_count; i++) {
        if (count >= (uint64_t)custom->levels[i].threshold) severity = custom->levels[i].severity;
    }
    return severity;
}
