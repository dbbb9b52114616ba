/* Any bytes as events on standard input; the first byte says in pieces of which size they arrive. What comes out must
 * be bytes of the input in their order, each in the place that is said of it, and the same as when all is read at
 * once. */
#define _GNU_SOURCE /* memfd_create */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/json.h"
#include "notifier/delivery/event_stream.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define REQUIRE(condition)                                                           \
    do {                                                                             \
        if (!(condition)) {                                                          \
            fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition); \
            abort();                                                                 \
        }                                                                            \
    } while (0)

/* The offset of a line and column, from 1, the column in characters. */
static size_t offset_of(struct mgp_slice text, size_t line, size_t column)
{
    size_t at = 0;
    for (; line > 1; line--) {
        const uint8_t *feed = at < text.len ? memchr(text.ptr + at, '\n', text.len - at) : NULL;
        REQUIRE(feed);
        at = (size_t)(feed - text.ptr) + 1;
    }
    size_t now_line = 1, now_column = 1;
    struct mgp_slice rest = mgp_slice_sub(text, at, text.len);
    for (size_t i = 0; i <= rest.len; i++) {
        mgp_line_column(rest, i, &now_line, &now_column);
        if (now_line == 1 && now_column == column) return at + i;
        if (now_line > 1) break;
    }
    REQUIRE(false && "there is such a column");
    return 0;
}

/* Reads fd as standard input, and writes down what came. text is what it holds. */
static void read_all(int fd, struct mgp_slice text, struct mgp_buffer *out)
{
    struct mgp_event_stream *stream = NULL;
    struct mgp_slice event;
    size_t behind = 0, items = 0;
    REQUIRE(dup2(fd, STDIN_FILENO) == STDIN_FILENO && close(fd) == 0);
    REQUIRE(mgp_event_stream_open("-", &stream, NULL) == MGP_OK);
    for (;;) {
        struct mgp_error error = {0};
        enum mgp_event_item item = mgp_event_stream_next(stream, &event, &error);
        size_t line = 0, column = 0;
        if (item == MGP_EVENT_END) break;
        REQUIRE(item == MGP_EVENT_ONE || item == MGP_EVENT_FAULT);
        REQUIRE(++items <= text.len);
        mgp_event_stream_place(stream, 0, &line, &column);
        size_t begin = offset_of(text, line, column);
        mgp_buffer_format(out, "%zu:%zu %d ", line, column, (int)item);
        if (item == MGP_EVENT_FAULT) continue;
        REQUIRE(begin >= behind && event.len > 0 && event.len <= text.len - begin);
        REQUIRE(memcmp(text.ptr + begin, event.ptr, event.len) == 0);
        behind = begin + event.len;
        mgp_buffer_append(out, event);
    }
    mgp_event_stream_close(stream);
}

static int whole(struct mgp_slice text)
{
    int fd = memfd_create("events", MFD_CLOEXEC);
    REQUIRE(fd > STDERR_FILENO && write(fd, text.ptr, text.len) == (ssize_t)text.len && lseek(fd, 0, SEEK_SET) == 0);
    return fd;
}

/* Each read of the socket gives one piece. */
static int in_pieces(struct mgp_slice text, size_t piece)
{
    int ends[2];
    REQUIRE(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) == 0);
    for (size_t at = 0; at < text.len; at += piece) {
        size_t left = text.len - at, length = left < piece ? left : piece;
        REQUIRE(send(ends[1], text.ptr + at, length, MSG_DONTWAIT) == (ssize_t)length);
    }
    close(ends[1]);
    return ends[0];
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum { MOST_BYTES = 4096, MOST_PIECES = 64 }; /* which a socket holds */
    if (size < 2 || size > MOST_BYTES) return 0;
    struct mgp_slice text = mgp_slice_of(data + 1, size - 1);
    size_t piece = 1 + data[0] % 64 + text.len / MOST_PIECES;
    struct mgp_buffer at_once = {0}, by_piece = {0};
    read_all(whole(text), text, &at_once);
    read_all(in_pieces(text, piece), text, &by_piece);
    REQUIRE(mgp_slice_equal(mgp_buffer_slice(&at_once), mgp_buffer_slice(&by_piece)));
    mgp_buffer_clear(&at_once);
    mgp_buffer_clear(&by_piece);
    return 0;
}
