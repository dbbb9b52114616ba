/* magpie pattern: trying an event pattern, as EventBridge's TestEventPattern does, and looking for slips in rules. */
#include <stdio.h>

#include "base/file.h"
#include "cli/arguments.h"
#include "cli/commands.h"
#include "notifier/delivery/notifier.h"
#include "notifier/rule/pattern_lint.h"
#include "notifier/rule/rules.h"

#define PATTERN_FILE_MAX_BYTES (1u << 20)

static const char help[] =
    "Usage: magpie pattern test --pattern FILE --event FILE\n"
    "       magpie pattern check RULES\n"
    "\n"
    "test prints true if the event pattern matches the event, else false, as EventBridge's TestEventPattern\n"
    "would. The event needs id, account, source, time, region, resources and detail-type. One of the two\n"
    "may be -, standard input.\n"
    "\n"
    "check reads a file of rules and holds the patterns for Macie's events against the shape of those events:\n"
    "a path that no event has, a value that never occurs, conditions that never hold together. Each warning\n"
    "is one line with file, line and column.\n"
    "\n"
    "Examples:\n"
    "  magpie pattern test --pattern pattern.json --event finding.json\n"
    "  echo '{\"detail\": {\"severity\": {\"score\": [{\"numeric\": [\">=\", 2]}]}}}' |\n"
    "    magpie pattern test --pattern - --event finding.json\n"
    "  magpie pattern check rules.json\n"
    "\n"
    "Exit status of test: 0 it matches, 1 it does not, 2 pattern or event are not valid.\n"
    "Exit status of check: 0 nothing to warn of, 1 there are warnings, 2 the file is not valid.\n";

enum option { PATTERN, EVENT, HELP, OPTION_COUNT };

static const struct mgp_option option_table[OPTION_COUNT] = {
    [PATTERN] = {"--pattern", 0, true},
    [EVENT] = {"--event", 0, true},
    [HELP] = {"--help", 'h', false},
};

struct settings {
    const char *action, *pattern_path, *event_path;
    const char *rules_path; /* of check */
    bool wants_help;
};

static bool is_check(const struct settings *settings)
{
    return strcmp(settings->action, "check") == 0;
}

static int check_settings(const struct settings *settings)
{
    if (!settings->action) return mgp_usage_error("pattern", "say what to do: test or check");
    if (is_check(settings)) {
        if (!settings->rules_path) return mgp_usage_error("pattern", "check needs a file of rules");
        if (settings->pattern_path || settings->event_path)
            return mgp_usage_error("pattern", "check takes a file of rules, neither --pattern nor --event");
        return 0;
    }
    if (strcmp(settings->action, "test") != 0)
        return mgp_usage_error("pattern", "unknown action '%s': there are test and check", settings->action);
    if (settings->rules_path) return mgp_usage_error("pattern", "unexpected argument '%s'", settings->rules_path);
    if (!settings->pattern_path) return mgp_usage_error("pattern", "test needs --pattern FILE");
    if (!settings->event_path) return mgp_usage_error("pattern", "test needs --event FILE");
    if (strcmp(settings->pattern_path, "-") == 0 && strcmp(settings->event_path, "-") == 0)
        return mgp_usage_error("pattern", "only one of --pattern and --event can be standard input");
    return 0;
}

static int take_positional(struct settings *settings, const char *value)
{
    if (settings->action && settings->rules_path) return mgp_usage_error("pattern", "unexpected argument '%s'", value);
    *(settings->action ? &settings->rules_path : &settings->action) = value;
    return 0;
}

/* 0, or 2 after a message. */
static int read_arguments(int argc, char **argv, struct settings *settings)
{
    struct mgp_arguments arguments = {.command = "pattern", .argc = argc, .argv = argv, .at = 1};
    const char *value = NULL;
    *settings = (struct settings){0};
    for (;;) {
        switch (mgp_next_argument(&arguments, option_table, OPTION_COUNT, &value)) {
        case PATTERN: settings->pattern_path = value; break;
        case EVENT: settings->event_path = value; break;
        case HELP: settings->wants_help = true; return 0;
        case MGP_ARGUMENT_END: return check_settings(settings);
        case MGP_ARGUMENT_POSITIONAL:
            if (take_positional(settings, value) != 0) return 2;
            break;
        default: return 2;
        }
    }
}

static const char *shown_path(const char *path)
{
    return strcmp(path, "-") == 0 ? "standard input" : path;
}

static int fail_at(const char *path, struct mgp_slice text, const struct mgp_error *error)
{
    size_t line = 1, column = 1;
    mgp_line_column(text, (size_t)error->offset, &line, &column);
    return mgp_failure("%s:%zu:%zu: %s", shown_path(path), line, column, error->message);
}

/* The member without which the service takes no event; NULL if it has all. */
static const char *missing_member(const struct mgp_json *event)
{
    static const char *const needed[] = {"id", "account", "source", "time", "region", "resources", "detail-type"};
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
        if (!mgp_json_member(event, needed[i])) return needed[i];
    return NULL;
}

static int test_event(const struct settings *settings, const struct mgp_pattern *pattern, struct mgp_slice text)
{
    struct mgp_arena arena = {0};
    struct mgp_json *event = NULL;
    struct mgp_error error = {0};
    bool matched = false;
    int exit_status = 2;
    if (mgp_json_parse(&arena, text, &event, &error) != MGP_OK) {
        fail_at(settings->event_path, text, &error);
    } else if (event->type != MGP_JSON_OBJECT) {
        mgp_failure("%s: Parameter Event is not valid. It must be a JSON object", shown_path(settings->event_path));
    } else if (missing_member(event)) {
        mgp_failure("%s: Parameter Event is not valid. It lacks %s", shown_path(settings->event_path),
                    missing_member(event));
    } else if (mgp_pattern_match(pattern, event, &matched) != MGP_OK) {
        mgp_failure("%s: the event takes too many steps to match", shown_path(settings->event_path));
    } else {
        exit_status = matched ? 0 : 1;
        if (puts(matched ? "true" : "false") < 0 || fflush(stdout) != 0)
            exit_status = mgp_failure("cannot write to standard output");
    }
    mgp_arena_clear(&arena);
    return exit_status;
}

static int run_test(const struct settings *settings)
{
    struct mgp_buffer pattern_text = {0}, event_text = {0};
    struct mgp_pattern *pattern = NULL;
    struct mgp_error error = {0};
    int exit_status = 2;
    if (mgp_file_read(settings->pattern_path, PATTERN_FILE_MAX_BYTES, &pattern_text, &error) != MGP_OK ||
        mgp_file_read(settings->event_path, MGP_EVENT_MAX_BYTES, &event_text, &error) != MGP_OK)
        mgp_failure("%s", error.message);
    else if (mgp_pattern_parse(mgp_buffer_slice(&pattern_text), &pattern, &error) != MGP_OK)
        fail_at(settings->pattern_path, mgp_buffer_slice(&pattern_text), &error);
    else
        exit_status = test_event(settings, pattern, mgp_buffer_slice(&event_text));
    mgp_pattern_destroy(pattern);
    mgp_buffer_clear(&pattern_text);
    mgp_buffer_clear(&event_text);
    return exit_status;
}

/* The file of rules at hand, and what has been found in it. */
struct check {
    const char *path;
    struct mgp_slice text;
    const struct mgp_rule *rule;
    size_t warnings;
    bool cannot_print;
};

static void print_line(struct check *check, size_t offset, const char *name, const char *text)
{
    size_t line = 1, column = 1;
    mgp_line_column(check->text, offset, &line, &column);
    int printed = name ? printf("%s:%zu:%zu: rule %s: %s\n", check->path, line, column, name, text)
                       : printf("%s:%zu:%zu: %s\n", check->path, line, column, text);
    if (printed < 0) check->cannot_print = true;
}

static void print_warning(void *context, size_t offset, const char *text)
{
    struct check *check = context;
    /* In a pattern that is written as a string, offsets are those of that string's text. */
    if (check->rule->is_pattern_in_text) offset = check->rule->pattern_offset;
    print_line(check, offset, check->rule->name, text);
    check->warnings++;
}

/* "env:NAME"; what else begins so is no name of a variable, and is not shown. */
static bool names_variable(const char *value)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_";
    return strncmp(value, "env:", 4) == 0 && value[4] && value[4 + strspn(value + 4, letters)] == '\0';
}

/* A secret whose variable is not set here is no fault of the file: a note, no warning. */
static void note_unset_variables(struct check *check, const struct mgp_json *json)
{
    char text[200];
    for (size_t i = 0; i < json->count; i++) note_unset_variables(check, json->items[i]);
    const char *value = mgp_json_string(json, "");
    if (!names_variable(value) || getenv(value + 4)) return;
    snprintf(text, sizeof text, "note: the environment variable %.100s is not set here", value + 4);
    print_line(check, json->offset, NULL, text);
}

static void check_rules(struct check *check, const struct mgp_rules *rules)
{
    struct mgp_arena arena = {0};
    struct mgp_json *json = NULL;
    for (size_t i = 0; i < rules->warning_count; i++)
        if (puts(rules->warnings[i]) < 0) check->cannot_print = true;
    check->warnings += rules->warning_count;
    for (size_t i = 0; i < rules->rule_count; i++) {
        check->rule = &rules->rules[i];
        mgp_pattern_lint(rules->rules[i].pattern, print_warning, check);
    }
    if (mgp_json_parse(&arena, check->text, &json, NULL) == MGP_OK && mgp_json_member(json, "Destinations"))
        note_unset_variables(check, mgp_json_member(json, "Destinations"));
    if (printf("%s: %zu rule%s, %zu warning%s\n", check->path, rules->rule_count, rules->rule_count == 1 ? "" : "s",
               check->warnings, check->warnings == 1 ? "" : "s") < 0)
        check->cannot_print = true;
    mgp_arena_clear(&arena);
}

static int run_check(const struct settings *settings)
{
    struct mgp_buffer text = {0};
    struct mgp_rules *rules = NULL;
    struct mgp_error error = {0};
    int exit_status = 2;
    enum mgp_status status = mgp_file_read(settings->rules_path, MGP_RULES_MAX_BYTES, &text, &error);
    struct check check = {.path = shown_path(settings->rules_path), .text = mgp_buffer_slice(&text)};
    if (status == MGP_OK) status = mgp_rules_parse(check.path, check.text, &rules, &error);
    if (status != MGP_OK) {
        mgp_failure("%s", error.message);
    } else {
        check_rules(&check, rules);
        exit_status = check.warnings > 0;
        if (check.cannot_print || fflush(stdout) != 0) exit_status = mgp_failure("cannot write to standard output");
    }
    mgp_rules_destroy(rules);
    mgp_buffer_clear(&text);
    return exit_status;
}

int mgp_cmd_pattern(int argc, char **argv)
{
    struct settings settings;
    int status = read_arguments(argc, argv, &settings);
    if (status != 0) return status;
    if (settings.wants_help) return fputs(help, stdout) < 0 || fflush(stdout) != 0 ? 2 : 0;
    return is_check(&settings) ? run_check(&settings) : run_test(&settings);
}
