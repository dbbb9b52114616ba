/* Custom data identifiers: the JSON of CreateCustomDataIdentifier, one object or an array of them, under
 * Macie's limits (reference: Amazon Macie API, CreateCustomDataIdentifier; user guide, "Building custom data
 * identifiers"). Read-only once read. */
#ifndef MGP_IDENTIFIERS_CUSTOM_H
#define MGP_IDENTIFIERS_CUSTOM_H

#include "base/alloc.h"
#include "base/status.h"
#include "identifiers/catalogue.h"
#include "identifiers/definition.h"
#include "identifiers/labels.h"

#define MGP_CUSTOM_MAX_NAME         128 /* characters */
#define MGP_CUSTOM_MAX_DESCRIPTION  512
#define MGP_CUSTOM_MAX_KEYWORDS     50
#define MGP_CUSTOM_MAX_IGNORE_WORDS 10
#define MGP_CUSTOM_MAX_DISTANCE     300
#define MGP_CUSTOM_DEFAULT_DISTANCE 50
#define MGP_CUSTOM_MAX_LEVELS       3
#define MGP_CUSTOM_MAX_TAGS         50
#define MGP_CUSTOM_MAX_EXAMPLES     100
#define MGP_CUSTOM_MAX_SAMPLE       1000 /* characters (TestCustomDataIdentifier's sampleText) */

struct mgp_custom_level {
    int64_t threshold; /* occurrences */
    enum mgp_severity severity;
};

struct mgp_custom {
    char id[37]; /* a UUID: the file's "id" if it has one, else derived from name and regex */
    const char *name;
    const char *regex;
    struct mgp_regex_length length;
    const char *const *keywords;     /* NULL-ended; compared without case */
    const char *const *ignore_words; /* NULL-ended; a match that contains one, case and all, is dropped */
    unsigned max_distance;           /* characters from the end of the keyword to the end of the match */
    struct mgp_custom_level levels[MGP_CUSTOM_MAX_LEVELS]; /* by ascending threshold */
    size_t level_count;
    /* Magpie's own: texts in which it must, and must not, be found. NULL-ended. */
    const char *const *examples, *const *counter_examples;
};

/* Reads a file. The identifiers live in arena; *out is an array of *count. INVALID or CORRUPT: the error
 * names file, line, column and what is wrong; for a regex also the offset in it and the reason. */
enum mgp_status mgp_custom_read(struct mgp_arena *arena, const char *path, struct mgp_custom **out,
                                size_t *count, struct mgp_error *error);

/* The same from text in memory; path names it in errors. */
enum mgp_status mgp_custom_parse(struct mgp_arena *arena, const char *path, struct mgp_slice text,
                                 struct mgp_custom **out, size_t *count, struct mgp_error *error);

/* Severity for a number of occurrences; NONE below the lowest threshold. */
enum mgp_severity mgp_custom_severity(const struct mgp_custom *custom, uint64_t count);

#endif
