/* Words of names: how they are read from text, and what the lists say about them. */
#ifndef MGP_IDENTIFIERS_RECOGNISER_NAME_INTERNAL_H
#define MGP_IDENTIFIERS_RECOGNISER_NAME_INTERNAL_H

#include "identifiers/recogniser_gates.h"
#include "identifiers/recogniser_internal.h"

/* What the lists in identifiers/data/ say about a word, one bit for each list; names_compiler.c makes the
 * table. */
enum mgp_name_flag {
    MGP_NAME_GIVEN_COMMON = 1 << 0,
    MGP_NAME_GIVEN_RARE = 1 << 1,
    MGP_NAME_GIVEN_WEAK = 1 << 2, /* first something else: a verb, a month, a product */
    MGP_NAME_SURNAME_COMMON = 1 << 3,
    MGP_NAME_SURNAME_RARE = 1 << 4,
    MGP_NAME_WORD = 1 << 5,   /* an English dictionary has it in lower case */
    MGP_NAME_PLACE = 1 << 6,  /* a town or country too */
    MGP_NAME_AFTER = 1 << 7,  /* behind a name it makes a company, street or institution of it */
    MGP_NAME_BEFORE = 1 << 8, /* before a name it makes a place of it */
    MGP_NAME_TITLE = 1 << 9,
    MGP_NAME_PARTICLE = 1 << 10,
    MGP_NAME_STOP = 1 << 11,   /* never part of a name */
    MGP_NAME_CODE = 1 << 12,   /* a keyword before an identifier */
    MGP_NAME_PHRASE = 1 << 13,  /* two words joined: a company or a place */
    MGP_NAME_FOREIGN = 1 << 14, /* a word of another language than English */
};
#define MGP_NAME_GIVEN   (MGP_NAME_GIVEN_COMMON | MGP_NAME_GIVEN_RARE)
#define MGP_NAME_SURNAME (MGP_NAME_SURNAME_COMMON | MGP_NAME_SURNAME_RARE)

/* Longest key, and longest word that is read, in bytes. */
enum { MGP_NAME_KEY_SIZE = 40, MGP_NAME_MAX_WORD = 60 };

/* The form under which words are looked up: ASCII lower case without accents, apostrophes and hyphens
 * ("O'Brien" and "OBRIEN" give "obrien", "Müller" "muller"). Returns its length; 0 if it is empty, too long,
 * or holds a letter that is not Latin. */
size_t mgp_name_key(struct mgp_slice word, char key[MGP_NAME_KEY_SIZE]);

/* Of a Latin letter of U+00C0 to U+017F, what it adds to a key; 0 if the character is none of them. */
size_t mgp_name_key_letters(uint32_t codepoint, char letters[2]);

/* A 64-bit hash of a key: the high bits choose the bucket, 16 lower ones are what a bucket keeps of it. */
#define MGP_NAME_HASH_BEGIN 0x9E3779B97F4A7C15u
static inline uint64_t mgp_name_hash_add(uint64_t hash, uint8_t byte)
{
    hash = (hash ^ byte) * 0xFF51AFD7ED558CCDu;
    return hash ^ hash >> 32;
}

static inline uint64_t mgp_name_hash_end(uint64_t hash)
{
    hash *= 0xC4CEB9FE1A85EC53u;
    return hash ^ hash >> 29;
}

static inline uint64_t mgp_name_hash(const char *key, size_t len)
{
    uint64_t hash = MGP_NAME_HASH_BEGIN;
    for (size_t i = 0; i < len; i++) {
        hash = mgp_name_hash_add(hash, (uint8_t)key[i]);
    }
    return mgp_name_hash_end(hash);
}

/* The generated table: some four entries a bucket, 4 bytes each. A word that no list has is taken for one that
 * some list has once in some 17,000 times. */
#define MGP_NAME_BUCKET_BITS 15
#define MGP_NAME_BUCKETS     ((size_t)1 << MGP_NAME_BUCKET_BITS)
extern const uint32_t mgp_name_buckets[]; /* MGP_NAME_BUCKETS + 1: where each bucket's entries begin */
extern const uint16_t mgp_name_tags[];
extern const uint16_t mgp_name_flags[];

static inline size_t mgp_name_bucket(uint64_t hash)
{
    return (size_t)(hash >> (64 - MGP_NAME_BUCKET_BITS));
}

static inline uint16_t mgp_name_tag(uint64_t hash)
{
    return (uint16_t)(hash >> 16);
}

/* First words of phrases: a bit as in mgp_name_given_gate. */
#define MGP_NAME_PHRASE_GATE_BITS 12
extern const uint64_t mgp_name_phrase_gate[];

/* The flags of a key; 0 if no list has it. */
uint32_t mgp_name_look_up(const char *key, size_t len);

enum mgp_name_shape {
    MGP_NAME_OTHER, /* camelCase and the like */
    MGP_NAME_LOWER,
    MGP_NAME_CAPITALISED, /* Anna, O'Brien, McDonald, Jean-Luc, al-Hassan */
    MGP_NAME_UPPER,       /* ANNA */
    MGP_NAME_INITIAL,     /* one capital letter */
};

struct mgp_name_word {
    size_t begin, end; /* without a possessive 's */
    size_t after;      /* just past it, the 's or an initial's dot included */
    enum mgp_name_shape shape;
    uint32_t flags;
    size_t key_len;
    char key[MGP_NAME_KEY_SIZE];
};

/* Is the word's key one of the words, which have four letters at most and zeros behind? */
static inline bool mgp_name_is_one_of(const struct mgp_name_word *word, const char (*words)[4], size_t count)
{
    char letters[4] = {0};
    if (word->key_len == 0 || word->key_len > sizeof letters) return false;
    memcpy(letters, word->key, word->key_len);
    for (size_t i = 0; i < count; i++) {
        if (memcmp(letters, words[i], sizeof letters) == 0) return true;
    }
    return false;
}

static inline bool mgp_name_is_part(const struct mgp_name_word *word, bool may_shout)
{
    return word->shape == MGP_NAME_CAPITALISED || (may_shout && word->shape == MGP_NAME_UPPER);
}

static inline bool mgp_name_is_given(const struct mgp_name_word *word)
{
    return word->flags & MGP_NAME_GIVEN && !(word->flags & MGP_NAME_STOP);
}

static inline bool mgp_name_is_surname(const struct mgp_name_word *word)
{
    return word->flags & MGP_NAME_SURNAME && !(word->flags & MGP_NAME_STOP);
}

/* The weight of a word as given name and as surname: 2 at most, not above 0 where it says nothing. */
int mgp_name_given_score(const struct mgp_name_word *word);
int mgp_name_surname_score(const struct mgp_name_word *word);

/* Could a company or place that the lists know begin with the word? */
static inline bool mgp_name_may_begin_phrase(const struct mgp_name_word *word)
{
    size_t bit = mgp_name_gate_bit(mgp_name_gate_letters(word->key, word->key_len), word->key_len,
                                   MGP_NAME_PHRASE_GATE_BITS);
    return mgp_name_phrase_gate[bit / 64] >> (bit % 64) & 1;
}

/* Are two words together a company or place that the lists know? */
bool mgp_name_is_phrase(const struct mgp_name_word *first, const struct mgp_name_word *second);

/* What a name needs in running text; words, and parts among them, that one has at most. */
enum { MGP_NAME_MIN_SCORE = 3, MGP_NAME_MAX_WORDS = 8, MGP_NAME_MAX_PARTS = 5 };

/* Is the whole value a name and nothing else? Then out is the name without what may stand around it. */
bool mgp_name_is_value(const struct mgp_value_view *view, struct mgp_recognition *out);

/* Reads the word that begins at an offset. False if there is none, or it is too long. names may be NULL. */
bool mgp_name_read_word(struct mgp_slice text, size_t at, struct mgp_name_memory *names, struct mgp_name_word *word);

/* What a word of letters alone is made of. */
struct mgp_name_letters {
    size_t end;        /* just past the word */
    size_t key_len;
    size_t characters;
    uint64_t first; /* mgp_name_gate_letters of the key */
    bool is_first_upper, has_upper_within, has_lower;
};

/* Reads the word that begins at an offset, and its key, if it is made of ASCII letters and those of
 * mgp_name_key_letters alone, as most words are. False, with nothing said, if it is another. */
bool mgp_name_read_letters(struct mgp_slice text, size_t at, char key[MGP_NAME_KEY_SIZE],
                           struct mgp_name_letters *letters);

/* Reads the word before an offset, blanks and a dot between them allowed, on the same line. */
bool mgp_name_read_word_before(struct mgp_slice text, size_t at, struct mgp_name_word *word);

/* Where that word begins and ends; the same offset twice if there is none. */
size_t mgp_name_word_before(struct mgp_slice text, size_t at, size_t *word_end);

/* What is known of the word that begins at an offset of a text. */
struct mgp_name_place {
    uint64_t text; /* number of the text that this belongs to */
    size_t at;
    bool is_word;
    bool is_phrase;                  /* with the word at phrase_with */
    size_t phrase_with;              /* 0: nobody asked */
    size_t before_begin, before_end; /* mgp_name_word_before; SIZE_MAX: nobody asked */
    size_t heading;                  /* words of a heading before it; SIZE_MAX: nobody asked */
    struct mgp_name_word word;
};

/* What the lists say of a word that one load holds. */
struct mgp_known_word {
    uint64_t letters; /* mgp_name_gate_letters; 0: the place is free */
    uint32_t flags;
};

/* More places than the words of a name and those that are looked at around it. */
#define MGP_NAME_PLACES     ((size_t)128)
#define MGP_NAME_KNOWN_BITS 10

struct mgp_name_memory {
    uint64_t text; /* counts texts, so that to forget costs nothing */
    struct mgp_slice bytes;
    size_t last; /* index of the place that was read last */
    struct mgp_name_place places[MGP_NAME_PLACES];
    struct mgp_known_word known[(size_t)1 << MGP_NAME_KNOWN_BITS];
};

/* Reads the word at an offset into its place. */
struct mgp_name_place *mgp_name_read_place(const struct mgp_value_view *view, size_t at);

/* The place of the word that begins at an offset, by view->names, which may not be NULL here and below. Valid until
 * that of a word further away than a name's longest is asked for. */
static inline struct mgp_name_place *mgp_name_place(const struct mgp_value_view *view, size_t at)
{
    struct mgp_name_memory *memory = view->names;
    struct mgp_name_place *place = &memory->places[at % MGP_NAME_PLACES];
    bool is_known = (place->at == at) & (place->text == memory->text) & (memory->bytes.ptr == view->text.ptr) &
                    (memory->bytes.len == view->text.len);
    return is_known ? place : mgp_name_read_place(view, at);
}

/* The place of the word before an offset; NULL if there is none. */
struct mgp_name_place *mgp_name_place_before(const struct mgp_value_view *view, size_t at);

/* The same as mgp_name_read_word, mgp_name_read_word_before and mgp_name_is_phrase, by view->names. */
bool mgp_name_recall_word(const struct mgp_value_view *view, size_t at, struct mgp_name_word *word);
bool mgp_name_recall_word_before(const struct mgp_value_view *view, size_t at, struct mgp_name_word *word);
bool mgp_name_recall_phrase(const struct mgp_value_view *view, const struct mgp_name_word *first,
                            const struct mgp_name_word *second);

/* The same as mgp_name_look_up for a key of ASCII letters, of which letters are mgp_name_gate_letters; by names, which
 * may be NULL. */
uint32_t mgp_name_recall_flags(struct mgp_name_memory *names, uint64_t letters, const char *key, size_t len);

/* Is this a capital letter's first byte? Of the leads of longer characters, C3 to C8 and E1 have some. */
static inline bool mgp_name_may_be_capital(uint8_t byte)
{
    return (uint8_t)(byte - 'A') < 26 || (byte >= 0xC3 && byte <= 0xC8) || byte == 0xE1;
}

static inline bool mgp_name_is_capital(const struct mgp_name_word *word)
{
    return word->shape == MGP_NAME_CAPITALISED || word->shape == MGP_NAME_UPPER || word->shape == MGP_NAME_OTHER;
}

/* A word that may be in a name for which what stands around it vouches, so far as the lists know. */
bool mgp_name_may_be_vouched(const struct mgp_name_word *word);

/* The offset of the next word behind one or two blanks, or 0. */
size_t mgp_name_skip_gap(struct mgp_slice text, size_t at);

#endif
