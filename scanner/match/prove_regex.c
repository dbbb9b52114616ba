#include "scanner/match/edges.h"
#include "scanner/match/matcher.h"
#include "scanner/match/prove_internal.h"

#define MAX_WORKSPACE ((size_t)1 << 20) /* ints: states of the automaton at one place */
/* Bytes behind the longest span that an assertion such as \b may look at. */
#define LOOK_AHEAD 16

/* Where the subject may be cut behind spans that start before until, at a character. */
static size_t subject_end(struct mgp_slice text, size_t until, size_t longest)
{
    size_t end = until + longest + LOOK_AHEAD;
    if (end >= text.len) return text.len;
    while (end > until && (text.ptr[end] & 0xC0) == 0x80) {
        end--;
    }
    return end;
}

static uint32_t anchors(const struct mgp_value *value, size_t end)
{
    uint32_t options = PCRE2_NO_UTF_CHECK;
    if (!value->is_first) options |= PCRE2_NOTBOL;
    if (!value->is_last || end < value->text.len) options |= PCRE2_NOTEOL;
    return options;
}

/* All ends at the first start in [*from, until) where there is one, longest first; returns how many, and the
 * start in *from. 0: none; negative: an error. Without `only_here` the automaton itself looks for the start.
 */
static int run_automaton(struct mgp_prover *prover, pcre2_match_data *data, const struct mgp_value *value,
                         const struct mgp_regex *regex, size_t at, size_t end, bool only_here)
{
    uint32_t options = anchors(value, end) | (only_here ? PCRE2_ANCHORED : 0u);
    /* Each run begins with the smallest workspace, so that its weight depends on nothing that ran before. */
    for (size_t size = MGP_AUTOMATON_WORKSPACE;; size *= 4) {
        if (prover->workspace_count < size) {
            prover->workspace = mgp_realloc(prover->workspace, size, sizeof *prover->workspace);
            prover->workspace_count = size;
        }
        prover->step_weight = mgp_automaton_weight(size);
        int count = pcre2_dfa_match(regex->ends, value->text.ptr, end, at, options, data, prover->context,
                                    prover->workspace, size);
        if (count == 0) return (int)pcre2_get_ovector_count(data);
        if (count != PCRE2_ERROR_DFA_WSSIZE || size >= MAX_WORKSPACE) return count;
    }
}

/* The next start in [at, until) at which the pattern matches at all, or until. */
static size_t next_start(struct mgp_prover *prover, const struct mgp_value *value,
                         const struct mgp_regex *regex, size_t at, size_t until, size_t end)
{
    if (!regex->search) return at;
    int found =
        pcre2_match(regex->search, value->text.ptr, end, at, anchors(value, end), prover->search_data, NULL);
    if (found == PCRE2_ERROR_NOMATCH) return until;
    if (found < 0) return at; /* a limit of the search: try every start */
    return pcre2_get_ovector_pointer(prover->search_data)[0];
}

static size_t next_character(const struct mgp_rule_pattern *pattern, struct mgp_slice text, size_t at)
{
    at++;
    while (pattern->is_utf8 && at < text.len && (text.ptr[at] & 0xC0) == 0x80) {
        at++;
    }
    return at;
}

/* Tries the ends at one start from the longest; returns the end of the candidate found, or 0. */
static size_t try_ends(const struct question *question, pcre2_match_data *data, int count)
{
    const PCRE2_SIZE *ends = pcre2_get_ovector_pointer(data);
    struct mgp_slice text = question->subject->value->text;
    uint8_t edges = question->pattern->edges;
    if (!mgp_edge_is_begin_free(text, ends[0], edges)) return 0;
    for (int i = 0; i < count; i++) {
        size_t begin = ends[2 * i], end = ends[2 * i + 1];
        if (end <= begin || end - begin > MGP_MAX_SPAN || end > text.len) continue;
        if (mgp_edge_is_end_free(text, end, edges) && mgp_prove_span(question, begin, end)) return end;
    }
    return 0;
}

static bool is_exhausted(const struct mgp_prover *prover, size_t rule)
{
    return prover->steps[rule] > MGP_CUSTOM_BUDGET;
}

static size_t longest_of(const struct mgp_rule_pattern *pattern)
{
    return pattern->length.max < MGP_MAX_SPAN ? pattern->length.max : MGP_MAX_SPAN;
}

/* What a custom regex may do grows with what it looks at. */
static void grant_steps(struct mgp_prover *prover, size_t rule, size_t bytes)
{
    uint64_t granted = MGP_CUSTOM_STEPS_PER_BYTE * (uint64_t)bytes;
    if (is_exhausted(prover, rule)) return;
    prover->steps[rule] = prover->steps[rule] > granted ? prover->steps[rule] - granted : 0;
}

static void note_exhaustion(struct mgp_prover *prover, size_t rule)
{
    prover->steps[rule] = MGP_CUSTOM_BUDGET + (uint64_t)1;
    prover->is_over_budget = true;
    prover->over_budget_rule = rule;
}

/* A custom regex at a start of which the longest end is known, in search_data: that is tried first, because to have all
 * ends costs PCRE2 the square of their number. */
static size_t prove_counted(const struct question *question, const struct mgp_regex *regex, size_t start)
{
    struct mgp_prover *prover = question->prover;
    const struct mgp_value *value = question->subject->value;
    size_t found = try_ends(question, prover->search_data, 1);
    if (found || !mgp_edge_is_begin_free(value->text, start, question->pattern->edges)) return found;
    size_t end = subject_end(value->text, start, longest_of(question->pattern));
    int count = run_automaton(prover, prover->ends_data, value, regex, start, end, true);
    if (count < 0) {
        if (count != PCRE2_ERROR_NOMATCH) note_exhaustion(prover, question->rule);
        return 0;
    }
    prover->steps[question->rule] += MGP_CUSTOM_STEPS_PER_END * (uint64_t)count;
    return try_ends(question, prover->ends_data, count);
}

/* Ends that are asked for one by one, before all of them are. */
#define SINGLE_ENDS 16

/* A pattern of the catalogue at a start: mostly the longest end will do, or the longest that is a free edge, and to
 * have all ends costs PCRE2 the square of their number. Returns the end of the candidate, or 0; *status: of PCRE2. */
static size_t prove_longest(const struct question *question, const struct mgp_regex *regex, size_t start, int *status)
{
    struct mgp_prover *prover = question->prover;
    const struct mgp_value *value = question->subject->value;
    uint8_t edges = question->pattern->edges;
    size_t end = subject_end(value->text, start, longest_of(question->pattern));
    *status = PCRE2_ERROR_NOMATCH;
    if (!mgp_edge_is_begin_free(value->text, start, edges)) return 0;
    for (int asked = 0; end > start && asked < SINGLE_ENDS; asked++) {
        *status = run_automaton(prover, prover->search_data, value, regex, start, end, true);
        if (*status < 0) return 0;
        size_t found = try_ends(question, prover->search_data, 1);
        if (found) return found;
        end = pcre2_get_ovector_pointer(prover->search_data)[1];
        if (end > start) end--;
        while (end > start && !mgp_edge_is_end_free(value->text, end, edges)) {
            end--;
        }
    }
    if (end <= start) return 0;
    *status = run_automaton(prover, prover->ends_data, value, regex, start, end, true);
    return *status > 0 ? try_ends(question, prover->ends_data, *status) : 0;
}

void mgp_prove_range(struct mgp_prover *prover, const struct mgp_subject *subject, size_t rule,
                     struct mgp_rule_pattern *pattern, size_t from, size_t until)
{
    const struct question question = {prover, subject, pattern, rule};
    const struct mgp_value *value = subject->value;
    const struct mgp_regex *regex = mgp_pattern_regex(pattern);
    bool is_counted = regex->search == NULL;
    size_t longest = longest_of(pattern);
    prover->stepping_rule = rule;
    if (pattern->is_counted) grant_steps(prover, rule, until - from);
    for (size_t at = from; at < until && !is_exhausted(prover, rule);) {
        if (mgp_prove_is_consumed(&question, at)) {
            at = next_character(pattern, value->text, at);
            continue;
        }
        size_t start = next_start(prover, value, regex, at, until, subject_end(value->text, until, longest));
        if (start >= until) return;
        int count;
        size_t found = 0;
        if (is_counted) {
            size_t end = subject_end(value->text, until, longest);
            count = run_automaton(prover, prover->search_data, value, regex, start, end, false);
            if (count == PCRE2_ERROR_NOMATCH) return;
            if (count > 0) start = pcre2_get_ovector_pointer(prover->search_data)[0];
            if (count > 0 && start < until) found = prove_counted(&question, regex, start);
        } else {
            found = prove_longest(&question, regex, start, &count);
        }
        if (count < 0 && count != PCRE2_ERROR_NOMATCH) {
            note_exhaustion(prover, rule);
            return;
        }
        if (start >= until) return;
        at = found && mgp_prove_consume(&question, start, found) ? found : next_character(pattern, value->text, start);
    }
    if (is_exhausted(prover, rule)) note_exhaustion(prover, rule);
}

void mgp_prove_grant(struct mgp_prover *prover, size_t rule, size_t bytes)
{
    grant_steps(prover, rule, bytes);
}

/* A custom regex at one start; false where its budget is used up. */
static bool prove_start(const struct question *question, const struct mgp_regex *regex, size_t start)
{
    struct mgp_prover *prover = question->prover;
    const struct mgp_value *value = question->subject->value;
    struct consumed *consumed = &prover->consumed[question->rule];
    uint64_t offset = mgp_subject_offset(question->subject, start);
    if (offset < consumed->until) return true;
    if (!mgp_edge_is_begin_free(value->text, start, question->pattern->edges)) return true;
    size_t end = subject_end(value->text, start, longest_of(question->pattern));
    int count = run_automaton(prover, prover->search_data, value, regex, start, end, true);
    if (count < 0) return count == PCRE2_ERROR_NOMATCH;
    size_t found = prove_counted(question, regex, start);
    if (found) *consumed = (struct consumed){offset, mgp_subject_offset(question->subject, found)};
    return !is_exhausted(prover, question->rule);
}

void mgp_prove_starts(struct mgp_prover *prover, const struct mgp_subject *subject, size_t rule,
                      struct mgp_rule_pattern *pattern, const uint64_t *starts, size_t from, size_t until)
{
    const struct question question = {prover, subject, pattern, rule};
    const struct mgp_regex *regex = mgp_pattern_regex(pattern);
    prover->stepping_rule = rule;
    for (size_t word = 0; word < (until - from + 63) / 64; word++) {
        for (uint64_t bits = starts[word]; bits && !is_exhausted(prover, rule); bits &= bits - 1) {
            size_t start = from + word * 64 + (size_t)__builtin_ctzll(bits);
            if (!prove_start(&question, regex, start)) note_exhaustion(prover, rule);
        }
    }
}
