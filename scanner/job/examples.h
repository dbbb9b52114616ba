/* Running the examples of the catalogue: each identifier alone, over each example (it must be found in it)
 * and counter-example (it must not), and over what is derived from the examples (examples_derived.c). */
#ifndef MGP_SCANNER_EXAMPLES_H
#define MGP_SCANNER_EXAMPLES_H

#include "base/status.h"
#include "identifiers/catalogue.h"

struct mgp_example_failure {
    const struct mgp_identifier *identifier;
    const char *kind;      /* "example", "counter-example", or how it was derived: "keyword 31 away" */
    size_t number;         /* of the example or counter-example that it is or was derived from, from 1 */
    bool was_found;        /* and should not have been; else the other way round */
    struct mgp_slice text; /* what was scanned; public, for it stands in the catalogue */
};

struct mgp_example_counts {
    size_t identifiers; /* active ones */
    size_t written;     /* by hand */
    size_t derived;
    size_t failed;
};

typedef void mgp_on_example_failure(void *context, const struct mgp_example_failure *failure);

/* Tries the examples of all active identifiers; calls on_failure for each that fails, in catalogue order.
 * INVALID: the catalogue cannot be made into rules. */
enum mgp_status mgp_examples_check(mgp_on_example_failure *on_failure, void *context,
                                   struct mgp_example_counts *counts, struct mgp_error *error);

#endif
