#include "scanner/match/finder_internal.h"

#include "identifiers/recogniser_gates.h"
#include "scanner/content/swar.h"
#include "scanner/match/shapes.h"

/* For each number of letters, their bytes. */
static const uint64_t letter_masks[MGP_RUN_LETTERS + 1] = {
    0,          0xFF,         0xFFFF,         0xFFFFFF,         0xFFFFFFFF,
    0xFFFFFFFFFF, 0xFFFFFFFFFFFF, 0xFFFFFFFFFFFFFF, 0xFFFFFFFFFFFFFFFF,
};

/* What follows a chunk: the block behind it, of which the pair filter looks at one byte more, and a run of letters. */
#define BYTES_BEHIND (MGP_BLOCK_BYTES + MGP_RUN_LETTERS)

/* A chunk of the text as it is looked through: what could begin at each byte, block by block. Its first block is the
 * second of the bitmaps. */
struct chunk {
    struct mgp_slice text;
    const uint64_t *borders; /* of the text's blocks; NULL: none is known */
    size_t begin; /* of its first block */
    size_t count; /* of its blocks */
    const uint8_t *bytes; /* from `begin`, BYTES_BEHIND more than its blocks have: behind the text's end zeros */
    uint8_t padded[MGP_CHUNK_BLOCKS * MGP_BLOCK_BYTES + BYTES_BEHIND];
    struct mgp_bitmaps bitmaps;
    struct mgp_pair_maps pairs;
    struct mgp_leads leads[MGP_CHUNK_BLOCKS + 2]; /* of blocks that have characters beyond ASCII */
    struct mgp_candidates candidates;
    uint16_t words[MGP_RUN_ROOM(MGP_CHUNK_BLOCKS)];          /* those with which something can begin, from `begin` */
    uint32_t word_kinds[MGP_CHUNK_BLOCKS * MGP_BLOCK_BYTES]; /* of the spots there, once looked at */
    size_t word_count;
    uint64_t blocks_with_words;       /* a bit for each block */
    uint64_t found[MGP_CHUNK_BLOCKS]; /* where words stand */
};

static void read_bytes(struct chunk *chunk)
{
    struct mgp_slice text = chunk->text;
    size_t wanted = chunk->count * MGP_BLOCK_BYTES + BYTES_BEHIND;
    size_t have = chunk->begin < text.len ? text.len - chunk->begin : 0;
    chunk->bytes = text.ptr + chunk->begin;
    if (have >= wanted) return;
    if (have > 0) memcpy(chunk->padded, text.ptr + chunk->begin, have);
    memset(chunk->padded + have, 0, wanted - have);
    chunk->bytes = chunk->padded;
}

/* What stands at the characters beyond ASCII of the chunk and of the block behind it. */
static void read_leads(const struct mgp_finder *finder, struct chunk *chunk)
{
    struct mgp_pair_maps *pairs = &chunk->pairs;
    size_t words = chunk->count + 2;
    memset(pairs->disguised, 0, words * sizeof *pairs->disguised);
    memset(pairs->barred[0], 0, words * sizeof *pairs->barred[0]);
    memset(pairs->barred[1], 0, words * sizeof *pairs->barred[1]);
    for (size_t block = 1; block < words; block++) {
        struct mgp_leads *leads = &chunk->leads[block];
        if (!chunk->bitmaps.lead[block]) continue;
        *leads = (struct mgp_leads){0};
        finder->read_leads(&finder->high, chunk->bytes + (block - 1) * MGP_BLOCK_BYTES, chunk->bitmaps.lead[block],
                           leads);
        pairs->disguised[block] = leads->disguised;
        pairs->barred[0][block] = leads->barred[0];
        pairs->barred[1][block] = leads->barred[1];
    }
}

/* Zeros are nothing of all that bitmaps know: blocks from word `from` on, up to where the algebra may read. */
static void clear_behind(struct mgp_bitmaps *bitmaps, size_t from)
{
    uint64_t *words = (uint64_t *)bitmaps;
    for (size_t map = 0; map < sizeof *bitmaps / sizeof *words; map += MGP_BITMAP_BLOCKS) {
        memset(words + map + from, 0, 8 * sizeof *words);
    }
}

/* Names and addresses are told by what stands beside them, which a border does for neither side. */
static void clear_borders(struct chunk *chunk)
{
    size_t first = chunk->begin / MGP_BLOCK_BYTES, blocks = (chunk->text.len + MGP_BLOCK_BYTES - 1) / MGP_BLOCK_BYTES;
    size_t until = chunk->count + 2;
    if (until > blocks + 1 - first) until = blocks + 1 - first;
    for (size_t block = first == 0; block < until; block++) {
        uint64_t others = ~chunk->borders[first + block - 1];
        chunk->bitmaps.link[block] &= others;
        chunk->bitmaps.edge[block] &= others;
    }
}

static void find_chunk_candidates(const struct mgp_finder *finder, struct chunk *chunk)
{
    static const uint8_t zeros[MGP_BLOCK_BYTES];
    const uint8_t *before = chunk->begin ? chunk->text.ptr + chunk->begin - MGP_BLOCK_BYTES : zeros;
    size_t count = chunk->count;
    finder->classify(before, 1, &chunk->bitmaps, 0);
    finder->classify(chunk->bytes, count + 1, &chunk->bitmaps, 1);
    clear_behind(&chunk->bitmaps, count + 2);
    if (chunk->borders) clear_borders(chunk);
    if (finder->pair_filter)
        finder->pair_filter(&finder->starts.pairs, chunk->bytes, count + 1, &chunk->bitmaps, &chunk->pairs, 1);
    read_leads(finder, chunk);
    finder->find_candidates(&chunk->bitmaps, finder->pair_filter ? &chunk->pairs : NULL, count, &chunk->candidates);
}

/* The bits of a block from one of its bytes on, and then those of the next. */
static uint64_t bits_from(const uint64_t *words, size_t block, unsigned bit)
{
    return words[block] >> bit | words[block + 1] << 1 << (63 - bit);
}

/* The letters at the begin of a word. */
struct run {
    uint64_t letters;   /* MGP_RUN_LETTERS at most, as mgp_run_hash has them */
    unsigned length;    /* how many these are */
    uint64_t word_ends; /* bit n: before the nth of them, a capital, a word may end (ssnNumber, DLs) */
    bool meets_high;    /* there is a character beyond ASCII behind them, and fewer than MGP_RUN_LETTERS of them */
    uint32_t kinds;     /* MGP_RUN_* */
};

static struct run read_run(const struct mgp_finder *finder, const struct chunk *chunk, size_t place)
{
    const struct mgp_bitmaps *maps = &chunk->bitmaps;
    size_t block = place / MGP_BLOCK_BYTES + 1;
    unsigned bit = place % MGP_BLOCK_BYTES;
    uint64_t letter = bits_from(maps->letter, block, bit), upper = bits_from(maps->upper, block, bit);
    uint64_t high = bits_from(maps->high, block, bit), lower = (letter & ~upper) | high;
    struct run run = {.length = (unsigned)__builtin_ctzll(~letter | (uint64_t)1 << MGP_RUN_LETTERS)};
    uint64_t within = (((uint64_t)1 << run.length) - 1) & ~(uint64_t)1;
    run.letters = (mgp_swar_load(chunk->bytes + place) | 0x2020202020202020u) & letter_masks[run.length];
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

static bool is_gap(uint8_t byte)
{
    return byte == ' ' || byte == '_' || byte == '-';
}

/* May a gap be written with this, so that one does not know what follows it? */
static bool is_odd_gap(uint8_t byte)
{
    return byte >= 0x80 || (byte >= '\t' && byte <= '\r') || byte == '\'' || byte == '`';
}

/* Can a keyword that begins with the run, and has more, go on with what stands behind it: letters, between which single
 * gaps may be? */
static bool may_go_on(const struct mgp_finder *finder, struct mgp_slice text, const struct run *run, size_t end)
{
    uint64_t bytes = mgp_gate_load(text, end);
    uint32_t letters = 0;
    _Static_assert(2 * MGP_NEXT_LETTERS < sizeof bytes, "gaps, letters and a byte more");
    for (unsigned count = 0; count < MGP_NEXT_LETTERS; bytes >>= 8) {
        uint8_t byte = (uint8_t)bytes;
        bool ends_word = count > 0 && mgp_next_is_known(&finder->starts, run->letters, letters);
        if (is_letter(byte)) {
            if (ends_word && byte < 'a') return true;
            letters |= (uint32_t)(byte | 0x20) << (8 * count++);
        } else if (is_gap(byte)) {
            if (ends_word || !is_letter((uint8_t)(bytes >> 8))) return true;
        } else {
            if (is_odd_gap(byte) || count > 0) return is_odd_gap(byte) || ends_word;
            return mgp_next_is_known(&finder->starts, run->letters, MGP_NEXT_IS_OTHER | byte);
        }
    }
    return mgp_next_is_known(&finder->starts, run->letters, letters);
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
    const struct mgp_bitmaps *maps = &chunk->bitmaps;
    struct mgp_slice text = chunk->text;
    size_t count = 0;
    for (size_t i = 0; i < chunk->word_count; i++) {
        uint16_t word = chunk->words[i];
        size_t at = chunk->begin + word;
        size_t block = word / MGP_BLOCK_BYTES + 1;
        bool has_capital = bits_from(maps->upper, block, word % MGP_BLOCK_BYTES) >> 1 & 0x7F;
        bool has_high = (maps->high[block] | maps->high[block + 1]) != 0;
        bool is_asked = (has_capital | has_high) & (at + MGP_BEGINNING_BYTES <= text.len);
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
    memset(chunk->found, 0, chunk->count * sizeof *chunk->found);
    chunk->blocks_with_words = 0;
    for (size_t i = 0; i < chunk->word_count; i++) {
        size_t place = chunk->words[i], at = chunk->begin + place;
        struct run run = read_run(finder, chunk, place);
        uint32_t class = class_of_word(finder, text, &run, at), kinds = 0;
        if (run.kinds & MGP_RUN_MARK) kinds = kinds_of_mark(finder, run.letters);
        uint32_t token = finder->starts.token;
        if (token && (mgp_swar_load(chunk->bytes + place) & 0xFFFFFF) == token) kinds |= MGP_SPOT_JWT;
        if (class != MGP_START_NONE) kinds |= class << MGP_SPOT_CLASS_SHIFT | MGP_SPOT_KEYWORD;
        if (kinds == 0) continue;
        chunk->word_kinds[count++] = kinds;
        chunk->found[place / MGP_BLOCK_BYTES] |= (uint64_t)1 << (place % MGP_BLOCK_BYTES);
        chunk->blocks_with_words |= (uint64_t)1 << (place / MGP_BLOCK_BYTES);
    }
    chunk->word_count = count;
}

/* Can a name begin with the capital at a place of the chunk? */
static bool may_begin_name(const struct chunk *chunk, size_t place)
{
    unsigned bit = place % MGP_BLOCK_BYTES;
    uint64_t run = bits_from(chunk->bitmaps.letter, place / MGP_BLOCK_BYTES + 1, bit);
    unsigned length = (unsigned)__builtin_ctzll(~run | (uint64_t)1 << 63);
    unsigned start = length < MGP_NAME_START_LETTERS ? length : MGP_NAME_START_LETTERS;
    uint64_t letters = (mgp_swar_load(chunk->bytes + place) | 0x2020202020202020u) & letter_masks[start];
    return length < 63 &&
           mgp_name_may_begin(chunk->text, chunk->begin + place, length, mgp_name_start_of_letters(letters));
}

static bool has_pair(const struct bit_table *table, struct mgp_slice text, size_t at)
{
    return at + 1 < text.len && has_bit(table, pair_of(text.ptr[at], text.ptr[at + 1]));
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

/* Bits 0 and 1 of a block: do its characters beyond ASCII there stand behind a letter? */
static uint64_t behind_letters(const struct mgp_finder *finder, const struct chunk *chunk, size_t block)
{
    size_t begin = chunk->begin + block * MGP_BLOCK_BYTES;
    uint64_t letters_before = chunk->bitmaps.lead[block] ? chunk->leads[block].letter : 0;
    if (block > 0) return chunk->bitmaps.letter[block] >> 63 | letters_before >> 62;
    return (uint64_t)mgp_finder_is_behind_letter(finder, chunk->text, begin) |
           (uint64_t)mgp_finder_is_behind_letter(finder, chunk->text, begin + 1) << 1;
}

static struct mgp_high_spots look_at_leads(const struct mgp_finder *finder, const struct chunk *chunk, size_t block)
{
    const struct mgp_bitmaps *maps = &chunk->bitmaps;
    size_t begin = chunk->begin + block * MGP_BLOCK_BYTES;
    struct mgp_block of = {
        .letter = maps->letter[block + 1],
        .high = maps->high[block + 1],
        .lead = maps->lead[block + 1],
        .separator = maps->separator[block + 1],
        .joint = maps->joint[block + 1],
        .link = maps->link[block + 1],
        .edge = maps->edge[block + 1],
        .behind = behind_letters(finder, chunk, block),
    };
    return mgp_finder_look_at_leads(finder, chunk->text, begin, chunk->bytes + block * MGP_BLOCK_BYTES, &of,
                                    &chunk->leads[block + 1]);
}

/* What could begin in a block, by kind. */
struct block_spots {
    uint64_t words, names, cards, ibans, codes, anchors;
    struct mgp_high_spots high;
};

static uint64_t without_bit(uint64_t bits, unsigned bit, bool is_kept)
{
    return bits & ~((uint64_t)!is_kept << bit);
}

static uint64_t keep_names(const struct chunk *chunk, size_t block, uint64_t names)
{
    for (uint64_t left = names; left; left &= left - 1) {
        unsigned bit = (unsigned)__builtin_ctzll(left);
        names = without_bit(names, bit, may_begin_name(chunk, block * MGP_BLOCK_BYTES + bit));
    }
    return names;
}

static uint64_t keep_pairs(const struct bit_table *table, struct mgp_slice text, size_t begin, uint64_t pairs)
{
    for (uint64_t left = pairs; left; left &= left - 1) {
        unsigned bit = (unsigned)__builtin_ctzll(left);
        pairs = without_bit(pairs, bit, has_pair(table, text, begin + bit));
    }
    return pairs;
}

static uint64_t keep_codes(struct mgp_slice text, size_t begin, uint64_t codes)
{
    for (uint64_t left = codes; left; left &= left - 1) {
        unsigned bit = (unsigned)__builtin_ctzll(left);
        codes = without_bit(codes, bit, mgp_address_may_be_at(text, begin + bit));
    }
    return codes;
}

/* Takes a closer look at what could begin in a block. */
static struct block_spots look_closer(const struct mgp_finder *finder, const struct chunk *chunk, size_t block)
{
    const struct mgp_candidates *candidates = &chunk->candidates;
    size_t begin = chunk->begin + block * MGP_BLOCK_BYTES;
    struct block_spots spots = {.words = chunk->found[block], .high = {.may_be_named = ~(uint64_t)0}};
    if (chunk->bitmaps.lead[block + 1]) spots.high = look_at_leads(finder, chunk, block);
    if (finder->wants_names)
        spots.names = keep_names(chunk, block, candidates->names[block] & spots.high.may_be_named);
    if (finder->wants_cards) spots.cards = candidates->cards[block];
    if (finder->wants_ibans)
        spots.ibans = keep_pairs(&finder->ibans, chunk->text, begin, candidates->ibans[block]);
    if (finder->wants_addresses) spots.codes = keep_codes(chunk->text, begin, candidates->codes[block]);
    spots.anchors = keep_pairs(&finder->pairs, chunk->text, begin, candidates->anchors[block]);
    return spots;
}

/* Adds the spots of a block; *word goes over the chunk's words. */
static void emit_block(const struct mgp_finder *finder, const struct chunk *chunk, size_t block, size_t *word,
                       struct mgp_spots *spots)
{
    struct block_spots of = look_closer(finder, chunk, block);
    const struct mgp_high_spots *high = &of.high;
    uint64_t all = of.words | of.names | of.cards | of.ibans | of.codes | of.anchors | high->names | high->keywords |
                   high->folds;
    if (all == 0) return;
    struct mgp_spot *out = reserve(spots);
    for (; all; all &= all - 1) {
        unsigned bit = (unsigned)__builtin_ctzll(all);
        uint32_t kinds = of.words >> bit & 1 ? chunk->word_kinds[(*word)++] : 0;
        kinds |= of.names >> bit & 1 ? MGP_SPOT_NAME : 0;
        kinds |= of.cards >> bit & 1 ? MGP_SPOT_CARD : 0;
        kinds |= of.ibans >> bit & 1 ? MGP_SPOT_IBAN : 0;
        kinds |= of.anchors >> bit & 1 ? MGP_SPOT_ANCHOR : 0;
        kinds |= of.codes >> bit & 1 ? MGP_SPOT_ADDRESS : 0;
        kinds |= high->names >> bit & 1 ? MGP_SPOT_NAME : 0;
        kinds |= high->keywords >> bit & 1 ? MGP_SPOT_KEYWORD | MGP_START_ANY << MGP_SPOT_CLASS_SHIFT : 0;
        kinds |= high->folds >> bit & 1 ? MGP_SPOT_FOLD : 0;
        *out++ = (struct mgp_spot){(uint32_t)(chunk->begin + block * MGP_BLOCK_BYTES + bit), kinds};
        spots->count++;
    }
}

/* How dense the chunk's blocks are. */
static void note_density(const struct chunk *chunk, struct mgp_spots *spots)
{
    size_t first = chunk->begin / MGP_BLOCK_BYTES - spots->first_block;
    memcpy(spots->digits + first, chunk->bitmaps.digit + 1, chunk->count * sizeof *spots->digits);
    spots->with_run[first / MGP_CHUNK_BLOCKS] = chunk->candidates.blocks_with_run;
    spots->with_high[first / MGP_CHUNK_BLOCKS] = chunk->candidates.blocks_with_high;
}

static void make_room(struct mgp_spots *spots, size_t blocks)
{
    if (blocks <= spots->block_capacity) return;
    spots->block_capacity = 2 * blocks;
    size_t chunks = (spots->block_capacity + MGP_CHUNK_BLOCKS - 1) / MGP_CHUNK_BLOCKS;
    spots->digits = mgp_realloc(spots->digits, spots->block_capacity, sizeof *spots->digits);
    spots->with_run = mgp_realloc(spots->with_run, chunks, sizeof *spots->with_run);
    spots->with_high = mgp_realloc(spots->with_high, chunks, sizeof *spots->with_high);
}

static bool scan(const struct mgp_finder *finder, struct mgp_slice text, const uint64_t *borders, size_t from,
                 size_t until, struct mgp_spots *spots)
{
    struct chunk chunk;
    size_t block = from / MGP_BLOCK_BYTES, end = (until + MGP_BLOCK_BYTES - 1) / MGP_BLOCK_BYTES;
    spots->count = 0;
    spots->first_block = block;
    spots->end_block = end;
    make_room(spots, end - block);
    chunk.text = text;
    chunk.borders = borders;
    for (; block < end; block += MGP_CHUNK_BLOCKS) {
        chunk.count = end - block < MGP_CHUNK_BLOCKS ? end - block : MGP_CHUNK_BLOCKS;
        chunk.begin = block * MGP_BLOCK_BYTES;
        read_bytes(&chunk);
        find_chunk_candidates(finder, &chunk);
        chunk.word_count =
            finder->filter(&finder->starts, chunk.bytes, chunk.candidates.words, chunk.count, chunk.words);
        drop_words(finder, &chunk);
        look_at_words(finder, &chunk);
        note_density(&chunk, spots);
        size_t word = 0;
        uint64_t busy = chunk.candidates.blocks_with_others | chunk.blocks_with_words;
        for (; busy; busy &= busy - 1) {
            emit_block(finder, &chunk, (size_t)__builtin_ctzll(busy), &word, spots);
        }
    }
    return !finder->has_other_keywords;
}

bool mgp_finder_scan(const struct mgp_finder *finder, struct mgp_slice text, size_t from, size_t until,
                     struct mgp_spots *spots)
{
    return scan(finder, text, NULL, from, until, spots);
}

bool mgp_finder_scan_values(const struct mgp_finder *finder, struct mgp_slice text, const uint64_t *borders,
                            struct mgp_spots *spots)
{
    return scan(finder, text, borders, 0, text.len, spots);
}
