#include "scanner/match/high_letters.h"

#include "base/utf8.h"
#include "identifiers/keyword_letters.h"

/* No character beyond folds to another. */
#define LAST_WITH_CASE 0x2FFF
/* The last of those that UTF-8 writes in two bytes. */
#define LAST_OF_TWO_BYTES 0x7FF
/* Letters of a run behind which a character beyond ASCII is asked for. */
#define MAX_RUN 7

#define CAPITAL_SHARP_S 0x1E9E /* keywords.c counts it among the capitals */

static bool is_letter(uint32_t c)
{
    return c >= 'a' && c <= 'z';
}

/* What one of the parts of a character (keyword_letters.h) counts as. */
static uint32_t class_of_part(uint32_t part)
{
    if (is_letter(part)) return (uint32_t)1 << (part - 'a');
    if (mgp_is_mark(part)) return MGP_AS_MARK;
    return part < 0x80 ? MGP_AS_OTHER : MGP_AS_OTHER_LETTER;
}

static uint32_t class_of(uint32_t c)
{
    uint32_t parts[MGP_KEYWORD_LETTERS];
    mgp_keyword_letters(c, parts);
    return class_of_part(parts[0]) | (mgp_codepoint_is_word(c) || mgp_is_mark(c) ? 0 : MGP_AS_OTHER);
}

/* --- how keywords begin --------------------------------------------------------------------------------- */

static struct mgp_high_start start_of(uint32_t c)
{
    uint32_t parts[MGP_KEYWORD_LETTERS];
    size_t count = mgp_keyword_letters(c, parts);
    bool has_mark = count > 1 && mgp_is_mark(parts[1]), has_more = count > 1 && !has_mark;
    return (struct mgp_high_start){parts[0], has_mark ? parts[1] : 0, has_more ? MGP_AS_ANY : 0};
}

uint32_t mgp_high_first_letter(uint32_t codepoint)
{
    return start_of(codepoint).letter;
}

/* What a keyword may go on with behind its first character: what may be left out makes it anything, and so does its
 * end. Its accents are passed over. */
static uint32_t classes_behind(struct mgp_slice keyword, size_t at)
{
    uint32_t c;
    for (size_t size; (size = mgp_utf8_decode(keyword.ptr + at, keyword.len - at, &c)) > 0; at += size) {
        if (mgp_is_mark(c)) continue;
        bool is_plain = mgp_codepoint_is_letter(c) && !mgp_keyword_is_gap(c);
        return is_plain ? class_of(c) | MGP_AS_MARK : MGP_AS_ANY;
    }
    return MGP_AS_ANY;
}

static void add_start(struct mgp_high_starts *starts, struct mgp_slice keyword)
{
    uint32_t first = 0, second = 0;
    size_t size = mgp_utf8_decode(keyword.ptr, keyword.len, &first);
    struct mgp_high_start start = start_of(first);
    start.nexts |= classes_behind(keyword, size);
    if (mgp_utf8_decode(keyword.ptr + size, keyword.len - size, &second) > 0 && mgp_is_mark(second) && !start.mark)
        start.mark = second;
    for (size_t i = 0; i < starts->count; i++) {
        if (starts->items[i].letter != start.letter || starts->items[i].mark != start.mark) continue;
        starts->items[i].nexts |= start.nexts;
        return;
    }
    starts->letters[start.letter / 64 % 64] |= (uint64_t)1 << (start.letter % 64);
    if (starts->count < MGP_HIGH_STARTS) starts->items[starts->count++] = start;
    else starts->is_full = true;
}

/* What may follow c in the text where it stands for the first letter of a keyword; 0: no keyword begins with it. An
 * accent of the text is never passed over. */
static uint32_t nexts_of(const struct mgp_high_starts *starts, uint32_t c)
{
    struct mgp_high_start start = start_of(c);
    uint32_t nexts = 0;
    if (starts->is_full) return MGP_AS_ANY;
    if (!(starts->letters[start.letter / 64 % 64] >> (start.letter % 64) & 1)) return 0;
    for (size_t i = 0; i < starts->count; i++) {
        bool has_mark = start.mark == 0 || start.mark == starts->items[i].mark;
        if (starts->items[i].letter == start.letter && has_mark) nexts |= starts->items[i].nexts | start.nexts;
    }
    return nexts;
}

/* --- what follows their first letters ------------------------------------------------------------------- */

static void put_follower(struct mgp_high_letters *high, uint64_t letters, uint32_t class)
{
    size_t hash = mgp_follower_hash(letters, class);
    high->followers[hash / 64] |= (uint64_t)1 << (hash % 64);
}

/* What may follow each run of letters that the keyword begins with; where it ends is known otherwise
 * (keyword_starts.h). */
static void add_followers(struct mgp_high_letters *high, struct mgp_slice keyword)
{
    uint64_t letters = 0;
    size_t count = 0, size;
    uint32_t c;
    for (size_t at = 0; (size = mgp_utf8_decode(keyword.ptr + at, keyword.len - at, &c)) > 0; at += size) {
        uint32_t parts[MGP_KEYWORD_LETTERS];
        size_t part_count = mgp_keyword_letters(c, parts);
        bool is_gap = c < ' ' || mgp_keyword_is_gap(c);
        for (size_t i = 0; i < part_count; i++) {
            bool is_optional = is_gap || parts[i] == '\'' || mgp_is_mark(parts[i]);
            if (count > 0) put_follower(high, letters, is_gap ? MGP_AS_OTHER : class_of_part(parts[i]));
            if (is_optional) continue;
            if (!is_letter(parts[i]) || count == MAX_RUN) return;
            letters |= (uint64_t)parts[i] << (8 * count++);
        }
    }
}

void mgp_high_letters_add(struct mgp_high_letters *high, struct mgp_high_starts *starts, struct mgp_slice keyword)
{
    add_start(starts, keyword);
    add_followers(high, keyword);
}

/* --- the tables ------------------------------------------------------------------------------------------ */

static size_t pair_of(uint32_t c)
{
    uint8_t bytes[4];
    mgp_utf8_encode(c, bytes);
    return mgp_high_pair(bytes[0], bytes[1]);
}

/* Every character that is compared as one of the starts; beyond LAST_WITH_CASE these are themselves and the full-width
 * forms of ASCII. */
static void note_nexts(struct mgp_high_letters *high, const struct mgp_high_starts *starts)
{
    for (uint32_t c = 0x80; starts->count > 0 && c <= LAST_WITH_CASE; c++) {
        high->nexts[pair_of(c)] |= nexts_of(starts, c);
    }
    for (uint32_t c = 0xFF01; starts->count > 0 && c <= 0xFF5E; c++) {
        high->nexts[pair_of(c)] |= nexts_of(starts, c);
    }
    for (size_t i = 0; i < starts->count; i++) {
        if (starts->items[i].letter >= 0x80) high->nexts[pair_of(starts->items[i].letter)] |= starts->items[i].nexts;
    }
    for (uint32_t c = LAST_WITH_CASE; starts->is_full && c < 0x110000; c += 0x40) {
        high->nexts[pair_of(c)] = MGP_AS_ANY;
    }
}

static void note_kind(struct mgp_high_letters *high, uint8_t first, uint8_t second, enum mgp_high_kind kind)
{
    high->kinds[mgp_high_pair(first, second)] |= (uint8_t)kind;
}

/* Characters of three bytes and more are not told apart, but for U+2000 to U+207F, of which none is a letter of
 * ASCII. */
static void note_classes(struct mgp_high_letters *high)
{
    for (uint32_t c = 0; c < 0x80; c++) {
        high->classes[MGP_HIGH_PAIRS + c] = class_of(c);
    }
    for (size_t pair = 0; pair < MGP_HIGH_PAIRS; pair++) {
        high->classes[pair] = MGP_AS_ANY;
    }
    for (uint32_t c = 0x80; c <= LAST_OF_TWO_BYTES; c++) {
        high->classes[pair_of(c)] = class_of(c);
    }
    high->classes[pair_of(0x2000)] = high->classes[pair_of(0x2040)] = MGP_AS_OTHER | MGP_AS_OTHER_LETTER;
}

static void note_kinds(struct mgp_high_letters *high)
{
    for (size_t pair = 0; pair < MGP_HIGH_PAIRS; pair++) {
        bool has_two_bytes = pair < mgp_high_pair(0xE0, 0);
        if (high->nexts[pair]) high->kinds[pair] |= has_two_bytes ? MGP_HIGH_BEGINS : MGP_HIGH_BEGINS_ANYWHERE;
    }
    for (uint32_t c = 0x80; c <= LAST_OF_TWO_BYTES; c++) {
        uint8_t *kinds = &high->kinds[pair_of(c)];
        if (mgp_codepoint_is_letter(c) && !mgp_is_mark(c)) *kinds |= MGP_HIGH_LETTER;
        if (mgp_codepoint_is_upper(c)) *kinds |= MGP_HIGH_CAPITAL;
    }
    for (uint32_t c = 0x1000; c <= LAST_WITH_CASE; c += 0x40) {
        bool may_be = false;
        for (uint32_t k = 0; k < 0x40; k++) {
            may_be = may_be || mgp_codepoint_is_upper(c + k) || c + k == CAPITAL_SHARP_S;
        }
        if (may_be) high->kinds[pair_of(c)] |= MGP_HIGH_CLOSER;
    }
    note_kind(high, 0xC2, 0xA0, MGP_HIGH_FOLD);
    note_kind(high, 0xE2, 0x80, MGP_HIGH_FOLD);
    note_kind(high, 0xE2, 0x81, MGP_HIGH_FOLD);
    note_kind(high, 0xE2, 0x88, MGP_HIGH_FOLD);
    note_kind(high, 0xE3, 0x80, MGP_HIGH_FOLD);
    note_kind(high, 0xEF, 0xB9, MGP_HIGH_FOLD);
    note_kind(high, 0xEF, 0xBC, MGP_HIGH_FOLD);
    note_kind(high, 0xEF, 0xBD, MGP_HIGH_FOLD);
}

void mgp_high_letters_finish(struct mgp_high_letters *high, const struct mgp_high_starts *starts)
{
    note_nexts(high, starts);
    note_classes(high);
    note_kinds(high);
}
