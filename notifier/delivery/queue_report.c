#include "notifier/delivery/queue_report.h"

#include <stdio.h>

#include "base/json_writer.h"
#include "base/utf8.h"

struct line {
    const struct mgp_queue_summary *summary;
    struct mgp_delivery *first; /* NULL: nothing waits */
    bool is_served;             /* a notifier is at work on it */
    uint64_t wait_ms;           /* until the next attempt; 0: none is known */
    char reason[200];
};

static void find_reason(struct line *line)
{
    const struct mgp_sink_state *sink = &line->summary->sink;
    const char *error = line->first ? line->first->error : "";
    if (*sink->stopped) {
        snprintf(line->reason, sizeof line->reason,
                 "stopped: %s; see to the destination, then start the notifier again", sink->stopped);
    } else if (!line->is_served) {
        snprintf(line->reason, sizeof line->reason, "no notifier is running%s%s",
                 *error ? "; the last answer was " : "", error);
    } else if (sink->pause_ms > 0) {
        line->wait_ms = sink->pause_ms;
        snprintf(line->reason, sizeof line->reason, "the server asked to wait: %s", error);
    } else if (line->first && line->first->wait_ms > 0) {
        line->wait_ms = line->first->wait_ms;
        snprintf(line->reason, sizeof line->reason, "to be tried again after %s", error);
    } else {
        snprintf(line->reason, sizeof line->reason, "being sent at the destination's pace");
    }
}

static enum mgp_status look_at(struct mgp_queue *queue, const struct mgp_queue_summary *summary, struct line *line,
                               struct mgp_error *error)
{
    *line = (struct line){.summary = summary};
    enum mgp_status status = mgp_queue_next(queue, summary->destination, 0, &line->first, error);
    if (status != MGP_OK && status != MGP_GONE) return status;
    line->is_served = !mgp_queue_claim(queue, summary->destination);
    find_reason(line);
    return MGP_OK;
}

static void until_text(const struct line *line, char out[MGP_TIME_TEXT])
{
    uint64_t most = (uint64_t)INT64_MAX / 4;
    mgp_time_format(mgp_time_now() + (mgp_time_ms)(line->wait_ms < most ? line->wait_ms : most), false, out);
}

static void write_json_line(struct mgp_json_writer *writer, const struct line *line)
{
    char until[MGP_TIME_TEXT];
    const char *stopped = line->summary->sink.stopped;
    until_text(line, until);
    mgp_json_begin_object(writer);
    mgp_json_member_text(writer, "destination", line->summary->destination);
    mgp_json_member_unsigned(writer, "waiting", line->summary->waiting);
    mgp_json_key(writer, "oldestSeconds");
    mgp_json_write_double(writer, (double)line->summary->oldest_ms / 1000);
    mgp_json_member_text(writer, "reason", line->reason);
    mgp_json_member_text(writer, "until", line->wait_ms > 0 ? until : NULL);
    mgp_json_member_text(writer, "stopped", *stopped ? stopped : NULL);
    mgp_json_member_bool(writer, "isServed", line->is_served);
    mgp_json_key(writer, "first");
    if (line->first) {
        mgp_json_begin_object(writer);
        mgp_json_member_text(writer, "event", line->first->event_id);
        mgp_json_member_text(writer, "rule", line->first->rule);
        mgp_json_member_text(writer, "target", line->first->target);
        mgp_json_member_unsigned(writer, "attempts", (uint64_t)line->first->failures + line->first->throttled);
        mgp_json_member_text(writer, "error", *line->first->error ? line->first->error : NULL);
        mgp_json_end_object(writer);
    } else {
        mgp_json_write_null(writer);
    }
    mgp_json_end_object(writer);
}

static void write_json(const struct line *lines, size_t count, const char *folder, uint64_t dead_letters,
                       struct mgp_buffer *out)
{
    struct mgp_json_writer writer;
    mgp_json_writer_init(&writer, out, 2);
    mgp_json_begin_object(&writer);
    mgp_json_member_text(&writer, "queue", folder);
    mgp_json_member_unsigned(&writer, "deadLetters", dead_letters);
    mgp_json_key(&writer, "destinations");
    mgp_json_begin_array(&writer);
    for (size_t i = 0; i < count; i++) write_json_line(&writer, &lines[i]);
    mgp_json_end_array(&writer);
    mgp_json_end_object(&writer);
    mgp_buffer_byte(out, '\n');
}

static void write_age(struct mgp_buffer *out, uint64_t ms)
{
    uint64_t seconds = ms / 1000;
    char text[32];
    if (seconds < 120) snprintf(text, sizeof text, "%llu s", (unsigned long long)seconds);
    else if (seconds < 7200) snprintf(text, sizeof text, "%llu min", (unsigned long long)(seconds / 60));
    else if (seconds < 172800) snprintf(text, sizeof text, "%llu h", (unsigned long long)(seconds / 3600));
    else snprintf(text, sizeof text, "%llu d", (unsigned long long)(seconds / 86400));
    mgp_buffer_format(out, "%8s", text);
}

static void write_text(const struct line *lines, size_t count, const char *folder, uint64_t dead_letters,
                       struct mgp_buffer *out)
{
    if (count == 0) mgp_buffer_text(out, "Nothing waits.\n");
    else mgp_buffer_format(out, "%-24s %8s %8s  %-20s  %s\n", "DESTINATION", "WAITING", "OLDEST", "UNTIL", "WHY");
    for (size_t i = 0; i < count; i++) {
        char until[MGP_TIME_TEXT] = "-";
        if (lines[i].wait_ms > 0) until_text(&lines[i], until);
        mgp_buffer_format(out, "%-24s %8llu ", lines[i].summary->destination,
                          (unsigned long long)lines[i].summary->waiting);
        write_age(out, lines[i].summary->oldest_ms);
        mgp_buffer_format(out, "  %-20s  ", until);
        mgp_append_printable(out, mgp_slice_text(lines[i].reason));
        mgp_buffer_byte(out, '\n');
    }
    if (dead_letters == 0) return;
    mgp_buffer_format(out, "%llu dead letters: magpie notify redrive --queue ", (unsigned long long)dead_letters);
    mgp_append_printable(out, mgp_slice_text(folder));
    mgp_buffer_text(out, " puts them back.\n");
}

enum mgp_status mgp_queue_report(struct mgp_queue *queue, const char *folder, uint64_t dead_letters, bool as_json,
                                 struct mgp_buffer *out, struct mgp_error *error)
{
    struct mgp_queue_summary *summaries = NULL;
    size_t count = 0, done = 0;
    enum mgp_status status = mgp_queue_summarize(queue, &summaries, &count, error);
    if (status != MGP_OK) return status;
    struct line *lines = mgp_calloc(count + 1, sizeof *lines);
    while (status == MGP_OK && done < count) {
        status = look_at(queue, &summaries[done], &lines[done], error);
        done++;
    }
    if (status == MGP_OK && as_json) write_json(lines, count, folder, dead_letters, out);
    if (status == MGP_OK && !as_json) write_text(lines, count, folder, dead_letters, out);
    for (size_t i = 0; i < done; i++) mgp_delivery_destroy(lines[i].first);
    free(lines);
    mgp_queue_summary_destroy(summaries, count);
    return status;
}
