#include "notifier/delivery/intake.h"

#include <sys/resource.h>
#include <time.h>

#include "notifier/delivery/quiet_thread.h"

#define NICENESS   15
#define GATHER     64 /* items: fewer are waited for a little, so that waking the thread and committing are paid once */
#define GATHER_MS  20

struct mgp_intake {
    struct mgp_notifier *notifier;
    pthread_t thread;
    pthread_mutex_t mutex; /* for those below */
    pthread_cond_t offered, taken;
    struct mgp_intake_item *first, **last;
    size_t bytes, count;
    size_t wanted;         /* items for which the thread is to be woken; 0: it is at work */
    bool is_room_wanted;
    bool is_closing;

    struct mgp_buffer event; /* the one at hand; like those below the thread's, until it has ended */
    enum mgp_status status;
    struct mgp_error error;
};

static void note(struct mgp_intake *intake, enum mgp_status status, const struct mgp_error *error)
{
    if (status == MGP_OK || intake->status != MGP_OK) return;
    intake->status = status;
    intake->error = *error;
}

static void commit(struct mgp_intake *intake)
{
    struct mgp_error error = {0};
    note(intake, mgp_notifier_commit(intake->notifier, NULL, &error), &error);
}

/* All with the mutex held. */
static struct mgp_intake_item *take_first(struct mgp_intake *intake)
{
    struct mgp_intake_item *item = intake->first;
    if (!item) return NULL;
    intake->first = item->next;
    if (!item->next) intake->last = &intake->first;
    intake->bytes -= item->bytes;
    intake->count--;
    if (intake->is_room_wanted) pthread_cond_signal(&intake->taken);
    intake->is_room_wanted = false;
    return item;
}

static void await_items(struct mgp_intake *intake)
{
    struct timespec until;
    intake->wanted = 1;
    while (!intake->first && !intake->is_closing) pthread_cond_wait(&intake->offered, &intake->mutex);
    intake->wanted = GATHER;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += GATHER_MS * 1000000;
    until.tv_sec += until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    while (intake->count < GATHER && !intake->is_room_wanted && !intake->is_closing)
        if (pthread_cond_timedwait(&intake->offered, &intake->mutex, &until) != 0) break;
    intake->wanted = 0;
}

/* NULL at the end. Commits before it waits. */
static struct mgp_intake_item *take(struct mgp_intake *intake)
{
    struct mgp_intake_item *item = NULL;
    pthread_mutex_lock(&intake->mutex);
    if (!intake->first && !intake->is_closing) {
        pthread_mutex_unlock(&intake->mutex);
        commit(intake);
        pthread_mutex_lock(&intake->mutex);
        await_items(intake);
    }
    if (!intake->is_closing) item = take_first(intake);
    pthread_mutex_unlock(&intake->mutex);
    return item;
}

static void accept(struct mgp_intake *intake, struct mgp_intake_item *item)
{
    struct mgp_error error = {0};
    intake->event.len = 0;
    item->write(item, &intake->event);
    item->destroy(item);
    note(intake, mgp_notifier_accept(intake->notifier, mgp_buffer_slice(&intake->event), &error), &error);
    if (mgp_notifier_is_full(intake->notifier)) commit(intake);
}

/* Whoever offers comes first. Only Linux has a priority for each thread. */
static void give_way(void)
{
#ifdef __linux__
    if (setpriority(PRIO_PROCESS, 0, NICENESS) != 0) return; /* then as it is */
#endif
}

static void *run(void *context)
{
    struct mgp_intake *intake = context;
    give_way();
    for (struct mgp_intake_item *item; (item = take(intake));) accept(intake, item);
    return NULL;
}

static void destroy(struct mgp_intake *intake)
{
    pthread_cond_destroy(&intake->offered);
    pthread_cond_destroy(&intake->taken);
    pthread_mutex_destroy(&intake->mutex);
    mgp_buffer_clear(&intake->event);
    free(intake);
}

enum mgp_status mgp_intake_create(struct mgp_notifier *notifier, struct mgp_intake **out, struct mgp_error *error)
{
    struct mgp_intake *intake = mgp_calloc(1, sizeof *intake);
    intake->notifier = notifier;
    intake->last = &intake->first;
    pthread_mutex_init(&intake->mutex, NULL);
    mgp_monotonic_condition_init(&intake->offered);
    mgp_monotonic_condition_init(&intake->taken);
    if (mgp_quiet_thread_start(&intake->thread, run, intake)) {
        *out = intake;
        return MGP_OK;
    }
    destroy(intake);
    return mgp_fail(error, MGP_LIMIT, "a thread cannot be started");
}

void mgp_intake_offer(struct mgp_intake *intake, struct mgp_intake_item *item)
{
    item->next = NULL;
    pthread_mutex_lock(&intake->mutex);
    while (intake->first && intake->bytes + item->bytes > MGP_INTAKE_MAX_BYTES) {
        intake->is_room_wanted = true;
        pthread_cond_signal(&intake->offered);
        pthread_cond_wait(&intake->taken, &intake->mutex);
    }
    *intake->last = item;
    intake->last = &item->next;
    intake->bytes += item->bytes;
    intake->count++;
    if (intake->count == intake->wanted) pthread_cond_signal(&intake->offered);
    pthread_mutex_unlock(&intake->mutex);
}

enum mgp_status mgp_intake_finish(struct mgp_intake *intake, struct mgp_error *error)
{
    if (!intake) return MGP_OK;
    pthread_mutex_lock(&intake->mutex);
    intake->is_closing = true;
    pthread_cond_signal(&intake->offered);
    pthread_mutex_unlock(&intake->mutex);
    pthread_join(intake->thread, NULL);
    for (struct mgp_intake_item *item; (item = take_first(intake));) accept(intake, item);
    commit(intake);
    enum mgp_status status = intake->status;
    if (error) *error = intake->error;
    destroy(intake);
    return status;
}
