/* The log: one JSON object a line on standard error, for programs and people who follow a service.
 * Nothing secret and no matched value is ever passed to it. Safe from any thread. */
#ifndef MGP_BASE_LOG_H
#define MGP_BASE_LOG_H

#include "base/slice.h"

enum mgp_log_level { MGP_LOG_DEBUG, MGP_LOG_INFO, MGP_LOG_WARNING, MGP_LOG_ERROR, MGP_LOG_OFF };

/* Reads DEBUG, INFO, WARNING or ERROR in any case. False if it is none of them. */
bool mgp_log_level_parse(const char *text, enum mgp_log_level *out);
void mgp_log_set_level(enum mgp_log_level level); /* INFO until set */

/* Writes {"time":…,"level":…,"message":…, name: value, …}. The fields are pairs of NUL-ended texts, a
 * name and its value, ended by NULL; a NULL value writes null. */
void mgp_log(enum mgp_log_level level, const char *message, ...) __attribute__((sentinel));

#endif
