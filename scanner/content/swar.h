/* Eight bytes at a time in a plain integer, for looking ahead in text. Byte 0 is the lowest. */
#ifndef MGP_SCANNER_SWAR_H
#define MGP_SCANNER_SWAR_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define MGP_SWAR_ONES  0x0101010101010101u
#define MGP_SWAR_HIGHS 0x8080808080808080u

static inline uint64_t mgp_swar_load(const uint8_t *ptr)
{
    uint64_t eight;
    memcpy(&eight, ptr, sizeof eight);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    eight = __builtin_bswap64(eight);
#endif
    return eight;
}

/* Reads text of len bytes, not none, into words: eight bytes each, the last word being that of the last eight; fewer
 * bytes than that and zeros. Returns how many words there are; with len they say all of the text. */
static inline size_t mgp_swar_read(const uint8_t *text, size_t len, uint64_t *words)
{
    size_t count = 0;
    if (len < 8) {
        words[0] = 0;
        for (size_t i = len; i > 0; i--) {
            words[0] = words[0] << 8 | text[i - 1];
        }
        return 1;
    }
    for (; (count + 1) * 8 <= len; count++) {
        words[count] = mgp_swar_load(text + count * 8);
    }
    if (len % 8 > 0) words[count++] = mgp_swar_load(text + len - 8);
    return count;
}

/* The high bit of each byte that equals byte. Bits above the lowest one set may be wrong. */
static inline uint64_t mgp_swar_match(uint64_t eight, uint8_t byte)
{
    uint64_t zero = eight ^ MGP_SWAR_ONES * byte;
    return (zero - MGP_SWAR_ONES) & ~zero & MGP_SWAR_HIGHS;
}

/* The same, every bit right. */
static inline uint64_t mgp_swar_match_exact(uint64_t eight, uint8_t byte)
{
    uint64_t zero = eight ^ MGP_SWAR_ONES * byte;
    return ~(((zero & ~MGP_SWAR_HIGHS) + ~MGP_SWAR_HIGHS) | zero) & MGP_SWAR_HIGHS;
}

/* The high bit of each byte under limit (at most 0x80). Bits above the lowest one set may be wrong. */
static inline uint64_t mgp_swar_below(uint64_t eight, uint8_t limit)
{
    return (eight - MGP_SWAR_ONES * limit) & ~eight & MGP_SWAR_HIGHS;
}

/* The high bit of each byte that is no decimal digit, every bit right. */
static inline uint64_t mgp_swar_not_digits(uint64_t eight)
{
    uint64_t value = eight ^ MGP_SWAR_ONES * '0';
    return (((value & ~MGP_SWAR_HIGHS) + MGP_SWAR_ONES * (0x80 - 10)) | value) & MGP_SWAR_HIGHS;
}

/* The bits of an exact mask, one for each byte. */
static inline uint32_t mgp_swar_bits(uint64_t mask)
{
    return (uint32_t)((mask >> 7) * 0x0102040810204080u >> 56);
}

/* Which byte the lowest bit of a non-zero mask stands for. */
static inline size_t mgp_swar_first(uint64_t mask)
{
    return (size_t)__builtin_ctzll(mask) / 8;
}

/* How many bytes an exact mask has. */
static inline size_t mgp_swar_count(uint64_t mask)
{
    return (size_t)((mask >> 7) * MGP_SWAR_ONES >> 56);
}

#endif
