/* Base64 (RFC 4648, 4), with padding. Thread-safe: no state. */
#ifndef MGP_BASE_BASE64_H
#define MGP_BASE_BASE64_H

#include "base/buffer.h"

void mgp_base64_encode(struct mgp_buffer *out, struct mgp_slice data);

/* Appends what text stands for; padding may be missing. False, with nothing appended, if it is no base64. */
bool mgp_base64_decode(struct mgp_buffer *out, struct mgp_slice text);

#endif
