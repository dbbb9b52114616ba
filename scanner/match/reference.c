/* The reference matcher. For each value: all keywords; then for each rule that the value could satisfy, each
 * start at which its regex matches at all (found by an ordinary search), and there every end (pcre2_dfa_match
 * gives them, the longest first). A span counts if its edges are free, its keyword need is met and its checks
 * hold (prove.h). */
#include "scanner/match/matcher.h"
#include "scanner/match/prove.h"

struct mgp_matcher {
    const struct mgp_rule_set *rules;
    struct mgp_prover *prover;
    struct mgp_keyword_hits hits;
    struct mgp_fold fold;
};

/* What is known of the value at hand. */
struct search {
    struct mgp_matcher *matcher;
    struct mgp_subject subject;
    struct mgp_rule_set_bits named; /* rules with a keyword in the value */
    uint64_t present[4];            /* bytes that occur where a match could lie; letters folded too */
};

static struct mgp_matcher *create(const struct mgp_rule_set *rules)
{
    struct mgp_matcher *matcher = mgp_calloc(1, sizeof *matcher);
    matcher->rules = rules;
    matcher->prover = mgp_prover_create(rules);
    return matcher;
}

static void destroy(struct mgp_matcher *matcher)
{
    if (!matcher) return;
    mgp_prover_destroy(matcher->prover);
    free(matcher->hits.items);
    mgp_fold_clear(&matcher->fold);
    free(matcher);
}

static void begin(struct mgp_matcher *matcher)
{
    mgp_prover_begin(matcher->prover);
}

static bool has_bit(const uint64_t bits[4], size_t bit)
{
    return bits[bit / 64] >> (bit % 64) & 1;
}

static size_t at_most(size_t value, size_t limit)
{
    return value < limit ? value : limit;
}

static bool may_match(const struct search *search, const struct mgp_regex *regex)
{
    if (regex->required_byte >= 0 && !has_bit(search->present, (size_t)regex->required_byte)) return false;
    uint64_t common = 0;
    for (size_t i = 0; i < 4; i++) {
        common |= regex->first_bytes[i] & search->present[i];
    }
    return common != 0;
}

static void match_pattern(const struct search *search, size_t rule, struct mgp_rule_pattern *pattern)
{
    const struct mgp_value *value = search->subject.value;
    bool labelled = mgp_subject_is_labelled(&search->subject, rule), named = mgp_bit_is_set(&search->named, rule);
    if ((pattern->needs_keyword && !labelled && !named) || value->text.len < pattern->length.min) return;
    if (!may_match(search, mgp_pattern_regex(pattern))) return;
    bool anywhere = !pattern->needs_keyword || labelled ||
                    (search->subject.is_short && search->matcher->rules->rules[rule].identifier);
    if (anywhere) {
        mgp_prove_range(search->matcher->prover, &search->subject, rule, pattern, value->core_begin,
                        value->core_end);
    } else {
        mgp_prove_near_keywords(search->matcher->prover, &search->subject, rule, pattern);
    }
}

static void run_recogniser(const struct search *search, enum mgp_recogniser_id id)
{
    struct mgp_prover *prover = search->matcher->prover;
    const struct mgp_value *value = search->subject.value;
    struct mgp_value_view view = mgp_recogniser_view(prover, &search->subject, id);
    struct mgp_recognition found;
    for (size_t from = value->core_begin; mgp_recognise(id, &view, from, value->core_end, &found);
         from = found.begin + 1) {
        mgp_prove_recognition(prover, &search->subject, id, &found);
    }
}

static void find_keywords(struct search *search)
{
    struct mgp_matcher *matcher = search->matcher;
    size_t from, until;
    mgp_keyword_context(search->subject.value, &from, &until);
    matcher->hits.count = 0;
    mgp_keywords_find(matcher->rules->keywords, search->subject.value->text, from, until, &matcher->hits);
    for (size_t i = 0; i < matcher->hits.count; i++) {
        const struct mgp_rule_set_bits *bits =
            mgp_keyword_rules(matcher->rules->keywords, matcher->hits.items[i].keyword);
        for (size_t word = 0; word < MGP_RULE_WORDS; word++) {
            search->named.words[word] |= bits->words[word];
        }
    }
}

static void note_bytes(struct search *search)
{
    const struct mgp_value *value = search->subject.value;
    size_t until = at_most(value->core_end + MGP_MAX_SPAN, value->text.len);
    for (size_t i = value->core_begin; i < until; i++) {
        uint8_t c = value->text.ptr[i];
        search->present[c / 64] |= (uint64_t)1 << (c % 64);
    }
    /* Upper case counts as lower case too: 'A' is 1 and 'a' 33 of the second word. */
    search->present[1] |= (search->present[1] & 0x07FFFFFEu) << 32;
}

/* Which rules a pass over a value is for. */
enum which { ALL_RULES, MANAGED_RULES, CUSTOM_RULES };

static bool is_wanted(const struct mgp_rule *rule, enum which which)
{
    return which == ALL_RULES || (which == CUSTOM_RULES) == (rule->custom != NULL);
}

static void match_rules(struct search *search, enum which which)
{
    struct mgp_matcher *matcher = search->matcher;
    const struct mgp_labels *labels = search->subject.value->labels;
    find_keywords(search);
    note_bytes(search);
    for (size_t word = 0; word < MGP_RULE_WORDS; word++) {
        uint64_t wanted = matcher->rules->keywordless.words[word] | search->named.words[word];
        if (labels && !labels->is_empty) wanted |= labels->bits.words[word];
        for (; wanted; wanted &= wanted - 1) {
            size_t index = word * 64 + (size_t)__builtin_ctzll(wanted);
            struct mgp_rule *rule = &matcher->rules->rules[index];
            for (size_t i = 0; is_wanted(rule, which) && i < rule->pattern_count; i++) {
                match_pattern(search, index, &rule->patterns[i]);
            }
        }
    }
    for (int id = MGP_RECOGNISER_NONE + 1; which != CUSTOM_RULES && id < MGP_RECOGNISER_COUNT; id++) {
        size_t takers;
        mgp_prover_takers(matcher->prover, (enum mgp_recogniser_id)id, &takers);
        if (takers > 0) run_recogniser(search, (enum mgp_recogniser_id)id);
    }
}

static void match_value(struct mgp_matcher *matcher, struct mgp_layout *layout, const struct mgp_value *value,
                        struct mgp_joiner *joiner)
{
    struct search search = {.matcher = matcher,
                            .subject = {.layout = layout,
                                        .value = value,
                                        .hits = &matcher->hits,
                                        .is_short = mgp_value_is_short(value)}};
    struct mgp_value folded;
    mgp_prover_clear(matcher->prover);
    if (mgp_fold_value(&matcher->fold, value, &folded)) {
        struct search as_ascii = search;
        as_ascii.subject.value = &folded;
        as_ascii.subject.fold = &matcher->fold;
        match_rules(&as_ascii, MANAGED_RULES);
        match_rules(&search, CUSTOM_RULES);
    } else {
        match_rules(&search, ALL_RULES);
    }
    mgp_prover_hand_over(matcher->prover, layout, value, joiner);
}

static enum mgp_status window(struct mgp_matcher *matcher, struct mgp_layout *layout,
                              struct mgp_joiner *joiner, struct mgp_error *error)
{
    struct mgp_value value;
    mgp_prover_begin_window(matcher->prover, joiner);
    while (mgp_layout_next(layout, &value)) {
        match_value(matcher, layout, &value, joiner);
    }
    return mgp_prover_status(matcher->prover, error);
}

const struct mgp_matcher_type mgp_reference_matcher = {"reference", create, destroy, begin, window};
