/* What several parts of one object hold, added up as if they had been scanned as one. */
#ifndef MGP_SCANNER_TALLY_H
#define MGP_SCANNER_TALLY_H

#include "scanner/match/report.h"

struct mgp_tally;

struct mgp_tally *mgp_tally_create(bool keep_all);
void mgp_tally_destroy(struct mgp_tally *tally); /* NULL allowed */

/* Adds the detections of part, which lies behind all that were added before. None of a custom identifier. Texts are
 * copied into arena. */
void mgp_tally_add(struct mgp_tally *tally, const struct mgp_report *part, struct mgp_arena *arena);
/* Makes the sum report's detections, in its arena; the occurrences' texts must live in it too. */
void mgp_tally_finish(const struct mgp_tally *tally, struct mgp_report *report);

#endif
