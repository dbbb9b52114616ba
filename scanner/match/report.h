/* The report on one object: what was found, where, and how completely the object was looked at. Findings,
 * events, discovery results and tables are all written from it. It never holds a matched value, but for the
 * masked sample. */
#ifndef MGP_SCANNER_REPORT_H
#define MGP_SCANNER_REPORT_H

#include "base/alloc.h"
#include "identifiers/catalogue.h"
#include "scanner/content/content.h"
#include "scanner/source/object.h"

#define MGP_FINDING_PLACES 15   /* Macie's quota for a finding, all types together */
#define MGP_RESULT_PLACES  1000 /* and for a discovery result, for each type */
/* Macie stops counting full names and mailing addresses here, for each file. */
#define MGP_NAME_COUNT_LIMIT 1000

/* The last four characters of a value, never more than a quarter of it: "********1111". */
#define MGP_MASKED_TEXT 40

struct mgp_occurrence {
    uint64_t offset; /* of the value in the object's text (see content.h) */
    uint32_t length; /* bytes */
    struct mgp_place place;
    char masked[MGP_MASKED_TEXT]; /* UTF-8, NUL-ended */
};

struct mgp_custom_info {
    const char *id; /* a UUID: what Macie writes as arn */
    const char *name;
};

/* One type with at least one occurrence. */
struct mgp_detection {
    const struct mgp_identifier *identifier; /* NULL for a custom identifier */
    const struct mgp_custom_info *custom;    /* NULL for a managed one */
    enum mgp_severity severity;              /* by count */
    uint64_t count;
    uint64_t first_offset;              /* of the first occurrence: order of appearance */
    struct mgp_occurrence *occurrences; /* the first min(count, MGP_RESULT_PLACES), by offset */
    size_t occurrence_count;
};

enum mgp_scan_state {
    MGP_SCAN_COMPLETE,
    MGP_SCAN_PARTIAL, /* looked at in part: what was found stands */
    MGP_SCAN_SKIPPED, /* not looked at */
};

struct mgp_report {
    struct mgp_object object;
    enum mgp_scan_state state;
    const char *reason;        /* Macie's: "UNSUPPORTED_FILE_TYPE_EXCEPTION"; NULL when COMPLETE */
    char message[256];         /* for people: why it is not complete, one line; "" if nothing is to be said */
    bool is_unread_kind;       /* skipped because nobody reads this kind (image, socket): no failure */
    const char *kind;          /* that kind, for people: "PNG image" */
    const char *mime_type;     /* NULL if it was not opened */
    bool is_member_of_archive; /* .gz: Macie gives no places in the finding then */
    uint64_t bytes_classified;
    struct mgp_detection *detections; /* managed in catalogue order, then custom in the order given */
    size_t detection_count;
    struct mgp_arena arena; /* owns texts and arrays */
};

#endif
