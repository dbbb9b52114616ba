#include "identifiers/keywords.h"

#include "base/buffer.h"
#include "base/utf8.h"

#define GAP 0x01 /* edge of the trie: nothing, '_', '-' or blanks */

struct node {
    uint32_t first_child, next_sibling; /* 0: none (the root is nobody's child) */
    uint32_t keyword;                   /* index + 1 of the keyword that ends here, or 0 */
    uint8_t byte;
};

struct keyword {
    struct mgp_rule_set_bits rules;
    uint32_t rule_count; /* identifiers that it speaks for, rules of this scan or not */
};

struct mgp_keywords {
    struct node *nodes;
    size_t node_count, node_capacity;
    struct keyword *keywords;
    size_t keyword_count, keyword_capacity;
    uint32_t roots[256];            /* children of the root by byte */
    uint8_t ascii[128];             /* enum char_class of the first characters */
    uint64_t prefixes[0x8000 / 64]; /* the first three bytes of keywords, five bits each: prefix_code */
};

static bool has_bit(const uint64_t *bits, size_t bit)
{
    return bits[bit / 64] >> (bit % 64) & 1;
}

static void set_bit(uint64_t *bits, size_t bit)
{
    bits[bit / 64] |= (uint64_t)1 << (bit % 64);
}

enum char_class { OTHER, LOWER, UPPER, DIGIT, UNSPACED };

static enum char_class class_of(uint32_t c)
{
    if (c < 0x80) {
        if (c >= 'a' && c <= 'z') return LOWER;
        if (c >= 'A' && c <= 'Z') return UPPER;
        return c >= '0' && c <= '9' ? DIGIT : OTHER;
    }
    if ((c >= 0xE00 && c <= 0xEFF) || (c >= 0x2E80 && c <= 0xA4CF) || (c >= 0xF900 && c <= 0xFAFF) ||
        c >= 0x20000) {
        return mgp_codepoint_is_word(c) ? UNSPACED : OTHER;
    }
    if (!mgp_codepoint_is_letter(c)) return mgp_codepoint_is_word(c) ? DIGIT : OTHER;
    return mgp_codepoint_is_upper(c) ? UPPER : LOWER;
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
    free(keywords);
}

static uint32_t child_of(const struct mgp_keywords *keywords, uint32_t node, uint8_t byte)
{
    if (node == 0) return keywords->roots[byte];
    uint32_t child = keywords->nodes[node].first_child;
    while (child && keywords->nodes[child].byte != byte) {
        child = keywords->nodes[child].next_sibling;
    }
    return child;
}

static uint32_t add_child(struct mgp_keywords *keywords, uint32_t node, uint8_t byte)
{
    uint32_t child = child_of(keywords, node, byte);
    if (child) return child;
    MGP_GROW(keywords->nodes, keywords->node_count, keywords->node_capacity);
    child = (uint32_t)keywords->node_count++;
    keywords->nodes[child] = (struct node){.byte = byte, .next_sibling = keywords->nodes[node].first_child};
    keywords->nodes[node].first_child = child;
    if (node == 0) keywords->roots[byte] = child;
    return child;
}

static uint32_t fold(uint32_t c)
{
    return c == 0x2019 ? '\'' : mgp_codepoint_fold(c); /* the typographic apostrophe */
}

/* The keyword as the trie holds it: folded, each run of blanks, '_' and '-' one GAP. */
static void canonical(struct mgp_slice keyword, bool is_managed, struct mgp_buffer *out)
{
    size_t at = 0;
    bool gap = false;
    while (at < keyword.len) {
        uint32_t c;
        size_t size = mgp_utf8_decode(keyword.ptr + at, keyword.len - at, &c);
        if (size == 0) {
            size = 1;
            c = 0xFFFD;
        }
        at += size;
        if (c == ' ' || c == '_' || c == '-' || c == '\t' || c == 0xA0) {
            gap = out->len > 0;
            continue;
        }
        if (is_managed && out->len == 0 && !mgp_codepoint_is_word(c)) continue;
        if (gap) mgp_buffer_byte(out, GAP);
        gap = false;
        mgp_buffer_codepoint(out, fold(c));
    }
    while (is_managed && out->len > 0 && out->ptr[out->len - 1] < 0x80 &&
           !mgp_codepoint_is_word(out->ptr[out->len - 1])) {
        out->len--;
    }
}

/* 1 to 26 for an ASCII letter in any case, 0 for every other byte. */
static uint32_t prefix_code(uint8_t byte)
{
    uint8_t lower = byte | 0x20;
    return lower >= 'a' && lower <= 'z' ? lower - (uint32_t)'a' + 1 : 0;
}

/* Notes which three bytes of text may begin the keyword: where it has a gap or another byte, any may stand.
 */
static void note_start(struct mgp_keywords *keywords, const struct mgp_buffer *text)
{
    uint32_t low[3] = {0, 0, 0}, high[3] = {26, 26, 26};
    for (size_t i = 0; i < 3 && i < text->len && prefix_code(text->ptr[i]); i++) {
        low[i] = high[i] = prefix_code(text->ptr[i]);
    }
    for (uint32_t a = low[0]; a <= high[0]; a++) {
        for (uint32_t b = low[1]; b <= high[1]; b++) {
            for (uint32_t c = low[2]; c <= high[2]; c++) {
                set_bit(keywords->prefixes, a << 10 | b << 5 | c);
            }
        }
    }
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
        if (!keywords->nodes[node].keyword) {
            MGP_GROW(keywords->keywords, keywords->keyword_count, keywords->keyword_capacity);
            keywords->keywords[keywords->keyword_count] = (struct keyword){0};
            keywords->nodes[node].keyword = (uint32_t)++keywords->keyword_count;
        }
        struct keyword *entry = &keywords->keywords[keywords->nodes[node].keyword - 1];
        if (is_managed && !mgp_bit_is_set(&entry->rules, rule)) entry->rule_count++;
        mgp_bit_set(&entry->rules, rule);
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
    return &keywords->keywords[keyword].rules;
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

static enum char_class class_before(struct mgp_slice text, size_t at)
{
    uint32_t c;
    if (at == 0) return OTHER;
    size_t before = mgp_utf8_previous(text, at);
    return mgp_utf8_decode(text.ptr + before, at - before, &c) ? class_of(c) : OTHER;
}

/* Does a word begin or end between before and after? next is the class after the character of after. */
static bool is_boundary(enum char_class before, enum char_class after, enum char_class next)
{
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

/* Just past what a GAP may consume at at: one '_' or '-', or up to four blanks with one line break among
 * them. */
static size_t skip_gap(struct mgp_slice text, size_t at)
{
    if (at < text.len && (text.ptr[at] == '_' || text.ptr[at] == '-')) return at + 1;
    int blanks = 0, breaks = 0;
    while (at < text.len && blanks < 4) {
        uint8_t c = text.ptr[at];
        if (c == 0xC2 && at + 1 < text.len && text.ptr[at + 1] == 0xA0) {
            at += 2;
        } else if (c == ' ' || c == '\t' || c == '\r' || (c == '\n' && breaks++ == 0)) {
            at++;
        } else {
            break;
        }
        blanks++;
    }
    return at;
}

struct search {
    const struct mgp_keywords *keywords;
    struct mgp_slice text;
    size_t begin;
    struct mgp_keyword_hits *hits;
};

static void accept(const struct search *search, uint32_t node, size_t end)
{
    if (!is_boundary_at(search->keywords, search->text, end)) return;
    MGP_GROW(search->hits->items, search->hits->count, search->hits->capacity);
    search->hits->items[search->hits->count++] = (struct mgp_keyword_hit){
        (uint32_t)search->begin, (uint32_t)end, search->keywords->nodes[node].keyword - 1};
}

/* Follows the text from at below node. Depth is bounded by the longest keyword: each step consumes a byte of
 * it. */
static void walk(const struct search *search, uint32_t node, size_t at)
{
    const struct mgp_keywords *keywords = search->keywords;
    for (;;) {
        if (keywords->nodes[node].keyword) accept(search, node, at);
        uint32_t gap = child_of(keywords, node, GAP);
        if (gap) walk(search, gap, skip_gap(search->text, at));
        uint32_t c;
        size_t size =
            at < search->text.len ? mgp_utf8_decode(search->text.ptr + at, search->text.len - at, &c) : 0;
        if (size == 0) return;
        uint8_t bytes[4];
        size_t count = mgp_utf8_encode(fold(c), bytes);
        for (size_t i = 0; i < count; i++) {
            node = child_of(keywords, node, bytes[i]);
            if (!node) return;
        }
        at += size;
    }
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
    size_t at = from, size = 1;
    enum char_class now = class_at(keywords, text, at, &size);
    while (at < until && at < text.len) {
        size_t next_size;
        enum char_class next = class_at(keywords, text, at + size, &next_size);
        if ((now == OTHER || is_boundary(before, now, next)) && may_begin(keywords, text, at)) {
            walk(&(struct search){keywords, text, at, hits}, 0, at);
        }
        before = now;
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
