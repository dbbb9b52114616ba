/* What a server says of a bucket. Every question has three outcomes: an answer, "not set", and "not known here", for
 * servers that do not have the setting, refuse to tell, or answer with something else. The third never turns into a
 * second. */
#ifndef MGP_SCANNER_BUCKET_SETTINGS_H
#define MGP_SCANNER_BUCKET_SETTINGS_H

#include "net/s3_answer.h"

enum mgp_setting_state { MGP_SETTING_UNKNOWN, MGP_SETTING_UNSET, MGP_SETTING_SET };

struct mgp_bucket_settings {
    struct mgp_arena arena; /* owns the texts */
    struct mgp_slice bucket;
    bool is_denied; /* some question was refused for want of permission */
    bool is_amazon;
    char region[64];
    mgp_time_ms created; /* MGP_S3_TIME_UNKNOWN */
    const char *owner_id, *owner_name;

    enum mgp_setting_state tags_state, policy_state, acl_state, block_state, encryption_state, versioning_state,
        replication_state, ownership_state, account_block_state;
    struct mgp_s3_tag *tags;
    size_t tag_count;
    struct mgp_slice policy; /* JSON text */
    struct mgp_s3_acl acl;
    struct mgp_s3_block block, account_block; /* of the bucket; of the account that was named */
    struct mgp_s3_encryption encryption;
    bool is_versioned;
    struct mgp_s3_replication replication;
    bool ignores_acls; /* ownership is BucketOwnerEnforced */
};

void mgp_bucket_settings_destroy(struct mgp_bucket_settings *settings); /* NULL allowed */

#endif
