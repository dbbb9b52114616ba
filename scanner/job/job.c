#include "scanner/job/job.h"

#include <errno.h>
#include <pthread.h>
#include <time.h>

/* Small files are taken several at a time, up to so many bytes. */
#define BATCH_ENTRIES MGP_SCAN_BATCH
#define BATCH_BYTES   ((uint64_t)256 * 1024)
/* Reports that are handed out between two looks at the ring. */
#define HAND_OUT 64

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

/* Workers take entries in order, a batch of small ones at a time, and put their reports into a ring; the thread that
 * runs the job takes the reports out in order. A worker that is a ring's length ahead, or that finds no more entries,
 * helps another one with a long object, or sleeps.
 *
 * To wake a thread costs as much as to scan a small file, so it is done seldom: the thread that runs the job is woken
 * when many reports wait for it, and else looks for itself a few times a second; a worker only when there is room for a
 * whole batch, and one at a time, which wakes the next. Likewise a worker's thread is started only when there is
 * something to do for it: a single small file needs one. */
struct job {
    struct mgp_source *source;
    const struct mgp_job_options *options;
    pthread_mutex_t lock;       /* guards all below */
    pthread_cond_t reported;    /* many reports are there, or there will be none any more */
    pthread_cond_t changed;     /* there may be something to do for a worker */
    pthread_cond_t helped;      /* a helper is done with another's object */
    pthread_t threads[MGP_MAX_THREADS]; /* of the workers that were started */
    unsigned started, most;     /* no more than most are */
    unsigned sleeping;          /* workers that wait for changed */
    struct slot *ring;
    size_t ring_size;
    size_t ring_bytes;          /* what the reports in the ring hold */
    uint64_t listed;            /* entries handed to workers */
    uint64_t taken, written;    /* reports taken out of the ring, and those of them that were handed out */
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
    struct mgp_entry *entries[BATCH_ENTRIES]; /* local ones stay when they are scanned, to be used again */
    size_t count;
    uint64_t first; /* number of entries[0] */
    struct mgp_report *spares[BATCH_ENTRIES]; /* for their reports */
    size_t spare_count;
    struct shared own;
};

/* --- threads ------------------------------------------------------------------------------------------- */

static void *work(void *context);

/* Where no more threads are to be had, those that run have to do. The lock is held. */
static void start_worker(struct job *job)
{
    if (job->started == job->most) return;
    if (pthread_create(&job->threads[job->started], NULL, work, job) == 0) job->started++;
    else job->most = job->started;
}

/* Waits for all workers to end: those that still run may start others. */
static void join_workers(struct job *job)
{
    pthread_mutex_lock(&job->lock);
    for (unsigned i = 0; i < job->started; i++) {
        pthread_t thread = job->threads[i];
        pthread_mutex_unlock(&job->lock);
        pthread_join(thread, NULL);
        pthread_mutex_lock(&job->lock);
    }
    pthread_mutex_unlock(&job->lock);
}

/* --- help ---------------------------------------------------------------------------------------------- */

static void open_for_help(void *context, struct mgp_pieces *pieces)
{
    struct worker *worker = context;
    struct job *job = worker->job;
    pthread_mutex_lock(&job->lock);
    worker->own = (struct shared){.pieces = pieces, .next = job->shared};
    job->shared = &worker->own;
    pthread_cond_broadcast(&job->changed);
    while (job->started < job->most) {
        start_worker(job);
    }
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
        pthread_cond_wait(&job->helped, &job->lock);
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
    shared->is_done = true;
    if (--shared->helpers == 0) pthread_cond_broadcast(&job->helped);
}

/* --- entries ------------------------------------------------------------------------------------------- */

static uint64_t ahead(const struct job *job)
{
    return job->listed - job->written;
}

/* Is there room for a whole batch? */
static bool has_room(const struct job *job)
{
    return ahead(job) == 0 ||
           (ahead(job) + BATCH_ENTRIES <= job->ring_size && job->ring_bytes < MGP_JOB_AHEAD_BYTES);
}

static bool can_list(const struct job *job)
{
    return !job->is_listed && !job->is_listing && has_room(job);
}

/* Wakes or starts a worker that can list the next batch. */
static void wake_one(struct job *job)
{
    if (!can_list(job)) return;
    if (job->sleeping > 0) pthread_cond_signal(&job->changed);
    else start_worker(job);
}

static bool is_over(const struct job *job)
{
    return job->is_stopped || (job->is_listed && job->busy == 0);
}

static bool is_report_next(const struct job *job)
{
    return job->ring[job->taken % job->ring_size].report != NULL;
}

/* Is it worth to wake the thread that hands out reports? */
static bool are_reports_due(const struct job *job)
{
    if (is_over(job)) return true;
    return is_report_next(job) && (ahead(job) >= job->ring_size / 2 || job->ring_bytes >= MGP_JOB_AHEAD_BYTES / 2);
}

static bool may_follow(const struct mgp_entry *entry, uint64_t bytes)
{
    return entry->is_local && entry->object.has_size && bytes + entry->object.size <= BATCH_BYTES;
}

/* Gives the last batch's entries back, for which it needs to be the one that lists, and lists the next. */
static enum mgp_status list_batch(struct worker *worker, bool *is_end, struct mgp_error *error)
{
    uint64_t bytes = 0;
    struct mgp_entry *entry;
    while (worker->count > 0) {
        mgp_source_recycle(worker->job->source, worker->entries[--worker->count]);
    }
    do {
        enum mgp_status status = mgp_source_next(worker->job->source, &entry, error);
        *is_end = status != MGP_OK || !entry;
        if (*is_end) return status;
        worker->entries[worker->count++] = entry;
        bytes += entry->object.size;
    } while (worker->count < BATCH_ENTRIES && may_follow(entry, bytes));
    return MGP_OK;
}

static void take_spares(struct worker *worker)
{
    struct job *job = worker->job;
    while (worker->spare_count < worker->count && job->spare_count > 0) {
        worker->spares[worker->spare_count++] = job->spares[--job->spare_count];
    }
}

/* The lock is held before and after, not meanwhile. */
static void take_batch(struct worker *worker)
{
    struct job *job = worker->job;
    struct mgp_error error = {0};
    bool is_end;
    job->is_listing = true;
    job->busy++;
    pthread_mutex_unlock(&job->lock);
    make_scanner(worker);
    enum mgp_status status = list_batch(worker, &is_end, &error);
    pthread_mutex_lock(&job->lock);
    job->is_listing = false;
    if (status != MGP_OK) {
        job->status = status;
        job->error = error;
    }
    worker->first = job->listed;
    job->listed += worker->count;
    take_spares(worker);
    if (is_end) job->is_listed = true;
    wake_one(job);
}

/* Puts the batch's reports into the ring. */
static void put_reports(struct worker *worker, const struct slot *slots)
{
    struct job *job = worker->job;
    for (size_t i = 0; i < worker->count; i++) {
        job->ring[(worker->first + i) % job->ring_size] = slots[i];
        job->ring_bytes += slots[i].report->arena.used_bytes;
    }
    job->busy--;
}

/* Scans the batch; the lock is held before and after, not meanwhile. */
static void scan_batch(struct worker *worker)
{
    struct job *job = worker->job;
    struct slot slots[BATCH_ENTRIES];
    bool is_alone = worker->count == 1; /* large, or from a server: it took its time, and is told at once */
    pthread_mutex_unlock(&job->lock);
    while (worker->spare_count > 0) {
        mgp_scanner_recycle(worker->scanner, worker->spares[--worker->spare_count]);
    }
    if (worker->count > 1) mgp_scanner_begin_batch(worker->scanner);
    for (size_t i = 0; i < worker->count; i++) {
        slots[i].report = mgp_scan_entry(worker->scanner, job->source, worker->entries[i], &slots[i].pending);
        if (worker->entries[i]->is_local) continue;
        mgp_entry_destroy(worker->entries[i]); /* the source waits for what it holds */
        worker->entries[i] = NULL;
    }
    mgp_scanner_end_batch(worker->scanner);
    pthread_mutex_lock(&job->lock);
    put_reports(worker, slots);
    if (are_reports_due(job) || (is_alone && is_report_next(job))) pthread_cond_signal(&job->reported);
    if (is_over(job) && job->sleeping > 0) pthread_cond_broadcast(&job->changed);
}

static struct shared *find_shared(const struct job *job)
{
    struct shared *found = NULL;
    for (struct shared *shared = job->shared; shared; shared = shared->next) {
        if (!shared->is_done) found = shared; /* the one that was opened first */
    }
    return found;
}

static void sleep_until_changed(struct job *job)
{
    job->sleeping++;
    pthread_cond_wait(&job->changed, &job->lock);
    job->sleeping--;
}

static void *work(void *context)
{
    struct job *job = context;
    struct worker worker = {.job = job};
    pthread_mutex_lock(&job->lock);
    while (!is_over(job)) {
        struct shared *shared = find_shared(job);
        if (can_list(job)) {
            take_batch(&worker);
            scan_batch(&worker);
        } else if (shared) {
            help(&worker, shared);
        } else {
            sleep_until_changed(job);
        }
    }
    pthread_mutex_unlock(&job->lock);
    while (worker.count > 0) {
        mgp_entry_destroy(worker.entries[--worker.count]);
    }
    mgp_scanner_destroy(worker.scanner);
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

/* Reports that were taken out of the ring together. */
struct hand {
    struct slot slots[HAND_OUT];
    size_t count;
    size_t bytes; /* what they held in the ring */
};

/* Gives the reports back that were handed out, which makes room. */
static void give_back(struct job *job, struct hand *hand)
{
    for (size_t i = 0; i < hand->count; i++) {
        struct mgp_report *report = hand->slots[i].report;
        if (job->spare_count < job->ring_size) job->spares[job->spare_count++] = report;
        else mgp_report_destroy(report);
    }
    job->written += hand->count;
    job->ring_bytes -= hand->bytes;
    *hand = (struct hand){0};
    wake_one(job);
}

/* Takes the next reports in order out of the ring, when they are there. */
static void take_reports(struct job *job, struct hand *hand)
{
    while (hand->count < HAND_OUT && is_report_next(job)) {
        struct slot *slot = &job->ring[job->taken++ % job->ring_size];
        hand->slots[hand->count++] = *slot;
        hand->bytes += slot->report->arena.used_bytes;
        *slot = (struct slot){0};
    }
}

/* Waits for reports if there are none; the hand is empty when there will be none. */
static void exchange_reports(struct job *job, struct hand *hand)
{
    pthread_mutex_lock(&job->lock);
    give_back(job, hand);
    while (!is_report_next(job) && !(job->is_listed && job->taken == job->listed)) {
        wait_for_report(job);
    }
    take_reports(job, hand);
    pthread_mutex_unlock(&job->lock);
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
    struct hand hand = {0};
    bool goes_on = true;
    do {
        exchange_reports(job, &hand);
        for (size_t i = 0; i < hand.count; i++) {
            const struct mgp_report *report = whole_report(hand.slots[i]);
            if (!goes_on || job->options->on_report(job->options->context, report)) continue;
            goes_on = false;
            stop(job);
        }
    } while (hand.count > 0);
}

/* --- the job ------------------------------------------------------------------------------------------- */

static void init_job(struct job *job, struct mgp_source *source, const struct mgp_job_options *options)
{
    *job = (struct job){.source = source, .options = options, .most = options->threads, .status = MGP_OK};
    job->ring_size = (size_t)options->threads * MGP_JOB_AHEAD;
    job->ring = mgp_calloc(job->ring_size, sizeof *job->ring);
    job->spares = mgp_calloc(job->ring_size, sizeof *job->spares);
    pthread_mutex_init(&job->lock, NULL);
    pthread_cond_init(&job->reported, NULL);
    pthread_cond_init(&job->changed, NULL);
    pthread_cond_init(&job->helped, NULL);
}

static void clear_job(struct job *job)
{
    for (size_t i = 0; i < job->ring_size; i++) {
        mgp_report_destroy(whole_report(job->ring[i])); /* scanned after the job was stopped */
    }
    while (job->spare_count > 0) {
        mgp_report_destroy(job->spares[--job->spare_count]);
    }
    pthread_cond_destroy(&job->helped);
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
    init_job(&job, source, options);
    pthread_mutex_lock(&job.lock);
    start_worker(&job);
    bool is_running = job.started > 0;
    pthread_mutex_unlock(&job.lock);
    if (is_running) {
        hand_out_reports(&job);
    } else {
        job.status = mgp_fail(&job.error, MGP_IO,
                              "cannot start a thread: use fewer --threads or raise the limit (ulimit -u)");
    }
    join_workers(&job);
    enum mgp_status status = job.status;
    if (status != MGP_OK && error) *error = job.error;
    clear_job(&job);
    return status;
}
