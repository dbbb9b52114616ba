/* Ids. All are derived, so that the same scan of the same object gives the same output:
 *
 *   finding  SHA-256 of (cli | job, job id, run), bucket, key, version, etag; the first 32 hex digits
 *   job id   on the command line, the first 32 hex digits of the SHA-256 of "cli"
 *   result   a UUID of version 3 (MD5 of a name, as Macie's own seem to be) of the finding id
 *   event    a UUID of version 8 (SHA-256) of finding id, count, and each type with its count
 *
 * Every field is hashed with its length in front, so that no two lists of fields give the same bytes. */
#include "base/digest.h"
#include "scanner/finding/finding_parts.h"

static void hash_field(struct mgp_sha256 *sha, struct mgp_slice field)
{
    uint8_t length[8];
    for (int i = 0; i < 8; i++) {
        length[i] = (uint8_t)((uint64_t)field.len >> (56 - 8 * i));
    }
    mgp_sha256_update(sha, mgp_slice_of(length, sizeof length));
    mgp_sha256_update(sha, field);
}

static void hash_text(struct mgp_sha256 *sha, const char *text)
{
    hash_field(sha, mgp_slice_text(text));
}

static void hash_number(struct mgp_sha256 *sha, uint64_t number)
{
    uint8_t bytes[8];
    for (int i = 0; i < 8; i++) {
        bytes[i] = (uint8_t)(number >> (56 - 8 * i));
    }
    hash_field(sha, mgp_slice_of(bytes, sizeof bytes));
}

void mgp_finding_id(const struct mgp_finding_context *context, const struct mgp_report *report, char out[33])
{
    struct mgp_sha256 sha;
    uint8_t digest[32];
    mgp_sha256_init(&sha);
    hash_text(&sha, "finding");
    if (context->job_id) {
        hash_text(&sha, "job");
        hash_text(&sha, context->job_id);
        hash_number(&sha, context->run);
    } else {
        hash_text(&sha, "cli");
    }
    hash_field(&sha, report->object.bucket);
    hash_field(&sha, report->object.key);
    hash_text(&sha, report->object.version_id);
    hash_text(&sha, report->object.etag);
    mgp_sha256_final(&sha, digest);
    mgp_hex(digest, 16, out);
}

void mgp_finding_job_id(const struct mgp_finding_context *context, char out[MGP_ID_TEXT])
{
    struct mgp_sha256 sha;
    uint8_t digest[32];
    if (context->job_id && strlen(context->job_id) < MGP_ID_TEXT) {
        memcpy(out, context->job_id, strlen(context->job_id) + 1);
        return;
    }
    mgp_sha256_init(&sha);
    mgp_sha256_update(&sha, mgp_slice_text(context->job_id ? context->job_id : "cli"));
    mgp_sha256_final(&sha, digest);
    mgp_hex(digest, 16, out);
}

/* RFC 9562: the version in the 7th byte, the variant in the 9th. */
static void format_uuid(uint8_t bytes[16], unsigned version, char out[MGP_UUID_TEXT])
{
    char hex[MGP_ID_TEXT];
    bytes[6] = (uint8_t)((bytes[6] & 0x0Fu) | version << 4);
    bytes[8] = (uint8_t)((bytes[8] & 0x3Fu) | 0x80u);
    mgp_hex(bytes, 16, hex);
    char *to = out;
    for (size_t i = 0; i < 32; i++) {
        if (i == 8 || i == 12 || i == 16 || i == 20) *to++ = '-';
        *to++ = hex[i];
    }
    *to = '\0';
}

void mgp_result_uuid(const struct mgp_finding_context *context, const struct mgp_report *report,
                     char out[MGP_UUID_TEXT])
{
    char id[MGP_ID_TEXT];
    struct mgp_md5 md5;
    uint8_t digest[16];
    mgp_finding_id(context, report, id);
    mgp_md5_init(&md5);
    mgp_md5_update(&md5, MGP_LITERAL("discovery result "));
    mgp_md5_update(&md5, mgp_slice_text(id));
    mgp_md5_final(&md5, digest);
    format_uuid(digest, 3, out);
}

void mgp_event_id(const struct mgp_finding_context *context, const struct mgp_report *report,
                  char out[MGP_UUID_TEXT])
{
    char id[MGP_ID_TEXT];
    struct mgp_sha256 sha;
    uint8_t digest[32];
    mgp_finding_id(context, report, id);
    mgp_sha256_init(&sha);
    hash_text(&sha, "event");
    hash_text(&sha, id);
    hash_number(&sha, 1); /* count: always 1 for a sensitive data finding */
    for (size_t i = 0; i < report->detection_count; i++) {
        const struct mgp_detection *detection = &report->detections[i];
        if (!mgp_detection_is_in_finding(detection)) continue;
        hash_text(&sha, detection->identifier ? "managed" : "custom");
        hash_text(&sha, mgp_detection_id(detection));
        hash_number(&sha, detection->count);
    }
    mgp_sha256_final(&sha, digest);
    format_uuid(digest, 8, out);
}
