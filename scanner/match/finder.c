#include "scanner/match/finder.h"

#include "base/utf8.h"
#include "identifiers/keyword_letters.h"
#include "identifiers/recogniser_gates.h"
#include "identifiers/written_form.h"
#include "scanner/match/claim.h"
#include "scanner/match/run_filter.h"
#include "scanner/match/shapes.h"

/* How far a value in reach of a keyword can begin, and its first digits stand, in blocks: before the keyword; behind its
 * begin where the text has characters beyond ASCII; and over how many a value reaches. */
#define BLOCKS_BEFORE      (1 + (MGP_KEYWORD_REACH + MGP_LONG_SHAPE) / MGP_BLOCK_BYTES)
#define HIGH_BLOCKS_BEFORE (1 + (4 * MGP_KEYWORD_REACH + MGP_LONG_SHAPE) / MGP_BLOCK_BYTES)
#define HIGH_BLOCKS_BEHIND (2 + (MGP_MAX_KEYWORD_SPAN + 4 * MGP_KEYWORD_REACH) / MGP_BLOCK_BYTES + VALUE_BLOCKS)
#define VALUE_BLOCKS       (2 + MGP_LONG_SHAPE / MGP_BLOCK_BYTES)

/* What a gap of a keyword may take of ASCII text: four blanks, a dash, four blanks. */
#define MAX_GAP_BYTES 9

/* Blocks that are looked at together: their bitmaps stay in the first cache. */
#define CHUNK_BLOCKS 64

/* Different first letters beyond ASCII that are told apart; with more, every such letter may begin a keyword. */
#define MAX_HIGH_STARTS 512
/* Marks: words with which values without keyword begin. */
#define MAX_MARKS 32
#define CAPITAL_SHARP_S 0x1E9E /* keywords.c counts it among the capitals */

/* No character beyond folds to another. */
#define LAST_WITH_CASE 0x2FFF

/* A set of numbers below 1 << 16. */
struct bit_table {
    uint64_t words[(1 << 16) / 64];
};

struct mgp_finder {
    mgp_classify *classify;
    bool has_other_keywords; /* some begin with a digit or punctuation */
    bool wants_cards, wants_ibans, wants_names, wants_addresses;
    size_t blocks_behind;    /* in ASCII text a value in reach of a keyword begins no more blocks behind it */
    struct bit_table pairs;  /* the first two bytes: keywords in other scripts, anchors */
    struct bit_table ibans;  /* the first two bytes, in either case */
    struct mark {
        uint64_t letters; /* as mgp_run_hash has them */
        uint32_t kinds;
    } marks[MAX_MARKS];
    size_t mark_count;
    struct mgp_keyword_starts starts;
    mgp_run_filter *filter;
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

static bool is_letter(uint8_t byte)
{
    return (uint8_t)((byte | 0x20) - 'a') < 26;
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
                        bool is_managed, enum mgp_start_class class)
{
    uint32_t first = 0;
    size_t size = 0;
    mgp_keyword_starts_add(&finder->starts, keyword, is_managed, class);
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
    if (letter < 0x80 && !is_letter((uint8_t)letter)) finder->has_other_keywords = true;
}

static void add_mark(struct mgp_finder *finder, const char *letters, uint32_t kinds)
{
    struct mark *mark = &finder->marks[finder->mark_count];
    if (finder->mark_count == MAX_MARKS) abort(); /* a catalogue that outgrew its table: no test passes */
    *mark = (struct mark){.kinds = kinds};
    for (unsigned i = 0; letters[i] && i < MGP_RUN_LETTERS; i++) {
        mark->letters |= (uint64_t)(uint8_t)letters[i] << (8 * i);
    }
    finder->mark_count++;
    mgp_keyword_starts_add_mark(&finder->starts, letters);
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

static bool has_mark(const struct mgp_finder *finder, uint32_t kinds)
{
    for (size_t i = 0; i < finder->mark_count; i++) {
        if (finder->marks[i].kinds == kinds) return true;
    }
    return false;
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
            finder->starts.token = 0x4A7965; /* eyJ */
            break;
        case MGP_RECOGNISER_KEY_BLOCK:
            if (has_mark(finder, MGP_SPOT_KEY_BLOCK)) break;
            add_mark(finder, "begin", MGP_SPOT_KEY_BLOCK);
            add_mark(finder, "putty", MGP_SPOT_KEY_BLOCK);
            break;
        default:
            break;
        }
    }
}

static void add_anchors(struct mgp_finder *finder)
{
    for (size_t i = 0; mgp_anchor_codes[i]; i++) {
        add_mark(finder, mgp_anchor_codes[i], MGP_SPOT_ANCHOR);
    }
    for (size_t i = 0; i < mgp_anchor_pair_count; i++) {
        set_bit(&finder->pairs, pair_of(mgp_anchor_pairs[i][0], mgp_anchor_pairs[i][1]));
    }
}

static enum mgp_start_class class_of_pattern(const struct mgp_shape_pattern *pattern)
{
    if (pattern->longest > MGP_LONG_SHAPE || pattern->sparseness == MGP_SPARSE) return MGP_START_ANY;
    return pattern->sparseness == MGP_DENSE ? MGP_START_NEEDS_DENSE : MGP_START_NEEDS_DIGIT;
}

static void note_classes(const struct mgp_shapes *shapes, enum mgp_start_class *classes)
{
    for (size_t i = 0; i < shapes->pattern_count; i++) {
        enum mgp_start_class class = class_of_pattern(&shapes->patterns[i]);
        enum mgp_start_class *of = &classes[shapes->patterns[i].identifier];
        if (class > *of) *of = class;
    }
}

/* What keywords of each identifier of the catalogue ask of their place. Cards and IBANs make it dense. */
static enum mgp_start_class *classes_of_identifiers(void)
{
    enum mgp_start_class *classes = mgp_calloc(mgp_catalogue_count, sizeof *classes);
    note_classes(&mgp_keyword_shapes, classes);
    note_classes(&mgp_anchor_shapes, classes);
    for (size_t i = 0; i < mgp_catalogue_count; i++) {
        enum mgp_recogniser_id id = mgp_catalogue[i].recogniser;
        bool is_dense = id == MGP_RECOGNISER_NONE || id == MGP_RECOGNISER_CARD || id == MGP_RECOGNISER_IBAN;
        if (!is_dense) classes[i] = MGP_START_ANY;
        else if (classes[i] == MGP_START_NONE) classes[i] = MGP_START_NEEDS_DENSE;
    }
    return classes;
}

/* Bytes of ASCII text that a managed keyword can match: each gap takes a dash and blanks on both sides. */
static size_t longest_text(struct mgp_slice keyword)
{
    size_t length = keyword.len;
    for (size_t i = 0; i < keyword.len; i++) {
        if (!is_letter(keyword.ptr[i])) length += MAX_GAP_BYTES;
    }
    return length;
}

struct mgp_finder *mgp_finder_create(const struct mgp_rule_set *rules)
{
    struct mgp_finder *finder = mgp_calloc(1, sizeof *finder);
    struct high_starts starts = {.count = 0};
    enum mgp_start_class *classes = classes_of_identifiers();
    size_t longest = 0;
    finder->classify = mgp_classify_choose();
    finder->filter = mgp_run_filter_choose();
    for (size_t i = 0; i < rules->rule_count; i++) {
        const struct mgp_rule *rule = &rules->rules[i];
        const char *const *keywords = rule->identifier ? rule->identifier->keywords : rule->custom->keywords;
        enum mgp_start_class class = rule->identifier ? classes[rule->identifier - mgp_catalogue] : MGP_START_ANY;
        for (size_t k = 0; keywords && keywords[k]; k++) {
            struct mgp_slice keyword = mgp_slice_text(keywords[k]);
            add_keyword(finder, &starts, keyword, rule->identifier != NULL, class);
            if (longest_text(keyword) > longest) longest = longest_text(keyword);
        }
    }
    finder->blocks_behind = (MGP_BLOCK_BYTES - 1 + longest + MGP_KEYWORD_REACH) / MGP_BLOCK_BYTES;
    free(classes);
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

static uint64_t load_eight(const uint8_t *text)
{
    uint64_t bytes;
    memcpy(&bytes, text, sizeof bytes);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    bytes = __builtin_bswap64(bytes);
#endif
    return bytes;
}

static uint64_t load_letters(struct mgp_slice text, size_t at)
{
    uint8_t padded[sizeof(uint64_t)] = {0};
    if (at + sizeof padded <= text.len) return load_eight(text.ptr + at);
    memcpy(padded, text.ptr + at, text.len - at);
    return load_eight(padded);
}

/* For each number of letters, their bytes. */
static const uint64_t letter_masks[MGP_RUN_LETTERS + 1] = {
    0,          0xFF,         0xFFFF,         0xFFFFFF,         0xFFFFFFFF,
    0xFFFFFFFFFF, 0xFFFFFFFFFFFF, 0xFFFFFFFFFFFFFF, 0xFFFFFFFFFFFFFFFF,
};

/* A chunk of the text as it is looked through: what could begin at each byte, block by block. */
struct chunk {
    struct mgp_slice text;
    size_t begin; /* of its first block */
    size_t count; /* of its blocks */
    const struct mgp_block *blocks; /* blocks[-1] and blocks[count] are there */
    uint16_t words[MGP_RUN_ROOM(CHUNK_BLOCKS)];          /* those with which something can begin, from `begin` */
    uint32_t word_kinds[CHUNK_BLOCKS * MGP_BLOCK_BYTES]; /* of the spots there, once looked at */
    size_t word_count;
    uint64_t found[CHUNK_BLOCKS]; /* where words stand */
};

/* The letters of a run, as bits from its first byte; the same for others. */
static uint64_t bits_from(uint64_t bits, uint64_t next, unsigned bit)
{
    return bits >> bit | next << 1 << (63 - bit);
}

/* Puts down the words with which something can begin. */
static void find_words(const struct mgp_finder *finder, struct chunk *chunk)
{
    uint64_t starts[CHUNK_BLOCKS];
    struct mgp_slice text = chunk->text;
    size_t count = chunk->count, begin = chunk->begin, end = begin + count * MGP_BLOCK_BYTES;
    for (size_t i = 0; i < count; i++) {
        starts[i] = word_starts(&chunk->blocks[i]);
    }
    if (end + MGP_RUN_LETTERS <= text.len) {
        chunk->word_count = finder->filter(&finder->starts, text.ptr + begin, starts, count, chunk->words);
        return;
    }
    /* The text ends within the last blocks. */
    uint8_t padded[CHUNK_BLOCKS * MGP_BLOCK_BYTES + MGP_RUN_LETTERS] = {0};
    memcpy(padded, text.ptr + begin, text.len - begin);
    chunk->word_count = finder->filter(&finder->starts, padded, starts, count, chunk->words);
}

/* Is there a character beyond ASCII that is compared as an ASCII letter (full-width, a ligature)? */
static bool is_letter_in_disguise(struct mgp_slice text, size_t at)
{
    uint32_t c, parts[MGP_KEYWORD_LETTERS];
    if (mgp_utf8_decode(text.ptr + at, text.len - at, &c) == 0) return false;
    size_t count = mgp_keyword_letters(c, parts);
    return parts[0] < 0x80 && is_letter((uint8_t)parts[0]) && !(count > 1 && mgp_is_mark(parts[1]));
}

enum next_run { UNKNOWN_NEXT, KNOWN_NEXT };

/* What follows a run of letters that ends at at: *next becomes what mgp_next_is_known wants. */
static enum next_run look_behind_run(struct mgp_slice text, size_t at, uint32_t *next)
{
    uint64_t bytes = at < text.len ? load_letters(text, at) : 0;
    uint8_t gap = (uint8_t)bytes;
    *next = MGP_NEXT_IS_OTHER | gap;
    if (gap != ' ' && gap != '_' && gap != '-')
        return gap >= 0x80 || (gap >= '\t' && gap <= '\r') || gap == '\'' || gap == '`' ? UNKNOWN_NEXT : KNOWN_NEXT;
    uint32_t letters = 0;
    for (unsigned i = 0; i < MGP_NEXT_LETTERS; i++) {
        uint8_t byte = (uint8_t)(bytes >> (8 * (i + 1)));
        bool may_end_word = i > 0 && (uint8_t)(byte - 'A') < 26; /* before a capital */
        if (byte >= 0x80 || may_end_word) return UNKNOWN_NEXT;
        if (!is_letter(byte)) break;
        letters |= (uint32_t)(byte | 0x20) << (8 * i);
    }
    *next = letters;
    return letters ? KNOWN_NEXT : UNKNOWN_NEXT;
}

/* The letters at the begin of a word. */
struct run {
    uint64_t letters;   /* MGP_RUN_LETTERS at most, as mgp_run_hash has them */
    unsigned length;    /* how many these are */
    uint64_t word_ends; /* bit n: before the nth of them, a capital, a word may end (ssnNumber, DLs) */
    bool meets_high;    /* there is a character beyond ASCII behind them, and fewer than MGP_RUN_LETTERS of them */
    uint32_t kinds;     /* MGP_RUN_* */
};

static struct run read_run(const struct mgp_finder *finder, struct mgp_slice text, const struct mgp_block *b, size_t at)
{
    unsigned bit = at % MGP_BLOCK_BYTES;
    uint64_t letter = bits_from(b->letter, b[1].letter, bit), upper = bits_from(b->upper, b[1].upper, bit);
    uint64_t high = bits_from(b->high, b[1].high, bit), lower = (letter & ~upper) | high;
    struct run run = {.length = (unsigned)__builtin_ctzll(~letter | (uint64_t)1 << MGP_RUN_LETTERS)};
    uint64_t within = (((uint64_t)1 << run.length) - 1) & ~(uint64_t)1;
    run.letters = (load_letters(text, at) | 0x2020202020202020u) & letter_masks[run.length];
    run.word_ends = upper & (~(upper << 1) | lower >> 1) & within;
    run.meets_high = run.length < MGP_RUN_LETTERS && high >> run.length & 1;
    run.kinds = mgp_run_kinds(&finder->starts, run.letters);
    return run;
}

static uint32_t class_of_parts(const struct mgp_finder *finder, const struct run *run)
{
    uint32_t best = MGP_START_NONE;
    for (uint64_t ends = run->word_ends; ends; ends &= ends - 1) {
        uint32_t kinds = mgp_run_kinds(&finder->starts, run->letters & letter_masks[__builtin_ctzll(ends)]);
        if (kinds & MGP_RUN_ENDS && (kinds & MGP_RUN_CLASS) > best) best = kinds & MGP_RUN_CLASS;
    }
    return best;
}

/* Can a keyword that begins with the run, and has more, go on with what stands behind it? */
static bool may_go_on(const struct mgp_finder *finder, struct mgp_slice text, const struct run *run, size_t end)
{
    uint32_t next;
    if (run->length == MGP_RUN_LETTERS) return false;
    enum next_run follows = look_behind_run(text, end, &next);
    return follows == UNKNOWN_NEXT || mgp_next_is_known(&finder->starts, run->letters, next);
}

/* The class of the keywords that can begin at a word: MGP_START_NONE if none can. */
static uint32_t class_of_word(const struct mgp_finder *finder, struct mgp_slice text, const struct run *run, size_t at)
{
    uint32_t class = run->kinds & MGP_RUN_CLASS, best = run->word_ends ? class_of_parts(finder, run) : MGP_START_NONE;
    if (run->meets_high) return class || is_letter_in_disguise(text, at + run->length) ? (uint32_t)MGP_START_ANY : best;
    if (class <= best) return best;
    return run->kinds & MGP_RUN_ENDS || may_go_on(finder, text, run, at + run->length) ? class : best;
}

static uint32_t kinds_of_mark(const struct mgp_finder *finder, uint64_t letters)
{
    uint32_t kinds = 0;
    for (size_t i = 0; i < finder->mark_count; i++) {
        if (letters == finder->marks[i].letters) kinds |= finder->marks[i].kinds;
    }
    return kinds;
}

/* Keeps of the words those with which a keyword or mark can begin. */
static void look_at_words(const struct mgp_finder *finder, struct chunk *chunk)
{
    struct mgp_slice text = chunk->text;
    size_t count = 0;
    for (size_t i = 0; i < chunk->word_count; i++) {
        size_t at = chunk->begin + chunk->words[i], block = chunk->words[i] / MGP_BLOCK_BYTES;
        struct run run = read_run(finder, text, &chunk->blocks[block], at);
        uint32_t class = class_of_word(finder, text, &run, at), kinds = 0;
        if (run.kinds & MGP_RUN_MARK) kinds = kinds_of_mark(finder, run.letters);
        if (finder->starts.token && (load_letters(text, at) & 0xFFFFFF) == finder->starts.token) kinds |= MGP_SPOT_JWT;
        if (class != MGP_START_NONE) kinds |= class << MGP_SPOT_CLASS_SHIFT | MGP_SPOT_KEYWORD;
        if (kinds == 0) continue;
        chunk->word_kinds[count++] = kinds;
        chunk->found[block] |= (uint64_t)1 << (at % MGP_BLOCK_BYTES);
    }
    chunk->word_count = count;
}

/* Where a word begins with a capital that a given name begins with. */
static uint64_t name_starts(struct mgp_slice text, const struct mgp_block *b, size_t begin)
{
    uint64_t word_before = before(b->letter | b->digit, b[-1].letter | b[-1].digit, 1), found = 0;
    for (uint64_t capitals = b->upper & ~word_before; capitals; capitals &= capitals - 1) {
        unsigned bit = (unsigned)__builtin_ctzll(capitals);
        uint64_t run = bits_from(b->letter, b[1].letter, bit);
        unsigned length = (unsigned)__builtin_ctzll(~run | (uint64_t)1 << 63);
        unsigned start = length < MGP_NAME_START_LETTERS ? length : MGP_NAME_START_LETTERS;
        uint64_t letters = (load_letters(text, begin + bit) | 0x2020202020202020u) & letter_masks[start];
        bool may_begin = length < 63 && mgp_name_may_begin(text, begin + bit, length, mgp_name_start_of_letters(letters));
        found |= (uint64_t)may_begin << bit;
    }
    return found;
}

static bool has_pair(const struct bit_table *table, struct mgp_slice text, size_t at)
{
    return at + 1 < text.len && has_bit(table, pair_of(text.ptr[at], text.ptr[at + 1]));
}

/* Digits that could be the first of a postal code: four or five, or one or two behind a letter. */
static uint64_t code_starts(const struct mgp_block *b)
{
    uint64_t first = b->digit & ~before(b->digit, b[-1].digit, 1), letter_before = before(b->letter, b[-1].letter, 1);
    uint64_t second = behind(b->digit, b[1].digit, 1), third = behind(b->digit, b[1].digit, 2);
    uint64_t fourth = behind(b->digit, b[1].digit, 3), fifth = behind(b->digit, b[1].digit, 4);
    uint64_t sixth = behind(b->digit, b[1].digit, 5);
    return first & ((second & third & fourth & ~(fifth & sixth)) | (letter_before & ~(second & third)));
}

/* Does a letter of a script that puts blanks between words end before at? No word begins behind it but with a capital. */
static bool is_behind_letter(struct mgp_slice text, size_t at)
{
    uint32_t c;
    if (at == 0 || text.ptr[at - 1] < 0x80) return at > 0 && is_letter(text.ptr[at - 1]);
    bool has_two_bytes = at > 1 && text.ptr[at - 2] >= 0xC2 && text.ptr[at - 2] < 0xE0;
    return has_two_bytes && mgp_utf8_decode(text.ptr + at - 2, 2, &c) == 2 && mgp_codepoint_is_letter(c) && !mgp_is_mark(c);
}

static uint32_t kinds_of_high(const struct mgp_finder *finder, struct mgp_slice text, size_t at)
{
    uint8_t ascii, lead = text.ptr[at];
    uint32_t kinds = 0, c = 0;
    bool may_be_name = finder->wants_names && lead >= 0xC3 && lead <= 0xE1;
    bool may_be_keyword = has_pair(&finder->pairs, text, at);
    if (may_be_name | may_be_keyword) {
        mgp_utf8_decode(text.ptr + at, text.len - at, &c);
        bool is_capital = mgp_codepoint_is_upper(c) || c == CAPITAL_SHARP_S, begins = !is_behind_letter(text, at);
        if (may_be_name && is_capital && begins) kinds = MGP_SPOT_NAME;
        if (may_be_keyword && (lead >= 0xE0 || is_capital || begins))
            kinds |= MGP_SPOT_KEYWORD | MGP_START_ANY << MGP_SPOT_CLASS_SHIFT;
    }
    if (lead != 0xC2 && lead < 0xE2) return kinds;
    return mgp_written_form(mgp_slice_sub(text, at, text.len), &ascii) ? kinds | MGP_SPOT_FOLD : kinds;
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

/* Adds the spots of a block; *word goes over the chunk's words. */
static void emit_block(const struct mgp_finder *finder, const struct chunk *chunk, size_t block, size_t *word,
                       struct mgp_spots *spots)
{
    const struct mgp_block *b = &chunk->blocks[block];
    struct mgp_slice text = chunk->text;
    size_t begin = chunk->begin + block * MGP_BLOCK_BYTES;
    uint64_t words = chunk->found[block], names = finder->wants_names ? name_starts(text, b, begin) : 0;
    uint64_t cards = 0, ibans = 0, codes = 0, anchors = 0;
    if (b->digit | b[1].digit) {
        uint64_t word_before = before(b->letter | b->digit, b[-1].letter | b[-1].digit, 1);
        if (finder->wants_cards) cards = card_starts(b);
        if (finder->wants_ibans) ibans = iban_starts(b);
        if (finder->wants_addresses) codes = code_starts(b);
        anchors = b->special & (~word_before | ~b->digit) & behind(b->digit, b[1].digit, 1);
    }
    uint64_t all = words | names | cards | ibans | codes | anchors | b->lead;
    if (all == 0) return;
    struct mgp_spot *out = reserve(spots), *end = out;
    for (; all; all &= all - 1) {
        unsigned bit = (unsigned)__builtin_ctzll(all);
        size_t at = begin + bit;
        uint32_t kinds = words >> bit & 1 ? chunk->word_kinds[(*word)++] : 0;
        if (names >> bit & 1) kinds |= MGP_SPOT_NAME;
        if (cards >> bit & 1) kinds |= MGP_SPOT_CARD;
        if (ibans >> bit & 1 && has_pair(&finder->ibans, text, at)) kinds |= MGP_SPOT_IBAN;
        if (anchors >> bit & 1 && has_pair(&finder->pairs, text, at)) kinds |= MGP_SPOT_ANCHOR;
        if (codes >> bit & 1 && mgp_address_may_be_at(text, at)) kinds |= MGP_SPOT_ADDRESS;
        if (b->lead >> bit & 1) kinds |= kinds_of_high(finder, text, at);
        *end = (struct mgp_spot){(uint32_t)at, kinds};
        end += kinds != 0;
    }
    spots->count += (size_t)(end - out);
}

/* Bytes that stand at the begin of a run of at least `length` of these bits (2 to 64). */
static uint64_t long_runs(uint64_t bits, uint64_t next, unsigned length)
{
    unsigned have = 1;
    while (have < length) {
        unsigned step = have < length - have ? have : length - have;
        bits &= behind(bits, next, step);
        next &= next >> step;
        have += step;
    }
    return bits;
}

/* How dense each block is: enum mgp_density. */
static void note_density(const struct chunk *chunk, struct mgp_spots *spots)
{
    for (size_t i = 0; i < chunk->count; i++) {
        const struct mgp_block *b = &chunk->blocks[i];
        size_t block = chunk->begin / MGP_BLOCK_BYTES + i;
        uint64_t capitals = b->upper | b->digit, token = b->letter | b->digit | b->joint;
        uint64_t next_token = b[1].letter | b[1].digit | b[1].joint;
        bool is_dense = long_runs(capitals, b[1].upper | b[1].digit, MGP_DENSE_CAPITALS) != 0 ||
                        long_runs(token, next_token, MGP_DENSE_TOKEN) != 0;
        uint8_t density = is_dense ? MGP_DENSITY_RUN : 0;
        if (b->high) density |= MGP_DENSITY_HIGH;
        spots->density[block] = density;
        spots->digits[block] = b->digit;
    }
}

static void make_room(struct mgp_spots *spots, size_t blocks)
{
    if (blocks <= spots->block_capacity) return;
    spots->block_capacity = 2 * blocks;
    spots->digits = mgp_realloc(spots->digits, spots->block_capacity, sizeof *spots->digits);
    spots->density = mgp_realloc(spots->density, spots->block_capacity, sizeof *spots->density);
}

bool mgp_finder_scan(const struct mgp_finder *finder, struct mgp_slice text, size_t from, size_t until,
                     struct mgp_spots *spots)
{
    struct mgp_block blocks[CHUNK_BLOCKS + 2];
    struct chunk chunk = {.text = text, .blocks = blocks + 1};
    size_t block = from / MGP_BLOCK_BYTES, end = (until + MGP_BLOCK_BYTES - 1) / MGP_BLOCK_BYTES;
    spots->count = 0;
    spots->first_block = block;
    spots->end_block = end;
    make_room(spots, end);
    blocks[0] = (struct mgp_block){0};
    if (block > 0) classify_blocks(finder, text, block - 1, 1, blocks);
    for (; block < end; block += CHUNK_BLOCKS) {
        chunk.count = end - block < CHUNK_BLOCKS ? end - block : CHUNK_BLOCKS;
        chunk.begin = block * MGP_BLOCK_BYTES;
        classify_blocks(finder, text, block, chunk.count + 1, blocks + 1);
        memset(chunk.found, 0, chunk.count * sizeof *chunk.found);
        find_words(finder, &chunk);
        look_at_words(finder, &chunk);
        note_density(&chunk, spots);
        size_t word = 0;
        for (size_t i = 0; i < chunk.count; i++) {
            emit_block(finder, &chunk, i, &word, spots);
        }
        blocks[0] = blocks[chunk.count];
    }
    return !finder->has_other_keywords;
}

void mgp_spots_clear(struct mgp_spots *spots)
{
    free(spots->items);
    free(spots->digits);
    free(spots->density);
    *spots = (struct mgp_spots){0};
}

/* Can a value of the class begin in [first, end) of the blocks? */
static bool are_dense(const struct mgp_spots *spots, uint32_t class, size_t first, size_t end)
{
    unsigned digits = 0, wanted = class == MGP_START_NEEDS_DENSE ? MGP_DENSE_DIGITS : 1;
    if (first < spots->first_block) first = spots->first_block;
    for (size_t block = first; block < end && block < spots->end_block; block++) {
        digits += (unsigned)__builtin_popcountll(spots->digits[block]);
        if (digits >= wanted || spots->density[block] & MGP_DENSITY_RUN) return true;
    }
    return false;
}

static bool have_high(const struct mgp_spots *spots, size_t first, size_t end)
{
    uint8_t any = 0;
    if (first < spots->first_block) first = spots->first_block;
    for (size_t block = first; block < end && block < spots->end_block; block++) {
        any |= spots->density[block];
    }
    return any & MGP_DENSITY_HIGH;
}

static size_t less(size_t value, size_t by)
{
    return value > by ? value - by : 0;
}

bool mgp_finder_keyword_counts(const struct mgp_finder *finder, const struct mgp_spots *spots,
                               const struct mgp_spot *spot)
{
    uint32_t class = spot->kinds >> MGP_SPOT_CLASS_SHIFT;
    if (class == MGP_START_ANY) return true;
    size_t block = spot->at / MGP_BLOCK_BYTES;
    if (!have_high(spots, less(block, HIGH_BLOCKS_BEFORE), block + HIGH_BLOCKS_BEHIND))
        return are_dense(spots, class, less(block, BLOCKS_BEFORE), block + finder->blocks_behind + VALUE_BLOCKS);
    return are_dense(spots, class, less(block, HIGH_BLOCKS_BEFORE), block + HIGH_BLOCKS_BEHIND);
}

bool mgp_spots_count_within(const struct mgp_spots *spots, const struct mgp_spot *spot, size_t from, size_t until)
{
    uint32_t class = spot->kinds >> MGP_SPOT_CLASS_SHIFT;
    if (class == MGP_START_ANY) return true;
    return are_dense(spots, class, from / MGP_BLOCK_BYTES, until / MGP_BLOCK_BYTES + 1);
}

size_t mgp_spots_digits(const struct mgp_spots *spots, size_t from, size_t until)
{
    size_t first = from / MGP_BLOCK_BYTES, last = until / MGP_BLOCK_BYTES, digits = 0;
    if (from >= until) return 0;
    for (size_t block = first; block <= last && block < spots->end_block; block++) {
        uint64_t bits = spots->digits[block];
        if (block == first) bits &= ~(uint64_t)0 << (from % MGP_BLOCK_BYTES);
        if (block == last) bits &= ((uint64_t)1 << (until % MGP_BLOCK_BYTES)) - 1;
        digits += (size_t)__builtin_popcountll(bits);
    }
    return digits;
}

bool mgp_spots_are_ascii(const struct mgp_spots *spots, size_t from, size_t until)
{
    return !have_high(spots, from / MGP_BLOCK_BYTES, until / MGP_BLOCK_BYTES + 1);
}
