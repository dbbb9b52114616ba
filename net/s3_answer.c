#include "net/s3_answer.h"

#include <stdio.h>

#include "base/buffer.h"
#include "base/percent.h"
#include "base/utf8.h"
#include "base/xml.h"

/* Reads text whose root must be one of two names (the second may be NULL). */
struct document {
    const char *root, *other_root;
    bool has_root, is_wrong;
    const struct mgp_xml_handler *handler;
};

static void on_begin(void *context, const char *path)
{
    struct document *document = context;
    if (!document->has_root)
        document->is_wrong =
            strcmp(path, document->root) != 0 && !(document->other_root && strcmp(path, document->other_root) == 0);
    document->has_root = true;
    if (!document->is_wrong && document->handler->begin) document->handler->begin(document->handler->context, path);
}

static bool on_end(void *context, const char *path, struct mgp_slice text)
{
    struct document *document = context;
    const char *below = strchr(path, '/');
    return document->is_wrong || document->handler->end(document->handler->context, below ? below + 1 : "", text);
}

/* The handler's paths go without the root's name. */
static enum mgp_status read_document(struct mgp_slice text, const char *root, const char *other_root,
                                     const struct mgp_xml_handler *handler, struct mgp_error *error)
{
    struct document document = {root, other_root, false, false, handler};
    struct mgp_error reason;
    enum mgp_status status = mgp_xml_read(text, &(struct mgp_xml_handler){&document, on_begin, on_end}, &reason);
    if (status == MGP_UNSUPPORTED) return mgp_fail(error, status, "%s", reason.message);
    if (status != MGP_OK) return mgp_fail(error, status, "the server's answer is no %s: %s", root, reason.message);
    if (document.is_wrong)
        return mgp_fail(error, MGP_CORRUPT, "the server's answer is no %s, but something else", root);
    return MGP_OK;
}

static void keep_printable(char *out, size_t size, struct mgp_slice text)
{
    size_t length = text.len < size - 1 ? text.len : size - 1;
    for (size_t i = 0; i < length; i++) out[i] = text.ptr[i] >= ' ' && text.ptr[i] < 127 ? (char)text.ptr[i] : '?';
    out[length] = '\0';
}

static bool is_without_nul(struct mgp_slice text)
{
    return text.len == 0 || !memchr(text.ptr, '\0', text.len);
}

/* Errors. */

static bool on_refusal(void *context, const char *path, struct mgp_slice text)
{
    struct mgp_s3_refusal *refusal = context;
    if (strcmp(path, "Code") == 0) keep_printable(refusal->code, sizeof refusal->code, text);
    if (strcmp(path, "Message") == 0) keep_printable(refusal->message, sizeof refusal->message, text);
    if (strcmp(path, "RequestId") == 0) keep_printable(refusal->request_id, sizeof refusal->request_id, text);
    if (strcmp(path, "Region") == 0) keep_printable(refusal->region, sizeof refusal->region, text);
    return true;
}

bool mgp_s3_read_refusal(struct mgp_slice text, struct mgp_s3_refusal *out)
{
    struct mgp_error ignored;
    struct mgp_s3_refusal refusal = {0};
    if (read_document(text, "Error", NULL, &(struct mgp_xml_handler){&refusal, NULL, on_refusal}, &ignored) != MGP_OK)
        return false;
    *out = refusal;
    return true;
}

/* Listings. */

struct listing {
    struct mgp_s3_page *page;
    struct mgp_s3_item item; /* that is being read; its key may still be encoded */
    bool is_encoded;
};

static bool read_size(struct mgp_slice text, uint64_t *out)
{
    uint64_t value = 0;
    if (text.len == 0 || text.len > 18) return false;
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9') return false;
        value = value * 10 + (uint64_t)(text.ptr[i] - '0');
    }
    *out = value;
    return true;
}

static mgp_time_ms read_time(struct mgp_slice text)
{
    char copy[MGP_TIME_TEXT];
    mgp_time_ms time = MGP_S3_TIME_UNKNOWN;
    keep_printable(copy, sizeof copy, text);
    if (!mgp_time_parse(copy, &time)) return MGP_S3_TIME_UNKNOWN;
    return time;
}

static void keep_etag(char out[80], struct mgp_slice text)
{
    if (text.len >= 2 && text.ptr[0] == '"' && text.ptr[text.len - 1] == '"')
        text = mgp_slice_sub(text, 1, text.len - 1);
    out[0] = '\0';
    if (text.len < 80) keep_printable(out, 80, text);
}

static bool end_item(struct listing *listing)
{
    struct mgp_s3_page *page = listing->page;
    if (page->count == MGP_S3_MAX_LISTED) return false;
    MGP_GROW(page->items, page->count, page->capacity);
    page->items[page->count++] = listing->item;
    listing->item = (struct mgp_s3_item){.last_modified = MGP_S3_TIME_UNKNOWN};
    return true;
}

static bool on_item(struct listing *listing, const char *name, struct mgp_slice text)
{
    struct mgp_s3_item *item = &listing->item;
    struct mgp_arena *arena = &listing->page->arena;
    if (strcmp(name, "Key") == 0) {
        if (text.len > 3 * MGP_S3_MAX_KEY || !is_without_nul(text)) return false;
        item->key = mgp_arena_copy(arena, text);
    }
    if (strcmp(name, "Size") == 0) item->has_size = read_size(text, &item->size);
    if (strcmp(name, "LastModified") == 0) item->last_modified = read_time(text);
    if (strcmp(name, "ETag") == 0) keep_etag(item->etag, text);
    if (strcmp(name, "StorageClass") == 0 && text.len > 0 && text.len < 64) {
        char class[64];
        keep_printable(class, sizeof class, text);
        item->storage_class = mgp_arena_text(arena, mgp_slice_text(class));
    }
    if (strcmp(name, "RestoreStatus/RestoreExpiryDate") == 0) item->is_restored = true;
    return true;
}

static bool on_prefix(struct listing *listing, struct mgp_slice text)
{
    struct mgp_s3_page *page = listing->page;
    if (page->prefix_count == MGP_S3_MAX_LISTED || text.len > 3 * MGP_S3_MAX_KEY) return false;
    MGP_GROW(page->prefixes, page->prefix_count, page->prefix_capacity);
    page->prefixes[page->prefix_count++] = mgp_arena_copy(&page->arena, text);
    return true;
}

static bool on_listed(void *context, const char *path, struct mgp_slice text)
{
    struct listing *listing = context;
    struct mgp_s3_page *page = listing->page;
    if (strncmp(path, "Contents/", 9) == 0) return on_item(listing, path + 9, text);
    if (strcmp(path, "Contents") == 0) return end_item(listing);
    if (strcmp(path, "CommonPrefixes/Prefix") == 0) return on_prefix(listing, text);
    if (strcmp(path, "IsTruncated") == 0) page->is_truncated = mgp_slice_equal_caseless(text, MGP_LITERAL("true"));
    if (strcmp(path, "EncodingType") == 0) listing->is_encoded = mgp_slice_is(text, "url");
    if (strcmp(path, "NextContinuationToken") == 0 && text.len > 0 && is_without_nul(text))
        page->next_token = mgp_arena_text(&page->arena, text);
    return true;
}

/* Some servers write a blank as '+', others as %20; a '+' itself is always %2B. */
static struct mgp_slice decoded(struct mgp_arena *arena, struct mgp_slice text)
{
    struct mgp_buffer out = {0};
    mgp_append_form_decoded(&out, text);
    struct mgp_slice copy = mgp_arena_copy(arena, mgp_buffer_slice(&out));
    mgp_buffer_clear(&out);
    return copy;
}

static void decode_page(struct mgp_s3_page *page)
{
    for (size_t i = 0; i < page->count; i++) page->items[i].key = decoded(&page->arena, page->items[i].key);
    for (size_t i = 0; i < page->prefix_count; i++) page->prefixes[i] = decoded(&page->arena, page->prefixes[i]);
}

enum mgp_status mgp_s3_read_page(struct mgp_slice text, struct mgp_s3_page *out, struct mgp_error *error)
{
    struct listing listing = {.page = out, .item = {.last_modified = MGP_S3_TIME_UNKNOWN}};
    struct mgp_xml_handler handler = {&listing, NULL, on_listed};
    enum mgp_status status = read_document(text, "ListBucketResult", NULL, &handler, error);
    if (status == MGP_OK && listing.is_encoded) decode_page(out);
    for (size_t i = 0; status == MGP_OK && i < out->count; i++)
        if (out->items[i].key.len == 0 || out->items[i].key.len > MGP_S3_MAX_KEY)
            status = mgp_fail(error, MGP_CORRUPT,
                              "the server's listing has an object without a key, or with too long a one");
    if (status == MGP_OK && out->is_truncated && !out->next_token)
        status = mgp_fail(error, MGP_CORRUPT, "the server's listing is cut, and says not how to go on");
    if (status != MGP_OK) mgp_s3_page_clear(out);
    return status;
}

size_t mgp_s3_page_held(const struct mgp_s3_page *page)
{
    return mgp_arena_held(&page->arena) + page->capacity * sizeof *page->items +
           page->prefix_capacity * sizeof *page->prefixes;
}

void mgp_s3_page_clear(struct mgp_s3_page *page)
{
    mgp_arena_clear(&page->arena);
    free(page->items);
    free(page->prefixes);
    *page = (struct mgp_s3_page){0};
}

/* Buckets. */

static bool on_bucket(void *context, const char *path, struct mgp_slice text)
{
    struct mgp_s3_buckets *buckets = context;
    if (!is_without_nul(text)) return false;
    if (strcmp(path, "Buckets/Bucket/Name") == 0) {
        if (buckets->count == 1000000) return false;
        MGP_GROW(buckets->items, buckets->count, buckets->capacity);
        buckets->items[buckets->count++] =
            (struct mgp_s3_bucket){mgp_arena_text(&buckets->arena, text), MGP_S3_TIME_UNKNOWN};
    }
    if (strcmp(path, "Buckets/Bucket/CreationDate") == 0 && buckets->count > 0)
        buckets->items[buckets->count - 1].created = read_time(text);
    if (strcmp(path, "Owner/ID") == 0 && text.len > 0) buckets->owner_id = mgp_arena_text(&buckets->arena, text);
    if (strcmp(path, "Owner/DisplayName") == 0 && text.len > 0)
        buckets->owner_name = mgp_arena_text(&buckets->arena, text);
    if (strcmp(path, "ContinuationToken") == 0 && text.len > 0)
        buckets->next_token = mgp_arena_text(&buckets->arena, text);
    return true;
}

enum mgp_status mgp_s3_read_buckets(struct mgp_slice text, struct mgp_s3_buckets *out, struct mgp_error *error)
{
    out->next_token = NULL;
    return read_document(text, "ListAllMyBucketsResult", NULL, &(struct mgp_xml_handler){out, NULL, on_bucket},
                         error);
}

void mgp_s3_buckets_clear(struct mgp_s3_buckets *buckets)
{
    mgp_arena_clear(&buckets->arena);
    free(buckets->items);
    *buckets = (struct mgp_s3_buckets){0};
}

/* Tags. */

#define MAX_TAGS 256 /* S3 has 50 for a bucket, 10 for an object */

struct tagging {
    struct mgp_arena *arena;
    struct mgp_s3_tag *tags;
    size_t count;
    struct mgp_s3_tag tag;
};

static bool on_tag(void *context, const char *path, struct mgp_slice text)
{
    struct tagging *tagging = context;
    if (!is_without_nul(text)) return false;
    if (strcmp(path, "TagSet/Tag/Key") == 0) tagging->tag.key = mgp_arena_text(tagging->arena, text);
    if (strcmp(path, "TagSet/Tag/Value") == 0) tagging->tag.value = mgp_arena_text(tagging->arena, text);
    if (strcmp(path, "TagSet/Tag") != 0) return true;
    if (tagging->count == MAX_TAGS) return false;
    tagging->tags[tagging->count++] = tagging->tag;
    tagging->tag = (struct mgp_s3_tag){0};
    return true;
}

enum mgp_status mgp_s3_read_tags(struct mgp_slice text, struct mgp_arena *arena, struct mgp_s3_tag **out,
                                 size_t *count, struct mgp_error *error)
{
    struct tagging tagging = {.arena = arena};
    tagging.tags = mgp_arena_alloc(arena, MAX_TAGS * sizeof *tagging.tags);
    enum mgp_status status =
        read_document(text, "Tagging", NULL, &(struct mgp_xml_handler){&tagging, NULL, on_tag}, error);
    if (status != MGP_OK) return status;
    *out = tagging.tags;
    *count = tagging.count;
    return MGP_OK;
}

/* ACLs (reference: "Access control list overview", S3 user guide). */

#define ALL_USERS           "http://acs.amazonaws.com/groups/global/AllUsers"
#define AUTHENTICATED_USERS "http://acs.amazonaws.com/groups/global/AuthenticatedUsers"

struct grants {
    struct mgp_arena *arena;
    struct mgp_s3_acl *acl;
    struct {
        bool is_public, is_mail, has_id;
        char id[256], permission[32];
    } grant;
};

static void end_grant(struct grants *grants)
{
    const char *permission = grants->grant.permission;
    bool is_full = strcmp(permission, "FULL_CONTROL") == 0;
    const char *owner = grants->acl->owner_id ? grants->acl->owner_id : "";
    if (grants->grant.is_public) {
        grants->acl->is_public = true;
        grants->acl->allows_public_read |= is_full || strcmp(permission, "READ") == 0;
        grants->acl->allows_public_write |= is_full || strcmp(permission, "WRITE") == 0;
    } else if (grants->grant.is_mail || (grants->grant.has_id && strcmp(grants->grant.id, owner) != 0)) {
        grants->acl->is_shared = true;
    }
    memset(&grants->grant, 0, sizeof grants->grant);
}

static bool on_grant(void *context, const char *path, struct mgp_slice text)
{
    static const char grant[] = "AccessControlList/Grant";
    struct grants *grants = context;
    if (!is_without_nul(text)) return false;
    if (strcmp(path, "Owner/ID") == 0) grants->acl->owner_id = mgp_arena_text(grants->arena, text);
    if (strcmp(path, "Owner/DisplayName") == 0 && text.len > 0)
        grants->acl->owner_name = mgp_arena_text(grants->arena, text);
    if (strncmp(path, grant, sizeof grant - 1) != 0) return true;
    const char *name = path + sizeof grant - 1;
    if (strcmp(name, "") == 0) end_grant(grants);
    if (strcmp(name, "/Permission") == 0)
        keep_printable(grants->grant.permission, sizeof grants->grant.permission, text);
    if (strcmp(name, "/Grantee/EmailAddress") == 0) grants->grant.is_mail = true;
    if (strcmp(name, "/Grantee/URI") == 0)
        grants->grant.is_public = mgp_slice_is(text, ALL_USERS) || mgp_slice_is(text, AUTHENTICATED_USERS);
    if (strcmp(name, "/Grantee/ID") == 0) {
        keep_printable(grants->grant.id, sizeof grants->grant.id, text);
        grants->grant.has_id = true;
        if (mgp_slice_is(text, "all-users")) grants->grant.is_public = true; /* versitygw's way to say it */
    }
    return true;
}

enum mgp_status mgp_s3_read_acl(struct mgp_slice text, struct mgp_arena *arena, struct mgp_s3_acl *out,
                                struct mgp_error *error)
{
    struct grants grants = {.arena = arena, .acl = out};
    return read_document(text, "AccessControlPolicy", NULL, &(struct mgp_xml_handler){&grants, NULL, on_grant},
                         error);
}

/* Small ones. */

static bool on_block(void *context, const char *path, struct mgp_slice text)
{
    struct mgp_s3_block *block = context;
    bool is_on = mgp_slice_equal_caseless(text, MGP_LITERAL("true"));
    if (strcmp(path, "BlockPublicAcls") == 0) block->block_public_acls = is_on;
    if (strcmp(path, "IgnorePublicAcls") == 0) block->ignore_public_acls = is_on;
    if (strcmp(path, "BlockPublicPolicy") == 0) block->block_public_policy = is_on;
    if (strcmp(path, "RestrictPublicBuckets") == 0) block->restrict_public_buckets = is_on;
    return true;
}

enum mgp_status mgp_s3_read_block(struct mgp_slice text, struct mgp_s3_block *out, struct mgp_error *error)
{
    *out = (struct mgp_s3_block){0};
    /* The second is how Ceph's gateway spells it. */
    return read_document(text, "PublicAccessBlockConfiguration", "BlockPublicAccessBlockConfiguration",
                         &(struct mgp_xml_handler){out, NULL, on_block}, error);
}

static bool on_encryption(void *context, const char *path, struct mgp_slice text)
{
    struct mgp_s3_encryption *encryption = context;
    if (strcmp(path, "Rule/ApplyServerSideEncryptionByDefault/SSEAlgorithm") == 0)
        keep_printable(encryption->type, sizeof encryption->type, text);
    if (strcmp(path, "Rule/ApplyServerSideEncryptionByDefault/KMSMasterKeyID") == 0)
        keep_printable(encryption->key, sizeof encryption->key, text);
    return true;
}

enum mgp_status mgp_s3_read_encryption(struct mgp_slice text, struct mgp_s3_encryption *out, struct mgp_error *error)
{
    *out = (struct mgp_s3_encryption){0};
    return read_document(text, "ServerSideEncryptionConfiguration", NULL,
                         &(struct mgp_xml_handler){out, NULL, on_encryption}, error);
}

static bool on_versioning(void *context, const char *path, struct mgp_slice text)
{
    if (strcmp(path, "Status") == 0) *(bool *)context = mgp_slice_is(text, "Enabled");
    return true;
}

enum mgp_status mgp_s3_read_versioning(struct mgp_slice text, bool *is_enabled, struct mgp_error *error)
{
    *is_enabled = false;
    return read_document(text, "VersioningConfiguration", NULL,
                         &(struct mgp_xml_handler){is_enabled, NULL, on_versioning}, error);
}

struct replication {
    struct mgp_arena *arena;
    struct mgp_s3_replication *out;
    bool rule_is_enabled;
    const char *account;
};

static bool on_replication(void *context, const char *path, struct mgp_slice text)
{
    struct replication *rules = context;
    if (!is_without_nul(text)) return false;
    if (strcmp(path, "Rule/Status") == 0) rules->rule_is_enabled = mgp_slice_is(text, "Enabled");
    if (strcmp(path, "Rule/Destination/Account") == 0) rules->account = mgp_arena_text(rules->arena, text);
    if (strcmp(path, "Rule") != 0) return true;
    if (rules->rule_is_enabled) rules->out->is_enabled = true;
    if (rules->rule_is_enabled && rules->account) {
        const char **grown = mgp_arena_alloc(rules->arena, (rules->out->count + 1) * sizeof *grown);
        if (rules->out->count) memcpy(grown, rules->out->accounts, rules->out->count * sizeof *grown);
        grown[rules->out->count++] = rules->account;
        rules->out->accounts = grown;
    }
    rules->account = NULL;
    rules->rule_is_enabled = false;
    return rules->out->count < 1000; /* S3 has at most 1,000 rules */
}

enum mgp_status mgp_s3_read_replication(struct mgp_slice text, struct mgp_arena *arena,
                                        struct mgp_s3_replication *out, struct mgp_error *error)
{
    struct replication rules = {.arena = arena, .out = out};
    *out = (struct mgp_s3_replication){0};
    return read_document(text, "ReplicationConfiguration", NULL,
                         &(struct mgp_xml_handler){&rules, NULL, on_replication}, error);
}

static bool on_location(void *context, const char *path, struct mgp_slice text)
{
    if (strcmp(path, "") == 0) keep_printable(context, 64, text);
    return true;
}

enum mgp_status mgp_s3_read_location(struct mgp_slice text, char out[64], struct mgp_error *error)
{
    out[0] = '\0';
    enum mgp_status status =
        read_document(text, "LocationConstraint", NULL, &(struct mgp_xml_handler){out, NULL, on_location}, error);
    if (status == MGP_OK && strcmp(out, "EU") == 0) memcpy(out, "eu-west-1", 10);
    return status;
}

static bool on_ownership(void *context, const char *path, struct mgp_slice text)
{
    if (strcmp(path, "Rule/ObjectOwnership") == 0) *(bool *)context = mgp_slice_is(text, "BucketOwnerEnforced");
    return true;
}

enum mgp_status mgp_s3_read_ownership(struct mgp_slice text, bool *ignores_acls, struct mgp_error *error)
{
    *ignores_acls = false;
    return read_document(text, "OwnershipControls", NULL, &(struct mgp_xml_handler){ignores_acls, NULL, on_ownership},
                         error);
}

struct upload {
    struct mgp_arena *arena;
    const char *id;
};

static bool on_upload(void *context, const char *path, struct mgp_slice text)
{
    struct upload *upload = context;
    if (strcmp(path, "UploadId") == 0 && text.len > 0 && is_without_nul(text))
        upload->id = mgp_arena_text(upload->arena, text);
    return true;
}

enum mgp_status mgp_s3_read_upload_id(struct mgp_slice text, struct mgp_arena *arena, const char **out,
                                      struct mgp_error *error)
{
    struct upload upload = {arena, NULL};
    enum mgp_status status = read_document(text, "InitiateMultipartUploadResult", NULL,
                                           &(struct mgp_xml_handler){&upload, NULL, on_upload}, error);
    if (status == MGP_OK && !upload.id)
        return mgp_fail(error, MGP_CORRUPT, "the server began an upload in parts, and says not under which id");
    *out = upload.id;
    return status;
}
