/* Asking a server for all that a finding says of a bucket. */
#include "scanner/source/bucket_settings.h"
#include "scanner/source/s3_bucket.h"

#define TEXT(text) MGP_LITERAL(text)

/* One question: GET ?NAME, the codes that say "not set", and who reads the answer. */
struct question {
    const char *name;
    const char *unset_codes[2]; /* NULL: such an answer does not exist */
    enum mgp_status (*read)(struct mgp_slice text, struct mgp_bucket_settings *out);
    size_t state; /* offset of its state in the settings */
};

static enum mgp_status read_tags(struct mgp_slice text, struct mgp_bucket_settings *out)
{
    return mgp_s3_read_tags(text, &out->arena, &out->tags, &out->tag_count, NULL);
}

/* A policy is JSON; a listing, which some servers send instead, is not. */
static enum mgp_status read_policy(struct mgp_slice text, struct mgp_bucket_settings *out)
{
    size_t at = 0;
    while (at < text.len && text.ptr[at] <= ' ') at++;
    if (at == text.len || text.ptr[at] != '{') return MGP_CORRUPT;
    out->policy = mgp_arena_copy(&out->arena, text);
    return MGP_OK;
}

static enum mgp_status read_acl(struct mgp_slice text, struct mgp_bucket_settings *out)
{
    return mgp_s3_read_acl(text, &out->arena, &out->acl, NULL);
}

static enum mgp_status read_block(struct mgp_slice text, struct mgp_bucket_settings *out)
{
    return mgp_s3_read_block(text, &out->block, NULL);
}

static enum mgp_status read_encryption(struct mgp_slice text, struct mgp_bucket_settings *out)
{
    enum mgp_status status = mgp_s3_read_encryption(text, &out->encryption, NULL);
    return status == MGP_OK && !out->encryption.type[0] ? MGP_CORRUPT : status;
}

static enum mgp_status read_versioning(struct mgp_slice text, struct mgp_bucket_settings *out)
{
    return mgp_s3_read_versioning(text, &out->is_versioned, NULL);
}

static enum mgp_status read_replication(struct mgp_slice text, struct mgp_bucket_settings *out)
{
    return mgp_s3_read_replication(text, &out->arena, &out->replication, NULL);
}

static enum mgp_status read_ownership(struct mgp_slice text, struct mgp_bucket_settings *out)
{
    return mgp_s3_read_ownership(text, &out->ignores_acls, NULL);
}

#define STATE(member) offsetof(struct mgp_bucket_settings, member)
static const struct question questions[] = {
    {"tagging", {"NoSuchTagSet", "NoSuchTagSetError"}, read_tags, STATE(tags_state)},
    {"policy", {"NoSuchBucketPolicy", NULL}, read_policy, STATE(policy_state)},
    {"acl", {NULL, NULL}, read_acl, STATE(acl_state)},
    {"publicAccessBlock", {"NoSuchPublicAccessBlockConfiguration", NULL}, read_block, STATE(block_state)},
    {"encryption",
     {"ServerSideEncryptionConfigurationNotFoundError", NULL},
     read_encryption,
     STATE(encryption_state)},
    {"versioning", {NULL, NULL}, read_versioning, STATE(versioning_state)},
    {"replication", {"ReplicationConfigurationNotFoundError", NULL}, read_replication, STATE(replication_state)},
    {"ownershipControls", {"OwnershipControlsNotFoundError", NULL}, read_ownership, STATE(ownership_state)},
};

static bool says_unset(const struct question *question, const struct mgp_s3_response *response)
{
    for (int i = 0; i < 2; i++)
        if (question->unset_codes[i] && strcmp(response->refusal.code, question->unset_codes[i]) == 0) return true;
    return false;
}

static void ask(struct mgp_s3_client *client, const struct question *question, struct mgp_bucket_settings *out)
{
    struct mgp_s3_response response = {0};
    struct mgp_s3_request request = {.method = "GET", .bucket = out->bucket};
    enum mgp_setting_state state = MGP_SETTING_UNKNOWN;
    request.query[request.query_count++] = (struct mgp_sigv4_pair){mgp_slice_text(question->name), TEXT("")};
    enum mgp_status status = mgp_s3_send(client, &request, &response, NULL);
    if (status == MGP_OK && question->read(mgp_buffer_slice(&response.body), out) == MGP_OK) state = MGP_SETTING_SET;
    if (status != MGP_OK && says_unset(question, &response)) state = MGP_SETTING_UNSET;
    if (status == MGP_DENIED) out->is_denied = true;
    memcpy((uint8_t *)out + question->state, &state, sizeof state);
    mgp_s3_response_clear(&response);
}

/* The switches of the whole account, which close what a bucket's own leave open. */
static void ask_account_block(struct mgp_s3_client *client, const char *account, struct mgp_bucket_settings *out)
{
    struct mgp_s3_response response = {0};
    struct mgp_s3_request request = {
        .method = "GET", .key = TEXT("v20180820/configuration/publicAccessBlock"), .control_account = account};
    request.headers[request.header_count++] =
        (struct mgp_sigv4_pair){TEXT("x-amz-account-id"), mgp_slice_text(account)};
    enum mgp_status status = mgp_s3_send(client, &request, &response, NULL);
    if (status == MGP_OK && mgp_s3_read_block(mgp_buffer_slice(&response.body), &out->account_block, NULL) == MGP_OK)
        out->account_block_state = MGP_SETTING_SET;
    if (strcmp(response.refusal.code, "NoSuchPublicAccessBlockConfiguration") == 0)
        out->account_block_state = MGP_SETTING_UNSET;
    mgp_s3_response_clear(&response);
}

static void ask_location(struct mgp_s3_client *client, struct mgp_bucket_settings *out)
{
    struct mgp_s3_response response = {0};
    struct mgp_s3_request request = {.method = "GET", .bucket = out->bucket};
    char region[64];
    request.query[request.query_count++] = (struct mgp_sigv4_pair){TEXT("location"), TEXT("")};
    /* An empty answer means us-east-1 at Amazon, elsewhere nothing. */
    if (mgp_s3_send(client, &request, &response, NULL) == MGP_OK &&
        mgp_s3_read_location(mgp_buffer_slice(&response.body), region, NULL) == MGP_OK) {
        if (!region[0] && out->is_amazon) memcpy(out->region, "us-east-1", 10);
        if (region[0] && strchr(region, '-')) memcpy(out->region, region, sizeof region);
    }
    mgp_s3_response_clear(&response);
}

/* When the bucket was made stands in the list of buckets only. */
static void ask_creation(struct mgp_s3_client *client, struct mgp_bucket_settings *out)
{
    struct mgp_s3_buckets buckets = {0};
    if (mgp_s3_list_buckets(client, &buckets, NULL) == MGP_OK) {
        for (size_t i = 0; i < buckets.count; i++)
            if (mgp_slice_is(out->bucket, buckets.items[i].name)) out->created = buckets.items[i].created;
    }
    mgp_s3_buckets_clear(&buckets);
}

struct mgp_bucket_settings *mgp_s3_ask_bucket(struct mgp_s3_client *client, struct mgp_slice bucket,
                                              const struct mgp_s3 *s3)
{
    struct mgp_bucket_settings *settings = mgp_calloc(1, sizeof *settings);
    settings->bucket = mgp_arena_copy(&settings->arena, bucket);
    settings->is_amazon = mgp_s3_is_amazon(s3);
    settings->created = MGP_S3_TIME_UNKNOWN;
    for (size_t i = 0; i < sizeof questions / sizeof *questions; i++) ask(client, &questions[i], settings);
    if (mgp_s3_control_account(s3)) ask_account_block(client, mgp_s3_control_account(s3), settings);
    ask_location(client, settings);
    ask_creation(client, settings);
    if (settings->acl_state == MGP_SETTING_SET) {
        settings->owner_id = settings->acl.owner_id && settings->acl.owner_id[0] ? settings->acl.owner_id : NULL;
        settings->owner_name = settings->acl.owner_name;
    }
    return settings;
}

void mgp_bucket_settings_destroy(struct mgp_bucket_settings *settings)
{
    if (!settings) return;
    mgp_arena_clear(&settings->arena);
    free(settings);
}
