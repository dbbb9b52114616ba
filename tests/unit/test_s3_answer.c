/* Answers of S3 as servers write them, and as none should. */
#include <criterion/criterion.h>

#include "base/buffer.h"
#include "base/xml.h"
#include "net/http_date.h"
#include "net/s3_answer.h"

#define LIST(inner) MGP_LITERAL("<?xml version='1.0'?><ListBucketResult xmlns='x'>" inner "</ListBucketResult>")

Test(s3_answer, a_page_gives_keys_as_they_are)
{
    struct mgp_s3_page page = {0};
    struct mgp_error error;
    cr_assert(mgp_s3_read_page(
                  LIST("<Contents><Key>a%20b+c%2B%2F%0A%FF</Key><Size>7</Size><ETag>&quot;e-2&quot;</ETag>"
                       "<LastModified>2026-01-02T03:04:05.678Z</LastModified><StorageClass>GLACIER</StorageClass>"
                       "</Contents><IsTruncated>true</IsTruncated><EncodingType>url</EncodingType>"
                       "<NextContinuationToken>a+%20</NextContinuationToken>"),
                  &page, &error) == MGP_OK);
    cr_assert_eq(page.count, 1);
    cr_expect(mgp_slice_is(page.items[0].key, "a b c+/\n\xFF"));
    cr_expect_eq(page.items[0].size, 7);
    cr_expect_str_eq(page.items[0].etag, "e-2");
    cr_expect_str_eq(page.items[0].storage_class, "GLACIER");
    cr_expect_str_eq(page.next_token, "a+%20", "a token is not decoded");
    mgp_s3_page_clear(&page);
    cr_assert(mgp_s3_read_page(LIST("<Contents><Key>a%20b+c</Key></Contents>"), &page, &error) == MGP_OK);
    cr_expect(mgp_slice_is(page.items[0].key, "a%20b+c"), "a server that ignores encoding-type sends keys raw");
    cr_expect_not(page.items[0].has_size);
    mgp_s3_page_clear(&page);
}

Test(s3_answer, what_is_no_listing_is_refused)
{
    static const char *const bad[] = {"",
                                      "x",
                                      "<ListBucketResult>",
                                      "<ListBucketResult/><x/>",
                                      "<Other/>",
                                      "<Error><Code>X</Code></Error>",
                                      "<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>",
                                      "<ListBucketResult><Contents><Size>1</Size></Contents></ListBucketResult>",
                                      "<!DOCTYPE a [<!ENTITY b 'c'>]><ListBucketResult>&b;</ListBucketResult>",
                                      "<!DOCTYPE ListBucketResult SYSTEM 'file:///etc/passwd'><ListBucketResult/>"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct mgp_s3_page page = {0};
        struct mgp_error error = {0};
        cr_expect(mgp_s3_read_page(mgp_slice_text(bad[i]), &page, &error) != MGP_OK, "%s", bad[i]);
        cr_expect(error.message[0] != '\0');
        cr_expect_eq(page.count, 0);
    }
}

Test(s3_answer, nesting_has_a_limit)
{
    struct mgp_buffer text = {0};
    struct mgp_s3_page page = {0};
    for (int i = 0; i < 1000; i++) mgp_buffer_text(&text, i ? "<a>" : "<ListBucketResult>");
    cr_expect(mgp_s3_read_page(mgp_buffer_slice(&text), &page, NULL) == MGP_LIMIT);
    mgp_buffer_clear(&text);
}

Test(s3_answer, an_acl_is_public_by_its_groups_and_shared_by_other_owners)
{
    static const struct {
        const char *grant;
        bool is_public, reads, writes, is_shared;
    } rows[] = {
        {"<Grantee><ID>o</ID></Grantee><Permission>FULL_CONTROL</Permission>", false, false, false, false},
        {"<Grantee><ID>p</ID></Grantee><Permission>READ</Permission>", false, false, false, true},
        {"<Grantee><EmailAddress>a@b</EmailAddress></Grantee><Permission>READ</Permission>", false, false, false,
         true},
        {"<Grantee><URI>http://acs.amazonaws.com/groups/global/AllUsers</URI></Grantee><Permission>READ</Permission>",
         true, true, false, false},
        {"<Grantee><URI>http://acs.amazonaws.com/groups/global/AuthenticatedUsers</URI></"
         "Grantee><Permission>FULL_CONTROL</Permission>",
         true, true, true, false},
        {"<Grantee><URI>http://acs.amazonaws.com/groups/global/AllUsers</URI></Grantee><Permission>READ_ACP</"
         "Permission>",
         true, false, false, false},
        {"<Grantee><URI>http://acs.amazonaws.com/groups/s3/LogDelivery</URI></Grantee><Permission>WRITE</Permission>",
         false, false, false, false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct mgp_arena arena = {0};
        struct mgp_buffer text = {0};
        struct mgp_s3_acl acl = {0};
        mgp_buffer_format(&text,
                          "<AccessControlPolicy><Owner><ID>o</ID></Owner><AccessControlList><Grant>%s</Grant>"
                          "</AccessControlList></AccessControlPolicy>",
                          rows[i].grant);
        cr_assert(mgp_s3_read_acl(mgp_buffer_slice(&text), &arena, &acl, NULL) == MGP_OK);
        cr_expect_eq(acl.is_public, rows[i].is_public, "row %zu", i);
        cr_expect_eq(acl.allows_public_read, rows[i].reads, "row %zu", i);
        cr_expect_eq(acl.allows_public_write, rows[i].writes, "row %zu", i);
        cr_expect_eq(acl.is_shared, rows[i].is_shared, "row %zu", i);
        mgp_buffer_clear(&text);
        mgp_arena_clear(&arena);
    }
}

Test(s3_answer, small_documents)
{
    struct mgp_s3_block block;
    struct mgp_s3_encryption encryption;
    struct mgp_s3_refusal refusal;
    char region[64];
    cr_expect(mgp_s3_read_block(MGP_LITERAL("<PublicAccessBlockConfiguration><IgnorePublicAcls>true</"
                                            "IgnorePublicAcls></PublicAccessBlockConfiguration>"),
                                &block, NULL) == MGP_OK);
    cr_expect(block.ignore_public_acls && !block.block_public_acls);
    cr_expect(mgp_s3_read_block(MGP_LITERAL("<ListBucketResult/>"), &block, NULL) == MGP_CORRUPT);
    cr_expect(mgp_s3_read_encryption(
                  MGP_LITERAL("<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault><"
                              "SSEAlgorithm>aws:kms</SSEAlgorithm>"
                              "</ApplyServerSideEncryptionByDefault></Rule></ServerSideEncryptionConfiguration>"),
                  &encryption, NULL) == MGP_OK);
    cr_expect_str_eq(encryption.type, "aws:kms");
    cr_expect(mgp_s3_read_location(MGP_LITERAL("<LocationConstraint>EU</LocationConstraint>"), region, NULL) ==
              MGP_OK);
    cr_expect_str_eq(region, "eu-west-1");
    cr_expect(
        mgp_s3_read_refusal(MGP_LITERAL("<Error><Code>No\tSuch</Code><RequestId>r</RequestId></Error>"), &refusal));
    cr_expect_str_eq(refusal.code, "No?Such");
    cr_expect_not(mgp_s3_read_refusal(MGP_LITERAL("{}"), &refusal));
}

Test(s3_answer, dates_of_headers)
{
    mgp_time_ms time = 0;
    cr_expect(mgp_http_date_parse("Wed, 21 Oct 2015 07:28:00 GMT", &time));
    cr_expect_eq(time, 1445412480000);
    cr_expect_not(mgp_http_date_parse("Wed, 21 Oct 2015 07:28:00 CET", &time));
    cr_expect_not(mgp_http_date_parse("Wed, 21 nOc 2015 07:28:00 GMT", &time));
    cr_expect_not(mgp_http_date_parse("", &time));
}
