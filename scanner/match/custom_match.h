/* The custom identifiers of a rule set, each looked for by its route (custom_route.h). Belongs to one matcher. */
#ifndef MGP_SCANNER_CUSTOM_MATCH_H
#define MGP_SCANNER_CUSTOM_MATCH_H

#include "scanner/match/prove.h"

struct mgp_customs;

/* NULL where the rules have no custom identifier. */
struct mgp_customs *mgp_customs_create(const struct mgp_rule_set *rules);
void mgp_customs_destroy(struct mgp_customs *customs); /* NULL allowed */

/* Looks through a window of structured data as it stands, so that values may be passed over. */
void mgp_customs_look(struct mgp_customs *customs, struct mgp_slice window);

/* The first place of that window at or behind from that a value has to be looked at for: a match of an identifier that
 * needs no keyword may begin there, or a byte is hidden. SIZE_MAX: none; also for NULL. */
size_t mgp_customs_next(const struct mgp_customs *customs, size_t from);

/* Finds the candidates of all custom identifiers that start in the value's core. The subject's hits are all keywords in
 * reach. A budget (matcher.h) is granted as the reference grants it, and less of it is used. */
void mgp_customs_match(struct mgp_customs *customs, struct mgp_prover *prover, const struct mgp_subject *subject);

#endif
