/* magpie notify: events in, messages out. */
#include <stdio.h>

#include "base/log.h"
#include "cli/arguments.h"
#include "cli/commands.h"
#include "notifier/delivery/event_stream.h"
#include "notifier/delivery/notifier.h"

static const char help[] =
    "Usage: magpie notify [--events FILE] [--rules FILE] [--layout default|classic] [--dry-run] [--quiet]\n"
    "\n"
    "Matches events with rules and posts them to Slack. Ends when everything is delivered or given up.\n"
    "\n"
    "  --events FILE    events as JSON, one a line, or one event or an array over several lines;\n"
    "                   without it, or with -, standard input\n"
    "  --rules FILE     rules and destinations (names as in PutRule and PutTargets); without it every\n"
    "                   Macie finding goes to SLACK_CHANNEL with SLACK_TOKEN\n"
    "  --layout NAME    default, or classic (the message of the AWS blog's Lambda), for all destinations\n"
    "  --dry-run        print the requests to standard output, with the token masked; send nothing\n"
    "  --quiet          no summary, and only warnings and errors in the log\n"
    "\n"
    "Environment: SLACK_TOKEN, SLACK_CHANNEL, SLACK_API_URL (default https://slack.com/api), LOG_LEVEL.\n"
    "\n"
    "Examples:\n"
    "  magpie scan uploads --format events | magpie notify\n"
    "  magpie notify --events findings.jsonl --rules rules.json\n"
    "  magpie notify --events findings.jsonl --layout classic --dry-run\n"
    "\n"
    "Exit status: 0 all delivered; 2 bad usage or rules, an event that cannot be read, or a message that was\n"
    "not delivered (the others still are).\n";

enum option { EVENTS, RULES, LAYOUT, DRY_RUN, QUIET, HELP, OPTION_COUNT };

static const struct mgp_option option_table[OPTION_COUNT] = {
    [EVENTS] = {"--events", 0, true},    [RULES] = {"--rules", 0, true},  [LAYOUT] = {"--layout", 0, true},
    [DRY_RUN] = {"--dry-run", 0, false}, [QUIET] = {"--quiet", 'q', false}, [HELP] = {"--help", 'h', false},
};

struct settings {
    const char *events_path;
    struct mgp_notifier_options notifier;
    bool is_quiet, wants_help;
};

static int take_option(struct settings *settings, int option, const char *value)
{
    switch (option) {
    case EVENTS: settings->events_path = value; return 0;
    case RULES: settings->notifier.rules_path = value; return 0;
    case DRY_RUN: settings->notifier.dry_run = true; return 0;
    case QUIET: settings->is_quiet = true; return 0;
    case HELP: settings->wants_help = true; return 0;
    case LAYOUT:
        settings->notifier.layout = value;
        if (strcmp(value, "default") == 0 || strcmp(value, "classic") == 0) return 0;
        return mgp_usage_error("notify", "unknown layout '%s': there are default and classic", value);
    default: return mgp_usage_error("notify", "unexpected argument '%s': events come with --events", value);
    }
}

/* 0, or 2 after a message. */
static int read_arguments(int argc, char **argv, struct settings *settings)
{
    struct mgp_arguments arguments = {.command = "notify", .argc = argc, .argv = argv, .at = 1};
    const char *value = NULL;
    *settings = (struct settings){.events_path = "-"};
    for (;;) {
        int option = mgp_next_argument(&arguments, option_table, OPTION_COUNT, &value);
        if (option == MGP_ARGUMENT_END) return 0;
        if (option == MGP_ARGUMENT_ERROR) return 2;
        int status = take_option(settings, option, value);
        if (status != 0 || settings->wants_help) return status;
    }
}

static void report_event(const struct mgp_event_stream *stream, const struct settings *settings,
                         const struct mgp_error *error)
{
    size_t line = 0, column = 0;
    bool is_input = strcmp(settings->events_path, "-") == 0;
    mgp_event_stream_place(stream, (size_t)error->offset, &line, &column);
    mgp_failure("%s:%zu:%zu: %s", is_input ? "standard input" : settings->events_path, line, column, error->message);
}

/* All events of the stream; returns 2 if something could not be read. */
static int feed(struct mgp_notifier *notifier, struct mgp_event_stream *stream, const struct settings *settings)
{
    int exit_status = 0;
    for (;;) {
        struct mgp_slice event;
        struct mgp_error error = {0};
        switch (mgp_event_stream_next(stream, &event, &error)) {
        case MGP_EVENT_END: return exit_status;
        case MGP_EVENT_FAILED: return mgp_failure("%s", error.message);
        case MGP_EVENT_FAULT:
            report_event(stream, settings, &error);
            exit_status = 2;
            break;
        case MGP_EVENT_ONE:
            if (mgp_notifier_accept(notifier, event, &error) == MGP_OK) break;
            report_event(stream, settings, &error);
            exit_status = 2;
            break;
        }
    }
}

static int finish(struct mgp_notifier *notifier, const struct settings *settings)
{
    struct mgp_notifier_report report = {0};
    enum mgp_status status = mgp_notifier_finish(notifier, &report, NULL);
    bool is_dry = settings->notifier.dry_run;
    if (!settings->is_quiet)
        fprintf(stderr, "magpie: %llu events, %llu matched, %llu messages %s, %llu not delivered\n",
                (unsigned long long)report.events, (unsigned long long)report.matched,
                (unsigned long long)report.delivered, is_dry ? "printed, none sent" : "delivered",
                (unsigned long long)report.failed);
    if (status == MGP_IO) return mgp_failure("cannot write to standard output");
    if (report.failed == 0) return 0;
    return mgp_failure("%llu of %llu messages could not be delivered: the log names each with its reason",
                       (unsigned long long)report.failed, (unsigned long long)(report.failed + report.delivered));
}

static int run(const struct settings *settings)
{
    struct mgp_event_stream *stream = NULL;
    struct mgp_notifier *notifier = NULL;
    struct mgp_error error = {0};
    int exit_status = 2;
    enum mgp_status status = mgp_event_stream_open(settings->events_path, &stream, &error);
    if (status == MGP_OK) status = mgp_notifier_create(&settings->notifier, &notifier, &error);
    if (status != MGP_OK) {
        mgp_failure("%s", error.message);
    } else {
        if (settings->is_quiet) mgp_log_set_level(MGP_LOG_WARNING);
        int read_status = feed(notifier, stream, settings);
        int delivery_status = finish(notifier, settings);
        exit_status = read_status ? read_status : delivery_status;
    }
    mgp_notifier_destroy(notifier);
    mgp_event_stream_close(stream);
    return exit_status;
}

int mgp_cmd_notify(int argc, char **argv)
{
    struct settings settings;
    int status = read_arguments(argc, argv, &settings);
    if (status != 0) return status;
    if (!settings.wants_help) return run(&settings);
    return fputs(help, stdout) < 0 || fflush(stdout) != 0 ? 2 : 0;
}
