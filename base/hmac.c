#include "base/hmac.h"

#include "base/alloc.h"
#include "base/digest.h"

#define BLOCK 64

static void hash(const uint8_t pad[BLOCK], struct mgp_slice data, uint8_t out[MGP_HMAC_BYTES])
{
    struct mgp_sha256 sha;
    mgp_sha256_init(&sha);
    mgp_sha256_update(&sha, mgp_slice_of(pad, BLOCK));
    mgp_sha256_update(&sha, data);
    mgp_sha256_final(&sha, out);
    mgp_wipe(&sha, sizeof sha);
}

void mgp_hmac_sha256(struct mgp_slice key, struct mgp_slice message, uint8_t out[MGP_HMAC_BYTES])
{
    uint8_t block[BLOCK] = {0}, inner_pad[BLOCK], outer_pad[BLOCK], inner[MGP_HMAC_BYTES];
    if (key.len > BLOCK) {
        struct mgp_sha256 sha;
        mgp_sha256_init(&sha);
        mgp_sha256_update(&sha, key);
        mgp_sha256_final(&sha, block);
    } else if (key.len > 0) {
        memcpy(block, key.ptr, key.len);
    }
    for (size_t i = 0; i < BLOCK; i++) {
        inner_pad[i] = block[i] ^ 0x36;
        outer_pad[i] = block[i] ^ 0x5c;
    }
    hash(inner_pad, message, inner);
    hash(outer_pad, mgp_slice_of(inner, sizeof inner), out);
    mgp_wipe(block, sizeof block);
    mgp_wipe(inner_pad, sizeof inner_pad);
    mgp_wipe(outer_pad, sizeof outer_pad);
}
