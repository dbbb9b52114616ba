/* What is left to be asked of an exact automaton (exact.h) where the form of a text is known, that is, each byte but
 * for which digit or which letter it is: of 000-00-0000 the regex \d{3}-\d{2}-\d{4} takes whatever there is, and
 * [2-9]\d{2}-\d{4} leaves its first digit open alone. Thread-safe: no state. */
#ifndef MGP_SCANNER_EXACT_FORM_H
#define MGP_SCANNER_EXACT_FORM_H

#include "scanner/match/exact.h"

/* Texts longer than this have no form. */
#define MGP_FORM_BYTES ((size_t)48)

/* Whether a span is a match: from state on the bytes in [from, until) lead to a state not below taken. */
struct mgp_exact_question {
    uint16_t state, taken;
    uint8_t from, until; /* in the text; nothing is left to be asked where they are equal */
};

/* All of the span [begin, end) of a text of MGP_FORM_BYTES at most. */
static inline struct mgp_exact_question mgp_exact_question_of(const struct mgp_exact *exact, size_t begin, size_t end)
{
    return (struct mgp_exact_question){exact->start, exact->ends, (uint8_t)begin, (uint8_t)end};
}

/* Leaves out what has the same answer for all texts of the form that text has. False where it is no match for any of
 * them. question: as mgp_exact_question_of makes it. */
bool mgp_exact_narrow(const struct mgp_exact *exact, struct mgp_slice text, struct mgp_exact_question *question);

static inline bool mgp_exact_ask(const struct mgp_exact *exact, struct mgp_slice text,
                                 const struct mgp_exact_question *question)
{
    uint16_t state = question->state;
    for (size_t at = question->from; at < question->until; at++) {
        state = mgp_exact_step(exact, state, text.ptr[at]);
        if (state == 0) return false;
    }
    return state >= question->taken;
}

#endif
