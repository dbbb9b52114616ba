/* What matching costs: one event of about 2 KB against ten rules, on one thread. Prints events a second for matching a
 * parsed event, for parsing it, and for both; the best of five rounds each, by the thread's processor time, so that what
 * else runs on the machine counts little. Usage: bench_pattern [SECONDS-A-ROUND] */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "notifier/rule/pattern.h"

#define ROUNDS 5
#define BATCH 200

/* A policy finding with the members that all of them have; names invented. */
static const char event_text[] =
    "{\"version\":\"0\",\"id\":\"d18f40c7-93be-4a26-b5d1-7f6c0e2a9438\",\"detail-type\":\"Macie Finding\",\"source\":"
    "\"aws.macie\",\"account\":\"210987654321\",\"time\":\"2026-02-09T09:15:00Z\",\"region\":\"eu-west-1\",\"resources\":[],"
    "\"detail\":{\"schemaVersion\":\"1.0\",\"id\":\"9c41d7e2b05f4a6d8e13f7a2c6094b58\",\"accountId\":\"210987654321\","
    "\"partition\":\"aws\",\"region\":\"eu-west-1\",\"type\":\"SensitiveData:S3Object/Multiple\",\"title\":"
    "\"The S3 object contains multiple categories of sensitive data\",\"description\":\"The object holds credentials and "
    "personal information.\",\"severity\":{\"score\":3,\"description\":\"High\"},\"createdAt\":\"2026-02-08T13:20:55.207Z\","
    "\"updatedAt\":\"2026-02-08T13:20:55.207Z\",\"count\":1,\"resourcesAffected\":{\"s3Bucket\":{"
    "\"allowsUnencryptedObjectUploads\":\"TRUE\",\"arn\":\"arn:aws:s3:::northwind-press-kit\",\"createdAt\":"
    "\"2024-06-19T07:44:12.000Z\",\"defaultServerSideEncryption\":{\"encryptionType\":\"AES256\",\"kmsMasterKeyId\":null},"
    "\"name\":\"northwind-press-kit\",\"owner\":{\"displayName\":\"northwind-data\",\"id\":\"c0ffee0a1b2c3d4e\"},"
    "\"publicAccess\":{\"effectivePermission\":\"PUBLIC\",\"permissionConfiguration\":{\"accountLevelPermissions\":{"
    "\"blockPublicAccess\":{\"blockPublicAcls\":false,\"blockPublicPolicy\":false,\"ignorePublicAcls\":false,"
    "\"restrictPublicBuckets\":false}}}},\"tags\":[{\"key\":\"team\",\"value\":\"press\"},{\"key\":\"stage\",\"value\":"
    "\"prod\"}]},\"s3Object\":{\"bucketArn\":\"arn:aws:s3:::northwind-press-kit\",\"extension\":\"csv\",\"key\":"
    "\"2026/q1/contractors.csv\",\"lastModified\":\"2026-02-07T22:04:09.000Z\",\"path\":"
    "\"northwind-press-kit/2026/q1/contractors.csv\",\"publicAccess\":false,\"size\":18744,\"storageClass\":\"STANDARD\","
    "\"tags\":[],\"versionId\":\"\",\"etag\":\"3f9a1c7d5b2e48f60a9d8c7b6e5f4a31\"}},\"category\":\"CLASSIFICATION\","
    "\"classificationDetails\":{\"jobId\":\"5f0c2a9be7d14c3a8b6e90d1f4a7c382\",\"originType\":\"SENSITIVE_DATA_DISCOVERY_JOB\","
    "\"result\":{\"mimeType\":\"text/csv\",\"sensitiveData\":[{\"category\":\"CREDENTIALS\",\"detections\":[{\"count\":2,"
    "\"type\":\"AWS_CREDENTIALS\"}],\"totalCount\":2},{\"category\":\"PERSONAL_INFORMATION\",\"detections\":[{\"count\":27,"
    "\"type\":\"USA_SOCIAL_SECURITY_NUMBER\"}],\"totalCount\":27}],\"sizeClassified\":18744,\"status\":{\"code\":\"COMPLETE\","
    "\"reason\":null}}},\"policyDetails\":null,\"sample\":false,\"archived\":false}}";

#define MACIE "{\"source\":[\"aws.macie\"],\"detail-type\":[\"Macie Finding\"]"

static const char *const rules[] = {
    MACIE "}",
    MACIE ",\"detail\":{\"severity\":{\"description\":[\"High\"]}}}",
    MACIE ",\"detail\":{\"severity\":{\"score\":[{\"numeric\":[\">=\",2]}]},\"sample\":[false]}}",
    MACIE ",\"detail\":{\"type\":[{\"prefix\":\"Policy:\"}]}}",
    MACIE ",\"detail\":{\"type\":[{\"anything-but\":{\"suffix\":\"/Personal\"}}],\"category\":[\"CLASSIFICATION\"]}}",
    MACIE ",\"detail\":{\"resourcesAffected\":{\"s3Bucket\":{\"publicAccess\":{\"effectivePermission\":[\"PUBLIC\"]}}}}}",
    MACIE ",\"detail\":{\"resourcesAffected\":{\"s3Object\":{\"key\":[{\"wildcard\":\"*/q*/*.csv\"}],\"size\":[{\"numeric\":"
          "[\">\",1000,\"<\",1000000]}]}}}}",
    MACIE ",\"detail\":{\"resourcesAffected\":{\"s3Bucket\":{\"tags\":{\"key\":[\"stage\"],\"value\":[\"prod\"]}}}}}",
    MACIE ",\"detail\":{\"classificationDetails\":{\"result\":{\"sensitiveData\":{\"category\":[\"CREDENTIALS\"],"
          "\"totalCount\":[{\"numeric\":[\">\",1]}]}}}}}",
    MACIE ",\"$or\":[{\"detail\":{\"severity\":{\"description\":[\"High\"]}}},{\"detail\":{\"type\":["
          "\"Policy:IAMUser/S3BucketPublic\"]}},{\"account\":[\"111122223333\"]}]}",
};
#define RULE_COUNT (sizeof rules / sizeof *rules)

struct bench {
    struct mgp_pattern *patterns[RULE_COUNT];
    const struct mgp_json *event;
    struct mgp_arena arena; /* of what is parsed in the rounds */
    size_t matches;
};

static void match_all(struct bench *bench, const struct mgp_json *event)
{
    for (size_t i = 0; i < RULE_COUNT; i++) {
        bool matched = false;
        mgp_pattern_match(bench->patterns[i], event, &matched);
        bench->matches += matched;
    }
}

static struct mgp_json *parse(struct bench *bench)
{
    struct mgp_json *event = NULL;
    mgp_arena_reset(&bench->arena);
    if (mgp_json_parse(&bench->arena, MGP_LITERAL(event_text), &event, NULL) != MGP_OK) exit(1);
    return event;
}

static void match_parsed(struct bench *bench)
{
    match_all(bench, bench->event);
}

static void only_parse(struct bench *bench)
{
    parse(bench);
}

static void parse_and_match(struct bench *bench)
{
    match_all(bench, parse(bench));
}

static uint64_t processor_ns(void)
{
    struct timespec time;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

static double events_a_second(struct bench *bench, void (*work)(struct bench *), double seconds)
{
    double best = 0;
    for (int round = 0; round < ROUNDS; round++) {
        uint64_t begin = processor_ns(), end = begin;
        size_t count = 0;
        for (; (double)(end - begin) < seconds * 1e9; end = processor_ns(), count += BATCH)
            for (int i = 0; i < BATCH; i++) work(bench);
        double rate = (double)count * 1e9 / (double)(end - begin);
        if (rate > best) best = rate;
    }
    return best;
}

int main(int argc, char **argv)
{
    double seconds = argc > 1 ? strtod(argv[1], NULL) : 0.3;
    struct bench bench = {0};
    struct mgp_arena arena = {0};
    struct mgp_json *event = NULL;
    for (size_t i = 0; i < RULE_COUNT; i++) {
        struct mgp_error error = {0};
        if (mgp_pattern_parse(mgp_slice_text(rules[i]), &bench.patterns[i], &error) == MGP_OK) continue;
        fprintf(stderr, "%s: %s\n", rules[i], error.message);
        return 1;
    }
    if (mgp_json_parse(&arena, MGP_LITERAL(event_text), &event, NULL) != MGP_OK) return 1;
    bench.event = event;
    match_parsed(&bench);
    printf("event %zu bytes, %zu rules, %zu of them match\n", sizeof event_text - 1, RULE_COUNT, bench.matches);
    printf("match a parsed event  %10.0f events/s\n", events_a_second(&bench, match_parsed, seconds));
    printf("parse                 %10.0f events/s\n", events_a_second(&bench, only_parse, seconds));
    printf("parse and match       %10.0f events/s\n", events_a_second(&bench, parse_and_match, seconds));
    for (size_t i = 0; i < RULE_COUNT; i++) mgp_pattern_destroy(bench.patterns[i]);
    mgp_arena_clear(&bench.arena);
    mgp_arena_clear(&arena);
    return 0;
}
