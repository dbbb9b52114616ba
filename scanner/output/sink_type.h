/* What a format is to sink.c: it turns reports into bytes in sink->text, and sink.c writes those. To add one:
 * a line in sinks.def and a file sink_<name>.c that defines mgp_sink_<name>. */
#ifndef MGP_SCANNER_SINK_TYPE_H
#define MGP_SCANNER_SINK_TYPE_H

#include "scanner/output/sink.h"

struct mgp_sink_type {
    void (*begin)(struct mgp_sink *sink); /* each may be NULL */
    void (*write)(struct mgp_sink *sink, const struct mgp_report *report,
                  const struct mgp_bucket_facts *facts);
    void (*end)(struct mgp_sink *sink);
};

struct mgp_sink {
    const struct mgp_sink_type *type;
    struct mgp_sink_options options;
    struct mgp_buffer text;        /* not yet written */
    struct mgp_json_writer writer; /* into text, for a document that spans reports */
    uint64_t reports, incomplete, findings;
    enum mgp_status status; /* of the first write that failed: nothing is written after it */
    struct mgp_error error;
};

#define MGP_SINK(name) extern const struct mgp_sink_type mgp_sink_##name;
#include "scanner/output/sinks.def"
#undef MGP_SINK

#endif
