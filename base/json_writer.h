/* Writing JSON into a buffer, member by member. Commas, indentation and escapes are the writer's.
 * Text that is not UTF-8 gets U+FFFD for each bad byte; C0, DEL, and the separators that JavaScript
 * misreads (U+2028, U+2029) are escaped. Misuse (a value without a key) is an assertion. */
#ifndef MGP_BASE_JSON_WRITER_H
#define MGP_BASE_JSON_WRITER_H

#include "base/buffer.h"
#include "base/json.h"

/* Any tree that was read, within up to 64 levels of the caller's own. */
#define MGP_JSON_WRITER_DEPTH (MGP_JSON_MAX_DEPTH + 64)
#define MGP_JSON_WRITER_WORDS (MGP_JSON_WRITER_DEPTH / 64)

struct mgp_json_writer {
    struct mgp_buffer *out; /* borrowed */
    int indent;             /* blanks for each level; 0 writes everything on one line */
    unsigned depth;
    bool after_key;
    bool has_members;                         /* the innermost level has; every other does */
    uint64_t is_object[MGP_JSON_WRITER_WORDS]; /* a bit for each level */
};

void mgp_json_writer_init(struct mgp_json_writer *writer, struct mgp_buffer *out, int indent);
void mgp_json_begin_object(struct mgp_json_writer *writer);
void mgp_json_end_object(struct mgp_json_writer *writer);
void mgp_json_begin_array(struct mgp_json_writer *writer);
void mgp_json_end_array(struct mgp_json_writer *writer);
void mgp_json_key(struct mgp_json_writer *writer, const char *name);
void mgp_json_key_slice(struct mgp_json_writer *writer, struct mgp_slice name);
void mgp_json_write_string(struct mgp_json_writer *writer, struct mgp_slice text);
void mgp_json_write_text(struct mgp_json_writer *writer, const char *text); /* NULL writes null */
void mgp_json_write_integer(struct mgp_json_writer *writer, int64_t value);
void mgp_json_write_unsigned(struct mgp_json_writer *writer, uint64_t value);
void mgp_json_write_double(struct mgp_json_writer *writer, double value); /* shortest that reads back */
void mgp_json_write_bool(struct mgp_json_writer *writer, bool value);
void mgp_json_write_null(struct mgp_json_writer *writer);
/* A tree as it was read, at its full depth: numbers keep their text, duplicates of a name all but the last are
 * dropped. Takes n log n steps for n members. */
void mgp_json_write_tree(struct mgp_json_writer *writer, const struct mgp_json *json);

/* key and value in one call. */
void mgp_json_member_text(struct mgp_json_writer *writer, const char *name, const char *text);
void mgp_json_member_string(struct mgp_json_writer *writer, const char *name, struct mgp_slice text);
void mgp_json_member_integer(struct mgp_json_writer *writer, const char *name, int64_t value);
void mgp_json_member_unsigned(struct mgp_json_writer *writer, const char *name, uint64_t value);
void mgp_json_member_bool(struct mgp_json_writer *writer, const char *name, bool value);
void mgp_json_member_null(struct mgp_json_writer *writer, const char *name);

#endif
