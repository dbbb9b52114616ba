/* The headers of S3's answers, a line each: what is kept of them is printed ASCII that ends where it should. */
#include "net/http_date.h"
#include "net/s3_parts.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_text(const char *text, size_t size)
{
    size_t length = strnlen(text, size);
    if (length == size) abort();
    for (size_t i = 0; i < length; i++)
        if (text[i] < ' ' || text[i] > '~') abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct mgp_slice rest = mgp_slice_of(data, size);
    struct mgp_s3_response response = {0};
    mgp_time_ms time;
    while (rest.len > 0) {
        size_t end = mgp_slice_find(rest, MGP_LITERAL("\n"), 0), length = end == SIZE_MAX ? rest.len : end;
        struct mgp_slice line = mgp_slice_sub(rest, 0, length);
        size_t colon = mgp_slice_find(line, MGP_LITERAL(":"), 0);
        rest = mgp_slice_sub(rest, length + (end != SIZE_MAX), rest.len);
        if (colon == SIZE_MAX) continue;
        mgp_s3_take_header(&response, mgp_slice_sub(line, 0, colon), mgp_slice_sub(line, colon + 1, line.len));
    }
    check_text(response.etag, sizeof response.etag);
    check_text(response.last_modified, sizeof response.last_modified);
    check_text(response.version_id, sizeof response.version_id);
    check_text(response.encryption, sizeof response.encryption);
    check_text(response.kms_key, sizeof response.kms_key);
    check_text(response.storage_class, sizeof response.storage_class);
    check_text(response.bucket_region, sizeof response.bucket_region);
    check_text(response.request_id, sizeof response.request_id);
    check_text(response.server_date, sizeof response.server_date);
    mgp_http_date_parse(response.last_modified, &time);
    mgp_http_date_parse(response.server_date, &time);
    mgp_s3_response_clear(&response);
    return 0;
}
