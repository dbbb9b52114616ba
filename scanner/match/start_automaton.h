/* Where in a text can a match of a regex begin? A deterministic automaton for the regex read backwards: one pass from
 * the end of a text to its beginning, a table look-up for each byte, says for every place whether a match that is not
 * empty begins there. So no search goes back, and no regex makes it slow. Long repeats count as endless, hence it
 * says more places than there are, never fewer. Read-only once made. */
#ifndef MGP_SCANNER_START_AUTOMATON_H
#define MGP_SCANNER_START_AUTOMATON_H

#include "base/slice.h"
#include "identifiers/regex_tree.h"

struct mgp_start_automaton;

/* NULL where the automaton would be too large, or take too long to make. */
struct mgp_start_automaton *mgp_start_automaton_create(const struct mgp_regex_node *tree);
void mgp_start_automaton_destroy(struct mgp_start_automaton *automaton); /* NULL allowed */

/* Sets bit n of starts where a match of text[0, end) begins at from + n, for all places in [from, until); clears the
 * others of these bits' words. Returns whether there is any. until <= end <= text.len. */
bool mgp_start_automaton_find(const struct mgp_start_automaton *automaton, struct mgp_slice text, size_t from,
                              size_t until, size_t end, uint64_t *starts);

#endif
