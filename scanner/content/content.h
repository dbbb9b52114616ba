/* Content: from the bytes of an object to values with places.
 *
 * A content reads the object through a callback and hands out windows, one after the other. A window is a
 * run of the object's text (gunzipped, and UTF-8: UTF-16 is transcoded, a byte that is not UTF-8 stands for
 * its cp1252 character) with a layout that says which bytes are which value. The value is the unit of
 * matching: a cell, a JSON string or number, a member name, or the running text of a document; it comes
 * decoded (JSON escapes, doubled quotes), with a map back to the window's bytes.
 *
 * Values are whole, but for running text and for JSON strings over MGP_LONG_VALUE: those come in segments,
 * each with a core (the starts that belong to it) and context on both sides, so that what is found does
 * not depend on where windows are cut. One content belongs to one thread. */
#ifndef MGP_SCANNER_CONTENT_H
#define MGP_SCANNER_CONTENT_H

#include "base/alloc.h"
#include "base/status.h"
#include "identifiers/labels.h"
#include "identifiers/recogniser.h"

/* Context that a segment has before and after its core, unless the value begins or ends there: the longest
 * span and what may be asked of the characters beyond it. */
#define MGP_CONTEXT_BEFORE (MGP_MAX_SPAN + 4 * MGP_MAX_LOOK_BEHIND)
#define MGP_CONTEXT_AFTER  (MGP_MAX_KEY_SPAN + 4 * MGP_MAX_LOOK_BEHIND)

/* A JSON string over this comes in segments; a CSV cell over it makes the object running text. */
#define MGP_LONG_VALUE ((size_t)1 << 20)
/* A JSON Lines line over this is not looked at whole before its values are handed out. */
#define MGP_LONG_LINE ((size_t)4 << 20)
#define MGP_JSON_MAX_LEVELS 256 /* Macie's quota */

/* Reads up to capacity bytes; *got == 0 at the end. */
struct mgp_reader {
    void *context;
    enum mgp_status (*read)(void *context, uint8_t *buffer, size_t capacity, size_t *got, struct mgp_error *error);
};

struct mgp_content_options {
    struct mgp_slice key;       /* the object's name; its extension helps where the bytes do not settle it */
    bool as_text;               /* a restart: structure is not to be looked for */
    size_t window_bytes;        /* how far a window advances; 0: the default */
    const struct mgp_labeller *labeller; /* NULL: no labels */
};

enum mgp_format { MGP_FORMAT_OTHER, MGP_FORMAT_TEXT, MGP_FORMAT_CSV, MGP_FORMAT_JSON, MGP_FORMAT_JSON_LINES };

struct mgp_content_type {
    enum mgp_format format;  /* of the text itself, inside gzip too; OTHER: nobody reads it */
    const char *mime_type;   /* of the object: text/csv, application/gzip, image/png, ...; constant */
    const char *kind;        /* for people, where nobody reads it: "PNG image"; constant */
    bool is_gzip;
};

struct mgp_content;
struct mgp_layout;

/* Reads enough to know the type. MGP_OK also for a type that nobody reads: then content gives no window.
 * reader is borrowed until the content is destroyed. */
enum mgp_status mgp_content_open(const struct mgp_reader *reader, const struct mgp_content_options *options,
                                 struct mgp_content **out, struct mgp_error *error);
/* The same in two steps, for many objects one after the other in the same memory: also after a failed restart the
 * content may be started again. */
struct mgp_content *mgp_content_create(void);
enum mgp_status mgp_content_restart(struct mgp_content *content, const struct mgp_reader *reader,
                                    const struct mgp_content_options *options, struct mgp_error *error);
const struct mgp_content_type *mgp_content_type(const struct mgp_content *content);
void mgp_content_destroy(struct mgp_content *content);

/* The next window, or *out = NULL at the end of the object. The layout is valid until the next call.
 * RESTART_AS_TEXT: what was handed out so far does not count; open the object again with as_text.
 * LIMIT: the object is to be skipped whole (JSON nested deeper than MGP_JSON_MAX_LEVELS).
 * CORRUPT: a gzip stream is damaged or cut; what was handed out before stands.
 * Others come from the reader. */
enum mgp_status mgp_content_next(struct mgp_content *content, struct mgp_layout **out, struct mgp_error *error);

/* Bytes of the object (as stored, before gunzip) read so far. */
uint64_t mgp_content_bytes_read(const struct mgp_content *content);

enum mgp_value_kind {
    MGP_VALUE_TEXT,   /* running text: keywords within 30 characters; place: line range */
    MGP_VALUE_CELL,   /* place: cell */
    MGP_VALUE_HEADER, /* a cell of the header row; place: line range */
    MGP_VALUE_FIELD,  /* a JSON string or number; place: record */
    MGP_VALUE_NAME,   /* a JSON member name; place: record without path */
};

struct mgp_value {
    enum mgp_value_kind kind;
    struct mgp_slice raw;   /* the bytes in the window, context included, quotes not */
    size_t raw_offset;      /* of raw in the window */
    struct mgp_slice text;  /* decoded UTF-8; the same bytes as raw where nothing is hidden. Never empty */
    const uint32_t *map;    /* text.len + 1 offsets into raw; NULL where text is raw */
    size_t core_begin, core_end; /* of text: starts that belong to this segment */
    bool is_first, is_last; /* the value begins at text[0]; ends at text[text.len] */
    const struct mgp_labels *labels; /* NULL: none */
    uint64_t row, column;   /* CELL, HEADER: from 1. FIELD, NAME: row is the record's index from 0 */
};

/* Values of the window in order, empty ones left out. The value and what it points to are valid until the
 * next call for the same layout. False after the last. */
bool mgp_layout_next(struct mgp_layout *layout, struct mgp_value *out);

/* The same, but passes over values that end at or before offset of the window, have no labels and hide nothing (an
 * escape of JSON): for a matcher that knows that nothing begins before offset. A layout may give more than that. A
 * window is walked with one of the two, not with both. */
bool mgp_layout_next_beyond(struct mgp_layout *layout, size_t offset, struct mgp_value *out);

/* The value that holds the byte at offset of the window; false where that byte is structure (a delimiter, a
 * quote, a blank between tokens) or lies outside the part whose values this window hands out. Offsets may
 * come in any order; ascending ones cost one pass in all. Gives the same value as mgp_layout_next; independent
 * of its progress. */
bool mgp_layout_value_at(struct mgp_layout *layout, size_t offset, struct mgp_value *out);

/* Is the window running text, one value in all? */
bool mgp_layout_is_text(const struct mgp_layout *layout);

/* A bit for each byte of the window, 64 in a word: it parts two values and belongs to none. There may be more such
 * bytes. NULL: nothing is known of them. */
const uint64_t *mgp_layout_borders(const struct mgp_layout *layout);

/* All bytes of the window, and the offset of the first of them in the object's text. */
struct mgp_slice mgp_layout_window(const struct mgp_layout *layout);
uint64_t mgp_layout_offset(const struct mgp_layout *layout);

/* Offset in the object's text of a byte of value.text (or of its end). */
uint64_t mgp_value_offset(const struct mgp_layout *layout, const struct mgp_value *value, size_t at);

enum mgp_place_kind { MGP_PLACE_LINES, MGP_PLACE_CELL, MGP_PLACE_RECORD };

struct mgp_place {
    enum mgp_place_kind kind;
    uint64_t start_line, end_line, start_column; /* LINES: from 1; the column in characters */
    uint64_t row, column;                        /* CELL: from 1, the header being row 1 */
    const char *column_name;                     /* CELL: NULL if unknown */
    uint64_t record_index;                       /* RECORD: from 0 */
    const char *json_path;                       /* RECORD: NULL where it is omitted */
};

/* The place of text[begin, end) of a value of this window; texts are allocated from arena. Places asked for
 * in ascending order cost one pass in all. */
void mgp_layout_place(struct mgp_layout *layout, const struct mgp_value *value, size_t begin, size_t end,
                      struct mgp_arena *arena, struct mgp_place *out);

/* The NAME value that was given last holds sensitive data: no path below that member is written
 * (Macie leaves jsonPath out then). */
void mgp_layout_mark_name(struct mgp_layout *layout);

#endif
