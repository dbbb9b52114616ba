/* Cheap tests of where a recogniser's result could begin, for a matcher that asks only there. They may say yes where
 * nothing is, never no where something is: the recognisers themselves ask the same tables. The inline tests look at a
 * few bytes and kill most of what prose and logs hold; only what they leave is asked out of line.
 * Thread-safe: constant data, generated from identifiers/data/. */
#ifndef MGP_IDENTIFIERS_RECOGNISER_GATES_H
#define MGP_IDENTIFIERS_RECOGNISER_GATES_H

#include "identifiers/recogniser.h"

/* --- eight bytes at a time ------------------------------------------------------------------------------- */

#define MGP_EVERY_BYTE(byte) (0x0101010101010101u * (uint64_t)(byte))

/* The first byte in the lowest place. */
static inline uint64_t mgp_gate_eight(const uint8_t *from)
{
    uint64_t bytes;
    memcpy(&bytes, from, sizeof bytes);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    bytes = __builtin_bswap64(bytes);
#endif
    return bytes;
}

/* The same of the last bytes of a text, of which fewer than eight stand at an offset. */
uint64_t mgp_gate_load_last(struct mgp_slice text, size_t at);

/* The bytes from an offset on, the first in the lowest byte, zeros behind the text's end. */
static inline uint64_t mgp_gate_load(struct mgp_slice text, size_t at)
{
    return at + sizeof(uint64_t) <= text.len ? mgp_gate_eight(text.ptr + at) : mgp_gate_load_last(text, at);
}

/* The high bit of each byte that lies in [first, last], both ASCII. */
static inline uint64_t mgp_gate_range(uint64_t bytes, uint8_t first, uint8_t last)
{
    uint64_t low = bytes & MGP_EVERY_BYTE(0x7F);
    uint64_t at_least = low + MGP_EVERY_BYTE(0x80 - first), beyond = low + MGP_EVERY_BYTE(0x7F - last);
    return at_least & ~beyond & ~bytes & MGP_EVERY_BYTE(0x80);
}

/* The high bit of each such byte, up to the first; of later ones it says nothing. */
static inline uint64_t mgp_gate_find(uint64_t bytes, uint8_t byte)
{
    uint64_t others = bytes ^ MGP_EVERY_BYTE(byte);
    return (others - MGP_EVERY_BYTE(1)) & ~others & MGP_EVERY_BYTE(0x80);
}

/* How many bytes, from the first on, have their high bit in marks: 0 to 8. */
static inline unsigned mgp_gate_run(uint64_t marks)
{
    uint64_t others = ~marks & MGP_EVERY_BYTE(0x80);
    return others ? (unsigned)__builtin_ctzll(others) / 8 : 8;
}

/* The first count bytes, zeros behind. */
static inline uint64_t mgp_gate_first(uint64_t bytes, unsigned count)
{
    return count >= 8 ? bytes : bytes & (((uint64_t)1 << (8 * count)) - 1);
}

/* --- names ------------------------------------------------------------------------------------------------ */

/* The high bit of each byte that may be of a name's word: a letter, hyphen, apostrophe, or beyond ASCII. */
static inline uint64_t mgp_name_parts_of_word(uint64_t bytes)
{
    return mgp_gate_range(bytes | MGP_EVERY_BYTE(0x20), 'a', 'z') | (bytes & MGP_EVERY_BYTE(0x80)) |
           mgp_gate_range(bytes, '\'', '\'') | mgp_gate_range(bytes, '-', '-');
}

/* letters: the first ones in lower case, the first in the lowest byte, zeros behind. */
static inline size_t mgp_name_start_of_letters(uint64_t letters)
{
    return (size_t)(letters * 0x9E3779B97F4A7C15u >> 48);
}

/* How given names begin: a bit for the hash of the first MGP_NAME_START_LETTERS letters of each one's key. */
#define MGP_NAME_START_LETTERS 5
#define MGP_NAME_STARTS        ((size_t)1 << 16)
extern const uint64_t mgp_name_given_starts[];

/* Where the letters of a key, or as many as there are, stand in mgp_name_given_starts. */
static inline size_t mgp_name_start(const char *key, size_t len)
{
    uint64_t letters = 0;
    for (size_t i = 0; i < len && i < MGP_NAME_START_LETTERS; i++) {
        letters |= (uint64_t)(uint8_t)key[i] << (8 * i);
    }
    return mgp_name_start_of_letters(letters);
}

/* Does some given name begin like the word? start as mgp_name_start gives it. */
static inline bool mgp_name_is_given_start(size_t start)
{
    return mgp_name_given_starts[start / 64] >> (start % 64) & 1;
}

/* Given names: a bit for each one's first eight letters and length. */
#define MGP_NAME_GIVEN_GATE_BITS 18
extern const uint64_t mgp_name_given_gate[];

/* Particles (van, de la), likewise. */
#define MGP_NAME_PARTICLE_GATE_BITS 10
extern const uint64_t mgp_name_particle_gate[];

/* And a bit for the first two letters of each: the lower five bits of the first, then those of the second, which are
 * 0 where there is none. */
#define MGP_NAME_PARTICLE_PAIRS ((size_t)1024)
extern const uint64_t mgp_name_particle_pairs[];

/* Where a word stands in a table of 1 << bits: its first eight letters in lower case, the first in the lowest byte,
 * zeros behind, and the number of all its letters. */
static inline size_t mgp_name_gate_bit(uint64_t letters, size_t length, unsigned bits)
{
    return (size_t)((letters ^ (uint64_t)length << 59) * 0x9E3779B97F4A7C15u >> (64 - bits));
}

static inline uint64_t mgp_name_gate_letters(const char *key, size_t len)
{
    uint64_t letters = 0;
    for (size_t i = 0; i < len && i < 8; i++) {
        letters |= (uint64_t)(uint8_t)key[i] << (8 * i);
    }
    return letters;
}

/* Could the word, which is of ASCII letters only, be a given name? letters as for mgp_name_gate_bit. */
static inline bool mgp_name_first_word(uint64_t letters, size_t length)
{
    size_t bit = mgp_name_gate_bit(letters, length, MGP_NAME_GIVEN_GATE_BITS);
    return mgp_name_given_gate[bit / 64] >> (bit % 64) & 1;
}

static inline bool mgp_name_may_be_particle(uint64_t letters, size_t length)
{
    size_t bit = mgp_name_gate_bit(letters, length, MGP_NAME_PARTICLE_GATE_BITS);
    return mgp_name_particle_gate[bit / 64] >> (bit % 64) & 1;
}

/* What mgp_name_may_begin asks where the bytes around the first word do not settle it. */
bool mgp_name_may_begin_with(struct mgp_slice text, size_t at, size_t letters, size_t start);

/* Can what stands at an offset, behind a blank, not follow the first word of a name? Neither what begins with neither
 * letter nor high byte can, nor a word in lower case that is no particle. A longer word than 15 letters, one that may
 * go on behind them, or one in capitals is left to others. */
static inline bool mgp_name_cannot_follow(struct mgp_slice text, size_t at)
{
    uint64_t part_of_word = (uint64_t)1 << '\'' | (uint64_t)1 << '-', bytes = mgp_gate_load(text, at), letters = bytes;
    unsigned first = (unsigned)(bytes & 0xFF), run = mgp_gate_run(mgp_gate_range(bytes, 'a', 'z')), length = run;
    if (run == 8) {
        bytes = mgp_gate_load(text, at + 8);
        run = mgp_gate_run(mgp_gate_range(bytes, 'a', 'z'));
        length += run;
        if (run == 8) return false;
    }
    unsigned stop = (unsigned)(bytes >> (8 * run)) & 0xFF;
    bool is_plain = (length > 0) & (stop < 64) & !(part_of_word >> (stop & 63) & 1) &
                    !mgp_name_may_be_particle(mgp_gate_first(letters, length), length);
    return is_plain | ((first < 0x80) & ((first | 0x20) - 'a' >= 26));
}

/* A word begins with a capital here, behind no letter or digit; letters is the number of its ASCII letters up to the
 * first other byte, start their mgp_name_start_of_letters. Could a name begin with it? */
static inline bool mgp_name_may_begin(struct mgp_slice text, size_t at, size_t letters, size_t start)
{
    size_t end = at + letters;
    if (end + 1 >= text.len) return false;
    uint8_t next = text.ptr[end];
    if (next == ' ') {
        size_t second = end + 1 + (text.ptr[end + 1] == ' ');
        return !mgp_name_cannot_follow(text, second) && mgp_name_may_begin_with(text, at, letters, start);
    }
    bool may_go_on = next == '\'' || next == '-' || next == ',' || next >= 0x80 || (next == '.' && letters == 1);
    return may_go_on && mgp_name_may_begin_with(text, at, letters, start);
}

/* The name that begins at a byte that may be a capital's first (not all of a short value, which is a name as a whole),
 * if one does: its place; variant is not set, view->names is. mgp_recognise gives the same, going from capital to
 * capital. */
bool mgp_name_at(const struct mgp_value_view *view, size_t at, struct mgp_recognition *out);

/* --- cards ------------------------------------------------------------------------------------------------ */

/* A run of digits begins here. Could it be the first group of a card's digits: of an issuer's first digit, and neither
 * too short for a group nor too long for one that is not the last? */
static inline bool mgp_card_may_begin(struct mgp_slice text, size_t at)
{
    enum { MIN_GROUP = 3, FIRST_DIGITS = 1 << 2 | 1 << 3 | 1 << 4 | 1 << 5 | 1 << 6 | 1 << 8 };
    unsigned first = (unsigned)(text.ptr[at] - '0');
    return first < 10 && FIRST_DIGITS >> first & 1 &&
           mgp_gate_run(mgp_gate_range(mgp_gate_load(text, at), '0', '9')) >= MIN_GROUP;
}

/* The longest card that begins at an offset, if one does. mgp_recognise gives the same, going from digit to digit. */
bool mgp_card_at(struct mgp_slice text, size_t at, struct mgp_recognition *out);

/* --- IBANs ------------------------------------------------------------------------------------------------ */

/* The IBAN that begins at an offset, if one does. mgp_recognise gives the same, going from letter to letter. */
bool mgp_iban_at(struct mgp_slice text, size_t at, struct mgp_recognition *out);

/* --- addresses -------------------------------------------------------------------------------------------- */

/* The ends of places and regions with the beginnings of their codes: three bits in one of the words for each, by the
 * last eight letters of what may be the last word of the name. Likewise the begins: the first letters, up to
 * MGP_PLACE_BEGIN_LETTERS, of places that stand behind their codes. */
#define MGP_PLACE_END_WORDS_BITS   15
#define MGP_PLACE_BEGIN_WORDS_BITS 13
#define MGP_PLACE_BEGIN_LETTERS    4
extern const uint64_t mgp_place_ends[], mgp_place_begins[];

/* Words in lower case with which a place may begin (la, sur), as in mgp_name_particle_gate. */
#define MGP_PLACE_JOINT_GATE_BITS 10
extern const uint64_t mgp_place_joint_gate[];

/* The last eight letters of a key, or all, the first of them in the lowest byte, zeros behind. */
static inline uint64_t mgp_place_last_letters(struct mgp_slice key)
{
    size_t len = key.len < 8 ? key.len : 8;
    return mgp_name_gate_letters((const char *)key.ptr + (key.len - len), len);
}

/* The first characters of a code (3 at most, letters in capitals), as the gates take them. Those of Australia stand
 * apart: there only regions are asked for. */
#define MGP_PLACE_AUSTRALIAN ((uint32_t)'A' << 24)
static inline uint32_t mgp_place_gate_code(const char *code, size_t len, bool is_australian)
{
    return (uint32_t)mgp_name_gate_letters(code, len) | (is_australian ? MGP_PLACE_AUSTRALIAN : 0);
}

/* Where a gate of 1 << bits words has an entry, and which bits of that word are set for it. Codes that agree in their
 * first two characters share a word, so that asking for two and for three of them costs one miss of the cache. */
struct mgp_place_gate_entry {
    size_t word;
    uint64_t mask;
};

/* letters: lower case, the first in the lowest byte, zeros behind; code: mgp_place_gate_code's. */
static inline struct mgp_place_gate_entry mgp_place_gate_entry(uint64_t letters, uint32_t code, unsigned bits)
{
    uint64_t hash = (letters ^ (code & 0xFF00FFFFu) * 0xC4CEB9FE1A85EC53u) * 0x9E3779B97F4A7C15u;
    uint64_t rest = (hash ^ hash >> 32 ^ (uint64_t)(code >> 16 & 0xFF) << 24) * 0xFF51AFD7ED558CCDu;
    uint64_t mask = (uint64_t)1 << (rest >> 58) | (uint64_t)1 << (rest >> 52 & 63) | (uint64_t)1 << (rest >> 46 & 63);
    return (struct mgp_place_gate_entry){(size_t)(hash >> (64 - bits)), mask};
}

static inline bool mgp_place_may_end(uint64_t letters, uint32_t code)
{
    struct mgp_place_gate_entry entry = mgp_place_gate_entry(letters, code, MGP_PLACE_END_WORDS_BITS);
    return (mgp_place_ends[entry.word] & entry.mask) == entry.mask;
}

static inline bool mgp_place_may_begin(uint64_t letters, uint32_t code)
{
    struct mgp_place_gate_entry entry = mgp_place_gate_entry(letters, code, MGP_PLACE_BEGIN_WORDS_BITS);
    return (mgp_place_begins[entry.word] & entry.mask) == entry.mask;
}

/* May a place, or what parts it from a code, end with this byte, right before the code? */
static inline bool mgp_address_may_stand_before(uint8_t byte)
{
    uint64_t good = (uint64_t)1 << '\t' | (uint64_t)1 << '\n' | (uint64_t)1 << '\r' | (uint64_t)1 << ' ' |
                    (uint64_t)1 << '*' | (uint64_t)1 << ',' | (uint64_t)1 << '>';
    return byte < 64 ? good >> byte & 1 : byte == '|';
}

/* What mgp_address_may_be_at asks about a number of 4 or 5 digits, and about a digit behind a letter. */
bool mgp_address_may_be_number(struct mgp_slice text, size_t digits, size_t length);
bool mgp_address_may_be_letters(struct mgp_slice text, size_t digits);

/* Is the digit, which stands behind a letter, the first of a British or Canadian code? One or two digits, or a digit
 * and a letter, perhaps a blank or hyphen; then the inward part: a digit, a letter, a letter or digit, and no more. */
static inline bool mgp_address_may_be_letter_code(struct mgp_slice text, size_t digits)
{
    uint64_t bytes = mgp_gate_load(text, digits);
    uint64_t digit = mgp_gate_range(bytes, '0', '9'), letter = mgp_gate_range(bytes | MGP_EVERY_BYTE(0x20), 'a', 'z');
    uint64_t word = digit | letter, gap = mgp_gate_range(bytes, ' ', ' ') | mgp_gate_range(bytes, '-', '-');
    uint64_t inward = digit & letter >> 8 & word >> 16 & ~(word >> 24);
    uint64_t places = (uint64_t)0x80 << 8;
    places |= (word | gap) << 8 & (uint64_t)0x80 << 16;
    places |= word << 16 & gap << 8 & (uint64_t)0x80 << 24;
    return (inward & places) != 0 && mgp_address_may_be_letters(text, digits);
}

/* A run of digits begins here. Could it be in the postal code of an address, with a place beside it? */
static inline bool mgp_address_may_be_at(struct mgp_slice text, size_t digits)
{
    uint8_t before = digits > 0 ? text.ptr[digits - 1] : 0;
    if ((uint8_t)((before | 0x20) - 'a') < 26) return mgp_address_may_be_letter_code(text, digits);
    uint64_t bytes = mgp_gate_load(text, digits);
    unsigned length = mgp_gate_run(mgp_gate_range(bytes, '0', '9'));
    if (length != 4 && length != 5) return false;
    uint8_t behind = (uint8_t)(bytes >> (8 * length));
    bool may_be_behind = length == 5 && (behind == ' ' || behind == ',' || behind == 0xC2);
    return (may_be_behind || mgp_address_may_stand_before(before)) &&
           mgp_address_may_be_number(text, digits, length);
}

/* The address whose code has its first digit there, if it is one. mgp_recognise gives the same, going from code to
 * code: at each start the longest. */
bool mgp_address_at(const struct mgp_value_view *view, size_t digits, struct mgp_recognition *out);

#endif
