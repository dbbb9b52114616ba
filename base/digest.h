/* MD5 (RFC 1321) for S3's ETags and SHA-256 (FIPS 180-4) for ids and, by HMAC (hmac.h), for signatures of
 * requests. Small code of our own, because a local scan needs nothing else of a cryptographic library and
 * its loading would cost more than the scan of a small file. MD5 protects nothing here. */
#ifndef MGP_BASE_DIGEST_H
#define MGP_BASE_DIGEST_H

#include "base/slice.h"

struct mgp_md5 {
    uint32_t state[4];
    uint64_t length;
    uint8_t block[64];
};
void mgp_md5_init(struct mgp_md5 *md5);
void mgp_md5_update(struct mgp_md5 *md5, struct mgp_slice data);

/* As mgp_md5_update of length bytes, for up to MGP_MD5_LANES digests side by side, each with data of its own. All take
 * little longer than one, whose operations wait for each other. What each was updated with before is a multiple of 64
 * bytes, and so is length. */
#define MGP_MD5_LANES 16
void mgp_md5_update_lanes(struct mgp_md5 *const *digests, const uint8_t *const *data, size_t count, size_t length);

void mgp_md5_final(struct mgp_md5 *md5, uint8_t out[16]);

struct mgp_sha256 {
    uint32_t state[8];
    uint64_t length;
    uint8_t block[64];
};
void mgp_sha256_init(struct mgp_sha256 *sha);
void mgp_sha256_update(struct mgp_sha256 *sha, struct mgp_slice data);
void mgp_sha256_final(struct mgp_sha256 *sha, uint8_t out[32]);

/* Lower-case hex of n bytes and a NUL: 2 * n + 1 characters. */
void mgp_hex(const uint8_t *bytes, size_t n, char *out);

#endif
