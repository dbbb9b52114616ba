#define PCRE2_CODE_UNIT_WIDTH 8
#include "scanner/match/prove.h"

#include <pcre2.h>

#include "scanner/match/edges.h"
#include "scanner/match/exact.h"
#include "scanner/match/keyword_need.h"
#include "scanner/match/matcher.h"

/* Ends at one start: as many as a span has bytes. */
#define MAX_ENDS      (MGP_MAX_SPAN + 2)
#define MAX_WORKSPACE ((size_t)1 << 20) /* ints: states of the automaton at one place */
/* Bytes behind the longest span that an assertion such as \b may look at. */
#define LOOK_AHEAD 16

struct mgp_prover {
    const struct mgp_rule_set *rules;
    struct mgp_candidate *candidates;
    size_t candidate_count, candidate_capacity;
    pcre2_match_data *search_data, *ends_data;
    pcre2_match_context *context;
    int *workspace;
    size_t workspace_count;
    uint64_t *steps;          /* for each rule, of the object */
    uint64_t *consumed_until; /* for each rule that skips: the joiner's, known here */
    bool *skips;              /* for each rule: has it one pattern alone, so that what was found consumes? */
    struct takers {
        size_t first, count; /* of rules->recogniser_rules */
        struct mgp_rule_set_bits rules;
    } takers[MGP_RECOGNISER_COUNT];
    uint8_t iban_takers[1 << 10];       /* by iban_slot: the first one, counted from 1; 0: none */
    const struct mgp_exact **exact;     /* for each managed rule: of its first pattern */
    const struct mgp_value *hits_value; /* the value and number of hits that keyword_facts are of */
    size_t hits_count;
    struct mgp_keyword_facts keyword_facts;
    uint16_t lengths[MGP_MAX_SPAN]; /* of what an exact automaton takes at one start */
    struct mgp_name_memory *names; /* of the value at hand */
    size_t stepping_rule;
    uint64_t step_weight;
    bool is_over_budget;
    size_t over_budget_rule;
};

static size_t at_most(size_t value, size_t limit)
{
    return value < limit ? value : limit;
}

/* Called for each step of a counted pattern. */
static int count_step(pcre2_callout_block *block, void *data)
{
    (void)block;
    struct mgp_prover *prover = data;
    prover->steps[prover->stepping_rule] += prover->step_weight;
    return prover->steps[prover->stepping_rule] > MGP_CUSTOM_BUDGET ? PCRE2_ERROR_CALLOUT : 0;
}

/* Two letters, each five bits. */
static size_t iban_slot(uint32_t variant)
{
    return (variant >> 8 & 31) << 5 | (variant & 31);
}

static void note_takers(struct mgp_prover *prover)
{
    const struct mgp_rule_set *rules = prover->rules;
    for (size_t i = 0; i < rules->recogniser_rule_count; i++) {
        const struct mgp_recogniser_rule *rule = &rules->recogniser_rules[i];
        struct takers *takers = &prover->takers[rule->recogniser];
        if (takers->count++ == 0) takers->first = i;
        mgp_bit_set(&takers->rules, rule->rule);
        if (rule->recogniser != MGP_RECOGNISER_IBAN) continue;
        uint8_t *taker = &prover->iban_takers[iban_slot(rule->variant)];
        if (*taker == 0) *taker = (uint8_t)takers->count;
    }
}

struct mgp_prover *mgp_prover_create(const struct mgp_rule_set *rules)
{
    struct mgp_prover *prover = mgp_calloc(1, sizeof *prover);
    prover->rules = rules;
    prover->search_data = pcre2_match_data_create(1, NULL);
    prover->ends_data = pcre2_match_data_create(MAX_ENDS, NULL);
    prover->context = pcre2_match_context_create(NULL);
    pcre2_set_callout(prover->context, count_step, prover);
    prover->workspace_count = MGP_AUTOMATON_WORKSPACE;
    prover->workspace = mgp_malloc(prover->workspace_count * sizeof *prover->workspace);
    prover->steps = mgp_calloc(rules->rule_count, sizeof *prover->steps);
    prover->consumed_until = mgp_calloc(rules->rule_count, sizeof *prover->consumed_until);
    prover->names = mgp_name_memory_create();
    note_takers(prover);
    prover->exact = mgp_calloc(rules->rule_count, sizeof *prover->exact);
    prover->skips = mgp_calloc(rules->rule_count, sizeof *prover->skips);
    for (size_t i = 0; i < rules->rule_count; i++) {
        const struct mgp_identifier *identifier = rules->rules[i].identifier;
        if (identifier) prover->exact[i] = mgp_exact_patterns + mgp_exact_first[mgp_catalogue_index(identifier)];
        prover->skips[i] = rules->rules[i].pattern_count == 1 && !(identifier && identifier->recogniser);
    }
    return prover;
}

void mgp_prover_destroy(struct mgp_prover *prover)
{
    if (!prover) return;
    pcre2_match_data_free(prover->search_data);
    pcre2_match_data_free(prover->ends_data);
    pcre2_match_context_free(prover->context);
    mgp_name_memory_destroy(prover->names);
    free(prover->workspace);
    free(prover->steps);
    free(prover->exact);
    free(prover->consumed_until);
    free(prover->skips);
    free(prover->candidates);
    free(prover);
}

void mgp_prover_begin(struct mgp_prover *prover)
{
    memset(prover->steps, 0, prover->rules->rule_count * sizeof *prover->steps);
    memset(prover->consumed_until, 0, prover->rules->rule_count * sizeof *prover->consumed_until);
    prover->is_over_budget = false;
}

void mgp_prover_clear(struct mgp_prover *prover)
{
    prover->candidate_count = 0;
    prover->hits_value = NULL;
    mgp_name_memory_forget(prover->names);
}

bool mgp_prover_is_empty(const struct mgp_prover *prover)
{
    return prover->candidate_count == 0;
}

bool mgp_value_is_short(const struct mgp_value *value)
{
    return value->kind != MGP_VALUE_TEXT && value->is_first && value->is_last &&
           value->text.len <= MGP_SHORT_VALUE;
}

void mgp_keyword_context(const struct mgp_value *value, size_t *from, size_t *until)
{
    size_t before = 4 * MGP_CUSTOM_MAX_DISTANCE + MGP_MAX_KEYWORD_SPAN;
    size_t last = value->core_end + MGP_MAX_SPAN + 4 * MGP_KEYWORD_REACH;
    *from = value->core_begin > before ? value->core_begin - before : 0;
    *until = last < value->text.len ? last : value->text.len;
    while (*from > 0 && (value->text.ptr[*from] & 0xC0) == 0x80) {
        --*from;
    }
}

/* A pattern that is asked for in a subject. */
struct question {
    struct mgp_prover *prover;
    const struct mgp_subject *subject;
    const struct mgp_rule_pattern *pattern;
    size_t rule;
};

/* Room for one more candidate; it counts once candidate_count does. */
static struct mgp_candidate *next_candidate(struct mgp_prover *prover)
{
    MGP_GROW(prover->candidates, prover->candidate_count, prover->candidate_capacity);
    return &prover->candidates[prover->candidate_count];
}

/* Candidates lie in the value itself, whose bytes are counted: what folding shortens may be too long. */
static void add_candidate(struct mgp_prover *prover, const struct mgp_subject *subject,
                          struct mgp_candidate *candidate, size_t begin, size_t end, size_t longest)
{
    if (subject->fold) {
        begin = mgp_fold_back(subject->fold, begin);
        end = mgp_fold_back(subject->fold, end);
        if (end - begin > longest) return;
    }
    candidate->begin = begin;
    candidate->end = end;
    prover->candidate_count++;
}

static bool passes_checks(const struct mgp_rule_pattern *pattern, struct mgp_slice bytes)
{
    for (size_t i = 0; i < sizeof pattern->checks / sizeof *pattern->checks && pattern->checks[i]; i++) {
        if (!pattern->checks[i](bytes)) return false;
    }
    return true;
}

static struct mgp_keyword_facts *keyword_facts(struct mgp_prover *prover, const struct mgp_subject *subject)
{
    if (prover->hits_value != subject->value || prover->hits_count != subject->hits->count) {
        prover->hits_value = subject->value;
        prover->hits_count = subject->hits->count;
        mgp_keyword_facts_of(prover->rules, subject, &prover->keyword_facts);
    }
    return &prover->keyword_facts;
}

const struct mgp_near *mgp_prover_near(struct mgp_prover *prover, const struct mgp_subject *subject, size_t begin,
                                       size_t end)
{
    struct mgp_keyword_facts *facts = keyword_facts(prover, subject);
    mgp_keyword_look_near(subject, facts, begin, end);
    return &facts->near;
}

/* Of a span with free edges that the regex matches: if the checks and the keyword need are met, it becomes a candidate.
 * The checks come first: where spans are proved, a keyword is mostly near. */
static bool prove_span(const struct question *question, size_t begin, size_t end)
{
    struct mgp_prover *prover = question->prover;
    const struct mgp_subject *subject = question->subject;
    if (!passes_checks(question->pattern, mgp_slice_sub(subject->value->text, begin, end))) return false;
    struct mgp_candidate *candidate = next_candidate(prover);
    struct mgp_claim *claim = &candidate->claim;
    *claim = (struct mgp_claim){.rule = (uint16_t)question->rule, .proof = question->pattern->proof};
    struct mgp_keyword_facts *facts = keyword_facts(prover, subject);
    if (prover->exact[question->rule]) {
        mgp_keyword_claim(prover->rules, subject, facts, question->rule, begin, end, claim);
    } else {
        mgp_keyword_claim_custom(prover->rules, subject, facts, question->rule, begin, end, claim);
    }
    if (question->pattern->needs_keyword && claim->keyword_gap == MGP_NO_KEYWORD) return false;
    add_candidate(prover, subject, candidate, begin, end, MGP_MAX_SPAN);
    return true;
}

/* Does a start lie within what a candidate of the rule, found before, has consumed? */
static bool is_consumed(const struct question *question, size_t begin)
{
    const struct mgp_subject *subject = question->subject;
    return question->prover->skips[question->rule] &&
           mgp_value_offset(subject->layout, subject->value, begin) < question->prover->consumed_until[question->rule];
}

/* A candidate was found that ends at end. Returns whether it consumes what it spans. */
static bool consume(const struct question *question, size_t end)
{
    const struct mgp_subject *subject = question->subject;
    if (!question->prover->skips[question->rule]) return false;
    question->prover->consumed_until[question->rule] = mgp_value_offset(subject->layout, subject->value, end);
    return true;
}

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
        if (mgp_edge_is_end_free(text, end, edges) && prove_span(question, begin, end)) return end;
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
        if (is_consumed(&question, at)) {
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
        at = found && consume(&question, found) ? found : next_character(pattern, value->text, start);
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
    const struct mgp_layout *layout = question->subject->layout;
    uint64_t *consumed_until = &prover->consumed_until[question->rule];
    if (mgp_value_offset(layout, value, start) < *consumed_until) return true;
    if (!mgp_edge_is_begin_free(value->text, start, question->pattern->edges)) return true;
    size_t end = subject_end(value->text, start, longest_of(question->pattern));
    int count = run_automaton(prover, prover->search_data, value, regex, start, end, true);
    if (count < 0) return count == PCRE2_ERROR_NOMATCH;
    size_t found = prove_counted(question, regex, start);
    if (found) *consumed_until = mgp_value_offset(layout, value, found);
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

static const struct mgp_exact *exact_of(const struct question *question)
{
    const struct mgp_exact *exact = question->prover->exact[question->rule];
    if (!exact) return NULL;
    exact += question->pattern - question->prover->rules->rules[question->rule].patterns;
    return exact->classes ? exact : NULL;
}

/* From so many ends on it is asked how many of them a check can let pass at all. */
#define MANY_ENDS 4

/* How many of the ends, the longest last, the pattern's checks may let pass. */
static size_t count_possible(const struct question *question, size_t begin, const uint16_t *lengths, size_t count)
{
    const struct mgp_rule_pattern *pattern = question->pattern;
    for (size_t i = 0; count > MANY_ENDS && i < sizeof pattern->checks / sizeof *pattern->checks; i++) {
        if (!pattern->checks[i]) break;
        size_t longest = mgp_check_longest(pattern->checks[i], mgp_slice_of(question->subject->value->text.ptr + begin,
                                                                            lengths[count - 1]));
        while (count > 0 && lengths[count - 1] > longest) {
            count--;
        }
    }
    return count;
}

/* Walks through the pattern's exact automaton: fills lengths with those of its matches and returns how many. */
static size_t run_exact(const struct mgp_exact *exact, struct mgp_slice text, size_t begin,
                        uint16_t lengths[MGP_MAX_SPAN])
{
    size_t count = 0, until = at_most(text.len, begin + MGP_MAX_SPAN);
    uint16_t state = exact->start;
    for (size_t at = begin; at < until;) {
        state = mgp_exact_step(exact, state, text.ptr[at++]);
        if (state == 0) break;
        lengths[count] = (uint16_t)(at - begin);
        count += state >= exact->ends;
    }
    return count;
}

/* Tries the ends of the pattern's exact automaton from the longest. False where there is none. */
static bool prove_exactly(const struct question *question, size_t begin)
{
    const struct mgp_exact *exact = exact_of(question);
    if (!exact) return false;
    if (is_consumed(question, begin)) return true;
    struct mgp_slice text = question->subject->value->text;
    const uint16_t *lengths = question->prover->lengths;
    size_t count = run_exact(exact, text, begin, question->prover->lengths);
    for (count = count_possible(question, begin, lengths, count); count > 0; count--) {
        size_t end = begin + lengths[count - 1];
        if (!mgp_edge_is_end_free(text, end, question->pattern->edges) || !prove_span(question, begin, end)) continue;
        consume(question, end);
        break;
    }
    return true;
}

void mgp_prove_start(struct mgp_prover *prover, const struct mgp_subject *subject, size_t rule,
                     struct mgp_rule_pattern *pattern, size_t begin)
{
    const struct question question = {prover, subject, pattern, rule};
    if (!mgp_edge_is_begin_free(subject->value->text, begin, pattern->edges)) return;
    if (!prove_exactly(&question, begin)) mgp_prove_range(prover, subject, rule, pattern, begin, begin + 1);
}

/* mgp_prove_range, by the exact automaton where there is one. */
static void prove_every_start(const struct question *question, struct mgp_rule_pattern *pattern, size_t from,
                              size_t until)
{
    const struct mgp_exact *exact = exact_of(question);
    struct mgp_slice text = question->subject->value->text;
    if (!exact) {
        mgp_prove_range(question->prover, question->subject, question->rule, pattern, from, until);
        return;
    }
    for (size_t at = from; at < until; at++) {
        if (mgp_exact_step(exact, exact->start, text.ptr[at]) == 0) continue;
        if (mgp_edge_is_begin_free(text, at, pattern->edges)) prove_exactly(question, at);
    }
}

void mgp_prove_near_keywords(struct mgp_prover *prover, const struct mgp_subject *subject, size_t rule,
                             struct mgp_rule_pattern *pattern)
{
    const struct question question = {prover, subject, pattern, rule};
    const struct mgp_value *value = subject->value;
    const struct mgp_custom *custom = prover->rules->rules[rule].custom;
    size_t longest = at_most(pattern->length.max, MGP_MAX_SPAN), done = value->core_begin;
    size_t before = custom ? 0 : longest + 4 * MGP_KEYWORD_REACH;
    size_t after = 1 + 4 * (custom ? (size_t)custom->max_distance : MGP_KEYWORD_REACH);
    for (size_t i = 0; i < subject->hits->count; i++) {
        const struct mgp_keyword_hit *hit = &subject->hits->items[i];
        if (!mgp_bit_is_set(mgp_keyword_rules(prover->rules->keywords, hit->keyword), rule)) continue;
        size_t from = hit->begin > before ? hit->begin - before : 0;
        size_t until = at_most(hit->end + after, value->core_end);
        if (from < done) from = done;
        while (from < until && (value->text.ptr[from] & 0xC0) == 0x80) {
            from++;
        }
        if (from < until) {
            prove_every_start(&question, pattern, from, until);
            done = until;
        }
    }
}

static bool matches_whole(struct mgp_prover *prover, struct mgp_rule_pattern *pattern, struct mgp_slice span)
{
    return pcre2_match(mgp_pattern_whole(pattern), span.ptr, span.len, 0, PCRE2_NO_UTF_CHECK, prover->search_data,
                       NULL) >= 0;
}

void mgp_prove_ends(struct mgp_prover *prover, const struct mgp_subject *subject, size_t rule,
                    struct mgp_rule_pattern *pattern, size_t begin, const size_t *ends, size_t end_count)
{
    const struct question question = {prover, subject, pattern, rule};
    struct mgp_slice text = subject->value->text;
    if (!mgp_edge_is_begin_free(text, begin, pattern->edges) || prove_exactly(&question, begin)) return;
    for (size_t i = 0; i < end_count; i++) {
        if (mgp_edge_is_end_free(text, ends[i], pattern->edges) &&
            matches_whole(prover, pattern, mgp_slice_sub(text, begin, ends[i])) &&
            prove_span(&question, begin, ends[i])) {
            return;
        }
    }
}

/* A rule takes the results of its variant; of cards those that need a keyword only if it asks for one. */
static bool takes(const struct mgp_identifier *identifier, const struct mgp_recogniser_rule *taker,
                  const struct mgp_recognition *found)
{
    if (taker->recogniser == MGP_RECOGNISER_CARD)
        return found->variant == MGP_CARD_PLAIN || identifier->recogniser_needs_keyword;
    return taker->variant == found->variant;
}

void mgp_prove_recognition(struct mgp_prover *prover, const struct mgp_subject *subject,
                           enum mgp_recogniser_id id, const struct mgp_recognition *found)
{
    size_t count, i = 0;
    const struct mgp_recogniser_rule *takers = mgp_prover_takers(prover, id, &count);
    if (id == MGP_RECOGNISER_IBAN) {
        size_t first = prover->iban_takers[iban_slot(found->variant)];
        i = first > 0 ? first - 1 : count;
    }
    for (; i < count; i++) {
        const struct mgp_identifier *identifier = prover->rules->rules[takers[i].rule].identifier;
        if (!takes(identifier, &takers[i], found)) {
            if (id == MGP_RECOGNISER_IBAN) return;
            continue;
        }
        struct mgp_candidate *candidate = next_candidate(prover);
        candidate->claim = (struct mgp_claim){.rule = takers[i].rule, .proof = identifier->recogniser_proof};
        mgp_keyword_claim(prover->rules, subject, keyword_facts(prover, subject), takers[i].rule, found->begin,
                          found->end, &candidate->claim);
        if (identifier->recogniser_needs_keyword && candidate->claim.keyword_gap == MGP_NO_KEYWORD) continue;
        add_candidate(prover, subject, candidate, found->begin, found->end,
                      id == MGP_RECOGNISER_KEY_BLOCK ? MGP_MAX_KEY_SPAN : MGP_MAX_SPAN);
    }
}

const struct mgp_recogniser_rule *mgp_prover_takers(const struct mgp_prover *prover, enum mgp_recogniser_id id,
                                                    size_t *count)
{
    *count = prover->takers[id].count;
    return prover->rules->recogniser_rules + prover->takers[id].first;
}

struct mgp_value_view mgp_recogniser_view(const struct mgp_prover *prover, const struct mgp_subject *subject,
                                          enum mgp_recogniser_id id)
{
    const struct mgp_value *value = subject->value;
    size_t words = value->labels && !value->labels->is_empty ? (prover->rules->rule_count + 63) / 64 : 0;
    uint64_t common = 0;
    for (size_t word = 0; word < words; word++) {
        common |= value->labels->bits.words[word] & prover->takers[id].rules.words[word];
    }
    return (struct mgp_value_view){.text = value->text,
                                   .begins_value = value->is_first,
                                   .ends_value = value->is_last,
                                   .is_labelled = common != 0,
                                   .names = prover->names};
}

void mgp_prover_hand_over(struct mgp_prover *prover, struct mgp_layout *layout, const struct mgp_value *value,
                          struct mgp_joiner *joiner)
{
    bool any = mgp_joiner_take(joiner, layout, value, prover->candidates, prover->candidate_count);
    if (any && value->kind == MGP_VALUE_NAME) mgp_layout_mark_name(layout);
}

enum mgp_status mgp_prover_status(const struct mgp_prover *prover, struct mgp_error *error)
{
    if (!prover->is_over_budget) return MGP_OK;
    return mgp_fail(error, MGP_LIMIT,
                    "custom identifier \"%s\" needs too much work on this object and was not matched to its end: "
                    "make its regex simpler or give it keywords",
                    mgp_rule_name(&prover->rules->rules[prover->over_budget_rule]));
}
