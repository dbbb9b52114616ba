/* Two reports on one text: do they say the same? */
#ifndef MGP_TESTS_AGREE_H
#define MGP_TESTS_AGREE_H

#include "base/buffer.h"
#include "scanner/match/report.h"

/* Everything in a report that a finding is made of: a line for the state, for each type and for each occurrence, with
 * its place. The value itself is not in it, nor is its sample. */
void describe_report(const struct mgp_report *report, struct mgp_buffer *out);

/* The first line in which they differ, as "found by one: ...; by the other: ..."; NULL if they are the same. The text
 * is out's. */
const char *first_difference(const struct mgp_report *one, const struct mgp_report *other, struct mgp_buffer *out);

#endif
