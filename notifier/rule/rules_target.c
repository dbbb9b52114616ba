#include "notifier/rule/rules_target.h"

#include "notifier/rule/target_template.h"

#define ARN_PREFIX       "magpie:destination/"
#define FILE_PREFIX      "file:"
#define DEAD_PATH_MAX    4096
#define INPUT_NAME_MAX   256

static const char *const target_members[] = {"Id",        "Arn",              "Input",       "InputPath",
                                             "InputTransformer", "RetryPolicy", "DeadLetterConfig", NULL};
static const char *const target_later[] = {"RoleArn",          "SqsParameters",       "HttpParameters",
                                           "KinesisParameters", "RunCommandParameters", "EcsParameters", NULL};
static const char *const retry_members[] = {"MaximumRetryAttempts", "MaximumEventAgeInSeconds", NULL};
static const char *const dead_letter_members[] = {"Arn", NULL};
static const char *const transformer_members[] = {"InputPathsMap", "InputTemplate", NULL};

static enum mgp_status find_destination(const struct mgp_rules_reader *reader, const struct mgp_json *arn,
                                        const struct mgp_rules *rules, const struct mgp_destination **out)
{
    if (!mgp_slice_starts_with(arn->text, MGP_LITERAL(ARN_PREFIX)))
        return mgp_rules_refuse(reader, arn,
                                "Arn must be \"" ARN_PREFIX "NAME\", with NAME among Destinations");
    struct mgp_slice name = mgp_slice_sub(arn->text, sizeof ARN_PREFIX - 1, arn->text.len);
    for (size_t i = 0; i < rules->destination_count; i++) {
        if (!mgp_slice_is(name, rules->destinations[i].name)) continue;
        *out = &rules->destinations[i];
        return MGP_OK;
    }
    if (!mgp_rules_is_name(name))
        return mgp_rules_refuse(reader, arn,
                                "Arn must be \"" ARN_PREFIX "NAME\", with NAME among Destinations");
    return mgp_rules_refuse(reader, arn, "Destinations holds no \"%.*s\"", (int)name.len,
                            (const char *)name.ptr);
}

static enum mgp_status read_retry(const struct mgp_rules_reader *reader, const struct mgp_json *target,
                                  struct mgp_retry_policy *out)
{
    *out = (struct mgp_retry_policy){.max_retries = MGP_DEFAULT_RETRIES,
                                     .max_age_seconds = MGP_DEFAULT_MAX_AGE_SECONDS};
    const struct mgp_json *policy = mgp_json_member(target, "RetryPolicy");
    if (!policy) return MGP_OK;
    enum mgp_status status = mgp_rules_check_members(reader, policy, "RetryPolicy", retry_members, NULL);
    if (status == MGP_OK)
        status = mgp_rules_number(reader, policy, "MaximumRetryAttempts", 0, 185, &out->max_retries);
    if (status == MGP_OK)
        status =
            mgp_rules_number(reader, policy, "MaximumEventAgeInSeconds", 60, 86400, &out->max_age_seconds);
    out->is_given = mgp_json_member(policy, "MaximumRetryAttempts") != NULL;
    out->is_age_given = mgp_json_member(policy, "MaximumEventAgeInSeconds") != NULL;
    return status;
}

static enum mgp_status read_dead_letters(const struct mgp_rules_reader *reader, const struct mgp_json *target,
                                         const char **out)
{
    const struct mgp_json *config = mgp_json_member(target, "DeadLetterConfig"), *arn = NULL;
    if (!config) return MGP_OK;
    enum mgp_status status = mgp_rules_check_members(reader, config, "DeadLetterConfig", dead_letter_members, NULL);
    if (status == MGP_OK)
        status = mgp_rules_require(reader, config, "DeadLetterConfig", "Arn", MGP_JSON_STRING, &arn);
    if (status != MGP_OK) return status;
    size_t prefix = sizeof FILE_PREFIX - 1;
    bool is_path = mgp_slice_starts_with(arn->text, MGP_LITERAL(FILE_PREFIX)) && arn->text.len > prefix &&
                   arn->text.len <= DEAD_PATH_MAX && !memchr(arn->text.ptr, 0, arn->text.len);
    if (!is_path)
        return mgp_rules_refuse(reader, arn, "Arn of DeadLetterConfig must be \"" FILE_PREFIX "PATH\": what cannot be "
                                             "delivered is added to that file");
    *out = mgp_arena_text(reader->arena, mgp_slice_sub(arn->text, prefix, arn->text.len));
    return MGP_OK;
}

/* A string of 1 to 8,192 characters. */
static enum mgp_status check_long_text(const struct mgp_rules_reader *reader, const struct mgp_json *value,
                                       const char *name)
{
    if (value->type != MGP_JSON_STRING) return mgp_rules_refuse(reader, value, "%s must be a string", name);
    if (value->text.len > 0 && value->text.len <= MGP_TEMPLATE_MAX) return MGP_OK;
    return mgp_rules_refuse(reader, value, "%s must have 1 to %d characters", name, MGP_TEMPLATE_MAX);
}

static enum mgp_status read_constant(const struct mgp_rules_reader *reader, const struct mgp_json *value,
                                     struct mgp_input *input)
{
    struct mgp_arena arena = {0};
    struct mgp_json *json = NULL;
    struct mgp_error reason = {0};
    enum mgp_status status = check_long_text(reader, value, "Input");
    if (status == MGP_OK && mgp_json_parse(&arena, value->text, &json, &reason) != MGP_OK)
        status = mgp_rules_refuse(reader, value, "Input must be JSON in a string: %s", reason.message);
    mgp_arena_clear(&arena);
    input->kind = MGP_INPUT_CONSTANT;
    input->constant = mgp_arena_copy(reader->arena, value->text);
    return status;
}

static enum mgp_status read_path(const struct mgp_rules_reader *reader, const struct mgp_json *value, const char *name,
                                 struct mgp_target_path *out)
{
    if (value->type != MGP_JSON_STRING) return mgp_rules_refuse(reader, value, "%s must be a string", name);
    const char *fault = mgp_target_path_read(reader->arena, value->text, out);
    return fault ? mgp_rules_refuse(reader, value, "%s is no path of an event: %s", name, fault) : MGP_OK;
}

static bool is_input_name(struct mgp_slice name)
{
    if (name.len < 1 || name.len > INPUT_NAME_MAX) return false;
    for (size_t i = 0; i < name.len; i++) {
        uint8_t c = name.ptr[i];
        bool is_letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        if (!is_letter && !(c >= '0' && c <= '9') && c != '-' && c != '_') return false;
    }
    return true;
}

static enum mgp_status read_names(const struct mgp_rules_reader *reader, const struct mgp_json *map,
                                  struct mgp_input_name *names)
{
    for (size_t i = 0; i < map->count; i++) {
        if (!is_input_name(map->names[i]))
            return mgp_rules_refuse(reader, map->items[i], "the names in InputPathsMap must be of letters, digits, '-' "
                                                           "and '_'");
        for (size_t k = 0; k < i; k++)
            if (mgp_slice_equal(map->names[k], map->names[i]))
                return mgp_rules_refuse(reader, map->items[i], "a name in InputPathsMap is given twice");
        names[i].name = mgp_arena_copy(reader->arena, map->names[i]);
        enum mgp_status status = read_path(reader, map->items[i], "a path in InputPathsMap", &names[i].path);
        if (status != MGP_OK) return status;
    }
    return MGP_OK;
}

static enum mgp_status read_transformer(const struct mgp_rules_reader *reader, const struct mgp_json *value,
                                        const char *target, struct mgp_input *input)
{
    const struct mgp_json *text = NULL, *map = NULL;
    struct mgp_error reason = {0};
    struct mgp_input_name *names = NULL;
    enum mgp_status status = mgp_rules_check_members(reader, value, "InputTransformer", transformer_members, NULL);
    if (status == MGP_OK && mgp_json_member(value, "InputPathsMap"))
        status = mgp_rules_require(reader, value, "InputTransformer", "InputPathsMap", MGP_JSON_OBJECT, &map);
    if (status == MGP_OK && map && map->count > MGP_TEMPLATE_MAX_PATHS)
        status = mgp_rules_refuse(reader, map, "InputPathsMap must have at most %d members", MGP_TEMPLATE_MAX_PATHS);
    if (status == MGP_OK)
        status = mgp_rules_require(reader, value, "InputTransformer", "InputTemplate", MGP_JSON_STRING, &text);
    if (status == MGP_OK) status = check_long_text(reader, text, "InputTemplate");
    if (status == MGP_OK && map) {
        names = mgp_arena_alloc(reader->arena, (map->count + 1) * sizeof *names);
        status = read_names(reader, map, names);
    }
    if (status != MGP_OK) return status;
    status = mgp_template_read(reader->arena, text->text, target, names, map ? map->count : 0, input, &reason);
    return status == MGP_OK ? MGP_OK : mgp_rules_refuse(reader, text, "%s", reason.message);
}

static enum mgp_status read_input(const struct mgp_rules_reader *reader, const struct mgp_json *target,
                                  struct mgp_target *out)
{
    const struct mgp_json *constant = mgp_json_member(target, "Input"), *path = mgp_json_member(target, "InputPath");
    const struct mgp_json *transformer = mgp_json_member(target, "InputTransformer");
    int given = (constant != NULL) + (path != NULL) + (transformer != NULL);
    if (given == 0) return MGP_OK;
    if (given > 1)
        return mgp_rules_refuse(reader, target,
                                "Only one of Input, InputPath, or InputTransformer must be provided for target %s.",
                                out->id);
    struct mgp_input *input = mgp_arena_alloc(reader->arena, sizeof *input);
    out->input = input;
    if (constant) return read_constant(reader, constant, input);
    if (transformer) return read_transformer(reader, transformer, out->id, input);
    input->kind = MGP_INPUT_PATH;
    return read_path(reader, path, "InputPath", &input->path);
}

static enum mgp_status read_target(const struct mgp_rules_reader *reader, const struct mgp_json *object,
                                   const struct mgp_rules *rules, struct mgp_target *out)
{
    const struct mgp_json *id = NULL, *arn = NULL;
    enum mgp_status status =
        mgp_rules_check_members(reader, object, "a target", target_members, target_later);
    if (status == MGP_OK) status = mgp_rules_require(reader, object, "a target", "Id", MGP_JSON_STRING, &id);
    if (status == MGP_OK && !mgp_rules_is_name(id->text))
        status = mgp_rules_refuse(reader, id, "Id must be " MGP_NAME_RULE);
    if (status == MGP_OK)
        status = mgp_rules_require(reader, object, "a target", "Arn", MGP_JSON_STRING, &arn);
    if (status == MGP_OK) status = find_destination(reader, arn, rules, &out->destination);
    if (status == MGP_OK) status = read_retry(reader, object, &out->retry);
    if (status == MGP_OK) status = read_dead_letters(reader, object, &out->dead_letter_path);
    if (status == MGP_OK) out->id = mgp_arena_text(reader->arena, id->text);
    if (status == MGP_OK) status = read_input(reader, object, out);
    return status;
}

enum mgp_status mgp_targets_read(const struct mgp_rules_reader *reader, const struct mgp_json *array,
                                 const struct mgp_rules *rules, struct mgp_rule *rule)
{
    if (array->count == 0) return mgp_rules_refuse(reader, array, "Targets must hold at least one target");
    if (array->count > MGP_RULE_MAX_TARGETS)
        return mgp_rules_refuse(reader, array, "a rule has at most %d targets", MGP_RULE_MAX_TARGETS);
    rule->targets = mgp_arena_alloc(reader->arena, array->count * sizeof *rule->targets);
    for (size_t i = 0; i < array->count; i++) {
        enum mgp_status status = read_target(reader, array->items[i], rules, &rule->targets[i]);
        if (status != MGP_OK) return status;
        for (size_t k = 0; k < i; k++)
            if (strcmp(rule->targets[k].id, rule->targets[i].id) == 0)
                return mgp_rules_refuse(reader, array->items[i],
                                        "two targets of this rule have the Id \"%s\"", rule->targets[i].id);
        rule->target_count++;
    }
    return MGP_OK;
}
