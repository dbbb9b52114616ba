/* What the files of this folder share with each other and with the sinks. Thread-safe: no state. */
#ifndef MGP_SCANNER_FINDING_PARTS_H
#define MGP_SCANNER_FINDING_PARTS_H

#include "scanner/finding/finding.h"

#define MGP_ID_TEXT   33 /* 32 hex and a NUL */
#define MGP_UUID_TEXT 37

/* A detection belongs to the finding unless its identifier's severity levels start above its count. */
bool mgp_detection_is_in_finding(const struct mgp_detection *detection);

/* The managed identifier's id, or the custom one's UUID. */
const char *mgp_detection_id(const struct mgp_detection *detection);
/* For people: the managed identifier's id, or the custom one's name. */
const char *mgp_detection_title(const struct mgp_detection *detection);

/* The fixed texts of a finding type. */
struct mgp_finding_type {
    const char *type, *title, *description;
};
/* NULL where there is no finding. */
const struct mgp_finding_type *mgp_report_type(const struct mgp_report *report);

/* The job's id, or on the command line the one that stands for every scan from there. */
void mgp_finding_job_id(const struct mgp_finding_context *context, char out[MGP_ID_TEXT]);
/* Names the discovery result of this object in this run. */
void mgp_result_uuid(const struct mgp_finding_context *context, const struct mgp_report *report,
                     char out[MGP_UUID_TEXT]);
void mgp_event_id(const struct mgp_finding_context *context, const struct mgp_report *report,
                  char out[MGP_UUID_TEXT]);

/* Where and whose: the bucket file is asked first, because Macie runs in the region of the bucket and a
 * finding belongs to the account that owns it. */
const char *mgp_finding_region(const struct mgp_finding_context *context,
                               const struct mgp_bucket_facts *facts);
const char *mgp_finding_account(const struct mgp_finding_context *context,
                                const struct mgp_bucket_facts *facts);
/* "aws", "aws-cn", "aws-us-gov". */
const char *mgp_region_partition(const char *region);

/* Reads what a file holds; path is for the error only. */
enum mgp_status mgp_bucket_facts_parse(const char *path, struct mgp_slice text, struct mgp_bucket_facts **out,
                                       struct mgp_error *error);
/* The item as it was read and checked; NULL when everything is unknown. */
const struct mgp_json *mgp_bucket_facts_item(const struct mgp_bucket_facts *facts);

/* resourcesAffected, as a value. */
void mgp_resources_write(struct mgp_json_writer *writer, const char *region,
                         const struct mgp_bucket_facts *facts, const struct mgp_object *object,
                         bool is_event);

/* One item of cells, lineRanges or records. */
void mgp_place_write(struct mgp_json_writer *writer, const struct mgp_place *place);

#endif
