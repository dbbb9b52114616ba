/* Bucket policies. */
#include "scanner/finding/bucket_access.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct mgp_policy_access access;
    struct mgp_error error;
    mgp_policy_evaluate(mgp_slice_of(data, size), "111122223333", &access, &error);
    return 0;
}
