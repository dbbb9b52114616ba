#include "scanner/finding/bucket_access.h"

#include "base/alloc.h"

/* A value that stands alone or in a list: the callback sees each text; anything else counts as one empty text. */
static bool any_text(const struct mgp_json *value, bool (*test)(struct mgp_slice text))
{
    if (mgp_json_is(value, MGP_JSON_STRING)) return test(value->text);
    if (!mgp_json_is(value, MGP_JSON_ARRAY)) return value != NULL && test((struct mgp_slice){0});
    for (size_t i = 0; i < value->count; i++)
        if (any_text(value->items[i], test)) return true;
    return false;
}

static bool is_star(struct mgp_slice text)
{
    return mgp_slice_is(text, "*");
}

/* A wildcard or a variable: no fixed value. */
static bool is_open(struct mgp_slice text)
{
    return text.len == 0 || memchr(text.ptr, '*', text.len) || memchr(text.ptr, '?', text.len) ||
           mgp_slice_find(text, MGP_LITERAL("${"), 0) != SIZE_MAX;
}

/* Principals. */

static bool principal_is_everybody(const struct mgp_json *statement)
{
    const struct mgp_json *principal = mgp_json_member(statement, "Principal");
    if (!principal) return true; /* NotPrincipal: everybody but some */
    if (!mgp_json_is(principal, MGP_JSON_OBJECT)) return any_text(principal, is_star);
    for (size_t i = 0; i < principal->count; i++)
        if (any_text(principal->items[i], is_open)) return true;
    return false;
}

/* Conditions. */

static bool equals_caseless(struct mgp_slice text, const char *word)
{
    return mgp_slice_equal_caseless(text, mgp_slice_text(word));
}

/* The operators that hold a key to given values; with IfExists and ForAllValues a missing key passes too. */
static bool operator_fixes(struct mgp_slice operator, bool * is_ip)
{
    static const char *const names[] = {"StringEquals", "StringEqualsIgnoreCase", "StringLike", "ArnEquals",
                                        "ArnLike",      "NumericEquals"};
    *is_ip = equals_caseless(operator, "IpAddress");
    if (*is_ip) return true;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (equals_caseless(operator, names[i])) return true;
    return false;
}

static bool read_prefix_length(struct mgp_slice text, unsigned *bits)
{
    size_t slash = mgp_slice_find(text, MGP_LITERAL("/"), 0);
    *bits = 128;
    if (slash == SIZE_MAX) return true;
    unsigned value = 0;
    if (slash + 1 == text.len || text.len - slash > 4) return false;
    for (size_t i = slash + 1; i < text.len; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9') return false;
        value = value * 10 + (unsigned)(text.ptr[i] - '0');
    }
    *bits = value;
    return true;
}

static bool is_private_range(struct mgp_slice text)
{
    static const char *const ranges[] = {"10.",     "192.168.", "172.16.", "172.17.", "172.18.", "172.19.",
                                         "172.20.", "172.21.",  "172.22.", "172.23.", "172.24.", "172.25.",
                                         "172.26.", "172.27.",  "172.28.", "172.29.", "172.30.", "172.31."};
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
        if (mgp_slice_starts_with(text, mgp_slice_text(ranges[i]))) return true;
    return false;
}

/* Broader than /8 (IPv4) or /32 (IPv6) is the whole world, RFC 1918's ranges excepted. */
static bool is_broad_range(struct mgp_slice text)
{
    unsigned bits;
    bool is_ipv6 = text.len > 0 && memchr(text.ptr, ':', text.len);
    if (is_open(text) || !read_prefix_length(text, &bits)) return true;
    if (is_ipv6) return bits < 32;
    if (is_private_range(text) && bits >= 8) return false;
    return bits < 8;
}

/* Keys of which a fixed value takes a statement out of the public. */
static bool key_fixes(struct mgp_slice key)
{
    static const char *const names[] = {"aws:SourceArn",
                                        "aws:SourceVpc",
                                        "aws:SourceVpce",
                                        "aws:SourceOwner",
                                        "aws:SourceAccount",
                                        "aws:userid",
                                        "aws:PrincipalOrgID",
                                        "aws:PrincipalOrgPaths",
                                        "aws:PrincipalAccount",
                                        "aws:PrincipalArn",
                                        "aws:SourceOrgID",
                                        "aws:SourceOrgPaths",
                                        "s3:DataAccessPointAccount",
                                        "s3:DataAccessPointArn"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (equals_caseless(key, names[i])) return true;
    return false;
}

/* An ARN is fixed when its account is: "arn:aws:s3:eu-west-1:111122223333:accesspoint/" and a star. */
static bool is_open_arn(struct mgp_slice text)
{
    size_t begin = 0;
    for (int colons = 0; colons < 4; colons++) {
        begin = mgp_slice_find(text, MGP_LITERAL(":"), begin);
        if (begin == SIZE_MAX) return true;
        begin++;
    }
    size_t end = mgp_slice_find(text, MGP_LITERAL(":"), begin);
    return end == SIZE_MAX || end == begin || is_open(mgp_slice_sub(text, begin, end));
}

/* userid "AROLEID:*" names a role's sessions. */
static bool is_open_userid(struct mgp_slice text)
{
    if (text.len > 2 && mgp_slice_ends_with(text, MGP_LITERAL(":*")))
        return is_open(mgp_slice_sub(text, 0, text.len - 2));
    return is_open(text);
}

static bool entry_fixes(struct mgp_slice key, const struct mgp_json *value, bool is_ip)
{
    bool is_source_ip = equals_caseless(key, "aws:SourceIp");
    if (is_ip || is_source_ip) return is_ip && is_source_ip && !any_text(value, is_broad_range);
    if (!key_fixes(key)) return false;
    if (equals_caseless(key, "s3:DataAccessPointArn")) return !any_text(value, is_open_arn);
    if (equals_caseless(key, "aws:userid")) return !any_text(value, is_open_userid);
    return !any_text(value, is_open);
}

static bool condition_fixes(const struct mgp_json *statement)
{
    const struct mgp_json *condition = mgp_json_member(statement, "Condition");
    if (!mgp_json_is(condition, MGP_JSON_OBJECT)) return false;
    for (size_t i = 0; i < condition->count; i++) {
        const struct mgp_json *entries = condition->items[i];
        bool is_ip;
        if (!operator_fixes(condition->names[i], &is_ip) || !mgp_json_is(entries, MGP_JSON_OBJECT)) continue;
        for (size_t k = 0; k < entries->count; k++)
            if (entries->items[k]->count + mgp_json_is(entries->items[k], MGP_JSON_STRING) > 0 &&
                entry_fixes(entries->names[k], entries->items[k], is_ip))
                return true;
    }
    return false;
}

/* Actions. */

static bool begins_caseless(struct mgp_slice text, const char *word)
{
    size_t length = strlen(word);
    return text.len >= length && equals_caseless(mgp_slice_sub(text, 0, length), word);
}

static bool is_read_action(struct mgp_slice text)
{
    return begins_caseless(text, "s3:Get") || begins_caseless(text, "s3:List") || is_star(text) ||
           mgp_slice_is(text, "s3:*");
}

static bool is_write_action(struct mgp_slice text)
{
    return begins_caseless(text, "s3:Put") || begins_caseless(text, "s3:Delete") ||
           begins_caseless(text, "s3:Abort") || begins_caseless(text, "s3:Restore") ||
           begins_caseless(text, "s3:Replicate") || is_star(text) || mgp_slice_is(text, "s3:*");
}

static void add_public(const struct mgp_json *statement, struct mgp_policy_access *out)
{
    const struct mgp_json *action = mgp_json_member(statement, "Action");
    out->is_public = true;
    out->allows_public_read |= !action || any_text(action, is_read_action); /* without it: NotAction */
    out->allows_public_write |= !action || any_text(action, is_write_action);
}

/* Sharing. */

/* The 12 digits in "111122223333" or "arn:aws:iam::111122223333:root". */
static struct mgp_slice account_of(struct mgp_slice principal)
{
    size_t run = 0;
    for (size_t i = 0; i <= principal.len; i++) {
        bool is_digit = i < principal.len && principal.ptr[i] >= '0' && principal.ptr[i] <= '9';
        if (is_digit) {
            run++;
            continue;
        }
        if (run == 12) return mgp_slice_sub(principal, i - 12, i);
        run = 0;
    }
    return (struct mgp_slice){0};
}

static bool shares_with(struct mgp_slice principal, const char *account)
{
    if (mgp_slice_find(principal, MGP_LITERAL(":iam::cloudfront:"), 0) != SIZE_MAX) return true;
    struct mgp_slice other = account_of(principal);
    return other.len == 12 && !(account && mgp_slice_is(other, account));
}

static bool shares(const struct mgp_json *value, const char *account)
{
    if (mgp_json_is(value, MGP_JSON_STRING)) return shares_with(value->text, account);
    for (size_t i = 0; mgp_json_is(value, MGP_JSON_ARRAY) && i < value->count; i++)
        if (shares(value->items[i], account)) return true;
    return false;
}

static bool is_cloudfront(struct mgp_slice text)
{
    return mgp_slice_is(text, "cloudfront.amazonaws.com");
}

static bool statement_shares(const struct mgp_json *statement, const char *account)
{
    const struct mgp_json *principal = mgp_json_member(statement, "Principal");
    if (mgp_json_member(principal, "CanonicalUser")) return true;
    if (shares(mgp_json_member(principal, "AWS"), account)) return true;
    return any_text(mgp_json_member(principal, "Service"), is_cloudfront);
}

/* Encryption that the policy forces: a Deny of PutObject where the header is missing or another. */
static bool is_put(struct mgp_slice text)
{
    return mgp_slice_equal_caseless(text, MGP_LITERAL("s3:PutObject")) || mgp_slice_is(text, "s3:*") ||
           mgp_slice_equal_caseless(text, MGP_LITERAL("s3:Put*")) || is_star(text);
}

static bool forces_encryption(const struct mgp_json *statement)
{
    const struct mgp_json *condition = mgp_json_member(statement, "Condition");
    if (!any_text(mgp_json_member(statement, "Action"), is_put) || !principal_is_everybody(statement)) return false;
    for (size_t i = 0; mgp_json_is(condition, MGP_JSON_OBJECT) && i < condition->count; i++) {
        bool is_test =
            equals_caseless(condition->names[i], "StringNotEquals") || equals_caseless(condition->names[i], "Null");
        const struct mgp_json *entries = condition->items[i];
        for (size_t k = 0; is_test && mgp_json_is(entries, MGP_JSON_OBJECT) && k < entries->count; k++)
            if (equals_caseless(entries->names[k], "s3:x-amz-server-side-encryption") ||
                equals_caseless(entries->names[k], "s3:x-amz-server-side-encryption-customer-algorithm"))
                return true;
    }
    return false;
}

static void evaluate_statement(const struct mgp_json *statement, const char *account, struct mgp_policy_access *out)
{
    if (mgp_json_is_string(mgp_json_member(statement, "Effect"), "Deny")) {
        out->requires_encryption |= forces_encryption(statement);
        return;
    }
    if (principal_is_everybody(statement) && !condition_fixes(statement)) add_public(statement, out);
    out->is_shared |= statement_shares(statement, account);
}

enum mgp_status mgp_policy_evaluate(struct mgp_slice policy, const char *account, struct mgp_policy_access *out,
                                    struct mgp_error *error)
{
    struct mgp_arena arena = {0};
    struct mgp_json *json = NULL;
    *out = (struct mgp_policy_access){0};
    enum mgp_status status = mgp_json_parse(&arena, policy, &json, error);
    const struct mgp_json *statements = mgp_json_member(json, "Statement");
    if (status == MGP_OK && !mgp_json_is(statements, MGP_JSON_ARRAY) && !mgp_json_is(statements, MGP_JSON_OBJECT))
        status = mgp_fail(error, MGP_INVALID, "a bucket policy without statements");
    if (status == MGP_OK && statements->type == MGP_JSON_OBJECT) evaluate_statement(statements, account, out);
    for (size_t i = 0; status == MGP_OK && statements->type == MGP_JSON_ARRAY && i < statements->count; i++)
        evaluate_statement(statements->items[i], account, out);
    mgp_arena_clear(&arena);
    return status == MGP_OK ? MGP_OK : MGP_INVALID;
}
