/* Findings: a report turned into Macie's JSON. One object with hits in one run is one finding. */
#ifndef MGP_SCANNER_FINDING_H
#define MGP_SCANNER_FINDING_H

#include "base/clock.h"
#include "base/json_writer.h"
#include "scanner/match/report.h"

/* What is the same for every finding of a run. */
struct mgp_finding_context {
    const char *account_id;  /* "000000000000" unless given */
    const char *region;      /* "us-east-1" unless given */
    const char *job_id;      /* 32 hex; NULL on the command line: derived, see finding.c */
    uint64_t run;            /* of a job; 0 on the command line */
    mgp_time_ms now;         /* createdAt and updatedAt */
};

struct mgp_bucket_facts;

/* Bucket facts in the shape of one DescribeBuckets item. text NULL gives facts that are all unknown. A file
 * that is no such item is INVALID; the error names path, line, column, member and what was expected. */
enum mgp_status mgp_bucket_facts_read(const char *path, struct mgp_bucket_facts **out, struct mgp_error *error);
/* The same from what a server of S3 says. account: who owns the bucket. */
struct mgp_bucket_settings;
enum mgp_status mgp_bucket_facts_from_settings(const struct mgp_bucket_settings *settings, const char *account,
                                               struct mgp_bucket_facts **out, struct mgp_error *error);
/* The item itself, in DescribeBuckets' shape: what a mirror's bucket file may hold. */
void mgp_bucket_settings_write(struct mgp_json_writer *writer, const struct mgp_bucket_settings *settings,
                               const char *account);
void mgp_bucket_facts_destroy(struct mgp_bucket_facts *facts);

enum mgp_severity mgp_report_severity(const struct mgp_report *report); /* NONE when nothing counts */
bool mgp_report_has_finding(const struct mgp_report *report);

/* "SensitiveData:S3Object/Multiple" and its title. */
const char *mgp_report_finding_type(const struct mgp_report *report);
const char *mgp_report_finding_title(const struct mgp_report *report);

/* 32 lower-case hex and a NUL. */
void mgp_finding_id(const struct mgp_finding_context *context, const struct mgp_report *report, char out[33]);

/* The finding as GetFindings gives it (eTag), or with is_event as the detail of an event (etag, explicit nulls).
 * facts may be NULL (all unknown). */
void mgp_finding_write(struct mgp_json_writer *writer, const struct mgp_finding_context *context,
                       const struct mgp_bucket_facts *facts, const struct mgp_report *report, bool is_event);

/* The whole EventBridge event. */
void mgp_event_write(struct mgp_json_writer *writer, const struct mgp_finding_context *context,
                     const struct mgp_bucket_facts *facts, const struct mgp_report *report);

/* Which occurrences a finding lists: the first 15 of each detection by offset, then round-robin over the
 * detections in order of first appearance. taken[i] receives how many of detections[i] are listed. Returns true
 * if there are more occurrences than are listed. */
bool mgp_finding_share_places(const struct mgp_report *report, size_t *taken);

/* What of a report a finding and an event are written from, for whoever writes them later: first places, no samples. It
 * outlives the report, but not the rules of the scan. The caller frees it by mgp_finding_copy_destroy. */
struct mgp_report *mgp_finding_copy(const struct mgp_report *report);
void mgp_finding_copy_destroy(struct mgp_report *copy);

/* "Low", "Medium", "High". */
const char *mgp_severity_name(enum mgp_severity severity);

#endif
