/* What keywords, and other marks that are words, look like where the text has characters beyond ASCII: by the
 * kinds of characters, by the first three of them, and by what may follow a letter of ASCII. The tables say yes
 * too often, never too seldom. Read-only once made.
 *
 * Each character has a code, which the text's and the keyword's have in common wherever they compare as equal
 * (identifiers/keyword_letters.h). A beginning is the codes of three characters, of which any may stand
 * behind the end of a keyword. Letters of other scripts than Latin have one code in common; where a keyword may begin
 * with one of them, finer codes of two characters tell more. */
#ifndef MGP_SCANNER_HIGH_LETTERS_H
#define MGP_SCANNER_HIGH_LETTERS_H

#include "base/slice.h"
#include "scanner/match/pair_filter.h"

/* Different first letters of keywords that are told apart; with more, every character may begin one. */
#define MGP_HIGH_STARTS 512

/* Of the characters that begin with a pair of bytes: what they are, or may be. */
enum mgp_high_kind {
    MGP_HIGH_LETTER =
        1, /* of two bytes, a letter and no accent: behind it a word begins only with a capital */
    MGP_HIGH_CAPITAL = 2,          /* of two bytes */
    MGP_HIGH_CLOSER = 4,           /* may be a capital, of three bytes */
    MGP_HIGH_FOLD = 8,             /* may stand for an ASCII one (written_form.h); of E2 80 xx the third byte tells */
    MGP_HIGH_BEGINS = 16,          /* of two bytes: a keyword may begin with it, where a word does */
    MGP_HIGH_BEGINS_ANYWHERE = 32, /* of more bytes */
    MGP_HIGH_DISGUISED = 64,       /* may be compared as a letter of ASCII without accent (full-width, a ligature) */
    MGP_HIGH_BREAKS = 128,         /* neither part of a word nor a blank, but for U+2019 */
};

/* Codes: 0 to 25 are the letters of ASCII, whatever accent they carry. UNKNOWN: what is not told apart, or
 * stands for more or less than one character of a keyword. */
enum mgp_high_code { MGP_CODE_LETTER = 26, MGP_CODE_OTHER, MGP_CODE_SHARP_S, MGP_CODE_UNKNOWN, MGP_CODES };

/* Of what the tables have for a character: its code in the lowest bits; whether it may stand for a plain
 * letter of ASCII; whether its code is unknown; how many bytes it takes. */
#define MGP_CODE_BITS       5
#define MGP_CODE_DISGUISED  0x40
#define MGP_CODE_IS_UNKNOWN 0x80
#define MGP_CODE_SIZE_SHIFT 8

#define MGP_HIGH_PAIRS ((size_t)4096)

/* Finer codes: those that are no MGP_CODE_LETTER as they are, from here on a hash of which letter it is, or of the
 * first two bytes of a longer one. */
#define MGP_FIRST_FINE_CODE 32
#define MGP_FINE_CODES      256

/* Leads whose characters, those of Latin-1, are most of what is found: a vector looks them up. */
#define MGP_FIRST_ROW_LEAD 0xC2
#define MGP_ROW_LEADS      2

/* Leads of characters of three bytes, of most of which the tables say the same: they may begin a keyword at most, and
 * their code is MGP_CODE_LETTER. */
#define MGP_FIRST_WIDE_LEAD 0xE4
#define MGP_LAST_WIDE_LEAD  0xEE

struct mgp_high_letters {
    uint8_t kinds[MGP_HIGH_PAIRS]; /* enum mgp_high_kind, by pair */
    /* By lead and the lower half of the second byte: a bit for each upper half, 8 to B, that is a letter,
     * four more for capitals; likewise where keywords begin, and what may stand for an ASCII one; and what breaks. */
    uint8_t what_rows[MGP_ROW_LEADS][16], begin_rows[MGP_ROW_LEADS][16], break_rows[MGP_ROW_LEADS][16];
    uint16_t codes[MGP_HIGH_PAIRS + 0x80]; /* by pair; then those of ASCII */
    uint8_t follower_codes[MGP_HIGH_PAIRS]; /* by pair: the codes alone */
    uint8_t wide_begins[128]; /* by the lead's lower half and the second byte's next three bits: a bit for the lowest */
    /* Letters of ASCII and the codes of characters beyond it that may stand behind them: behind the first letter of a
     * run (keyword_starts.h), and behind a later one. */
    struct mgp_pair_set followers[2];
    uint64_t beginnings[((size_t)1 << 3 * MGP_CODE_BITS) / 64];
    uint8_t fine_codes[MGP_HIGH_PAIRS + 0x80];                   /* as codes has them */
    uint64_t fine_beginnings[MGP_FINE_CODES * MGP_FINE_CODES / 64]; /* of two characters, the first in the lower half */
};

/* The first letters of keywords, while the tables are made. Zeroed: none. */
struct mgp_high_starts {
    struct mgp_high_start {
        uint32_t letter, mark; /* mark: its accent, if it has one */
    } items[MGP_HIGH_STARTS];
    size_t count;
    uint64_t letters[64]; /* by the letters' lower bits: most characters are none of them */
    bool is_full;
};

/* Says that a keyword (UTF-8) is looked for. It begins with a letter: what is dropped at its begin is gone.
 */
void mgp_high_letters_add(struct mgp_high_letters *high, struct mgp_high_starts *starts,
                          struct mgp_slice keyword);

/* Says that a word of ASCII letters is looked for. */
void mgp_high_letters_add_mark(struct mgp_high_letters *high, struct mgp_slice mark);

/* Makes the other tables, of all that was added. */
void mgp_high_letters_finish(struct mgp_high_letters *high, const struct mgp_high_starts *starts);

/* The ASCII letter that a keyword's first character counts as, or the character beyond. */
uint32_t mgp_high_first_letter(uint32_t codepoint);

/* Where the tables have what begins with two bytes, of which the first is none of ASCII. */
static inline size_t mgp_high_pair(uint8_t first, uint8_t second)
{
    return (size_t)(first & 0x3F) << 6 | (second & 0x3F);
}

/* Does the mark E2 80 xx stand for none of ASCII (written_form.h)? */
static inline bool mgp_is_plain_mark(uint8_t third)
{
    return (third > 0x8A) & ((third & 0xFC) != 0x90) & (third != 0xAF);
}

#define MGP_APOSTROPHE_THIRD 0x99 /* of U+2019 */

/* Where the tables of codes have a character that begins with two bytes. */
static inline size_t mgp_high_place(uint8_t first, uint8_t second)
{
    size_t is_high = 0 - ((size_t)first >> 7), ascii = MGP_HIGH_PAIRS + first; /* no branch */
    return (mgp_high_pair(first, second) & is_high) | (ascii & ~is_high);
}

static inline uint32_t mgp_high_code(const struct mgp_high_letters *high, uint8_t first, uint8_t second)
{
    return high->codes[mgp_high_place(first, second)];
}

/* Bytes that mgp_high_may_begin reads. */
#define MGP_BEGINNING_BYTES 12

/* Can a keyword or mark begin with the characters at text? No branch: all that is asked for is looked up. */
static inline bool mgp_high_may_begin(const struct mgp_high_letters *high, const uint8_t *text)
{
    const uint32_t code = ((uint32_t)1 << MGP_CODE_BITS) - 1;
    uint32_t first = mgp_high_code(high, text[0], text[1]);
    text += first >> MGP_CODE_SIZE_SHIFT;
    uint32_t second = mgp_high_code(high, text[0], text[1]);
    text += second >> MGP_CODE_SIZE_SHIFT;
    uint32_t third = mgp_high_code(high, text[0], text[1]);
    uint32_t codes = (first & code) | (second & code) << MGP_CODE_BITS | (third & code) << 2 * MGP_CODE_BITS;
    uint32_t all = first | second | third;
    return (high->beginnings[codes / 64] >> (codes % 64) & 1) | (all / MGP_CODE_IS_UNKNOWN & 1);
}

/* The same by the finer codes of two characters. */
static inline bool mgp_high_may_begin_finely(const struct mgp_high_letters *high, const uint8_t *text)
{
    size_t place = mgp_high_place(text[0], text[1]);
    uint32_t first = high->fine_codes[place], size = high->codes[place] >> MGP_CODE_SIZE_SHIFT;
    uint32_t second = high->fine_codes[mgp_high_place(text[size], text[size + 1])];
    size_t codes = first | second << 8;
    return (high->fine_beginnings[codes / 64] >> (codes % 64) & 1) | (first == MGP_CODE_UNKNOWN) |
           (second == MGP_CODE_UNKNOWN);
}

#endif
