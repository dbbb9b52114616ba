/* Keys out of the answers of processes, metadata hosts and STS. */
#include <stdio.h>

#include "base/json.h"
#include "base/xml.h"
#include "net/aws_credentials_parts.h"

static bool set_expiry(struct mgp_aws_found *found, const char *text)
{
    return !text || mgp_time_parse(text, &found->keys.expires);
}

static enum mgp_status fail_answer(struct mgp_error *error, const char *who)
{
    return mgp_fail(error, MGP_DENIED, "%s gave no keys that can be used: expected AccessKeyId and SecretAccessKey",
                    who);
}

enum mgp_status mgp_aws_parse_json_keys(struct mgp_slice text, const char *who, struct mgp_aws_found *found,
                                        struct mgp_error *error)
{
    struct mgp_arena arena = {0};
    struct mgp_json *json = NULL;
    struct mgp_error ignored;
    enum mgp_status status = MGP_OK;
    if (mgp_json_parse(&arena, text, &json, &ignored) != MGP_OK) json = NULL;
    const char *access_key = mgp_json_string(mgp_json_member(json, "AccessKeyId"), NULL);
    const char *secret_key = mgp_json_string(mgp_json_member(json, "SecretAccessKey"), NULL);
    const char *token = mgp_json_string(mgp_json_member(json, "SessionToken"), NULL);
    if (!token) token = mgp_json_string(mgp_json_member(json, "Token"), NULL);
    if (access_key && *access_key && secret_key && *secret_key) {
        mgp_aws_found_keys(found, access_key, secret_key, token);
        if (!set_expiry(found, mgp_json_string(mgp_json_member(json, "Expiration"), NULL)))
            status = mgp_fail(error, MGP_DENIED, "%s gave keys with an Expiration that is no time", who);
    } else {
        status = fail_answer(error, who);
    }
    mgp_arena_wipe(&arena); /* the answer itself is wiped by its owner */
    return status;
}

struct sts_keys {
    char access_key[256], secret_key[512], token[8192], expires[64];
};

static void keep(char *out, size_t size, struct mgp_slice text)
{
    if (text.len >= size || (text.len > 0 && memchr(text.ptr, '\0', text.len))) return;
    memcpy(out, text.len ? (const char *)text.ptr : "", text.len);
    out[text.len] = '\0';
}

static bool on_end(void *context, const char *path, struct mgp_slice text)
{
    struct sts_keys *keys = context;
    const char *name = strrchr(path, '/');
    if (!name || !strstr(path, "Credentials/")) return true;
    if (strcmp(name, "/AccessKeyId") == 0) keep(keys->access_key, sizeof keys->access_key, text);
    if (strcmp(name, "/SecretAccessKey") == 0) keep(keys->secret_key, sizeof keys->secret_key, text);
    if (strcmp(name, "/SessionToken") == 0) keep(keys->token, sizeof keys->token, text);
    if (strcmp(name, "/Expiration") == 0) keep(keys->expires, sizeof keys->expires, text);
    return true;
}

enum mgp_status mgp_aws_parse_sts_keys(struct mgp_slice text, struct mgp_aws_found *found, struct mgp_error *error)
{
    struct sts_keys keys = {0};
    struct mgp_error ignored;
    enum mgp_status status = mgp_xml_read(text, &(struct mgp_xml_handler){&keys, NULL, on_end}, &ignored);
    if (status == MGP_OK && keys.access_key[0] && keys.secret_key[0]) {
        mgp_aws_found_keys(found, keys.access_key, keys.secret_key, keys.token);
        if (!set_expiry(found, keys.expires[0] ? keys.expires : NULL)) status = fail_answer(error, "STS");
    } else {
        status = fail_answer(error, "STS");
    }
    mgp_wipe(&keys, sizeof keys);
    return status;
}
