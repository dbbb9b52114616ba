/* What is wrong with a pattern that is valid: held against the shape of Macie's events (macie_shape.h), paths that no
 * event has, values that never occur, fields that never hold together. A pattern for other sources is left alone. */
#ifndef MGP_NOTIFIER_RULE_PATTERN_LINT_H
#define MGP_NOTIFIER_RULE_PATTERN_LINT_H

#include "notifier/rule/pattern.h"

/* text is one line; offset is its place in the text of the pattern. Both are valid during the call. */
typedef void mgp_lint_report(void *context, size_t offset, const char *text);

/* Returns how often report was called. */
size_t mgp_pattern_lint(const struct mgp_pattern *pattern, mgp_lint_report *report, void *context);

#endif
