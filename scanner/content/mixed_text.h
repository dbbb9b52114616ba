/* Text that is UTF-8 only in part: each byte that is not stands for its cp1252 character. Thread-safe. */
#ifndef MGP_SCANNER_MIXED_TEXT_H
#define MGP_SCANNER_MIXED_TEXT_H

#include "base/slice.h"

/* The UTF-8 of the cp1252 character of a byte; of what cp1252 leaves undefined the C1 control, of ASCII
 * itself. From 256 on: the bytes as they are. */
struct mgp_single {
    uint8_t bytes[3], size;
};
extern const struct mgp_single mgp_singles[512];

/* Decodes 64 bytes at a time to out, up to a run of 64 that is all UTF-8, and not the last bytes of text nor
 * what room may not hold: these are left to a slower way. Returns how many bytes of text are decoded; their
 * end is one of a character. *used: bytes written. */
size_t mgp_mixed_text_decode(struct mgp_slice text, uint8_t *out, size_t room, size_t *used);

#endif
