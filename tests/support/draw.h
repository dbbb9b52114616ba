/* Strings drawn from the language of a regex, and near misses of them: seeded, so that the same tree gives the same
 * strings. */
#ifndef MGP_TESTS_DRAW_H
#define MGP_TESTS_DRAW_H

#include "base/buffer.h"
#include "identifiers/regex_tree.h"

/* The next number of a sequence that *random (not 0) names, below limit. */
uint64_t draw_below(uint64_t *random, uint64_t limit);

/* Appends a string of the tree's language. Repeats are drawn at their ends as often as between; one without a bound
 * goes little beyond its minimum. Printable ASCII is preferred where a set has it. */
void draw_string(struct mgp_buffer *out, const struct mgp_regex_node *tree, uint64_t *random);

/* Changes, inserts or removes one byte; the result is never empty. */
void draw_near_miss(struct mgp_buffer *text, uint64_t *random);

/* Puts an e with an accent in place of each byte that is not UTF-8. */
void draw_mend_utf8(struct mgp_buffer *text);

#endif
