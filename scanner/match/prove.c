#include "scanner/match/prove_internal.h"

#include "scanner/match/edges.h"
#include "scanner/match/exact.h"
#include "scanner/match/matcher.h"

/* Ends at one start: as many as a span has bytes. */
#define MAX_ENDS (MGP_MAX_SPAN + 2)

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
        size_t word = rule->rule / 64;
        if (takers->count == 1 || word < takers->first_word) takers->first_word = word;
        if (word >= takers->end_word) takers->end_word = word + 1;
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
    prover->consumed = mgp_calloc(rules->rule_count, sizeof *prover->consumed);
    prover->names = mgp_name_memory_create();
    prover->addresses = mgp_address_memory_create();
    note_takers(prover);
    prover->exact = mgp_calloc(rules->rule_count, sizeof *prover->exact);
    prover->skips = mgp_calloc(rules->rule_count, sizeof *prover->skips);
    for (size_t i = 0; i < rules->rule_count; i++) {
        const struct mgp_identifier *identifier = rules->rules[i].identifier;
        if (identifier) prover->exact[i] = mgp_exact_patterns + mgp_exact_first[mgp_catalogue_index(identifier)];
        bool is_alone = rules->rules[i].pattern_count == 1 && !(identifier && identifier->recogniser);
        prover->skips[i] = is_alone ? SKIPS_CONSUMED : SKIPS_NOTHING;
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
    mgp_address_memory_destroy(prover->addresses);
    free(prover->workspace);
    free(prover->steps);
    free(prover->exact);
    free(prover->consumed);
    free(prover->skips);
    free(prover->candidates);
    free(prover);
}

void mgp_prover_begin(struct mgp_prover *prover)
{
    memset(prover->steps, 0, prover->rules->rule_count * sizeof *prover->steps);
    memset(prover->consumed, 0, prover->rules->rule_count * sizeof *prover->consumed);
    prover->consumed_until = 0;
    prover->is_over_budget = false;
}

/* Of a rule that the joiner knows more of. */
static void note_consumed(void *context, size_t rule, uint64_t until)
{
    struct mgp_prover *prover = context;
    if (until <= prover->consumed[rule].until) return;
    prover->consumed[rule] = (struct consumed){UINT64_MAX, until};
    if (until > prover->consumed_until) prover->consumed_until = until;
}

void mgp_prover_begin_window(struct mgp_prover *prover, const struct mgp_joiner *joiner)
{
    mgp_joiner_consumed(joiner, note_consumed, prover);
}

void mgp_prover_clear(struct mgp_prover *prover)
{
    prover->candidate_count = 0;
    prover->hits_value = NULL;
    mgp_name_memory_forget(prover->names);
    mgp_address_memory_forget(prover->addresses);
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

/* The checks come first: where spans are proved, a keyword is mostly near. */
bool mgp_prove_span(const struct question *question, size_t begin, size_t end)
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

bool mgp_prove_labelled(struct mgp_prover *prover, const struct mgp_subject *subject, size_t rule,
                        const struct mgp_rule_pattern *pattern, size_t begin, size_t end)
{
    if (!passes_checks(pattern, mgp_slice_sub(subject->value->text, begin, end))) return false;
    struct mgp_candidate *candidate = next_candidate(prover);
    candidate->claim = (struct mgp_claim){.rule = (uint16_t)rule,
                                          .proof = pattern->proof,
                                          .keyword_gap = subject->value->labels->depth[rule]};
    add_candidate(prover, subject, candidate, begin, end, MGP_MAX_SPAN);
    return true;
}

bool mgp_prover_has_whole(const struct mgp_prover *prover, const struct mgp_subject *subject, size_t rule,
                          enum mgp_proof *proof)
{
    size_t end = subject->fold ? SIZE_MAX : subject->value->text.len; /* folded: it is not known here */
    bool is_any = false;
    for (size_t i = 0; i < prover->candidate_count; i++) {
        const struct mgp_candidate *candidate = &prover->candidates[i];
        if (candidate->claim.rule != rule || candidate->begin > 0 || candidate->end != end) continue;
        if (!is_any || candidate->claim.proof > *proof) *proof = candidate->claim.proof;
        is_any = true;
    }
    return is_any;
}

bool mgp_prover_skips(const struct mgp_prover *prover, size_t rule)
{
    return prover->skips[rule] != SKIPS_NOTHING;
}

bool mgp_prover_has_consumed(const struct mgp_prover *prover, size_t rule, uint64_t start)
{
    const struct consumed *consumed = &prover->consumed[rule];
    return start < consumed->until && !(prover->skips[rule] == SKIPS_BEHIND && start == consumed->begin);
}

uint64_t mgp_prover_consumed_until(const struct mgp_prover *prover)
{
    return prover->consumed_until;
}

void mgp_prover_note_ordered(struct mgp_prover *prover, size_t rule)
{
    if (prover->skips[rule] == SKIPS_NOTHING) prover->skips[rule] = SKIPS_BEHIND;
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

/* Tries the ends of the automaton from the longest. */
static bool prove_exactly(const struct question *question, const struct mgp_exact *exact, size_t begin)
{
    if (mgp_prove_is_consumed(question, begin)) return false;
    struct mgp_slice text = question->subject->value->text;
    const uint16_t *lengths = question->prover->lengths;
    size_t count = run_exact(exact, text, begin, question->prover->lengths);
    for (count = count_possible(question, begin, lengths, count); count > 0; count--) {
        size_t end = begin + lengths[count - 1];
        if (!mgp_edge_is_end_free(text, end, question->pattern->edges)) continue;
        if (!mgp_prove_span(question, begin, end)) continue;
        mgp_prove_consume(question, begin, end);
        return true;
    }
    return false;
}

void mgp_prove_start(struct mgp_prover *prover, const struct mgp_subject *subject, size_t rule,
                     struct mgp_rule_pattern *pattern, size_t begin)
{
    const struct question question = {prover, subject, pattern, rule};
    if (!mgp_edge_is_begin_free(subject->value->text, begin, pattern->edges)) return;
    const struct mgp_exact *exact = exact_of(&question);
    if (exact) prove_exactly(&question, exact, begin);
    else mgp_prove_range(prover, subject, rule, pattern, begin, begin + 1);
}

static void prove_range(const struct question *question, struct mgp_rule_pattern *pattern, size_t from, size_t until)
{
    mgp_prove_range(question->prover, question->subject, question->rule, pattern, from, until);
}

/* By the exact automaton where there is one. */
static void prove_every_start(const struct question *question, struct mgp_rule_pattern *pattern, size_t from,
                              size_t until)
{
    const struct mgp_exact *exact = exact_of(question);
    struct mgp_slice text = question->subject->value->text;
    if (!exact) {
        prove_range(question, pattern, from, until);
        return;
    }
    for (size_t at = from; at < until; at++) {
        if (mgp_exact_step(exact, exact->start, text.ptr[at]) == 0) continue;
        if (mgp_edge_is_begin_free(text, at, pattern->edges)) prove_exactly(question, exact, at);
    }
}

typedef void prove_part(const struct question *question, struct mgp_rule_pattern *pattern, size_t from, size_t until);

/* Proves the starts from which a keyword of the rule can be in reach, part by part. */
static void prove_near(const struct question *question, struct mgp_rule_pattern *pattern, prove_part *prove)
{
    struct mgp_prover *prover = question->prover;
    const struct mgp_subject *subject = question->subject;
    const struct mgp_value *value = subject->value;
    size_t rule = question->rule;
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
            prove(question, pattern, from, until);
            done = until;
        }
    }
}

void mgp_prove_near_keywords(struct mgp_prover *prover, const struct mgp_subject *subject, size_t rule,
                             struct mgp_rule_pattern *pattern)
{
    prove_near(&(struct question){prover, subject, pattern, rule}, pattern, prove_range);
}

void mgp_prove_long(struct mgp_prover *prover, const struct mgp_subject *subject, size_t rule,
                    struct mgp_rule_pattern *pattern)
{
    prove_near(&(struct question){prover, subject, pattern, rule}, pattern, prove_every_start);
}

static bool matches_whole(struct mgp_prover *prover, struct mgp_rule_pattern *pattern, struct mgp_slice span)
{
    return pcre2_match(mgp_pattern_whole(pattern), span.ptr, span.len, 0, PCRE2_NO_UTF_CHECK, prover->search_data,
                       NULL) >= 0;
}

bool mgp_prove_ends(struct mgp_prover *prover, const struct mgp_subject *subject, size_t rule,
                    struct mgp_rule_pattern *pattern, size_t begin, const size_t *ends, size_t end_count)
{
    const struct question question = {prover, subject, pattern, rule};
    struct mgp_slice text = subject->value->text;
    if (!mgp_edge_is_begin_free(text, begin, pattern->edges)) return false;
    const struct mgp_exact *exact = exact_of(&question);
    if (exact) return prove_exactly(&question, exact, begin);
    for (size_t i = 0; i < end_count; i++) {
        if (mgp_edge_is_end_free(text, ends[i], pattern->edges) &&
            matches_whole(prover, pattern, mgp_slice_sub(text, begin, ends[i])) &&
            mgp_prove_span(&question, begin, ends[i])) {
            return true;
        }
    }
    return false;
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

bool mgp_recogniser_is_labelled(const struct mgp_prover *prover, const struct mgp_subject *subject,
                                enum mgp_recogniser_id id)
{
    const struct mgp_labels *labels = subject->value->labels;
    if (!labels || labels->is_empty) return false;
    const struct takers *takers = &prover->takers[id];
    uint64_t common = 0;
    for (size_t word = takers->first_word; word < takers->end_word; word++) {
        common |= labels->bits.words[word] & takers->rules.words[word];
    }
    return common != 0;
}

struct mgp_value_view mgp_recogniser_view(const struct mgp_prover *prover, const struct mgp_subject *subject,
                                          enum mgp_recogniser_id id)
{
    const struct mgp_value *value = subject->value;
    return (struct mgp_value_view){.text = value->text,
                                   .begins_value = value->is_first,
                                   .ends_value = value->is_last,
                                   .is_labelled = mgp_recogniser_is_labelled(prover, subject, id),
                                   .names = prover->names,
                                   .addresses = prover->addresses};
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
