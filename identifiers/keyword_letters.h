/* How the letters of keywords compare: without case in every script, accents kept apart from their letters.
 * Thread-safe: no state. */
#ifndef MGP_IDENTIFIERS_KEYWORD_LETTERS_H
#define MGP_IDENTIFIERS_KEYWORD_LETTERS_H

#include "base/slice.h"

/* Most code points that one character becomes. */
#define MGP_KEYWORD_LETTERS 4

/* Writes what a character is compared as and returns how many code points that is (1 to MGP_KEYWORD_LETTERS).
 *
 * Letters lose their case: the Turkish letters I, İ and ı are all i, the German sharp s is ss, a final sigma
 * is a sigma, full-width forms are ASCII. An accented letter becomes the letter and its combining marks in
 * Unicode's canonical order (UAX 15, NFD), so that both ways of writing it are one; a stroke counts as a
 * mark. Apostrophes are ', the masculine ordinal is a degree sign. */
size_t mgp_keyword_letters(uint32_t codepoint, uint32_t out[MGP_KEYWORD_LETTERS]);

/* A blank or dash, which stands for what may be left out? */
bool mgp_keyword_is_blank(uint32_t codepoint);
bool mgp_keyword_is_dash(uint32_t codepoint);
static inline bool mgp_keyword_is_gap(uint32_t codepoint)
{
    return mgp_keyword_is_blank(codepoint) || mgp_keyword_is_dash(codepoint);
}

/* A combining mark (Unicode's block "Combining Diacritical Marks")? */
static inline bool mgp_is_mark(uint32_t codepoint)
{
    return codepoint >= 0x300 && codepoint <= 0x36F;
}

#endif
