/* Reports made by hand, for the tests of findings and sinks. Identifiers are the tests' own, so that no change
 * of the catalogue moves these tests. */
#ifndef MGP_TESTS_REPORT_SAMPLE_H
#define MGP_TESTS_REPORT_SAMPLE_H

#include "scanner/finding/finding.h"

static const struct mgp_identifier sample_key = {.id = "AWS_CREDENTIALS", .category = MGP_CREDENTIALS};
static const struct mgp_identifier sample_card = {.id = "CREDIT_CARD_NUMBER",
                                                  .category = MGP_FINANCIAL_INFORMATION};
static const struct mgp_identifier sample_name = {.id = "NAME", .category = MGP_PERSONAL_INFORMATION};
static const struct mgp_identifier sample_ssn = {.id = "USA_SOCIAL_SECURITY_NUMBER",
                                                 .category = MGP_PERSONAL_INFORMATION};
static const struct mgp_custom_info sample_badge = {"a41f7e0c-52d8-4c6b-9b3e-6f2d18c07e95", "Contractor badge"};

static const struct mgp_finding_context sample_context = {
    .account_id = "210987654321",
    .region = "eu-west-1",
    .now = 1773736886518, /* 2026-03-17T08:41:26.518Z */
};

static inline struct mgp_report sample_report(const char *bucket, const char *key)
{
    struct mgp_report report = {
        .object = {.bucket = mgp_slice_text(bucket),
                   .key = mgp_slice_text(key),
                   .location = mgp_slice_text(key),
                   .size = 18744,
                   .has_size = true,
                   .last_modified = 1773698649000, /* 2026-03-16T22:04:09Z */
                   .etag = "3f9a1c7d5b2e48f60a9d8c7b6e5f4a31"},
        .mime_type = "text/plain",
        .bytes_classified = 18744,
    };
    return report;
}

static inline struct mgp_place sample_line(uint64_t line, uint64_t column)
{
    return (struct mgp_place){
        .kind = MGP_PLACE_LINES, .start_line = line, .end_line = line, .start_column = column};
}

static inline struct mgp_place sample_cell(uint64_t row, uint64_t column, const char *name)
{
    return (struct mgp_place){.kind = MGP_PLACE_CELL, .row = row, .column = column, .column_name = name};
}

static inline struct mgp_place sample_record(uint64_t record, const char *path)
{
    return (struct mgp_place){.kind = MGP_PLACE_RECORD, .record_index = record, .json_path = path};
}

/* Adds a type with count occurrences, `step` bytes apart from first_offset on, each a place of its own made from
 * `place`: lines, rows and records count up. Either identifier or custom is NULL. */
static inline struct mgp_detection *sample_add(struct mgp_report *report, const struct mgp_identifier *identifier,
                                               const struct mgp_custom_info *custom, enum mgp_severity severity,
                                               uint64_t count, uint64_t first_offset, struct mgp_place place)
{
    struct mgp_detection *all = mgp_arena_alloc(&report->arena, (report->detection_count + 1) * sizeof *all);
    if (report->detection_count > 0) memcpy(all, report->detections, report->detection_count * sizeof *all);
    struct mgp_detection *added = &all[report->detection_count++];
    size_t kept = count < MGP_RESULT_PLACES ? (size_t)count : MGP_RESULT_PLACES;
    *added = (struct mgp_detection){.identifier = identifier,
                                    .custom = custom,
                                    .severity = severity,
                                    .count = count,
                                    .first_offset = first_offset,
                                    .occurrence_count = kept};
    added->occurrences = mgp_arena_alloc(&report->arena, (kept + 1) * sizeof *added->occurrences);
    for (size_t i = 0; i < kept; i++) {
        struct mgp_occurrence *occurrence = &added->occurrences[i];
        *occurrence = (struct mgp_occurrence){first_offset + 100 * i, 16, place, "************1111"};
        occurrence->place.start_line += place.kind == MGP_PLACE_LINES ? i : 0;
        occurrence->place.end_line += place.kind == MGP_PLACE_LINES ? i : 0;
        occurrence->place.row += place.kind == MGP_PLACE_CELL ? i : 0;
        occurrence->place.record_index += place.kind == MGP_PLACE_RECORD ? i : 0;
    }
    report->detections = all;
    return added;
}

/* A CSV file with four types, one of them with a hit in the header too, and a custom identifier. */
static inline struct mgp_report sample_composed(void)
{
    struct mgp_report report = sample_report("northwind-payroll-drop", "2026/q1/contractors.csv");
    report.mime_type = "text/csv";
    report.object.storage_class = "STANDARD";
    report.object.version_id = "3sL4kqtJlcpXroDTDmJ+rmSpXd3dIbrHY";
    report.object.encryption_type = "aws:kms";
    report.object.kms_key_id = "arn:aws:kms:eu-west-1:210987654321:key/7d0f1c52-9a3e-4b18-8c6d-2e5f90ab41c7";
    sample_add(&report, &sample_key, NULL, MGP_SEVERITY_HIGH, 1, 900, sample_cell(9, 6, NULL));
    sample_add(&report, &sample_card, NULL, MGP_SEVERITY_HIGH, 12, 140, sample_cell(2, 4, "card_no"));
    struct mgp_detection *name = sample_add(&report, &sample_name, NULL, MGP_SEVERITY_MEDIUM, 40, 10,
                                            sample_cell(1, 1, "full name"));
    name->occurrences[0].place = sample_line(1, 11);
    sample_add(&report, NULL, &sample_badge, MGP_SEVERITY_LOW, 3, 150, sample_cell(2, 5, "badge \"no\""));
    return report;
}

static inline void sample_clear(struct mgp_report *report)
{
    mgp_arena_clear(&report->arena);
}

#endif
