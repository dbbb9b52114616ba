#include "scanner/match/high_letters.h"

#include <assert.h>

#include "base/utf8.h"
#include "identifiers/keyword_letters.h"

/* The last of those that UTF-8 writes in two bytes. */
#define LAST_OF_TWO_BYTES 0x7FF

#define CAPITAL_SHARP_S 0x1E9E /* keywords.c counts it among the capitals */
#define NO_BREAK_BLANK  0xA0
#define DOT_ABOVE       0x307

/* Every other character beyond ASCII is compared as itself, whatever stands around it, and is no capital. */
static const struct {
    uint32_t first, last;
} changing[] = {{0x80, 0x587}, {0x1E00, 0x1FFF}, {0x2018, 0x2019}, {0xFF01, 0xFF5E}};

static bool is_letter(uint32_t c)
{
    return c >= 'a' && c <= 'z';
}

/* U+2000 to U+203F: blanks, punctuation and marks of layout. */
static bool is_general_punctuation(uint32_t c)
{
    return c / 0x40 == 0x2000 / 0x40;
}

/* The code of one of the parts of a character (keyword_letters.h). */
static enum mgp_high_code code_of_part(uint32_t part)
{
    if (is_letter(part)) return (enum mgp_high_code)(part - 'a');
    if (mgp_is_mark(part)) return MGP_CODE_UNKNOWN;
    if (part > LAST_OF_TWO_BYTES) return is_general_punctuation(part) ? MGP_CODE_OTHER : MGP_CODE_LETTER;
    return part >= 0x80 && mgp_codepoint_is_word(part) ? MGP_CODE_LETTER : MGP_CODE_OTHER;
}

static size_t pair_of(uint32_t c)
{
    uint8_t bytes[4];
    mgp_utf8_encode(c, bytes);
    return mgp_high_pair(bytes[0], bytes[1]);
}

/* The finer code of a letter, by its number; of one of more than two bytes, by its pair. */
static uint8_t fine_code_of_letter(uint32_t number)
{
    return (uint8_t)(MGP_FIRST_FINE_CODE + number * 0x9E3779B1u / 0x10000u % (MGP_FINE_CODES - MGP_FIRST_FINE_CODE));
}

static uint8_t fine_code_of_pair(size_t pair)
{
    return fine_code_of_letter((uint32_t)(LAST_OF_TWO_BYTES + 1 + pair));
}

static uint8_t fine_code_of_part(uint32_t part)
{
    enum mgp_high_code code = code_of_part(part);
    if (code != MGP_CODE_LETTER) return (uint8_t)code;
    return part > LAST_OF_TWO_BYTES ? fine_code_of_pair(pair_of(part)) : fine_code_of_letter(part);
}

/* What the table has for a character of the text; *fine_code: its finer code. */
static uint16_t entry_of(uint32_t c, size_t size, uint8_t *fine_code)
{
    uint32_t parts[MGP_KEYWORD_LETTERS];
    size_t count = mgp_keyword_letters(c, parts);
    bool has_mark = count > 1 && mgp_is_mark(parts[1]), stands_for_more = count > 1 && !has_mark;
    bool is_disguised = !has_mark && is_letter(parts[0]), is_sharp_s = stands_for_more && parts[0] == 's';
    enum mgp_high_code code = stands_for_more ? MGP_CODE_UNKNOWN : code_of_part(parts[0]);
    if (is_sharp_s) code = MGP_CODE_SHARP_S;
    *fine_code = code == MGP_CODE_LETTER ? fine_code_of_part(parts[0]) : (uint8_t)code;
    unsigned flags =
        (is_disguised ? MGP_CODE_DISGUISED : 0) | (code == MGP_CODE_UNKNOWN ? MGP_CODE_IS_UNKNOWN : 0);
    return (uint16_t)(code | flags | size << MGP_CODE_SIZE_SHIFT);
}

/* --- how keywords begin --------------------------------------------------------------------------------- */

static struct mgp_high_start start_of(uint32_t c)
{
    uint32_t parts[MGP_KEYWORD_LETTERS];
    size_t count = mgp_keyword_letters(c, parts);
    return (struct mgp_high_start){parts[0], count > 1 && mgp_is_mark(parts[1]) ? parts[1] : 0};
}

uint32_t mgp_high_first_letter(uint32_t codepoint)
{
    return start_of(codepoint).letter;
}

static void add_start(struct mgp_high_starts *starts, struct mgp_slice keyword)
{
    uint32_t first = 0, second = 0;
    size_t size = mgp_utf8_decode(keyword.ptr, keyword.len, &first);
    struct mgp_high_start start = start_of(first);
    bool has_second = mgp_utf8_decode(keyword.ptr + size, keyword.len - size, &second) > 0;
    if (has_second && mgp_is_mark(second) && !start.mark) start.mark = second;
    for (size_t i = 0; i < starts->count; i++) {
        if (starts->items[i].letter == start.letter && starts->items[i].mark == start.mark) return;
    }
    starts->letters[start.letter / 64 % 64] |= (uint64_t)1 << (start.letter % 64);
    if (starts->count < MGP_HIGH_STARTS)
        starts->items[starts->count++] = start;
    else
        starts->is_full = true;
}

/* May the text have c where a keyword begins with one of the starts? An accent of the text is never passed
 * over. */
static bool is_start(const struct mgp_high_starts *starts, uint32_t c)
{
    struct mgp_high_start start = start_of(c);
    if (!(starts->letters[start.letter / 64 % 64] >> (start.letter % 64) & 1)) return starts->is_full;
    for (size_t i = 0; i < starts->count; i++) {
        bool has_mark = start.mark == 0 || start.mark == starts->items[i].mark;
        if (starts->items[i].letter == start.letter && has_mark) return true;
    }
    return starts->is_full;
}

/* A keyword, character by character, as far as beginnings reach. */
struct elements {
    struct element {
        uint8_t code, fine_code;
        bool has_accent;  /* the text may have it in one character beyond ASCII */
        bool is_optional; /* the text may lack it */
        bool is_gap;      /* or have several characters in its place */
    } items[16];
    size_t count;
};

static void append_element(struct elements *elements, uint32_t part, bool is_gap)
{
    if (mgp_is_mark(part) && elements->count > 0) elements->items[elements->count - 1].has_accent = true;
    if (elements->count == sizeof elements->items / sizeof *elements->items || mgp_is_mark(part)) return;
    enum mgp_high_code code = is_gap ? MGP_CODE_OTHER : code_of_part(part);
    bool is_punctuation =
        part < 0x80 && !mgp_codepoint_is_word(part); /* dropped at the end of managed ones */
    elements->items[elements->count++] = (struct element){
        .code = (uint8_t)code,
        .fine_code = is_gap ? (uint8_t)code : fine_code_of_part(part),
        .is_optional = is_gap || is_punctuation,
        .is_gap = is_gap,
    };
}

/* Accents are no elements: where the text has one that stands apart, its code is not known. */
static void read_elements(struct mgp_slice keyword, struct elements *out)
{
    uint32_t c, parts[MGP_KEYWORD_LETTERS];
    size_t size;
    out->count = 0;
    for (size_t at = 0; (size = mgp_utf8_decode(keyword.ptr + at, keyword.len - at, &c)) > 0; at += size) {
        uint8_t lower = keyword.ptr[at] | 0x20;
        if (is_letter(lower)) { /* nearly every character is one, and stands for itself */
            append_element(out, lower, false);
            continue;
        }
        size_t part_count = c < ' ' ? 0 : mgp_keyword_letters(c, parts);
        for (size_t i = 0; i < part_count; i++) {
            append_element(out, parts[i], mgp_keyword_is_gap(c) || parts[i] == '\'');
        }
    }
}

/* Two letters for which the text may have a sharp s? */
static bool is_double_s(const struct elements *elements, size_t at)
{
    const struct element *element = &elements->items[at];
    return at + 1 < elements->count && element[0].code == 's' - 'a' && element[1].code == 's' - 'a';
}

/* Notes every way in which a text can write the elements from `at` on behind so many codes. */
static void put_beginnings(struct mgp_high_letters *high, const struct elements *elements, size_t at,
                           uint32_t codes, unsigned count)
{
    if (count == 3) {
        high->beginnings[codes / 64] |= (uint64_t)1 << (codes % 64);
        return;
    }
    if (at == elements->count) { /* anything may follow */
        for (uint32_t code = 0; code < MGP_CODES; code++) {
            put_beginnings(high, elements, at, codes | code << (MGP_CODE_BITS * count), count + 1);
        }
        return;
    }
    const struct element *element = &elements->items[at];
    uint32_t with = codes | (uint32_t)element->code << (MGP_CODE_BITS * count);
    put_beginnings(high, elements, at + 1, with, count + 1);
    if (is_double_s(elements, at)) {
        uint32_t with_sharp_s = codes | (uint32_t)MGP_CODE_SHARP_S << (MGP_CODE_BITS * count);
        put_beginnings(high, elements, at + 2, with_sharp_s, count + 1);
    }
    if (element->is_optional) put_beginnings(high, elements, at + 1, codes, count);
    if (element->is_gap) put_beginnings(high, elements, at, with, count + 1);
}

/* The same by finer codes, of which a beginning has two. */
static void put_fine_beginnings(struct mgp_high_letters *high, const struct elements *elements, size_t at,
                                uint32_t codes, unsigned count)
{
    if (count == 2) {
        high->fine_beginnings[codes / 64] |= (uint64_t)1 << (codes % 64);
        return;
    }
    if (at == elements->count) {
        for (uint32_t code = 0; code < MGP_FINE_CODES; code++) {
            put_fine_beginnings(high, elements, at, codes | code << 8 * count, count + 1);
        }
        return;
    }
    const struct element *element = &elements->items[at];
    uint32_t with = codes | (uint32_t)element->fine_code << 8 * count;
    put_fine_beginnings(high, elements, at + 1, with, count + 1);
    if (is_double_s(elements, at))
        put_fine_beginnings(high, elements, at + 2, codes | (uint32_t)MGP_CODE_SHARP_S << 8 * count, count + 1);
    if (element->is_optional) put_fine_beginnings(high, elements, at + 1, codes, count);
    if (element->is_gap) put_fine_beginnings(high, elements, at, with, count + 1);
}

/* A letter of ASCII, by its code, and the code of what may stand behind it. */
static void put_follower(struct mgp_high_letters *high, uint32_t letter, bool is_first, uint32_t code)
{
    mgp_pair_set_add(&high->followers[is_first ? 0 : 1], letter + 1, code);
}

/* Notes what characters beyond ASCII can stand behind a run of letters that ends with `last`, before the elements from
 * `at` on. */
static void put_followers(struct mgp_high_letters *high, const struct elements *elements, size_t at, uint32_t last,
                          bool is_first)
{
    if (at == elements->count) { /* anything may follow */
        for (uint32_t code = 0; code < MGP_CODES; code++) {
            put_follower(high, last, is_first, code);
        }
        return;
    }
    const struct element *element = &elements->items[at];
    bool is_ascii = element->code < MGP_CODE_LETTER;
    if (element->has_accent || !is_ascii) put_follower(high, last, is_first, element->code);
    if (is_ascii) put_followers(high, elements, at + 1, element->code, false);
    if (element->is_optional) put_followers(high, elements, at + 1, last, is_first);
}

void mgp_high_letters_add_mark(struct mgp_high_letters *high, struct mgp_slice mark)
{
    struct elements elements;
    read_elements(mark, &elements);
    put_beginnings(high, &elements, 0, 0, 0);
    put_fine_beginnings(high, &elements, 0, 0, 0);
    if (elements.count > 0 && elements.items[0].code < MGP_CODE_LETTER)
        put_followers(high, &elements, 1, elements.items[0].code, true);
}

void mgp_high_letters_add(struct mgp_high_letters *high, struct mgp_high_starts *starts,
                          struct mgp_slice keyword)
{
    add_start(starts, keyword);
    mgp_high_letters_add_mark(high, keyword);
}

/* --- the tables ------------------------------------------------------------------------------------------
 */

static void note_start(struct mgp_high_letters *high, uint32_t c)
{
    if (c >= 0x80) high->kinds[pair_of(c)] |= c < 0x800 ? MGP_HIGH_BEGINS : MGP_HIGH_BEGINS_ANYWHERE;
}

/* Every character that is compared as one of the starts. */
static void note_starts(struct mgp_high_letters *high, const struct mgp_high_starts *starts)
{
    for (size_t i = 0; i < sizeof changing / sizeof *changing; i++) {
        for (uint32_t c = changing[i].first; c <= changing[i].last; c++) {
            if (is_start(starts, c)) note_start(high, c);
        }
    }
    for (size_t i = 0; i < starts->count; i++) {
        note_start(high, starts->items[i].letter);
    }
    for (uint32_t c = 0x80; starts->is_full && c < 0x110000; c += 0x40) {
        note_start(high, c);
    }
}

static void note_kind(struct mgp_high_letters *high, uint8_t first, uint8_t second, enum mgp_high_kind kind)
{
    high->kinds[mgp_high_pair(first, second)] |= (uint8_t)kind;
}

static void note_unknown(struct mgp_high_letters *high, uint32_t first, uint32_t last)
{
    for (uint32_t c = first; c / 0x40 <= last / 0x40; c += 0x40) {
        high->codes[pair_of(c)] |= MGP_CODE_UNKNOWN | MGP_CODE_IS_UNKNOWN | MGP_CODE_DISGUISED;
        high->fine_codes[pair_of(c)] = MGP_CODE_UNKNOWN;
    }
}

static void note_code(struct mgp_high_letters *high, size_t place, uint32_t c, size_t size)
{
    high->codes[place] = entry_of(c, size, &high->fine_codes[place]);
}

/* Characters of three bytes that begin with the same pair are not told apart. */
static void note_codes(struct mgp_high_letters *high)
{
    for (uint32_t c = 0; c < 0x80; c++) {
        note_code(high, MGP_HIGH_PAIRS + c, c, 1);
    }
    for (size_t pair = 0; pair < MGP_HIGH_PAIRS; pair++) {
        size_t size = pair < mgp_high_pair(0xE0, 0) ? 2 : pair < mgp_high_pair(0xF0, 0) ? 3 : 4;
        high->codes[pair] = (uint16_t)(MGP_CODE_LETTER | size << MGP_CODE_SIZE_SHIFT);
        high->fine_codes[pair] = fine_code_of_pair(pair);
    }
    for (uint32_t c = 0x80; c <= LAST_OF_TWO_BYTES; c++) {
        note_code(high, pair_of(c), c, 2);
    }
    high->codes[pair_of(DOT_ABOVE)] |= MGP_CODE_DISGUISED; /* behind an i it is a part of it (keywords.c) */
    note_code(high, pair_of(0x2000), 0x2000, 3);
    for (size_t i = 0; i < sizeof changing / sizeof *changing; i++) {
        bool is_told_apart =
            changing[i].last <= LAST_OF_TWO_BYTES || is_general_punctuation(changing[i].first);
        if (!is_told_apart) note_unknown(high, changing[i].first, changing[i].last);
    }
    note_unknown(high, 0x3000, 0x3000); /* a blank among others */
}

/* What is not known may stand behind every letter. */
static void note_followers(struct mgp_high_letters *high)
{
    for (size_t pair = 0; pair < MGP_HIGH_PAIRS; pair++) {
        high->follower_codes[pair] = high->codes[pair] & ((1u << MGP_CODE_BITS) - 1);
    }
    for (uint32_t letter = 0; letter < MGP_CODE_LETTER; letter++) {
        for (unsigned i = 0; i < 2; i++) {
            put_follower(high, letter, i == 0, MGP_CODE_UNKNOWN);
            put_follower(high, letter, i == 0, MGP_CODE_SHARP_S);
        }
    }
}

static void note_kinds(struct mgp_high_letters *high)
{
    for (uint32_t c = 0x80; c <= LAST_OF_TWO_BYTES; c++) {
        uint8_t *kinds = &high->kinds[pair_of(c)];
        if (mgp_codepoint_is_letter(c) && !mgp_is_mark(c)) *kinds |= MGP_HIGH_LETTER;
        if (mgp_codepoint_is_upper(c)) *kinds |= MGP_HIGH_CAPITAL;
        if (!mgp_codepoint_is_letter(c) && c != NO_BREAK_BLANK) *kinds |= MGP_HIGH_BREAKS;
    }
    for (uint32_t c = 0x1E00; c <= 0x1FFF; c++) {
        if (mgp_codepoint_is_upper(c) || c == CAPITAL_SHARP_S) high->kinds[pair_of(c)] |= MGP_HIGH_CLOSER;
    }
    for (size_t pair = 0; pair < MGP_HIGH_PAIRS; pair++) {
        if (high->codes[pair] & MGP_CODE_DISGUISED) high->kinds[pair] |= MGP_HIGH_DISGUISED;
    }
    note_kind(high, 0xC2, 0xA0, MGP_HIGH_FOLD);
    note_kind(high, 0xE2, 0x80, MGP_HIGH_FOLD);
    note_kind(high, 0xE2, 0x80, MGP_HIGH_BREAKS);
    note_kind(high, 0xE2, 0x81, MGP_HIGH_FOLD);
    note_kind(high, 0xE2, 0x88, MGP_HIGH_FOLD);
    note_kind(high, 0xE3, 0x80, MGP_HIGH_FOLD);
    note_kind(high, 0xEF, 0xB9, MGP_HIGH_FOLD);
    note_kind(high, 0xEF, 0xBC, MGP_HIGH_FOLD);
    note_kind(high, 0xEF, 0xBD, MGP_HIGH_FOLD);
}

static void note_rows(struct mgp_high_letters *high)
{
    for (unsigned i = 0; i < MGP_ROW_LEADS * 0x40; i++) {
        unsigned lead = i / 0x40, lower = i % 16, upper = i / 16 % 4;
        uint8_t kinds = high->kinds[mgp_high_pair((uint8_t)(MGP_FIRST_ROW_LEAD + lead), (uint8_t)(i % 0x40))];
        uint8_t *what = &high->what_rows[lead][lower], *begin = &high->begin_rows[lead][lower];
        if (kinds & MGP_HIGH_LETTER) *what |= (uint8_t)(1u << upper);
        if (kinds & MGP_HIGH_CAPITAL) *what |= (uint8_t)(0x10u << upper);
        if (kinds & MGP_HIGH_BEGINS) *begin |= (uint8_t)(1u << upper);
        if (kinds & MGP_HIGH_FOLD) *begin |= (uint8_t)(0x10u << upper);
        if (kinds & MGP_HIGH_BREAKS) high->break_rows[lead][lower] |= (uint8_t)(1u << upper);
    }
}

static void note_wide(struct mgp_high_letters *high)
{
    for (unsigned lead = MGP_FIRST_WIDE_LEAD; lead <= MGP_LAST_WIDE_LEAD; lead++) {
        for (unsigned second = 0; second < 0x40; second++) {
            size_t pair = mgp_high_pair((uint8_t)lead, (uint8_t)second);
            assert(high->follower_codes[pair] == MGP_CODE_LETTER && !(high->kinds[pair] & ~MGP_HIGH_BEGINS_ANYWHERE));
            if (high->kinds[pair]) high->wide_begins[lead % 16 * 8 + second / 8] |= (uint8_t)(1u << second % 8);
        }
    }
}

void mgp_high_letters_finish(struct mgp_high_letters *high, const struct mgp_high_starts *starts)
{
    note_starts(high, starts);
    note_codes(high);
    note_followers(high);
    note_kinds(high);
    note_rows(high);
    note_wide(high);
}
