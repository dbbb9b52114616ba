/* The verbs of `magpie identifiers`, and how an explanation is shown to people. */
#ifndef MGP_CLI_IDENTIFIERS_H
#define MGP_CLI_IDENTIFIERS_H

#include "base/buffer.h"
#include "scanner/job/explain.h"

/* Each takes the arguments behind `magpie identifiers`, argv[0] being the verb; returns the exit status. */
int mgp_identifiers_list(int argc, char **argv);
int mgp_identifiers_show(int argc, char **argv);
int mgp_identifiers_check(int argc, char **argv);
int mgp_identifiers_test(int argc, char **argv);
extern const char mgp_identifiers_help[], mgp_identifiers_test_help[];

/* "luhn, date" of a managed identifier's patterns, or what its recogniser does; "-" where there is none. */
void mgp_append_validators(struct mgp_buffer *out, const struct mgp_identifier *identifier);
/* "yes", "no" or "some forms". */
const char *mgp_keyword_need(const struct mgp_identifier *identifier);
extern const char *const mgp_severity_labels[];

/* A custom identifier as the JSON that it was read from, without examples. */
void mgp_append_definition(struct mgp_buffer *out, const struct mgp_custom *custom);

/* "the keyword is too far: ..." */
void mgp_append_verdict(struct mgp_buffer *out, const struct mgp_explanation *item);
/* Two lines: the text around the match, and under it ^^^ for the match and ~~~ for the keyword. */
void mgp_append_marked(struct mgp_buffer *out, const struct mgp_explanation *item, const char *indent);
/* ":3:17" or ": row 2, column 1 (ssn)" or ": record 0, $.ssn" */
void mgp_append_place(struct mgp_buffer *out, const struct mgp_place *place);

#endif
