/* Exact automata: the regexes of the catalogue, each as a table over classes of bytes that takes what the regex takes
 * and nothing else. Derived by the build (exact_compiler.c). One look for each byte gives every end of a match at a
 * start, where PCRE2 has to be asked for each end alone. Constant data. */
#ifndef MGP_SCANNER_EXACT_H
#define MGP_SCANNER_EXACT_H

#include "base/slice.h"

/* A state is where its row begins in next. State 0 is dead; those from ends on are ends. */
struct mgp_exact {
    const uint8_t *classes; /* of the 256 bytes; NULL where the table would be too large: ask PCRE2 */
    const uint16_t *next;   /* [state + class] */
    uint16_t start, ends;
};

/* The patterns of all identifiers one after the other, in the order of the catalogue. */
extern const struct mgp_exact mgp_exact_patterns[];
/* For each identifier of the catalogue: the index of its first pattern. */
extern const uint16_t mgp_exact_first[];

static inline uint16_t mgp_exact_step(const struct mgp_exact *exact, uint16_t state, uint8_t byte)
{
    return exact->next[state + exact->classes[byte]];
}

#endif
