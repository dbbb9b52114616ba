#include "scanner/source/open_folder.h"

#include <stdatomic.h>
#include <unistd.h>

#include "base/alloc.h"

struct mgp_open_folder {
    int fd;
    atomic_uint users;
};

static atomic_uint open_count; /* what is scarce belongs to the process */

struct mgp_open_folder *mgp_open_folder_create(int fd)
{
    struct mgp_open_folder *folder = mgp_malloc(sizeof *folder);
    folder->fd = fd;
    atomic_init(&folder->users, 1);
    atomic_fetch_add_explicit(&open_count, 1, memory_order_relaxed);
    return folder;
}

int mgp_open_folder_fd(const struct mgp_open_folder *folder)
{
    return folder ? folder->fd : -1;
}

struct mgp_open_folder *mgp_open_folder_share(struct mgp_open_folder *folder)
{
    if (!folder || atomic_load_explicit(&open_count, memory_order_relaxed) > MGP_MAX_OPEN_FOLDERS) return NULL;
    atomic_fetch_add_explicit(&folder->users, 1, memory_order_relaxed);
    return folder;
}

void mgp_open_folder_release(struct mgp_open_folder *folder)
{
    if (!folder || atomic_fetch_sub_explicit(&folder->users, 1, memory_order_acq_rel) > 1) return;
    atomic_fetch_sub_explicit(&open_count, 1, memory_order_relaxed);
    close(folder->fd);
    free(folder);
}
