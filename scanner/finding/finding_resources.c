/* resourcesAffected: the bucket from its facts, the object from the listing. What nobody knows is UNKNOWN
 * where Macie's model has that word, else null; nothing unknown is ever said to be private. */
#include "scanner/finding/finding_parts.h"

const char *mgp_region_partition(const char *region)
{
    if (strncmp(region, "cn-", 3) == 0) return "aws-cn";
    if (strncmp(region, "us-gov-", 7) == 0) return "aws-us-gov";
    return "aws";
}

const char *mgp_finding_region(const struct mgp_finding_context *context,
                               const struct mgp_bucket_facts *facts)
{
    return mgp_json_string(mgp_json_member(mgp_bucket_facts_item(facts), "region"), context->region);
}

const char *mgp_finding_account(const struct mgp_finding_context *context,
                                const struct mgp_bucket_facts *facts)
{
    return mgp_json_string(mgp_json_member(mgp_bucket_facts_item(facts), "accountId"), context->account_id);
}

/* name: the string that json is, else the fallback. */
static void member_string(struct mgp_json_writer *writer, const char *name, const struct mgp_json *json,
                          const char *fallback)
{
    if (mgp_json_is(json, MGP_JSON_STRING)) {
        mgp_json_member_string(writer, name, json->text);
    } else {
        mgp_json_member_text(writer, name, fallback);
    }
}

static void member_time(struct mgp_json_writer *writer, const char *name, mgp_time_ms time)
{
    char text[MGP_TIME_TEXT];
    mgp_time_format(time, true, text);
    mgp_json_member_text(writer, name, time == MGP_TIME_UNKNOWN ? NULL : text);
}

/* An object of booleans, each null where it is unknown. */
static void member_flags(struct mgp_json_writer *writer, const char *name, const struct mgp_json *parent,
                         const char *const *flags)
{
    const struct mgp_json *json = mgp_json_member(parent, name);
    mgp_json_key(writer, name);
    mgp_json_begin_object(writer);
    for (; *flags; flags++) {
        const struct mgp_json *flag = mgp_json_member(json, *flags);
        if (mgp_json_is(flag, MGP_JSON_BOOL)) {
            mgp_json_member_bool(writer, *flags, flag->boolean);
        } else {
            mgp_json_member_null(writer, *flags);
        }
    }
    mgp_json_end_object(writer);
}

static void write_public_access(struct mgp_json_writer *writer, const struct mgp_json *item)
{
    static const char *const block[] = {"blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls",
                                        "restrictPublicBuckets", NULL};
    static const char *const grants[] = {"allowsPublicReadAccess", "allowsPublicWriteAccess", NULL};
    const struct mgp_json *access = mgp_json_member(item, "publicAccess");
    const struct mgp_json *configuration = mgp_json_member(access, "permissionConfiguration");
    const struct mgp_json *account = mgp_json_member(configuration, "accountLevelPermissions");
    const struct mgp_json *bucket = mgp_json_member(configuration, "bucketLevelPermissions");
    mgp_json_key(writer, "publicAccess");
    mgp_json_begin_object(writer);
    member_string(writer, "effectivePermission", mgp_json_member(access, "effectivePermission"), "UNKNOWN");
    mgp_json_key(writer, "permissionConfiguration");
    mgp_json_begin_object(writer);
    mgp_json_key(writer, "accountLevelPermissions");
    mgp_json_begin_object(writer);
    member_flags(writer, "blockPublicAccess", account, block);
    mgp_json_end_object(writer);
    mgp_json_key(writer, "bucketLevelPermissions");
    mgp_json_begin_object(writer);
    member_flags(writer, "accessControlList", bucket, grants);
    member_flags(writer, "blockPublicAccess", bucket, block);
    member_flags(writer, "bucketPolicy", bucket, grants);
    mgp_json_end_object(writer);
    mgp_json_end_object(writer);
    mgp_json_end_object(writer);
}

static void write_tags(struct mgp_json_writer *writer, const struct mgp_json *tags)
{
    mgp_json_key(writer, "tags");
    if (!mgp_json_is(tags, MGP_JSON_ARRAY)) {
        mgp_json_write_null(writer);
        return;
    }
    mgp_json_begin_array(writer);
    for (size_t i = 0; i < tags->count; i++) {
        mgp_json_begin_object(writer);
        member_string(writer, "key", mgp_json_member(tags->items[i], "key"), NULL);
        member_string(writer, "value", mgp_json_member(tags->items[i], "value"), NULL);
        mgp_json_end_object(writer);
    }
    mgp_json_end_array(writer);
}

/* name: the bucket's ARN, as its file gives it or else made from its name. */
static void member_bucket_arn(struct mgp_json_writer *writer, const char *name, const struct mgp_json *item,
                              const char *region, struct mgp_slice bucket)
{
    const struct mgp_json *given = mgp_json_member(item, "bucketArn");
    struct mgp_buffer arn = {0};
    mgp_buffer_format(&arn, "arn:%s:s3:::", mgp_region_partition(region));
    mgp_buffer_append(&arn, bucket);
    mgp_json_member_string(writer, name,
                           mgp_json_is(given, MGP_JSON_STRING) ? given->text : mgp_buffer_slice(&arn));
    mgp_buffer_clear(&arn);
}

static void write_bucket(struct mgp_json_writer *writer, const char *region, const struct mgp_json *item,
                         struct mgp_slice bucket)
{
    const struct mgp_json *encryption = mgp_json_member(item, "serverSideEncryption");
    const struct mgp_json *owner = mgp_json_member(item, "owner");
    mgp_time_ms created = MGP_TIME_UNKNOWN;
    mgp_time_parse(mgp_json_string(mgp_json_member(item, "bucketCreatedAt"), ""), &created);
    mgp_json_begin_object(writer);
    member_string(writer, "allowsUnencryptedObjectUploads",
                  mgp_json_member(item, "allowsUnencryptedObjectUploads"), "UNKNOWN");
    member_bucket_arn(writer, "arn", item, region, bucket);
    member_time(writer, "createdAt", created);
    mgp_json_key(writer, "defaultServerSideEncryption");
    mgp_json_begin_object(writer);
    member_string(writer, "encryptionType", mgp_json_member(encryption, "type"), "UNKNOWN");
    member_string(writer, "kmsMasterKeyId", mgp_json_member(encryption, "kmsMasterKeyId"), NULL);
    mgp_json_end_object(writer);
    mgp_json_member_string(writer, "name", bucket);
    mgp_json_key(writer, "owner");
    mgp_json_begin_object(writer);
    member_string(writer, "displayName", mgp_json_member(owner, "displayName"), NULL);
    member_string(writer, "id", mgp_json_member(owner, "id"), NULL);
    mgp_json_end_object(writer);
    write_public_access(writer, item);
    write_tags(writer, mgp_json_member(item, "tags"));
    mgp_json_end_object(writer);
}

/* bucket/key */
static void member_path(struct mgp_json_writer *writer, const struct mgp_object *object)
{
    struct mgp_buffer path = {0};
    mgp_buffer_append(&path, object->bucket);
    mgp_buffer_byte(&path, '/');
    mgp_buffer_append(&path, object->key);
    mgp_json_member_string(writer, "path", mgp_buffer_slice(&path));
    mgp_buffer_clear(&path);
}

/* A server that knows encryption, as its answer about the bucket shows, and names none for the object, has none. */
static const char *object_encryption(const struct mgp_json *item, const struct mgp_object *object)
{
    const struct mgp_json *encryption = mgp_json_member(item, "serverSideEncryption");
    const char *bucket = mgp_json_string(mgp_json_member(encryption, "type"), "UNKNOWN");
    if (object->encryption_type) return object->encryption_type;
    return object->hides_encryption && strcmp(bucket, "UNKNOWN") != 0 ? "NONE" : "UNKNOWN";
}

static void write_object_tags(struct mgp_json_writer *writer, const struct mgp_object *object)
{
    mgp_json_key(writer, "tags");
    if (object->has_unknown_tags) {
        mgp_json_write_null(writer);
        return;
    }
    mgp_json_begin_array(writer);
    for (size_t i = 0; i < object->tag_count; i++) {
        mgp_json_begin_object(writer);
        mgp_json_member_text(writer, "key", object->tags[i].key);
        mgp_json_member_text(writer, "value", object->tags[i].value);
        mgp_json_end_object(writer);
    }
    mgp_json_end_array(writer);
}

static void write_object(struct mgp_json_writer *writer, const char *region, const struct mgp_json *item,
                         const struct mgp_object *object, bool is_event)
{
    mgp_json_begin_object(writer);
    member_bucket_arn(writer, "bucketArn", item, region, object->bucket);
    mgp_json_member_text(writer, is_event ? "etag" : "eTag", object->etag[0] ? object->etag : NULL);
    mgp_json_member_string(writer, "extension", mgp_object_extension(object->key));
    mgp_json_member_string(writer, "key", object->key);
    member_time(writer, "lastModified", object->last_modified);
    member_path(writer, object);
    mgp_json_member_null(writer, "publicAccess"); /* would need the object's own ACL */
    mgp_json_key(writer, "serverSideEncryption");
    mgp_json_begin_object(writer);
    mgp_json_member_text(writer, "encryptionType", object_encryption(item, object));
    mgp_json_member_text(writer, "kmsMasterKeyId", object->kms_key_id);
    mgp_json_end_object(writer);
    if (object->has_size) {
        mgp_json_member_unsigned(writer, "size", object->size);
    } else {
        mgp_json_member_null(writer, "size");
    }
    mgp_json_member_text(writer, "storageClass", object->storage_class);
    write_object_tags(writer, object);
    mgp_json_member_text(writer, "versionId", object->version_id ? object->version_id : "");
    mgp_json_end_object(writer);
}

void mgp_resources_write(struct mgp_json_writer *writer, const char *region,
                         const struct mgp_bucket_facts *facts, const struct mgp_object *object, bool is_event)
{
    const struct mgp_json *item = mgp_bucket_facts_item(facts);
    mgp_json_begin_object(writer);
    mgp_json_key(writer, "s3Bucket");
    write_bucket(writer, region, item, object->bucket);
    mgp_json_key(writer, "s3Object");
    write_object(writer, region, item, object, is_event);
    mgp_json_end_object(writer);
}
