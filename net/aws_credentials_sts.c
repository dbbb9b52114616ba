/* Roles by the Security Token Service: AssumeRole (signed) and AssumeRoleWithWebIdentity (not signed). */
#include <stdio.h>
#include <unistd.h>

#include "base/file.h"
#include "base/percent.h"
#include "base/xml.h"
#include "net/aws_credentials_parts.h"
#include "net/curl_library.h"

#define MAX_TOKEN_FILE 65536u

static void add(struct mgp_buffer *form, const char *name, struct mgp_slice value)
{
    mgp_buffer_format(form, "&%s=", name);
    mgp_append_percent_encoded(form, value, false);
}

static void add_session_name(struct mgp_buffer *form, const char *name)
{
    char own[64];
    snprintf(own, sizeof own, "magpie-%lld", (long long)(mgp_time_now() / 1000));
    add(form, "RoleSessionName", mgp_slice_text(name ? name : own));
}

static const char *sts_url(const struct mgp_aws_config *config, struct mgp_buffer *out)
{
    const char *given = mgp_aws_service_endpoint(config, "sts");
    const char *suffix = strncmp(config->region, "cn-", 3) == 0 ? ".cn" : "";
    if (given)
        mgp_buffer_text(out, given);
    else
        mgp_buffer_format(out, "https://sts.%s.amazonaws.com%s", config->region, suffix);
    while (out->len > 0 && out->ptr[out->len - 1] == '/') out->len--;
    mgp_buffer_byte(out, '/');
    return mgp_buffer_string(out);
}

struct refusal {
    char code[80];
};

static bool on_end(void *context, const char *path, struct mgp_slice text)
{
    struct refusal *refusal = context;
    size_t length = strlen(path);
    if (length >= 10 && strcmp(path + length - 10, "Error/Code") == 0 && text.len < sizeof refusal->code)
        snprintf(refusal->code, sizeof refusal->code, "%.*s", (int)text.len, (const char *)text.ptr);
    return true;
}

static enum mgp_status fail_answer(const struct mgp_http_response *response, const char *role,
                                   struct mgp_error *error)
{
    struct refusal refusal = {"no code"};
    struct mgp_error ignored;
    mgp_xml_read(mgp_buffer_slice(&response->body), &(struct mgp_xml_handler){&refusal, NULL, on_end}, &ignored);
    return mgp_fail(error, MGP_DENIED, "STS does not give the role %.150s: status %ld, %s", role, response->status,
                    refusal.code);
}

static void add_signature(const struct mgp_aws_config *config, const struct mgp_aws_keys *keys, const char *url,
                          struct mgp_slice body, struct mgp_buffer *header, struct mgp_buffer *token,
                          struct mgp_buffer *date)
{
    struct mgp_sigv4_key key = {0};
    struct mgp_sigv4_signature signature = {0};
    char host[256];
    mgp_curl_host(url, host, sizeof host);
    struct mgp_slice path = mgp_slice_text(strstr(url, "://") + 3);
    size_t slash = mgp_slice_find(path, MGP_LITERAL("/"), 0);
    const struct mgp_sigv4_pair type = {MGP_LITERAL("Content-Type"),
                                        MGP_LITERAL("application/x-www-form-urlencoded")};
    struct mgp_sigv4_request request = {.service = "sts",
                                        .region = config->region,
                                        .credentials = {keys->access_key, keys->secret_key, keys->session_token},
                                        .time = mgp_time_now(),
                                        .method = "POST",
                                        .host = mgp_slice_text(host),
                                        .path = slash == SIZE_MAX ? MGP_LITERAL("/")
                                                                  : mgp_slice_sub(path, slash, path.len),
                                        .headers = &type,
                                        .header_count = 1,
                                        .body = body,
                                        .double_encode_path = true};
    if (mgp_sigv4_sign(&request, &key, &signature)) {
        mgp_buffer_format(header, "Authorization: %s", mgp_buffer_string(&signature.authorization));
        mgp_buffer_format(date, "X-Amz-Date: %s", signature.date);
        if (keys->session_token) mgp_buffer_format(token, "X-Amz-Security-Token: %s", keys->session_token);
    }
    mgp_sigv4_signature_clear(&signature);
    mgp_sigv4_key_clear(&key);
}

static void clear_secret(struct mgp_buffer *buffer)
{
    if (buffer->ptr) mgp_wipe(buffer->ptr, buffer->capacity);
    mgp_buffer_clear(buffer);
}

/* keys NULL: not signed. */
static enum mgp_status ask_sts(const struct mgp_aws_config *config, const struct mgp_aws_keys *keys,
                               struct mgp_slice form, const char *role, struct mgp_aws_found *found,
                               struct mgp_error *error)
{
    struct mgp_http *http;
    struct mgp_buffer url = {0}, header = {0}, token = {0}, date = {0};
    struct mgp_http_response response = {0};
    enum mgp_status status = mgp_http_create(&http, error);
    if (status != MGP_OK) return status;
    sts_url(config, &url);
    if (keys) add_signature(config, keys, mgp_buffer_string(&url), form, &header, &token, &date);
    const char *headers[6] = {"Content-Type: application/x-www-form-urlencoded", "Expect:"};
    size_t count = 2;
    if (header.len) headers[count++] = mgp_buffer_string(&header);
    if (date.len) headers[count++] = mgp_buffer_string(&date);
    if (token.len) headers[count++] = mgp_buffer_string(&token);
    struct mgp_http_request request = {.method = "POST",
                                       .url = mgp_buffer_string(&url),
                                       .headers = headers,
                                       .body = form,
                                       .ca_file = config->ca_file};
    for (int attempt = 0; attempt < 3; attempt++) {
        status = mgp_http_send(http, &request, &response, error);
        if (status == MGP_OK && response.status < 500) break;
        mgp_sleep_ms(100u << attempt);
    }
    mgp_http_destroy(http);
    if (status == MGP_OK && response.status != 200) status = fail_answer(&response, role, error);
    if (status == MGP_OK) status = mgp_aws_parse_sts_keys(mgp_buffer_slice(&response.body), found, error);
    snprintf(found->source, sizeof found->source, "the role %.200s", role);
    clear_secret(&response.body);
    mgp_http_response_clear(&response);
    clear_secret(&header);
    clear_secret(&token);
    mgp_buffer_clear(&date);
    mgp_buffer_clear(&url);
    return status;
}

enum mgp_status mgp_aws_assume_role(const struct mgp_aws_config *config, const char *profile,
                                    const struct mgp_aws_keys *caller, struct mgp_aws_found *found,
                                    struct mgp_error *error)
{
    struct mgp_buffer form = {0};
    const char *role = mgp_aws_profile_setting(config, profile, "role_arn");
    const char *external = mgp_aws_profile_setting(config, profile, "external_id");
    const char *duration = mgp_aws_profile_setting(config, profile, "duration_seconds");
    mgp_buffer_text(&form, "Action=AssumeRole&Version=2011-06-15");
    add(&form, "RoleArn", mgp_slice_text(role));
    add_session_name(&form, mgp_aws_profile_setting(config, profile, "role_session_name"));
    if (external) add(&form, "ExternalId", mgp_slice_text(external));
    if (duration) add(&form, "DurationSeconds", mgp_slice_text(duration));
    enum mgp_status status = ask_sts(config, caller, mgp_buffer_slice(&form), role, found, error);
    clear_secret(&form);
    return status;
}

enum mgp_status mgp_aws_find_web_identity(const struct mgp_aws_config *config, const char *profile,
                                          struct mgp_aws_found *found, struct mgp_error *error)
{
    const char *file = mgp_environment("AWS_WEB_IDENTITY_TOKEN_FILE"), *role = mgp_environment("AWS_ROLE_ARN");
    const char *name = mgp_environment("AWS_ROLE_SESSION_NAME");
    if (!file || config->has_own_profile) {
        file = mgp_aws_profile_setting(config, profile, "web_identity_token_file");
        role = mgp_aws_profile_setting(config, profile, "role_arn");
        name = mgp_aws_profile_setting(config, profile, "role_session_name");
    }
    if (!file) return MGP_GONE;
    if (!role)
        return mgp_fail(error, MGP_INVALID,
                        "there is a file with a web identity's token, but no role: set AWS_ROLE_ARN");
    struct mgp_buffer form = {0}, token = {0};
    enum mgp_status status = mgp_file_read(file, MAX_TOKEN_FILE, &token, error);
    while (token.len > 0 && token.ptr[token.len - 1] <= ' ') token.len--;
    if (status == MGP_OK) {
        mgp_buffer_text(&form, "Action=AssumeRoleWithWebIdentity&Version=2011-06-15");
        add(&form, "RoleArn", mgp_slice_text(role));
        add_session_name(&form, name);
        add(&form, "WebIdentityToken", mgp_buffer_slice(&token));
        status = ask_sts(config, NULL, mgp_buffer_slice(&form), role, found, error);
    }
    clear_secret(&form);
    clear_secret(&token);
    return status == MGP_GONE ? MGP_DENIED : status;
}
