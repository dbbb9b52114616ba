/* Reading the Targets of a rule, as PutTargets takes them. */
#ifndef MGP_NOTIFIER_RULE_RULES_TARGET_H
#define MGP_NOTIFIER_RULE_RULES_TARGET_H

#include "notifier/rule/rules.h"
#include "notifier/rule/rules_reader.h"

#define MGP_NAME_RULE "1 to 64 characters of letters, digits, '.', '-' and '_'"

/* Fills rule->targets; rules holds the destinations already. */
enum mgp_status mgp_targets_read(const struct mgp_rules_reader *reader, const struct mgp_json *array,
                                 const struct mgp_rules *rules, struct mgp_rule *rule);

#endif
