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

bool mgp_place_recall(struct mgp_address_memory *memory, uint64_t letters, const char *kind, struct mgp_slice key,
                      struct mgp_slice code)
{
    if (!memory || key.len > sizeof letters) return mgp_place_knows(kind, key, code);
    uint64_t question = mgp_name_gate_letters(kind, 3) | mgp_name_gate_letters((const char *)code.ptr, code.len) << 24;
    uint64_t hash = (letters ^ question * 0xC4CEB9FE1A85EC53u) * 0x9E3779B97F4A7C15u;
    struct mgp_place_answer *answer = &memory->answers[hash >> (64 - MGP_PLACE_ANSWER_BITS)];
    if (answer->letters != letters || answer->question != question)
        *answer = (struct mgp_place_answer){letters, question, mgp_place_knows(kind, key, code)};
    return answer->is_known;
}
