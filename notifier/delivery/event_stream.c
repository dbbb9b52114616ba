#include "notifier/delivery/event_stream.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/json.h"
#include "notifier/delivery/stop.h"

#define READ_BYTES 65536

enum shape {
    SHAPE_UNKNOWN, /* nothing but blank lines so far */
    SHAPE_LINES,
    SHAPE_DOCUMENT /* the whole input is in buffer */
};

struct mgp_event_stream {
    const char *path;
    int fd;
    enum shape shape;
    struct mgp_buffer buffer;
    size_t at;       /* in buffer: what was taken ends here */
    size_t searched; /* in buffer: no line ends between at and here */
    size_t line;     /* of the byte at */
    size_t column;   /* of the byte at, in SHAPE_DOCUMENT */
    bool is_at_end;
    bool is_broken; /* a document that cannot be read on */

    /* An array whose items are handed out one by one. */
    struct mgp_arena arena;
    const struct mgp_json *array;
    struct mgp_slice array_text;
    size_t array_item, array_line, array_column;

    void (*on_wait)(void *context);
    void *on_wait_context;

    size_t last_line, last_column; /* of the last event or fault */
    struct mgp_slice last;
};

enum mgp_status mgp_event_stream_open(const char *path, struct mgp_event_stream **out, struct mgp_error *error)
{
    int fd = strcmp(path, "-") == 0 ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return mgp_fail(error, errno == ENOENT ? MGP_GONE : MGP_IO, "%s: %s", path, strerror(errno));
    struct mgp_event_stream *stream = mgp_calloc(1, sizeof *stream);
    *stream = (struct mgp_event_stream){.path = path, .fd = fd, .line = 1, .column = 1};
    *out = stream;
    return MGP_OK;
}

void mgp_event_stream_close(struct mgp_event_stream *stream)
{
    if (!stream) return;
    if (stream->fd != STDIN_FILENO) close(stream->fd);
    mgp_buffer_clear(&stream->buffer);
    mgp_arena_clear(&stream->arena);
    free(stream);
}

void mgp_event_stream_place(const struct mgp_event_stream *stream, size_t offset, size_t *line, size_t *column)
{
    mgp_line_column(stream->last, offset, line, column);
    if (*line == 1) *column += stream->last_column - 1;
    *line += stream->last_line - 1;
}

void mgp_event_stream_on_wait(struct mgp_event_stream *stream, void (*hook)(void *context), void *context)
{
    stream->on_wait = hook;
    stream->on_wait_context = context;
}

/* Waits until there is something to read; false when a stop was requested. */
static bool wait_for_input(struct mgp_event_stream *stream)
{
    struct pollfd input = {.fd = stream->fd, .events = POLLIN};
    if (mgp_stop_is_requested()) return false;
    if (poll(&input, 1, 0) != 0) return true;
    if (stream->on_wait) stream->on_wait(stream->on_wait_context);
    while (!mgp_stop_wait(stream->fd, -1))
        if (mgp_stop_is_requested()) return false;
    return true;
}

/* Forgets what was taken, and reads more behind the rest. */
static enum mgp_status fill(struct mgp_event_stream *stream, struct mgp_error *error)
{
    struct mgp_buffer *buffer = &stream->buffer;
    if (stream->at > 0) {
        memmove(buffer->ptr, buffer->ptr + stream->at, buffer->len - stream->at);
        buffer->len -= stream->at;
        stream->searched -= stream->at;
        stream->at = 0;
    }
    mgp_buffer_reserve(buffer, READ_BYTES);
    ssize_t got = 0;
    if (wait_for_input(stream)) do {
            got = read(stream->fd, buffer->ptr + buffer->len, READ_BYTES);
        } while (got < 0 && errno == EINTR);
    if (got < 0)
        return mgp_fail(error, MGP_IO, "%s: %s", strcmp(stream->path, "-") == 0 ? "standard input" : stream->path,
                        strerror(errno));
    buffer->len += (size_t)got;
    stream->is_at_end = got == 0;
    return MGP_OK;
}

static bool is_blank(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static struct mgp_slice trim(struct mgp_slice text)
{
    while (text.len > 0 && is_blank(text.ptr[text.len - 1])) text.len--;
    while (text.len > 0 && is_blank(text.ptr[0])) text = mgp_slice_sub(text, 1, text.len);
    return text;
}

static void remember(struct mgp_event_stream *stream, struct mgp_slice text, size_t line, size_t column)
{
    stream->last = text;
    stream->last_line = line;
    stream->last_column = column;
}

/* Takes the next line, without its end. A line that is too long is dropped as it is read. */
static enum mgp_event_item next_line(struct mgp_event_stream *stream, struct mgp_slice *out, struct mgp_error *error)
{
    struct mgp_buffer *buffer = &stream->buffer;
    bool is_too_long = false;
    for (;;) {
        size_t left = buffer->len - stream->searched;
        uint8_t *end = left ? memchr(buffer->ptr + stream->searched, '\n', left) : NULL;
        size_t length = (end ? (size_t)(end - buffer->ptr) : buffer->len) - stream->at;
        bool is_whole = end || (stream->is_at_end && (length > 0 || is_too_long));
        is_too_long = is_too_long || length > MGP_EVENT_DOCUMENT_MAX_BYTES;
        if (is_whole) {
            *out = mgp_slice_of(buffer->ptr + stream->at, length);
            stream->at += length + (end != NULL);
            stream->searched = stream->at;
            remember(stream, is_too_long ? MGP_LITERAL("") : *out, stream->line++, 1);
            if (!is_too_long) return MGP_EVENT_ONE;
            mgp_fail(error, MGP_LIMIT, "the line is longer than %u bytes", MGP_EVENT_DOCUMENT_MAX_BYTES);
            return MGP_EVENT_FAULT;
        }
        if (stream->is_at_end) return MGP_EVENT_END;
        if (is_too_long) stream->at = buffer->len;
        stream->searched = buffer->len;
        if (fill(stream, error) != MGP_OK) return MGP_EVENT_FAILED;
    }
}

static enum mgp_event_item next_of_array(struct mgp_event_stream *stream, struct mgp_slice *event)
{
    const struct mgp_json *item = stream->array->items[stream->array_item++];
    size_t line = 1, column = 1;
    mgp_line_column(stream->array_text, item->offset, &line, &column);
    if (line == 1) column += stream->array_column - 1;
    *event = mgp_slice_sub(stream->array_text, item->offset, item->end);
    remember(stream, *event, line + stream->array_line - 1, column);
    if (stream->array_item == stream->array->count) {
        stream->array = NULL;
        mgp_arena_reset(&stream->arena);
    }
    return MGP_EVENT_ONE;
}

/* Text that begins with '[': true if it is an array with items, which next_of_array hands out from now on. */
static bool open_array(struct mgp_event_stream *stream, struct mgp_slice text, size_t line, size_t column)
{
    struct mgp_json *json = NULL;
    mgp_arena_reset(&stream->arena);
    if (mgp_json_parse(&stream->arena, text, &json, NULL) != MGP_OK || json->count == 0) return false;
    stream->array = json;
    stream->array_text = text;
    stream->array_item = 0;
    stream->array_line = line;
    stream->array_column = column;
    return true;
}

static bool is_empty_array(struct mgp_slice text)
{
    text = trim(text);
    return text.len >= 2 && text.ptr[0] == '[' && text.ptr[text.len - 1] == ']' &&
           trim(mgp_slice_sub(text, 1, text.len - 1)).len == 0;
}

/* Cuts the next value of a document from its rest. What follows the value is where the reader says that it
 * expected the end. */
static bool cut_value(struct mgp_event_stream *stream, struct mgp_slice rest, struct mgp_slice *value,
                      struct mgp_error *error)
{
    struct mgp_json *json = NULL;
    mgp_arena_reset(&stream->arena);
    *value = trim(rest);
    if (mgp_json_parse(&stream->arena, rest, &json, error) == MGP_OK) return true;
    size_t end = error->offset < rest.len ? (size_t)error->offset : rest.len;
    mgp_arena_reset(&stream->arena);
    *value = trim(mgp_slice_sub(rest, 0, end));
    return value->len > 0 && end < rest.len && mgp_json_parse(&stream->arena, *value, &json, NULL) == MGP_OK;
}

/* Moves at over text, keeping line and column. */
static void advance(struct mgp_event_stream *stream, size_t length)
{
    size_t line = 1, column = 1;
    struct mgp_slice passed = mgp_slice_of(stream->buffer.ptr + stream->at, length);
    mgp_line_column(passed, length, &line, &column);
    stream->column = line == 1 ? stream->column + column - 1 : column;
    stream->line += line - 1;
    stream->at += length;
}

static enum mgp_event_item next_of_document(struct mgp_event_stream *stream, struct mgp_slice *event,
                                            struct mgp_error *error)
{
    struct mgp_error reason = {0};
    for (;;) {
        struct mgp_slice rest = mgp_slice_of(stream->buffer.ptr + stream->at, stream->buffer.len - stream->at);
        size_t blanks = 0;
        while (blanks < rest.len && is_blank(rest.ptr[blanks])) blanks++;
        advance(stream, blanks);
        rest = mgp_slice_sub(rest, blanks, rest.len);
        if (rest.len == 0 || stream->is_broken) return MGP_EVENT_END;

        size_t line = stream->line, column = stream->column;
        remember(stream, rest, line, column);
        if (!cut_value(stream, rest, event, &reason)) {
            stream->is_broken = true;
            if (error) *error = reason;
            return MGP_EVENT_FAULT;
        }
        advance(stream, event->len);
        if (event->ptr[0] == '[') {
            if (open_array(stream, *event, line, column)) return next_of_array(stream, event);
            continue; /* an empty one */
        }
        remember(stream, *event, line, column);
        return MGP_EVENT_ONE;
    }
}

/* Is text the beginning of a value that goes on in the next line? */
static bool is_cut_off(struct mgp_slice text)
{
    struct mgp_arena arena = {0};
    struct mgp_json *json = NULL;
    struct mgp_error error = {0};
    struct mgp_slice rest = trim(text);
    if (mgp_slice_starts_with(rest, MGP_LITERAL("\xEF\xBB\xBF"))) rest = mgp_slice_sub(rest, 3, rest.len);
    bool begins = rest.len > 0 && (rest.ptr[0] == '{' || rest.ptr[0] == '[');
    bool is_cut = begins && mgp_json_parse(&arena, rest, &json, &error) != MGP_OK && error.offset >= rest.len;
    mgp_arena_clear(&arena);
    return is_cut;
}

/* The first line is in buffer and was not taken yet. Reads the rest, and decides. */
static enum mgp_status decide(struct mgp_event_stream *stream, struct mgp_slice first, struct mgp_error *error)
{
    struct mgp_slice value;
    struct mgp_error reason = {0};
    stream->shape = SHAPE_LINES;
    if (!is_cut_off(first)) return MGP_OK;
    while (!stream->is_at_end && stream->buffer.len - stream->at <= MGP_EVENT_DOCUMENT_MAX_BYTES) {
        enum mgp_status status = fill(stream, error);
        if (status != MGP_OK) return status;
    }
    struct mgp_slice all = mgp_slice_of(stream->buffer.ptr + stream->at, stream->buffer.len - stream->at);
    if (cut_value(stream, all, &value, &reason)) {
        if (all.len > MGP_EVENT_DOCUMENT_MAX_BYTES)
            return mgp_fail(error, MGP_LIMIT, "%s: events over several lines may take at most %u bytes together: write "
                                              "one event a line", stream->path, MGP_EVENT_DOCUMENT_MAX_BYTES);
        stream->shape = SHAPE_DOCUMENT;
    }
    return MGP_OK;
}

/* Looks at the first line that is not blank without taking it. */
static enum mgp_event_item decide_shape(struct mgp_event_stream *stream, struct mgp_error *error)
{
    for (;;) {
        struct mgp_slice line;
        size_t number = stream->line;
        enum mgp_event_item item = next_line(stream, &line, error);
        if (item == MGP_EVENT_FAULT) stream->shape = SHAPE_LINES;
        if (item != MGP_EVENT_ONE) return item;
        if (trim(line).len == 0) continue;
        stream->at = stream->searched = (size_t)(line.ptr - stream->buffer.ptr);
        stream->line = number;
        return decide(stream, line, error) == MGP_OK ? MGP_EVENT_ONE : MGP_EVENT_FAILED;
    }
}

enum mgp_event_item mgp_event_stream_next(struct mgp_event_stream *stream, struct mgp_slice *event,
                                          struct mgp_error *error)
{
    if (stream->array) return next_of_array(stream, event);
    if (stream->shape == SHAPE_UNKNOWN) {
        enum mgp_event_item item = decide_shape(stream, error);
        if (item != MGP_EVENT_ONE) return item;
    }
    if (stream->shape == SHAPE_DOCUMENT) return next_of_document(stream, event, error);
    for (;;) {
        enum mgp_event_item item = next_line(stream, event, error);
        if (item != MGP_EVENT_ONE) return item;
        struct mgp_slice text = trim(*event);
        if (text.len == 0 || is_empty_array(text)) continue;
        if (text.ptr[0] == '[' && open_array(stream, *event, stream->last_line, 1)) return next_of_array(stream, event);
        return MGP_EVENT_ONE;
    }
}
