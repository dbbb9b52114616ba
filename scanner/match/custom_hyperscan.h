/* Hyperscan (or Vectorscan) for the custom regexes that no route fits: all of them in one database, one pass over a
 * text for all. What it is given is the tree that covers a regex (identifiers/regex_tree.h), over bytes, so that its
 * dialect is of no account; what it finds is proved as ever, so that findings are the same as without it. Built with
 * -DMAGPIE_HYPERSCAN=ON only; else mgp_hyperscan_create gives NULL. */
#ifndef MGP_SCANNER_CUSTOM_HYPERSCAN_H
#define MGP_SCANNER_CUSTOM_HYPERSCAN_H

#include "base/slice.h"

struct mgp_hyperscan;

/* For regexes [0, count); one that is empty is not wanted. NULL where Hyperscan takes none of them. Belongs to one
 * matcher. */
struct mgp_hyperscan *mgp_hyperscan_create(const char *const *regexes, size_t count);
void mgp_hyperscan_destroy(struct mgp_hyperscan *hyperscan); /* NULL allowed */

/* Did it take this one? False for NULL. */
bool mgp_hyperscan_has(const struct mgp_hyperscan *hyperscan, size_t index);

/* A match of a regex ends here; the ends of one regex ascend. */
typedef void mgp_hyperscan_end(void *context, size_t index, size_t end);

/* Tells all ends of the regexes that it has. False where the text could not be scanned. */
bool mgp_hyperscan_scan(struct mgp_hyperscan *hyperscan, struct mgp_slice text, mgp_hyperscan_end *on_end,
                        void *context);

#endif
