/* crash_notifier: kills `magpie notify --queue` with SIGKILL at random moments while it delivers, starts it again, and
 * then counts: every event must have arrived, in order for each destination, and the database must be sound.
 *
 *   crash_notifier MAGPIE SCRIPTED_HTTP [--kills N] [--events N] [--mode plain|full|clock] [--seed N]
 *
 * Works in the current folder, which is to be empty. Modes: plain; full: most lives may write files only up to a
 * random size (RLIMIT_FSIZE), as on a disk that is full; clock: every life has its clock set up to ten days forwards
 * or backwards. The server answers each 20th request with an error or "too fast". When all is delivered before the
 * kills are used up, more events are added. Prints what it found; status 0 if all holds. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/json.h"
#include "notifier/delivery/sqlite_library.h"

#define SINKS      2
#define MORE       100    /* events that are added */
#define MOST       200000 /* events */
#define SERVER_MS  2      /* of an answer */
#define LIFE_LEAST 15     /* ms */
#define LIFE_MOST  140

enum mode { PLAIN, FULL, CLOCK };

static struct {
    const char *magpie, *server;
    unsigned kills, events;
    enum mode mode;
    uint64_t random;
    pid_t server_pid;
} test = {.kills = 300, .events = 1000, .random = 88172645463325252u};

static uint64_t draw(uint64_t below)
{
    test.random ^= test.random << 13;
    test.random ^= test.random >> 7;
    test.random ^= test.random << 17;
    return test.random % below;
}

static void die(const char *what)
{
    perror(what);
    if (test.server_pid > 0) kill(test.server_pid, SIGKILL);
    exit(2);
}

static void add_events(unsigned from, unsigned to)
{
    FILE *file = fopen("events.jsonl", "a");
    if (!file) die("events.jsonl");
    for (unsigned i = from; i < to; i++)
        fprintf(file, "{\"id\":\"event-%u\",\"source\":\"aws.macie\",\"detail-type\":\"Macie Finding\",\"detail\":"
                      "{\"id\":\"number-%06u\",\"category\":\"CLASSIFICATION\"}}\n", i, i);
    if (fclose(file) != 0) die("events.jsonl");
}

static void write_script(void)
{
    FILE *file = fopen("script", "w");
    if (!file) die("script");
    for (int i = 0; i < 2000; i++) {
        fprintf(file, "repeat=19 body={\"ok\":true}\n%s\n",
                i % 2 ? "status=503"
                      : "status=429 header=Retry-After:0.01 body={\"ok\":false,\"error\":\"ratelimited\"}");
    }
    if (fclose(file) != 0) die("script");
}

static void write_rules(unsigned port)
{
    FILE *file = fopen("rules.json", "w");
    if (!file) die("rules.json");
    fprintf(file, "{\"Rules\":[{\"Name\":\"r\",\"EventPattern\":{\"source\":[\"aws.macie\"]},\"Targets\":[");
    for (int i = 0; i < SINKS; i++)
        fprintf(file, "%s{\"Id\":\"t%d\",\"Arn\":\"magpie:destination/d%d\",\"RetryPolicy\":"
                      "{\"MaximumRetryAttempts\":185,\"MaximumEventAgeInSeconds\":86400}}", i ? "," : "", i, i);
    fprintf(file, "]}],\"Destinations\":{");
    for (int i = 0; i < SINKS; i++)
        fprintf(file, "%s\"d%d\":{\"Type\":\"slack\",\"Token\":\"env:CRASH_TOKEN\",\"Channel\":\"c\",\"Digest\":false,"
                      "\"ApiUrl\":\"http://127.0.0.1:%u/d%d\",\"RatePerSecond\":1000}", i ? "," : "", i, port, i);
    fprintf(file, "}}");
    if (fclose(file) != 0) die("rules.json");
}

static unsigned start_server(void)
{
    char delay[16];
    unsigned port = 0;
    snprintf(delay, sizeof delay, "%d", SERVER_MS);
    test.server_pid = fork();
    if (test.server_pid < 0) die("fork");
    if (test.server_pid == 0) {
        execl(test.server, test.server, "--port-file", "port", "--script", "script", "--log", "log", "--delay", delay,
              "--answer", "body={\"ok\":true}", (char *)NULL);
        _exit(127);
    }
    for (int i = 0; i < 500 && port == 0; i++) {
        FILE *file = fopen("port", "r");
        if (file && fscanf(file, "%5u", &port) != 1) port = 0;
        if (file) fclose(file);
        if (port == 0) mgp_sleep_ms(10);
    }
    if (port == 0) die("the server did not start");
    return port;
}

/* One life of the notifier. limited: with the mode's trouble. */
static pid_t start_notifier(bool limited)
{
    char offset[32];
    rlim_t most = 2048 + draw(400000);
    snprintf(offset, sizeof offset, "%lld", (long long)draw(20u * 86400000) - 10ll * 86400000);
    bool is_full = limited && test.mode == FULL && draw(10) < 7;
    pid_t pid = fork();
    if (pid < 0) die("fork");
    if (pid > 0) return pid;
    if (test.mode == CLOCK) setenv("MAGPIE_NOW_OFFSET", offset, 1);
    struct rlimit limit = {most, RLIM_INFINITY};
    if (is_full && setrlimit(RLIMIT_FSIZE, &limit) != 0) _exit(127);
    signal(SIGXFSZ, SIG_IGN);
    int null = open("/dev/null", O_WRONLY);
    if (null >= 0) dup2(null, STDERR_FILENO);
    execl(test.magpie, test.magpie, "notify", "--queue", "queue", "--events", "events.jsonl", "--rules", "rules.json",
          (char *)NULL);
    _exit(127);
}

/* Waits for the process at most so long; true if it ended by itself. */
static bool ended_within(pid_t pid, unsigned ms, int *status)
{
    uint64_t until = mgp_monotonic_ns() / 1000000 + ms;
    do {
        pid_t got = waitpid(pid, status, WNOHANG);
        if (got == pid) return true;
        if (got < 0 && errno != EINTR) die("waitpid");
        mgp_sleep_ms(1);
    } while (mgp_monotonic_ns() / 1000000 < until);
    return false;
}

static unsigned kill_often(void)
{
    unsigned killed = 0;
    while (killed < test.kills) {
        int status = 0;
        pid_t pid = start_notifier(true);
        unsigned life = LIFE_LEAST + (unsigned)draw(LIFE_MOST - LIFE_LEAST);
        if (!ended_within(pid, life, &status)) {
            kill(pid, SIGKILL);
            if (waitpid(pid, &status, 0) != pid) die("waitpid");
            killed += WIFSIGNALED(status);
        } else if (WIFEXITED(status) && WEXITSTATUS(status) == 127) {
            die("magpie cannot be run");
        } else if (WIFEXITED(status) && WEXITSTATUS(status) == 0 && test.events + MORE < MOST) {
            add_events(test.events, test.events + MORE);
            test.events += MORE;
        }
    }
    return killed;
}

struct sink_result {
    unsigned char seen[MOST / 8 + 1];
    long newest; /* the largest number that arrived */
    unsigned long arrived, repeats, disorder;
};

static struct sink_result sinks[SINKS];

static void note(struct sink_result *sink, long number)
{
    bool was_seen = sink->seen[number / 8] >> (number % 8) & 1;
    sink->arrived++;
    sink->repeats += was_seen;
    if (!was_seen && number != sink->newest + 1) sink->disorder++;
    if (number > sink->newest) sink->newest = number;
    sink->seen[number / 8] |= (unsigned char)(1 << (number % 8));
}

/* Reads the server's log: only what was answered with 200 has arrived. */
static bool read_log(void)
{
    FILE *file = fopen("log", "r");
    char *line = NULL;
    size_t capacity = 0;
    if (!file) die("log");
    for (int i = 0; i < SINKS; i++) sinks[i].newest = -1;
    while (getline(&line, &capacity, file) > 0) {
        const char *path = strstr(line, "\"path\":\"/d"), *number = strstr(line, "number-");
        if (!path || !number) return false;
        if (!strstr(line, "\"status\":200")) continue;
        long which = strtol(path + strlen("\"path\":\"/d"), NULL, 10), value = strtol(number + 7, NULL, 10);
        if (which < 0 || which >= SINKS || value < 0 || value >= MOST) return false;
        note(&sinks[which], value);
    }
    free(line);
    fclose(file);
    return true;
}

static bool is_sound(void)
{
    const struct mgp_sqlite *sqlite = NULL;
    sqlite3 *database = NULL;
    sqlite3_stmt *check = NULL;
    bool sound = mgp_sqlite_load(&sqlite, NULL) == MGP_OK &&
                 sqlite->open_v2("queue/queue.sqlite", &database, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK &&
                 sqlite->prepare_v2(database, "PRAGMA integrity_check", -1, &check, NULL) == SQLITE_OK &&
                 sqlite->step(check) == SQLITE_ROW &&
                 strcmp((const char *)sqlite->column_text(check, 0), "ok") == 0;
    if (sqlite) sqlite->finalize(check);
    if (sqlite) sqlite->close_v2(database);
    return sound;
}

static bool read_arguments(int argc, char **argv)
{
    if (argc < 3) return false;
    test.magpie = argv[1];
    test.server = argv[2];
    for (int i = 3; i + 1 < argc; i += 2) {
        const char *value = argv[i + 1];
        if (strcmp(argv[i], "--kills") == 0) test.kills = (unsigned)strtoul(value, NULL, 10);
        else if (strcmp(argv[i], "--events") == 0) test.events = (unsigned)strtoul(value, NULL, 10);
        else if (strcmp(argv[i], "--seed") == 0) test.random ^= strtoul(value, NULL, 10) << 20;
        else if (strcmp(argv[i], "--mode") != 0) return false;
        else if (strcmp(value, "full") == 0) test.mode = FULL;
        else if (strcmp(value, "clock") == 0) test.mode = CLOCK;
        else if (strcmp(value, "plain") != 0) return false;
    }
    return argc % 2 == 1 && test.events < MOST;
}

int main(int argc, char **argv)
{
    int status = 0;
    if (!read_arguments(argc, argv)) return fprintf(stderr, "crash_notifier: see the comment at its top\n"), 2;
    setenv("CRASH_TOKEN", "word", 1);
    setenv("MAGPIE_RETRY_BASE_MS", "1", 1);
    setenv("no_proxy", "*", 1);
    add_events(0, test.events);
    write_script();
    write_rules(start_server());
    unsigned killed = kill_often();
    pid_t last = start_notifier(false);
    bool ended = ended_within(last, 120000, &status);
    if (!ended) kill(last, SIGKILL);
    kill(test.server_pid, SIGTERM);
    waitpid(test.server_pid, NULL, 0);
    bool fine = ended && WIFEXITED(status) && WEXITSTATUS(status) == 0 && read_log();
    printf("%u kills, %u events, the last run %s\n", killed, test.events, fine ? "ended well" : "FAILED");
    for (int i = 0; i < SINKS; i++) {
        unsigned long missing = 0;
        for (unsigned n = 0; n < test.events; n++) missing += !(sinks[i].seen[n / 8] >> (n % 8) & 1);
        printf("d%d: %lu arrived, %lu repeats, %lu missing, %lu out of order\n", i, sinks[i].arrived, sinks[i].repeats,
               missing, sinks[i].disorder);
        fine = fine && missing == 0 && sinks[i].disorder == 0;
    }
    bool sound = is_sound();
    printf("integrity_check: %s\n", sound ? "ok" : "FAILED");
    return !(fine && sound && killed >= test.kills);
}
