/* The joiner: puts the candidates of an object in order and decides which of them are occurrences.
 *
 * For each identifier leftmost first, without overlap; then documented test values and ignore words are
 * dropped (they still consume their bytes); then what overlaps a strictly stronger claim of another
 * identifier. All state is kept here, so windows may be matched one by one, of whatever size. One joiner
 * belongs to one worker. */
#ifndef MGP_SCANNER_JOINER_H
#define MGP_SCANNER_JOINER_H

#include "scanner/content/content.h"
#include "scanner/match/claim.h"
#include "scanner/match/report.h"

/* A span of value.text that a rule's regex or recogniser matches, with free edges, checks passed and keyword
 * need met. For one rule and start, only the longest is an occurrence. */
struct mgp_candidate {
    struct mgp_claim claim;
    size_t begin, end;
    /* The joiner's, once it has consumed its bytes: */
    struct mgp_occurrence *carried; /* filled before its value was gone; NULL: not needed, or the value is at hand */
    bool is_excluded;               /* dropped, but its claim stands against weaker ones */
    bool is_decided;                /* counted, or dropped for a stronger one */
};

struct mgp_joiner;

struct mgp_joiner *mgp_joiner_create(const struct mgp_rule_set *rules);
void mgp_joiner_destroy(struct mgp_joiner *joiner);

/* A new object, or the same one again from its beginning. keep_all: every occurrence is kept, not only the
 * first MGP_RESULT_PLACES of each type. */
void mgp_joiner_begin(struct mgp_joiner *joiner, bool keep_all);

/* Takes all candidates whose start lies in the value's core, in any order (the array is the joiner's to change).
 * Returns whether any became an occurrence that is not dropped as a test value or ignore word. */
bool mgp_joiner_take(struct mgp_joiner *joiner, struct mgp_layout *layout, const struct mgp_value *value,
                     struct mgp_candidate *candidates, size_t count);

/* Has a candidate that was taken consumed bytes at or behind offset, so that it counts for what begins there? */
bool mgp_joiner_reaches(const struct mgp_joiner *joiner, uint64_t offset);

/* Tells for each rule that has consumed anything until where it has. */
void mgp_joiner_consumed(const struct mgp_joiner *joiner, void (*tell)(void *context, size_t rule, uint64_t until),
                         void *context);

/* The object has ended: decides what is pending and fills report's detections, allocated from its arena. */
void mgp_joiner_end(struct mgp_joiner *joiner, struct mgp_report *report);

#endif
