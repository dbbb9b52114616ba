/* A job: every object of a source scanned by several workers, the reports handed out in object order. */
#ifndef MGP_SCANNER_JOB_H
#define MGP_SCANNER_JOB_H

#include "scanner/job/scan.h"

#define MGP_MAX_THREADS 256
/* Reports that may wait for an earlier object, for each worker: one huge object does not let memory grow. */
#define MGP_JOB_AHEAD 256
/* And what they may hold, all together, before nothing more is begun. */
#define MGP_JOB_AHEAD_BYTES ((size_t)4 << 20)

struct mgp_job_options {
    struct mgp_scan_options scan;
    unsigned threads; /* 1 to MGP_MAX_THREADS */
    void *context;
    /* Called in object order from the thread that runs the job; the report is only lent. False stops the job.
     */
    bool (*on_report)(void *context, const struct mgp_report *report);
    /* Called some times a second while the job waits; NULL allowed. */
    void (*on_tick)(void *context);
};

/* Runs to the end. Errors of single objects are in their reports; the status is that of the listing (INVALID:
 * two files with the same bucket and key). */
enum mgp_status mgp_job_run(struct mgp_source *source, const struct mgp_job_options *options,
                            struct mgp_error *error);

#endif
