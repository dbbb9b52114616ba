/* UTF-8 (RFC 3629) and the little of Unicode that matching needs: which characters are letters, simple
 * case folding, and what must not reach a terminal as it is. Thread-safe: no state. */
#ifndef MGP_BASE_UTF8_H
#define MGP_BASE_UTF8_H

#include "base/buffer.h"
#include "base/slice.h"

/* Decodes the character that begins at ptr; returns its length in bytes, or 0 where the bytes are not
 * UTF-8 (overlong forms, surrogates and cut sequences included) or len is 0. */
size_t mgp_utf8_decode(const uint8_t *ptr, size_t len, uint32_t *codepoint);

/* Writes 1 to 4 bytes and returns how many. What is no scalar value is written as U+FFFD. */
size_t mgp_utf8_encode(uint32_t codepoint, uint8_t out[4]);

bool mgp_utf8_is_valid(struct mgp_slice slice);

/* Length of the longest prefix that is valid UTF-8. */
size_t mgp_utf8_valid_prefix(struct mgp_slice slice);

/* Characters, counted as bytes that do not continue one: right for valid UTF-8, never fails. */
size_t mgp_utf8_count(struct mgp_slice slice);

/* The offset of the character that begins before at (at > 0), for valid UTF-8. */
size_t mgp_utf8_previous(struct mgp_slice slice, size_t at);

/* Letters and digits in the sense of the edge rule: every script's letters and marks count; blanks,
 * punctuation, currency and symbols do not, nor does '_'. */
bool mgp_codepoint_is_word(uint32_t codepoint);
bool mgp_codepoint_is_letter(uint32_t codepoint);
bool mgp_codepoint_is_upper(uint32_t codepoint);

/* Is the character that begins at, or ends before, an offset a letter or digit? False at the ends. */
bool mgp_utf8_is_word_at(struct mgp_slice slice, size_t at);
bool mgp_utf8_is_word_before(struct mgp_slice slice, size_t at);

/* Has it no byte of 0x80 and more? */
static inline bool mgp_utf8_is_ascii(struct mgp_slice slice)
{
    uint64_t bytes, all = 0;
    size_t at = 0;
    for (; slice.len - at >= sizeof bytes; at += sizeof bytes) {
        memcpy(&bytes, slice.ptr + at, sizeof bytes);
        all |= bytes;
    }
    for (; at < slice.len; at++) {
        all |= slice.ptr[at];
    }
    return (all & 0x8080808080808080u) == 0;
}

/* Simple case folding for Latin, Greek, Cyrillic and Armenian; others are returned as they are. */
uint32_t mgp_codepoint_fold(uint32_t codepoint);

/* Appends text so that a terminal or log line cannot be abused: C0, C1 and DEL as \xNN (newline as
 * \n, tab as \t), bidirectional controls and other format characters as \u{NNNN}, bytes that are not
 * UTF-8 as \xNN, a backslash doubled. Everything else passes. */
void mgp_append_printable(struct mgp_buffer *buffer, struct mgp_slice text);

/* The same for a key in JSON: bytes that are not UTF-8 become %NN, all else passes. */
void mgp_append_key_as_utf8(struct mgp_buffer *buffer, struct mgp_slice key);

/* Columns that text takes on a terminal: wide East Asian characters and emoji count two, combining
 * marks none. */
size_t mgp_display_width(struct mgp_slice text);

#endif
