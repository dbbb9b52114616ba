#define _DEFAULT_SOURCE /* realpath */
#include "scanner/source/target.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/utf8.h"

enum mgp_status mgp_errno_status(int number)
{
    if (number == EACCES || number == EPERM) return MGP_DENIED;
    if (number == ENOENT || number == ENOTDIR || number == ESTALE) return MGP_GONE;
    return MGP_IO;
}

static const char *remedy(int number)
{
    switch (mgp_errno_status(number)) {
    case MGP_GONE:
        return "check how it is written, and from which folder it counts";
    case MGP_DENIED:
        return "run as a user who may read it, or leave it out";
    default:
        return number == EMFILE || number == ENFILE ? "raise the limit of open files (ulimit -n)"
                                                    : "see whether it can be read with other programs";
    }
}

/* The path as a message shows it, at most 200 bytes of it; the caller clears the buffer. */
static const char *shown_path(struct mgp_buffer *buffer, const char *path)
{
    static const char ellipsis[] = "...";
    mgp_append_printable(buffer, mgp_slice_text(path));
    if (buffer->len > 200) {
        buffer->len = mgp_utf8_valid_prefix(mgp_slice_of(buffer->ptr, 200 - sizeof ellipsis));
        mgp_buffer_text(buffer, ellipsis);
    }
    return mgp_buffer_string(buffer);
}

enum mgp_status mgp_fail_path(struct mgp_error *error, int number, const char *verb, const char *path)
{
    struct mgp_buffer shown = {0};
    enum mgp_status status = mgp_errno_status(number);
    mgp_fail(error, status, "cannot %s %s: %s: %s", verb, shown_path(&shown, path), strerror(number), remedy(number));
    mgp_buffer_clear(&shown);
    return status;
}

/* A refusal with the target's name in front. */
static enum mgp_status refuse(struct mgp_error *error, const char *path, const char *why)
{
    struct mgp_buffer shown = {0};
    mgp_fail(error, MGP_INVALID, "%s: %s", shown_path(&shown, path), why);
    mgp_buffer_clear(&shown);
    return MGP_INVALID;
}

bool mgp_path_is_within(const char *real_path, const char *root)
{
    size_t length = strlen(root);
    if (length > 0 && root[length - 1] == '/') length--; /* only "/" itself ends so */
    return strncmp(real_path, root, length) == 0 && (real_path[length] == '/' || real_path[length] == '\0');
}

static char *key_text(struct mgp_slice raw)
{
    struct mgp_buffer key = {0};
    mgp_append_key_as_utf8(&key, raw);
    char *text = mgp_strdup(mgp_buffer_string(&key));
    mgp_buffer_clear(&key);
    return text;
}

/* An absolute path without empty segments, "." and "/" at the end; ".." stays, for the caller to refuse. */
static char *normalise(const char *path)
{
    struct mgp_buffer out = {0};
    while (*path) {
        size_t length = strcspn(path, "/");
        if (length > 0 && !(length == 1 && path[0] == '.')) {
            mgp_buffer_byte(&out, '/');
            mgp_buffer_append(&out, mgp_slice_of(path, length));
        }
        path += length + (path[length] == '/');
    }
    if (out.len == 0) mgp_buffer_byte(&out, '/');
    char *text = mgp_strdup(mgp_buffer_string(&out));
    mgp_buffer_clear(&out);
    return text;
}

static bool has_parent_segment(const char *path)
{
    while (*path) {
        size_t length = strcspn(path, "/");
        if (length == 2 && path[0] == '.' && path[1] == '.') return true;
        path += length + (path[length] == '/');
    }
    return false;
}

/* The path that names the target: absolute, see target.h. */
static char *naming_path(const struct mgp_scan_target *target, const char *working)
{
    if (has_parent_segment(target->path)) return mgp_strdup(target->real_path);
    struct mgp_buffer whole = {0};
    if (target->path[0] != '/') mgp_buffer_format(&whole, "%s/", working);
    mgp_buffer_text(&whole, target->path);
    char *path = normalise(mgp_buffer_string(&whole));
    mgp_buffer_clear(&whole);
    if (!mgp_path_is_within(path, working) && mgp_path_is_within(target->real_path, working)) {
        free(path);
        return mgp_strdup(target->real_path);
    }
    return path;
}

/* The last segment of [path, end), "root" for the directory /. */
static struct mgp_slice last_segment(const char *path, const char *end)
{
    const char *begin = end;
    while (begin > path && begin[-1] != '/') {
        begin--;
    }
    return begin == end ? MGP_LITERAL("root") : mgp_slice_of(begin, (size_t)(end - begin));
}

static char *folder_key(struct mgp_slice raw)
{
    struct mgp_buffer with_slash = {0};
    mgp_buffer_append(&with_slash, raw);
    if (raw.len > 0) mgp_buffer_byte(&with_slash, '/');
    char *key = key_text(mgp_buffer_slice(&with_slash));
    mgp_buffer_clear(&with_slash);
    return key;
}

static void name_by_path(struct mgp_scan_target *target, const char *working)
{
    char *path = naming_path(target, working);
    const char *end = path + strlen(path);
    bool is_directory = target->kind == MGP_TARGET_DIRECTORY;
    if (mgp_path_is_within(path, working)) {
        const char *rest = path + strlen(working) - (strcmp(working, "/") == 0);
        if (*rest == '/') rest++;
        struct mgp_slice raw = mgp_slice_of(rest, (size_t)(end - rest));
        target->bucket = key_text(last_segment(working, working + strlen(working)));
        target->key = is_directory ? folder_key(raw) : key_text(raw);
    } else {
        const char *name = strrchr(path, '/') + 1;
        const char *parent_end = name - 1;
        target->bucket = key_text(is_directory ? last_segment(path, end) : last_segment(path, parent_end));
        target->key = is_directory ? mgp_strdup("") : key_text(mgp_slice_text(name));
    }
    free(path);
}

/* Where --as puts things. */
struct destination {
    struct mgp_slice bucket, key;
    bool is_prefix;
};

static enum mgp_status parse_as(const char *as, struct destination *out, struct mgp_error *error)
{
    static const char scheme[] = "s3://";
    if (strncmp(as, scheme, sizeof scheme - 1) != 0) {
        return refuse(error, as, "--as wants s3://bucket/prefix/ for all files, or s3://bucket/key for one");
    }
    const char *bucket = as + sizeof scheme - 1;
    size_t length = strcspn(bucket, "/");
    if (length == 0) return refuse(error, as, "--as names no bucket: write s3://bucket/prefix/ or s3://bucket/key");
    out->bucket = mgp_slice_of(bucket, length);
    out->key = mgp_slice_text(bucket + length + (bucket[length] == '/'));
    out->is_prefix = out->key.len == 0 || out->key.ptr[out->key.len - 1] == '/';
    return MGP_OK;
}

static enum mgp_status name_by_destination(struct mgp_scan_target *target, const struct destination *as,
                                           struct mgp_error *error)
{
    if (!as->is_prefix && target->kind == MGP_TARGET_DIRECTORY) {
        return refuse(error, target->path, "--as gives one key, but this is a directory: end it with a / for a prefix");
    }
    target->bucket = key_text(as->bucket);
    if (!as->is_prefix || target->kind == MGP_TARGET_DIRECTORY) {
        target->key = key_text(as->key);
        return MGP_OK;
    }
    struct mgp_buffer key = {0};
    mgp_buffer_append(&key, as->key);
    if (target->kind == MGP_TARGET_STDIN) {
        mgp_buffer_text(&key, "stdin");
    } else {
        char *path = normalise(target->path);
        mgp_buffer_text(&key, strrchr(path, '/') + 1);
        free(path);
    }
    target->key = key_text(mgp_buffer_slice(&key));
    mgp_buffer_clear(&key);
    return MGP_OK;
}

/* Can it be opened? The access rights are asked for by opening, which knows more than the mode does. */
static enum mgp_status check_openable(const char *path, bool is_directory, struct mgp_error *error)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | (is_directory ? O_DIRECTORY : 0));
    if (fd < 0) return mgp_fail_path(error, errno, "open", path);
    close(fd);
    return MGP_OK;
}

static enum mgp_status check_path(struct mgp_scan_target *target, const struct mgp_source_options *options,
                                  struct mgp_error *error)
{
    struct stat status;
    if (target->path[0] == '\0') return refuse(error, "\"\"", "an empty target: name a file or a directory");
    if (stat(target->path, &status) != 0) return mgp_fail_path(error, errno, "open", target->path);
    if (S_ISDIR(status.st_mode)) {
        target->kind = options->is_mirror ? MGP_TARGET_MIRROR : MGP_TARGET_DIRECTORY;
    } else if (options->is_mirror) {
        return refuse(error, target->path, "--mirror wants a directory whose folders are the buckets");
    } else if (S_ISREG(status.st_mode)) {
        target->kind = MGP_TARGET_FILE;
    } else {
        return refuse(error, target->path, "neither a file nor a directory: to scan what a pipe gives, use - for it");
    }
    enum mgp_status checked = check_openable(target->path, target->kind != MGP_TARGET_FILE, error);
    if (checked != MGP_OK) return checked;
    target->real_path = realpath(target->path, NULL);
    return target->real_path ? MGP_OK : mgp_fail_path(error, errno, "resolve", target->path);
}

static enum mgp_status check_stdin(struct mgp_scan_target *target, const struct mgp_source_options *options,
                                   struct mgp_error *error)
{
    target->kind = MGP_TARGET_STDIN;
    if (options->is_mirror) return refuse(error, "-", "standard input cannot be a mirror: name a directory");
    if (fcntl(STDIN_FILENO, F_GETFD) < 0) {
        return refuse(error, "-", "standard input is closed: give it a file or a pipe");
    }
    return MGP_OK;
}

static enum mgp_status create_target(struct mgp_scan_target *target, const struct mgp_source_options *options,
                                     const struct destination *as, const char *working, struct mgp_error *error)
{
    bool is_stdin = strcmp(target->path, "-") == 0;
    enum mgp_status status = is_stdin ? check_stdin(target, options, error) : check_path(target, options, error);
    if (status != MGP_OK) return status;
    if (as) return name_by_destination(target, as, error);
    if (target->kind == MGP_TARGET_STDIN) {
        target->bucket = mgp_strdup("stdin");
        target->key = mgp_strdup("stdin");
    } else if (target->kind == MGP_TARGET_MIRROR) {
        target->bucket = mgp_strdup("");
        target->key = mgp_strdup("");
    } else {
        name_by_path(target, working);
    }
    return MGP_OK;
}

static void clear_target(struct mgp_scan_target *target)
{
    free(target->real_path);
    free(target->bucket);
    free(target->key);
    *target = (struct mgp_scan_target){0};
}

/* By real path, '/' before every other byte, so that what lies in a directory comes right behind it; equal
 * ones as they were given. */
static int compare_real_paths(const void *left, const void *right)
{
    const struct mgp_scan_target *const *a = left, *const *b = right;
    const char *x = (*a)->real_path ? (*a)->real_path : "", *y = (*b)->real_path ? (*b)->real_path : "";
    while (*x && *x == *y) {
        x++;
        y++;
    }
    if (*x == *y) return *a < *b ? -1 : *a > *b;
    int p = *x == '/' ? 1 : (uint8_t)*x + (*x != '\0'), q = *y == '/' ? 1 : (uint8_t)*y + (*y != '\0');
    return p < q ? -1 : 1;
}

static bool is_covered_by(const struct mgp_scan_target *target, const struct mgp_scan_target *other)
{
    if (target->kind == MGP_TARGET_STDIN || other->kind == MGP_TARGET_STDIN) return target->kind == other->kind;
    if (strcmp(target->real_path, other->real_path) == 0) return true;
    return other->kind != MGP_TARGET_FILE && mgp_path_is_within(target->real_path, other->real_path);
}

static size_t drop_covered(struct mgp_scan_target *targets, size_t count)
{
    struct mgp_scan_target **order = mgp_calloc(count, sizeof *order);
    bool *is_dropped = mgp_calloc(count, sizeof *is_dropped);
    for (size_t i = 0; i < count; i++) {
        order[i] = &targets[i];
    }
    qsort(order, count, sizeof *order, compare_real_paths);
    for (size_t i = 1, last = 0; i < count; i++) {
        if (is_covered_by(order[i], order[last])) {
            is_dropped[order[i] - targets] = true;
        } else {
            last = i;
        }
    }
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        struct mgp_scan_target target = targets[i];
        targets[i] = (struct mgp_scan_target){0};
        if (is_dropped[i]) {
            clear_target(&target);
        } else {
            targets[kept++] = target;
        }
    }
    free(is_dropped);
    free(order);
    return kept;
}

static enum mgp_status check_options(const struct mgp_source_options *options, struct destination *as,
                                     struct mgp_error *error)
{
    if (options->target_count == 0) {
        return mgp_fail(error, MGP_INVALID, "nothing to scan: name a file, a directory or -");
    }
    if (!options->as) return MGP_OK;
    if (options->is_mirror) {
        return mgp_fail(error, MGP_INVALID, "--as and --mirror exclude each other: a mirror names its buckets itself");
    }
    enum mgp_status status = parse_as(options->as, as, error);
    if (status != MGP_OK) return status;
    if (!as->is_prefix && options->target_count > 1) {
        return refuse(error, options->as, "--as gives one key to several targets: end it with a / for a prefix");
    }
    return MGP_OK;
}

enum mgp_status mgp_scan_targets_create(const struct mgp_source_options *options, struct mgp_scan_target **out,
                                        size_t *count, struct mgp_error *error)
{
    struct destination as = {0};
    enum mgp_status status = check_options(options, &as, error);
    if (status != MGP_OK) return status;
    char *working = getcwd(NULL, 0);
    if (!working) return mgp_fail_path(error, errno, "find", "the working directory");
    struct mgp_scan_target *targets = mgp_calloc(options->target_count, sizeof *targets);
    for (size_t i = 0; i < options->target_count && status == MGP_OK; i++) {
        targets[i].path = options->targets[i];
        status = create_target(&targets[i], options, options->as ? &as : NULL, working, error);
    }
    free(working);
    if (status != MGP_OK) {
        mgp_scan_targets_destroy(targets, options->target_count);
        return status;
    }
    *count = drop_covered(targets, options->target_count);
    *out = targets;
    return MGP_OK;
}

void mgp_scan_targets_destroy(struct mgp_scan_target *targets, size_t count)
{
    for (size_t i = 0; targets && i < count; i++) {
        clear_target(&targets[i]);
    }
    free(targets);
}
