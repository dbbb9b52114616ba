#include "scanner/match/shape_plan.h"

#include <string.h>

#include "base/alloc.h"

#define PLANS      ((size_t)1024) /* a power of two; one takes the place of another */
#define FORM_WORDS (MGP_PLAN_BYTES / 8)
#define FACTOR     0x9E3779B97F4A7C15u

/* Sixteen bytes: vectors of whatever processor it is. */
typedef uint8_t bytes __attribute__((vector_size(16)));

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

/* Digits become 0, letters a; what else there is stays as it is. */
static bytes form_of(bytes text)
{
    bytes is_digit = (bytes)(text - '0' < 10), is_letter = (bytes)((text | 0x20) - 'a' < 26);
    return (text & ~(is_digit | is_letter)) | (is_digit & '0') | (is_letter & 'a');
}

/* The form of text, and zeros. */
static void read_form(struct mgp_slice text, uint64_t form[FORM_WORDS])
{
    uint8_t padded[MGP_PLAN_BYTES] = {0};
    memcpy(padded, text.ptr, text.len);
    memset(form, 0, MGP_PLAN_BYTES);
    for (size_t at = 0; at < text.len; at += sizeof(bytes)) {
        bytes part;
        memcpy(&part, padded + at, sizeof part);
        part = form_of(part);
        memcpy((uint8_t *)form + at, &part, sizeof part);
    }
}

struct mgp_plan *mgp_plans_find(struct mgp_plans *plans, struct mgp_slice text, uint32_t wanted)
{
    uint64_t form[FORM_WORDS], key = (uint64_t)wanted << 32 | text.len, hash = key * FACTOR;
    if (!plans->is_usable || text.len > MGP_PLAN_BYTES || text.len == 0) return NULL;
    read_form(text, form);
    for (size_t i = 0; i < (text.len + 7) / 8; i++) {
        hash = (hash ^ form[i]) * FACTOR;
        hash ^= hash >> 32;
    }
    struct mgp_plan *plan = &plans->plans[hash & (PLANS - 1)];
    uint64_t differing = plan->key ^ key;
    for (size_t i = 0; i < FORM_WORDS; i++) {
        differing |= plan->form[i] ^ form[i];
    }
    if (!differing) return plan;
    *plan = (struct mgp_plan){.key = key};
    memcpy(plan->form, form, sizeof form);
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
