/* Which files were met already, by device and inode. */
#ifndef MGP_SCANNER_INODE_SET_H
#define MGP_SCANNER_INODE_SET_H

#include <sys/types.h>

#include "base/alloc.h"

struct mgp_inode_set {
    struct mgp_inode {
        dev_t device;
        ino_t inode;
        bool is_used;
    } *slots; /* open addressing */
    size_t count, capacity; /* capacity is a power of two */
};

/* False when it was there already. */
bool mgp_inode_set_add(struct mgp_inode_set *set, dev_t device, ino_t inode);
void mgp_inode_set_clear(struct mgp_inode_set *set);

#endif
