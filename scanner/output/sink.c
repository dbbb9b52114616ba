#include "scanner/output/sink.h"

#include "base/utf8.h"
#include "scanner/output/sink_type.h"

const char *const mgp_sink_formats[] = {
#define MGP_SINK(name) #name,
#include "scanner/output/sinks.def"
#undef MGP_SINK
    NULL,
};

static const struct mgp_sink_type *const types[] = {
#define MGP_SINK(name) &mgp_sink_##name,
#include "scanner/output/sinks.def"
#undef MGP_SINK
};

static enum mgp_status fail_format(const char *format, struct mgp_error *error)
{
    struct mgp_buffer text = {0};
    mgp_buffer_text(&text, "no such format: ");
    mgp_append_printable(&text, mgp_slice_text(format));
    for (size_t i = 0; mgp_sink_formats[i]; i++) {
        mgp_buffer_format(&text, "%s%s",
                          i == 0                    ? "; there are "
                          : mgp_sink_formats[i + 1] ? ", "
                                                    : " and ",
                          mgp_sink_formats[i]);
    }
    mgp_fail(error, MGP_INVALID, "%s", mgp_buffer_string(&text));
    mgp_buffer_clear(&text);
    return MGP_INVALID;
}

enum mgp_status mgp_sink_create(const char *format, const struct mgp_sink_options *options,
                                struct mgp_sink **out, struct mgp_error *error)
{
    size_t i = 0;
    while (mgp_sink_formats[i] && strcmp(mgp_sink_formats[i], format) != 0) {
        i++;
    }
    if (!mgp_sink_formats[i]) return fail_format(format, error); /* the output stays the caller's */
    struct mgp_sink *sink = mgp_calloc(1, sizeof *sink);
    sink->type = types[i];
    sink->options = *options;
    if (sink->type->begin) sink->type->begin(sink);
    *out = sink;
    return MGP_OK;
}

static enum mgp_status fail_again(const struct mgp_sink *sink, struct mgp_error *error)
{
    if (error) *error = sink->error;
    return sink->status;
}

/* Writes what the format has made. The first failure is kept: half a document must not be put in place. */
static enum mgp_status flush(struct mgp_sink *sink, struct mgp_error *error)
{
    if (sink->status == MGP_OK && sink->text.len > 0) {
        sink->status = mgp_output_write(sink->options.output, mgp_buffer_slice(&sink->text), &sink->error);
    }
    sink->text.len = 0;
    return sink->status == MGP_OK ? MGP_OK : fail_again(sink, error);
}

enum mgp_status mgp_sink_write(struct mgp_sink *sink, const struct mgp_report *report,
                               const struct mgp_bucket_facts *facts, struct mgp_error *error)
{
    if (sink->status != MGP_OK) return fail_again(sink, error);
    sink->reports++;
    if (report->state != MGP_SCAN_COMPLETE) sink->incomplete++;
    sink->type->write(sink, report, facts);
    if (mgp_report_has_finding(report)) sink->findings++;
    return flush(sink, error);
}

static void free_sink(struct mgp_sink *sink)
{
    mgp_buffer_clear(&sink->text);
    free(sink);
}

enum mgp_status mgp_sink_finish(struct mgp_sink *sink, struct mgp_error *error)
{
    if (sink->type->end) sink->type->end(sink);
    enum mgp_status status = flush(sink, error);
    if (status == MGP_OK) {
        status = mgp_output_commit(sink->options.output, error);
    } else {
        mgp_output_abandon(sink->options.output);
    }
    free_sink(sink);
    return status;
}

void mgp_sink_abandon(struct mgp_sink *sink)
{
    if (!sink) return;
    mgp_output_abandon(sink->options.output);
    free_sink(sink);
}
