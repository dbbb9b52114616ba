/* Reading JSON by its index: checks what mgp_json_check_run checks, with fewer steps, and notes the values that must
 * not be passed over. It accepts nothing that the checker does not; what it does not accept, the checker looks at
 * again. */
#ifndef MGP_SCANNER_JSON_WALK_H
#define MGP_SCANNER_JSON_WALK_H

#include "scanner/content/json_index.h"
#include "scanner/content/json_names.h"

/* A value with labels or escapes, a name with escapes, or a bad line. */
struct mgp_json_entry {
    uint32_t at;   /* the offset of its token, or of the line */
    uint32_t path; /* of a value; UNKNOWN: it is to be found in another way */
    uint16_t set; /* of labels */
    bool is_name, has_escapes, is_bad_line;
};

/* A container that is open, beside the check's frame. */
struct mgp_json_level {
    uint16_t context; /* of names in it, or of elements */
    uint16_t set;     /* of the current member's value, or of elements */
    uint32_t owner;   /* the member that it is the value of */
    uint32_t member;  /* the current one; 0: none yet */
    uint32_t path;    /* its own */
};

struct mgp_json_walk {
    struct mgp_json_index index;
    struct mgp_json_names names;
    struct mgp_json_entry *entries; /* ascending */
    size_t entry_count, entry_capacity;
    uint32_t *records; /* where documents begin, or lines end; ascending */
    size_t record_count, record_capacity;
    struct mgp_json_level levels[MGP_JSON_MAX_LEVELS];
    struct mgp_json_check *check; /* borrowed: the state, at the begin of the piece and then at at */
    bool is_last;                 /* nothing follows the piece */
    bool is_full;                 /* stuck for want of room for names: there will be some in the next piece */
    size_t at;                    /* the token at hand, or the piece's size; all before it is accepted */
    size_t taken;                 /* the last token that was taken */
    size_t limit;                 /* where to stop */
};

enum mgp_json_walked {
    MGP_JSON_WALKED_FAR, /* at or beyond limit, or at the end of the piece */
    MGP_JSON_WALKED_LINE, /* records are lines, and one is complete: a line feed, or the end, is at at */
    MGP_JSON_STUCK,      /* at a token that is not accepted, or not known whole */
};

/* Begins with text[0, size), with check's state; bits are those of its open levels' current names (NULL: none). */
void mgp_json_walk_start(struct mgp_json_walk *walk, struct mgp_slice text, size_t size, bool are_lines,
                         const struct mgp_rule_set_bits *const bits[]);
/* Goes on until the token at hand is at limit or beyond, or the line is over. */
enum mgp_json_walked mgp_json_walk_run(struct mgp_json_walk *walk, size_t limit);
/* Goes to the end of the line, which was not accepted. False if it is not known where that is. */
bool mgp_json_walk_pass_line(struct mgp_json_walk *walk);
/* Takes the line feed at hand, and begins with another line. */
void mgp_json_walk_begin_line(struct mgp_json_walk *walk);
void mgp_json_walk_clear(struct mgp_json_walk *walk);

void mgp_json_walk_note(struct mgp_json_walk *walk, struct mgp_json_entry entry);

#endif
