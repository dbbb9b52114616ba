/* Private keys in text form: PEM (RFC 7468, RFC 1421 headers), OpenPGP armour (RFC 4880, section 6.2) and
 * PuTTY's own format. A header alone is no key: the block must come to its own end within 64 KiB, with
 * nothing but key material between, and its first bytes must be those of such a key.
 *
 * Keys travel in strings, so a line may end in LF, CR, CRLF or the two characters \n (\r, also with more
 * backslashes), be indented, quoted as a comment or a reply (# * | > ; //), closed and opened again as a
 * string literal ("..." + "..."), or not be there at all: blanks count for nothing.
 *
 * Linear, because nothing between BEGIN and END can hold another BEGIN: a body stops at the first character
 * that does not belong there. */
#include "identifiers/recogniser_internal.h"

static const char begin_mark[] = "-----BEGIN ";
static const char end_mark[] = "-----END ";
static const char dashes[] = "-----";
static const char putty_mark[] = "PuTTY-User-Key-File-";

enum { MAX_HEADERS = 16, MAX_LINE = 512, MAX_BACKSLASHES = 8, MAX_GLUE = 64, MIN_BODY = 64 };

struct label {
    const char *text;
    enum mgp_key_block kind;
};

static const struct label labels[] = {
    {"PRIVATE KEY", MGP_KEY_PKCS},           {"RSA PRIVATE KEY", MGP_KEY_PKCS},
    {"EC PRIVATE KEY", MGP_KEY_PKCS},        {"DSA PRIVATE KEY", MGP_KEY_PKCS},
    {"ENCRYPTED PRIVATE KEY", MGP_KEY_PKCS}, {"OPENSSH PRIVATE KEY", MGP_KEY_OPENSSH},
    {"PGP PRIVATE KEY BLOCK", MGP_KEY_PGP},
};

static bool is_blank(uint8_t byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r';
}

static size_t skip_blanks(struct mgp_slice text, size_t at)
{
    while (at < text.len && is_blank(text.ptr[at])) {
        at++;
    }
    return at;
}

/* The end of an escaped line end (\n, \r or \t, with one backslash or more) at this offset, or 0. */
static size_t escape_end(struct mgp_slice text, size_t at)
{
    size_t next = at;
    while (next < text.len && text.ptr[next] == '\\' && next - at < MAX_BACKSLASHES) {
        next++;
    }
    if (next == at || next >= text.len) return 0;
    return text.ptr[next] == 'n' || text.ptr[next] == 'r' || text.ptr[next] == 't' ? next + 1 : 0;
}

/* What may stand before a line: indentation and the mark of a comment or a quotation. */
static size_t skip_line_prefix(struct mgp_slice text, size_t at)
{
    at = skip_blanks(text, at);
    if (mgp_has_at(text, at, "// ")) return at + 3;
    while (at < text.len && (strchr(">#*|;", text.ptr[at]) || is_blank(text.ptr[at])) && text.ptr[at] != 0) {
        at++;
    }
    return at;
}

/* From the quote that closes a string literal to behind the one that opens the next, or 0. */
static size_t glue_end(struct mgp_slice text, size_t at)
{
    uint8_t quote = text.ptr[at];
    for (size_t next = at + 1; next < text.len && next - at < MAX_GLUE; next++) {
        if (text.ptr[next] == quote) return next + 1;
        if (text.ptr[next] == 0 || !strchr(" \t\r\n+.,\\&()", text.ptr[next])) return 0;
    }
    return 0;
}

/* Behind everything that is not key material; the same offset where there is none. */
static size_t skip_filler(struct mgp_slice text, size_t at)
{
    while (at < text.len) {
        uint8_t byte = text.ptr[at];
        size_t next = 0;
        if (is_blank(byte)) {
            next = at + 1;
        } else if (byte == '\n') {
            next = skip_line_prefix(text, at + 1);
        } else if (byte == '\\') {
            bool is_continuation =
                at + 1 < text.len && (text.ptr[at + 1] == '\n' || text.ptr[at + 1] == '\r');
            next = is_continuation ? at + 1 : escape_end(text, at);
        } else if (byte == '"' || byte == '\'') {
            next = glue_end(text, at);
        }
        if (next == 0) return at;
        at = next;
    }
    return at;
}

static int sextet(uint8_t byte)
{
    if (byte >= 'A' && byte <= 'Z') return byte - 'A';
    if (byte >= 'a' && byte <= 'z') return byte - 'a' + 26;
    if (mgp_is_digit(byte)) return byte - '0' + 52;
    return byte == '+' ? 62 : byte == '/' ? 63 : -1;
}

/* The base64 of a block: how much there is and how it begins. */
struct body {
    size_t characters, padding;
    size_t trailing; /* characters behind the padding: an OpenPGP checksum */
    uint8_t head[18];
};

static void add_character(struct body *body, int value)
{
    if (body->padding > 0) {
        body->trailing++;
        return;
    }
    size_t bit = body->characters++ * 6, byte = bit / 8;
    if (byte + 1 >= sizeof body->head) return;
    unsigned shifted = (unsigned)value << (10 - bit % 8);
    body->head[byte] = (uint8_t)(body->head[byte] | shifted >> 8);
    body->head[byte + 1] = (uint8_t)(body->head[byte + 1] | (shifted & 0xFF));
}

/* Reads base64 up to the first byte that cannot be part of it. */
static size_t read_body(struct mgp_slice text, size_t at, struct body *body)
{
    while (at < text.len) {
        int value = sextet(text.ptr[at]);
        if (value >= 0) {
            add_character(body, value);
            at++;
        } else if (text.ptr[at] == '=') {
            body->padding++;
            at++;
        } else if (mgp_has_at(text, at, "\\/")) { /* as some JSON writers escape it */
            add_character(body, 63);
            at += 2;
        } else {
            size_t next = skip_filler(text, at);
            if (next == at) break;
            at = next;
        }
    }
    return at;
}

static bool is_base64(const struct body *body, enum mgp_key_block kind)
{
    if (body->characters < MIN_BODY) return false;
    if (kind == MGP_KEY_PGP) return body->padding <= 3 && (body->trailing == 0 || body->trailing == 4);
    if (body->trailing > 0 || body->padding > 2) return false;
    return body->padding == 0 ? body->characters % 4 != 1 : (body->characters + body->padding) % 4 == 0;
}

static bool begins_like_key(const struct body *body, enum mgp_key_block kind, bool is_encrypted)
{
    uint8_t first = body->head[0];
    switch (kind) {
    case MGP_KEY_OPENSSH:
        return memcmp(body->head, "openssh-key-v1", sizeof "openssh-key-v1") == 0;
    case MGP_KEY_PKCS:
        return is_encrypted || first == 0x30; /* a DER sequence */
    case MGP_KEY_PGP:                         /* a secret-key packet, tag 5, with an old or a new header */
        return first == 0xC5 || (first >= 0x94 && first <= 0x97);
    case MGP_KEY_PUTTY:
        break;
    }
    return false;
}

/* The end of the line, also an escaped one or the end of the string literal that holds it. */
static size_t line_end(struct mgp_slice text, size_t at)
{
    while (at < text.len && text.ptr[at] != '\n' && text.ptr[at] != '\r' && text.ptr[at] != '"' &&
           !(text.ptr[at] == '\\' && escape_end(text, at))) {
        at++;
    }
    return at;
}

/* Skips "Name: value" lines before the body. *is_encrypted tells whether one says so. */
static size_t skip_headers(struct mgp_slice text, size_t at, bool *is_encrypted)
{
    for (int i = 0; i < MAX_HEADERS; i++) {
        at = skip_filler(text, at);
        size_t colon = at;
        while (colon < text.len && (mgp_is_ascii_letter(text.ptr[colon]) || text.ptr[colon] == '-')) {
            colon++;
            if (colon - at > 32) return at;
        }
        if (colon == at || !mgp_has_at(text, colon, ":")) return at;
        struct mgp_slice near =
            mgp_slice_sub(text, 0, text.len - colon > MAX_LINE ? colon + MAX_LINE : text.len);
        size_t end = line_end(near, colon);
        struct mgp_slice line = mgp_slice_sub(text, at, end);
        if (mgp_slice_find(line, MGP_LITERAL("-----"), 0) != SIZE_MAX) return at;
        if (mgp_slice_starts_with(line, MGP_LITERAL("DEK-Info:")) ||
            mgp_slice_find(line, MGP_LITERAL("ENCRYPTED"), 0) != SIZE_MAX) {
            *is_encrypted = true;
        }
        at = end;
    }
    return at;
}

static const struct label *label_at(struct mgp_slice text, size_t at)
{
    for (size_t i = 0; i < sizeof labels / sizeof labels[0]; i++) {
        if (mgp_has_at(text, at, labels[i].text) && mgp_has_at(text, at + strlen(labels[i].text), dashes)) {
            return &labels[i];
        }
    }
    return NULL;
}

/* text ends where the block must have ended. */
static bool is_armoured_key(struct mgp_slice text, size_t begin, struct mgp_recognition *out)
{
    size_t at = begin + strlen(begin_mark);
    const struct label *label = label_at(text, at);
    if (!label) return false;
    bool is_encrypted = false;
    at = skip_headers(text, at + strlen(label->text) + strlen(dashes), &is_encrypted);
    struct body body = {0};
    at = read_body(text, at, &body);
    if (!mgp_has_at(text, at, end_mark) || label_at(text, at + strlen(end_mark)) != label) return false;
    if (!is_base64(&body, label->kind) || !begins_like_key(&body, label->kind, is_encrypted)) return false;
    size_t end = at + strlen(end_mark) + strlen(label->text) + strlen(dashes);
    *out = (struct mgp_recognition){.begin = begin, .end = end, .variant = label->kind};
    return true;
}

/* Lines of a PuTTY file. How the first one ends says how all of them do. */
struct line_reader {
    struct mgp_slice text;
    size_t at;
    bool is_escaped;
};

/* The next line that is not empty, without its prefix and the blanks and quotes at its end. */
static bool next_line(struct line_reader *reader, struct mgp_slice *line)
{
    struct mgp_slice text = reader->text;
    size_t begin, end;
    do {
        while (reader->at < text.len && (text.ptr[reader->at] == '\n' || text.ptr[reader->at] == '\r')) {
            reader->at++;
        }
        begin = skip_line_prefix(text, reader->at);
        end = begin;
        while (end < text.len && text.ptr[end] != '\n' && text.ptr[end] != '\r' &&
               !(reader->is_escaped && escape_end(text, end))) {
            if (++end - begin > MAX_LINE) return false;
        }
        size_t after = reader->is_escaped && end < text.len ? escape_end(text, end) : 0;
        if (end >= text.len && begin == end) return false;
        reader->at = after ? after : end < text.len ? end + 1 : end;
    } while (begin == end);
    while (end > begin && (is_blank(text.ptr[end - 1]) || strchr("\"',", text.ptr[end - 1]))) {
        end--;
    }
    *line = mgp_slice_sub(text, begin, end);
    return true;
}

static bool next_header(struct line_reader *reader, const char *name, struct mgp_slice *line)
{
    return next_line(reader, line) && mgp_slice_starts_with(*line, mgp_slice_text(name));
}

static bool is_base64_line(struct mgp_slice line)
{
    size_t at = 0;
    while (at < line.len && sextet(line.ptr[at]) >= 0) {
        at++;
    }
    while (at < line.len && line.ptr[at] == '=') {
        at++;
    }
    return at == line.len;
}

/* Skips lines of base64 and of Key-Derivation and Argon2 headers (version 3) up to the named header. */
static bool skip_material(struct line_reader *reader, const char *name, struct mgp_slice *header)
{
    enum { MIN_MATERIAL = 32 };
    size_t material = 0;
    int headers = 0;
    while (next_line(reader, header)) {
        if (mgp_slice_starts_with(*header, mgp_slice_text(name))) return material >= MIN_MATERIAL;
        if (is_base64_line(*header)) {
            material += header->len;
        } else if (!mgp_slice_starts_with(*header, MGP_LITERAL("Key-Derivation:")) &&
                   !mgp_slice_starts_with(*header, MGP_LITERAL("Argon2-"))) {
            return false;
        } else if (++headers > MAX_HEADERS) {
            return false;
        }
    }
    return false;
}

static bool is_hex(uint8_t byte)
{
    return mgp_is_digit(byte) || (uint8_t)((byte | 0x20) - 'a') < 6;
}

static bool is_among(const char *bytes, uint8_t byte)
{
    return byte && strchr(bytes, byte);
}

/* Does a line end at at, or behind blanks and quotes there? */
static bool ends_line(struct mgp_slice text, size_t at)
{
    while (at < text.len && is_among(" \t\"',", text.ptr[at])) {
        at++;
    }
    return at >= text.len || is_among("\r\n", text.ptr[at]) || escape_end(text, at) != 0;
}

static bool is_name_byte(uint8_t byte)
{
    return mgp_is_digit(byte) || mgp_is_ascii_letter(byte) || is_among("-@.+_", byte);
}

/* Is the name of an algorithm (RFC 4251, section 6: 64 characters at most) all that is left of the line? So no other
 * mark is, and no text is read for more than one. */
static bool is_algorithm_line(struct mgp_slice text, size_t at)
{
    enum { MAX_NAME = 64 };
    size_t begin = skip_blanks(text, at), end = begin;
    while (end < text.len && end - begin < MAX_NAME && is_name_byte(text.ptr[end])) {
        end++;
    }
    return end > begin && ends_line(text, end);
}

static bool is_putty_key(struct mgp_slice text, size_t begin, struct mgp_recognition *out)
{
    enum { MIN_MAC = 32 };
    size_t version = begin + strlen(putty_mark);
    if (!mgp_has_at(text, version, "2:") && !mgp_has_at(text, version, "3:")) return false;
    if (!is_algorithm_line(text, version + strlen("2:"))) return false;
    struct line_reader reader = {.text = text, .at = begin};
    size_t first_end = begin;
    while (first_end < text.len && text.ptr[first_end] != '\n' && text.ptr[first_end] != '\r' &&
           first_end - begin < MAX_LINE && !reader.is_escaped) {
        reader.is_escaped = escape_end(text, first_end++) != 0;
    }
    struct mgp_slice line;
    if (!next_line(&reader, &line) || !next_header(&reader, "Encryption:", &line) ||
        !next_header(&reader, "Comment:", &line) || !next_header(&reader, "Public-Lines:", &line) ||
        !skip_material(&reader, "Private-Lines:", &line) || !skip_material(&reader, "Private-MAC:", &line)) {
        return false;
    }
    size_t at = (size_t)(line.ptr - text.ptr) + strlen("Private-MAC:");
    size_t digits = skip_blanks(text, at), end = digits;
    while (end < text.len && is_hex(text.ptr[end])) {
        end++;
    }
    if (end - digits < MIN_MAC) return false;
    *out = (struct mgp_recognition){.begin = begin, .end = end, .variant = MGP_KEY_PUTTY};
    return true;
}

static bool is_key_block(struct mgp_slice text, size_t begin, struct mgp_recognition *out)
{
    struct mgp_slice reach = text;
    if (text.len - begin > MGP_MAX_KEY_SPAN) reach.len = begin + MGP_MAX_KEY_SPAN;
    if (mgp_has_at(text, begin, begin_mark)) return is_armoured_key(reach, begin, out);
    return mgp_has_at(text, begin, putty_mark) && !mgp_utf8_is_word_before(text, begin) &&
           is_putty_key(reach, begin, out) && !mgp_utf8_is_word_at(text, out->end);
}

/* The only start among the five bytes up to at that their last byte allows; SIZE_MAX if none. */
static size_t start_around(struct mgp_slice text, size_t at)
{
    size_t end = at;
    switch (text.ptr[at]) {
    case '-':
        while (end < text.len && end - at < 5 && text.ptr[end] == '-') {
            end++;
        }
        return end < text.len && text.ptr[end] == 'B' && end >= 5 ? end - 5 : SIZE_MAX;
    case 'P':
        return at;
    case 'u':
        return at - 1;
    case 'T':
        return at - (text.ptr[at - 1] == 'T' ? 3 : 2);
    default:
        return at - 4;
    }
}

bool mgp_recognise_key_block(const struct mgp_value_view *view, size_t from, size_t until,
                             struct mgp_recognition *out)
{
    /* Both marks begin with five bytes of this set, so that every fifth byte is enough to look at. */
    static const bool is_of_mark[256] = {
        ['-'] = true, ['P'] = true, ['u'] = true, ['T'] = true, ['Y'] = true};
    enum { STRIDE = 5 };
    struct mgp_slice text = view->text;
    for (size_t at = from + STRIDE - 1; at < text.len && at - (STRIDE - 1) < until; at += STRIDE) {
        if (!is_of_mark[text.ptr[at]]) continue;
        size_t begin = start_around(text, at);
        if (begin == SIZE_MAX || begin < from || begin >= until) continue;
        if (is_key_block(text, begin, out)) return true;
    }
    return false;
}
