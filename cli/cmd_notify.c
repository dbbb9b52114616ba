/* magpie notify: events in, messages out. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>

#include "base/log.h"
#include "cli/arguments.h"
#include "cli/cmd_notify_queue.h"
#include "cli/commands.h"
#include "cli/notify_input.h"
#include "notifier/delivery/readiness.h"
#include "notifier/delivery/stop.h"

static const char help[] =
    "Usage: magpie notify [--events FILE|DIR|-] [--rules FILE] [--queue DIR] [OPTIONS]\n"
    "       magpie notify --follow FILE --queue DIR [--rules FILE] [OPTIONS]\n"
    "       magpie notify queue|redrive --queue DIR\n"
    "\n"
    "Matches events with EventBridge rules and delivers them to Slack and elsewhere. Ends when everything is\n"
    "delivered or given up; with --follow or a folder of events, when it is told to stop (SIGTERM, SIGINT).\n"
    "\n"
    "  --events FILE    events as JSON, one a line, or one event or an array over several lines;\n"
    "                   without it, or with -, standard input\n"
    "  --events DIR     files moved into DIR, in order of name; each is moved to DIR/done or DIR/failed\n"
    "  --once           with --events DIR: take what is there, then end\n"
    "  --follow FILE    the lines of a file that grows, as tail -F\n"
    "  --rules FILE     rules and destinations (names as in PutRule and PutTargets); without it every\n"
    "                   Macie finding goes to SLACK_CHANNEL with SLACK_TOKEN\n"
    "  --queue DIR      keep what is to be delivered on disk: nothing is lost by a crash, and what was delivered is\n"
    "                   not sent again when the same events come again\n"
    "  --remember-days N   for how long (1 to 3650; 30)\n"
    "  --layout NAME    default, or classic (the message of the AWS blog's Lambda), for all destinations\n"
    "  --dry-run        print the requests to standard output, with secrets masked; send nothing\n"
    "  --metrics FILE   numbers in Prometheus' text format, rewritten every 5 seconds\n"
    "  --log-file FILE  the log, in place of standard error; a new file each day and every 10 MiB\n"
    "  --log-retention-days N   how long old ones are kept (1 to 3650; 14)\n"
    "  --quiet          no summary, and only warnings and errors in the log\n"
    "\n"
    "Environment: SLACK_TOKEN, SLACK_CHANNEL, SLACK_API_URL (default https://slack.com/api), LOG_LEVEL.\n"
    "\n"
    "Examples:\n"
    "  magpie scan uploads --format events | magpie notify\n"
    "  magpie notify --events findings.jsonl --rules rules.json --queue /var/lib/magpie\n"
    "  magpie notify --events findings.jsonl --layout classic --dry-run\n"
    "  magpie notify queue --queue /var/lib/magpie\n"
    "\n"
    "Exit status: 0 all delivered (or a service that was told to stop); 2 bad usage or rules, an event that cannot be\n"
    "read, or a message that was not delivered (the others still are); 3 told to stop before all was delivered, and\n"
    "the rest is kept in the queue.\n";

enum option {
    EVENTS, FOLLOW, ONCE, RULES, LAYOUT, QUEUE, REMEMBER, METRICS, LOG_FILE, RETENTION, DRY_RUN, QUIET, HELP,
    OPTION_COUNT
};

static const struct mgp_option option_table[OPTION_COUNT] = {
    [EVENTS] = {"--events", 0, true},
    [FOLLOW] = {"--follow", 0, true},
    [ONCE] = {"--once", 0, false},
    [RULES] = {"--rules", 0, true},
    [LAYOUT] = {"--layout", 0, true},
    [QUEUE] = {"--queue", 0, true},
    [REMEMBER] = {"--remember-days", 0, true},
    [METRICS] = {"--metrics", 0, true},
    [LOG_FILE] = {"--log-file", 0, true},
    [RETENTION] = {"--log-retention-days", 0, true},
    [DRY_RUN] = {"--dry-run", 0, false},
    [QUIET] = {"--quiet", 'q', false},
    [HELP] = {"--help", 'h', false},
};

enum input_kind { INPUT_STREAM, INPUT_FOLDER, INPUT_FOLLOW };

struct settings {
    const char *events_path, *follow_path;
    enum input_kind kind;
    struct mgp_notifier_options notifier;
    struct mgp_log_file log;
    bool once, is_quiet, wants_help;
};

static int take_days(const char *name, const char *value, unsigned *out)
{
    char *end = NULL;
    unsigned long days = *value >= '0' && *value <= '9' ? strtoul(value, &end, 10) : 0;
    if (!end || *end || days < 1 || days > 3650)
        return mgp_usage_error("notify", "%s must be a number of days from 1 to 3650, not '%s'", name, value);
    *out = (unsigned)days;
    return 0;
}

static int take_option(struct settings *settings, int option, const char *value)
{
    switch (option) {
    case EVENTS: settings->events_path = value; return 0;
    case FOLLOW: settings->follow_path = value; return 0;
    case ONCE: settings->once = true; return 0;
    case RULES: settings->notifier.rules_path = value; return 0;
    case QUEUE: settings->notifier.queue_folder = value; return 0;
    case REMEMBER: return take_days("--remember-days", value, &settings->notifier.remember_days);
    case METRICS: settings->notifier.metrics_path = value; return 0;
    case LOG_FILE: settings->log.path = value; return 0;
    case RETENTION: return take_days("--log-retention-days", value, &settings->log.retention_days);
    case DRY_RUN: settings->notifier.dry_run = true; return 0;
    case QUIET: settings->is_quiet = settings->notifier.is_quiet = true; return 0;
    case HELP: settings->wants_help = true; return 0;
    case LAYOUT:
        settings->notifier.layout = value;
        if (strcmp(value, "default") == 0 || strcmp(value, "classic") == 0) return 0;
        return mgp_usage_error("notify", "unknown layout '%s': there are default and classic", value);
    default:
        if (strcmp(value, "queue") == 0 || strcmp(value, "redrive") == 0)
            return mgp_usage_error("notify", "%s comes first: magpie notify %s --queue DIR", value, value);
        return mgp_usage_error("notify", "unexpected argument '%s': events come with --events", value);
    }
}

/* Would path, which may not be there yet, be a file of the folder? */
static bool lies_in(const char *path, const struct stat *folder)
{
    struct stat parent;
    const char *slash = path ? strrchr(path, '/') : NULL;
    if (!path) return false;
    char *name = slash ? mgp_slice_dup(mgp_slice_of(path, slash == path ? 1 : (size_t)(slash - path)))
                       : mgp_strdup(".");
    bool lies = stat(name, &parent) == 0 && parent.st_ino == folder->st_ino && parent.st_dev == folder->st_dev;
    free(name);
    return lies;
}

/* Whatever lies in a folder of events is taken for events, and moved. */
static int check_folder(const struct settings *settings, const struct stat *folder)
{
    const struct mgp_notifier_options *notifier = &settings->notifier;
    struct stat queue;
    bool is_queue = stat(notifier->queue_folder, &queue) == 0 && queue.st_ino == folder->st_ino &&
                    queue.st_dev == folder->st_dev;
    if (is_queue)
        return mgp_usage_error("notify", "the queue cannot be the folder of events: name another with --queue");
    if (lies_in(notifier->metrics_path, folder) || lies_in(settings->log.path, folder) ||
        lies_in(notifier->rules_path, folder))
        return mgp_usage_error("notify", "rules, metrics and log cannot lie in the folder of events: it would be taken "
                                         "for events");
    return 0;
}

/* What goes together; also sets the kind of input. */
static int check_settings(struct settings *settings)
{
    struct stat info, followed;
    bool is_folder = settings->events_path && strcmp(settings->events_path, "-") != 0 &&
                     stat(settings->events_path, &info) == 0 && S_ISDIR(info.st_mode);
    if (settings->events_path && settings->follow_path)
        return mgp_usage_error("notify", "--events and --follow do not go together: events come from one place");
    if (settings->notifier.queue_folder && !*settings->notifier.queue_folder)
        return mgp_usage_error("notify", "--queue needs the name of a folder");
    if (settings->follow_path && stat(settings->follow_path, &followed) == 0 && S_ISDIR(followed.st_mode))
        return mgp_usage_error("notify", "--follow takes a file: a folder of events comes with --events");
    if (settings->once && !is_folder) return mgp_usage_error("notify", "--once goes with --events DIR");
    if (is_folder && settings->notifier.dry_run)
        return mgp_usage_error("notify", "--dry-run takes a file, not a folder, whose files would be moved");
    if (is_folder && !settings->notifier.queue_folder)
        return mgp_usage_error("notify", "a folder of events needs --queue DIR: a file is moved away only when its "
                                         "events are on disk");
    if (settings->notifier.remember_days > 0 && !settings->notifier.queue_folder)
        return mgp_usage_error("notify", "--remember-days goes with --queue DIR: nothing is remembered without it");
    if (settings->log.retention_days > 0 && !settings->log.path)
        return mgp_usage_error("notify", "--log-retention-days goes with --log-file FILE");
    settings->kind = settings->follow_path ? INPUT_FOLLOW : is_folder ? INPUT_FOLDER : INPUT_STREAM;
    settings->notifier.is_service = settings->kind != INPUT_STREAM && !settings->once;
    if (!settings->events_path) settings->events_path = "-";
    return is_folder ? check_folder(settings, &info) : 0;
}

/* 0, or 2 after a message. */
static int read_arguments(int argc, char **argv, struct settings *settings)
{
    struct mgp_arguments arguments = {.command = "notify", .argc = argc, .argv = argv, .at = 1};
    const char *value = NULL;
    *settings = (struct settings){0};
    for (;;) {
        int option = mgp_next_argument(&arguments, option_table, OPTION_COUNT, &value);
        if (option == MGP_ARGUMENT_END) return check_settings(settings);
        if (option == MGP_ARGUMENT_ERROR) return 2;
        int status = take_option(settings, option, value);
        if (status != 0 || settings->wants_help) return status;
    }
}

static void print_count(const char *before, uint64_t count, const char *noun, const char *behind)
{
    fprintf(stderr, "%s%llu %s%s%s", before, (unsigned long long)count, noun, *noun && count != 1 ? "s" : "", behind);
}

static void print_summary(const struct settings *settings, const struct mgp_notifier_report *report)
{
    bool is_dry = settings->notifier.dry_run;
    if (settings->is_quiet) return;
    print_count("magpie: ", report->events, "event", "");
    print_count(", ", report->matched, "", "matched");
    if (report->repeated > 0) print_count(", ", report->repeated, "", "known already");
    print_count(", ", is_dry ? report->delivered : report->sent, "message",
                is_dry ? " printed, none sent" : " delivered");
    print_count(", ", report->failed, "", "not delivered");
    if (report->digested > 0) print_count(", ", report->digested, "event", " in digests");
    if (report->kept > 0) print_count(", ", report->kept, "", "kept in the queue");
    fputc('\n', stderr);
}

static int finish(struct mgp_notifier *notifier, const struct settings *settings)
{
    struct mgp_notifier_report report = {0};
    struct mgp_error error = {0};
    enum mgp_status status = mgp_notifier_finish(notifier, &report, &error);
    print_summary(settings, &report);
    if (status != MGP_OK) return mgp_failure("%s", error.message);
    if (report.failed > 0)
        return mgp_failure("%llu of %llu messages could not be delivered: the log names each with its reason",
                           (unsigned long long)report.failed, (unsigned long long)(report.failed + report.delivered));
    if (report.is_stopped)
        return mgp_failure("a destination is stopped, for nothing can be sent to it now: the log says "
                           "why, the queue keeps what is for it");
    if (report.has_failed) return mgp_failure("the queue or a file could not be written: the log says which");
    return report.kept > 0 && !settings->notifier.is_service ? 3 : 0;
}

static void on_signal(int number)
{
    if (mgp_stop_is_requested()) { /* for the second time: at once */
        signal(number, SIG_DFL);
        raise(number);
    }
    mgp_stop_request();
}

/* A terminal that is closed (SIGHUP) ends it as well, unless nohup has it ignored. SIGXFSZ: a file that may not grow is
 * an error of its write. */
static bool prepare_signals(void)
{
    struct sigaction end = {.sa_handler = on_signal}, ignore = {.sa_handler = SIG_IGN}, hangup;
    if (sigaction(SIGHUP, NULL, &hangup) == 0 && hangup.sa_handler != SIG_IGN) sigaction(SIGHUP, &end, NULL);
    return mgp_stop_prepare() && sigaction(SIGTERM, &end, NULL) == 0 && sigaction(SIGINT, &end, NULL) == 0 &&
           sigaction(SIGXFSZ, &ignore, NULL) == 0;
}

static int take_events(struct mgp_notifier *notifier, const struct settings *settings, struct mgp_event_stream *stream)
{
    struct mgp_notify_input input = {.notifier = notifier,
                                     .path = settings->follow_path ? settings->follow_path : settings->events_path,
                                     .is_service = settings->notifier.is_service,
                                     .once = settings->once};
    mgp_readiness_tell("READY=1");
    int status = settings->kind == INPUT_FOLLOW   ? mgp_notify_follow(&input)
                 : settings->kind == INPUT_FOLDER ? mgp_notify_folder(&input)
                                                  : mgp_notify_stream(&input, stream);
    mgp_readiness_tell("STOPPING=1");
    return status;
}

static int run(const struct settings *settings)
{
    struct mgp_event_stream *stream = NULL;
    struct mgp_notifier *notifier = NULL;
    struct mgp_error error = {0};
    int exit_status = 2;
    enum mgp_status status = MGP_OK;
    if (!prepare_signals()) return mgp_failure("signals cannot be prepared");
    if (settings->log.path) status = mgp_log_open(&settings->log, &error);
    if (status == MGP_OK && settings->kind == INPUT_STREAM)
        status = mgp_event_stream_open(settings->events_path, &stream, &error);
    if (status == MGP_OK) status = mgp_notifier_create(&settings->notifier, &notifier, &error);
    if (status != MGP_OK) {
        mgp_failure("%s", error.message);
    } else {
        int read_status = take_events(notifier, settings, stream);
        int delivery_status = finish(notifier, settings);
        exit_status = read_status ? read_status : delivery_status;
    }
    mgp_notifier_destroy(notifier);
    mgp_event_stream_close(stream);
    mgp_log_close();
    return exit_status;
}

int mgp_cmd_notify(int argc, char **argv)
{
    struct settings settings;
    if (argc > 1 && strcmp(argv[1], "queue") == 0) return mgp_cmd_notify_queue(argc - 1, argv + 1);
    if (argc > 1 && strcmp(argv[1], "redrive") == 0) return mgp_cmd_notify_redrive(argc - 1, argv + 1);
    int status = read_arguments(argc, argv, &settings);
    if (status != 0) return status;
    if (!settings.wants_help) return run(&settings);
    return fputs(help, stdout) < 0 || fflush(stdout) != 0 ? 2 : 0;
}
