#include "scanner/match/finder_internal.h"

#include "identifiers/recogniser_gates.h"
#include "scanner/match/shapes.h"

/* Blocks that are looked at together: their bitmaps stay in the first cache. */
#define CHUNK_BLOCKS 64

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

/* Puts down the words with which something can begin, as far as their ASCII letters tell. */
static void filter_words(const struct mgp_finder *finder, struct chunk *chunk)
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

/* Is there a character beyond ASCII that may be compared as an ASCII letter (full-width, a ligature)? */
static bool is_letter_in_disguise(const struct mgp_finder *finder, struct mgp_slice text, size_t at)
{
    uint8_t second = at + 1 < text.len ? text.ptr[at + 1] : 0;
    return mgp_high_code(&finder->high, text.ptr[at], second) & MGP_CODE_DISGUISED;
}

/* The class of the keywords that can begin at a word: MGP_START_NONE if none can. */
static uint32_t class_of_word(const struct mgp_finder *finder, struct mgp_slice text, const struct run *run, size_t at)
{
    uint32_t class = run->kinds & MGP_RUN_CLASS, best = run->word_ends ? class_of_parts(finder, run) : MGP_START_NONE;
    if (run->meets_high)
        return class || is_letter_in_disguise(finder, text, at + run->length) ? (uint32_t)MGP_START_ANY : best;
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

/* Drops words with which no keyword or mark begins: of those near characters beyond ASCII, and of those with a capital
 * within, which the filter lets through too easily. */
static void drop_words(const struct mgp_finder *finder, struct chunk *chunk)
{
    struct mgp_slice text = chunk->text;
    size_t count = 0;
    for (size_t i = 0; i < chunk->word_count; i++) {
        uint16_t word = chunk->words[i];
        size_t at = chunk->begin + word;
        const struct mgp_block *b = &chunk->blocks[word / MGP_BLOCK_BYTES];
        bool has_capital = bits_from(b->upper, b[1].upper, word % MGP_BLOCK_BYTES) >> 1 & 0x7F;
        bool is_asked = (has_capital | ((b->high | b[1].high) != 0)) & (at + MGP_BEGINNING_BYTES <= text.len);
        chunk->words[count] = word;
        count += is_asked ? mgp_high_may_begin(&finder->high, text.ptr + at) : 1;
    }
    chunk->word_count = count;
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
static uint64_t name_starts(struct mgp_slice text, const struct mgp_block *b, size_t begin, uint64_t may_be_named)
{
    uint64_t word_before = before(b->letter | b->digit, b[-1].letter | b[-1].digit, 1), found = 0;
    for (uint64_t capitals = b->upper & ~word_before & may_be_named; capitals; capitals &= capitals - 1) {
        unsigned bit = (unsigned)__builtin_ctzll(capitals);
        uint64_t run = bits_from(b->letter, b[1].letter, bit);
        unsigned length = (unsigned)__builtin_ctzll(~run | (uint64_t)1 << 63);
        unsigned start = length < MGP_NAME_START_LETTERS ? length : MGP_NAME_START_LETTERS;
        uint64_t letters = (load_letters(text, begin + bit) | 0x2020202020202020u) & letter_masks[start];
        bool may_begin =
            length < 63 && mgp_name_may_begin(text, begin + bit, length, mgp_name_start_of_letters(letters));
        found |= (uint64_t)may_begin << bit;
    }
    return found;
}

static bool has_pair(const struct bit_table *table, struct mgp_slice text, size_t at)
{
    return at + 1 < text.len && has_bit(table, pair_of(text.ptr[at], text.ptr[at + 1]));
}

/* Digits behind a letter that could be the first of a postal code: mgp_address_may_be_letter_code for a whole block. */
static uint64_t letter_code_starts(const struct mgp_block *b, uint64_t first)
{
    uint64_t word = b->letter | b->digit, next_word = b[1].letter | b[1].digit, found = 0;
    if (first == 0) return 0;
    uint64_t may_be_two = behind(word | b->separator, next_word | b[1].separator, 1);
    uint64_t may_be_three = behind(word, next_word, 1) & behind(b->separator, b[1].separator, 2);
    const uint64_t may_be[] = {first, first & may_be_two, first & may_be_three};
    for (unsigned i = 0; i < 3; i++) { /* the inward part begins so many bytes behind, and one more */
        found |= may_be[i] & behind(b->digit, b[1].digit, i + 1) & behind(b->letter, b[1].letter, i + 2) &
                 behind(word, next_word, i + 3) & ~behind(word, next_word, i + 4);
    }
    return found;
}

/* Digits that could be the first of a postal code: four or five, or some behind a letter. */
static uint64_t code_starts(const struct mgp_block *b)
{
    uint64_t first = b->digit & ~before(b->digit, b[-1].digit, 1), letter_before = before(b->letter, b[-1].letter, 1);
    uint64_t second = behind(b->digit, b[1].digit, 1), third = behind(b->digit, b[1].digit, 2);
    uint64_t fourth = behind(b->digit, b[1].digit, 3), fifth = behind(b->digit, b[1].digit, 4);
    uint64_t sixth = behind(b->digit, b[1].digit, 5);
    uint64_t numbers = first & ~letter_before & second & third & fourth & ~(fifth & sixth);
    return numbers | letter_code_starts(b, first & letter_before);
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
    struct mgp_high_spots high = {.may_be_named = ~(uint64_t)0};
    if (b->lead) high = mgp_finder_look_at_leads(finder, text, begin, b);
    uint64_t words = chunk->found[block], names = high.names;
    if (finder->wants_names) names |= name_starts(text, b, begin, high.may_be_named);
    uint64_t cards = 0, ibans = 0, codes = 0, anchors = 0;
    if (b->digit | b[1].digit) {
        uint64_t word_before = before(b->letter | b->digit, b[-1].letter | b[-1].digit, 1);
        if (finder->wants_cards) cards = card_starts(b);
        if (finder->wants_ibans) ibans = iban_starts(b);
        if (finder->wants_addresses) codes = code_starts(b);
        anchors = b->special & (~word_before | ~b->digit) & behind(b->digit, b[1].digit, 1);
    }
    uint64_t all = words | names | cards | ibans | codes | anchors | high.keywords | high.folds;
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
        if (high.keywords >> bit & 1) kinds |= MGP_SPOT_KEYWORD | MGP_START_ANY << MGP_SPOT_CLASS_SHIFT;
        if (high.folds >> bit & 1) kinds |= MGP_SPOT_FOLD;
        *end = (struct mgp_spot){(uint32_t)at, kinds};
        end += kinds != 0;
    }
    spots->count += (size_t)(end - out);
}

/* Bits that are set together with those 1, 2, ... length - 1 places on; next is taken along. */
static inline uint64_t narrow(uint64_t bits, uint64_t *next, unsigned step)
{
    bits &= behind(bits, *next, step);
    *next &= *next >> step;
    return bits;
}

static bool has_long_token(const struct mgp_block *b)
{
    uint64_t bits = b->letter | b->digit | b->joint, next = b[1].letter | b[1].digit | b[1].joint;
    bits = narrow(bits, &next, 1);
    bits = narrow(bits, &next, 2);
    bits = narrow(bits, &next, 4);
    bits = narrow(bits, &next, 8);
    _Static_assert(MGP_DENSE_TOKEN == 16 + 4, "the steps add up to the length");
    return narrow(bits, &next, 4) != 0;
}

static bool has_capitals(const struct mgp_block *b)
{
    uint64_t bits = b->upper | b->digit, next = b[1].upper | b[1].digit;
    _Static_assert(MGP_DENSE_CAPITALS == 2 + 2, "the steps add up to the length");
    bits = narrow(bits, &next, 1);
    return narrow(bits, &next, 2) != 0;
}

/* How dense each block is: enum mgp_density. */
static void note_density(const struct chunk *chunk, struct mgp_spots *spots)
{
    for (size_t i = 0; i < chunk->count; i++) {
        const struct mgp_block *b = &chunk->blocks[i];
        size_t block = chunk->begin / MGP_BLOCK_BYTES + i;
        bool is_dense = has_capitals(b) || has_long_token(b);
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
        filter_words(finder, &chunk);
        drop_words(finder, &chunk);
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
