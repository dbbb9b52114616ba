/* From what a server said of a bucket to a DescribeBuckets item, which the finding is written from. What the server
 * does not know is left out, or UNKNOWN where Macie has that word. */
#include "scanner/finding/bucket_access.h"
#include "scanner/finding/finding_parts.h"
#include "scanner/source/bucket_settings.h"

/* What follows from ACL, policy and switches together. */
struct access {
    struct mgp_policy_access policy;
    bool knows_policy, knows_acl, knows_block;
    bool acl_is_public, acl_is_shared;
};

static struct access evaluate(const struct mgp_bucket_settings *settings, const char *account)
{
    struct access access = {0};
    access.knows_policy = settings->policy_state == MGP_SETTING_UNSET ||
                          (settings->policy_state == MGP_SETTING_SET &&
                           mgp_policy_evaluate(settings->policy, account, &access.policy, NULL) == MGP_OK);
    bool without_acls = settings->ownership_state == MGP_SETTING_SET && settings->ignores_acls;
    access.knows_acl = settings->acl_state == MGP_SETTING_SET || without_acls;
    access.acl_is_public = settings->acl_state == MGP_SETTING_SET && settings->acl.is_public && !without_acls;
    access.acl_is_shared = settings->acl_state == MGP_SETTING_SET && settings->acl.is_shared && !without_acls;
    /* The account's switches, which only Amazon has, may only close more. A server without the setting has no such
     * switches at all. */
    access.knows_block = !settings->is_amazon || (settings->block_state != MGP_SETTING_UNKNOWN &&
                                                  settings->account_block_state != MGP_SETTING_UNKNOWN);
    return access;
}

static const char *effective_permission(const struct mgp_bucket_settings *settings, const struct access *access)
{
    /* What is unset or unknown is false in both. */
    bool ignores_acls = settings->block.ignore_public_acls || settings->account_block.ignore_public_acls;
    bool restricts = settings->block.restrict_public_buckets || settings->account_block.restrict_public_buckets;
    bool acl_is_open = access->acl_is_public && !ignores_acls;
    bool policy_is_open = access->policy.is_public && !restricts;
    bool acl_is_known = access->knows_acl || ignores_acls, policy_is_known = access->knows_policy || restricts;
    bool may_be_open = acl_is_open || policy_is_open;
    if (may_be_open && !access->knows_block) return "UNKNOWN";
    if (may_be_open) return "PUBLIC";
    return acl_is_known && policy_is_known ? "NOT_PUBLIC" : "UNKNOWN";
}

static const char *shared_access(const struct mgp_bucket_settings *settings, const struct access *access,
                                 const char *account)
{
    bool replicates_out = false;
    for (size_t i = 0; i < settings->replication.count; i++)
        replicates_out |= !account || strcmp(settings->replication.accounts[i], account) != 0;
    if (access->acl_is_shared || access->policy.is_shared || replicates_out) return "EXTERNAL";
    return access->knows_acl && access->knows_policy ? "NOT_SHARED" : "UNKNOWN";
}

static void write_grants(struct mgp_json_writer *writer, const char *name, bool is_known, bool reads, bool writes)
{
    mgp_json_key(writer, name);
    mgp_json_begin_object(writer);
    if (is_known) {
        mgp_json_member_bool(writer, "allowsPublicReadAccess", reads);
        mgp_json_member_bool(writer, "allowsPublicWriteAccess", writes);
    }
    mgp_json_end_object(writer);
}

static void write_block(struct mgp_json_writer *writer, enum mgp_setting_state state,
                        const struct mgp_s3_block *block)
{
    mgp_json_key(writer, "blockPublicAccess");
    mgp_json_begin_object(writer);
    if (state != MGP_SETTING_UNKNOWN) {
        mgp_json_member_bool(writer, "blockPublicAcls", block->block_public_acls);
        mgp_json_member_bool(writer, "blockPublicPolicy", block->block_public_policy);
        mgp_json_member_bool(writer, "ignorePublicAcls", block->ignore_public_acls);
        mgp_json_member_bool(writer, "restrictPublicBuckets", block->restrict_public_buckets);
    }
    mgp_json_end_object(writer);
}

static void write_public_access(struct mgp_json_writer *writer, const struct mgp_bucket_settings *settings,
                                const struct access *access)
{
    mgp_json_key(writer, "publicAccess");
    mgp_json_begin_object(writer);
    mgp_json_member_text(writer, "effectivePermission", effective_permission(settings, access));
    mgp_json_key(writer, "permissionConfiguration");
    mgp_json_begin_object(writer);
    mgp_json_key(writer, "accountLevelPermissions");
    mgp_json_begin_object(writer);
    write_block(writer, settings->account_block_state, &settings->account_block);
    mgp_json_end_object(writer);
    mgp_json_key(writer, "bucketLevelPermissions");
    mgp_json_begin_object(writer);
    write_grants(writer, "accessControlList", settings->acl_state == MGP_SETTING_SET,
                 settings->acl.allows_public_read, settings->acl.allows_public_write);
    write_block(writer, settings->block_state, &settings->block);
    write_grants(writer, "bucketPolicy", access->knows_policy, access->policy.allows_public_read,
                 access->policy.allows_public_write);
    mgp_json_end_object(writer);
    mgp_json_end_object(writer);
    mgp_json_end_object(writer);
}

static void write_encryption(struct mgp_json_writer *writer, const struct mgp_bucket_settings *settings)
{
    const struct mgp_s3_encryption *encryption = &settings->encryption;
    const char *type = settings->encryption_state == MGP_SETTING_SET     ? encryption->type
                       : settings->encryption_state == MGP_SETTING_UNSET ? "NONE"
                                                                         : "";
    bool is_known = strcmp(type, "AES256") == 0 || strncmp(type, "aws:kms", 7) == 0 || strcmp(type, "NONE") == 0;
    mgp_json_key(writer, "serverSideEncryption");
    mgp_json_begin_object(writer);
    if (is_known) mgp_json_member_text(writer, "type", type);
    if (encryption->key[0]) mgp_json_member_text(writer, "kmsMasterKeyId", encryption->key);
    mgp_json_end_object(writer);
}

static void write_tags(struct mgp_json_writer *writer, const struct mgp_bucket_settings *settings)
{
    if (settings->tags_state == MGP_SETTING_UNKNOWN) return;
    mgp_json_key(writer, "tags");
    mgp_json_begin_array(writer);
    for (size_t i = 0; i < settings->tag_count; i++) {
        mgp_json_begin_object(writer);
        mgp_json_member_text(writer, "key", settings->tags[i].key);
        mgp_json_member_text(writer, "value", settings->tags[i].value);
        mgp_json_end_object(writer);
    }
    mgp_json_end_array(writer);
}

static void write_replication(struct mgp_json_writer *writer, const struct mgp_bucket_settings *settings,
                              const char *account)
{
    bool is_external = false;
    if (settings->replication_state == MGP_SETTING_UNKNOWN) return;
    mgp_json_key(writer, "replicationDetails");
    mgp_json_begin_object(writer);
    mgp_json_member_bool(writer, "replicated", settings->replication.is_enabled);
    mgp_json_key(writer, "replicationAccounts");
    mgp_json_begin_array(writer);
    for (size_t i = 0; i < settings->replication.count; i++) {
        mgp_json_write_text(writer, settings->replication.accounts[i]);
        is_external |= !account || strcmp(settings->replication.accounts[i], account) != 0;
    }
    mgp_json_end_array(writer);
    mgp_json_member_bool(writer, "replicatedExternally", is_external);
    mgp_json_end_object(writer);
}

void mgp_bucket_settings_write(struct mgp_json_writer *writer, const struct mgp_bucket_settings *settings,
                               const char *account)
{
    struct access access = evaluate(settings, account);
    char created[MGP_TIME_TEXT];
    mgp_json_begin_object(writer);
    mgp_json_member_string(writer, "bucketName", settings->bucket);
    if (settings->region[0]) mgp_json_member_text(writer, "region", settings->region);
    if (settings->created != MGP_S3_TIME_UNKNOWN) {
        mgp_time_format(settings->created, true, created);
        mgp_json_member_text(writer, "bucketCreatedAt", created);
    }
    mgp_json_key(writer, "owner");
    mgp_json_begin_object(writer);
    if (settings->owner_name) mgp_json_member_text(writer, "displayName", settings->owner_name);
    if (settings->owner_id) mgp_json_member_text(writer, "id", settings->owner_id);
    mgp_json_end_object(writer);
    mgp_json_member_text(writer, "allowsUnencryptedObjectUploads",
                         !access.knows_policy                ? "UNKNOWN"
                         : access.policy.requires_encryption ? "FALSE"
                                                             : "TRUE");
    mgp_json_member_text(writer, "sharedAccess", shared_access(settings, &access, account));
    write_public_access(writer, settings, &access);
    write_encryption(writer, settings);
    write_tags(writer, settings);
    write_replication(writer, settings, account);
    if (settings->versioning_state == MGP_SETTING_SET)
        mgp_json_member_bool(writer, "versioning", settings->is_versioned);
    mgp_json_end_object(writer);
}

enum mgp_status mgp_bucket_facts_from_settings(const struct mgp_bucket_settings *settings, const char *account,
                                               struct mgp_bucket_facts **out, struct mgp_error *error)
{
    struct mgp_buffer text = {0};
    struct mgp_json_writer writer;
    mgp_json_writer_init(&writer, &text, 0);
    mgp_bucket_settings_write(&writer, settings, account);
    enum mgp_status status = mgp_bucket_facts_parse("the server's answers", mgp_buffer_slice(&text), out, error);
    mgp_buffer_clear(&text);
    return status;
}
