/* Reading JSON (RFC 8259) into a tree in an arena. Used for configuration, events and patterns.
 * Strings may hold NUL and keep every character; numbers keep their text; members keep their order
 * and duplicates. A tree is read-only once made and may be shared between threads. */
#ifndef MGP_BASE_JSON_H
#define MGP_BASE_JSON_H

#include "base/alloc.h"
#include "base/status.h"

enum mgp_json_type {
    MGP_JSON_NULL,
    MGP_JSON_BOOL,
    MGP_JSON_NUMBER,
    MGP_JSON_STRING,
    MGP_JSON_ARRAY,
    MGP_JSON_OBJECT
};

struct mgp_json {
    enum mgp_json_type type;
    bool boolean;            /* BOOL */
    struct mgp_slice text;   /* STRING: decoded, UTF-8; NUMBER: as written */
    size_t count;            /* ARRAY: items; OBJECT: members, duplicates included */
    struct mgp_json **items; /* ARRAY, OBJECT: the values in order */
    struct mgp_slice *names; /* OBJECT: the decoded name of each value */
    size_t offset;           /* of the value's first byte in the input */
    size_t end;              /* just past its last byte */
};

/* Deepest nesting that is read. Above EventBridge's own 1,000 levels (PutEvents). */
#define MGP_JSON_MAX_DEPTH 1024

/* Parses one JSON text, blanks around it allowed, a byte-order mark in front too. The tree lives in
 * arena, the input may go. On failure error->offset is the byte and error->message says what was
 * expected there, without quoting the input. An unpaired surrogate escape becomes U+FFFD; bytes that
 * are not UTF-8 are an error. */
enum mgp_status mgp_json_parse(struct mgp_arena *arena, struct mgp_slice input, struct mgp_json **out,
                               struct mgp_error *error);

/* The member of an object by name; where a name is given twice, the last one. NULL if json is NULL, no
 * object, or has no such member. */
const struct mgp_json *mgp_json_member(const struct mgp_json *json, const char *name);

/* Member of member ...: a NULL-ended list of names. */
const struct mgp_json *mgp_json_path(const struct mgp_json *json, ...) __attribute__((sentinel));

/* The text of a STRING (which holds no NUL), else fallback. Valid as long as the arena. */
const char *mgp_json_string(const struct mgp_json *json, const char *fallback);
bool mgp_json_is_string(const struct mgp_json *json, const char *text);
/* The value of a NUMBER that is a whole number and fits, else false. */
bool mgp_json_integer(const struct mgp_json *json, int64_t *out);
bool mgp_json_is(const struct mgp_json *json, enum mgp_json_type type); /* false for NULL */

/* Line and column, both from 1 (the column in characters), of an offset in text. */
void mgp_line_column(struct mgp_slice text, size_t offset, size_t *line, size_t *column);

/* Reads and parses a configuration file of at most max_bytes. The error names file, line, column and
 * reason. The tree and its text live in arena. */
enum mgp_status mgp_json_read_file(struct mgp_arena *arena, const char *path, size_t max_bytes,
                                   struct mgp_json **out, struct mgp_error *error);

#endif
