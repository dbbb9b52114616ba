/* {"findings": [...]}: the answer of GetFindings, written as the findings come. */
#include "scanner/output/sink_type.h"

static void begin(struct mgp_sink *sink)
{
    mgp_json_writer_init(&sink->writer, &sink->text, 2);
    mgp_json_begin_object(&sink->writer);
    mgp_json_key(&sink->writer, "findings");
    mgp_json_begin_array(&sink->writer);
}

static void write_report(struct mgp_sink *sink, const struct mgp_report *report,
                         const struct mgp_bucket_facts *facts)
{
    if (mgp_report_has_finding(report)) {
        mgp_finding_write(&sink->writer, sink->options.context, facts, report, false);
    }
}

static void end(struct mgp_sink *sink)
{
    mgp_json_end_array(&sink->writer);
    mgp_json_end_object(&sink->writer);
    mgp_buffer_byte(&sink->text, '\n');
}

const struct mgp_sink_type mgp_sink_json = {begin, write_report, end};
