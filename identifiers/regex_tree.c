#include "identifiers/regex_tree.h"

#include "base/utf8.h"
#include "identifiers/regex_syntax.h"

struct parser {
    struct mgp_arena *arena;
    struct mgp_slice in;
    size_t at;
    bool is_caseless;
    bool is_utf8;   /* mgp_regex_tree_cover */
    bool is_quoted; /* between \Q and \E */
    struct mgp_error *error;
};

/* What one place of a subject may hold: bytes; over UTF-8 ASCII, and perhaps whatever character lies beyond. */
struct set {
    uint64_t bytes[4];
    bool has_high;
    bool is_loose; /* it holds more than the regex's own: nothing is known of its opposite */
};

static struct mgp_regex_node *parse_alternatives(struct parser *p);

static struct mgp_regex_node *refuse(struct parser *p, const char *what)
{
    mgp_fail(p->error, MGP_INVALID, "%s is not supported here", what);
    if (p->error) p->error->offset = p->at;
    return NULL;
}

static int peek(const struct parser *p)
{
    return p->at < p->in.len ? p->in.ptr[p->at] : -1;
}

static struct mgp_regex_node *new_node(struct parser *p, enum mgp_regex_node_kind kind)
{
    struct mgp_regex_node *node = mgp_arena_alloc(p->arena, sizeof *node);
    node->kind = kind;
    return node;
}

/* Characters first to last: in UTF-8 those beyond ASCII stand for all of them. */
static void add_range(const struct parser *p, struct set *set, uint32_t first, uint32_t last)
{
    uint32_t limit = p->is_utf8 ? 0x80 : 0x100;
    for (uint32_t byte = first; byte <= last && byte < limit; byte++) {
        set->bytes[byte / 64] |= (uint64_t)1 << (byte % 64);
    }
    if (p->is_utf8 && last >= 0x80) set->has_high = true;
}

static void invert(const struct parser *p, struct set *set)
{
    for (size_t i = 0; i < 4; i++) {
        set->bytes[i] = p->is_utf8 && i >= 2 ? 0 : ~set->bytes[i];
    }
    set->has_high = p->is_utf8;
}

/* ASCII letters in both cases. Over UTF-8 k and s have a third case each, and what lies beyond ASCII may be that. */
static void fold(const struct parser *p, struct set *set)
{
    if (set->has_high) add_range(p, set, 'A', 'Z');
    uint64_t letters = set->bytes[1] & 0x07FFFFFE07FFFFFEu;
    set->bytes[1] |= letters << 32 | letters >> 32;
    if (p->is_utf8 && (mgp_byte_is_in(set->bytes, 'k') || mgp_byte_is_in(set->bytes, 's'))) set->has_high = true;
}

static struct mgp_regex_node *new_range(struct parser *p, unsigned first, unsigned last)
{
    struct mgp_regex_node *node = new_node(p, MGP_NODE_BYTES);
    for (unsigned byte = first; byte <= last; byte++) {
        node->bytes[byte / 64] |= (uint64_t)1 << (byte % 64);
    }
    return node;
}

/* Any character beyond ASCII. */
static struct mgp_regex_node *new_high(struct parser *p)
{
    struct mgp_regex_node *sequence = new_node(p, MGP_NODE_SEQUENCE), *tail = new_node(p, MGP_NODE_REPEAT);
    sequence->first_child = new_range(p, 0xC2, 0xF4);
    sequence->first_child->next_sibling = tail;
    tail->min = 1;
    tail->max = 3;
    tail->first_child = new_range(p, 0x80, 0xBF);
    return sequence;
}

static struct mgp_regex_node *new_set(struct parser *p, const struct set *set)
{
    if (set->has_high && !set->bytes[0] && !set->bytes[1]) return new_high(p);
    struct mgp_regex_node *node = new_node(p, MGP_NODE_BYTES);
    memcpy(node->bytes, set->bytes, sizeof node->bytes);
    if (!set->has_high) return node;
    struct mgp_regex_node *either = new_node(p, MGP_NODE_ALTERNATIVE);
    either->first_child = node;
    node->next_sibling = new_high(p);
    return either;
}

/* A character that stands for itself. */
static struct mgp_regex_node *new_character(struct parser *p, uint32_t character)
{
    struct set set = {0};
    if (!p->is_utf8 || character < 0x80 || p->is_caseless) {
        add_range(p, &set, character, character);
        if (p->is_caseless) fold(p, &set);
        return new_set(p, &set);
    }
    uint8_t bytes[4];
    size_t count = mgp_utf8_encode(character, bytes);
    struct mgp_regex_node *sequence = new_node(p, MGP_NODE_SEQUENCE), **last = &sequence->first_child;
    for (size_t i = 0; i < count; i++) {
        *last = new_range(p, bytes[i], bytes[i]);
        last = &(*last)->next_sibling;
    }
    return sequence;
}

/* The next character of the regex; over bytes the next byte. */
static uint32_t take_character(struct parser *p)
{
    uint32_t character = p->in.ptr[p->at];
    if (p->is_utf8 && character >= 0x80) {
        size_t size = mgp_utf8_decode(p->in.ptr + p->at, p->in.len - p->at, &character);
        p->at += size ? size : 1;
        return character;
    }
    p->at++;
    return character;
}

static bool is_digit(int c)
{
    return c >= '0' && c <= '9';
}

static int hex_digit(int c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f') return (c | 0x20) - 'a' + 10;
    return -1;
}

/* \xHH, the x taken. */
static uint32_t read_hex(struct parser *p)
{
    uint32_t value = 0;
    for (int i = 0; i < 2 && hex_digit(peek(p)) >= 0; i++) {
        value = value * 16 + (uint32_t)hex_digit(p->in.ptr[p->at++]);
    }
    return value;
}

/* {HHH} or {OOO}, false if it is something else. */
static bool read_braces(struct parser *p, uint32_t base, uint32_t *value)
{
    size_t at = p->at + 1;
    *value = 0;
    for (; at < p->in.len && p->in.ptr[at] != '}'; at++) {
        int digit = hex_digit(p->in.ptr[at]);
        if (digit < 0 || (uint32_t)digit >= base || *value > 0x10FFFF) return false;
        *value = *value * base + (uint32_t)digit;
    }
    if (at >= p->in.len) return false;
    p->at = at + 1;
    return true;
}

/* \0, \0O, \0OO, the 0 taken. */
static uint32_t read_octal(struct parser *p)
{
    uint32_t value = 0;
    for (int i = 0; i < 2 && peek(p) >= '0' && peek(p) <= '7'; i++) {
        value = value * 8 + (uint32_t)(p->in.ptr[p->at++] - '0');
    }
    return value;
}

static uint32_t control_of(uint32_t c)
{
    static const char names[] = "tnrfae", values[] = "\t\n\r\f\a\x1B";
    const char *found = c < 0x80 ? strchr(names, (int)c) : NULL;
    return found ? (unsigned char)values[found - names] : c;
}

/* \cX, the c taken: X is ASCII (PCRE2 sees to it). */
static uint32_t read_control(struct parser *p)
{
    uint32_t c = peek(p) < 0 ? 0 : p->in.ptr[p->at++];
    if (c >= 'a' && c <= 'z') c -= 0x20;
    return c ^ 0x40;
}

static void unite(struct set *into, const struct set *from)
{
    for (size_t i = 0; i < 4; i++) {
        into->bytes[i] |= from->bytes[i];
    }
    into->has_high = into->has_high || from->has_high;
    into->is_loose = into->is_loose || from->is_loose;
}

/* Adds the class of \d, \w, \s, \h and \v and their opposites, over UTF-8 \p too; false for any other letter. */
static bool add_escaped_class(struct parser *p, struct set *out, uint32_t c)
{
    struct set set = {0};
    switch (c | 0x20) {
    case 'd':
        add_range(p, &set, '0', '9');
        break;
    case 'w':
        add_range(p, &set, '0', '9');
        add_range(p, &set, 'A', 'Z');
        add_range(p, &set, 'a', 'z');
        add_range(p, &set, '_', '_');
        break;
    case 's':
        add_range(p, &set, '\t', '\r');
        add_range(p, &set, ' ', ' ');
        break;
    case 'h':
        add_range(p, &set, '\t', '\t');
        add_range(p, &set, ' ', ' ');
        add_range(p, &set, 0xA0, 0xA0);
        break;
    case 'v':
        add_range(p, &set, '\n', '\r');
        add_range(p, &set, 0x85, 0x85);
        break;
    case 'p':
        if (!p->is_utf8) return false;
        if (peek(p) == '{') p->at = mgp_slice_find(p->in, MGP_LITERAL("}"), p->at);
        p->at++;
        add_range(p, out, 0, 0x80);
        out->is_loose = true;
        return p->at <= p->in.len;
    default:
        return false;
    }
    if (!(c & 0x20)) invert(p, &set);
    unite(out, &set);
    return true;
}

/* The backslash has been taken: adds what the escape stands for. *character is set where that is one, else to
 * NO_CHARACTER. False where it is not known. */
#define NO_CHARACTER UINT32_MAX
static bool read_escape(struct parser *p, struct set *set, uint32_t *character)
{
    *character = NO_CHARACTER;
    if (p->at >= p->in.len) return false;
    uint32_t c = take_character(p);
    if (c < 0x80 && add_escaped_class(p, set, c)) return true;
    bool is_named = peek(p) == '{' && p->at + 1 < p->in.len && p->in.ptr[p->at + 1] == 'U'; /* \N{U+41} */
    if (c == 'N' && p->is_utf8 && !is_named) {
        add_range(p, set, '\n', '\n');
        invert(p, set);
        return true;
    }
    bool is_letter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z', is_wide = p->is_utf8 && peek(p) == '{';
    if (c == 'x') {
        if (!is_wide) *character = read_hex(p);
        else if (!read_braces(p, 16, character)) return false;
    } else if (p->is_utf8 && c == 'o') {
        if (!is_wide || !read_braces(p, 8, character)) return false;
    } else if (p->is_utf8 && c == '0') {
        *character = read_octal(p);
    } else if (p->is_utf8 && c == 'c') {
        *character = read_control(p);
    } else {
        if ((is_letter && !(c < 0x80 && strchr("tnrfae", (int)c))) || (c >= '0' && c <= '9')) return false;
        *character = control_of(c);
    }
    add_range(p, set, *character, *character);
    return true;
}

/* The ASCII of [:name:]; false for a name that PCRE2 does not know either. */
static bool add_named_class(struct parser *p, struct set *set, struct mgp_slice name)
{
    static const struct {
        const char *name, *ranges; /* pairs of first and last */
    } classes[] = {
        {"alpha", "AZaz"}, {"lower", "az"},       {"upper", "AZ"},   {"alnum", "09AZaz"},       {"blank", "\t\t  "},
        {"digit", "09"},   {"graph", "!~"},       {"print", " ~"},   {"punct", "!/:@[`{~"},     {"space", "\t\r  "},
        {"word", "09AZ__az"}, {"xdigit", "09AFaf"}, {"cntrl", "\x01\x1F\x7F\x7F"}, {"ascii", "\x01\x7F"},
    };
    for (size_t i = 0; i < sizeof classes / sizeof *classes; i++) {
        if (!mgp_slice_is(name, classes[i].name)) continue;
        for (const char *range = classes[i].ranges; *range; range += 2) {
            add_range(p, set, (uint8_t)range[0], (uint8_t)range[1]);
        }
        if (i >= 12) add_range(p, set, 0, 0);
        if (p->is_caseless && (i == 1 || i == 2)) add_range(p, set, 'A', 'Z');
        return true;
    }
    return false;
}

/* [:name:] or [:^name:], the first '[' taken. *is_one is false where it is no such thing, and nothing taken. */
static bool read_named_class(struct parser *p, struct set *out, bool *is_one)
{
    struct set set = {0};
    size_t end = p->at + 1;
    *is_one = false;
    if (peek(p) != ':' || !p->is_utf8) return peek(p) != ':' && peek(p) != '.' && peek(p) != '=';
    bool is_negative = end < p->in.len && p->in.ptr[end] == '^';
    size_t begin = end += is_negative;
    while (end < p->in.len && p->in.ptr[end] >= 'a' && p->in.ptr[end] <= 'z') {
        end++;
    }
    if (end + 1 >= p->in.len || p->in.ptr[end] != ':' || p->in.ptr[end + 1] != ']') {
        return !(begin < p->in.len && (p->in.ptr[begin] == '<' || p->in.ptr[begin] == '>'));
    }
    if (!add_named_class(p, &set, mgp_slice_sub(p->in, begin, end))) return false;
    if (is_negative) invert(p, &set);
    set.is_loose = true; /* in (?i) lower and upper are alpha */
    unite(out, &set);
    p->at = end + 2;
    *is_one = true;
    return true;
}

/* One member of a class, or one end of a range of them; *character as in read_escape. */
static bool read_class_member(struct parser *p, struct set *set, uint32_t *character)
{
    uint32_t c = take_character(p);
    if (c == '\\' && p->is_utf8 && peek(p) == 'b') {
        p->at++;
        c = '\b';
    } else if (c == '\\') {
        return read_escape(p, set, character);
    }
    bool is_named = false;
    *character = NO_CHARACTER;
    if (c == '[' && !read_named_class(p, set, &is_named)) return false;
    if (is_named) return true;
    *character = c;
    add_range(p, set, c, c);
    return true;
}

static bool reads_range(const struct parser *p)
{
    return p->at + 1 < p->in.len && p->in.ptr[p->at] == '-' && p->in.ptr[p->at + 1] != ']';
}

/* Over UTF-8 the opposite may be too large as well, but not too small: of its letters no other case is taken away, for
 * (?i) may hold elsewhere only. */
static struct mgp_regex_node *new_opposite(struct parser *p, struct set *set)
{
    if (set->is_loose) add_range(p, set, 0, 0x7F);
    if (!set->is_loose) invert(p, set);
    set->has_high = true;
    return new_set(p, set);
}

/* The '[' has been taken. */
static struct mgp_regex_node *parse_class(struct parser *p)
{
    struct set set = {0};
    bool is_negative = peek(p) == '^';
    if (is_negative) p->at++;
    for (bool is_first = true; peek(p) != ']' || is_first; is_first = false) {
        uint32_t low, high;
        if (peek(p) < 0 || !read_class_member(p, &set, &low)) return refuse(p, "this class");
        if (low == NO_CHARACTER || !reads_range(p)) continue;
        p->at++;
        if (!read_class_member(p, &set, &high) || high == NO_CHARACTER || high < low) return refuse(p, "this range");
        add_range(p, &set, low, high);
    }
    p->at++;
    if (p->is_utf8 && is_negative) return new_opposite(p, &set);
    if (p->is_caseless) fold(p, &set);
    if (is_negative) invert(p, &set);
    return new_set(p, &set);
}

/* The flags of (?i) and (?i:, if it is either; (?i) has no body. */
static bool read_flags(struct parser *p, bool *has_body)
{
    while (p->is_utf8 && (peek(p) == 'i' || peek(p) == '-')) {
        p->at++;
    }
    *has_body = peek(p) == ':';
    if (!*has_body && !(p->is_utf8 && peek(p) == ')')) return false;
    p->at++;
    return true;
}

static struct mgp_regex_node *parse_group(struct parser *p)
{
    if (peek(p) == '?') {
        bool has_body;
        p->at++;
        if (!read_flags(p, &has_body)) return refuse(p, "a group other than (?:");
        if (!has_body) return new_node(p, MGP_NODE_SEQUENCE);
    }
    struct mgp_regex_node *node = parse_alternatives(p);
    if (node && peek(p) != ')') return refuse(p, "a group without ')'");
    p->at++;
    return node;
}

/* The backslash has been taken. */
static struct mgp_regex_node *parse_escape(struct parser *p)
{
    struct set set = {0};
    uint32_t character;
    if (p->is_utf8 && peek(p) > 0 && strchr("bBAzZ", peek(p))) {
        p->at++;
        return new_node(p, MGP_NODE_SEQUENCE);
    }
    if (!read_escape(p, &set, &character)) return refuse(p, "this escape");
    if (character != NO_CHARACTER) return new_character(p, character);
    if (p->is_caseless) fold(p, &set);
    return new_set(p, &set);
}

static struct mgp_regex_node *parse_atom(struct parser *p)
{
    struct set set = {0};
    uint32_t c = take_character(p);
    if (p->is_quoted) return new_character(p, c);
    switch (c) {
    case '(':
        return parse_group(p);
    case '[':
        return parse_class(p);
    case '\\':
        return parse_escape(p);
    case '^':
    case '$':
        return p->is_utf8 ? new_node(p, MGP_NODE_SEQUENCE) : refuse(p, "an assertion");
    case '.':
        add_range(p, &set, '\n', '\n');
        invert(p, &set);
        return new_set(p, &set);
    default:
        return new_character(p, c);
    }
}

static uint32_t read_number(struct parser *p)
{
    uint32_t value = 0;
    while (peek(p) >= '0' && peek(p) <= '9' && value < 100000) {
        value = value * 10 + (uint32_t)(p->in.ptr[p->at++] - '0');
    }
    return value;
}

/* *, +, ?, {n}, {n,} or {n,m}; false, with nothing taken, where the atom stands alone. */
static bool read_counts(struct parser *p, uint32_t *min, uint32_t *max)
{
    int c = peek(p);
    size_t begin = p->at;
    *min = c == '+';
    *max = c == '?' ? 1 : MGP_TREE_UNBOUNDED;
    if (c != '*' && c != '+' && c != '?' && c != '{') return false;
    p->at++;
    if (c != '{') return true;
    bool is_count = is_digit(peek(p));
    *min = *max = read_number(p);
    if (peek(p) == ',') {
        p->at++;
        *max = is_digit(peek(p)) ? read_number(p) : MGP_TREE_UNBOUNDED;
    }
    if (is_count && peek(p) == '}') {
        p->at++;
        return true;
    }
    p->at = begin; /* a '{' that stands for itself */
    return false;
}

/* Takes a \Q or \E where quoting begins or ends; both stand for nothing themselves. */
static bool take_quote_mark(struct parser *p)
{
    if (!p->is_utf8 || peek(p) != '\\' || p->at + 1 >= p->in.len) return false;
    if (p->in.ptr[p->at + 1] != (p->is_quoted ? 'E' : 'Q')) return false;
    p->is_quoted = !p->is_quoted;
    p->at += 2;
    return true;
}

static struct mgp_regex_node *parse_repeated(struct parser *p)
{
    uint32_t min, max;
    struct mgp_regex_node *atom = parse_atom(p);
    if (atom && p->is_quoted) take_quote_mark(p); /* a repeat behind \E is the last character's */
    if (!atom || p->is_quoted || !read_counts(p, &min, &max)) return atom;
    if (peek(p) == '?') p->at++; /* lazy: the same language */
    if (peek(p) == '+') return refuse(p, "a possessive repeat");
    struct mgp_regex_node *repeat = new_node(p, MGP_NODE_REPEAT);
    repeat->min = min;
    repeat->max = max;
    repeat->first_child = atom;
    return repeat;
}

static struct mgp_regex_node *parse_sequence(struct parser *p)
{
    struct mgp_regex_node *sequence = new_node(p, MGP_NODE_SEQUENCE), **last = &sequence->first_child;
    while (peek(p) >= 0 && (p->is_quoted || (peek(p) != '|' && peek(p) != ')'))) {
        if (take_quote_mark(p)) continue;
        *last = parse_repeated(p);
        if (!*last) return NULL;
        last = &(*last)->next_sibling;
    }
    return sequence;
}

static struct mgp_regex_node *parse_alternatives(struct parser *p)
{
    struct mgp_regex_node *first = parse_sequence(p);
    if (!first || peek(p) != '|') return first;
    struct mgp_regex_node *alternative = new_node(p, MGP_NODE_ALTERNATIVE), *last = first;
    alternative->first_child = first;
    while (peek(p) == '|') {
        p->at++;
        last->next_sibling = parse_sequence(p);
        if (!last->next_sibling) return NULL;
        last = last->next_sibling;
    }
    return alternative;
}

/* Is the i of (?i) or (?-i: anywhere? */
static bool has_flag(struct mgp_slice regex)
{
    size_t at = mgp_slice_find(regex, MGP_LITERAL("(?"), 0);
    for (; at != SIZE_MAX; at = mgp_slice_find(regex, MGP_LITERAL("(?"), at + 1)) {
        size_t flag = at + 2;
        while (flag < regex.len && regex.ptr[flag] == '-') {
            flag++;
        }
        if (flag < regex.len && regex.ptr[flag] == 'i') return true;
    }
    return false;
}

static enum mgp_status parse(struct parser *p, struct mgp_regex_node **out)
{
    struct mgp_regex_length length;
    enum mgp_status status = mgp_regex_check(p->in, p->is_utf8, &length, p->error);
    if (status != MGP_OK) return status;
    struct mgp_regex_node *node = parse_alternatives(p);
    if (!node) return MGP_INVALID;
    if (p->at < p->in.len) return mgp_fail(p->error, MGP_INVALID, "a ')' has no '('");
    *out = node;
    return MGP_OK;
}

enum mgp_status mgp_regex_tree_parse(struct mgp_arena *arena, struct mgp_slice regex, bool is_caseless,
                                     struct mgp_regex_node **out, struct mgp_error *error)
{
    struct parser p = {.arena = arena, .in = regex, .is_caseless = is_caseless, .error = error};
    return parse(&p, out);
}

enum mgp_status mgp_regex_tree_cover(struct mgp_arena *arena, struct mgp_slice regex, struct mgp_regex_node **out,
                                     struct mgp_error *error)
{
    struct parser p = {.arena = arena, .in = regex, .is_utf8 = true, .error = error};
    p.is_caseless = has_flag(regex);
    return parse(&p, out);
}
