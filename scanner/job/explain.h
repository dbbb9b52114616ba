/* Why an identifier is found in a text, or is not: the text is matched as in a scan, then with one condition
 * less at a time. What appears only then failed by that condition. So an explanation cannot disagree with a
 * scan. */
#ifndef MGP_SCANNER_EXPLAIN_H
#define MGP_SCANNER_EXPLAIN_H

#include "identifiers/rule_set.h"
#include "scanner/content/content.h"

/* In the order in which the conditions are asked, the last one first. */
enum mgp_verdict {
    MGP_VERDICT_FOUND,
    MGP_VERDICT_TEST_VALUE,    /* a value that is documented as never reported */
    MGP_VERDICT_IGNORE_WORD,   /* holds an ignore word */
    MGP_VERDICT_ALLOW_LIST,    /* stands on an allow list */
    MGP_VERDICT_NO_KEYWORD,    /* there is none at all */
    MGP_VERDICT_FAR_KEYWORD,   /* too far from the match */
    MGP_VERDICT_KEYWORD_AFTER, /* custom: behind the match or within it, and must stand before */
    MGP_VERDICT_CHECK,         /* a check digit, a range, a date does not hold */
    MGP_VERDICT_EDGE,          /* a letter or digit, or part of a longer number, stands beside it */
    MGP_VERDICT_TOO_LONG,
};

/* Something that at least the identifier's regex matches. */
struct mgp_explanation {
    enum mgp_verdict verdict;
    uint64_t offset; /* in the object's text */
    struct mgp_place place;
    /* The text around it, one value's. begin and end of the match in it; the keyword's begin and end, which are equal
     * where it stands in a name or there is none. */
    struct mgp_slice text;
    size_t begin, end, keyword_begin, keyword_end;
    struct mgp_slice name; /* the column's name or the JSON path, where a keyword was looked for; empty: none */
    bool is_named;         /* a keyword stands in name */
    struct mgp_slice keyword; /* as it is written; empty: none */
    bool is_keyword_behind;
    size_t distance; /* characters: from a custom identifier's keyword to the end of the match, else between the two */
    size_t reach;    /* the most that would do; 0: anywhere in the value */
    const char *check; /* the name of the one that fails */
    /* In a scan for everything another identifier takes these bytes (docs/overlaps.md); NULL: none does. */
    const char *winner;
};

struct mgp_explanations {
    struct mgp_explanation *items; /* by offset */
    size_t count, found;
    bool was_cut;       /* there were more than MGP_MAX_EXPLANATIONS */
    char message[256];  /* why the text was not looked at, or not in full; "" */
    struct mgp_arena arena;
};

#define MGP_MAX_EXPLANATIONS ((size_t)1000)

/* options select exactly one identifier, and may name allow lists. name is the object's key, whose extension counts.
 * INVALID: as mgp_rule_set_create, or more than one identifier. *out is to be destroyed by the caller. */
enum mgp_status mgp_explain(const struct mgp_rule_set_options *options, struct mgp_slice name, struct mgp_slice bytes,
                            struct mgp_explanations **out, struct mgp_error *error);
void mgp_explanations_destroy(struct mgp_explanations *explanations); /* NULL allowed */

#endif
