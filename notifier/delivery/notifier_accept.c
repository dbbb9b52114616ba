/* From an event to what is to be sent for it. */
#include <stdio.h>

#include "base/digest.h"
#include "base/log.h"
#include "base/utf8.h"
#include "notifier/delivery/channel.h"
#include "notifier/delivery/dead_letter.h"
#include "notifier/delivery/notifier_state.h"
#include "notifier/message/message.h"
#include "notifier/rule/target_input.h"

#define EVENT_ID_MAX  128          /* bytes of an event's id that the log shows */
#define BATCH_ENTRIES 256          /* gathered, before they should be committed */
#define BATCH_BYTES   (2u << 20)

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
        return mgp_fail(error, MGP_LIMIT, "the event is longer than %u bytes, the most that EventBridge takes",
                        MGP_EVENT_MAX_BYTES);
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

static struct mgp_slice id_of(const struct mgp_json *event)
{
    const struct mgp_json *id = mgp_json_member(event, "id");
    return mgp_json_is(id, MGP_JSON_STRING) ? id->text : MGP_LITERAL("");
}

/* An id as the log may show it. */
static struct mgp_slice shown_id(struct mgp_arena *arena, const struct mgp_json *event)
{
    struct mgp_buffer shown = {0};
    struct mgp_slice text = id_of(event);
    size_t length = mgp_utf8_valid_prefix(mgp_slice_sub(text, 0, text.len < EVENT_ID_MAX ? text.len : EVENT_ID_MAX));
    mgp_append_printable(&shown, mgp_slice_sub(text, 0, length));
    struct mgp_slice copy = mgp_arena_copy(arena, mgp_buffer_slice(&shown));
    mgp_buffer_clear(&shown);
    return copy;
}

/* The request as it would be sent, but for its secrets and the line breaks of its body. */
static void print_request(struct mgp_notifier *notifier, const struct mgp_queue_entry *entry,
                          const struct mgp_destination *destination)
{
    struct mgp_buffer body = {0}, out = {0};
    char message_id[2 * 16 + 1];
    struct mgp_json *json = NULL, text = {.type = MGP_JSON_STRING, .text = entry->input};
    struct mgp_slice input = entry->input.len > 0 ? entry->input : entry->event;
    mgp_hex(entry->key.bytes, 16, message_id);
    if (mgp_json_parse(&notifier->arena, input, &json, NULL) != MGP_OK) json = &text;
    if (mgp_message_build(destination, json, MGP_MESSAGE_FULL, &body)) {
        struct mgp_outgoing outgoing = {.body = mgp_buffer_slice(&body), .message_id = message_id};
        mgp_channel_print(destination, &outgoing, &out);
        if (fwrite(out.ptr, 1, out.len, stdout) != out.len) notifier->cannot_print = true;
        notifier->report.delivered++;
    } else {
        mgp_log(MGP_LOG_WARNING, "no message: the layout has none for this category", "rule", entry->rule, "target",
                entry->target, (const char *)NULL);
    }
    mgp_buffer_clear(&body);
    mgp_buffer_clear(&out);
}

/* A template whose result is no JSON: EventBridge delivers nothing. Here it is a dead letter. */
static void bury_input(struct mgp_notifier *notifier, const struct mgp_queue_entry *entry,
                       const struct mgp_target *target, const char *reason)
{
    struct mgp_error error = {0};
    const char *path = target->dead_letter_path ? target->dead_letter_path : notifier->dead_letter_path;
    struct mgp_dead_letter letter = {.rule = entry->rule, .target = entry->target, .destination = entry->destination,
                                     .event_id = entry->event_id, .event = entry->event, .code = "INVALID_JSON",
                                     .message = reason};
    char *id = mgp_slice_dup(entry->event_id);
    mgp_log(MGP_LOG_ERROR, "not delivered", "event", id, "rule", entry->rule, "target", entry->target, "detail", reason,
            (const char *)NULL);
    free(id);
    notifier->report.failed++;
    if (notifier->options.dry_run || !path || mgp_dead_letter_write(path, &letter, &error) == MGP_OK) return;
    mgp_log(MGP_LOG_ERROR, error.message, (const char *)NULL);
    notifier->report.has_failed = true;
}

/* The event at hand for a target of a rule that it matches. shared is the event's copy in the batch, made once. */
static void hand_over(struct mgp_notifier *notifier, const struct mgp_rule *rule, const struct mgp_target *target,
                      const struct mgp_json *event, struct mgp_slice text, struct mgp_slice *shared)
{
    struct mgp_buffer input = {0};
    struct mgp_error error = {0};
    if (!shared->ptr) *shared = mgp_arena_copy(&notifier->batch, text);
    struct mgp_queue_entry entry = {.event_id = shown_id(&notifier->batch, event), .rule = rule->name,
                                    .target = target->id, .destination = target->destination->name, .event = *shared};
    mgp_delivery_key_make(id_of(event), text, rule->name, target->id, &entry.key);
    enum mgp_status status = MGP_OK;
    if (target->input) status = mgp_target_input(target, rule, event, text, mgp_time_now(), &input, &error);
    if (input.len > 0) entry.input = mgp_arena_copy(&notifier->batch, mgp_buffer_slice(&input));
    mgp_buffer_clear(&input);
    if (status != MGP_OK) {
        bury_input(notifier, &entry, target, error.message);
    } else if (notifier->options.dry_run) {
        print_request(notifier, &entry, target->destination);
    } else {
        MGP_GROW(notifier->entries, notifier->entry_count, notifier->entry_capacity);
        notifier->entries[notifier->entry_count++] = entry;
    }
}

static void log_event(struct mgp_notifier *notifier, const struct mgp_json *event, size_t rules)
{
    char count[32];
    char *id = mgp_slice_dup(shown_id(&notifier->arena, event));
    snprintf(count, sizeof count, "%zu", rules);
    mgp_log(rules > 0 ? MGP_LOG_INFO : MGP_LOG_DEBUG, "event received", "event", id, "rules", count,
            (const char *)NULL);
    free(id);
}

static enum mgp_status match_rules(struct mgp_notifier *notifier, const struct mgp_json *event, struct mgp_slice text,
                                   struct mgp_error *error)
{
    enum mgp_status outcome = MGP_OK;
    struct mgp_slice shared = {0};
    size_t count = 0;
    for (size_t i = 0; i < notifier->rules->rule_count; i++) {
        const struct mgp_rule *rule = &notifier->rules->rules[i];
        bool matched = false;
        if (!rule->is_enabled) continue;
        enum mgp_status status = mgp_pattern_match(rule->pattern, event, &matched);
        if (status != MGP_OK)
            outcome = mgp_fail(error, status, "the event takes too many steps to match against rule %s", rule->name);
        for (size_t k = 0; matched && k < rule->target_count; k++)
            hand_over(notifier, rule, &rule->targets[k], event, text, &shared);
        count += matched;
    }
    if (count > 0) notifier->report.matched++;
    if (mgp_log_is_on(MGP_LOG_INFO)) log_event(notifier, event, count);
    return outcome;
}

enum mgp_status mgp_notifier_accept(struct mgp_notifier *notifier, struct mgp_slice event, struct mgp_error *error)
{
    struct mgp_json *json = NULL;
    if (error) *error = (struct mgp_error){0};
    notifier->report.events++;
    atomic_fetch_add(&notifier->events, 1);
    enum mgp_status status = read_event(notifier, event, &json, error);
    if (status == MGP_OK) status = match_rules(notifier, json, event, error);
    if (status != MGP_OK) notifier->report.unreadable++;
    mgp_arena_reset(&notifier->arena);
    return status;
}

bool mgp_notifier_is_full(const struct mgp_notifier *notifier)
{
    return notifier->entry_count >= BATCH_ENTRIES || notifier->batch.used_bytes >= BATCH_BYTES;
}

static void wake_senders(struct mgp_notifier *notifier)
{
    for (size_t i = 0; i < notifier->rules->destination_count; i++)
        if (notifier->senders[i]) mgp_sender_wake(notifier->senders[i]);
}

enum mgp_status mgp_notifier_commit(struct mgp_notifier *notifier, const struct mgp_queue_position *position,
                                    struct mgp_error *error)
{
    size_t added = 0;
    if (notifier->entry_count == 0 && !position) return MGP_OK;
    enum mgp_status status =
        mgp_queue_put(notifier->queue, notifier->entries, notifier->entry_count, position, &added, error);
    if (status != MGP_OK) return status;
    notifier->report.repeated += notifier->entry_count - added;
    notifier->entry_count = 0;
    mgp_arena_reset(&notifier->batch);
    if (added > 0) wake_senders(notifier);
    return MGP_OK;
}
