#include "cli/scan_output.h"

static enum mgp_status write_object(void *context, struct mgp_slice bytes, struct mgp_error *error)
{
    return mgp_s3_upload_write(context, bytes, error);
}

static enum mgp_status commit_object(void *context, struct mgp_error *error)
{
    return mgp_s3_upload_finish(context, error);
}

static void abandon_object(void *context)
{
    mgp_s3_upload_abandon(context);
}

static const struct mgp_output_type object_type = {write_object, commit_object, abandon_object};

/* What the key's extension says. */
static const char *content_type(struct mgp_slice key)
{
    if (mgp_slice_ends_with(key, MGP_LITERAL(".json"))) return "application/json";
    if (mgp_slice_ends_with(key, MGP_LITERAL(".jsonl"))) return "application/x-ndjson";
    if (mgp_slice_ends_with(key, MGP_LITERAL(".html"))) return "text/html; charset=utf-8";
    return "text/plain; charset=utf-8";
}

enum mgp_status mgp_scan_output_open(struct mgp_scan_outputs *outputs, const char *path, struct mgp_output **out,
                                     struct mgp_error *error)
{
    struct mgp_slice bucket, key;
    struct mgp_s3_upload *upload;
    enum mgp_status status = MGP_OK;
    if (!mgp_s3_split_url(path, &bucket, &key)) return mgp_output_open(path, out, error);
    if (!outputs->s3) status = mgp_s3_create(outputs->aws, &outputs->s3, error);
    if (status == MGP_OK && !outputs->client) status = mgp_s3_client_create(outputs->s3, &outputs->client, error);
    if (status == MGP_OK)
        status = mgp_s3_upload_create(outputs->client, bucket, key, content_type(key), &upload, error);
    if (status == MGP_OK) *out = mgp_output_of(&object_type, upload);
    return status;
}

void mgp_scan_outputs_close(struct mgp_scan_outputs *outputs)
{
    mgp_s3_client_destroy(outputs->client);
    mgp_s3_destroy(outputs->s3);
    outputs->client = NULL;
    outputs->s3 = NULL;
}
