/* One finding a line. */
#include "scanner/output/sink_type.h"

static void write_report(struct mgp_sink *sink, const struct mgp_report *report,
                         const struct mgp_bucket_facts *facts)
{
    if (!mgp_report_has_finding(report)) return;
    mgp_json_writer_init(&sink->writer, &sink->text, 0);
    mgp_finding_write(&sink->writer, sink->options.context, facts, report, false);
    mgp_buffer_byte(&sink->text, '\n');
}

const struct mgp_sink_type mgp_sink_jsonl = {NULL, write_report, NULL};
