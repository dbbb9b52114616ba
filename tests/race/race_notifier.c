/* Several destinations at once, against a small server of our own: every message arrives, none is counted
 * twice, and a notifier that is thrown away in the middle ends. For ThreadSanitizer. */
#include <arpa/inet.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/log.h"
#include "notifier/delivery/notifier.h"

#define DESTINATIONS 4
#define EVENTS 60

static atomic_uint answered;

/* Takes requests of one connection; each third is answered with 429, to make the threads wait. */
static void *serve_connection(void *context)
{
    static const char ok[] = "HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n{\"ok\":true}";
    static const char wait[] = "HTTP/1.1 429 Slow\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n";
    int fd = *(int *)context;
    struct mgp_buffer in = {0};
    unsigned count = 0;
    free(context);
    for (;;) {
        mgp_buffer_reserve(&in, 65536);
        ssize_t got = recv(fd, in.ptr + in.len, 65536, 0);
        if (got <= 0) break;
        in.len += (size_t)got;
        const char *text = mgp_buffer_string(&in), *end = strstr(text, "\r\n\r\n"), *length = strstr(text, "Content-Length: ");
        if (!end || !length || in.len < (size_t)(end + 4 - text) + strtoul(length + 16, NULL, 10)) continue;
        in.len = 0;
        bool is_third = ++count % 3 == 0;
        if (!is_third) atomic_fetch_add(&answered, 1);
        if (send(fd, is_third ? wait : ok, (is_third ? sizeof wait : sizeof ok) - 1, MSG_NOSIGNAL) < 0) break;
    }
    mgp_buffer_clear(&in);
    close(fd);
    return NULL;
}

static void *serve(void *context)
{
    int listener = *(int *)context;
    for (;;) {
        pthread_t thread;
        int *fd = malloc(sizeof *fd);
        *fd = accept(listener, NULL, NULL);
        if (*fd < 0 || pthread_create(&thread, NULL, serve_connection, fd) != 0) exit(1);
        pthread_detach(thread);
    }
    return NULL;
}

static unsigned start_server(void)
{
    static int listener;
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    pthread_t thread;
    listener = socket(AF_INET, SOCK_STREAM, 0);
    if (listener < 0 || bind(listener, (struct sockaddr *)&address, size) != 0 || listen(listener, 16) != 0 ||
        getsockname(listener, (struct sockaddr *)&address, &size) != 0 ||
        pthread_create(&thread, NULL, serve, &listener) != 0)
        exit(1);
    pthread_detach(thread);
    return ntohs(address.sin_port);
}

static bool write_rules(const char *path, unsigned port)
{
    FILE *file = fopen(path, "w");
    if (!file) return false;
    fprintf(file, "{\"Rules\":[{\"Name\":\"r\",\"EventPattern\":{\"source\":[\"aws.macie\"]},\"Targets\":[");
    for (int i = 0; i < DESTINATIONS; i++)
        fprintf(file, "%s{\"Id\":\"t%d\",\"Arn\":\"magpie:destination/d%d\"}", i ? "," : "", i, i);
    fprintf(file, "]}],\"Destinations\":{");
    for (int i = 0; i < DESTINATIONS; i++)
        fprintf(file, "%s\"d%d\":{\"Type\":\"slack\",\"Token\":\"env:RACE_TOKEN\",\"Channel\":\"c\","
                      "\"ApiUrl\":\"http://127.0.0.1:%u/api\",\"RatePerSecond\":1000,\"Digest\":false}", i ? "," : "", i, port);
    fprintf(file, "}}");
    return fclose(file) == 0;
}

static bool run(const char *rules_path, bool finish)
{
    struct mgp_notifier *notifier = NULL;
    struct mgp_notifier_options options = {.rules_path = rules_path};
    struct mgp_notifier_report report = {0};
    struct mgp_error error = {0};
    if (mgp_notifier_create(&options, &notifier, &error) != MGP_OK) return puts(error.message), false;
    for (int i = 0; i < EVENTS; i++)
        if (mgp_notifier_accept(notifier, MGP_LITERAL("{\"id\":\"e\",\"source\":\"aws.macie\"}"), &error) != MGP_OK)
            return puts(error.message), false;
    bool fine = !finish || mgp_notifier_finish(notifier, &report, &error) == MGP_OK;
    if (finish && (report.matched != EVENTS || report.delivered != EVENTS * DESTINATIONS || report.failed != 0))
        fine = false;
    mgp_notifier_destroy(notifier);
    return fine;
}

int main(void)
{
    char path[] = "/tmp/race-rules-XXXXXX";
    int fd = mkstemp(path);
    if (fd < 0) return 1;
    close(fd);
    setenv("RACE_TOKEN", "word", 1);
    setenv("MAGPIE_RETRY_BASE_MS", "1", 1);
    setenv("no_proxy", "*", 1);
    unsetenv("LOG_LEVEL");
    mgp_log_set_level(MGP_LOG_OFF);
    bool fine = write_rules(path, start_server());
    fine = fine && run(path, true) && atomic_load(&answered) == EVENTS * DESTINATIONS;
    fine = fine && run(path, false);
    unlink(path);
    puts(fine ? "all delivered" : "FAILED");
    return !fine;
}
