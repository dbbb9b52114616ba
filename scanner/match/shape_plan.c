#include "scanner/match/shape_plan.h"

#include <string.h>

#include "base/alloc.h"
#include "scanner/content/swar.h"

#define PLANS  ((size_t)1024) /* a power of two; one takes the place of another */
#define FACTOR 0x9E3779B97F4A7C15u

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
    if (plans) mgp_wipe(plans, sizeof *plans); /* bytes beyond ASCII stay in forms as they are */
    free(plans);
}

void mgp_plans_forget(struct mgp_plans *plans)
{
    memset(plans->plans, 0, sizeof plans->plans);
}

/* Digits become 0, letters a; what else there is stays as it is. */
static inline mgp_form_part form_of(mgp_form_part bytes)
{
    mgp_form_part letters = (mgp_form_part)((bytes | 0x20) - 'a' < 26), digits = (mgp_form_part)(bytes - '0' < 10);
    return (bytes & ~(letters | digits)) | (letters & 'a') | (digits & '0');
}

/* The form of a text, not empty, part by part; the last part is that of the last bytes. With the text's length they
 * say all of it. Returns how many parts there are. */
static inline size_t read_form(struct mgp_slice text, mgp_form_part form[MGP_FORM_PARTS])
{
    enum { PART = sizeof *form };
    size_t count = 0;
    if (text.len < PART) {
        uint64_t words[2] = {0, 0};
        mgp_swar_read(text.ptr, text.len, words);
        memcpy(form, words, PART);
        form[0] = form_of(form[0]);
        return 1;
    }
    for (size_t at = 0; at < text.len; at += PART) {
        memcpy(&form[count], text.ptr + (at + PART <= text.len ? at : text.len - PART), PART);
        form[count] = form_of(form[count]);
        count++;
    }
    return count;
}

static inline uint64_t hash_form(const mgp_form_part *form, size_t count, uint64_t key)
{
    uint64_t hash = key * FACTOR;
    for (size_t i = 0; i < count; i++) {
        uint64_t words[2];
        memcpy(words, &form[i], sizeof words);
        hash = (hash ^ words[0]) * FACTOR;
        hash = (hash >> 32 ^ hash ^ words[1]) * FACTOR;
        hash ^= hash >> 32;
    }
    return hash;
}

struct mgp_plan *mgp_plans_find(struct mgp_plans *plans, struct mgp_slice text, uint32_t wanted)
{
    mgp_form_part form[MGP_FORM_PARTS];
    if (!plans->is_usable || text.len > MGP_PLAN_BYTES || text.len == 0) return NULL;
    uint64_t key = (uint64_t)wanted << 32 | text.len;
    size_t count = read_form(text, form);
    struct mgp_plan *plan = &plans->plans[hash_form(form, count, key) & (PLANS - 1)];
    if (plan->key == key && memcmp(plan->form, form, count * sizeof *form) == 0) return plan;
    *plan = (struct mgp_plan){.key = key};
    memcpy(plan->form, form, count * sizeof *form);
    return plan;
}

void mgp_plan_add(struct mgp_plan *plan, const struct mgp_plan_step *step)
{
    if (plan->step_count == MGP_PLAN_STEPS) plan->is_too_long = true;
    else plan->steps[plan->step_count++] = *step;
}
