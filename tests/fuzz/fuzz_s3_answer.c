/* Every reader of S3's answers, on the same bytes. */
#include "net/s3_answer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct mgp_slice text = mgp_slice_of(data, size);
    struct mgp_arena arena = {0};
    struct mgp_s3_page page = {0};
    struct mgp_s3_buckets buckets = {0};
    struct mgp_s3_refusal refusal;
    struct mgp_s3_tag *tags;
    struct mgp_s3_acl acl = {0};
    struct mgp_s3_block block;
    struct mgp_s3_encryption encryption;
    struct mgp_s3_replication replication;
    const char *id;
    char region[64];
    bool flag;
    size_t count;
    mgp_s3_read_refusal(text, &refusal);
    if (mgp_s3_read_page(text, &page, NULL) == MGP_OK) mgp_s3_page_clear(&page);
    mgp_s3_read_buckets(text, &buckets, NULL);
    mgp_s3_buckets_clear(&buckets);
    mgp_s3_read_tags(text, &arena, &tags, &count, NULL);
    mgp_s3_read_acl(text, &arena, &acl, NULL);
    mgp_s3_read_block(text, &block, NULL);
    mgp_s3_read_encryption(text, &encryption, NULL);
    mgp_s3_read_versioning(text, &flag, NULL);
    mgp_s3_read_replication(text, &arena, &replication, NULL);
    mgp_s3_read_location(text, region, NULL);
    mgp_s3_read_ownership(text, &flag, NULL);
    mgp_s3_read_upload_id(text, &arena, &id, NULL);
    mgp_arena_clear(&arena);
    return 0;
}
