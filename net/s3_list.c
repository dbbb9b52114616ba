#include <stdio.h>

#include "net/s3_parts.h"

#define TEXT_PAIR(name, value) ((struct mgp_sigv4_pair){MGP_LITERAL(name), mgp_slice_text(value)})

enum mgp_status mgp_s3_list(struct mgp_s3_client *client, const struct mgp_s3_list *list, struct mgp_s3_page *out,
                            struct mgp_error *error)
{
    struct mgp_s3_response response = {0};
    struct mgp_s3_request request = {.method = "GET", .bucket = list->bucket};
    char most[16];
    snprintf(most, sizeof most, "%u", list->max_keys ? list->max_keys : 1000);
    request.query[request.query_count++] = TEXT_PAIR("list-type", "2");
    request.query[request.query_count++] = TEXT_PAIR("encoding-type", "url");
    request.query[request.query_count++] = TEXT_PAIR("max-keys", most);
    if (list->prefix.len > 0)
        request.query[request.query_count++] = (struct mgp_sigv4_pair){MGP_LITERAL("prefix"), list->prefix};
    if (list->start_after.len > 0 && !list->token)
        request.query[request.query_count++] = (struct mgp_sigv4_pair){MGP_LITERAL("start-after"), list->start_after};
    if (list->delimiter) request.query[request.query_count++] = TEXT_PAIR("delimiter", list->delimiter);
    if (list->token) request.query[request.query_count++] = TEXT_PAIR("continuation-token", list->token);
    if (client->s3->is_amazon) /* tells which archived objects have a copy that can be read */
        request.headers[request.header_count++] = TEXT_PAIR("x-amz-optional-object-attributes", "RestoreStatus");
    enum mgp_status status = mgp_s3_send(client, &request, &response, error);
    struct mgp_error reason;
    if (status == MGP_OK) {
        status = mgp_s3_read_page(mgp_buffer_slice(&response.body), out, &reason);
        if (status != MGP_OK) {
            struct mgp_buffer asked = {0};
            mgp_s3_append_asked(&asked, &request);
            mgp_fail(error, status, "%.200s: %s: is %.80s a server of S3?", mgp_buffer_string(&asked), reason.message,
                     client->s3->endpoint_text);
            mgp_buffer_clear(&asked);
        }
    }
    mgp_s3_response_clear(&response);
    return status;
}

enum mgp_status mgp_s3_list_buckets(struct mgp_s3_client *client, struct mgp_s3_buckets *out, struct mgp_error *error)
{
    struct mgp_s3_response response = {0};
    struct mgp_s3_token_watch watch = {0};
    enum mgp_status status;
    do {
        struct mgp_s3_request request = {.method = "GET"};
        if (out->next_token) request.query[request.query_count++] = TEXT_PAIR("continuation-token", out->next_token);
        status = mgp_s3_send(client, &request, &response, error);
        if (status == MGP_OK) status = mgp_s3_read_buckets(mgp_buffer_slice(&response.body), out, error);
        if (status == MGP_OK && out->next_token && !mgp_s3_token_is_new(&watch, out->next_token))
            status = mgp_fail(error, MGP_CORRUPT,
                              "the server's list of buckets does not come to an end: "
                              "the same continuation token came again");
    } while (status == MGP_OK && out->next_token);
    mgp_s3_token_watch_clear(&watch);
    mgp_s3_response_clear(&response);
    return status;
}

bool mgp_s3_token_is_new(struct mgp_s3_token_watch *watch, const char *token)
{
    if (watch->kept && strcmp(watch->kept, token) == 0) return false;
    if (watch->seen++ == watch->next_power) {
        free(watch->kept);
        watch->kept = mgp_strdup(token);
        watch->next_power = watch->next_power ? watch->next_power * 2 : 1;
    }
    return true;
}

void mgp_s3_token_watch_clear(struct mgp_s3_token_watch *watch)
{
    free(watch->kept);
    *watch = (struct mgp_s3_token_watch){0};
}
