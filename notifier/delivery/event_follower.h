/* A file of events, one a line, that grows: read like tail -F. A line counts when its end is there. When the file is
 * moved away and made anew (rotated), what is left of the old one is read first, also when that happened while nobody
 * was looking, as long as the old one still stands beside it under a name that begins with its own (events.jsonl.1).
 * When it is cut short (copytruncate) it is read from its beginning.
 *
 * Never waits. Not for threads to share. */
#ifndef MGP_NOTIFIER_DELIVERY_EVENT_FOLLOWER_H
#define MGP_NOTIFIER_DELIVERY_EVENT_FOLLOWER_H

#include "notifier/delivery/queue.h"

struct mgp_event_follower;

enum mgp_follow_item {
    MGP_FOLLOW_NOTHING, /* no whole line is there now */
    MGP_FOLLOW_LINE,
    MGP_FOLLOW_FAULT,   /* a line that is too long was passed over */
    MGP_FOLLOW_FAILED   /* the file cannot be read now */
};

/* position: where to go on (NULL, or a file that is not found any more: at the beginning). The file need not be
 * there yet. */
void mgp_event_follower_open(const char *path, const struct mgp_queue_position *position,
                             struct mgp_event_follower **out);
/* *line, which is not blank, is valid until the next call. */
enum mgp_follow_item mgp_event_follower_next(struct mgp_event_follower *follower, struct mgp_slice *line,
                                             struct mgp_error *error);
/* Where the last item ends. False before anything was read. */
bool mgp_event_follower_position(const struct mgp_event_follower *follower, struct mgp_queue_position *out);
/* Was anything read since note_commit? */
bool mgp_event_follower_has_moved(const struct mgp_event_follower *follower);
void mgp_event_follower_note_commit(struct mgp_event_follower *follower);
void mgp_event_follower_close(struct mgp_event_follower *follower);

#endif
