/* The "Destinations" of a rules file: what each type takes, and what is refused where and how it is said. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "notifier/rule/destination.h"
#include "notifier/rule/link_template.h"

struct reading {
    struct mgp_arena arena;
    struct mgp_error error;
    struct mgp_destination *destinations;
    size_t count;
};

/* text: the object "Destinations". */
static enum mgp_status read_text(const char *text, struct reading *out)
{
    *out = (struct reading){0};
    struct mgp_json *json = NULL;
    struct mgp_rules_reader reader = {.path = "rules.json", .text = mgp_slice_text(text), .arena = &out->arena,
                                      .error = &out->error};
    cr_assert_eq(mgp_json_parse(&out->arena, mgp_slice_text(text), &json, &out->error), MGP_OK, "%s: %s", text,
                 out->error.message);
    return mgp_destinations_read(&reader, json, &out->destinations, &out->count);
}

static const struct mgp_destination *read_one(const char *members, struct reading *out)
{
    char text[3000];
    snprintf(text, sizeof text, "{\"d\":{%s}}", members);
    enum mgp_status status = read_text(text, out);
    cr_assert_eq(status, MGP_OK, "%s: %s", text, out->error.message);
    cr_assert_eq(out->count, 1);
    return out->destinations;
}

static void clear(struct reading *reading)
{
    mgp_arena_clear(&reading->arena);
}

Test(destination, slack_has_its_defaults)
{
    struct reading reading;
    const struct mgp_destination *d =
        read_one("\"Type\":\"slack\",\"Token\":\"env:T\",\"Channel\":\"#c\"", &reading);
    cr_expect_eq(d->type, MGP_DESTINATION_SLACK);
    cr_expect_str_eq(d->api_url, "https://slack.com/api");
    cr_expect_str_eq(d->channel, "#c");
    cr_expect_str_eq(d->token_source, "env:T");
    cr_expect_eq(d->layout, MGP_LAYOUT_DEFAULT);
    cr_expect(d->digest.is_on);
    cr_expect_eq(d->digest.window_seconds, 60);
    cr_expect_eq(d->digest.above, 20);
    cr_expect_null(d->link_template);
    cr_expect_float_eq(d->rate_per_second, 1, 1e-9);
    clear(&reading);
}

Test(destination, reads_the_members_of_every_type)
{
    struct reading reading;
    const struct mgp_destination *d =
        read_one("\"Type\":\"slack\",\"WebhookUrl\":\"env:U\",\"Layout\":\"classic\",\"Digest\":{\"WindowSeconds\":300,"
                 "\"Above\":5},\"LinkTemplate\":\"https://m.example/{bucket}/{key}\",\"BucketLinkTemplate\":false,"
                 "\"RatePerSecond\":0.5", &reading);
    cr_expect_str_eq(d->url_source, "env:U");
    cr_expect_null(d->channel);
    cr_expect_eq(d->layout, MGP_LAYOUT_CLASSIC);
    cr_expect_eq(d->digest.window_seconds, 300);
    cr_expect_eq(d->digest.above, 5);
    cr_expect_str_eq(d->link_template, "https://m.example/{bucket}/{key}");
    cr_expect_str_eq(d->bucket_link_template, "");
    clear(&reading);

    d = read_one("\"Type\":\"webhook\",\"Url\":\"http://receiver:8080/hook?x=1\",\"SigningSecret\":[\"env:A\","
                 "\"file:/b\"]", &reading);
    cr_expect_str_eq(d->api_url, "http://receiver:8080/hook?x=1");
    cr_expect_eq(d->signing_count, 2);
    cr_expect_str_eq(d->signing_sources[1], "file:/b");
    cr_expect_not(d->digest.is_on, "programs read each event");
    clear(&reading);

    d = read_one("\"Type\":\"webhook\",\"Url\":\"env:HOOK\",\"SigningSecret\":\"env:A\",\"Token\":\"env:T\"", &reading);
    cr_expect_str_eq(d->url_source, "env:HOOK");
    cr_expect_null(d->api_url);
    clear(&reading);

    d = read_one("\"Type\":\"teams\",\"WebhookUrl\":\"env:U\",\"Digest\":false", &reading);
    cr_expect_eq(d->type, MGP_DESTINATION_TEAMS);
    cr_expect_not(d->digest.is_on);
    clear(&reading);

    d = read_one("\"Type\":\"pagerduty\",\"RoutingKey\":\"env:K\"", &reading);
    cr_expect_str_eq(d->api_url, "https://events.pagerduty.com/v2/enqueue");
    cr_expect_str_eq(d->token_source, "env:K");
    clear(&reading);

    d = read_one("\"Type\":\"smtp\",\"Url\":\"smtp://mail.example.com:587\",\"From\":\"m@example.com\",\"To\":["
                 "\"a@x.y\",\"b.c+d@x-y.z\"],\"UserName\":\"u\",\"Password\":\"env:P\"", &reading);
    cr_expect_eq(d->recipient_count, 2);
    cr_expect_str_eq(d->recipients[1], "b.c+d@x-y.z");
    cr_expect_not(d->without_tls);
    clear(&reading);

    d = read_one("\"Type\":\"file\",\"Path\":\"/var/lib/findings.jsonl\"", &reading);
    cr_expect_str_eq(d->path, "/var/lib/findings.jsonl");
    clear(&reading);
}

Test(destination, aws_finds_region_endpoint_and_credentials)
{
    struct reading reading;
    unsetenv("AWS_REGION");
    unsetenv("AWS_DEFAULT_REGION");
    unsetenv("AWS_SESSION_TOKEN");
    const struct mgp_destination *d =
        read_one("\"Type\":\"sns\",\"TopicArn\":\"arn:aws:sns:eu-west-1:111122223333:findings\"", &reading);
    cr_expect_str_eq(d->region, "eu-west-1");
    cr_expect_str_eq(d->api_url, "https://sns.eu-west-1.amazonaws.com");
    cr_expect_str_eq(d->access_key_source, "env:AWS_ACCESS_KEY_ID");
    cr_expect_str_eq(d->secret_key_source, "env:AWS_SECRET_ACCESS_KEY");
    cr_expect_null(d->session_token_source);
    clear(&reading);

    d = read_one("\"Type\":\"sqs\",\"QueueUrl\":\"https://sqs.cn-north-1.amazonaws.com.cn/1/q\"", &reading);
    cr_expect_str_eq(d->region, "cn-north-1");
    cr_expect_str_eq(d->api_url, "https://sqs.cn-north-1.amazonaws.com.cn");
    clear(&reading);

    setenv("AWS_REGION", "ap-south-1", 1);
    setenv("AWS_SESSION_TOKEN", "x", 1);
    d = read_one("\"Type\":\"sqs\",\"QueueUrl\":\"http://localhost:4566/000000000000/q\",\"AccessKeyId\":\"env:A\","
                 "\"SecretAccessKey\":\"env:S\"", &reading);
    cr_expect_str_eq(d->region, "ap-south-1");
    cr_expect_str_eq(d->api_url, "http://localhost:4566");
    cr_expect_null(d->session_token_source, "a token goes with its own keys");
    clear(&reading);

    d = read_one("\"Type\":\"eventbridge\",\"Region\":\"us-west-2\",\"Source\":\"magpie\"", &reading);
    cr_expect_str_eq(d->resource, "default");
    cr_expect_str_eq(d->api_url, "https://events.us-west-2.amazonaws.com");
    cr_expect_str_eq(d->session_token_source, "env:AWS_SESSION_TOKEN");
    clear(&reading);

    d = read_one("\"Type\":\"eventbridge\",\"EventBusName\":\"arn:aws:events:eu-north-1:1:event-bus/b\",\"Endpoint\":"
                 "\"http://localstack:4566/\"", &reading);
    cr_expect_str_eq(d->region, "eu-north-1");
    cr_expect_str_eq(d->api_url, "http://localstack:4566");
    clear(&reading);
}

#define SLACK   "\"Type\":\"slack\",\"Token\":\"env:T\",\"Channel\":\"c\""
#define SMTP    "\"Type\":\"smtp\",\"Url\":\"smtp://m\",\"From\":\"a@b\",\"To\":\"c@d\""
#define SNS     "\"Type\":\"sns\",\"TopicArn\":\"arn:aws:sns:eu-west-1:1:t\""
#define WEBHOOK "\"Type\":\"webhook\",\"Url\":\"https://x/\""

Test(destination, refuses_what_is_wrong_and_says_so)
{
    static const struct {
        const char *members, *says;
    } rows[] = {
        {"", "a destination needs Type"},
        {"\"Type\":5", "Type must be a string"},
        {"\"Type\":\"tems\"", "unknown destination Type: there are slack, webhook, teams, discord, pagerduty, smtp, "
                              "sns, sqs, eventbridge, file"},
        {"\"Type\":\"slack\",\"Channel\":\"c\"", "a destination of Type slack needs Token (or WebhookUrl alone)"},
        {"\"Type\":\"slack\",\"Token\":\"env:T\"", "needs Channel"},
        {SLACK ",\"WebhookUrl\":\"env:U\"", "Token and WebhookUrl exclude each other"},
        {SLACK ",\"Chanel\":\"x\"", "\"Chanel\" in a destination of Type slack: did you mean \"Channel\"?"},
        {SLACK ",\"rate\":1", "\"rate\" in a destination of Type slack: did you mean \"RatePerSecond\"?"},
        {SLACK ",\"Url\":\"x\"", "unknown member \"Url\" in a destination of Type slack"},
        {SLACK ",\"Token\":\"env:B\"", "Token is given twice"},
        {SLACK ",\"ApiUrl\":\"http://slack.example/api\"", "ApiUrl must use TLS"},
        {SLACK ",\"ApiUrl\":\"http://127.0.0.1.evil.example/api\"", "ApiUrl must use TLS"},
        {SLACK ",\"ApiUrl\":\"http://localhost@evil.example/\"", "no user name or password"},
        {SLACK ",\"ApiUrl\":\"https:///x\"", "must name a host"},
        {SLACK ",\"ApiUrl\":\"https://x/?a\"", "no query"},
        {SLACK ",\"Digest\":{\"WindowSecond\":5}", "did you mean \"WindowSeconds\"?"},
        {SLACK ",\"Digest\":{\"Above\":0}", "Above must be a whole number from 1"},
        {SLACK ",\"Digest\":5", "Digest must be an object"},
        {SLACK ",\"LinkTemplate\":\"ftp://x\"", "LinkTemplate must begin with https:// or http://"},
        {SLACK ",\"LinkTemplate\":\"https://x/{buckett}\"", "LinkTemplate has a placeholder that is none of {bucket}"},
        {SLACK ",\"LinkTemplate\":\"https://x/{bucket\"", "placeholder"},
        {SLACK ",\"LinkTemplate\":\"https://x/}{\"", "placeholder"},
        {SLACK ",\"LinkTemplate\":\"https://x/ y\"", "only characters that may stand in an address"},
        {SLACK ",\"LinkTemplate\":true", "or false"},
        {SLACK ",\"LinkTemplate\":\"https://\"", "must name a host"},
        {SLACK ",\"LinkTemplate\":\"https://{key}.example/\"", "must not have the key in the name of the host"},
        {SLACK ",\"LinkTemplate\":\"https://{bucket}/{key}\"", "must end the name of the host with a domain"},
        {SLACK ",\"LinkTemplate\":\"https://s3.{region}:9000/\"", "must end the name of the host"},
        {SLACK ",\"LinkTemplate\":\"https://s3.{region}\"", "must end the name of the host"},
        {SLACK ",\"LinkTemplate\":\"https://{bucket}./\"", "must end the name of the host"},
        {SLACK ",\"LinkTemplate\":\"https://{bucket}x/\"", "must end the name of the host"},
        {SLACK ",\"LinkTemplate\":\"https://good.example@{bucket}.x/\"", "no user name"},
        {SLACK ",\"BucketLinkTemplate\":\"https://x/{key}\"", "must not hold the key"},
        {SLACK ",\"RatePerSecond\":1001", "RatePerSecond must be a number"},
        {"\"Type\":\"teams\"", "a destination of Type teams needs WebhookUrl"},
        {"\"Type\":\"teams\",\"WebhookUrl\":\"https://x/secret-part\"",
         "WebhookUrl must be \"env:NAME\" or \"file:PATH\""},
        {"\"Type\":\"discord\",\"WebhookUrl\":\"env:U\",\"Layout\":\"classic\"", "unknown member \"Layout\""},
        {"\"Type\":\"pagerduty\",\"RoutingKey\":\"env:K\",\"Url\":\"http://pd.example\"", "Url must use TLS"},
        {"\"Type\":\"webhook\"", "needs Url"},
        {WEBHOOK ",\"SigningSecret\":[]", "SigningSecret must be one secret, or an array of 1 to 4"},
        {WEBHOOK ",\"SigningSecret\":[\"env:A\",\"whsec_secret-part\"]", "SigningSecret must be \"env:NAME\""},
        {WEBHOOK ",\"Digest\":false", "unknown member \"Digest\""},
        {"\"Type\":\"webhook\",\"Url\":\"http://x/\",\"Token\":\"env:T\"", "Url must use TLS"},
        {"\"Type\":\"webhook\",\"Url\":\"gopher://x/\"", "Url must begin with https:// or http://"},
        {"\"Type\":\"smtp\",\"Url\":\"smtp://m\",\"From\":\"a@b\"", "needs To"},
        {"\"Type\":\"smtp\",\"Url\":\"https://m\",\"From\":\"a@b\",\"To\":\"c@d\"", "smtps:// or smtp://"},
        {"\"Type\":\"smtp\",\"Url\":\"smtp://m/x\",\"From\":\"a@b\",\"To\":\"c@d\"", "a host and a port only"},
        {"\"Type\":\"smtp\",\"Url\":\"smtp://m\",\"From\":\"A <a@b>\",\"To\":\"c@d\"", "From must be a mail address"},
        {"\"Type\":\"smtp\",\"Url\":\"smtp://m\",\"From\":\"a@b\",\"To\":[\"c@d\",\"e\\r\\nBcc: f@g\"]",
         "To must not hold control characters"},
        {"\"Type\":\"smtp\",\"Url\":\"smtp://m\",\"From\":\"a@b\",\"To\":[]", "an array of 1 to 50"},
        {"\"Type\":\"smtp\",\"Url\":\"smtp://m\",\"From\":\"a..b@c\",\"To\":\"c@d\"", "From must be a mail address"},
        {"\"Type\":\"smtp\",\"Url\":\"smtp://m\",\"From\":\"@c\",\"To\":\"c@d\"", "From must be a mail address"},
        {SMTP ",\"UserName\":\"u\"", "UserName and Password belong together"},
        {SMTP ",\"UserName\":\"u\",\"Password\":\"env:P\",\"Tls\":\"none\"", "the password would travel in the clear"},
        {SMTP ",\"Tls\":\"off\"", "Tls must be \"required\" or \"none\""},
        {"\"Type\":\"sns\",\"TopicArn\":\"arn:aws:sqs:eu-west-1:1:t\"", "TopicArn must be arn:aws:sns:"},
        {SNS ",\"Region\":\"EU West\"", "Region must be a region"},
        {SNS ",\"AccessKeyId\":\"env:A\"", "AccessKeyId and SecretAccessKey belong together"},
        {SNS ",\"SessionToken\":\"env:A\"", "SessionToken needs AccessKeyId"},
        {SNS ",\"SecretAccessKey\":\"the-secret-part\"", "SecretAccessKey must be \"env:NAME\""},
        {"\"Type\":\"file\"", "needs Path"},
        {"\"Type\":\"file\",\"Path\":\"\"", "Path must have 1 to"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char text[3000];
        struct reading reading;
        snprintf(text, sizeof text, "{\"d\":{%s}}", rows[i].members);
        cr_expect_neq(read_text(text, &reading), MGP_OK, "%s", text);
        cr_expect_not_null(strstr(reading.error.message, rows[i].says), "%s: %s", text, reading.error.message);
        cr_expect_eq(strncmp(reading.error.message, "rules.json:1:", 13), 0, "%s", reading.error.message);
        cr_expect_null(strstr(reading.error.message, "secret-part"), "%s", reading.error.message);
        clear(&reading);
    }
}

Test(destination, names_are_unique_and_fit)
{
    struct reading reading;
    cr_expect_neq(read_text("{\"a\":{" WEBHOOK "},\"b\":{" WEBHOOK "},\"a\":{" WEBHOOK "}}", &reading), MGP_OK);
    cr_expect_not_null(strstr(reading.error.message, "two destinations have the name \"a\""), "%s",
                       reading.error.message);
    clear(&reading);
    cr_expect_neq(read_text("{\"a b\":{" WEBHOOK "}}", &reading), MGP_OK);
    cr_expect_not_null(strstr(reading.error.message, "the name of a destination must be"), "%s", reading.error.message);
    clear(&reading);
    cr_expect_neq(read_text("{\"a\":5}", &reading), MGP_OK);
    cr_expect_not_null(strstr(reading.error.message, "a destination must be an object"), "%s", reading.error.message);
    clear(&reading);
}

Test(destination, hosts_on_the_loopback_interface_need_no_tls)
{
    static const char *const local[] = {"http://127.0.0.1/", "http://127.1.2.3:80/x", "http://localhost:8080",
                                        "http://LOCALHOST/", "http://[::1]:9/", "https://anywhere.example/",
                                        "smtp://127.0.0.1:25", "smtps://m.example"};
    static const char *const open[] = {"http://example.com/", "http://127.0.0.1.example.com/", "http://127.0.0/",
                                       "http://127.0.0.1x/", "http://1127.0.0.1/", "http://localhost.example.com/",
                                       "http://[::2]/", "http://10.0.0.1/", "http://[::1].example/",
                                       "smtp://mail.example.com", "http://127.0.0.1234/"};
    for (size_t i = 0; i < sizeof local / sizeof *local; i++)
        cr_expect_not(mgp_url_is_open(mgp_slice_text(local[i])), "%s", local[i]);
    for (size_t i = 0; i < sizeof open / sizeof *open; i++)
        cr_expect(mgp_url_is_open(mgp_slice_text(open[i])), "%s", open[i]);
}

Test(destination, reads_secrets_without_telling_them)
{
    static const struct {
        const char *value;
        enum mgp_secret_kind kind;
        const char *says; /* NULL: it is taken */
    } rows[] = {
        {"word", MGP_SECRET_WORD, NULL},
        {"two words", MGP_SECRET_WORD, "holds blanks or characters outside ASCII"},
        {"two words \xC3\xA4", MGP_SECRET_TEXT, NULL},
        {"two\nlines", MGP_SECRET_TEXT, "holds control characters"},
        {" \n", MGP_SECRET_WORD, "is empty"},
        {"https://hooks.example/services/x", MGP_SECRET_URL, NULL},
        {"http://hooks.example/services/x", MGP_SECRET_URL, "must begin with https://: it is a secret"},
        {"http://127.0.0.1:1/x", MGP_SECRET_URL, NULL},
        {"hooks.example/services", MGP_SECRET_URL, "must begin with https:// or http://"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char *secret = NULL;
        struct mgp_error error = {0};
        setenv("TEST_SECRET_VALUE", rows[i].value, 1);
        enum mgp_status status =
            mgp_secret_read("env:TEST_SECRET_VALUE", rows[i].kind, "the token of d", &secret, &error);
        cr_expect_eq(status == MGP_OK, rows[i].says == NULL, "%s: %s", rows[i].value, error.message);
        if (rows[i].says) cr_expect_not_null(strstr(error.message, rows[i].says), "%s", error.message);
        cr_expect_null(strstr(error.message, "words"), "%s", error.message);
        cr_expect_null(strstr(error.message, "hooks.example"), "%s", error.message);
        if (status == MGP_OK) cr_expect_str_eq(secret, rows[i].value);
        free(secret);
    }
    char *secret = NULL;
    struct mgp_error error = {0};
    unsetenv("TEST_SECRET_VALUE");
    cr_expect_neq(mgp_secret_read("env:TEST_SECRET_VALUE", MGP_SECRET_WORD, "the token of d", &secret, &error), MGP_OK);
    cr_expect_str_eq(error.message, "the environment variable TEST_SECRET_VALUE is not set: it holds the token of d");
    cr_expect_neq(mgp_secret_read("file:/no/such/file", MGP_SECRET_WORD, "the token of d", &secret, &error), MGP_OK);
    cr_expect_not_null(strstr(error.message, "the token of d cannot be read: cannot open /no/such/file"), "%s",
                       error.message);
}
