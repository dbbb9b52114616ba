#include "base/log.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <strings.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/json_writer.h"
#include "base/log_file.h"

static const char *const names[] = {"DEBUG", "INFO", "WARNING", "ERROR"};
static _Atomic int current_level = MGP_LOG_INFO;

bool mgp_log_level_parse(const char *text, enum mgp_log_level *out)
{
    for (int level = MGP_LOG_DEBUG; level <= MGP_LOG_ERROR; level++) {
        if (strcasecmp(text, names[level]) == 0) {
            *out = (enum mgp_log_level)level;
            return true;
        }
    }
    if (strcasecmp(text, "WARN") != 0) return false;
    *out = MGP_LOG_WARNING;
    return true;
}

void mgp_log_set_level(enum mgp_log_level level)
{
    atomic_store(&current_level, (int)level);
}

bool mgp_log_is_on(enum mgp_log_level level)
{
    return (int)level >= atomic_load(&current_level) && level < MGP_LOG_OFF;
}

void mgp_log(enum mgp_log_level level, const char *message, ...)
{
    if (!mgp_log_is_on(level)) return;
    struct mgp_buffer line = {0};
    struct mgp_json_writer writer;
    char time[MGP_TIME_TEXT];
    mgp_time_format(mgp_time_now(), true, time);
    mgp_json_writer_init(&writer, &line, 0);
    mgp_json_begin_object(&writer);
    mgp_json_member_text(&writer, "time", time);
    mgp_json_member_text(&writer, "level", names[level]);
    mgp_json_member_text(&writer, "message", message);
    va_list fields;
    va_start(fields, message);
    for (const char *name = va_arg(fields, const char *); name; name = va_arg(fields, const char *)) {
        mgp_json_member_text(&writer, name, va_arg(fields, const char *));
    }
    va_end(fields);
    mgp_json_end_object(&writer);
    mgp_buffer_byte(&line, '\n');
    if (!mgp_log_file_write(mgp_buffer_slice(&line))) {
        /* One write, so that lines of several threads do not mix. A log that cannot be written is no reason to
         * stop. */
        ssize_t written = write(STDERR_FILENO, line.ptr, line.len);
        (void)written;
    }
    mgp_buffer_clear(&line);
}
