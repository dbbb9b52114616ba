/* Names of months, as dates have them. Read-only. */
#ifndef MGP_IDENTIFIERS_MONTH_NAMES_H
#define MGP_IDENTIFIERS_MONTH_NAMES_H

#include "base/slice.h"

/* 1 to 12 for a month's name or abbreviation in a language of the catalogue, whatever its case, with accents or
 * without; 0 for any other word. Where two languages differ (Polish and Croatian listopada), the longer month. */
unsigned mgp_month_of(struct mgp_slice word);

#endif
