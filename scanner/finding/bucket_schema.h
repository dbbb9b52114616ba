/* What DescribeBuckets says of a bucket, as a table: each member's name and what may stand there. Constant.
 */
#ifndef MGP_SCANNER_BUCKET_SCHEMA_H
#define MGP_SCANNER_BUCKET_SCHEMA_H

#include <stddef.h>

enum mgp_field_kind {
    MGP_FIELD_STRING,
    MGP_FIELD_WORD, /* one of words */
    MGP_FIELD_TIME, /* ISO 8601 */
    MGP_FIELD_BOOL,
    MGP_FIELD_COUNT, /* a whole number from 0 */
    MGP_FIELD_INTEGER,
    MGP_FIELD_OBJECT,  /* of schema */
    MGP_FIELD_OBJECTS, /* an array of schema */
    MGP_FIELD_STRINGS,
};

struct mgp_schema;

struct mgp_field {
    const char *name;
    enum mgp_field_kind kind;
    const char *const *words; /* NULL-ended */
    const struct mgp_schema *schema;
};

struct mgp_schema {
    const struct mgp_field *fields;
    size_t count;
};

extern const struct mgp_schema mgp_bucket_schema;

#endif
