/* Targets in S3: s3://bucket/prefix as it was asked for, or a bucket that s3:// stands for. */
#ifndef MGP_SCANNER_S3_TARGET_H
#define MGP_SCANNER_S3_TARGET_H

#include "base/alloc.h"
#include "base/status.h"

struct mgp_s3_target {
    struct mgp_slice bucket, prefix; /* prefix: a plain prefix of keys; bucket is empty for s3:// */
    bool is_named;                   /* by the user: that it cannot be opened ends the run */
};

/* Reads one; the error names what is wrong. Texts are borrowed from url. */
enum mgp_status mgp_s3_target_parse(const char *url, struct mgp_s3_target *out, struct mgp_error *error);

/* Sorts by bucket and prefix and drops what another one covers. Returns how many are left. */
size_t mgp_s3_targets_sort(struct mgp_s3_target *targets, size_t count);

#endif
