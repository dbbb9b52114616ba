/* Text that is UTF-8, or only in part: then each byte that is not stands for its cp1252 character. One kernel for each
 * instruction set; all give the same. Thread-safe. */
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
typedef size_t mgp_decode_mixed(struct mgp_slice text, uint8_t *out, size_t room, size_t *used);

mgp_decode_mixed mgp_decode_mixed_portable;
#if defined(__x86_64__)
mgp_decode_mixed mgp_decode_mixed_avx512;
#endif

/* How many bytes of text, looked at 64 at a time, are UTF-8. They end with a character, and not behind the last bytes
 * of text nor behind the last character that is valid: what follows is left to a slower way. */
typedef size_t mgp_skip_utf8(struct mgp_slice text);

mgp_skip_utf8 mgp_skip_utf8_portable;
#if defined(__x86_64__)
mgp_skip_utf8 mgp_skip_utf8_avx512;
#endif

/* The best for this processor, or for the one that MAGPIE_CPU (base/cpu.h) names. */
mgp_decode_mixed *mgp_decode_mixed_choose(void);
mgp_skip_utf8 *mgp_skip_utf8_choose(void);

#endif
