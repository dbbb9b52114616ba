#include <stdio.h>

#include "base/base64.h"
#include "base/digest.h"
#include "net/s3_parts.h"

#define PART_BYTES ((size_t)16 << 20)
#define MAX_PARTS  10000 /* S3's limit, so 156 GiB in all */

struct mgp_s3_upload {
    struct mgp_s3_client *client;
    struct mgp_arena arena;
    struct mgp_slice bucket, key; /* copies */
    const char *content_type;
    struct mgp_buffer pending; /* less than a part, or exactly one */
    const char *id;            /* of an upload in parts; NULL until there is more than one */
    struct part {
        char etag[80], checksum[48];
    } * parts;
    size_t part_count, part_capacity;
};

enum mgp_status mgp_s3_upload_create(struct mgp_s3_client *client, struct mgp_slice bucket, struct mgp_slice key,
                                     const char *content_type, struct mgp_s3_upload **out, struct mgp_error *error)
{
    if (!mgp_s3_is_bucket_name(bucket) || key.len == 0 || key.len > 1024)
        return mgp_fail(error, MGP_INVALID,
                        "an object to write is named s3://bucket/key (a key of at most 1,024 bytes)");
    struct mgp_s3_upload *upload = mgp_calloc(1, sizeof *upload);
    upload->client = client;
    upload->bucket = mgp_arena_copy(&upload->arena, bucket);
    upload->key = mgp_arena_copy(&upload->arena, key);
    upload->content_type = mgp_arena_text(&upload->arena, mgp_slice_text(content_type));
    *out = upload;
    return MGP_OK;
}

/* What S3 checks the bytes against, beside the signature's own hash of them. */
static void write_checksum(struct mgp_slice bytes, char out[48])
{
    struct mgp_sha256 sha;
    uint8_t digest[32];
    struct mgp_buffer text = {0};
    mgp_sha256_init(&sha);
    mgp_sha256_update(&sha, bytes);
    mgp_sha256_final(&sha, digest);
    mgp_base64_encode(&text, mgp_slice_of(digest, sizeof digest));
    snprintf(out, 48, "%s", mgp_buffer_string(&text));
    mgp_buffer_clear(&text);
}

static struct mgp_s3_request request_of(const struct mgp_s3_upload *upload, const char *method)
{
    return (struct mgp_s3_request){.method = method, .bucket = upload->bucket, .key = upload->key};
}

static void add_query(struct mgp_s3_request *request, struct mgp_slice name, const char *value)
{
    request->query[request->query_count++] = (struct mgp_sigv4_pair){name, mgp_slice_text(value)};
}

static void add_header(struct mgp_s3_request *request, struct mgp_slice name, const char *value)
{
    request->headers[request->header_count++] = (struct mgp_sigv4_pair){name, mgp_slice_text(value)};
}

static enum mgp_status begin_parts(struct mgp_s3_upload *upload, struct mgp_error *error)
{
    struct mgp_s3_response response = {0};
    struct mgp_s3_request request = request_of(upload, "POST");
    add_query(&request, MGP_LITERAL("uploads"), "");
    add_header(&request, MGP_LITERAL("Content-Type"), upload->content_type);
    add_header(&request, MGP_LITERAL("x-amz-checksum-algorithm"), "SHA256");
    enum mgp_status status = mgp_s3_send(upload->client, &request, &response, error);
    if (status == MGP_OK)
        status = mgp_s3_read_upload_id(mgp_buffer_slice(&response.body), &upload->arena, &upload->id, error);
    mgp_s3_response_clear(&response);
    return status;
}

static enum mgp_status send_part(struct mgp_s3_upload *upload, struct mgp_error *error)
{
    struct mgp_s3_response response = {0};
    struct mgp_s3_request request = request_of(upload, "PUT");
    char number[16];
    enum mgp_status status = upload->id ? MGP_OK : begin_parts(upload, error);
    if (status != MGP_OK) return status;
    if (upload->part_count == MAX_PARTS)
        return mgp_fail(error, MGP_LIMIT, "the output has grown beyond what one object may hold: write it to a file");
    MGP_GROW(upload->parts, upload->part_count, upload->part_capacity);
    struct part *part = &upload->parts[upload->part_count++];
    *part = (struct part){0};
    write_checksum(mgp_buffer_slice(&upload->pending), part->checksum);
    snprintf(number, sizeof number, "%zu", upload->part_count);
    add_query(&request, MGP_LITERAL("partNumber"), number);
    add_query(&request, MGP_LITERAL("uploadId"), upload->id);
    /* Else libcurl calls it a form, and some servers read it as one. */
    add_header(&request, MGP_LITERAL("Content-Type"), "application/octet-stream");
    add_header(&request, MGP_LITERAL("x-amz-checksum-sha256"), part->checksum);
    request.body = mgp_buffer_slice(&upload->pending);
    status = mgp_s3_send(upload->client, &request, &response, error);
    snprintf(part->etag, sizeof part->etag, "%s", response.etag);
    if (status == MGP_OK && !part->etag[0])
        status = mgp_fail(error, MGP_CORRUPT, "the server took a part of the output and says not which ETag it has");
    mgp_s3_response_clear(&response);
    upload->pending.len = 0;
    return status;
}

enum mgp_status mgp_s3_upload_write(struct mgp_s3_upload *upload, struct mgp_slice bytes, struct mgp_error *error)
{
    while (bytes.len > 0) {
        if (upload->pending.len == PART_BYTES) {
            enum mgp_status status = send_part(upload, error);
            if (status != MGP_OK) return status;
        }
        size_t room = PART_BYTES - upload->pending.len, length = bytes.len < room ? bytes.len : room;
        mgp_buffer_append(&upload->pending, mgp_slice_sub(bytes, 0, length));
        bytes = mgp_slice_sub(bytes, length, bytes.len);
    }
    return MGP_OK;
}

static enum mgp_status put_whole(struct mgp_s3_upload *upload, struct mgp_error *error)
{
    struct mgp_s3_response response = {0};
    struct mgp_s3_request request = request_of(upload, "PUT");
    char checksum[48];
    write_checksum(mgp_buffer_slice(&upload->pending), checksum);
    add_header(&request, MGP_LITERAL("Content-Type"), upload->content_type);
    add_header(&request, MGP_LITERAL("x-amz-checksum-sha256"), checksum);
    request.body = mgp_buffer_slice(&upload->pending);
    enum mgp_status status = mgp_s3_send(upload->client, &request, &response, error);
    mgp_s3_response_clear(&response);
    return status;
}

static void write_part_list(const struct mgp_s3_upload *upload, struct mgp_buffer *out)
{
    mgp_buffer_text(out, "<CompleteMultipartUpload xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">");
    for (size_t i = 0; i < upload->part_count; i++) {
        mgp_buffer_text(out, "<Part><ETag>\"");
        for (const char *c = upload->parts[i].etag; *c; c++) {
            if (*c == '&')
                mgp_buffer_text(out, "&amp;");
            else if (*c == '<')
                mgp_buffer_text(out, "&lt;");
            else
                mgp_buffer_byte(out, (uint8_t)*c);
        }
        mgp_buffer_format(out, "\"</ETag><PartNumber>%zu</PartNumber><ChecksumSHA256>%s</ChecksumSHA256></Part>",
                          i + 1, upload->parts[i].checksum);
    }
    mgp_buffer_text(out, "</CompleteMultipartUpload>");
}

/* The answer may be 200 and hold an error all the same. */
static enum mgp_status complete(struct mgp_s3_upload *upload, struct mgp_error *error)
{
    struct mgp_s3_response response = {0};
    struct mgp_buffer list = {0};
    struct mgp_s3_request request = request_of(upload, "POST");
    write_part_list(upload, &list);
    add_query(&request, MGP_LITERAL("uploadId"), upload->id);
    add_header(&request, MGP_LITERAL("Content-Type"), "application/xml");
    request.body = mgp_buffer_slice(&list);
    enum mgp_status status = mgp_s3_send(upload->client, &request, &response, error);
    if (status == MGP_OK && mgp_s3_read_refusal(mgp_buffer_slice(&response.body), &response.refusal))
        status = mgp_s3_fail_response(upload->client->s3, &request, &response, error);
    mgp_s3_response_clear(&response);
    mgp_buffer_clear(&list);
    return status;
}

static void free_upload(struct mgp_s3_upload *upload)
{
    mgp_buffer_clear(&upload->pending);
    free(upload->parts);
    mgp_arena_clear(&upload->arena);
    free(upload);
}

enum mgp_status mgp_s3_upload_finish(struct mgp_s3_upload *upload, struct mgp_error *error)
{
    enum mgp_status status = MGP_OK;
    if (upload->part_count == 0 && !upload->id) {
        status = put_whole(upload, error);
        free_upload(upload);
        return status;
    }
    if (upload->pending.len > 0) status = send_part(upload, error);
    if (status == MGP_OK) status = complete(upload, error);
    if (status != MGP_OK)
        mgp_s3_upload_abandon(upload);
    else
        free_upload(upload);
    return status;
}

void mgp_s3_upload_abandon(struct mgp_s3_upload *upload)
{
    if (!upload) return;
    if (upload->id) {
        struct mgp_s3_response response = {0};
        struct mgp_s3_request request = request_of(upload, "DELETE");
        struct mgp_error ignored;
        add_query(&request, MGP_LITERAL("uploadId"), upload->id);
        mgp_s3_send(upload->client, &request, &response, &ignored);
        mgp_s3_response_clear(&response);
    }
    free_upload(upload);
}
