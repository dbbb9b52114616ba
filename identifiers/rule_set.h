/* Rules: the identifiers of one scan, managed and custom, made ready for matching. Compiled once and shared
 * read-only between workers; regexes are compiled when first needed (thread-safe). */
#ifndef MGP_IDENTIFIERS_RULE_SET_H
#define MGP_IDENTIFIERS_RULE_SET_H

#include "identifiers/allow_list.h"
#include "identifiers/catalogue.h"
#include "identifiers/custom.h"
#include "identifiers/keywords.h"
#include "identifiers/labels.h"
#include "identifiers/value_list.h"

/* PCRE2's types, without its header. */
struct pcre2_real_code_8;

/* The compiled forms of one pattern. */
struct mgp_regex {
    struct pcre2_real_code_8 *search; /* JIT: where is the next start at all; NULL for custom patterns */
    struct pcre2_real_code_8 *ends;   /* for pcre2_dfa_match: every end at a start */
    uint64_t first_bytes[4];          /* what a match can begin with; all set where that is not known */
    int required_byte; /* a byte that every match holds, folded to lower case; -1: none is known */
};

/* PCRE2's automaton keeps the states it is in in a workspace of ints, looks through all of them before it adds one,
 * and calls out less than once for each. So a step costs up to the square of what the workspace holds; most
 * regexes need no more than the smallest. */
#define MGP_AUTOMATON_WORKSPACE ((size_t)256)
static inline uint64_t mgp_automaton_weight(size_t workspace)
{
    uint64_t times = workspace / MGP_AUTOMATON_WORKSPACE;
    return times > 1 ? times * times / 4 : 1;
}

struct mgp_rule_pattern {
    const char *regex_text;
    bool is_caseless;
    bool is_utf8;    /* custom patterns match characters, managed ones bytes */
    bool is_counted; /* custom: every step of the automaton is counted against a budget */
    bool needs_keyword;
    uint8_t edges;
    enum mgp_proof proof;
    mgp_check *checks[4]; /* NULL-ended unless full */
    struct mgp_regex_length length;
    _Atomic(struct mgp_regex *) compiled; /* by mgp_pattern_regex */
    _Atomic(struct pcre2_real_code_8 *) whole; /* by mgp_pattern_whole */
};

struct mgp_rule {
    const struct mgp_identifier *identifier; /* NULL for a custom one */
    const struct mgp_custom *custom;         /* NULL for a managed one */
    struct mgp_rule_pattern *patterns;
    size_t pattern_count;
    const struct mgp_value_list *exclusions; /* NULL: none */
    bool is_address, is_name_or_address;
};

/* Which rules take a recogniser's results of one variant. */
struct mgp_recogniser_rule {
    enum mgp_recogniser_id recogniser;
    uint32_t variant;
    uint16_t rule;
};

struct mgp_rule_set {
    struct mgp_rule *rules;
    size_t rule_count;
    size_t longest_pattern; /* bytes, MGP_MAX_SPAN at most */
    struct mgp_keywords *keywords;
    struct mgp_keywords *columns;                 /* whole names of columns that label for a recogniser */
    struct mgp_rule_set_bits keywordless;         /* rules with patterns that need no keyword */
    struct mgp_recogniser_rule *recogniser_rules; /* those of one recogniser stand together */
    size_t recogniser_rule_count;
    struct mgp_labeller labeller;
    struct mgp_allow_lists *allow_lists; /* NULL: none */
    struct mgp_arena arena;
    bool report_test_values;
};

enum mgp_selection { MGP_SELECT_ALL, MGP_SELECT_RECOMMENDED, MGP_SELECT_NONE, MGP_SELECT_LISTED };

struct mgp_rule_set_options {
    enum mgp_selection selection;
    const char *const *included; /* ids, for MGP_SELECT_LISTED */
    size_t included_count;
    const char *const *excluded; /* ids */
    size_t excluded_count;
    const char *const *custom_files;
    size_t custom_file_count;
    struct mgp_slice custom_text; /* the same JSON in memory; empty: none */
    const char *const *allow_files;
    size_t allow_file_count;
    struct mgp_slice allow_text;  /* an allow list in memory; empty: none */
    bool report_test_values;      /* exclusions of managed identifiers do not apply */
};

/* INVALID: an unknown id (the nearest is suggested), one chosen by name that is not active (with its reason),
 * a bad custom file or allow list, or no rule left at all. */
enum mgp_status mgp_rule_set_create(const struct mgp_rule_set_options *options, struct mgp_rule_set **out,
                                    struct mgp_error *error);
void mgp_rule_set_destroy(struct mgp_rule_set *rules);

/* Compiles when first asked. Never NULL: every pattern was compiled once when the catalogue was tested, and
 * custom ones when they were read. */
const struct mgp_regex *mgp_pattern_regex(struct mgp_rule_pattern *pattern);

/* For pcre2_match: does the pattern match all of the subject? Compiled when first asked, with the JIT where there
 * is one. For managed patterns. */
struct pcre2_real_code_8 *mgp_pattern_whole(struct mgp_rule_pattern *pattern);

/* "USA_SOCIAL_SECURITY_NUMBER" or the custom identifier's name. */
const char *mgp_rule_name(const struct mgp_rule *rule);

/* Why an occurrence is dropped, though its identifier matches. */
enum mgp_exclusion {
    MGP_NOT_EXCLUDED,
    MGP_EXCLUDED_TEST_VALUE,  /* documented as never reported */
    MGP_EXCLUDED_IGNORE_WORD, /* holds an ignore word of its custom identifier */
    MGP_EXCLUDED_ALLOW_LIST,
};

/* Is this value of the rule one that is never reported? Allow lists hold for all rules but ADDRESS (Macie). */
enum mgp_exclusion mgp_rule_exclusion(const struct mgp_rule_set *rules, const struct mgp_rule *rule,
                                      struct mgp_slice value);

/* The same as yes or no. Most rules exclude nothing. */
static inline bool mgp_rule_excludes(const struct mgp_rule_set *rules, const struct mgp_rule *rule,
                                     struct mgp_slice value)
{
    if (!rule->exclusions && !rule->custom && !rules->allow_lists) return false;
    return mgp_rule_exclusion(rules, rule, value) != MGP_NOT_EXCLUDED;
}

/* Compiles a pattern only to see whether PCRE2 takes it, a user's (is_utf8) with the counting of steps: OK or
 * INVALID with its offset and reason. */
enum mgp_status mgp_regex_try(const char *regex, bool is_utf8, struct mgp_error *error);

/* The known name nearest to name by edit distance, ASCII case ignored, or NULL if none is near. */
const char *mgp_nearest(const char *name, const char *(*nth)(size_t index), size_t count);

#endif
