/* The custom identifiers of a rule set, each looked for by its route (custom_route.h). Belongs to one matcher. */
#ifndef MGP_SCANNER_CUSTOM_MATCH_H
#define MGP_SCANNER_CUSTOM_MATCH_H

#include "scanner/match/prove.h"

struct mgp_customs;

/* NULL where the rules have no custom identifier. */
struct mgp_customs *mgp_customs_create(const struct mgp_rule_set *rules);
void mgp_customs_destroy(struct mgp_customs *customs); /* NULL allowed */

/* Is one among them that needs no keyword, so that no value may be passed over? */
bool mgp_customs_want_all_values(const struct mgp_customs *customs);

/* Finds the candidates of all custom identifiers that start in the value's core. The subject's hits are all keywords in
 * reach. A budget (matcher.h) is granted as the reference grants it, and less of it is used. */
void mgp_customs_match(struct mgp_customs *customs, struct mgp_prover *prover, const struct mgp_subject *subject);

#endif
