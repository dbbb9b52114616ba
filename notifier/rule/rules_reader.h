/* Reading a configuration object strictly: unknown members, members given twice and wrong types are errors
 * that name file, line and column. */
#ifndef MGP_NOTIFIER_RULE_RULES_READER_H
#define MGP_NOTIFIER_RULE_RULES_READER_H

#include "base/json.h"
#include "base/status.h"

struct mgp_rules_reader {
    const char *path;
    struct mgp_slice text;
    struct mgp_arena *arena; /* what is read is copied there */
    struct mgp_error *error;
};

/* Refuses the file because of what stands at json. */
enum mgp_status mgp_rules_refuse(const struct mgp_rules_reader *reader, const struct mgp_json *json,
                                 const char *format, ...) __attribute__((format(printf, 3, 4)));

/* "rules.json:4:45", where json stands; lives in the arena. */
const char *mgp_rules_place(const struct mgp_rules_reader *reader, const struct mgp_json *json);

/* The object's members must be among known; those in later have their own message. Both NULL-ended. what
 * names the object in messages ("a rule"). */
enum mgp_status mgp_rules_check_members(const struct mgp_rules_reader *reader, const struct mgp_json *object,
                                        const char *what, const char *const *known, const char *const *later);

/* A member that must be there and be of the type. */
enum mgp_status mgp_rules_require(const struct mgp_rules_reader *reader, const struct mgp_json *object,
                                  const char *what, const char *name, enum mgp_json_type type,
                                  const struct mgp_json **out);

/* A member that may be missing (*out is left as it is) and else is a string of 1 to max_length characters
 * without control characters. */
enum mgp_status mgp_rules_string(const struct mgp_rules_reader *reader, const struct mgp_json *object,
                                 const char *name, size_t max_length, const char **out);

/* A member that may be missing and else is a whole number between low and high. */
enum mgp_status mgp_rules_number(const struct mgp_rules_reader *reader, const struct mgp_json *object,
                                 const char *name, unsigned low, unsigned high, unsigned *out);

/* 1 to 64 characters of [.\-_A-Za-z0-9]. */
bool mgp_rules_is_name(struct mgp_slice text);

#endif
