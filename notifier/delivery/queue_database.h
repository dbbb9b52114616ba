/* The database of a queue in a folder: opened, made, checked, and its statements. Not for threads to share. */
#ifndef MGP_NOTIFIER_DELIVERY_QUEUE_DATABASE_H
#define MGP_NOTIFIER_DELIVERY_QUEUE_DATABASE_H

#include "notifier/delivery/queue.h"
#include "notifier/delivery/sqlite_library.h"

/* Every statement, prepared once. */
#define MGP_QUEUE_STATEMENTS(X)                                                                                       \
    X(BEGIN, "BEGIN IMMEDIATE")                                                                                       \
    X(COMMIT, "COMMIT")                                                                                               \
    X(ROLLBACK, "ROLLBACK")                                                                                           \
    X(KNOW, "INSERT OR IGNORE INTO known(key, at_ms) VALUES(?1, ?2)")                                                 \
    X(PUT, "INSERT INTO delivery(key, event_id, rule, target, destination, event, input, accepted_ms, saved_ms)"      \
           " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8)")                                                             \
    X(PUT_POSITION, "INSERT OR REPLACE INTO position(path, device, inode, offset, head, head_bytes)"                  \
                    " VALUES(?1, ?2, ?3, ?4, ?5, ?6)")                                                                \
    X(GET_POSITION, "SELECT device, inode, offset, head, head_bytes FROM position WHERE path = ?1")                   \
    X(NEXT, "SELECT sequence, key, event_id, rule, target, event, input, accepted_ms, failures, throttled, age_ms,"   \
            " wait_ms, saved_ms, error FROM delivery WHERE destination = ?1 AND sequence > ?2"                        \
            " ORDER BY sequence LIMIT 1")                                                                             \
    X(LENGTH, "SELECT count(*) FROM (SELECT 1 FROM delivery WHERE destination = ?1 LIMIT ?2)")                        \
    X(RENEW, "UPDATE known SET at_ms = ?4 WHERE key IN"                                                               \
             " (SELECT key FROM delivery WHERE destination = ?1 AND sequence BETWEEN ?2 AND ?3)")                     \
    X(TAKE_OUT, "DELETE FROM delivery WHERE destination = ?1 AND sequence BETWEEN ?2 AND ?3")                         \
    X(POSTPONE, "UPDATE delivery SET failures = ?2, throttled = ?3, age_ms = ?4, wait_ms = ?5, error = ?6,"           \
                " saved_ms = ?7 WHERE sequence = ?1")                                                                 \
    X(UNKNOW, "DELETE FROM known WHERE key = ?1")                                                                     \
    X(LOAD_SINK, "SELECT allowance, pause_ms, stopped, thread, thread_age_ms, saved_ms FROM sink"                     \
                 " WHERE destination = ?1")                                                                           \
    X(SAVE_SINK, "INSERT OR REPLACE INTO sink(destination, allowance, pause_ms, stopped, thread, thread_age_ms,"      \
                 " saved_ms) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)")                                                     \
    X(SUMMARIZE, "SELECT name, (SELECT count(*) FROM delivery WHERE destination = name),"                             \
                 " (SELECT accepted_ms FROM delivery WHERE destination = name ORDER BY sequence LIMIT 1)"             \
                 " FROM (SELECT DISTINCT destination AS name FROM delivery"                                           \
                 " UNION SELECT destination FROM sink WHERE stopped <> '') ORDER BY name")                            \
    X(FORGET, "DELETE FROM known WHERE at_ms < ?1 AND key NOT IN (SELECT key FROM delivery)")                         \
    X(CLAMP, "UPDATE known SET at_ms = ?1 WHERE at_ms > ?1")                                                          \
    X(SHRINK, "PRAGMA incremental_vacuum(1000)")

enum mgp_queue_statement {
#define X(name, sql) MGP_STATEMENT_##name,
    MGP_QUEUE_STATEMENTS(X)
#undef X
        MGP_STATEMENT_COUNT
};

struct mgp_queue_database {
    const struct mgp_sqlite *sqlite;
    sqlite3 *handle;
    char *folder;
    sqlite3_stmt *statements[MGP_STATEMENT_COUNT];
};

/* Checks that folder is ours or may become so, opens the database, makes or checks its schema. */
enum mgp_status mgp_queue_database_open(const char *folder, bool must_exist, struct mgp_queue_database *out,
                                        struct mgp_error *error);
void mgp_queue_database_close(struct mgp_queue_database *database);

/* What SQLite says about its last failure, with the folder in front. */
enum mgp_status mgp_queue_database_fail(const struct mgp_queue_database *database, struct mgp_error *error);

#endif
