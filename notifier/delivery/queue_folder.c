/* The queue in a folder. One connection, behind a mutex; every change is a transaction of its own, which SQLite puts
 * on disk (synchronous = FULL) before it returns. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/file.h>
#include <unistd.h>

#include "notifier/delivery/queue_database.h"
#include "notifier/delivery/queue_type.h"

#define DAY_MS 86400000

struct claim {
    struct claim *next;
    char *destination;
    int fd; /* of a file that is locked as long as it is open: the kernel releases it when a process is killed */
};

struct folder_queue {
    struct mgp_queue base;
    pthread_mutex_t mutex;
    struct mgp_queue_database database;
    const struct mgp_sqlite *sqlite;
    char *folder;
    struct claim *claims;
    unsigned remember_days;
};

static struct folder_queue *of(struct mgp_queue *queue)
{
    return (struct folder_queue *)queue;
}

/* Statements: fetched ready for binding, run, and reset, so that none keeps a transaction open. */

static sqlite3_stmt *ready(struct folder_queue *queue, enum mgp_queue_statement which)
{
    sqlite3_stmt *statement = queue->database.statements[which];
    queue->sqlite->reset(statement);
    queue->sqlite->clear_bindings(statement);
    return statement;
}

static void bind_number(struct folder_queue *queue, sqlite3_stmt *statement, int at, uint64_t value)
{
    queue->sqlite->bind_int64(statement, at, value > INT64_MAX ? INT64_MAX : (sqlite3_int64)value);
}

static void bind_text(struct folder_queue *queue, sqlite3_stmt *statement, int at, const char *text)
{
    queue->sqlite->bind_text(statement, at, text, -1, SQLITE_STATIC);
}

static void bind_slice(struct folder_queue *queue, sqlite3_stmt *statement, int at, struct mgp_slice bytes)
{
    const void *first = bytes.len > 0 ? (const void *)bytes.ptr : "";
    queue->sqlite->bind_blob(statement, at, first, (int)bytes.len, SQLITE_STATIC);
}

static bool run(struct folder_queue *queue, sqlite3_stmt *statement)
{
    int code = queue->sqlite->step(statement);
    if (code == SQLITE_DONE || code == SQLITE_ROW) {
        queue->sqlite->reset(statement);
        return true;
    }
    return false; /* not reset yet: that would overwrite the reason */
}

static bool run_plain(struct folder_queue *queue, enum mgp_queue_statement which)
{
    return run(queue, ready(queue, which));
}

/* begin takes the mutex; finish gives it back, after a commit where all went well. */
static bool begin(struct folder_queue *queue)
{
    pthread_mutex_lock(&queue->mutex);
    return run_plain(queue, MGP_STATEMENT_BEGIN);
}

static enum mgp_status finish(struct folder_queue *queue, bool fine, struct mgp_error *error)
{
    enum mgp_status status = MGP_OK;
    if (!fine || !run_plain(queue, MGP_STATEMENT_COMMIT)) {
        status = mgp_queue_database_fail(&queue->database, error);
        for (size_t i = 0; i < MGP_STATEMENT_COUNT; i++) queue->sqlite->reset(queue->database.statements[i]);
        if (!queue->sqlite->get_autocommit(queue->database.handle)) run_plain(queue, MGP_STATEMENT_ROLLBACK);
    }
    pthread_mutex_unlock(&queue->mutex);
    return status;
}

static uint64_t wall_ms(void)
{
    mgp_time_ms now = mgp_time_now();
    return now > 0 ? (uint64_t)now : 0;
}

/* Milliseconds since a moment; none where the clock was set back. */
static uint64_t since(int64_t then)
{
    uint64_t now = wall_ms();
    return then >= 0 && now > (uint64_t)then ? now - (uint64_t)then : 0;
}

static void close_queue(struct mgp_queue *base)
{
    struct folder_queue *queue = of(base);
    mgp_queue_database_close(&queue->database);
    while (queue->claims) {
        struct claim *claim = queue->claims;
        queue->claims = claim->next;
        close(claim->fd);
        free(claim->destination);
        free(claim);
    }
    pthread_mutex_destroy(&queue->mutex);
    free(queue->folder);
    free(queue);
}

static bool put_one(struct folder_queue *queue, const struct mgp_queue_entry *entry, size_t *added)
{
    uint64_t now = wall_ms();
    sqlite3_stmt *know = ready(queue, MGP_STATEMENT_KNOW);
    bind_slice(queue, know, 1, mgp_slice_of(entry->key.bytes, sizeof entry->key.bytes));
    bind_number(queue, know, 2, now);
    if (!run(queue, know)) return false;
    if (queue->sqlite->changes(queue->database.handle) == 0) return true;
    sqlite3_stmt *put = ready(queue, MGP_STATEMENT_PUT);
    bind_slice(queue, put, 1, mgp_slice_of(entry->key.bytes, sizeof entry->key.bytes));
    queue->sqlite->bind_text(put, 2, (const char *)entry->event_id.ptr, (int)entry->event_id.len, SQLITE_STATIC);
    if (entry->event_id.len == 0) bind_text(queue, put, 2, "");
    bind_text(queue, put, 3, entry->rule);
    bind_text(queue, put, 4, entry->target);
    bind_text(queue, put, 5, entry->destination);
    bind_slice(queue, put, 6, entry->event);
    if (entry->input.len > 0) bind_slice(queue, put, 7, entry->input);
    bind_number(queue, put, 8, now);
    (*added)++;
    return run(queue, put);
}

static bool put_position(struct folder_queue *queue, const struct mgp_queue_position *position)
{
    sqlite3_stmt *put = ready(queue, MGP_STATEMENT_PUT_POSITION);
    bind_text(queue, put, 1, position->path);
    queue->sqlite->bind_int64(put, 2, (sqlite3_int64)position->device);
    queue->sqlite->bind_int64(put, 3, (sqlite3_int64)position->inode);
    bind_number(queue, put, 4, position->offset);
    bind_slice(queue, put, 5, mgp_slice_of(position->head, sizeof position->head));
    bind_number(queue, put, 6, position->head_bytes);
    return run(queue, put);
}

static enum mgp_status put(struct mgp_queue *base, const struct mgp_queue_entry *entries, size_t count,
                           const struct mgp_queue_position *position, size_t *added, struct mgp_error *error)
{
    struct folder_queue *queue = of(base);
    size_t new_ones = 0;
    if (count == 0 && !position) {
        *added = 0;
        return MGP_OK;
    }
    bool fine = begin(queue);
    for (size_t i = 0; fine && i < count; i++) fine = put_one(queue, &entries[i], &new_ones);
    if (fine && position) fine = put_position(queue, position);
    enum mgp_status status = finish(queue, fine, error);
    if (status == MGP_OK) *added = new_ones;
    return status;
}

static enum mgp_status position(struct mgp_queue *base, const char *path, struct mgp_queue_position *out,
                                struct mgp_error *error)
{
    struct folder_queue *queue = of(base);
    enum mgp_status status = MGP_GONE;
    pthread_mutex_lock(&queue->mutex);
    sqlite3_stmt *get = ready(queue, MGP_STATEMENT_GET_POSITION);
    bind_text(queue, get, 1, path);
    int code = queue->sqlite->step(get);
    if (code == SQLITE_ROW) {
        *out = (struct mgp_queue_position){.path = path,
                                           .device = (uint64_t)queue->sqlite->column_int64(get, 0),
                                           .inode = (uint64_t)queue->sqlite->column_int64(get, 1),
                                           .offset = (uint64_t)queue->sqlite->column_int64(get, 2),
                                           .head_bytes = (uint64_t)queue->sqlite->column_int64(get, 4)};
        if (queue->sqlite->column_bytes(get, 3) == (int)sizeof out->head)
            memcpy(out->head, queue->sqlite->column_blob(get, 3), sizeof out->head);
        status = MGP_OK;
    } else if (code != SQLITE_DONE) {
        status = mgp_queue_database_fail(&queue->database, error);
    }
    queue->sqlite->reset(get);
    pthread_mutex_unlock(&queue->mutex);
    return status;
}

/* A destination's name is a name of a file too: letters, digits, '.', '-' and '_' (rules.h). */
static bool claim(struct mgp_queue *base, const char *destination)
{
    struct folder_queue *queue = of(base);
    struct mgp_buffer path = {0};
    bool is_ours = false;
    if (strchr(destination, '/')) return false;
    pthread_mutex_lock(&queue->mutex);
    for (struct claim *claim = queue->claims; claim && !is_ours; claim = claim->next)
        is_ours = strcmp(claim->destination, destination) == 0;
    if (!is_ours) {
        mgp_buffer_format(&path, "%s/%s.lock", queue->folder, destination);
        int fd = open(mgp_buffer_string(&path), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
        is_ours = fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0;
        if (is_ours) {
            struct claim *claim = mgp_calloc(1, sizeof *claim);
            *claim = (struct claim){.next = queue->claims, .destination = mgp_strdup(destination), .fd = fd};
            queue->claims = claim;
        } else if (fd >= 0) {
            close(fd);
        }
    }
    pthread_mutex_unlock(&queue->mutex);
    mgp_buffer_clear(&path);
    return is_ours;
}

static char *copy_text(struct folder_queue *queue, sqlite3_stmt *row, int column)
{
    const unsigned char *text = queue->sqlite->column_text(row, column);
    return mgp_strdup(text ? (const char *)text : "");
}

static void copy_bytes(struct folder_queue *queue, sqlite3_stmt *row, int column, struct mgp_buffer *out)
{
    const void *bytes = queue->sqlite->column_blob(row, column);
    int length = queue->sqlite->column_bytes(row, column);
    if (bytes && length > 0) mgp_buffer_append(out, mgp_slice_of(bytes, (size_t)length));
}

static void copy_short(struct folder_queue *queue, sqlite3_stmt *row, int column, char *out, size_t size)
{
    const unsigned char *text = queue->sqlite->column_text(row, column);
    snprintf(out, size, "%s", text ? (const char *)text : "");
}

static struct mgp_delivery *read_delivery(struct folder_queue *queue, sqlite3_stmt *row, const char *destination)
{
    const struct mgp_sqlite *sqlite = queue->sqlite;
    struct mgp_delivery *delivery = mgp_calloc(1, sizeof *delivery);
    uint64_t passed = since(sqlite->column_int64(row, 12));
    uint64_t wait = (uint64_t)sqlite->column_int64(row, 11);
    delivery->sequence = (uint64_t)sqlite->column_int64(row, 0);
    if (sqlite->column_bytes(row, 1) == MGP_DELIVERY_KEY_BYTES)
        memcpy(delivery->key.bytes, sqlite->column_blob(row, 1), MGP_DELIVERY_KEY_BYTES);
    delivery->event_id = copy_text(queue, row, 2);
    delivery->rule = copy_text(queue, row, 3);
    delivery->target = copy_text(queue, row, 4);
    delivery->destination = mgp_strdup(destination);
    copy_bytes(queue, row, 5, &delivery->event);
    copy_bytes(queue, row, 6, &delivery->input);
    delivery->accepted = sqlite->column_int64(row, 7);
    delivery->failures = (unsigned)sqlite->column_int64(row, 8);
    delivery->throttled = (unsigned)sqlite->column_int64(row, 9);
    bool was_tried = delivery->failures + delivery->throttled > 0;
    delivery->age_ms = was_tried ? (uint64_t)sqlite->column_int64(row, 10) + passed : 0;
    delivery->wait_ms = wait > passed ? wait - passed : 0;
    copy_short(queue, row, 13, delivery->error, sizeof delivery->error);
    return delivery;
}

static enum mgp_status next(struct mgp_queue *base, const char *destination, uint64_t after, struct mgp_delivery **out,
                            struct mgp_error *error)
{
    struct folder_queue *queue = of(base);
    enum mgp_status status = MGP_OK;
    pthread_mutex_lock(&queue->mutex);
    sqlite3_stmt *get = ready(queue, MGP_STATEMENT_NEXT);
    bind_text(queue, get, 1, destination);
    bind_number(queue, get, 2, after);
    int code = queue->sqlite->step(get);
    if (code == SQLITE_ROW) *out = read_delivery(queue, get, destination);
    else status = code == SQLITE_DONE ? MGP_GONE : mgp_queue_database_fail(&queue->database, error);
    queue->sqlite->reset(get);
    pthread_mutex_unlock(&queue->mutex);
    return status;
}

static enum mgp_status length(struct mgp_queue *base, const char *destination, size_t most, size_t *out,
                              struct mgp_error *error)
{
    struct folder_queue *queue = of(base);
    enum mgp_status status = MGP_OK;
    pthread_mutex_lock(&queue->mutex);
    sqlite3_stmt *get = ready(queue, MGP_STATEMENT_LENGTH);
    bind_text(queue, get, 1, destination);
    bind_number(queue, get, 2, most);
    if (queue->sqlite->step(get) == SQLITE_ROW) *out = (size_t)queue->sqlite->column_int64(get, 0);
    else status = mgp_queue_database_fail(&queue->database, error);
    queue->sqlite->reset(get);
    pthread_mutex_unlock(&queue->mutex);
    return status;
}

static bool save(struct folder_queue *queue, const char *destination, const struct mgp_sink_state *sink)
{
    if (!sink) return true;
    sqlite3_stmt *put = ready(queue, MGP_STATEMENT_SAVE_SINK);
    bind_text(queue, put, 1, destination);
    queue->sqlite->bind_double(put, 2, sink->allowance);
    bind_number(queue, put, 3, sink->pause_ms);
    bind_text(queue, put, 4, sink->stopped);
    bind_text(queue, put, 5, sink->thread);
    bind_number(queue, put, 6, sink->thread_age_ms);
    bind_number(queue, put, 7, wall_ms());
    return run(queue, put);
}

static bool for_range(struct folder_queue *queue, enum mgp_queue_statement which, const char *destination,
                      uint64_t from, uint64_t through)
{
    sqlite3_stmt *statement = ready(queue, which);
    bind_text(queue, statement, 1, destination);
    bind_number(queue, statement, 2, from);
    bind_number(queue, statement, 3, through);
    if (which == MGP_STATEMENT_RENEW) bind_number(queue, statement, 4, wall_ms());
    return run(queue, statement);
}

static enum mgp_status delivered(struct mgp_queue *base, const char *destination, uint64_t first, uint64_t last,
                                 const struct mgp_sink_state *sink, struct mgp_error *error)
{
    struct folder_queue *queue = of(base);
    bool fine = begin(queue) && for_range(queue, MGP_STATEMENT_RENEW, destination, first, last) &&
                for_range(queue, MGP_STATEMENT_TAKE_OUT, destination, first, last) && save(queue, destination, sink);
    return finish(queue, fine, error);
}

static enum mgp_status postpone(struct mgp_queue *base, const struct mgp_delivery *delivery,
                                const struct mgp_sink_state *sink, struct mgp_error *error)
{
    struct folder_queue *queue = of(base);
    bool fine = begin(queue);
    if (fine) {
        sqlite3_stmt *update = ready(queue, MGP_STATEMENT_POSTPONE);
        bind_number(queue, update, 1, delivery->sequence);
        bind_number(queue, update, 2, delivery->failures);
        bind_number(queue, update, 3, delivery->throttled);
        bind_number(queue, update, 4, delivery->age_ms);
        bind_number(queue, update, 5, delivery->wait_ms);
        bind_text(queue, update, 6, delivery->error);
        bind_number(queue, update, 7, wall_ms());
        fine = run(queue, update) && save(queue, delivery->destination, sink);
    }
    return finish(queue, fine, error);
}

static enum mgp_status give_up(struct mgp_queue *base, const struct mgp_delivery *delivery, struct mgp_error *error)
{
    struct folder_queue *queue = of(base);
    bool fine = begin(queue);
    if (fine) {
        sqlite3_stmt *unknow = ready(queue, MGP_STATEMENT_UNKNOW);
        bind_slice(queue, unknow, 1, mgp_slice_of(delivery->key.bytes, sizeof delivery->key.bytes));
        fine = run(queue, unknow) && for_range(queue, MGP_STATEMENT_TAKE_OUT, delivery->destination,
                                               delivery->sequence, delivery->sequence);
    }
    return finish(queue, fine, error);
}

/* With the mutex held. */
static enum mgp_status read_sink(struct folder_queue *queue, const char *destination, struct mgp_sink_state *out,
                                 struct mgp_error *error)
{
    enum mgp_status status = MGP_OK;
    sqlite3_stmt *get = ready(queue, MGP_STATEMENT_LOAD_SINK);
    *out = (struct mgp_sink_state){.elapsed_ms = UINT64_MAX};
    bind_text(queue, get, 1, destination);
    int code = queue->sqlite->step(get);
    if (code == SQLITE_ROW) {
        uint64_t passed = since(queue->sqlite->column_int64(get, 5));
        uint64_t pause = (uint64_t)queue->sqlite->column_int64(get, 1);
        out->elapsed_ms = passed;
        out->allowance = queue->sqlite->column_double(get, 0);
        out->pause_ms = pause > passed ? pause - passed : 0;
        copy_short(queue, get, 2, out->stopped, sizeof out->stopped);
        copy_short(queue, get, 3, out->thread, sizeof out->thread);
        out->thread_age_ms = (uint64_t)queue->sqlite->column_int64(get, 4) + passed;
    } else if (code != SQLITE_DONE) {
        status = mgp_queue_database_fail(&queue->database, error);
    }
    queue->sqlite->reset(get);
    return status;
}

static enum mgp_status load_sink(struct mgp_queue *base, const char *destination, struct mgp_sink_state *out,
                                 struct mgp_error *error)
{
    struct folder_queue *queue = of(base);
    pthread_mutex_lock(&queue->mutex);
    enum mgp_status status = read_sink(queue, destination, out, error);
    pthread_mutex_unlock(&queue->mutex);
    return status;
}

static enum mgp_status save_sink(struct mgp_queue *base, const char *destination, const struct mgp_sink_state *sink,
                                 struct mgp_error *error)
{
    struct folder_queue *queue = of(base);
    bool fine = begin(queue) && save(queue, destination, sink);
    return finish(queue, fine, error);
}

static enum mgp_status summarize(struct mgp_queue *base, struct mgp_queue_summary **out, size_t *count,
                                 struct mgp_error *error)
{
    struct folder_queue *queue = of(base);
    struct mgp_queue_summary *all = NULL;
    size_t used = 0, capacity = 0;
    int code;
    enum mgp_status status = MGP_OK;
    pthread_mutex_lock(&queue->mutex);
    sqlite3_stmt *get = ready(queue, MGP_STATEMENT_SUMMARIZE);
    while ((code = queue->sqlite->step(get)) == SQLITE_ROW) {
        MGP_GROW(all, used, capacity);
        all[used] = (struct mgp_queue_summary){.destination = copy_text(queue, get, 0),
                                               .waiting = (uint64_t)queue->sqlite->column_int64(get, 1)};
        if (all[used].waiting > 0) all[used].oldest_ms = since(queue->sqlite->column_int64(get, 2));
        used++;
    }
    if (code != SQLITE_DONE) status = mgp_queue_database_fail(&queue->database, error);
    queue->sqlite->reset(get);
    for (size_t i = 0; status == MGP_OK && i < used; i++)
        status = read_sink(queue, all[i].destination, &all[i].sink, error);
    pthread_mutex_unlock(&queue->mutex);
    *out = all;
    *count = used;
    if (status == MGP_OK) return status;
    mgp_queue_summary_destroy(all, used);
    return status;
}

static bool with_time(struct folder_queue *queue, enum mgp_queue_statement which, uint64_t time)
{
    sqlite3_stmt *statement = ready(queue, which);
    bind_number(queue, statement, 1, time);
    return run(queue, statement);
}

static enum mgp_status forget(struct mgp_queue *base, struct mgp_error *error)
{
    struct folder_queue *queue = of(base);
    uint64_t now = wall_ms(), window = (uint64_t)queue->remember_days * DAY_MS;
    bool fine = begin(queue) && with_time(queue, MGP_STATEMENT_CLAMP, now + DAY_MS) &&
                with_time(queue, MGP_STATEMENT_FORGET, now > window ? now - window : 0);
    enum mgp_status status = finish(queue, fine, error);
    if (status != MGP_OK) return status;
    pthread_mutex_lock(&queue->mutex);
    sqlite3_stmt *shrink = ready(queue, MGP_STATEMENT_SHRINK);
    while (queue->sqlite->step(shrink) == SQLITE_ROW) {
    }
    queue->sqlite->reset(shrink);
    pthread_mutex_unlock(&queue->mutex);
    return MGP_OK;
}

enum mgp_status mgp_queue_folder_open(const struct mgp_queue_options *options, struct mgp_queue **out,
                                      struct mgp_error *error)
{
    static const struct mgp_queue_type type = {MGP_QUEUE_FUNCTIONS, .is_durable = true};
    struct mgp_queue_database database;
    enum mgp_status status = mgp_queue_database_open(options->folder, options->must_exist, &database, error);
    if (status != MGP_OK) return status;
    struct folder_queue *queue = mgp_calloc(1, sizeof *queue);
    queue->base.type = &type;
    queue->database = database;
    queue->sqlite = database.sqlite;
    queue->folder = mgp_strdup(options->folder);
    queue->remember_days = options->remember_days ? options->remember_days : MGP_QUEUE_REMEMBER_DAYS;
    pthread_mutex_init(&queue->mutex, NULL);
    *out = &queue->base;
    return MGP_OK;
}
