/* Scanning one object: source bytes in, a report out. A scanner belongs to one worker. */
#ifndef MGP_SCANNER_SCAN_H
#define MGP_SCANNER_SCAN_H

#include "scanner/match/matcher.h"
#include "scanner/source/source.h"

struct mgp_scan_options {
    const struct mgp_rule_set *rules; /* shared, read-only */
    const struct mgp_matcher_type *matcher;
    size_t window_bytes; /* 0: the default */
    bool keep_all;       /* every occurrence, for --format hits */
};

struct mgp_scanner;

struct mgp_scanner *mgp_scanner_create(const struct mgp_scan_options *options); /* options are copied */
void mgp_scanner_destroy(struct mgp_scanner *scanner);

/* Scans an entry of source. Never fails: what went wrong is in the report, which the caller destroys, after it gave
 * pending to mgp_source_complete_end (with the report's object and arena), which makes the report whole. */
struct mgp_report *mgp_scan_entry(struct mgp_scanner *scanner, struct mgp_source *source,
                                  const struct mgp_entry *entry, struct mgp_pending **pending);

/* Scans bytes in memory under a name (whose extension counts), for checks and tests. */
struct mgp_report *mgp_scan_bytes(struct mgp_scanner *scanner, struct mgp_slice name, struct mgp_slice bytes);

void mgp_report_destroy(struct mgp_report *report); /* NULL allowed */

#endif
