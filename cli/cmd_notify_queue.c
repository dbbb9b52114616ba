/* magpie notify queue, magpie notify redrive. */
#include <stdio.h>

#include "cli/arguments.h"
#include "cli/cmd_notify_queue.h"
#include "notifier/delivery/queue_report.h"
#include "notifier/delivery/redrive.h"
#include "notifier/rule/rules.h"

static const char queue_help[] =
    "Usage: magpie notify queue --queue DIR [--format table|json]\n"
    "\n"
    "Shows what waits in a queue, why, and until when. Changes nothing.\n"
    "\n"
    "Exit status: 0 shown, 2 DIR is no queue or cannot be read.\n";

static const char redrive_help[] =
    "Usage: magpie notify redrive --queue DIR [--rules FILE] [DEAD-LETTERS...]\n"
    "\n"
    "Puts dead letters back into the queue: those of DIR/dead-letters.ndjson, of the files that the rules' targets\n"
    "name (DeadLetterConfig), and of the files given. The next magpie notify --queue DIR delivers them. What was\n"
    "delivered meanwhile, or waits already, is left out.\n"
    "\n"
    "Exit status: 0 done, 2 something could not be read or written (lines that are no dead letters stay where they\n"
    "are).\n";

enum option { QUEUE, FORMAT, RULES, HELP, OPTION_COUNT };

static const struct mgp_option option_table[OPTION_COUNT] = {
    [QUEUE] = {"--queue", 0, true},
    [FORMAT] = {"--format", 0, true},
    [RULES] = {"--rules", 0, true},
    [HELP] = {"--help", 'h', false},
};

struct settings {
    const char *folder, *rules_path;
    bool as_json, wants_help;
    struct mgp_text_list files;
};

static int take_option(struct settings *settings, const char *command, int option, const char *value)
{
    bool is_redrive = strcmp(command, "notify redrive") == 0;
    switch (option) {
    case QUEUE: settings->folder = value; return 0;
    case HELP: settings->wants_help = true; return 0;
    case RULES:
        if (!is_redrive) return mgp_usage_error(command, "--rules belongs to magpie notify redrive");
        settings->rules_path = value;
        return 0;
    case FORMAT:
        if (is_redrive) return mgp_usage_error(command, "--format belongs to magpie notify queue");
        settings->as_json = strcmp(value, "json") == 0;
        if (settings->as_json || strcmp(value, "table") == 0) return 0;
        return mgp_usage_error(command, "unknown format '%s': there are table and json", value);
    default:
        if (!is_redrive)
            return mgp_usage_error(command, "unexpected argument '%s': the queue comes with --queue", value);
        mgp_text_list_add(&settings->files, value);
        return 0;
    }
}

/* 0, or 2 after a message. */
static int read_arguments(const char *command, int argc, char **argv, struct settings *settings)
{
    struct mgp_arguments arguments = {.command = command, .argc = argc, .argv = argv, .at = 1};
    const char *value = NULL;
    for (;;) {
        int option = mgp_next_argument(&arguments, option_table, OPTION_COUNT, &value);
        if (option == MGP_ARGUMENT_ERROR) return 2;
        if (option == MGP_ARGUMENT_END) break;
        int status = take_option(settings, command, option, value);
        if (status != 0 || settings->wants_help) return status;
    }
    return settings->folder ? 0 : mgp_usage_error(command, "which queue? Name it with --queue DIR");
}

static char *dead_letters_of(const char *folder)
{
    struct mgp_buffer path = {0};
    mgp_buffer_format(&path, "%s/" MGP_QUEUE_DEAD_LETTERS, folder);
    char *copy = mgp_strdup(mgp_buffer_string(&path));
    mgp_buffer_clear(&path);
    return copy;
}

static int open_queue(const struct settings *settings, struct mgp_queue **out)
{
    struct mgp_queue_options options = {.folder = settings->folder, .must_exist = true};
    struct mgp_error error = {0};
    return mgp_queue_open(&options, out, &error) == MGP_OK ? 0 : mgp_failure("%s", error.message);
}

static int show(struct settings *settings)
{
    struct mgp_queue *queue = NULL;
    struct mgp_buffer out = {0};
    struct mgp_error error = {0};
    int status = open_queue(settings, &queue);
    if (status != 0) return status;
    char *path = dead_letters_of(settings->folder);
    if (mgp_queue_report(queue, settings->folder, mgp_redrive_count(path), settings->as_json, &out, &error) != MGP_OK)
        status = mgp_failure("%s", error.message);
    else if (fwrite(out.ptr, 1, out.len, stdout) != out.len || fflush(stdout) != 0)
        status = mgp_failure("cannot write to standard output");
    mgp_buffer_clear(&out);
    free(path);
    mgp_queue_close(queue);
    return status;
}

static int redrive_file(struct mgp_queue *queue, const char *path)
{
    struct mgp_redrive_report report;
    struct mgp_error error = {0};
    enum mgp_status status = mgp_redrive(queue, path, &report, &error);
    fprintf(stderr, "magpie: %s: %llu dead letters, %llu put back, %llu not needed any more\n", path,
            (unsigned long long)report.letters, (unsigned long long)report.added,
            (unsigned long long)(report.letters - report.added));
    if (status != MGP_OK) return mgp_failure("%s", error.message);
    if (report.unreadable == 0) return 0;
    return mgp_failure("%s:%llu: %llu lines are no dead letters: they are left in the file", path,
                       (unsigned long long)report.first_unreadable, (unsigned long long)report.unreadable);
}

/* The files that targets name; each once. */
static int add_files_of_rules(struct settings *settings, struct mgp_rules **rules)
{
    struct mgp_error error = {0};
    if (!settings->rules_path) return 0;
    if (mgp_rules_read(settings->rules_path, rules, &error) != MGP_OK) return mgp_failure("%s", error.message);
    for (size_t i = 0; i < (*rules)->rule_count; i++)
        for (size_t k = 0; k < (*rules)->rules[i].target_count; k++) {
            const char *path = (*rules)->rules[i].targets[k].dead_letter_path;
            bool is_known = !path;
            for (size_t n = 0; !is_known && n < settings->files.count; n++)
                is_known = strcmp(settings->files.items[n], path) == 0;
            if (!is_known) mgp_text_list_add(&settings->files, path);
        }
    return 0;
}

static int redrive(struct settings *settings)
{
    struct mgp_queue *queue = NULL;
    struct mgp_rules *rules = NULL;
    int status = add_files_of_rules(settings, &rules);
    if (status == 0) status = open_queue(settings, &queue);
    if (status == 0) {
        char *path = dead_letters_of(settings->folder);
        status = redrive_file(queue, path);
        free(path);
        for (size_t i = 0; i < settings->files.count; i++)
            if (redrive_file(queue, settings->files.items[i]) != 0) status = 2;
    }
    mgp_queue_close(queue);
    mgp_rules_destroy(rules);
    return status;
}

static int run(const char *command, const char *help, int argc, char **argv, int (*act)(struct settings *settings))
{
    struct settings settings = {0};
    int status = read_arguments(command, argc, argv, &settings);
    if (status == 0 && settings.wants_help) status = fputs(help, stdout) < 0 || fflush(stdout) != 0 ? 2 : 0;
    else if (status == 0) status = act(&settings);
    mgp_text_list_clear(&settings.files);
    return status;
}


int mgp_cmd_notify_queue(int argc, char **argv)
{
    return run("notify queue", queue_help, argc, argv, show);
}

int mgp_cmd_notify_redrive(int argc, char **argv)
{
    return run("notify redrive", redrive_help, argc, argv, redrive);
}
