/* How keywords, and other marks that are words, can begin: tables that a finder asks at each start of a word. They say
 * yes too often, never too seldom. Read-only once made.
 *
 * A run is a word of the text in ASCII letters, without case. Of a keyword's text one looks at the first run, which may
 * hold several of its words since gaps may be left out (identifiers/keywords.h), and at what follows it:
 *
 *   1. its first eight letters, or all of them where it has fewer;
 *   2. the three letters behind these, or all where it has fewer; behind fewer than eight they are of the next run.
 *
 * Marks (with which values without keyword begin) are runs, too. */
#ifndef MGP_SCANNER_KEYWORD_STARTS_H
#define MGP_SCANNER_KEYWORD_STARTS_H

#include "base/slice.h"
#include "scanner/match/pair_filter.h"

#define MGP_RUN_LETTERS 8
#define MGP_NEXT_LETTERS 3

/* What is said of a place, the more demanding first: of several keywords the most demanding that is possible counts. */
enum mgp_start_class {
    MGP_START_NONE,
    MGP_START_NEEDS_DENSE, /* a keyword of identifiers whose values make their place dense (shapes.h) */
    MGP_START_NEEDS_DIGIT, /* of such that do or have a digit */
    MGP_START_ANY,
};

#define MGP_RUN_HASH_BITS  15
#define MGP_NEXT_HASH_BITS 16

struct mgp_keyword_starts {
    struct mgp_pair_tables pairs;
    uint32_t token; /* three bytes, the first in the lowest byte, with which tokens of base64 begin; 0: none */
    /* A bit for each hash whose runs are not 0: a table that stays in the first cache. */
    uint32_t known[((size_t)1 << MGP_RUN_HASH_BITS) / 32];
    uint32_t short_pairs[1024 / 32]; /* the first two letters of runs of fewer than 8 that end a keyword */
    uint64_t runs[4 * ((size_t)1 << MGP_RUN_HASH_BITS) / 64]; /* 4 bits for each hash: MGP_RUN_* */
    uint64_t nexts[((size_t)1 << MGP_NEXT_HASH_BITS) / 64];   /* run and first letters of the next one */
};

/* Of a run: the class of keywords that begin with it; a keyword may end with it, or go on with anything; it
 * is a mark. */
enum { MGP_RUN_CLASS = 3, MGP_RUN_ENDS = 4, MGP_RUN_MARK = 8 };

/* Says that a keyword (UTF-8) is looked for. is_managed: it loses punctuation at its begin. */
void mgp_keyword_starts_add(struct mgp_keyword_starts *starts, struct mgp_slice keyword, bool is_managed,
                            enum mgp_start_class class);

/* Says that a mark is looked for: a run of these letters (lower case), or one that begins so if they are
 * MGP_RUN_LETTERS. */
void mgp_keyword_starts_add_mark(struct mgp_keyword_starts *starts, const char *letters);

/* Says that tokens of base64 are looked for that begin with two small letters and a capital. */
void mgp_keyword_starts_add_token(struct mgp_keyword_starts *starts, const char letters[3]);

/* Two products of 32 bits, since vectors have no others. */
#define MGP_RUN_HASH_LOW  0x9E3779B1u
#define MGP_RUN_HASH_HIGH 0x85EBCA77u

/* The first letters of a run, in lower case, the first in the lowest byte, zeros behind. */
static inline size_t mgp_run_hash(uint64_t letters)
{
    uint32_t low = (uint32_t)letters * MGP_RUN_HASH_LOW, high = (uint32_t)(letters >> 32) * MGP_RUN_HASH_HIGH;
    return (low + high) >> (32 - MGP_RUN_HASH_BITS);
}

static inline bool mgp_run_is_known(const struct mgp_keyword_starts *starts, uint64_t letters)
{
    size_t hash = mgp_run_hash(letters);
    return starts->known[hash / 32] >> (hash % 32) & 1;
}

/* Does a keyword of fewer than MGP_RUN_LETTERS letters in one run begin with these two, in any case? */
static inline bool mgp_pair_is_short(const struct mgp_keyword_starts *starts, uint64_t letters)
{
    size_t pair = (letters & 0x1F) | (letters >> 3 & 0x3E0);
    return starts->short_pairs[pair / 32] >> (pair % 32) & 1;
}

static inline size_t mgp_next_hash(uint64_t letters, uint32_t next)
{
    return (size_t)((letters ^ (uint64_t)next << 40) * 0xD6E8FEB86659FD93u >> (64 - MGP_NEXT_HASH_BITS));
}

/* Can a run, and a gap if it has fewer than MGP_RUN_LETTERS, be followed by these letters, and if they are fewer than
 * MGP_NEXT_LETTERS by nothing else that counts? Or, with MGP_NEXT_IS_OTHER, by this ASCII byte that is neither a letter
 * nor a gap? */
#define MGP_NEXT_IS_OTHER 0x800000u
static inline bool mgp_next_is_known(const struct mgp_keyword_starts *starts, uint64_t letters, uint32_t next)
{
    size_t hash = mgp_next_hash(letters, next);
    return starts->nexts[hash / 64] >> (hash % 64) & 1;
}

/* In place of next letters: the run itself is in the table. */
#define MGP_NEXT_IS_ANY 0x900000u

/* MGP_RUN_* of a run; 0: no keyword begins with it. Two hashes must agree. */
static inline uint32_t mgp_run_kinds(const struct mgp_keyword_starts *starts, uint64_t letters)
{
    size_t hash = mgp_run_hash(letters);
    uint32_t kinds = starts->runs[hash / 16] >> (hash % 16 * 4) & 15;
    return kinds && mgp_next_is_known(starts, letters, MGP_NEXT_IS_ANY) ? kinds : 0;
}

#endif
