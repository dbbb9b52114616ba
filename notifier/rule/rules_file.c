#include <stdlib.h>

#include "base/file.h"
#include "notifier/rule/rules.h"
#include "notifier/rule/rules_reader.h"

#define ARN_PREFIX "magpie:destination/"
#define NAME_RULE  "1 to 64 characters of letters, digits, '.', '-' and '_'"

static const char *const file_members[] = {"Rules", "Destinations", NULL};
static const char *const rule_members[] = {"Name", "State", "EventPattern", "Targets", "Description", NULL};
static const char *const rule_later[] = {"ScheduleExpression", "EventBusName", "RoleArn", "Tags", NULL};
static const char *const target_members[] = {"Id", "Arn", "RetryPolicy", NULL};
static const char *const target_later[] = {"InputTransformer", "InputPath", "Input", "DeadLetterConfig",
                                           NULL};
static const char *const retry_members[] = {"MaximumRetryAttempts", "MaximumEventAgeInSeconds", NULL};

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
    return status;
}

static enum mgp_status read_target(const struct mgp_rules_reader *reader, const struct mgp_json *object,
                                   const struct mgp_rules *rules, struct mgp_target *out)
{
    const struct mgp_json *id = NULL, *arn = NULL;
    enum mgp_status status =
        mgp_rules_check_members(reader, object, "a target", target_members, target_later);
    if (status == MGP_OK) status = mgp_rules_require(reader, object, "a target", "Id", MGP_JSON_STRING, &id);
    if (status == MGP_OK && !mgp_rules_is_name(id->text))
        status = mgp_rules_refuse(reader, id, "Id must be " NAME_RULE);
    if (status == MGP_OK)
        status = mgp_rules_require(reader, object, "a target", "Arn", MGP_JSON_STRING, &arn);
    if (status == MGP_OK) status = find_destination(reader, arn, rules, &out->destination);
    if (status == MGP_OK) status = read_retry(reader, object, &out->retry);
    if (status == MGP_OK) out->id = mgp_arena_text(reader->arena, id->text);
    return status;
}

static enum mgp_status read_targets(const struct mgp_rules_reader *reader, const struct mgp_json *array,
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

static enum mgp_status read_state(const struct mgp_rules_reader *reader, const struct mgp_json *object,
                                  bool *is_enabled)
{
    const struct mgp_json *state = mgp_json_member(object, "State");
    *is_enabled = !state || mgp_json_is_string(state, "ENABLED");
    if (*is_enabled || mgp_json_is_string(state, "DISABLED")) return MGP_OK;
    return mgp_rules_refuse(reader, state, "State must be ENABLED or DISABLED");
}

static enum mgp_status read_pattern(const struct mgp_rules_reader *reader, const struct mgp_json *object,
                                    struct mgp_rule *rule)
{
    struct mgp_error reason = {0};
    const struct mgp_json *value = mgp_json_member(object, "EventPattern");
    if (!value) return mgp_rules_refuse(reader, object, "a rule needs EventPattern");
    enum mgp_status status = mgp_pattern_compile(value, &rule->pattern, &reason);
    if (status == MGP_OK) return MGP_OK;
    struct mgp_json culprit = {.offset = (size_t)reason.offset};
    return mgp_rules_refuse(reader, &culprit, "%s", reason.message);
}

static enum mgp_status read_rule(const struct mgp_rules_reader *reader, const struct mgp_json *object,
                                 const struct mgp_rules *rules, struct mgp_rule *rule)
{
    const struct mgp_json *name = NULL, *targets = NULL;
    const char *description = NULL;
    enum mgp_status status = mgp_rules_check_members(reader, object, "a rule", rule_members, rule_later);
    if (status == MGP_OK)
        status = mgp_rules_require(reader, object, "a rule", "Name", MGP_JSON_STRING, &name);
    if (status == MGP_OK && !mgp_rules_is_name(name->text))
        status = mgp_rules_refuse(reader, name, "Name must be " NAME_RULE);
    if (status == MGP_OK) rule->name = mgp_arena_text(reader->arena, name->text);
    if (status == MGP_OK) status = mgp_rules_string(reader, object, "Description", 512, &description);
    if (status == MGP_OK) status = read_state(reader, object, &rule->is_enabled);
    if (status == MGP_OK) status = read_pattern(reader, object, rule);
    if (status == MGP_OK)
        status = mgp_rules_require(reader, object, "a rule", "Targets", MGP_JSON_ARRAY, &targets);
    if (status == MGP_OK) status = read_targets(reader, targets, rules, rule);
    return status;
}

static enum mgp_status read_rules(const struct mgp_rules_reader *reader, const struct mgp_json *array,
                                  struct mgp_rules *rules)
{
    if (array->count == 0) return mgp_rules_refuse(reader, array, "Rules must hold at least one rule");
    if (array->count > MGP_RULES_MAX)
        return mgp_rules_refuse(reader, array, "more than %d rules", MGP_RULES_MAX);
    rules->rules = mgp_arena_alloc(reader->arena, array->count * sizeof *rules->rules);
    for (size_t i = 0; i < array->count; i++) {
        rules->rule_count++; /* before: what was made of it is destroyed with the rest */
        enum mgp_status status = read_rule(reader, array->items[i], rules, &rules->rules[i]);
        if (status != MGP_OK) return status;
        for (size_t k = 0; k < i; k++)
            if (strcmp(rules->rules[k].name, rules->rules[i].name) == 0)
                return mgp_rules_refuse(reader, array->items[i], "two rules have the Name \"%s\"",
                                        rules->rules[i].name);
    }
    return MGP_OK;
}

static enum mgp_status read_file(const struct mgp_rules_reader *reader, const struct mgp_json *json,
                                 struct mgp_rules *rules)
{
    const struct mgp_json *destinations = NULL, *list = NULL;
    enum mgp_status status = mgp_rules_check_members(reader, json, "a file of rules", file_members, NULL);
    if (status == MGP_OK)
        status = mgp_rules_require(reader, json, "a file of rules", "Destinations", MGP_JSON_OBJECT,
                                   &destinations);
    if (status == MGP_OK)
        status = mgp_destinations_read(reader, destinations, &rules->destinations, &rules->destination_count);
    if (status == MGP_OK)
        status = mgp_rules_require(reader, json, "a file of rules", "Rules", MGP_JSON_ARRAY, &list);
    if (status == MGP_OK) status = read_rules(reader, list, rules);
    return status;
}

enum mgp_status mgp_rules_parse(const char *path, struct mgp_slice text, struct mgp_rules **out,
                                struct mgp_error *error)
{
    struct mgp_arena arena = {0};
    struct mgp_json *json = NULL;
    struct mgp_error reason = {0};
    struct mgp_rules *rules = mgp_calloc(1, sizeof *rules);
    struct mgp_rules_reader reader = {.path = path, .text = text, .arena = &rules->arena, .error = error};
    enum mgp_status status = mgp_json_parse(&arena, text, &json, &reason);
    if (status == MGP_OK) {
        status = read_file(&reader, json, rules);
    } else {
        struct mgp_json culprit = {.offset = (size_t)reason.offset};
        status = mgp_rules_refuse(&reader, &culprit, "%s", reason.message);
    }
    if (status == MGP_OK)
        *out = rules;
    else
        mgp_rules_destroy(rules);
    mgp_arena_clear(&arena);
    return status;
}

enum mgp_status mgp_rules_read(const char *path, struct mgp_rules **out, struct mgp_error *error)
{
    struct mgp_buffer text = {0};
    enum mgp_status status = mgp_file_read(path, MGP_RULES_MAX_BYTES, &text, error);
    if (status == MGP_OK) status = mgp_rules_parse(path, mgp_buffer_slice(&text), out, error);
    mgp_buffer_clear(&text);
    return status;
}

void mgp_rules_destroy(struct mgp_rules *rules)
{
    if (!rules) return;
    for (size_t i = 0; i < rules->rule_count; i++)
        mgp_pattern_destroy(rules->rules[i].pattern);
    mgp_arena_clear(&rules->arena);
    free(rules);
}
