#include "identifiers/custom.h"

#include <stdio.h>

#include "base/digest.h"
#include "base/file.h"
#include "base/utf8.h"
#include "identifiers/rule_set.h"

/* A file of custom identifiers is small: 300 with every field at its limit are under 4 MiB. */
#define MAX_FILE ((size_t)8 << 20)

static const char *const no_words[] = {NULL};

static enum mgp_status read_words(const struct mgp_definition *definition, struct mgp_arena *arena,
                                  const struct mgp_json *json, const char *name, size_t max_count, size_t low,
                                  size_t high, const char *const **out)
{
    *out = no_words;
    if (!json || json->type == MGP_JSON_NULL) return MGP_OK;
    enum mgp_status status = mgp_definition_array(definition, json, name, max_count);
    if (status != MGP_OK) return status;
    const char **words = mgp_arena_alloc(arena, (json->count + 1) * sizeof *words);
    for (size_t i = 0; i < json->count; i++) {
        char item[40];
        snprintf(item, sizeof item, "%s[%zu]", name, i);
        status = mgp_definition_string(definition, json->items[i], item, low, high);
        if (status != MGP_OK) return status;
        words[i] = mgp_arena_text(arena, json->items[i]->text);
    }
    *out = words;
    return MGP_OK;
}

/* An empty list says that no keyword is needed only in what Macie answers; whoever writes one by hand may have
 * forgotten the keywords, and would get every match of the regex. */
static enum mgp_status read_keywords(const struct mgp_definition *definition, struct mgp_arena *arena,
                                     const struct mgp_json *json, bool is_answer, struct mgp_custom *custom)
{
    if (mgp_json_is(json, MGP_JSON_ARRAY) && json->count == 0 && !is_answer) {
        return mgp_definition_refuse(definition, json->offset,
                                     "keywords is empty: name a keyword, or leave the member out (or null) if none is "
                                     "needed");
    }
    return read_words(definition, arena, json, "keywords", MGP_CUSTOM_MAX_KEYWORDS, 3, MGP_MAX_USER_WORD,
                      &custom->keywords);
}

static enum mgp_status read_level(const struct mgp_definition *definition, const struct mgp_json *json,
                                  struct mgp_custom_level *level)
{
    static const char *const members[] = {"occurrencesThreshold", "severity", NULL};
    static const char *const names[] = {"LOW", "MEDIUM", "HIGH"};
    if (!mgp_json_is(json, MGP_JSON_OBJECT))
        return mgp_definition_refuse(definition, json->offset, "an item of severityLevels is not an object");
    enum mgp_status status = mgp_definition_members(definition, json, members);
    if (status != MGP_OK) return status;
    const struct mgp_json *severity = mgp_json_member(json, "severity"),
                          *threshold = mgp_json_member(json, "occurrencesThreshold");
    level->severity = MGP_SEVERITY_NONE;
    for (int i = 0; i < 3; i++) {
        if (mgp_json_is_string(severity, names[i])) level->severity = (enum mgp_severity)(MGP_SEVERITY_LOW + i);
    }
    if (level->severity == MGP_SEVERITY_NONE) {
        return mgp_definition_refuse(definition, severity ? severity->offset : json->offset,
                                     "severity in severityLevels is none of LOW, MEDIUM and HIGH");
    }
    if (mgp_json_integer(threshold, &level->threshold) && level->threshold >= 1) return MGP_OK;
    return mgp_definition_refuse(definition, threshold ? threshold->offset : json->offset,
                                 "occurrencesThreshold in severityLevels is not a whole number of 1 or more");
}

static enum mgp_status read_levels(const struct mgp_definition *definition, const struct mgp_json *json,
                                   bool is_answer, struct mgp_custom *custom)
{
    if (!json || json->type == MGP_JSON_NULL) return MGP_OK;
    enum mgp_status status = mgp_definition_array(definition, json, "severityLevels", MGP_CUSTOM_MAX_LEVELS);
    if (status == MGP_OK && json->count == 0 && !is_answer) {
        status = mgp_definition_refuse(definition, json->offset,
                                       "severityLevels is empty: leave it out for MEDIUM from one occurrence on");
    }
    for (size_t i = 0; status == MGP_OK && i < json->count; i++) {
        const struct mgp_custom_level *before = i > 0 ? &custom->levels[i - 1] : NULL;
        struct mgp_custom_level *level = &custom->levels[i];
        status = read_level(definition, json->items[i], level);
        if (status == MGP_OK && before && level->severity <= before->severity) {
            status = mgp_definition_refuse(definition, json->items[i]->offset,
                                           "severityLevels[%zu] is out of order: severities ascend from LOW to HIGH, "
                                           "each once", i);
        } else if (status == MGP_OK && before && level->threshold <= before->threshold) {
            status = mgp_definition_refuse(definition, json->items[i]->offset,
                                           "severityLevels[%zu] is out of order: threshold %lld follows %lld; "
                                           "thresholds ascend with the severity",
                                           i, (long long)level->threshold, (long long)before->threshold);
        }
    }
    custom->level_count = json->count;
    return status;
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

static enum mgp_status read_id(const struct mgp_definition *definition, const struct mgp_json *json,
                               struct mgp_custom *custom)
{
    const struct mgp_json *id = mgp_json_member(json, "id");
    if (!id || id->type == MGP_JSON_NULL) {
        derive_id(custom);
        return MGP_OK;
    }
    if (id->type != MGP_JSON_STRING || !is_uuid(id->text))
        return mgp_definition_refuse(definition, id->offset, "id is not a UUID in lower case");
    memcpy(custom->id, id->text.ptr, 36);
    return MGP_OK;
}

/* Of CreateCustomDataIdentifier, of what GetCustomDataIdentifier adds, and Magpie's own two. */
static const char *const members[] = {"name",        "regex",     "keywords", "ignoreWords", "maximumMatchDistance",
                                      "severityLevels", "description", "tags", "clientToken", "id",
                                      "arn",         "createdAt", "deleted",  "examples",    "counterExamples",
                                      NULL};

static enum mgp_status read_distance(const struct mgp_definition *definition, const struct mgp_json *json,
                                     struct mgp_custom *custom)
{
    int64_t distance = MGP_CUSTOM_DEFAULT_DISTANCE;
    if (json && json->type != MGP_JSON_NULL) {
        if (!mgp_json_integer(json, &distance))
            return mgp_definition_refuse(definition, json->offset, "maximumMatchDistance is not a whole number");
        if (distance < 1 || distance > MGP_CUSTOM_MAX_DISTANCE) {
            return mgp_definition_refuse(definition, json->offset,
                                         "maximumMatchDistance is %lld: 1 to %d are allowed", (long long)distance,
                                         MGP_CUSTOM_MAX_DISTANCE);
        }
    }
    custom->max_distance = (unsigned)distance;
    return MGP_OK;
}

static enum mgp_status read_tags(const struct mgp_definition *definition, const struct mgp_json *json)
{
    if (!json || json->type == MGP_JSON_NULL) return MGP_OK;
    if (json->type != MGP_JSON_OBJECT) return mgp_definition_refuse(definition, json->offset, "tags is not an object");
    if (json->count > MGP_CUSTOM_MAX_TAGS) {
        return mgp_definition_refuse(definition, json->offset, "tags has %zu entries: %d at most are allowed",
                                     json->count, MGP_CUSTOM_MAX_TAGS);
    }
    enum mgp_status status = MGP_OK;
    for (size_t i = 0; status == MGP_OK && i < json->count; i++) {
        if (mgp_utf8_count(json->names[i]) > 128) {
            return mgp_definition_refuse(definition, json->items[i]->offset,
                                         "a key of tags has %zu characters: 128 at most are allowed",
                                         mgp_utf8_count(json->names[i]));
        }
        status = mgp_definition_string(definition, json->items[i], "a value of tags", 0, 256);
    }
    return status;
}

/* What must be there, or may be and is only looked at. */
static enum mgp_status read_texts(const struct mgp_definition *definition, struct mgp_arena *arena,
                                  const struct mgp_json *json, struct mgp_custom *custom)
{
    const struct mgp_json *name = mgp_json_member(json, "name"), *regex = mgp_json_member(json, "regex"),
                          *description = mgp_json_member(json, "description"),
                          *deleted = mgp_json_member(json, "deleted");
    if (!name) return mgp_definition_refuse(definition, json->offset, "\"name\" is missing");
    if (!regex) return mgp_definition_refuse(definition, json->offset, "\"regex\" is missing");
    enum mgp_status status = mgp_definition_string(definition, name, "name", 1, MGP_CUSTOM_MAX_NAME);
    if (status == MGP_OK) status = mgp_definition_regex(definition, regex, "regex", &custom->length);
    if (status == MGP_OK && description && description->type != MGP_JSON_NULL)
        status = mgp_definition_string(definition, description, "description", 0, MGP_CUSTOM_MAX_DESCRIPTION);
    if (status == MGP_OK && mgp_json_is(deleted, MGP_JSON_BOOL) && deleted->boolean) {
        status = mgp_definition_refuse(definition, deleted->offset,
                                       "\"deleted\" is true: Macie no longer uses this identifier; take the member out "
                                       "to use it here");
    }
    if (status != MGP_OK) return status;
    custom->name = mgp_arena_text(arena, name->text);
    custom->regex = mgp_arena_text(arena, regex->text);
    return MGP_OK;
}

static enum mgp_status read_identifier(const struct mgp_definition *definition, struct mgp_arena *arena,
                                       const struct mgp_json *json, struct mgp_custom *custom)
{
    if (json->type != MGP_JSON_OBJECT) {
        return mgp_definition_refuse(definition, json->offset,
                                     "expected an object with \"name\" and \"regex\", or an array of such objects");
    }
    bool is_answer = mgp_json_member(json, "arn") || mgp_json_member(json, "createdAt");
    enum mgp_status status = mgp_definition_members(definition, json, members);
    if (status == MGP_OK) status = read_texts(definition, arena, json, custom);
    if (status == MGP_OK) status = read_id(definition, json, custom);
    if (status == MGP_OK)
        status = read_distance(definition, mgp_json_member(json, "maximumMatchDistance"), custom);
    if (status == MGP_OK)
        status = read_keywords(definition, arena, mgp_json_member(json, "keywords"), is_answer, custom);
    if (status == MGP_OK) {
        status = read_words(definition, arena, mgp_json_member(json, "ignoreWords"), "ignoreWords",
                            MGP_CUSTOM_MAX_IGNORE_WORDS, 4, MGP_MAX_USER_WORD, &custom->ignore_words);
    }
    if (status == MGP_OK)
        status = read_levels(definition, mgp_json_member(json, "severityLevels"), is_answer, custom);
    if (status == MGP_OK) status = read_tags(definition, mgp_json_member(json, "tags"));
    if (status == MGP_OK) {
        status = read_words(definition, arena, mgp_json_member(json, "examples"), "examples",
                            MGP_CUSTOM_MAX_EXAMPLES, 1, MGP_CUSTOM_MAX_SAMPLE, &custom->examples);
    }
    if (status == MGP_OK) {
        status = read_words(definition, arena, mgp_json_member(json, "counterExamples"), "counterExamples",
                            MGP_CUSTOM_MAX_EXAMPLES, 1, MGP_CUSTOM_MAX_SAMPLE, &custom->counter_examples);
    }
    return status;
}

enum mgp_status mgp_custom_parse(struct mgp_arena *arena, const char *path, struct mgp_slice text,
                                 struct mgp_custom **out, size_t *count, struct mgp_error *error)
{
    struct mgp_json *json = NULL;
    struct mgp_error reason;
    const struct mgp_definition definition = {path, text, error};
    enum mgp_status status = mgp_json_parse(arena, text, &json, &reason);
    if (status != MGP_OK) {
        mgp_definition_refuse(&definition, (size_t)reason.offset, "%s", reason.message);
        return status;
    }
    bool is_array = mgp_json_is(json, MGP_JSON_ARRAY);
    size_t number = is_array ? json->count : 1;
    if (number == 0) return mgp_definition_refuse(&definition, json->offset, "the array holds no identifier");
    if (number > MGP_MAX_RULES) {
        return mgp_definition_refuse(&definition, json->offset, "%zu identifiers: %d at most are supported", number,
                                     MGP_MAX_RULES);
    }
    struct mgp_custom *customs = mgp_arena_alloc(arena, number * sizeof *customs);
    for (size_t i = 0; status == MGP_OK && i < number; i++) {
        status = read_identifier(&definition, arena, is_array ? json->items[i] : json, &customs[i]);
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
