/* What a finder is made of: tables from the rules (finder_tables.c), asked by the scan (finder.c). */
#ifndef MGP_SCANNER_FINDER_INTERNAL_H
#define MGP_SCANNER_FINDER_INTERNAL_H

#include "scanner/match/candidates.h"
#include "scanner/match/finder.h"
#include "scanner/match/high_letters.h"
#include "scanner/match/run_filter.h"

/* Marks: words with which values without keyword begin. */
#define MAX_MARKS 32

/* A set of numbers below 1 << 16. */
struct bit_table {
    uint64_t words[(1 << 16) / 64];
};

/* Bits for the leads of a block's characters. */
struct mgp_leads {
    uint64_t letter, capital, closer, fold, begins, begins_anywhere, breaks; /* enum mgp_high_kind */
    /* What the pair filter (pair_filter.h) leaves to be asked; kernels of processors that have none do not say it. */
    uint64_t disguised;
    uint64_t barred[2]; /* cannot stand behind the letter before: if that is the first of a run, if it is a later one */
};

/* Fills *out, which is zeroed, with what the tables know of the characters that begin at bits of text; reads two bytes
 * beyond the block. */
typedef void mgp_read_leads(const struct mgp_high_letters *high, const uint8_t *text, uint64_t bits,
                            struct mgp_leads *out);
mgp_read_leads mgp_read_leads_portable;
#if defined(__x86_64__)
mgp_read_leads mgp_read_leads_avx2;
mgp_read_leads mgp_read_leads_avx512;
#endif
#if defined(__aarch64__)
mgp_read_leads mgp_read_leads_neon;
#endif

/* The best for this processor, or for the one that MAGPIE_CPU names. */
mgp_read_leads *mgp_read_leads_choose(void);

struct mgp_finder {
    mgp_classify *classify;
    mgp_pair_filter *pair_filter; /* NULL: none */
    mgp_find_candidates *find_candidates;
    bool has_other_keywords; /* some begin with a digit or punctuation */
    bool wants_cards, wants_ibans, wants_names, wants_addresses;
    size_t blocks_behind;    /* in ASCII text a value in reach of a keyword begins no more blocks behind it */
    struct bit_table pairs;  /* the first two bytes of anchors */
    struct bit_table ibans;  /* the first two bytes, in either case */
    struct mark {
        uint64_t letters; /* as mgp_run_hash has them */
        uint32_t kinds;
    } marks[MAX_MARKS];
    size_t mark_count;
    struct mgp_keyword_starts starts;
    struct mgp_high_letters high;
    mgp_read_leads *read_leads;
    mgp_run_filter *filter;
};

/* What the bitmaps say of a block. */
struct mgp_block {
    uint64_t letter, high, lead, separator, joint, link, edge;
    uint64_t behind; /* bits 0 and 1: characters beyond ASCII there stand behind a letter */
};

/* What begins at the characters beyond ASCII of a block. */
struct mgp_high_spots {
    uint64_t names, keywords, folds; /* at their leads */
    uint64_t may_be_named;           /* a name can begin at no other byte */
};

/* Does a letter of a script that puts blanks between words end before at? Behind it a word begins only with a
 * capital. */
bool mgp_finder_is_behind_letter(const struct mgp_finder *finder, struct mgp_slice text, size_t at);

/* bytes: those of the block, which has such a character, and MGP_BEGINNING_BYTES more, zeros behind the text's end; it
 * begins at text[begin]. leads: what mgp_read_leads says of it. */
struct mgp_high_spots mgp_finder_look_at_leads(const struct mgp_finder *finder, struct mgp_slice text, size_t begin,
                                               const uint8_t *bytes, const struct mgp_block *b,
                                               const struct mgp_leads *leads);

static inline bool has_bit(const struct bit_table *table, size_t bit)
{
    return table->words[bit / 64] >> (bit % 64) & 1;
}

static inline size_t pair_of(uint8_t first, uint8_t second)
{
    return (size_t)first << 8 | second;
}

static inline bool is_letter(uint8_t byte)
{
    return (uint8_t)((byte | 0x20) - 'a') < 26;
}

#endif
