/* magpie scan --dry-run: what would be read, from where, with which credentials' source, and how much. */
#ifndef MGP_CLI_SCAN_DRY_RUN_H
#define MGP_CLI_SCAN_DRY_RUN_H

#include "scanner/source/source.h"

/* Prints on standard output. False when the listing failed, which was told on standard error; *is_incomplete is set
 * when some of it could not be listed. */
bool mgp_scan_dry_run(struct mgp_source *source, bool *is_incomplete);

#endif
