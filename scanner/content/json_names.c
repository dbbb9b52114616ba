#include "scanner/content/json_names.h"

#define FIRST_SLOTS ((size_t)128) /* a power of two, as are all counts of slots */
#define FACTOR 0x9E3779B97F4A7C15u

void mgp_json_names_init(struct mgp_json_names *names, struct mgp_label_cache *cache)
{
    *names = (struct mgp_json_names){.cache = cache};
}

void mgp_json_names_clear(struct mgp_json_names *names)
{
    free(names->members);
    free(names->slots);
    free(names->sets);
    free(names->set_hashes);
    mgp_arena_clear(&names->arena);
    mgp_decoded_clear(&names->decoded);
    mgp_json_paths_clear(&names->paths);
}

void mgp_json_names_begin(struct mgp_json_names *names)
{
    bool has_room = names->member_count < MGP_JSON_MAX_MEMBERS / 4 * 3 &&
                    names->set_count < MGP_JSON_MAX_LABEL_SETS / 2 &&
                    names->arena.used_bytes < MGP_JSON_MAX_MEMBER_BYTES / 2 &&
                    names->paths.count < MGP_JSON_MAX_PATHS / 4 * 3;
    if (names->member_count > 0 && has_room) return;
    if (!names->slots) {
        names->slot_count = FIRST_SLOTS;
        names->slots = mgp_malloc(names->slot_count * sizeof *names->slots);
    }
    memset(names->slots, 0, names->slot_count * sizeof *names->slots);
    mgp_arena_reset(&names->arena);
    mgp_json_paths_reset(&names->paths);
    names->member_count = names->set_count = 0;
    MGP_GROW(names->members, names->member_count, names->member_capacity);
    names->members[names->member_count++] = (struct mgp_json_member){0};
    names->sets = mgp_realloc(names->sets, names->set_capacity + 1, sizeof *names->sets);
    names->set_hashes = mgp_realloc(names->set_hashes, names->set_capacity + 1, sizeof *names->set_hashes);
    names->sets[0] = (struct mgp_labels){.is_empty = true};
    names->set_hashes[0] = 0;
    names->set_count = 1;
}

/* --- sets of labels ------------------------------------------------------------------------------------ */

static uint64_t hash_labels(const struct mgp_labels *labels)
{
    uint64_t hash = 1;
    for (size_t word = 0; word < MGP_RULE_WORDS; word++) {
        uint64_t bits = labels->bits.words[word];
        hash = (hash ^ bits) * FACTOR;
        for (; bits; bits &= bits - 1) {
            hash = (hash ^ labels->depth[word * 64 + (size_t)__builtin_ctzll(bits)]) * FACTOR;
        }
        hash ^= hash >> 29;
    }
    return hash;
}

/* The labels of context, one name farther away, where nearer names do not say the same. */
static void add_context(struct mgp_labels *labels, const struct mgp_labels *context)
{
    for (size_t word = 0; word < MGP_RULE_WORDS; word++) {
        uint64_t added = context->bits.words[word] & ~labels->bits.words[word];
        labels->bits.words[word] |= added;
        for (; added; added &= added - 1) {
            size_t rule = word * 64 + (size_t)__builtin_ctzll(added);
            labels->depth[rule] = (uint8_t)(context->depth[rule] + 1);
        }
    }
}

/* Sets of two names are the same set if they say the same; depths of bits that are not set are 0. */
static bool remember_set(struct mgp_json_names *names, const struct mgp_labels *labels, uint16_t *set)
{
    uint64_t hash = hash_labels(labels);
    for (size_t i = 1; i < names->set_count; i++) {
        const struct mgp_labels *known = &names->sets[i];
        if (names->set_hashes[i] != hash || memcmp(&known->bits, &labels->bits, sizeof labels->bits) != 0) continue;
        if (memcmp(known->depth, labels->depth, sizeof labels->depth) != 0) continue;
        *set = (uint16_t)i;
        return true;
    }
    if (names->set_count == MGP_JSON_MAX_LABEL_SETS) return false;
    if (names->set_count >= names->set_capacity) {
        names->set_capacity = 2 * names->set_count + 6;
        names->sets = mgp_realloc(names->sets, names->set_capacity + 1, sizeof *names->sets);
        names->set_hashes = mgp_realloc(names->set_hashes, names->set_capacity + 1, sizeof *names->set_hashes);
    }
    *set = (uint16_t)names->set_count;
    names->sets[names->set_count] = *labels;
    names->set_hashes[names->set_count++] = hash;
    return true;
}

bool mgp_json_names_derive(struct mgp_json_names *names, uint16_t context, const struct mgp_rule_set_bits *bits,
                           uint16_t *set)
{
    *set = 0;
    if (context == 0 && !bits) return true;
    struct mgp_labels labels = {{{0}}, {0}, false};
    if (bits) mgp_labels_add(&labels, bits, 0);
    if (context > 0) add_context(&labels, &names->sets[context]);
    return remember_set(names, &labels, set);
}

/* --- members ------------------------------------------------------------------------------------------- */

static uint64_t hash_name(struct mgp_slice name, uint16_t context)
{
    uint64_t hash = (name.len ^ (uint64_t)context << 32) * FACTOR, last = 0;
    size_t at = 0;
    for (; at + 8 <= name.len; at += 8) {
        hash = (hash ^ mgp_swar_load(name.ptr + at)) * FACTOR;
        hash ^= hash >> 32;
    }
    for (; at < name.len; at++) {
        last = last << 8 | name.ptr[at];
    }
    hash = (hash ^ last) * FACTOR;
    return hash ^ hash >> 32;
}

static const struct mgp_rule_set_bits *bits_of(struct mgp_json_names *names, struct mgp_slice name,
                                               struct mgp_rule_set_bits *spare)
{
    struct mgp_value value = {.raw = name, .text = name};
    if (name.len > 0 && memchr(name.ptr, '\\', name.len)) mgp_json_decode(&names->decoded, &value);
    return mgp_label_cache_find(names->cache, value.text, spare);
}

static const uint8_t *keep_name(struct mgp_json_names *names, struct mgp_slice name)
{
    uint8_t *kept = mgp_arena_alloc(&names->arena, (name.len + 8) / 8 * 8);
    if (name.len > 0) memcpy(kept, name.ptr, name.len);
    kept[name.len] = '"';
    return kept;
}

/* The slot that has the name, or a free one; there always is one. */
static size_t slot_of(const struct mgp_json_names *names, struct mgp_slice name, uint16_t context)
{
    size_t mask = names->slot_count - 1, slot = hash_name(name, context) & mask;
    for (; names->slots[slot]; slot = (slot + 1) & mask) {
        const struct mgp_json_member *known = &names->members[names->slots[slot]];
        bool is_it = known->context == context && known->name_len == name.len;
        if (is_it && memcmp(known->name, name.ptr, name.len) == 0) break;
    }
    return slot;
}

/* Twice as many slots; no more than half of them are ever taken. */
static void grow_slots(struct mgp_json_names *names)
{
    names->slot_count *= 2;
    names->slots = mgp_realloc(names->slots, names->slot_count, sizeof *names->slots);
    memset(names->slots, 0, names->slot_count * sizeof *names->slots);
    for (size_t i = 1; i < names->member_count; i++) {
        const struct mgp_json_member *member = &names->members[i];
        struct mgp_slice name = mgp_slice_of(member->name, member->name_len);
        names->slots[slot_of(names, name, member->context)] = (uint32_t)i;
    }
}

uint32_t mgp_json_names_find(struct mgp_json_names *names, uint16_t context, struct mgp_slice text, size_t begin,
                             size_t end)
{
    struct mgp_slice name = mgp_slice_sub(text, begin, end);
    if (names->member_count >= names->slot_count / 2) grow_slots(names);
    size_t slot = slot_of(names, name, context);
    if (names->slots[slot]) return names->slots[slot];
    struct mgp_rule_set_bits spare;
    uint16_t set;
    if (names->member_count == MGP_JSON_MAX_MEMBERS) return 0;
    if (names->arena.used_bytes > MGP_JSON_MAX_MEMBER_BYTES) return 0;
    if (!mgp_json_names_derive(names, context, bits_of(names, name, &spare), &set)) return 0;
    MGP_GROW(names->members, names->member_count, names->member_capacity);
    const uint8_t *kept = keep_name(names, name);
    names->slots[slot] = (uint32_t)names->member_count;
    names->members[names->member_count] = (struct mgp_json_member){
        .head = mgp_swar_load(kept),
        .head_mask = name.len >= 7 ? UINT64_MAX : ((uint64_t)1 << 8 * (name.len + 1)) - 1,
        .name = kept,
        .name_len = (uint32_t)name.len,
        .context = context,
        .set = set,
    };
    return (uint32_t)names->member_count++;
}
