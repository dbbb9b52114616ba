#include "net/aws_config.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "base/utf8.h"

#define DEFAULT_ATTEMPTS 5
#define MOST_ATTEMPTS    100

const char *mgp_environment(const char *name)
{
    const char *value = getenv(name);
    return value && *value ? value : NULL;
}

static const char *section_of(struct mgp_arena *arena, const char *profile)
{
    struct mgp_buffer name = {0};
    if (strcmp(profile, "default") != 0) mgp_buffer_text(&name, "profile ");
    mgp_buffer_text(&name, profile);
    const char *section = mgp_arena_text(arena, mgp_buffer_slice(&name));
    mgp_buffer_clear(&name);
    return section;
}

/* [default] may also be written [profile default]. */
static const char *find_in_config(const struct mgp_aws_config *config, const char *profile, const char *name)
{
    struct mgp_arena arena = {0};
    const char *value = mgp_ini_find(&config->config_file, section_of(&arena, profile), name);
    if (!value && strcmp(profile, "default") == 0)
        value = mgp_ini_find(&config->config_file, "profile default", name);
    mgp_arena_clear(&arena);
    return value;
}

const char *mgp_aws_profile_setting(const struct mgp_aws_config *config, const char *profile, const char *name)
{
    const char *value = find_in_config(config, profile, name);
    if (!value) value = mgp_ini_find(&config->credentials_file, profile, name);
    return value && *value ? value : NULL;
}

static bool is_true(const char *value)
{
    return value && mgp_slice_equal_caseless(mgp_slice_text(value), MGP_LITERAL("true"));
}

static bool ignores_configured(const struct mgp_aws_config *config)
{
    return is_true(mgp_environment("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS")) ||
           is_true(mgp_aws_profile_setting(config, config->profile, "ignore_configured_endpoint_urls"));
}

/* "endpoint_url" of the service in the section [services NAME] that the profile names. */
static const char *services_endpoint(const struct mgp_aws_config *config, const char *service)
{
    struct mgp_buffer section = {0}, name = {0};
    const char *services = mgp_aws_profile_setting(config, config->profile, "services");
    if (!services) return NULL;
    mgp_buffer_format(&section, "services %s", services);
    mgp_buffer_format(&name, "%s.endpoint_url", service);
    const char *url = mgp_ini_find(&config->config_file, mgp_buffer_string(&section), mgp_buffer_string(&name));
    mgp_buffer_clear(&section);
    mgp_buffer_clear(&name);
    return url;
}

static const char *find_endpoint(const struct mgp_aws_config *config, const char *service, const char **source)
{
    char variable[64];
    int length = snprintf(variable, sizeof variable, "AWS_ENDPOINT_URL_%s", service);
    for (int i = 0; i < length; i++)
        if (variable[i] >= 'a' && variable[i] <= 'z') variable[i] = (char)(variable[i] - 'a' + 'A');
    if (ignores_configured(config)) return NULL;
    const char *url = mgp_environment(variable);
    *source = "AWS_ENDPOINT_URL_S3";
    if (url) return url;
    *source = "AWS_ENDPOINT_URL";
    url = mgp_environment("AWS_ENDPOINT_URL");
    if (url) return url;
    *source = "the profile's services";
    url = services_endpoint(config, service);
    if (url) return url;
    *source = "the profile's endpoint_url";
    return mgp_aws_profile_setting(config, config->profile, "endpoint_url");
}

const char *mgp_aws_service_endpoint(const struct mgp_aws_config *config, const char *service)
{
    const char *source;
    return find_endpoint(config, service, &source);
}

static const char *file_path(struct mgp_aws_config *config, const char *variable, const char *name)
{
    struct mgp_buffer path = {0};
    const char *given = mgp_environment(variable), *home = mgp_environment("HOME");
    if (given && !(given[0] == '~' && given[1] == '/'))
        mgp_buffer_text(&path, given);
    else if (home)
        mgp_buffer_format(&path, "%s/%s", home, given ? given + 2 : name);
    const char *text = mgp_arena_text(&config->arena, mgp_buffer_slice(&path));
    mgp_buffer_clear(&path);
    return text;
}

/* A file that is not there holds nothing. */
static enum mgp_status read_file(const char *path, struct mgp_ini *ini, struct mgp_error *error)
{
    struct mgp_buffer text = {0};
    if (!*path || access(path, F_OK) != 0) return MGP_OK;
    enum mgp_status status = mgp_file_read(path, MGP_INI_MAX_BYTES, &text, error);
    if (status == MGP_OK) status = mgp_ini_parse(ini, path, mgp_buffer_slice(&text), error);
    if (text.ptr) mgp_wipe(text.ptr, text.capacity);
    mgp_buffer_clear(&text);
    return status;
}

static bool has_profile(const struct mgp_aws_config *config, const char *profile)
{
    struct mgp_arena arena = {0};
    bool has = mgp_ini_has_section(&config->config_file, section_of(&arena, profile)) ||
               mgp_ini_has_section(&config->credentials_file, profile);
    mgp_arena_clear(&arena);
    return has;
}

static enum mgp_status choose_profile(struct mgp_aws_config *config, struct mgp_error *error)
{
    const char *named = config->options.profile ? config->options.profile : mgp_environment("AWS_PROFILE");
    if (!named) named = mgp_environment("AWS_DEFAULT_PROFILE");
    config->profile = named ? named : "default";
    config->has_own_profile = config->options.profile != NULL;
    if (!named || strcmp(named, "default") == 0 || has_profile(config, named)) return MGP_OK;
    struct mgp_buffer shown = {0};
    mgp_append_printable(&shown, mgp_slice_text(named));
    mgp_fail(error, MGP_INVALID,
             "profile '%.80s' (%s) stands neither in %.100s nor in %.100s: add it, or name another",
             mgp_buffer_string(&shown), config->options.profile ? "--profile" : "AWS_PROFILE", config->config_path,
             config->credentials_path);
    mgp_buffer_clear(&shown);
    return MGP_INVALID;
}

static bool is_region(const char *region)
{
    size_t length = strlen(region);
    return length > 0 && length < 64 && strspn(region, "abcdefghijklmnopqrstuvwxyz0123456789-") == length;
}

static enum mgp_status choose_region(struct mgp_aws_config *config, struct mgp_error *error)
{
    const char *region = config->options.region;
    if (!region) region = mgp_environment("AWS_REGION");
    if (!region) region = mgp_environment("AWS_DEFAULT_REGION");
    if (!region) region = mgp_aws_profile_setting(config, config->profile, "region");
    config->has_region = region != NULL;
    config->region = region ? region : "us-east-1";
    if (is_region(config->region)) return MGP_OK;
    return mgp_fail(error, MGP_INVALID, "the region is set to something that is none: write one such as us-east-1");
}

/* http:// or https://, a host, perhaps a port and a path; nothing secret in it. Why not, or NULL. */
static const char *fault_of_url(const char *url)
{
    size_t scheme = strncmp(url, "http://", 7) == 0 ? 7 : strncmp(url, "https://", 8) == 0 ? 8 : 0;
    if (scheme == 0) return "does not begin with http:// or https://";
    size_t host = strcspn(url + scheme, "/?#");
    if (host == 0 || url[scheme] == ':') return "has no host";
    if (memchr(url + scheme, '@', host)) return "has a user name: keys belong into the environment or a profile";
    if (strpbrk(url, "?#")) return "has a query or a fragment";
    for (const char *c = url; *c; c++)
        if ((unsigned char)*c <= ' ' || (unsigned char)*c >= 127) return "has a character that no address has";
    return NULL;
}

/* Without '/' at its end; url may be NULL. */
static enum mgp_status take_url(struct mgp_aws_config *config, const char *url, const char *source, const char **out,
                                struct mgp_error *error)
{
    if (!url) return MGP_OK;
    const char *fault = fault_of_url(url);
    if (fault)
        return mgp_fail(error, MGP_INVALID, "the endpoint (%s) %s: write one such as http://127.0.0.1:9000", source,
                        fault);
    size_t length = strlen(url);
    while (url[length - 1] == '/') length--;
    *out = mgp_arena_text(&config->arena, mgp_slice_of(url, length));
    return MGP_OK;
}

static enum mgp_status choose_endpoint(struct mgp_aws_config *config, struct mgp_error *error)
{
    const char *url = config->options.endpoint_url;
    config->endpoint_source = "--endpoint-url";
    if (!url) url = find_endpoint(config, "s3", &config->endpoint_source);
    enum mgp_status status = take_url(config, url, config->endpoint_source, &config->endpoint_url, error);
    const char *variable = "AWS_ENDPOINT_URL_S3_CONTROL";
    if (status == MGP_OK && !ignores_configured(config))
        status = take_url(config, mgp_environment(variable), variable, &config->control_url, error);
    return status;
}

static enum mgp_status choose_attempts(struct mgp_aws_config *config, struct mgp_error *error)
{
    const char *text = mgp_environment("AWS_MAX_ATTEMPTS");
    if (!text) text = mgp_aws_profile_setting(config, config->profile, "max_attempts");
    config->max_attempts = DEFAULT_ATTEMPTS;
    if (!text) return MGP_OK;
    char *end;
    unsigned long number = *text >= '0' && *text <= '9' ? strtoul(text, &end, 10) : 0;
    if (number < 1 || number > MOST_ATTEMPTS || *end)
        return mgp_fail(error, MGP_INVALID, "AWS_MAX_ATTEMPTS (or max_attempts) is not a number from 1 to %d",
                        MOST_ATTEMPTS);
    config->max_attempts = (unsigned)number;
    return MGP_OK;
}

static enum mgp_status choose_addressing(struct mgp_aws_config *config, struct mgp_error *error)
{
    static const char *const names[] = {"auto", "path", "virtual"};
    config->addressing = config->options.addressing;
    const char *style = mgp_aws_profile_setting(config, config->profile, "s3.addressing_style");
    if (config->addressing != MGP_ADDRESSING_AUTO || !style) return MGP_OK;
    for (int i = 0; i < 3; i++) {
        if (strcmp(style, names[i]) != 0) continue;
        config->addressing = (enum mgp_aws_addressing)i;
        return MGP_OK;
    }
    return mgp_fail(error, MGP_INVALID, "the profile's addressing_style is none of auto, path and virtual");
}

static enum mgp_status check_ca(struct mgp_aws_config *config, struct mgp_error *error)
{
    config->ca_file = config->options.ca_bundle;
    if (!config->ca_file) config->ca_file = mgp_environment("AWS_CA_BUNDLE");
    if (!config->ca_file) config->ca_file = mgp_aws_profile_setting(config, config->profile, "ca_bundle");
    if (!config->ca_file || access(config->ca_file, R_OK) == 0) return MGP_OK;
    struct mgp_buffer shown = {0};
    mgp_append_printable(&shown, mgp_slice_text(config->ca_file));
    mgp_fail(error, MGP_INVALID, "cannot read %.200s: %s: --ca-bundle (or AWS_CA_BUNDLE, ca_bundle) names a PEM file",
             mgp_buffer_string(&shown), strerror(errno));
    mgp_buffer_clear(&shown);
    return MGP_INVALID;
}

enum mgp_status mgp_aws_config_create(const struct mgp_aws_options *options, struct mgp_aws_config **out,
                                      struct mgp_error *error)
{
    struct mgp_aws_config *config = mgp_calloc(1, sizeof *config);
    config->options = *options;
    config->config_path = mgp_strdup(file_path(config, "AWS_CONFIG_FILE", ".aws/config"));
    config->credentials_path = mgp_strdup(file_path(config, "AWS_SHARED_CREDENTIALS_FILE", ".aws/credentials"));
    enum mgp_status status = read_file(config->config_path, &config->config_file, error);
    if (status == MGP_OK) status = read_file(config->credentials_path, &config->credentials_file, error);
    if (status == MGP_OK) status = choose_profile(config, error);
    if (status == MGP_OK) status = choose_region(config, error);
    if (status == MGP_OK) status = choose_endpoint(config, error);
    if (status == MGP_OK) status = choose_attempts(config, error);
    if (status == MGP_OK) status = choose_addressing(config, error);
    if (status == MGP_OK) status = check_ca(config, error);
    if (status == MGP_OK) {
        *out = config;
        return MGP_OK;
    }
    mgp_aws_config_destroy(config);
    return status;
}

void mgp_aws_config_destroy(struct mgp_aws_config *config)
{
    if (!config) return;
    mgp_ini_clear(&config->config_file);
    mgp_ini_clear(&config->credentials_file);
    free(config->config_path);
    free(config->credentials_path);
    mgp_arena_clear(&config->arena);
    free(config);
}
