#include "identifiers/recogniser_name_internal.h"

/* The gates never say no to a word that is in the lists, so what they refuse got its flags by an equal tag. */
static uint32_t flags_by_gates(uint32_t flags, const char *key, size_t len)
{
    if (!(flags & (MGP_NAME_GIVEN | MGP_NAME_PARTICLE))) return flags;
    uint64_t letters = mgp_name_gate_letters(key, len);
    if (!mgp_name_first_word(letters, len) || !mgp_name_is_given_start(mgp_name_start(key, len)))
        flags &= ~(uint32_t)MGP_NAME_GIVEN;
    if (!mgp_name_may_be_particle(letters, len)) flags &= ~(uint32_t)MGP_NAME_PARTICLE;
    return flags;
}

uint32_t mgp_name_look_up(const char *key, size_t len)
{
    if (len == 0) return 0;
    uint64_t hash = mgp_name_hash(key, len);
    size_t bucket = mgp_name_bucket(hash);
    uint16_t tag = mgp_name_tag(hash);
    for (uint32_t i = mgp_name_buckets[bucket]; i < mgp_name_buckets[bucket + 1]; i++) {
        if (mgp_name_tags[i] == tag) return flags_by_gates(mgp_name_flags[i], key, len);
    }
    return 0;
}

/* The length of an apostrophe or hyphen that joins two parts of a word, or 0. */
static size_t joint_at(struct mgp_slice text, size_t at)
{
    if (at >= text.len) return 0;
    if (text.ptr[at] == '\'' || text.ptr[at] == '-') return 1;
    return mgp_has_at(text, at, "\xE2\x80\x99") ? 3 : 0;
}

static size_t letter_at(struct mgp_slice text, size_t at, uint32_t *codepoint)
{
    if (at >= text.len) return 0;
    if (text.ptr[at] < 0x80) {
        *codepoint = text.ptr[at];
        return mgp_is_ascii_letter(text.ptr[at]) ? 1 : 0;
    }
    size_t size = mgp_utf8_decode(text.ptr + at, text.len - at, codepoint);
    return size && mgp_codepoint_is_letter(*codepoint) ? size : 0;
}

/* What has been seen of a word's letters. */
struct letters {
    size_t upper, lower;
    size_t odd;        /* capitals inside a part that no Mc or Van explains */
    size_t part_begin; /* of the part being read */
    bool is_first_upper, is_last_part_upper;
};

/* May a capital follow these letters, which begin a part (McDonald, VanDyke)? */
static bool is_camel_prefix(struct mgp_slice prefix)
{
    static const char *const prefixes[] = {"Mc", "Mac", "De",  "Di",   "Du", "La",
                                           "Le", "Van", "Von", "Fitz", "O",  "D"};
    for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++) {
        if (mgp_slice_is(prefix, prefixes[i])) return true;
    }
    return false;
}

static void count_letter(struct letters *letters, struct mgp_slice text, size_t at, uint32_t c, size_t begin)
{
    if (c >= 0x300 && c <= 0x36F) return; /* a combining mark */
    bool is_upper = mgp_codepoint_is_upper(c);
    if (at == letters->part_begin) {
        letters->is_last_part_upper = is_upper;
        if (at == begin) letters->is_first_upper = is_upper;
    } else if (is_upper && !is_camel_prefix(mgp_slice_sub(text, letters->part_begin, at))) {
        letters->odd++;
    }
    letters->upper += is_upper;
    letters->lower += !is_upper;
}

static enum mgp_name_shape shape_of(const struct letters *letters)
{
    if (letters->upper == 0) return MGP_NAME_LOWER;
    if (letters->lower == 0) return letters->upper == 1 ? MGP_NAME_INITIAL : MGP_NAME_UPPER;
    return letters->odd == 0 && letters->is_last_part_upper ? MGP_NAME_CAPITALISED : MGP_NAME_OTHER;
}

/* The flags of a word of several parts, seen one by one: a given name by its first part, a
 * surname by any, a particle (al-, d') apart. */
static uint32_t flags_of_parts(struct mgp_slice word)
{
    uint32_t all = 0, common = MGP_NAME_WORD;
    bool is_first = true;
    size_t begin = 0;
    while (begin < word.len) {
        size_t end = begin;
        while (end < word.len && !joint_at(word, end)) {
            end++;
        }
        char key[MGP_NAME_KEY_SIZE];
        size_t len = mgp_name_key(mgp_slice_sub(word, begin, end), key);
        uint32_t flags = mgp_name_look_up(key, len);
        begin = end + joint_at(word, end);
        if (len <= 2 && (flags & MGP_NAME_PARTICLE || len == 1) && begin < word.len) continue;
        if (!is_first) flags &= ~(uint32_t)MGP_NAME_GIVEN;
        all |= flags & (MGP_NAME_GIVEN | MGP_NAME_SURNAME | MGP_NAME_STOP | MGP_NAME_AFTER);
        common &= flags;
        is_first = false;
    }
    return all | common;
}

static void describe(struct mgp_slice text, const struct letters *letters, bool has_parts,
                     struct mgp_name_word *word)
{
    struct mgp_slice letters_only = mgp_slice_sub(text, word->begin, word->end);
    word->shape = shape_of(letters);
    word->key_len = mgp_name_key(letters_only, word->key);
    word->flags = mgp_name_look_up(word->key, word->key_len);
    if (!has_parts || !word->key_len) return;
    uint32_t parts = flags_of_parts(letters_only);
    word->flags |= word->flags ? parts & (MGP_NAME_GIVEN | MGP_NAME_SURNAME) : parts;
}

/* Eight letters into a key, the lowest byte first. */
static void store_letters(char *key, uint64_t letters)
{
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    letters = __builtin_bswap64(letters);
#endif
    memcpy(key, &letters, sizeof letters);
}

/* The letters of a word so far. */
struct letters_so_far {
    size_t key_len, characters;
    uint64_t first_upper, upper_within, lower; /* not 0: there are some */
};

/* Takes the ASCII letters at an offset, eight at most, into the word; returns how many. Behind the key is room for all
 * eight. */
static inline unsigned take_ascii(struct mgp_slice text, size_t at, char *key, struct letters_so_far *letters)
{
    uint64_t bytes = mgp_gate_load(text, at), folded = bytes | MGP_EVERY_BYTE(0x20);
    uint64_t marks = mgp_gate_range(folded, 'a', 'z');
    unsigned run = mgp_gate_run(marks);
    marks = mgp_gate_first(marks, run);
    uint64_t lower = marks & bytes << 2, upper = marks & ~lower; /* 0x20 tells the case of a letter */
    uint64_t first = letters->characters == 0 ? upper & 0x80 : 0;
    store_letters(key + letters->key_len, folded);
    letters->first_upper |= first;
    letters->upper_within |= upper ^ first;
    letters->lower |= lower;
    letters->key_len += run;
    letters->characters += run;
    return run;
}

/* Takes a Latin letter of two bytes into the word; false if none stands there. Behind the key is room for two. */
static inline bool take_latin(struct mgp_slice text, size_t at, char *key, struct letters_so_far *letters)
{
    if (at + 1 >= text.len || text.ptr[at] < 0xC3 || text.ptr[at] > 0xC5) return false;
    uint32_t c = (uint32_t)(text.ptr[at] & 0x1F) << 6 | (text.ptr[at + 1] & 0x3F);
    size_t count = (text.ptr[at + 1] & 0xC0) == 0x80 ? mgp_name_key_letters(c, key + letters->key_len) : 0;
    if (count == 0) return false;
    bool is_upper = mgp_codepoint_is_upper(c);
    if (!is_upper) letters->lower = 1;
    else if (letters->characters == 0) letters->first_upper = 1;
    else letters->upper_within = 1;
    letters->key_len += count;
    letters->characters++;
    return true;
}

bool mgp_name_read_letters(struct mgp_slice text, size_t at, char key[MGP_NAME_KEY_SIZE],
                           struct mgp_name_letters *letters)
{
    enum { LONGEST = MGP_NAME_KEY_SIZE - 2 }; /* as mgp_name_key has it */
    struct letters_so_far so_far = {0};
    size_t end = at;
    for (;;) {
        if (so_far.key_len + 8 > MGP_NAME_KEY_SIZE) return false;
        unsigned run = take_ascii(text, end, key, &so_far);
        end += run;
        if (run == 8) continue;
        if (so_far.key_len + 2 > MGP_NAME_KEY_SIZE) return false;
        if (!take_latin(text, end, key, &so_far)) break;
        end += 2;
    }
    uint8_t behind = end < text.len ? text.ptr[end] : ' ';
    if (so_far.key_len == 0 || so_far.key_len > LONGEST || end - at > MGP_NAME_MAX_WORD) return false;
    if (behind >= 0x80 || behind == '\'' || behind == '-') return false;
    *letters = (struct mgp_name_letters){
        .end = end,
        .key_len = so_far.key_len,
        .characters = so_far.characters,
        .first = mgp_gate_first(mgp_gate_eight((const uint8_t *)key), (unsigned)so_far.key_len),
        .is_first_upper = so_far.first_upper != 0,
        .has_upper_within = so_far.upper_within != 0,
        .has_lower = so_far.lower != 0,
    };
    return true;
}

/* Reads a word of letters alone, of which only the first may be a capital, or all: most words. False, with nothing
 * said, if it is another. */
static bool read_plain_word(struct mgp_slice text, size_t at, struct mgp_name_memory *names,
                            struct mgp_name_word *word)
{
    struct mgp_name_letters letters;
    if (!mgp_name_read_letters(text, at, word->key, &letters)) return false;
    if (letters.has_upper_within && letters.has_lower) return false;
    bool is_one = letters.characters == 1;
    word->shape = !letters.is_first_upper ? MGP_NAME_LOWER
                  : letters.has_lower     ? MGP_NAME_CAPITALISED
                  : is_one                ? MGP_NAME_INITIAL
                                          : MGP_NAME_UPPER;
    bool is_dotted = word->shape == MGP_NAME_INITIAL && letters.end < text.len && text.ptr[letters.end] == '.';
    word->begin = at;
    word->end = letters.end;
    word->after = letters.end + is_dotted;
    word->key_len = letters.key_len;
    word->flags = mgp_name_recall_flags(names, letters.first, word->key, letters.key_len);
    return true;
}

bool mgp_name_read_word(struct mgp_slice text, size_t at, struct mgp_name_memory *names, struct mgp_name_word *word)
{
    if (at >= text.len || (text.ptr[at] < 0x80 && !mgp_is_ascii_letter(text.ptr[at]))) return false;
    if (read_plain_word(text, at, names, word)) return true;
    struct letters letters = {.part_begin = at};
    uint32_t c;
    size_t begin = at, size = letter_at(text, at, &c);
    bool has_parts = false;
    if (size == 0) return false;
    while (size > 0) {
        if (at + size - begin > MGP_NAME_MAX_WORD) return false;
        count_letter(&letters, text, at, c, begin);
        at += size;
        size = letter_at(text, at, &c);
        size_t joint = size ? 0 : joint_at(text, at);
        if (!joint) continue;
        size_t next = letter_at(text, at + joint, &c);
        bool is_possessive = joint && next && (c == 's' || c == 'S') && text.ptr[at] != '-' &&
                             !mgp_utf8_is_word_at(text, at + joint + next);
        if (is_possessive) {
            *word = (struct mgp_name_word){.begin = begin, .end = at, .after = at + joint + next};
            describe(text, &letters, has_parts, word);
            return true;
        }
        if (!next) break;
        has_parts = true;
        at += joint;
        letters.part_begin = at;
        size = next;
    }
    *word = (struct mgp_name_word){.begin = begin, .end = at, .after = at};
    describe(text, &letters, has_parts, word);
    if (word->shape == MGP_NAME_INITIAL && at < text.len && text.ptr[at] == '.') word->after++;
    return true;
}

size_t mgp_name_skip_gap(struct mgp_slice text, size_t at)
{
    size_t next = at;
    for (int blanks = 0; blanks < 2 && next < text.len; blanks++) {
        if (text.ptr[next] == ' ') {
            next++;
        } else if (text.ptr[next] == 0xC2 && mgp_has_at(text, next, "\xC2\xA0")) {
            next += 2;
        } else {
            break;
        }
    }
    return next == at || next >= text.len ? 0 : next;
}

static size_t skip_gap_back(struct mgp_slice text, size_t at)
{
    for (int blanks = 0; blanks < 2 && at > 0; blanks++) {
        if (text.ptr[at - 1] == ' ') {
            at--;
        } else if (at >= 2 && mgp_has_at(text, at - 2, "\xC2\xA0")) {
            at -= 2;
        } else {
            break;
        }
    }
    return at;
}

/* How many ASCII letters, up to eight, stand right before an offset. */
static size_t letters_before(struct mgp_slice text, size_t at)
{
    if (at < 8) return 0;
    uint64_t letters = mgp_gate_range(mgp_gate_load(text, at - 8) | MGP_EVERY_BYTE(0x20), 'a', 'z');
    uint64_t others = ~letters & MGP_EVERY_BYTE(0x80);
    return others ? (size_t)__builtin_clzll(others) / 8 : 8;
}

size_t mgp_name_word_before(struct mgp_slice text, size_t at, size_t *word_end)
{
    size_t end = *word_end = skip_gap_back(text, at);
    if (end == at) return end;
    if (end > 0 && text.ptr[end - 1] == '.') end--;
    size_t begin = end - letters_before(text, end);
    if (begin > 0 && begin < end && text.ptr[begin - 1] == ' ') {
        *word_end = end;
        return begin;
    }
    while (begin > 0 && end - begin <= MGP_NAME_MAX_WORD) {
        if (mgp_is_ascii_letter(text.ptr[begin - 1])) {
            begin--;
            continue;
        }
        bool is_joint = end != begin && (text.ptr[begin - 1] == '\'' || text.ptr[begin - 1] == '-');
        if (!is_joint && !mgp_utf8_is_word_before(text, begin)) break;
        begin = mgp_utf8_previous(text, begin);
    }
    while (begin < end && (text.ptr[begin] == '\'' || text.ptr[begin] == '-')) {
        begin++;
    }
    *word_end = end;
    return begin;
}

bool mgp_name_read_word_before(struct mgp_slice text, size_t at, struct mgp_name_word *word)
{
    size_t end, begin = mgp_name_word_before(text, at, &end);
    return begin < end && mgp_name_read_word(text, begin, NULL, word) && word->begin == begin && word->after >= end;
}
