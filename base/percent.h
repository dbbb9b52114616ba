/* Percent-encoding (RFC 3986, 2.1). Thread-safe: no state. */
#ifndef MGP_BASE_PERCENT_H
#define MGP_BASE_PERCENT_H

#include "base/buffer.h"

/* Appends text with every byte but the unreserved ones (A-Z a-z 0-9 - . _ ~) and, with_slashes, '/' as %XX. */
void mgp_append_percent_encoded(struct mgp_buffer *out, struct mgp_slice text, bool with_slashes);

/* Appends text with %XX undone and '+' as a blank; what is no %XX stays as it is. */
void mgp_append_form_decoded(struct mgp_buffer *out, struct mgp_slice text);

#endif
