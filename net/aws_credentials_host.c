/* Keys from hosts that only the machine itself reaches: a container's endpoint and the instance's metadata. */
#include <stdio.h>

#include "base/file.h"
#include "net/aws_credentials_parts.h"

#define CONTAINER_HOST "http://169.254.170.2"
#define INSTANCE_HOST  "http://169.254.169.254"
#define MAX_TOKEN_FILE 65536u

/* One request, asked several times. The body is the caller's to wipe and clear. */
struct ask {
    const char *method, *url, *header;
    long timeout_ms;
    unsigned attempts;
};

static enum mgp_status ask(const struct ask *ask, struct mgp_http_response *response, struct mgp_error *error)
{
    struct mgp_http *http;
    const char *headers[] = {ask->header, NULL};
    struct mgp_http_request request = {.method = ask->method,
                                       .url = ask->url,
                                       .headers = ask->header ? headers : NULL,
                                       .connect_timeout_ms = ask->timeout_ms,
                                       .timeout_ms = ask->timeout_ms,
                                       .skips_proxy = true};
    enum mgp_status status = mgp_http_create(&http, error);
    if (status != MGP_OK) return status;
    for (unsigned i = 0; i < ask->attempts; i++) {
        status = mgp_http_send(http, &request, response, error);
        if (status == MGP_OK && response->status < 500) break;
    }
    mgp_http_destroy(http);
    return status;
}

static void wipe_response(struct mgp_http_response *response)
{
    if (response->body.ptr) mgp_wipe(response->body.ptr, response->body.capacity);
    mgp_http_response_clear(response);
}

/* Plain http only to hosts that never leave the machine or its link (as AWS's tools have it). */
static bool is_safe_url(const char *url)
{
    static const char *const hosts[] = {"localhost",     "127.",           "[::1]",
                                        "169.254.170.2", "169.254.170.23", "[fd00:ec2::23]"};
    if (strncmp(url, "https://", 8) == 0) return strcspn(url + 8, "@") >= strcspn(url + 8, "/");
    if (strncmp(url, "http://", 7) != 0) return false;
    size_t length = strcspn(url + 7, "/");
    if (memchr(url + 7, '@', length)) return false;
    for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++) {
        size_t begin = strlen(hosts[i]);
        if (begin > length || strncmp(url + 7, hosts[i], begin) != 0) continue;
        char next = url[7 + begin];
        if (next == ':' || next == '/' || next == '\0') return true;
        if (hosts[i][begin - 1] == '.' && strspn(url + 7, "0123456789.") >= strcspn(url + 7, ":/")) return true;
    }
    return false;
}

static enum mgp_status read_token(struct mgp_buffer *header, struct mgp_error *error)
{
    const char *file = mgp_environment("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE");
    const char *token = mgp_environment("AWS_CONTAINER_AUTHORIZATION_TOKEN");
    if (!file && !token) return MGP_OK;
    mgp_buffer_text(header, "Authorization: ");
    enum mgp_status status = MGP_OK;
    if (file)
        status = mgp_file_read(file, MAX_TOKEN_FILE, header, error);
    else
        mgp_buffer_text(header, token);
    while (header->len > 0 && header->ptr[header->len - 1] <= ' ') header->len--;
    for (size_t i = 0; status == MGP_OK && i < header->len; i++)
        if (header->ptr[i] < ' ')
            status =
                mgp_fail(error, MGP_INVALID, "the container's authorization token has a line break: it is one line");
    return status;
}

enum mgp_status mgp_aws_find_container(struct mgp_aws_found *found, struct mgp_error *error)
{
    const char *relative = mgp_environment("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI");
    const char *full = mgp_environment("AWS_CONTAINER_CREDENTIALS_FULL_URI");
    struct mgp_buffer url = {0}, header = {0};
    struct mgp_http_response response = {0};
    if (!relative && !full) return MGP_GONE;
    mgp_buffer_format(&url, "%s%s", relative ? CONTAINER_HOST : "", relative ? relative : full);
    enum mgp_status status = MGP_OK;
    if (!is_safe_url(mgp_buffer_string(&url)))
        status = mgp_fail(error, MGP_INVALID,
                          "AWS_CONTAINER_CREDENTIALS_FULL_URI is plain http to another machine: "
                          "keys would be readable on the way; use https");
    if (status == MGP_OK) status = read_token(&header, error);
    struct ask question = {"GET", mgp_buffer_string(&url), header.len ? mgp_buffer_string(&header) : NULL, 2000, 3};
    if (status == MGP_OK) status = ask(&question, &response, error);
    if (status == MGP_OK && response.status != 200)
        status = mgp_fail(error, MGP_DENIED, "the container's endpoint for credentials answers with status %ld",
                          response.status);
    if (status == MGP_OK)
        status = mgp_aws_parse_json_keys(mgp_buffer_slice(&response.body), "the container's endpoint", found, error);
    snprintf(found->source, sizeof found->source, "the container's endpoint for credentials");
    wipe_response(&response);
    if (header.ptr) mgp_wipe(header.ptr, header.capacity);
    mgp_buffer_clear(&header);
    mgp_buffer_clear(&url);
    return status;
}

static unsigned number_of(const char *variable, unsigned fallback)
{
    const char *text = mgp_environment(variable);
    unsigned long number = text ? strtoul(text, NULL, 10) : 0;
    return number >= 1 && number <= 60 ? (unsigned)number : fallback;
}

/* A path below the metadata host, with the session's token in the header. GONE when it does not answer. */
static enum mgp_status ask_instance(const char *host, const char *path, const char *header, const char *method,
                                    struct mgp_http_response *response)
{
    struct mgp_buffer url = {0};
    mgp_buffer_format(&url, "%s/latest/%s", host, path);
    struct ask question = {method, mgp_buffer_string(&url), header,
                           (long)number_of("AWS_METADATA_SERVICE_TIMEOUT", 1) * 1000,
                           number_of("AWS_METADATA_SERVICE_NUM_ATTEMPTS", 1)};
    struct mgp_error ignored;
    enum mgp_status status = ask(&question, response, &ignored);
    mgp_buffer_clear(&url);
    return status == MGP_OK && response->status == 200 && response->body.len > 0 ? MGP_OK : MGP_GONE;
}

static bool is_one_line(struct mgp_slice text)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] <= ' ' || text.ptr[i] >= 127) return false;
    return text.len > 0 && text.len < 256;
}

static enum mgp_status read_instance_role(const char *host, const char *header, struct mgp_aws_found *found,
                                          struct mgp_error *error)
{
    static const char roles[] = "meta-data/iam/security-credentials/";
    struct mgp_http_response answer = {0};
    struct mgp_buffer path = {0};
    enum mgp_status status = ask_instance(host, roles, header, "GET", &answer);
    if (status == MGP_OK && !is_one_line(mgp_buffer_slice(&answer.body))) status = MGP_GONE;
    if (status == MGP_OK) {
        mgp_buffer_text(&path, roles);
        mgp_buffer_append(&path, mgp_buffer_slice(&answer.body));
        snprintf(found->source, sizeof found->source, "the instance's role %.200s", mgp_buffer_string(&answer.body));
        status = ask_instance(host, mgp_buffer_string(&path), header, "GET", &answer);
    }
    if (status == MGP_OK)
        status = mgp_aws_parse_json_keys(mgp_buffer_slice(&answer.body), "the instance's metadata", found, error);
    wipe_response(&answer);
    mgp_buffer_clear(&path);
    return status;
}

enum mgp_status mgp_aws_find_instance(struct mgp_aws_found *found, struct mgp_error *error)
{
    const char *disabled = mgp_environment("AWS_EC2_METADATA_DISABLED");
    const char *given = mgp_environment("AWS_EC2_METADATA_SERVICE_ENDPOINT");
    const char *mode = mgp_environment("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE");
    if (disabled && mgp_slice_equal_caseless(mgp_slice_text(disabled), MGP_LITERAL("true"))) return MGP_GONE;
    bool is_ipv6 = mode && mgp_slice_equal_caseless(mgp_slice_text(mode), MGP_LITERAL("ipv6"));
    struct mgp_buffer host = {0}, header = {0};
    struct mgp_http_response token = {0};
    mgp_buffer_text(&host, given ? given : is_ipv6 ? "http://[fd00:ec2::254]" : INSTANCE_HOST);
    while (host.len > 0 && host.ptr[host.len - 1] == '/') host.len--;
    const char *base = mgp_buffer_string(&host);
    enum mgp_status status =
        ask_instance(base, "api/token", "x-aws-ec2-metadata-token-ttl-seconds: 21600", "PUT", &token);
    if (status == MGP_OK && !is_one_line(mgp_buffer_slice(&token.body))) status = MGP_GONE;
    if (status == MGP_OK) {
        mgp_buffer_text(&header, "x-aws-ec2-metadata-token: ");
        mgp_buffer_append(&header, mgp_buffer_slice(&token.body));
        status = read_instance_role(base, mgp_buffer_string(&header), found, error);
        mgp_wipe(header.ptr, header.capacity);
    }
    wipe_response(&token);
    mgp_buffer_clear(&header);
    mgp_buffer_clear(&host);
    return status;
}
