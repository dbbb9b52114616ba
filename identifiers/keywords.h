/* Keywords: all keywords of a rule set in one trie, found as sequences of words.
 *
 * Words end at blanks, punctuation, '_', between a letter and a digit, and in camelCase. A keyword's edges are
 * free: "company" does not hold "pan", "card2" and "myCard" hold "card". Scripts without blanks between words
 * (Han, Kana, Thai, ...) have an edge at every character, and so has Korean, whose particles follow a noun
 * directly.
 *
 * Letters compare without case (identifiers/keyword_letters.h). A blank, '_' or '-' of a keyword stands for
 * nothing, for one dash or '_', and for a few blanks with at most one line break, also around a dash; an
 * apostrophe for these too. An accent of a keyword may be left out in the text, as column names and capitals
 * do; one in the text is never passed over: "dní" is no "dni". Read-only once built. */
#ifndef MGP_IDENTIFIERS_KEYWORDS_H
#define MGP_IDENTIFIERS_KEYWORDS_H

#include "base/alloc.h"
#include "identifiers/labels.h"

struct mgp_keywords;

/* One occurrence; offsets are bytes of the text searched. */
struct mgp_keyword_hit {
    uint32_t begin, end;
    uint32_t keyword;
};

struct mgp_keyword_hits {
    struct mgp_keyword_hit *items;
    size_t count, capacity;
};

/* Longest stretch of text that a keyword matches: 90 characters (Macie's limit) of up to 4 bytes, and as much for
 * gaps and accents. A longer one does not count, so that the context that is looked at is bounded. */
#define MGP_MAX_KEYWORD_SPAN ((size_t)720)

struct mgp_keywords *mgp_keywords_create(void);
/* Says that keyword (UTF-8) speaks for a rule. Managed keywords lose punctuation at their ends. */
void mgp_keywords_add(struct mgp_keywords *keywords, struct mgp_slice keyword, size_t rule, bool is_managed);
/* Says that keyword also speaks for an identifier that is no rule of this scan: it is then nobody's own. */
void mgp_keywords_share(struct mgp_keywords *keywords, struct mgp_slice keyword);
void mgp_keywords_destroy(struct mgp_keywords *keywords);

/* Appends the occurrences that begin in [from, until) of text to hits, ordered by begin. */
void mgp_keywords_find(const struct mgp_keywords *keywords, struct mgp_slice text, size_t from, size_t until,
                       struct mgp_keyword_hits *hits);

/* The same for those that begin at `at`, where a character begins. */
void mgp_keywords_at(const struct mgp_keywords *keywords, struct mgp_slice text, size_t at,
                     struct mgp_keyword_hits *hits);
/* How many different keywords there are; they are numbered from 0. */
size_t mgp_keyword_count(const struct mgp_keywords *keywords);

/* The rules that a keyword speaks for; and those of all keywords, by their numbers. */
const struct mgp_rule_set_bits *mgp_keyword_rules(const struct mgp_keywords *keywords, uint32_t keyword);
const struct mgp_rule_set_bits *mgp_keywords_rules(const struct mgp_keywords *keywords);
/* Does it speak for one identifier only, of all that were added or shared? */
bool mgp_keyword_is_own(const struct mgp_keywords *keywords, uint32_t keyword);

#endif
