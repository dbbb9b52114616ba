/* Eight bytes at a time in a 64-bit word: a test sets the top bit of each byte, and a multiplication gathers
 * the eight top bits. */
#include <string.h>

#include "scanner/match/classify.h"

#define EACH(byte) (0x0101010101010101u * (uint64_t)(byte))
#define TOP        EACH(0x80)

/* Top bits of the bytes below 0x80 that lie in [first, last]; both are below 0x80. */
static uint64_t in_range(uint64_t low, uint64_t ascii, uint8_t first, uint8_t last)
{
    uint64_t at_least = low + EACH(0x80 - first), above = low + EACH(0x7F - last);
    return at_least & ~above & ascii;
}

/* The top bits as eight bits. */
static uint64_t gather(uint64_t tops)
{
    return (tops >> 7) * 0x0102040810204080u >> 56;
}

static uint64_t load(const uint8_t *text)
{
    uint64_t word;
    memcpy(&word, text, sizeof word);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    word = __builtin_bswap64(word);
#endif
    return word;
}

void mgp_classify_portable(const uint8_t *text, size_t count, struct mgp_block *out)
{
    for (size_t block = 0; block < count; block++) {
        struct mgp_block bits = {0};
        for (unsigned i = 0; i < 8; i++) {
            uint64_t word = load(text + block * MGP_BLOCK_BYTES + i * (size_t)8);
            uint64_t ascii = ~word & TOP, low = word & ~TOP, lower = low | EACH(0x20);
            unsigned shift = 8 * i;
            bits.letter |= gather(in_range(lower, ascii, 'a', 'z')) << shift;
            bits.upper |= gather(in_range(low, ascii, 'A', 'Z')) << shift;
            bits.digit |= gather(in_range(low, ascii, '0', '9')) << shift;
            bits.high |= gather(word & TOP) << shift;
            bits.lead |= gather(word & word << 1 & TOP) << shift;
            bits.separator |= gather(in_range(low, ascii, ' ', ' ') | in_range(low, ascii, '-', '-')) << shift;
            bits.special |= gather(in_range(low, ascii, '+', '+') | in_range(low, ascii, '0', '0')) << shift;
            bits.joint |= gather(in_range(low, ascii, '+', '+') | in_range(low, ascii, '-', '-') |
                                 in_range(low, ascii, '/', '/') | in_range(low, ascii, '_', '_')) << shift;
        }
        out[block] = bits;
    }
}
