/* Eight bytes at a time in a 64-bit word: a test sets the top bit of each byte, and a multiplication gathers
 * the eight top bits. */
#include "scanner/content/swar.h"
#include "scanner/match/classify.h"

#define EACH(byte) (MGP_SWAR_ONES * (uint64_t)(byte))
#define TOP        MGP_SWAR_HIGHS

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

static uint64_t is(uint64_t low, uint64_t ascii, char byte)
{
    return in_range(low, ascii, (uint8_t)byte, (uint8_t)byte);
}

void mgp_classify_portable(const uint8_t *text, size_t count, struct mgp_bitmaps *out, size_t at)
{
    for (size_t block = 0; block < count; block++, at++) {
        uint64_t letters = 0, upper = 0, digit = 0, high = 0, lead = 0, separator = 0, special = 0, joint = 0, link = 0,
                 sign = 0, edge = 0;
        for (unsigned i = 0; i < 8; i++) {
            uint64_t word = mgp_swar_load(text + block * MGP_BLOCK_BYTES + i * (size_t)8);
            uint64_t ascii = ~word & TOP, low = word & ~TOP;
            uint64_t letter = in_range(low | EACH(0x20), ascii, 'a', 'z');
            unsigned shift = 8 * i;
            letters |= gather(letter) << shift;
            upper |= gather(in_range(low, ascii, 'A', 'Z')) << shift;
            digit |= gather(in_range(low, ascii, '0', '9')) << shift;
            high |= gather(word & TOP) << shift;
            lead |= gather(word & word << 1 & TOP) << shift;
            uint64_t dash = is(low, ascii, '-'), plus = is(low, ascii, '+');
            separator |= gather(dash | is(low, ascii, ' ')) << shift;
            special |= gather(plus | is(low, ascii, '0')) << shift;
            joint |= gather(plus | dash | is(low, ascii, '/') | is(low, ascii, '_')) << shift;
            link |= gather(in_range(low, ascii, ',', '.') | is(low, ascii, '\'')) << shift;
            uint64_t blank = is(low, ascii, ' ') | in_range(low, ascii, '\t', '\n') | is(low, ascii, '\r');
            edge |= gather(blank | is(low, ascii, '*') | is(low, ascii, ',') | is(low, ascii, '>') |
                           is(low, ascii, '|')) << shift;
            sign |= gather(in_range(low, ascii, '@', 0x7F) & ~letter) << shift;
        }
        out->letter[at] = letters;
        out->upper[at] = upper;
        out->digit[at] = digit;
        out->high[at] = high;
        out->lead[at] = lead;
        out->separator[at] = separator;
        out->special[at] = special;
        out->joint[at] = joint;
        out->link[at] = link;
        out->sign[at] = sign;
        out->edge[at] = edge;
    }
}
