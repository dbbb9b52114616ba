/* Threads that take no signals: those are for the main thread, and SIGPIPE of a connection that was reset is for
 * nobody. */
#ifndef MGP_NOTIFIER_DELIVERY_QUIET_THREAD_H
#define MGP_NOTIFIER_DELIVERY_QUIET_THREAD_H

#include <pthread.h>
#include <stdbool.h>

bool mgp_quiet_thread_start(pthread_t *thread, void *(*run)(void *context), void *context);

/* A condition whose timed waits run on the monotonic clock. */
void mgp_monotonic_condition_init(pthread_cond_t *condition);

#endif
