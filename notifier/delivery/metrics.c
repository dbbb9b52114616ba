/* Metrics in Prometheus' text format (version 0.0.4), for the textfile collector: written aside and renamed. */
#include "base/file.h"
#include "notifier/delivery/notifier_state.h"

/* One destination's numbers, from its sender (if it has one) and the queue. */
struct row {
    const char *name;
    struct mgp_sender_report report;
    uint64_t waiting, oldest_ms;
    bool is_stopped;
};

static void write_head(struct mgp_buffer *out, const char *name, const char *type, const char *help)
{
    mgp_buffer_format(out, "# HELP magpie_notify_%s %s\n# TYPE magpie_notify_%s %s\n", name, help, name, type);
}

/* A label's value: backslash, quote and newline are escaped. */
static void write_name(struct mgp_buffer *out, const char *name)
{
    for (; *name; name++) {
        if (*name == '\\' || *name == '"') mgp_buffer_byte(out, '\\');
        if (*name == '\n') mgp_buffer_text(out, "\\n");
        else mgp_buffer_byte(out, (uint8_t)*name);
    }
}

enum number { SENT, DELIVERED, RETRIED, DEAD, LENGTH, OLDEST, STOPPED, NUMBERS };

static double number_of(const struct row *row, enum number number)
{
    switch (number) {
    case SENT: return (double)row->report.sent;
    case DELIVERED: return (double)row->report.delivered;
    case RETRIED: return (double)row->report.retried;
    case DEAD: return (double)row->report.dead;
    case LENGTH: return (double)row->waiting;
    case OLDEST: return (double)row->oldest_ms / 1000;
    default: return row->is_stopped ? 1 : 0;
    }
}

static void write_rows(struct mgp_buffer *out, const struct row *rows, size_t count)
{
    static const struct {
        const char *name, *type, *help;
    } kinds[NUMBERS] = {
        [SENT] = {"sent_total", "counter", "Messages that were taken by the sink; a digest is one."},
        [DELIVERED] = {"delivered_total", "counter", "Deliveries (an event for a target), also those in a digest."},
        [RETRIED] = {"retried_total", "counter", "Attempts that had to be repeated."},
        [DEAD] = {"dead_total", "counter", "Deliveries that were given up."},
        [LENGTH] = {"queue_length", "gauge", "Deliveries that wait."},
        [OLDEST] = {"queue_oldest_seconds", "gauge", "Age of the oldest delivery that waits."},
        [STOPPED] = {"sink_stopped", "gauge", "1 while nothing can be sent to the sink as it is configured."},
    };
    for (int kind = 0; kind < NUMBERS; kind++) {
        write_head(out, kinds[kind].name, kinds[kind].type, kinds[kind].help);
        for (size_t i = 0; i < count; i++) {
            mgp_buffer_format(out, "magpie_notify_%s{sink=\"", kinds[kind].name);
            write_name(out, rows[i].name);
            mgp_buffer_format(out, "\"} %.15g\n", number_of(&rows[i], (enum number)kind));
        }
    }
}

/* Destinations that have a sender, then those that only have something in the queue. */
static size_t gather(struct mgp_notifier *notifier, const struct mgp_queue_summary *summaries, size_t count,
                     struct row *rows)
{
    size_t used = 0;
    for (size_t i = 0; i < notifier->rules->destination_count; i++) {
        if (!notifier->senders[i]) continue;
        rows[used].name = notifier->rules->destinations[i].name;
        mgp_sender_report(notifier->senders[i], &rows[used].report);
        rows[used].is_stopped = rows[used].report.is_stopped;
        used++;
    }
    size_t with_sender = used;
    for (size_t i = 0; i < count; i++) {
        size_t at = 0;
        while (at < with_sender && strcmp(rows[at].name, summaries[i].destination) != 0) at++;
        if (at == with_sender) at = used++;
        rows[at].name = summaries[i].destination;
        rows[at].waiting = summaries[i].waiting;
        rows[at].oldest_ms = summaries[i].oldest_ms;
    }
    return used;
}

enum mgp_status mgp_metrics_write(struct mgp_notifier *notifier, struct mgp_error *error)
{
    struct mgp_queue_summary *summaries = NULL;
    size_t count = 0;
    struct mgp_buffer text = {0};
    struct mgp_output *output = NULL;
    if (!notifier->options.metrics_path) return MGP_OK;
    enum mgp_status status = mgp_queue_summarize(notifier->queue, &summaries, &count, error);
    if (status != MGP_OK) return status;
    struct row *rows = mgp_calloc(notifier->rules->destination_count + count + 1, sizeof *rows);
    size_t used = gather(notifier, summaries, count, rows);
    write_head(&text, "events_total", "counter", "Events that came in.");
    mgp_buffer_format(&text, "magpie_notify_events_total %llu\n", (unsigned long long)atomic_load(&notifier->events));
    write_rows(&text, rows, used);
    status = mgp_output_open(notifier->options.metrics_path, &output, error);
    if (status == MGP_OK) {
        status = mgp_output_write(output, mgp_buffer_slice(&text), error);
        if (status == MGP_OK) status = mgp_output_commit(output, error);
        else mgp_output_abandon(output);
        if (status != MGP_OK) status = MGP_LIMIT; /* the place was found */
    }
    free(rows);
    mgp_queue_summary_destroy(summaries, count);
    mgp_buffer_clear(&text);
    return status;
}
