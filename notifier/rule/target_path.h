/* Paths into an event, as InputPath and InputPathsMap take them: $, then .name, [n], [*] or .*; no filters and no
 * names in brackets. A name is of letters, digits, '-', '_' and '/'. Thread-safe: no state. */
#ifndef MGP_NOTIFIER_RULE_TARGET_PATH_H
#define MGP_NOTIFIER_RULE_TARGET_PATH_H

#include "base/buffer.h"
#include "base/json.h"

#define MGP_TARGET_PATH_MAX 256 /* characters, as in the service */

struct mgp_path_part {
    enum { MGP_PATH_NAME, MGP_PATH_INDEX, MGP_PATH_ANY } kind;
    struct mgp_slice name;
    size_t index;
};

struct mgp_target_path {
    struct mgp_path_part *parts;
    size_t count;
    bool has_any; /* gives a list */
};

/* NULL, or what is wrong with text. *out lives in arena. */
const char *mgp_target_path_read(struct mgp_arena *arena, struct mgp_slice text, struct mgp_target_path *out);

/* The value of a path without [*] and .*; NULL if the event has none there. */
const struct mgp_json *mgp_target_path_find(const struct mgp_target_path *path, const struct mgp_json *event);

/* Appends the list of all values of a path with [*] or .*, as JSON. text is what event was parsed from. */
void mgp_target_path_list(const struct mgp_target_path *path, const struct mgp_json *event, struct mgp_slice text,
                          struct mgp_buffer *out);

/* Appends JSON without the blanks between its parts. */
void mgp_append_compact(struct mgp_buffer *out, struct mgp_slice json);

#endif
