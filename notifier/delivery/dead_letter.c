#include "notifier/delivery/dead_letter.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/json_writer.h"

const char *mgp_dead_letter_code(const struct mgp_answer *answer)
{
    switch (answer->kind) {
    case MGP_ANSWER_NONE: return "UNKNOWN";
    case MGP_ANSWER_WAIT: return "THROTTLING";
    case MGP_ANSWER_CREDENTIALS: return "NO_PERMISSIONS";
    case MGP_ANSWER_BAD_PAYLOAD: return "INVALID_PARAMETER";
    case MGP_ANSWER_TRANSIENT:
        if (strcmp(answer->error, mgp_status_text(MGP_NETWORK)) == 0) return "CONNECTION_FAILURE";
        return "ERROR_FROM_TARGET";
    default: return "ERROR_FROM_TARGET";
    }
}

static void write_arn(struct mgp_json_writer *writer, const char *member, const char *prefix, const char *name)
{
    struct mgp_buffer arn = {0};
    mgp_buffer_format(&arn, "%s%s", prefix, name);
    mgp_json_member_string(writer, member, mgp_buffer_slice(&arn));
    mgp_buffer_clear(&arn);
}

/* JSON text on one line: line breaks may stand only between its values, where a blank does as well. */
static void write_on_one_line(struct mgp_buffer *out, struct mgp_slice json)
{
    size_t from = out->len;
    mgp_buffer_append(out, json);
    for (size_t i = from; i < out->len; i++)
        if (out->ptr[i] == '\n' || out->ptr[i] == '\r') out->ptr[i] = ' ';
}

static void write_line(const struct mgp_dead_letter *letter, struct mgp_buffer *out)
{
    struct mgp_json_writer writer;
    char time[MGP_TIME_TEXT];
    mgp_time_format(mgp_time_now(), true, time);
    mgp_json_writer_init(&writer, out, 0);
    mgp_json_begin_object(&writer);
    mgp_json_member_text(&writer, "time", time);
    mgp_json_member_string(&writer, "id", letter->event_id);
    write_arn(&writer, "RULE_ARN", MGP_RULE_ARN, letter->rule);
    write_arn(&writer, "TARGET_ARN", MGP_DESTINATION_ARN, letter->destination);
    mgp_json_member_text(&writer, "TARGET_ID", letter->target);
    mgp_json_member_text(&writer, "ERROR_CODE", letter->code);
    mgp_json_member_text(&writer, "ERROR_MESSAGE", letter->message);
    if (letter->exhausted) mgp_json_member_text(&writer, "EXHAUSTED_RETRY_CONDITION", letter->exhausted);
    mgp_json_member_unsigned(&writer, "RETRY_ATTEMPTS", letter->attempts);
    if (letter->input.len > 0) mgp_json_member_string(&writer, "input", letter->input);
    mgp_json_end_object(&writer);
    out->len--; /* the closing brace: the event is put in as it came, at any depth */
    mgp_buffer_text(out, ",\"event\":");
    write_on_one_line(out, letter->event);
    mgp_buffer_text(out, "}\n");
}

/* Opens path to append, alone. redrive may move the file away between open and lock: then it is opened anew. */
static int open_locked(const char *path)
{
    for (;;) {
        struct stat opened, named;
        int fd = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
        if (fd < 0) return -1;
        int locked;
        do {
            locked = flock(fd, LOCK_EX);
        } while (locked != 0 && errno == EINTR);
        if (locked == 0 && fstat(fd, &opened) == 0 && stat(path, &named) == 0 && opened.st_ino == named.st_ino &&
            opened.st_dev == named.st_dev)
            return fd;
        int number = errno;
        close(fd);
        errno = number;
        if (locked != 0) return -1;
    }
}

/* A line that a crash cut off is ended, so that it does not swallow the next. */
static bool append_whole(int fd, struct mgp_buffer *line)
{
    struct stat info;
    char last = '\n';
    if (fstat(fd, &info) != 0) return false;
    bool is_file = S_ISREG(info.st_mode);
    if (is_file && info.st_size > 0 && pread(fd, &last, 1, info.st_size - 1) != 1) return false;
    if (last != '\n' && write(fd, "\n", 1) != 1) return false;
    for (size_t done = 0; done < line->len;) {
        ssize_t wrote = write(fd, line->ptr + done, line->len - done);
        if (wrote < 0 && errno == EINTR) continue;
        if (wrote < 0) {
            int number = errno;
            if (is_file && ftruncate(fd, info.st_size) != 0) errno = number;
            errno = number;
            return false;
        }
        done += (size_t)wrote;
    }
    return fsync(fd) == 0 || errno == EINVAL || errno == EROFS;
}

enum mgp_status mgp_dead_letter_write(const char *path, const struct mgp_dead_letter *letter, struct mgp_error *error)
{
    struct mgp_buffer line = {0};
    write_line(letter, &line);
    int fd = open_locked(path);
    bool fine = fd >= 0 && append_whole(fd, &line);
    int number = errno;
    if (fd >= 0) close(fd);
    mgp_buffer_clear(&line);
    return fine ? MGP_OK : mgp_fail(error, MGP_IO, "the dead letters %s: %s", path, strerror(number));
}

/* The name behind a prefix; NULL if it is none. */
static const char *name_of(struct mgp_arena *arena, const struct mgp_json *json, const char *prefix)
{
    if (!mgp_json_is(json, MGP_JSON_STRING)) return NULL;
    struct mgp_slice start = mgp_slice_text(prefix);
    if (!mgp_slice_starts_with(json->text, start)) return NULL;
    struct mgp_slice name = mgp_slice_sub(json->text, start.len, json->text.len);
    return mgp_rules_is_name(name) ? mgp_arena_text(arena, name) : NULL;
}

enum mgp_status mgp_dead_letter_read(struct mgp_arena *arena, struct mgp_slice line, struct mgp_dead_letter *out,
                                     struct mgp_error *error)
{
    struct mgp_json *json = NULL;
    enum mgp_status status = mgp_json_parse(arena, line, &json, error);
    if (status != MGP_OK) return status;
    const struct mgp_json *id = mgp_json_member(json, "id"), *event = mgp_json_member(json, "event"),
                          *input = mgp_json_member(json, "input");
    *out = (struct mgp_dead_letter){.rule = name_of(arena, mgp_json_member(json, "RULE_ARN"), MGP_RULE_ARN),
                                    .target = name_of(arena, mgp_json_member(json, "TARGET_ID"), ""),
                                    .destination = name_of(arena, mgp_json_member(json, "TARGET_ARN"),
                                                           MGP_DESTINATION_ARN)};
    if (!out->rule || !out->target || !out->destination || !mgp_json_is(event, MGP_JSON_OBJECT))
        return mgp_fail(error, MGP_CORRUPT, "not a dead letter: RULE_ARN, TARGET_ARN, TARGET_ID and event are needed");
    if (mgp_json_is(id, MGP_JSON_STRING)) out->event_id = id->text;
    if (mgp_json_is(input, MGP_JSON_STRING)) out->input = input->text;
    out->event = mgp_slice_sub(line, event->offset, event->end);
    return MGP_OK;
}
