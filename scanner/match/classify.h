/* Bitmaps of a text: for each run of 64 bytes, which of them are letters, digits, ... One kernel for each
 * instruction set; all give the same. Thread-safe. */
#ifndef MGP_SCANNER_CLASSIFY_H
#define MGP_SCANNER_CLASSIFY_H

#include <stddef.h>
#include <stdint.h>

#define MGP_BLOCK_BYTES 64

/* Bit n speaks for byte n of the block. */
struct mgp_block {
    uint64_t letter; /* ASCII, either case */
    uint64_t upper;
    uint64_t digit;
    uint64_t high;      /* 0x80 and more */
    uint64_t lead;      /* 0xC0 and more: in UTF-8 the first byte of a character beyond ASCII */
    uint64_t separator; /* blank or '-' */
    uint64_t special;   /* '+' or '0' */
    uint64_t joint;     /* '+', '-', '/' or '_': what tokens have besides letters and digits */
};

/* Classifies count blocks of text; reads exactly count * MGP_BLOCK_BYTES bytes, of any alignment. */
typedef void mgp_classify(const uint8_t *text, size_t count, struct mgp_block *out);

mgp_classify mgp_classify_portable;
#if defined(__x86_64__)
mgp_classify mgp_classify_sse2;
mgp_classify mgp_classify_avx2;
#endif
#if defined(__aarch64__)
mgp_classify mgp_classify_neon;
#endif

/* The best kernel for this processor, or the one that MAGPIE_CPU (portable, sse, avx2, neon) names, where the
 * processor has it; a switch for tests. */
mgp_classify *mgp_classify_choose(void);

#endif
