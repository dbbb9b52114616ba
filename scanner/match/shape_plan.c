#include "scanner/match/shape_plan.h"

#include <string.h>

#include "base/alloc.h"
#include "scanner/content/swar.h"

#define PLANS      ((size_t)1024) /* a power of two; one takes the place of another */
#define FORM_WORDS (MGP_PLAN_BYTES / 8)
#define FACTOR     0x9E3779B97F4A7C15u

struct mgp_plans {
    bool is_usable; /* letters are of one class, and digits are */
    struct mgp_plan plans[PLANS];
};

static bool are_alike(const struct mgp_shapes *shapes, uint8_t first, uint8_t last)
{
    for (unsigned byte = first; byte <= last; byte++) {
        if (shapes->classes[byte] != shapes->classes[first]) return false;
    }
    return true;
}

struct mgp_plans *mgp_plans_create(const struct mgp_shapes *shapes)
{
    struct mgp_plans *plans = mgp_calloc(1, sizeof *plans);
    plans->is_usable = are_alike(shapes, '0', '9') && are_alike(shapes, 'a', 'z') && are_alike(shapes, 'A', 'Z') &&
                       shapes->classes['a'] == shapes->classes['A'];
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

/* All bits of the bytes whose high bit is set in mask, which has no others. */
static uint64_t whole_bytes(uint64_t mask)
{
    return (mask >> 7) * 0xFF;
}

/* Digits become 0, letters a; what else there is stays as it is. */
static uint64_t form_of(uint64_t eight)
{
    uint64_t lower = (eight | MGP_SWAR_ONES * 0x20) & ~MGP_SWAR_HIGHS;
    uint64_t from_a = lower + MGP_SWAR_ONES * (0x80 - 'a'), beyond_z = lower + MGP_SWAR_ONES * (0x80 - 'z' - 1);
    uint64_t letters = whole_bytes(from_a & ~beyond_z & ~eight & MGP_SWAR_HIGHS);
    uint64_t digits = whole_bytes(~mgp_swar_not_digits(eight) & MGP_SWAR_HIGHS);
    return (eight & ~(letters | digits)) | (letters & MGP_SWAR_ONES * 'a') | (digits & MGP_SWAR_ONES * '0');
}

struct mgp_plan *mgp_plans_find(struct mgp_plans *plans, struct mgp_slice text, uint32_t wanted)
{
    uint64_t form[FORM_WORDS], key = (uint64_t)wanted << 32 | text.len, hash = key * FACTOR;
    if (!plans->is_usable || text.len > MGP_PLAN_BYTES || text.len == 0) return NULL;
    size_t count = mgp_swar_read(text.ptr, text.len, form);
    for (size_t i = 0; i < count; i++) {
        form[i] = form_of(form[i]);
        hash = (hash ^ form[i]) * FACTOR;
        hash ^= hash >> 32;
    }
    struct mgp_plan *plan = &plans->plans[hash & (PLANS - 1)];
    uint64_t differing = plan->key ^ key;
    for (size_t i = 0; i < count; i++) {
        differing |= plan->form[i] ^ form[i];
    }
    if (!differing) return plan;
    *plan = (struct mgp_plan){.key = key};
    memcpy(plan->form, form, count * sizeof *form);
    return plan;
}

void mgp_plan_add(struct mgp_plan *plan, const struct mgp_plan_step *step)
{
    if (plan->step_count == MGP_PLAN_STEPS) plan->is_too_long = true;
    else plan->steps[plan->step_count++] = *step;
}
