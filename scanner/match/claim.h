/* Claims: one identifier's candidate for some bytes, with what speaks for it; and which of two wins. */
#ifndef MGP_SCANNER_CLAIM_H
#define MGP_SCANNER_CLAIM_H

#include "identifiers/rule_set.h"
#include "scanner/match/overlaps.h"

#define MGP_NO_KEYWORD UINT32_MAX
/* Macie: "typically within 30 characters, inclusive". Counted in characters between keyword and value. */
#define MGP_KEYWORD_REACH 30
/* In a structured value up to this size a keyword may stand anywhere. */
#define MGP_SHORT_VALUE ((size_t)4096)
/* A keyword behind a value counts as this much farther away than one before it: people write labels first. */
#define MGP_BEHIND_PENALTY 8

struct mgp_claim {
    uint16_t rule;
    enum mgp_proof proof;
    uint32_t keyword_gap; /* to the nearest keyword of the rule: characters, path elements when labelled;
                             MGP_NO_KEYWORD: none */
    bool has_own_keyword; /* a keyword in reach speaks for this rule alone */
    uint64_t begin, end;  /* in the object's text; set by the joiner */
};

/* What is to be known of a rule to compare its claims. */
struct mgp_claimant {
    struct mgp_overlap_roles roles;
    bool is_custom;
};

/* One for each rule; the caller frees them. */
struct mgp_claimant *mgp_claimants_create(const struct mgp_rule_set *rules);

/* Two claims overlap: is a strictly stronger than b, so that b is dropped? (docs/overlaps.md) */
bool mgp_claim_beats(const struct mgp_claimant *claimants, const struct mgp_claim *a, const struct mgp_claim *b);

#endif
