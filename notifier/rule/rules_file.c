#include <stdlib.h>

#include "base/file.h"
#include "notifier/rule/rules.h"
#include "notifier/rule/rules_target.h"

static const char *const file_members[] = {"Rules", "Destinations", NULL};
static const char *const rule_members[] = {"Name", "State", "EventPattern", "Targets", "Description", NULL};
static const char *const rule_later[] = {"ScheduleExpression", "EventBusName", "RoleArn", "Tags", NULL};

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
    rule->pattern_offset = value->offset;
    rule->is_pattern_in_text = value->type == MGP_JSON_STRING;
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
        status = mgp_rules_refuse(reader, name, "Name must be " MGP_NAME_RULE);
    if (status == MGP_OK) rule->name = mgp_arena_text(reader->arena, name->text);
    if (status == MGP_OK) status = mgp_rules_string(reader, object, "Description", 512, &description);
    if (status == MGP_OK) status = read_state(reader, object, &rule->is_enabled);
    if (status == MGP_OK) status = read_pattern(reader, object, rule);
    if (status == MGP_OK)
        status = mgp_rules_require(reader, object, "a rule", "Targets", MGP_JSON_ARRAY, &targets);
    if (status == MGP_OK) status = mgp_targets_read(reader, targets, rules, rule);
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

static bool is_used(const struct mgp_rules *rules, const struct mgp_destination *destination)
{
    for (size_t i = 0; i < rules->rule_count; i++)
        for (size_t k = 0; k < rules->rules[i].target_count; k++)
            if (rules->rules[i].targets[k].destination == destination) return true;
    return false;
}

static void warn_of_unused(const struct mgp_rules_reader *reader, const struct mgp_json *destinations,
                           struct mgp_rules *rules)
{
    rules->warnings = mgp_arena_alloc(reader->arena, (rules->destination_count + 1) * sizeof *rules->warnings);
    for (size_t i = 0; i < rules->destination_count; i++) {
        size_t line = 1, column = 1;
        struct mgp_buffer text = {0};
        if (is_used(rules, &rules->destinations[i])) continue;
        mgp_line_column(reader->text, destinations->items[i]->offset, &line, &column);
        mgp_buffer_format(&text, "%s:%zu:%zu: no rule uses the destination \"%s\"", reader->path, line, column,
                          rules->destinations[i].name);
        rules->warnings[rules->warning_count++] = mgp_arena_text(reader->arena, mgp_buffer_slice(&text));
        mgp_buffer_clear(&text);
    }
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
    if (status == MGP_OK) warn_of_unused(reader, destinations, rules);
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
