/* The reference matcher. For each value: all keywords; then for each rule that the value could satisfy, each
 * start at which its regex matches at all (found by an ordinary search), and there every end (pcre2_dfa_match
 * gives them, the longest first). A span counts if its edges are free, its keyword need is met and its checks
 * hold. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "base/utf8.h"
#include "scanner/match/fold.h"
#include "scanner/match/matcher.h"

/* Ends at one start: as many as a span has bytes. */
#define MAX_ENDS      (MGP_MAX_SPAN + 2)
#define MAX_WORKSPACE ((size_t)1 << 20) /* ints: states of the automaton at one place */
/* Bytes behind the longest span that an assertion such as \b may look at. */
#define LOOK_AHEAD 16

struct mgp_matcher {
    const struct mgp_rule_set *rules;
    struct mgp_keyword_hits hits;
    struct mgp_fold fold;
    struct mgp_candidate *candidates;
    size_t candidate_count, candidate_capacity;
    pcre2_match_data *search_data, *ends_data;
    pcre2_match_context *context;
    int *workspace;
    size_t workspace_count;
    uint64_t *steps;          /* for each rule, of the object */
    uint64_t *consumed_until; /* for each rule with one pattern: the joiner's, known here so as to skip */
    struct takers {
        size_t first, count; /* of rules->recogniser_rules */
    } takers[MGP_RECOGNISER_COUNT];
    size_t stepping_rule;
    bool is_over_budget;
    size_t over_budget_rule;
};

/* What is known of the value at hand. */
struct subject {
    struct mgp_matcher *matcher;
    const struct mgp_layout *layout;
    const struct mgp_value *value;
    const struct mgp_fold *fold; /* value is what it made of the value at hand; NULL: it is that itself */
    struct mgp_rule_set_bits named; /* rules with a keyword in the value */
    uint64_t present[4];            /* bytes that occur where a match could lie; letters folded too */
    bool is_short;                  /* structured and short: keywords count wherever they stand */
};

/* Called for each step of a counted pattern. */
static int count_step(pcre2_callout_block *block, void *data)
{
    (void)block;
    struct mgp_matcher *matcher = data;
    return ++matcher->steps[matcher->stepping_rule] > MGP_CUSTOM_BUDGET ? PCRE2_ERROR_CALLOUT : 0;
}

static struct mgp_matcher *create(const struct mgp_rule_set *rules)
{
    struct mgp_matcher *matcher = mgp_calloc(1, sizeof *matcher);
    matcher->rules = rules;
    matcher->search_data = pcre2_match_data_create(1, NULL);
    matcher->ends_data = pcre2_match_data_create(MAX_ENDS, NULL);
    matcher->context = pcre2_match_context_create(NULL);
    pcre2_set_callout(matcher->context, count_step, matcher);
    matcher->workspace_count = 4096;
    matcher->workspace = mgp_malloc(matcher->workspace_count * sizeof *matcher->workspace);
    matcher->steps = mgp_calloc(rules->rule_count, sizeof *matcher->steps);
    matcher->consumed_until = mgp_calloc(rules->rule_count, sizeof *matcher->consumed_until);
    for (size_t i = 0; i < rules->recogniser_rule_count; i++) {
        struct takers *takers = &matcher->takers[rules->recogniser_rules[i].recogniser];
        if (takers->count++ == 0) takers->first = i;
    }
    return matcher;
}

static void destroy(struct mgp_matcher *matcher)
{
    if (!matcher) return;
    pcre2_match_data_free(matcher->search_data);
    pcre2_match_data_free(matcher->ends_data);
    pcre2_match_context_free(matcher->context);
    free(matcher->workspace);
    free(matcher->steps);
    free(matcher->consumed_until);
    free(matcher->hits.items);
    mgp_fold_clear(&matcher->fold);
    free(matcher->candidates);
    free(matcher);
}

static void begin(struct mgp_matcher *matcher)
{
    memset(matcher->steps, 0, matcher->rules->rule_count * sizeof *matcher->steps);
    memset(matcher->consumed_until, 0, matcher->rules->rule_count * sizeof *matcher->consumed_until);
    matcher->is_over_budget = false;
}

static bool has_bit(const uint64_t bits[4], size_t bit)
{
    return bits[bit / 64] >> (bit % 64) & 1;
}

static bool is_word_byte(uint8_t c)
{
    return c >= 0x80 || mgp_codepoint_is_word(c);
}

static bool is_digit_at(struct mgp_slice text, size_t at)
{
    return at < text.len && text.ptr[at] >= '0' && text.ptr[at] <= '9';
}

/* A part of a longer run of base64? '=' pads at the end only; before a value it assigns. */
static bool is_base64_beside(uint8_t c, bool is_behind)
{
    return is_word_byte(c) || c == '+' || c == '/' || c == '_' || c == '-' || (c == '=' && is_behind);
}

static bool is_begin_free(struct mgp_slice text, size_t begin, uint8_t edges)
{
    if (begin == 0) return true;
    uint8_t before = text.ptr[begin - 1];
    if (is_word_byte(before) && mgp_utf8_is_word_at(text, begin) && mgp_utf8_is_word_before(text, begin))
        return false;
    if (edges & MGP_EDGE_NUMBER && is_digit_at(text, begin) && (before == '.' || before == ',') &&
        begin >= 2 && is_digit_at(text, begin - 2)) {
        return false;
    }
    return !(edges & MGP_EDGE_BASE64 && is_base64_beside(before, false));
}

static bool is_end_free(struct mgp_slice text, size_t end, uint8_t edges)
{
    if (end >= text.len) return true;
    uint8_t after = text.ptr[end];
    if (is_word_byte(after) && mgp_utf8_is_word_before(text, end) && mgp_utf8_is_word_at(text, end))
        return false;
    if (edges & MGP_EDGE_NUMBER && is_digit_at(text, end - 1) && (after == '.' || after == ',') &&
        is_digit_at(text, end + 1)) {
        return false;
    }
    return !(edges & MGP_EDGE_BASE64 && is_base64_beside(after, true));
}

static bool is_labelled(const struct subject *subject, size_t rule)
{
    const struct mgp_labels *labels = subject->value->labels;
    return labels && !labels->is_empty && mgp_bit_is_set(&labels->bits, rule);
}

/* The first keyword hit that begins at or after at. */
static size_t first_hit_from(const struct mgp_keyword_hits *hits, size_t at)
{
    size_t low = 0, high = hits->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (hits->items[middle].begin < at) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* Characters between a keyword and a span, MGP_NO_KEYWORD where that is more than reach. Overlapping: none.
 */
static uint32_t gap_between(struct mgp_slice text, const struct mgp_keyword_hit *hit, size_t begin,
                            size_t end, size_t reach, bool *is_behind)
{
    *is_behind = hit->begin >= end;
    size_t from = hit->end, to = begin;
    if (*is_behind) {
        from = end;
        to = hit->begin;
    }
    if (from >= to) return 0;
    if (to - from > 4 * reach) return MGP_NO_KEYWORD;
    size_t characters = mgp_utf8_count(mgp_slice_sub(text, from, to));
    return characters <= reach ? (uint32_t)characters : MGP_NO_KEYWORD;
}

/* The longest keyword that the hit is a part of: "passport" in "passport number" is as near to a value as
 * that. */
static const struct mgp_keyword_hit *enclosing(const struct mgp_keyword_hits *hits, size_t index)
{
    const struct mgp_keyword_hit *hit = &hits->items[index], *longest = hit;
    size_t lowest = hit->begin > MGP_MAX_KEYWORD_SPAN ? hit->begin - MGP_MAX_KEYWORD_SPAN : 0;
    for (size_t i = first_hit_from(hits, lowest); i < hits->count && hits->items[i].begin <= hit->begin;
         i++) {
        const struct mgp_keyword_hit *other = &hits->items[i];
        if (other->end >= hit->end && other->end - other->begin > longest->end - longest->begin)
            longest = other;
    }
    return longest;
}

/* The nearest keyword of a managed rule to a span. */
static void find_keyword(const struct subject *subject, size_t rule, size_t begin, size_t end,
                         struct mgp_claim *claim)
{
    const struct mgp_matcher *matcher = subject->matcher;
    const struct mgp_keyword_hits *hits = &matcher->hits;
    struct mgp_slice text = subject->value->text;
    size_t reach = subject->is_short ? MGP_SHORT_VALUE : MGP_KEYWORD_REACH;
    size_t lowest = 4 * reach + MGP_MAX_KEYWORD_SPAN < begin ? begin - 4 * reach - MGP_MAX_KEYWORD_SPAN : 0;
    claim->keyword_gap = MGP_NO_KEYWORD;
    claim->has_own_keyword = false;
    if (is_labelled(subject, rule)) claim->keyword_gap = subject->value->labels->depth[rule];
    for (size_t i = first_hit_from(hits, lowest); i < hits->count && hits->items[i].begin <= end + 4 * reach;
         i++) {
        const struct mgp_keyword_hit *hit = &hits->items[i];
        bool is_behind;
        if (!mgp_bit_is_set(mgp_keyword_rules(matcher->rules->keywords, hit->keyword), rule)) continue;
        uint32_t gap = gap_between(text, hit, begin, end, reach, &is_behind);
        if (gap == MGP_NO_KEYWORD) continue;
        gap = gap_between(text, enclosing(hits, i), begin, end, reach, &is_behind);
        if (is_behind) gap += MGP_BEHIND_PENALTY;
        if (gap < claim->keyword_gap) claim->keyword_gap = gap;
        if (mgp_keyword_is_own(matcher->rules->keywords, hit->keyword)) claim->has_own_keyword = true;
    }
}

/* Custom identifiers: a keyword before the match, and no farther from its end to the match's end than
 * allowed. */
static void find_custom_keyword(const struct subject *subject, size_t rule, size_t begin, size_t end,
                                struct mgp_claim *claim)
{
    const struct mgp_matcher *matcher = subject->matcher;
    const struct mgp_keyword_hits *hits = &matcher->hits;
    size_t distance = matcher->rules->rules[rule].custom->max_distance;
    size_t farthest = 4 * distance + MGP_MAX_KEYWORD_SPAN;
    claim->keyword_gap = is_labelled(subject, rule) ? 0 : MGP_NO_KEYWORD;
    claim->has_own_keyword = false;
    for (size_t i = first_hit_from(hits, end > farthest ? end - farthest : 0);
         claim->keyword_gap != 0 && i < hits->count && hits->items[i].begin < begin; i++) {
        const struct mgp_keyword_hit *hit = &hits->items[i];
        if (hit->end > begin || end - hit->end > 4 * distance) continue;
        if (!mgp_bit_is_set(mgp_keyword_rules(matcher->rules->keywords, hit->keyword), rule)) continue;
        if (mgp_utf8_count(mgp_slice_sub(subject->value->text, hit->end, end)) <= distance)
            claim->keyword_gap = 0;
    }
}

/* Spans are counted in bytes of the value itself; what folding hides may make one too long. */
static void add_candidate(const struct subject *subject, const struct mgp_claim *claim, size_t begin_at,
                          size_t end, size_t longest)
{
    struct mgp_matcher *matcher = subject->matcher;
    if (subject->fold) {
        begin_at = mgp_fold_back(subject->fold, begin_at);
        end = mgp_fold_back(subject->fold, end);
        if (end - begin_at > longest) return;
    }
    MGP_GROW(matcher->candidates, matcher->candidate_count, matcher->candidate_capacity);
    matcher->candidates[matcher->candidate_count++] =
        (struct mgp_candidate){.claim = *claim, .begin = begin_at, .end = end};
}

static bool passes_checks(const struct mgp_rule_pattern *pattern, struct mgp_slice bytes)
{
    for (size_t i = 0; i < sizeof pattern->checks / sizeof *pattern->checks && pattern->checks[i]; i++) {
        if (!pattern->checks[i](bytes)) return false;
    }
    return true;
}

static bool is_candidate(const struct subject *subject, size_t rule, const struct mgp_rule_pattern *pattern,
                         size_t begin_at, size_t end, struct mgp_claim *claim)
{
    struct mgp_slice text = subject->value->text;
    if (end <= begin_at || end - begin_at > MGP_MAX_SPAN || end > text.len ||
        !is_end_free(text, end, pattern->edges)) {
        return false;
    }
    *claim = (struct mgp_claim){.rule = (uint16_t)rule, .proof = pattern->proof};
    if (subject->matcher->rules->rules[rule].custom) {
        find_custom_keyword(subject, rule, begin_at, end, claim);
    } else {
        find_keyword(subject, rule, begin_at, end, claim);
    }
    if (pattern->needs_keyword && claim->keyword_gap == MGP_NO_KEYWORD) return false;
    return passes_checks(pattern, mgp_slice_sub(text, begin_at, end));
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
static int run_automaton(struct mgp_matcher *matcher, const struct mgp_value *value,
                         const struct mgp_regex *regex, size_t at, size_t end, bool only_here)
{
    uint32_t options = anchors(value, end) | (only_here ? PCRE2_ANCHORED : 0u);
    for (;;) {
        int count = pcre2_dfa_match(regex->ends, value->text.ptr, end, at, options, matcher->ends_data,
                                    matcher->context, matcher->workspace, matcher->workspace_count);
        if (count == 0) return (int)MAX_ENDS;
        if (count != PCRE2_ERROR_DFA_WSSIZE || matcher->workspace_count >= MAX_WORKSPACE) return count;
        matcher->workspace_count *= 2;
        matcher->workspace =
            mgp_realloc(matcher->workspace, matcher->workspace_count, sizeof *matcher->workspace);
    }
}

/* The next start in [at, until) at which the pattern matches at all, or until. */
static size_t next_start(struct mgp_matcher *matcher, const struct mgp_value *value,
                         const struct mgp_regex *regex, size_t at, size_t until, size_t end)
{
    if (!regex->search) return at;
    int found =
        pcre2_match(regex->search, value->text.ptr, end, at, anchors(value, end), matcher->search_data, NULL);
    if (found == PCRE2_ERROR_NOMATCH) return until;
    if (found < 0) return at; /* a limit of the search: try every start */
    return pcre2_get_ovector_pointer(matcher->search_data)[0];
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
static size_t try_ends(const struct subject *subject, size_t rule, const struct mgp_rule_pattern *pattern,
                       int count)
{
    const PCRE2_SIZE *ends = pcre2_get_ovector_pointer(subject->matcher->ends_data);
    struct mgp_claim claim;
    if (!is_begin_free(subject->value->text, ends[0], pattern->edges)) return 0;
    for (int i = 0; i < count; i++) {
        if (is_candidate(subject, rule, pattern, ends[2 * i], ends[2 * i + 1], &claim)) {
            add_candidate(subject, &claim, ends[2 * i], ends[2 * i + 1], MGP_MAX_SPAN);
            return ends[2 * i + 1];
        }
    }
    return 0;
}

static bool is_exhausted(const struct mgp_matcher *matcher, size_t rule)
{
    return matcher->steps[rule] > MGP_CUSTOM_BUDGET;
}

static void note_exhaustion(struct mgp_matcher *matcher, size_t rule)
{
    matcher->steps[rule] = MGP_CUSTOM_BUDGET + (uint64_t)1;
    matcher->is_over_budget = true;
    matcher->over_budget_rule = rule;
}

/* Candidates of a pattern whose start lies in [from, until). */
static void match_range(const struct subject *subject, size_t rule, struct mgp_rule_pattern *pattern,
                        size_t from, size_t until)
{
    struct mgp_matcher *matcher = subject->matcher;
    const struct mgp_value *value = subject->value;
    const struct mgp_regex *regex = mgp_pattern_regex(pattern);
    bool skips =
        matcher->rules->rules[rule].pattern_count == 1 &&
        !(matcher->rules->rules[rule].identifier && matcher->rules->rules[rule].identifier->recogniser);
    size_t longest = pattern->length.max < MGP_MAX_SPAN ? pattern->length.max : MGP_MAX_SPAN;
    matcher->stepping_rule = rule;
    for (size_t at = from; at < until && !is_exhausted(matcher, rule);) {
        if (skips && mgp_value_offset(subject->layout, value, at) < matcher->consumed_until[rule]) {
            at = next_character(pattern, value->text, at);
            continue;
        }
        size_t start = next_start(matcher, value, regex, at, until, subject_end(value->text, until, longest));
        if (start >= until) return;
        size_t end = subject_end(value->text, regex->search ? start : until, longest);
        int count = run_automaton(matcher, value, regex, start, end, regex->search != NULL);
        if (count == PCRE2_ERROR_NOMATCH && !regex->search) return;
        if (count < 0 && count != PCRE2_ERROR_NOMATCH) {
            note_exhaustion(matcher, rule);
            return;
        }
        if (count > 0) start = pcre2_get_ovector_pointer(matcher->ends_data)[0];
        if (start >= until) return;
        size_t found = count > 0 ? try_ends(subject, rule, pattern, count) : 0;
        if (found && skips) matcher->consumed_until[rule] = mgp_value_offset(subject->layout, value, found);
        at = found && skips ? found : next_character(pattern, value->text, start);
    }
}

static size_t at_most(size_t value, size_t limit)
{
    return value < limit ? value : limit;
}

/* Only starts from which a keyword of the rule can be in reach. */
static void match_near_keywords(const struct subject *subject, size_t rule, struct mgp_rule_pattern *pattern)
{
    const struct mgp_matcher *matcher = subject->matcher;
    const struct mgp_value *value = subject->value;
    const struct mgp_custom *custom = matcher->rules->rules[rule].custom;
    size_t longest = at_most(pattern->length.max, MGP_MAX_SPAN), done = value->core_begin;
    size_t before = custom ? 0 : longest + 4 * MGP_KEYWORD_REACH;
    size_t after = 1 + 4 * (custom ? (size_t)custom->max_distance : MGP_KEYWORD_REACH);
    for (size_t i = 0; i < matcher->hits.count; i++) {
        const struct mgp_keyword_hit *hit = &matcher->hits.items[i];
        if (!mgp_bit_is_set(mgp_keyword_rules(matcher->rules->keywords, hit->keyword), rule)) continue;
        size_t from = hit->begin > before ? hit->begin - before : 0;
        size_t until = at_most(hit->end + after, value->core_end);
        if (from < done) from = done;
        while (from < until && (value->text.ptr[from] & 0xC0) == 0x80) {
            from++;
        }
        if (from < until) {
            match_range(subject, rule, pattern, from, until);
            done = until;
        }
    }
}

static bool may_match(const struct subject *subject, const struct mgp_regex *regex)
{
    if (regex->required_byte >= 0 && !has_bit(subject->present, (size_t)regex->required_byte)) return false;
    uint64_t common = 0;
    for (size_t i = 0; i < 4; i++) {
        common |= regex->first_bytes[i] & subject->present[i];
    }
    return common != 0;
}

static void match_pattern(const struct subject *subject, size_t rule, struct mgp_rule_pattern *pattern)
{
    const struct mgp_value *value = subject->value;
    bool labelled = is_labelled(subject, rule), named = mgp_bit_is_set(&subject->named, rule);
    if ((pattern->needs_keyword && !labelled && !named) || value->text.len < pattern->length.min) return;
    if (!may_match(subject, mgp_pattern_regex(pattern))) return;
    bool anywhere = !pattern->needs_keyword || labelled ||
                    (subject->is_short && subject->matcher->rules->rules[rule].identifier);
    if (anywhere) {
        match_range(subject, rule, pattern, value->core_begin, value->core_end);
    } else {
        match_near_keywords(subject, rule, pattern);
    }
}

static void add_recognition(const struct subject *subject, size_t rule,
                            const struct mgp_recognition *recognition)
{
    const struct mgp_identifier *identifier = subject->matcher->rules->rules[rule].identifier;
    struct mgp_claim claim = {.rule = (uint16_t)rule, .proof = identifier->recogniser_proof};
    find_keyword(subject, rule, recognition->begin, recognition->end, &claim);
    if (identifier->recogniser_needs_keyword && claim.keyword_gap == MGP_NO_KEYWORD) return;
    size_t longest = identifier->recogniser == MGP_RECOGNISER_KEY_BLOCK ? MGP_MAX_KEY_SPAN : MGP_MAX_SPAN;
    add_candidate(subject, &claim, recognition->begin, recognition->end, longest);
}

static void run_recogniser(const struct subject *subject, enum mgp_recogniser_id id)
{
    const struct takers *takers = &subject->matcher->takers[id];
    const struct mgp_recogniser_rule *rules = subject->matcher->rules->recogniser_rules + takers->first;
    const struct mgp_value *value = subject->value;
    struct mgp_value_view view = {
        .text = value->text, .begins_value = value->is_first, .ends_value = value->is_last};
    struct mgp_recognition found;
    for (size_t i = 0; i < takers->count && !view.is_labelled; i++) {
        view.is_labelled = is_labelled(subject, rules[i].rule);
    }
    for (size_t from = value->core_begin; mgp_recognise(id, &view, from, value->core_end, &found);
         from = found.begin + 1) {
        for (size_t i = 0; i < takers->count; i++) {
            if (rules[i].variant == found.variant) add_recognition(subject, rules[i].rule, &found);
        }
    }
}

static void find_keywords(struct subject *subject)
{
    struct mgp_matcher *matcher = subject->matcher;
    const struct mgp_value *value = subject->value;
    size_t before = 4 * MGP_CUSTOM_MAX_DISTANCE + MGP_MAX_KEYWORD_SPAN;
    size_t from = value->core_begin > before ? value->core_begin - before : 0;
    size_t until = at_most(value->core_end + MGP_MAX_SPAN + 4 * MGP_KEYWORD_REACH, value->text.len);
    while (from > 0 && (value->text.ptr[from] & 0xC0) == 0x80) {
        from--;
    }
    matcher->hits.count = 0;
    mgp_keywords_find(matcher->rules->keywords, value->text, from, until, &matcher->hits);
    for (size_t i = 0; i < matcher->hits.count; i++) {
        const struct mgp_rule_set_bits *bits =
            mgp_keyword_rules(matcher->rules->keywords, matcher->hits.items[i].keyword);
        for (size_t word = 0; word < MGP_RULE_WORDS; word++) {
            subject->named.words[word] |= bits->words[word];
        }
    }
}

static void note_bytes(struct subject *subject)
{
    const struct mgp_value *value = subject->value;
    size_t until = at_most(value->core_end + MGP_MAX_SPAN, value->text.len);
    for (size_t i = value->core_begin; i < until; i++) {
        uint8_t c = value->text.ptr[i];
        subject->present[c / 64] |= (uint64_t)1 << (c % 64);
    }
    /* Upper case counts as lower case too: 'A' is 1 and 'a' 33 of the second word. */
    subject->present[1] |= (subject->present[1] & 0x07FFFFFEu) << 32;
}

/* Which rules a pass over a value is for. */
enum which { ALL_RULES, MANAGED_RULES, CUSTOM_RULES };

static bool is_wanted(const struct mgp_rule *rule, enum which which)
{
    return which == ALL_RULES || (which == CUSTOM_RULES) == (rule->custom != NULL);
}

static void match_rules(struct subject *subject, enum which which)
{
    struct mgp_matcher *matcher = subject->matcher;
    const struct mgp_labels *labels = subject->value->labels;
    find_keywords(subject);
    note_bytes(subject);
    for (size_t word = 0; word < MGP_RULE_WORDS; word++) {
        uint64_t wanted = matcher->rules->keywordless.words[word] | subject->named.words[word];
        if (labels && !labels->is_empty) wanted |= labels->bits.words[word];
        for (; wanted; wanted &= wanted - 1) {
            size_t index = word * 64 + (size_t)__builtin_ctzll(wanted);
            struct mgp_rule *rule = &matcher->rules->rules[index];
            for (size_t i = 0; is_wanted(rule, which) && i < rule->pattern_count; i++) {
                match_pattern(subject, index, &rule->patterns[i]);
            }
        }
    }
    for (int id = MGP_RECOGNISER_NONE + 1; which != CUSTOM_RULES && id < MGP_RECOGNISER_COUNT; id++) {
        if (matcher->takers[id].count > 0) run_recogniser(subject, (enum mgp_recogniser_id)id);
    }
}

static void match_value(struct mgp_matcher *matcher, struct mgp_layout *layout, const struct mgp_value *value,
                        struct mgp_joiner *joiner)
{
    struct mgp_value folded;
    struct subject subject = {.matcher = matcher, .layout = layout, .value = value};
    subject.is_short = value->kind != MGP_VALUE_TEXT && value->is_first && value->is_last &&
                       value->text.len <= MGP_SHORT_VALUE;
    matcher->candidate_count = 0;
    if (mgp_fold_value(&matcher->fold, value, &folded)) {
        struct subject as_written = subject;
        as_written.value = &folded;
        as_written.fold = &matcher->fold;
        match_rules(&as_written, MANAGED_RULES);
        match_rules(&subject, CUSTOM_RULES);
    } else {
        match_rules(&subject, ALL_RULES);
    }
    bool any = mgp_joiner_take(joiner, layout, value, matcher->candidates, matcher->candidate_count);
    if (any && value->kind == MGP_VALUE_NAME) mgp_layout_mark_name(layout);
}

static enum mgp_status window(struct mgp_matcher *matcher, struct mgp_layout *layout,
                              struct mgp_joiner *joiner, struct mgp_error *error)
{
    struct mgp_value value;
    while (mgp_layout_next(layout, &value)) {
        match_value(matcher, layout, &value, joiner);
    }
    if (!matcher->is_over_budget) return MGP_OK;
    return mgp_fail(error, MGP_LIMIT,
                    "custom identifier \"%s\" needs too much work on this object and was not matched to its "
                    "end: make its "
                    "regex simpler or give it keywords",
                    mgp_rule_name(&matcher->rules->rules[matcher->over_budget_rule]));
}

const struct mgp_matcher_type mgp_reference_matcher = {"reference", create, destroy, begin, window};
