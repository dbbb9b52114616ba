/* What characters beyond ASCII can begin, and go on with: a table by their first two bytes, and one of the runs of
 * letters that they may stand behind. They say yes too often, never too seldom. Read-only once made. */
#ifndef MGP_SCANNER_HIGH_LETTERS_H
#define MGP_SCANNER_HIGH_LETTERS_H

#include "base/slice.h"

/* Different first letters of keywords that are told apart; with more, every character may begin one. */
#define MGP_HIGH_STARTS 512

/* What a character counts as for a keyword, as a set of: a bit for each letter of ASCII, whatever accent it carries;
 * another letter; an accent that stands by itself; all else. */
#define MGP_AS_OTHER_LETTER ((uint32_t)1 << 26)
#define MGP_AS_MARK         ((uint32_t)1 << 27)
#define MGP_AS_OTHER        ((uint32_t)1 << 28)
#define MGP_AS_ANY          (((uint32_t)1 << 29) - 1)

/* Of the characters that begin with a pair of bytes: what they are, or may be. */
enum mgp_high_kind {
    MGP_HIGH_LETTER = 1,  /* of two bytes, a letter and no accent: behind it a word begins only with a capital */
    MGP_HIGH_CAPITAL = 2, /* of two bytes */
    MGP_HIGH_CLOSER = 4,  /* may be a capital, of three bytes */
    MGP_HIGH_FOLD = 8,    /* may stand for an ASCII one (written_form.h) */
    MGP_HIGH_BEGINS = 16, /* of two bytes: a keyword may begin with it, where a word does */
    MGP_HIGH_BEGINS_ANYWHERE = 32, /* of more bytes */
};

#define MGP_HIGH_PAIRS     ((size_t)4096)
#define MGP_FOLLOWERS_BITS 17

struct mgp_high_letters {
    uint8_t kinds[MGP_HIGH_PAIRS];
    uint32_t nexts[MGP_HIGH_PAIRS]; /* what may follow such a character at the begin of a keyword; 0: none begins so */
    uint32_t classes[MGP_HIGH_PAIRS + 128]; /* what the characters count as; then those of ASCII */
    uint64_t followers[((size_t)1 << MGP_FOLLOWERS_BITS) / 64]; /* run of letters and what may follow it, hashed */
};

/* The first letters of keywords, while the tables are made. Zeroed: none. */
struct mgp_high_starts {
    struct mgp_high_start {
        uint32_t letter, mark; /* mark: its accent, if it has one */
        uint32_t nexts;        /* what may follow */
    } items[MGP_HIGH_STARTS];
    size_t count;
    uint64_t letters[64]; /* by the letters' lower bits: most characters are none of them */
    bool is_full;
};

/* Says that a keyword (UTF-8) is looked for, which begins with a letter: what is dropped at its begin is gone. */
void mgp_high_letters_add(struct mgp_high_letters *high, struct mgp_high_starts *starts, struct mgp_slice keyword);

/* Makes the tables of all that was added. */
void mgp_high_letters_finish(struct mgp_high_letters *high, const struct mgp_high_starts *starts);

/* The ASCII letter that a keyword's first character counts as, or the character beyond. */
uint32_t mgp_high_first_letter(uint32_t codepoint);

/* Where the tables have what begins with two bytes, of which the first is none of ASCII. */
static inline size_t mgp_high_pair(uint8_t first, uint8_t second)
{
    return (size_t)(first & 0x3F) << 6 | (second & 0x3F);
}

/* The set of what a character counts as. */
static inline uint32_t mgp_high_class(const struct mgp_high_letters *high, uint8_t first, uint8_t second)
{
    size_t index = first < 0x80 ? MGP_HIGH_PAIRS + first : mgp_high_pair(first, second);
    return high->classes[index];
}

/* letters: a run, as mgp_run_hash has it; class: one bit. */
static inline size_t mgp_follower_hash(uint64_t letters, uint32_t class)
{
    uint64_t bit = (uint64_t)__builtin_ctz(class) << 59;
    return (size_t)((letters ^ bit) * 0xD6E8FEB86659FD93u >> (64 - MGP_FOLLOWERS_BITS));
}

/* Does some keyword begin with a run of fewer than eight letters, and go on with one of the classes? */
static inline bool mgp_high_may_follow(const struct mgp_high_letters *high, uint64_t letters, uint32_t classes)
{
    if (classes & MGP_AS_MARK) return true;
    for (; classes; classes &= classes - 1) {
        size_t hash = mgp_follower_hash(letters, classes & (0 - classes));
        if (high->followers[hash / 64] >> (hash % 64) & 1) return true;
    }
    return false;
}

#endif
