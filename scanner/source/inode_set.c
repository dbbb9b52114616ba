#include "scanner/source/inode_set.h"

static struct mgp_inode *find_slot(const struct mgp_inode_set *set, dev_t device, ino_t inode)
{
    uint64_t hash = ((uint64_t)inode ^ (uint64_t)device * 0x9E3779B97F4A7C15u) * 0xBF58476D1CE4E5B9u;
    for (size_t at = (size_t)(hash >> 20);; at++) {
        struct mgp_inode *slot = &set->slots[at & (set->capacity - 1)];
        if (!slot->is_used || (slot->device == device && slot->inode == inode)) return slot;
    }
}

static void grow(struct mgp_inode_set *set)
{
    struct mgp_inode_set larger = {.capacity = set->capacity ? set->capacity * 2 : 64};
    larger.slots = mgp_calloc(larger.capacity, sizeof *larger.slots);
    for (size_t i = 0; i < set->capacity; i++) {
        struct mgp_inode slot = set->slots[i];
        if (slot.is_used) *find_slot(&larger, slot.device, slot.inode) = slot;
    }
    larger.count = set->count;
    free(set->slots);
    *set = larger;
}

bool mgp_inode_set_add(struct mgp_inode_set *set, dev_t device, ino_t inode)
{
    if (set->count * 2 >= set->capacity) grow(set);
    struct mgp_inode *slot = find_slot(set, device, inode);
    if (slot->is_used) return false;
    *slot = (struct mgp_inode){device, inode, true};
    set->count++;
    return true;
}

void mgp_inode_set_clear(struct mgp_inode_set *set)
{
    free(set->slots);
    *set = (struct mgp_inode_set){0};
}
