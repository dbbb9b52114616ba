#include "identifiers/recogniser_address_internal.h"

bool mgp_place_knows(const char *kind, struct mgp_slice key, struct mgp_slice code)
{
    uint64_t hash = mgp_place_hash(kind, key, code);
    size_t bucket = mgp_place_bucket(hash);
    uint16_t tag = mgp_place_tag(hash);
    for (uint32_t i = mgp_place_buckets[bucket]; i < mgp_place_buckets[bucket + 1]; i++) {
        if (mgp_place_tags[i] == tag) return true;
    }
    return false;
}

