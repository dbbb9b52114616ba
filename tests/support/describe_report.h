/* All that a report says, as text, for comparing two of them. */
#ifndef MGP_TESTS_DESCRIBE_REPORT_H
#define MGP_TESTS_DESCRIBE_REPORT_H

#include "base/buffer.h"
#include "scanner/match/report.h"

static inline void describe_occurrence(const struct mgp_occurrence *one, struct mgp_buffer *out)
{
    const struct mgp_place *place = &one->place;
    mgp_buffer_format(out, "  %llu+%u %d %llu-%llu:%llu r%lluc%llu %s %llu %s %s\n", (unsigned long long)one->offset,
                      one->length, (int)place->kind, (unsigned long long)place->start_line,
                      (unsigned long long)place->end_line, (unsigned long long)place->start_column,
                      (unsigned long long)place->row, (unsigned long long)place->column,
                      place->column_name ? place->column_name : "-", (unsigned long long)place->record_index,
                      place->json_path ? place->json_path : "-", one->masked);
}

static inline void describe_report(const struct mgp_report *report, struct mgp_buffer *out)
{
    mgp_buffer_format(out, "%.*s state %d %s %s %llu\n", (int)report->object.key.len,
                      (const char *)report->object.key.ptr, (int)report->state, report->reason ? report->reason : "",
                      report->mime_type ? report->mime_type : "", (unsigned long long)report->bytes_classified);
    for (size_t i = 0; i < report->detection_count; i++) {
        const struct mgp_detection *detection = &report->detections[i];
        mgp_buffer_format(out, "%s %llu from %llu severity %d\n",
                          detection->identifier ? detection->identifier->id : detection->custom->name,
                          (unsigned long long)detection->count, (unsigned long long)detection->first_offset,
                          (int)detection->severity);
        for (size_t k = 0; k < detection->occurrence_count; k++) {
            describe_occurrence(&detection->occurrences[k], out);
        }
    }
}

#endif
