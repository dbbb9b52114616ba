/* scripted_http: an HTTP server that misbehaves as told, in the place of Slack, webhooks and AWS.
 *
 *   scripted_http --port-file FILE [--script FILE] [--log FILE] [--rate N] [--delay MS] [--tls] [--answer ANSWER]
 *
 * Listens on 127.0.0.1, each connection in a thread of its own, kept open between requests. Every request gets the
 * next answer of the script (one a line), then --answer, which without it is Slack's {"ok":true,"ts":"…"}.
 *
 * An answer is words, of which body= takes the rest of the line:
 *   status=503             200 without it
 *   header=Retry-After:1   may be given several times; '+' stands for a blank
 *   delay=250              milliseconds before the answer
 *   reset=before           the connection is reset before the request's body is read
 *   reset=after            ... after the whole request was read, without an answer
 *   partial=10             only so many bytes of the body, then the connection is closed
 *   trickle=20             milliseconds between the bytes of the answer
 *   slow-read=100          milliseconds between reads of the request, 4 KiB each
 *   repeat=3               the line counts as so many
 *   body=…                 \n, \r and \\ are escapes
 *
 * --rate N: more than N requests in the last 1,000 ms are answered with 429 and Retry-After (these take no line of
 * the script). --tls: with a certificate of its own making, which nobody trusts. --log: a line of JSON for each
 * request, written before its answer: {"at_ms", "method", "path", "headers", "body", "status"}; status 0 where the
 * connection is reset. Ends with status 0 on SIGTERM or SIGINT. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/json_writer.h"

#ifdef SCRIPTED_HTTP_TLS
#include <openssl/ssl.h>
#endif

#define MAX_REQUEST ((size_t)32 << 20)
#define MAX_SCRIPT  ((size_t)8 << 20)
#define MAX_RATE    4096

struct reply {
    int status;
    bool is_default, resets_before, resets_after;
    size_t partial; /* SIZE_MAX: all */
    unsigned delay_ms, trickle_ms, slow_read_ms, repeat;
    struct mgp_buffer headers, body;
};

static struct {
    const char *port_file, *script_path, *log_path;
    unsigned rate, delay_ms;
    bool tls;
    struct reply fallback;

    pthread_mutex_t mutex; /* for all below */
    struct reply *script;
    size_t script_count, script_capacity, script_at;
    FILE *log;
    uint64_t recent_ms[MAX_RATE]; /* when the last requests within the rate came, a ring */
    size_t recent_at;
    unsigned accepted;
} server = {.mutex = PTHREAD_MUTEX_INITIALIZER};

struct connection {
    int fd;
#ifdef SCRIPTED_HTTP_TLS
    SSL *ssl;
#endif
    struct mgp_buffer in;
};

static void on_signal(int number)
{
    (void)number;
    _exit(0); /* the log is flushed line by line */
}

/* The script. */

static void unescape(struct mgp_buffer *out, const char *text)
{
    for (; *text; text++) {
        bool is_escape = text[0] == '\\' && text[1];
        if (is_escape) text++;
        mgp_buffer_byte(out, (uint8_t)(!is_escape ? *text : *text == 'n' ? '\n' : *text == 'r' ? '\r' : *text));
    }
}

static bool read_word(struct reply *reply, char *word)
{
    char *value = strchr(word, '=');
    if (!value) return false;
    *value++ = '\0';
    unsigned number = (unsigned)strtoul(value, NULL, 10);
    if (strcmp(word, "status") == 0) reply->status = (int)number;
    else if (strcmp(word, "delay") == 0) reply->delay_ms = number;
    else if (strcmp(word, "partial") == 0) reply->partial = number;
    else if (strcmp(word, "trickle") == 0) reply->trickle_ms = number;
    else if (strcmp(word, "slow-read") == 0) reply->slow_read_ms = number;
    else if (strcmp(word, "repeat") == 0) reply->repeat = number;
    else if (strcmp(word, "reset") == 0 && strcmp(value, "before") == 0) reply->resets_before = true;
    else if (strcmp(word, "reset") == 0 && strcmp(value, "after") == 0) reply->resets_after = true;
    else if (strcmp(word, "header") == 0) {
        for (char *at = value; *at; at++)
            if (*at == '+') *at = ' ';
        mgp_buffer_format(&reply->headers, "%s\r\n", value);
    } else return false;
    return true;
}

static bool read_reply(struct reply *reply, const char *line)
{
    *reply = (struct reply){.status = 200, .partial = SIZE_MAX, .repeat = 1};
    for (const char *at = line; *at;) {
        if (strncmp(at, "body=", 5) == 0) {
            unescape(&reply->body, at + 5);
            return true;
        }
        size_t length = strcspn(at, " ");
        char *word = mgp_slice_dup(mgp_slice_of(at, length));
        bool fine = length == 0 || read_word(reply, word);
        free(word);
        if (!fine) return fprintf(stderr, "scripted_http: cannot read: %s\n", line), false;
        at += length + (at[length] == ' ');
    }
    return true;
}

static bool read_script(const char *path)
{
    struct mgp_buffer text = {0};
    struct mgp_error error;
    if (mgp_file_read(path, MAX_SCRIPT, &text, &error) != MGP_OK) return fprintf(stderr, "%s\n", error.message), false;
    bool fine = true;
    for (size_t at = 0; fine && at < text.len;) {
        size_t end = mgp_slice_find(mgp_buffer_slice(&text), MGP_LITERAL("\n"), at);
        if (end == SIZE_MAX) end = text.len;
        char *line = mgp_slice_dup(mgp_slice_sub(mgp_buffer_slice(&text), at, end));
        MGP_GROW(server.script, server.script_count, server.script_capacity);
        if (*line) fine = read_reply(&server.script[server.script_count++], line);
        free(line);
        at = end + 1;
    }
    mgp_buffer_clear(&text);
    return fine;
}

/* Within the rate? 0, or the milliseconds until one more request would be. */
static uint64_t over_rate(void)
{
    uint64_t now = mgp_monotonic_ns() / 1000000;
    uint64_t oldest = server.recent_ms[server.recent_at];
    if (oldest != 0 && now - oldest < 1000) return 1000 - (now - oldest);
    server.recent_ms[server.recent_at] = now;
    server.recent_at = (server.recent_at + 1) % server.rate;
    return 0;
}

/* What to answer to the request that is coming in; only borrowed from the script. */
static struct reply choose(void)
{
    if (server.script_at < server.script_count) {
        struct reply *next = &server.script[server.script_at];
        if (next->repeat <= 1) server.script_at++;
        else next->repeat--;
        return *next;
    }
    return server.fallback;
}

/* Bytes, plain or through TLS. */

static ssize_t take(struct connection *connection, void *bytes, size_t size)
{
#ifdef SCRIPTED_HTTP_TLS
    if (connection->ssl) return SSL_read(connection->ssl, bytes, (int)size);
#endif
    return recv(connection->fd, bytes, size, 0);
}

static bool give(struct connection *connection, struct mgp_slice bytes)
{
    while (bytes.len > 0) {
#ifdef SCRIPTED_HTTP_TLS
        ssize_t sent = connection->ssl ? SSL_write(connection->ssl, bytes.ptr, (int)bytes.len)
                                       : send(connection->fd, bytes.ptr, bytes.len, MSG_NOSIGNAL);
#else
        ssize_t sent = send(connection->fd, bytes.ptr, bytes.len, MSG_NOSIGNAL);
#endif
        if (sent <= 0) return false;
        bytes = mgp_slice_sub(bytes, (size_t)sent, bytes.len);
    }
    return true;
}

static bool fill(struct connection *connection, size_t most)
{
    mgp_buffer_reserve(&connection->in, most);
    ssize_t got = take(connection, connection->in.ptr + connection->in.len, most);
    if (got <= 0 || connection->in.len > MAX_REQUEST) return false;
    connection->in.len += (size_t)got;
    return true;
}

/* Requests. */

struct request {
    struct mgp_slice method, path, head, body;
    size_t length; /* of all */
};

static struct mgp_slice next_line(struct mgp_slice *rest)
{
    size_t end = mgp_slice_find(*rest, MGP_LITERAL("\r\n"), 0);
    struct mgp_slice line = mgp_slice_sub(*rest, 0, end == SIZE_MAX ? rest->len : end);
    *rest = mgp_slice_sub(*rest, end == SIZE_MAX ? rest->len : end + 2, rest->len);
    return line;
}

static struct mgp_slice after_colon(struct mgp_slice line, size_t name_length)
{
    struct mgp_slice value = mgp_slice_sub(line, name_length + 1, line.len);
    while (value.len > 0 && value.ptr[0] == ' ') value = mgp_slice_sub(value, 1, value.len);
    return value;
}

static size_t content_length(struct mgp_slice head)
{
    static const char name[] = "content-length";
    size_t length = 0;
    while (head.len > 0) {
        struct mgp_slice line = next_line(&head);
        if (line.len <= sizeof name || line.ptr[sizeof name - 1] != ':') continue;
        if (!mgp_slice_equal_caseless(mgp_slice_sub(line, 0, sizeof name - 1), mgp_slice_text(name))) continue;
        struct mgp_slice value = after_colon(line, sizeof name - 1);
        for (size_t i = 0; i < value.len && i < 9; i++) length = length * 10 + (size_t)(value.ptr[i] - '0');
    }
    return length;
}

/* Reads a request; with resets_before only its head. */
static bool read_request(struct connection *connection, const struct reply *reply, struct request *out)
{
    size_t head_end, most = reply->slow_read_ms ? 4096 : 65536;
    while ((head_end = mgp_slice_find(mgp_buffer_slice(&connection->in), MGP_LITERAL("\r\n\r\n"), 0)) == SIZE_MAX)
        if (!fill(connection, most)) return false;
    size_t body_length = content_length(mgp_slice_sub(mgp_buffer_slice(&connection->in), 0, head_end + 2));
    out->length = head_end + 4 + (reply->resets_before ? 0 : body_length);
    if (mgp_slice_find(mgp_buffer_slice(&connection->in), MGP_LITERAL("100-continue"), 0) < head_end)
        give(connection, MGP_LITERAL("HTTP/1.1 100 Continue\r\n\r\n"));
    while (connection->in.len < out->length) {
        if (reply->slow_read_ms) mgp_sleep_ms(reply->slow_read_ms);
        if (!fill(connection, most)) return false;
    }
    struct mgp_slice all = mgp_slice_sub(mgp_buffer_slice(&connection->in), 0, out->length);
    struct mgp_slice head = mgp_slice_sub(all, 0, head_end + 2), line = next_line(&head);
    out->head = head;
    out->body = mgp_slice_sub(all, reply->resets_before ? out->length : head_end + 4, out->length);
    size_t blank = mgp_slice_find(line, MGP_LITERAL(" "), 0);
    if (blank == SIZE_MAX) return false;
    out->method = mgp_slice_sub(line, 0, blank);
    size_t second = mgp_slice_find(line, MGP_LITERAL(" "), blank + 1);
    out->path = mgp_slice_sub(line, blank + 1, second == SIZE_MAX ? line.len : second);
    return true;
}

static void log_request(const struct request *request, int status)
{
    if (!server.log) return;
    struct mgp_buffer line = {0};
    struct mgp_json_writer writer;
    struct mgp_slice head = request->head;
    mgp_json_writer_init(&writer, &line, 0);
    mgp_json_begin_object(&writer);
    mgp_json_member_unsigned(&writer, "at_ms", mgp_monotonic_ns() / 1000000);
    mgp_json_member_string(&writer, "method", request->method);
    mgp_json_member_string(&writer, "path", request->path);
    mgp_json_member_integer(&writer, "status", status);
    mgp_json_key(&writer, "headers");
    mgp_json_begin_object(&writer);
    while (head.len > 0) {
        struct mgp_slice header = next_line(&head);
        size_t colon = mgp_slice_find(header, MGP_LITERAL(":"), 0);
        if (colon == SIZE_MAX) continue;
        mgp_json_key_slice(&writer, mgp_slice_sub(header, 0, colon));
        mgp_json_write_string(&writer, after_colon(header, colon));
    }
    mgp_json_end_object(&writer);
    mgp_json_member_string(&writer, "body", request->body);
    mgp_json_end_object(&writer);
    mgp_buffer_byte(&line, '\n');
    fwrite(line.ptr, 1, line.len, server.log);
    fflush(server.log);
    mgp_buffer_clear(&line);
}

static void reset(struct connection *connection)
{
    struct linger now = {1, 0};
    setsockopt(connection->fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
}

static bool write_reply(struct connection *connection, const struct reply *reply, struct mgp_slice body)
{
    struct mgp_buffer out = {0};
    bool has_type = reply->headers.len > 0 &&
                    mgp_slice_find(mgp_buffer_slice(&reply->headers), MGP_LITERAL("Content-Type"), 0) != SIZE_MAX;
    mgp_buffer_format(&out, "HTTP/1.1 %d Scripted\r\nContent-Length: %zu\r\n%s", reply->status, body.len,
                      has_type ? "" : "Content-Type: application/json; charset=utf-8\r\n");
    mgp_buffer_append(&out, mgp_buffer_slice(&reply->headers));
    mgp_buffer_text(&out, "\r\n");
    bool is_whole = reply->partial >= body.len;
    mgp_buffer_append(&out, mgp_slice_sub(body, 0, is_whole ? body.len : reply->partial));
    bool fine = true;
    if (!reply->trickle_ms) fine = give(connection, mgp_buffer_slice(&out));
    for (size_t i = 0; reply->trickle_ms && fine && i < out.len; i++) {
        fine = give(connection, mgp_slice_of(out.ptr + i, 1));
        mgp_sleep_ms(reply->trickle_ms);
    }
    mgp_buffer_clear(&out);
    return fine && is_whole;
}

/* One request and its answer; false to close the connection. */
static bool serve_one(struct connection *connection)
{
    struct reply limit = {.status = 429, .partial = SIZE_MAX};
    struct request request;
    /* The choice is made with the first bytes: it says how to read the rest. */
    if (connection->in.len == 0 && !fill(connection, 4096)) return false;
    pthread_mutex_lock(&server.mutex);
    uint64_t wait_ms = server.rate ? over_rate() : 0;
    struct reply reply = wait_ms ? limit : choose();
    unsigned number = ++server.accepted;
    pthread_mutex_unlock(&server.mutex);
    if (wait_ms)
        mgp_buffer_format(&reply.headers, "Retry-After: %u.%03u\r\n", (unsigned)(wait_ms / 1000),
                          (unsigned)(wait_ms % 1000));

    bool fine = read_request(connection, &reply, &request);
    if (!fine) return false;
    bool resets = reply.resets_before || reply.resets_after;
    pthread_mutex_lock(&server.mutex);
    log_request(&request, resets ? 0 : reply.status);
    pthread_mutex_unlock(&server.mutex);
    if (reply.delay_ms + server.delay_ms > 0) mgp_sleep_ms(reply.delay_ms + server.delay_ms);
    if (resets) {
        reset(connection);
        return false;
    }
    struct mgp_buffer body = {0};
    if (reply.is_default)
        mgp_buffer_format(&body, "{\"ok\":true,\"channel\":\"C0000000001\",\"ts\":\"1700000000.%06u\"}", number);
    else if (wait_ms) mgp_buffer_text(&body, "{\"ok\":false,\"error\":\"ratelimited\"}");
    else mgp_buffer_append(&body, mgp_buffer_slice(&reply.body));
    fine = write_reply(connection, &reply, mgp_buffer_slice(&body));
    mgp_buffer_clear(&body);
    if (wait_ms) mgp_buffer_clear(&reply.headers);
    memmove(connection->in.ptr, connection->in.ptr + request.length, connection->in.len - request.length);
    connection->in.len -= request.length;
    return fine;
}

#ifdef SCRIPTED_HTTP_TLS
static SSL_CTX *tls;

/* A certificate for 127.0.0.1 that signs itself. */
static bool make_tls(void)
{
    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509 *certificate = X509_new();
    tls = SSL_CTX_new(TLS_server_method());
    if (!key || !certificate || !tls) return false;
    X509_NAME *name = X509_get_subject_name(certificate);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
    X509_gmtime_adj(X509_getm_notAfter(certificate), 86400);
    X509_set_pubkey(certificate, key);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)"127.0.0.1", -1, -1, 0);
    X509_set_issuer_name(certificate, name);
    return X509_sign(certificate, key, EVP_sha256()) && SSL_CTX_use_certificate(tls, certificate) == 1 &&
           SSL_CTX_use_PrivateKey(tls, key) == 1;
}

static bool begin_tls(struct connection *connection)
{
    if (!server.tls) return true;
    connection->ssl = SSL_new(tls);
    return connection->ssl && SSL_set_fd(connection->ssl, connection->fd) == 1 && SSL_accept(connection->ssl) == 1;
}

static void end_tls(struct connection *connection)
{
    SSL_free(connection->ssl);
}
#else
static bool make_tls(void)
{
    fprintf(stderr, "scripted_http: built without TLS\n");
    return false;
}
static bool begin_tls(struct connection *connection)
{
    return connection->fd >= 0;
}
static void end_tls(struct connection *connection)
{
    (void)connection;
}
#endif

static void *serve(void *context)
{
    struct connection connection = {.fd = *(int *)context};
    int one = 1;
    free(context);
    setsockopt(connection.fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (begin_tls(&connection))
        while (serve_one(&connection)) {
        }
    end_tls(&connection);
    mgp_buffer_clear(&connection.in);
    close(connection.fd);
    return NULL;
}

static int open_listener(const char *port_file)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    char aside[4096];
    if (listener < 0 || bind(listener, (struct sockaddr *)&address, sizeof address) != 0 ||
        listen(listener, 64) != 0 || getsockname(listener, (struct sockaddr *)&address, &length) != 0)
        return perror("scripted_http"), -1;
    snprintf(aside, sizeof aside, "%s.part", port_file);
    FILE *file = fopen(aside, "w");
    if (!file || fprintf(file, "%d\n", ntohs(address.sin_port)) < 0 || fclose(file) != 0 ||
        rename(aside, port_file) != 0)
        return perror(port_file), -1;
    return listener;
}

static bool read_arguments(int argc, char **argv)
{
    server.fallback = (struct reply){.status = 200, .is_default = true, .partial = SIZE_MAX};
    for (int i = 1; i < argc; i++) {
        const char *value = i + 1 < argc ? argv[i + 1] : NULL;
        if (strcmp(argv[i], "--tls") == 0) {
            server.tls = true;
            continue;
        }
        if (!value) return false;
        i++;
        if (strcmp(argv[i - 1], "--port-file") == 0) server.port_file = value;
        else if (strcmp(argv[i - 1], "--script") == 0) server.script_path = value;
        else if (strcmp(argv[i - 1], "--log") == 0) server.log_path = value;
        else if (strcmp(argv[i - 1], "--rate") == 0) server.rate = (unsigned)strtoul(value, NULL, 10);
        else if (strcmp(argv[i - 1], "--delay") == 0) server.delay_ms = (unsigned)strtoul(value, NULL, 10);
        else if (strcmp(argv[i - 1], "--answer") != 0 || !read_reply(&server.fallback, value)) return false;
    }
    return server.port_file && server.rate <= MAX_RATE;
}

int main(int argc, char **argv)
{
    struct sigaction end = {.sa_handler = on_signal};
    sigaction(SIGTERM, &end, NULL);
    sigaction(SIGINT, &end, NULL);
    signal(SIGPIPE, SIG_IGN);
    if (!read_arguments(argc, argv)) return fprintf(stderr, "scripted_http: see the comment at its top\n"), 2;
    if (server.script_path && !read_script(server.script_path)) return 2;
    if (server.log_path && !(server.log = fopen(server.log_path, "a"))) return perror(server.log_path), 2;
    if (server.tls && !make_tls()) return 2;
    int listener = open_listener(server.port_file);
    if (listener < 0) return 2;
    for (;;) {
        pthread_t thread;
        int fd = accept(listener, NULL, NULL);
        if (fd < 0 && errno == EINTR) continue;
        if (fd < 0) return perror("accept"), 2;
        int *passed = mgp_malloc(sizeof *passed);
        *passed = fd;
        if (pthread_create(&thread, NULL, serve, passed) != 0) return perror("pthread_create"), 2;
        pthread_detach(thread);
    }
}
