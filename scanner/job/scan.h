/* Scanning one object: source bytes in, a report out. A scanner belongs to one worker. */
#ifndef MGP_SCANNER_SCAN_H
#define MGP_SCANNER_SCAN_H

#include "scanner/job/pieces.h"
#include "scanner/source/source.h"

/* Who helps with long objects. */
struct mgp_scan_helpers {
    void *context;
    unsigned threads; /* the scanner's own included */
    /* From here on others may work on the pieces, until close has returned. */
    void (*open)(void *context, struct mgp_pieces *pieces);
    void (*close)(void *context, struct mgp_pieces *pieces);
};

/* An object of so many pieces is worth it. */
#define MGP_SCAN_MIN_PIECES 16

struct mgp_scan_options {
    const struct mgp_rule_set *rules; /* shared, read-only */
    const struct mgp_matcher_type *matcher;
    size_t window_bytes; /* 0: the default */
    size_t piece_bytes;  /* 0: the default, for long objects with helpers; else, for tests, any object is cut so */
    const struct mgp_scan_helpers *helpers; /* borrowed; NULL: none */
    bool keep_all;       /* every occurrence, for --format hits */
};

struct mgp_scanner;

struct mgp_scanner *mgp_scanner_create(const struct mgp_scan_options *options); /* options are copied */
void mgp_scanner_destroy(struct mgp_scanner *scanner);

/* Scans an entry of source. Never fails: what went wrong is in the report, which the caller destroys, after it gave
 * pending to mgp_source_complete_end (with the report's object and arena), which makes the report whole. */
struct mgp_report *mgp_scan_entry(struct mgp_scanner *scanner, struct mgp_source *source,
                                  const struct mgp_entry *entry, struct mgp_pending **pending);

/* Between the two, the ETags of small files with findings are put off, to be computed for all of them together: their
 * reports are whole only after the second. At most MGP_SCAN_BATCH entries are scanned between them. */
#define MGP_SCAN_BATCH 32
void mgp_scanner_begin_batch(struct mgp_scanner *scanner);
void mgp_scanner_end_batch(struct mgp_scanner *scanner);

/* Scans bytes in memory under a name (whose extension counts), for checks and tests. */
struct mgp_report *mgp_scan_bytes(struct mgp_scanner *scanner, struct mgp_slice name, struct mgp_slice bytes);
/* An object of size bytes: these again and again, for measuring objects that are larger than memory. */
struct mgp_report *mgp_scan_repeated(struct mgp_scanner *scanner, struct mgp_slice name, struct mgp_slice bytes,
                                     uint64_t size);

/* The scanner's matcher, for helping with another scanner's object between two objects of its own. */
struct mgp_matcher *mgp_scanner_matcher(const struct mgp_scanner *scanner);
/* Takes a report back, whose memory is used for another one. */
void mgp_scanner_recycle(struct mgp_scanner *scanner, struct mgp_report *report);

void mgp_report_destroy(struct mgp_report *report); /* NULL allowed */

#endif
