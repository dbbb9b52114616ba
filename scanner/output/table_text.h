/* Text in columns: cutting and padding by what a terminal shows. Thread-safe: no state. */
#ifndef MGP_SCANNER_TABLE_TEXT_H
#define MGP_SCANNER_TABLE_TEXT_H

#include "base/buffer.h"

/* Appends text, cut to width columns: its end (or its front) makes way for "…". Width 0 cuts nothing. */
void mgp_append_cut_end(struct mgp_buffer *out, struct mgp_slice text, size_t width);
void mgp_append_cut_front(struct mgp_buffer *out, struct mgp_slice text, size_t width);

void mgp_append_blanks(struct mgp_buffer *out, size_t count);

/* "1.4 MiB", "17 bytes" */
void mgp_append_size(struct mgp_buffer *out, uint64_t bytes);

#endif
