#include "identifiers/regex_tree.h"

#include "identifiers/regex_syntax.h"

struct parser {
    struct mgp_arena *arena;
    struct mgp_slice in;
    size_t at;
    bool is_caseless;
    struct mgp_error *error;
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

static void add_range(uint64_t bytes[4], unsigned first, unsigned last)
{
    for (unsigned byte = first; byte <= last && byte < 256; byte++) {
        bytes[byte / 64] |= (uint64_t)1 << (byte % 64);
    }
}

static void invert(uint64_t bytes[4])
{
    for (size_t i = 0; i < 4; i++) {
        bytes[i] = ~bytes[i];
    }
}

/* ASCII letters in both cases. */
static void fold(uint64_t bytes[4])
{
    uint64_t letters = bytes[1] & 0x07FFFFFE07FFFFFEu;
    bytes[1] |= letters << 32 | letters >> 32;
}

static int hex_digit(int c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f') return (c | 0x20) - 'a' + 10;
    return -1;
}

/* \xHH, the x taken. */
static unsigned read_hex(struct parser *p)
{
    unsigned value = 0;
    for (int i = 0; i < 2 && hex_digit(peek(p)) >= 0; i++) {
        value = value * 16 + (unsigned)hex_digit(p->in.ptr[p->at++]);
    }
    return value;
}

static unsigned control_of(int c)
{
    static const char names[] = "tnrfae", values[] = "\t\n\r\f\a\x1B";
    const char *found = strchr(names, c);
    return found ? (unsigned char)values[found - names] : (unsigned)c;
}

/* Adds the class of \d, \w, \s, \h, \v and their opposites; false for any other letter. */
static bool add_escaped_class(uint64_t bytes[4], int c)
{
    uint64_t set[4] = {0};
    switch (c | 0x20) {
    case 'd':
        add_range(set, '0', '9');
        break;
    case 'w':
        add_range(set, '0', '9');
        add_range(set, 'A', 'Z');
        add_range(set, 'a', 'z');
        add_range(set, '_', '_');
        break;
    case 's':
        add_range(set, '\t', '\r');
        add_range(set, ' ', ' ');
        break;
    case 'h':
        add_range(set, '\t', '\t');
        add_range(set, ' ', ' ');
        add_range(set, 0xA0, 0xA0);
        break;
    default:
        return false;
    }
    if (!(c & 0x20)) invert(set);
    for (size_t i = 0; i < 4; i++) {
        bytes[i] |= set[i];
    }
    return true;
}

/* The backslash has been taken: adds what the escape stands for. *byte is set where that is one byte. */
static bool read_escape(struct parser *p, uint64_t bytes[4], int *byte)
{
    int c = peek(p);
    *byte = -1;
    if (c < 0) return false;
    p->at++;
    if (add_escaped_class(bytes, c)) return true;
    bool is_letter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
    if ((is_letter && !strchr("tnrfaex", c)) || (c >= '0' && c <= '9')) return false;
    *byte = (int)(c == 'x' ? read_hex(p) : control_of(c));
    add_range(bytes, (unsigned)*byte, (unsigned)*byte);
    return true;
}

/* One member of a class, or one end of a range of them; *byte as in read_escape. */
static bool read_class_member(struct parser *p, uint64_t bytes[4], int *byte)
{
    int c = p->in.ptr[p->at++];
    if (c == '\\') return read_escape(p, bytes, byte);
    if (c == '[' && (peek(p) == ':' || peek(p) == '.' || peek(p) == '=')) return false;
    *byte = c;
    add_range(bytes, (unsigned)c, (unsigned)c);
    return true;
}

static bool reads_range(const struct parser *p)
{
    return p->at + 1 < p->in.len && p->in.ptr[p->at] == '-' && p->in.ptr[p->at + 1] != ']';
}

/* The '[' has been taken. */
static struct mgp_regex_node *parse_class(struct parser *p)
{
    struct mgp_regex_node *node = new_node(p, MGP_NODE_BYTES);
    bool is_negative = peek(p) == '^';
    if (is_negative) p->at++;
    for (bool is_first = true; peek(p) != ']' || is_first; is_first = false) {
        int low, high;
        if (peek(p) < 0 || !read_class_member(p, node->bytes, &low)) return refuse(p, "this class");
        if (low < 0 || !reads_range(p)) continue;
        p->at++;
        if (!read_class_member(p, node->bytes, &high) || high < low) return refuse(p, "this range");
        add_range(node->bytes, (unsigned)low, (unsigned)high);
    }
    p->at++;
    if (p->is_caseless) fold(node->bytes);
    if (is_negative) invert(node->bytes);
    return node;
}

static struct mgp_regex_node *parse_group(struct parser *p)
{
    if (peek(p) == '?') {
        p->at++;
        if (peek(p) != ':') return refuse(p, "a group other than (?:");
        p->at++;
    }
    struct mgp_regex_node *node = parse_alternatives(p);
    if (node && peek(p) != ')') return refuse(p, "a group without ')'");
    p->at++;
    return node;
}

static struct mgp_regex_node *parse_atom(struct parser *p)
{
    int c = p->in.ptr[p->at++], ignored;
    if (c == '(') return parse_group(p);
    if (c == '[') return parse_class(p);
    if (c == '^' || c == '$') return refuse(p, "an assertion");
    struct mgp_regex_node *node = new_node(p, MGP_NODE_BYTES);
    if (c == '\\') {
        if (!read_escape(p, node->bytes, &ignored)) return refuse(p, "this escape");
    } else if (c == '.') {
        add_range(node->bytes, '\n', '\n');
        invert(node->bytes);
    } else {
        add_range(node->bytes, (unsigned)c, (unsigned)c);
    }
    if (p->is_caseless && c != '.') fold(node->bytes);
    return node;
}

static uint32_t read_number(struct parser *p)
{
    uint32_t value = 0;
    while (peek(p) >= '0' && peek(p) <= '9' && value < 100000) {
        value = value * 10 + (uint32_t)(p->in.ptr[p->at++] - '0');
    }
    return value;
}

/* *, +, ?, {n}, {n,} or {n,m}; false where the atom stands alone. */
static bool read_counts(struct parser *p, uint32_t *min, uint32_t *max)
{
    int c = peek(p);
    *min = c == '+';
    *max = c == '?' ? 1 : MGP_TREE_UNBOUNDED;
    if (c == '*' || c == '+' || c == '?') {
        p->at++;
        return true;
    }
    if (c != '{' || p->at + 1 >= p->in.len || hex_digit(p->in.ptr[p->at + 1]) < 0) return false;
    p->at++;
    *min = *max = read_number(p);
    if (peek(p) == ',') {
        p->at++;
        *max = peek(p) == '}' ? MGP_TREE_UNBOUNDED : read_number(p);
    }
    p->at++;
    return true;
}

static struct mgp_regex_node *parse_repeated(struct parser *p)
{
    uint32_t min, max;
    struct mgp_regex_node *atom = parse_atom(p);
    if (!atom || !read_counts(p, &min, &max)) return atom;
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
    while (peek(p) >= 0 && peek(p) != '|' && peek(p) != ')') {
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

enum mgp_status mgp_regex_tree_parse(struct mgp_arena *arena, struct mgp_slice regex, bool is_caseless,
                                     struct mgp_regex_node **out, struct mgp_error *error)
{
    struct mgp_regex_length length;
    enum mgp_status status = mgp_regex_check(regex, false, &length, error);
    if (status != MGP_OK) return status;
    struct parser p = {.arena = arena, .in = regex, .is_caseless = is_caseless, .error = error};
    struct mgp_regex_node *node = parse_alternatives(&p);
    if (!node) return MGP_INVALID;
    if (p.at < regex.len) return mgp_fail(error, MGP_INVALID, "a ')' has no '('");
    *out = node;
    return MGP_OK;
}
