/* magpie pattern: trying an event pattern, as EventBridge's TestEventPattern does. */
#include <stdio.h>

#include "base/file.h"
#include "cli/arguments.h"
#include "cli/commands.h"
#include "notifier/delivery/notifier.h"
#include "notifier/rule/pattern.h"

#define PATTERN_FILE_MAX_BYTES (1u << 20)

static const char help[] =
    "Usage: magpie pattern test --pattern FILE --event FILE\n"
    "\n"
    "Prints true if the event pattern matches the event, else false, as EventBridge's TestEventPattern\n"
    "would. The event needs id, account, source, time, region, resources and detail-type. One of the two\n"
    "may be -, standard input.\n"
    "\n"
    "Examples:\n"
    "  magpie pattern test --pattern pattern.json --event finding.json\n"
    "  echo '{\"detail\": {\"severity\": {\"score\": [{\"numeric\": [\">=\", 2]}]}}}' |\n"
    "    magpie pattern test --pattern - --event finding.json\n"
    "\n"
    "Exit status: 0 it matches, 1 it does not, 2 pattern or event are not valid.\n";

enum option { PATTERN, EVENT, HELP, OPTION_COUNT };

static const struct mgp_option option_table[OPTION_COUNT] = {
    [PATTERN] = {"--pattern", 0, true},
    [EVENT] = {"--event", 0, true},
    [HELP] = {"--help", 'h', false},
};

struct settings {
    const char *action, *pattern_path, *event_path;
    bool wants_help;
};

static int check_settings(const struct settings *settings)
{
    if (settings->wants_help) return 0;
    if (!settings->action) return mgp_usage_error("pattern", "say what to do: test");
    if (strcmp(settings->action, "check") == 0) return mgp_usage_error("pattern", "check is not supported yet");
    if (strcmp(settings->action, "test") != 0)
        return mgp_usage_error("pattern", "unknown action '%s': there is test", settings->action);
    if (!settings->pattern_path) return mgp_usage_error("pattern", "test needs --pattern FILE");
    if (!settings->event_path) return mgp_usage_error("pattern", "test needs --event FILE");
    if (strcmp(settings->pattern_path, "-") == 0 && strcmp(settings->event_path, "-") == 0)
        return mgp_usage_error("pattern", "only one of --pattern and --event can be standard input");
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
            if (settings->action) return mgp_usage_error("pattern", "unexpected argument '%s'", value);
            settings->action = value;
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

static bool is_whole_event(const struct mgp_json *event)
{
    static const char *const needed[] = {"id", "account", "source", "time", "region", "resources", "detail-type"};
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
        if (!mgp_json_member(event, needed[i])) return false;
    return true;
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
    } else if (!is_whole_event(event)) {
        mgp_failure("%s: Parameter Event is not valid.", shown_path(settings->event_path));
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

int mgp_cmd_pattern(int argc, char **argv)
{
    struct settings settings;
    int status = read_arguments(argc, argv, &settings);
    if (status != 0) return status;
    if (!settings.wants_help) return run_test(&settings);
    return fputs(help, stdout) < 0 || fflush(stdout) != 0 ? 2 : 0;
}
