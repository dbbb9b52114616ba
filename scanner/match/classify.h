/* Bitmaps of a text: for each run of 64 bytes (a block), which of them are letters, digits, ... One kernel for each
 * instruction set; all give the same. Thread-safe. */
#ifndef MGP_SCANNER_CLASSIFY_H
#define MGP_SCANNER_CLASSIFY_H

#include <stddef.h>
#include <stdint.h>

#define MGP_BLOCK_BYTES 64

/* Blocks that are looked at together: their bitmaps stay in the first cache. */
#define MGP_CHUNK_BLOCKS 64
/* And one before and one behind, and room that loops over eight at a time may read. */
#define MGP_BITMAP_BLOCKS (MGP_CHUNK_BLOCKS + 16)

/* Bit n of a block's word speaks for byte n of the block. */
struct mgp_bitmaps {
    uint64_t letter[MGP_BITMAP_BLOCKS]; /* ASCII, either case */
    uint64_t upper[MGP_BITMAP_BLOCKS];
    uint64_t digit[MGP_BITMAP_BLOCKS];
    uint64_t high[MGP_BITMAP_BLOCKS];      /* 0x80 and more */
    uint64_t lead[MGP_BITMAP_BLOCKS];      /* 0xC0 and more: in UTF-8 the first byte of a character beyond ASCII */
    uint64_t separator[MGP_BITMAP_BLOCKS]; /* blank or '-' */
    uint64_t special[MGP_BITMAP_BLOCKS];   /* '+' or '0' */
    uint64_t joint[MGP_BITMAP_BLOCKS];     /* '+', '-', '/' or '_': what tokens have besides letters and digits */
    uint64_t link[MGP_BITMAP_BLOCKS];      /* '\'', ',', '-' or '.': what may follow the first word of a name */
    uint64_t sign[MGP_BITMAP_BLOCKS];      /* ASCII from '@' on but for letters */
    uint64_t edge[MGP_BITMAP_BLOCKS];      /* what may stand before a postal code (mgp_address_may_stand_before) */
};

/* Classifies count blocks of text into out's words from at on; reads exactly count * MGP_BLOCK_BYTES bytes, of any
 * alignment. */
typedef void mgp_classify(const uint8_t *text, size_t count, struct mgp_bitmaps *out, size_t at);

mgp_classify mgp_classify_portable;
#if defined(__x86_64__)
mgp_classify mgp_classify_sse2;
mgp_classify mgp_classify_avx2;
mgp_classify mgp_classify_avx512;
#endif
#if defined(__aarch64__)
mgp_classify mgp_classify_neon;
#endif

/* The best kernel for this processor, or the one that MAGPIE_CPU (base/cpu.h) names, where the processor has it; a
 * switch for tests. */
mgp_classify *mgp_classify_choose(void);

#endif
