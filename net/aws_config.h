/* Settings for talking to AWS or a server like it, from flags, the environment, and the profile in the config and
 * credentials files, as AWS's own tools read them (reference: botocore's configuration chain):
 *
 *   profile    flag, AWS_PROFILE, AWS_DEFAULT_PROFILE, "default"
 *   files      AWS_CONFIG_FILE (~/.aws/config), AWS_SHARED_CREDENTIALS_FILE (~/.aws/credentials)
 *   region     flag, AWS_REGION, AWS_DEFAULT_REGION, the profile's region, us-east-1
 *   endpoint   flag, AWS_ENDPOINT_URL_<SERVICE>, AWS_ENDPOINT_URL, the services section that the profile names, its
 *              endpoint_url; AWS_IGNORE_CONFIGURED_ENDPOINT_URLS (or the profile's) leaves all but the flag out
 *   CA         flag, AWS_CA_BUNDLE, the profile's ca_bundle
 *   retries    AWS_MAX_ATTEMPTS, the profile's max_attempts; 5
 *
 * Read-only once made; threads may share it. */
#ifndef MGP_NET_AWS_CONFIG_H
#define MGP_NET_AWS_CONFIG_H

#include "net/ini.h"

enum mgp_aws_addressing {
    MGP_ADDRESSING_AUTO,   /* path for an endpoint of one's own and names that are no host names, else virtual */
    MGP_ADDRESSING_PATH,   /* https://host/bucket/key */
    MGP_ADDRESSING_VIRTUAL /* https://bucket.host/key */
};

/* What the command line says; NULL: nothing. */
struct mgp_aws_options {
    const char *endpoint_url, *region, *profile, *ca_bundle;
    const char *account_id; /* 12 digits */
    bool no_sign_request;
    enum mgp_aws_addressing addressing;
};

struct mgp_aws_config {
    struct mgp_aws_options options; /* its texts are borrowed */
    struct mgp_ini config_file, credentials_file;
    char *config_path, *credentials_path;
    const char *profile;  /* never NULL */
    bool has_own_profile; /* named by the flag: then keys in the environment do not count */
    const char *region;
    bool has_region;             /* somebody said it */
    const char *endpoint_url;    /* of S3; NULL: AWS's own. Without a '/' at its end */
    const char *endpoint_source; /* for people: "--endpoint-url", "AWS_ENDPOINT_URL", ... */
    const char *control_url;     /* of S3's control plane (AWS_ENDPOINT_URL_S3_CONTROL); NULL: AWS's own, if any */
    const char *ca_file;         /* NULL: the system's */
    unsigned max_attempts;
    enum mgp_aws_addressing addressing;
    struct mgp_arena arena;
};

/* INVALID: a broken file or setting, or a profile that is named and not there; the error says where and the remedy.
 */
enum mgp_status mgp_aws_config_create(const struct mgp_aws_options *options, struct mgp_aws_config **out,
                                      struct mgp_error *error);
void mgp_aws_config_destroy(struct mgp_aws_config *config); /* NULL allowed */

/* A setting of a profile in the config file ([profile NAME], or [default]) or the credentials file ([NAME]), which
 * is asked second. */
const char *mgp_aws_profile_setting(const struct mgp_aws_config *config, const char *profile, const char *name);
/* The endpoint for another service ("sts"); NULL: AWS's own. */
const char *mgp_aws_service_endpoint(const struct mgp_aws_config *config, const char *service);
/* An environment variable that is set and not empty, else NULL. */
const char *mgp_environment(const char *name);

#endif
