/* Sinks: where reports go. One writer calls them in object order, so they need no lock. */
#ifndef MGP_SCANNER_SINK_H
#define MGP_SCANNER_SINK_H

#include "base/file.h"
#include "scanner/finding/finding.h"

struct mgp_sink;

struct mgp_sink_options {
    const struct mgp_finding_context *context; /* borrowed */
    struct mgp_output *output;                 /* the sink's from now on */
    bool use_color;                            /* table */
    size_t width;                              /* table: columns of the terminal; 0: no terminal */
};

/* Formats: "table", "json", "jsonl", "events", "hits". NULL with INVALID for another; the error lists them. */
enum mgp_status mgp_sink_create(const char *format, const struct mgp_sink_options *options, struct mgp_sink **out,
                                struct mgp_error *error);
/* facts: of the object's bucket, or NULL. */
enum mgp_status mgp_sink_write(struct mgp_sink *sink, const struct mgp_report *report,
                               const struct mgp_bucket_facts *facts, struct mgp_error *error);
/* Ends the document and puts the file in place. Always frees the sink. */
enum mgp_status mgp_sink_finish(struct mgp_sink *sink, struct mgp_error *error);
/* Throws away what was written aside; frees. NULL allowed. */
void mgp_sink_abandon(struct mgp_sink *sink);

/* The names of all formats, NULL-ended. */
extern const char *const mgp_sink_formats[];

/* Totals of a run. */
struct mgp_summary {
    uint64_t objects, complete, partial, skipped, unread_kinds;
    uint64_t bytes;              /* as stored, of what was read */
    uint64_t findings[4];        /* by enum mgp_severity */
    uint64_t elapsed_ns;
    struct mgp_summary_reason *reasons; /* skipped and partial, by reason and kind */
    size_t reason_count, reason_capacity;
    struct mgp_summary_problem { char *location, *message; } *problems; /* the first MGP_SUMMARY_PROBLEMS */
    size_t problem_count;
    uint64_t problems_left_out;
};
struct mgp_summary_reason {
    char *text; /* "UNSUPPORTED_FILE_TYPE_EXCEPTION (PNG image)" */
    enum mgp_scan_state state;
    uint64_t count;
};
#define MGP_SUMMARY_PROBLEMS 20

void mgp_summary_add(struct mgp_summary *summary, const struct mgp_report *report);
/* The summary for people: objects and bytes, skipped and partial with reasons, findings by severity, throughput. */
void mgp_summary_print(const struct mgp_summary *summary, struct mgp_buffer *out);
void mgp_summary_clear(struct mgp_summary *summary);

#endif
