#include "cli/scan_notify.h"

#include <stdatomic.h>

#include "notifier/delivery/intake.h"
#include "notifier/delivery/notifier.h"

#define EVENT_BYTES 4096  /* of most */
#define FACTS_BYTES 16384 /* what a bucket's facts count for, with its first finding */

struct mgp_shared_facts {
    struct mgp_bucket_facts *facts;
    atomic_uint holders;
    bool is_counted; /* by an item; the scan's thread alone asks */
};

struct mgp_scan_notify {
    struct mgp_notifier *notifier;
    struct mgp_intake *intake;
};

struct finding {
    struct mgp_intake_item item;
    struct mgp_report *report;
    struct mgp_finding_context context;
    struct mgp_shared_facts *facts;
};

struct mgp_shared_facts *mgp_shared_facts_create(struct mgp_bucket_facts *facts)
{
    struct mgp_shared_facts *shared = mgp_calloc(1, sizeof *shared);
    shared->facts = facts;
    atomic_init(&shared->holders, 1);
    return shared;
}

const struct mgp_bucket_facts *mgp_shared_facts_of(const struct mgp_shared_facts *shared)
{
    return shared ? shared->facts : NULL;
}

void mgp_shared_facts_release(struct mgp_shared_facts *shared)
{
    if (!shared || atomic_fetch_sub(&shared->holders, 1) > 1) return;
    mgp_bucket_facts_destroy(shared->facts);
    free(shared);
}

enum mgp_status mgp_scan_notify_create(const struct mgp_scan_notify_options *options, struct mgp_scan_notify **out,
                                       struct mgp_error *error)
{
    struct mgp_notifier_options wanted = {
        .rules_path = options->rules_path, .queue_folder = options->queue_folder, .is_quiet = true};
    struct mgp_scan_notify *notify = mgp_calloc(1, sizeof *notify);
    enum mgp_status status = mgp_notifier_create(&wanted, &notify->notifier, error);
    if (status == MGP_OK) status = mgp_intake_create(notify->notifier, &notify->intake, error);
    if (status == MGP_OK) *out = notify;
    else mgp_scan_notify_abandon(notify);
    return status;
}

static void write_event(struct mgp_intake_item *item, struct mgp_buffer *event)
{
    const struct finding *finding = (const struct finding *)item;
    struct mgp_json_writer writer;
    mgp_buffer_reserve(event, EVENT_BYTES);
    mgp_json_writer_init(&writer, event, 0);
    mgp_event_write(&writer, &finding->context, mgp_shared_facts_of(finding->facts), finding->report);
}

static void destroy_finding(struct mgp_intake_item *item)
{
    struct finding *finding = (struct finding *)item;
    mgp_shared_facts_release(finding->facts);
    mgp_finding_copy_destroy(finding->report);
    free(finding);
}

void mgp_scan_notify_offer(struct mgp_scan_notify *notify, const struct mgp_report *report,
                           const struct mgp_finding_context *context, struct mgp_shared_facts *facts)
{
    struct finding *finding = mgp_calloc(1, sizeof *finding);
    struct mgp_report *copy = mgp_finding_copy(report);
    *finding = (struct finding){
        .item = {.bytes = sizeof *finding + sizeof *copy + mgp_arena_held(&copy->arena),
                 .write = write_event, .destroy = destroy_finding},
        .report = copy, .context = *context, .facts = facts};
    if (facts) {
        atomic_fetch_add(&facts->holders, 1);
        if (!facts->is_counted) finding->item.bytes += FACTS_BYTES;
        facts->is_counted = true;
    }
    mgp_intake_offer(notify->intake, &finding->item);
}

static enum mgp_status judge(const struct mgp_notifier_report *report, struct mgp_error *error)
{
    unsigned long long failed = report->failed, all = report->failed + report->delivered;
    if (failed > 0)
        return mgp_fail(error, MGP_IO, "%llu of %llu messages could not be delivered: see the log lines above", failed,
                        all);
    if (report->is_stopped)
        return mgp_fail(error, MGP_DENIED, "a destination is stopped, for nothing can be sent to it now: "
                                           "see the log lines above; the queue keeps what is for it");
    if (report->has_failed)
        return mgp_fail(error, MGP_IO, "the queue or the dead letters could not be written: see the log lines above");
    return MGP_OK;
}

enum mgp_status mgp_scan_notify_finish(struct mgp_scan_notify *notify, struct mgp_error *error)
{
    struct mgp_notifier_report report = {0};
    struct mgp_error later = {0};
    if (!notify) return MGP_OK;
    enum mgp_status status = mgp_intake_finish(notify->intake, error), ended;
    notify->intake = NULL;
    ended = mgp_notifier_finish(notify->notifier, &report, &later);
    if (ended == MGP_OK) ended = judge(&report, &later);
    if (status == MGP_OK && ended != MGP_OK) *error = later;
    mgp_scan_notify_abandon(notify);
    return status == MGP_OK ? ended : status;
}

void mgp_scan_notify_abandon(struct mgp_scan_notify *notify)
{
    if (!notify) return;
    mgp_intake_finish(notify->intake, NULL);
    mgp_notifier_destroy(notify->notifier);
    free(notify);
}
