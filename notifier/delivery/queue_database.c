#include "notifier/delivery/queue_database.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/utf8.h"

#define APPLICATION_ID  0x4D677051 /* "MgpQ": tells our file from another program's */
#define BUSY_TIMEOUT_MS 20000      /* another process that accepts a batch is done long before */
#define NOT_OURS        "is not a queue of magpie"

static const char schema[] =
    "CREATE TABLE known(key BLOB PRIMARY KEY, at_ms INTEGER NOT NULL) WITHOUT ROWID;"
    "CREATE INDEX known_by_age ON known(at_ms);"
    "CREATE TABLE delivery(sequence INTEGER PRIMARY KEY AUTOINCREMENT, key BLOB NOT NULL, event_id TEXT NOT NULL,"
    " rule TEXT NOT NULL, target TEXT NOT NULL, destination TEXT NOT NULL, event BLOB NOT NULL, input BLOB,"
    " accepted_ms INTEGER NOT NULL, failures INTEGER NOT NULL DEFAULT 0, throttled INTEGER NOT NULL DEFAULT 0,"
    " age_ms INTEGER NOT NULL DEFAULT 0, wait_ms INTEGER NOT NULL DEFAULT 0, saved_ms INTEGER NOT NULL,"
    " error TEXT NOT NULL DEFAULT '');"
    "CREATE INDEX delivery_by_destination ON delivery(destination, sequence);"
    "CREATE INDEX delivery_by_key ON delivery(key);"
    "CREATE TABLE sink(destination TEXT PRIMARY KEY, allowance REAL NOT NULL, pause_ms INTEGER NOT NULL,"
    " stopped TEXT NOT NULL, thread TEXT NOT NULL, thread_age_ms INTEGER NOT NULL, saved_ms INTEGER NOT NULL);"
    "CREATE TABLE position(path TEXT PRIMARY KEY, device INTEGER NOT NULL, inode INTEGER NOT NULL,"
    " offset INTEGER NOT NULL, head BLOB NOT NULL, head_bytes INTEGER NOT NULL);";

static bool is_full(int number)
{
    return number == ENOSPC || number == EDQUOT || number == EFBIG;
}

enum mgp_status mgp_queue_database_fail(const struct mgp_queue_database *database, struct mgp_error *error)
{
    int code = database->handle ? database->sqlite->extended_errcode(database->handle) : SQLITE_NOMEM;
    const char *text = database->handle ? database->sqlite->errmsg(database->handle) : "cannot be opened";
    bool is_io = (code & 0xff) == SQLITE_IOERR && is_full(database->sqlite->system_errno(database->handle));
    if (is_io || (code & 0xff) == SQLITE_FULL)
        return mgp_fail(error, MGP_LIMIT, "the queue %s: the disk is full", database->folder);
    switch (code & 0xff) {
    case SQLITE_NOTADB: return mgp_fail(error, MGP_INVALID, "%s " NOT_OURS ": its " MGP_QUEUE_FILE " is another file",
                                        database->folder);
    case SQLITE_CORRUPT:
        return mgp_fail(error, MGP_CORRUPT, "the queue %s is damaged (%s): move it away, and give its events again",
                        database->folder, text);
    case SQLITE_READONLY:
    case SQLITE_PERM: return mgp_fail(error, MGP_DENIED, "the queue %s: %s", database->folder, text);
    case SQLITE_IOERR:
        if (code == SQLITE_IOERR_WRITE) text = "cannot write (is the disk full?)";
        break;
    default: break;
    }
    return mgp_fail(error, MGP_IO, "the queue %s: %s", database->folder, text);
}

static enum mgp_status run_sql(const struct mgp_queue_database *database, const char *sql, struct mgp_error *error)
{
    if (database->sqlite->exec(database->handle, sql, NULL, NULL, NULL) == SQLITE_OK) return MGP_OK;
    return mgp_queue_database_fail(database, error);
}

/* The one number that a query gives. */
static enum mgp_status query_number(const struct mgp_queue_database *database, const char *sql, int64_t *out,
                                    struct mgp_error *error)
{
    sqlite3_stmt *statement = NULL;
    enum mgp_status status = MGP_OK;
    if (database->sqlite->prepare_v2(database->handle, sql, -1, &statement, NULL) != SQLITE_OK ||
        database->sqlite->step(statement) != SQLITE_ROW)
        status = mgp_queue_database_fail(database, error);
    else *out = database->sqlite->column_int64(statement, 0);
    database->sqlite->finalize(statement);
    return status;
}

static enum mgp_status fail_folder(const char *folder, const char *what, struct mgp_error *error)
{
    int number = errno;
    enum mgp_status status = is_full(number) ? MGP_LIMIT : number == EACCES ? MGP_DENIED
                             : number == ENOENT ? MGP_GONE : MGP_IO;
    return mgp_fail(error, status, "the queue %s: %s: %s",
                    folder, what, strerror(number));
}

/* A folder without our file must be empty: a queue is not made among the files of somebody else. */
static enum mgp_status check_empty(const char *folder, struct mgp_error *error)
{
    DIR *entries = opendir(folder);
    if (!entries) return fail_folder(folder, "cannot open the folder", error);
    enum mgp_status status = MGP_OK;
    for (const struct dirent *entry = readdir(entries); entry; entry = readdir(entries))
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            status = mgp_fail(error, MGP_INVALID, "the folder %s " NOT_OURS " and not empty: name a queue, or a folder "
                                                  "that is empty or does not exist", folder);
    closedir(entries);
    return status;
}

/* What was made in a folder is on disk only when the folder is. */
static void sync_folder(const char *folder)
{
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return;
    fsync(fd); /* where a file system cannot do it there is nothing better */
    close(fd);
}

/* Makes folder and file, for the owner alone: events name objects. */
static enum mgp_status prepare_folder(const char *folder, bool must_exist, struct mgp_buffer *path,
                                      struct mgp_error *error)
{
    struct stat info;
    mgp_buffer_format(path, "%s/" MGP_QUEUE_FILE, folder);
    const char *file = mgp_buffer_string(path);
    if (lstat(file, &info) == 0) {
        if (S_ISREG(info.st_mode)) return MGP_OK;
        return mgp_fail(error, MGP_INVALID, "%s " NOT_OURS ": its " MGP_QUEUE_FILE " is not a regular file", folder);
    }
    if (must_exist)
        return mgp_fail(error, MGP_GONE, "%s " NOT_OURS ": it holds no " MGP_QUEUE_FILE, folder);
    if (mkdir(folder, 0700) != 0 && errno != EEXIST) return fail_folder(folder, "cannot make the folder", error);
    enum mgp_status status = check_empty(folder, error);
    /* Another process may make it at the same moment: then it is there. */
    if (status != MGP_OK && lstat(file, &info) != 0) return status;
    int fd = open(file, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0) return fail_folder(folder, "cannot make " MGP_QUEUE_FILE, error);
    close(fd);
    sync_folder(folder);
    return MGP_OK;
}

/* A database with nothing in it is one that was never finished: nothing was accepted into it. */
static enum mgp_status make_schema(const struct mgp_queue_database *database, struct mgp_error *error)
{
    struct mgp_buffer sql = {0};
    int64_t id = 0;
    enum mgp_status status = run_sql(database, "BEGIN IMMEDIATE", error);
    if (status == MGP_OK) status = query_number(database, "PRAGMA application_id", &id, error);
    if (status == MGP_OK && id == 0) { /* else another process was first */
        mgp_buffer_format(&sql, "%s PRAGMA application_id = %d; PRAGMA user_version = %d;", schema, APPLICATION_ID,
                          MGP_QUEUE_VERSION);
        status = run_sql(database, mgp_buffer_string(&sql), error);
    }
    if (status == MGP_OK) status = run_sql(database, "COMMIT", error);
    else run_sql(database, "ROLLBACK", NULL);
    mgp_buffer_clear(&sql);
    return status;
}

static enum mgp_status check_schema(const struct mgp_queue_database *database, struct mgp_error *error)
{
    int64_t id = 0, version = 0, tables = 0;
    enum mgp_status status = query_number(database, "PRAGMA application_id", &id, error);
    if (status == MGP_OK) status = query_number(database, "SELECT count(*) FROM sqlite_master", &tables, error);
    if (status == MGP_OK && id == 0 && tables == 0) {
        status = run_sql(database, "PRAGMA auto_vacuum = INCREMENTAL", error);
        if (status == MGP_OK) status = run_sql(database, "PRAGMA journal_mode = WAL", error);
        if (status == MGP_OK) status = make_schema(database, error);
        if (status == MGP_OK) status = query_number(database, "PRAGMA application_id", &id, error);
    }
    if (status == MGP_OK && id != APPLICATION_ID)
        return mgp_fail(error, MGP_INVALID, "%s " NOT_OURS ": its " MGP_QUEUE_FILE " belongs to another program",
                        database->folder);
    if (status == MGP_OK) status = query_number(database, "PRAGMA user_version", &version, error);
    if (status == MGP_OK && version != MGP_QUEUE_VERSION)
        return mgp_fail(error, MGP_INVALID,
                        "the queue %s was made by a newer version of magpie (its format is %lld, this version's %d): "
                        "use that version", database->folder, (long long)version, MGP_QUEUE_VERSION);
    return status;
}

static enum mgp_status prepare_statements(struct mgp_queue_database *database, struct mgp_error *error)
{
    static const char *const texts[] = {
#define X(name, sql) sql,
        MGP_QUEUE_STATEMENTS(X)
#undef X
    };
    for (size_t i = 0; i < MGP_STATEMENT_COUNT; i++)
        if (database->sqlite->prepare_v2(database->handle, texts[i], -1, &database->statements[i], NULL) != SQLITE_OK)
            return mgp_queue_database_fail(database, error);
    return MGP_OK;
}

/* SQLite needs a path that is text; what goes into messages must be printable. */
static enum mgp_status open_file(struct mgp_queue_database *database, const char *path, struct mgp_error *error)
{
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX;
    if (database->sqlite->open_v2(path, &database->handle, flags, NULL) != SQLITE_OK)
        return mgp_queue_database_fail(database, error);
    database->sqlite->extended_result_codes(database->handle, 1);
    database->sqlite->busy_timeout(database->handle, BUSY_TIMEOUT_MS);
    return run_sql(database, "PRAGMA synchronous = FULL", error);
}

enum mgp_status mgp_queue_database_open(const char *folder, bool must_exist, struct mgp_queue_database *out,
                                        struct mgp_error *error)
{
    struct mgp_buffer path = {0}, shown = {0};
    *out = (struct mgp_queue_database){0};
    mgp_append_printable(&shown, mgp_slice_text(folder));
    out->folder = mgp_strdup(mgp_buffer_string(&shown));
    enum mgp_status status = mgp_sqlite_load(&out->sqlite, error);
    if (status == MGP_OK) status = prepare_folder(folder, must_exist, &path, error);
    if (status == MGP_OK) status = open_file(out, mgp_buffer_string(&path), error);
    if (status == MGP_OK) status = check_schema(out, error);
    if (status == MGP_OK) status = prepare_statements(out, error);
    if (status != MGP_OK) mgp_queue_database_close(out);
    mgp_buffer_clear(&path);
    mgp_buffer_clear(&shown);
    return status;
}

void mgp_queue_database_close(struct mgp_queue_database *database)
{
    for (size_t i = 0; database->sqlite && i < MGP_STATEMENT_COUNT; i++)
        database->sqlite->finalize(database->statements[i]);
    if (database->handle) database->sqlite->close_v2(database->handle);
    free(database->folder);
    *database = (struct mgp_queue_database){0};
}
