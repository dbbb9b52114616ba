/* Which bucket policies are public, and which share: rows after S3's "Blocking public access" page. */
#include <criterion/criterion.h>

#include "base/buffer.h"
#include "scanner/finding/bucket_access.h"

static struct mgp_policy_access evaluate(const char *statement)
{
    struct mgp_buffer text = {0};
    struct mgp_policy_access access = {0};
    struct mgp_error error = {0};
    mgp_buffer_format(&text,
                      "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"s3:GetObject\","
                      "\"Resource\":\"*\",%s}]}",
                      statement);
    cr_assert(mgp_policy_evaluate(mgp_buffer_slice(&text), "111122223333", &access, &error) == MGP_OK, "%s: %s",
              statement, error.message);
    mgp_buffer_clear(&text);
    return access;
}

#define ALL           "\"Principal\":\"*\""
#define IF(condition) ALL ",\"Condition\":{" condition "}"

Test(bucket_access, who_is_public)
{
    static const struct {
        const char *statement;
        bool is_public;
    } rows[] = {
        {ALL, true},
        {"\"Principal\":{\"AWS\":\"*\"}", true},
        {"\"Principal\":{\"AWS\":[\"111122223333\",\"*\"]}", true},
        {"\"Principal\":{\"AWS\":\"arn:aws:iam::444455556666:root\"}", false},
        {"\"Principal\":{\"Service\":\"logging.s3.amazonaws.com\"}", false},
        {"\"NotPrincipal\":{\"AWS\":\"111122223333\"}", true},
        {IF("\"StringEquals\":{\"aws:SourceVpc\":\"vpc-1a2b\"}"), false},
        {IF("\"StringLike\":{\"aws:SourceVpc\":\"vpc-*\"}"), true},
        {IF("\"StringLike\":{\"aws:SourceVpc\":\"vpc-1\"}"), false},
        {IF("\"StringEquals\":{\"aws:SourceVpc\":\"${aws:x}\"}"), true},
        {IF("\"StringEquals\":{\"aws:SourceVpc\":[\"vpc-1\",\"vpc-*\"]}"), true},
        {IF("\"StringEquals\":{\"aws:SourceVpc\":[]}"), true},
        {IF("\"StringNotEquals\":{\"aws:SourceVpc\":\"vpc-1\"}"), true},
        {IF("\"StringEqualsIfExists\":{\"aws:SourceVpc\":\"vpc-1\"}"), true},
        {IF("\"ForAllValues:StringEquals\":{\"aws:SourceVpc\":\"vpc-1\"}"), true},
        {IF("\"Bool\":{\"aws:SecureTransport\":\"true\"}"), true},
        {IF("\"IpAddress\":{\"aws:SourceIp\":\"203.0.113.0/24\"}"), false},
        {IF("\"IpAddress\":{\"aws:SourceIp\":\"0.0.0.0/0\"}"), true},
        {IF("\"IpAddress\":{\"aws:SourceIp\":\"0.0.0.0/1\"}"), true},
        {IF("\"IpAddress\":{\"aws:SourceIp\":[\"203.0.113.0/24\",\"0.0.0.0/0\"]}"), true},
        {IF("\"IpAddress\":{\"aws:SourceIp\":\"10.0.0.0/8\"}"), false},
        {IF("\"IpAddress\":{\"aws:SourceIp\":\"2001:db8::/32\"}"), false},
        {IF("\"IpAddress\":{\"aws:SourceIp\":\"2000::/3\"}"), true},
        {IF("\"NotIpAddress\":{\"aws:SourceIp\":\"203.0.113.0/24\"}"), true},
        {IF("\"StringEquals\":{\"aws:PrincipalOrgID\":\"o-abc\"}"), false},
        {IF("\"ArnLike\":{\"s3:DataAccessPointArn\":\"arn:aws:s3:eu-west-1:111122223333:accesspoint/*\"}"), false},
        {IF("\"ArnLike\":{\"s3:DataAccessPointArn\":\"arn:aws:s3:eu-west-1:*:accesspoint/x\"}"), true},
        {IF("\"StringLike\":{\"aws:userid\":\"AROAEXAMPLE:*\"}"), false},
        {IF("\"StringLike\":{\"aws:userid\":\"*\"}"), true},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        cr_expect_eq(evaluate(rows[i].statement).is_public, rows[i].is_public, "%s", rows[i].statement);
}

Test(bucket_access, who_is_shared_with)
{
    cr_expect(evaluate("\"Principal\":{\"AWS\":\"arn:aws:iam::444455556666:root\"}").is_shared);
    cr_expect(evaluate("\"Principal\":{\"AWS\":[\"444455556666\"]}").is_shared);
    cr_expect_not(evaluate("\"Principal\":{\"AWS\":\"arn:aws:iam::111122223333:role/r\"}").is_shared);
    cr_expect_not(evaluate("\"Principal\":{\"Service\":\"logging.s3.amazonaws.com\"}").is_shared);
    cr_expect(evaluate("\"Principal\":{\"Service\":\"cloudfront.amazonaws.com\"}").is_shared);
    cr_expect(
        evaluate("\"Principal\":{\"AWS\":\"arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1\"}")
            .is_shared);
    cr_expect(evaluate("\"Principal\":{\"CanonicalUser\":\"abc\"}").is_shared);
}

Test(bucket_access, reading_writing_and_forced_encryption)
{
    struct mgp_policy_access access = evaluate(ALL);
    cr_expect(access.allows_public_read && !access.allows_public_write && !access.requires_encryption);
    cr_assert(
        mgp_policy_evaluate(
            MGP_LITERAL("{\"Statement\":{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":[\"s3:PutObject\"]}}"),
            NULL, &access, NULL) == MGP_OK);
    cr_expect(!access.allows_public_read && access.allows_public_write);
    cr_assert(
        mgp_policy_evaluate(
            MGP_LITERAL(
                "{\"Statement\":[{\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":\"s3:PutObject\",\"Condition\":"
                "{\"StringNotEquals\":{\"s3:x-amz-server-side-encryption\":\"aws:kms\"}}}]}"),
            NULL, &access, NULL) == MGP_OK);
    cr_expect(access.requires_encryption && !access.is_public);
    cr_expect(mgp_policy_evaluate(MGP_LITERAL("{}"), NULL, &access, NULL) == MGP_INVALID);
    cr_expect(mgp_policy_evaluate(MGP_LITERAL("<x/>"), NULL, &access, NULL) == MGP_INVALID);
}
