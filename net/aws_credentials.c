#include "net/aws_credentials.h"

#include <pthread.h>
#include <stdio.h>

#include "net/aws_credentials_parts.h"

#define EXPIRES_EARLY_MS (10 * 60 * 1000) /* so long before the end new keys are fetched */
#define MAX_ROLE_CHAIN   5                /* profiles that take on roles for each other */

struct mgp_aws_provider {
    const struct mgp_aws_config *config;
    pthread_mutex_t lock;
    struct mgp_aws_found found;
    uint64_t generation; /* of found; 0: nothing yet */
    bool must_fetch;
};

static void free_secret(char *text)
{
    if (text) mgp_wipe(text, strlen(text));
    free(text);
}

void mgp_aws_keys_clear(struct mgp_aws_keys *keys)
{
    free_secret(keys->access_key);
    free_secret(keys->secret_key);
    free_secret(keys->session_token);
    *keys = (struct mgp_aws_keys){0};
}

void mgp_aws_found_keys(struct mgp_aws_found *found, const char *access_key, const char *secret_key,
                        const char *session_token)
{
    mgp_aws_keys_clear(&found->keys);
    found->keys =
        (struct mgp_aws_keys){.access_key = mgp_strdup(access_key),
                              .secret_key = mgp_strdup(secret_key),
                              .session_token = session_token && *session_token ? mgp_strdup(session_token) : NULL,
                              .expires = INT64_MAX};
}

struct mgp_aws_provider *mgp_aws_provider_create(const struct mgp_aws_config *config)
{
    struct mgp_aws_provider *provider = mgp_calloc(1, sizeof *provider);
    provider->config = config;
    pthread_mutex_init(&provider->lock, NULL);
    return provider;
}

void mgp_aws_provider_destroy(struct mgp_aws_provider *provider)
{
    if (!provider) return;
    mgp_aws_keys_clear(&provider->found.keys);
    pthread_mutex_destroy(&provider->lock);
    free(provider);
}

static enum mgp_status fail_half(struct mgp_error *error, const char *where)
{
    return mgp_fail(error, MGP_INVALID, "%s has an access key but no secret key, or the other way round: set both",
                    where);
}

/* Access key and token stand in headers, which nothing else than printed characters may do; a secret key has at least
 * no line break. */
static bool is_clean(const char *text, char least)
{
    for (; text && *text; text++)
        if (*text < least || *text > '~') return false;
    return true;
}

static enum mgp_status check_keys(const struct mgp_aws_found *found, struct mgp_error *error)
{
    const struct mgp_aws_keys *keys = &found->keys;
    if (is_clean(keys->access_key, '!') && is_clean(keys->secret_key, ' ') && is_clean(keys->session_token, '!'))
        return MGP_OK;
    return mgp_fail(error, MGP_INVALID,
                    "%.180s gives a key with a line break, a blank or another character that no key has: copy it again",
                    found->source);
}

static enum mgp_status find_environment(struct mgp_aws_found *found, struct mgp_error *error)
{
    const char *access_key = mgp_environment("AWS_ACCESS_KEY_ID");
    const char *secret_key = mgp_environment("AWS_SECRET_ACCESS_KEY");
    if (!access_key && !secret_key) return MGP_GONE;
    if (!access_key || !secret_key)
        return fail_half(error, "the environment (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY)");
    mgp_aws_found_keys(found, access_key, secret_key, mgp_environment("AWS_SESSION_TOKEN"));
    snprintf(found->source, sizeof found->source, "the environment");
    return MGP_OK;
}

static enum mgp_status find_in_file(const struct mgp_ini *file, const char *path, const char *section,
                                    const char *profile, struct mgp_aws_found *found, struct mgp_error *error)
{
    const char *access_key = mgp_ini_find(file, section, "aws_access_key_id");
    const char *secret_key = mgp_ini_find(file, section, "aws_secret_access_key");
    if (!access_key && !secret_key) return MGP_GONE;
    snprintf(found->source, sizeof found->source, "profile '%.80s' in %.180s", profile, path);
    if (!access_key || !secret_key || !*access_key || !*secret_key) return fail_half(error, found->source);
    mgp_aws_found_keys(found, access_key, secret_key, mgp_ini_find(file, section, "aws_session_token"));
    return MGP_OK;
}

static enum mgp_status find_credentials_file(const struct mgp_aws_config *config, const char *profile,
                                             struct mgp_aws_found *found, struct mgp_error *error)
{
    return find_in_file(&config->credentials_file, config->credentials_path, profile, profile, found, error);
}

static enum mgp_status find_config_file(const struct mgp_aws_config *config, const char *profile,
                                        struct mgp_aws_found *found, struct mgp_error *error)
{
    char section[300];
    bool is_default = strcmp(profile, "default") == 0;
    snprintf(section, sizeof section, is_default ? "%s" : "profile %s", profile);
    return find_in_file(&config->config_file, config->config_path, section, profile, found, error);
}

static enum mgp_status find_profile(const struct mgp_aws_config *config, const char *profile, int depth,
                                    struct mgp_aws_found *found, struct mgp_error *error);

/* The keys of credential_source, for taking on a role. */
static enum mgp_status find_named_source(const char *name, struct mgp_aws_found *found, struct mgp_error *error)
{
    if (strcmp(name, "Environment") == 0) return find_environment(found, error);
    if (strcmp(name, "EcsContainer") == 0) return mgp_aws_find_container(found, error);
    if (strcmp(name, "Ec2InstanceMetadata") == 0) return mgp_aws_find_instance(found, error);
    return mgp_fail(error, MGP_INVALID,
                    "a profile's credential_source is none of Environment, EcsContainer and Ec2InstanceMetadata");
}

static enum mgp_status find_role(const struct mgp_aws_config *config, const char *profile, int depth,
                                 struct mgp_aws_found *found, struct mgp_error *error)
{
    const char *role = mgp_aws_profile_setting(config, profile, "role_arn");
    const char *from_profile = mgp_aws_profile_setting(config, profile, "source_profile");
    const char *from_place = mgp_aws_profile_setting(config, profile, "credential_source");
    if (!role || mgp_aws_profile_setting(config, profile, "web_identity_token_file")) return MGP_GONE;
    if (!from_profile == !from_place)
        return mgp_fail(error, MGP_INVALID,
                        "profile '%.80s' has a role_arn and needs either source_profile or "
                        "credential_source, to say who takes it on",
                        profile);
    if (mgp_aws_profile_setting(config, profile, "mfa_serial"))
        return mgp_fail(error, MGP_INVALID,
                        "profile '%.80s' wants a code of a second device (mfa_serial), which "
                        "cannot be asked for: get keys with 'aws sts', or use credential_process",
                        profile);
    if (depth == MAX_ROLE_CHAIN)
        return mgp_fail(error, MGP_INVALID, "profile '%.80s': roles are taken on in a circle: mend source_profile",
                        profile);
    struct mgp_aws_found caller = {0};
    enum mgp_status status = MGP_GONE;
    if (from_place)
        status = find_named_source(from_place, &caller, error);
    else if (strcmp(from_profile, profile) == 0)
        status = find_credentials_file(config, profile, &caller, error);
    else
        status = find_profile(config, from_profile, depth + 1, &caller, error);
    if (status == MGP_GONE)
        status =
            mgp_fail(error, MGP_DENIED, "profile '%.80s' takes on a role with the keys of '%.80s', which has none",
                     profile, from_profile ? from_profile : from_place);
    if (status == MGP_OK) status = check_keys(&caller, error);
    if (status == MGP_OK) status = mgp_aws_assume_role(config, profile, &caller.keys, found, error);
    mgp_aws_keys_clear(&caller.keys);
    return status;
}

/* What a profile says, in the order of the chain. */
static enum mgp_status find_profile(const struct mgp_aws_config *config, const char *profile, int depth,
                                    struct mgp_aws_found *found, struct mgp_error *error)
{
    enum mgp_status status = find_role(config, profile, depth, found, error);
    if (status == MGP_GONE) status = mgp_aws_find_web_identity(config, profile, found, error);
    if (status == MGP_GONE) status = find_credentials_file(config, profile, found, error);
    if (status == MGP_GONE) status = mgp_aws_find_process(config, profile, found, error);
    if (status == MGP_GONE) status = find_config_file(config, profile, found, error);
    return status;
}

static bool uses_sign_on(const struct mgp_aws_config *config)
{
    static const char *const names[] = {"sso_session", "sso_start_url", "login_session"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (mgp_aws_profile_setting(config, config->profile, names[i])) return true;
    return false;
}

static enum mgp_status find(const struct mgp_aws_config *config, struct mgp_aws_found *found, struct mgp_error *error)
{
    enum mgp_status status = config->has_own_profile ? MGP_GONE : find_environment(found, error);
    if (status == MGP_GONE) status = find_profile(config, config->profile, 0, found, error);
    if (status == MGP_GONE && uses_sign_on(config))
        return mgp_fail(error, MGP_INVALID,
                        "profile '%.60s' signs on with SSO, which is left to AWS's tool: make another profile with "
                        "credential_process = aws configure export-credentials --profile %.60s, and name that",
                        config->profile, config->profile);
    if (status == MGP_GONE) status = mgp_aws_find_container(found, error);
    if (status == MGP_GONE) status = mgp_aws_find_instance(found, error);
    if (status != MGP_GONE) return status;
    return mgp_fail(error, MGP_DENIED,
                    "no credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or profile "
                    "'%.60s' in %.120s, or use --no-sign-request for a public bucket",
                    config->profile, config->credentials_path);
}

static bool is_stale(const struct mgp_aws_provider *provider)
{
    const struct mgp_aws_keys *keys = &provider->found.keys;
    if (provider->generation == 0 || provider->must_fetch) return true;
    return keys->expires != INT64_MAX && keys->expires - mgp_time_now() < EXPIRES_EARLY_MS;
}

/* Keys that nobody gives anew in time are used until they end. */
static enum mgp_status fetch(struct mgp_aws_provider *provider, struct mgp_error *error)
{
    struct mgp_aws_found found = {0};
    enum mgp_status status = find(provider->config, &found, error);
    if (status == MGP_OK) status = check_keys(&found, error);
    bool has_life =
        provider->generation > 0 && !provider->must_fetch && provider->found.keys.expires > mgp_time_now();
    if (status != MGP_OK) {
        mgp_aws_keys_clear(&found.keys);
        return has_life ? MGP_OK : status;
    }
    mgp_aws_keys_clear(&provider->found.keys);
    provider->found = found;
    provider->found.keys.generation = ++provider->generation;
    provider->must_fetch = false;
    return MGP_OK;
}

static void copy_keys(const struct mgp_aws_keys *from, struct mgp_aws_keys *to)
{
    mgp_aws_keys_clear(to);
    *to = (struct mgp_aws_keys){.access_key = mgp_strdup(from->access_key),
                                .secret_key = mgp_strdup(from->secret_key),
                                .session_token = from->session_token ? mgp_strdup(from->session_token) : NULL,
                                .expires = from->expires,
                                .generation = from->generation};
}

enum mgp_status mgp_aws_provider_get(struct mgp_aws_provider *provider, struct mgp_aws_keys *keys,
                                     struct mgp_error *error)
{
    enum mgp_status status = MGP_OK;
    pthread_mutex_lock(&provider->lock);
    if (is_stale(provider)) status = fetch(provider, error);
    if (status == MGP_OK && keys->generation != provider->generation) copy_keys(&provider->found.keys, keys);
    pthread_mutex_unlock(&provider->lock);
    return status;
}

void mgp_aws_provider_expire(struct mgp_aws_provider *provider, uint64_t generation)
{
    pthread_mutex_lock(&provider->lock);
    if (generation == provider->generation) provider->must_fetch = true;
    pthread_mutex_unlock(&provider->lock);
}

const char *mgp_aws_provider_source(struct mgp_aws_provider *provider)
{
    return provider->found.source;
}
