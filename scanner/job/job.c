#include "scanner/job/job.h"

#include <errno.h>
#include <pthread.h>
#include <time.h>

/* Small files are taken several at a time, up to so many bytes. */
#define BATCH_ENTRIES 16
#define BATCH_BYTES   ((uint64_t)128 * 1024)

struct slot {
    struct mgp_report *report;   /* NULL: not there yet */
    struct mgp_pending *pending; /* what its object still waits for */
};

/* A long object with which others may help. It lives with the worker that scans it. */
struct shared {
    struct mgp_pieces *pieces;
    unsigned helpers;
    bool is_done; /* nothing is left to be cut: no others need to come */
    struct shared *next;
};

/* Workers take entries in order, several small ones at a time, and put their reports into a ring; the thread that
 * runs the job takes the reports out in order. A worker that is a ring's length ahead, or that finds no more entries,
 * helps another one with a long object, or waits. */
struct job {
    struct mgp_source *source;
    const struct mgp_job_options *options;
    pthread_mutex_t lock;       /* guards all below */
    pthread_cond_t reported;    /* the next report in order is there, or there is none */
    pthread_cond_t changed;     /* there may be something to do for a worker */
    struct slot *ring;
    size_t ring_size;
    size_t ring_bytes;          /* what the reports in the ring hold */
    uint64_t listed, written;   /* entries handed to workers; reports handed out */
    struct shared *shared;
    unsigned busy;              /* workers with entries: each may come upon a long one */
    struct mgp_report **spares; /* reports to be used again, ring_size at most */
    size_t spare_count;
    bool is_listing;            /* a worker is at it, without the lock */
    bool is_listed;             /* the listing has ended */
    bool is_stopped;
    enum mgp_status status;
    struct mgp_error error;
};

struct worker {
    struct job *job;
    struct mgp_scan_helpers helpers;
    struct mgp_scanner *scanner; /* made when there is something to scan */
    struct mgp_entry *entries[BATCH_ENTRIES];
    size_t count;
    uint64_t first; /* number of entries[0] */
    struct shared own;
};

/* --- help ---------------------------------------------------------------------------------------------- */

static void open_for_help(void *context, struct mgp_pieces *pieces)
{
    struct worker *worker = context;
    struct job *job = worker->job;
    pthread_mutex_lock(&job->lock);
    worker->own = (struct shared){.pieces = pieces, .next = job->shared};
    job->shared = &worker->own;
    pthread_cond_broadcast(&job->changed);
    pthread_mutex_unlock(&job->lock);
}

static void close_for_help(void *context, struct mgp_pieces *pieces)
{
    struct worker *worker = context;
    struct job *job = worker->job;
    (void)pieces;
    pthread_mutex_lock(&job->lock);
    struct shared **link = &job->shared;
    while (*link != &worker->own) {
        link = &(*link)->next;
    }
    *link = worker->own.next;
    while (worker->own.helpers > 0) {
        pthread_cond_wait(&job->changed, &job->lock);
    }
    pthread_mutex_unlock(&job->lock);
}

static void make_scanner(struct worker *worker)
{
    if (worker->scanner) return;
    struct mgp_scan_options options = worker->job->options->scan;
    worker->helpers =
        (struct mgp_scan_helpers){worker, worker->job->options->threads, open_for_help, close_for_help};
    options.helpers = &worker->helpers;
    worker->scanner = mgp_scanner_create(&options);
}

/* Works on another worker's object; the lock is held before and after. */
static void help(struct worker *worker, struct shared *shared)
{
    struct job *job = worker->job;
    shared->helpers++;
    pthread_mutex_unlock(&job->lock);
    make_scanner(worker);
    mgp_pieces_work(shared->pieces, mgp_scanner_matcher(worker->scanner), true);
    pthread_mutex_lock(&job->lock);
    shared->helpers--;
    shared->is_done = true;
    pthread_cond_broadcast(&job->changed);
}

/* --- entries ------------------------------------------------------------------------------------------- */

static bool has_room(const struct job *job)
{
    return job->listed == job->written ||
           (job->listed - job->written < job->ring_size && job->ring_bytes < MGP_JOB_AHEAD_BYTES);
}

static bool may_follow(const struct mgp_entry *entry, uint64_t bytes)
{
    return entry->is_local && entry->object.has_size && bytes + entry->object.size <= BATCH_BYTES;
}

/* Lists up to most entries; only one worker does at a time. */
static enum mgp_status list_batch(struct worker *worker, size_t most, bool *is_end, struct mgp_error *error)
{
    uint64_t bytes = 0;
    struct mgp_entry *entry;
    worker->count = 0;
    do {
        enum mgp_status status = mgp_source_next(worker->job->source, &entry, error);
        *is_end = status != MGP_OK || !entry;
        if (*is_end) return status;
        worker->entries[worker->count++] = entry;
        bytes += entry->object.size;
    } while (worker->count < most && may_follow(entry, bytes));
    return MGP_OK;
}

static void take_spares(struct worker *worker)
{
    struct job *job = worker->job;
    for (size_t i = 0; i < worker->count && job->spare_count > 0; i++) {
        mgp_scanner_recycle(worker->scanner, job->spares[--job->spare_count]);
    }
}

/* The lock is held before and after, not meanwhile. */
static void take_batch(struct worker *worker)
{
    struct job *job = worker->job;
    struct mgp_error error = {0};
    bool is_end;
    size_t room = job->ring_size - (size_t)(job->listed - job->written);
    job->is_listing = true;
    job->busy++;
    pthread_mutex_unlock(&job->lock);
    make_scanner(worker);
    enum mgp_status status = list_batch(worker, room < BATCH_ENTRIES ? room : BATCH_ENTRIES, &is_end, &error);
    pthread_mutex_lock(&job->lock);
    job->is_listing = false;
    if (status != MGP_OK) {
        job->status = status;
        job->error = error;
    }
    worker->first = job->listed;
    job->listed += worker->count;
    take_spares(worker);
    if (is_end) {
        job->is_listed = true;
        pthread_cond_signal(&job->reported);
    }
    pthread_cond_broadcast(&job->changed);
}

/* Scans the batch; the lock is held before and after, not meanwhile. */
static void scan_batch(struct worker *worker)
{
    struct job *job = worker->job;
    struct slot slots[BATCH_ENTRIES];
    pthread_mutex_unlock(&job->lock);
    for (size_t i = 0; i < worker->count; i++) {
        slots[i].report = mgp_scan_entry(worker->scanner, job->source, worker->entries[i], &slots[i].pending);
        mgp_entry_destroy(worker->entries[i]);
    }
    pthread_mutex_lock(&job->lock);
    for (size_t i = 0; i < worker->count; i++) {
        job->ring[(worker->first + i) % job->ring_size] = slots[i];
        job->ring_bytes += slots[i].report->arena.used_bytes;
    }
    if (job->ring[job->written % job->ring_size].report) pthread_cond_signal(&job->reported);
    job->busy--;
    if (job->is_listed && job->busy == 0) pthread_cond_broadcast(&job->changed);
}

static struct shared *find_shared(const struct job *job)
{
    struct shared *found = NULL;
    for (struct shared *shared = job->shared; shared; shared = shared->next) {
        if (!shared->is_done) found = shared; /* the one that was opened first */
    }
    return found;
}

static void *work(void *context)
{
    struct worker *worker = context;
    struct job *job = worker->job;
    pthread_mutex_lock(&job->lock);
    while (!job->is_stopped && !(job->is_listed && job->busy == 0)) {
        struct shared *shared = find_shared(job);
        if (!job->is_listed && !job->is_listing && has_room(job)) {
            take_batch(worker);
            scan_batch(worker);
        } else if (shared) {
            help(worker, shared);
        } else {
            pthread_cond_wait(&job->changed, &job->lock);
        }
    }
    pthread_mutex_unlock(&job->lock);
    mgp_scanner_destroy(worker->scanner);
    return NULL;
}

/* --- reports ------------------------------------------------------------------------------------------- */

static void wait_for_report(struct job *job)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_nsec += 200 * 1000000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000;
    }
    int waited = pthread_cond_timedwait(&job->reported, &job->lock, &until);
    if (waited != ETIMEDOUT || !job->options->on_tick) return;
    pthread_mutex_unlock(&job->lock);
    job->options->on_tick(job->options->context);
    pthread_mutex_lock(&job->lock);
}

static struct mgp_report *whole_report(struct slot slot)
{
    if (slot.report) mgp_source_complete_end(slot.pending, &slot.report->object, &slot.report->arena);
    return slot.report;
}

/* Gives a report back, if there is one, and waits for the next in order; NULL when there is none left. */
static struct mgp_report *take_report(struct job *job, struct mgp_report *done)
{
    pthread_mutex_lock(&job->lock);
    if (done && job->spare_count < job->ring_size) job->spares[job->spare_count++] = done;
    else mgp_report_destroy(done);
    struct slot *slot = &job->ring[job->written % job->ring_size];
    while (!slot->report && !(job->is_listed && job->written == job->listed)) {
        wait_for_report(job);
    }
    struct slot taken = *slot;
    if (taken.report) {
        bool was_full = !has_room(job);
        *slot = (struct slot){0};
        job->ring_bytes -= taken.report->arena.used_bytes;
        job->written++;
        if (was_full && has_room(job)) pthread_cond_broadcast(&job->changed);
    }
    pthread_mutex_unlock(&job->lock);
    return whole_report(taken);
}

static void stop(struct job *job)
{
    pthread_mutex_lock(&job->lock);
    job->is_stopped = true;
    job->is_listed = true;
    pthread_cond_broadcast(&job->changed);
    pthread_mutex_unlock(&job->lock);
}

static void hand_out_reports(struct job *job)
{
    bool goes_on = true;
    for (struct mgp_report *report = take_report(job, NULL); report; report = take_report(job, report)) {
        if (goes_on && !job->options->on_report(job->options->context, report)) {
            goes_on = false;
            stop(job);
        }
    }
}

/* --- the job ------------------------------------------------------------------------------------------- */

static void init_job(struct job *job, struct mgp_source *source, const struct mgp_job_options *options)
{
    *job = (struct job){.source = source, .options = options, .status = MGP_OK};
    job->ring_size = (size_t)options->threads * MGP_JOB_AHEAD;
    job->ring = mgp_calloc(job->ring_size, sizeof *job->ring);
    job->spares = mgp_calloc(job->ring_size, sizeof *job->spares);
    pthread_mutex_init(&job->lock, NULL);
    pthread_cond_init(&job->reported, NULL);
    pthread_cond_init(&job->changed, NULL);
}

static void clear_job(struct job *job)
{
    for (size_t i = 0; i < job->ring_size; i++) {
        mgp_report_destroy(whole_report(job->ring[i])); /* scanned after the job was stopped */
    }
    while (job->spare_count > 0) {
        mgp_report_destroy(job->spares[--job->spare_count]);
    }
    pthread_cond_destroy(&job->changed);
    pthread_cond_destroy(&job->reported);
    pthread_mutex_destroy(&job->lock);
    free(job->spares);
    free(job->ring);
}

enum mgp_status mgp_job_run(struct mgp_source *source, const struct mgp_job_options *options,
                            struct mgp_error *error)
{
    struct job job;
    pthread_t threads[MGP_MAX_THREADS];
    struct worker *workers = mgp_calloc(options->threads, sizeof *workers);
    unsigned started = 0;
    init_job(&job, source, options);
    while (started < options->threads) {
        struct worker *worker = &workers[started];
        worker->job = &job;
        if (pthread_create(&threads[started], NULL, work, worker) != 0) break;
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
    enum mgp_status status = job.status;
    if (status != MGP_OK && error) *error = job.error;
    clear_job(&job);
    free(workers);
    return status;
}
