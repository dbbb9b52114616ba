#include "scanner/match/keyword_need.h"

#include "base/utf8.h"

size_t mgp_longest_keyword(const struct mgp_keyword_hits *hits)
{
    size_t longest = 0;
    for (size_t i = 0; i < hits->count; i++) {
        size_t length = hits->items[i].end - hits->items[i].begin;
        if (length > longest) longest = length;
    }
    return longest;
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

/* Characters between a keyword and a span, MGP_NO_KEYWORD where that is more than reach. Overlapping: none.
 */
static uint32_t gap_between(struct mgp_slice text, const struct mgp_keyword_hit *hit, size_t begin, size_t end,
                            size_t reach, bool *is_behind)
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

void mgp_keyword_claim(const struct mgp_rule_set *rules, const struct mgp_subject *subject, size_t longest, size_t rule,
                      size_t begin, size_t end, struct mgp_claim *claim)
{
    const struct mgp_keyword_hits *hits = subject->hits;
    struct mgp_slice text = subject->value->text;
    size_t reach = subject->is_short ? MGP_SHORT_VALUE : MGP_KEYWORD_REACH, before = 4 * reach + longest;
    claim->keyword_gap = MGP_NO_KEYWORD;
    claim->has_own_keyword = false;
    if (mgp_subject_is_labelled(subject, rule)) claim->keyword_gap = subject->value->labels->depth[rule];
    if (hits->count == 0) return;
    for (size_t i = first_hit_from(hits, begin > before ? begin - before : 0);
         i < hits->count && hits->items[i].begin <= end + 4 * reach; i++) {
        const struct mgp_keyword_hit *hit = &hits->items[i];
        bool is_behind;
        if (!mgp_bit_is_set(mgp_keyword_rules(rules->keywords, hit->keyword), rule)) continue;
        uint32_t gap = gap_between(text, hit, begin, end, reach, &is_behind);
        if (gap == MGP_NO_KEYWORD) continue;
        gap = gap_between(text, enclosing(hits, i, longest), begin, end, reach, &is_behind);
        if (is_behind) gap += MGP_BEHIND_PENALTY;
        if (gap < claim->keyword_gap) claim->keyword_gap = gap;
        if (mgp_keyword_is_own(rules->keywords, hit->keyword)) claim->has_own_keyword = true;
    }
}

void mgp_keyword_claim_custom(const struct mgp_rule_set *rules, const struct mgp_subject *subject, size_t longest,
                             size_t rule, size_t begin, size_t end, struct mgp_claim *claim)
{
    const struct mgp_keyword_hits *hits = subject->hits;
    size_t distance = rules->rules[rule].custom->max_distance, farthest = 4 * distance + longest;
    claim->keyword_gap = mgp_subject_is_labelled(subject, rule) ? 0 : MGP_NO_KEYWORD;
    claim->has_own_keyword = false;
    for (size_t i = first_hit_from(hits, end > farthest ? end - farthest : 0);
         claim->keyword_gap != 0 && i < hits->count && hits->items[i].begin < begin; i++) {
        const struct mgp_keyword_hit *hit = &hits->items[i];
        if (hit->end > begin || end - hit->end > 4 * distance) continue;
        if (!mgp_bit_is_set(mgp_keyword_rules(rules->keywords, hit->keyword), rule)) continue;
        if (mgp_utf8_count(mgp_slice_sub(subject->value->text, hit->end, end)) <= distance) claim->keyword_gap = 0;
    }
}
