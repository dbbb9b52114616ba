#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/utf8.h"

/* A path as a message may show it; the caller frees it. */
static char *printable(const char *path)
{
    struct mgp_buffer text = {0};
    mgp_append_printable(&text, mgp_slice_text(path));
    char *copy = mgp_strdup(mgp_buffer_string(&text));
    mgp_buffer_clear(&text);
    return copy;
}

static enum mgp_status fail_errno(struct mgp_error *error, const char *what, const char *path)
{
    int number = errno;
    char *shown = printable(path);
    enum mgp_status status = number == ENOENT ? MGP_GONE : number == EACCES ? MGP_DENIED : MGP_IO;
    mgp_fail(error, status, "%s %s: %s", what, shown, strerror(number));
    free(shown);
    return status;
}

static enum mgp_status read_all(int fd, const char *path, size_t max_bytes, struct mgp_buffer *out,
                                struct mgp_error *error)
{
    size_t start = out->len;
    for (;;) {
        mgp_buffer_reserve(out, 16384);
        ssize_t got = read(fd, out->ptr + out->len, out->capacity - out->len);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return fail_errno(error, "cannot read", path);
        if (got == 0) return MGP_OK;
        out->len += (size_t)got;
        if (out->len - start > max_bytes) {
            char *shown = printable(path);
            mgp_fail(error, MGP_LIMIT, "%s is larger than %zu bytes, the most that is read of such a file",
                     shown, max_bytes);
            free(shown);
            return MGP_LIMIT;
        }
    }
}

enum mgp_status mgp_file_read(const char *path, size_t max_bytes, struct mgp_buffer *out,
                              struct mgp_error *error)
{
    if (strcmp(path, "-") == 0) return read_all(STDIN_FILENO, "standard input", max_bytes, out, error);
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0) return fail_errno(error, "cannot open", path);
    enum mgp_status status = read_all(fd, path, max_bytes, out, error);
    close(fd);
    return status;
}

struct mgp_output {
    const struct mgp_output_type *type; /* NULL: a file, as below */
    void *context;
    int fd;
    char *path;        /* as given; for messages and for rename */
    char *aside;       /* NULL when written straight */
    size_t unfinished; /* slot in unfinished_paths, when aside */
};

/* Paths of files written aside, so that a signal handler can remove them. */
#define MAX_UNFINISHED 64
static _Atomic(char *) unfinished_paths[MAX_UNFINISHED];

void mgp_output_remove_unfinished(void)
{
    for (size_t i = 0; i < MAX_UNFINISHED; i++) {
        char *path = atomic_exchange(&unfinished_paths[i], NULL);
        if (path) unlink(path);
    }
}

static size_t remember_unfinished(char *path)
{
    for (size_t i = 0; i < MAX_UNFINISHED; i++) {
        char *expected = NULL;
        if (atomic_compare_exchange_strong(&unfinished_paths[i], &expected, path)) return i;
    }
    return MAX_UNFINISHED;
}

static void forget_unfinished(size_t slot)
{
    if (slot < MAX_UNFINISHED) atomic_store(&unfinished_paths[slot], NULL);
}

static void free_output(struct mgp_output *output)
{
    if (output->aside) forget_unfinished(output->unfinished);
    free(output->aside);
    free(output->path);
    free(output);
}

static enum mgp_status open_aside(struct mgp_output *output, const char *path, const struct stat *old,
                                  struct mgp_error *error)
{
    struct mgp_buffer name = {0};
    mgp_buffer_format(&name, "%s.XXXXXX.part", path);
    output->aside = mgp_strdup(mgp_buffer_string(&name));
    mgp_buffer_clear(&name);
    for (int attempt = 0; attempt < 100; attempt++) {
        char *digits = output->aside + strlen(path) + 1;
        unsigned seed = (unsigned)getpid() * 131u + (unsigned)attempt;
        for (int i = 0; i < 6; i++, seed /= 10) {
            digits[i] = (char)('0' + seed % 10);
        }
        output->fd = open(output->aside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        if (output->fd >= 0 || errno != EEXIST) break;
    }
    if (output->fd < 0) return fail_errno(error, "cannot write", path);
    output->unfinished = remember_unfinished(output->aside);
    mode_t mask = umask(0);
    umask(mask);
    if (fchmod(output->fd, old ? old->st_mode & 0777 : 0666 & ~mask) != 0) {
        return fail_errno(error, "cannot set the mode of", path);
    }
    return MGP_OK;
}

enum mgp_status mgp_output_open(const char *path, struct mgp_output **out, struct mgp_error *error)
{
    struct mgp_output *output = mgp_calloc(1, sizeof *output);
    struct stat old;
    enum mgp_status status = MGP_OK;
    output->path = mgp_strdup(strcmp(path, "-") == 0 ? "standard output" : path);
    output->fd = -1;
    if (strcmp(path, "-") == 0) {
        output->fd = STDOUT_FILENO;
    } else if (stat(path, &old) == 0 && !S_ISREG(old.st_mode)) {
        output->fd =
            S_ISDIR(old.st_mode) ? (errno = EISDIR, -1) : open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
        if (output->fd < 0) status = fail_errno(error, "cannot write", path);
    } else {
        struct stat *known = stat(path, &old) == 0 ? &old : NULL;
        status = open_aside(output, path, known, error);
    }
    if (status != MGP_OK) {
        mgp_output_abandon(output);
        return status;
    }
    *out = output;
    return MGP_OK;
}

struct mgp_output *mgp_output_of(const struct mgp_output_type *type, void *context)
{
    struct mgp_output *output = mgp_calloc(1, sizeof *output);
    output->type = type;
    output->context = context;
    output->fd = -1;
    return output;
}

enum mgp_status mgp_output_write(struct mgp_output *output, struct mgp_slice bytes, struct mgp_error *error)
{
    if (output->type) return output->type->write(output->context, bytes, error);
    while (bytes.len > 0) {
        ssize_t written = write(output->fd, bytes.ptr, bytes.len);
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return fail_errno(error, "cannot write", output->path);
        bytes = mgp_slice_sub(bytes, (size_t)written, bytes.len);
    }
    return MGP_OK;
}

enum mgp_status mgp_output_commit(struct mgp_output *output, struct mgp_error *error)
{
    enum mgp_status status = MGP_OK;
    if (output->type) {
        status = output->type->commit(output->context, error);
        free_output(output);
        return status;
    }
    if (output->fd != STDOUT_FILENO) {
        if (output->aside && fsync(output->fd) != 0 && errno != EINVAL && errno != EROFS) {
            status = fail_errno(error, "cannot write", output->path);
        }
        if (close(output->fd) != 0 && status == MGP_OK)
            status = fail_errno(error, "cannot write", output->path);
        output->fd = STDOUT_FILENO;
    }
    if (status == MGP_OK && output->aside && rename(output->aside, output->path) != 0) {
        status = fail_errno(error, "cannot write", output->path);
    }
    if (status != MGP_OK && output->aside) unlink(output->aside);
    free_output(output);
    return status;
}

void mgp_output_abandon(struct mgp_output *output)
{
    if (!output) return;
    if (output->type) output->type->abandon(output->context);
    if (output->fd >= 0 && output->fd != STDOUT_FILENO) close(output->fd);
    if (output->aside) unlink(output->aside);
    free_output(output);
}
