#define PCRE2_CODE_UNIT_WIDTH 8
#include "identifiers/bounded_match.h"

#include <pcre2.h>

#include "identifiers/rule_set.h"

#define MAX_WORKSPACE ((size_t)1 << 20) /* ints */

struct steps {
    uint64_t taken, allowed, weight;
};

/* Called for each step of the automaton. */
static int count_step(pcre2_callout_block *block, void *data)
{
    struct steps *steps = data;
    (void)block;
    steps->taken += steps->weight;
    return steps->taken > steps->allowed ? PCRE2_ERROR_CALLOUT : 0;
}

enum mgp_bounded_result mgp_bounded_match(const struct pcre2_real_code_8 *code, struct mgp_slice text, size_t at,
                                          bool is_anchored, uint64_t *allowed, size_t *begin, size_t *end)
{
    struct steps steps = {.allowed = *allowed};
    uint32_t options = PCRE2_NO_UTF_CHECK | (is_anchored ? PCRE2_ANCHORED : 0u);
    pcre2_match_data *data = pcre2_match_data_create(1, NULL);
    pcre2_match_context *context = pcre2_match_context_create(NULL);
    int *workspace = NULL, result = PCRE2_ERROR_DFA_WSSIZE;
    pcre2_set_callout(context, count_step, &steps);
    for (size_t size = MGP_AUTOMATON_WORKSPACE; result == PCRE2_ERROR_DFA_WSSIZE && size <= MAX_WORKSPACE; size *= 4) {
        workspace = mgp_realloc(workspace, size, sizeof *workspace);
        steps.weight = mgp_automaton_weight(size);
        result = pcre2_dfa_match(code, text.ptr, text.len, at, options, data, context, workspace, size);
    }
    if (result >= 0) {
        *begin = pcre2_get_ovector_pointer(data)[0];
        *end = pcre2_get_ovector_pointer(data)[1];
    }
    *allowed -= steps.taken < steps.allowed ? steps.taken : steps.allowed;
    free(workspace);
    pcre2_match_context_free(context);
    pcre2_match_data_free(data);
    if (result >= 0) return MGP_BOUNDED_MATCH;
    return result == PCRE2_ERROR_NOMATCH ? MGP_BOUNDED_NO_MATCH : MGP_BOUNDED_GAVE_UP;
}
