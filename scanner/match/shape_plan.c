#include "scanner/match/shape_plan.h"

#include <string.h>

#include "base/alloc.h"

#define PLANS      ((size_t)1024) /* a power of two; one takes the place of another */
#define FORM_WORDS (MGP_PLAN_BYTES / 8)
#define FACTOR     0x9E3779B97F4A7C15u

struct mgp_plans {
    uint8_t classes[256]; /* none is 0 */
    struct mgp_plan plans[PLANS];
};

static bool is_alphanumeric(uint8_t c)
{
    return (uint8_t)(c - '0') < 10 || (uint8_t)((c | 0x20) - 'a') < 26;
}

/* Bytes are of one class here if they are of one in the automaton, and alike in being alphanumeric. */
static void note_classes(struct mgp_plans *plans, const struct mgp_shapes *shapes)
{
    uint8_t count = 0;
    for (size_t byte = 0; byte < 256; byte++) {
        for (size_t other = 0; other < byte && !plans->classes[byte]; other++) {
            if (shapes->classes[other] == shapes->classes[byte] &&
                is_alphanumeric((uint8_t)other) == is_alphanumeric((uint8_t)byte))
                plans->classes[byte] = plans->classes[other];
        }
        if (!plans->classes[byte]) plans->classes[byte] = ++count;
    }
}

struct mgp_plans *mgp_plans_create(const struct mgp_shapes *shapes)
{
    struct mgp_plans *plans = mgp_calloc(1, sizeof *plans);
    note_classes(plans, shapes);
    return plans;
}

void mgp_plans_destroy(struct mgp_plans *plans)
{
    free(plans);
}

void mgp_plans_forget(struct mgp_plans *plans)
{
    memset(plans->plans, 0, sizeof plans->plans);
}

/* The classes of eight bytes, the first one lowest. */
static uint64_t classes_of(const struct mgp_plans *plans, const uint8_t *text)
{
    uint64_t form = 0;
    for (unsigned i = 0; i < 8; i++) {
        form |= (uint64_t)plans->classes[text[i]] << (8 * i);
    }
    return form;
}

static uint64_t classes_of_rest(const struct mgp_plans *plans, const uint8_t *text, size_t count)
{
    uint64_t form = 0;
    while (count > 0) {
        form = form << 8 | plans->classes[text[--count]];
    }
    return form;
}

struct mgp_plan *mgp_plans_find(struct mgp_plans *plans, struct mgp_slice text, uint32_t wanted)
{
    uint64_t form[FORM_WORDS], hash = wanted * FACTOR;
    size_t words = 0;
    if (text.len > MGP_PLAN_BYTES) return NULL;
    for (; (words + 1) * 8 <= text.len; words++) {
        form[words] = classes_of(plans, text.ptr + words * 8);
        hash = (hash ^ form[words]) * FACTOR;
        hash ^= hash >> 32;
    }
    if (words < FORM_WORDS) {
        form[words] = classes_of_rest(plans, text.ptr + words * 8, text.len % 8);
        hash = (hash ^ form[words]) * FACTOR;
        words++;
    }
    struct mgp_plan *plan = &plans->plans[hash >> 32 & (PLANS - 1)];
    uint64_t differing = plan->wanted ^ wanted;
    for (size_t i = 0; i < words; i++) {
        differing |= plan->form[i] ^ form[i];
    }
    if (words < FORM_WORDS) differing |= plan->form[words];
    if (!differing) return plan;
    *plan = (struct mgp_plan){.wanted = wanted};
    memcpy(plan->form, form, words * sizeof *form);
    return plan;
}

void mgp_plan_add(struct mgp_plan *plan, size_t shape, size_t begin, const size_t *ends, size_t end_count)
{
    if (plan->step_count == MGP_PLAN_STEPS || end_count > MGP_PLAN_ENDS) {
        plan->is_too_long = true;
        return;
    }
    struct mgp_plan_step *step = &plan->steps[plan->step_count++];
    *step = (struct mgp_plan_step){(uint16_t)shape, (uint8_t)begin, (uint8_t)end_count, {0}};
    for (size_t i = 0; i < end_count; i++) {
        step->ends[i] = (uint8_t)ends[i];
    }
}
