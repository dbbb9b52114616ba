/* Places, postal codes and streets: what recogniser_address*.c and places_compiler.c share. */
#ifndef MGP_IDENTIFIERS_RECOGNISER_ADDRESS_INTERNAL_H
#define MGP_IDENTIFIERS_RECOGNISER_ADDRESS_INTERNAL_H

#include "identifiers/recogniser_gates.h"
#include "identifiers/recogniser_internal.h"

/* The longest name of a place that is looked up, in letters of its key. */
enum { MGP_PLACE_KEY_SIZE = 64 };

/* What is known is a set of facts, each a string: "us/springfield/627" (in the United States a place Springfield has
 * codes that begin with 627), "us>il/627" (the state too), "end field" (the name of a place or region ends so),
 * "type street" (a word of streets.txt). The program keeps 16 bits of a hash of each fact in one of many small buckets,
 * 2 bytes a fact and no names: a question about what is no fact is answered wrongly once in some 10,000 times, which
 * matters little where several must agree. */
#define MGP_PLACE_BUCKET_BITS 15
#define MGP_PLACE_BUCKETS     ((size_t)1 << MGP_PLACE_BUCKET_BITS)
extern const uint32_t mgp_place_buckets[]; /* MGP_PLACE_BUCKETS + 1: where each bucket's tags begin */
extern const uint16_t mgp_place_tags[];

static inline size_t mgp_place_bucket(uint64_t hash)
{
    return (size_t)(hash >> (64 - MGP_PLACE_BUCKET_BITS));
}

static inline uint16_t mgp_place_tag(uint64_t hash)
{
    return (uint16_t)(hash >> 16);
}

/* The hash of a fact that is made of a kind ("us/", "us>", "type "), a key, and a code's beginning behind '/'
 * unless that is empty. */
uint64_t mgp_place_hash(const char *kind, struct mgp_slice key, struct mgp_slice code);

/* Is it a fact? */
bool mgp_place_knows(const char *kind, struct mgp_slice key, struct mgp_slice code);

/* The words of streets.txt: a bit as in mgp_name_given_gate. */
#define MGP_STREET_GATE_BITS 13
extern const uint64_t mgp_street_gate[];

/* Of a key of one word that has up to eight letters, zeros behind: makes "saint" "st" and so on, as below. Its length
 * then. */
size_t mgp_place_key_of_letters(uint64_t *letters, size_t len);

/* Appends one word's letters to a key of *len letters: lower case, without accents, blanks and punctuation; "saint"
 * and "sankt" become "st", "sainte" "ste", "mount" "mt", "fort" "ft". False if the word has a letter that is not
 * Latin or the key grows too long. */
bool mgp_place_key_add(char key[MGP_PLACE_KEY_SIZE], size_t *len, struct mgp_slice word);

/* The key of a name of several words. Its length; 0 if it has none. */
size_t mgp_place_key(struct mgp_slice name, char key[MGP_PLACE_KEY_SIZE]);

static inline bool mgp_address_letter_at(struct mgp_slice text, size_t at)
{
    return at < text.len && mgp_is_ascii_letter(text.ptr[at]);
}

static inline bool mgp_address_digit_at(struct mgp_slice text, size_t at)
{
    return at < text.len && mgp_is_digit(text.ptr[at]);
}

static inline size_t mgp_address_count_digits(struct mgp_slice text, size_t at)
{
    size_t end = at;
    while (mgp_address_digit_at(text, end)) {
        end++;
    }
    return end - at;
}

enum mgp_code_kind { MGP_CODE_FIVE, MGP_CODE_ZIP4, MGP_CODE_AUSTRALIAN, MGP_CODE_BRITISH, MGP_CODE_CANADIAN };

/* What has the shape of a postal code. */
struct mgp_address_code {
    enum mgp_code_kind kind;
    size_t begin, end;
};

/* Reads the code whose first digit stands there; letters may stand before it. False if there is none. */
bool mgp_address_read_code(struct mgp_slice text, size_t digits, struct mgp_address_code *code);

/* The first code that begins at or after from, and before until. */
bool mgp_address_next_code(struct mgp_slice text, size_t from, size_t until, struct mgp_address_code *code);

/* The street line, or the number of a post office box, that stands before an offset. */
struct mgp_address_street {
    size_t begin; /* SIZE_MAX: none */
    bool is_sure; /* a kind of street is named, and not only a number before some names */
};

/* Looks between lowest and before. Words in lower case end the search unless they belong into addresses, or
 * may_be_lower. */
struct mgp_address_street mgp_address_find_street(const struct mgp_value_view *view, size_t lowest, size_t before,
                                                  bool may_be_lower);

/* What bytes may stand between two parts of an address. */
enum {
    MGP_ADDRESS_BLANK = 1,      /* at the end of a line */
    MGP_ADDRESS_LINE_BEGIN = 2, /* at its begin: blanks, and the marks of comments */
    MGP_ADDRESS_PART = 4,       /* a comma or line's end */
};
extern const uint8_t mgp_address_between[256];

/* Moves back from an offset over what may stand between two parts of an address: blanks, a comma, one line's end
 * with the marks that comments have at the beginnings of their lines. */
size_t mgp_address_skip_back(struct mgp_slice text, size_t lowest, size_t at);

/* Is this the byte of a word: a letter, a digit, or any byte that is not ASCII? */
static inline bool mgp_address_is_word(uint8_t byte)
{
    return mgp_is_ascii_letter(byte) || mgp_is_digit(byte) || byte >= 0x80;
}

/* --- words of street lines -------------------------------------------------------------------------------- */

/* What is known of a word. */
enum mgp_street_mark {
    /* kinds, by streets.txt or their form */
    MGP_STREET_TYPE,
    MGP_STREET_SUFFIXED, /* ends as a German street does: Hauptstraße, Kirchweg */
    MGP_STREET_BEFORE,
    MGP_STREET_UNIT,
    MGP_STREET_BOX,
    MGP_STREET_SIDE,
    MGP_STREET_JOINT,
    MGP_STREET_COUNT_WORD, /* One Microsoft Way */
    MGP_STREET_KINDS,

    MGP_STREET_NUMBER = MGP_STREET_KINDS, /* 12, 12a, 12-14, 12/3; of no kind */
    MGP_STREET_YEAR,                      /* a number that may be one */
    MGP_STREET_CAPITAL,                   /* begins with a capital letter */
    MGP_STREET_LOWER,                     /* neither capital, digit nor any kind */
    MGP_STREET_CODE,         /* ends another address where words are left before it: they are in the same part */
    MGP_STREET_PARTED,       /* a comma or line's end stands before it */
    MGP_STREET_PARTED_TWICE, /* or several of them */
    MGP_STREET_CUT,          /* no address goes on over what stands before it */
    MGP_STREET_MARKS,
};

struct mgp_street_word {
    size_t begin, end;
    uint32_t marks; /* a bit for each enum mgp_street_mark */
};

/* What the lists say of a word of at most eight ASCII bytes. */
struct mgp_street_kinds {
    uint64_t folded; /* in lower case, the first in the lowest byte; 0: the place is free */
    uint32_t kinds;
};

/* Words kept: more than 200 bytes can have, and some behind them. */
#define MGP_STREET_WORDS      ((size_t)128)
#define MGP_STREET_MARK_WORDS 64
#define MGP_STREET_KNOWN_BITS 8

/* The words of a text from an offset on, as far as they were read. Reading sets all but text and known; of
 * marks it sets the bits that count says are valid. */
struct mgp_street_words {
    struct mgp_slice text; /* empty: nothing is read */
    size_t begin;          /* where reading began */
    size_t count;          /* of words; the last ones stand in items, by their number */
    size_t first;          /* number of the first one in the line that was asked for last */
    struct mgp_street_kinds *known; /* NULL: nothing is remembered of the lists */
    uint64_t marks[MGP_STREET_MARKS]; /* a bit for each of the last MGP_STREET_MARK_WORDS */
    struct mgp_street_word items[MGP_STREET_WORDS];
};

/* What mgp_place_knows says of a key of at most eight letters. */
struct mgp_place_answer {
    uint64_t letters;
    uint64_t question; /* kind and code; 0: the place is free */
    bool is_known;
};
#define MGP_PLACE_ANSWER_BITS 8

/* What is read of a text, and what the lists say, whatever the text: in lists of addresses the same few come again. */
struct mgp_address_memory {
    struct mgp_street_words words;
    struct mgp_place_answer answers[(size_t)1 << MGP_PLACE_ANSWER_BITS];
    struct mgp_street_kinds known[(size_t)1 << MGP_STREET_KNOWN_BITS];
};

/* The same as mgp_place_knows for a key of which letters are the last eight, or all: mgp_place_last_letters; kind has
 * three letters or more, by which it differs from others, code three at most. By a memory, which may be NULL. */
bool mgp_place_recall(struct mgp_address_memory *memory, uint64_t letters, const char *kind, struct mgp_slice key,
                      struct mgp_slice code);

/* The longest line: what stands before so many words counts no more. */
enum { MGP_STREET_LINE_WORDS = 32 };

/* The words before an offset of which an address may be made: counted from the nearest, which is 0. */
struct mgp_street_line {
    uint32_t marks[MGP_STREET_MARKS]; /* a bit for each word */
    unsigned count;
    bool has_broken;               /* the nearest word goes on behind the line */
    struct mgp_street_word broken; /* that word, as far as the line has it */
    struct mgp_street_words *words;
    size_t end; /* number behind that of the last other word */
};

/* Reads the line between lowest and before; words read before are taken from the memory. What no address holds (a word
 * in lower case, most punctuation, an empty line) throws away what came before it. */
void mgp_street_read_line(struct mgp_street_words *words, struct mgp_slice text, size_t lowest, size_t before,
                          bool may_be_lower, struct mgp_street_line *line);

/* Where a word begins. */
size_t mgp_street_begin(const struct mgp_street_line *line, size_t index);

#endif
