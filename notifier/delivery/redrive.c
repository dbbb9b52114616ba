#include "notifier/delivery/redrive.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <unistd.h>

#include "notifier/delivery/dead_letter.h"

#define BATCH 200

struct redrive {
    struct mgp_queue *queue;
    const char *path;
    struct mgp_redrive_report *report;
    struct mgp_arena arena; /* what entries point at */
    struct mgp_queue_entry entries[BATCH];
    size_t count;
    uint64_t line;
};

static enum mgp_status fail(const char *path, struct mgp_error *error)
{
    return mgp_fail(error, errno == EACCES ? MGP_DENIED : MGP_IO, "%s: %s", path, strerror(errno));
}

static enum mgp_status flush(struct redrive *redrive, struct mgp_error *error)
{
    size_t added = 0;
    enum mgp_status status = mgp_queue_put(redrive->queue, redrive->entries, redrive->count, NULL, &added, error);
    if (status != MGP_OK) return status;
    redrive->report->added += added;
    redrive->count = 0;
    mgp_arena_reset(&redrive->arena);
    return MGP_OK;
}

/* A line that nobody can deliver is not lost: it goes back to where it was. */
static enum mgp_status put_back(struct redrive *redrive, struct mgp_slice line, struct mgp_error *error)
{
    if (redrive->report->unreadable++ == 0) redrive->report->first_unreadable = redrive->line;
    int fd = open(redrive->path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (fd < 0) return fail(redrive->path, error);
    struct mgp_buffer text = {0};
    mgp_buffer_append(&text, line);
    mgp_buffer_byte(&text, '\n');
    bool fine = flock(fd, LOCK_EX) == 0 && write(fd, text.ptr, text.len) == (ssize_t)text.len && fsync(fd) == 0;
    enum mgp_status status = fine ? MGP_OK : fail(redrive->path, error);
    mgp_buffer_clear(&text);
    close(fd);
    return status;
}

static enum mgp_status take_line(struct redrive *redrive, struct mgp_slice line, struct mgp_error *error)
{
    struct mgp_dead_letter letter;
    struct mgp_json *event = NULL;
    redrive->line++;
    if (line.len > 0 && line.ptr[line.len - 1] == '\n') line.len--;
    if (line.len == 0) return MGP_OK;
    line = mgp_arena_copy(&redrive->arena, line);
    if (mgp_dead_letter_read(&redrive->arena, line, &letter, NULL) != MGP_OK ||
        mgp_json_parse(&redrive->arena, letter.event, &event, NULL) != MGP_OK)
        return put_back(redrive, line, error);
    redrive->report->letters++;
    const struct mgp_json *id = mgp_json_member(event, "id");
    struct mgp_slice full_id = mgp_json_is(id, MGP_JSON_STRING) ? id->text : MGP_LITERAL("");
    struct mgp_queue_entry *entry = &redrive->entries[redrive->count++];
    *entry = (struct mgp_queue_entry){.event_id = letter.event_id, .rule = letter.rule, .target = letter.target,
                                      .destination = letter.destination, .event = letter.event, .input = letter.input};
    mgp_delivery_key_make(full_id, letter.event, letter.rule, letter.target, &entry->key);
    bool is_full = redrive->count == BATCH || redrive->arena.used_bytes > (8u << 20);
    return is_full ? flush(redrive, error) : MGP_OK;
}

static enum mgp_status take_file(struct redrive *redrive, FILE *file, const char *path, struct mgp_error *error)
{
    char *line = NULL;
    size_t capacity = 0;
    ssize_t length;
    enum mgp_status status = MGP_OK;
    redrive->line = 0;
    while (status == MGP_OK && (length = getline(&line, &capacity, file)) >= 0)
        status = take_line(redrive, mgp_slice_of(line, (size_t)length), error);
    if (status == MGP_OK && ferror(file)) status = fail(path, error);
    if (status == MGP_OK) status = flush(redrive, error);
    if (status == MGP_OK && unlink(path) != 0) status = fail(path, error);
    free(line);
    return status;
}

static enum mgp_status take_aside(struct redrive *redrive, const char *aside, struct mgp_error *error)
{
    FILE *file = fopen(aside, "re");
    if (!file) return errno == ENOENT ? MGP_OK : fail(aside, error);
    enum mgp_status status = MGP_OK;
    if (flock(fileno(file), LOCK_EX | LOCK_NB) != 0)
        status = mgp_fail(error, MGP_INVALID, "%s is being put back by another process", redrive->path);
    if (status == MGP_OK) status = take_file(redrive, file, aside, error);
    fclose(file);
    return status;
}

/* With the lock of those who append: nobody is in the middle of a line. */
static enum mgp_status move_aside(const char *path, const char *aside, struct mgp_error *error)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return errno == ENOENT ? MGP_OK : fail(path, error);
    bool fine = flock(fd, LOCK_EX) == 0 && rename(path, aside) == 0;
    enum mgp_status status = fine || errno == ENOENT ? MGP_OK : fail(path, error);
    close(fd);
    return status;
}

enum mgp_status mgp_redrive(struct mgp_queue *queue, const char *path, struct mgp_redrive_report *report,
                            struct mgp_error *error)
{
    struct redrive *redrive = mgp_calloc(1, sizeof *redrive);
    struct mgp_buffer aside = {0};
    *report = (struct mgp_redrive_report){0};
    *redrive = (struct redrive){.queue = queue, .path = path, .report = report};
    mgp_buffer_format(&aside, "%s.redrive", path);
    const char *name = mgp_buffer_string(&aside);
    enum mgp_status status = take_aside(redrive, name, error); /* of one that did not end */
    if (status == MGP_OK && report->unreadable == 0) status = move_aside(path, name, error);
    if (status == MGP_OK && report->unreadable == 0) status = take_aside(redrive, name, error);
    mgp_arena_clear(&redrive->arena);
    mgp_buffer_clear(&aside);
    free(redrive);
    return status;
}

uint64_t mgp_redrive_count(const char *path)
{
    FILE *file = fopen(path, "re");
    uint64_t lines = 0;
    int last = '\n';
    if (!file) return 0;
    for (int c = getc(file); c != EOF; last = c, c = getc(file)) lines += c == '\n';
    fclose(file);
    return lines + (last != '\n');
}
