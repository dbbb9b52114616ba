/* Lower and upper case as equals-ignore-case sees them: each character of an operand stands for itself, for its lower
 * and for its upper case, which may be several characters (the upper case of U+00DF is "SS"). So the two sides differ:
 * the operand U+017F (long s) takes "S", but "S" does not take U+017F. Thread-safe: no state. */
#ifndef MGP_NOTIFIER_RULE_LETTER_CASE_H
#define MGP_NOTIFIER_RULE_LETTER_CASE_H

#include "base/slice.h"

#define MGP_FORM_MAX 8 /* bytes of UTF-8 */

struct mgp_letter_forms {
    uint8_t lower[MGP_FORM_MAX], upper[MGP_FORM_MAX];
    size_t lower_length, upper_length;
};

void mgp_letter_forms(uint32_t codepoint, struct mgp_letter_forms *out);

#endif
