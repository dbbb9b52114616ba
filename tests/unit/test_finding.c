#include <criterion/criterion.h>
#include <stdio.h>

#include "report_sample.h"
#include "scanner/finding/finding_parts.h"

/* The finding (or event) of a report as a tree. */
struct written {
    struct mgp_buffer text;
    struct mgp_arena arena;
    struct mgp_json *json;
};

static void write_text(const struct mgp_finding_context *context, const struct mgp_bucket_facts *facts,
                       const struct mgp_report *report, bool is_event, struct mgp_buffer *out)
{
    struct mgp_json_writer writer;
    mgp_json_writer_init(&writer, out, 0);
    if (is_event) {
        mgp_event_write(&writer, context, facts, report);
    } else {
        mgp_finding_write(&writer, context, facts, report, false);
    }
}

/* A copy tells the same, and holds no samples. */
static void check_copy(const struct mgp_finding_context *context, const struct mgp_bucket_facts *facts,
                       const struct mgp_report *report, bool is_event, const struct mgp_buffer *expected)
{
    struct mgp_buffer text = {0};
    struct mgp_report *copy = mgp_finding_copy(report);
    for (size_t i = 0; i < copy->detection_count; i++)
        for (size_t k = 0; k < copy->detections[i].occurrence_count; k++)
            cr_expect_str_empty(copy->detections[i].occurrences[k].masked);
    write_text(context, facts, copy, is_event, &text);
    cr_expect(mgp_slice_equal(mgp_buffer_slice(&text), mgp_buffer_slice(expected)), "the copy tells something else");
    mgp_buffer_clear(&text);
    mgp_finding_copy_destroy(copy);
}

static struct written write_with(const struct mgp_finding_context *context, const struct mgp_bucket_facts *facts,
                                 const struct mgp_report *report, bool is_event)
{
    struct written written = {0};
    struct mgp_error error;
    write_text(context, facts, report, is_event, &written.text);
    check_copy(context, facts, report, is_event, &written.text);
    enum mgp_status status =
        mgp_json_parse(&written.arena, mgp_buffer_slice(&written.text), &written.json, &error);
    cr_assert_eq(status, MGP_OK, "%s", error.message);
    return written;
}

static struct written write_finding(const struct mgp_report *report)
{
    return write_with(&sample_context, NULL, report, false);
}

static void clear_written(struct written *written)
{
    mgp_buffer_clear(&written->text);
    mgp_arena_clear(&written->arena);
}

static void expect_text(const struct mgp_json *json, const char *expected)
{
    cr_assert(json, "no such member; expected %s", expected);
    cr_expect(mgp_json_is_string(json, expected), "expected %s, got %.*s", expected, (int)json->text.len,
              json->text.ptr);
}

static void expect_null(const struct mgp_json *json)
{
    cr_expect(json && json->type == MGP_JSON_NULL, "null must be written");
}

static void expect_number(const struct mgp_json *json, int64_t expected)
{
    int64_t value = -1;
    cr_expect(mgp_json_integer(json, &value) && value == expected, "expected %jd, got %jd", (intmax_t)expected,
              (intmax_t)value);
}

static bool has_member(const struct mgp_json *json, const char *name)
{
    return mgp_json_member(json, name) != NULL;
}

/* --- type and severity --- */

Test(finding, of_one_category_has_its_type)
{
    static const struct {
        const struct mgp_identifier *identifier;
        const char *type, *title;
    } rows[] = {
        {&sample_key, "SensitiveData:S3Object/Credentials", "The S3 object contains credentials"},
        {&sample_card, "SensitiveData:S3Object/Financial", "The S3 object contains financial information"},
        {&sample_ssn, "SensitiveData:S3Object/Personal", "The S3 object contains personal information"},
        {NULL, "SensitiveData:S3Object/CustomIdentifier",
         "The S3 object contains text that matches custom data identifier criteria"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct mgp_report report = sample_report("b", "k");
        sample_add(&report, rows[i].identifier, rows[i].identifier ? NULL : &sample_badge, MGP_SEVERITY_LOW, 1, 0,
                   sample_line(1, 1));
        cr_expect_str_eq(mgp_report_finding_type(&report), rows[i].type);
        cr_expect_str_eq(mgp_report_finding_title(&report), rows[i].title);
        sample_clear(&report);
    }
}

Test(finding, of_two_types_of_one_category_keeps_that_category)
{
    struct mgp_report report = sample_report("b", "k");
    sample_add(&report, &sample_name, NULL, MGP_SEVERITY_LOW, 1, 0, sample_line(1, 1));
    sample_add(&report, &sample_ssn, NULL, MGP_SEVERITY_HIGH, 1, 0, sample_line(1, 1));
    cr_expect_str_eq(mgp_report_finding_type(&report), "SensitiveData:S3Object/Personal");
    sample_clear(&report);
}

Test(finding, of_several_custom_identifiers_alone_is_custom_identifier)
{
    static const struct mgp_custom_info other = {"0d3b5d4e-8f2a-4f6b-a2b8-0a6f9a4d7c11", "Other"};
    struct mgp_report report = sample_report("b", "k");
    sample_add(&report, NULL, &sample_badge, MGP_SEVERITY_LOW, 1, 0, sample_line(1, 1));
    sample_add(&report, NULL, &other, MGP_SEVERITY_HIGH, 1, 0, sample_line(1, 1));
    cr_expect_str_eq(mgp_report_finding_type(&report), "SensitiveData:S3Object/CustomIdentifier");
    sample_clear(&report);
}

Test(finding, of_two_categories_is_multiple)
{
    struct mgp_report report = sample_report("b", "k");
    sample_add(&report, &sample_name, NULL, MGP_SEVERITY_LOW, 1, 0, sample_line(1, 1));
    sample_add(&report, NULL, &sample_badge, MGP_SEVERITY_MEDIUM, 1, 0, sample_line(1, 1));
    cr_expect_str_eq(mgp_report_finding_type(&report), "SensitiveData:S3Object/Multiple");
    cr_expect_str_eq(mgp_report_finding_title(&report),
                     "The S3 object contains multiple categories of sensitive data");
    sample_clear(&report);
}

Test(finding, has_the_highest_severity_of_its_types)
{
    struct mgp_report report = sample_report("b", "k");
    sample_add(&report, &sample_name, NULL, MGP_SEVERITY_LOW, 1, 0, sample_line(1, 1));
    cr_expect_eq(mgp_report_severity(&report), MGP_SEVERITY_LOW);
    sample_add(&report, &sample_ssn, NULL, MGP_SEVERITY_HIGH, 1, 0, sample_line(1, 1));
    sample_add(&report, NULL, &sample_badge, MGP_SEVERITY_MEDIUM, 1, 0, sample_line(1, 1));
    cr_expect_eq(mgp_report_severity(&report), MGP_SEVERITY_HIGH);
    struct written written = write_finding(&report);
    expect_text(mgp_json_path(written.json, "severity", "description", NULL), "High");
    expect_number(mgp_json_path(written.json, "severity", "score", NULL), 3);
    clear_written(&written);
    sample_clear(&report);
}

Test(finding, leaves_out_an_identifier_below_its_lowest_threshold)
{
    struct mgp_report report = sample_report("b", "k");
    sample_add(&report, NULL, &sample_badge, MGP_SEVERITY_NONE, 4, 0, sample_line(1, 1));
    cr_expect_not(mgp_report_has_finding(&report));
    cr_expect_null(mgp_report_finding_type(&report));
    sample_add(&report, &sample_name, NULL, MGP_SEVERITY_LOW, 1, 50, sample_line(2, 1));
    cr_expect_str_eq(mgp_report_finding_type(&report), "SensitiveData:S3Object/Personal");
    struct written written = write_finding(&report);
    const struct mgp_json *result = mgp_json_path(written.json, "classificationDetails", "result", NULL);
    expect_number(mgp_json_path(result, "customDataIdentifiers", "totalCount", NULL), 0);
    cr_expect_eq(mgp_json_path(result, "customDataIdentifiers", "detections", NULL)->count, 0);
    cr_expect_not(mgp_json_member(result, "additionalOccurrences")->boolean);
    clear_written(&written);
    sample_clear(&report);
}

Test(finding, is_not_made_of_nothing_nor_of_a_skipped_object)
{
    struct mgp_report report = sample_report("b", "k");
    cr_expect_not(mgp_report_has_finding(&report));
    sample_add(&report, &sample_card, NULL, MGP_SEVERITY_HIGH, 1, 0, sample_line(1, 1));
    cr_expect(mgp_report_has_finding(&report));
    report.state = MGP_SCAN_PARTIAL;
    cr_expect(mgp_report_has_finding(&report));
    report.state = MGP_SCAN_SKIPPED;
    cr_expect_not(mgp_report_has_finding(&report));
    sample_clear(&report);
}

/* --- the 15 places --- */

/* Types appear in order of the offsets given; each has so many occurrences. */
static bool share(const uint64_t *counts, const uint64_t *offsets, size_t types, size_t *taken)
{
    struct mgp_report report = sample_report("b", "k");
    for (size_t i = 0; i < types; i++) {
        sample_add(&report, &sample_name, NULL, MGP_SEVERITY_LOW, counts[i], offsets[i], sample_line(1, 1));
    }
    bool has_more = mgp_finding_share_places(&report, taken);
    sample_clear(&report);
    return has_more;
}

Test(places, of_one_type_are_its_first_fifteen)
{
    size_t taken[1];
    cr_expect_not(share((uint64_t[]){15}, (uint64_t[]){0}, 1, taken));
    cr_expect_eq(taken[0], 15);
    cr_expect(share((uint64_t[]){16}, (uint64_t[]){0}, 1, taken));
    cr_expect_eq(taken[0], 15);
    cr_expect(share((uint64_t[]){5000}, (uint64_t[]){0}, 1, taken));
    cr_expect_eq(taken[0], 15);
}

Test(places, of_two_types_are_shared_from_the_first_to_appear)
{
    size_t taken[2];
    cr_expect(share((uint64_t[]){20, 20}, (uint64_t[]){500, 3}, 2, taken));
    cr_expect_eq(taken[0], 7);
    cr_expect_eq(taken[1], 8);
}

Test(places, that_one_type_does_not_need_go_to_the_other)
{
    size_t taken[2];
    cr_expect(share((uint64_t[]){2, 40}, (uint64_t[]){0, 1}, 2, taken));
    cr_expect_eq(taken[0], 2);
    cr_expect_eq(taken[1], 13);
    cr_expect_not(share((uint64_t[]){2, 13}, (uint64_t[]){0, 1}, 2, taken));
    cr_expect_eq(taken[1], 13);
}

Test(places, of_three_types_are_five_each)
{
    size_t taken[3];
    cr_expect(share((uint64_t[]){9, 9, 9}, (uint64_t[]){2, 1, 0}, 3, taken));
    for (size_t i = 0; i < 3; i++) {
        cr_expect_eq(taken[i], 5);
    }
}

Test(places, of_twenty_types_go_to_the_first_fifteen_to_appear)
{
    uint64_t counts[20], offsets[20];
    size_t taken[20];
    for (size_t i = 0; i < 20; i++) {
        counts[i] = i + 1;
        offsets[i] = 1000 - i; /* the last of the list appears first */
    }
    cr_expect(share(counts, offsets, 20, taken));
    for (size_t i = 0; i < 20; i++) {
        cr_expect_eq(taken[i], i < 5 ? 0 : 1, "type %zu has %zu", i, taken[i]);
    }
}

Test(places, at_the_same_offset_go_by_the_order_of_the_report)
{
    size_t taken[2];
    cr_expect(share((uint64_t[]){20, 20}, (uint64_t[]){7, 7}, 2, taken));
    cr_expect_eq(taken[0], 8);
    cr_expect_eq(taken[1], 7);
}

Test(places, inside_an_archive_are_not_in_the_finding)
{
    struct mgp_report report = sample_report("b", "data.csv.gz");
    report.is_member_of_archive = true;
    sample_add(&report, &sample_card, NULL, MGP_SEVERITY_HIGH, 1, 0, sample_cell(2, 1, "card"));
    struct written written = write_finding(&report);
    const struct mgp_json *result = mgp_json_path(written.json, "classificationDetails", "result", NULL);
    cr_expect(mgp_json_member(result, "additionalOccurrences")->boolean);
    const struct mgp_json *item = mgp_json_member(result, "sensitiveData")->items[0];
    const struct mgp_json *occurrences =
        mgp_json_member(mgp_json_member(item, "detections")->items[0], "occurrences");
    cr_assert_eq(occurrences->count, 5);
    for (size_t i = 0; i < 5; i++) {
        expect_null(occurrences->items[i]);
    }
    expect_number(mgp_json_member(item, "totalCount"), 1);
    clear_written(&written);
    sample_clear(&report);
}

/* --- members --- */

Test(finding, writes_each_kind_of_place_into_its_array)
{
    struct mgp_report report = sample_report("b", "k.json");
    struct mgp_detection *mixed =
        sample_add(&report, &sample_ssn, NULL, MGP_SEVERITY_HIGH, 3, 0, sample_cell(2, 3, "a"));
    mixed->occurrences[1].place = sample_line(1, 7);
    mixed->occurrences[1].place.end_line = 4;
    mixed->occurrences[2].place = sample_record(5, NULL);
    struct written written = write_finding(&report);
    const struct mgp_json *item =
        mgp_json_path(written.json, "classificationDetails", "result", "sensitiveData", NULL)->items[0];
    const struct mgp_json *detection = mgp_json_member(item, "detections")->items[0];
    const struct mgp_json *occurrences = mgp_json_member(detection, "occurrences");
    const struct mgp_json *cell = mgp_json_member(occurrences, "cells")->items[0];
    expect_null(mgp_json_member(cell, "cellReference"));
    expect_number(mgp_json_member(cell, "row"), 2);
    expect_number(mgp_json_member(cell, "column"), 3);
    expect_text(mgp_json_member(cell, "columnName"), "a");
    const struct mgp_json *range = mgp_json_member(occurrences, "lineRanges")->items[0];
    expect_number(mgp_json_member(range, "start"), 1);
    expect_number(mgp_json_member(range, "end"), 4);
    expect_number(mgp_json_member(range, "startColumn"), 7);
    const struct mgp_json *record = mgp_json_member(occurrences, "records")->items[0];
    expect_null(mgp_json_member(record, "jsonPath"));
    expect_number(mgp_json_member(record, "recordIndex"), 5);
    expect_null(mgp_json_member(occurrences, "offsetRanges"));
    expect_null(mgp_json_member(occurrences, "pages"));
    clear_written(&written);
    sample_clear(&report);
}

Test(finding, lists_categories_in_order_with_their_sums)
{
    struct mgp_report report = sample_report("b", "k");
    sample_add(&report, &sample_ssn, NULL, MGP_SEVERITY_HIGH, 3, 0, sample_line(1, 1));
    sample_add(&report, &sample_key, NULL, MGP_SEVERITY_HIGH, 1, 0, sample_line(1, 1));
    sample_add(&report, &sample_name, NULL, MGP_SEVERITY_LOW, 4, 0, sample_line(1, 1));
    sample_add(&report, &sample_card, NULL, MGP_SEVERITY_HIGH, 2, 0, sample_line(1, 1));
    struct written written = write_finding(&report);
    const struct mgp_json *items =
        mgp_json_path(written.json, "classificationDetails", "result", "sensitiveData", NULL);
    cr_assert_eq(items->count, 3);
    expect_text(mgp_json_member(items->items[0], "category"), "CREDENTIALS");
    expect_text(mgp_json_member(items->items[1], "category"), "FINANCIAL_INFORMATION");
    expect_text(mgp_json_member(items->items[2], "category"), "PERSONAL_INFORMATION");
    expect_number(mgp_json_member(items->items[2], "totalCount"), 7);
    cr_expect_eq(mgp_json_member(items->items[2], "detections")->count, 2);
    clear_written(&written);
    sample_clear(&report);
}

Test(finding, says_unknown_or_null_where_nothing_is_known)
{
    struct mgp_report report = sample_report("b", ".hidden");
    report.object.last_modified = MGP_TIME_UNKNOWN;
    report.object.has_size = false;
    report.object.etag[0] = '\0';
    sample_add(&report, &sample_card, NULL, MGP_SEVERITY_HIGH, 1, 0, sample_line(1, 1));
    struct written written = write_finding(&report);
    const struct mgp_json *bucket = mgp_json_path(written.json, "resourcesAffected", "s3Bucket", NULL);
    expect_text(mgp_json_member(bucket, "allowsUnencryptedObjectUploads"), "UNKNOWN");
    expect_text(mgp_json_path(bucket, "defaultServerSideEncryption", "encryptionType", NULL), "UNKNOWN");
    expect_text(mgp_json_path(bucket, "publicAccess", "effectivePermission", NULL), "UNKNOWN");
    expect_null(mgp_json_path(bucket, "publicAccess", "permissionConfiguration", "bucketLevelPermissions",
                              "bucketPolicy", "allowsPublicReadAccess", NULL));
    expect_null(mgp_json_member(bucket, "createdAt"));
    expect_null(mgp_json_path(bucket, "owner", "id", NULL));
    expect_null(mgp_json_member(bucket, "tags"));
    const struct mgp_json *object = mgp_json_path(written.json, "resourcesAffected", "s3Object", NULL);
    expect_null(mgp_json_member(object, "eTag"));
    expect_null(mgp_json_member(object, "lastModified"));
    expect_null(mgp_json_member(object, "publicAccess"));
    expect_null(mgp_json_member(object, "size"));
    expect_null(mgp_json_member(object, "storageClass"));
    expect_text(mgp_json_path(object, "serverSideEncryption", "encryptionType", NULL), "UNKNOWN");
    expect_text(mgp_json_member(object, "versionId"), "");
    expect_text(mgp_json_member(object, "extension"), "hidden");
    expect_null(mgp_json_member(written.json, "policyDetails"));
    expect_null(mgp_json_path(written.json, "classificationDetails", "result", "status", "reason", NULL));
    clear_written(&written);
    sample_clear(&report);
}

Test(finding, of_a_partly_read_object_gives_the_reason)
{
    struct mgp_report report = sample_report("b", "k");
    report.state = MGP_SCAN_PARTIAL;
    report.reason = "UNABLE_TO_PARSE_FILE";
    sample_add(&report, &sample_card, NULL, MGP_SEVERITY_HIGH, 1, 0, sample_line(1, 1));
    struct written written = write_finding(&report);
    const struct mgp_json *status =
        mgp_json_path(written.json, "classificationDetails", "result", "status", NULL);
    expect_text(mgp_json_member(status, "code"), "PARTIAL");
    expect_text(mgp_json_member(status, "reason"), "UNABLE_TO_PARSE_FILE");
    clear_written(&written);
    sample_clear(&report);
}

Test(finding, takes_its_partition_from_the_region)
{
    static const struct {
        const char *region, *partition, *arn;
    } rows[] = {
        {"us-east-1", "aws", "arn:aws:s3:::b"},
        {"cn-north-1", "aws-cn", "arn:aws-cn:s3:::b"},
        {"us-gov-west-1", "aws-us-gov", "arn:aws-us-gov:s3:::b"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct mgp_finding_context context = sample_context;
        struct mgp_report report = sample_report("b", "k");
        context.region = rows[i].region;
        sample_add(&report, &sample_card, NULL, MGP_SEVERITY_HIGH, 1, 0, sample_line(1, 1));
        struct written written = write_with(&context, NULL, &report, false);
        expect_text(mgp_json_member(written.json, "partition"), rows[i].partition);
        expect_text(mgp_json_path(written.json, "resourcesAffected", "s3Bucket", "arn", NULL), rows[i].arn);
        clear_written(&written);
        sample_clear(&report);
    }
}

Test(finding, carries_a_hostile_key_through)
{
    static const char key[] = "a\"b\\c\nd\x01/\xE2\x80\xAE" "txt.\xF0\x9F\x92\xB3/e\x7F";
    struct mgp_report report = sample_report("b", key);
    sample_add(&report, &sample_card, NULL, MGP_SEVERITY_HIGH, 1, 0, sample_line(1, 1));
    struct written written = write_finding(&report);
    expect_text(mgp_json_path(written.json, "resourcesAffected", "s3Object", "key", NULL), key);
    cr_expect_null(memchr(written.text.ptr, '\n', written.text.len));
    clear_written(&written);
    sample_clear(&report);
}

Test(finding, carries_a_key_of_1024_bytes)
{
    char key[1025], path[1027];
    memset(key, 'k', 1024);
    key[1024] = '\0';
    snprintf(path, sizeof path, "b/%s", key);
    struct mgp_report report = sample_report("b", key);
    sample_add(&report, &sample_card, NULL, MGP_SEVERITY_HIGH, 1, 0, sample_line(1, 1));
    struct written written = write_finding(&report);
    expect_text(mgp_json_path(written.json, "resourcesAffected", "s3Object", "path", NULL), path);
    expect_text(mgp_json_path(written.json, "resourcesAffected", "s3Object", "extension", NULL), "");
    clear_written(&written);
    sample_clear(&report);
}

/* --- ids --- */

static void expect_hex(const char *text, size_t length)
{
    cr_assert_eq(strlen(text), length, "%s", text);
    cr_expect_eq(strspn(text, "0123456789abcdef"), length, "%s", text);
}

Test(ids, are_the_same_whenever_the_same_object_is_scanned)
{
    struct mgp_finding_context later = sample_context;
    struct mgp_report report = sample_composed();
    char first[33], second[33];
    later.now += 86400000;
    mgp_finding_id(&sample_context, &report, first);
    mgp_finding_id(&later, &report, second);
    expect_hex(first, 32);
    cr_expect_str_eq(first, second);
    sample_clear(&report);
}

/* Every change of what an id is made from changes it, and so does moving a character between two fields. */
Test(ids, differ_with_each_field)
{
    static const struct {
        const char *job, *bucket, *key, *version, *etag;
        uint64_t run;
    } rows[] = {
        {NULL, "bucket", "key", NULL, "etag", 0},
        {NULL, "bucket2", "key", NULL, "etag", 0},
        {NULL, "bucket", "key2", NULL, "etag", 0},
        {NULL, "bucket", "key", "v", "etag", 0},
        {NULL, "bucket", "key", NULL, "etag2", 0},
        {NULL, "bucketk", "ey", NULL, "etag", 0},
        {NULL, "bucket", "keye", NULL, "tag", 0},
        {NULL, "bucket", "ke", "y", "etag", 0},
        {NULL, "bucket/key", "", NULL, "etag", 0},
        {"5f0c2a9be7d14c3a8b6e90d1f4a7c382", "bucket", "key", NULL, "etag", 0},
        {"5f0c2a9be7d14c3a8b6e90d1f4a7c382", "bucket", "key", NULL, "etag", 1},
        {"cli", "bucket", "key", NULL, "etag", 0},
    };
    enum { ROWS = sizeof rows / sizeof rows[0] };
    char ids[ROWS][33];
    for (size_t i = 0; i < ROWS; i++) {
        struct mgp_finding_context context = sample_context;
        struct mgp_report report = sample_report(rows[i].bucket, rows[i].key);
        context.job_id = rows[i].job;
        context.run = rows[i].run;
        report.object.version_id = rows[i].version;
        strcpy(report.object.etag, rows[i].etag);
        mgp_finding_id(&context, &report, ids[i]);
        for (size_t j = 0; j < i; j++) {
            cr_expect_str_neq(ids[i], ids[j], "rows %zu and %zu", i, j);
        }
    }
}

Test(ids, of_the_command_line_ignore_the_run)
{
    struct mgp_finding_context context = sample_context;
    struct mgp_report report = sample_report("b", "k");
    char first[33], second[33];
    mgp_finding_id(&context, &report, first);
    context.run = 7;
    mgp_finding_id(&context, &report, second);
    cr_expect_str_eq(first, second);
}

Test(ids, of_the_job_is_the_one_given_or_a_fixed_one)
{
    struct mgp_finding_context context = sample_context;
    char id[MGP_ID_TEXT];
    mgp_finding_job_id(&context, id);
    cr_expect_str_eq(id, "99bb88401742848e032fd6f51709415f"); /* printf cli | sha256sum */
    context.job_id = "5f0c2a9be7d14c3a8b6e90d1f4a7c382";
    mgp_finding_job_id(&context, id);
    cr_expect_str_eq(id, context.job_id);
}

Test(ids, of_an_event_changes_with_what_was_found)
{
    struct mgp_report report = sample_composed();
    char first[MGP_UUID_TEXT], second[MGP_UUID_TEXT];
    mgp_event_id(&sample_context, &report, first);
    mgp_event_id(&sample_context, &report, second);
    cr_expect_str_eq(first, second);
    report.detections[2].count++;
    mgp_event_id(&sample_context, &report, second);
    cr_expect_str_neq(first, second, "another count");
    report.detections[2].count--;
    report.detections[2].identifier = &sample_ssn;
    mgp_event_id(&sample_context, &report, second);
    cr_expect_str_neq(first, second, "another type");
    sample_clear(&report);
}

static void expect_uuid(const char *text, char version)
{
    cr_assert_eq(strlen(text), 36, "%s", text);
    for (size_t i = 0; i < 36; i++) {
        bool is_dash = i == 8 || i == 13 || i == 18 || i == 23;
        cr_expect(is_dash ? text[i] == '-' : strchr("0123456789abcdef", text[i]) != NULL, "%s", text);
    }
    cr_expect_eq(text[14], version, "%s", text);
    cr_expect(strchr("89ab", text[19]), "%s", text);
}

Test(ids, of_events_and_results_are_uuids)
{
    struct mgp_report report = sample_composed();
    char id[MGP_UUID_TEXT];
    mgp_event_id(&sample_context, &report, id);
    expect_uuid(id, '8');
    mgp_result_uuid(&sample_context, &report, id);
    expect_uuid(id, '3');
    sample_clear(&report);
}

/* --- the event --- */

Test(event, wraps_the_finding)
{
    struct mgp_report report = sample_composed();
    struct written event = write_with(&sample_context, NULL, &report, true);
    struct written finding = write_finding(&report);
    expect_text(mgp_json_member(event.json, "version"), "0");
    expect_text(mgp_json_member(event.json, "detail-type"), "Macie Finding");
    expect_text(mgp_json_member(event.json, "source"), "aws.macie");
    expect_text(mgp_json_member(event.json, "account"), "210987654321");
    expect_text(mgp_json_member(event.json, "time"), "2026-03-17T08:41:26Z");
    expect_text(mgp_json_member(event.json, "region"), "eu-west-1");
    cr_expect_eq(mgp_json_member(event.json, "resources")->count, 0);
    const struct mgp_json *detail = mgp_json_member(event.json, "detail");
    char id[33];
    mgp_finding_id(&sample_context, &report, id);
    expect_text(mgp_json_member(detail, "id"), id);
    expect_text(mgp_json_member(detail, "createdAt"), "2026-03-17T08:41:26.518Z");
    const struct mgp_json *in_event = mgp_json_path(detail, "resourcesAffected", "s3Object", NULL);
    const struct mgp_json *in_finding = mgp_json_path(finding.json, "resourcesAffected", "s3Object", NULL);
    cr_expect(has_member(in_event, "etag") && !has_member(in_event, "eTag"));
    cr_expect(has_member(in_finding, "eTag") && !has_member(in_finding, "etag"));
    clear_written(&event);
    clear_written(&finding);
    sample_clear(&report);
}
