/* A finding as JSON. The members stand in the order of AWS's own examples; all are written, with null for
 * what is unknown or does not apply, both for GetFindings and for events: the two differ only in eTag and
 * etag. */
#include "scanner/finding/finding.h"

#include "scanner/finding/finding_parts.h"

void mgp_place_write(struct mgp_json_writer *writer, const struct mgp_place *place)
{
    mgp_json_begin_object(writer);
    switch (place->kind) {
    case MGP_PLACE_LINES:
        mgp_json_member_unsigned(writer, "end", place->end_line);
        mgp_json_member_unsigned(writer, "start", place->start_line);
        mgp_json_member_unsigned(writer, "startColumn", place->start_column);
        break;
    case MGP_PLACE_CELL:
        mgp_json_member_null(writer, "cellReference"); /* of Excel only */
        mgp_json_member_unsigned(writer, "column", place->column);
        mgp_json_member_text(writer, "columnName", place->column_name);
        mgp_json_member_unsigned(writer, "row", place->row);
        break;
    case MGP_PLACE_RECORD:
        mgp_json_member_text(writer, "jsonPath", place->json_path);
        mgp_json_member_unsigned(writer, "recordIndex", place->record_index);
        break;
    }
    mgp_json_end_object(writer);
}

/* The places of one kind among the first `listed` occurrences; null if there is none. */
static void write_places(struct mgp_json_writer *writer, const char *name, enum mgp_place_kind kind,
                         const struct mgp_detection *detection, size_t listed)
{
    bool is_open = false;
    mgp_json_key(writer, name);
    for (size_t i = 0; i < listed; i++) {
        const struct mgp_place *place = &detection->occurrences[i].place;
        if (place->kind != kind) continue;
        if (!is_open) mgp_json_begin_array(writer);
        is_open = true;
        mgp_place_write(writer, place);
    }
    if (is_open) {
        mgp_json_end_array(writer);
    } else {
        mgp_json_write_null(writer);
    }
}

static void write_occurrences(struct mgp_json_writer *writer, const struct mgp_detection *detection,
                              size_t listed)
{
    mgp_json_key(writer, "occurrences");
    mgp_json_begin_object(writer);
    write_places(writer, "cells", MGP_PLACE_CELL, detection, listed);
    write_places(writer, "lineRanges", MGP_PLACE_LINES, detection, listed);
    mgp_json_member_null(writer, "offsetRanges"); /* reserved by Macie */
    mgp_json_member_null(writer, "pages");
    write_places(writer, "records", MGP_PLACE_RECORD, detection, listed);
    mgp_json_end_object(writer);
}

static void write_managed(struct mgp_json_writer *writer, const struct mgp_detection *detection,
                          size_t listed)
{
    mgp_json_begin_object(writer);
    mgp_json_member_unsigned(writer, "count", detection->count);
    write_occurrences(writer, detection, listed);
    mgp_json_member_text(writer, "type", detection->identifier->id);
    mgp_json_end_object(writer);
}

static void write_custom(struct mgp_json_writer *writer, const struct mgp_detection *detection, size_t listed)
{
    mgp_json_begin_object(writer);
    mgp_json_member_text(writer, "arn", detection->custom->id); /* Macie writes the id here */
    mgp_json_member_unsigned(writer, "count", detection->count);
    mgp_json_member_text(writer, "name", detection->custom->name);
    write_occurrences(writer, detection, listed);
    mgp_json_end_object(writer);
}

static bool is_of_category(const struct mgp_detection *detection, enum mgp_category category)
{
    if (!mgp_detection_is_in_finding(detection)) return false;
    if (!detection->identifier) return category == MGP_CUSTOM_IDENTIFIER;
    return detection->identifier->category == category;
}

static uint64_t count_of_category(const struct mgp_report *report, enum mgp_category category)
{
    uint64_t total = 0;
    for (size_t i = 0; i < report->detection_count; i++) {
        if (is_of_category(&report->detections[i], category)) total += report->detections[i].count;
    }
    return total;
}

/* detections and totalCount of a category, into the object that is open. */
static void write_category(struct mgp_json_writer *writer, const struct mgp_report *report,
                           enum mgp_category category, const size_t *listed)
{
    mgp_json_key(writer, "detections");
    mgp_json_begin_array(writer);
    for (size_t i = 0; i < report->detection_count; i++) {
        const struct mgp_detection *detection = &report->detections[i];
        if (!is_of_category(detection, category)) continue;
        if (detection->identifier) {
            write_managed(writer, detection, listed[i]);
        } else {
            write_custom(writer, detection, listed[i]);
        }
    }
    mgp_json_end_array(writer);
    mgp_json_member_unsigned(writer, "totalCount", count_of_category(report, category));
}

static void write_sensitive_data(struct mgp_json_writer *writer, const struct mgp_report *report,
                                 const size_t *listed)
{
    static const enum mgp_category order[] = {MGP_CREDENTIALS, MGP_FINANCIAL_INFORMATION,
                                              MGP_PERSONAL_INFORMATION};
    mgp_json_key(writer, "sensitiveData");
    mgp_json_begin_array(writer);
    for (size_t i = 0; i < sizeof order / sizeof order[0]; i++) {
        if (count_of_category(report, order[i]) == 0) continue;
        mgp_json_begin_object(writer);
        mgp_json_member_text(writer, "category", mgp_category_name(order[i]));
        write_category(writer, report, order[i], listed);
        mgp_json_end_object(writer);
    }
    mgp_json_end_array(writer);
}

static void write_status(struct mgp_json_writer *writer, const struct mgp_report *report)
{
    static const char *const codes[] = {
        [MGP_SCAN_COMPLETE] = "COMPLETE", [MGP_SCAN_PARTIAL] = "PARTIAL", [MGP_SCAN_SKIPPED] = "SKIPPED"};
    mgp_json_key(writer, "status");
    mgp_json_begin_object(writer);
    mgp_json_member_text(writer, "code", codes[report->state]);
    mgp_json_member_text(writer, "reason", report->state == MGP_SCAN_COMPLETE ? NULL : report->reason);
    mgp_json_end_object(writer);
}

static void write_result(struct mgp_json_writer *writer, const struct mgp_report *report)
{
    size_t *listed = mgp_calloc(report->detection_count + 1, sizeof *listed);
    bool has_more = mgp_finding_share_places(report, listed);
    mgp_json_key(writer, "result");
    mgp_json_begin_object(writer);
    mgp_json_member_bool(writer, "additionalOccurrences", has_more);
    mgp_json_key(writer, "customDataIdentifiers");
    mgp_json_begin_object(writer);
    write_category(writer, report, MGP_CUSTOM_IDENTIFIER, listed);
    mgp_json_end_object(writer);
    mgp_json_member_text(writer, "mimeType", report->mime_type);
    write_sensitive_data(writer, report, listed);
    mgp_json_member_unsigned(writer, "sizeClassified", report->bytes_classified);
    write_status(writer, report);
    mgp_json_end_object(writer);
    free(listed);
}

static void write_details(struct mgp_json_writer *writer, const struct mgp_finding_context *context,
                          const struct mgp_bucket_facts *facts, const struct mgp_report *report)
{
    const char *region = mgp_finding_region(context, facts);
    char job[MGP_ID_TEXT], result[MGP_UUID_TEXT];
    struct mgp_buffer text = {0};
    mgp_finding_job_id(context, job);
    mgp_result_uuid(context, report, result);
    mgp_json_begin_object(writer);
    /* What Macie writes where no bucket for results is configured. */
    mgp_buffer_format(&text, "s3://[export-config-not-set]/AWSLogs/%s/Macie/%s/%s/%s/%s.jsonl.gz",
                      context->account_id, region, job, mgp_finding_account(context, facts), result);
    mgp_json_member_string(writer, "detailedResultsLocation", mgp_buffer_slice(&text));
    text.len = 0;
    mgp_buffer_format(&text, "arn:%s:macie2:%s:%s:classification-job/%s", mgp_region_partition(region),
                      region, context->account_id, job);
    mgp_json_member_string(writer, "jobArn", mgp_buffer_slice(&text));
    mgp_buffer_clear(&text);
    mgp_json_member_text(writer, "jobId", job);
    mgp_json_member_text(writer, "originType", "SENSITIVE_DATA_DISCOVERY_JOB");
    write_result(writer, report);
    mgp_json_end_object(writer);
}

static void write_severity(struct mgp_json_writer *writer, enum mgp_severity severity)
{
    mgp_json_key(writer, "severity");
    mgp_json_begin_object(writer);
    mgp_json_member_text(writer, "description", mgp_severity_name(severity));
    mgp_json_member_integer(writer, "score", (int64_t)severity);
    mgp_json_end_object(writer);
}

void mgp_finding_write(struct mgp_json_writer *writer, const struct mgp_finding_context *context,
                       const struct mgp_bucket_facts *facts, const struct mgp_report *report, bool is_event)
{
    const struct mgp_finding_type *type = mgp_report_type(report);
    const char *region = mgp_finding_region(context, facts);
    char id[MGP_ID_TEXT], now[MGP_TIME_TEXT];
    mgp_finding_id(context, report, id);
    mgp_time_format(context->now, true, now);
    mgp_json_begin_object(writer);
    mgp_json_member_text(writer, "accountId", mgp_finding_account(context, facts));
    mgp_json_member_bool(writer, "archived", false);
    mgp_json_member_text(writer, "category", "CLASSIFICATION");
    mgp_json_key(writer, "classificationDetails");
    write_details(writer, context, facts, report);
    mgp_json_member_integer(writer, "count", 1);
    mgp_json_member_text(writer, "createdAt", now);
    mgp_json_member_text(writer, "description", type ? type->description : NULL);
    mgp_json_member_text(writer, "id", id);
    mgp_json_member_text(writer, "partition", mgp_region_partition(region));
    mgp_json_member_null(writer, "policyDetails");
    mgp_json_member_text(writer, "region", region);
    mgp_json_key(writer, "resourcesAffected");
    mgp_resources_write(writer, region, facts, &report->object, is_event);
    mgp_json_member_bool(writer, "sample", false);
    mgp_json_member_text(writer, "schemaVersion", "1.0");
    write_severity(writer, mgp_report_severity(report));
    mgp_json_member_text(writer, "title", type ? type->title : NULL);
    mgp_json_member_text(writer, "type", type ? type->type : NULL);
    mgp_json_member_text(writer, "updatedAt", now);
    mgp_json_end_object(writer);
}
