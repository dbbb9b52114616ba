#include "notifier/rule/letter_case.h"

#include "base/utf8.h"

struct range {
    uint32_t first, last, step;
    int32_t lower, upper;
};

struct forms {
    uint32_t codepoint;
    const char *lower, *upper;
};

#define RANGE(first, last, step, lower, upper) {first, last, step, lower, upper},
#define FORMS(codepoint, lower, upper)
static const struct range ranges[] = {
#include "notifier/rule/letter_case.def"
};
#undef RANGE
#undef FORMS

#define RANGE(first, last, step, lower, upper)
#define FORMS(codepoint, lower, upper) {codepoint, lower, upper},
static const struct forms several[] = {
#include "notifier/rule/letter_case.def"
};

#define COUNT(array) (sizeof(array) / sizeof *(array))

static size_t copy_form(const char *text, uint8_t out[MGP_FORM_MAX])
{
    size_t length = strlen(text);
    memcpy(out, text, length);
    return length;
}

static const struct range *find_range(uint32_t codepoint)
{
    for (size_t i = 0; i < COUNT(ranges) && ranges[i].first <= codepoint; i++)
        if (codepoint <= ranges[i].last && (codepoint - ranges[i].first) % ranges[i].step == 0) return &ranges[i];
    return NULL;
}

void mgp_letter_forms(uint32_t codepoint, struct mgp_letter_forms *out)
{
    int64_t lower = codepoint, upper = codepoint;
    if (codepoint >= 'A' && codepoint <= 'Z') lower += 'a' - 'A';
    if (codepoint >= 'a' && codepoint <= 'z') upper -= 'a' - 'A';
    if (codepoint >= 0x80) {
        for (size_t i = 0; i < COUNT(several); i++) {
            if (several[i].codepoint != codepoint) continue;
            out->lower_length = copy_form(several[i].lower, out->lower);
            out->upper_length = copy_form(several[i].upper, out->upper);
            return;
        }
        const struct range *range = find_range(codepoint);
        if (range) {
            lower += range->lower;
            upper += range->upper;
        }
    }
    out->lower_length = mgp_utf8_encode((uint32_t)lower, out->lower);
    out->upper_length = mgp_utf8_encode((uint32_t)upper, out->upper);
}
