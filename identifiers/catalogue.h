/* The catalogue: every managed data identifier of Amazon Macie as constant data, compiled in from
 * identifiers/catalogue/ *.json by the build (catalogue_compiler.c). A definition is regexes, keywords,
 * checks, exclusions and severity levels; the few that no regex describes name a recogniser. Read-only. */
#ifndef MGP_IDENTIFIERS_CATALOGUE_H
#define MGP_IDENTIFIERS_CATALOGUE_H

#include "base/slice.h"
#include "identifiers/checks.h"
#include "identifiers/recogniser.h"

enum mgp_category {
    MGP_CREDENTIALS,
    MGP_FINANCIAL_INFORMATION,
    MGP_PERSONAL_INFORMATION,
    MGP_CUSTOM_IDENTIFIER,
};

enum mgp_severity { MGP_SEVERITY_NONE, MGP_SEVERITY_LOW, MGP_SEVERITY_MEDIUM, MGP_SEVERITY_HIGH };

/* What may not stand beside a match. Always: a letter or digit, where the match's own edge is one. */
enum mgp_edge {
    MGP_EDGE_PLAIN = 0,
    MGP_EDGE_NUMBER = 1, /* nor '.' or ',' with a digit behind it: 1.234 holds no 234 */
    MGP_EDGE_BASE64 = 2, /* nor any of + / _ -, nor a = behind it */
};

/* How much a match proves by itself, weakest first; it settles who wins overlapping bytes. */
enum mgp_proof {
    MGP_PROOF_BARE,      /* digits or letters of a common length */
    MGP_PROOF_SHAPE,     /* a shape of its own: fixed letters, separators, mixed positions */
    MGP_PROOF_RANGE,     /* ranges, calendar or prefix tables that exclude much */
    MGP_PROOF_CHECK,     /* a check digit or character */
    MGP_PROOF_CARD,      /* Luhn with issuer and length */
    MGP_PROOF_IBAN,      /* mod 97 with country, length and structure */
    MGP_PROOF_TOKEN,     /* a secret that names itself: prefix or header */
    MGP_PROOF_KEY_BLOCK, /* BEGIN ... END */
};

struct mgp_pattern {
    const char *regex; /* PCRE2 syntax over bytes; no anchors, no look-around: edges are the matcher's */
    bool is_caseless;
    bool needs_keyword;
    uint8_t edges; /* bits of enum mgp_edge */
    enum mgp_proof proof;
    const char *const *checks; /* names, NULL-ended; all must hold */
};

struct mgp_identifier {
    const char *id;   /* Macie's, stable: appears in findings */
    const char *name; /* for people */
    enum mgp_category category;
    enum mgp_severity severity[3]; /* for 1, 2-99, and 100 or more occurrences in an object */
    bool is_recommended;           /* in Macie's recommended set for jobs */
    const char *inactive_reason;   /* NULL when active */
    const struct mgp_pattern *patterns;
    size_t pattern_count;
    enum mgp_recogniser_id recogniser; /* MGP_RECOGNISER_NONE where the patterns say all */
    uint32_t recogniser_variant;       /* which of the recogniser's results are this identifier's */
    bool recogniser_needs_keyword;
    enum mgp_proof recogniser_proof;
    const char *const *keywords; /* NULL-ended */
    const char *const *columns; /* NULL-ended; whole column or member names that tell the recogniser of it */
    const char *const *exclusions; /* NULL-ended; compared without blanks, '-', '.', '/' and case */
    const char *const *countries;  /* NULL-ended; English names, "Any" */
    const char *const *examples;         /* NULL-ended; running text in which it is found */
    const char *const *counter_examples; /* NULL-ended; running text in which it is not */
    const char *note; /* what is doubtful or chosen by Magpie; NULL */
};

extern const struct mgp_identifier mgp_catalogue[];
extern const size_t mgp_catalogue_count;

/* By id, exactly. NULL if there is none. */
const struct mgp_identifier *mgp_catalogue_find(struct mgp_slice id);

/* Where an identifier, or the one that it is a copy of, stands in mgp_catalogue. */
size_t mgp_catalogue_index(const struct mgp_identifier *identifier);

/* "CREDENTIALS", ... as in findings. */
const char *mgp_category_name(enum mgp_category category);

#endif
