#include "identifiers/regex_syntax.h"

#define MAX_NESTING 100

struct parser {
    struct mgp_slice in;
    size_t at;
    size_t char_bytes; /* most that one character of the subject takes */
    int depth;
    bool is_quoted; /* between \Q and \E */
    struct mgp_error *error;
};

static enum mgp_status refuse(struct parser *p, size_t at, const char *reason)
{
    mgp_fail(p->error, MGP_INVALID, "%s", reason);
    if (p->error) p->error->offset = at;
    return MGP_INVALID;
}

static int peek(const struct parser *p, size_t ahead)
{
    return p->at + ahead < p->in.len ? p->in.ptr[p->at + ahead] : -1;
}

static size_t add(size_t a, size_t b)
{
    size_t sum;
    return a == MGP_REGEX_UNBOUNDED || b == MGP_REGEX_UNBOUNDED || __builtin_add_overflow(a, b, &sum)
               ? MGP_REGEX_UNBOUNDED
               : sum;
}

static size_t multiply(size_t a, size_t times)
{
    size_t product;
    if (a == 0 || times == 0) return 0;
    if (a == MGP_REGEX_UNBOUNDED || times == MGP_REGEX_UNBOUNDED ||
        __builtin_mul_overflow(a, times, &product)) {
        return MGP_REGEX_UNBOUNDED;
    }
    return product;
}

static bool is_digit(int c)
{
    return c >= '0' && c <= '9';
}

/* Skips to just past closing; false at the end of the regex. */
static bool skip_past(struct parser *p, char closing)
{
    while (p->at < p->in.len) {
        if (p->in.ptr[p->at++] == closing) return true;
    }
    return false;
}

/* The backslash has been taken. One escape; zero-width ones have length 0. */
static enum mgp_status read_escape(struct parser *p, struct mgp_regex_length *length)
{
    size_t start = p->at - 1;
    int c = peek(p, 0);
    if (c < 0) return refuse(p, start, "a backslash stands at the end");
    p->at++;
    *length = (struct mgp_regex_length){1, p->char_bytes};
    if (c >= '1' && c <= '9') return refuse(p, start, "back-references are not supported");
    if (strchr("gk", c)) return refuse(p, start, "back-references and subroutine calls are not supported");
    if (strchr("KRXCG", c)) return refuse(p, start, "\\K, \\R, \\X, \\C and \\G are not supported");
    if (c == 'Q' || c == 'E')
        return refuse(p, start, "\\Q and \\E are supported as a pair outside of classes only");
    if (strchr("bBAzZ", c)) *length = (struct mgp_regex_length){0, 0};
    bool has_braces = strchr("pPxo", c) || (c == 'N' && peek(p, 1) == 'U'); /* \N{3} repeats \N */
    if (has_braces && peek(p, 0) == '{') {
        if (!skip_past(p, '}')) return refuse(p, start, "a '}' is missing");
    } else if (c == 'p' || c == 'P') {
        p->at += p->at < p->in.len;
    } else if (c == 'x') {
        for (int i = 0; i < 2 && peek(p, 0) >= 0 && strchr("0123456789abcdefABCDEF", peek(p, 0)); i++) {
            p->at++;
        }
    } else if (c == 'c') {
        p->at += p->at < p->in.len;
    } else if (c == '0') {
        for (int i = 0; i < 2 && peek(p, 0) >= '0' && peek(p, 0) <= '7'; i++) {
            p->at++;
        }
    }
    return MGP_OK;
}

/* The rest of [:name:] within a class; any other '[' there is a literal (PCRE2 itself refuses [. .] and [=
 * =]). */
static void skip_posix_class(struct parser *p)
{
    size_t at = p->at;
    if (peek(p, 0) != ':') return;
    at++;
    while (at < p->in.len && (p->in.ptr[at] == '^' || (p->in.ptr[at] >= 'a' && p->in.ptr[at] <= 'z'))) {
        at++;
    }
    if (at + 1 < p->in.len && p->in.ptr[at] == ':' && p->in.ptr[at + 1] == ']') p->at = at + 2;
}

/* The '[' has been taken. */
static enum mgp_status read_class(struct parser *p, struct mgp_regex_length *length)
{
    size_t start = p->at - 1;
    if (peek(p, 0) == '^') p->at++;
    if (peek(p, 0) == ']') p->at++;
    for (;;) {
        int c = peek(p, 0);
        if (c < 0) return refuse(p, start, "a ']' is missing");
        p->at++;
        if (c == ']') break;
        if (c == '\\') {
            if (peek(p, 0) >= '1' && peek(p, 0) <= '9') { /* octal in a class */
                p->at++;
                continue;
            }
            struct mgp_regex_length ignored;
            enum mgp_status status = MGP_OK;
            if (peek(p, 0) == 'b') { /* a backspace */
                p->at++;
            } else {
                status = read_escape(p, &ignored);
            }
            if (status != MGP_OK) return status;
        } else if (c == '[') {
            skip_posix_class(p);
        }
    }
    *length = (struct mgp_regex_length){1, p->char_bytes};
    return MGP_OK;
}

static enum mgp_status read_alternatives(struct parser *p, struct mgp_regex_length *length);

/* What follows "(?": only ':' and the flags i and -i. *has_body is false for (?i). */
static enum mgp_status read_group_kind(struct parser *p, size_t start, bool *has_body)
{
    int c = peek(p, 0), next = peek(p, 1);
    if (c == '=' || c == '!' || (c == '<' && (next == '=' || next == '!')) || c == '*') {
        return refuse(p, start, "look-around is not supported");
    }
    if (c == '>') return refuse(p, start, "atomic groups are not supported");
    if (c == '<' || c == 'P' || c == '\'') return refuse(p, start, "named groups are not supported");
    if (c == '(') return refuse(p, start, "conditionals are not supported");
    if (c == 'R' || c == '&' || c == '+' || is_digit(c))
        return refuse(p, start, "recursion is not supported");
    if (c == 'C') return refuse(p, start, "callouts are not supported");
    if (c == '#') return refuse(p, start, "comments are not supported");
    if (c == '|') return refuse(p, start, "branch reset groups are not supported");
    while (peek(p, 0) == 'i' || peek(p, 0) == '-') {
        p->at++;
    }
    c = peek(p, 0);
    *has_body = c == ':';
    if (c == ':' || c == ')') {
        p->at++;
        return MGP_OK;
    }
    return refuse(p, start, "of the flags only (?i) is supported");
}

/* The '(' has been taken. */
static enum mgp_status read_group(struct parser *p, struct mgp_regex_length *length)
{
    size_t start = p->at - 1;
    if (peek(p, 0) == '*')
        return refuse(p, start, "verbs and pattern-level flags, (*...), are not supported");
    if (peek(p, 0) == '?') {
        bool has_body;
        p->at++;
        enum mgp_status status = read_group_kind(p, start, &has_body);
        if (status != MGP_OK) return status;
        if (!has_body) {
            *length = (struct mgp_regex_length){0, 0};
            return MGP_OK;
        }
    }
    if (++p->depth > MAX_NESTING) return refuse(p, start, "groups are nested too deeply");
    enum mgp_status status = read_alternatives(p, length);
    p->depth--;
    if (status != MGP_OK) return status;
    if (peek(p, 0) != ')') return refuse(p, start, "a ')' is missing");
    p->at++;
    return MGP_OK;
}

/* {n}, {n,} or {n,m} at p->at; false, with nothing taken, where it is a literal '{'. */
static bool read_counts(struct parser *p, size_t *low, size_t *high)
{
    size_t at = p->at + 1, values[2] = {0, MGP_REGEX_UNBOUNDED};
    for (int i = 0; i < 2; i++) {
        size_t digits = 0, value = 0;
        for (; at < p->in.len && is_digit(p->in.ptr[at]); at++, digits++) {
            value = value < 100000 ? value * 10 + (p->in.ptr[at] - (size_t)'0') : value;
        }
        if (digits > 0) values[i] = value;
        if (i == 0 && digits == 0) return false;
        if (i == 0 && at < p->in.len && p->in.ptr[at] == '}') {
            values[1] = values[0];
            break;
        }
        if (i == 0 && (at >= p->in.len || p->in.ptr[at++] != ',')) return false;
    }
    if (at >= p->in.len || p->in.ptr[at] != '}') return false;
    p->at = at + 1;
    *low = values[0];
    *high = values[1];
    return true;
}

static enum mgp_status read_repeat(struct parser *p, struct mgp_regex_length *length)
{
    size_t start = p->at, low = 1, high = 1;
    int c = peek(p, 0);
    if (c == '*' || c == '+' || c == '?') {
        p->at++;
        low = c == '+';
        high = c == '?' ? 1 : MGP_REGEX_UNBOUNDED;
    } else if (c != '{' || !read_counts(p, &low, &high)) {
        return MGP_OK;
    }
    if (low > MGP_REGEX_MAX_REPEAT || (high != MGP_REGEX_UNBOUNDED && high > MGP_REGEX_MAX_REPEAT)) {
        return refuse(p, start, "a bounded repeat is too large (999 at most; {n,} has no bound)");
    }
    if (peek(p, 0) == '+') return refuse(p, start, "possessive repeats are not supported");
    if (peek(p, 0) == '?') p->at++;
    length->min = multiply(length->min, low);
    length->max = multiply(length->max, high);
    return MGP_OK;
}

/* Takes a \Q or \E where quoting begins or ends; both stand for nothing themselves. */
static bool take_quote_mark(struct parser *p)
{
    if (peek(p, 0) != '\\' || peek(p, 1) != (p->is_quoted ? 'E' : 'Q')) return false;
    p->is_quoted = !p->is_quoted;
    p->at += 2;
    return true;
}

/* The rest of a character, whose first byte was taken: what follows repeats all of it. */
static void skip_continuation(struct parser *p)
{
    while (p->char_bytes > 1 && p->at < p->in.len && (p->in.ptr[p->at] & 0xC0) == 0x80) {
        p->at++;
    }
}

static enum mgp_status read_atom(struct parser *p, struct mgp_regex_length *length)
{
    uint8_t c = p->in.ptr[p->at++];
    /* A character that stands for itself; without case it may fold to a longer or a shorter one. */
    *length = (struct mgp_regex_length){1, p->char_bytes};
    if (c >= 0x80) skip_continuation(p);
    if (p->is_quoted) return MGP_OK;
    switch (c) {
    case '(':
        return read_group(p, length);
    case '[':
        return read_class(p, length);
    case '\\':
        return read_escape(p, length);
    case '^':
    case '$':
        *length = (struct mgp_regex_length){0, 0};
        return MGP_OK;
    case '*':
    case '+':
    case '?':
        return refuse(p, p->at - 1, "a repeat has nothing to repeat");
    default:
        return MGP_OK;
    }
}

static enum mgp_status read_sequence(struct parser *p, struct mgp_regex_length *length)
{
    *length = (struct mgp_regex_length){0, 0};
    while (p->at < p->in.len && (p->is_quoted || (p->in.ptr[p->at] != '|' && p->in.ptr[p->at] != ')'))) {
        if (take_quote_mark(p)) continue;
        struct mgp_regex_length atom;
        enum mgp_status status = read_atom(p, &atom);
        if (status == MGP_OK && p->is_quoted)
            take_quote_mark(p); /* a repeat behind \E is the last character's */
        if (status == MGP_OK && !p->is_quoted) status = read_repeat(p, &atom);
        if (status != MGP_OK) return status;
        length->min = add(length->min, atom.min);
        length->max = add(length->max, atom.max);
    }
    return MGP_OK;
}

static enum mgp_status read_alternatives(struct parser *p, struct mgp_regex_length *length)
{
    enum mgp_status status = read_sequence(p, length);
    while (status == MGP_OK && peek(p, 0) == '|') {
        struct mgp_regex_length other;
        p->at++;
        status = read_sequence(p, &other);
        if (other.min < length->min) length->min = other.min;
        if (other.max > length->max) length->max = other.max;
    }
    return status;
}

enum mgp_status mgp_regex_check(struct mgp_slice regex, bool is_utf8, struct mgp_regex_length *length,
                                struct mgp_error *error)
{
    struct parser p = {.in = regex, .char_bytes = is_utf8 ? 4 : 1, .error = error};
    struct mgp_regex_length found;
    enum mgp_status status = read_alternatives(&p, &found);
    if (status == MGP_OK && p.at < regex.len) status = refuse(&p, p.at, "a ')' has no '('");
    if (status == MGP_OK) *length = found;
    return status;
}
