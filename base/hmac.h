/* HMAC-SHA256 (RFC 2104, FIPS 180-4) for signing requests. Thread-safe: no state. */
#ifndef MGP_BASE_HMAC_H
#define MGP_BASE_HMAC_H

#include "base/slice.h"

#define MGP_HMAC_BYTES 32

void mgp_hmac_sha256(struct mgp_slice key, struct mgp_slice message, uint8_t out[MGP_HMAC_BYTES]);

#endif
