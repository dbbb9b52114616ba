#include "notifier/delivery/notifier.h"

#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include "base/log.h"
#include "base/utf8.h"
#include "notifier/delivery/channel.h"
#include "notifier/delivery/sender.h"
#include "notifier/message/message.h"
#include "notifier/rule/rules.h"

#define EVENT_ID_MAX 128 /* bytes of an event's id that the log shows */

struct mgp_notifier {
    struct mgp_rules *rules;
    struct mgp_sender **senders; /* one for each destination that an enabled rule uses; NULL for others */
    bool dry_run;
    bool cannot_print;
    struct mgp_arena arena; /* the event at hand */
    struct mgp_notifier_report report;
};

/* Python's logging, from which the article's setting comes, has CRITICAL too. */
static enum mgp_status set_log_level(struct mgp_error *error)
{
    enum mgp_log_level level = MGP_LOG_INFO;
    const char *text = getenv("LOG_LEVEL");
    if (!text || !*text) return MGP_OK;
    if (strcasecmp(text, "CRITICAL") == 0) level = MGP_LOG_ERROR;
    else if (!mgp_log_level_parse(text, &level))
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

static size_t index_of(const struct mgp_notifier *notifier, const struct mgp_destination *destination)
{
    return (size_t)(destination - notifier->rules->destinations);
}

static enum mgp_status start_senders(struct mgp_notifier *notifier, struct mgp_error *error)
{
    const struct mgp_rules *rules = notifier->rules;
    notifier->senders = mgp_calloc(rules->destination_count + 1, sizeof *notifier->senders);
    if (notifier->dry_run) return MGP_OK;
    for (size_t i = 0; i < rules->rule_count; i++) {
        for (size_t k = 0; rules->rules[i].is_enabled && k < rules->rules[i].target_count; k++) {
            const struct mgp_destination *destination = rules->rules[i].targets[k].destination;
            struct mgp_sender **sender = &notifier->senders[index_of(notifier, destination)];
            if (*sender) continue;
            enum mgp_status status = mgp_sender_create(destination, sender, error);
            if (status != MGP_OK) return status;
        }
    }
    return MGP_OK;
}

enum mgp_status mgp_notifier_create(const struct mgp_notifier_options *options, struct mgp_notifier **out,
                                    struct mgp_error *error)
{
    struct mgp_notifier *notifier = mgp_calloc(1, sizeof *notifier);
    notifier->dry_run = options->dry_run;
    enum mgp_status status = set_log_level(error);
    if (status == MGP_OK)
        status = options->rules_path ? mgp_rules_read(options->rules_path, &notifier->rules, error)
                                     : mgp_rules_from_environment(&notifier->rules, error);
    if (status == MGP_OK) status = set_layout(notifier->rules, options->layout, error);
    if (status == MGP_OK) status = start_senders(notifier, error);
    if (status == MGP_OK) *out = notifier;
    else mgp_notifier_destroy(notifier);
    return status;
}

/* Values in JSON are at most its commas and opening brackets and one: cheap to count before memory is spent. */
static bool has_too_many_values(struct mgp_slice event)
{
    size_t count = 1;
    bool in_string = false;
    for (size_t i = 0; i < event.len; i++) {
        uint8_t c = event.ptr[i];
        if (in_string && c == '\\') i++;
        else if (c == '"') in_string = !in_string;
        else if (!in_string && (c == ',' || c == '[' || c == '{')) count++;
    }
    return count > MGP_EVENT_MAX_VALUES;
}

static enum mgp_status read_event(struct mgp_notifier *notifier, struct mgp_slice event, struct mgp_json **out,
                                  struct mgp_error *error)
{
    struct mgp_error reason = {0};
    if (event.len > MGP_EVENT_MAX_BYTES)
        return mgp_fail(error, MGP_LIMIT, "the event is longer than %u bytes", MGP_EVENT_MAX_BYTES);
    if (has_too_many_values(event))
        return mgp_fail(error, MGP_LIMIT, "the event holds more than %d values", MGP_EVENT_MAX_VALUES);
    enum mgp_status status = mgp_json_parse(&notifier->arena, event, out, &reason);
    if (status != MGP_OK) {
        mgp_fail(error, status, "not a JSON event: %s", reason.message);
        if (error) error->offset = reason.offset;
        return status;
    }
    if ((*out)->type != MGP_JSON_OBJECT) return mgp_fail(error, MGP_CORRUPT, "not an event: an event is a JSON object");
    return MGP_OK;
}

static char *event_id(const struct mgp_json *event)
{
    struct mgp_buffer shown = {0};
    const struct mgp_json *id = mgp_json_member(event, "id");
    struct mgp_slice text = mgp_json_is(id, MGP_JSON_STRING) ? id->text : MGP_LITERAL("");
    size_t length = mgp_utf8_valid_prefix(mgp_slice_sub(text, 0, text.len < EVENT_ID_MAX ? text.len : EVENT_ID_MAX));
    mgp_append_printable(&shown, mgp_slice_sub(text, 0, length));
    char *copy = mgp_slice_dup(mgp_buffer_slice(&shown));
    mgp_buffer_clear(&shown);
    return copy;
}

/* The request as it would be sent, but for the token and the line breaks of its body. */
static void print_request(struct mgp_notifier *notifier, const struct mgp_destination *destination,
                          struct mgp_slice body)
{
    struct mgp_buffer out = {0};
    struct mgp_outgoing outgoing = {.body = body, .message_id = ""};
    mgp_channel_print(destination, &outgoing, &out);
    if (fwrite(out.ptr, 1, out.len, stdout) != out.len) notifier->cannot_print = true;
    mgp_buffer_clear(&out);
    notifier->report.delivered++;
}

static void hand_over(struct mgp_notifier *notifier, const struct mgp_rule *rule, const struct mgp_target *target,
                      const struct mgp_json *event)
{
    const struct mgp_destination *destination = target->destination;
    struct mgp_delivery *delivery = mgp_calloc(1, sizeof *delivery);
    delivery->event_id = event_id(event);
    delivery->rule = rule->name;
    delivery->target = target;
    if (!mgp_message_build(destination, event, MGP_MESSAGE_FULL, &delivery->body)) {
        mgp_log(MGP_LOG_WARNING, "no message: the layout has none for this category", "event", delivery->event_id,
                "rule", rule->name, "target", target->id, (const char *)NULL);
        mgp_delivery_destroy(delivery);
    } else if (notifier->dry_run) {
        print_request(notifier, destination, mgp_buffer_slice(&delivery->body));
        mgp_delivery_destroy(delivery);
    } else {
        mgp_sender_post(notifier->senders[index_of(notifier, destination)], delivery);
    }
}

static enum mgp_status match_rules(struct mgp_notifier *notifier, const struct mgp_json *event, struct mgp_error *error)
{
    enum mgp_status outcome = MGP_OK;
    bool any = false;
    for (size_t i = 0; i < notifier->rules->rule_count; i++) {
        const struct mgp_rule *rule = &notifier->rules->rules[i];
        bool matched = false;
        if (!rule->is_enabled) continue;
        enum mgp_status status = mgp_pattern_match(rule->pattern, event, &matched);
        if (status != MGP_OK)
            outcome = mgp_fail(error, status, "the event takes too many steps to match against rule %s", rule->name);
        for (size_t k = 0; matched && k < rule->target_count; k++) hand_over(notifier, rule, &rule->targets[k], event);
        any = any || matched;
    }
    if (any) notifier->report.matched++;
    return outcome;
}

enum mgp_status mgp_notifier_accept(struct mgp_notifier *notifier, struct mgp_slice event, struct mgp_error *error)
{
    struct mgp_json *json = NULL;
    if (error) *error = (struct mgp_error){0};
    notifier->report.events++;
    enum mgp_status status = read_event(notifier, event, &json, error);
    if (status == MGP_OK) status = match_rules(notifier, json, error);
    if (status != MGP_OK) notifier->report.unreadable++;
    mgp_arena_reset(&notifier->arena);
    return status;
}

enum mgp_status mgp_notifier_finish(struct mgp_notifier *notifier, struct mgp_notifier_report *report)
{
    for (size_t i = 0; i < notifier->rules->destination_count; i++) {
        struct mgp_sender_report part = {0};
        if (!notifier->senders[i]) continue;
        mgp_sender_finish(notifier->senders[i], &part);
        notifier->report.delivered += part.delivered;
        notifier->report.failed += part.failed;
    }
    if (notifier->dry_run && fflush(stdout) != 0) notifier->cannot_print = true;
    if (report) *report = notifier->report;
    if (notifier->cannot_print) return MGP_IO;
    return notifier->report.failed > 0 ? MGP_NETWORK : MGP_OK;
}

void mgp_notifier_destroy(struct mgp_notifier *notifier)
{
    if (!notifier) return;
    for (size_t i = 0; notifier->senders && i < notifier->rules->destination_count; i++)
        mgp_sender_destroy(notifier->senders[i]);
    free(notifier->senders);
    mgp_rules_destroy(notifier->rules);
    mgp_arena_clear(&notifier->arena);
    free(notifier);
}
