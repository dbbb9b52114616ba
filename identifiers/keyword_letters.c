#include "identifiers/keyword_letters.h"

#include "base/utf8.h"

struct decomposition {
    uint16_t letter;
    uint16_t parts[MGP_KEYWORD_LETTERS]; /* 0-ended unless full */
};

/* By letter: lower case only, because case is folded first. */
static const struct decomposition decompositions[] = {
#include "identifiers/keyword_letters.inc"
};

/* Where a letter of Latin-1 stands: nearly all from E0 on are in the list. */
static size_t place_of_latin(uint32_t letter)
{
    return letter - 0xE0u - (letter > 0xE6) - (letter > 0xF0) - (letter > 0xF7) - (letter > 0xFE);
}

static const struct decomposition *find(uint32_t letter)
{
    if (letter < decompositions[0].letter) return NULL;
    if (letter < 0x100 && decompositions[place_of_latin(letter)].letter == letter)
        return &decompositions[place_of_latin(letter)];
    size_t low = 0, high = sizeof decompositions / sizeof *decompositions;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (decompositions[middle].letter == letter) return &decompositions[middle];
        if (decompositions[middle].letter < letter) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return NULL;
}

/* One code point for one, where mgp_codepoint_fold leaves something to do. */
static uint32_t fold(uint32_t c)
{
    switch (c) {
    case 0x131: /* dotless i: its upper case is the ASCII I */
        return 'i';
    case 0x60:
    case 0xB4:
    case 0x2BC:
    case 0x2018:
    case 0x2019:
        return '\'';
    case 0xBA: /* "nº" is written for "n°" */
        return 0xB0;
    default:
        if (c >= 0xFF01 && c <= 0xFF5E) return mgp_codepoint_fold(c - 0xFEE0); /* full-width ASCII */
        return mgp_codepoint_fold(c);
    }
}

size_t mgp_keyword_letters(uint32_t codepoint, uint32_t out[MGP_KEYWORD_LETTERS])
{
    if (codepoint < 0x80) {
        out[0] = codepoint == 0x60 ? '\'' : mgp_codepoint_fold(codepoint);
        return 1;
    }
    if (codepoint == 0xDF || codepoint == 0x1E9E) { /* sharp s, small and capital */
        out[0] = out[1] = 's';
        return 2;
    }
    uint32_t folded = fold(codepoint);
    const struct decomposition *decomposition = find(folded);
    if (!decomposition) {
        out[0] = folded;
        return 1;
    }
    size_t count = 0;
    while (count < MGP_KEYWORD_LETTERS && decomposition->parts[count]) {
        out[count] = decomposition->parts[count];
        count++;
    }
    return count;
}

bool mgp_keyword_is_blank(uint32_t c)
{
    return c == ' ' || c == '\t' || c == 0xA0 || (c >= 0x2000 && c <= 0x200A) || c == 0x202F || c == 0x3000;
}

bool mgp_keyword_is_dash(uint32_t c)
{
    return c == '_' || c == '-' || (c >= 0x2010 && c <= 0x2014);
}
