/* slack_receiver: stands in Slack's place for the tests and the demo. Listens on 127.0.0.1, takes
 * POST /api/chat.postMessage, and answers as Slack does: it checks token, channel and the limits of blocks.
 *
 *   slack_receiver --port-file FILE --token TOKEN --channel CHANNEL [--script FILE] [--log FILE] [--show]
 *
 * --script: answers to give first, one a line: "429 Retry-After=1", "500", "reset", "html", "slow 2",
 * "ok:false channel_not_found", "ok". --log: accepted bodies, one a line. --show: accepted messages in plain
 * text. Ends with status 0 on SIGTERM or SIGINT. */
#include <arpa/inet.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/json_writer.h"
#include "base/utf8.h"
#include "slack_limits.h"

#define MAX_REQUEST ((size_t)4 << 20)

struct receiver {
    const char *port_file, *token, *channel, *script_path;
    FILE *log;
    bool show;
    struct mgp_buffer script;
    size_t script_at;
    unsigned accepted;
};

static void on_signal(int number)
{
    (void)number;
    _exit(0); /* log and output are flushed after each message */
}

static void print_text(struct mgp_slice text)
{
    struct mgp_buffer out = {0};
    mgp_append_printable(&out, text);
    printf("%s", mgp_buffer_string(&out));
    mgp_buffer_clear(&out);
}

static struct mgp_slice text_of(const struct mgp_json *json)
{
    const struct mgp_json *text = mgp_json_member(json, "text");
    return mgp_json_is(text, MGP_JSON_STRING) ? text->text : MGP_LITERAL("");
}

static void show_fields(const struct mgp_json *fields)
{
    for (size_t i = 0; mgp_json_is(fields, MGP_JSON_ARRAY) && i < fields->count; i++) {
        struct mgp_slice text = text_of(fields->items[i]);
        printf("  ");
        print_text(text);
        if (i % 2 == 0) {
            size_t width = mgp_display_width(text);
            printf("%*s", width < 44 ? (int)(44 - width) : 1, "");
        } else {
            putchar('\n');
        }
    }
    if (fields && fields->count % 2) putchar('\n');
}

static void show_elements(const struct mgp_json *elements, bool are_buttons)
{
    printf(" ");
    for (size_t i = 0; mgp_json_is(elements, MGP_JSON_ARRAY) && i < elements->count; i++) {
        const struct mgp_json *element = elements->items[i];
        printf(are_buttons ? " [" : " ");
        print_text(text_of(are_buttons ? mgp_json_member(element, "text") : element));
        if (are_buttons) putchar(']');
    }
    putchar('\n');
}

/* Line by line; what stands between the fences of code is set in. */
static void show_lines(struct mgp_slice text)
{
    bool is_code = false;
    for (size_t at = 0; at < text.len;) {
        size_t end = mgp_slice_find(text, MGP_LITERAL("\n"), at);
        struct mgp_slice line = mgp_slice_sub(text, at, end == SIZE_MAX ? text.len : end);
        at = end == SIZE_MAX ? text.len : end + 1;
        bool begins = mgp_slice_starts_with(line, MGP_LITERAL("```"));
        if (begins) line = mgp_slice_sub(line, 3, line.len);
        bool ends = mgp_slice_ends_with(line, MGP_LITERAL("```"));
        if (ends) line.len -= 3;
        is_code = is_code || begins;
        printf(is_code ? "    " : "  ");
        print_text(line);
        putchar('\n');
        if (ends) is_code = false;
    }
}

static void show_block(const struct mgp_json *block)
{
    const struct mgp_json *type = mgp_json_member(block, "type");
    if (mgp_json_is_string(type, "divider")) {
        for (int i = 0; i < 60; i++) {
            fputs("─", stdout);
        }
        putchar('\n');
    } else if (mgp_json_is_string(type, "actions") || mgp_json_is_string(type, "context")) {
        show_elements(mgp_json_member(block, "elements"), mgp_json_is_string(type, "actions"));
    } else {
        if (mgp_json_member(block, "text")) show_lines(text_of(mgp_json_member(block, "text")));
        show_fields(mgp_json_member(block, "fields"));
    }
}

static void show(const struct mgp_json *body)
{
    const struct mgp_json *blocks = mgp_json_member(body, "blocks");
    printf("%s  ", mgp_json_string(mgp_json_member(body, "channel"), "?"));
    print_text(text_of(body));
    putchar('\n');
    for (size_t i = 0; mgp_json_is(blocks, MGP_JSON_ARRAY) && i < blocks->count; i++) {
        show_block(blocks->items[i]);
    }
    fflush(stdout);
}

static void reply(int client, const char *status, const char *header, const char *type, const char *body)
{
    struct mgp_buffer out = {0};
    mgp_buffer_format(
        &out, "HTTP/1.1 %s\r\nContent-Type: %s\r\nContent-Length: %zu\r\nConnection: close\r\n%s\r\n%s",
        status, type, strlen(body), header, body);
    for (size_t at = 0; at < out.len;) {
        ssize_t written = send(client, out.ptr + at, out.len - at, MSG_NOSIGNAL);
        if (written <= 0) break;
        at += (size_t)written;
    }
    mgp_buffer_clear(&out);
}

static void reply_json(int client, const char *body)
{
    reply(client, "200 OK", "", "application/json; charset=utf-8", body);
}

static void reply_error(int client, const char *error, const char *message)
{
    struct mgp_buffer out = {0};
    struct mgp_json_writer writer;
    mgp_json_writer_init(&writer, &out, 0);
    mgp_json_begin_object(&writer);
    mgp_json_member_bool(&writer, "ok", false);
    mgp_json_member_text(&writer, "error", error);
    if (message) {
        mgp_json_key(&writer, "response_metadata");
        mgp_json_begin_object(&writer);
        mgp_json_key(&writer, "messages");
        mgp_json_begin_array(&writer);
        mgp_json_write_text(&writer, message);
        mgp_json_end_array(&writer);
        mgp_json_end_object(&writer);
    }
    mgp_json_end_object(&writer);
    reply_json(client, mgp_buffer_string(&out));
    mgp_buffer_clear(&out);
}

static void accept_message(struct receiver *receiver, int client, const struct mgp_json *body)
{
    struct mgp_buffer line = {0};
    struct mgp_json_writer writer;
    mgp_json_writer_init(&writer, &line, 0);
    mgp_json_write_tree(&writer, body);
    if (receiver->log) {
        fprintf(receiver->log, "%s\n", mgp_buffer_string(&line));
        fflush(receiver->log);
    }
    if (receiver->show) show(body);
    line.len = 0;
    mgp_buffer_format(&line, "{\"ok\":true,\"channel\":\"C0000000001\",\"ts\":\"1700000000.%06u\"}",
                      ++receiver->accepted);
    reply_json(client, mgp_buffer_string(&line));
    mgp_buffer_clear(&line);
}

/* The value of a header, without case. */
static struct mgp_slice header_value(struct mgp_slice head, const char *name)
{
    size_t length = strlen(name);
    for (size_t at = mgp_slice_find(head, MGP_LITERAL("\r\n"), 0); at != SIZE_MAX && at + 2 < head.len;
         at = mgp_slice_find(head, MGP_LITERAL("\r\n"), at + 2)) {
        struct mgp_slice line = mgp_slice_sub(head, at + 2, head.len);
        if (line.len <= length || line.ptr[length] != ':') continue;
        if (!mgp_slice_equal_caseless(mgp_slice_sub(line, 0, length), mgp_slice_text(name))) continue;
        size_t end = mgp_slice_find(line, MGP_LITERAL("\r\n"), 0), begin = length + 1;
        if (end == SIZE_MAX) end = line.len;
        while (begin < end && line.ptr[begin] == ' ') {
            begin++;
        }
        return mgp_slice_sub(line, begin, end);
    }
    return MGP_LITERAL("");
}

static bool has_token(const struct receiver *receiver, struct mgp_slice head)
{
    struct mgp_buffer wanted = {0};
    mgp_buffer_format(&wanted, "Bearer %s", receiver->token);
    bool good = mgp_slice_equal(header_value(head, "Authorization"), mgp_buffer_slice(&wanted));
    mgp_buffer_clear(&wanted);
    return good;
}

static void answer(struct receiver *receiver, int client, struct mgp_slice head, struct mgp_slice content)
{
    struct mgp_arena arena = {0};
    struct mgp_json *body = NULL;
    char fault[400];
    if (!mgp_slice_starts_with(head, MGP_LITERAL("POST /api/chat.postMessage "))) {
        reply(client, "404 Not Found", "", "text/plain", "not found");
    } else if (!has_token(receiver, head)) {
        reply_error(client, "invalid_auth", NULL);
    } else if (!mgp_slice_starts_with(header_value(head, "Content-Type"), MGP_LITERAL("application/json")) ||
               mgp_json_parse(&arena, content, &body, NULL) != MGP_OK) {
        reply_error(client, "invalid_json", NULL);
    } else if (!mgp_json_is_string(mgp_json_member(body, "channel"), receiver->channel)) {
        reply_error(client, "channel_not_found", NULL);
    } else if (!slack_limits_hold(body, fault, sizeof fault)) {
        reply_error(client, "invalid_blocks", fault);
    } else {
        accept_message(receiver, client, body);
    }
    mgp_arena_clear(&arena);
}

/* Reads a request; false if it is cut or too large. */
static bool read_request(int client, struct mgp_buffer *request, size_t *head_length)
{
    size_t wanted = SIZE_MAX;
    while (request->len < wanted && request->len < MAX_REQUEST) {
        mgp_buffer_reserve(request, 65536);
        ssize_t got = recv(client, request->ptr + request->len, 65536, 0);
        if (got <= 0) return false;
        request->len += (size_t)got;
        size_t end = mgp_slice_find(mgp_buffer_slice(request), MGP_LITERAL("\r\n\r\n"), 0);
        if (wanted != SIZE_MAX || end == SIZE_MAX) continue;
        *head_length = end + 4;
        struct mgp_slice head = mgp_slice_sub(mgp_buffer_slice(request), 0, end + 2);
        struct mgp_slice length = header_value(head, "Content-Length");
        size_t value = 0;
        for (size_t i = 0; i < length.len && i < 8; i++) {
            value = value * 10 + (length.ptr[i] - (size_t)'0');
        }
        wanted = *head_length + value;
        bool waits = mgp_slice_equal_caseless(header_value(head, "Expect"), MGP_LITERAL("100-continue"));
        if (waits && send(client, "HTTP/1.1 100 Continue\r\n\r\n", 25, MSG_NOSIGNAL) < 0) return false;
    }
    return request->len >= wanted;
}

/* The next scripted answer: true if it was given. */
static bool follow_script(struct receiver *receiver, int client)
{
    struct mgp_slice script = mgp_buffer_slice(&receiver->script);
    if (receiver->script_at >= script.len) return false;
    size_t end = mgp_slice_find(script, MGP_LITERAL("\n"), receiver->script_at);
    char *line =
        mgp_slice_dup(mgp_slice_sub(script, receiver->script_at, end == SIZE_MAX ? script.len : end));
    receiver->script_at = end == SIZE_MAX ? script.len : end + 1;
    char header[100] = "";
    bool given = true;
    if (strncmp(line, "429", 3) == 0) {
        const char *after = strchr(line, '=');
        if (after) snprintf(header, sizeof header, "Retry-After: %s\r\n", after + 1);
        reply(client, "429 Too Many Requests", header, "application/json",
              "{\"ok\":false,\"error\":\"ratelimited\"}");
    } else if (strncmp(line, "500", 3) == 0) {
        reply(client, "500 Internal Server Error", "", "text/plain", "oops");
    } else if (strcmp(line, "html") == 0) {
        reply(client, "200 OK", "", "text/html", "<html>a proxy</html>");
    } else if (strncmp(line, "ok:false ", 9) == 0) {
        reply_error(client, line + 9, NULL);
    } else if (strcmp(line, "reset") == 0) {
        struct linger now = {1, 0};
        setsockopt(client, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    } else {
        if (strncmp(line, "slow ", 5) == 0) mgp_sleep_ms(1000u * strtoul(line + 5, NULL, 10));
        given = false;
    }
    free(line);
    return given;
}

static void serve(struct receiver *receiver, int client)
{
    struct mgp_buffer request = {0};
    size_t head = 0;
    if (read_request(client, &request, &head) && !follow_script(receiver, client)) {
        struct mgp_slice all = mgp_buffer_slice(&request);
        answer(receiver, client, mgp_slice_sub(all, 0, head - 2), mgp_slice_sub(all, head, all.len));
    }
    mgp_buffer_clear(&request);
    close(client);
}

static int open_listener(const char *port_file)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    char aside[4096];
    if (listener < 0 || bind(listener, (struct sockaddr *)&address, sizeof address) != 0 ||
        listen(listener, 16) != 0 || getsockname(listener, (struct sockaddr *)&address, &length) != 0) {
        perror("slack_receiver");
        return -1;
    }
    snprintf(aside, sizeof aside, "%s.part", port_file);
    FILE *file = fopen(aside, "w");
    if (!file || fprintf(file, "%d\n", ntohs(address.sin_port)) < 0 || fclose(file) != 0 ||
        rename(aside, port_file) != 0) {
        perror(port_file);
        return -1;
    }
    return listener;
}

static bool read_arguments(struct receiver *receiver, int argc, char **argv)
{
    const char *log = NULL;
    for (int i = 1; i < argc; i++) {
        bool has_value = i + 1 < argc;
        if (strcmp(argv[i], "--show") == 0) {
            receiver->show = true;
        } else if (has_value && strcmp(argv[i], "--port-file") == 0) {
            receiver->port_file = argv[++i];
        } else if (has_value && strcmp(argv[i], "--token") == 0) {
            receiver->token = argv[++i];
        } else if (has_value && strcmp(argv[i], "--channel") == 0) {
            receiver->channel = argv[++i];
        } else if (has_value && strcmp(argv[i], "--script") == 0) {
            receiver->script_path = argv[++i];
        } else if (has_value && strcmp(argv[i], "--log") == 0) {
            log = argv[++i];
        } else {
            return false;
        }
    }
    if (log) receiver->log = fopen(log, "a");
    if (log && !receiver->log) return false;
    return receiver->port_file && receiver->token && receiver->channel;
}

int main(int argc, char **argv)
{
    struct receiver receiver = {0};
    struct mgp_error error;
    if (!read_arguments(&receiver, argc, argv)) {
        fprintf(stderr,
                "usage: slack_receiver --port-file FILE --token TOKEN --channel CHANNEL [--script FILE]"
                " [--log FILE] [--show]\n");
        return 2;
    }
    if (receiver.script_path &&
        mgp_file_read(receiver.script_path, 1 << 20, &receiver.script, &error) != MGP_OK) {
        return fprintf(stderr, "%s\n", error.message), 2;
    }
    struct sigaction end = {.sa_handler = on_signal};
    sigaction(SIGTERM, &end, NULL);
    sigaction(SIGINT, &end, NULL);
    int listener = open_listener(receiver.port_file);
    if (listener < 0) return 2;
    for (;;) {
        int client = accept(listener, NULL, NULL);
        if (client >= 0) serve(&receiver, client);
        if (client < 0 && errno != EINTR) return perror("accept"), 2;
    }
}
