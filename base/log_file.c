#include "base/log_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/clock.h"
#include "base/log.h"

#define DAY_MS     86400000
#define STAMP_TEXT sizeof "20261124T235959Z"

static struct {
    pthread_mutex_t mutex;
    char *path; /* NULL: no file */
    int fd;
    uint64_t max_bytes;
    unsigned retention_days;
    int64_t day; /* of the file's first line, since 1970 */
} file = {.mutex = PTHREAD_MUTEX_INITIALIZER, .fd = -1};

/* "20261124T235959Z" */
static void stamp(mgp_time_ms time, char out[STAMP_TEXT])
{
    char text[MGP_TIME_TEXT];
    size_t used = 0;
    mgp_time_format(time, false, text);
    for (const char *at = text; *at && used + 1 < STAMP_TEXT; at++)
        if (*at != '-' && *at != ':') out[used++] = *at;
    out[used] = '\0';
}

/* When a file of this name was put aside; false if it is none of ours. */
static bool read_stamp(const char *name, mgp_time_ms *out)
{
    char text[MGP_TIME_TEXT];
    size_t digits = strspn(name, "0123456789");
    if (digits != 8 || name[8] != 'T' || strspn(name + 9, "0123456789") != 6 || name[15] != 'Z') return false;
    if (name[16] != '\0' && name[16] != '.') return false;
    snprintf(text, sizeof text, "%.4s-%.2s-%.2sT%.2s:%.2s:%.2sZ", name, name + 4, name + 6, name + 9, name + 11,
             name + 13);
    return mgp_time_parse(text, out);
}

static void remove_old(void)
{
    const char *slash = strrchr(file.path, '/');
    const char *base = slash ? slash + 1 : file.path;
    size_t length = strlen(base);
    char *folder = slash ? mgp_slice_dup(mgp_slice_of(file.path, slash == file.path ? 1 : (size_t)(slash - file.path)))
                         : mgp_strdup(".");
    DIR *entries = opendir(folder);
    mgp_time_ms oldest = mgp_time_now() - (mgp_time_ms)file.retention_days * DAY_MS, time = 0;
    for (const struct dirent *entry = entries ? readdir(entries) : NULL; entry; entry = readdir(entries)) {
        if (strncmp(entry->d_name, base, length) != 0 || entry->d_name[length] != '.') continue;
        if (read_stamp(entry->d_name + length + 1, &time) && time < oldest)
            unlinkat(dirfd(entries), entry->d_name, 0);
    }
    if (entries) closedir(entries);
    free(folder);
}

static void put_aside(void)
{
    struct mgp_buffer name = {0};
    char now[STAMP_TEXT];
    stamp(mgp_time_now(), now);
    mgp_buffer_format(&name, "%s.%s", file.path, now);
    size_t length = name.len;
    /* link fails where the name is taken, so no file is overwritten. */
    for (int i = 1; i < 1000 && link(file.path, mgp_buffer_string(&name)) != 0 && errno == EEXIST; i++) {
        name.len = length;
        mgp_buffer_format(&name, ".%d", i);
    }
    struct stat aside;
    if (stat(mgp_buffer_string(&name), &aside) == 0) unlink(file.path);
    mgp_buffer_clear(&name);
    remove_old();
}

static int64_t today(void)
{
    return mgp_time_now() / DAY_MS;
}

static bool open_file(void)
{
    struct stat info;
    file.fd = open(file.path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOCTTY, 0600);
    if (file.fd < 0) return false;
    file.day = today();
    if (fstat(file.fd, &info) == 0 && info.st_size > 0) file.day = (int64_t)info.st_mtime * 1000 / DAY_MS;
    return true;
}

/* Is what is open still what the path names, small enough and of today? */
static bool is_current(size_t more)
{
    struct stat opened, named;
    if (file.fd < 0) return false;
    if (fstat(file.fd, &opened) != 0 || stat(file.path, &named) != 0) return false;
    if (opened.st_ino != named.st_ino || opened.st_dev != named.st_dev) return false;
    if (!S_ISREG(opened.st_mode) || opened.st_size == 0) return true;
    if ((uint64_t)opened.st_size + more <= file.max_bytes && file.day == today()) return true;
    put_aside();
    return false;
}

bool mgp_log_file_write(struct mgp_slice line)
{
    bool is_written = false, has_file;
    pthread_mutex_lock(&file.mutex);
    has_file = file.path != NULL;
    if (has_file && !is_current(line.len)) {
        if (file.fd >= 0) close(file.fd);
        open_file();
        file.day = today();
    }
    if (has_file && file.fd >= 0) is_written = write(file.fd, line.ptr, line.len) == (ssize_t)line.len;
    pthread_mutex_unlock(&file.mutex);
    return is_written;
}

enum mgp_status mgp_log_open(const struct mgp_log_file *options, struct mgp_error *error)
{
    enum mgp_status status = MGP_OK;
    mgp_log_close();
    pthread_mutex_lock(&file.mutex);
    file.path = mgp_strdup(options->path);
    file.max_bytes = options->max_bytes ? options->max_bytes : MGP_LOG_FILE_BYTES;
    file.retention_days = options->retention_days ? options->retention_days : MGP_LOG_RETENTION_DAYS;
    if (open_file()) remove_old();
    else status = mgp_fail(error, errno == EACCES ? MGP_DENIED : MGP_IO, "the log %s: %s", options->path,
                           strerror(errno));
    pthread_mutex_unlock(&file.mutex);
    if (status != MGP_OK) mgp_log_close();
    return status;
}

void mgp_log_close(void)
{
    pthread_mutex_lock(&file.mutex);
    if (file.fd >= 0) close(file.fd);
    free(file.path);
    file.path = NULL;
    file.fd = -1;
    pthread_mutex_unlock(&file.mutex);
}
