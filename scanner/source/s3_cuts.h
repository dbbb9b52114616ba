/* Where a listing may be cut into ranges that are listed at a time: at folders; in a bucket without them at the
 * characters that follow where its keys differ. A cut that is badly placed makes a range that is empty or long, never
 * one that loses a key. */
#ifndef MGP_SCANNER_S3_CUTS_H
#define MGP_SCANNER_S3_CUTS_H

#include "net/s3.h"
#include "scanner/source/s3_target.h"

#define MGP_S3_MAX_CUTS 32

/* Keys at which a listing may be cut, in order; owned. */
struct mgp_s3_cuts {
    struct mgp_buffer keys[MGP_S3_MAX_CUTS];
    size_t count;
};

/* Cuts behind the last key of page, which was listed last: at the folders beside the key's own, then beside its
 * parent, and so on; else at characters. Leaves cuts empty where there are fewer than two, or the server takes no
 * notice of start-after, without which ranges cost more than they save. */
void mgp_s3_cuts_find(struct mgp_s3_client *client, const struct mgp_s3_target *target, const struct mgp_s3_page *page,
                      struct mgp_s3_cuts *cuts);
void mgp_s3_cuts_clear(struct mgp_s3_cuts *cuts);

/* The second way by itself. Keys are all longer than base and begin with the same base bytes. */
void mgp_s3_cuts_at_characters(const struct mgp_s3_page *page, size_t base, struct mgp_s3_cuts *cuts);

#endif
