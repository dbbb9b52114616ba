/* After BucketMetadata of Macie's service model (2020-01-01), with `owner` added, which a finding has and
 * DescribeBuckets lacks. */
#include "scanner/finding/bucket_schema.h"

#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})
#define SCHEMA(fields)                                                                                       \
    {                                                                                                        \
        fields, sizeof(fields) / sizeof *(fields)                                                            \
    }

#define FIELD(name, kind)                                                                                    \
    {                                                                                                        \
        name, MGP_FIELD_##kind, NULL, NULL                                                                   \
    }
#define WORD(name, ...)                                                                                      \
    {                                                                                                        \
        name, MGP_FIELD_WORD, WORDS(__VA_ARGS__), NULL                                                       \
    }
#define OBJECT(name, schema)                                                                                 \
    {                                                                                                        \
        name, MGP_FIELD_OBJECT, NULL, schema                                                                 \
    }
#define OBJECTS(name, schema)                                                                                \
    {                                                                                                        \
        name, MGP_FIELD_OBJECTS, NULL, schema                                                                \
    }

static const struct mgp_field block_public_access_fields[] = {
    FIELD("blockPublicAcls", BOOL),
    FIELD("blockPublicPolicy", BOOL),
    FIELD("ignorePublicAcls", BOOL),
    FIELD("restrictPublicBuckets", BOOL),
};
static const struct mgp_schema block_public_access = SCHEMA(block_public_access_fields);

static const struct mgp_field grants_fields[] = {
    FIELD("allowsPublicReadAccess", BOOL),
    FIELD("allowsPublicWriteAccess", BOOL),
};
static const struct mgp_schema grants = SCHEMA(grants_fields);

static const struct mgp_field account_level_fields[] = {
    OBJECT("blockPublicAccess", &block_public_access),
};
static const struct mgp_schema account_level = SCHEMA(account_level_fields);

static const struct mgp_field bucket_level_fields[] = {
    OBJECT("accessControlList", &grants),
    OBJECT("blockPublicAccess", &block_public_access),
    OBJECT("bucketPolicy", &grants),
};
static const struct mgp_schema bucket_level = SCHEMA(bucket_level_fields);

static const struct mgp_field configuration_fields[] = {
    OBJECT("accountLevelPermissions", &account_level),
    OBJECT("bucketLevelPermissions", &bucket_level),
};
static const struct mgp_schema configuration = SCHEMA(configuration_fields);

static const struct mgp_field public_access_fields[] = {
    WORD("effectivePermission", "PUBLIC", "NOT_PUBLIC", "UNKNOWN"),
    OBJECT("permissionConfiguration", &configuration),
};
static const struct mgp_schema public_access = SCHEMA(public_access_fields);

static const struct mgp_field job_details_fields[] = {
    WORD("isDefinedInJob", "TRUE", "FALSE", "UNKNOWN"),
    WORD("isMonitoredByJob", "TRUE", "FALSE", "UNKNOWN"),
    FIELD("lastJobId", STRING),
    FIELD("lastJobRunTime", TIME),
};
static const struct mgp_schema job_details = SCHEMA(job_details_fields);

static const struct mgp_field encryption_counts_fields[] = {
    FIELD("customerManaged", COUNT), FIELD("kmsManaged", COUNT), FIELD("s3Managed", COUNT),
    FIELD("unencrypted", COUNT),     FIELD("unknown", COUNT),
};
static const struct mgp_schema encryption_counts = SCHEMA(encryption_counts_fields);

static const struct mgp_field object_statistics_fields[] = {
    FIELD("fileType", COUNT),
    FIELD("storageClass", COUNT),
    FIELD("total", COUNT),
};
static const struct mgp_schema object_statistics = SCHEMA(object_statistics_fields);

static const struct mgp_field owner_fields[] = {
    FIELD("displayName", STRING),
    FIELD("id", STRING),
};
static const struct mgp_schema owner = SCHEMA(owner_fields);

static const struct mgp_field replication_fields[] = {
    FIELD("replicated", BOOL),
    FIELD("replicatedExternally", BOOL),
    FIELD("replicationAccounts", STRINGS),
};
static const struct mgp_schema replication = SCHEMA(replication_fields);

static const struct mgp_field encryption_fields[] = {
    FIELD("kmsMasterKeyId", STRING),
    WORD("type", "NONE", "AES256", "aws:kms", "aws:kms:dsse"),
};
static const struct mgp_schema encryption = SCHEMA(encryption_fields);

static const struct mgp_field tag_fields[] = {
    FIELD("key", STRING),
    FIELD("value", STRING),
};
static const struct mgp_schema tag = SCHEMA(tag_fields);

static const struct mgp_field bucket_fields[] = {
    FIELD("accountId", STRING),
    WORD("allowsUnencryptedObjectUploads", "TRUE", "FALSE", "UNKNOWN"),
    WORD("automatedDiscoveryMonitoringStatus", "MONITORED", "NOT_MONITORED"),
    FIELD("bucketArn", STRING),
    FIELD("bucketCreatedAt", TIME),
    FIELD("bucketName", STRING),
    FIELD("classifiableObjectCount", COUNT),
    FIELD("classifiableSizeInBytes", COUNT),
    WORD("errorCode", "ACCESS_DENIED", "BUCKET_COUNT_EXCEEDS_QUOTA"),
    FIELD("errorMessage", STRING),
    OBJECT("jobDetails", &job_details),
    FIELD("lastAutomatedDiscoveryTime", TIME),
    FIELD("lastUpdated", TIME),
    FIELD("objectCount", COUNT),
    OBJECT("objectCountByEncryptionType", &encryption_counts),
    OBJECT("owner", &owner),
    OBJECT("publicAccess", &public_access),
    FIELD("region", STRING),
    OBJECT("replicationDetails", &replication),
    FIELD("sensitivityScore", INTEGER),
    OBJECT("serverSideEncryption", &encryption),
    WORD("sharedAccess", "EXTERNAL", "INTERNAL", "NOT_SHARED", "UNKNOWN"),
    FIELD("sizeInBytes", COUNT),
    FIELD("sizeInBytesCompressed", COUNT),
    OBJECTS("tags", &tag),
    OBJECT("unclassifiableObjectCount", &object_statistics),
    OBJECT("unclassifiableObjectSizeInBytes", &object_statistics),
    FIELD("versioning", BOOL),
};
const struct mgp_schema mgp_bucket_schema = SCHEMA(bucket_fields);
