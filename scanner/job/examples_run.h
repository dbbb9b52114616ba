/* What the two files that run examples share. */
#ifndef MGP_SCANNER_EXAMPLES_RUN_H
#define MGP_SCANNER_EXAMPLES_RUN_H

#include "scanner/job/examples.h"
#include "scanner/job/scan.h"

struct mgp_example_run {
    mgp_on_example_failure *on_failure;
    void *context;
    struct mgp_example_counts *counts;
    const struct mgp_identifier *identifier;
    struct mgp_scanner *scanner; /* for this identifier alone */
};

/* Scans text as a file of that name; is anything found in it? If so, *first is where the first of it stands
 * (NULL: not asked). */
bool mgp_example_is_found(struct mgp_example_run *run, const char *name, struct mgp_slice text,
                          struct mgp_slice *first);

/* Calls on_failure if whether anything is found is not as wanted. */
void mgp_example_expect(struct mgp_example_run *run, const char *kind, size_t number, const char *name,
                        struct mgp_slice text, bool wanted);

/* Derives examples and counter-examples from the number-th example (from 1), and runs them. */
void mgp_example_derive(struct mgp_example_run *run, size_t number);
/* The values that are never reported, each beside a keyword. */
void mgp_example_exclusions(struct mgp_example_run *run);

#endif
