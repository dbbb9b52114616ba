/* What an object is, by its first bytes; its extension only helps where they do not settle it. */
#ifndef MGP_SCANNER_DETECT_H
#define MGP_SCANNER_DETECT_H

#include "scanner/content/layout.h"

/* What an extension promises. */
enum mgp_extension {
    MGP_EXTENSION_UNKNOWN,    /* none, or one that says nothing */
    MGP_EXTENSION_CSV,
    MGP_EXTENSION_TSV,
    MGP_EXTENSION_JSON,
    MGP_EXTENSION_JSON_LINES,
    MGP_EXTENSION_TEXT,       /* .txt: text, unless the structure is plain to see */
    MGP_EXTENSION_PROSE,      /* documents, logs, source code: never CSV */
};

/* The extension of key; in_gzip: the one before .gz. */
enum mgp_extension mgp_extension_of(struct mgp_slice key, bool in_gzip);
/* The text of that extension, without the dot; empty if there is none. */
struct mgp_slice mgp_extension_text(struct mgp_slice key, bool in_gzip);

/* Something that is no text: what people call it, and its media type. */
struct mgp_kind {
    const char *kind, *mime_type;
};

/* Finds the signature that the bytes as stored begin with. Signatures that a text could begin with count only if
 * is_binary. False if there is none. */
bool mgp_signature_find(struct mgp_slice head, bool is_binary, struct mgp_slice extension, struct mgp_kind *out);

/* Control characters that no text has. Text may have tab, LF, VT, FF, CR, backspace and ESC. */
bool mgp_text_is_binary(struct mgp_slice sample);

/* The beginning of a text. */
struct mgp_sample {
    struct mgp_slice text;
    bool is_whole;
    enum mgp_extension extension;
};

/* Looks, in the order in which they are asked. */
bool mgp_json_look(const struct mgp_sample *sample, enum mgp_format *out);
bool mgp_csv_look(const struct mgp_sample *sample, struct mgp_csv_dialect *out);
/* text/html, text/xml or text/plain. */
const char *mgp_text_mime_type(const struct mgp_sample *sample);

#endif
