/* JSON Web Tokens in the compact form of a JSON Web Signature (RFC 7515, 7519), signed or not: header,
 * payload and signature in base64url, joined by dots. The header must decode to a JSON object with a member
 * "alg", the payload to a JSON object; the signature may be empty, and then the token ends with the dot.
 * Only headers that begin with {"<letter> are looked for, which is how every library writes them.
 *
 * The decoded bytes are pulled one by one and checked as they come, so that what is no token fails at its
 * first wrong byte and a file of token starts costs nothing. */
#include "identifiers/recogniser_internal.h"

enum { END_OF_PART = -1, MAX_DEPTH = 32 };

/* Decodes one part; it ends before the first byte that is not base64url. */
struct part {
    struct mgp_slice text;
    size_t at;
    uint32_t bits; /* decoded, not yet handed out */
    unsigned bit_count;
    int current; /* the byte to look at, or END_OF_PART */
};

static int sextet(uint8_t byte)
{
    if (byte >= 'A' && byte <= 'Z') return byte - 'A';
    if (byte >= 'a' && byte <= 'z') return byte - 'a' + 26;
    if (mgp_is_digit(byte)) return byte - '0' + 52;
    return byte == '-' ? 62 : byte == '_' ? 63 : -1;
}

static void advance(struct part *part)
{
    while (part->bit_count < 8) {
        int value = part->at < part->text.len ? sextet(part->text.ptr[part->at]) : -1;
        if (value < 0) {
            part->current = END_OF_PART;
            return;
        }
        part->at++;
        part->bits = (part->bits << 6 | (uint32_t)value) & 0xFFFF;
        part->bit_count += 6;
    }
    part->bit_count -= 8;
    part->current = part->bits >> part->bit_count & 0xFF;
}

static void skip_blanks(struct part *part)
{
    while (part->current == ' ' || part->current == '\t' || part->current == '\n' || part->current == '\r') {
        advance(part);
    }
}

static bool take(struct part *part, int byte)
{
    if (part->current != byte) return false;
    advance(part);
    return true;
}

static bool take_digits(struct part *part)
{
    if (part->current < '0' || part->current > '9') return false;
    while (part->current >= '0' && part->current <= '9') {
        advance(part);
    }
    return true;
}

static bool take_number(struct part *part)
{
    take(part, '-');
    if (!take(part, '0') && !take_digits(part)) return false;
    if (take(part, '.') && !take_digits(part)) return false;
    if (take(part, 'e') || take(part, 'E')) {
        if (!take(part, '+')) take(part, '-');
        return take_digits(part);
    }
    return true;
}

static bool take_word(struct part *part, const char *word)
{
    for (; *word; word++) {
        if (!take(part, *word)) return false;
    }
    return true;
}

static bool take_escape(struct part *part)
{
    if (take(part, 'u')) {
        for (int i = 0; i < 4; i++) {
            int c = part->current | 0x20;
            if (!(part->current >= '0' && part->current <= '9') && !(c >= 'a' && c <= 'f')) return false;
            advance(part);
        }
        return true;
    }
    if (part->current <= 0 || !strchr("\"\\/bfnrt", part->current)) return false;
    advance(part);
    return true;
}

/* The rest of a character above ASCII. */
static bool take_multibyte(struct part *part)
{
    uint8_t bytes[4];
    size_t size = part->current >= 0xF0 ? 4 : part->current >= 0xE0 ? 3 : 2;
    for (size_t i = 0; i < size; i++) {
        if (part->current < 0x80) return false;
        bytes[i] = (uint8_t)part->current;
        advance(part);
    }
    uint32_t codepoint;
    return mgp_utf8_decode(bytes, size, &codepoint) == size;
}

/* A string, of which *is_alg tells whether it is "alg". */
static bool take_string(struct part *part, bool *is_alg)
{
    static const char alg[] = "alg";
    size_t len = 0;
    *is_alg = true;
    if (!take(part, '"')) return false;
    while (part->current != '"') {
        if (part->current < 0x20) return false; /* a control character or the end */
        *is_alg = *is_alg && len < 3 && part->current == alg[len];
        len++;
        if (part->current >= 0x80) {
            if (!take_multibyte(part)) return false;
        } else if (take(part, '\\')) {
            if (!take_escape(part)) return false;
        } else {
            advance(part);
        }
    }
    *is_alg = *is_alg && len == 3;
    return take(part, '"');
}

static bool take_value(struct part *part, int depth);

static bool take_array(struct part *part, int depth)
{
    if (!take(part, '[')) return false;
    skip_blanks(part);
    if (take(part, ']')) return true;
    do {
        if (!take_value(part, depth)) return false;
    } while (take(part, ','));
    return take(part, ']');
}

static bool take_object(struct part *part, int depth, bool *has_alg)
{
    *has_alg = false;
    if (!take(part, '{')) return false;
    skip_blanks(part);
    if (take(part, '}')) return true;
    do {
        bool is_alg;
        skip_blanks(part);
        if (!take_string(part, &is_alg)) return false;
        skip_blanks(part);
        if (!take(part, ':') || !take_value(part, depth)) return false;
        *has_alg = *has_alg || is_alg;
    } while (take(part, ','));
    return take(part, '}');
}

/* A value with the blanks around it. */
static bool take_value(struct part *part, int depth)
{
    bool ignored, is_good;
    if (depth == MAX_DEPTH) return false;
    skip_blanks(part);
    switch (part->current) {
    case '{':
        is_good = take_object(part, depth + 1, &ignored);
        break;
    case '[':
        is_good = take_array(part, depth + 1);
        break;
    case '"':
        is_good = take_string(part, &ignored);
        break;
    case 't':
        is_good = take_word(part, "true");
        break;
    case 'f':
        is_good = take_word(part, "false");
        break;
    case 'n':
        is_good = take_word(part, "null");
        break;
    default:
        is_good = take_number(part);
    }
    skip_blanks(part);
    return is_good;
}

/* Reads a part that is a JSON object and nothing else; *at moves behind it. */
static bool read_object(struct mgp_slice text, size_t *at, bool *has_alg)
{
    struct part part = {.text = text, .at = *at};
    advance(&part);
    skip_blanks(&part);
    if (!take_object(&part, 0, has_alg)) return false;
    skip_blanks(&part);
    if (part.current != END_OF_PART || part.bit_count >= 6) return false;
    *at = part.at;
    return true;
}

static bool take_dot(struct mgp_slice text, size_t *at)
{
    if (*at >= text.len || text.ptr[*at] != '.') return false;
    ++*at;
    return true;
}

static bool is_token(struct mgp_slice text, size_t begin, struct mgp_recognition *out)
{
    if (mgp_utf8_is_word_before(text, begin)) return false;
    struct mgp_slice head =
        mgp_slice_sub(text, 0, text.len - begin > MGP_MAX_SPAN ? begin + MGP_MAX_SPAN : text.len);
    size_t at = begin;
    bool has_alg, ignored;
    if (!read_object(head, &at, &has_alg) || !has_alg || !take_dot(head, &at)) return false;
    if (!read_object(head, &at, &ignored) || !take_dot(head, &at)) return false;
    while (at < text.len && sextet(text.ptr[at]) >= 0) {
        if (at == head.len) return false; /* too long */
        at++;
    }
    uint8_t last = text.ptr[at - 1];
    if ((mgp_is_digit(last) || mgp_is_ascii_letter(last)) && mgp_utf8_is_word_at(text, at)) return false;
    *out = (struct mgp_recognition){.begin = begin, .end = at};
    return true;
}

bool mgp_recognise_jwt(const struct mgp_value_view *view, size_t from, size_t until,
                       struct mgp_recognition *out)
{
    /* {" and a letter in base64. Of the three characters J is the rarest. */
    enum { BEFORE_J = 2 };
    struct mgp_slice text = view->text;
    size_t at = from + BEFORE_J, last = text.len - until > BEFORE_J ? until + BEFORE_J : text.len;
    while (at < last) {
        const uint8_t *j = memchr(text.ptr + at, 'J', last - at);
        if (!j) return false;
        size_t begin = (size_t)(j - text.ptr) - BEFORE_J;
        if (j[-2] == 'e' && j[-1] == 'y' && is_token(text, begin, out)) return true;
        at = begin + BEFORE_J + 1;
    }
    return false;
}
