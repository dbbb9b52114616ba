#include "identifiers/keywords.h"

#include "base/buffer.h"
#include "base/utf8.h"
#include "identifiers/keyword_letters.h"

/* Edges of the trie that stand for something optional in the text. */
#define GAP        0x01 /* nothing, '_', a dash or blanks */
#define APOSTROPHE 0x02 /* an apostrophe or what a GAP may be */

/* Marks that end managed keywords (ssn#, nit.): the text may lack them, but where it has them they belong to the
 * keyword. One of SHORT_KEYWORD letters or less (dl#) counts with its mark only, unless it is listed without, too. */
static const char TAILS[] = "#.:";
#define SHORT_KEYWORD 2

/* Marks on one letter that are looked at; more are nonsense. */
#define MAX_MARKS 8

struct node {
    uint32_t first_child, next_sibling; /* 0: none (the root is nobody's child) */
    uint32_t keyword;                   /* index + 1 of the keyword that ends here, or 0 */
    uint8_t byte;
    uint8_t edges; /* bits of enum edge: which children that stand for something optional there are */
};

enum edge { HAS_GAP = 1, HAS_APOSTROPHE = 2, HAS_MARK = 4 };

struct keyword {
    uint32_t rule_count; /* identifiers that it speaks for, rules of this scan or not */
    uint8_t tails;       /* which of TAILS the catalogue writes behind it */
    bool is_bare;        /* it is also written without one */
    bool needs_tail;     /* too short to count without */
};

struct mgp_keywords {
    struct node *nodes;
    size_t node_count, node_capacity;
    struct keyword *keywords;
    size_t keyword_count, keyword_capacity;
    uint32_t first_nodes[256];      /* the root's children by their byte; 0: none */
    uint8_t ascii[128];             /* enum char_class of the first characters */
    uint64_t prefixes[0x8000 / 64]; /* the first three bytes of keywords, five bits each: prefix_code */
    struct mgp_rule_set_bits *rules; /* for each keyword, apart from what a walk reads */
    size_t rules_capacity;
};

static bool has_bit(const uint64_t *bits, size_t bit)
{
    return bits[bit / 64] >> (bit % 64) & 1;
}

/* count is a power of two, and first a multiple of it. */
static void set_range(uint64_t *bits, size_t first, size_t count)
{
    if (count < 64) {
        bits[first / 64] |= (((uint64_t)1 << count) - 1) << (first % 64);
        return;
    }
    for (size_t word = first / 64; word < (first + count) / 64; word++) {
        bits[word] = ~(uint64_t)0;
    }
}

/* MARK: an accent that stands apart from its letter. UNSPACED: scripts that put no blanks between words, or
 * hang endings on them without one (Korean). */
enum char_class { OTHER, LOWER, UPPER, DIGIT, UNSPACED, MARK };

static bool is_unspaced(uint32_t c)
{
    return (c >= 0xE00 && c <= 0xEFF) || (c >= 0x1000 && c <= 0x109F) || (c >= 0x1780 && c <= 0x17FF) ||
           (c >= 0x2E80 && c <= 0xA4CF) || (c >= 0xAC00 && c <= 0xD7AF) || (c >= 0xF900 && c <= 0xFAFF) ||
           c >= 0x20000;
}

static enum char_class class_of(uint32_t c)
{
    if (c < 0x80) {
        if (c >= 'a' && c <= 'z') return LOWER;
        if (c >= 'A' && c <= 'Z') return UPPER;
        return c >= '0' && c <= '9' ? DIGIT : OTHER;
    }
    if (mgp_is_mark(c)) return MARK;
    if (is_unspaced(c)) return mgp_codepoint_is_word(c) ? UNSPACED : OTHER;
    if (!mgp_codepoint_is_letter(c)) return mgp_codepoint_is_word(c) ? DIGIT : OTHER;
    return mgp_codepoint_is_upper(c) || c == 0x1E9E ? UPPER : LOWER; /* U+1E9E: the capital sharp s */
}

struct mgp_keywords *mgp_keywords_create(void)
{
    struct mgp_keywords *keywords = mgp_calloc(1, sizeof *keywords);
    MGP_GROW(keywords->nodes, keywords->node_count, keywords->node_capacity);
    keywords->nodes[keywords->node_count++] = (struct node){0};
    for (uint32_t c = 0; c < 128; c++) {
        keywords->ascii[c] = (uint8_t)class_of(c);
    }
    return keywords;
}

void mgp_keywords_destroy(struct mgp_keywords *keywords)
{
    if (!keywords) return;
    free(keywords->nodes);
    free(keywords->keywords);
    free(keywords->rules);
    free(keywords);
}

/* Nearly every node but the root has one child, which lies beside it. */
static uint32_t child_of(const struct mgp_keywords *keywords, uint32_t node, uint8_t byte)
{
    if (node == 0) return keywords->first_nodes[byte];
    uint32_t child = keywords->nodes[node].first_child;
    while (child && keywords->nodes[child].byte != byte) {
        child = keywords->nodes[child].next_sibling;
    }
    return child;
}

static uint8_t edges_of(uint8_t byte)
{
    if (byte == GAP) return HAS_GAP;
    if (byte == APOSTROPHE) return HAS_APOSTROPHE;
    return byte == 0xCC || byte == 0xCD ? HAS_MARK : 0; /* how UTF-8 of U+0300 to U+036F begins */
}

static uint32_t add_child(struct mgp_keywords *keywords, uint32_t node, uint8_t byte)
{
    uint32_t child = child_of(keywords, node, byte);
    if (child) return child;
    MGP_GROW(keywords->nodes, keywords->node_count, keywords->node_capacity);
    child = (uint32_t)keywords->node_count++;
    keywords->nodes[child] = (struct node){.byte = byte, .next_sibling = keywords->nodes[node].first_child};
    keywords->nodes[node].first_child = child;
    keywords->nodes[node].edges |= edges_of(byte);
    if (node == 0) keywords->first_nodes[byte] = child;
    return child;
}

/* The character at at, its size in bytes; 0 at the end and where there is no UTF-8. */
static size_t character_at(struct mgp_slice text, size_t at, uint32_t *c)
{
    if (at >= text.len) return 0;
    *c = text.ptr[at];
    return *c < 0x80 ? 1 : mgp_utf8_decode(text.ptr + at, text.len - at, c);
}

static void append_letters(struct mgp_buffer *out, uint32_t c)
{
    uint32_t letters[MGP_KEYWORD_LETTERS];
    size_t count = mgp_keyword_letters(c, letters);
    for (size_t i = 0; i < count; i++) {
        if (letters[i] == '\'' && out->len > 0) {
            mgp_buffer_byte(out, APOSTROPHE);
        } else {
            mgp_buffer_codepoint(out, letters[i]);
        }
    }
}

/* 1 to 26 for an ASCII letter in any case, BEYOND_ASCII, or 0 for every other byte. */
#define BEYOND_ASCII 27u
static uint32_t prefix_code(uint8_t byte)
{
    uint8_t lower = byte | 0x20;
    if (byte >= 0x80) return BEYOND_ASCII;
    return lower >= 'a' && lower <= 'z' ? lower - (uint32_t)'a' + 1 : 0;
}

/* The keyword as the trie holds it: letters as they compare, each run of blanks and dashes one GAP. */
static void canonical(struct mgp_slice keyword, bool is_managed, struct mgp_buffer *out)
{
    bool gap = false;
    uint32_t c;
    size_t size;
    mgp_buffer_reserve(out, keyword.len + 1);
    for (size_t at = 0; at < keyword.len; at += size) {
        size = 1;
        if (prefix_code(keyword.ptr[at]) && keyword.ptr[at] < 0x80) { /* most are: a letter is its lower case */
            if (gap) mgp_buffer_byte(out, GAP);
            gap = false;
            mgp_buffer_byte(out, keyword.ptr[at] | 0x20);
            continue;
        }
        size = character_at(keyword, at, &c);
        if (size == 0) {
            size = 1;
            c = 0xFFFD;
        }
        if (mgp_keyword_is_gap(c)) {
            gap = out->len > 0;
            continue;
        }
        if (c < ' ' || (is_managed && out->len == 0 && !mgp_codepoint_is_word(c))) continue;
        if (gap) mgp_buffer_byte(out, GAP);
        gap = false;
        append_letters(out, c);
    }
    while (is_managed && out->len > 0 && out->ptr[out->len - 1] < 0x80 &&
           !mgp_codepoint_is_word(out->ptr[out->len - 1])) {
        out->len--;
    }
    /* Nothing is optional at the edges; and a custom keyword of nothing but dashes is meant. */
    if (out->len > 0 && out->ptr[out->len - 1] == APOSTROPHE) out->ptr[out->len - 1] = '\'';
    for (size_t at = 0; !is_managed && out->len == at && at < keyword.len; at++) {
        if (keyword.ptr[at] < ' ') break;
        mgp_buffer_byte(out, keyword.ptr[at]);
    }
}

/* Notes which three bytes of text may begin the keyword. A letter may also stand in the text as a character
 * beyond ASCII (full width, with an accent); behind one, and where the keyword has something else, any may
 * stand. */
static void note_start(struct mgp_keywords *keywords, const struct mgp_buffer *text)
{
    uint32_t letters[3], count = 0;
    while (count < 3 && count < text->len && text->ptr[count] < 0x80 && prefix_code(text->ptr[count])) {
        letters[count] = prefix_code(text->ptr[count]);
        count++;
    }
    uint32_t code = 0;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t shift = 10 - 5 * i;
        set_range(keywords->prefixes, code | BEYOND_ASCII << shift, (size_t)1 << shift);
        code |= letters[i] << shift;
    }
    set_range(keywords->prefixes, code, (size_t)1 << (15 - 5 * count));
}

/* length: of the keyword as the trie holds it. */
static void note_tail(struct keyword *entry, struct mgp_slice keyword, bool is_managed, size_t length)
{
    bool is_joined = keyword.len > 1 && !mgp_keyword_is_gap(keyword.ptr[keyword.len - 2]); /* not "cc #" */
    const char *tail = is_managed && is_joined ? strchr(TAILS, keyword.ptr[keyword.len - 1]) : NULL;
    if (tail && *tail) entry->tails = (uint8_t)(entry->tails | 1u << (tail - TAILS));
    else entry->is_bare = true;
    entry->needs_tail = !entry->is_bare && length <= SHORT_KEYWORD;
}

/* Returns its index + 1. */
static uint32_t add_keyword(struct mgp_keywords *keywords)
{
    MGP_GROW(keywords->keywords, keywords->keyword_count, keywords->keyword_capacity);
    MGP_GROW(keywords->rules, keywords->keyword_count, keywords->rules_capacity);
    keywords->keywords[keywords->keyword_count] = (struct keyword){0};
    keywords->rules[keywords->keyword_count] = (struct mgp_rule_set_bits){0};
    return (uint32_t)++keywords->keyword_count;
}

void mgp_keywords_add(struct mgp_keywords *keywords, struct mgp_slice keyword, size_t rule, bool is_managed)
{
    struct mgp_buffer text = {0};
    canonical(keyword, is_managed, &text);
    if (text.len > 0) {
        uint32_t node = 0;
        for (size_t i = 0; i < text.len; i++) {
            node = add_child(keywords, node, text.ptr[i]);
        }
        if (!keywords->nodes[node].keyword) keywords->nodes[node].keyword = add_keyword(keywords);
        size_t index = keywords->nodes[node].keyword - 1;
        struct keyword *entry = &keywords->keywords[index];
        note_tail(entry, keyword, is_managed, text.len);
        if (is_managed && !mgp_bit_is_set(&keywords->rules[index], rule)) entry->rule_count++;
        mgp_bit_set(&keywords->rules[index], rule);
        note_start(keywords, &text);
    }
    mgp_buffer_clear(&text);
}

void mgp_keywords_share(struct mgp_keywords *keywords, struct mgp_slice keyword)
{
    struct mgp_buffer text = {0};
    uint32_t node = 0;
    canonical(keyword, true, &text);
    for (size_t i = 0; i < text.len && (i == 0 || node); i++) {
        node = child_of(keywords, node, text.ptr[i]);
    }
    if (node && keywords->nodes[node].keyword)
        keywords->keywords[keywords->nodes[node].keyword - 1].rule_count++;
    mgp_buffer_clear(&text);
}

const struct mgp_rule_set_bits *mgp_keyword_rules(const struct mgp_keywords *keywords, uint32_t keyword)
{
    return &keywords->rules[keyword];
}

const struct mgp_rule_set_bits *mgp_keywords_rules(const struct mgp_keywords *keywords)
{
    return keywords->rules;
}

size_t mgp_keyword_count(const struct mgp_keywords *keywords)
{
    return keywords->keyword_count;
}

bool mgp_keyword_is_own(const struct mgp_keywords *keywords, uint32_t keyword)
{
    return keywords->keywords[keyword].rule_count == 1;
}

static enum char_class class_at(const struct mgp_keywords *keywords, struct mgp_slice text, size_t at,
                                size_t *size)
{
    *size = 1;
    if (at >= text.len) return OTHER;
    if (text.ptr[at] < 0x80) return (enum char_class)keywords->ascii[text.ptr[at]];
    uint32_t c;
    size_t decoded = mgp_utf8_decode(text.ptr + at, text.len - at, &c);
    if (decoded == 0) return OTHER;
    *size = decoded;
    return class_of(c);
}

/* The class of the character that ends before at, whatever marks it carries. */
static enum char_class class_before(struct mgp_slice text, size_t at)
{
    if (at > 0 && text.ptr[at - 1] < 0x80) return class_of(text.ptr[at - 1]);
    for (int marks = 0; at > 0 && marks <= MAX_MARKS; marks++) {
        uint32_t c;
        size_t before = mgp_utf8_previous(text, at);
        if (!mgp_utf8_decode(text.ptr + before, at - before, &c)) return OTHER;
        if (!mgp_is_mark(c)) return class_of(c);
        at = before;
    }
    return OTHER;
}

/* Does a word begin or end between before and after? next is the class after the character of after. */
static bool is_boundary(enum char_class before, enum char_class after, enum char_class next)
{
    if (after == MARK) return false;
    if (before == OTHER || after == OTHER || before == UNSPACED || after == UNSPACED) return true;
    if ((before == DIGIT) != (after == DIGIT)) return true;
    if (before == LOWER && after == UPPER) return true;
    return before == UPPER && after == UPPER && next == LOWER; /* "SSNNumber": between N and Nu */
}

static bool is_boundary_at(const struct mgp_keywords *keywords, struct mgp_slice text, size_t at)
{
    size_t size, ignored;
    enum char_class after = class_at(keywords, text, at, &size);
    if (after == OTHER) return true;
    return is_boundary(class_before(text, at), after, class_at(keywords, text, at + size, &ignored));
}

/* Just past up to four blanks; *breaks is how many line breaks may still be among them. */
static size_t skip_blanks(struct mgp_slice text, size_t at, int *breaks)
{
    for (int blanks = 0; blanks < 4; blanks++) {
        uint32_t c;
        size_t size = character_at(text, at, &c);
        bool is_break = size > 0 && c == '\n' && *breaks > 0;
        if (size == 0 || !(is_break || c == '\r' || mgp_keyword_is_blank(c))) break;
        *breaks -= is_break;
        at += size;
    }
    return at;
}

/* Just past what a GAP may consume at at: blanks, a dash between them, one line break at most. */
static size_t skip_gap(struct mgp_slice text, size_t at)
{
    int breaks = 1;
    uint32_t c;
    at = skip_blanks(text, at, &breaks);
    size_t size = character_at(text, at, &c);
    return size > 0 && mgp_keyword_is_dash(c) ? skip_blanks(text, at + size, &breaks) : at;
}

static size_t skip_apostrophe(struct mgp_slice text, size_t at)
{
    uint32_t c, letters[MGP_KEYWORD_LETTERS];
    size_t size = character_at(text, at, &c);
    if (size > 0 && c < 0x80) return c == '\'' || c == '`' ? at + 1 : skip_gap(text, at);
    if (size > 0 && mgp_keyword_letters(c, letters) == 1 && letters[0] == '\'') return at + size;
    return skip_gap(text, at);
}

struct search {
    const struct mgp_keywords *keywords;
    struct mgp_slice text;
    size_t begin;
    struct mgp_keyword_hits *hits;
};

/* Does one of the keyword's own tails stand at at? */
static bool has_tail_at(const struct keyword *keyword, struct mgp_slice text, size_t at)
{
    if (!keyword->tails || at >= text.len || !text.ptr[at]) return false;
    const char *tail = strchr(TAILS, text.ptr[at]);
    return tail && keyword->tails >> (tail - TAILS) & 1;
}

static void accept(const struct search *search, uint32_t node, size_t end)
{
    if (end - search->begin > MGP_MAX_KEYWORD_SPAN || !is_boundary_at(search->keywords, search->text, end)) return;
    uint32_t keyword = search->keywords->nodes[node].keyword - 1;
    const struct keyword *entry = &search->keywords->keywords[keyword];
    bool has_tail = has_tail_at(entry, search->text, end);
    if (entry->needs_tail && !has_tail) return;
    MGP_GROW(search->hits->items, search->hits->count, search->hits->capacity);
    search->hits->items[search->hits->count++] =
        (struct mgp_keyword_hit){(uint32_t)search->begin, (uint32_t)(end + has_tail), keyword};
}

static uint32_t follow(const struct mgp_keywords *keywords, uint32_t node, const uint32_t *letters, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        uint8_t bytes[4];
        size_t size = mgp_utf8_encode(letters[i], bytes);
        for (size_t k = 0; k < size; k++) {
            node = child_of(keywords, node, bytes[k]);
            if (!node) return 0;
        }
    }
    return node;
}

static void walk(const struct search *search, uint32_t node, size_t at);

/* The keyword has an accent where the text has none: it may be left out. */
static void walk_without_marks(const struct search *search, uint32_t node, size_t at)
{
    const struct node *nodes = search->keywords->nodes;
    for (uint32_t lead = nodes[node].first_child; lead; lead = nodes[lead].next_sibling) {
        if (nodes[lead].byte != 0xCC && nodes[lead].byte != 0xCD) continue;
        for (uint32_t mark = nodes[lead].first_child; mark; mark = nodes[mark].next_sibling) {
            if (nodes[lead].byte == 0xCC || nodes[mark].byte <= 0xAF) walk(search, mark, at);
        }
    }
}

/* mgp_keyword_letters for ASCII. */
static uint8_t ascii_letter(uint8_t byte)
{
    if (byte == '`') return '\'';
    return (uint8_t)(byte - 'A') < 26 ? byte | 0x20 : byte;
}

/* How many bytes a dot above takes at at; 0: there is none. */
static size_t dot_above_at(struct mgp_slice text, size_t at)
{
    return at + 1 < text.len && text.ptr[at] == 0xCC && text.ptr[at + 1] == 0x87 ? 2 : 0; /* U+0307 */
}

/* step for a character beyond ASCII. */
static uint32_t step_beyond_ascii(const struct search *search, uint32_t node, size_t *at)
{
    uint32_t c, letters[MGP_KEYWORD_LETTERS];
    size_t size = character_at(search->text, *at, &c);
    if (size == 0) return 0;
    size_t count = mgp_keyword_letters(c, letters);
    node = follow(search->keywords, node, letters, count);
    *at += size;
    if (letters[0] == 'i' && count == 1) *at += dot_above_at(search->text, *at);
    return node;
}

/* Takes the character at *at and goes on behind it: the node that it leads to, or 0. The lower case of the Turkish
 * dotted capital may be an i with a dot above it. */
static inline uint32_t step(const struct search *search, uint32_t node, size_t *at)
{
    if (*at >= search->text.len) return 0;
    uint8_t first = search->text.ptr[*at];
    if (first >= 0x80) return step_beyond_ascii(search, node, at);
    ++*at;
    if ((first | 0x20) == 'i') *at += dot_above_at(search->text, *at);
    return child_of(search->keywords, node, ascii_letter(first));
}

/* Follows what is optional in a keyword behind node. */
static void walk_edges(const struct search *search, uint32_t node, size_t at)
{
    const struct mgp_keywords *keywords = search->keywords;
    uint8_t edges = keywords->nodes[node].edges;
    size_t ignored;
    if (edges & HAS_GAP) walk(search, child_of(keywords, node, GAP), skip_gap(search->text, at));
    if (edges & HAS_APOSTROPHE)
        walk(search, child_of(keywords, node, APOSTROPHE), skip_apostrophe(search->text, at));
    if (node && edges & HAS_MARK && class_at(keywords, search->text, at, &ignored) != MARK)
        walk_without_marks(search, node, at);
}

/* Follows the text from at below node. Each node has one way from the root and each optional edge takes what it
 * can, so that a node is entered once at most. */
static void walk(const struct search *search, uint32_t node, size_t at)
{
    const struct node *nodes = search->keywords->nodes;
    do {
        if (nodes[node].keyword) accept(search, node, at);
        if (nodes[node].edges) walk_edges(search, node, at);
        node = step(search, node, &at);
    } while (node);
}

static bool may_begin(const struct mgp_keywords *keywords, struct mgp_slice text, size_t at)
{
    uint32_t first = prefix_code(text.ptr[at]);
    uint32_t second = at + 1 < text.len ? prefix_code(text.ptr[at + 1]) : 0;
    uint32_t third = at + 2 < text.len ? prefix_code(text.ptr[at + 2]) : 0;
    return has_bit(keywords->prefixes, first << 10 | second << 5 | third);
}

void mgp_keywords_find(const struct mgp_keywords *keywords, struct mgp_slice text, size_t from, size_t until,
                       struct mgp_keyword_hits *hits)
{
    if (keywords->keyword_count == 0) return;
    enum char_class before = class_before(text, from);
    size_t at = from, size = 1, marks = 0;
    enum char_class now = class_at(keywords, text, at, &size);
    while (at < until && at < text.len) {
        size_t next_size;
        enum char_class next = class_at(keywords, text, at + size, &next_size);
        if ((now == OTHER || is_boundary(before, now, next)) && may_begin(keywords, text, at)) {
            walk(&(struct search){keywords, text, at, hits}, 0, at);
        }
        marks = now == MARK ? marks + 1 : 0;
        if (now != MARK) before = now;
        if (marks > MAX_MARKS) before = OTHER;
        now = next;
        at += size;
        size = next_size;
    }
}

void mgp_keywords_at(const struct mgp_keywords *keywords, struct mgp_slice text, size_t at,
                     struct mgp_keyword_hits *hits)
{
    size_t size, ignored;
    enum char_class now = class_at(keywords, text, at, &size);
    if (now != OTHER && !is_boundary(class_before(text, at), now, class_at(keywords, text, at + size, &ignored)))
        return;
    walk(&(struct search){keywords, text, at, hits}, 0, at);
}
