/* The pair filter: of each two neighbouring bytes of a text, can they be the first two, the second and third, ...
 * letters of a run with which a keyword or mark begins (keyword_starts.h)? Together these questions leave few words, at
 * a cost that does not depend on how many words there are. Only processors that look up 64 bytes in a table at once
 * have a kernel for it; others do without. Thread-safe. */
#ifndef MGP_SCANNER_PAIR_FILTER_H
#define MGP_SCANNER_PAIR_FILTER_H

#include "scanner/match/classify.h"

/* Letters of a run that are looked at, the one behind the last included. */
#define MGP_PAIR_LEVELS 4

/* What the second byte of a pair is: a letter by its lower five bits, or one of these. */
enum mgp_pair_class {
    MGP_PAIR_OTHER = 0,
    MGP_PAIR_GAP = 27, /* what may be left out of a keyword: blank, tab, line break, '-', '_', '\'', '`' */
    MGP_PAIR_DOT,
    MGP_PAIR_SLASH,
    MGP_PAIR_DIGIT,
    MGP_PAIR_HIGH, /* 0x80 and more */
};
extern const uint8_t mgp_pair_classes[128]; /* of ASCII */

static inline unsigned mgp_pair_class(uint8_t byte)
{
    return byte < 0x80 ? mgp_pair_classes[byte] : MGP_PAIR_HIGH;
}

/* Sets of classes that are no letters: bit n of class n. */
#define MGP_PAIR_ONLY(class) ((uint32_t)1 << (class))
#define MGP_PAIR_ANY                                                                                                   \
    (MGP_PAIR_ONLY(MGP_PAIR_OTHER) | MGP_PAIR_ONLY(MGP_PAIR_GAP) | MGP_PAIR_ONLY(MGP_PAIR_DOT) |                       \
     MGP_PAIR_ONLY(MGP_PAIR_SLASH) | MGP_PAIR_ONLY(MGP_PAIR_DIGIT) | MGP_PAIR_ONLY(MGP_PAIR_HIGH))

/* Pairs of a letter, by its lower five bits, and a class; or another number below 32 (high_letters.h). */
struct mgp_pair_set {
    uint8_t bits[128]; /* (first * 32 + second) / 8 */
};

struct mgp_pair_tables {
    struct mgp_pair_set starts[MGP_PAIR_LEVELS]; /* the nth letter of a run and what follows it */
    struct mgp_pair_set particles;               /* how particles of names begin */
    struct mgp_pair_set countries;               /* of IBANs */
    uint8_t lasts[64]; /* by letter: bit n of runs of n + 1 letters that a capital or digit may follow at once */
};

/* Bit n of a block's word speaks for its bytes n and n + 1. */
struct mgp_pair_maps {
    uint64_t starts[MGP_PAIR_LEVELS][MGP_BITMAP_BLOCKS];
    uint64_t lasts[MGP_PAIR_LEVELS][MGP_BITMAP_BLOCKS]; /* of byte n alone */
    uint64_t particles[MGP_BITMAP_BLOCKS];
    uint64_t countries[MGP_BITMAP_BLOCKS];
    /* Of characters beyond ASCII, which not the filter but mgp_read_leads tells (finder_internal.h). */
    uint64_t disguised[MGP_BITMAP_BLOCKS];
    uint64_t barred[2][MGP_BITMAP_BLOCKS];
};

/* second: of a class. */
static inline void mgp_pair_set_add(struct mgp_pair_set *set, unsigned first, unsigned second)
{
    set->bits[(first & 31) * 4 + (second & 31) / 8] |= (uint8_t)(1u << (second & 7));
}

static inline void mgp_pair_set_add_classes(struct mgp_pair_set *set, unsigned first, uint32_t classes)
{
    for (; classes; classes &= classes - 1) {
        mgp_pair_set_add(set, first, (unsigned)__builtin_ctz(classes));
    }
}

/* Asks about count blocks of text whose bitmaps are bitmaps' words from at on; reads count * MGP_BLOCK_BYTES + 1 bytes.
 * What is said of the last byte of the last one counts only if the word behind is there, too. */
typedef void mgp_pair_filter(const struct mgp_pair_tables *tables, const uint8_t *text, size_t count,
                             const struct mgp_bitmaps *bitmaps, struct mgp_pair_maps *out, size_t at);

#if defined(__x86_64__)
mgp_pair_filter mgp_pair_filter_avx512;
#endif

/* NULL: there is none for this processor, or for the one that MAGPIE_CPU (base/cpu.h) names. */
mgp_pair_filter *mgp_pair_filter_choose(void);

#endif
