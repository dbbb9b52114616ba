/* What the names above a value say together, for each name as it comes: looked up once for each name in each context,
 * and then found again by what was there last time, as records tend to have the same members in the same order. */
#ifndef MGP_SCANNER_JSON_NAMES_H
#define MGP_SCANNER_JSON_NAMES_H

#include "scanner/content/json_paths.h"
#include "scanner/content/json_text.h"
#include "scanner/content/swar.h"

/* Names in context, the bytes of all but the last of them, and sets of labels that are remembered at a time. */
#define MGP_JSON_MAX_MEMBERS      ((size_t)4096)
#define MGP_JSON_MAX_MEMBER_BYTES ((size_t)256 * 1024)
#define MGP_JSON_MAX_LABEL_SETS   ((size_t)1024)

/* A name in a context: below names that say what set, the members of a value that has this name. */
struct mgp_json_member {
    uint64_t head, head_mask; /* the first eight bytes of the name and its quote, as far as there are so many */
    const uint8_t *name; /* as it is written, a quote behind it, and bytes up to a multiple of eight */
    uint32_t name_len;   /* without the quote */
    uint16_t context;    /* the set of labels above it */
    uint16_t set;        /* what values below it have; 0: none */
    uint32_t next_member, first_member; /* what came after it, and within it, last time; 0: not known */
    uint32_t above, path; /* the path of the container that it was of last time, and its own there; 0: not known */
};

struct mgp_json_names {
    struct mgp_label_cache *cache; /* borrowed */
    struct mgp_json_member *members; /* the first stands for the text itself */
    size_t member_count, member_capacity;
    uint32_t *slots; /* by hash: members; 0: free */
    size_t slot_count;
    struct mgp_labels *sets; /* the first is empty */
    uint64_t *set_hashes;
    size_t set_count, set_capacity;
    struct mgp_arena arena;
    struct mgp_decoded decoded;
    struct mgp_json_paths paths; /* steps are members of members */
};

void mgp_json_names_init(struct mgp_json_names *names, struct mgp_label_cache *cache);
void mgp_json_names_clear(struct mgp_json_names *names);

/* Before a window: forgets everything if there is not much room left. */
void mgp_json_names_begin(struct mgp_json_names *names);

/* The set for values below a name with these bits (NULL: none) in a context. False: there is no room. */
bool mgp_json_names_derive(struct mgp_json_names *names, uint16_t context, const struct mgp_rule_set_bits *bits,
                           uint16_t *set);

/* The member whose name is text[begin, end), as written, in context; 0: there is no room. */
uint32_t mgp_json_names_find(struct mgp_json_names *names, uint16_t context, struct mgp_slice text, size_t begin,
                             size_t end);

/* Is what stands at there, eight bytes on, the rest of member's name and a quote? There are enough bytes for it. */
static inline bool mgp_json_names_is_tail(const struct mgp_json_member *member, const uint8_t *there)
{
    size_t size = (size_t)member->name_len + 1, at = 8;
    for (; at + 8 <= size; at += 8) {
        if (mgp_swar_load(there + at) != mgp_swar_load(member->name + at)) return false;
    }
    if (at == size) return true;
    uint64_t differing = mgp_swar_load(there + at) ^ mgp_swar_load(member->name + at);
    return differing << (64 - 8 * (size - at)) == 0;
}

/* Is member's name, in context, what stands at begin, closing quote included? False also where text ends too soon to
 * say. */
static inline bool mgp_json_names_is(const struct mgp_json_names *names, uint32_t member, uint16_t context,
                                     struct mgp_slice text, size_t begin)
{
    const struct mgp_json_member *known = &names->members[member];
    if (member == 0 || known->context != context || text.len - begin < (size_t)known->name_len + 8) return false;
    const uint8_t *there = text.ptr + begin;
    if ((mgp_swar_load(there) ^ known->head) & known->head_mask) return false;
    return known->name_len < 8 || mgp_json_names_is_tail(known, there);
}

/* The path of a member of a container that has the path above. */
static inline uint32_t mgp_json_names_path(struct mgp_json_names *names, uint32_t above, uint32_t member)
{
    struct mgp_json_member *known = &names->members[member];
    if (known->above != above) {
        known->above = above;
        known->path = mgp_json_paths_find(&names->paths, above, mgp_json_member_step(member));
    }
    return known->path;
}

#endif
