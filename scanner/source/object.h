/* An object: what a source knows of one thing to be scanned, in S3's words. */
#ifndef MGP_SCANNER_OBJECT_H
#define MGP_SCANNER_OBJECT_H

#include "base/clock.h"
#include "base/slice.h"

#define MGP_TIME_UNKNOWN INT64_MIN

struct mgp_tag {
    const char *key, *value;
};

struct mgp_object {
    struct mgp_slice bucket;    /* UTF-8 */
    struct mgp_slice key;       /* UTF-8: bytes of a file's name that are not are percent-encoded */
    struct mgp_slice location;  /* for people: the path as given, or s3://...; raw bytes */
    uint64_t size;              /* bytes as stored; for standard input known once it was read */
    bool has_size;
    mgp_time_ms last_modified;  /* MGP_TIME_UNKNOWN where nobody knows */
    const char *storage_class;  /* "STANDARD"; NULL if unknown */
    const char *version_id;     /* NULL if unversioned or unknown */
    const char *encryption_type; /* serverSideEncryption.encryptionType; NULL if unknown */
    const char *kms_key_id;
    bool hides_encryption;      /* the server told everything else, and no encryption */
    bool has_unknown_tags;      /* there may be tags that could not be read */
    const struct mgp_tag *tags; /* known when a finding needs them */
    size_t tag_count;
    char etag[80];              /* hex without quotes; "" until it is known (local files: when a finding needs it) */
};

/* What stands after the last dot of the key's last segment, also for ".hidden"; empty if there is no dot. */
struct mgp_slice mgp_object_extension(struct mgp_slice key);

#endif
