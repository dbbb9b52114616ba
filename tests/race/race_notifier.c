/* Several destinations at once, against a small server of our own, in memory and with a queue on disk, and two
 * notifiers on one queue: every message arrives, none is counted twice, and a notifier that is thrown away in the
 * middle ends. For ThreadSanitizer. */
#include <arpa/inet.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/log.h"
#include "notifier/delivery/intake.h"
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
        const char *text = mgp_buffer_string(&in), *end = strstr(text, "\r\n\r\n");
        const char *length = strstr(text, "Content-Length: ");
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

static bool write_rules(const char *path, unsigned port, const char *digest)
{
    FILE *file = fopen(path, "w");
    if (!file) return false;
    fprintf(file, "{\"Rules\":[{\"Name\":\"r\",\"EventPattern\":{\"source\":[\"aws.macie\"]},\"Targets\":[");
    for (int i = 0; i < DESTINATIONS; i++)
        fprintf(file, "%s{\"Id\":\"t%d\",\"Arn\":\"magpie:destination/d%d\"}", i ? "," : "", i, i);
    fprintf(file, "]}],\"Destinations\":{");
    for (int i = 0; i < DESTINATIONS; i++)
        fprintf(file, "%s\"d%d\":{\"Type\":\"slack\",\"Token\":\"env:RACE_TOKEN\",\"Channel\":\"c\","
                      "\"ApiUrl\":\"http://127.0.0.1:%u/api\",\"RatePerSecond\":1000,\"Digest\":%s}",
                i ? "," : "", i, port, digest);
    fprintf(file, "}}");
    return fclose(file) == 0;
}

struct offered {
    struct mgp_intake_item item;
    int number;
};

static void write_event(struct mgp_intake_item *item, struct mgp_buffer *event)
{
    mgp_buffer_format(event, "{\"id\":\"e%d\",\"source\":\"aws.macie\"}", ((struct offered *)item)->number);
}

static void destroy_item(struct mgp_intake_item *item)
{
    free(item);
}

/* Hands all events over through the intake, as a scan does. Each counts for a tenth of what fits: offers wait. */
static struct mgp_notifier *feed(const struct mgp_notifier_options *options)
{
    struct mgp_notifier *notifier = NULL;
    struct mgp_intake *intake = NULL;
    struct mgp_error error = {0};
    if (mgp_notifier_create(options, &notifier, &error) != MGP_OK ||
        mgp_intake_create(notifier, &intake, &error) != MGP_OK)
        return puts(error.message), NULL;
    for (int i = 0; i < EVENTS; i++) {
        struct offered *offered = mgp_calloc(1, sizeof *offered);
        offered->item = (struct mgp_intake_item){
            .bytes = MGP_INTAKE_MAX_BYTES / 10, .write = write_event, .destroy = destroy_item};
        offered->number = i;
        mgp_intake_offer(intake, &offered->item);
    }
    if (mgp_intake_finish(intake, &error) == MGP_OK) return notifier;
    puts(error.message);
    mgp_notifier_destroy(notifier);
    return NULL;
}

/* delivered: what this run is to deliver; SIZE_MAX: it is thrown away in the middle. */
static bool run(const struct mgp_notifier_options *options, size_t delivered)
{
    struct mgp_notifier_report report = {0};
    struct mgp_error error = {0};
    struct mgp_notifier *notifier = feed(options);
    if (!notifier) return false;
    bool fine = delivered == SIZE_MAX || mgp_notifier_finish(notifier, &report, &error) == MGP_OK;
    if (delivered != SIZE_MAX && (report.matched != EVENTS || report.delivered != delivered || report.failed != 0))
        fine = false;
    if (!fine) printf("%s: %llu delivered\n", error.message, (unsigned long long)report.delivered);
    mgp_notifier_destroy(notifier);
    return fine;
}

static void *run_beside(void *context)
{
    struct mgp_notifier_report report = {0};
    struct mgp_error error = {0};
    struct mgp_notifier *notifier = feed(context);
    size_t *delivered = calloc(1, sizeof *delivered);
    if (notifier && delivered && mgp_notifier_finish(notifier, &report, &error) == MGP_OK)
        *delivered = report.delivered;
    mgp_notifier_destroy(notifier);
    return delivered;
}

/* Two notifiers on one queue, at once: together they deliver everything once. */
static bool run_two(const struct mgp_notifier_options *options)
{
    pthread_t threads[2];
    size_t total = 0;
    for (int i = 0; i < 2; i++)
        if (pthread_create(&threads[i], NULL, run_beside, (void *)(uintptr_t)options) != 0) return false;
    for (int i = 0; i < 2; i++) {
        void *delivered = NULL;
        pthread_join(threads[i], &delivered);
        if (delivered) total += *(size_t *)delivered;
        free(delivered);
    }
    if (total != EVENTS * DESTINATIONS) printf("two on one queue delivered %zu\n", total);
    return total == EVENTS * DESTINATIONS;
}

static bool run_all(const char *folder, unsigned port)
{
    char rules[300], queue[300], other[300], shared[300], metrics[300];
    snprintf(rules, sizeof rules, "%s/rules", folder);
    snprintf(queue, sizeof queue, "%s/queue", folder);
    snprintf(other, sizeof other, "%s/other", folder);
    snprintf(shared, sizeof shared, "%s/shared", folder);
    snprintf(metrics, sizeof metrics, "%s/metrics", folder);
    struct mgp_notifier_options options = {.rules_path = rules, .metrics_path = metrics};
    const size_t all = (size_t)EVENTS * DESTINATIONS;
    bool fine = write_rules(rules, port, "false") && run(&options, all) && atomic_load(&answered) == all;
    fine = fine && run(&options, SIZE_MAX);
    options.queue_folder = queue;
    fine = fine && run(&options, SIZE_MAX); /* with a queue, what is left stays in it */
    options.queue_folder = other;
    fine = fine && write_rules(rules, port, "{\"WindowSeconds\":1,\"Above\":5}") && run(&options, all);
    options.queue_folder = shared;
    return fine && write_rules(rules, port, "false") && run_two(&options);
}

int main(void)
{
    char folder[] = "/tmp/race-notifier-XXXXXX", command[64];
    if (!mkdtemp(folder)) return 1;
    setenv("RACE_TOKEN", "word", 1);
    setenv("MAGPIE_RETRY_BASE_MS", "1", 1);
    setenv("no_proxy", "*", 1);
    unsetenv("LOG_LEVEL");
    mgp_log_set_level(MGP_LOG_OFF);
    bool fine = run_all(folder, start_server());
    snprintf(command, sizeof command, "rm -rf %s", folder);
    if (system(command) != 0) fine = false;
    puts(fine ? "all delivered" : "FAILED");
    return !fine;
}
