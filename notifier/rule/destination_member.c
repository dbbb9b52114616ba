#include "notifier/rule/destination_member.h"

#include <stdlib.h>

#include "base/buffer.h"
#include "notifier/rule/destination_url.h"
#include "notifier/rule/link_template.h"
#include "notifier/rule/pattern_value.h"

#define URL_MAX      2000
#define ADDRESS_MAX  254 /* bytes of a mailbox (RFC 5321, 4.5.3.1.3) */
#define RATE_LOWEST  0.01
#define RATE_HIGHEST 1000.0

static void *field_of(struct mgp_destination *destination, const struct mgp_destination_member *member)
{
    return (char *)destination + member->field;
}

static const char **text_of(struct mgp_destination *destination, const struct mgp_destination_member *member)
{
    return (const char **)field_of(destination, member);
}

static enum mgp_status check_text(const struct mgp_rules_reader *reader, const struct mgp_json *value,
                                  const char *name, size_t max)
{
    if (value->type != MGP_JSON_STRING) return mgp_rules_refuse(reader, value, "%s must be a string", name);
    if (value->text.len < 1 || value->text.len > max)
        return mgp_rules_refuse(reader, value, "%s must have 1 to %zu bytes", name, max);
    for (size_t i = 0; i < value->text.len; i++)
        if (value->text.ptr[i] < 0x20 || value->text.ptr[i] == 0x7f)
            return mgp_rules_refuse(reader, value, "%s must not hold control characters", name);
    return MGP_OK;
}

MGP_MEMBER_READER(text)
{
    enum mgp_status status = check_text(reader, value, member->name, member->detail);
    if (status == MGP_OK) *text_of(destination, member) = mgp_arena_text(reader->arena, value->text);
    return status;
}

/* A token has a '-', so a token after "env:" by mistake is no name either. */
static bool is_variable(struct mgp_slice name)
{
    if (name.len == 0 || (name.ptr[0] >= '0' && name.ptr[0] <= '9')) return false;
    for (size_t i = 0; i < name.len; i++) {
        uint8_t c = name.ptr[i];
        bool is_letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        if (!is_letter && !(c >= '0' && c <= '9') && c != '_') return false;
    }
    return true;
}

static bool is_source(const struct mgp_json *value)
{
    struct mgp_slice text = value->text;
    if (value->type != MGP_JSON_STRING) return false;
    if (mgp_slice_starts_with(text, MGP_LITERAL("env:"))) return is_variable(mgp_slice_sub(text, 4, text.len));
    return mgp_slice_starts_with(text, MGP_LITERAL("file:")) && text.len > 5 && !memchr(text.ptr, 0, text.len);
}

/* Neither the secret nor what looks like one may be quoted in the message. */
static enum mgp_status read_source(const struct mgp_rules_reader *reader, const struct mgp_json *value,
                                   const char *name, struct mgp_destination *destination, const char **out)
{
    if (!is_source(value))
        return mgp_rules_refuse(reader, value,
                                "%s must be \"env:NAME\" or \"file:PATH\": a secret itself does not belong in a file "
                                "of rules",
                                name);
    *out = mgp_arena_text(reader->arena, value->text);
    if (destination->place_count < MGP_SECRET_PLACES)
        destination->places[destination->place_count++] =
            (struct mgp_secret_place){.source = *out, .place = mgp_rules_place(reader, value)};
    return MGP_OK;
}

MGP_MEMBER_READER(secret)
{
    return read_source(reader, value, member->name, destination, text_of(destination, member));
}

MGP_MEMBER_READER(signing)
{
    size_t count = value->type == MGP_JSON_ARRAY ? value->count : 1;
    if (count < 1 || count > MGP_SIGNING_SECRETS_MAX)
        return mgp_rules_refuse(reader, value, "%s must be one secret, or an array of 1 to %d", member->name,
                                MGP_SIGNING_SECRETS_MAX);
    for (size_t i = 0; i < count; i++) {
        const struct mgp_json *item = value->type == MGP_JSON_ARRAY ? value->items[i] : value;
        enum mgp_status status = read_source(reader, item, member->name, destination, &destination->signing_sources[i]);
        if (status != MGP_OK) return status;
    }
    destination->signing_count = count;
    return MGP_OK;
}

static enum mgp_status read_url(const struct mgp_rules_reader *reader, const struct mgp_json *value, const char *name,
                                enum mgp_url_kind kind, const char **out)
{
    enum mgp_status status = check_text(reader, value, name, URL_MAX);
    if (status != MGP_OK) return status;
    const char *fault = mgp_url_fault(value->text, kind);
    if (fault) return mgp_rules_refuse(reader, value, "%s %s", name, fault);
    struct mgp_slice url = value->text;
    while (kind == MGP_URL_BASE && url.ptr[url.len - 1] == '/') url.len--;
    *out = mgp_arena_text(reader->arena, url);
    return MGP_OK;
}

MGP_MEMBER_READER(base)
{
    return read_url(reader, value, member->name, MGP_URL_BASE, text_of(destination, member));
}

MGP_MEMBER_READER(address)
{
    if (is_source(value)) return read_source(reader, value, member->name, destination, &destination->url_source);
    return read_url(reader, value, member->name, MGP_URL_WHOLE, text_of(destination, member));
}

MGP_MEMBER_READER(smtp_url)
{
    return read_url(reader, value, member->name, MGP_URL_SMTP, text_of(destination, member));
}

/* The part of RFC 5321's addresses that is in use: a dot-atom, '@', and a host. */
static bool is_mailbox(struct mgp_slice text)
{
    size_t at = mgp_slice_find(text, MGP_LITERAL("@"), 0);
    if (at == SIZE_MAX || at == 0 || at > 64 || at + 1 == text.len) return false;
    for (size_t i = 0; i < text.len; i++) {
        uint8_t c = text.ptr[i];
        bool is_plain = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
        bool is_dot = c == '.' && i > 0 && i + 1 < text.len && i + 1 != at && text.ptr[i - 1] != '.' && i != at + 1;
        bool is_special = i < at && strchr("!#$%&'*+/=?^_`{|}~", c);
        if (c == 0 || (i != at && !is_plain && !is_dot && !is_special)) return false;
    }
    return true;
}

static enum mgp_status read_mailbox(const struct mgp_rules_reader *reader, const struct mgp_json *value,
                                    const char *name, const char **out)
{
    enum mgp_status status = check_text(reader, value, name, ADDRESS_MAX);
    if (status == MGP_OK && !is_mailbox(value->text))
        status = mgp_rules_refuse(reader, value, "%s must be a mail address, without a name beside it", name);
    if (status == MGP_OK) *out = mgp_arena_text(reader->arena, value->text);
    return status;
}

MGP_MEMBER_READER(mailbox)
{
    return read_mailbox(reader, value, member->name, text_of(destination, member));
}

MGP_MEMBER_READER(recipients)
{
    size_t count = value->type == MGP_JSON_ARRAY ? value->count : 1;
    if (count < 1 || count > MGP_RECIPIENTS_MAX)
        return mgp_rules_refuse(reader, value, "%s must be one mail address, or an array of 1 to %d", member->name,
                                MGP_RECIPIENTS_MAX);
    destination->recipients = mgp_arena_alloc(reader->arena, count * sizeof *destination->recipients);
    for (size_t i = 0; i < count; i++) {
        const struct mgp_json *item = value->type == MGP_JSON_ARRAY ? value->items[i] : value;
        enum mgp_status status = read_mailbox(reader, item, member->name, &destination->recipients[i]);
        if (status != MGP_OK) return status;
    }
    destination->recipient_count = count;
    return MGP_OK;
}

MGP_MEMBER_READER(tls)
{
    *(bool *)field_of(destination, member) = mgp_json_is_string(value, "none");
    if (destination->without_tls || mgp_json_is_string(value, "required")) return MGP_OK;
    return mgp_rules_refuse(reader, value, "%s must be \"required\" or \"none\"", member->name);
}

/* The n-th part of an ARN (arn:partition:service:region:account:name), or "". */
static struct mgp_slice arn_part(struct mgp_slice arn, int n)
{
    size_t begin = 0;
    for (int i = 0; i < n; i++) {
        size_t colon = mgp_slice_find(arn, MGP_LITERAL(":"), begin);
        if (colon == SIZE_MAX) return MGP_LITERAL("");
        begin = colon + 1;
    }
    size_t end = mgp_slice_find(arn, MGP_LITERAL(":"), begin);
    return mgp_slice_sub(arn, begin, end == SIZE_MAX ? arn.len : end);
}

MGP_MEMBER_READER(topic)
{
    enum mgp_status status = check_text(reader, value, member->name, 512);
    if (status != MGP_OK) return status;
    bool is_topic = mgp_slice_is(arn_part(value->text, 0), "arn") && mgp_slice_is(arn_part(value->text, 2), "sns") &&
                    arn_part(value->text, 5).len > 0 && arn_part(value->text, 6).len == 0;
    if (!is_topic)
        return mgp_rules_refuse(reader, value, "%s must be arn:aws:sns:REGION:ACCOUNT:NAME", member->name);
    *text_of(destination, member) = mgp_arena_text(reader->arena, value->text);
    return MGP_OK;
}

static bool is_region(struct mgp_slice text)
{
    if (text.len < 1 || text.len > 32) return false;
    for (size_t i = 0; i < text.len; i++) {
        uint8_t c = text.ptr[i];
        if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '-') return false;
    }
    return true;
}

MGP_MEMBER_READER(region)
{
    if (value->type != MGP_JSON_STRING || !is_region(value->text))
        return mgp_rules_refuse(reader, value, "%s must be a region, such as \"eu-west-1\"", member->name);
    *text_of(destination, member) = mgp_arena_text(reader->arena, value->text);
    return MGP_OK;
}

MGP_MEMBER_READER(layout)
{
    const char *name = mgp_json_string(value, NULL);
    if (!name || !mgp_layout_parse(name, (enum mgp_layout *)field_of(destination, member)))
        return mgp_rules_refuse(reader, value, "%s must be \"default\" or \"classic\"", member->name);
    return MGP_OK;
}

MGP_MEMBER_READER(rate)
{
    struct mgp_number number = {0};
    if (value->type == MGP_JSON_NUMBER) number = mgp_number_read(value->text);
    if (!number.is_comparable || number.value < RATE_LOWEST || number.value > RATE_HIGHEST)
        return mgp_rules_refuse(reader, value, "%s must be a number from %g to %g", member->name, RATE_LOWEST,
                                RATE_HIGHEST);
    *(double *)field_of(destination, member) = number.value;
    return MGP_OK;
}

MGP_MEMBER_READER(digest)
{
    static const char *const known[] = {"WindowSeconds", "Above", NULL};
    struct mgp_digest_policy *digest = field_of(destination, member);
    if (value->type == MGP_JSON_BOOL) {
        digest->is_on = value->boolean;
        return MGP_OK;
    }
    if (value->type != MGP_JSON_OBJECT)
        return mgp_rules_refuse(reader, value, "%s must be an object with WindowSeconds and Above, or false",
                                member->name);
    enum mgp_status status = mgp_rules_check_members(reader, value, member->name, known, NULL);
    if (status == MGP_OK)
        status = mgp_rules_number(reader, value, "WindowSeconds", 1, 86400, &digest->window_seconds);
    if (status == MGP_OK) status = mgp_rules_number(reader, value, "Above", 1, 100000, &digest->above);
    return status;
}

MGP_MEMBER_READER(link)
{
    if (value->type == MGP_JSON_BOOL && !value->boolean) {
        *text_of(destination, member) = "";
        return MGP_OK;
    }
    if (value->type != MGP_JSON_STRING)
        return mgp_rules_refuse(reader, value, "%s must be an address with placeholders, or false", member->name);
    const char *fault = mgp_link_template_fault(value->text, member->detail);
    if (fault) return mgp_rules_refuse(reader, value, "%s %s", member->name, fault);
    *text_of(destination, member) = mgp_arena_text(reader->arena, value->text);
    return MGP_OK;
}

static enum mgp_status refuse_open(const struct mgp_rules_reader *reader, const struct mgp_json *object,
                                   const char *member, const char *secret)
{
    const struct mgp_json *value = mgp_json_member(object, member);
    return mgp_rules_refuse(reader, value ? value : object,
                            "%s must use TLS, or name a host of the loopback interface: %s would travel in the clear",
                            member, secret);
}

MGP_DESTINATION_CHECK(slack)
{
    bool has_webhook = destination->url_source != NULL;
    static const char *const needs[] = {"Token", "Channel"}, *const excludes[] = {"Token", "Channel", "ApiUrl"};
    for (size_t i = 0; !has_webhook && i < 2; i++)
        if (!mgp_json_member(object, needs[i]))
            return mgp_rules_refuse(reader, object, "a destination of Type slack needs %s (or WebhookUrl alone)",
                                    needs[i]);
    for (size_t i = 0; has_webhook && i < 3; i++)
        if (mgp_json_member(object, excludes[i]))
            return mgp_rules_refuse(reader, mgp_json_member(object, excludes[i]),
                                    "%s and WebhookUrl exclude each other: a webhook has its channel and secret in its "
                                    "address",
                                    excludes[i]);
    if (has_webhook) return MGP_OK;
    if (!destination->api_url) destination->api_url = MGP_SLACK_API_URL;
    if (!mgp_url_is_open(mgp_slice_text(destination->api_url))) return MGP_OK;
    return refuse_open(reader, object, "ApiUrl", "the token");
}

MGP_DESTINATION_CHECK(open)
{
    if (!destination->token_source || !destination->api_url) return MGP_OK;
    if (!mgp_url_is_open(mgp_slice_text(destination->api_url))) return MGP_OK;
    return refuse_open(reader, object, "Url", "the secret");
}

MGP_DESTINATION_CHECK(smtp)
{
    if (!destination->user_name != !destination->token_source)
        return mgp_rules_refuse(reader, object, "UserName and Password belong together");
    bool is_open = destination->without_tls && mgp_url_is_open(mgp_slice_text(destination->api_url));
    if (!is_open || !destination->token_source) return MGP_OK;
    return refuse_open(reader, object, "Url", "the password");
}

static const char *setting(const char *name)
{
    const char *value = getenv(name);
    return value && is_region(mgp_slice_text(value)) ? value : NULL;
}

/* "eu-west-1" of https://sqs.eu-west-1.amazonaws.com/..., else "". */
static struct mgp_slice region_of_queue(struct mgp_slice url)
{
    struct mgp_slice host = mgp_url_host(url);
    if (!mgp_slice_starts_with(host, MGP_LITERAL("sqs."))) return MGP_LITERAL("");
    size_t end = mgp_slice_find(host, MGP_LITERAL(".amazonaws.com"), 4);
    return end == SIZE_MAX ? MGP_LITERAL("") : mgp_slice_sub(host, 4, end);
}

/* Where no Region is given: the one that the resource names, that of the environment, us-east-1. */
static const char *find_region(const struct mgp_rules_reader *reader, const struct mgp_destination *destination)
{
    struct mgp_slice resource = mgp_slice_text(destination->resource);
    struct mgp_slice named =
        destination->type == MGP_DESTINATION_SQS ? region_of_queue(resource) : arn_part(resource, 3);
    if (is_region(named)) return mgp_arena_text(reader->arena, named);
    const char *set = setting("AWS_REGION");
    if (!set) set = setting("AWS_DEFAULT_REGION");
    return set ? mgp_arena_text(reader->arena, mgp_slice_text(set)) : "us-east-1";
}

/* Where no Endpoint is given: the queue's own host, or AWS's for the region. */
static const char *make_endpoint(const struct mgp_rules_reader *reader, const struct mgp_destination *destination)
{
    struct mgp_buffer url = {0};
    struct mgp_slice queue = mgp_slice_text(destination->resource);
    if (destination->type == MGP_DESTINATION_SQS) {
        size_t scheme = mgp_slice_find(queue, MGP_LITERAL("://"), 0) + 3;
        size_t end = mgp_slice_find(queue, MGP_LITERAL("/"), scheme);
        mgp_buffer_append(&url, mgp_slice_sub(queue, 0, end == SIZE_MAX ? queue.len : end));
    } else {
        mgp_buffer_format(&url, "https://%s.%s.amazonaws.com%s",
                          destination->type == MGP_DESTINATION_SNS ? "sns" : "events", destination->region,
                          strncmp(destination->region, "cn-", 3) == 0 ? ".cn" : "");
    }
    const char *copy = mgp_arena_text(reader->arena, mgp_buffer_slice(&url));
    mgp_buffer_clear(&url);
    return copy;
}

MGP_DESTINATION_CHECK(aws)
{
    if (!destination->access_key_source != !destination->secret_key_source)
        return mgp_rules_refuse(reader, object, "AccessKeyId and SecretAccessKey belong together");
    if (destination->session_token_source && !destination->access_key_source)
        return mgp_rules_refuse(reader, object, "SessionToken needs AccessKeyId and SecretAccessKey");
    if (!destination->access_key_source) {
        const char *session = getenv("AWS_SESSION_TOKEN");
        destination->access_key_source = "env:AWS_ACCESS_KEY_ID";
        destination->secret_key_source = "env:AWS_SECRET_ACCESS_KEY";
        if (session && *session) destination->session_token_source = "env:AWS_SESSION_TOKEN";
    }
    if (destination->type == MGP_DESTINATION_EVENTBRIDGE && !destination->resource) destination->resource = "default";
    if (!destination->region) destination->region = find_region(reader, destination);
    if (!destination->api_url) destination->api_url = make_endpoint(reader, destination);
    return MGP_OK;
}
