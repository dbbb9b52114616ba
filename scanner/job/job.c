#include "scanner/job/job.h"

#include <errno.h>
#include <pthread.h>
#include <time.h>

/* Workers take entries under the lock, in order, and put their reports into a ring; the thread that runs the
 * job takes the reports out in order. A worker that is a ring's length ahead waits. */
struct slot {
    struct mgp_report *report;   /* NULL: not there yet */
    struct mgp_pending *pending; /* what its object still waits for */
};

struct job {
    struct mgp_source *source;
    const struct mgp_job_options *options;
    pthread_mutex_t listing; /* held while an entry is listed, so that state stays free meanwhile */
    pthread_mutex_t lock;    /* guards all below */
    pthread_cond_t reported, taken;
    struct slot *ring;
    size_t ring_size;
    uint64_t listed, written; /* entries handed to workers; reports handed out */
    bool is_listed;           /* the listing has ended */
    bool is_stopped;
    enum mgp_status status;
    struct mgp_error error;
};

/* The next entry and its number; NULL at the end. */
static struct mgp_entry *take_entry(struct job *job, uint64_t *number)
{
    struct mgp_entry *entry = NULL;
    pthread_mutex_lock(&job->listing);
    pthread_mutex_lock(&job->lock);
    while (!job->is_stopped && !job->is_listed && job->listed - job->written >= job->ring_size) {
        pthread_cond_wait(&job->taken, &job->lock);
    }
    bool is_over = job->is_stopped || job->is_listed;
    pthread_mutex_unlock(&job->lock);
    if (!is_over) {
        struct mgp_error error = {0};
        enum mgp_status status = mgp_source_next(job->source, &entry, &error);
        pthread_mutex_lock(&job->lock);
        if (status != MGP_OK) {
            job->status = status;
            job->error = error;
            entry = NULL;
        }
        if (entry) {
            *number = job->listed++;
        } else {
            job->is_listed = true;
            pthread_cond_broadcast(&job->reported);
        }
        pthread_mutex_unlock(&job->lock);
    }
    pthread_mutex_unlock(&job->listing);
    return entry;
}

static void *work(void *context)
{
    struct job *job = context;
    struct mgp_scanner *scanner = mgp_scanner_create(&job->options->scan);
    uint64_t number = 0;
    for (struct mgp_entry *entry = take_entry(job, &number); entry; entry = take_entry(job, &number)) {
        struct mgp_pending *pending;
        struct mgp_report *report = mgp_scan_entry(scanner, job->source, entry, &pending);
        mgp_entry_destroy(entry);
        pthread_mutex_lock(&job->lock);
        job->ring[number % job->ring_size] = (struct slot){report, pending};
        pthread_cond_broadcast(&job->reported);
        pthread_mutex_unlock(&job->lock);
    }
    mgp_scanner_destroy(scanner);
    return NULL;
}

static struct mgp_report *whole_report(struct slot slot)
{
    if (slot.report) mgp_source_complete_end(slot.pending, &slot.report->object, &slot.report->arena);
    return slot.report;
}

/* Waits for the next report in order; NULL when there is none left. */
static struct mgp_report *take_report(struct job *job)
{
    pthread_mutex_lock(&job->lock);
    struct slot *slot = &job->ring[job->written % job->ring_size];
    while (!slot->report && !(job->is_listed && job->written == job->listed)) {
        struct timespec until;
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_nsec += 200 * 1000000;
        if (until.tv_nsec >= 1000000000) {
            until.tv_sec++;
            until.tv_nsec -= 1000000000;
        }
        int waited = pthread_cond_timedwait(&job->reported, &job->lock, &until);
        if (waited == ETIMEDOUT && job->options->on_tick) {
            pthread_mutex_unlock(&job->lock);
            job->options->on_tick(job->options->context);
            pthread_mutex_lock(&job->lock);
        }
    }
    struct slot taken = *slot;
    if (taken.report) {
        *slot = (struct slot){0};
        job->written++;
        pthread_cond_broadcast(&job->taken);
    }
    pthread_mutex_unlock(&job->lock);
    return whole_report(taken);
}

static void stop(struct job *job)
{
    pthread_mutex_lock(&job->lock);
    job->is_stopped = true;
    job->is_listed = true;
    pthread_cond_broadcast(&job->taken);
    pthread_mutex_unlock(&job->lock);
}

static void hand_out_reports(struct job *job)
{
    bool goes_on = true;
    for (struct mgp_report *report = take_report(job); report; report = take_report(job)) {
        if (goes_on && !job->options->on_report(job->options->context, report)) {
            goes_on = false;
            stop(job);
        }
        mgp_report_destroy(report);
    }
}

enum mgp_status mgp_job_run(struct mgp_source *source, const struct mgp_job_options *options,
                            struct mgp_error *error)
{
    struct job job = {.source = source, .options = options, .status = MGP_OK};
    pthread_t threads[MGP_MAX_THREADS];
    unsigned started = 0;
    job.ring_size = (size_t)options->threads * MGP_JOB_AHEAD;
    job.ring = mgp_calloc(job.ring_size, sizeof *job.ring);
    pthread_mutex_init(&job.listing, NULL);
    pthread_mutex_init(&job.lock, NULL);
    pthread_cond_init(&job.reported, NULL);
    pthread_cond_init(&job.taken, NULL);
    while (started < options->threads && pthread_create(&threads[started], NULL, work, &job) == 0) {
        started++;
    }
    if (started > 0) {
        hand_out_reports(&job);
    } else {
        job.status = mgp_fail(&job.error, MGP_IO,
                              "cannot start a thread: use fewer --threads or raise the limit (ulimit -u)");
    }
    for (unsigned i = 0; i < started; i++) {
        pthread_join(threads[i], NULL);
    }
    for (size_t i = 0; i < job.ring_size; i++) {
        mgp_report_destroy(whole_report(job.ring[i])); /* scanned after the job was stopped */
    }
    pthread_cond_destroy(&job.taken);
    pthread_cond_destroy(&job.reported);
    pthread_mutex_destroy(&job.lock);
    pthread_mutex_destroy(&job.listing);
    free(job.ring);
    if (job.status != MGP_OK && error) *error = job.error;
    return job.status;
}
