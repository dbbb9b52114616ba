/* The queue, in memory and in a folder, and what lives beside it: pace, dead letters, redrive, a file that is followed,
 * a folder of events, readiness. */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/file.h"
#include "base/log.h"
#include "notifier/delivery/dead_letter.h"
#include "notifier/delivery/event_folder.h"
#include "notifier/delivery/event_follower.h"
#include "notifier/delivery/pace.h"
#include "notifier/delivery/queue.h"
#include "notifier/delivery/queue_report.h"
#include "notifier/delivery/readiness.h"
#include "notifier/delivery/redrive.h"
#include "notifier/delivery/sqlite_library.h"

static char folder[] = "/tmp/magpie-queue-XXXXXX";
static char path[256];

static void set_up(void)
{
    cr_assert(mkdtemp(folder) != NULL);
    snprintf(path, sizeof path, "%s/q", folder);
    unsetenv("MAGPIE_NOW_OFFSET");
}

static void tear_down(void)
{
    char command[300];
    snprintf(command, sizeof command, "rm -rf %s", folder);
    cr_assert(system(command) == 0);
}

static char *in_folder(const char *name)
{
    static char full[300];
    snprintf(full, sizeof full, "%s/%s", folder, name);
    return full;
}

static struct mgp_queue *open_queue(const char *where)
{
    struct mgp_queue *queue = NULL;
    struct mgp_error error = {0};
    struct mgp_queue_options options = {.folder = where};
    cr_assert_eq(mgp_queue_open(&options, &queue, &error), MGP_OK, "%s", error.message);
    return queue;
}

/* Accepts one delivery; how many were new. */
static size_t put(struct mgp_queue *queue, const char *id, const char *destination)
{
    struct mgp_error error = {0};
    size_t added = 99;
    struct mgp_queue_entry entry = {.event_id = mgp_slice_text(id), .rule = "r", .target = "t",
                                    .destination = destination, .event = MGP_LITERAL("{\"x\":1}")};
    mgp_delivery_key_make(entry.event_id, entry.event, "r", destination, &entry.key);
    cr_assert_eq(mgp_queue_put(queue, &entry, 1, NULL, &added, &error), MGP_OK, "%s", error.message);
    return added;
}

/* The ids that wait for a destination, in order, with a blank after each. */
static const char *waiting(struct mgp_queue *queue, const char *destination)
{
    static char text[512];
    struct mgp_delivery *delivery = NULL;
    uint64_t after = 0;
    size_t used = 0, length = 99;
    unsigned count = 0;
    text[0] = '\0';
    for (; mgp_queue_next(queue, destination, after, &delivery, NULL) == MGP_OK; count++) {
        after = delivery->sequence;
        used += (size_t)snprintf(text + used, sizeof text - used, "%s ", delivery->event_id);
        mgp_delivery_destroy(delivery);
    }
    cr_expect_eq(mgp_queue_length(queue, destination, 1000, &length, NULL), MGP_OK);
    cr_expect_eq(length, count);
    return text;
}

static struct mgp_delivery *first(struct mgp_queue *queue, const char *destination)
{
    struct mgp_delivery *delivery = NULL;
    cr_assert_eq(mgp_queue_next(queue, destination, 0, &delivery, NULL), MGP_OK);
    return delivery;
}

static void deliver(struct mgp_queue *queue, const char *destination, uint64_t from, uint64_t through)
{
    struct mgp_sink_state state = {.allowance = 2.5};
    cr_assert_eq(mgp_queue_delivered(queue, destination, from, through, &state, NULL), MGP_OK);
}

static void keeps_order(struct mgp_queue *queue)
{
    cr_expect_eq(put(queue, "e1", "a"), 1);
    cr_expect_eq(put(queue, "e2", "b"), 1);
    cr_expect_eq(put(queue, "e3", "a"), 1);
    cr_expect_eq(put(queue, "e4", "a"), 1);
    cr_expect_str_eq(waiting(queue, "a"), "e1 e3 e4 ");
    cr_expect_str_eq(waiting(queue, "b"), "e2 ");
    cr_expect_str_eq(waiting(queue, "c"), "");
    struct mgp_delivery *head = first(queue, "a");
    cr_expect(mgp_slice_is(mgp_buffer_slice(&head->event), "{\"x\":1}"));
    deliver(queue, "a", head->sequence, head->sequence);
    mgp_delivery_destroy(head);
    cr_expect_str_eq(waiting(queue, "a"), "e3 e4 ");
    cr_expect_eq(put(queue, "e5", "a"), 1);
    deliver(queue, "a", 0, UINT64_MAX / 4);
    cr_expect_str_eq(waiting(queue, "a"), "");
    cr_expect_str_eq(waiting(queue, "b"), "e2 ");
    cr_expect_eq(put(queue, "e6", "a"), 1);
    cr_expect_str_eq(waiting(queue, "a"), "e6 ");
    head = first(queue, "a");
    head->failures = 3;
    snprintf(head->error, sizeof head->error, "HTTP 500");
    cr_expect_eq(mgp_queue_postpone(queue, head, NULL, NULL), MGP_OK);
    mgp_delivery_destroy(head);
    head = first(queue, "a");
    cr_expect_eq(head->failures, 3);
    cr_expect_str_eq(head->error, "HTTP 500");
    cr_expect_eq(mgp_queue_give_up(queue, head, NULL), MGP_OK);
    mgp_delivery_destroy(head);
    cr_expect_str_eq(waiting(queue, "a"), "");
    mgp_queue_close(queue);
}

Test(queue, keeps_order_in_memory)
{
    keeps_order(open_queue(NULL));
}

Test(queue, keeps_order_in_a_folder, .init = set_up, .fini = tear_down)
{
    keeps_order(open_queue(path));
}

Test(queue, remembers_what_was_accepted, .init = set_up, .fini = tear_down)
{
    struct mgp_queue *queue = open_queue(path);
    cr_expect_eq(put(queue, "e1", "a"), 1);
    cr_expect_eq(put(queue, "e1", "a"), 0, "it waits");
    cr_expect_eq(put(queue, "e1", "b"), 1, "another target");
    mgp_queue_close(queue);
    queue = open_queue(path);
    cr_expect_str_eq(waiting(queue, "a"), "e1 ");
    deliver(queue, "a", 0, 1000);
    mgp_queue_close(queue);
    queue = open_queue(path);
    cr_expect_eq(put(queue, "e1", "a"), 0, "it was delivered");
    cr_expect_eq(put(queue, "e1-updated", "a"), 1);
    struct mgp_delivery *head = first(queue, "b");
    cr_expect_eq(mgp_queue_give_up(queue, head, NULL), MGP_OK);
    mgp_delivery_destroy(head);
    cr_expect_eq(put(queue, "e1", "b"), 1, "what was given up may come again");
    mgp_queue_close(queue);
}

Test(queue, forgets_after_the_window, .init = set_up, .fini = tear_down)
{
    struct mgp_queue *queue = NULL;
    struct mgp_queue_options options = {.folder = path, .remember_days = 2};
    cr_assert_eq(mgp_queue_open(&options, &queue, NULL), MGP_OK);
    put(queue, "e1", "a");
    put(queue, "e2", "a");
    deliver(queue, "a", 1, 1);
    setenv("MAGPIE_NOW_OFFSET", "86400000", 1);
    cr_assert_eq(mgp_queue_forget(queue, NULL), MGP_OK);
    cr_expect_eq(put(queue, "e1", "a"), 0, "a day is not two");
    setenv("MAGPIE_NOW_OFFSET", "259200000", 1);
    cr_assert_eq(mgp_queue_forget(queue, NULL), MGP_OK);
    cr_expect_eq(put(queue, "e1", "a"), 1);
    cr_expect_eq(put(queue, "e2", "a"), 0, "what waits is never forgotten");
    mgp_queue_close(queue);
}

Test(queue, a_clock_set_back_makes_a_wait_begin_anew_and_no_more, .init = set_up, .fini = tear_down)
{
    struct mgp_queue *queue = open_queue(path);
    put(queue, "e1", "a");
    struct mgp_delivery *head = first(queue, "a");
    head->failures = 1;
    head->wait_ms = 60000;
    head->age_ms = 5000;
    struct mgp_sink_state state = {.pause_ms = 30000, .allowance = 1}, loaded;
    cr_assert_eq(mgp_queue_postpone(queue, head, &state, NULL), MGP_OK);
    mgp_delivery_destroy(head);

    setenv("MAGPIE_NOW_OFFSET", "-864000000", 1);
    head = first(queue, "a");
    cr_expect_eq(head->wait_ms, 60000);
    cr_expect_eq(head->age_ms, 5000);
    mgp_delivery_destroy(head);
    cr_assert_eq(mgp_queue_load_sink(queue, "a", &loaded, NULL), MGP_OK);
    cr_expect_eq(loaded.pause_ms, 30000);

    setenv("MAGPIE_NOW_OFFSET", "40000", 1);
    head = first(queue, "a");
    cr_expect_leq(head->wait_ms, 20000);
    cr_expect_geq(head->age_ms, 45000);
    mgp_delivery_destroy(head);
    cr_assert_eq(mgp_queue_load_sink(queue, "a", &loaded, NULL), MGP_OK);
    cr_expect_eq(loaded.pause_ms, 0);
    mgp_queue_close(queue);
}

Test(queue, one_process_delivers_for_a_destination, .init = set_up, .fini = tear_down)
{
    struct mgp_queue *one = open_queue(path), *two = open_queue(path); /* a lock is of the open file, not the process */
    cr_expect(mgp_queue_claim(one, "a"));
    cr_expect(mgp_queue_claim(one, "a"));
    cr_expect_not(mgp_queue_claim(two, "a"));
    cr_expect(mgp_queue_claim(two, "b"));
    cr_expect_not(mgp_queue_claim(two, "../a"));
    mgp_queue_close(one);
    cr_expect(mgp_queue_claim(two, "a"));
    mgp_queue_close(two);
}

static enum mgp_status try_open(const char *where, bool must_exist, struct mgp_error *error)
{
    struct mgp_queue *queue = NULL;
    struct mgp_queue_options options = {.folder = where, .must_exist = must_exist};
    enum mgp_status status = mgp_queue_open(&options, &queue, error);
    mgp_queue_close(queue);
    return status;
}

static void write_file(const char *name, const char *text)
{
    FILE *file = fopen(name, "w");
    cr_assert(file && fputs(text, file) >= 0 && fclose(file) == 0);
}

static void run_sql(const char *sql)
{
    const struct mgp_sqlite *sqlite = NULL;
    sqlite3 *database = NULL;
    cr_assert_eq(mgp_sqlite_load(&sqlite, NULL), MGP_OK);
    cr_assert_eq(sqlite->open_v2(in_folder("q/queue.sqlite"), &database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
                                 NULL), SQLITE_OK);
    cr_assert_eq(sqlite->exec(database, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite->close_v2(database);
}

Test(queue, refuses_what_is_not_ours_and_leaves_it_alone, .init = set_up, .fini = tear_down)
{
    struct mgp_error error = {0};
    struct mgp_buffer text = {0};
    cr_expect_eq(try_open(path, true, &error), MGP_GONE);
    cr_assert_eq(mkdir(path, 0700), 0);
    write_file(in_folder("q/thesis.txt"), "mine");
    cr_expect_eq(try_open(path, false, &error), MGP_INVALID);
    cr_expect(strstr(error.message, "not empty"), "%s", error.message);
    write_file(in_folder("q/queue.sqlite"),
               "this is no database, but a text that is long enough to be looked at as one, "
               "and so it goes on for more than one hundred bytes");
    cr_expect_eq(try_open(path, false, &error), MGP_INVALID);
    cr_expect(strstr(error.message, "is another file"), "%s", error.message);
    cr_assert_eq(mgp_file_read(in_folder("q/queue.sqlite"), 1000, &text, NULL), MGP_OK);
    cr_expect_eq(text.len, 125);
    mgp_buffer_clear(&text);
    unlink(in_folder("q/queue.sqlite"));
    run_sql("CREATE TABLE theirs(x); PRAGMA user_version = 7;");
    cr_expect_eq(try_open(path, false, &error), MGP_INVALID);
    cr_expect(strstr(error.message, "belongs to another program"), "%s", error.message);
    cr_expect_eq(try_open("/dev/null", false, &error), MGP_IO);
    cr_expect(strstr(error.message, "/dev/null"), "%s", error.message);
}

Test(queue, refuses_a_newer_format, .init = set_up, .fini = tear_down)
{
    struct mgp_error error = {0};
    cr_assert_eq(try_open(path, false, &error), MGP_OK);
    run_sql("PRAGMA user_version = 2");
    cr_expect_eq(try_open(path, false, &error), MGP_INVALID);
    cr_expect(strstr(error.message, "newer version"), "%s", error.message);
}

Test(queue, takes_up_a_database_that_was_never_finished, .init = set_up, .fini = tear_down)
{
    struct mgp_error error = {0};
    cr_assert_eq(mkdir(path, 0700), 0);
    write_file(in_folder("q/queue.sqlite"), "");
    cr_expect_eq(try_open(path, false, &error), MGP_OK, "%s", error.message);
    cr_expect_eq(try_open(path, true, &error), MGP_OK, "%s", error.message);
}

Test(queue, names_a_damaged_database, .init = set_up, .fini = tear_down)
{
    struct mgp_error error = {0};
    struct mgp_queue *queue = open_queue(path);
    for (int i = 0; i < 300; i++) {
        char id[16];
        snprintf(id, sizeof id, "e%d", i);
        put(queue, id, "a");
    }
    mgp_queue_close(queue);
    FILE *file = fopen(in_folder("q/queue.sqlite"), "r+");
    cr_assert(file && fseek(file, 4096, SEEK_SET) == 0);
    for (int i = 0; i < 60000; i++) fputc(0xA5, file);
    fclose(file);
    enum mgp_status status = try_open(path, false, &error);
    if (status == MGP_OK) { /* seen only when the damaged page is read */
        struct mgp_delivery *delivery = NULL;
        queue = open_queue(path);
        status = mgp_queue_next(queue, "a", 0, &delivery, &error);
        mgp_delivery_destroy(delivery);
        mgp_queue_close(queue);
    }
    cr_expect_eq(status, MGP_CORRUPT, "%d %s", status, error.message);
    cr_expect(strstr(error.message, "damaged"), "%s", error.message);
}

Test(queue, a_position_is_kept_with_the_events, .init = set_up, .fini = tear_down)
{
    struct mgp_queue *queue = open_queue(path);
    struct mgp_queue_position position = {.path = "/var/log/events", .device = UINT64_MAX - 1, .inode = 7,
                                          .offset = 1234, .head_bytes = 5, .head = {1, 2, 3}}, got;
    size_t added;
    cr_expect_eq(mgp_queue_position(queue, "/var/log/events", &got, NULL), MGP_GONE);
    cr_assert_eq(mgp_queue_put(queue, NULL, 0, &position, &added, NULL), MGP_OK);
    mgp_queue_close(queue);
    queue = open_queue(path);
    cr_assert_eq(mgp_queue_position(queue, "/var/log/events", &got, NULL), MGP_OK);
    cr_expect(got.device == position.device && got.inode == 7 && got.offset == 1234 && got.head_bytes == 5);
    cr_expect_eq(memcmp(got.head, position.head, 32), 0);
    mgp_queue_close(queue);
}

Test(queue, tells_what_waits, .init = set_up, .fini = tear_down)
{
    struct mgp_queue *queue = open_queue(path);
    struct mgp_buffer out = {0};
    cr_expect_eq(mgp_queue_report(queue, "q", 0, false, &out, NULL), MGP_OK);
    cr_expect_str_eq(mgp_buffer_string(&out), "Nothing waits.\n");
    out.len = 0;
    put(queue, "e1", "a");
    struct mgp_sink_state state = {.stopped = "invalid_auth"};
    cr_expect_eq(mgp_queue_save_sink(queue, "b", &state, NULL), MGP_OK);
    cr_expect_eq(mgp_queue_report(queue, "q", 2, false, &out, NULL), MGP_OK);
    cr_expect(strstr(mgp_buffer_string(&out), "no notifier is running"), "%s", mgp_buffer_string(&out));
    cr_expect(strstr(mgp_buffer_string(&out), "stopped: invalid_auth"));
    cr_expect(strstr(mgp_buffer_string(&out), "2 dead letters"));
    mgp_buffer_clear(&out);
    mgp_queue_close(queue);
}

Test(pace, keeps_the_rate_with_a_small_burst)
{
    struct mgp_pace pace;
    unsigned sent = 0;
    mgp_pace_begin(&pace, 1, MGP_PACE_BURST, 0);
    for (uint64_t now = 0; now <= 10000; now += 10) {
        if (mgp_pace_wait(&pace, now) > 0) continue;
        mgp_pace_sent(&pace, now);
        sent++;
    }
    cr_expect_geq(sent, MGP_PACE_BURST + 9);
    cr_expect_leq(sent, MGP_PACE_BURST + 10);
    cr_expect_leq(mgp_pace_wait(&pace, 1000000), 0, "a rest fills it");
    mgp_pace_begin(&pace, 1, 100, 0);
    cr_expect_eq(pace.allowance, MGP_PACE_BURST, "but not beyond the burst");
}

Test(pace, goes_slower_when_it_is_too_fast_and_recovers)
{
    struct mgp_pace pace;
    mgp_pace_begin(&pace, 1, MGP_PACE_BURST, 0);
    mgp_pace_throttled(&pace);
    cr_expect_gt(mgp_pace_wait(&pace, 0), 1000);
    cr_expect_lt(pace.rate, 0.81);
    for (int i = 0; i < 200; i++) mgp_pace_throttled(&pace);
    cr_expect_gt(pace.rate, 0.04, "never to a standstill");
    for (int i = 0; i < 1000; i++) mgp_pace_went_well(&pace);
    cr_expect_eq(pace.rate, 1);
    cr_expect_eq(mgp_pace_wait(&pace, 0) > 0, true);
    cr_expect_leq(mgp_pace_wait(&pace, 5), 996, "a clock that stands still or runs is fine");
}

static const struct mgp_dead_letter letter = {.rule = "rule-1", .target = "t.1", .destination = "d_1",
                                              .event_id = {(const uint8_t *)"id-1", 4},
                                              .event = {(const uint8_t *)"{\"id\":\"id-1\",\n\"a\":\"x\"}", 22},
                                              .input = {(const uint8_t *)"\"text\"\n<&>", 10},
                                              .code = "ERROR_FROM_TARGET", .message = "HTTP 500",
                                              .exhausted = "MaximumRetryAttempts", .attempts = 5};

Test(dead_letter, is_a_line_that_reads_back, .init = set_up, .fini = tear_down)
{
    struct mgp_buffer text = {0};
    struct mgp_arena arena = {0};
    struct mgp_dead_letter got;
    struct mgp_error error = {0};
    cr_assert_eq(mgp_dead_letter_write(path, &letter, &error), MGP_OK, "%s", error.message);
    cr_assert_eq(mgp_file_read(path, 100000, &text, NULL), MGP_OK);
    struct mgp_slice line = mgp_slice_sub(mgp_buffer_slice(&text), 0, text.len - 1);
    cr_expect(!memchr(line.ptr, '\n', line.len), "one line");
    cr_assert_eq(mgp_dead_letter_read(&arena, line, &got, &error), MGP_OK, "%s", error.message);
    cr_expect_str_eq(got.rule, "rule-1");
    cr_expect_str_eq(got.target, "t.1");
    cr_expect_str_eq(got.destination, "d_1");
    cr_expect(mgp_slice_is(got.event_id, "id-1"));
    cr_expect(mgp_slice_equal(got.input, letter.input));
    cr_expect(mgp_slice_is(got.event, "{\"id\":\"id-1\", \"a\":\"x\"}"));
    static const char *const names[] = {"\"RULE_ARN\":\"magpie:rule/rule-1\"",
                                        "\"TARGET_ARN\":\"magpie:destination/d_1\"",
                                        "\"ERROR_CODE\":\"ERROR_FROM_TARGET\"", "\"ERROR_MESSAGE\":\"HTTP 500\"",
                                        "\"EXHAUSTED_RETRY_CONDITION\":\"MaximumRetryAttempts\"",
                                        "\"RETRY_ATTEMPTS\":5"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        cr_expect(strstr(mgp_buffer_string(&text), names[i]), "%s", names[i]);
    mgp_arena_clear(&arena);
    mgp_buffer_clear(&text);
}

Test(dead_letter, refuses_what_is_none)
{
    static const char *const rows[] = {
        "", "x", "[]", "{}",
        "{\"RULE_ARN\":\"magpie:rule/r\",\"TARGET_ARN\":\"magpie:destination/d\",\"TARGET_ID\":\"t\"}",
        ("{\"RULE_ARN\":\"magpie:rule/r\",\"TARGET_ARN\":\"magpie:destination/../../x\",\"TARGET_ID\":\"t\","
         "\"event\":{}}"),
        "{\"RULE_ARN\":\"r\",\"TARGET_ARN\":\"magpie:destination/d\",\"TARGET_ID\":\"t\",\"event\":{}}",
        "{\"RULE_ARN\":\"magpie:rule/r\",\"TARGET_ARN\":\"magpie:destination/d\",\"TARGET_ID\":\"t\",\"event\":[]}",
    };
    struct mgp_arena arena = {0};
    struct mgp_dead_letter got;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        cr_expect_neq(mgp_dead_letter_read(&arena, mgp_slice_text(rows[i]), &got, NULL), MGP_OK, "%s", rows[i]);
    mgp_arena_clear(&arena);
}

Test(redrive, puts_back_each_letter_once_and_leaves_what_is_none, .init = set_up, .fini = tear_down)
{
    struct mgp_queue *queue = open_queue(path);
    struct mgp_redrive_report report;
    char letters[300];
    snprintf(letters, sizeof letters, "%s", in_folder("letters"));
    write_file(letters, "{\"cut off by a cra"); /* without its end */
    cr_assert_eq(mgp_dead_letter_write(letters, &letter, NULL), MGP_OK);
    cr_assert_eq(mgp_dead_letter_write(letters, &letter, NULL), MGP_OK);
    cr_expect_eq(mgp_redrive_count(letters), 3);
    cr_assert_eq(mgp_redrive(queue, letters, &report, NULL), MGP_OK);
    cr_expect(report.letters == 2 && report.added == 1 && report.unreadable == 1 && report.first_unreadable == 1);
    cr_expect_str_eq(waiting(queue, "d_1"), "id-1 ");
    struct mgp_delivery *head = first(queue, "d_1");
    cr_expect(mgp_slice_equal(mgp_buffer_slice(&head->input), letter.input));
    mgp_delivery_destroy(head);
    cr_expect_eq(mgp_redrive_count(letters), 1, "the line that is none stayed");
    unlink(letters);
    cr_expect_eq(mgp_redrive(queue, letters, &report, NULL), MGP_OK, "no file is an empty one");
    cr_expect_eq(report.letters, 0);
    mgp_queue_close(queue);
}

/* All lines that are there, with '|' after each. */
static const char *lines_of(struct mgp_event_follower *follower)
{
    static char text[512];
    struct mgp_slice line;
    struct mgp_error error = {0};
    size_t used = 0;
    text[0] = '\0';
    for (;;) {
        enum mgp_follow_item item = mgp_event_follower_next(follower, &line, &error);
        cr_assert_neq(item, MGP_FOLLOW_FAILED, "%s", error.message);
        if (item == MGP_FOLLOW_NOTHING) return text;
        if (item == MGP_FOLLOW_FAULT) line = MGP_LITERAL("!");
        used += (size_t)snprintf(text + used, sizeof text - used, "%.*s|", (int)line.len, (const char *)line.ptr);
    }
}

/* Until whoever wrote a file that was moved away has had time to write more. */
static const char *lines_over_time(struct mgp_event_follower *follower)
{
    static char got[512];
    got[0] = '\0';
    for (int i = 0; i < 40; i++) {
        snprintf(got + strlen(got), sizeof got - strlen(got), "%s", lines_of(follower));
        mgp_sleep_ms(50);
    }
    return got;
}

static void append(const char *name, const char *text)
{
    FILE *file = fopen(name, "a");
    cr_assert(file && fputs(text, file) >= 0 && fclose(file) == 0);
}

Test(follower, reads_lines_as_they_come, .init = set_up, .fini = tear_down)
{
    struct mgp_event_follower *follower = NULL;
    mgp_event_follower_open(path, NULL, &follower);
    cr_expect_str_eq(lines_of(follower), "", "it is not there yet");
    append(path, "one\ntwo\nthr");
    cr_expect_str_eq(lines_of(follower), "one|two|");
    cr_expect_str_eq(lines_of(follower), "");
    append(path, "ee\n\n \nfour\n");
    cr_expect_str_eq(lines_over_time(follower), "three|four|");
    cr_assert_eq(truncate(path, 0), 0);
    append(path, "new\n");
    lines_of(follower); /* notices */
    cr_expect_str_eq(lines_of(follower), "new|");
    mgp_event_follower_close(follower);
}

Test(follower, reads_the_rest_of_a_file_that_was_moved_away, .init = set_up, .fini = tear_down)
{
    struct mgp_event_follower *follower = NULL;
    append(path, "one\n");
    mgp_event_follower_open(path, NULL, &follower);
    cr_expect_str_eq(lines_of(follower), "one|");
    char *old = mgp_strdup(in_folder("q.1"));
    cr_assert_eq(rename(path, old), 0);
    cr_expect_str_eq(lines_of(follower), "", "nothing new is there");
    append(path, "three\n");
    append(old, "two\nlast without end");
    cr_expect_str_eq(lines_over_time(follower), "two|last without end|three|");
    free(old);
    mgp_event_follower_close(follower);
}

Test(follower, goes_on_where_it_was_also_in_a_file_that_was_moved_meanwhile, .init = set_up, .fini = tear_down)
{
    struct mgp_event_follower *follower = NULL;
    struct mgp_queue_position position;
    append(path, "one\ntwo\n");
    mgp_event_follower_open(path, NULL, &follower);
    cr_expect_str_eq(lines_of(follower), "one|two|");
    cr_assert(mgp_event_follower_position(follower, &position));
    mgp_event_follower_close(follower);
    position.path = path;

    append(path, "three\n");
    mgp_event_follower_open(path, &position, &follower);
    cr_expect_str_eq(lines_of(follower), "three|");
    mgp_event_follower_close(follower);

    char *old = mgp_strdup(in_folder("q.1"));
    cr_assert_eq(rename(path, old), 0);
    append(path, "four\n");
    mgp_event_follower_open(path, &position, &follower);
    cr_expect_str_eq(lines_over_time(follower), "three|four|");
    mgp_event_follower_close(follower);

    write_file(path, "other contents altogether\n"); /* perhaps with the same inode: told by its beginning */
    unlink(old);
    mgp_event_follower_open(path, &position, &follower);
    cr_expect_str_eq(lines_of(follower), "other contents altogether|");
    mgp_event_follower_close(follower);
    free(old);
}

Test(folder, takes_files_in_order_and_puts_them_away, .init = set_up, .fini = tear_down)
{
    char *next = NULL;
    struct mgp_error error = {0};
    write_file(in_folder("b.jsonl"), "");
    write_file(in_folder("a.jsonl"), "");
    write_file(in_folder(".hidden"), "");
    write_file(in_folder("c.part"), "");
    write_file(in_folder("d.tmp"), "");
    cr_assert_eq(mgp_event_folder_next(folder, &next, &error), MGP_OK, "%s", error.message);
    cr_expect_str_eq(next, in_folder("a.jsonl"));
    cr_expect_eq(mgp_event_folder_put_away(folder, next, false, &error), MGP_OK, "%s", error.message);
    free(next);
    write_file(in_folder("a.jsonl"), "again");
    cr_assert_eq(mgp_event_folder_next(folder, &next, &error), MGP_OK);
    cr_expect_eq(mgp_event_folder_put_away(folder, next, false, &error), MGP_OK, "%s", error.message);
    free(next);
    cr_expect_eq(access(in_folder("done/a.jsonl"), F_OK), 0);
    cr_expect_eq(access(in_folder("done/a.jsonl.1"), F_OK), 0, "nothing is overwritten");
    cr_assert_eq(mgp_event_folder_next(folder, &next, &error), MGP_OK);
    cr_expect_str_eq(next, in_folder("b.jsonl"));
    cr_expect_eq(mgp_event_folder_put_away(folder, next, true, &error), MGP_OK);
    free(next);
    cr_expect_eq(access(in_folder("failed/b.jsonl"), F_OK), 0);
    cr_assert_eq(mgp_event_folder_next(folder, &next, &error), MGP_OK);
    cr_expect_null(next);
}

static unsigned count_files(void)
{
    char command[300], text[16] = "";
    snprintf(command, sizeof command, "ls %s | wc -l", folder);
    FILE *pipe = popen(command, "r");
    cr_assert(pipe && fgets(text, sizeof text, pipe));
    pclose(pipe);
    return (unsigned)strtoul(text, NULL, 10);
}

Test(log_file, is_put_aside_by_size_and_day_and_removed_by_age, .init = set_up, .fini = tear_down)
{
    struct mgp_error error = {0};
    struct mgp_log_file options = {.path = path, .max_bytes = 250, .retention_days = 2};
    cr_assert_eq(mgp_log_open(&options, &error), MGP_OK, "%s", error.message);
    mgp_log(MGP_LOG_INFO, "one", "name", "value", (const char *)NULL);
    mgp_log(MGP_LOG_DEBUG, "not at this level", (const char *)NULL);
    cr_expect_eq(count_files(), 1);
    for (int i = 0; i < 4; i++) mgp_log(MGP_LOG_INFO, "more, so that it grows beyond its size", (const char *)NULL);
    cr_expect_geq(count_files(), 2, "by size, and names do not clash");
    unsigned before = count_files();
    setenv("MAGPIE_NOW_OFFSET", "86400000", 1);
    mgp_log(MGP_LOG_INFO, "the next day", (const char *)NULL);
    cr_expect_eq(count_files(), before + 1);
    setenv("MAGPIE_NOW_OFFSET", "345600000", 1);
    mgp_log(MGP_LOG_INFO, "when all that is old", (const char *)NULL);
    cr_expect_eq(count_files(), 2, "the file, and the one just put aside: %u", count_files());
    cr_assert_eq(rename(path, in_folder("taken")), 0);
    mgp_log(MGP_LOG_INFO, "anew", (const char *)NULL);
    cr_expect_eq(access(path, F_OK), 0);
    mgp_log_close();
    options.path = "/nowhere/log";
    cr_expect_neq(mgp_log_open(&options, &error), MGP_OK);
    cr_expect(strstr(error.message, "/nowhere/log"));
}

Test(readiness, tells_the_socket, .init = set_up, .fini = tear_down)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    char got[64] = "";
    unsetenv("NOTIFY_SOCKET");
    cr_expect_not(mgp_readiness_tell("READY=1"));
    snprintf(address.sun_path, sizeof address.sun_path, "%s", in_folder("socket"));
    int fd = socket(AF_UNIX, SOCK_DGRAM, 0);
    cr_assert(fd >= 0 && bind(fd, (struct sockaddr *)&address, sizeof address) == 0);
    setenv("NOTIFY_SOCKET", address.sun_path, 1);
    cr_expect(mgp_readiness_tell("READY=1"));
    cr_expect_eq(recv(fd, got, sizeof got, 0), 7);
    cr_expect_str_eq(got, "READY=1");
    close(fd);
}
