/* Putting dead letters back into a queue. The file is moved aside as FILE.redrive first, so that what is given up
 * meanwhile makes a new one; when all its letters are in the queue, on disk, it is removed. Stopped half-way, the
 * next redrive begins with what was left: the queue leaves out what it holds already. */
#ifndef MGP_NOTIFIER_DELIVERY_REDRIVE_H
#define MGP_NOTIFIER_DELIVERY_REDRIVE_H

#include "notifier/delivery/queue.h"

struct mgp_redrive_report {
    uint64_t letters;    /* that were read */
    uint64_t added;      /* to the queue; the rest is in it already, or was delivered since */
    uint64_t unreadable; /* lines that are no dead letters: put back into the file */
    uint64_t first_unreadable; /* its line, from 1 */
};

/* A file that is not there is an empty one. */
enum mgp_status mgp_redrive(struct mgp_queue *queue, const char *path, struct mgp_redrive_report *report,
                            struct mgp_error *error);

/* How many lines a file of dead letters has; 0 if it is not there. */
uint64_t mgp_redrive_count(const char *path);

#endif
