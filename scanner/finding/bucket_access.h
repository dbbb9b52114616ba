/* Is a bucket public, is it shared? S3's own rules ("Blocking public access", S3 user guide), evaluated here,
 * because servers answer that question wrongly or not at all. Thread-safe: no state. */
#ifndef MGP_SCANNER_BUCKET_ACCESS_H
#define MGP_SCANNER_BUCKET_ACCESS_H

#include "base/json.h"
#include "base/status.h"

struct mgp_policy_access {
    bool is_public; /* some Allow statement grants to everybody */
    bool allows_public_read, allows_public_write;
    bool is_shared;           /* with an account that is not the bucket's, or with CloudFront */
    bool requires_encryption; /* uploads without it are denied */
};

/* policy: the JSON of a bucket policy. account: who owns the bucket; NULL where nobody knows (then an account that
 * is named counts as another). INVALID: no policy that can be evaluated. */
enum mgp_status mgp_policy_evaluate(struct mgp_slice policy, const char *account, struct mgp_policy_access *out,
                                    struct mgp_error *error);

#endif
