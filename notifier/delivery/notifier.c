#include "notifier/delivery/notifier.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "notifier/delivery/notifier_state.h"
#include "notifier/delivery/stop.h"

#define FULL_MS 1000 /* how often a service looks whether there is room */

/* Python's logging, from which the article's setting comes, has CRITICAL too. */
static enum mgp_status set_log_level(bool is_quiet, struct mgp_error *error)
{
    enum mgp_log_level level = MGP_LOG_WARNING;
    const char *text = getenv("LOG_LEVEL");
    if ((!text || !*text) && !is_quiet) return MGP_OK;
    if (text && strcasecmp(text, "CRITICAL") == 0) level = MGP_LOG_ERROR;
    else if (text && *text && !mgp_log_level_parse(text, &level))
        return mgp_fail(error, MGP_INVALID, "LOG_LEVEL must be DEBUG, INFO, WARNING, ERROR or CRITICAL");
    mgp_log_set_level(level);
    return MGP_OK;
}

static enum mgp_status set_layout(struct mgp_rules *rules, const char *name, struct mgp_error *error)
{
    enum mgp_layout layout = MGP_LAYOUT_DEFAULT;
    if (!name) return MGP_OK;
    if (!mgp_layout_parse(name, &layout))
        return mgp_fail(error, MGP_INVALID, "unknown layout: there are default and classic");
    for (size_t i = 0; i < rules->destination_count; i++) rules->destinations[i].layout = layout;
    return MGP_OK;
}

static enum mgp_status start_sender(struct mgp_notifier *notifier, const struct mgp_destination *destination,
                                    struct mgp_error *error)
{
    struct mgp_sender **sender = &notifier->senders[destination - notifier->rules->destinations];
    struct mgp_sender_options options = {.destination = destination,
                                         .rules = notifier->rules,
                                         .queue = notifier->queue,
                                         .dead_letter_path = notifier->dead_letter_path,
                                         .is_service = notifier->options.is_service};
    return *sender ? MGP_OK : mgp_sender_create(&options, sender, error);
}

static void log_warnings(const struct mgp_rules *rules)
{
    for (size_t i = 0; i < rules->warning_count; i++)
        mgp_log(MGP_LOG_WARNING, rules->warnings[i], (const char *)NULL);
}

static const struct mgp_destination *find_destination(const struct mgp_rules *rules, const char *name)
{
    for (size_t i = 0; i < rules->destination_count; i++)
        if (strcmp(rules->destinations[i].name, name) == 0) return &rules->destinations[i];
    return NULL;
}

/* What an earlier run left in the queue is delivered too, as long as the rules still name its destination. */
static enum mgp_status start_leftovers(struct mgp_notifier *notifier, struct mgp_error *error)
{
    struct mgp_queue_summary *summaries = NULL;
    size_t count = 0;
    enum mgp_status status = mgp_queue_summarize(notifier->queue, &summaries, &count, error);
    for (size_t i = 0; status == MGP_OK && i < count; i++) {
        const struct mgp_destination *destination = find_destination(notifier->rules, summaries[i].destination);
        if (summaries[i].waiting == 0) continue;
        if (destination) status = start_sender(notifier, destination, error);
        else mgp_log(MGP_LOG_WARNING, "messages wait for a destination that the rules do not name: they are kept",
                     "destination", summaries[i].destination, (const char *)NULL);
    }
    if (status == MGP_OK) mgp_queue_summary_destroy(summaries, count);
    return status;
}

/* A file of dead letters that cannot be written is told now, and not when the first message fails. */
static enum mgp_status check_dead_letters(const struct mgp_rule *rule, const struct mgp_target *target,
                                          struct mgp_error *error)
{
    struct stat info;
    const char *path = target->dead_letter_path, *slash = path ? strrchr(path, '/') : NULL;
    if (!path) return MGP_OK;
    char *folder = slash ? mgp_slice_dup(mgp_slice_of(path, (size_t)(slash - path) + 1)) : mgp_strdup(".");
    bool is_there = stat(path, &info) == 0;
    int reason = is_there && S_ISDIR(info.st_mode) ? EISDIR : 0;
    if (reason == 0 && access(is_there ? path : folder, W_OK) != 0) reason = errno;
    free(folder);
    if (reason == 0) return MGP_OK;
    return mgp_fail(error, MGP_IO, "rule %s: the file of DeadLetterConfig of target %s, %s: %s", rule->name, target->id,
                    path, strerror(reason));
}

static enum mgp_status start_senders(struct mgp_notifier *notifier, struct mgp_error *error)
{
    const struct mgp_rules *rules = notifier->rules;
    enum mgp_status status = MGP_OK;
    notifier->senders = mgp_calloc(rules->destination_count + 1, sizeof *notifier->senders);
    if (notifier->options.dry_run) return MGP_OK;
    for (size_t i = 0; i < rules->rule_count; i++)
        for (size_t k = 0; status == MGP_OK && rules->rules[i].is_enabled && k < rules->rules[i].target_count; k++) {
            const struct mgp_target *target = &rules->rules[i].targets[k];
            status = check_dead_letters(&rules->rules[i], target, error);
            if (status == MGP_OK) status = start_sender(notifier, target->destination, error);
        }
    return status == MGP_OK ? start_leftovers(notifier, error) : status;
}

static enum mgp_status open_queue(struct mgp_notifier *notifier, struct mgp_error *error)
{
    const char *folder = notifier->options.dry_run ? NULL : notifier->options.queue_folder;
    struct mgp_queue_options options = {.folder = folder, .remember_days = notifier->options.remember_days};
    if (folder) {
        struct mgp_buffer path = {0};
        mgp_buffer_format(&path, "%s/" MGP_QUEUE_DEAD_LETTERS, folder);
        notifier->dead_letter_path = mgp_strdup(mgp_buffer_string(&path));
        mgp_buffer_clear(&path);
    }
    enum mgp_status status = mgp_queue_open(&options, &notifier->queue, error);
    bool was_told = false;
    while (status == MGP_LIMIT && notifier->options.is_service && !mgp_stop_is_requested()) {
        if (!was_told && error)
            mgp_log(MGP_LOG_ERROR, "the queue cannot be opened yet; trying again", "detail", error->message,
                    (const char *)NULL);
        was_told = true;
        mgp_stop_wait(-1, FULL_MS);
        status = mgp_queue_open(&options, &notifier->queue, error);
    }
    return status;
}

/* Metrics that have no place are a fault of the settings; that the disk is full is none, and holds up no alert. */
static enum mgp_status begin_metrics(struct mgp_notifier *notifier, struct mgp_error *error)
{
    struct mgp_error reason = {0};
    enum mgp_status status = mgp_metrics_write(notifier, &reason);
    if (status == MGP_OK) return status;
    if (status != MGP_LIMIT) return mgp_fail(error, status, "%s", reason.message);
    mgp_log(MGP_LOG_ERROR, reason.message, (const char *)NULL);
    return MGP_OK;
}

enum mgp_status mgp_notifier_create(const struct mgp_notifier_options *options, struct mgp_notifier **out,
                                    struct mgp_error *error)
{
    struct mgp_notifier *notifier = mgp_calloc(1, sizeof *notifier);
    notifier->options = *options;
    notifier->wake[0] = notifier->wake[1] = -1;
    enum mgp_status status = set_log_level(options->is_quiet, error);
    if (status == MGP_OK)
        status = options->rules_path ? mgp_rules_read(options->rules_path, &notifier->rules, error)
                                     : mgp_rules_from_environment(&notifier->rules, error);
    if (status == MGP_OK) log_warnings(notifier->rules);
    if (status == MGP_OK) status = set_layout(notifier->rules, options->layout, error);
    if (status == MGP_OK) status = open_queue(notifier, error);
    if (status == MGP_OK) status = start_senders(notifier, error);
    if (status == MGP_OK) status = begin_metrics(notifier, error);
    if (status == MGP_OK && !mgp_upkeep_start(notifier))
        status = mgp_fail(error, MGP_LIMIT, "a thread cannot be started");
    if (status == MGP_OK) *out = notifier;
    else mgp_notifier_destroy(notifier);
    return status;
}

struct mgp_queue *mgp_notifier_queue(struct mgp_notifier *notifier)
{
    return notifier->queue;
}

void mgp_notifier_stop(struct mgp_notifier *notifier)
{
    for (size_t i = 0; i < notifier->rules->destination_count; i++)
        if (notifier->senders[i]) mgp_sender_stop(notifier->senders[i]);
}

static void add_report(struct mgp_notifier *notifier, struct mgp_sender *sender)
{
    struct mgp_notifier_report *report = &notifier->report;
    struct mgp_sender_report part;
    mgp_sender_report(sender, &part);
    report->sent += part.sent;
    report->delivered += part.delivered;
    report->digested += part.digested;
    report->failed += part.dead;
    report->kept += part.kept;
    report->is_stopped = report->is_stopped || part.is_stopped;
    report->has_failed = report->has_failed || part.has_failed;
}

enum mgp_status mgp_notifier_finish(struct mgp_notifier *notifier, struct mgp_notifier_report *report,
                                    struct mgp_error *error)
{
    size_t count = notifier->rules->destination_count;
    enum mgp_status status = mgp_notifier_commit(notifier, NULL, error);
    for (size_t i = 0; i < count; i++)
        if (notifier->senders[i]) mgp_sender_close(notifier->senders[i]);
    for (size_t i = 0; i < count; i++) {
        if (!notifier->senders[i]) continue;
        mgp_sender_finish(notifier->senders[i]);
        add_report(notifier, notifier->senders[i]);
    }
    mgp_upkeep_end(notifier);
    struct mgp_error reason = {0};
    if (mgp_metrics_write(notifier, &reason) != MGP_OK) {
        mgp_log(MGP_LOG_ERROR, reason.message, (const char *)NULL);
        notifier->report.has_failed = true;
    }
    if (notifier->options.dry_run && fflush(stdout) != 0) notifier->cannot_print = true;
    if (report) *report = notifier->report;
    if (notifier->cannot_print) return mgp_fail(error, MGP_IO, "cannot write to standard output");
    return status;
}

void mgp_notifier_destroy(struct mgp_notifier *notifier)
{
    if (!notifier) return;
    mgp_upkeep_end(notifier);
    for (size_t i = 0; notifier->senders && i < notifier->rules->destination_count; i++)
        if (notifier->senders[i]) mgp_sender_stop(notifier->senders[i]); /* all, before waiting for one */
    for (size_t i = 0; notifier->senders && i < notifier->rules->destination_count; i++)
        mgp_sender_destroy(notifier->senders[i]);
    free(notifier->senders);
    mgp_queue_close(notifier->queue);
    mgp_rules_destroy(notifier->rules);
    free(notifier->dead_letter_path);
    free(notifier->entries);
    mgp_arena_clear(&notifier->arena);
    mgp_arena_clear(&notifier->batch);
    free(notifier);
}
