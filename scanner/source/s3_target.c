#include "scanner/source/s3_target.h"

#include "base/buffer.h"
#include "base/utf8.h"
#include "net/s3.h"

enum mgp_status mgp_s3_target_parse(const char *url, struct mgp_s3_target *out, struct mgp_error *error)
{
    *out = (struct mgp_s3_target){.is_named = true};
    bool fine = mgp_s3_split_url(url, &out->bucket, &out->prefix) &&
                (out->bucket.len == 0 || mgp_s3_is_bucket_name(out->bucket));
    if (fine && out->prefix.len <= 1024) return MGP_OK;
    struct mgp_buffer shown = {0};
    mgp_append_printable(&shown, mgp_slice_text(url));
    mgp_fail(error, MGP_INVALID, "%.200s: no bucket is named so: write s3://bucket/prefix, or s3:// for every bucket",
             mgp_buffer_string(&shown));
    mgp_buffer_clear(&shown);
    return MGP_INVALID;
}

static int compare(const void *left, const void *right)
{
    const struct mgp_s3_target *a = left, *b = right;
    int order = mgp_slice_compare(a->bucket, b->bucket);
    if (order == 0) order = mgp_slice_compare(a->prefix, b->prefix);
    return order ? order : (int)b->is_named - (int)a->is_named; /* the named of two stays */
}

size_t mgp_s3_targets_sort(struct mgp_s3_target *targets, size_t count)
{
    size_t kept = 0;
    if (count > 1) qsort(targets, count, sizeof *targets, compare);
    for (size_t i = 0; i < count; i++) {
        struct mgp_s3_target *last = kept > 0 ? &targets[kept - 1] : NULL;
        bool is_covered = last && mgp_slice_equal(last->bucket, targets[i].bucket) &&
                          mgp_slice_starts_with(targets[i].prefix, last->prefix);
        if (is_covered)
            last->is_named |= targets[i].is_named;
        else
            targets[kept++] = targets[i];
    }
    return kept;
}
