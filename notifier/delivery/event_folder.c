#include "notifier/delivery/event_folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"

#define SAME_NAME_MOST 100000 /* files of one name that are kept */

static bool is_finished(const char *name)
{
    struct mgp_slice text = mgp_slice_text(name);
    return name[0] != '.' && !mgp_slice_ends_with(text, MGP_LITERAL(".part")) &&
           !mgp_slice_ends_with(text, MGP_LITERAL(".tmp"));
}

static enum mgp_status fail(const char *path, struct mgp_error *error)
{
    int number = errno;
    return mgp_fail(error, number == EACCES ? MGP_DENIED : number == ENOENT ? MGP_GONE : MGP_IO, "%s: %s", path,
                    strerror(number));
}

enum mgp_status mgp_event_folder_next(const char *folder, char **out, struct mgp_error *error)
{
    char *first = NULL;
    struct stat info;
    DIR *entries = opendir(folder);
    if (!entries) return fail(folder, error);
    for (const struct dirent *entry = readdir(entries); entry; entry = readdir(entries)) {
        if (!is_finished(entry->d_name)) continue;
        if (first && strcmp(first, entry->d_name) <= 0) continue;
        if (fstatat(dirfd(entries), entry->d_name, &info, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(info.st_mode)) continue;
        free(first);
        first = mgp_strdup(entry->d_name);
    }
    closedir(entries);
    *out = NULL;
    if (first) {
        struct mgp_buffer path = {0};
        mgp_buffer_format(&path, "%s/%s", folder, first);
        *out = mgp_strdup(mgp_buffer_string(&path));
        mgp_buffer_clear(&path);
    }
    free(first);
    return MGP_OK;
}

enum mgp_status mgp_event_folder_put_away(const char *folder, const char *path, bool has_failed,
                                          struct mgp_error *error)
{
    struct mgp_buffer target = {0};
    enum mgp_status status = MGP_OK;
    mgp_buffer_format(&target, "%s/%s", folder, has_failed ? "failed" : "done");
    if (mkdir(mgp_buffer_string(&target), 0700) != 0 && errno != EEXIST)
        status = fail(mgp_buffer_string(&target), error);
    mgp_buffer_format(&target, "%s", strrchr(path, '/'));
    size_t length = target.len;
    int linked = status == MGP_OK ? link(path, mgp_buffer_string(&target)) : 0;
    for (int i = 1; linked != 0 && errno == EEXIST && i < SAME_NAME_MOST; i++) {
        target.len = length;
        mgp_buffer_format(&target, ".%d", i);
        linked = link(path, mgp_buffer_string(&target)); /* unlike rename, never over another file */
    }
    if (status == MGP_OK && (linked != 0 || unlink(path) != 0)) status = fail(mgp_buffer_string(&target), error);
    mgp_buffer_clear(&target);
    return status;
}
