/* Edges: what may stand beside a match. A neighbouring letter or digit never may where the match's own edge is one;
 * enum mgp_edge (identifiers/catalogue.h) widens the set. Thread-safe: no state. */
#ifndef MGP_SCANNER_EDGES_H
#define MGP_SCANNER_EDGES_H

#include "base/utf8.h"
#include "identifiers/catalogue.h"

static inline bool mgp_edge_is_digit(struct mgp_slice text, size_t at)
{
    return at < text.len && (uint8_t)(text.ptr[at] - '0') < 10;
}

/* Is the character that begins at, or ends before, an offset a letter or digit? Most are ASCII. */
static inline bool mgp_edge_is_word_at(struct mgp_slice text, size_t at)
{
    uint8_t c = text.ptr[at];
    if (c >= 0x80) return mgp_utf8_is_word_at(text, at);
    return (uint8_t)(c - '0') < 10 || (uint8_t)((c | 0x20) - 'a') < 26;
}

static inline bool mgp_edge_is_word_before(struct mgp_slice text, size_t at)
{
    return text.ptr[at - 1] < 0x80 ? mgp_edge_is_word_at(text, at - 1) : mgp_utf8_is_word_before(text, at);
}

/* A part of a longer run of base64? '=' pads at the end only; before a value it assigns. */
static inline bool mgp_edge_is_base64(struct mgp_slice text, size_t at, bool is_behind)
{
    uint8_t c = text.ptr[at];
    return c >= 0x80 || mgp_edge_is_word_at(text, at) || c == '+' || c == '/' || c == '_' || c == '-' ||
           (c == '=' && is_behind);
}

/* A match that begins at begin < text.len: may it, as for what stands before? edges: bits of enum mgp_edge. */
static inline bool mgp_edge_is_begin_free(struct mgp_slice text, size_t begin, uint8_t edges)
{
    if (begin == 0) return true;
    if (mgp_edge_is_word_before(text, begin) && mgp_edge_is_word_at(text, begin)) return false;
    uint8_t before = text.ptr[begin - 1];
    if (edges & MGP_EDGE_NUMBER && (before == '.' || before == ',') && mgp_edge_is_digit(text, begin) && begin >= 2 &&
        mgp_edge_is_digit(text, begin - 2)) {
        return false;
    }
    return !(edges & MGP_EDGE_BASE64 && mgp_edge_is_base64(text, begin - 1, false));
}

/* The same for one that ends at end > 0 and what stands behind. */
static inline bool mgp_edge_is_end_free(struct mgp_slice text, size_t end, uint8_t edges)
{
    if (end >= text.len) return true;
    if (mgp_edge_is_word_at(text, end) && mgp_edge_is_word_before(text, end)) return false;
    uint8_t after = text.ptr[end];
    if (edges & MGP_EDGE_NUMBER && (after == '.' || after == ',') && mgp_edge_is_digit(text, end - 1) &&
        mgp_edge_is_digit(text, end + 1)) {
        return false;
    }
    return !(edges & MGP_EDGE_BASE64 && mgp_edge_is_base64(text, end, true));
}

#endif
