/* Events from a file or standard input, one after the other: one a line (JSON Lines), or, where the first
 * line is not a whole value, written over several lines: one event, several in a row, or an array of them.
 * An array may stand on a line too. Lines are read as they come; memory is bounded by the longest. */
#ifndef MGP_NOTIFIER_DELIVERY_EVENT_STREAM_H
#define MGP_NOTIFIER_DELIVERY_EVENT_STREAM_H

#include "base/slice.h"
#include "base/status.h"

#define MGP_EVENT_DOCUMENT_MAX_BYTES (16u << 20) /* a line, or events over several lines all together */

struct mgp_event_stream;

enum mgp_event_item {
    MGP_EVENT_END,
    MGP_EVENT_ONE,
    MGP_EVENT_FAULT, /* what stands at line and column cannot be an event; the stream may go on */
    MGP_EVENT_FAILED /* the file cannot be read on */
};

/* "-" is standard input. A stop that is requested (stop.h) ends the stream: what was read is the end. */
enum mgp_status mgp_event_stream_open(const char *path, struct mgp_event_stream **out, struct mgp_error *error);

/* *event is valid until the next call. */
enum mgp_event_item mgp_event_stream_next(struct mgp_event_stream *stream, struct mgp_slice *event,
                                          struct mgp_error *error);

/* Line and column, from 1, of a byte of the last event, or of the last fault (offset 0). */
void mgp_event_stream_place(const struct mgp_event_stream *stream, size_t offset, size_t *line, size_t *column);

/* Called before a wait for more of a pipe or terminal: the time to pass on what was gathered. */
void mgp_event_stream_on_wait(struct mgp_event_stream *stream, void (*hook)(void *context), void *context);

void mgp_event_stream_close(struct mgp_event_stream *stream);

#endif
