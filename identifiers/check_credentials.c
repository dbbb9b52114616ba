/* Secrets without a check digit: RFC 7617 (Basic authentication), RFC 4648 (base64), and the variety of
 * characters that random secrets show and hashes, words or placeholders do not. */
#include "identifiers/check_list.h"

#include "base/utf8.h"

static unsigned sextet(uint8_t c)
{
    if (c >= 'A' && c <= 'Z') return (unsigned)(c - 'A');
    if (c >= 'a' && c <= 'z') return (unsigned)(c - 'a') + 26;
    if (c >= '0' && c <= '9') return (unsigned)(c - '0') + 52;
    return c == '+' ? 62 : c == '/' ? 63 : 64;
}

enum { MAX_CREDENTIALS = 2048 };

/* Standard base64 with its padding or without any. 0 where it is none. */
static size_t decode_base64(struct mgp_slice token, uint8_t out[MAX_CREDENTIALS])
{
    size_t len = token.len, count = 0;
    while (len && token.len - len < 2 && token.ptr[len - 1] == '=') {
        len--;
    }
    if (len % 4 == 1 || (len != token.len && token.len % 4) || len / 4 * 3 + 3 > MAX_CREDENTIALS) return 0;
    uint32_t bits = 0;
    for (size_t i = 0; i < len; i++) {
        unsigned value = sextet(token.ptr[i]);
        if (value == 64) return 0;
        bits = bits << 6 | value;
        if (i % 4) out[count++] = (uint8_t)(bits >> (6 - i % 4 * 2));
    }
    return count;
}

/* Printable text, as UTF-8 or ISO 8859-1, with a colon. */
static bool is_user_and_password(struct mgp_slice text)
{
    bool is_utf8 = mgp_utf8_is_valid(text);
    for (size_t i = 0; i < text.len; i++) {
        uint8_t c = text.ptr[i];
        if (c < 0x20 || c == 0x7F || (!is_utf8 && c >= 0x80 && c < 0xA0)) return false;
    }
    return text.len > 1 && memchr(text.ptr, ':', text.len);
}

static size_t last_word(struct mgp_slice value)
{
    size_t start = value.len;
    while (start > 0 && value.ptr[start - 1] > ' ') {
        start--;
    }
    return start;
}

/* A header whose last word is base64 of user:password. */
bool mgp_check_basic_auth(struct mgp_slice value)
{
    size_t start = last_word(value);
    uint8_t decoded[MAX_CREDENTIALS];
    size_t count = decode_base64(mgp_slice_sub(value, start, value.len), decoded);
    return count > 0 && is_user_and_password(mgp_slice_of(decoded, count));
}

/* As many characters of base64 hold no more than the first count bytes. */
static size_t characters_of(size_t count)
{
    return count / 3 * 4 + count % 3 + 1;
}

size_t mgp_basic_auth_longest(struct mgp_slice value)
{
    uint8_t decoded[MAX_CREDENTIALS];
    size_t start = last_word(value), count = 0, one_byte_end = SIZE_MAX, at = start;
    uint32_t bits = 0;
    for (; at < value.len && count < MAX_CREDENTIALS; at++) {
        unsigned sextet_at = sextet(value.ptr[at]), place = (at - start) % 4;
        if (sextet_at == 64) break;
        bits = bits << 6 | sextet_at;
        if (place == 0) continue;
        uint8_t byte = (uint8_t)(bits >> (6 - place * 2));
        if (byte < 0x20 || byte == 0x7F) break;
        if (byte >= 0x80 && byte < 0xA0 && one_byte_end == SIZE_MAX) one_byte_end = at - start;
        decoded[count++] = byte;
    }
    if (!memchr(decoded, ':', count)) return start;
    size_t longest = at - start + 2, valid = mgp_utf8_valid_prefix(mgp_slice_of(decoded, count)); /* 2: of padding */
    if (one_byte_end != SIZE_MAX && valid < count) {
        size_t utf8_end = characters_of(valid);
        size_t end = one_byte_end > utf8_end ? one_byte_end : utf8_end;
        if (end + 2 < longest) longest = end + 2;
    }
    return longest < value.len - start ? start + longest : value.len;
}

/* Upper case, lower case and a digit, and enough different characters to be random; so no hash in hex. */
bool mgp_check_aws_secret(struct mgp_slice value)
{
    bool seen[256] = {false}, has_upper = false, has_lower = false, has_digit = false;
    size_t different = 0;
    for (size_t i = 0; i < value.len; i++) {
        uint8_t c = value.ptr[i];
        has_upper = has_upper || (c >= 'A' && c <= 'Z');
        has_lower = has_lower || (c >= 'a' && c <= 'z');
        has_digit = has_digit || (c >= '0' && c <= '9');
        different += !seen[c];
        seen[c] = true;
    }
    return has_upper && has_lower && has_digit && different >= 15;
}

/* What follows the last '_' or the first four characters is not one character over and over, as in
 * placeholders (xxxxxxxx). */
bool mgp_check_token_variety(struct mgp_slice value)
{
    size_t start = value.len > 4 ? 4 : 0, different = 0;
    bool seen[256] = {false};
    for (size_t i = start; i < value.len; i++) {
        if (value.ptr[i] == '_' && i < 8) start = i + 1;
    }
    for (size_t i = start; i < value.len; i++) {
        different += !seen[value.ptr[i]];
        seen[value.ptr[i]] = true;
    }
    return different >= 5;
}
