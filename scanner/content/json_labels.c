#include "scanner/content/json_text.h"
#include "scanner/content/swar.h"

#define FIRST_SLOTS ((size_t)64)

struct mgp_known_name {
    uint64_t hash;
    struct mgp_slice name;                /* in the arena; ptr NULL: the slot is free */
    const struct mgp_rule_set_bits *bits; /* in the arena; NULL: none */
};

static uint64_t hash_name(struct mgp_slice name)
{
    const uint64_t factor = 0x9E3779B97F4A7C15u;
    uint64_t hash = name.len * factor, last = 0;
    size_t at = 0;
    for (; at + 8 <= name.len; at += 8) {
        hash = (hash ^ mgp_swar_load(name.ptr + at)) * factor;
        hash ^= hash >> 32;
    }
    for (; at < name.len; at++) {
        last = last << 8 | name.ptr[at];
    }
    hash = (hash ^ last) * factor;
    return hash ^ hash >> 32;
}

/* The slot that holds name, or a free one. There always is a free one. */
static struct mgp_known_name *find_slot(const struct mgp_label_cache *cache, struct mgp_slice name, uint64_t hash)
{
    size_t mask = cache->slot_count - 1;
    for (size_t i = hash & mask;; i = (i + 1) & mask) {
        struct mgp_known_name *slot = &cache->slots[i];
        if (!slot->name.ptr) return slot;
        if (slot->hash == hash && slot->name.len == name.len && memcmp(slot->name.ptr, name.ptr, name.len) == 0) {
            return slot;
        }
    }
}

static void grow(struct mgp_label_cache *cache)
{
    if (cache->count * 2 < cache->slot_count) return;
    struct mgp_label_cache old = *cache;
    cache->slot_count = old.slot_count ? old.slot_count * 2 : FIRST_SLOTS;
    cache->slots = mgp_calloc(cache->slot_count, sizeof *cache->slots);
    for (size_t i = 0; i < old.slot_count; i++) {
        if (old.slots[i].name.ptr) *find_slot(cache, old.slots[i].name, old.slots[i].hash) = old.slots[i];
    }
    free(old.slots);
}

static const struct mgp_rule_set_bits *ask(const struct mgp_label_cache *cache, struct mgp_slice name,
                                           struct mgp_rule_set_bits *spare)
{
    *spare = (struct mgp_rule_set_bits){{0}};
    return cache->labeller->label(cache->labeller->context, name, spare) ? spare : NULL;
}

const struct mgp_rule_set_bits *mgp_label_cache_find(struct mgp_label_cache *cache, struct mgp_slice name,
                                                     struct mgp_rule_set_bits *spare)
{
    if (!cache->labeller || name.len == 0) return NULL;
    if (name.len > MGP_JSON_MAX_KNOWN_NAME_BYTES) return ask(cache, name, spare);
    grow(cache);
    uint64_t hash = hash_name(name);
    struct mgp_known_name *slot = find_slot(cache, name, hash);
    if (slot->name.ptr) return slot->bits;
    const struct mgp_rule_set_bits *bits = ask(cache, name, spare);
    if (cache->count == MGP_JSON_MAX_KNOWN_NAMES) return bits;
    slot->hash = hash;
    slot->name = mgp_arena_copy(&cache->arena, name);
    if (bits) {
        struct mgp_rule_set_bits *kept = mgp_arena_alloc(&cache->arena, sizeof *kept);
        *kept = *bits;
        slot->bits = kept;
    }
    cache->count++;
    return slot->bits;
}

void mgp_label_cache_clear(struct mgp_label_cache *cache)
{
    free(cache->slots);
    mgp_arena_clear(&cache->arena);
    *cache = (struct mgp_label_cache){0};
}

void mgp_labels_add(struct mgp_labels *labels, const struct mgp_rule_set_bits *bits, size_t depth)
{
    for (size_t word = 0; word < MGP_RULE_WORDS; word++) {
        uint64_t added = bits->words[word] & ~labels->bits.words[word];
        labels->bits.words[word] |= added;
        for (; added; added &= added - 1) {
            labels->depth[word * 64 + (size_t)__builtin_ctzll(added)] = (uint8_t)depth;
        }
    }
}
