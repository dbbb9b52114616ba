/* The keys that requests are signed with, found as AWS's tools find them, and fetched anew before they expire:
 *
 *   1 the environment (unless a profile was named by a flag)
 *   2 the profile's role_arn, with source_profile or credential_source: AssumeRole
 *   3 AWS_WEB_IDENTITY_TOKEN_FILE and AWS_ROLE_ARN, or the profile's: AssumeRoleWithWebIdentity
 *   4 the credentials file
 *   5 the profile's credential_process, a command (which brings SSO: aws configure export-credentials)
 *   6 the config file
 *   7 a container's endpoint (AWS_CONTAINER_CREDENTIALS_FULL_URI or _RELATIVE_URI)
 *   8 the instance's metadata (IMDSv2)
 *
 * One set is shared by all threads: one of them fetches, the others wait for it. */
#ifndef MGP_NET_AWS_CREDENTIALS_H
#define MGP_NET_AWS_CREDENTIALS_H

#include "base/clock.h"
#include "net/aws_config.h"
#include "net/sigv4.h"

struct mgp_aws_provider;

/* A thread's copy of the keys. Zero-initialise it; clearing wipes it. */
struct mgp_aws_keys {
    char *access_key, *secret_key, *session_token; /* session_token: NULL without one */
    mgp_time_ms expires;                           /* INT64_MAX: never */
    uint64_t generation;                           /* changes with every fetch */
};
void mgp_aws_keys_clear(struct mgp_aws_keys *keys);

/* config is borrowed. Nothing is fetched yet. */
struct mgp_aws_provider *mgp_aws_provider_create(const struct mgp_aws_config *config);
void mgp_aws_provider_destroy(struct mgp_aws_provider *provider); /* NULL allowed */

/* Brings keys up to date. DENIED: there are none (the error says where they were looked for), or who should give
 * them does not; INVALID: a setting is broken; NETWORK: who should give them cannot be reached. Thread-safe. */
enum mgp_status mgp_aws_provider_get(struct mgp_aws_provider *provider, struct mgp_aws_keys *keys,
                                     struct mgp_error *error);
/* The server says that the keys have expired: the next get fetches new ones, unless that was done since. */
void mgp_aws_provider_expire(struct mgp_aws_provider *provider, uint64_t generation);

/* Where the keys are from, for people; never the keys. Valid after a get, until the provider is destroyed. */
const char *mgp_aws_provider_source(struct mgp_aws_provider *provider);

#endif
