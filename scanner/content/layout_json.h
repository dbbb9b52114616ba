/* What the parts of the JSON layout share: cutting windows (json_cut.c), values in order (layout_json.c), values that
 * are not passed over (json_beyond.c), values at an offset and places (json_seek.c). */
#ifndef MGP_SCANNER_LAYOUT_JSON_H
#define MGP_SCANNER_LAYOUT_JSON_H

#include "scanner/content/json_walk.h"
#include "scanner/content/lines.h"

/* The name of a member that was open when its window went, for paths and labels below it. */
struct mgp_json_kept_name {
    char text[MGP_JSON_MAX_NAME_BYTES];
    size_t len;
    bool has_bits, is_marked;
    struct mgp_rule_set_bits bits;
};

/* Where the window's part begins in the structure. */
struct mgp_json_start {
    enum mgp_json_expectation expects;
    size_t depth;
    struct mgp_json_frame frames[MGP_JSON_MAX_LEVELS];
    uint64_t documents; /* begun before the part */
    uint64_t line;      /* JSON Lines: the line of the part's first byte, from 0 */
};

/* The cursor of next. */
struct mgp_json_eager {
    size_t position;
    size_t depth;
    bool expects_name;
    bool is_array[MGP_JSON_MAX_LEVELS];
    const struct mgp_rule_set_bits *bits[MGP_JSON_MAX_LEVELS]; /* of the current member's name; NULL: none */
    struct mgp_rule_set_bits *spare;                           /* the same, for names that are not remembered */
    size_t labelled;                                           /* levels that have bits */
    bool are_labels_right;
    struct mgp_labels labels;
    uint64_t documents, line;
    size_t next_bad;       /* of bad_lines */
    bool is_in_string;     /* a long string is being handed out */
    struct mgp_json_segment segment;
    size_t string_end;
    struct mgp_decoded decoded, name;
};

/* The cursor of next_beyond in a window that was read by its index. */
struct mgp_json_beyond {
    size_t position;   /* all values before it were given or passed over */
    size_t next_entry; /* of walk.entries */
    size_t records;    /* of walk.records: at or before the token that was asked for last */
    size_t asked;      /* the first value that ends beyond it is found_at */
    size_t found_at, found_begin, found_end; /* its token and its content; SIZE_MAX: there is none */
};

/* A cursor that goes to an offset. */
struct mgp_json_seek {
    size_t position; /* of a token, or of what stands between them */
    size_t depth;
    bool expects_name;
    struct mgp_json_frame frames[MGP_JSON_MAX_LEVELS];
    uint64_t documents, line;
};

/* What value_at found last: value is the answer for the bytes [begin, end) of the window. */
struct mgp_json_answer {
    size_t begin, end;
    struct mgp_value value;
};

/* Paths that are remembered of values that have no entry, and those only whose steps are no more than so many words. */
#define MGP_JSON_USUAL_PATHS ((size_t)64) /* a power of two; one takes the place of another */
#define MGP_JSON_PATH_WORDS  ((size_t)12)
#define MGP_JSON_PATH_BYTES  ((size_t)144) /* of a path that is remembered */

/* The steps of a path: for each an index, or the length of a name and its bytes, as mgp_swar_read reads them. */
struct mgp_json_path_key {
    uint64_t words[MGP_JSON_PATH_WORDS];
    size_t count; /* 0: none */
};

struct mgp_json_usual_path {
    struct mgp_json_path_key key;
    uint8_t text[MGP_JSON_PATH_BYTES];
    size_t len;
};

struct mgp_json_layout {
    struct mgp_layout base;
    bool is_lines;
    struct mgp_json_check check;

    bool is_in_long_line;            /* JSON Lines: the line is looked at as it comes */
    bool is_in_string;               /* the next window goes on with a long string */
    bool is_string_window;           /* the part is segment, nothing else */
    struct mgp_json_segment segment; /* of the window; between windows: of the next one */
    uint64_t line;                   /* of the byte after the part, from 0 */
    uint32_t *bad_lines;             /* offsets in the window, ascending */
    size_t bad_count, bad_capacity;

    struct mgp_json_start start;
    struct mgp_json_kept_name *kept; /* MGP_JSON_MAX_LEVELS */
    struct mgp_label_cache cache;
    uint64_t *marks;                 /* offsets in the window of names that are marked, ascending */
    size_t mark_count, mark_capacity;
    size_t last_name;                /* the offset of the name handed out last; SIZE_MAX: none */

    struct mgp_json_walk walk;
    bool is_indexed;                  /* walk is of this window, to its end */
    struct mgp_json_beyond beyond;
    struct mgp_json_eager eager;
    struct mgp_json_seek lazy, places;
    struct mgp_json_answer answer;
    size_t place_entry;               /* of walk.entries: none before it is of the value that was placed last */
    size_t place_offset;              /* where places, or bad_line, is; SIZE_MAX: at the start */
    struct mgp_line_cursor bad_line;  /* in the line at place_offset */
    struct mgp_decoded lazy_decoded, path_decoded;
    struct mgp_buffer path;           /* that is being written */
    struct mgp_json_usual_path *usual_paths; /* by hash; NULL: none yet */
    struct mgp_labels lazy_labels;
};

/* Cuts the next window; its start and everything about it but the cursors is set. */
enum mgp_status mgp_json_cut(struct mgp_json_layout *layout, struct mgp_text_input *input, bool *has_window,
                             struct mgp_error *error);

void mgp_json_seek_start(const struct mgp_json_layout *layout, struct mgp_json_seek *seek);
/* Goes to a value's token. */
void mgp_json_seek_value(const struct mgp_json_layout *layout, struct mgp_json_seek *seek,
                         const struct mgp_value *value);
/* The name of the frame's current member, decoded; it stands in the window. Valid until the next call. */
struct mgp_slice mgp_json_frame_name(struct mgp_json_layout *layout, const struct mgp_json_frame *frame);
void mgp_json_beyond_start(struct mgp_json_layout *layout);
/* next_beyond for a window that is_indexed. */
bool mgp_json_beyond_next(struct mgp_json_layout *layout, size_t offset, struct mgp_value *out);
/* The line that begins at begin as running text, without its end, which is *end. */
struct mgp_value mgp_json_bad_line(const struct mgp_json_layout *layout, size_t begin, size_t *end);
bool mgp_json_value_at(struct mgp_layout *base, size_t offset, struct mgp_value *out);
void mgp_json_place(struct mgp_layout *base, const struct mgp_value *value, size_t begin, size_t end,
                    struct mgp_arena *arena, struct mgp_place *out);

bool mgp_json_is_marked(const struct mgp_json_layout *layout, size_t name);

/* Content of a string, window[begin, end), as a value with its escapes decoded. */
struct mgp_value mgp_json_string_value(const struct mgp_json_layout *layout, enum mgp_value_kind kind, size_t begin,
                                       size_t end, struct mgp_decoded *decoded);
/* A segment of a long string as a value. */
struct mgp_value mgp_json_segment_value(const struct mgp_json_layout *layout, const struct mgp_json_segment *segment,
                                        struct mgp_decoded *decoded);
/* The record index of what stands where documents and line are. */
static inline uint64_t mgp_json_record(const struct mgp_json_layout *layout, uint64_t documents, uint64_t line)
{
    return layout->is_lines ? line : documents - 1;
}

#endif
