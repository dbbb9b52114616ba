#include "notifier/delivery/intake.h"

#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>

#define NICENESS 15

struct item {
    struct item *next;
    struct mgp_buffer event;
};

struct mgp_intake {
    struct mgp_notifier *notifier;
    pthread_t thread;
    pthread_mutex_t mutex; /* for those below */
    pthread_cond_t changed;
    struct item *first, **last;
    size_t bytes;
    bool is_closing;

    enum mgp_status status; /* the thread's, until it has ended */
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

/* NULL at the end. Commits before it waits. */
static struct item *take_all(struct mgp_intake *intake)
{
    pthread_mutex_lock(&intake->mutex);
    if (!intake->first) {
        pthread_mutex_unlock(&intake->mutex);
        commit(intake);
        pthread_mutex_lock(&intake->mutex);
    }
    while (!intake->first && !intake->is_closing) pthread_cond_wait(&intake->changed, &intake->mutex);
    struct item *items = intake->first;
    intake->first = NULL;
    intake->last = &intake->first;
    intake->bytes = 0;
    pthread_cond_broadcast(&intake->changed);
    pthread_mutex_unlock(&intake->mutex);
    return items;
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
    for (struct item *items; (items = take_all(intake));) {
        while (items) {
            struct item *item = items;
            struct mgp_error error = {0};
            note(intake, mgp_notifier_accept(intake->notifier, mgp_buffer_slice(&item->event), &error), &error);
            if (mgp_notifier_is_full(intake->notifier)) commit(intake);
            items = item->next;
            mgp_buffer_clear(&item->event);
            free(item);
        }
    }
    return NULL;
}

enum mgp_status mgp_intake_create(struct mgp_notifier *notifier, struct mgp_intake **out, struct mgp_error *error)
{
    struct mgp_intake *intake = mgp_calloc(1, sizeof *intake);
    sigset_t all, before;
    intake->notifier = notifier;
    intake->last = &intake->first;
    pthread_mutex_init(&intake->mutex, NULL);
    pthread_cond_init(&intake->changed, NULL);
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    bool started = pthread_create(&intake->thread, NULL, run, intake) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (started) {
        *out = intake;
        return MGP_OK;
    }
    pthread_cond_destroy(&intake->changed);
    pthread_mutex_destroy(&intake->mutex);
    free(intake);
    return mgp_fail(error, MGP_LIMIT, "a thread cannot be started");
}

void mgp_intake_offer(struct mgp_intake *intake, struct mgp_buffer *event)
{
    struct item *item = mgp_calloc(1, sizeof *item);
    item->event = *event;
    *event = (struct mgp_buffer){0};
    pthread_mutex_lock(&intake->mutex);
    while (intake->first && intake->bytes + item->event.len > MGP_INTAKE_MAX_BYTES)
        pthread_cond_wait(&intake->changed, &intake->mutex);
    bool was_empty = !intake->first;
    *intake->last = item;
    intake->last = &item->next;
    intake->bytes += item->event.len;
    if (was_empty) pthread_cond_broadcast(&intake->changed);
    pthread_mutex_unlock(&intake->mutex);
}

enum mgp_status mgp_intake_finish(struct mgp_intake *intake, struct mgp_error *error)
{
    if (!intake) return MGP_OK;
    pthread_mutex_lock(&intake->mutex);
    intake->is_closing = true;
    pthread_cond_broadcast(&intake->changed);
    pthread_mutex_unlock(&intake->mutex);
    pthread_join(intake->thread, NULL);
    enum mgp_status status = intake->status;
    if (error) *error = intake->error;
    pthread_cond_destroy(&intake->changed);
    pthread_mutex_destroy(&intake->mutex);
    free(intake);
    return status;
}
