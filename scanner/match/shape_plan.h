/* Plans: what the automaton of shapes says of a short value is the same for all letters and for all digits, and the
 * cells of a column, or the values of a member, are of few forms: 078-05-1120 is 000-00-0000. So what it said is
 * remembered by the form, and the next value of that form goes straight to the proofs. One belongs to one worker. */
#ifndef MGP_SCANNER_SHAPE_PLAN_H
#define MGP_SCANNER_SHAPE_PLAN_H

#include "scanner/match/exact_form.h"
#include "scanner/match/shapes.h"

/* Longer values are not planned, nor those in which more is possible. */
#define MGP_PLAN_BYTES MGP_FORM_BYTES
#define MGP_PLAN_STEPS 16

/* A span that a pattern may match. */
struct mgp_plan_step {
    uint16_t shape;
    uint8_t begin, end; /* end 0: it may end anywhere */
    uint8_t first_of_rule; /* index of the first step of the same rule */
    struct mgp_exact_question question; /* to the pattern's exact automaton, where it has one */
};

/* Sixteen bytes of a form. */
typedef uint8_t mgp_form_part __attribute__((vector_size(16)));
#define MGP_FORM_PARTS (MGP_PLAN_BYTES / sizeof(mgp_form_part))

struct mgp_plan {
    mgp_form_part form[MGP_FORM_PARTS];
    uint64_t key; /* which patterns it is for, and the length of the text; 0: there is no plan here */
    uint8_t uses; /* the first few; 0: it is not made yet */
    uint8_t step_count;
    bool is_too_long; /* there is more than fits */
    struct mgp_plan_step steps[MGP_PLAN_STEPS]; /* by begin, then by shape, then the longest first */
};

struct mgp_plans;

/* For values that shapes is asked about. Where it does not take all letters for the same, there are no plans. */
struct mgp_plans *mgp_plans_create(const struct mgp_shapes *shapes);
void mgp_plans_destroy(struct mgp_plans *plans);
void mgp_plans_forget(struct mgp_plans *plans);

/* The plan for values of text's form where wanted, a number that stands for a set of patterns and is not 0, is asked
 * for. If it is not made yet, the caller makes it. NULL: there can be none. Valid until the next call. */
struct mgp_plan *mgp_plans_find(struct mgp_plans *plans, struct mgp_slice text, uint32_t wanted);

/* Adds a step to a plan that is being made. */
void mgp_plan_add(struct mgp_plan *plan, const struct mgp_plan_step *step);

#endif
