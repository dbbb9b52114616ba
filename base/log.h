/* The log: one JSON object a line on standard error or in a file, for programs and people who follow a service.
 * Nothing secret and no matched value is ever passed to it. Safe from any thread. */
#ifndef MGP_BASE_LOG_H
#define MGP_BASE_LOG_H

#include "base/slice.h"
#include "base/status.h"

enum mgp_log_level { MGP_LOG_DEBUG, MGP_LOG_INFO, MGP_LOG_WARNING, MGP_LOG_ERROR, MGP_LOG_OFF };

/* Reads DEBUG, INFO, WARNING or ERROR in any case. False if it is none of them. */
bool mgp_log_level_parse(const char *text, enum mgp_log_level *out);
void mgp_log_set_level(enum mgp_log_level level); /* INFO until set */
bool mgp_log_is_on(enum mgp_log_level level);

#define MGP_LOG_FILE_BYTES     (10u << 20)
#define MGP_LOG_RETENTION_DAYS 14

/* A file in place of standard error. It is put aside as PATH.20261124T235959Z (the moment, UTC) when it has grown to
 * max_bytes, and when a day (UTC) is over; files put aside more than retention_days ago, by their names, are removed.
 * Somebody else may move it away: it is made anew. 0 stands for the defaults above. */
struct mgp_log_file {
    const char *path; /* copied */
    uint64_t max_bytes;
    unsigned retention_days;
};
enum mgp_status mgp_log_open(const struct mgp_log_file *options, struct mgp_error *error);
void mgp_log_close(void); /* back to standard error */

/* Writes {"time":…,"level":…,"message":…, name: value, …}. The fields are pairs of NUL-ended texts, a
 * name and its value, ended by NULL; a NULL value writes null. */
void mgp_log(enum mgp_log_level level, const char *message, ...) __attribute__((sentinel));

#endif
