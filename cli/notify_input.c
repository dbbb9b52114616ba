#include "cli/notify_input.h"

#include "base/log.h"
#include "cli/arguments.h"
#include "notifier/delivery/event_folder.h"
#include "notifier/delivery/event_follower.h"
#include "notifier/delivery/stop.h"

#define POLL_MS  200  /* how often a folder or a file that grows is looked at */
#define FAULT_MS 1000 /* how often a service tries again what the disk refused */

/* Puts what was gathered into the queue. A service waits until that can be done; false: it could not. */
static bool commit(const struct mgp_notify_input *input, const struct mgp_queue_position *position)
{
    struct mgp_error error = {0};
    bool was_told = false;
    while (mgp_notifier_commit(input->notifier, position, &error) != MGP_OK) {
        if (!was_told) mgp_failure("%s", error.message);
        was_told = true;
        if (!input->is_service || mgp_stop_is_requested()) return false;
        mgp_stop_wait(-1, FAULT_MS);
    }
    return true;
}

struct stream_state {
    const struct mgp_notify_input *input;
    struct mgp_event_stream *stream;
    bool has_failed; /* to commit */
};

static void on_wait(void *context)
{
    struct stream_state *state = context;
    if (!state->has_failed) state->has_failed = !commit(state->input, NULL);
}

static void report_event(const struct stream_state *state, const struct mgp_error *error)
{
    size_t line = 0, column = 0;
    bool is_input = strcmp(state->input->path, "-") == 0;
    mgp_event_stream_place(state->stream, (size_t)error->offset, &line, &column);
    mgp_failure("%s:%zu:%zu: %s", is_input ? "standard input" : state->input->path, line, column, error->message);
}

int mgp_notify_stream(const struct mgp_notify_input *input, struct mgp_event_stream *stream)
{
    struct stream_state state = {.input = input, .stream = stream};
    int status = 0;
    mgp_event_stream_on_wait(stream, on_wait, &state);
    while (!state.has_failed && !mgp_stop_is_requested()) {
        struct mgp_slice event;
        struct mgp_error error = {0};
        enum mgp_event_item item = mgp_event_stream_next(stream, &event, &error);
        if (item == MGP_EVENT_END) break;
        if (item == MGP_EVENT_FAILED) return mgp_failure("%s", error.message);
        if (item == MGP_EVENT_FAULT || mgp_notifier_accept(input->notifier, event, &error) != MGP_OK) {
            report_event(&state, &error);
            status = 2;
        }
        if (mgp_notifier_is_full(input->notifier)) on_wait(&state);
    }
    if (!state.has_failed) on_wait(&state);
    return state.has_failed ? 2 : status;
}

/* One file of a folder: its events are in the queue before it is put away. */
static int take_file(const struct mgp_notify_input *folder, const char *path)
{
    struct mgp_event_stream *stream = NULL;
    struct mgp_error error = {0};
    struct mgp_notify_input input = *folder;
    input.path = path;
    if (mgp_event_stream_open(path, &stream, &error) != MGP_OK) return mgp_failure("%s", error.message);
    int status = mgp_notify_stream(&input, stream);
    mgp_event_stream_close(stream);
    return status;
}

int mgp_notify_folder(const struct mgp_notify_input *input)
{
    int status = 0;
    while (!mgp_stop_is_requested()) {
        struct mgp_error error = {0};
        char *path = NULL;
        if (mgp_event_folder_next(input->path, &path, &error) != MGP_OK) return mgp_failure("%s", error.message);
        if (!path && input->once) break;
        if (!path) {
            mgp_stop_wait(-1, POLL_MS);
            continue;
        }
        int taken = take_file(input, path);
        if (taken != 0) status = 2;
        bool fine = commit(input, NULL) && !mgp_stop_is_requested();
        if (fine && mgp_event_folder_put_away(input->path, path, taken != 0, &error) != MGP_OK) {
            mgp_failure("%s", error.message);
            fine = false;
            status = 2;
        }
        free(path);
        if (!fine) return mgp_stop_is_requested() ? status : 2;
    }
    return status;
}

/* All lines that are there now. */
static bool take_lines(const struct mgp_notify_input *input, struct mgp_event_follower *follower, int *status,
                       bool *was_told)
{
    struct mgp_queue_position position;
    enum mgp_follow_item item;
    do {
        struct mgp_slice line;
        struct mgp_error error = {0};
        item = mgp_event_follower_next(follower, &line, &error);
        if (item == MGP_FOLLOW_LINE && mgp_notifier_accept(input->notifier, line, &error) != MGP_OK) {
            bool is_known = mgp_event_follower_position(follower, &position);
            mgp_failure("%s: the line that ends at byte %llu: %s", input->path,
                        is_known ? (unsigned long long)position.offset : 0, error.message);
            *status = 2;
        }
        if (item == MGP_FOLLOW_FAULT || (item == MGP_FOLLOW_FAILED && !*was_told)) {
            mgp_failure("%s", error.message);
            *status = 2;
        }
        *was_told = item == MGP_FOLLOW_FAILED;
        bool is_pause = item == MGP_FOLLOW_NOTHING || item == MGP_FOLLOW_FAILED;
        bool has_moved = mgp_event_follower_has_moved(follower);
        if (!has_moved || (!is_pause && !mgp_notifier_is_full(input->notifier))) continue;
        bool has_place = mgp_event_follower_position(follower, &position);
        if (!commit(input, has_place ? &position : NULL)) return false;
        mgp_event_follower_note_commit(follower);
    } while (item != MGP_FOLLOW_NOTHING && item != MGP_FOLLOW_FAILED && !mgp_stop_is_requested());
    return true;
}

int mgp_notify_follow(const struct mgp_notify_input *input)
{
    struct mgp_event_follower *follower = NULL;
    struct mgp_queue_position position;
    struct mgp_error error = {0};
    int status = 0;
    bool was_told = false; /* that the file cannot be read: once, until it can */
    enum mgp_status found = mgp_queue_position(mgp_notifier_queue(input->notifier), input->path, &position, &error);
    if (found != MGP_OK && found != MGP_GONE) return mgp_failure("%s", error.message);
    mgp_event_follower_open(input->path, found == MGP_OK ? &position : NULL, &follower);
    while (!mgp_stop_is_requested() && take_lines(input, follower, &status, &was_told)) mgp_stop_wait(-1, POLL_MS);
    mgp_event_follower_close(follower);
    return status;
}
