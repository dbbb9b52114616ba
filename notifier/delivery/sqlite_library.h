/* libsqlite3, opened at its first use: who keeps no queue does not pay for loading it. */
#ifndef MGP_NOTIFIER_DELIVERY_SQLITE_LIBRARY_H
#define MGP_NOTIFIER_DELIVERY_SQLITE_LIBRARY_H

#include <sqlite3.h>

#include "base/status.h"

/* The functions that are used, by their names without "sqlite3_". */
#define MGP_SQLITE_FUNCTIONS(X)                                                                                       \
    X(int, open_v2, (const char *path, sqlite3 **out, int flags, const char *vfs))                                    \
    X(int, close_v2, (sqlite3 * database))                                                                            \
    X(int, exec, (sqlite3 * database, const char *sql, int (*row)(void *, int, char **, char **), void *context,      \
                  char **message))                                                                                    \
    X(int, prepare_v2, (sqlite3 * database, const char *sql, int length, sqlite3_stmt **out, const char **tail))      \
    X(int, step, (sqlite3_stmt * statement))                                                                          \
    X(int, reset, (sqlite3_stmt * statement))                                                                         \
    X(int, clear_bindings, (sqlite3_stmt * statement))                                                                \
    X(int, finalize, (sqlite3_stmt * statement))                                                                      \
    X(int, bind_int64, (sqlite3_stmt * statement, int at, sqlite3_int64 value))                                       \
    X(int, bind_double, (sqlite3_stmt * statement, int at, double value))                                             \
    X(int, bind_text, (sqlite3_stmt * statement, int at, const char *text, int length, void (*destroy)(void *)))      \
    X(int, bind_blob, (sqlite3_stmt * statement, int at, const void *bytes, int length, void (*destroy)(void *)))     \
    X(sqlite3_int64, column_int64, (sqlite3_stmt * statement, int column))                                            \
    X(double, column_double, (sqlite3_stmt * statement, int column))                                                  \
    X(const unsigned char *, column_text, (sqlite3_stmt * statement, int column))                                     \
    X(const void *, column_blob, (sqlite3_stmt * statement, int column))                                              \
    X(int, column_bytes, (sqlite3_stmt * statement, int column))                                                      \
    X(int, changes, (sqlite3 * database))                                                                             \
    X(int, busy_timeout, (sqlite3 * database, int milliseconds))                                                      \
    X(int, extended_result_codes, (sqlite3 * database, int on))                                                       \
    X(int, extended_errcode, (sqlite3 * database))                                                                    \
    X(int, system_errno, (sqlite3 * database))                                                                        \
    X(int, get_autocommit, (sqlite3 * database))                                                                      \
    X(const char *, errmsg, (sqlite3 * database))                                                                     \
    X(const char *, errstr, (int code))

struct mgp_sqlite {
#define X(type, name, arguments) type(*name) arguments;
    MGP_SQLITE_FUNCTIONS(X)
#undef X
};

/* MGP_UNSUPPORTED if the library is not there. *out is shared and stays. */
enum mgp_status mgp_sqlite_load(const struct mgp_sqlite **out, struct mgp_error *error);

#endif
