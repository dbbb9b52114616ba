/* Reading definitions that users write: what custom identifiers and allow lists have in common. Everything is
 * refused with file, line, column, member, limit and value; a regex also with the offset in it. No state. */
#ifndef MGP_IDENTIFIERS_DEFINITION_H
#define MGP_IDENTIFIERS_DEFINITION_H

#include "base/json.h"
#include "identifiers/regex_syntax.h"

#define MGP_MAX_USER_REGEX 512 /* characters (Macie) */
#define MGP_MAX_USER_WORD  90  /* characters of a keyword, an ignore word, an entry of an allow list (Macie) */

struct mgp_definition {
    const char *path;
    struct mgp_slice text; /* of the file, for line and column */
    struct mgp_error *error;
};

/* Fills error with "FILE:LINE:COLUMN: ..." for a byte of the text; returns INVALID. */
enum mgp_status mgp_definition_refuse(const struct mgp_definition *definition, size_t offset, const char *format,
                                      ...) __attribute__((format(printf, 3, 4)));

/* Refuses members of object that are not among known (NULL-ended), naming the nearest, and any given twice. */
enum mgp_status mgp_definition_members(const struct mgp_definition *definition, const struct mgp_json *object,
                                       const char *const *known);

/* Refuses what is no string of low to high characters, or holds NUL. name is for the message; missing: the
 * object's offset is used. */
enum mgp_status mgp_definition_string(const struct mgp_definition *definition, const struct mgp_json *json,
                                      const char *name, size_t low, size_t high);

/* Refuses what is no array of at most high items. */
enum mgp_status mgp_definition_array(const struct mgp_definition *definition, const struct mgp_json *json,
                                     const char *name, size_t high);

/* Refuses a regex that is no string of 1 to 512 characters, is no regular language, is too large, or can match
 * only the empty text. */
enum mgp_status mgp_definition_regex(const struct mgp_definition *definition, const struct mgp_json *json,
                                     const char *name, struct mgp_regex_length *length);

#endif
