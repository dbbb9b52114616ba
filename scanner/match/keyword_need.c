#include "scanner/match/keyword_need.h"

#include "base/utf8.h"

/* From so many hits in a short value on, where those of a rule are not is remembered. */
#define MANY_HITS 64

static void note_characters(struct mgp_slice text, struct mgp_keyword_facts *facts)
{
    facts->is_ascii = mgp_utf8_is_ascii(text);
    facts->characters[0] = 0;
    for (size_t at = 0; !facts->is_ascii && at < text.len; at += MGP_COUNTED_BLOCK) {
        size_t block = at / MGP_COUNTED_BLOCK, rest = text.len - at;
        size_t end = at + (rest < MGP_COUNTED_BLOCK ? rest : MGP_COUNTED_BLOCK);
        size_t count = mgp_utf8_count(mgp_slice_sub(text, at, end));
        facts->characters[block + 1] = (uint16_t)(facts->characters[block] + count);
    }
}

void mgp_keyword_facts_of(const struct mgp_rule_set *rules, const struct mgp_subject *subject,
                          struct mgp_keyword_facts *out)
{
    const struct mgp_keyword_hits *hits = subject->hits;
    out->longest = 0;
    out->near = (struct mgp_near){0};
    if (hits->count == 0) return;
    out->rules = out->own = (struct mgp_rule_set_bits){0};
    out->is_ascii = out->has_stretches = false;
    if (subject->is_short) note_characters(subject->value->text, out);
    if (subject->is_short && hits->count > MANY_HITS) {
        out->has_stretches = true;
        memset(out->stretches, 0, sizeof out->stretches);
    }
    for (size_t i = 0; i < hits->count; i++) {
        const struct mgp_keyword_hit *hit = &hits->items[i];
        const struct mgp_rule_set_bits *bits = mgp_keyword_rules(rules->keywords, hit->keyword);
        bool is_own = mgp_keyword_is_own(rules->keywords, hit->keyword);
        if (hit->end - hit->begin > out->longest) out->longest = hit->end - hit->begin;
        for (size_t word = 0; word < MGP_RULE_WORDS; word++) {
            out->rules.words[word] |= bits->words[word];
            if (is_own) out->own.words[word] |= bits->words[word];
        }
    }
}

/* The first keyword hit that begins at or after at. */
static size_t first_hit_from(const struct mgp_keyword_hits *hits, size_t at)
{
    size_t low = 0, high = at == 0 ? 0 : hits->count;
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

static bool is_continuation(uint8_t byte)
{
    return (byte & 0xC0) == 0x80;
}

/* The lowest offset from which to at there are no more than so many characters, nor four times as many bytes. */
static size_t reach_before(struct mgp_slice text, size_t at, size_t characters)
{
    size_t lowest = at > 4 * characters ? at - 4 * characters : 0;
    if (at > characters && mgp_utf8_is_ascii(mgp_slice_sub(text, at - characters - 1, at)))
        return at - characters;
    for (size_t from = at, count = 0; from > lowest; from--) {
        bool is_one = !is_continuation(text.ptr[from - 1]);
        if (is_one && count == characters) return from;
        count += is_one;
    }
    return lowest;
}

/* The highest offset that is no farther behind at. */
static size_t reach_behind(struct mgp_slice text, size_t at, size_t characters)
{
    size_t highest = text.len - at > 4 * characters ? at + 4 * characters : text.len;
    if (text.len - at > characters && mgp_utf8_is_ascii(mgp_slice_sub(text, at, at + characters + 1)))
        return at + characters;
    for (size_t until = at, count = 0; until < highest; until++) {
        bool is_one = !is_continuation(text.ptr[until]);
        if (is_one && count == characters) return until;
        count += is_one;
    }
    return highest;
}

/* The longest keyword that the hit is a part of: "passport" in "passport number" is as near to a value as
 * that. */
static const struct mgp_keyword_hit *enclosing(const struct mgp_keyword_hits *hits, size_t index, size_t longest)
{
    const struct mgp_keyword_hit *hit = &hits->items[index], *found = hit;
    size_t lowest = hit->end > longest ? hit->end - longest : 0, first = index;
    while (first > 0 && hits->items[first - 1].begin >= lowest) {
        first--;
    }
    for (size_t i = first; i < hits->count && hits->items[i].begin <= hit->begin; i++) {
        const struct mgp_keyword_hit *other = &hits->items[i];
        if (other->end >= hit->end && other->end - other->begin > found->end - found->begin) found = other;
    }
    return found;
}

/* The first hit that does not begin before at. Spans are mostly asked for in their order: it is near the last one. */
static size_t hit_from(const struct mgp_keyword_hits *hits, size_t at, size_t last)
{
    enum { STEPS = 8 };
    size_t hit = last;
    for (int step = 0; step < STEPS; step++) {
        if (hit < hits->count && hits->items[hit].begin < at) hit++;
        else if (hit > 0 && hits->items[hit - 1].begin >= at) hit--;
        else return hit;
    }
    return first_hit_from(hits, at);
}

void mgp_keyword_look_near(const struct mgp_subject *subject, struct mgp_keyword_facts *facts, size_t begin,
                           size_t end)
{
    const struct mgp_keyword_hits *hits = subject->hits;
    struct mgp_slice text = subject->value->text;
    struct mgp_near *near = &facts->near;
    if (near->begin == begin && near->end == end) return; /* no span ends at 0 */
    if (subject->is_short) { /* all are in reach */
        size_t middle = hit_from(hits, begin, near->middle);
        *near = (struct mgp_near){begin, end, 0, text.len, 0, middle, hits->count};
        return;
    }
    if (near->begin != begin || near->end == 0) {
        near->lowest = reach_before(text, begin, MGP_KEYWORD_REACH);
        near->middle = hit_from(hits, begin, near->middle);
        near->first = hit_from(hits, near->lowest > facts->longest ? near->lowest - facts->longest : 0, near->first);
        near->begin = begin;
    }
    near->end = end;
    near->highest = reach_behind(text, end, MGP_KEYWORD_REACH);
    near->end_hit = hit_from(hits, near->highest + 1, near->end_hit);
}

/* A span for which the nearest of a rule's keywords is looked for. */
struct nearest {
    const struct mgp_rule_set *rules;
    const struct mgp_subject *subject;
    struct mgp_keyword_facts *facts;
    size_t rule;
    struct mgp_claim *claim;
    const struct mgp_rule_set_bits *rules_of_keyword; /* by number */
};

/* The characters before an offset of a short value. */
static size_t characters_before(const struct nearest *nearest, size_t at)
{
    size_t block = at / MGP_COUNTED_BLOCK;
    return nearest->facts->characters[block] +
           mgp_utf8_count(mgp_slice_sub(nearest->subject->value->text, block * MGP_COUNTED_BLOCK, at));
}

static size_t characters_between(const struct nearest *nearest, size_t from, size_t to)
{
    if (nearest->facts->is_ascii) return to - from;
    if (!nearest->subject->is_short || to - from <= 2 * MGP_COUNTED_BLOCK)
        return mgp_utf8_count(mgp_slice_sub(nearest->subject->value->text, from, to));
    return characters_before(nearest, to) - characters_before(nearest, from);
}

/* So many bytes have no fewer characters. */
static size_t fewest_characters(const struct nearest *nearest, size_t bytes)
{
    return nearest->facts->is_ascii ? bytes : bytes / 4;
}

/* Takes a gap of so many bytes, which are counted as characters only where that can matter. */
static void take_gap(struct nearest *nearest, size_t from, size_t to, uint32_t penalty)
{
    struct mgp_claim *claim = nearest->claim;
    if (from < to && fewest_characters(nearest, to - from) + penalty >= claim->keyword_gap) return;
    size_t gap = from < to ? characters_between(nearest, from, to) : 0;
    if (gap + penalty < claim->keyword_gap) claim->keyword_gap = (uint32_t)gap + penalty;
}

/* Does the hit speak for the rule? Where hits are many, stretches of those that do not are remembered. */
static inline bool speaks(struct nearest *nearest, size_t index)
{
    const struct mgp_keyword_hit *hit = &nearest->subject->hits->items[index];
    if (mgp_bit_is_set(&nearest->rules_of_keyword[hit->keyword], nearest->rule)) return true;
    if (!nearest->facts->has_stretches) return false;
    struct mgp_hit_stretch *stretch = &nearest->facts->stretches[nearest->rule];
    if (index + 1 == stretch->low) stretch->low--;
    else if (index == stretch->high && index > stretch->low) stretch->high++;
    else if (index < stretch->low || index >= stretch->high)
        *stretch = (struct mgp_hit_stretch){(uint32_t)index, (uint32_t)index + 1};
    return false;
}

/* Takes a hit that speaks for the rule. */
static void take_hit(struct nearest *nearest, size_t index)
{
    const struct mgp_keyword_hits *hits = nearest->subject->hits;
    const struct mgp_keyword_hit *hit = &hits->items[index];
    const struct mgp_near *near = &nearest->facts->near;
    if (hit->end < near->lowest) return;
    if (mgp_keyword_is_own(nearest->rules->keywords, hit->keyword)) nearest->claim->has_own_keyword = true;
    if (nearest->claim->keyword_gap == 0) return;
    const struct mgp_keyword_hit *whole = enclosing(hits, index, nearest->facts->longest);
    if (whole->begin >= near->end) take_gap(nearest, near->end, whole->begin, MGP_BEHIND_PENALTY);
    else take_gap(nearest, whole->end, near->begin, 0);
}

/* Is there nothing to be had from hits whose whole keywords are so many bytes away? */
static bool is_settled(const struct nearest *nearest, size_t bytes, uint32_t penalty)
{
    bool may_be_own = mgp_bit_is_set(&nearest->facts->own, nearest->rule) && !nearest->claim->has_own_keyword;
    return !may_be_own && fewest_characters(nearest, bytes) + penalty >= nearest->claim->keyword_gap;
}

/* From the span outwards: first back, then on. */
static void look_around(struct nearest *nearest)
{
    const struct mgp_keyword_hits *hits = nearest->subject->hits;
    const struct mgp_near *near = &nearest->facts->near;
    size_t longest = nearest->facts->longest;
    const struct mgp_hit_stretch *silent = &nearest->facts->stretches[nearest->rule];
    bool has_stretches = nearest->facts->has_stretches;
    for (size_t i = near->middle; i > near->first; i--) {
        if (has_stretches && i > silent->low && i <= silent->high) i = silent->low;
        if (i <= near->first) break;
        size_t farthest_end = hits->items[i - 1].begin + longest;
        if (farthest_end < near->begin && is_settled(nearest, near->begin - farthest_end, 0)) break;
        if (speaks(nearest, i - 1)) take_hit(nearest, i - 1);
    }
    for (size_t i = near->middle; i < near->end_hit; i++) {
        if (has_stretches && i >= silent->low && i < silent->high) i = silent->high;
        if (i >= near->end_hit) break;
        size_t first_begin = hits->items[i].begin > longest ? hits->items[i].begin - longest : 0;
        if (first_begin > near->end && is_settled(nearest, first_begin - near->end, MGP_BEHIND_PENALTY)) break;
        if (speaks(nearest, i)) take_hit(nearest, i);
    }
}

void mgp_keyword_claim(const struct mgp_rule_set *rules, const struct mgp_subject *subject,
                       struct mgp_keyword_facts *facts, size_t rule, size_t begin, size_t end, struct mgp_claim *claim)
{
    claim->keyword_gap = MGP_NO_KEYWORD;
    claim->has_own_keyword = false;
    if (mgp_subject_is_labelled(subject, rule)) claim->keyword_gap = subject->value->labels->depth[rule];
    if (facts->longest == 0 || !mgp_bit_is_set(&facts->rules, rule)) return;
    if (subject->is_short) claim->has_own_keyword = mgp_bit_is_set(&facts->own, rule);
    mgp_keyword_look_near(subject, facts, begin, end);
    look_around(&(struct nearest){rules, subject, facts, rule, claim, mgp_keywords_rules(rules->keywords)});
}

void mgp_keyword_claim_custom(const struct mgp_rule_set *rules, const struct mgp_subject *subject,
                              struct mgp_keyword_facts *facts, size_t rule, size_t begin, size_t end,
                              struct mgp_claim *claim)
{
    const struct mgp_keyword_hits *hits = subject->hits;
    claim->keyword_gap = mgp_subject_is_labelled(subject, rule) ? 0 : MGP_NO_KEYWORD;
    claim->has_own_keyword = false;
    if (claim->keyword_gap == 0 || facts->longest == 0 || !mgp_bit_is_set(&facts->rules, rule)) return;
    size_t lowest = reach_before(subject->value->text, end, rules->rules[rule].custom->max_distance);
    for (size_t i = first_hit_from(hits, lowest > facts->longest ? lowest - facts->longest : 0);
         claim->keyword_gap != 0 && i < hits->count && hits->items[i].begin < begin; i++) {
        const struct mgp_keyword_hit *hit = &hits->items[i];
        bool is_in_reach = hit->end >= lowest && hit->end <= begin;
        if (is_in_reach && mgp_bit_is_set(mgp_keyword_rules(rules->keywords, hit->keyword), rule))
            claim->keyword_gap = 0;
    }
}
