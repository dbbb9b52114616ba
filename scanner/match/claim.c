#include "scanner/match/claim.h"

#include "base/alloc.h"

static bool is_named(const struct mgp_claim *claim)
{
    return claim->keyword_gap != MGP_NO_KEYWORD;
}

/* A card number that nothing names is a number that passes Luhn, as one in ten does: less than a number with a
 * check digit of its own that a keyword names. */
static enum mgp_proof strength(const struct mgp_claim *claim, const struct mgp_claim *other)
{
    bool is_doubtful = claim->proof == MGP_PROOF_CARD && !is_named(claim);
    return is_doubtful && other->proof == MGP_PROOF_CHECK && is_named(other) ? MGP_PROOF_CHECK : claim->proof;
}

static bool covers(const struct mgp_claim *a, const struct mgp_claim *b)
{
    return a->begin <= b->begin && a->end >= b->end && a->end - a->begin > b->end - b->begin;
}

/* a covers b, whose check digit its shorter number has by chance one time in ten, and its keyword is as near. */
static bool outweighs_part(const struct mgp_claim *a, const struct mgp_claim *b)
{
    return covers(a, b) && a->proof >= MGP_PROOF_RANGE && b->proof == MGP_PROOF_CHECK && is_named(a) &&
           a->keyword_gap <= b->keyword_gap;
}

/* The rows of docs/overlaps.md, from the fourth on. */
static bool is_stronger(const struct mgp_claim *a, const struct mgp_claim *b)
{
    if (outweighs_part(a, b)) return true;
    if (outweighs_part(b, a)) return false;
    enum mgp_proof proof_a = strength(a, b), proof_b = strength(b, a);
    bool is_proven = proof_a >= MGP_PROOF_CHECK || proof_b >= MGP_PROOF_CHECK;
    if (is_proven && proof_a != proof_b) return proof_a > proof_b;
    bool both_named = is_named(a) && is_named(b);
    if (both_named && a->keyword_gap != b->keyword_gap) return a->keyword_gap < b->keyword_gap;
    if (proof_a != proof_b) return proof_a > proof_b;
    if (is_named(a) != is_named(b)) return is_named(a);
    if (covers(a, b) || covers(b, a)) return covers(a, b);
    return a->has_own_keyword && !b->has_own_keyword;
}

struct mgp_claimant *mgp_claimants_create(const struct mgp_rule_set *rules)
{
    struct mgp_claimant *claimants = mgp_calloc(rules->rule_count, sizeof *claimants);
    for (size_t i = 0; i < rules->rule_count; i++) {
        const struct mgp_identifier *identifier = rules->rules[i].identifier;
        if (identifier) claimants[i].roles = mgp_overlap_roles_of(identifier);
        else claimants[i].is_custom = true;
    }
    return claimants;
}

bool mgp_claim_beats(const struct mgp_claimant *claimants, const struct mgp_claim *a, const struct mgp_claim *b)
{
    const struct mgp_claimant *of_a = &claimants[a->rule], *of_b = &claimants[b->rule];
    if (a->rule == b->rule) return false;
    if (of_a->is_custom || of_b->is_custom) return false; /* the user asked for exactly this */
    if (a->proof == MGP_PROOF_KEY_BLOCK && b->proof != MGP_PROOF_KEY_BLOCK) return true;
    if (b->proof == MGP_PROOF_KEY_BLOCK) return false;
    switch (mgp_overlap_of(of_a->roles, of_b->roles)) {
    case MGP_OVERLAP_FIRST:
        return true;
    case MGP_OVERLAP_SECOND:
    case MGP_OVERLAP_BOTH:
        return false;
    default:
        return is_stronger(a, b);
    }
}
