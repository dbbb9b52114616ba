/* What Input, InputPath and InputTransformer hold once read: shared by the files that read and that apply them. */
#ifndef MGP_NOTIFIER_RULE_TARGET_TEMPLATE_H
#define MGP_NOTIFIER_RULE_TARGET_TEMPLATE_H

#include "base/status.h"
#include "notifier/rule/target_path.h"

#define MGP_TEMPLATE_MAX 8192      /* characters of Input and InputTemplate, as in the service */
#define MGP_TEMPLATE_MAX_PATHS 100 /* pairs of InputPathsMap */

enum mgp_variable {
    MGP_VARIABLE_PATH, /* one of InputPathsMap */
    MGP_VARIABLE_RULE_ARN,
    MGP_VARIABLE_RULE_NAME,
    MGP_VARIABLE_INGESTION_TIME,
    MGP_VARIABLE_EVENT,      /* the event without its detail */
    MGP_VARIABLE_EVENT_JSON, /* the whole event */
};

/* Text, then a variable; the last piece of a template has none. */
struct mgp_template_piece {
    struct mgp_slice text;
    bool has_variable;
    bool is_quoted; /* the variable stands in a string */
    enum mgp_variable variable;
    const struct mgp_target_path *path;
};

struct mgp_input {
    enum { MGP_INPUT_CONSTANT, MGP_INPUT_PATH, MGP_INPUT_TEMPLATE } kind;
    struct mgp_slice constant;
    struct mgp_target_path path;
    struct mgp_template_piece *pieces;
    size_t piece_count;
    bool is_text; /* lines in double quotes, not one JSON value */
};

struct mgp_input_name {
    struct mgp_slice name;
    struct mgp_target_path path;
};

/* Reads an InputTemplate; *out (its pieces, whether it is text) lives in arena. MGP_INVALID with the reason in
 * error. */
enum mgp_status mgp_template_read(struct mgp_arena *arena, struct mgp_slice text, const char *target,
                                  const struct mgp_input_name *names, size_t count, struct mgp_input *out,
                                  struct mgp_error *error);

/* Is text lines, each a JSON value? */
bool mgp_template_is_lines(struct mgp_slice text);

#endif
