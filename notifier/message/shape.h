/* How a message that is too long for its destination is made shorter: it is written again at the next of these
 * shapes, in this order, until it fits. The smallest fits into every destination's limits by arithmetic: a message
 * has at most twenty foreign texts, each of at most 60 units, which JSON makes at most 6 bytes each.
 *
 * First the number of places and kinds goes down and long texts are cut; then the places go; then the links. */
#ifndef MGP_NOTIFIER_MESSAGE_SHAPE_H
#define MGP_NOTIFIER_MESSAGE_SHAPE_H

#include "base/buffer.h"

struct mgp_shape {
    size_t text;   /* units of one foreign text: a key, a title */
    size_t name;   /* units of the name of an identifier, a column or a path */
    size_t kinds;  /* kinds of data that are named */
    size_t places; /* places that are named */
    size_t groups; /* of a digest */
    bool with_link;
};

typedef void mgp_shape_writer(const void *context, const struct mgp_shape *shape, struct mgp_buffer *out);

/* Appends what write makes of the context, at the first shape that measure finds within budget. */
void mgp_shape_fit(mgp_shape_writer *write, const void *context, size_t (*measure)(struct mgp_slice), size_t budget,
                   struct mgp_buffer *out);

/* Measures for mgp_shape_fit: bytes, and UTF-16 units (mgp_text_length). */
size_t mgp_shape_bytes(struct mgp_slice text);

#endif
