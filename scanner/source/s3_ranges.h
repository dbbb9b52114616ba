/* Listing a large bucket faster than one page after the other: the keys that are still to come are cut into
 * ranges (s3_cuts.h), which several threads list at a time, and whose pages are handed out in order. Where the cuts are
 * decides how fast it goes, never what is listed: a range is "all keys after one and up to another". What is listed
 * ahead is bounded in bytes. */
#ifndef MGP_SCANNER_S3_RANGES_H
#define MGP_SCANNER_S3_RANGES_H

#include "scanner/source/s3_cuts.h"

/* Lists all keys after first_after up to the last cut. on_page is called in the order of keys, from the calling thread,
 * with pages of which only items[from] to items[to - 1] count; false ends it with OK. Keys out of order are CORRUPT:
 * such a server's ranges cannot be trusted. */
struct mgp_s3_ranges_options {
    struct mgp_s3 *s3;
    const struct mgp_s3_target *target;
    struct mgp_slice first_after;
    const struct mgp_s3_cuts *cuts;
    void *context;
    bool (*on_page)(void *context, const struct mgp_s3_page *page, size_t from, size_t to);
};
enum mgp_status mgp_s3_ranges_list(const struct mgp_s3_ranges_options *options, uint64_t *key_count,
                                   struct mgp_error *error);

#endif
