/* Where magpie notify gets its events from: a file, standard input, a folder, or a file that grows. Each takes all
 * there is (or will be, until it is told to stop) and returns 0, or 2 after a message if something could not be
 * read or accepted. */
#ifndef MGP_CLI_NOTIFY_INPUT_H
#define MGP_CLI_NOTIFY_INPUT_H

#include "notifier/delivery/event_stream.h"
#include "notifier/delivery/notifier.h"

struct mgp_notify_input {
    struct mgp_notifier *notifier;
    const char *path;
    bool is_service; /* a queue that cannot be written is waited for */
    bool once;       /* a folder: only what is there now */
};

/* stream is open, of input->path. */
int mgp_notify_stream(const struct mgp_notify_input *input, struct mgp_event_stream *stream);
int mgp_notify_folder(const struct mgp_notify_input *input);
int mgp_notify_follow(const struct mgp_notify_input *input);

#endif
