/* Settings and credentials: files, the environment, and which of them wins. */
#define _GNU_SOURCE
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "net/aws_credentials.h"
#include "net/ini.h"
#include "net/s3.h"

static char folder[] = "/tmp/magpie-aws.XXXXXX";

static void write_file(const char *name, const char *text)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    cr_assert(file && fputs(text, file) >= 0 && fclose(file) == 0);
}

static void set_up(void)
{
    static const char *const names[] = {"AWS_ACCESS_KEY_ID",
                                        "AWS_SECRET_ACCESS_KEY",
                                        "AWS_SESSION_TOKEN",
                                        "AWS_PROFILE",
                                        "AWS_REGION",
                                        "AWS_DEFAULT_REGION",
                                        "AWS_ENDPOINT_URL",
                                        "AWS_ENDPOINT_URL_S3",
                                        "AWS_CA_BUNDLE",
                                        "AWS_DEFAULT_PROFILE",
                                        "AWS_MAX_ATTEMPTS",
                                        "AWS_ROLE_ARN",
                                        "AWS_WEB_IDENTITY_TOKEN_FILE",
                                        "AWS_CONTAINER_CREDENTIALS_FULL_URI",
                                        "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"};
    char path[256];
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) unsetenv(names[i]);
    cr_assert(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/config", folder);
    setenv("AWS_CONFIG_FILE", path, 1);
    snprintf(path, sizeof path, "%s/credentials", folder);
    setenv("AWS_SHARED_CREDENTIALS_FILE", path, 1);
    setenv("AWS_EC2_METADATA_DISABLED", "true", 1);
}

static void tear_down(void)
{
    char command[300];
    snprintf(command, sizeof command, "rm -rf %s", folder);
    cr_assert(system(command) == 0);
}

static struct mgp_aws_config *config_of(struct mgp_aws_options options)
{
    struct mgp_aws_config *config = NULL;
    struct mgp_error error = {0};
    cr_assert(mgp_aws_config_create(&options, &config, &error) == MGP_OK, "%s", error.message);
    return config;
}

TestSuite(aws_config, .init = set_up, .fini = tear_down);

Test(aws_config, reads_sections_settings_comments_and_nested_ones)
{
    struct mgp_ini ini = {0};
    struct mgp_error error = {0};
    cr_assert(mgp_ini_parse(
                  &ini, "f",
                  MGP_LITERAL("# c\n[default]\r\nRegion = eu-west-1 # why\nkey=a#b\ns3 =\n  addressing_style = path\n"
                              "after = x\n[profile  \"two words\"]\nregion=us-west-2"),
                  &error) == MGP_OK);
    cr_expect_str_eq(mgp_ini_find(&ini, "default", "region"), "eu-west-1");
    cr_expect_str_eq(mgp_ini_find(&ini, "default", "key"), "a#b");
    cr_expect_str_eq(mgp_ini_find(&ini, "default", "s3.addressing_style"), "path");
    cr_expect_str_eq(mgp_ini_find(&ini, "default", "after"), "x");
    cr_expect_str_eq(mgp_ini_find(&ini, "profile two words", "region"), "us-west-2");
    cr_expect(mgp_ini_find(&ini, "default", "nothing") == NULL);
    mgp_ini_clear(&ini);
}

Test(aws_config, a_broken_file_is_named_with_its_line)
{
    static const char *const rows[][2] = {{"a = b", "f:1: a setting before"},
                                          {"[a]\nb", "f:2: neither"},
                                          {"[a", "f:1: a section without"},
                                          {"[a]\n= b", "f:2: a setting without"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct mgp_ini ini = {0};
        struct mgp_error error = {0};
        cr_expect(mgp_ini_parse(&ini, "f", mgp_slice_text(rows[i][0]), &error) == MGP_INVALID);
        cr_expect(strncmp(error.message, rows[i][1], strlen(rows[i][1])) == 0, "%s", error.message);
        mgp_ini_clear(&ini);
    }
}

Test(aws_config, the_flag_wins_over_the_environment_and_that_over_the_profile)
{
    write_file("config",
               "[default]\nregion = eu-west-1\nendpoint_url = http://profile:1/\nservices = s\n"
               "[services s]\ns3 =\n  endpoint_url = http://services:1\n[profile two]\nregion = eu-west-2\n");
    struct mgp_aws_config *config = config_of((struct mgp_aws_options){0});
    cr_expect_str_eq(config->region, "eu-west-1");
    cr_expect_str_eq(config->endpoint_url, "http://services:1");
    cr_expect_str_eq(mgp_aws_service_endpoint(config, "sts"), "http://profile:1/");
    mgp_aws_config_destroy(config);
    setenv("AWS_DEFAULT_REGION", "eu-west-4", 1);
    setenv("AWS_ENDPOINT_URL", "http://all:1", 1);
    config = config_of((struct mgp_aws_options){0});
    cr_expect_str_eq(config->region, "eu-west-4");
    cr_expect_str_eq(config->endpoint_url, "http://all:1");
    mgp_aws_config_destroy(config);
    setenv("AWS_REGION", "eu-west-5", 1);
    setenv("AWS_ENDPOINT_URL_S3", "http://s3:1", 1);
    config = config_of((struct mgp_aws_options){0});
    cr_expect_str_eq(config->region, "eu-west-5");
    cr_expect_str_eq(config->endpoint_url, "http://s3:1");
    mgp_aws_config_destroy(config);
    config = config_of((struct mgp_aws_options){.region = "us-east-2", .endpoint_url = "https://flag:1//"});
    cr_expect_str_eq(config->region, "us-east-2");
    cr_expect_str_eq(config->endpoint_url, "https://flag:1");
    mgp_aws_config_destroy(config);
    setenv("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true", 1);
    config = config_of((struct mgp_aws_options){0});
    cr_expect(config->endpoint_url == NULL);
    mgp_aws_config_destroy(config);
    unsetenv("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS");
}

static void expect_keys(struct mgp_aws_options options, const char *access_key, const char *source)
{
    struct mgp_aws_config *config = config_of(options);
    struct mgp_aws_provider *provider = mgp_aws_provider_create(config);
    struct mgp_aws_keys keys = {0};
    struct mgp_error error = {0};
    enum mgp_status status = mgp_aws_provider_get(provider, &keys, &error);
    if (access_key) {
        cr_expect(status == MGP_OK, "%s", error.message);
        cr_expect_str_eq(keys.access_key, access_key);
        cr_expect(strstr(mgp_aws_provider_source(provider), source), "%s", mgp_aws_provider_source(provider));
    } else {
        cr_expect(status != MGP_OK);
        cr_expect(strstr(error.message, source), "%s", error.message);
    }
    mgp_aws_keys_clear(&keys);
    mgp_aws_provider_destroy(provider);
    mgp_aws_config_destroy(config);
}

Test(aws_config, the_chain_goes_environment_role_file_process_config)
{
    expect_keys((struct mgp_aws_options){0}, NULL, "no credentials");
    write_file("config", "[default]\naws_access_key_id = FROMCONFIG\naws_secret_access_key = s\n[profile p]\n"
                         "credential_process = printf '{\"AccessKeyId\":\"PROCESS\",\"SecretAccessKey\":\"s\"}'\n"
                         "[profile broken]\ncredential_process = false\n[profile quote]\ncredential_process = 'x\n"
                         "[profile role]\nrole_arn = arn:aws:iam::111122223333:role/r\n"
                         "[profile circle]\nrole_arn = r\nsource_profile = circle2\n[profile circle2]\nrole_arn = "
                         "r\nsource_profile = circle\n");
    expect_keys((struct mgp_aws_options){0}, "FROMCONFIG", "profile 'default' in");
    expect_keys((struct mgp_aws_options){.profile = "p"}, "PROCESS", "credential_process");
    expect_keys((struct mgp_aws_options){.profile = "broken"}, NULL, "status 1");
    expect_keys((struct mgp_aws_options){.profile = "quote"}, NULL, "check its quotes");
    expect_keys((struct mgp_aws_options){.profile = "role"}, NULL, "source_profile");
    expect_keys((struct mgp_aws_options){.profile = "circle"}, NULL, "circle");
    write_file("credentials", "[default]\naws_access_key_id = FROMFILE\naws_secret_access_key = s\n");
    expect_keys((struct mgp_aws_options){0}, "FROMFILE", "credentials");
    setenv("AWS_ACCESS_KEY_ID", "FROMENV", 1);
    setenv("AWS_SECRET_ACCESS_KEY", "s", 1);
    expect_keys((struct mgp_aws_options){0}, "FROMENV", "environment");
    expect_keys((struct mgp_aws_options){.profile = "default"}, "FROMFILE", "credentials");
}

Test(aws_config, keys_never_go_in_clear_to_another_machine)
{
    static const char *const urls[] = {"http://198.51.100.1/x", "http://localhost.example/x",
                                       "http://127.0.0.1.example/", "http://user@127.0.0.1/", "ftp://127.0.0.1/"};
    for (size_t i = 0; i < sizeof urls / sizeof *urls; i++) {
        setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", urls[i], 1);
        expect_keys((struct mgp_aws_options){0}, NULL, "plain http");
    }
    unsetenv("AWS_CONTAINER_CREDENTIALS_FULL_URI");
}

Test(aws_config, a_token_that_comes_again_is_noticed)
{
    struct mgp_s3_token_watch watch = {0};
    char token[16];
    bool was_new = true;
    unsigned count = 0;
    for (; was_new && count < 1000; count++) { /* 0 1 2 3 4 then 2 3 4 2 3 4 ... */
        snprintf(token, sizeof token, "%u", count < 5 ? count : 2 + (count - 2) % 3);
        was_new = mgp_s3_token_is_new(&watch, token);
    }
    cr_expect_lt(count, 20);
    mgp_s3_token_watch_clear(&watch);
    for (count = 0; count < 1000; count++) {
        snprintf(token, sizeof token, "%u", count);
        cr_assert(mgp_s3_token_is_new(&watch, token));
    }
    mgp_s3_token_watch_clear(&watch);
}
