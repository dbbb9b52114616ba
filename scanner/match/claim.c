#include "scanner/match/claim.h"

/* What stands within another's bytes as a fact of its own: neither drops the other. */
static const char *const coexisting[] = {
    "HTTP_COOKIE", /* a cookie that carries a token is both */
    "ADDRESS",
    "NAME",
};

static bool coexists(const struct mgp_rule *rule)
{
    if (rule->custom) return true; /* the user asked for exactly this */
    for (size_t i = 0; i < sizeof coexisting / sizeof *coexisting; i++) {
        if (strcmp(rule->identifier->id, coexisting[i]) == 0) return true;
    }
    return false;
}

bool mgp_claim_beats(const struct mgp_rule_set *rules, const struct mgp_claim *a, const struct mgp_claim *b)
{
    if (a->rule == b->rule) return false;
    /* A key block swallows what stands in it, whatever that is; nothing else swallows these. */
    if (a->proof == MGP_PROOF_KEY_BLOCK && b->proof != MGP_PROOF_KEY_BLOCK && !rules->rules[b->rule].custom)
        return true;
    if (coexists(&rules->rules[a->rule]) || coexists(&rules->rules[b->rule])) return false;
    bool is_proven = a->proof >= MGP_PROOF_CHECK || b->proof >= MGP_PROOF_CHECK;
    if (is_proven && a->proof != b->proof) return a->proof > b->proof;
    bool both_named = a->keyword_gap != MGP_NO_KEYWORD && b->keyword_gap != MGP_NO_KEYWORD;
    if (both_named && a->keyword_gap != b->keyword_gap) return a->keyword_gap < b->keyword_gap;
    if (a->proof != b->proof) return a->proof > b->proof;
    if (!both_named && a->keyword_gap != b->keyword_gap) return a->keyword_gap != MGP_NO_KEYWORD;
    return a->has_own_keyword && !b->has_own_keyword;
}
