/* A scan's findings on their way to the notifier. The scan only hands a copy over; the event is written, matched and
 * put into the queue by the thread of an intake (notifier/delivery/intake.h): notifying hardly slows a scan. */
#ifndef MGP_CLI_SCAN_NOTIFY_H
#define MGP_CLI_SCAN_NOTIFY_H

#include "scanner/finding/finding.h"

/* Facts of a bucket that the scan and findings on their way share. Safe from any thread. */
struct mgp_shared_facts;
/* Takes facts (NULL is allowed) over, for one holder. */
struct mgp_shared_facts *mgp_shared_facts_create(struct mgp_bucket_facts *facts);
const struct mgp_bucket_facts *mgp_shared_facts_of(const struct mgp_shared_facts *shared);
void mgp_shared_facts_release(struct mgp_shared_facts *shared); /* the last one destroys; NULL is allowed */

struct mgp_scan_notify;

struct mgp_scan_notify_options {
    const char *rules_path, *queue_folder; /* as in struct mgp_notifier_options */
};

enum mgp_status mgp_scan_notify_create(const struct mgp_scan_notify_options *options, struct mgp_scan_notify **out,
                                       struct mgp_error *error);

/* The finding of report, which is copied, and of facts, of which it becomes a holder. context is copied too; what it
 * points to, and the rules of the scan, must stay until the end. Waits while the notifier is too far behind. */
void mgp_scan_notify_offer(struct mgp_scan_notify *notify, const struct mgp_report *report,
                           const struct mgp_finding_context *context, struct mgp_shared_facts *facts);

/* Waits until all is delivered, given up, or kept in the queue. Not MGP_OK where something was not delivered or could
 * not be done: the first reason is in error. Always frees; NULL is allowed. */
enum mgp_status mgp_scan_notify_finish(struct mgp_scan_notify *notify, struct mgp_error *error);
/* Ends without delivering what waits in memory. NULL is allowed. */
void mgp_scan_notify_abandon(struct mgp_scan_notify *notify);

#endif
