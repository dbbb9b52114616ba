#include <criterion/criterion.h>

#include "report_sample.h"
#include "scanner/finding/bucket_schema.h"
#include "scanner/finding/finding_parts.h"
#include "scanner/finding/nearest_name.h"

#define FULL_FILE SOURCE_DIR "/tests/data/finding/full.bucket.json"

static struct mgp_bucket_facts *parse(const char *text)
{
    struct mgp_bucket_facts *facts = NULL;
    struct mgp_error failure;
    enum mgp_status status = mgp_bucket_facts_parse("b.bucket.json", mgp_slice_text(text), &facts, &failure);
    cr_assert_eq(status, MGP_OK, "%s", failure.message);
    return facts;
}

/* The s3Bucket of a finding with these facts. */
static const struct mgp_json *bucket_of(const struct mgp_bucket_facts *facts, struct mgp_arena *arena,
                                        const struct mgp_json **finding)
{
    struct mgp_buffer text = {0};
    struct mgp_json_writer writer;
    struct mgp_json *json;
    struct mgp_report report = sample_report("northwind-payroll-drop", "k");
    sample_add(&report, &sample_card, NULL, MGP_SEVERITY_HIGH, 1, 0, sample_line(1, 1));
    mgp_json_writer_init(&writer, &text, 0);
    mgp_finding_write(&writer, &sample_context, facts, &report, false);
    cr_assert_eq(mgp_json_parse(arena, mgp_buffer_slice(&text), &json, NULL), MGP_OK);
    mgp_buffer_clear(&text);
    sample_clear(&report);
    if (finding) *finding = json;
    return mgp_json_path(json, "resourcesAffected", "s3Bucket", NULL);
}

static void expect_text(const struct mgp_json *json, const char *expected)
{
    cr_assert(json, "no such member; expected %s", expected);
    cr_expect(mgp_json_is_string(json, expected), "expected %s, got %.*s", expected, (int)json->text.len,
              json->text.ptr);
}

Test(bucket_facts, of_a_full_item_reach_the_finding)
{
    struct mgp_bucket_facts *facts = NULL;
    struct mgp_error failure;
    struct mgp_arena arena = {0};
    const struct mgp_json *finding;
    cr_assert_eq(mgp_bucket_facts_read(FULL_FILE, &facts, &failure), MGP_OK, "%s", failure.message);
    const struct mgp_json *bucket = bucket_of(facts, &arena, &finding);
    expect_text(mgp_json_member(bucket, "allowsUnencryptedObjectUploads"), "TRUE");
    expect_text(mgp_json_member(bucket, "arn"), "arn:aws:s3:::northwind-payroll-drop");
    expect_text(mgp_json_member(bucket, "createdAt"), "2025-11-02T10:15:31.000Z");
    expect_text(mgp_json_path(bucket, "defaultServerSideEncryption", "encryptionType", NULL), "aws:kms");
    expect_text(mgp_json_path(bucket, "defaultServerSideEncryption", "kmsMasterKeyId", NULL),
                "arn:aws:kms:eu-west-1:210987654321:key/7d0f1c52-9a3e-4b18-8c6d-2e5f90ab41c7");
    expect_text(mgp_json_path(bucket, "owner", "displayName", NULL), "northwind-data");
    expect_text(mgp_json_path(bucket, "publicAccess", "effectivePermission", NULL), "NOT_PUBLIC");
    const struct mgp_json *level =
        mgp_json_path(bucket, "publicAccess", "permissionConfiguration", "bucketLevelPermissions", NULL);
    const struct mgp_json *flag = mgp_json_path(level, "blockPublicAccess", "blockPublicPolicy", NULL);
    cr_expect(mgp_json_is(flag, MGP_JSON_BOOL) && !flag->boolean);
    flag = mgp_json_path(level, "bucketPolicy", "allowsPublicReadAccess", NULL);
    cr_expect(mgp_json_is(flag, MGP_JSON_BOOL) && flag->boolean);
    const struct mgp_json *tags = mgp_json_member(bucket, "tags");
    cr_assert(mgp_json_is(tags, MGP_JSON_ARRAY) && tags->count == 1);
    expect_text(mgp_json_member(tags->items[0], "key"), "team");
    expect_text(mgp_json_member(tags->items[0], "value"), "payroll");
    mgp_arena_clear(&arena);
    mgp_bucket_facts_destroy(facts);
}

Test(bucket_facts, give_account_and_region)
{
    struct mgp_bucket_facts *facts = parse("{\"accountId\": \"111122223333\", \"region\": \"cn-north-1\"}");
    struct mgp_arena arena = {0};
    const struct mgp_json *finding;
    const struct mgp_json *bucket = bucket_of(facts, &arena, &finding);
    expect_text(mgp_json_member(finding, "accountId"), "111122223333");
    expect_text(mgp_json_member(finding, "region"), "cn-north-1");
    expect_text(mgp_json_member(finding, "partition"), "aws-cn");
    expect_text(mgp_json_member(bucket, "arn"), "arn:aws-cn:s3:::northwind-payroll-drop");
    const struct mgp_json *location =
        mgp_json_path(finding, "classificationDetails", "detailedResultsLocation", NULL);
    struct mgp_slice start = MGP_LITERAL("s3://[export-config-not-set]/AWSLogs/210987654321/Macie/cn-north-1/"
                                         "99bb88401742848e032fd6f51709415f/111122223333/");
    cr_expect(mgp_slice_starts_with(location->text, start), "%.*s", (int)location->text.len, location->text.ptr);
    cr_expect(mgp_slice_ends_with(location->text, MGP_LITERAL(".jsonl.gz")));
    mgp_arena_clear(&arena);
    mgp_bucket_facts_destroy(facts);
}

Test(bucket_facts, that_are_empty_or_null_or_absent_are_all_unknown)
{
    struct mgp_bucket_facts *empty = parse("{}");
    struct mgp_bucket_facts *null = parse("{\"publicAccess\": null, \"tags\": null, \"region\": null,"
                                          " \"serverSideEncryption\": {\"type\": null}}");
    struct mgp_bucket_facts *absent = NULL;
    cr_assert_eq(mgp_bucket_facts_read(NULL, &absent, NULL), MGP_OK);
    struct mgp_bucket_facts *all[] = {empty, null, absent, NULL};
    for (size_t i = 0; i < 4; i++) {
        struct mgp_arena arena = {0};
        const struct mgp_json *finding;
        const struct mgp_json *bucket = bucket_of(all[i], &arena, &finding);
        expect_text(mgp_json_path(bucket, "publicAccess", "effectivePermission", NULL), "UNKNOWN");
        expect_text(mgp_json_path(bucket, "defaultServerSideEncryption", "encryptionType", NULL), "UNKNOWN");
        expect_text(mgp_json_member(finding, "region"), "eu-west-1");
        cr_expect(mgp_json_is(mgp_json_member(bucket, "tags"), MGP_JSON_NULL));
        mgp_arena_clear(&arena);
        mgp_bucket_facts_destroy(all[i]);
    }
}

Test(bucket_facts, keep_known_empty_tags_apart_from_unknown_ones)
{
    struct mgp_bucket_facts *facts = parse("{\"tags\": []}");
    struct mgp_arena arena = {0};
    const struct mgp_json *tags = mgp_json_member(bucket_of(facts, &arena, NULL), "tags");
    cr_expect(mgp_json_is(tags, MGP_JSON_ARRAY) && tags->count == 0);
    mgp_arena_clear(&arena);
    mgp_bucket_facts_destroy(facts);
}

Test(bucket_facts, that_are_wrong_are_named_with_their_place)
{
    static const struct {
        const char *text, *message;
    } rows[] = {
        {"{\n  \"publicAcces\": {}\n}",
         "b.bucket.json:2:3: \"publicAcces\" is no member of a DescribeBuckets item; did you mean \"publicAccess\"?"},
        {"{\"region\": \"x\" ,\n \"BucketArn\" : 1}",
         "b.bucket.json:2:2: \"BucketArn\" is no member of a DescribeBuckets item; did you mean \"bucketArn\"?"},
        {"{\"colour\": 1}", "b.bucket.json:1:2: \"colour\" is no member of a DescribeBuckets item"},
        {"{\"a\\\"b\\n\": 1}", "b.bucket.json:1:2: \"a\"b\\n\" is no member of a DescribeBuckets item"},
        {"{\"buckets\": []}", "b.bucket.json:1:2: \"buckets\" is no member of a DescribeBuckets item; a bucket file"
                              " holds one item of that list"},
        {"{\"publicAccess\": {\"efectivePermission\": \"PUBLIC\"}}",
         "b.bucket.json:1:19: \"efectivePermission\" is no member of publicAccess; did you mean"
         " \"effectivePermission\"?"},
        {"{\"publicAccess\": {\"effectivePermission\": \"Public\"}}",
         "b.bucket.json:1:42: publicAccess.effectivePermission must be \"PUBLIC\", \"NOT_PUBLIC\" or \"UNKNOWN\""},
        {"{\"publicAccess\": {\"permissionConfiguration\": {\"bucketLevelPermissions\": {\"bucketPolicy\":"
         " {\"allowsPublicReadAccess\": \"no\"}}}}}",
         "b.bucket.json:1:117: publicAccess.permissionConfiguration.bucketLevelPermissions.bucketPolicy."
         "allowsPublicReadAccess must be true or false"},
        {"{\"tags\": {}}", "b.bucket.json:1:10: tags must be an array"},
        {"{\"tags\": [{\"key\": \"a\"}, \"b\"]}", "b.bucket.json:1:25: tags[1] must be an object"},
        {"{\"tags\": [{\"Key\": \"a\"}]}",
         "b.bucket.json:1:12: \"Key\" is no member of tags[0]; did you mean \"key\"?"},
        {"{\"replicationDetails\": {\"replicationAccounts\": [1]}}",
         "b.bucket.json:1:49: replicationDetails.replicationAccounts[0] must be a string"},
        {"{\"accountId\": 210987654321}", "b.bucket.json:1:15: accountId must be a string"},
        {"{\"bucketCreatedAt\": \"last week\"}",
         "b.bucket.json:1:21: bucketCreatedAt must be a time such as \"2026-03-17T08:41:26Z\""},
        {"{\"objectCount\": -1}", "b.bucket.json:1:17: objectCount must be a whole number from 0"},
        {"{\"sensitivityScore\": 1.5}", "b.bucket.json:1:22: sensitivityScore must be a whole number"},
        {"{\"publicAccess\": []}", "b.bucket.json:1:18: publicAccess must be an object"},
        {"[]", "b.bucket.json:1:1: a bucket file must be an object"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct mgp_bucket_facts *facts = NULL;
        struct mgp_error failure = {0};
        enum mgp_status status =
            mgp_bucket_facts_parse("b.bucket.json", mgp_slice_text(rows[i].text), &facts, &failure);
        cr_expect_eq(status, MGP_INVALID, "%s", rows[i].text);
        cr_expect_null(facts);
        cr_expect_str_eq(failure.message, rows[i].message);
    }
}

Test(bucket_facts, that_are_no_json_are_named_with_their_place)
{
    struct mgp_bucket_facts *facts = NULL;
    struct mgp_error failure = {0};
    const char *text = "{\n \"region\": }";
    cr_expect_eq(mgp_bucket_facts_parse("b.bucket.json", mgp_slice_text(text), &facts, &failure), MGP_INVALID);
    const char *start = "b.bucket.json:2:12: not valid JSON: ";
    cr_expect(strncmp(failure.message, start, strlen(start)) == 0, "%s", failure.message);
    cr_expect_eq(mgp_bucket_facts_parse("b", mgp_slice_text(""), &facts, &failure), MGP_INVALID);
}

Test(bucket_facts, that_are_not_there_are_an_error)
{
    struct mgp_bucket_facts *facts = NULL;
    struct mgp_error failure = {0};
    cr_expect_eq(mgp_bucket_facts_read("/nonexistent/b.bucket.json", &facts, &failure), MGP_GONE);
    cr_expect(strstr(failure.message, "/nonexistent/b.bucket.json"));
    mgp_bucket_facts_destroy(NULL);
}

/* Every member of the schema is accepted with null, so the table itself is walked. */
Test(bucket_facts, may_have_every_member_of_describe_buckets)
{
    struct mgp_buffer text = {0};
    for (size_t i = 0; i < mgp_bucket_schema.count; i++) {
        mgp_buffer_format(&text, "%s\"%s\": null", i ? ", " : "{", mgp_bucket_schema.fields[i].name);
    }
    mgp_buffer_text(&text, "}");
    cr_assert_eq(mgp_bucket_schema.count, 28);
    mgp_bucket_facts_destroy(parse(mgp_buffer_string(&text)));
    mgp_buffer_clear(&text);
}

Test(nearest_name, is_the_one_with_the_fewest_edits)
{
    static const char *const names[] = {"region", "versioning", "tags", "sharedAccess"};
    static const struct {
        const char *name, *nearest;
    } rows[] = {
        {"regoin", "region"}, {"REGION", "region"},     {"versionning", "versioning"}, {"tag", "tags"},
        {"sharedAcess", "sharedAccess"}, {"xxxx", NULL}, {"", NULL},                    {"re", NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const char *nearest = mgp_nearest_name(mgp_slice_text(rows[i].name), names, 4);
        if (rows[i].nearest) {
            cr_expect(nearest && strcmp(nearest, rows[i].nearest) == 0, "%s: %s", rows[i].name, nearest);
        } else {
            cr_expect_null(nearest, "%s: %s", rows[i].name, nearest);
        }
    }
    char longest[300];
    memset(longest, 'x', sizeof longest);
    cr_expect_null(mgp_nearest_name(mgp_slice_of(longest, sizeof longest), names, 4));
}
