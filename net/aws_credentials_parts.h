/* What the files of the credential chain share. Each finder fills keys and source and returns MGP_OK; GONE: this
 * place does not apply, the next is asked; anything else ends the search with the error. */
#ifndef MGP_NET_AWS_CREDENTIALS_PARTS_H
#define MGP_NET_AWS_CREDENTIALS_PARTS_H

#include "net/aws_credentials.h"
#include "net/http.h"

#define MGP_AWS_SOURCE_TEXT 300

struct mgp_aws_found {
    struct mgp_aws_keys keys;
    char source[MGP_AWS_SOURCE_TEXT];
};

void mgp_aws_found_keys(struct mgp_aws_found *found, const char *access_key, const char *secret_key,
                        const char *session_token);

/* Reads {"AccessKeyId", "SecretAccessKey", "SessionToken" or "Token", "Expiration"}. who is for the error. */
enum mgp_status mgp_aws_parse_json_keys(struct mgp_slice text, const char *who, struct mgp_aws_found *found,
                                        struct mgp_error *error);
/* The keys of an answer of STS. */
enum mgp_status mgp_aws_parse_sts_keys(struct mgp_slice text, struct mgp_aws_found *found, struct mgp_error *error);

enum mgp_status mgp_aws_find_process(const struct mgp_aws_config *config, const char *profile,
                                     struct mgp_aws_found *found, struct mgp_error *error);
enum mgp_status mgp_aws_find_container(struct mgp_aws_found *found, struct mgp_error *error);
enum mgp_status mgp_aws_find_instance(struct mgp_aws_found *found, struct mgp_error *error);
enum mgp_status mgp_aws_find_web_identity(const struct mgp_aws_config *config, const char *profile,
                                          struct mgp_aws_found *found, struct mgp_error *error);
/* The role that the profile names, by the keys of who may take it on. */
enum mgp_status mgp_aws_assume_role(const struct mgp_aws_config *config, const char *profile,
                                    const struct mgp_aws_keys *caller, struct mgp_aws_found *found,
                                    struct mgp_error *error);

#endif
