/* JSON (RFC 8259) as it stands in text: the checker, strings and their segments, labels of names, paths. */
#ifndef MGP_SCANNER_JSON_TEXT_H
#define MGP_SCANNER_JSON_TEXT_H

#include "scanner/content/layout.h"

/* What a scalar ends at: blanks, operators and quotes. */
static inline bool mgp_json_is_structure(uint8_t byte)
{
    switch (byte) {
    case ' ':
    case '\t':
    case '\n':
    case '\r':
    case '{':
    case '}':
    case '[':
    case ']':
    case ':':
    case ',':
    case '"': return true;
    default: return false;
    }
}

/* --- strings (json_string.c) --------------------------------------------------------------------------- */

/* The core of a long string's segment has so many bytes of text, or a little more, as long as these are no more than so
 * many raw bytes: context is measured in text too, so that even where all is escapes it is less than half the core. */
#define MGP_JSON_SEGMENT_BYTES     ((size_t)256 * 1024)
#define MGP_JSON_SEGMENT_RAW_BYTES ((size_t)1024 * 1024)
/* An escape is at most this long: a surrogate pair. One character of text takes at most six raw bytes a byte. */
#define MGP_JSON_MAX_ESCAPE ((size_t)12)
#define MGP_JSON_RAW_AFTER  (6 * MGP_CONTEXT_AFTER + MGP_JSON_MAX_ESCAPE)

/* A segment of a long string, as offsets. */
struct mgp_json_segment {
    size_t raw_begin, core_begin, core_end, raw_end;
    bool is_first, is_last; /* raw_begin is the string's begin, raw_end its end */
    size_t next_raw_begin;  /* where the next segment's context begins */
    size_t open_until;      /* in a string that is not closed before it: between two characters or escapes */
};

/* The last place at or before target, and not before from, that lies between two characters or escapes. from is
 * such a place, and all escapes before target are known whole. */
size_t mgp_json_unit_floor(struct mgp_slice text, size_t from, size_t target);

/* How many raw bytes the core that begins at begin has in text, which is known so far and has MGP_JSON_SEGMENT_BYTES
 * more; less what its last character or escape would have over, and no more than end with the string. */
size_t mgp_json_core_bytes(struct mgp_slice text, size_t begin);

/* Fills segment, whose raw_begin, core_begin and is_first are set. end is the closing quote, or as far as the text is
 * known: then at least mgp_json_core_bytes + MGP_JSON_RAW_AFTER + MGP_JSON_MAX_ESCAPE from core_begin. */
void mgp_json_segment_measure(struct mgp_slice text, size_t end, bool is_closed, struct mgp_json_segment *segment);

/* Offset of the quote that closes the string whose content goes on at at, or SIZE_MAX. */
size_t mgp_json_string_end(struct mgp_slice text, size_t at);

/* Decodes value's raw bytes, which hold escapes. A surrogate without its partner becomes U+FFFD; what is no
 * escape stays as it is. */
void mgp_json_decode(struct mgp_decoded *decoded, struct mgp_value *value);

/* --- the checker (json_check.c) ------------------------------------------------------------------------ */

/* A container that is open. Names are offsets in the window. */
struct mgp_json_frame {
    uint64_t index;        /* array: of the current element */
    size_t name, name_len; /* object: of the current member, as it is written */
    bool is_array, has_name;
    bool is_kept;          /* the name stood in an earlier window: mgp_json_kept_name of this level */
};

enum mgp_json_expectation {
    MGP_JSON_ROOT,         /* a document */
    MGP_JSON_VALUE,
    MGP_JSON_FIRST_NAME,   /* or } */
    MGP_JSON_NAME,
    MGP_JSON_COLON,
    MGP_JSON_FIRST_VALUE,  /* or ] */
    MGP_JSON_COMMA,        /* or an end */
    MGP_JSON_MORE_ROOTS,   /* a document is complete */
};

enum mgp_json_check_result {
    MGP_JSON_REACHED,      /* position >= target, after a whole token */
    MGP_JSON_NEEDS_MORE,   /* the token at position is not complete */
    MGP_JSON_LINE_END,     /* stops_at_line: at a line feed */
    MGP_JSON_AT_END,       /* everything was read, and the text is over */
    MGP_JSON_LONG_STRING,  /* at position stands the quote of a string over MGP_LONG_VALUE */
    MGP_JSON_BAD,
    MGP_JSON_DEEP,         /* more than MGP_JSON_MAX_LEVELS */
};

struct mgp_json_check {
    size_t position;
    enum mgp_json_expectation expects;
    uint64_t documents;    /* begun so far */
    size_t depth;
    struct mgp_json_frame frames[MGP_JSON_MAX_LEVELS];
};

struct mgp_json_check_options {
    bool is_end;           /* nothing follows the text */
    bool stops_at_line;    /* a line feed is no blank */
    bool takes_any_string; /* long ones too: no LONG_STRING */
};

/* Goes on with the check, token by token. Strict, but that complete documents may follow one another. */
enum mgp_json_check_result mgp_json_check_run(struct mgp_json_check *check, struct mgp_slice text, size_t target,
                                              const struct mgp_json_check_options *options);
/* Nothing is open or awaited. */
bool mgp_json_check_is_complete(const struct mgp_json_check *check);
/* The value at position, a long string, is taken as read. */
void mgp_json_check_begin_string(struct mgp_json_check *check);
void mgp_json_check_end_string(struct mgp_json_check *check, size_t position);
/* Is the string whose content begins at at sound, and closed in text? *end is its closing quote's offset. */
bool mgp_json_check_string(struct mgp_slice text, size_t at, size_t *end);
/* Is all of text, which goes on, sound as part of a string? */
bool mgp_json_check_string_part(struct mgp_slice text);
/* Starts anew at position, for another line. */
void mgp_json_check_reset(struct mgp_json_check *check, size_t position);

/* --- labels (json_labels.c) ---------------------------------------------------------------------------- */

/* Names whose labels are remembered; others are asked for each time. */
#define MGP_JSON_MAX_KNOWN_NAMES     ((size_t)4096)
#define MGP_JSON_MAX_KNOWN_NAME_BYTES ((size_t)128)

struct mgp_known_name;
struct mgp_label_cache {
    const struct mgp_labeller *labeller; /* NULL: no name has labels */
    struct mgp_known_name *slots;
    size_t count, slot_count;
    struct mgp_arena arena;
};

/* The bits of a decoded name, NULL if it has none. They live as long as the cache, or in spare. */
const struct mgp_rule_set_bits *mgp_label_cache_find(struct mgp_label_cache *cache, struct mgp_slice name,
                                                     struct mgp_rule_set_bits *spare);
void mgp_label_cache_clear(struct mgp_label_cache *cache);
/* Adds the name above a value by depth names to its labels; nearer names come first. */
void mgp_labels_add(struct mgp_labels *labels, const struct mgp_rule_set_bits *bits, size_t depth);

/* --- paths (json_path.c) ------------------------------------------------------------------------------- */

#define MGP_JSON_MAX_NAME ((size_t)240) /* characters of a name in a path */
#define MGP_JSON_MAX_PATH ((size_t)250) /* characters of a path */
#define MGP_JSON_MAX_NAME_BYTES (4 * MGP_JSON_MAX_NAME)

struct mgp_json_step {
    bool is_index;
    uint64_t index;
    struct mgp_slice name; /* decoded */
};

/* A name of at most MGP_JSON_MAX_NAME characters, or "..." and its tail; out has MGP_JSON_MAX_NAME_BYTES. Returns
 * its length. */
size_t mgp_json_shorten_name(struct mgp_slice name, char *out);
/* Writes $ and the steps, without the first of them if the path is too long. */
void mgp_json_write_path(struct mgp_buffer *out, const struct mgp_json_step *steps, size_t count);

#endif
