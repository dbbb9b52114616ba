/* EventBridge event patterns: compiled once, matched against events as parsed JSON. The language is that of
 * EventBridge's classic rules: exact values, prefix, suffix, equals-ignore-case, wildcard, anything-but,
 * numeric, cidr, exists and $or; keys joined by dots; array consistency (fields that lie in different
 * elements of one array of the event never match together).
 *
 * It follows AWS's own library (event-ruler), but for this: a key given twice in an event counts with its last
 * value; cidr compares addresses of one family only; letters beyond the basic plane have case too, and a letter
 * always matches itself (letter_case.h). docs/rules.md lists the rest.
 *
 * A compiled pattern is read-only and may be shared between threads. */
#ifndef MGP_NOTIFIER_RULE_PATTERN_H
#define MGP_NOTIFIER_RULE_PATTERN_H

#include "base/json.h"
#include "base/status.h"

/* What stands before every reason why a pattern is refused, as in the service's answers. */
#define MGP_PATTERN_NOT_VALID "Event pattern is not valid. Reason: "

#define MGP_PATTERN_MAX_BYTES 16384        /* four times what the service takes, because of indentation */
#define MGP_PATTERN_MAX_COMBINATIONS 1000  /* of $or branches, as in the service */
#define MGP_PATTERN_MAX_FIELDS 50000       /* over all combinations together: bounds the cost of one match */
#define MGP_PATTERN_MAX_STEPS 20000000     /* values looked at for one match: against events made to be slow */

struct mgp_pattern;

/* From parsed JSON: the pattern as an object, or as a string that holds one (as the API takes it). json may
 * go afterwards. On failure error->offset is the offset of the culprit in the text that json was read from
 * (for a pattern in a string, of the string). */
enum mgp_status mgp_pattern_compile(const struct mgp_json *json, struct mgp_pattern **out, struct mgp_error *error);

/* From text. */
enum mgp_status mgp_pattern_parse(struct mgp_slice text, struct mgp_pattern **out, struct mgp_error *error);

/* MGP_LIMIT, with *matched false, when the event takes more than MGP_PATTERN_MAX_STEPS. */
enum mgp_status mgp_pattern_match(const struct mgp_pattern *pattern, const struct mgp_json *event, bool *matched);

void mgp_pattern_destroy(struct mgp_pattern *pattern);

#endif
