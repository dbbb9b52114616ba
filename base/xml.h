/* Reading XML (1.0) that strangers wrote, by expat, which is opened at its first use. A document type declaration
 * is refused, so there are no entities but the five of XML itself; nesting and size have limits. Thread-safe. */
#ifndef MGP_BASE_XML_H
#define MGP_BASE_XML_H

#include "base/status.h"

#define MGP_XML_MAX_DEPTH 32
#define MGP_XML_MAX_PATH  512 /* bytes of a path */

/* Called while the text is read. path names the element and those that it is in, without prefixes of namespaces:
 * "ListBucketResult/Contents/Key". */
struct mgp_xml_handler {
    void *context;
    void (*begin)(void *context, const char *path); /* NULL allowed */
    /* text: the characters that stand directly in the element, UTF-8, borrowed. False ends the reading (LIMIT). */
    bool (*end)(void *context, const char *path, struct mgp_slice text);
};

/* CORRUPT: no well-formed XML, or one with a document type; LIMIT: nested too deeply, or the handler had enough;
 * UNSUPPORTED: expat cannot be loaded. The error's offset is the byte. */
enum mgp_status mgp_xml_read(struct mgp_slice text, const struct mgp_xml_handler *handler, struct mgp_error *error);

#endif
