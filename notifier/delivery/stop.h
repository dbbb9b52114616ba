/* Being told to stop: a signal handler asks, loops that wait see it at once. One for the process. */
#ifndef MGP_NOTIFIER_DELIVERY_STOP_H
#define MGP_NOTIFIER_DELIVERY_STOP_H

#include <stdbool.h>

bool mgp_stop_prepare(void); /* once, before the others; false if there is no pipe to be had */
void mgp_stop_request(void); /* safe in a signal handler */
bool mgp_stop_is_requested(void);

/* Waits until fd (-1: none) can be read, a stop is requested, or the time is over; -1 waits without end. True if fd
 * can be read. */
bool mgp_stop_wait(int fd, int timeout_ms);

#endif
