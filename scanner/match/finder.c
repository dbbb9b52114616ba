#include "scanner/match/finder.h"

#include "base/utf8.h"
#include "identifiers/keyword_letters.h"
#include "identifiers/recogniser_gates.h"
#include "identifiers/written_form.h"
#include "scanner/match/shapes.h"

/* Blocks that are looked at together: their bitmaps stay in the first cache. */
#define CHUNK_BLOCKS 128

/* Different first letters beyond ASCII that are told apart; with more, every such letter may begin a keyword. */
#define MAX_HIGH_STARTS 512
/* No character beyond folds to another. */
#define LAST_WITH_CASE 0x2FFF

#define CODE_BITS     16
#define CODES_IN_WORD 32

enum { KEYWORD_CODE = MGP_SPOT_KEYWORD, OTHER_CODE = 2 }; /* OTHER: anchors, JWTs, key blocks */

/* A set of numbers below 1 << 16. */
struct bit_table {
    uint64_t words[(1 << 16) / 64];
};

struct mgp_finder {
    mgp_classify *classify;
    bool has_other_keywords; /* some begin with a digit or punctuation */
    bool wants_cards, wants_ibans, wants_names, wants_addresses;
    struct bit_table pairs;  /* the first two bytes: keywords in other scripts, anchors */
    struct bit_table ibans;  /* the first two bytes, in either case */
    /* By code_hash of a word's first letters two bits: KEYWORD_CODE and OTHER_CODE. */
    uint64_t codes[(1 << CODE_BITS) / CODES_IN_WORD];
};

static void set_bit(struct bit_table *table, size_t bit)
{
    table->words[bit / 64] |= (uint64_t)1 << (bit % 64);
}

static bool has_bit(const struct bit_table *table, size_t bit)
{
    return table->words[bit / 64] >> (bit % 64) & 1;
}

static size_t pair_of(uint8_t first, uint8_t second)
{
    return (size_t)first << 8 | second;
}

/* letters holds the first letters of a word in lower case, the first in the lowest byte, zeros behind. */
static size_t code_hash(uint64_t letters)
{
    return letters * 0x9E3779B97F4A7C15u >> (64 - CODE_BITS);
}

static void add_to_codes(struct mgp_finder *finder, uint64_t letters, uint64_t kind)
{
    size_t hash = code_hash(letters);
    finder->codes[hash / CODES_IN_WORD] |= kind << (hash % CODES_IN_WORD * 2);
}

static bool is_letter(uint8_t byte)
{
    return (uint8_t)((byte | 0x20) - 'a') < 26;
}

/* Notes with what letters the rest of a keyword may begin, as identifiers/keywords.h compares them. Where it has a gap
 * or an apostrophe, the text may have nothing; where it has an accent, too (with it, the text has a high byte). */
static void add_code(struct mgp_finder *finder, struct mgp_slice rest)
{
    uint64_t letters = 0;
    unsigned count = 0;
    size_t at = 0, size;
    uint32_t c, parts[MGP_KEYWORD_LETTERS];
    for (; (size = mgp_utf8_decode(rest.ptr + at, rest.len - at, &c)) > 0; at += size) {
        size_t part_count = mgp_keyword_letters(c, parts);
        bool is_optional = parts[0] == '\'' || mgp_keyword_is_gap(c) || c < ' ';
        if (is_optional) add_to_codes(finder, letters, KEYWORD_CODE);
        for (size_t i = 0; i < part_count && !is_optional; i++) {
            if (mgp_is_mark(parts[i])) continue;
            if (parts[i] >= 0x80 || !is_letter((uint8_t)parts[i])) {
                add_to_codes(finder, letters, KEYWORD_CODE);
                return;
            }
            letters |= (uint64_t)parts[i] << (8 * count++);
            if (count < MGP_CODE_LETTERS) continue;
            add_to_codes(finder, letters, KEYWORD_CODE);
            return;
        }
    }
    add_to_codes(finder, letters, KEYWORD_CODE);
}

/* The first letters of keywords: each with its accent, if it has one. */
struct high_starts {
    struct high_start {
        uint32_t letter, mark;
    } items[MAX_HIGH_STARTS];
    size_t count;
    bool is_full;
};

static struct high_start start_of(uint32_t c)
{
    uint32_t parts[MGP_KEYWORD_LETTERS];
    size_t count = mgp_keyword_letters(c, parts);
    return (struct high_start){parts[0], count > 1 && mgp_is_mark(parts[1]) ? parts[1] : 0};
}

static void add_high_start(struct high_starts *starts, uint32_t first)
{
    struct high_start start = start_of(first);
    for (size_t i = 0; i < starts->count; i++) {
        if (starts->items[i].letter == start.letter && starts->items[i].mark == start.mark) return;
    }
    if (starts->count < MAX_HIGH_STARTS) starts->items[starts->count++] = start;
    else starts->is_full = true;
}

/* May the text have c where a keyword begins with one of the starts? An accent of the text is never passed over. */
static bool is_high_start(const struct high_starts *starts, uint32_t c)
{
    struct high_start start = start_of(c);
    for (size_t i = 0; i < starts->count; i++) {
        bool has_mark = start.mark == 0 || start.mark == starts->items[i].mark;
        if (starts->items[i].letter == start.letter && has_mark) return true;
    }
    return starts->is_full;
}

static void note_high_start(struct mgp_finder *finder, uint32_t c)
{
    uint8_t bytes[4];
    if (mgp_utf8_encode(c, bytes) > 1) set_bit(&finder->pairs, pair_of(bytes[0], bytes[1]));
}

/* Every character that is compared as one of the starts; beyond LAST_WITH_CASE these are themselves and the full-width
 * forms of ASCII. */
static void note_high_starts(struct mgp_finder *finder, const struct high_starts *starts)
{
    for (uint32_t c = 0x80; starts->count > 0 && c <= LAST_WITH_CASE; c++) {
        if (is_high_start(starts, c)) note_high_start(finder, c);
    }
    for (uint32_t c = 0xFF01; starts->count > 0 && c <= 0xFF5E; c++) {
        if (is_high_start(starts, c)) note_high_start(finder, c);
    }
    for (size_t i = 0; i < starts->count; i++) {
        note_high_start(finder, starts->items[i].letter);
    }
    for (uint32_t c = LAST_WITH_CASE; starts->is_full && c < 0x110000; c += 0x40) {
        note_high_start(finder, c);
    }
}

static void add_keyword(struct mgp_finder *finder, struct high_starts *starts, struct mgp_slice keyword,
                        bool is_managed)
{
    uint32_t first = 0;
    size_t size = 0;
    for (;; keyword = mgp_slice_sub(keyword, size, keyword.len)) {
        size = mgp_utf8_decode(keyword.ptr, keyword.len, &first);
        if (size == 0) {
            finder->has_other_keywords = finder->has_other_keywords || !is_managed;
            return;
        }
        bool is_dropped = mgp_keyword_is_gap(first) || first < ' ' || (is_managed && !mgp_codepoint_is_word(first));
        if (!is_dropped) break;
    }
    uint32_t letter = start_of(first).letter;
    add_high_start(starts, first);
    if (letter < 0x80 && is_letter((uint8_t)letter)) add_code(finder, keyword);
    else if (letter < 0x80) finder->has_other_keywords = true;
}

static void add_other_code(struct mgp_finder *finder, const char *text)
{
    uint64_t letters = 0;
    for (unsigned i = 0; text[i] && i < MGP_CODE_LETTERS; i++) {
        letters |= (uint64_t)(uint8_t)text[i] << (8 * i);
    }
    add_to_codes(finder, letters, OTHER_CODE);
}

/* eyJ and what letters base64 may have behind it. */
static void add_jwt_codes(struct mgp_finder *finder)
{
    char text[] = "eyj\0\0";
    add_other_code(finder, text);
    for (char a = 'a'; a <= 'z'; a++) {
        text[3] = a;
        text[4] = '\0';
        add_other_code(finder, text);
        for (char b = 'a'; b <= 'z'; b++) {
            text[4] = b;
            add_other_code(finder, text);
        }
    }
}

/* variant: MGP_IBAN_VARIANT. */
static void add_country(struct mgp_finder *finder, uint32_t variant)
{
    uint8_t first = (uint8_t)(variant >> 8), second = (uint8_t)variant;
    finder->wants_ibans = true;
    for (unsigned i = 0; i < 4; i++) {
        set_bit(&finder->ibans, pair_of(i & 1 ? first | 0x20 : first, i & 2 ? second | 0x20 : second));
    }
}

static void add_recognisers(struct mgp_finder *finder, const struct mgp_rule_set *rules)
{
    for (size_t i = 0; i < rules->recogniser_rule_count; i++) {
        switch (rules->recogniser_rules[i].recogniser) {
        case MGP_RECOGNISER_CARD:
            finder->wants_cards = true;
            break;
        case MGP_RECOGNISER_IBAN:
            add_country(finder, rules->recogniser_rules[i].variant);
            break;
        case MGP_RECOGNISER_NAME:
            finder->wants_names = true;
            break;
        case MGP_RECOGNISER_ADDRESS:
            finder->wants_addresses = true;
            break;
        case MGP_RECOGNISER_JWT:
            add_jwt_codes(finder);
            break;
        case MGP_RECOGNISER_KEY_BLOCK:
            add_other_code(finder, "begin");
            add_other_code(finder, "putty");
            break;
        default:
            break;
        }
    }
}

static void add_anchors(struct mgp_finder *finder)
{
    for (size_t i = 0; mgp_anchor_codes[i]; i++) {
        add_other_code(finder, mgp_anchor_codes[i]);
    }
    for (size_t i = 0; i < mgp_anchor_pair_count; i++) {
        set_bit(&finder->pairs, pair_of(mgp_anchor_pairs[i][0], mgp_anchor_pairs[i][1]));
    }
}

struct mgp_finder *mgp_finder_create(const struct mgp_rule_set *rules)
{
    struct mgp_finder *finder = mgp_calloc(1, sizeof *finder);
    struct high_starts starts = {.count = 0};
    finder->classify = mgp_classify_choose();
    for (size_t i = 0; i < rules->rule_count; i++) {
        const struct mgp_rule *rule = &rules->rules[i];
        const char *const *keywords = rule->identifier ? rule->identifier->keywords : rule->custom->keywords;
        for (size_t k = 0; keywords && keywords[k]; k++) {
            add_keyword(finder, &starts, mgp_slice_text(keywords[k]), rule->identifier != NULL);
        }
    }
    note_high_starts(finder, &starts);
    add_anchors(finder);
    add_recognisers(finder, rules);
    return finder;
}

void mgp_finder_destroy(struct mgp_finder *finder)
{
    free(finder);
}

/* The bits one byte earlier or later, with those of the neighbouring block. */
static uint64_t before(uint64_t bits, uint64_t previous, unsigned bytes)
{
    return bits << bytes | previous >> (64 - bytes);
}

static uint64_t behind(uint64_t bits, uint64_t next, unsigned bytes)
{
    return bits >> bytes | next << (64 - bytes);
}

static void classify_tail(const struct mgp_finder *finder, struct mgp_slice text, size_t from, struct mgp_block *out)
{
    uint8_t padded[MGP_BLOCK_BYTES] = {0};
    memcpy(padded, text.ptr + from, text.len - from);
    finder->classify(padded, 1, out);
}

/* Classifies count blocks from block `from`; those beyond the text are empty. */
static void classify_blocks(const struct mgp_finder *finder, struct mgp_slice text, size_t from, size_t count,
                            struct mgp_block *out)
{
    size_t whole = text.len / MGP_BLOCK_BYTES, full = from >= whole ? 0 : whole - from;
    if (full > count) full = count;
    if (full > 0) finder->classify(text.ptr + from * MGP_BLOCK_BYTES, full, out);
    for (size_t i = full; i < count; i++) {
        size_t begin = (from + i) * MGP_BLOCK_BYTES;
        out[i] = (struct mgp_block){0};
        if (begin < text.len) classify_tail(finder, text, begin, &out[i]);
    }
}

/* Letters at which a word begins: behind anything but a letter, and in camelCase. */
static uint64_t word_starts(const struct mgp_block *b)
{
    uint64_t letter_before = before(b->letter, b[-1].letter, 1), upper_before = before(b->upper, b[-1].upper, 1);
    uint64_t lower_or_high = (b->letter & ~b->upper) | b->high;
    uint64_t next_lower_or_high = (b[1].letter & ~b[1].upper) | b[1].high;
    uint64_t lower_behind = behind(lower_or_high, next_lower_or_high, 1);
    uint64_t camel = b->upper & (~upper_before | lower_behind);
    return b->letter & (~letter_before | camel);
}

/* Digits at which a number of 13 digits or more begins, blanks and dashes within. */
static uint64_t card_starts(const struct mgp_block *b)
{
    uint64_t run = b->digit | b->separator, next = b[1].digit | b[1].separator;
    uint64_t digit_before = before(b->digit, b[-1].digit, 1), letter_before = before(b->letter, b[-1].letter, 1);
    uint64_t long_run = run, long_next = next;
    static const unsigned steps[] = {1, 2, 4, 5};
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        long_run &= behind(long_run, long_next, steps[i]);
        long_next &= long_next >> steps[i] | ~(uint64_t)0 << (64 - steps[i]); /* what lies beyond may be one */
    }
    return b->digit & ~digit_before & ~letter_before & long_run;
}

/* Two letters and two digits, with a separator between or none. */
static uint64_t iban_starts(const struct mgp_block *b)
{
    uint64_t letter_before = before(b->letter, b[-1].letter, 1), digit_before = before(b->digit, b[-1].digit, 1);
    uint64_t second = behind(b->letter, b[1].letter, 1);
    uint64_t third = behind(b->digit, b[1].digit, 2), fourth = behind(b->digit, b[1].digit, 3);
    return b->letter & ~letter_before & ~digit_before & second & (third | fourth);
}

static uint64_t load_letters(struct mgp_slice text, size_t at)
{
    uint64_t bytes = 0;
    if (at + sizeof bytes <= text.len) memcpy(&bytes, text.ptr + at, sizeof bytes);
    else memcpy(&bytes, text.ptr + at, text.len - at);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    bytes = __builtin_bswap64(bytes);
#endif
    return bytes;
}

/* Room for one block's spots. */
static struct mgp_spot *reserve(struct mgp_spots *spots)
{
    if (spots->count + MGP_BLOCK_BYTES > spots->capacity) {
        spots->capacity = spots->capacity ? spots->capacity * 2 : 1024;
        spots->items = mgp_realloc(spots->items, spots->capacity, sizeof *spots->items);
    }
    return spots->items + spots->count;
}

/* For each number of letters, their bytes. */
static const uint64_t letter_masks[MGP_CODE_LETTERS + 1] = {0, 0xFF, 0xFFFF, 0xFFFFFF, 0xFFFFFFFF, 0xFFFFFFFFFF};

static uint32_t kinds_of_code(const struct mgp_finder *finder, size_t hash)
{
    return finder->codes[hash / CODES_IN_WORD] >> (hash % CODES_IN_WORD * 2) & 3;
}

/* Before a capital within the letters a word may end (ssnNumber, DLs), and so may a keyword. */
static uint32_t kinds_of_parts(const struct mgp_finder *finder, uint64_t code, uint64_t capitals)
{
    uint32_t kinds = 0;
    for (; capitals; capitals &= capitals - 1) {
        kinds |= kinds_of_code(finder, code_hash(code & letter_masks[__builtin_ctzll(capitals)]));
    }
    return kinds & KEYWORD_CODE;
}

static bool may_be_name(struct mgp_slice text, size_t at, uint64_t letters, size_t hash)
{
    size_t length = ~letters ? (size_t)__builtin_ctzll(~letters) : MGP_BLOCK_BYTES;
    return length < MGP_BLOCK_BYTES && mgp_name_may_begin(text, at, length, hash);
}

/* What the first letters of the words can begin, word by word and without a branch: most begin nothing. Where a
 * byte of 0x80 and more stands among these letters, the word may be spelt with ones that fold to ASCII: a keyword
 * is possible. */
static size_t find_words(const struct mgp_finder *finder, struct mgp_slice text, const struct mgp_block *b,
                         size_t begin, struct mgp_spot *out)
{
    static const uint64_t masks_of_bits[MGP_CODE_LETTERS + 1] = {0, 0, 2, 6, 14, 30}; /* all but the first */
    size_t count = 0;
    uint64_t word_before = before(b->letter | b->digit, b[-1].letter | b[-1].digit, 1);
    uint64_t capitals = finder->wants_names ? b->upper & ~word_before : 0;
    for (uint64_t starts = word_starts(b); starts; starts &= starts - 1) {
        unsigned bit = (unsigned)__builtin_ctzll(starts);
        uint64_t letters = b->letter >> bit | b[1].letter << 1 << (63 - bit);
        uint64_t high = b->high >> bit | b[1].high << 1 << (63 - bit);
        unsigned length = (unsigned)__builtin_ctzll(~letters | (uint64_t)1 << MGP_CODE_LETTERS);
        uint64_t code = (load_letters(text, begin + bit) | 0x2020202020202020u) & letter_masks[length];
        size_t hash = code_hash(code);
        uint32_t kinds = kinds_of_code(finder, hash);
        uint64_t capitals_in_code = (b->upper >> bit | b[1].upper << 1 << (63 - bit)) & masks_of_bits[length];
        if (capitals_in_code) kinds |= kinds_of_parts(finder, code, capitals_in_code);
        if (capitals >> bit & 1 && may_be_name(text, begin + bit, letters, hash)) kinds |= MGP_SPOT_NAME;
        kinds |= (uint32_t)((high & ~(~(uint64_t)0 << MGP_CODE_LETTERS)) >> length & KEYWORD_CODE);
        out[count] = (struct mgp_spot){(uint32_t)(begin + bit), kinds};
        count += kinds != 0;
    }
    return count;
}

/* The kinds of spot that stand behind OTHER_CODE. */
static uint32_t kinds_of_word(struct mgp_slice text, const struct mgp_spot *spot)
{
    uint32_t kinds = spot->kinds & (KEYWORD_CODE | MGP_SPOT_NAME);
    if (!(spot->kinds & OTHER_CODE)) return kinds;
    uint8_t first = text.ptr[spot->at] | 0x20;
    kinds |= MGP_SPOT_ANCHOR;
    if (first == 'e') kinds |= MGP_SPOT_JWT;
    if (first == 'b' || first == 'p') kinds |= MGP_SPOT_KEY_BLOCK;
    return kinds;
}

static bool has_pair(const struct bit_table *table, struct mgp_slice text, size_t at)
{
    return at + 1 < text.len && has_bit(table, pair_of(text.ptr[at], text.ptr[at + 1]));
}

/* Four or five digits, or one or two behind a letter. */
static bool may_be_code(struct mgp_slice text, size_t at, const struct mgp_block *b, unsigned bit)
{
    uint64_t digits = b->digit >> bit | b[1].digit << 1 << (63 - bit);
    unsigned length = (unsigned)__builtin_ctzll(~digits | (uint64_t)1 << 6);
    if (length == 4 || length == 5) return mgp_address_may_be_at(text, at);
    return length < 3 && at > 0 && is_letter(text.ptr[at - 1]) && mgp_address_may_be_at(text, at);
}

static uint32_t kinds_of_high(const struct mgp_finder *finder, struct mgp_slice text, size_t at)
{
    uint8_t ascii;
    uint32_t kinds = has_pair(&finder->pairs, text, at) ? MGP_SPOT_KEYWORD : 0;
    bool may_be_capital = text.ptr[at] >= 0xC3 && text.ptr[at] <= 0xE1;
    if (finder->wants_names && may_be_capital && (at == 0 || !is_letter(text.ptr[at - 1]))) kinds |= MGP_SPOT_NAME;
    return mgp_written_form(mgp_slice_sub(text, at, text.len), &ascii) ? kinds | MGP_SPOT_FOLD : kinds;
}

/* Adds kinds at a place of the block whose spots are items[0, count), in order. */
static size_t insert(struct mgp_spot *items, size_t count, size_t at, uint32_t kinds)
{
    size_t place = count;
    while (place > 0 && items[place - 1].at >= at) {
        place--;
    }
    if (place < count && items[place].at == at) {
        items[place].kinds |= kinds;
        return count;
    }
    memmove(items + place + 1, items + place, (count - place) * sizeof *items);
    items[place] = (struct mgp_spot){(uint32_t)at, kinds};
    return count + 1;
}

static void scan_block(const struct mgp_finder *finder, struct mgp_slice text, const struct mgp_block *b, size_t begin,
                       struct mgp_spots *spots)
{
    struct mgp_spot *items = reserve(spots);
    size_t count = find_words(finder, text, b, begin, items);
    for (size_t i = 0; i < count; i++) {
        items[i].kinds = kinds_of_word(text, &items[i]);
    }
    uint64_t cards = finder->wants_cards ? card_starts(b) : 0, ibans = finder->wants_ibans ? iban_starts(b) : 0;
    uint64_t word_before = before(b->letter | b->digit, b[-1].letter | b[-1].digit, 1);
    uint64_t others = b->special & (~word_before | ~b->digit);
    uint64_t numbers = finder->wants_addresses ? b->digit & ~before(b->digit, b[-1].digit, 1) : 0;
    for (uint64_t all = cards | ibans | others | numbers | b->high; all; all &= all - 1) {
        unsigned bit = (unsigned)__builtin_ctzll(all);
        size_t at = begin + bit;
        uint32_t kinds = cards >> bit & 1 ? MGP_SPOT_CARD : 0;
        if (ibans >> bit & 1 && has_pair(&finder->ibans, text, at)) kinds |= MGP_SPOT_IBAN;
        if (others >> bit & 1 && has_pair(&finder->pairs, text, at)) kinds |= MGP_SPOT_ANCHOR;
        if (numbers >> bit & 1 && may_be_code(text, at, b, bit)) kinds |= MGP_SPOT_ADDRESS;
        if (b->high >> bit & 1) kinds |= kinds_of_high(finder, text, at);
        if (kinds) count = insert(items, count, at, kinds);
    }
    spots->count += count;
}

bool mgp_finder_scan(const struct mgp_finder *finder, struct mgp_slice text, size_t from, size_t until,
                     struct mgp_spots *spots)
{
    struct mgp_block blocks[CHUNK_BLOCKS + 2];
    size_t block = from / MGP_BLOCK_BYTES, end = (until + MGP_BLOCK_BYTES - 1) / MGP_BLOCK_BYTES;
    spots->count = 0;
    blocks[0] = (struct mgp_block){0};
    if (block > 0) classify_blocks(finder, text, block - 1, 1, blocks);
    for (; block < end; block += CHUNK_BLOCKS) {
        size_t count = end - block < CHUNK_BLOCKS ? end - block : CHUNK_BLOCKS;
        classify_blocks(finder, text, block, count + 1, blocks + 1);
        for (size_t i = 0; i < count; i++) {
            scan_block(finder, text, &blocks[1 + i], (block + i) * MGP_BLOCK_BYTES, spots);
        }
        blocks[0] = blocks[count];
    }
    return !finder->has_other_keywords;
}
